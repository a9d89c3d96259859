"""Limits and odd networks over a whole sync: how it ends, and that nothing is lost or twice then (docs/faults.md)."""

import datetime as dt
import json
from collections.abc import Callable

import pytest

from splynx_xero_gui.bootstrap import open_workplace
from splynx_xero_gui.domain.results import SyncReport
from splynx_xero_gui.sandbox.faults import Malformation
from splynx_xero_gui.sandbox.xero import DocKind
from splynx_xero_gui.transport.whole import WholeResponse
from tests.support.inprocess import Office

WRITES = r"/api\.xro/2\.0/(Contacts|Invoices|CreditNotes|Payments|BankTransactions|Overpayments)"
PORTAL = "<!doctype html><html><body>Welcome to Airport Wi-Fi. <a href='/accept'>Accept</a></body></html>"


@pytest.fixture
def office(make_office: Callable[..., Office]) -> Office:
    """Two customers with bills and money on account, nothing synced yet."""
    made: Office = make_office()
    for name in ("Anna Botha", "Ben Nel"):
        customer = made.customer(name)
        invoice = made.bill(customer)
        made.books.take_payment(customer.id, 60, invoices=[invoice.id])
        made.books.take_payment(customer.id, 40)
    return made


def stopped(report: SyncReport, reason: str) -> None:
    assert (report.outcome, report.reason) == ("stopped", reason), (report.title, report.message)
    assert report.what_to_do


def goes_on(office: Office) -> None:
    """The disturbance is over: the work is finished, once."""
    for server in (office.world.xero, office.world.splynx):
        server.faults.clear()
    office.later(minutes=10)
    office.sync()
    office.equal()


@pytest.mark.parametrize("problem", ["concurrent", "minute", "appminute"])
def test_a_limit_met_in_mid_sync_is_waited_out(office: Office, problem: str) -> None:
    wait = None if problem == "concurrent" else 7
    struck = office.world.xero.faults.rate_limit("*", WRITES, problem, wait, nth=2, times=3)
    office.sync()
    assert struck.hits == 3
    office.equal()


def test_a_wait_of_hours_parks_the_sync_and_names_the_time(office: Office) -> None:
    office.world.xero.faults.rate_limit("PUT", WRITES, "day", 7200, nth=2, times=None)
    report = office.run()
    stopped(report, "day-limit")
    assert report.resume_at is not None
    assert report.resume_at - office.clock.now() >= dt.timedelta(hours=1)
    office.world.xero.faults.clear()
    office.clock.set(report.resume_at)
    goes_on(office)


def test_calls_used_up_by_another_program_park_the_sync(office: Office) -> None:
    limiter = office.world.xero.limiter
    limiter.use_up(office.world.xero.books.organisation().tenant_id, day=1_000_000)
    report = office.run()
    stopped(report, "day-limit")
    assert not report.written
    office.later(days=1)
    goes_on(office)


def test_a_token_that_runs_out_between_two_calls_is_renewed(office: Office) -> None:
    office.world.xero.hooks.append(lambda call: office.later(minutes=31) if call.method == "PUT" else None)
    office.sync()
    office.world.xero.hooks.pop()
    office.equal()


def test_a_renewal_whose_answer_is_lost_costs_no_sign_in(office: Office) -> None:
    office.later(minutes=31)
    lost = office.world.xero.faults.drop_after("POST", r"/connect/token")
    office.run()
    assert lost.hits
    goes_on(office)


def test_a_laptop_that_sleeps_a_week_in_mid_sync_wakes_and_goes_on(office: Office) -> None:
    slept: list[str] = []

    def sleep(call: object) -> None:
        if not slept and call.method == "PUT":  # type: ignore[attr-defined]
            slept.append("a week")
            office.later(days=7)

    office.world.xero.hooks.append(sleep)
    office.run()
    assert slept
    goes_on(office)


@pytest.mark.parametrize("side", ["splynx", "xero", "sign-in"])
def test_a_captive_portal_stops_the_sync_and_is_never_taken_for_an_answer(office: Office, side: str) -> None:
    server = office.world.splynx if side == "splynx" else office.world.xero
    path = "/connect/token" if side == "sign-in" else "/"
    if side == "sign-in":
        office.later(minutes=31)
    server.faults.fail("*", path, status=200, body=PORTAL, times=None)
    report = office.run()
    assert report.outcome == "stopped"
    assert report.reason in ("network", "service")
    assert not report.written
    goes_on(office)


SLOW = {
    "splynx": ("splynx", "GET", r"/finance/invoices"),
    "xero": ("xero", "GET", r"/Invoices"),
    "a write": ("xero", "PUT", r"/Invoices$"),
    "sign-in": ("xero", "POST", r"/connect/token"),
}


@pytest.mark.parametrize("what", SLOW)
def test_an_answer_that_trickles_in_for_ever_is_given_up(
    office: Office, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """One byte now and then keeps every time-out between two pieces from striking: the whole has a time of its own."""
    monkeypatch.setattr(WholeResponse, "seconds", 0.1)
    side, method, path = SLOW[what]
    server = office.world.splynx if side == "splynx" else office.world.xero
    if what == "sign-in":
        office.later(minutes=31)
    slow = server.faults.trickle(method, path, 0.02, times=None)
    report = office.run()
    assert slow.hits
    stopped(report, "network")
    assert report.uncertain == (2 if what == "a write" else 0)
    goes_on(office)


def test_an_answer_without_end_is_given_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.world.splynx.faults.fail("GET", r"/finance/invoices", status=200, body="[" + " " * 50_000, times=None)
    with monkeypatch.context() as small:
        small.setattr(WholeResponse, "most", 5_000)
        stopped(office.run(), "network")
    goes_on(office)


@pytest.mark.parametrize("how", list(Malformation))
@pytest.mark.parametrize("side", ["splynx", "xero"])
def test_an_answer_cut_short_or_replaced_is_asked_for_again_or_stops(
    office: Office, side: str, how: Malformation
) -> None:
    server = office.world.splynx if side == "splynx" else office.world.xero
    spoilt = server.faults.malformed("GET", "/", how, nth=2)
    office.run()
    assert spoilt.hits == 1
    goes_on(office)


@pytest.mark.parametrize("path", ["Contacts", "Invoices", "Payments"])
def test_the_answer_to_a_write_cut_short_is_looked_up(office: Office, path: str) -> None:
    spoilt = office.world.xero.faults.malformed("PUT", rf"/{path}$")
    office.run()
    assert spoilt.hits == 1
    goes_on(office)


HALF_UPGRADED = {
    "an amount renamed": [{"id": 1, "customer_id": 1, "number": "2026110100001", "amount_total": "115.00"}],
    "an amount of another type": [{"id": 1, "customer_id": 1, "number": "X", "total": {"value": "115.00"}}],
    "a wrapper of another kind": {"data": {"rows": []}, "meta": 1},
    "a list of numbers": [1, 2, 3],
}


@pytest.mark.parametrize("change", HALF_UPGRADED)
def test_a_splynx_half_upgraded_stops_the_sync_and_moves_no_mark(office: Office, change: str) -> None:
    body = json.dumps(HALF_UPGRADED[change])
    struck = office.world.splynx.faults.fail(
        "GET", r"/finance/invoices", status=200, body=body, content_type="application/json", times=None
    )
    report = office.run()
    assert struck.hits
    stopped(report, "service")
    assert office.world.xero.desk().documents(DocKind.INVOICE) == []
    goes_on(office)


DRIFTS = [
    ("customers/customer", "name", "gone"),
    ("finance/invoices", "total", "renamed"),
    ("finance/invoices.items", "price", "gone"),
    ("finance/payments", "amount", "renamed"),
    ("finance/payments", "customer_id", "gone"),
]


@pytest.mark.parametrize(("collection", "name", "how"), DRIFTS)
def test_a_field_of_splynx_that_is_renamed_or_gone_stops_the_sync_until_it_is_back(
    office: Office, collection: str, name: str, how: str
) -> None:
    drift = office.world.splynx.drift
    drift.rename(collection, name, f"{name}_v2") if how == "renamed" else drift.omit(collection, name)
    report = office.run()
    stopped(report, "service")
    assert not report.written
    assert name in f"{report.message} {report.details}"
    drift.clear()
    goes_on(office)


def test_lists_that_are_suddenly_empty_remove_nothing(office: Office) -> None:
    office.sync()
    for number in range(15):
        office.books.take_payment(1, 1 + number)
    office.sync()
    before = [(p.reference, p.status) for p in office.desk.payments()]
    empty = {"status": 200, "body": "[]", "content_type": "application/json", "times": None}
    office.world.splynx.faults.fail("GET", r"/finance/(payments|invoices)", **empty)
    office.later(days=1)
    report = office.run()
    assert report.outcome in ("stopped", "needs-decisions")
    assert not report.written
    assert [(p.reference, p.status) for p in office.desk.payments()] == before
    goes_on(office)


def test_very_many_changes_at_once_wait_for_a_person(make_office: Callable[..., Office]) -> None:
    office: Office = make_office()
    customer = office.customer()
    invoices = [office.bill(customer, 10 + n) for n in range(60)]
    office.sync()
    for invoice in invoices:
        office.books.delete_invoice(invoice.id)
    office.later(minutes=10)
    report = office.run()
    assert (report.outcome, report.reason) == ("needs-decisions", "too-many-changes")
    assert not report.written


@pytest.mark.parametrize("minutes", [-45, 45])
def test_a_clock_of_this_computer_that_is_wrong_loses_and_doubles_nothing(office: Office, minutes: int) -> None:
    class Wrong:
        def now(self) -> dt.datetime:
            return office.clock.now() + dt.timedelta(minutes=minutes)

    office.workplace = open_workplace(clock=Wrong())
    office.session = office.workplace.session(office.name)
    office.run()
    office.bill(office.customer("Carla Dlamini"))
    office.later(minutes=20)
    office.sync()
    office.equal()
