"""R4 and X5 in the window: another computer's books are taken over, links are set aside, nothing by accident."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.failures import SecondWorkstation, StorageTrouble
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


def test_the_record_moves_to_a_server_when_the_person_says_where(
    open_window: Open, on_page: Turn, qtbot: QtBot
) -> None:
    window = open_window()
    on_page(window, PageKey.CONNECTIONS)
    card = window.connections.record_card()
    qtbot.mouseClick(card.findChild(QPushButton, "connections.share"), Qt.MouseButton.LeftButton)
    dialog = card.share_dialog()
    assert dialog is not None
    assert cut_texts(dialog) == []
    assert not accessibility_problems(dialog)
    move = dialog.findChild(QPushButton, "share.move")
    assert not move.isDefault()
    qtbot.mouseClick(move, Qt.MouseButton.LeftButton)
    assert "move_record" not in window_books(window).calls, "an empty address moves nothing"
    qtbot.keyClicks(dialog.findChild(QLineEdit, "share.address"), "postgresql://sync@books.example.net/x")
    qtbot.mouseClick(move, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "move_record" in window_books(window).calls and not window.background.tasks())
    qtbot.waitUntil(lambda: card.share_dialog() is None)


def test_a_record_that_cannot_move_says_why_and_stays(open_window: Open, on_page: Turn, qtbot: QtBot) -> None:
    away = StorageTrouble("R3", "The shared sync record cannot be reached", "No answer.", "See that the server runs.")
    window = open_window(books(fail={"move_record": away}))
    on_page(window, PageKey.CONNECTIONS)
    card = window.connections.record_card()
    card.ask_place()
    dialog = card.share_dialog()
    assert dialog is not None
    qtbot.keyClicks(dialog.findChild(QLineEdit, "share.address"), "postgresql://sync@books.example.net/x")
    qtbot.mouseClick(dialog.findChild(QPushButton, "share.move"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog._strip.current() is not None and not window.background.tasks())
    message = dialog._strip.current()
    assert message is not None
    assert message.title == "The shared sync record cannot be reached"
    dialog.reject()
    qtbot.waitUntil(lambda: card.share_dialog() is None)
