"""Clock, cancellation and observation of long work."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from splynx_xero_gui.domain.kinds import ActionKind, Side


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """The moment, aware, UTC."""
        ...


class Cancel(Protocol):
    """A person's wish to stop. Checked between calls; waits end at once when it is set."""

    @property
    def requested(self) -> bool:
        """Whether stopping was asked for."""
        ...

    def raise_if_requested(self) -> None:
        """Raises failures.Cancelled when stopping was asked for."""
        ...

    def wait(self, seconds: float) -> None:
        """Wait, ending early with failures.Cancelled when stopping is asked for."""
        ...


@dataclass(frozen=True, slots=True)
class StageStarted:
    """A stage of the work begins: `connect`, `recover`, `read-splynx`, `read-xero`, `compare`, `write`, `confirm`.

    Those of a drill are in `domain.drill.DrillStep`.
    """

    stage: str


@dataclass(frozen=True, slots=True)
class ItemsRead:
    """So many items of a stream were read and stored so far; `expected` None when unknown."""

    side: Side
    stream: str
    count: int
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class PlanReady:
    """What is going to be written, per kind: count and money."""

    totals: Mapping[ActionKind, tuple[int, Decimal]]


@dataclass(frozen=True, slots=True)
class BatchStarted:
    """A call with these items of a kind is under way (1-based, inclusive)."""

    kind: ActionKind
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ItemDone:
    """One write ended: `result` is done, refused, uncertain or adopted."""

    kind: ActionKind
    subject: str
    customer: str
    amount: Decimal
    result: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class CallsUsed:
    """Calls of this run per side, and what Xero says is left of the day and the minute (None = not known yet)."""

    used: Mapping[Side, int] = field(default_factory=dict)
    left_today: int | None = None
    left_minute: int | None = None


AWAITING_ANSWERS = "awaiting-answers"


@dataclass(frozen=True, slots=True)
class Pausing:
    """The service asks for a pause of so many seconds; the work goes on by itself.

    Reason AWAITING_ANSWERS: no service asks, but what was sent before may still be arriving there.
    """

    side: Side
    seconds: float
    reason: str


Event = StageStarted | ItemsRead | PlanReady | BatchStarted | ItemDone | CallsUsed | Pausing


class Observer(Protocol):
    """Told what happens, from whichever thread it happens in; must return at once and never raise."""

    def notify(self, event: Event) -> None:
        """One event."""
        ...
