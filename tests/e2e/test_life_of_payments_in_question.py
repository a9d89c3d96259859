"""Payments that are refunds, pay older invoices, were recorded by hand, or changed in Xero (R18–R20, R28)."""

import datetime as dt
from decimal import Decimal

import pytest

from splynx_xero_gui.sandbox.splynx import Line
from tests.support.inprocess import BANK, VAT, Office

D = Decimal


# -- refunds (R19) --


def test_a_refund_pays_out_the_credit_note_it_names(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna)
    office.books.take_payment(anna.id, 115, method=BANK, invoices=[invoice.id])
    note = office.books.create_credit_note(anna.id, [Line("Too much", D(20), tax_id=VAT)], invoice_id=invoice.id)
    office.books.refund(anna.id, 23, method=BANK, credit_note_id=note.id)
    assert office.sync()["create-refund"] == 1
    assert office.desk.credit_note(note.number).open_amount == 0
    office.equal()


def test_a_refund_pays_out_an_overpayment(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    payment = office.books.take_payment(anna.id, 150, method=BANK)
    office.sync()
    refund = office.books.refund(anna.id, 50, method=BANK, payment_id=payment.id)
    assert office.sync() == {"create-refund": 1}
    assert [c.open_amount for c in office.credits()] == [D("100.00")]
    office.equal()
    office.books.delete_payment(refund.id)
    assert office.sync() == {"delete-payment": 1}
    office.equal()


@pytest.mark.parametrize("choice", ["leave", "wait-for-credit-note"])
def test_a_refund_without_credit_is_asked_about(make_office, choice: str) -> None:
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna)
    payment = office.books.take_payment(anna.id, 115, method=BANK, invoices=[invoice.id])
    office.sync()
    office.books.refund(anna.id, 115, method=BANK)
    assert office.sync() == {}
    question = office.question("refund-without-credit")
    assert "un-pay" not in {c.id for c in question.choices}, "it names no receipt that could be taken off"
    office.session.resolve(question.id, choice)
    office.sync()
    office.settled()
    assert not office.conflicts()
    if choice == "wait-for-credit-note":
        note = office.books.create_credit_note(anna.id, [Line("Ended", D(100), tax_id=VAT)], invoice_id=invoice.id)
        assert office.sync() == {"create-credit-note": 1, "create-refund": 1}
        assert office.desk.credit_note(note.number).open_amount == 0
        office.equal()
    assert payment.id


# -- older invoices (R18) --


@pytest.mark.parametrize(("choice", "difference"), [("as-credit", None), ("outside", None)])
def test_a_payment_of_an_older_invoice_is_asked_about_once(make_office, choice: str, difference) -> None:
    office: Office = make_office()
    anna = office.customer()
    old = office.bill(anna, on=dt.date(2026, 7, 1))
    office.books.take_payment(anna.id, 115, method=BANK, invoices=[old.id])
    office.sync()
    office.answer("payment-for-unsynced-invoice", choice)
    office.sync()
    assert office.sync() == {}
    tie_out = office.reconcile()
    assert tie_out.balanced
    assert not office.conflicts()
    assert len(office.credits()) == (1 if choice == "as-credit" else 0)


def test_a_payment_of_an_older_invoice_goes_on_the_one_named_in_xero(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    old = office.bill(anna, on=dt.date(2026, 7, 1))
    office.bill(anna)
    office.sync()
    held = office.desk.add_invoice(
        office.desk.contact("SPX-1"),
        [{"Description": "Old", "Quantity": D(1), "UnitAmount": D(100), "AccountCode": "200", "TaxType": "OUTPUT3"}],
        dt.date(2026, 7, 1),
        InvoiceNumber="OLD-1",
    )
    office.books.take_payment(anna.id, 115, method=BANK, invoices=[old.id])
    office.sync()
    office.answer("payment-for-unsynced-invoice", "link", "OLD-1")
    assert office.sync() == {"create-payment": 1}
    assert held.open_amount == 0
    assert office.sync() == {}
    assert office.reconcile().balanced


# -- recorded by hand in Xero (R20) --


@pytest.mark.parametrize("choice", ["link", "separate"])
def test_a_payment_recorded_by_hand_before_is_offered_as_the_same(make_office, choice: str) -> None:
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna, "100", "100")
    office.sync()
    office.desk.record_payment(office.desk.invoice(invoice.number), "115.00", "090", dt.date(2026, 11, 17))
    office.books.take_payment(anna.id, 115, method=BANK, invoices=[invoice.id], day=dt.date(2026, 11, 19))
    assert office.sync() == {}
    office.answer("payment-maybe-already-recorded", choice)
    office.sync()
    if choice == "link":
        assert len(office.receipts()) == 1
        assert office.settled().rows[0].difference == 0
    else:
        assert len(office.receipts()) == 2
        office.differs_by("115.00")
    assert not office.conflicts()


@pytest.mark.parametrize("choice", ["overpayment", "all-credit"])
def test_more_than_is_still_owed_in_xero_is_asked_about(make_office, choice: str) -> None:
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna)
    office.sync()
    office.desk.record_payment(office.desk.invoice(invoice.number), "15.00", "090", dt.date(2026, 11, 1))
    office.books.take_payment(anna.id, 115, method=BANK, invoices=[invoice.id])
    assert office.sync() == {}
    office.answer("payment-exceeds-due", choice)
    office.sync()
    assert office.due(invoice) == (0 if choice == "overpayment" else D("100.00"))
    assert sum(c.open_amount for c in office.credits()) == (D("15.00") if choice == "overpayment" else D("115.00"))
    office.differs_by("15.00")
    assert not office.conflicts()


# -- changed in Xero (R28) --


def test_a_payment_removed_in_xero_is_removed_in_splynx_too_on_request(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    invoices = [office.bill(anna), office.bill(anna)]
    whole = office.books.take_payment(anna.id, 115, method=BANK, invoices=[invoices[0].id])
    split = office.books.take_payment(anna.id, 115, method=BANK, invoices=[(invoices[1].id, 100)])
    office.sync()
    office.later(hours=1)
    for receipt in office.receipts():
        office.desk.delete_payment(receipt)
    assert office.sync() == {}
    asked = {c.splynx_id: c for c in office.conflicts()}
    offered = {id: "remove-in-splynx" in {c.id for c in asked[id].choices} for id in asked}
    assert offered == {str(whole.id): True, str(split.id): False}, "part of a payment cannot be removed alone"
    office.session.resolve(asked[str(whole.id)].id, "remove-in-splynx")
    assert office.sync() == {"delete-payment": 1}
    with office.books.lock:
        assert [p.id for p in office.books.payments] == [split.id]
    assert office.sync() == {}
    assert office.reconcile().balanced


@pytest.mark.parametrize(("choice", "difference"), [("send-again", "0"), ("leave", "-115.00"), ("ignore", "-115.00")])
def test_a_payment_removed_in_xero_is_asked_about(make_office, choice: str, difference: str) -> None:
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna)
    payment = office.books.take_payment(anna.id, 115, method=BANK, invoices=[invoice.id])
    office.sync()
    office.later(hours=1)
    office.desk.delete_payment(office.receipts()[0])
    assert office.sync() == {}
    office.answer("removed-in-xero", choice)
    office.sync()
    assert office.settled().rows[0].difference == D(difference)
    assert not office.conflicts()
    if choice == "send-again":
        assert office.receipts()[0].reference.endswith(f"SPX-P{payment.id}.1.g2")


@pytest.mark.parametrize("choice", ["use-splynx", "leave"])
def test_an_allocation_taken_off_in_xero_is_asked_about(make_office, choice: str) -> None:
    office: Office = make_office()
    anna = office.customer()
    payment = office.books.take_payment(anna.id, 150, method=BANK)
    office.sync()
    invoice = office.bill(anna)
    office.books.allocate_payment(payment.id, invoice.id)
    office.sync()
    office.later(hours=1)
    (credit,) = office.credits()
    office.desk.deallocate(credit.allocations[0])
    assert office.sync() == {}
    office.answer("allocation-differs", choice)
    office.sync()
    assert office.due(invoice) == (0 if choice == "use-splynx" else D("115.00"))
    assert office.settled().equal
    assert not office.conflicts()


def test_a_payment_by_hand_on_one_of_our_contacts_is_a_named_difference(make_office) -> None:
    office: Office = make_office()
    invoice = office.bill(office.customer())
    office.sync()
    office.desk.record_payment(office.desk.invoice(invoice.number), "40.00", "090", office.today)
    office.sync()
    assert "Xero only" in office.differs_by("40.00")
