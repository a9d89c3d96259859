"""A date that may be none: a tick box, and beside it the date field while it is ticked."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from splynx_xero_gui.gui.kit.indicators import CheckBox
from splynx_xero_gui.gui.kit.metrics import set_spacing
from splynx_xero_gui.gui.wizard.date_field import DateField


class OptionalDate(QWidget):
    """`picked()` follows every change made by the person."""

    picked = Signal()

    def __init__(self, today: dt.date, label: str, day_label: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = CheckBox(label.replace("&", "&&"), self)
        self._box.setAccessibleName(label)
        self._field = DateField(today, self)
        self._field.setAccessibleName(day_label)
        self._field.setObjectName(f"{name}.day")
        self._box.setObjectName(f"{name}.set")
        row = QHBoxLayout(self)
        set_spacing(row, 0, 1)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._box)
        row.addWidget(self._field)
        row.addStretch(1)
        self.setFocusProxy(self._box)
        self._field.setEnabled(False)
        self._box.toggled.connect(self._on_toggled)
        self._field.picked.connect(self.picked)

    def day(self) -> dt.date | None:
        """The day, None while the box is not ticked."""
        return self._field.day() if self._box.isChecked() else None

    def set_day(self, day: dt.date | None) -> None:
        """Show a day or none without telling anybody."""
        self._box.blockSignals(True)
        self._box.setChecked(day is not None)
        self._box.blockSignals(False)
        self._field.setEnabled(day is not None)
        if day is not None:
            self._field.set_day(day)

    def box(self) -> CheckBox:
        """The tick box."""
        return self._box

    def field(self) -> DateField:
        """The date field."""
        return self._field

    def _on_toggled(self, ticked: bool) -> None:
        self._field.setEnabled(ticked)
        self.picked.emit()
