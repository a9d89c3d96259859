"""The plan as W10 and the main window's plan table show it: totals, what can be undone, what is left out (ui.md W10).

Leaving an item out leaves out what needs it too (D4); taking it back brings what it needs. Nothing is written here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from splynx_xero_gui.domain.conflict import Conflict, ConflictKind
from splynx_xero_gui.domain.kinds import ActionKind, Side, Undo
from splynx_xero_gui.domain.money import total
from splynx_xero_gui.domain.plan import SyncAction, SyncPlan
from splynx_xero_gui.domain.results import SyncRequest
from splynx_xero_gui.engine.reconcile.frame import fingerprint

_WITHOUT_MONEY = frozenset(
    {
        ActionKind.CREATE_CONTACT,
        ActionKind.UPDATE_CONTACT,
        ActionKind.ARCHIVE_CONTACT,
        ActionKind.ADD_NOTE,
        ActionKind.ATTACH_FILE,
        ActionKind.RELINK_PAYMENT,
    }
)


def has_money(kind: ActionKind) -> bool:
    """Whether an amount says something about this kind of write."""
    return kind not in _WITHOUT_MONEY


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One line of the totals. `amount` None: this kind moves no money. `undo` are the ways its items can be undone."""

    kind: ActionKind
    side: Side
    count: int
    amount: Decimal | None
    undo: frozenset[Undo]
    undoable: int

    @property
    def key(self) -> str:
        """The line's name for good."""
        return f"{self.side.value}.{self.kind.value}"


@dataclass(frozen=True, slots=True)
class KindCount:
    """So many items of a kind and their money."""

    kind: ActionKind
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """What leaving one item out means: `dependents` stay out with it."""

    action: SyncAction
    dependents: tuple[SyncAction, ...]

    @property
    def ids(self) -> frozenset[str]:
        """All that stays out."""
        return frozenset({self.action.id, *(action.id for action in self.dependents)})

    @property
    def by_kind(self) -> tuple[KindCount, ...]:
        """The dependents by kind, in the plan's order."""
        return _counts(self.dependents)


@dataclass(frozen=True)  # no slots: what is counted over a whole plan is kept once it was asked for
class Review:
    """A plan and what a person took out of it.

    A first plan has tens of thousands of items and is shown again and again: each sum is made once, and `counted` makes
    them all where there is time for it.
    """

    plan: SyncPlan
    left_out: frozenset[str] = frozenset()

    @cached_property
    def _needed_by(self) -> Mapping[str, tuple[str, ...]]:
        needed_by: dict[str, list[str]] = {}
        for action in self.plan.actions:
            for need in action.depends_on:
                needed_by.setdefault(need, []).append(action.id)
        return {key: tuple(ids) for key, ids in needed_by.items()}

    def counted(self) -> "Review":
        """The same, with everything counted that is shown (for a worker's thread: it takes a while)."""
        _ = self.lines, self.undoable, self.not_undoable, self.fingerprint, self._totals, self._needed_by
        return self

    # --- what is shown ---

    @property
    def actions(self) -> tuple[SyncAction, ...]:
        """What would be written, in dependency order."""
        return tuple(action for action in self.plan.actions if action.id not in self.left_out)

    @property
    def count(self) -> int:
        """How many items would be written."""
        return len(self.plan.actions) - len(self.left_out)

    @property
    def nothing_to_do(self) -> bool:
        """Neither anything to write nor anything to ask: both sides are equal."""
        return not self.plan.actions and not self.plan.conflicts

    @cached_property
    def lines(self) -> tuple[ReviewLine, ...]:
        """Totals per kind and side, in the order of writing."""
        groups: dict[tuple[Side, ActionKind], list[SyncAction]] = {}
        for action in self.actions:
            groups.setdefault((action.side, action.kind), []).append(action)
        return tuple(
            ReviewLine(
                kind,
                side,
                len(group),
                total(action.amount for action in group) if has_money(kind) else None,
                frozenset(action.undo for action in group if action.undo is not None),
                sum(1 for action in group if action.undo is not None),
            )
            for (side, kind), group in groups.items()
        )

    @cached_property
    def undoable(self) -> int:
        """How many of the items can be undone later."""
        return sum(1 for action in self.actions if action.undo is not None)

    @cached_property
    def not_undoable(self) -> tuple[KindCount, ...]:
        """What cannot be undone, by kind."""
        return _counts([action for action in self.actions if action.undo is None])

    @cached_property
    def questions(self) -> tuple[Conflict, ...]:
        """What waits for an answer; too-many-changes is asked by itself (D8)."""
        return tuple(c for c in self.plan.conflicts if c.kind is not ConflictKind.TOO_MANY_CHANGES)

    @cached_property
    def questions_amount(self) -> Decimal:
        """The money in question."""
        return total(abs(question.amount) for question in self.questions)

    @property
    def too_many(self) -> Conflict | None:
        """The question whether so many changes are meant (L5)."""
        return next((c for c in self.plan.conflicts if c.kind is ConflictKind.TOO_MANY_CHANGES), None)

    @cached_property
    def fingerprint(self) -> str:
        """The short name of what would be written; another one as soon as an item is left out."""
        return self.plan.fingerprint if not self.left_out else fingerprint(self.actions)

    @property
    def short_fingerprint(self) -> str:
        """Its first eight characters, as shown: 7F3A-91C2."""
        return "-".join(self.fingerprint.split("-")[:2])

    def totals(self) -> Mapping[ActionKind, tuple[int, Decimal]]:
        """Count and money per kind of what would be written, for the progress of the sync."""
        return self._totals

    @cached_property
    def _totals(self) -> Mapping[ActionKind, tuple[int, Decimal]]:
        return {entry.kind: (entry.count, entry.amount) for entry in _counts(self.actions)}

    # --- leaving out ---

    def consequence(self, action_id: str) -> LeaveOut:
        """What leaving an item out takes with it. Raises KeyError for an unknown item."""
        by_id = {action.id: action for action in self.plan.actions}
        fallen = _reach([action_id], self._needed_by) - {action_id} - self.left_out
        dependents = tuple(action for action in self.plan.actions if action.id in fallen)
        return LeaveOut(by_id[action_id], dependents)

    def without(self, ids: Iterable[str]) -> "Review":
        """The review without these items and all that need them."""
        known = {action.id for action in self.plan.actions}
        return replace(self, left_out=self.left_out | (_reach(ids, self._needed_by) & known))

    def with_back(self, ids: Iterable[str]) -> "Review":
        """The review with these items again, and what they need."""
        needs = {action.id: action.depends_on for action in self.plan.actions}
        return replace(self, left_out=self.left_out - _reach(ids, needs))

    def of_new_plan(self, plan: SyncPlan) -> "Review":
        """The same wishes over a newer plan; items that are gone are forgotten."""
        return self.over(Review(plan))

    def over(self, newer: "Review") -> "Review":
        """The same wishes over the review of a newer plan."""
        wished = self.left_out & {action.id for action in newer.plan.actions} if self.left_out else self.left_out
        return newer.without(wished) if wished else newer

    def changed_since(self, plan: SyncPlan) -> int:
        """How many items of an older plan are not in this one as they were (L9)."""
        return len({action.id for action in plan.actions} - {action.id for action in self.plan.actions})

    def request(self, allow_many: int | None = None) -> SyncRequest:
        """What to ask of the session: exactly this plan, without what was left out."""
        return SyncRequest(plan=self.plan.fingerprint, allow_many=allow_many, leave_out=self.left_out)


def fits_today(review: Review, calls_left: int | None, reserve: int) -> int | None:
    """About how many items the day's requests still allow; None when all fit or nothing is known."""
    needed = review.plan.calls.get(Side.XERO, 0)
    if calls_left is None or not review.count or needed <= calls_left - reserve:
        return None
    return review.count * max(0, calls_left - reserve) // needed


def _reach(start: Iterable[str], following: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += following.get(one, ())
    return frozenset(found)


def _counts(actions: Iterable[SyncAction]) -> tuple[KindCount, ...]:
    groups: dict[ActionKind, list[SyncAction]] = {}
    for action in actions:
        groups.setdefault(action.kind, []).append(action)
    return tuple(KindCount(kind, len(group), total(a.amount for a in group)) for kind, group in groups.items())
