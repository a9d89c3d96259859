"""Events of a session's work on their way to the window: from any thread, in order, and never a flood.

Counts that a newer one replaces (items read of a stream, requests used) are thrown together while they come faster than
the window draws; everything else goes on at once, with what was held back before it. `finish` lets nothing be lost.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic

from splynx_xero_gui.ports.control import CallsUsed, Event, ItemsRead

_EVERY_SECONDS = 0.05


class EventStream:
    """An observer (ports.control.Observer) that hands events to `deliver`, which must be safe in every thread."""

    def __init__(
        self,
        deliver: Callable[[Event], None],
        every: float = _EVERY_SECONDS,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._deliver = deliver
        self._every = every
        self._clock = clock
        self._lock = threading.Lock()
        self._held: dict[object, Event] = {}
        self._delivered_at = float("-inf")

    def notify(self, event: Event) -> None:
        """Take one event; returns at once."""
        key = _replaced_by(event)
        with self._lock:
            if key is None:
                self._flush()
                self._deliver(event)
                return
            self._held.pop(key, None)
            self._held[key] = event
            if self._clock() - self._delivered_at >= self._every:
                self._flush()

    def finish(self) -> None:
        """Hand over what is still held back; the work has ended."""
        with self._lock:
            self._flush()

    def _flush(self) -> None:
        for event in self._held.values():
            self._deliver(event)
        self._held.clear()
        self._delivered_at = self._clock()


def _replaced_by(event: Event) -> object | None:
    """What a newer event must share with this one to replace it; None for events of which each one counts."""
    match event:
        case ItemsRead(side, stream, _, _):
            return side, stream
        case CallsUsed(used, _, _):
            return frozenset(used)
        case _:
            return None
