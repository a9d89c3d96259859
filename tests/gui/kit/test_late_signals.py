"""What a dying child still says reaches nobody who is gone."""

from __future__ import annotations

import shiboken6
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from splynx_xero_gui.gui.kit.late_signals import while_alive


class Holder(QWidget):
    def __init__(self, *, guarded: bool) -> None:
        super().__init__()
        self.heard: list[int] = []
        tabs = QTabWidget(self)
        for _ in range(3):
            tabs.addTab(QWidget(), "page")
        QVBoxLayout(self).addWidget(tabs)
        self.tabs = tabs
        tabs.currentChanged.connect(while_alive(self.hear) if guarded else self.hear)

    def hear(self, place: int) -> None:
        self.heard.append(place)


def test_a_turn_of_the_tab_is_heard(qtbot: QtBot) -> None:
    holder = Holder(guarded=True)
    qtbot.addWidget(holder)
    holder.tabs.setCurrentIndex(2)
    assert holder.heard == [2]


def test_tabs_that_go_with_their_holder_call_nothing(qtbot: QtBot) -> None:
    holder = Holder(guarded=True)
    heard = holder.heard
    with qtbot.captureExceptions() as raised:
        shiboken6.delete(holder)
        qtbot.wait(1)
    assert (heard, raised) == ([], [])
