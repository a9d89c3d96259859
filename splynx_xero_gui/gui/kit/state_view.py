"""What stands where a table would be when there is nothing to show: empty, offline, failed (ui.md §1.6)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.announce import announce
from splynx_xero_gui.gui.kit.icons import IconLabel, IconName
from splynx_xero_gui.gui.kit.labels import ActionButton, TypeLabel
from splynx_xero_gui.gui.kit.metrics import set_spacing


class StateView(QWidget):
    """An icon, one sentence, and at most one button, centred."""

    button_clicked = Signal()

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._icon = IconLabel(IconName.INFO, Accent.QUIET, 2.2, self)
        self._sentence = TypeLabel("", parent=self)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._button = ActionButton("", self)
        self._button.setObjectName(f"{name}.button" if name else "")
        self._button.clicked.connect(self._on_clicked)
        layout = QVBoxLayout(self)
        set_spacing(layout, 3, 2)
        layout.addStretch(1)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._sentence)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self._button.hide()

    def set_state(self, icon: IconName, accent: Accent, sentence: str, button: str = "") -> None:
        """Show a state; it is announced when the widget is on screen."""
        self._icon.set_icon(icon, accent)
        self._sentence.setText(sentence)
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self.setAccessibleName(sentence)
        if self.isVisible():
            announce(self, sentence, assertive=accent is Accent.DANGER)

    def sentence(self) -> str:
        return self._sentence.text()

    def button(self) -> ActionButton:
        return self._button

    def _on_clicked(self) -> None:
        self.button_clicked.emit()
