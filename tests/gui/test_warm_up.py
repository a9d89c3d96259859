"""Qt's classes are there before a table is painted for the first time."""

from __future__ import annotations

import subprocess
import sys

from pytestqt.qtbot import QtBot

from splynx_xero_gui.gui.warm_up import WarmUp

_IN_A_NEW_PROCESS = """
import enum
from PySide6 import QtCore, QtGui, QtWidgets
from splynx_xero_gui.gui.warm_up import WarmUp

app = QtWidgets.QApplication([])
warm_up = WarmUp(app)
warm_up.start()
while not warm_up.is_done():
    app.processEvents()
made = []
create = enum.EnumType._create_
enum.EnumType._create_ = lambda *given, **named: made.append(given[1]) or create(*given, **named)
for module in (QtCore, QtGui, QtWidgets):
    for name in dir(module):
        getattr(module, name)
print(made)
"""


def test_it_ends_by_itself(qtbot: QtBot) -> None:
    warm_up = WarmUp()
    warm_up.start()
    assert not warm_up.is_done()
    qtbot.waitUntil(warm_up.is_done)


def test_nothing_is_left_to_make_afterwards() -> None:
    done = subprocess.run([sys.executable, "-c", _IN_A_NEW_PROCESS], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.returncode) == ("[]\n", 0), done.stderr
