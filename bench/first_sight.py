"""The program itself, until its first window is seen; then it tells when that was and ends. Run by `bench.window`."""

from __future__ import annotations

import os
import sys
import time

# Before PySide6, as in the program.
import splynx_xero_gui.gui  # noqa: F401  # isort: skip

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from splynx_xero_gui.__main__ import open_demo, open_own
from splynx_xero_gui.gui.application import Application, Entry, make_application


class FirstSight(QObject):
    """Ends the program when a window was painted for the first time."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Paint and isinstance(watched, QWidget) and watched.window().isVisible():
            print(time.time(), time.process_time(), watched.window().objectName() or "a window", flush=True)
            os._exit(0)
        return False


if __name__ == "__main__":
    app = make_application(sys.argv[:1])
    first = FirstSight()
    app.installEventFilter(first)
    application = Application(app, Entry(open_own, open_demo))
    application.start()
    app.exec()
