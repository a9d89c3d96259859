"""Qt's classes, made for Python before anybody waits for them.

PySide makes a class when it is first asked for, and some questions of Qt's, as the first painting of a table, make it
make all that are left. Measured: 66 kinds of constants and 25 to 45 ms, in which the window that was just turned to
stands still. Here they are made a few at a time, as soon as the window can be seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from types import ModuleType

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 15
_AT_ONCE = 12
_MODULES: tuple[ModuleType, ...] = (QtWidgets, QtGui, QtCore)


class WarmUp(QObject):
    """Lives in the window's thread from `start` until all is made, about a second."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._left = _classes()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._make_some)

    def start(self) -> None:
        """Begin with the next round of the event loop."""
        self._timer.start()

    def is_done(self) -> bool:
        """Whether nothing is left to make."""
        return not self._timer.isActive()

    def _make_some(self) -> None:
        some = list(islice(self._left, _AT_ONCE))
        for module, name in some:
            getattr(module, name)
        if not some:
            self._timer.stop()


def _classes() -> Iterator[tuple[ModuleType, str]]:
    for module in _MODULES:
        for name in dir(module):
            yield module, name
