"""Fields that the mouse wheel does not change: it scrolls the page they stand on."""

from __future__ import annotations

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSpinBox


class StillSpinBox(QSpinBox):
    """The wheel scrolls the page and leaves the number alone."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class StillCombo(QComboBox):
    """The wheel scrolls the page and leaves the choice alone."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
