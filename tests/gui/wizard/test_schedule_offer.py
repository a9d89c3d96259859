"""W11, "Sync by itself every …": offered once both sides agree, switched on and off by real clicks (R35)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QTimeEdit, QWidget
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.matching import Gate
from splynx_xero_gui.domain.profile import Options
from splynx_xero_gui.domain.results import Explained, TieOut
from splynx_xero_gui.domain.schedule import Rhythm
from splynx_xero_gui.wizard.scheduling import ScheduleState
from tests.gui.main.conftest import english
from tests.gui.wizard.stage import on_stage
from tests.gui.wizard.test_sync_page import OpenStage, SyncStage, equal, report
from tests.support.fake_scheduling import schedule_state
from tests.support.shots import cut_texts, overlaps

__all__ = ["english", "on_stage"]
LEFT = Qt.MouseButton.LeftButton
Show = Callable[..., "Offer"]


class Offer(SyncStage):
    """A person looking at the result."""

    def __init__(
        self, open_stage: OpenStage, bot: QtBot, tie_out: TieOut | None = None, state: ScheduleState | None = None
    ) -> None:
        super().__init__(open_stage, bot, report(), tie_out=tie_out)
        self.session.schedule.now = state or schedule_state()
        self.ended()

    def field(self, name: str) -> QWidget:
        found = self.page.findChild(QWidget, name)
        assert found is not None, name
        return found

    @property
    def tick(self) -> QCheckBox:
        found = self.page.findChild(QCheckBox, "sync.schedule.on")
        assert found is not None
        return found

    @property
    def interval(self) -> QComboBox:
        found = self.page.findChild(QComboBox, "sync.schedule.interval")
        assert found is not None
        return found

    def click(self, box: str) -> None:
        found = self.page.findChild(QCheckBox, box)
        assert found is not None
        self.bot.mouseClick(found, LEFT, pos=QPoint(8, found.height() // 2))
        self.ended()

    def choose(self, text: str) -> None:
        """As a person does: by the keyboard in the open list."""
        self.interval.setFocus()
        self.interval.setCurrentIndex(self.interval.findText(text))
        self.interval.activated.emit(self.interval.currentIndex())
        self.ended()

    def said(self) -> str:
        return self.line("sync.schedule.state")


@pytest.fixture
def show(on_stage: OpenStage, qtbot: QtBot) -> Show:
    def shown(tie_out: TieOut | None = None, state: ScheduleState | None = None) -> Offer:
        return Offer(on_stage, qtbot, tie_out, state)

    return shown


def test_ticking_the_box_switches_it_on_at_once_and_unticking_off(show: Show) -> None:
    shown = show()
    assert shown.tick.isEnabled()
    assert not shown.tick.isChecked()
    assert shown.said() == "No sync starts by itself."
    # R35: 15 minutes are too often for 950 requests a day; 30 are suggested instead.
    assert shown.interval.currentText() == "30 minutes"
    model = shown.interval.model()
    grey = [
        shown.interval.itemText(n)
        for n in range(shown.interval.count())
        if not model.flags(model.index(n, 0)) & Qt.ItemFlag.ItemIsEnabled
    ]
    assert grey == ["10 minutes", "15 minutes", "20 minutes"]
    assert "341 of 950" in shown.label("sync.schedule.cost")
    assert "Up to 20 minutes cannot be chosen" in shown.label("sync.schedule.cost")

    shown.click("sync.schedule.on")
    assert shown.session.schedule.asked == [Rhythm(30)]
    assert shown.tick.isChecked()
    assert shown.said().startswith("A sync starts every 30 minutes, next ")
    shown.choose("2 hours")
    assert shown.session.schedule.asked[-1] == Rhythm(120)
    assert "every 2 hours" in shown.said()
    shown.choose("day, at")
    assert shown.session.schedule.asked[-1] == Rhythm(at=dt.time(6))
    time = shown.page.findChild(QTimeEdit, "sync.schedule.time")
    assert time is not None
    assert time.isVisible()

    shown.click("sync.schedule.on")
    assert not shown.session.schedule.now.installed
    assert shown.said() == "No sync starts by itself."


def test_fifteen_minutes_are_suggested_where_the_app_may_make_enough_requests(show: Show) -> None:
    shown = show(state=schedule_state(Options(calls_per_day=5000)))
    assert shown.interval.currentText() == "15 minutes"


def test_while_both_sides_differ_a_person_says_first_that_the_differences_are_known(show: Show) -> None:
    named = (Explained("invoice 1", Decimal("115.00"), "waits"),)
    shown = show(equal("115.00", named))
    assert not shown.tick.isEnabled()
    assert shown.field("sync.known").isVisible()
    shown.click("sync.known")
    assert shown.tick.isEnabled()
    shown.click("sync.schedule.on")
    assert shown.session.schedule.asked == [Rhythm(30)]
    # What is on can be switched off, known or not.
    shown.click("sync.known")
    assert shown.tick.isEnabled()
    assert not shown.interval.isEnabled()


def test_where_both_sides_agree_nobody_is_asked_about_differences(show: Show) -> None:
    assert not show().field("sync.known").isVisible()


def test_before_the_comparison_and_after_one_that_is_no_proof_nothing_is_offered(show: Show) -> None:
    shown = show(dataclasses.replace(equal(), incomplete=("payments",)))
    assert shown.page.findChild(QWidget, "sync.offer") is None


def test_a_scheduler_that_refuses_is_quoted_and_the_box_is_unticked_again(show: Show) -> None:
    shown = show()
    shown.session.schedule_fails["schedule.install"] = Misconfigured(
        "T2", "cron did not take the schedule", "Nothing starts by itself.", "Try again.", details="spool is read-only"
    )
    shown.click("sync.schedule.on")
    assert not shown.tick.isChecked()
    assert shown.tick.isEnabled()
    assert shown.said() == ("cron did not take the schedule. Nothing starts by itself. “spool is read-only” Try again.")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (schedule_state(demo=True), "Demo books are not synced by themselves"),
        (schedule_state(offered_by=None), "no scheduler"),
        (schedule_state(gate=Gate(dt.date(2026, 10, 31), True, Decimal("115.00"), 1)), "receivables differ by ZAR"),
    ],
)
def test_what_keeps_it_off_is_said_in_the_place_of_its_cost(show: Show, state: ScheduleState, words: str) -> None:
    shown = show(state=state)
    assert not shown.tick.isEnabled()
    assert words in shown.said()
    assert not shown.field("sync.schedule.cost").isVisible()


def test_the_offer_is_whole_in_a_small_window_and_read_out(show: Show) -> None:
    shown = show(equal("115.00", (Explained("invoice 1", Decimal("115.00"), "waits"),)))
    for width, height in ((1000, 620), (640, 480)):
        shown.window.resize(width, height)
        assert cut_texts(shown.window) == []
        assert overlaps(shown.window) == []
    assert "once both sides agree" in shown.tick.accessibleDescription()
