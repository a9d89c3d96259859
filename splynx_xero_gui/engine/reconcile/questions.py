"""From a kind and its facts to a question with its texts, choices and identity (ui.md §7)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from splynx_xero_gui.domain.conflict import Choice, Conflict, ConflictKind, FieldDiff
from splynx_xero_gui.domain.content import content_hash
from splynx_xero_gui.domain.money import money_text, total
from splynx_xero_gui.engine.reconcile.catalogue import ALWAYS, FINAL_SENTENCE, Entry, Option, fill, placeholders
from splynx_xero_gui.engine.reconcile.catalogue_documents import CONTACTS, DOCUMENTS, MAPPINGS
from splynx_xero_gui.engine.reconcile.catalogue_money import PAYMENTS, RUNS

if TYPE_CHECKING:
    from splynx_xero_gui.engine.reconcile.draft import Subject

CATALOGUE: Mapping[ConflictKind, Entry] = {**CONTACTS, **DOCUMENTS, **MAPPINGS, **PAYMENTS, **RUNS}


def phrase(
    kind: ConflictKind,
    about: "Subject",
    facts: Mapping[str, str],
    fields: Sequence[FieldDiff] = (),
    cause: str = "",
    first: str = "",
    without: Sequence[str] = (),
) -> Conflict:
    """The question of this kind about one object.

    The id stays the same as long as kind and object do; the evidence changes with the facts and the amount (of a
    mapping question: with its cause only). `cause` empty: the object is a group of its own.
    """
    entry = CATALOGUE[kind]
    identity = [kind, about.kind, about.splynx_id, about.xero_id]
    if entry.by_cause:
        identity.append(cause)
        evidence = content_hash([kind, cause, facts])[:16]
    else:
        evidence = content_hash([kind, facts, money_text(about.amount)])[:16]
    id = content_hash(identity)[:12]
    conflict = Conflict(
        id=id,
        kind=kind,
        group=content_hash([kind, cause or id])[:12],
        subject=about.name,
        subject_kind=about.kind,
        splynx_id=about.splynx_id,
        xero_id=about.xero_id,
        customer_id=about.customer_id,
        amount=abs(about.amount),
        why="",
        question="",
        fields=tuple(fields),
        choices=_choices(entry, first, without),
        evidence=evidence,
        facts=dict(facts),
    )
    return _filled(conflict, entry, 1, money_text(abs(about.amount)))


def regroup(conflicts: Iterable[Conflict]) -> tuple[Conflict, ...]:
    """The conflicts with the count of their group; grouped questions tell its count and money.

    Ordered by kind as in the catalogue, then as given.
    """
    members: dict[str, list[Conflict]] = defaultdict(list)
    for conflict in conflicts:
        members[conflict.group].append(conflict)
    done = []
    for group in members.values():
        money = money_text(total(c.amount for c in group))
        for conflict in group:
            entry = CATALOGUE[conflict.kind]
            counted = replace(conflict, group_count=len(group))
            done.append(_filled(counted, entry, len(group), money) if entry.grouped and len(group) > 1 else counted)
    order = {kind: position for position, kind in enumerate(CATALOGUE)}
    return tuple(sorted(done, key=lambda c: order[c.kind]))


def missing_facts(conflict: Conflict) -> frozenset[str]:
    """Facts that the texts of this conflict's question and offered choices need and that nobody supplied."""
    entry = CATALOGUE[conflict.kind]
    offered = {choice.id for choice in conflict.choices}
    texts = [entry.question, entry.why]
    texts += [t for o in entry.options if o.id in offered for t in (o.label, o.consequence)]
    needed = {name for text in texts for name in placeholders(text)}
    return frozenset(needed - ALWAYS - set(conflict.facts))


def rememberable(kind: ConflictKind, choice: str) -> bool:
    """Whether this answer may become a rule (rules.md, last section)."""
    option = CATALOGUE[kind].option(choice)
    return option is not None and option.remember


def _choices(entry: Entry, first: str, without: Sequence[str]) -> tuple[Choice, ...]:
    offered = [_choice(option) for option in entry.all_options() if option.id not in without]
    return tuple(sorted(offered, key=lambda choice: choice.id != first))


def _choice(option: Option) -> Choice:
    return Choice(option.id, option.label, option.consequence, option.needs, option.final)


def _filled(conflict: Conflict, entry: Entry, n: int, money: str) -> Conflict:
    facts = {"named": money, **conflict.facts, "n": str(n), "money": money, "subject": conflict.subject}
    choices = []
    for choice in conflict.choices:
        option = entry.option(choice.id)
        if option is not None:
            text = fill(option.consequence, facts)
            if option.final:
                text = f"{text} {FINAL_SENTENCE}"
            choices.append(replace(choice, label=fill(option.label, facts), consequence=text))
    return replace(conflict, question=fill(entry.question, facts), why=fill(entry.why, facts), choices=tuple(choices))
