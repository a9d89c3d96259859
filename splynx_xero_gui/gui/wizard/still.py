"""Inputs in a page that scrolls: the wheel moves the page and leaves them alone."""

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
