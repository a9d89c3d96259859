"""The main window: what it reads by itself, what it says first, how it is left."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.failures import NetworkLost, NotAuthorised
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.gui.main.headline import headline
from splynx_xero_gui.gui.main.model import Work
from splynx_xero_gui.gui.main.page import PageKey
from splynx_xero_gui.gui.main_window import MainWindow
from tests.gui.main.conftest import Open, settle, window_books
from tests.gui.main.scenes import books, different, equal, past_runs
from tests.support.accessibility import accessibility_problems
from tests.support.palettes import dark_palette, palette_in_force
from tests.support.shots import cut_texts, overlaps

Turn = Callable[[MainWindow, PageKey], None]
SMALL = QSize(1180, 640)
OFFLINE = NetworkLost("L2", "The connection broke", "Nothing was written.", "Try again.")


def test_opening_reads_what_changed_and_writes_nothing(open_window: Open) -> None:
    window = open_window()
    assert window_books(window).calls.count("plan") == 1
    assert "sync" not in window_books(window).calls
    assert window.current().key is PageKey.OVERVIEW


def test_a_profile_that_never_synced_is_not_read_by_itself(open_window: Open) -> None:
    window = open_window(books(runs=()))
    assert "plan" not in window_books(window).calls
    assert headline(window.model).text == "6 decisions wait"


def test_with_few_requests_left_nothing_is_read_by_itself(open_window: Open) -> None:
    window = open_window(books(calls_left=50))
    assert "plan" not in window_books(window).calls


@pytest.mark.parametrize(
    ("known", "tie_out", "said"),
    [
        (books(), different(), "ZAR 20.00 unexplained – look at the tie-out"),
        (books(), equal(), "30 items to sync, 6 decisions wait"),
        (books(plan=SyncPlan("0"), conflicts=()), equal(), "All equal"),
        (books(conflicts=()), equal(), "30 items to sync"),
    ],
)
def test_the_gravest_comes_first(open_window: Open, known: object, tie_out: object, said: str) -> None:
    window = open_window(known, tie_out)
    assert headline(window.model).text.replace("\u00a0", " ") == said


def test_a_stopped_sync_is_said_before_money(open_window: Open) -> None:
    stopped = books(runs=past_runs()[1:])
    stopped.fail["plan"] = OFFLINE
    window = open_window(stopped)
    assert headline(window.model).text == "Stopped: the connection broke"


def test_without_a_sign_in_everything_leads_to_the_connections(open_window: Open, qtbot: QtBot) -> None:
    window = open_window(settled=False)
    qtbot.waitUntil(lambda: not window.background.tasks() and window.model.known)
    known = window_books(window)
    assert known.status is not None
    known.status = dataclasses.replace(known.status, xero_connected=False)
    window.model.look()
    qtbot.waitUntil(lambda: not window.model.connected)
    shown = window.strip.current()
    assert shown is not None
    assert shown.title == "Not connected"
    button = window.strip.button("connect")
    assert button is not None
    button.click()
    assert window.current().key is PageKey.CONNECTIONS


def test_offline_keeps_the_last_figures_and_offers_to_try_again(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    known = window_books(window)
    known.fail["plan"] = OFFLINE
    window.current().read_again()
    qtbot.waitUntil(lambda: Work.PLAN in window.model.troubles)
    shown = window.strip.current()
    assert shown is not None
    assert shown.title == "The connection broke"
    assert window.model.review is not None
    known.fail.clear()
    again = window.strip.button("try-again")
    assert again is not None
    again.click()
    qtbot.waitUntil(lambda: window.strip.current() is None)


def test_a_lost_sign_in_offers_to_sign_in(open_window: Open, qtbot: QtBot) -> None:
    known = books()
    known.fail["plan"] = NotAuthorised("X4", "Xero asks you to sign in again", "It has ended.", "Sign in.")
    window = open_window(known)
    button = window.strip.button("sign-in")
    assert button is not None
    known.hold("wait")
    button.click()
    assert window.current().key is PageKey.CONNECTIONS
    qtbot.waitUntil(lambda: "wait" in known.calls)
    assert window.connections.signing().is_waiting()


def test_ctrl_r_shows_the_plan_and_once_more_syncs_exactly_that(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    known = window_books(window)
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert window.sync_page.shows_plan()
    assert known.requests == []
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(known.requests) == 1)
    assert known.requests[0].plan == "7F3A-91C2-00AA-17B4"
    qtbot.waitUntil(lambda: not window.model.is_busy())


def test_two_presses_are_one_sync(open_window: Open, qtbot: QtBot) -> None:
    known = books()
    known.hold("sync")
    window = open_window(known)
    window.sync_now()
    window.sync_now()
    window.sync_now()
    qtbot.waitUntil(lambda: "sync" in known.calls)
    known.release("sync")
    qtbot.waitUntil(lambda: window.model.report is not None and not window.model.is_busy())
    assert len(known.requests) == 1


def test_the_pages_have_their_numbers(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    window.activateWindow()
    numbered = [(number, page) for number, page in enumerate(window.pages.values(), start=1)]
    assert len(numbered) == 6
    for number, page in numbered:
        qtbot.keyClick(window, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.ControlModifier)
        assert window.current() is page or (page.key is PageKey.SETTINGS and window.current().key is PageKey.MAPPINGS)


def test_arrows_move_in_the_navigation_and_enter_turns(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    first = window.findChild(QWidget, "nav.overview")
    second = window.findChild(QWidget, "nav.plan")
    assert first is not None
    assert second is not None
    window.activateWindow()
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert second.hasFocus()
    qtbot.keyClick(second, Qt.Key.Key_Return)
    assert window.current().key is PageKey.SYNC


def test_closing_while_syncing_asks_and_goes_on_by_default(open_window: Open, qtbot: QtBot) -> None:
    known = books()
    known.hold("sync")
    window = open_window(known)
    window.sync_now()
    window.sync_now()
    qtbot.waitUntil(lambda: window.model.work() is Work.SYNC)
    window.close()
    question = window.question()
    assert question is not None
    assert window.isVisible()
    assert question.button("keep").isDefault()
    question.button("keep").click()
    assert window.model.work() is Work.SYNC
    known.release("sync")
    qtbot.waitUntil(lambda: not window.model.is_busy())
    assert window.isVisible()


def test_closing_may_stop_the_sync_after_its_step(open_window: Open, qtbot: QtBot) -> None:
    known = books()
    known.hold("sync")
    window = open_window(known)
    window.sync_now()
    window.sync_now()
    qtbot.waitUntil(lambda: window.model.work() is Work.SYNC)
    window.close()
    question = window.question()
    assert question is not None
    with qtbot.waitSignal(window.closed):
        question.button("stop").click()
    assert not window.isVisible()
    assert window.background.tasks() == ()


def test_closing_while_reading_asks_nothing(open_window: Open, qtbot: QtBot) -> None:
    known = books()
    known.hold("plan")
    window = open_window(known, settled=False)
    qtbot.waitUntil(lambda: window.model.work() is Work.PLAN)
    with qtbot.waitSignal(window.closed):
        window.close()
    assert not window.isVisible()


def test_the_demo_is_said_in_banner_and_title_and_cannot_be_hidden(open_window: Open, qtbot: QtBot) -> None:
    window = open_window(demo=True)
    banner = window.findChild(QWidget, "demo.banner")
    assert banner is not None
    assert banner.isVisible()
    assert "(demo books)" in window.windowTitle()
    with qtbot.waitSignal(window.own_books_wanted):
        own = banner.findChild(QWidget, "demo.own")
        qtbot.mouseClick(own, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("key", list(PageKey))
def test_every_page_can_be_used_by_everyone(open_window: Open, on_page: Turn, key: PageKey) -> None:
    window = open_window(tie_out=different())
    window.resize(SMALL)
    on_page(window, key)
    assert accessibility_problems(window) == []


@pytest.mark.parametrize("key", list(PageKey))
def test_no_page_cuts_text_on_a_small_screen(open_window: Open, on_page: Turn, key: PageKey) -> None:
    window = open_window(tie_out=different())
    window.resize(SMALL)
    on_page(window, key)
    with palette_in_force(dark_palette()):
        settle()
        assert cut_texts(window) == []
        assert overlaps(window) == []


def test_the_overview_needs_no_scrolling_on_a_small_screen(open_window: Open, on_page: Turn) -> None:
    window = open_window(demo=True, tie_out=different())
    window.resize(SMALL)
    on_page(window, PageKey.OVERVIEW)
    area = next(area for area in window.findChildren(QScrollArea) if area.widget() is window.overview)
    assert area.verticalScrollBar().maximum() == 0
    assert window.size() == SMALL


def test_the_smallest_window_still_holds_everything(open_window: Open, on_page: Turn) -> None:
    window = open_window()
    window.resize(QSize(620, 340))
    for key in PageKey:
        on_page(window, key)
        assert window.size() == QSize(620, 340)
