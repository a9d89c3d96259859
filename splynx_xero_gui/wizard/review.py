"""The plan as W10 and the main window's plan table show it: totals, what can be undone, what is left out (ui.md W10).

Leaving an item out leaves out what needs it too (D4); taking it back brings what it needs. Nothing is written here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from splynx_xero_gui.domain.conflict import Conflict
from splynx_xero_gui.domain.kinds import ActionKind, Side, Undo
from splynx_xero_gui.domain.plan import SyncAction, SyncPlan
from splynx_xero_gui.domain.results import SyncRequest
from splynx_xero_gui.engine.reconcile.frame import fingerprint
from splynx_xero_gui.wizard.review_counts import KindCount, PlanIndex, Tally

__all__ = ["KindCount", "LeaveOut", "Review", "ReviewLine", "fits_today", "has_money"]

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
        return Tally.of(self.dependents).by_kind()


@dataclass(frozen=True)  # no slots: what is counted over a whole plan is kept once it was asked for
class Review:
    """A plan and what a person took out of it.

    A first plan has tens of thousands of items and is shown again and again: each sum is made once, and `counted` makes
    them all where there is time for it.
    """

    plan: SyncPlan
    left_out: frozenset[str] = frozenset()
    _index: PlanIndex | None = field(default=None, compare=False, repr=False)
    _tally: Tally | None = field(default=None, compare=False, repr=False)

    @cached_property
    def _known(self) -> PlanIndex:
        return self._index if self._index is not None else PlanIndex(self.plan)

    @cached_property
    def _counts(self) -> Tally:
        return self._tally if self._tally is not None else Tally.of(self.actions)

    def counted(self) -> "Review":
        """The same, with everything counted that is shown or asked for when an item is left out (for a worker's
        thread: it takes a while)."""
        known = self._known
        _ = known.by_id, known.needed_by, known.sorted, known.questions_amount, known.too_many
        _ = self._counts, self.fingerprint
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
        return tuple(
            ReviewLine(
                group.kind,
                group.side,
                group.count,
                group.amount if has_money(group.kind) else None,
                group.undo,
                group.undoable,
            )
            for group in self._counts.groups
        )

    @cached_property
    def undoable(self) -> int:
        """How many of the items can be undone later."""
        return sum(group.undoable for group in self._counts.groups)

    @cached_property
    def not_undoable(self) -> tuple[KindCount, ...]:
        """What cannot be undone, by kind."""
        return self._counts.by_kind(lost=True)

    @property
    def questions(self) -> tuple[Conflict, ...]:
        """What waits for an answer; too-many-changes is asked by itself (D8)."""
        return self._known.questions

    @property
    def questions_amount(self) -> Decimal:
        """The money in question."""
        return self._known.questions_amount

    @property
    def too_many(self) -> Conflict | None:
        """The question whether so many changes are meant (L5)."""
        return self._known.too_many

    @cached_property
    def fingerprint(self) -> str:
        """The short name of what would be written; another one as soon as an item is left out."""
        if not self.left_out:
            return self.plan.fingerprint
        return fingerprint(action for action in self._known.sorted if action.id not in self.left_out)

    @property
    def short_fingerprint(self) -> str:
        """Its first eight characters, as shown: 7F3A-91C2."""
        return "-".join(self.fingerprint.split("-")[:2])

    def totals(self) -> Mapping[ActionKind, tuple[int, Decimal]]:
        """Count and money per kind of what would be written, for the progress of the sync."""
        return {entry.kind: (entry.count, entry.amount) for entry in self._counts.by_kind()}

    # --- leaving out ---

    def consequence(self, action_id: str) -> LeaveOut:
        """What leaving an item out takes with it. Raises KeyError for an unknown item."""
        known = self._known
        fallen = known.dependents([action_id]) - {action_id} - self.left_out
        dependents = tuple(action for action in self.plan.actions if action.id in fallen) if fallen else ()
        return LeaveOut(known.by_id[action_id], dependents)

    def without(self, ids: Iterable[str]) -> "Review":
        """The review without these items and all that need them."""
        return self._leaving(self.left_out | self._known.dependents(ids))

    def with_back(self, ids: Iterable[str]) -> "Review":
        """The review with these items again, and what they need."""
        return self._leaving(self.left_out - self._known.needs(ids))

    def _leaving(self, left_out: frozenset[str]) -> "Review":
        """What changes is counted, not all that stays."""
        by_id = self._known.by_id
        counts = self._counts.less(by_id[id] for id in left_out - self.left_out)
        counts = counts.plus(by_id[id] for id in self.left_out - left_out)
        return Review(self.plan, left_out, self._known, counts)

    def of_new_plan(self, plan: SyncPlan) -> "Review":
        """The same wishes over a newer plan; items that are gone are forgotten."""
        return self.over(Review(plan))

    def over(self, newer: "Review") -> "Review":
        """The same wishes over the review of a newer plan."""
        wished = [id for id in self.left_out if id in newer._known.by_id]
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
