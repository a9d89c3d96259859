"""Base of the fields that an answer needs."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from splynx_xero_gui.gui.kit.labels import HelpLabel, PlainLabel
from splynx_xero_gui.gui.kit.metrics import set_spacing


class ValueField(QWidget):
    """A labelled field under a choice. `changed` after every edit; `submitted`: Enter with a value in it."""

    changed = Signal()
    submitted = Signal()

    def __init__(self, label: str, help_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        set_spacing(self._column, 0, 0.5)
        self._label = PlainLabel(label, self)
        self._column.addWidget(self._label)
        self._help = help_text

    def _hold(self, field: QWidget, name: str) -> None:
        field.setObjectName(name)
        field.setAccessibleName(self._label.text())
        field.setAccessibleDescription(self._help)
        self._label.setBuddy(field)
        self._column.addWidget(field)
        if self._help:
            self._column.addWidget(HelpLabel(self._help, self))
        self.setFocusProxy(field)

    def value(self) -> str:
        """What goes to the session; empty while nothing usable was given."""
        return ""

    def begin(self) -> None:
        """The field came into view."""
