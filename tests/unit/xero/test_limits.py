"""The governor keeps Xero's limits from our side, visibly, and never sleeps a day away."""

import datetime as dt
import threading

import pytest

from splynx_xero_gui.domain.failures import Cancelled, DayLimitReached
from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.ports.control import CallsUsed, Pausing
from splynx_xero_gui.xero.limits import Governor
from tests.support.xero_kit import NOON, HandCancel, HandClock, Notes


class Service:
    """A server with a fixed window a minute and a day's count, as Xero's."""

    def __init__(self, clock: HandClock, minute: int = 60, day: int = 1000, window_began: float = 0) -> None:
        self.clock, self.minute, self.day = clock, minute, day
        self.began = clock.now() - dt.timedelta(seconds=window_began)
        self.used = 0
        self.refused = 0

    def call(self) -> tuple[int, dict[str, str]]:
        while self.clock.now() - self.began >= dt.timedelta(seconds=60):
            self.began += dt.timedelta(seconds=60)
            self.used = 0
        if self.used >= self.minute:
            self.refused += 1
            left = (self.began + dt.timedelta(seconds=60) - self.clock.now()).total_seconds()
            return 429, {"X-Rate-Limit-Problem": "minute", "Retry-After": str(int(left) + 1), **self.headers()}
        self.used += 1
        self.day -= 1
        return 200, self.headers()

    def headers(self) -> dict[str, str]:
        return {"X-MinLimit-Remaining": str(self.minute - self.used), "X-DayLimit-Remaining": str(self.day)}


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def cancel(clock: HandClock) -> HandCancel:
    return HandCancel(clock)


@pytest.fixture
def notes() -> Notes:
    return Notes()


def governor(clock, cancel, notes, *, calls_per_day=5000, day_reserve=0) -> Governor:
    return Governor(clock, cancel, notes, calls_per_day=calls_per_day, day_reserve=day_reserve, chance=lambda: 0.5)


def run(gov: Governor, service: Service, calls: int, seconds_each: float = 0.0) -> int:
    done = 0
    while done < calls:
        with gov.call() as sent:
            status, headers = service.call()
        gov.heard(headers, sent)
        service.clock.advance(seconds_each)
        if status == 429:
            gov.too_many(headers)
        else:
            done += 1
    return done


def test_five_hundred_calls_never_meet_the_minute_limit(clock, cancel, notes):
    service = Service(clock)
    run(governor(clock, cancel, notes), service, 500)
    assert service.refused == 0
    assert clock.now() - NOON < dt.timedelta(minutes=9)
    assert all(0 < pause.seconds <= 60 for pause in notes.of(Pausing))
    assert {pause.side for pause in notes.of(Pausing)} == {Side.XERO}


def test_slow_calls_are_not_paused_at_all(clock, cancel, notes):
    service = Service(clock)
    run(governor(clock, cancel, notes), service, 200, seconds_each=1.5)
    assert service.refused == 0
    assert cancel.waits == []


def test_a_larger_limit_is_learned_from_the_headers(clock, cancel, notes):
    service = Service(clock, minute=6000, day=100_000)
    run(governor(clock, cancel, notes), service, 400)
    assert cancel.waits == []


def test_another_program_that_uses_the_minute_costs_a_wait_and_at_most_one_refusal(clock, cancel, notes):
    service = Service(clock, window_began=20)
    service.used = 50
    run(governor(clock, cancel, notes), service, 30)
    assert service.refused <= 1
    assert cancel.waits
    assert clock.now() - NOON <= dt.timedelta(seconds=61)


def test_a_minute_refusal_is_waited_out_as_long_as_it_asks_and_is_told(clock, cancel, notes):
    gov = governor(clock, cancel, notes)
    gov.too_many({"X-Rate-Limit-Problem": "Minute", "Retry-After": "26"})
    with gov.call():
        pass
    assert cancel.waits == [26.0]
    assert [pause.seconds for pause in notes.of(Pausing)] == [26.0]


def test_the_app_wide_minute_is_waited_out_too(clock, cancel, notes):
    gov = governor(clock, cancel, notes)
    gov.too_many({"X-Rate-Limit-Problem": "appminute", "Retry-After": "7"})
    with gov.call():
        pass
    assert cancel.waits == [7.0]


def test_a_concurrency_refusal_has_no_retry_after_and_gets_a_short_pause(clock, cancel, notes):
    governor(clock, cancel, notes).too_many({"X-Rate-Limit-Problem": "concurrent"})
    assert cancel.waits == [1.25]


def test_the_day_limit_parks_the_work_and_names_the_time(clock, cancel, notes):
    gov = governor(clock, cancel, notes)
    with pytest.raises(DayLimitReached) as reached:
        gov.too_many({"X-Rate-Limit-Problem": "Day", "Retry-After": "66975"})
    assert reached.value.resume_at == NOON + dt.timedelta(seconds=66975)
    assert cancel.waits == []


def test_after_the_day_limit_not_one_more_call_is_made_until_it_is_over(clock, cancel, notes):
    gov = governor(clock, cancel, notes)
    with pytest.raises(DayLimitReached):
        gov.too_many({"X-Rate-Limit-Problem": "day", "Retry-After": "7200"})
    clock.advance(7199)
    with pytest.raises(DayLimitReached), gov.call():
        pass
    assert gov.made == 0
    clock.advance(1)
    with gov.call():
        pass
    assert gov.made == 1


@pytest.mark.parametrize("problem", ["", "minute", "appminute", "concurrent", "a-new-one"])
def test_a_huge_wait_parks_the_work_whatever_limit_it_is_said_of(clock, cancel, notes, problem):
    gov = governor(clock, cancel, notes)
    with pytest.raises(DayLimitReached) as told:
        gov.too_many({"X-Rate-Limit-Problem": problem, "Retry-After": "40000"})
    assert told.value.resume_at == NOON + dt.timedelta(seconds=40_000)
    with pytest.raises(DayLimitReached), gov.call():
        pass
    assert (cancel.waits, gov.made) == ([], 0)


def test_the_reserve_of_the_day_is_never_touched(clock, cancel, notes):
    service = Service(clock, day=60)
    gov = governor(clock, cancel, notes, day_reserve=50)
    with pytest.raises(DayLimitReached):
        run(gov, service, 20)
    assert service.day == 50
    assert gov.left_today == 50


def test_the_profiles_own_limit_a_day_stops_the_work(clock, cancel, notes):
    service = Service(clock, day=5000)
    gov = governor(clock, cancel, notes, calls_per_day=12, day_reserve=2)
    with pytest.raises(DayLimitReached) as reached:
        run(gov, service, 20)
    assert gov.made == 10
    assert reached.value.resume_at == NOON + dt.timedelta(days=1)


def test_a_person_can_end_a_wait(clock, cancel, notes):
    gov = governor(clock, cancel, notes)
    gov.too_many({"X-Rate-Limit-Problem": "minute", "Retry-After": "59"})
    cancel.cancel_on_wait = True
    with pytest.raises(Cancelled), gov.call():
        pass
    assert gov.made == 0


def test_at_most_five_calls_are_under_way_at_once(clock, cancel, notes):
    gov = governor(clock, cancel, notes)
    inside, most = 0, 0
    lock, full, go = threading.Lock(), threading.Event(), threading.Event()

    def one() -> None:
        nonlocal inside, most
        with gov.call():
            with lock:
                inside += 1
                most = max(most, inside)
                if inside == 5:
                    full.set()
            go.wait(10)
            with lock:
                inside -= 1

    threads = [threading.Thread(target=one) for _ in range(12)]
    for thread in threads:
        thread.start()
    assert full.wait(10)
    go.set()
    for thread in threads:
        thread.join(10)
    assert most == 5
    assert gov.made == 12


def test_every_answer_tells_what_is_used_and_left(clock, cancel, notes):
    gov = governor(clock, cancel, notes)
    run(gov, Service(clock), 2)
    last = notes.of(CallsUsed)[-1]
    assert (dict(last.used), last.left_today, last.left_minute) == ({Side.XERO: 2}, 998, 58)


@pytest.mark.parametrize("nonsense", ["", "soon", "NaN-1", "-3"])
def test_headers_that_are_no_numbers_do_no_harm(clock, cancel, notes, nonsense):
    gov = governor(clock, cancel, notes)
    with gov.call() as sent:
        pass
    gov.heard({"X-MinLimit-Remaining": nonsense}, sent)
    gov.too_many({"X-Rate-Limit-Problem": "minute", "Retry-After": nonsense})
    with gov.call():
        pass
    assert gov.made == 2


def test_a_day_that_an_earlier_run_found_used_up_costs_no_call(clock, cancel, notes):
    first = governor(clock, cancel, notes)
    with pytest.raises(DayLimitReached):
        first.too_many({"X-Rate-Limit-Problem": "day", "Retry-After": "7200"})
    until = first.parked_until
    assert until == NOON + dt.timedelta(seconds=7200)
    second = Governor(clock, cancel, notes, calls_per_day=5000, day_reserve=0, parked_until=until)
    with pytest.raises(DayLimitReached) as told, second.call():
        pass
    assert (told.value.resume_at, second.made) == (until, 0)
    clock.advance(7200)
    assert second.parked_until is None
    with second.call():
        pass


def test_a_day_without_a_time_to_come_back_is_asked_about_again_after_an_hour(clock, cancel, notes):
    gov = governor(clock, cancel, notes)
    with pytest.raises(DayLimitReached):
        gov.too_many({"X-Rate-Limit-Problem": "day"})
    assert gov.parked_until == NOON + dt.timedelta(hours=1)


@pytest.mark.parametrize("hours", [-3, 3])
def test_a_clock_that_is_put_right_in_mid_sync_costs_no_hours(clock, cancel, notes, hours):
    """Set back, what was noted lies in the future; set on, it lies far behind."""
    service = Service(clock)
    gov = governor(clock, cancel, notes)
    run(gov, service, 59)
    gov.too_many({"X-Rate-Limit-Problem": "minute", "Retry-After": "30"})
    clock.advance(hours * 3600)
    service.began, service.used = clock.now(), 0
    run(gov, service, 5)
    assert sum(cancel.waits) <= 60
