"""The line at the window's foot: when the last sync was, and what Xero still answers today (ui.md §5)."""

from __future__ import annotations

from PySide6.QtWidgets import QStatusBar, QWidget

from splynx_xero_gui.gui.kit.formats import moment_text, number_text
from splynx_xero_gui.gui.kit.labels import PlainLabel
from splynx_xero_gui.gui.kit.metrics import unit
from splynx_xero_gui.gui.main.run_words import local
from splynx_xero_gui.wizard.services import Status


class StatusLine(QStatusBar):
    """Shows two facts of a `Status`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._last = PlainLabel("", self)
        self._last.setObjectName("status.last")
        self._calls = PlainLabel("", self)
        self._calls.setObjectName("status.calls")
        self.addWidget(self._last)
        self.addPermanentWidget(self._calls)
        u = unit(self)
        self.setContentsMargins(2 * u, 0, 2 * u, 0)
        self.setSizeGripEnabled(True)

    def show_status(self, status: Status) -> None:
        """Show what is known now."""
        run, left = status.last_run, status.calls_left_today
        if run is None:
            self._last.setText(self.tr("No sync yet"))
        else:
            self._last.setText(self.tr("Last sync: {time}").format(time=moment_text(local(run.started_at))))
        text = self.tr("Xero requests left today: {n}").format(n=number_text(left)) if left is not None else ""
        self._calls.setText(text)
