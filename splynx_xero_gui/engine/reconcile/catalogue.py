"""The catalogue of questions as data (ui.md §7): what each kind asks, why, and what can be answered.

Templates are filled with the facts of a conflict. `{money}`, `{n}` and `{subject}` are always there, and `{named}`: the
difference that stays where nothing is done, `{money}` unless the stage says another. Every other placeholder is a fact
that the asking stage supplies and `Entry.facts` documents.
"""

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from splynx_xero_gui.domain.conflict import Needs

ALWAYS = frozenset({"money", "named", "n", "subject"})
FINAL_SENTENCE = "This cannot be undone."


@dataclass(frozen=True, slots=True)
class Option:
    """One answer as a template. `remember`: may become a rule (choices that identify something may not)."""

    id: str
    label: str
    consequence: str
    needs: Needs | None = None
    final: bool = False
    remember: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of question.

    `grouped`: its sentence tells count and money of the whole group. `by_cause`: the answer belongs to the cause (a
    category, a tax, an account), so it holds for every item of the group and does not depend on one item's amount.
    `generic`: ignore is offered besides skip, and in-sync (rules.md, last section). `in_sync` says what in-sync needs;
    None where no object of the other side could be named: both are linked already, or nothing is left to link.
    """

    question: str
    why: str
    options: tuple[Option, ...]
    grouped: bool = False
    by_cause: bool = False
    generic: bool = True
    in_sync: Needs | None = Needs.XERO_ID

    @property
    def facts(self) -> frozenset[str]:
        """Names of the facts that the stage must supply."""
        texts = (self.question, self.why, *(text for o in self.options for text in (o.label, o.consequence)))
        return frozenset(name for text in texts for name in placeholders(text)) - ALWAYS

    def all_options(self) -> Iterator[Option]:
        """Its own choices, then those always offered."""
        yield from self.options
        own = {option.id for option in self.options}
        for option in (SKIP, *(generic_options(self.in_sync) if self.generic else ())):
            if option.id not in own:
                yield option

    def option(self, choice: str) -> Option | None:
        """The choice with this id."""
        return next((option for option in self.all_options() if option.id == choice), None)


SKIP = Option("skip", "Leave out of the next sync", "Asked again afterwards.")


def generic_options(in_sync: Needs | None) -> tuple[Option, ...]:
    """The two further choices of nearly every kind; `ignore` alone where nothing can be named."""
    ignore = Option(
        "ignore",
        "Ignore for good",
        "Never synced again; counted in the tie-out as a named difference of {named}.",
    )
    if in_sync is None:
        return (ignore,)
    where = "Splynx's" if in_sync is Needs.SPLYNX_ID else "Xero's"
    same = Option(
        "in-sync",
        "Already in sync…",
        f"Nothing is written; you give {where} number or id, it is looked up and linked.",
        in_sync,
        remember=False,
    )
    return ignore, same


def placeholders(template: str) -> tuple[str, ...]:
    """Names in braces, in order."""
    return tuple(name for _, name, _, _ in string.Formatter().parse(template) if name)


def fill(template: str, facts: Mapping[str, str]) -> str:
    """The template with facts filled in; an absent one reads "…" (tests hold that none is absent).

    `{n:document}` reads "1 document", "3 documents"; `{n:one|several}` chooses by the count.
    """
    return template.format_map(_Gentle({name: _Fact(value) for name, value in facts.items()}))


class _Fact(str):
    """A fact that counts where its place in the text names what is counted."""

    __slots__ = ()

    def __format__(self, words: str) -> str:
        if not words:
            return str(self)
        one, bar, several = words.partition("|")
        if bar:
            return one if self == "1" else several
        return f"{self} {words}" if self == "1" else f"{self} {words}s"


class _Gentle(dict[str, _Fact]):
    def __missing__(self, key: str) -> _Fact:
        return _Fact("…")
