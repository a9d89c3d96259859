"""When syncs start by themselves, and what it costs while there is nothing to do (R35)."""

from __future__ import annotations

import datetime as dt

import pytest

from splynx_xero_gui.domain.profile import Options
from splynx_xero_gui.domain.schedule import MINUTES, Rhythm, ScheduledResult
from splynx_xero_gui.engine.schedule_gate import IDLE_CALLS, day_budget, idle_calls, is_affordable, shortest
from splynx_xero_gui.storage.paths import Paths
from splynx_xero_gui.storage.schedule_results import ScheduleResults

NOON = dt.datetime(2026, 11, 20, 12, 7, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("said", "text", "runs"),
    [
        ("15m", "15m", 96),
        ("30 min", "30m", 48),
        ("60m", "1h", 24),
        ("2H", "2h", 12),
        ("1d", "daily at 00:00", 1),
        ("06:00", "daily at 06:00", 1),
        ("daily at 6:30", "daily at 06:30", 1),
    ],
)
def test_a_rhythm_is_read_as_people_say_it(said: str, text: str, runs: int) -> None:
    rhythm = Rhythm.parse(said)
    assert (rhythm.text, rhythm.runs_per_day) == (text, runs)
    assert len(rhythm.times()) == runs


@pytest.mark.parametrize("said", ["", "soon", "7m", "45m", "5h", "0m", "-15m", "24:00", "12:60", "15", "m"])
def test_what_no_scheduler_could_keep_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Rhythm.parse(said)


def test_every_interval_divides_an_hour_or_a_day() -> None:
    assert all(60 % m == 0 or (24 * 60) % m == 0 for m in MINUTES)


def test_the_next_start_is_at_the_clock_s_minutes_and_tomorrow_after_the_last() -> None:
    assert Rhythm(15).next_after(NOON) == NOON.replace(minute=15)
    assert Rhythm(15).next_after(NOON.replace(minute=15)) == NOON.replace(minute=30)
    assert Rhythm(at=dt.time(6)).next_after(NOON) == dt.datetime(2026, 11, 21, 6, tzinfo=dt.UTC)
    assert Rhythm(60).next_after(NOON.replace(hour=23)) == dt.datetime(2026, 11, 21, tzinfo=dt.UTC)


def test_an_interval_may_cost_half_of_the_day_s_budget_while_there_is_nothing_to_do() -> None:
    """R35: at most 7 calls when there is nothing to do, and at most half of the day's budget."""
    assert IDLE_CALLS == 7
    small = Options()  # 1,000 a day, 50 kept back
    assert (idle_calls(Rhythm(15)), day_budget(small)) == (677, 950)
    assert not is_affordable(Rhythm(15), small)
    assert is_affordable(Rhythm(30), small)
    assert shortest(small) == Rhythm(30)
    assert is_affordable(Rhythm(15), Options(calls_per_day=5000))
    edge = Options(calls_per_day=2 * idle_calls(Rhythm(15)), day_reserve=0)
    assert is_affordable(Rhythm(15), edge)
    assert not is_affordable(Rhythm(15), Options(calls_per_day=2 * idle_calls(Rhythm(15)) - 1, day_reserve=0))
    assert shortest(Options(calls_per_day=10, day_reserve=5)) is None


def test_the_last_results_are_kept_newest_first_and_a_damaged_file_counts_as_empty() -> None:
    paths = Paths.of_this_computer()
    results = ScheduleResults(paths, "main")
    assert results.last() == ()
    for minute in range(25):
        results.add(ScheduledResult(NOON.replace(minute=minute), "completed", run_id=f"r{minute}", written=minute))
    again = ScheduleResults(paths, "main")
    assert [one.run_id for one in again.last(3)] == ["r24", "r23", "r22"]
    assert len(again.last(100)) == 20
    paths.schedule_file("main").write_text("[{")
    assert again.last() == ()
    again.forget()
    again.forget()
