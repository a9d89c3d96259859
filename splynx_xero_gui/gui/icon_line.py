"""A sentence with its picture and at most one button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.icons import IconLabel, IconName
from splynx_xero_gui.gui.kit.labels import ActionButton, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, set_spacing


class IconLine(QWidget):
    """Icon, sentence, and at most one button; `pressed(key)`."""

    pressed = Signal(str)

    def __init__(
        self, name: str, icon: IconName, accent: Accent, button: str = "", key: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._key = key
        self._icon = IconLabel(icon, accent, 1.0, self)
        self._text = TypeLabel("", TextRole.BODY, None, self)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._button = ActionButton(button, self)
        self._button.setObjectName(f"{name}.button")
        self._button.setVisible(bool(button))
        self._button.clicked.connect(self._on_clicked)
        row = QHBoxLayout(self)
        set_spacing(row, 0, 1)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        self.hide()

    def text(self) -> str:
        """The sentence."""
        return self._text.text()

    def set_text(self, text: str) -> None:
        """Another sentence."""
        self._text.setText(text)
        self.setAccessibleName(text)

    def set_picture(self, icon: IconName, accent: Accent) -> None:
        """Another picture."""
        self._icon.set_icon(icon, accent)

    def set_button_shown(self, shown: bool) -> None:
        """Offer the button, or not."""
        self._button.setVisible(shown)

    def set_button(self, text: str, key: str) -> None:
        """Another button in its place."""
        self._key = key
        self._button.setText(text)
        self._button.setVisible(True)

    def button(self) -> ActionButton:
        """The button, to give it the focus."""
        return self._button

    def _on_clicked(self) -> None:
        self.pressed.emit(self._key)
