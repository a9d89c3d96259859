"""A date field with the keys of an accounting program: T today, + and − a day, Ctrl+M first of the month."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QDateEdit, QSizePolicy, QWidget

from splynx_xero_gui.gui.kit.metrics import ch

_WIDTH_CH = 20


class DateField(QDateEdit):
    """`picked()` follows every change made by the person."""

    picked = Signal()

    def __init__(self, today: dt.date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._filling = False
        self.setCalendarPopup(True)
        self.setDisplayFormat(_format())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(ch(self, _WIDTH_CH))
        self.setWrapping(False)
        self.dateChanged.connect(self._on_changed)

    def day(self) -> dt.date:
        """The day shown."""
        date = self.date()
        return dt.date(date.year(), date.month(), date.day())

    def set_day(self, day: dt.date) -> None:
        """Show a day without telling anybody."""
        self._filling = True
        self.setDate(QDate(day.year, day.month, day.day))
        self._filling = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        day = self._wanted(event)
        if day is None:
            super().keyPressEvent(event)
            return
        self.setDate(QDate(day.year, day.month, day.day))
        self.setSelectedSection(self.currentSection())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling the page must not change a date

    def _wanted(self, event: QKeyEvent) -> dt.date | None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        control = modifiers == Qt.KeyboardModifier.ControlModifier
        plain = modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        day = self.day()
        if control and event.key() == Qt.Key.Key_M:
            return day.replace(day=1)
        if plain and event.key() == Qt.Key.Key_T:
            return self._today
        if plain and event.key() == Qt.Key.Key_Plus:
            return day + dt.timedelta(days=1)
        if plain and event.key() == Qt.Key.Key_Minus:
            return day - dt.timedelta(days=1)
        return None

    def _on_changed(self) -> None:
        if not self._filling:
            self.picked.emit()


def _format() -> str:
    """The locale's short form, always with the whole year."""
    short = QLocale().dateFormat(QLocale.FormatType.ShortFormat)
    return short if "yyyy" in short else short.replace("yy", "yyyy")
