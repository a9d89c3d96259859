"""What is seen while the program opens, where that takes longer than a moment."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from splynx_xero_gui.gui.kit.busy import BusyBar
from splynx_xero_gui.gui.kit.labels import PageTitle, PlainLabel
from splynx_xero_gui.gui.kit.metrics import ch, set_spacing


class OpeningWindow(QWidget):
    """Seen while the program opens, where that takes longer than a moment."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("opening")
        self.setWindowTitle(self.tr("Splynx Xero"))
        column = QVBoxLayout(self)
        set_spacing(column, 4, 2)
        column.addWidget(PageTitle(self.tr("Splynx Xero"), self))
        column.addWidget(PlainLabel(self.tr("Opening…"), self))
        self.busy = BusyBar("opening.busy", self)
        column.addWidget(self.busy)
        self.setMinimumWidth(ch(self, 48))
        self.busy.start("", stoppable=False)
