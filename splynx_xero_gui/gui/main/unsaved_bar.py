"""The bar below Settings: how much is not saved, what that is, *Save* and *Discard* (ui.md M6)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from splynx_xero_gui.gui.accents import Accent, accent_color, is_high_contrast, tint
from splynx_xero_gui.gui.kit.details import DetailsBox
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.icons import IconLabel, IconName
from splynx_xero_gui.gui.kit.labels import ActionButton, LinkLabel, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, set_spacing, unit
from splynx_xero_gui.gui.main.change_words import change_lines
from splynx_xero_gui.wizard.changes import Change


class UnsavedBar(QWidget):
    """Hidden while nothing is changed. `save`, `discard`: the buttons."""

    save = Signal()
    discard = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings.unsaved")
        u = unit(self)
        column = QVBoxLayout(self)
        set_spacing(column, 0, 1)
        column.setContentsMargins(2 * u, u, 2 * u, u)
        row = QHBoxLayout()
        set_spacing(row, 0, 1)
        row.addWidget(IconLabel(IconName.INFO, Accent.INFO, 1.1, self), 0, Qt.AlignmentFlag.AlignVCenter)
        self._text = TypeLabel("", TextRole.STRONG, None, self)
        self._text.setObjectName("settings.unsaved.text")
        row.addWidget(self._text, 1)
        buttons = QWidget(self)
        flow = FlowLayout(buttons, trailing=True)
        self._show = LinkLabel(self.tr("Show what"), buttons)
        self._show.setObjectName("settings.show")
        self._show.clicked.connect(self._on_show)
        self._discard = ActionButton(self.tr("Discard"), buttons)
        self._discard.setObjectName("settings.discard")
        self._discard.clicked.connect(self.discard)
        self._save = ActionButton(self.tr("Save"), buttons)
        self._save.setShortcut(QKeySequence(QKeySequence.StandardKey.Save))
        self._save.setToolTip(self.tr("Ctrl+S"))
        self._save.setObjectName("settings.save")
        self._save.clicked.connect(self.save)
        for button in (self._show, self._discard, self._save):
            flow.addWidget(button)
        row.addWidget(buttons, 1)
        column.addLayout(row)
        self._details = DetailsBox("settings.what", self)
        self._details.setAccessibleName(self.tr("What is not saved"))
        self._details.hide()
        column.addWidget(self._details)
        self.hide()

    def show_changes(self, made: Sequence[Change], busy: bool) -> None:
        """Count them; the bar goes when there are none."""
        if made:
            self._text.setText(self.tr("%n change(s) not saved", "", len(made)))
            self._details.set_text(change_lines(made))
        else:
            self._details.hide()
        self._show.setText(self.tr("Hide what") if self._details.isVisibleTo(self) else self.tr("Show what"))
        self._save.setEnabled(not busy)
        self._discard.setEnabled(not busy)
        self.setVisible(bool(made))

    def text(self) -> str:
        """What the bar says."""
        return self._text.text()

    def _on_show(self) -> None:
        self._details.setVisible(not self._details.isVisibleTo(self))
        self._show.setText(self.tr("Hide what") if self._details.isVisibleTo(self) else self.tr("Show what"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not is_high_contrast(self.palette()):
            painter.fillRect(self.rect(), tint(Accent.INFO, self.palette()))
        painter.fillRect(0, 0, self.width(), 2, accent_color(Accent.INFO, self.palette()))
        painter.end()
