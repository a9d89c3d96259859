"""F1: a few words on the page on show, and the keys that work everywhere. Not modal, closed with Esc."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from splynx_xero_gui.gui.kit.labels import ActionButton, PageTitle, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, ch, lines, set_spacing


class HelpWindow(QDialog):
    """One window for all pages; asking again brings it to the front with the new page's text."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("help")
        self.setWindowTitle(self.tr("Help"))
        self._title = PageTitle("", self)
        self._text = TypeLabel("", parent=self)
        self._text.setObjectName("help.text")
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        set_spacing(column, 1, 2)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addWidget(TypeLabel(self.tr("Keys"), TextRole.STRONG, None, inner))
        column.addWidget(self._keys(inner))
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inner)
        self._close = ActionButton(self.tr("&Close"), self)
        self._close.clicked.connect(self.close)
        outer = QVBoxLayout(self)
        set_spacing(outer, 2, 2)
        outer.addWidget(area, 1)
        outer.addWidget(self._close, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(ch(self, 70), lines(self, 28))

    def show_for(self, title: str, text: str) -> None:
        """Show the help of a page."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.show()
        self.raise_()
        self.activateWindow()
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keys(self, parent: QWidget) -> QWidget:
        table = QWidget(parent)
        grid = QGridLayout(table)
        set_spacing(grid, 0, 1)
        rows = (
            ("Ctrl+Enter", self.tr("Next, from anywhere")),
            ("Alt+Left", self.tr("Back; nothing you entered is lost")),
            ("Enter", self.tr("Next in a field; in a table it opens the row and moves down")),
            ("Esc", self.tr("Close an open list, then put the set-up aside; it can be continued later")),
            ("T   +   −   Ctrl+M", self.tr("In a date: today, a day up or down, first of the month")),
            ("F2, F4", self.tr("In a table: edit the cell, open its list")),
            ("F1", self.tr("This help")),
        )
        for row, (keys, meaning) in enumerate(rows):
            grid.addWidget(TypeLabel(keys, TextRole.STRONG, None, table), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(TypeLabel(meaning, parent=table), row, 1)
        grid.setColumnStretch(1, 1)
        return table
