"""The questions that wait, as a dialog: *Decide now* and *Look* of the set-up. The main window shows the same desk."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from splynx_xero_gui.gui.decisions.desk import DecisionDesk
from splynx_xero_gui.gui.kit.labels import ActionButton, PageTitle
from splynx_xero_gui.gui.kit.metrics import ch, lines, set_spacing
from splynx_xero_gui.gui.worker import Background
from splynx_xero_gui.wizard.services import Session

_WIDE_CH, _HIGH_LINES = 130, 34


class DecisionDialog(QDialog):
    """Opens with what waits, reads it in the background. `answered`: a plan made before is out of date.

    Closing writes nothing and loses no answer already given.
    """

    answered = Signal()

    def __init__(self, session: Session, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("decide")
        self.setWindowTitle(self.tr("Decisions"))
        self.setModal(True)
        self.setSizeGripEnabled(True)
        self.desk = DecisionDesk(session, background, "decisions", self)
        self.desk.answered.connect(self.answered)
        self.desk.plan_wanted.connect(self.accept)
        column = QVBoxLayout(self)
        set_spacing(column, 3, 2)
        column.addWidget(PageTitle(self.tr("Decisions"), self))
        column.addWidget(self.desk, 1)
        foot = QHBoxLayout()
        self._close = ActionButton(self.tr("&Close"), self)
        self._close.setObjectName("decide.close")
        self._close.clicked.connect(self.accept)
        foot.addStretch(1)
        foot.addWidget(self._close)
        column.addLayout(foot)
        self.desk.loaded.connect(self._on_loaded)
        self.desk.load()

    def sizeHint(self) -> QSize:
        wanted = QSize(ch(self, _WIDE_CH), lines(self, _HIGH_LINES))
        return wanted.boundedTo(self.screen().availableSize() * 0.9)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.desk.focus_first()

    def _on_loaded(self, _count: int) -> None:
        if self.isVisible():
            self.desk.focus_first()
