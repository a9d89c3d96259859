"""What the engine's process opens: this computer's books, demo books. Imports every library the engine needs."""

from __future__ import annotations

import threading

from splynx_xero_gui.bootstrap import LocalWorkplace, open_workplace
from splynx_xero_gui.bootstrap.demo import DemoBooks


class LocalBooks:
    """Implements `shape.Books`. Any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._own: LocalWorkplace | None = None

    def open_own(self) -> LocalWorkplace:
        """The product on this computer."""
        with self._lock:
            if self._own is None:
                self._own = open_workplace()
            return self._own

    def open_demo(self, edition: str, existing: bool = False) -> DemoBooks:
        """New demo books."""
        return DemoBooks(edition=edition, existing=existing)
