"""Python's garbage collection, kept in the window's thread and short.

Measured: Python collects reference cycles in whichever thread allocates; when that is a worker, the widgets of a closed
window die there and Qt ends the process ("QBasicTimer::stop … from a different thread", then a segmentation fault).
Therefore automatic collection is off while windows exist, and a timer does the same work in their thread.

How long a look takes is a matter of how many objects it looks at: 140,000 come with the libraries, 160,000 with the
plan of a first sync of 2,000 customers, and half a million took the window 150 ms. They live long and hold no cycles.
So what survives a look at many objects is set aside (`gc.freeze`): it still goes when nobody refers to it, but is not
looked at again, and no look is at more than what came since the last one. A cycle that was set aside while it was in
use and let go later is found when everything is looked at: now and then, while the person is in another program.
"""

from __future__ import annotations

import gc
from time import monotonic

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

# A plan comes in at some hundred thousand objects a second: what is there already is soon too much for one look.
_EVERY_MS = 100
_BUSY_EVERY_MS = 25
_MANY = 10_000
_EVERYTHING_EVERY_SECONDS = 600.0


class Collector(QObject):
    """Lives in the window's thread from `start` to `stop`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_on = False
        self._seen = 0
        self._everything_at = monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Take the collection over."""
        self._was_on = gc.isenabled()
        gc.disable()
        self._set_aside()
        self._timer.start()

    def stop(self) -> None:
        """Collect everything once more and give it back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.collect()
        if self._was_on:
            gc.enable()

    def look(self) -> None:
        """Collect what is due: the young by Python's own threshold, and all that came since the last time as soon as
        it is many."""
        young, limit = gc.get_count()[0], gc.get_threshold()[0]
        many = self._seen + young > _MANY
        if many:
            self._set_aside()
        elif young > limit:
            self._seen += young
            gc.collect(0)
        elif self._may_look_at_everything():
            self._everything_at = monotonic()
            gc.unfreeze()
            self._set_aside()
        self._timer.setInterval(_BUSY_EVERY_MS if many else _EVERY_MS)

    def _set_aside(self) -> None:
        gc.collect()
        gc.freeze()
        self._seen = 0

    def _may_look_at_everything(self) -> bool:
        """Nothing is being made, and nobody sees the window wait."""
        away = QGuiApplication.applicationState() is not Qt.ApplicationState.ApplicationActive
        return away and monotonic() - self._everything_at >= _EVERYTHING_EVERY_SECONDS
