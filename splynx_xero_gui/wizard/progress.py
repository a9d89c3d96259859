"""What a running sync looks like: events of `ports.control` turned into one frozen picture (ui.md W11, M2).

`reduce` is pure; `at` is a monotonic time in seconds, so that a pause can be counted down and the end foretold.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from splynx_xero_gui.domain.kinds import ActionKind, Side
from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.ports.control import (
    AWAITING_ANSWERS,
    BatchStarted,
    CallsUsed,
    Event,
    ItemDone,
    ItemsRead,
    Pausing,
    PlanReady,
    StageStarted,
)

KEPT_ITEMS = 50
_ENOUGH_SECONDS = 5.0
_ENOUGH_ITEMS = 10
WRITE = "write"


class KindState(StrEnum):
    """Where one kind of write stands."""

    WAITS = "waits"
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class KindProgress:
    """One bar: items and money written of those planned. `other` are items that were refused or may have arrived."""

    kind: ActionKind
    total: int
    total_amount: Decimal
    done: int = 0
    done_amount: Decimal = ZERO
    refused: int = 0
    uncertain: int = 0
    started: bool = False

    @property
    def ended(self) -> int:
        """Items whose answer is known or lost."""
        return self.done + self.refused + self.uncertain

    @property
    def state(self) -> KindState:
        """Waits, runs or is done."""
        if self.total and self.ended >= self.total:
            return KindState.DONE
        return KindState.RUNNING if self.started or self.ended else KindState.WAITS


@dataclass(frozen=True, slots=True)
class Reading:
    """So many items of a stream were read; `expected` None when unknown."""

    side: Side
    stream: str
    count: int
    expected: int | None


@dataclass(frozen=True, slots=True)
class Pause:
    """A wait until this moment (monotonic seconds): a service asked for it, or writes sent before may still arrive."""

    side: Side
    until: float
    awaiting: bool = False


@dataclass(frozen=True, slots=True)
class Now:
    """The call under way: these items of a kind."""

    kind: ActionKind
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """The picture. `last` are the newest items, newest first."""

    stage: str = ""
    reading: Reading | None = None
    kinds: tuple[KindProgress, ...] = ()
    now: Now | None = None
    used: Mapping[Side, int] = field(default_factory=lambda: MappingProxyType({}))
    left_today: int | None = None
    pause: Pause | None = None
    last: tuple[ItemDone, ...] = ()
    fixed: bool = False
    writing_since: float | None = None

    @property
    def total(self) -> int:
        """Items planned."""
        return sum(kind.total for kind in self.kinds)

    @property
    def total_amount(self) -> Decimal:
        """Their money."""
        return sum((kind.total_amount for kind in self.kinds), ZERO)

    @property
    def written(self) -> int:
        """Items written."""
        return sum(kind.done for kind in self.kinds)

    @property
    def written_amount(self) -> Decimal:
        """Their money."""
        return sum((kind.done_amount for kind in self.kinds), ZERO)

    @property
    def ended(self) -> int:
        """Items whose answer is known or lost."""
        return sum(kind.ended for kind in self.kinds)

    @property
    def uncertain(self) -> int:
        """Items that may have arrived."""
        return sum(kind.uncertain for kind in self.kinds)

    @property
    def refused(self) -> int:
        """Items the other side refused."""
        return sum(kind.refused for kind in self.kinds)

    def pausing(self, at: float) -> int | None:
        """Whole seconds the pause still lasts; None when there is none."""
        if self.pause is None or self.pause.until <= at:
            return None
        return int(self.pause.until - at) + 1

    def seconds_left(self, at: float) -> float | None:
        """About how long writing still takes; None until enough is known."""
        if self.writing_since is None or self.ended < _ENOUGH_ITEMS or self.ended >= self.total:
            return None
        passed = at - self.writing_since
        return passed * (self.total - self.ended) / self.ended if passed >= _ENOUGH_SECONDS else None


def expected_progress(totals: Mapping[ActionKind, tuple[int, Decimal]]) -> SyncProgress:
    """The picture before the first event, of exactly what was reviewed: newer items wait and are not counted."""
    return SyncProgress(kinds=_kinds(totals), fixed=True)


def reduce(progress: SyncProgress, event: Event, at: float) -> SyncProgress:
    """The picture after an event."""
    match event:
        case StageStarted(stage):
            since = at if stage == WRITE and progress.writing_since is None else progress.writing_since
            return replace(progress, stage=stage, reading=None, writing_since=since)
        case ItemsRead(side, stream, count, expected):
            return replace(progress, reading=Reading(side, stream, count, expected))
        case PlanReady(totals):
            return progress if progress.fixed else replace(progress, kinds=_kinds(totals))
        case BatchStarted(kind, first, last):
            kinds = _changed(progress.kinds, kind, lambda k: replace(k, started=True, total=max(k.total, last)))
            return replace(progress, kinds=kinds, now=Now(kind, first, last))
        case ItemDone():
            return _with_item(progress, event)
        case CallsUsed(used, left_today, _):
            merged = MappingProxyType({**progress.used, **used})
            return replace(progress, used=merged, left_today=_known(left_today, progress.left_today))
        case Pausing(side, seconds, reason):
            until = at + seconds
            earlier = progress.pause
            if earlier is not None and earlier.until > until:
                return progress
            return replace(progress, pause=Pause(side, until, reason == AWAITING_ANSWERS))


def reduce_all(progress: SyncProgress, events: Sequence[Event], at: float) -> SyncProgress:
    """The picture after several events."""
    for event in events:
        progress = reduce(progress, event, at)
    return progress


def _with_item(progress: SyncProgress, item: ItemDone) -> SyncProgress:
    if progress.stage != WRITE:
        # Found again while lost answers were looked up: it belongs to an earlier run.
        return replace(progress, last=(item, *progress.last)[:KEPT_ITEMS])

    def counted(kind: KindProgress) -> KindProgress:
        match item.result:
            case "refused":
                after = replace(kind, refused=kind.refused + 1)
            case "uncertain":
                after = replace(kind, uncertain=kind.uncertain + 1)
            case _:
                after = replace(kind, done=kind.done + 1, done_amount=kind.done_amount + item.amount)
        return replace(after, total=max(after.total, after.ended))

    return replace(
        progress, kinds=_changed(progress.kinds, item.kind, counted), last=(item, *progress.last)[:KEPT_ITEMS]
    )


def _changed(
    kinds: tuple[KindProgress, ...], kind: ActionKind, change: Callable[[KindProgress], KindProgress]
) -> tuple[KindProgress, ...]:
    """The kinds with one of them changed; one that nobody announced gets a line of its own."""
    if all(entry.kind is not kind for entry in kinds):
        kinds = (*kinds, KindProgress(kind, 0, ZERO))
    return tuple(change(entry) if entry.kind is kind else entry for entry in kinds)


def _kinds(totals: Mapping[ActionKind, tuple[int, Decimal]]) -> tuple[KindProgress, ...]:
    return tuple(KindProgress(kind, count, amount) for kind, (count, amount) in totals.items() if count)


def _known(value: int | None, before: int | None) -> int | None:
    return before if value is None else value
