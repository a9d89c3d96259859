"""The calls a plan tells are those the sync then makes, on both sides, reads included (interface.md, R35)."""

import datetime as dt
from collections.abc import Callable

import pytest

from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.engine.control import Silent
from tests.support.bank_office import BANK_ACCOUNT, bank_pays, billed, mixed, push_all, xero_payments
from tests.support.inprocess import CARD, Office

SCENARIOS = {"push-all": push_all, "mixed": mixed, "xero-payments": xero_payments}


def cost(office: Office, **request: object) -> dict[Side, int]:
    """Plan, sync what was shown, and hold the calls made against the calls told."""
    told = office.plan()
    report = office.run(plan=told.fingerprint, **request)
    assert report.reason is None, f"{report.title} {report.message}"
    assert report.calls == told.calls, {k.value: w.count for w in report.written for k in [w.kind]}
    return report.calls


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_first_sync_days_of_changes_and_idle_syncs_cost_what_was_told(make_office, scenario: str) -> None:
    office: Office = SCENARIOS[scenario](make_office(customers=12, months=2, first_day=dt.date(2026, 9, 1)))
    cost(office)
    office.later(hours=1)
    assert cost(office)[Side.XERO] == 7, "nothing to do (R35)"
    anna = office.customer("Anna Zulu")
    bills = [office.bill(anna) for _ in range(3)]
    paid = office.books.take_payment(anna.id, 300, method=CARD, invoices=[bills[0].id])
    cost(office)
    office.later(hours=1)
    office.books.allocate_payment(paid.id, bills[1].id)
    office.books.delete_invoice(bills[2].id)
    office.books.change_customer(anna.id, phone="021 555 0111")
    cost(office)
    office.later(days=1, hours=2)
    cost(office)


def received_income(office: Office) -> None:
    office.desk.receive_money(office.desk.contact("SPX-1"), 115, BANK_ACCOUNT, office.today, "200", "EFT Botha")


def bank_pays_two(office: Office) -> None:
    bank_pays(office, office.books.invoice(1), 115)
    office.desk.receive_overpayment(office.desk.contact("SPX-1"), 50, BANK_ACCOUNT, office.today, "more")


def receipt_goes(office: Office) -> None:
    bank_pays_two(office)
    office.sync()
    office.later(hours=1)
    office.desk.delete_payment(office.receipts()[0])


def receipt_redone(office: Office) -> None:
    receipt_goes(office)
    bank_pays(office, office.books.invoice(1), 115)


def refund_seen(office: Office) -> None:
    bank_pays_two(office)
    office.sync()
    office.later(hours=1)
    office.desk.record_payment(office.credits()[0], "20.00", BANK_ACCOUNT, office.today, "back")


def allocated_there(office: Office) -> None:
    bank_pays_two(office)
    office.sync()
    office.later(hours=1)
    office.bill(office.books.customer(1), "43.48")
    office.sync()
    office.later(hours=1)
    office.desk.allocate(office.credits()[0], office.desk.invoice("202601000002"), "50.00", office.today)


def overpaid_on_its_page(office: Office) -> None:
    office.desk.overpay(office.desk.invoice("202601000001"), "150.00", BANK_ACCOUNT, office.today, "EFT")


SEEN_IN_XERO: dict[str, Callable[[Office], None]] = {
    "booked as income, which is looked at again while it is asked about": received_income,
    "a receipt and an overpayment": bank_pays_two,
    "a receipt deleted": receipt_goes,
    "a receipt deleted and entered again": receipt_redone,
    "a refund": refund_seen,
    "an overpayment without account, which is asked for once only": overpaid_on_its_page,
    "credit allocated there": allocated_there,
}


@pytest.mark.parametrize("happens", SEEN_IN_XERO)
def test_what_is_seen_in_xero_costs_what_was_told(make_office, happens: str) -> None:
    office = mixed(make_office())
    office.bill(office.customer())
    office.sync()
    office.later(days=1, hours=1)
    SEEN_IN_XERO[happens](office)
    cost(office)
    cost(office)
    office.later(minutes=10)
    cost(office)
    assert billed(office) or happens.startswith("booked")


def test_undoing_a_run_costs_what_was_told(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    office.books.take_payment(anna.id, 115, method=CARD, invoices=[office.bill(anna).id])
    run_id = office.run().run_id
    office.later(hours=1)
    told = office.session.undo_plan(run_id, Silent(), office.cancel)
    report = office.session.undo(run_id, told.fingerprint, Silent(), office.cancel)
    assert report.reason is None, f"{report.title} {report.message}"
    assert report.calls == told.calls
