"""Long work of the window's own thread, a few milliseconds at a time.

For what needs the window's objects (rows, columns, texts in the user's language) and would take longer than an eye
sees, over tens of thousands of rows. Between two slices the window answers. Work that needs no such object belongs
into a worker's thread (gui.worker).
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from time import perf_counter
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer

T = TypeVar("T")
Steps = Generator[None, None, T]  # yields after a handful of rows, returns the result

_SLICE_SECONDS = 0.008


def at_once(steps: Steps[T]) -> T:
    """Do all of it now."""
    while True:
        try:
            next(steps)
        except StopIteration as ended:
            return ended.value  # type: ignore[no-any-return]


class Slices(QObject):
    """One piece of work at a time; it ends with its parent."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: Steps[object] | None = None
        self._done: Callable[[object], None] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    def start(self, steps: Steps[T], done: Callable[[T], None]) -> None:
        """Do this, then call ``done`` with its result; work that is not finished yet is dropped."""
        self._steps, self._done = steps, done  # type: ignore[assignment]
        self._timer.start()

    def stop(self) -> None:
        """Drop the work; nothing is called."""
        self._timer.stop()
        self._steps = self._done = None

    def is_running(self) -> bool:
        return self._steps is not None

    def _go_on(self) -> None:
        steps, done = self._steps, self._done
        ends = perf_counter() + _SLICE_SECONDS
        while steps is not None and done is not None and perf_counter() < ends:
            try:
                next(steps)
            except StopIteration as ended:
                self.stop()
                done(ended.value)
                return
