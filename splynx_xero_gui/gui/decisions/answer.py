"""An answer on its way to the session, without Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from splynx_xero_gui.domain.conflict import Choice, Conflict
from splynx_xero_gui.domain.money import total
from splynx_xero_gui.engine.decisions import IDENTIFYING
from splynx_xero_gui.wizard.services import Session

LATER = "later"
# Offered for every kind, in this order (rules.md, last section).
ALWAYS = ("skip", "ignore", "in-sync")
_NEVER_A_RULE = IDENTIFYING | {"skip", "try-again", "show-plan"}


@dataclass(frozen=True, slots=True)
class Remembered:
    """D7: answer the like of it from now on. `scope` is customer, category or kind; `up_to` None = any amount."""

    scope: str
    up_to: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One choice for some questions of one group. `whole_group`: every open question of the cause is meant."""

    conflicts: tuple[Conflict, ...]
    choice: Choice
    value: str = ""
    remembered: Remembered | None = None
    whole_group: bool = False

    @property
    def amount(self) -> Decimal:
        """Money of the questions answered."""
        return total(abs(conflict.amount) for conflict in self.conflicts)


def give(session: Session, answer: Answer) -> int:
    """Hand the answer over; returns how many questions it answered. Raises Misconfigured (D1)."""
    remembered = answer.remembered
    if answer.whole_group:
        return _resolve(session, answer, answer.conflicts[0].id, remembered, group=True)
    count = 0
    for conflict in answer.conflicts:
        count += _resolve(session, answer, conflict.id, remembered, group=False)
        remembered = None  # one rule is enough
    return count


def _resolve(session: Session, answer: Answer, id: str, remembered: Remembered | None, *, group: bool) -> int:
    if remembered is None:
        return session.resolve(id, answer.choice.id, answer.value, group=group)
    return session.resolve(
        id,
        answer.choice.id,
        answer.value,
        group=group,
        remember=True,
        scope=remembered.scope,
        up_to=remembered.up_to,
    )


def fits_one_only(choice: Choice) -> bool:
    """Whether the answer names one particular object and cannot answer several questions at once."""
    return choice.id in IDENTIFYING


def may_be_rule(choice: Choice) -> bool:
    """Whether *Remember for the future* is offered: never for answers that name something (rules.md)."""
    return choice.needs is None and choice.id not in _NEVER_A_RULE


def own_choices(conflict: Conflict) -> tuple[Choice, ...]:
    """The choices of its kind, the most useful safe one first."""
    own = tuple(choice for choice in conflict.choices if choice.id not in ALWAYS)
    return own or tuple(conflict.choices)


def always_choices(conflict: Conflict) -> tuple[Choice, ...]:
    """The choices that every kind has, as far as this one offers them and they are not its own."""
    own = {choice.id for choice in own_choices(conflict)}
    found = {choice.id: choice for choice in conflict.choices if choice.id in ALWAYS and choice.id not in own}
    return tuple(found[id] for id in ALWAYS if id in found)


def sum_of(conflicts: Sequence[Conflict]) -> Decimal:
    """Money in question."""
    return total(abs(conflict.amount) for conflict in conflicts)
