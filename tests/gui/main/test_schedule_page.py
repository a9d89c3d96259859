"""Settings › Schedule: off or how often, who starts it, the last five results, and the next start where one looks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.schedule import Rhythm, ScheduledResult, SchedulerKind
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.main.page import PageKey
from splynx_xero_gui.gui.main.status_line import StatusLine
from splynx_xero_gui.gui.main_window import MainWindow
from splynx_xero_gui.wizard.scheduling import ScheduleState
from splynx_xero_gui.wizard.services import Status
from tests.gui.main.conftest import Open, settle, window_books
from tests.support.fake_scheduling import FakeScheduling, schedule_state
from tests.support.fake_settings import MOMENT
from tests.support.samples import FixedClock, run
from tests.support.shots import cut_texts, overlaps

Turn = Callable[[MainWindow, PageKey], None]
RESULTS = (
    ScheduledResult(MOMENT, "completed", None, "r2", 42, 0),
    ScheduledResult(MOMENT - dt.timedelta(hours=1), "needs-decisions", None, "r1", 3, 2),
    ScheduledResult(
        MOMENT - dt.timedelta(hours=2),
        "stopped",
        "authorisation",
        title="Your password store is locked",
        message="Nothing was saved or lost.",
        what_to_do="Unlock it.",
    ),
)


def on(**known: object) -> ScheduleState:
    usual: dict[str, object] = {
        "rhythm": Rhythm(30),
        "kind": SchedulerKind.SYSTEMD,
        "place": "~/.config/systemd/user/splynx-xero-main-1a2b3c4d.timer",
        "next_run": MOMENT + dt.timedelta(minutes=25),
        "results": RESULTS,
    }
    return schedule_state(**{**usual, **known})


@pytest.fixture
def at(open_window: Open, on_page: Turn) -> Callable[[ScheduleState], MainWindow]:
    def shown(state: ScheduleState) -> MainWindow:
        window = open_window()
        schedule(window).now = state
        window.model.look()
        on_page(window, PageKey.SCHEDULE)
        return window

    return shown


def schedule(window: MainWindow) -> FakeScheduling:
    made = window.model.session.schedule
    assert isinstance(made, FakeScheduling)
    return made


def text(window: MainWindow, name: str) -> str:
    found = window.findChild(QWidget, name)
    assert found is not None, name
    return found.text() if isinstance(found, QLabel) else found.accessibleName()


def test_it_shows_who_starts_it_when_next_and_how_the_last_ones_ended(at: Callable[..., MainWindow]) -> None:
    window = at(on())
    assert "A sync starts every 30 minutes, next " in text(window, "schedule.box.state")
    assert "systemd, this computer's own scheduler" in text(window, "schedule.box.cost")
    assert "splynx-xero-main-1a2b3c4d.timer" in text(window, "schedule.place")
    table = window.findChild(MoneyTable, "schedule.results.frame")
    assert table is not None
    assert [row.run_id for row in table.shown_rows()] == ["r2", "r1", ""]
    cells = [
        [str(table.view.model().index(r, c).data() or "") for c in range(table.view.model().columnCount())]
        for r in range(3)
    ]
    assert cells[0][1:4] == ["Done", "42", "0"]
    assert cells[2][1] == "Stopped: sign-in needed"
    assert cells[2][4] == "Your password store is locked. Nothing was saved or lost. Unlock it."
    assert cut_texts(window) == []
    assert overlaps(window) == []
    # The next start is seen where one looks, too.
    assert text(window, "status.next").startswith("Next sync: ")
    window.show_page(PageKey.OVERVIEW)
    settle()
    assert "A sync starts every 30 minutes" in text(window, "overview.next")


def test_where_the_foot_is_short_the_next_start_gives_way_to_what_xero_still_answers(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 100)
    foot = StatusLine(window)
    window.show()
    foot.show_status(Status("Main", calls_left_today=947), on())
    shown = foot.findChild(QLabel, "status.next")
    assert shown is not None
    for width, seen in ((900, True), (300, False), (900, True)):
        foot.resize(width, 24)
        settle()
        assert shown.isVisible() is seen


def test_a_last_sync_that_stopped_is_told_where_one_looks(at: Callable[..., MainWindow]) -> None:
    """One that never began is no run of history: nothing else would tell of it."""
    window = at(on(results=RESULTS[2:]))
    window.show_page(PageKey.OVERVIEW)
    settle()
    assert text(window, "overview.next").endswith("The last one stopped: Your password store is locked.")


def test_an_open_window_reads_the_record_after_each_start_of_the_schedule(
    at: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = at(on())
    watch, books = window.schedule_watch, window_books(window)
    assert watch.waits_for() == MOMENT + dt.timedelta(minutes=26)

    def look(minutes: int) -> int:
        """How often the record was read at that time."""
        before = books.calls.count("schedule.state")
        window.model.clock = FixedClock(MOMENT + dt.timedelta(minutes=minutes))
        watch.look()
        qtbot.waitUntil(lambda: not window.background.tasks())
        return books.calls.count("schedule.state") - before

    assert look(25) == 0
    books.runs = (run("r9", started_at=MOMENT, outcome="running", trigger="schedule"), *books.runs)
    schedule(window).now = on(next_run=MOMENT + dt.timedelta(minutes=55))
    assert look(26) == 1
    # It still runs: looked at again a minute later, then at the next start.
    assert watch.waits_for() == MOMENT + dt.timedelta(minutes=27)
    books.runs = (run("r9", started_at=MOMENT, outcome="completed", trigger="schedule"), *books.runs[1:])
    assert look(27) == 1
    assert watch.waits_for() == MOMENT + dt.timedelta(minutes=56)
    schedule(window).remove()
    assert look(60) == 1
    assert watch.waits_for() is None


def test_a_click_switches_it_off_and_on_and_the_foot_of_the_window_follows(
    at: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = at(on())
    box = window.findChild(QCheckBox, "schedule.box.on")
    assert box is not None
    for installed in (False, True):
        qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
        qtbot.waitUntil(lambda: not window.background.tasks())
        assert schedule(window).now.installed is installed
        next_start = window.findChild(QLabel, "status.next")
        assert next_start is not None
        qtbot.waitUntil(lambda seen=next_start, wanted=installed: seen.isVisible() is wanted)
    assert schedule(window).asked == [Rhythm(30)]


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({"problem": "The entry starts /opt/gone, which is not there any more."}, "which is not there any more"),
        ({"paused": True, "next_run": None}, "paused, for a run was undone"),
        ({"rhythm": None, "next_run": None, "problem": "The entry was switched off."}, "was switched off"),
    ],
)
def test_what_keeps_it_from_working_is_said(
    at: Callable[..., MainWindow], known: dict[str, object], words: str
) -> None:
    window = at(on(**known))
    assert words in text(window, "schedule.box.state")
    box = window.findChild(QCheckBox, "schedule.box.on")
    assert box is not None
    assert box.isEnabled()
    again = window.findChild(QPushButton, "schedule.box.state.button")
    assert again is not None
    assert again.isVisible() is bool(known.get("problem"))


def test_an_entry_that_does_not_work_is_made_anew_by_one_click(at: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = at(on(problem="The entry starts /opt/gone, which is not there any more."))
    again = window.findChild(QPushButton, "schedule.box.state.button")
    assert again is not None
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.background.tasks())
    assert schedule(window).asked == [Rhythm(30)]
    assert not again.isVisible()


def test_the_box_keeps_the_focus_while_it_is_switched(at: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = at(on())
    box = window.findChild(QCheckBox, "schedule.box.on")
    assert box is not None
    box.setFocus()
    for installed in (False, True):
        qtbot.keyClick(box, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: not window.background.tasks())
        assert box.isChecked() is installed
        assert window.focusWidget() is box


def test_a_computer_without_a_scheduler_says_what_to_install(at: Callable[..., MainWindow]) -> None:
    window = at(schedule_state(offered_by=None))
    assert "no scheduler" in text(window, "schedule.box.state")
    box = window.findChild(QCheckBox, "schedule.box.on")
    assert box is not None
    assert not box.isEnabled()
