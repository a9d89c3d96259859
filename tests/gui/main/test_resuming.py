"""A sync parked by the limit of the day goes on by itself while the window is open; no other stop does (L1)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.results import SyncOutcome, SyncReport, SyncRequest
from splynx_xero_gui.gui.main.page import PageKey
from splynx_xero_gui.gui.main_window import MainWindow
from tests.gui.main.conftest import Open, window_books
from tests.gui.main.scenes import books
from tests.support.fake_settings import MOMENT
from tests.support.samples import FixedClock

Turn = Callable[[MainWindow, PageKey], None]
AT = MOMENT + dt.timedelta(hours=9)
PARKED = SyncReport("r4", SyncOutcome.STOPPED, "day-limit", AT, planned=30)


def at(window: MainWindow, moment: dt.datetime) -> None:
    """It is that time, and the window looks."""
    window.model.clock = FixedClock(moment)
    window.resuming.look()


@pytest.fixture
def parked(open_window: Open, on_page: Turn, qtbot: QtBot) -> MainWindow:
    """A sync of what was listed, less one action, met the limit of the day."""
    window = open_window(books(report=PARKED))
    on_page(window, PageKey.SYNC)
    review = window.model.review
    assert review is not None
    window.model.change_review(dataclasses.replace(review, left_out=frozenset({"i3"})))
    window.sync_page.press_verb()
    qtbot.waitUntil(lambda: len(window_books(window).requests) == 1 and not window.background.tasks())
    return window


def test_it_goes_on_at_the_time_and_leaves_out_what_was_left_out(parked: MainWindow, qtbot: QtBot) -> None:
    known = window_books(parked)
    assert parked.resuming.waits_for() == AT
    at(parked, AT - dt.timedelta(minutes=1))
    assert len(known.requests) == 1
    known.report = SyncReport("r5", SyncOutcome.COMPLETED)
    at(parked, AT)
    qtbot.waitUntil(lambda: len(known.requests) == 2 and not parked.background.tasks())
    assert known.requests[1] == SyncRequest(leave_out=frozenset({"i3"}))
    assert parked.resuming.waits_for() is None
    at(parked, AT + dt.timedelta(days=1))
    assert len(known.requests) == 2


def test_a_week_of_sleep_makes_it_late_but_not_twice(parked: MainWindow, qtbot: QtBot) -> None:
    known = window_books(parked)
    at(parked, AT + dt.timedelta(days=7))
    parked.resuming.look()  # while it runs
    qtbot.waitUntil(lambda: len(known.requests) == 2 and not parked.background.tasks())
    assert parked.resuming.waits_for() == AT, "parked once more by the same report"


def test_a_plan_a_person_asks_for_takes_its_place(parked: MainWindow, qtbot: QtBot) -> None:
    parked.sync_page.plan_again()
    qtbot.waitUntil(lambda: not parked.background.tasks())
    assert parked.resuming.waits_for() is None
    at(parked, AT)
    assert len(window_books(parked).requests) == 1


@pytest.mark.parametrize("reason", ["network", "cancelled", "service"])
def test_what_stopped_otherwise_waits_for_a_person(open_window: Open, on_page: Turn, qtbot: QtBot, reason: str) -> None:
    window = open_window(books(report=SyncReport("r4", SyncOutcome.STOPPED, reason)))
    on_page(window, PageKey.SYNC)
    window.sync_page.press_verb()
    qtbot.waitUntil(lambda: len(window_books(window).requests) == 1 and not window.background.tasks())
    at(window, AT)
    assert len(window_books(window).requests) == 1
