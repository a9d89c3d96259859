"""What goes wrong while a sync runs, at random: each makes one sync with its trouble, and tells what it was."""

from __future__ import annotations

import contextlib
import random
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from splynx_xero_gui.domain.results import SyncReport
from splynx_xero_gui.ports.control import BatchStarted, Event, StageStarted
from splynx_xero_gui.sandbox.faults import Malformation
from tests.support.inprocess import Office
from tests.support.power_cut import PowerCut

if TYPE_CHECKING:
    from tests.support.whole_history import WholeHistory

Trouble = Callable[["WholeHistory", random.Random], str]
_WRITES = (
    "Contacts",
    "Invoices",
    "CreditNotes",
    "Payments",
    "BankTransactions",
    "Overpayments",
    "Allocations",
    "api.xro",
    "api.xro",
)
_MOST_CROSSINGS = 180
_ENDS = (None, "service", "network", "day-limit", "cancelled", "too-many-changes")


def _run(history: WholeHistory, words: str, observer: object = None) -> str:
    """The sync; it may stop for what was done to it, and for nothing else."""
    report = history.office.run(observer)  # type: ignore[arg-type]
    for service in (history.office.world.xero, history.office.world.splynx):
        service.faults.clear()
    assert report.reason in _ENDS, f"{words}: {report.reason} {report.title} {report.message} {report.details}"
    return f"{words}: {report.outcome.value} {report.reason or ''}"


def answers_of_xero_lost(history: WholeHistory, rng: random.Random) -> str:
    """Nothing comes back, half of it, a page of HTML or a 500; the work was done, or not."""
    faults, path, nth = history.office.world.xero.faults, rng.choice(_WRITES), rng.randrange(1, 4)
    times = rng.choice((1, 1, 6))
    match rng.randrange(7):
        case 0:
            faults.drop_after("*", path, nth=nth, times=times)
            return _run(history, f"answers to {path} are lost")
        case 1:
            faults.error_after_commit("*", path, nth=nth, times=times)
            return _run(history, f"error 500 after {path} were written")
        case 2:
            faults.malformed("*", path, nth=nth, times=times)
            return _run(history, f"half an answer of {path}")
        case 3:
            faults.malformed("*", path, Malformation.HTML, nth=nth, times=times)
            return _run(history, f"HTML instead of {path}")
        case 4:
            faults.fail("*", path, nth=nth, times=times, status=rng.choice((500, 503)))
            return _run(history, f"error 500 for {path}")
        case 5:
            faults.commit_late("PUT", path, rng.choice((5, 60, 170)), nth=nth)
            return _run(history, f"{path} arrive late")
        case _:
            faults.drop_before("*", path, nth=nth, times=times)
            return _run(history, f"no way to {path}")


def answers_of_splynx_lost(history: WholeHistory, rng: random.Random) -> str:
    """The same on the other side."""
    faults, nth = history.office.world.splynx.faults, rng.randrange(1, 8)
    method, path = rng.choice((("GET", "finance"), ("GET", "customers"), ("*", "payments"), ("POST", "payments")))
    match rng.randrange(5):
        case 0:
            faults.drop_after(method, path, nth=nth, times=rng.choice((1, 6)))
            return _run(history, f"Splynx breaks off after {method} {path}")
        case 1:
            faults.drop_before(method, path, nth=nth, times=rng.choice((1, 6)))
            return _run(history, f"no way to Splynx for {method} {path}")
        case 2:
            faults.error_after_commit(method, path, nth=nth)
            return _run(history, f"error 500 of Splynx after {method} {path}")
        case 3:
            faults.malformed(method, path, nth=nth)
            return _run(history, f"half an answer of Splynx to {method} {path}")
        case _:
            faults.fail(method, path, nth=nth, status=rng.choice((500, 502, 503)))
            return _run(history, f"Splynx is out of order for {method} {path}")


def limits_used_up(history: WholeHistory, rng: random.Random) -> str:
    """429: the minute, the minute of the app, five at once, the day."""
    problem, seconds = rng.choice((("minute", 20), ("appminute", 45), ("concurrent", None), ("day", 600)))
    faults = history.office.world.xero.faults
    faults.rate_limit("*", "api.xro", problem, seconds, nth=rng.randrange(1, 12), times=1 if problem == "day" else 2)
    return _run(history, f"429 {problem}")


def cancelled(history: WholeHistory, rng: random.Random) -> str:
    """A person stops it between two calls or in any stage."""
    office, left = history.office, rng.randrange(1, 9)

    class Stopper:
        def __init__(self) -> None:
            self.left = left

        def notify(self, event: Event) -> None:
            if isinstance(event, BatchStarted | StageStarted):
                self.left -= 1
                if self.left == 0:
                    office.cancel.set()

    return _run(history, f"cancelled at step {left}", Stopper())


def power_cut(history: WholeHistory, rng: random.Random) -> str:
    """The process is gone at any border with the disk or the network."""
    power = history.power
    power.fail_at(rng.randrange(1, _MOST_CROSSINGS))
    with contextlib.suppress(PowerCut):
        history.office.run()
    told = f"the power fails at {power.crossings}: {power.told[-1]}" if power.gone else "the power would have failed"
    power.fail_at(0)
    return told


def a_second_window(history: WholeHistory, rng: random.Random) -> str:
    """Another process starts to sync in the middle: it is told so, and does nothing (P1-P4)."""
    office, left = history.office, rng.randrange(1, 7)
    told: list[SyncReport] = []

    class Opener:
        def __init__(self) -> None:
            self.left = left

        def notify(self, event: Event) -> None:
            if isinstance(event, BatchStarted | StageStarted):
                self.left -= 1
                if self.left == 0:
                    other = threading.Thread(target=lambda: told.append(Office.again(office).run()))
                    other.start()
                    other.join()

    words = _run(history, f"a second window syncs at step {left}", Opener())
    assert [report.reason for report in told] in ([], ["busy"]), told
    return words


def the_schedule_comes_first(history: WholeHistory, _rng: random.Random) -> str:
    """R26: it follows removals only when it saw them twice."""
    report = history.office.run(trigger="schedule")
    return f"the schedule: {report.outcome.value} {report.reason or ''}"


TROUBLES: tuple[Trouble, ...] = (
    answers_of_xero_lost, answers_of_xero_lost, answers_of_splynx_lost, answers_of_splynx_lost, limits_used_up,
    cancelled, power_cut, power_cut, a_second_window, the_schedule_comes_first,
)  # fmt: skip
