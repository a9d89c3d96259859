"""Python's garbage collection, kept in the window's thread.

Measured: Python collects reference cycles in whichever thread allocates; when that is a worker, the widgets of a closed
window die there and Qt ends the process ("QBasicTimer::stop … from a different thread", then a segmentation fault).
Therefore automatic collection is off while windows exist, and a timer does the same work in their thread.
"""

from __future__ import annotations

import gc
from time import monotonic

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 500
# The oldest generation holds the books of a running sync; looking through it often would stall the window.
_OLDEST_EVERY_SECONDS = 20.0


class Collector(QObject):
    """Lives in the window's thread from `start` to `stop`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_on = False
        self._oldest_at = monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Take the collection over."""
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Collect once more and give it back to Python."""
        self._timer.stop()
        gc.collect()
        if self._was_on:
            gc.enable()

    def look(self) -> None:
        """Collect what is due by Python's own thresholds."""
        counts, limits = gc.get_count(), gc.get_threshold()
        if counts[2] > limits[2] and monotonic() - self._oldest_at >= _OLDEST_EVERY_SECONDS:
            self._oldest_at = monotonic()
            gc.collect()
        elif counts[1] > limits[1]:
            gc.collect(1)
        elif counts[0] > limits[0]:
            gc.collect(0)
