"""A window that stays open shows what the schedule did meanwhile: it reads the sync record after each start."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QObject, QTimer

from splynx_xero_gui.gui.main.model import MainModel

# The clock is looked at instead of one long wait: a computer that sleeps comes back at the right time.
_LOOK_MS = 15_000
# A sync with little to do is over by then; a longer one is looked at again.
_AFTER = dt.timedelta(minutes=1)


class ScheduleWatch(QObject):
    """Reads the record, asks neither service."""

    def __init__(self, model: MainModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._at: dt.datetime | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        model.changed.connect(self._on_changed)

    def waits_for(self) -> dt.datetime | None:
        """When it reads next; None where no sync starts by itself."""
        return self._at

    def look(self) -> None:
        """Read the record if it is time."""
        if self._at is None or self._model.clock.now() < self._at:
            return
        self._at = None
        self._model.look()

    def _on_changed(self) -> None:
        schedule, run = self._model.schedule, next(iter(self._model.runs), None)
        if schedule is None or schedule.next_run is None:
            self._at = None
            self._timer.stop()
            return
        if self._at is None:
            runs = run is not None and run.outcome == "running"
            start = self._model.clock.now() if runs else schedule.next_run
            self._at = start + _AFTER
        else:
            self._at = min(self._at, schedule.next_run + _AFTER)
        if not self._timer.isActive():
            self._timer.start()
