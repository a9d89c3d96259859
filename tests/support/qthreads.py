"""Knows every QThread that was started from Python."""

from __future__ import annotations

import weakref
from typing import Any

import shiboken6
from PySide6.QtCore import QThread


class QThreadWatch:
    """Remembers started QThreads until they are collected. Installed once in a process."""

    def __init__(self) -> None:
        self._started: weakref.WeakSet[QThread] = weakref.WeakSet()

    @classmethod
    def install(cls) -> QThreadWatch:
        """Wraps `QThread.start`; Qt itself offers no list of running threads."""
        watch = cls()
        start = QThread.start

        def remembered_start(thread: QThread, *args: Any) -> None:
            watch._started.add(thread)
            start(thread, *args)

        QThread.start = remembered_start  # type: ignore[method-assign, assignment]
        return watch

    def end_all(self, patience_ms: int = 5000) -> list[str]:
        """Names the threads still running, then ends them so that the next test starts clean."""
        left: list[str] = []
        for thread in list(self._started):
            # A deleted C++ object has ended: Qt aborts the process otherwise.
            if shiboken6.isValid(thread) and thread.isRunning():
                left.append(thread.objectName() or type(thread).__name__)
                thread.requestInterruption()
                thread.quit()
                thread.wait(patience_ms)
        self._started.clear()
        return left
