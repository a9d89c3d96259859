"""The clock of the sandbox: real UTC unless a test moves it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta


class SandboxClock:
    """Tells both servers the time. Real UTC by default; can be frozen, set or advanced. Thread-safe."""

    def __init__(self, at: datetime | None = None) -> None:
        """`at` (aware): freeze there from the start; None: run with real time."""
        self._lock = threading.Lock()
        self._offset = timedelta(0)
        self._frozen: datetime | None = None
        if at is not None:
            self.freeze(at)

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        with self._lock:
            return self._frozen if self._frozen is not None else datetime.now(UTC) + self._offset

    def timestamp(self) -> float:
        """The present moment in seconds since the epoch."""
        return self.now().timestamp()

    def freeze(self, at: datetime | None = None) -> None:
        """Stop at `at` (aware; default: now). `advance` still moves it."""
        moment = self.now() if at is None else _utc(at)
        with self._lock:
            self._frozen = moment

    def set(self, at: datetime) -> None:
        """Jump to `at` (aware) and run on from there (or stay there when frozen)."""
        moment = _utc(at)
        with self._lock:
            if self._frozen is not None:
                self._frozen = moment
            else:
                self._offset = moment - datetime.now(UTC)

    def advance(self, seconds: float = 0, *, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Move forward by the given time."""
        step = timedelta(seconds=seconds, minutes=minutes, hours=hours, days=days)
        with self._lock:
            if self._frozen is not None:
                self._frozen += step
            else:
                self._offset += step


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("The sandbox clock takes aware datetimes only")
    return at.astimezone(UTC)
