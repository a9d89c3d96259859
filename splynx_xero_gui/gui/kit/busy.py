"""A bar for work under way: appears after 0.2 s, offers Stop after 1 s (ui.md §3)."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from splynx_xero_gui.gui.accents import prefers_reduced_motion
from splynx_xero_gui.gui.kit.announce import ProgressAnnouncer, announce
from splynx_xero_gui.gui.kit.labels import ActionButton, TypeLabel
from splynx_xero_gui.gui.kit.metrics import lines, set_spacing

_SHOW_AFTER_MS = 200
_STOP_AFTER_MS = 1000


class BusyBar(QWidget):
    """Text, bar and *Stop*. Hidden while nothing runs; quick work never shows it.

    With the system's reduced motion the bar does not move while the end is unknown; the text says that work goes on.
    """

    stop_requested = Signal()

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._running = False
        self._stoppable = False
        self._text = TypeLabel("", parent=self)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setMaximumHeight(lines(self, 0.6))
        self._bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._stop = ActionButton(self.tr("Stop"), self)
        self._stop.setObjectName(f"{name}.stop" if name else "")
        self.setObjectName(name)
        column = QVBoxLayout()
        set_spacing(column, 0, 0.5)
        column.addWidget(self._text)
        column.addWidget(self._bar)
        row = QHBoxLayout(self)
        set_spacing(row)
        row.addLayout(column, 1)
        row.addWidget(self._stop)
        self._show_timer = QTimer(self)
        self._show_timer.setSingleShot(True)
        self._show_timer.setInterval(_SHOW_AFTER_MS)
        self._show_timer.timeout.connect(self._appear)
        self._stop_timer = QTimer(self)
        self._stop_timer.setSingleShot(True)
        self._stop_timer.setInterval(_STOP_AFTER_MS)
        self._stop_timer.timeout.connect(self._offer_stop)
        self._announcer = ProgressAnnouncer(self)
        self._stop.clicked.connect(self._on_stop)
        self._stop.hide()
        self.hide()

    def is_running(self) -> bool:
        return self._running

    def start(self, text: str, stoppable: bool = True) -> None:
        """Say what is being done; how long it takes is not known yet."""
        self._running = True
        self._stoppable = stoppable
        self._announcer = ProgressAnnouncer(self)
        self.set_text(text)
        self._bar.setRange(0, 1 if prefers_reduced_motion() else 0)
        self._bar.setValue(0)
        self._stop.setEnabled(True)
        self._stop.hide()
        self._show_timer.start()
        self._stop_timer.start()

    def set_text(self, text: str) -> None:
        self._text.setText(text)
        self._bar.setAccessibleName(text)

    def set_progress(self, done: int, total: int) -> None:
        """Show how far the work is; ``total`` 0 means unknown."""
        if total <= 0:
            return
        self._bar.setRange(0, total)
        self._bar.setValue(min(done, total))
        if self._running and self.isVisible():
            self._announcer.update(done, total, self.tr("{done} of {total}").format(done=done, total=total))

    def finish(self) -> None:
        """The work has ended, well or not: the bar goes away."""
        self._running = False
        self._show_timer.stop()
        self._stop_timer.stop()
        self.hide()

    def _appear(self) -> None:
        self.show()
        announce(self, self._text.text())

    def _offer_stop(self) -> None:
        self._stop.setVisible(self._stoppable)

    def _on_stop(self) -> None:
        self._stop.setEnabled(False)
        self.set_text(self.tr("Stopping after the request under way…"))
        self.stop_requested.emit()
