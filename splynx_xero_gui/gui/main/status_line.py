"""The line at the window's foot: when the last sync was, when the next starts, what Xero still answers (ui.md §5)."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStatusBar, QWidget

from splynx_xero_gui.gui.kit.formats import moment_text, number_text
from splynx_xero_gui.gui.kit.labels import PlainLabel
from splynx_xero_gui.gui.kit.metrics import unit
from splynx_xero_gui.gui.main.run_words import local
from splynx_xero_gui.wizard.scheduling import ScheduleState
from splynx_xero_gui.wizard.services import Status


class StatusLine(QStatusBar):
    """Shows two facts of a `Status`, and one of the schedule."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._last = PlainLabel("", self)
        self._last.setObjectName("status.last")
        self._next = PlainLabel("", self)
        self._next.setObjectName("status.next")
        self._calls = PlainLabel("", self)
        self._calls.setObjectName("status.calls")
        self.addWidget(self._last)
        self.addWidget(self._next)
        self.addPermanentWidget(self._calls)
        u = unit(self)
        self._next.setContentsMargins(2 * u, 0, 0, 0)
        self.setContentsMargins(2 * u, 0, 2 * u, 0)
        self.setSizeGripEnabled(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The next start gives way first where the line is short: the overview tells it too."""
        wanted = sum(label.sizeHint().width() for label in (self._last, self._next, self._calls))
        self._next.setVisible(bool(self._next.text()) and wanted + 8 * unit(self) <= self.width())

    def show_status(self, status: Status, schedule: ScheduleState | None = None) -> None:
        """Show what is known now."""
        run, left = status.last_run, status.calls_left_today
        if run is None:
            self._last.setText(self.tr("No sync yet"))
        else:
            self._last.setText(self.tr("Last sync: {time}").format(time=moment_text(local(run.started_at))))
        start = schedule.next_run if schedule is not None else None
        self._next.setText(self.tr("Next sync: {time}").format(time=moment_text(local(start))) if start else "")
        text = self.tr("Xero requests left today: {n}").format(n=number_text(left)) if left is not None else ""
        self._calls.setText(text)
        self._fit()
