"""A sync that Xero's limit of the day parked goes on by itself while this window is open (ui.md L1)."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QObject, QTimer

from splynx_xero_gui.domain.results import SyncReport
from splynx_xero_gui.gui.main.model import MainModel
from splynx_xero_gui.gui.main.sync_page import SyncPage

_PARKED = "day-limit"
# The clock is looked at instead of one long wait: a computer that sleeps or is put right comes back at the right time.
_LOOK_MS = 15_000


class Resuming(QObject):
    """Waits for `resume_at`. A sync or a plan that a person asks for meanwhile takes its place."""

    def __init__(self, model: MainModel, page: SyncPage, parent: QObject) -> None:
        super().__init__(parent)
        self._model, self._page = model, page
        self._at: dt.datetime | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        model.synced.connect(self._on_synced)
        model.planned.connect(self._on_planned)

    def waits_for(self) -> dt.datetime | None:
        """When it goes on (UTC); None where nothing is parked."""
        return self._at

    def look(self) -> None:
        """Go on if it is time and nothing else runs."""
        if self._at is None or self._model.is_busy() or self._model.clock.now() < self._at:
            return
        self._set(None)
        self._page.go_on()

    def _on_synced(self, report: object) -> None:
        parked = isinstance(report, SyncReport) and report.reason == _PARKED
        self._set(report.resume_at if parked and isinstance(report, SyncReport) else None)

    def _on_planned(self, _plan: object) -> None:
        self._set(None)

    def _set(self, at: dt.datetime | None) -> None:
        self._at = at
        if at is None:
            self._timer.stop()
        else:
            self._timer.start()
