"""Plain implementations of the control ports:

a switch for cancelling, the system's clock, an observer that only listens.
"""

import datetime as dt
import threading

from splynx_xero_gui.domain.failures import Cancelled
from splynx_xero_gui.ports.control import Event


class CancelSwitch:
    """Set from any thread; work that waits ends at once."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        """Ask the work to stop at the next safe place."""
        self._event.set()

    @property
    def requested(self) -> bool:
        """Whether stopping was asked for."""
        return self._event.is_set()

    def raise_if_requested(self) -> None:
        """Raises Cancelled when stopping was asked for."""
        if self._event.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Wait, ending early with Cancelled when stopping is asked for."""
        if self._event.wait(max(seconds, 0)):
            raise Cancelled


class SystemClock:
    """The computer's clock, UTC."""

    def now(self) -> dt.datetime:
        """The moment, aware."""
        return dt.datetime.now(dt.UTC)


class Silent:
    """An observer nobody looks at."""

    def notify(self, event: Event) -> None:
        """Ignore the event."""
