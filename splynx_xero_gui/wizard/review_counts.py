"""Counts over a plan, made once and then kept up with what is left out and taken back.

A first plan has tens of thousands of items: to count them again for every item left out would be felt at every key.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from splynx_xero_gui.domain.conflict import Conflict, ConflictKind
from splynx_xero_gui.domain.kinds import ActionKind, Side, Undo
from splynx_xero_gui.domain.money import ZERO, total
from splynx_xero_gui.domain.plan import SyncAction, SyncPlan

_Key = tuple[Side, ActionKind, Undo | None]


@dataclass(frozen=True, slots=True)
class KindCount:
    """So many items of a kind and their money."""

    kind: ActionKind
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one kind that go to one side; `undo` are the ways they can be undone, `undoable` how many can."""

    side: Side
    kind: ActionKind
    count: int
    amount: Decimal
    undo: frozenset[Undo]
    undoable: int


@dataclass(frozen=True)
class Tally:
    """How many items and how much money, by side, kind and way to undo; in the plan's order, zeros included."""

    entries: Mapping[_Key, tuple[int, Decimal]]

    @classmethod
    def of(cls, actions: Iterable[SyncAction]) -> "Tally":
        """Count these."""
        return cls({})._changed(actions, 1)

    def plus(self, actions: Iterable[SyncAction]) -> "Tally":
        """With these, too."""
        return self._changed(actions, 1)

    def less(self, actions: Iterable[SyncAction]) -> "Tally":
        """Without these, which are counted here."""
        return self._changed(actions, -1)

    def _changed(self, actions: Iterable[SyncAction], sign: int) -> "Tally":
        entries = dict(self.entries)
        for action in actions:
            key = (action.side, action.kind, action.undo)
            count, amount = entries.get(key, (0, ZERO))
            entries[key] = (count + sign, amount + sign * action.amount)
        return Tally(entries)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """What there is of each kind and side, in the order of writing."""
        found: dict[tuple[Side, ActionKind], list[tuple[Undo | None, int, Decimal]]] = {}
        for (side, kind, undo), (count, amount) in self.entries.items():
            if count:
                found.setdefault((side, kind), []).append((undo, count, amount))
        return tuple(
            Group(
                side,
                kind,
                sum(count for _, count, _ in parts),
                sum((amount for _, _, amount in parts), ZERO),
                frozenset(undo for undo, _, _ in parts if undo is not None),
                sum(count for undo, count, _ in parts if undo is not None),
            )
            for (side, kind), parts in found.items()
        )

    def by_kind(self, *, lost: bool = False) -> tuple[KindCount, ...]:
        """Count and money per kind; `lost`: only of what cannot be undone."""
        found: dict[ActionKind, tuple[int, Decimal]] = {}
        for (_, kind, undo), (count, amount) in self.entries.items():
            if count and not (lost and undo is not None):
                before, money = found.get(kind, (0, ZERO))
                found[kind] = (before + count, money + amount)
        return tuple(KindCount(kind, count, amount) for kind, (count, amount) in found.items())


@dataclass(frozen=True)
class PlanIndex:
    """A plan's items by id, what needs what, and their counts; each made once."""

    plan: SyncPlan

    @cached_property
    def by_id(self) -> Mapping[str, SyncAction]:
        """The items by id, in the plan's order."""
        return {action.id: action for action in self.plan.actions}

    @cached_property
    def needed_by(self) -> Mapping[str, tuple[str, ...]]:
        """What cannot be written without an item."""
        needed_by: dict[str, list[str]] = {}
        for action in self.plan.actions:
            for need in action.depends_on:
                needed_by.setdefault(need, []).append(action.id)
        return {key: tuple(ids) for key, ids in needed_by.items()}

    @cached_property
    def sorted(self) -> tuple[SyncAction, ...]:
        """The items by their ids: a fingerprint is made of these in this order."""
        return tuple(sorted(self.plan.actions, key=lambda action: action.id))

    @cached_property
    def questions(self) -> tuple[Conflict, ...]:
        """What waits for an answer; too-many-changes is asked by itself (D8)."""
        return tuple(c for c in self.plan.conflicts if c.kind is not ConflictKind.TOO_MANY_CHANGES)

    @cached_property
    def questions_amount(self) -> Decimal:
        """The money in question."""
        return total(abs(question.amount) for question in self.questions)

    @cached_property
    def too_many(self) -> Conflict | None:
        """The question whether so many changes are meant (L5)."""
        return next((c for c in self.plan.conflicts if c.kind is ConflictKind.TOO_MANY_CHANGES), None)

    def dependents(self, ids: Iterable[str]) -> frozenset[str]:
        """These items of the plan and all that need them."""
        by_id, needed_by = self.by_id, self.needed_by
        found: set[str] = set()
        waiting = [id for id in ids if id in by_id]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += needed_by.get(one, ())
        return frozenset(found)

    def needs(self, ids: Iterable[str]) -> frozenset[str]:
        """These items of the plan and all that they need."""
        by_id = self.by_id
        found: set[str] = set()
        waiting = list(ids)
        while waiting:
            one = waiting.pop()
            if one not in found and one in by_id:
                found.add(one)
                waiting += by_id[one].depends_on
        return frozenset(found)
