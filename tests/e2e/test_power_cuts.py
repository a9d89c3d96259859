"""P2: a power cut at any border with the disk or the network, and a restart, end where an undisturbed sync ends.

Every border of a whole sync is tried: of a first one, and in each scenario of one with changes of every kind. Of larger
books, borders are drawn; more of them with `SPLYNX_XERO_CUTS=200 SPLYNX_XERO_CUT_CUSTOMERS=100`.
"""

import contextlib
import os
import random
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from splynx_xero_gui.domain.results import SyncOutcome
from splynx_xero_gui.sandbox.splynx import Line
from tests.support.bank_office import BANK_ACCOUNT, assert_no_echo, bank_pays, mixed, push_all, xero_payments
from tests.support.inprocess import BANK, CARD, VAT, Office
from tests.support.power_cut import Power, PowerCut, power_of
from tests.support.time_machine import TimeMachine, both_sides, restart
from tests.support.truth import assert_nothing_is_twice

SCENARIOS: dict[str, Callable[[Office], Office]] = {
    "push-all": push_all,
    "mixed": mixed,
    "xero-payments": xero_payments,
}
DRAWN = int(os.environ.get("SPLYNX_XERO_CUTS", "12"))
CUSTOMERS = int(os.environ.get("SPLYNX_XERO_CUT_CUSTOMERS", "30"))


def beginnings(office: Office, scenario: str) -> None:
    """Books before the first sync: two customers, bills, a credit note, money by card and on account."""
    anna, ben = office.customer(), office.customer("Ben Nel", email="ben@example.net")
    first, second = office.bill(anna, "99.9950", "10"), office.bill(anna, 200)
    office.bill(ben, 300)
    note = office.books.create_credit_note(anna.id, [Line("Outage", 20, tax_id=VAT)], invoice_id=first.id)
    office.books.allocate_credit_note(note.id, first.id)
    if scenario != "xero-payments":
        office.books.take_payment(anna.id, 150, method=CARD, invoices=[(first.id, first.due), second.id])
        office.books.take_payment(ben.id, 50, method=CARD)


def changes(office: Office, scenario: str) -> None:
    """What a month brings to synced books, on both sides."""
    books = office.books
    anna, ben = sorted(books.customers, key=lambda c: c.id)[:2]
    books.change_customer(anna.id, phone="021 555 0101")
    of_ben = office.bill(ben, 40)
    gone, changed = office.bill(ben, 70), office.bill(anna, 80)
    office.sync()
    books.delete_invoice(gone.id)
    books.change_invoice(changed.id, lines=[Line("Fibre", 85, tax_id=VAT)])
    if scenario == "xero-payments":
        bank_pays(office, of_ben, of_ben.due)
        office.sync()
    else:
        paid = books.take_payment(ben.id, of_ben.due, method=CARD, invoices=[of_ben.id])
        on_account = next(p for p in books.payments if p.customer_id == ben.id and p.remind_amount)
        office.sync()
        books.delete_payment(paid.id)
        books.allocate_payment(on_account.id, of_ben.id)
        books.refund(ben.id, on_account.remind_amount, method=CARD, payment_id=on_account.id)
    if scenario != "push-all":
        office.desk.delete_payment(bank_pays(office, changed, 5))
        bank_pays(office, changed, 20, "EFT ANNA")
        contact = office.desk.contact(f"SPX-{anna.id}")
        office.desk.receive_overpayment(contact, 30, BANK_ACCOUNT, office.today, "too much")
    else:
        books.take_payment(anna.id, 20, method=BANK, invoices=[changed.id])
    office.bill(office.customer("Carla Dlamini"), 60)


@pytest.fixture
def home(app_home: Path) -> Path:
    return app_home


@pytest.fixture
def power(monkeypatch: pytest.MonkeyPatch) -> Power:
    return power_of(monkeypatch)


def undisturbed(office: Office, moment: TimeMachine, power: Power) -> tuple[int, object]:
    """How many borders a whole sync crosses, and where it ends."""
    power.fail_at(0)
    office.sync()
    crossings, end = power.crossings, both_sides(office)
    moment.back()
    return crossings, end


def cut_and_restarted(office: Office, power: Power, crossing: int) -> str:
    """The sync up to the border, and the next one after the restart."""
    power.fail_at(crossing)
    with contextlib.suppress(PowerCut):
        office.run()
    assert power.gone, f"crossing {crossing} was never reached"
    where = f"{crossing}: {power.told[-1]}"
    power.fail_at(0)
    restart(office)
    # What a service may still be working on is given the time that the product waits for it.
    for _ in range(2):
        office.later(minutes=20)
        report = office.run()
        assert report.outcome is not SyncOutcome.STOPPED, f"{where}: {report.reason} {report.title} {report.details}"
    assert not report.uncertain, where
    assert not report.written, f"{where}: a second sync wrote (P1)"
    return where


def try_all(office: Office, home: Path, power: Power, drawn: int = 0) -> int:
    """Every border, or as many as are to be drawn."""
    moment = TimeMachine(office, home)
    crossings, end = undisturbed(office, moment, power)
    borders: Iterable[int] = range(1, crossings + 1)
    if drawn:
        borders = sorted(random.Random(crossings).sample(list(borders), min(drawn, crossings)))
    tried = 0
    for crossing in borders:
        where = cut_and_restarted(office, power, crossing)
        assert both_sides(office) == end, f"after a cut at {where}"
        assert_nothing_is_twice(office.world, set(range(1, office.books.payments.next_id)))
        assert_no_echo(office)
        moment.back()
        tried += 1
    print(f"{tried} of {crossings} borders tried")
    return tried


@pytest.mark.timeout(1800)
def test_a_first_sync_cut_anywhere_is_finished_by_the_next(make_office, home: Path, power: Power) -> None:
    office = push_all(make_office())
    beginnings(office, "push-all")
    assert try_all(office, home, power) > 40


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_sync_of_changes_cut_anywhere_is_finished_by_the_next(
    make_office, home: Path, power: Power, scenario: str
) -> None:
    office = SCENARIOS[scenario](make_office())
    beginnings(office, scenario)
    office.sync()
    changes(office, scenario)
    office.later(minutes=10)
    assert try_all(office, home, power) > 40


@pytest.mark.timeout(3600)
def test_larger_books_cut_at_borders_drawn(make_office, home: Path, power: Power) -> None:
    office = push_all(make_office(customers=CUSTOMERS, months=3))
    assert try_all(office, home, power, DRAWN) == DRAWN
