"""Killed, cut off and slowed down: another sync ends where an undisturbed one would (P2, P3)."""

import signal
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from splynx_xero_gui.domain.failures import DayLimitReached
from splynx_xero_gui.engine.control import Silent
from splynx_xero_gui.engine.recover import SETTLING
from splynx_xero_gui.ports.control import AWAITING_ANSWERS, Event, Pausing
from splynx_xero_gui.sandbox.faults import FaultKind
from splynx_xero_gui.sandbox.log import Exchange
from splynx_xero_gui.sandbox.splynx import Line
from splynx_xero_gui.sandbox.xero import Limits
from splynx_xero_gui.storage.database import SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY, Database
from tests.support.inprocess import Office
from tests.support.truth import assert_equal_to_the_cent, assert_nothing_is_twice

WRITES = r"/api\.xro/2\.0/(Contacts|Invoices|CreditNotes|Payments|BankTransactions|Overpayments)"


class Listening:
    """Keeps what it is told."""

    def __init__(self, told: list[Event]) -> None:
        self._told = told

    def notify(self, event: Event) -> None:
        self._told.append(event)


def ends_equal(world, user) -> None:
    """The next sync finishes the work, the one after has none. By then nothing can arrive any more (ADR 008)."""
    user.later(minutes=4)
    finished = user.json("sync")
    assert finished.code == 0, finished.out + finished.err
    assert_nothing_is_twice(world)
    assert_equal_to_the_cent(world)
    assert user.json("sync").json["written"]["xero"] == {}
    reconciled = user.json("reconcile")
    assert (reconciled.code, reconciled.json["balanced"]) == (0, True), reconciled.out


# -- as processes: what only a process can suffer --


@pytest.mark.parametrize("call", [1, 3])
def test_a_sync_killed_while_a_call_is_under_way_is_finished_by_the_next(make_world, user_of, call: int) -> None:
    world = make_world()
    user = user_of(world)
    hanging = world.xero.faults.hang("PUT", WRITES, nth=call)
    written = threading.Event()
    world.xero.hooks.append(lambda exchange: written.set() if exchange.fault is FaultKind.HANG else None)
    process = user.start("sync")
    assert hanging.wait_struck(60)
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    process.communicate()
    hanging.release()
    assert written.wait(30)

    ends_equal(world, user)
    assert any(run["reason"] == "interrupted" for run in user.json("history").json)


def test_ctrl_c_stops_between_calls_and_the_next_sync_goes_on(make_world, user_of) -> None:
    world = make_world()
    user = user_of(world)
    hanging = world.xero.faults.hang("PUT", WRITES, nth=2)
    process = user.start("--json", "sync")
    assert hanging.wait_struck(60)
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    assert "Stopping" in process.stderr.readline()
    hanging.release()
    out, err = process.communicate(timeout=60)
    assert process.returncode == 4, out + err
    assert '"cancelled"' in out

    ends_equal(world, user)


def test_two_syncs_at_once_do_the_work_once(make_world, user_of) -> None:
    world = make_world()
    user = user_of(world)
    hanging = world.xero.faults.hang("PUT", WRITES, nth=1)
    process = user.start("--json", "sync")
    assert hanging.wait_struck(60)
    busy = user.json("sync")
    assert (busy.code, busy.json["reason"]) == (4, "busy")
    hanging.release()
    process.communicate(timeout=60)
    ends_equal(world, user)


# -- in this process --


@pytest.mark.parametrize("path", ["Contacts", "Invoices", "CreditNotes", "Payments", "BankTransactions"])
def test_an_answer_lost_after_xero_committed_is_looked_up_and_adopted(make_office, path: str) -> None:
    office: Office = make_office(customers=30, months=3)
    lost = office.world.xero.faults.drop_after("PUT", rf"/api\.xro/2\.0/{path}$", times=None)
    stopped = office.run()
    assert lost.hits
    assert (stopped.outcome, stopped.reason) == ("stopped", "network")
    assert stopped.uncertain > 0
    office.world.xero.faults.clear()

    resumed = office.run()
    assert resumed.outcome == "completed"
    assert resumed.adopted > 0
    office.equal()


@pytest.mark.parametrize("path", ["Contacts", "Invoices", "CreditNotes", "Payments", "BankTransactions", "Allocations"])
@pytest.mark.parametrize("seconds", [20, 170])
def test_a_write_that_arrives_after_it_was_looked_for_is_not_made_twice(make_office, path: str, seconds: int) -> None:
    """Xero carries out what it was sent although the connection broke, and does so late (ADR 008)."""
    office: Office = make_office()
    anna, ben = office.customer(), office.customer("Ben Nel")
    for customer in (anna, ben):
        invoice = office.bill(customer)
        office.books.take_payment(customer.id, 150, invoices=[invoice.id])
        credit = office.books.create_credit_note(customer.id, [Line("Too much", Decimal(30))])
        office.books.allocate_credit_note(credit.id, office.bill(customer, "30").id)
    late = office.world.xero.faults.commit_late("PUT", rf"/{path}$", seconds, times=None)
    assert office.run().uncertain > 0
    assert late.hits
    office.world.xero.faults.clear()

    told: list[Event] = []
    report = office.run(Listening(told))
    assert report.outcome == "completed", (report.title, report.message)
    assert report.adopted > 0
    assert [e.reason for e in told if isinstance(e, Pausing)] == [AWAITING_ANSWERS]
    office.equal()


@pytest.mark.parametrize("every", [False, True], ids=["sent again at once", "sent again by the next sync"])
@pytest.mark.parametrize("path", ["Payments", "BankTransactions", "CreditNotes/[^/]+/Allocations"])
def test_a_write_that_arrives_after_it_was_sent_again_is_taken_back(make_office, path: str, every: bool) -> None:
    """Ten minutes late is later than anybody waits (ADR 008): then it is there twice, until it is seen (P3)."""
    office: Office = make_office()
    anna = office.customer()
    invoice, other = office.bill(anna), office.bill(anna)
    office.sync()
    office.books.take_payment(anna.id, 150, invoices=[(invoice.id, Decimal(50))])
    note = office.books.create_credit_note(anna.id, [Line("Too much", Decimal(60))])
    office.books.allocate_credit_note(note.id, other.id, Decimal(30))
    late = office.world.xero.faults.commit_late("PUT", rf"/{path}$", 600, times=None if every else 1)
    assert office.run().uncertain == int(every)
    assert late.hits
    office.world.xero.faults.clear()
    office.later(minutes=4)
    office.sync()
    office.later(minutes=10)
    assert sum(office.sync().values()) == 1
    office.equal()


def test_what_did_not_arrive_in_time_is_sent_again(make_office) -> None:
    office: Office = make_office()
    office.bill(office.customer())
    office.world.xero.faults.drop_before("PUT", r"/Invoices$", times=None)
    assert office.run().uncertain == 1
    office.world.xero.faults.clear()
    sent = office.clock.now()
    assert office.sync() == {"create-invoice": 1}
    assert office.clock.now() - sent >= SETTLING * 0.9
    office.equal()


def test_what_was_sent_long_ago_is_looked_for_once(make_office) -> None:
    office: Office = make_office()
    office.bill(office.customer())
    office.world.xero.faults.drop_before("PUT", r"/Invoices$", times=None)
    office.run()
    office.world.xero.faults.clear()
    office.later(seconds=SETTLING.total_seconds())
    told: list[Event] = []
    office.run(Listening(told))
    assert not [e for e in told if isinstance(e, Pausing)]
    office.equal()


@pytest.mark.parametrize("path", ["Invoices", "Payments"])
def test_an_error_500_after_the_commit_is_not_taken_for_a_failure(make_office, path: str) -> None:
    office: Office = make_office(customers=30, months=3)
    office.world.xero.faults.error_after_commit("PUT", rf"/api\.xro/2\.0/{path}$", times=3)
    assert office.run().outcome == "stopped"
    office.world.xero.faults.clear()
    office.sync()
    office.equal()


def counted_calls(office: Office) -> list[str]:
    """Those that a limit counts: the sign-in's are free."""
    return [entry.path for entry in office.world.xero.log.entries() if entry.path.startswith("/api.xro/")]


def test_a_used_up_day_parks_the_run_and_says_when_it_goes_on(make_office) -> None:
    # Of 67 calls the set-up takes 7, reading takes 7 and 50 are kept back: three writes fit.
    office: Office = make_office(customers=30, months=3, day_limit=67)
    parked = office.run()
    assert (parked.outcome, parked.reason) == ("stopped", "day-limit")
    assert parked.resume_at is not None
    assert parked.written
    made = len(counted_calls(office))
    # Neither the next sync, nor another process, nor a plan, nor reading the settings asks again.
    later = office.run()
    assert (later.reason, later.resume_at) == ("day-limit", parked.resume_at)
    other = Office.again(office)
    with pytest.raises(DayLimitReached):
        other.plan()
    assert not other.session.fetch(Silent(), other.cancel).complete
    assert len(counted_calls(office)) == made, "a call was wasted on a day that is used up"

    office.clock.set(parked.resume_at)
    office.world.xero.limiter.limits = Limits(per_minute=1_000, per_day=1_000)
    office.sync()
    office.equal()


def test_a_better_tier_written_into_the_profile_is_tried_at_once(make_office) -> None:
    office: Office = make_office()
    office.bill(office.customer())
    limited = office.world.xero.faults.rate_limit("*", r"/api\.xro/", "day", 80_000, times=None)
    assert office.run().reason == "day-limit"
    assert limited.hits == 1
    office.world.xero.faults.clear()
    assert office.run().reason == "day-limit"
    office.change_options(calls_per_day=5000)
    assert office.sync() == {"create-contact": 1, "create-invoice": 1}


def test_a_used_up_minute_is_waited_for(make_office) -> None:
    office: Office = make_office(customers=30, months=3, minute_limit=8)
    before = office.clock.now()
    office.sync()
    assert office.clock.now() > before
    office.equal()


def test_a_token_that_runs_out_is_renewed_without_a_word(make_office) -> None:
    office: Office = make_office()
    office.bill(office.customer())
    office.later(minutes=31)
    office.sync()
    office.later(days=30)
    office.bill(office.customer("Ben Nel"))
    office.sync()
    office.equal()


def test_sixty_days_away_need_a_new_sign_in(make_office) -> None:
    office: Office = make_office()
    office.later(days=61)
    report = office.run()
    assert (report.outcome, report.reason) == ("stopped", "authorisation")
    assert report.what_to_do


def test_another_computer_without_the_sync_record_is_recognised(make_office, tmp_path, monkeypatch) -> None:
    office: Office = make_office(customers=20, months=2)
    office.sync()
    written = office.world.xero.log.count("PUT")
    monkeypatch.setenv("SPLYNX_XERO_HOME", str(tmp_path / "other-home"))
    office.later(minutes=1)
    other = Office(office.world, tmp_path / "other")
    refused = other.run()
    assert (refused.outcome, refused.reason) == ("stopped", "second-workstation")
    assert office.world.xero.log.count("PUT") == written


@pytest.mark.parametrize("code", [SQLITE_FULL, SQLITE_READONLY, SQLITE_IOERR])
def test_a_disk_that_takes_no_more_in_mid_sync_stops_it_and_nothing_is_lost(
    make_office, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """The record can begin no write and keep no answer: what Xero had done by then is looked up once there is room."""
    office: Office = make_office()
    for name in ("Anna Botha", "Ben Nel"):
        office.bill(office.customer(name))
    real, trouble = Database.write, sqlite3.OperationalError("no more")
    trouble.sqlite_errorcode = code

    @contextmanager
    def refusing(database: Database) -> Iterator[Connection]:
        raise database._explain(OperationalError("INSERT", {}, trouble))
        yield

    def no_more(call: Exchange) -> None:
        if call.method == "PUT":
            monkeypatch.setattr(Database, "write", refusing)

    office.world.xero.hooks.append(no_more)
    report = office.run()
    office.world.xero.hooks.pop()
    assert (report.outcome, report.reason) == ("stopped", "storage")
    assert report.what_to_do
    monkeypatch.setattr(Database, "write", real)
    office.later(minutes=10)
    resumed = office.run()
    assert (resumed.outcome, resumed.adopted) == ("completed", 2)
    office.equal()
