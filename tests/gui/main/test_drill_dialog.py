"""The drill from the window: told, run, stopped, and its result; only over demo books or a demo company (M6, D1)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.drill import DrillReport, DrillStep, Promise
from splynx_xero_gui.domain.failures import NetworkLost
from splynx_xero_gui.gui.main.drill_dialog import DrillDialog
from splynx_xero_gui.gui.main.page import PageKey
from splynx_xero_gui.gui.main_window import MainWindow
from tests.gui.main.conftest import Open, settle, window_books
from tests.gui.main.scenes import books
from tests.support.accessibility import accessibility_problems
from tests.support.shots import cut_texts, overlaps

Turn = Callable[[MainWindow, PageKey], None]
SEEN = "Splynx 98 450.00, Xero 98 450.00, 2 named exceptions, 0.00 without a name"


def report(broken: tuple[str, ...] = ()) -> DrillReport:
    promises = tuple(Promise(f"P{n}", f"words of P{n}", f"P{n}" not in broken, SEEN) for n in range(1, 11))
    return DrillReport(promises, kills=2, answers_lost=5, pages_read_again=4, syncs=14, seconds=31.4)


@pytest.fixture
def dialog_of(open_window: Open, on_page: Turn, qtbot: QtBot) -> Callable[..., tuple[MainWindow, DrillDialog]]:
    """The dialog over demo books, opened from Settings › Advanced."""

    def opened(result: DrillReport) -> tuple[MainWindow, DrillDialog]:
        window = open_window(books(drill=result), demo=True)
        on_page(window, PageKey.ADVANCED)
        button = window.findChild(QPushButton, "advanced.drill")
        assert button is not None
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        dialog = window.findChild(DrillDialog)
        assert dialog is not None
        settle()
        return window, dialog

    return opened


def press(qtbot: QtBot, dialog: DrillDialog, name: str) -> None:
    button = dialog.findChild(QPushButton, f"drill.{name}")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_it_says_what_it_will_do_and_starts_only_when_told(dialog_of, qtbot: QtBot) -> None:
    window, dialog = dialog_of(report())
    assert "drill" not in window_books(window).calls
    assert all(dialog.step_line(step).text() for step in DrillStep)
    assert [cut_texts(dialog), overlaps(dialog), accessibility_problems(dialog)] == [[], [], []]
    press(qtbot, dialog, "start")
    qtbot.waitUntil(lambda: len(dialog.table().shown_rows()) == 10)
    settle()
    assert dialog.heading() == "All 10 promises were kept."
    assert "Killed: 2 · Answers lost: 5 · Pages cut short: 4" in dialog.counts()
    assert [cut_texts(dialog), overlaps(dialog), accessibility_problems(dialog)] == [[], [], []]


def test_a_broken_promise_is_said_first(dialog_of, qtbot: QtBot) -> None:
    _, dialog = dialog_of(report(broken=("P3",)))
    press(qtbot, dialog, "start")
    qtbot.waitUntil(lambda: len(dialog.table().shown_rows()) == 10)
    assert dialog.heading().startswith("1 promise was broken.")
    model = dialog.table().model()
    words = {model.index(row, 1).data(): model.index(row, 0).data() for row in range(10)}
    assert words["No payment is there twice"] == "Broken"
    assert list(words.values()).count("Kept") == 9


def test_stop_and_closing_end_it(dialog_of, qtbot: QtBot) -> None:
    window, dialog = dialog_of(report())
    window_books(window).hold("drill")
    press(qtbot, dialog, "start")
    qtbot.waitUntil(lambda: "drill" in window_books(window).calls)
    stop = dialog.findChild(QPushButton, "drill.busy.stop")
    assert stop is not None
    qtbot.waitUntil(stop.isVisible)  # offered after a second
    qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.background.tasks())
    assert "was stopped" in dialog.heading()
    press(qtbot, dialog, "start")
    qtbot.waitUntil(lambda: window_books(window).calls.count("drill") == 2)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.background.tasks())
    QApplication.sendPostedEvents(None, 52)  # DeferredDelete
    assert window.findChild(DrillDialog) is None


def test_a_failure_is_told_and_it_may_be_tried_again(dialog_of, qtbot: QtBot) -> None:
    window, dialog = dialog_of(report())
    window_books(window).fail["drill"] = NetworkLost("X9", "No connection", "It was lost.", "Try again.")
    press(qtbot, dialog, "start")
    qtbot.waitUntil(lambda: not window.background.tasks())
    assert dialog.heading() == "No connection"
    window_books(window).fail.clear()
    press(qtbot, dialog, "start")
    qtbot.waitUntil(lambda: len(dialog.table().shown_rows()) == 10)


@pytest.mark.parametrize(
    ("demo", "company", "allowed"), [(True, False, True), (False, True, True), (False, False, False)]
)
def test_it_is_offered_over_demo_books_and_demo_companies_alone(
    open_window: Open, on_page: Turn, qtbot: QtBot, demo: bool, company: bool, allowed: bool
) -> None:
    window = open_window(books(), demo=demo)
    organisation = window.model.status.organisation
    assert organisation is not None
    marked = dataclasses.replace(organisation, is_demo=company)
    window_books(window).status = dataclasses.replace(window.model.status, organisation=marked)
    window.model.look()
    qtbot.waitUntil(lambda: not window.background.tasks())
    on_page(window, PageKey.ADVANCED)
    button = window.findChild(QPushButton, "advanced.drill")
    assert button is not None
    assert (button.isEnabled(), window.menus.action("help.drill").isEnabled()) == (allowed, allowed)
