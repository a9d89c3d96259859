"""The power fails: at the nth crossing of a border with the disk or the network the process is gone, in one process.

Borders are both sides of every commit to the sync record and of every HTTP exchange. After the cut nothing crosses any
more, from any thread, so that what a thread was about to do is as lost as in a computer that went dark.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from splynx_xero_gui.splynx.wire import Wire as SplynxWire
from splynx_xero_gui.storage.database import Database
from splynx_xero_gui.xero.wire import Wire as XeroWire


class PowerCut(BaseException):
    """The process ends here. No handler of the product may take it for one of its failures."""


class Power:
    """Counts crossings, and fails at the one it was told. `watch` is called at each with what it is."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.crossings = 0
        self.told: list[str] = []
        self.watch: Callable[[str], None] | None = None
        self._fails_at = 0
        self._gone = False

    def fail_at(self, crossing: int) -> None:
        """From 1 on; 0 never."""
        self.crossings, self.told, self._fails_at, self._gone = 0, [], crossing, False

    @property
    def gone(self) -> bool:
        """Whether it failed."""
        return self._gone

    def cross(self, what: str) -> None:
        """Raises PowerCut at the chosen crossing and ever after."""
        with self._lock:
            if not self._gone:
                self.crossings += 1
                self.told.append(what)
                self._gone = self.crossings == self._fails_at
            if self._gone:
                raise PowerCut(what)
            if self.watch is not None:
                self.watch(what)


def power_of(patch: pytest.MonkeyPatch) -> Power:
    """Wire the product's disk and network through a power that may fail."""
    power = Power()
    commit, ask_splynx, ask_xero = Database.write, SplynxWire._once, XeroWire.request

    @contextmanager
    def write(database: Database) -> Iterator[Any]:
        with commit(database) as connection:
            yield connection
            power.cross("before a commit")
        power.cross("after a commit")

    def once(wire: SplynxWire, method: str, *rest: Any) -> Any:
        power.cross(f"before {method} to Splynx")
        answer = ask_splynx(wire, method, *rest)
        power.cross(f"after {method} to Splynx")
        return answer

    def request(wire: XeroWire, method: str, *rest: Any, **named: Any) -> Any:
        power.cross(f"before {method} to Xero")
        answer = ask_xero(wire, method, *rest, **named)
        power.cross(f"after {method} to Xero")
        return answer

    patch.setattr(Database, "write", write)
    patch.setattr(SplynxWire, "_once", once)
    patch.setattr(XeroWire, "request", request)
    return power
