"""The service's own words, behind a fold: selectable, in the fixed font, with Copy."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from splynx_xero_gui.gui.kit.announce import announce
from splynx_xero_gui.gui.kit.formats import readable
from splynx_xero_gui.gui.kit.labels import ActionButton
from splynx_xero_gui.gui.kit.metrics import fixed_font, lines, set_spacing

_LINES = 6


class DetailsBox(QWidget):
    """Read-only text and a *Copy* button."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QPlainTextEdit(self)
        self._text.setObjectName(f"{name}.text" if name else "")
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setFont(fixed_font())
        self._text.setAccessibleName(self.tr("Details"))
        self._text.setFixedHeight(lines(self, _LINES))
        self._copy = ActionButton(self.tr("Copy"), self)
        self._copy.setObjectName(f"{name}.copy" if name else "")
        self._copy.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._copy.clicked.connect(self._on_copy)
        layout = QVBoxLayout(self)
        set_spacing(layout, 0, 1)
        layout.addWidget(self._text)
        layout.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignLeft)

    def text(self) -> str:
        return self._text.toPlainText()

    def set_text(self, text: str) -> None:
        self._text.setPlainText(readable(text))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())
        announce(self, self.tr("Copied"))
