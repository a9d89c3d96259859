"""The program itself, until its first window is seen; then it tells when that was and ends. Run by `bench.window`."""

from __future__ import annotations

import os
import sys
import time

# Before PySide6, as in the program.
import splynx_xero_gui.gui  # noqa: F401  # isort: skip

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from splynx_xero_gui.__main__ import entry_of
from splynx_xero_gui.gui.application import Application, make_application
from splynx_xero_gui.remote.client import Engine


class FirstSight(QObject):
    """Ends the program when a window was painted for the first time."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Paint and isinstance(watched, QWidget) and watched.window().isVisible():
            print(time.time(), time.process_time(), watched.window().objectName() or "a window", flush=True)
            os._exit(0)
        return False


if __name__ == "__main__":
    engine = Engine()
    engine.start()
    app = make_application(sys.argv[:1])
    first = FirstSight()
    app.installEventFilter(first)
    application = Application(app, entry_of(engine))
    application.start()
    app.exec()
