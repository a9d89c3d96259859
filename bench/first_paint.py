"""When the rows of a table were painted for the first time since somebody asked for them."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QTableView, QWidget


class FirstPaint(QObject):
    """Sees every event of the program while it is entered, which costs a little: only where the figure is wanted."""

    def __init__(self) -> None:
        super().__init__()
        self._began = 0.0
        self.seconds: float | None = None

    def begin(self) -> None:
        """They are asked for now."""
        self.seconds, self._began = None, time.perf_counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Paint and self.seconds is None and isinstance(watched, QWidget):
            table = watched.parent()
            if isinstance(table, QTableView) and table.viewport() is watched and table.model().rowCount():
                self.seconds = time.perf_counter() - self._began
        return False

    def __enter__(self) -> FirstPaint:
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        return self

    def __exit__(self, *_: object) -> None:
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
