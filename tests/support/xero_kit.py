"""What tests of the Xero adapter share: time that is moved by hand, a vault in memory, short makers of actions."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass, field
from decimal import Decimal

from splynx_xero_gui.domain.failures import Cancelled
from splynx_xero_gui.domain.kinds import ActionKind, Side
from splynx_xero_gui.domain.payloads import Payload
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.ports.control import Event

NOON = dt.datetime(2026, 11, 2, 12, 0, tzinfo=dt.UTC)


@dataclass
class HandClock:
    """Time stands until somebody waits or moves it."""

    at: dt.datetime = NOON
    lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> dt.datetime:
        return self.at

    def advance(self, seconds: float) -> None:
        with self.lock:
            self.at += dt.timedelta(seconds=seconds)


@dataclass
class HandCancel:
    """Waiting moves the clock (and whatever else is given) instead of taking time."""

    clock: HandClock
    requested: bool = False
    waits: list[float] = field(default_factory=list)
    cancel_on_wait: bool = False

    def raise_if_requested(self) -> None:
        if self.requested:
            raise Cancelled

    def wait(self, seconds: float) -> None:
        self.raise_if_requested()
        if self.cancel_on_wait:
            self.requested = True
            raise Cancelled
        self.waits.append(seconds)
        self.clock.advance(seconds)


@dataclass
class Notes:
    """An observer that keeps what it is told."""

    events: list[Event] = field(default_factory=list)

    def notify(self, event: Event) -> None:
        self.events.append(event)

    def of(self, kind: type) -> list:
        return [event for event in self.events if isinstance(event, kind)]


@dataclass
class MemoryVault:
    """A vault whose writes can be made to fail; `history` tells every write in order."""

    kept: dict[str, str] = field(default_factory=dict)
    history: list[tuple[str, str]] = field(default_factory=list)
    fail_with: Exception | None = None

    def get(self, name: str) -> str | None:
        return self.kept.get(name)

    def set(self, name: str, secret: str) -> None:
        if self.fail_with is not None:
            raise self.fail_with
        assert len(secret.encode()) < 2560
        self.history.append((name, secret))
        self.kept[name] = secret

    def delete(self, name: str) -> None:
        self.kept.pop(name, None)

    def names(self) -> tuple[str, ...]:
        return tuple(self.kept)


def action(id: str, kind: ActionKind, payload: Payload, **more: object) -> SyncAction:
    """An action with everything but its payload left at something harmless."""
    return SyncAction(
        id=id,
        kind=kind,
        side=Side.XERO,
        subject=id,
        splynx_id="1",
        xero_id=None,
        customer_id="1",
        customer_name="Ada",
        date=dt.date(2026, 11, 1),
        amount=Decimal("1.00"),
        currency="ZAR",
        undo=None,
        payload=payload,
        **more,  # type: ignore[arg-type]
    )


def guid(n: int) -> str:
    """A readable id of Xero's form."""
    return f"{n:08d}-0000-4000-8000-{n:012d}"
