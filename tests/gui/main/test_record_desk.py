"""R4 and X5 in the window: another computer's books are taken over, links are set aside, nothing by accident."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.failures import SecondWorkstation
from splynx_xero_gui.gui.main.page import PageKey
from splynx_xero_gui.gui.main_window import MainWindow
from splynx_xero_gui.gui.wizard.failure_words import SHARED_RECORD, TAKE_OVER
from tests.gui.main.conftest import Open, settle, window_books
from tests.gui.main.scenes import books
from tests.support.accessibility import accessibility_problems
from tests.support.shots import cut_texts

Turn = Callable[[MainWindow, PageKey], None]


@pytest.fixture
def refused(open_window: Open, qtbot: QtBot) -> MainWindow:
    other = SecondWorkstation(
        "R4",
        "These books were already synced from another computer",
        "14 customers and payments carry its marks. Nothing was written.",
        "Use its shared record, or take over.",
    )
    window = open_window(books(fail={"plan": other}))
    window.model.make_plan()
    qtbot.waitUntil(lambda: not window.background.tasks())
    settle()
    return window


def shown(window: MainWindow) -> str:
    message = window.strip.current()
    assert message is not None
    return f"{message.title} {message.text}"


def test_books_of_another_computer_offer_to_share_or_to_take_over(refused: MainWindow) -> None:
    assert "another computer" in shown(refused)
    for key in (SHARED_RECORD, TAKE_OVER):
        assert refused.strip.button(key) is not None
    assert not accessibility_problems(refused)


def test_taking_over_says_what_it_found_and_that_nothing_was_written(refused: MainWindow, qtbot: QtBot) -> None:
    button = refused.strip.button(TAKE_OVER)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "take_over" in window_books(refused).calls and not refused.background.tasks())
    assert "42 links were read back. Nothing was written." in shown(refused)
    assert "1 question waits" in shown(refused)


def test_how_a_record_is_shared_is_told(refused: MainWindow, qtbot: QtBot) -> None:
    button = refused.strip.button(SHARED_RECORD)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = refused._record_desk.dialog()
    assert dialog is not None
    assert cut_texts(dialog) == []
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: refused._record_desk.dialog() is None)
    assert "take_over" not in window_books(refused).calls


def test_links_are_set_aside_only_after_a_question(open_window: Open, on_page: Turn, qtbot: QtBot) -> None:
    window = open_window()
    on_page(window, PageKey.CONNECTIONS)
    card = window.connections.record_card()
    qtbot.mouseClick(card.archive_button(), Qt.MouseButton.LeftButton)
    question = card.question()
    assert question is not None
    qtbot.keyClick(question, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: card.question() is None)
    assert "archive_record" not in window_books(window).calls

    qtbot.mouseClick(card.archive_button(), Qt.MouseButton.LeftButton)
    again = card.question()
    assert again is not None
    qtbot.mouseClick(again.button("archive"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "archive_record" in window_books(window).calls and not window.background.tasks())
    settle()
    assert "The links were set aside" in shown(window)
    assert cut_texts(window.connections) == []
