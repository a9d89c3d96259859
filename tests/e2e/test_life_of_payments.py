"""What happens to money over the life of the books, and what both sides then hold (R16–R21, R28, R29)."""

import datetime as dt
from decimal import Decimal

import pytest

from splynx_xero_gui.sandbox.splynx import Line
from tests.support.inprocess import BANK, CARD, CASH, VAT, Office

LAST_MONTH = dt.date(2026, 10, 12)
D = Decimal


# -- sent --


def test_a_payment_pays_its_invoice(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna)
    payment = office.books.take_payment(anna.id, 115, method=BANK, invoices=[invoice.id])
    assert office.sync() == {"create-contact": 1, "create-invoice": 1, "create-payment": 1}
    (receipt,) = office.receipts()
    assert (receipt.amount, receipt.account.code, receipt.on) == (D("115.00"), "090", office.today)
    assert receipt.reference.endswith(f" SPX-P{payment.id}.1")
    office.equal()


def test_a_payment_after_the_sync_is_sent_by_the_next(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna)
    office.sync()
    office.later(hours=3)
    office.books.take_payment(anna.id, "50.50", method=BANK, invoices=[invoice.id])
    assert office.sync() == {"create-payment": 1}
    assert office.due(invoice) == D("64.50")
    office.later(days=1)
    office.books.take_payment(anna.id, "64.50", method=CASH, invoices=[invoice.id])
    assert office.sync() == {"create-payment": 1}
    assert office.due(invoice) == 0
    office.equal()


def test_a_payment_split_over_invoices_is_one_receipt_on_each(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    first, second = office.bill(anna), office.bill(anna, "200")
    office.books.take_payment(anna.id, "300", method=BANK, invoices=[(first.id, D("100.00")), (second.id, D("200.00"))])
    assert office.sync()["create-payment"] == 2
    assert (office.due(first), office.due(second)) == (D("15.00"), D("30.00"))
    office.equal()


def test_what_is_paid_too_much_becomes_an_overpayment(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna)
    office.books.take_payment(anna.id, 150, method=BANK, invoices=[invoice.id])
    assert office.sync() == {"create-contact": 1, "create-invoice": 1, "create-payment": 1, "create-overpayment": 1}
    assert [c.open_amount for c in office.credits()] == [D("35.00")]
    office.equal()


def test_an_overpayment_is_allocated_when_splynx_allocates_it(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    payment = office.books.take_payment(anna.id, 150, method=BANK)
    assert office.sync() == {"create-contact": 1, "create-overpayment": 1}
    office.later(hours=1)
    invoice = office.bill(anna)
    office.books.allocate_payment(payment.id, invoice.id)
    assert office.sync() == {"create-invoice": 1, "allocate-overpayment": 1}
    assert office.due(invoice) == 0
    assert [c.open_amount for c in office.credits()] == [D("35.00")]
    office.equal()


def test_an_allocation_taken_back_in_splynx_is_taken_back_in_xero(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    payment = office.books.take_payment(anna.id, 150, method=BANK)
    office.sync()
    invoice = office.bill(anna)
    relation = office.books.allocate_payment(payment.id, invoice.id)
    office.sync()
    office.books.unallocate(relation.id)
    assert office.sync() == {"deallocate-overpayment": 1}
    assert office.due(invoice) == D("115.00")
    office.equal()
    office.books.allocate_payment(payment.id, invoice.id, "60")
    assert office.sync() == {"allocate-overpayment": 1}
    assert office.due(invoice) == D("55.00")
    office.equal()


def test_an_invoice_paid_from_the_balance_makes_no_new_receipt(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    office.books.take_payment(anna.id, 100, method=BANK)
    office.books.take_payment(anna.id, 100, method=CASH)
    office.sync()
    invoice = office.bill(anna)
    office.books.pay_from_balance(invoice.id, as_transaction=True)
    assert office.sync() == {"create-invoice": 1, "allocate-overpayment": 2}
    assert office.due(invoice) == 0
    assert len(office.credits()) == 2
    office.equal()


def test_paid_from_the_balance_before_anything_was_sent_is_a_receipt_on_the_invoice(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    office.books.take_payment(anna.id, 115, method=BANK)
    invoice = office.bill(anna)
    office.books.pay_from_balance(invoice.id, as_transaction=True)
    office.sync()
    assert office.due(invoice) == 0
    office.equal()


def test_a_receipt_of_a_proforma_is_credit_until_the_invoice_comes(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    proforma = office.books.create_proforma(anna.id, [Line("Installation", D(100), tax_id=VAT)])
    payment = office.books.take_payment(anna.id, 115, method=BANK, request_id=proforma.id)
    assert office.sync() == {"create-contact": 1, "create-overpayment": 1}
    office.equal()
    invoice = office.bill(anna)
    office.books.allocate_payment(payment.id, invoice.id)
    assert office.sync() == {"create-invoice": 1, "allocate-overpayment": 1}
    assert office.due(invoice) == 0
    office.equal()


def test_money_that_pays_nothing_may_go_as_prepayment(make_office) -> None:
    office: Office = make_office(
        unallocated='"prepayment"', prepayment_account='"825"', prepayment_tax='"NONE"', proforma='"prepayment"'
    )
    anna = office.customer()
    payment = office.books.take_payment(anna.id, 150, method=BANK)
    assert office.sync() == {"create-contact": 1, "create-prepayment": 1}
    office.equal()
    invoice = office.bill(anna)
    office.books.allocate_payment(payment.id, invoice.id)
    assert office.sync() == {"create-invoice": 1, "allocate-prepayment": 1}
    office.equal()
    office.books.refund(anna.id, 35, method=BANK, payment_id=payment.id)
    assert office.sync() == {"create-refund": 1}
    office.equal()
    assert [c.open_amount for c in office.credits()] == [0]


def test_equal_payments_on_one_day_stay_two(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    first, second = office.bill(anna), office.bill(anna)
    office.books.take_payment(anna.id, 115, method=CASH, invoices=[first.id], receipt_number="")
    office.books.take_payment(anna.id, 115, method=CASH, invoices=[second.id], receipt_number="")
    assert office.sync()["create-payment"] == 2
    office.books.take_payment(anna.id, 20, method=CASH)
    office.books.take_payment(anna.id, 20, method=CASH)
    assert office.sync() == {"create-overpayment": 2}
    office.equal()


def test_payments_with_one_gateway_id_are_asked_about(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    first, second = office.bill(anna), office.bill(anna)
    office.books.take_payment(anna.id, 115, method=CARD, invoices=[first.id], fields=["ch_77"])
    twin = office.books.take_payment(anna.id, 115, method=CARD, invoices=[second.id], fields=["ch_77"])
    office.sync()
    question = office.question("duplicate-suspected")
    office.session.resolve(question.id, "same", str(twin.id))
    office.sync()
    assert len(office.receipts()) == 1
    office.differs_by("-115.00")


def test_payments_with_one_gateway_id_may_be_two(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    first, second = office.bill(anna), office.bill(anna)
    for invoice in (first, second):
        office.books.take_payment(anna.id, 115, method=CARD, invoices=[invoice.id], fields=["ch_77"])
    office.sync()
    office.answer("duplicate-suspected", "separate")
    assert office.sync() == {"create-payment": 2}
    office.equal()


# -- changed --


def test_a_payment_moved_to_another_invoice_moves_in_xero(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    first, second = office.bill(anna), office.bill(anna)
    payment = office.books.take_payment(anna.id, 115, method=BANK, invoices=[first.id])
    office.sync()
    office.books.change_payment(payment.id, invoice_id=second.id)
    assert office.sync() == {"delete-payment": 1, "create-payment": 1}
    assert (office.due(first), office.due(second)) == (D("115.00"), 0)
    office.equal()


def test_a_payment_taken_off_its_invoice_becomes_credit(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna)
    office.books.take_payment(anna.id, 115, method=BANK, invoices=[invoice.id])
    office.sync()
    (relation,) = office.books.relations
    office.books.unallocate(relation.id)
    assert office.sync() == {"delete-payment": 1, "create-overpayment": 1}
    assert office.due(invoice) == D("115.00")
    office.equal()


def test_a_deleted_payment_is_deleted_in_xero(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna)
    payment = office.books.take_payment(anna.id, 150, method=BANK, invoices=[invoice.id])
    office.sync()
    office.books.delete_payment(payment.id)
    assert office.sync() == {"delete-payment": 1, "delete-overpayment": 1}
    assert office.due(invoice) == D("115.00")
    assert not office.credits()
    office.equal()


def test_a_deleted_payment_whose_credit_was_used_is_deleted_with_its_allocations(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    payment = office.books.take_payment(anna.id, 150, method=BANK)
    office.sync()
    invoice = office.bill(anna)
    office.books.allocate_payment(payment.id, invoice.id)
    office.sync()
    office.books.delete_payment(payment.id)
    assert office.sync() == {"deallocate-overpayment": 1, "delete-overpayment": 1}
    office.equal()


@pytest.mark.parametrize(("choice", "difference"), [("delete", "0"), ("leave", "115.00")])
def test_a_deleted_payment_of_an_earlier_month_goes_as_a_person_says(make_office, choice, difference) -> None:
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna, on=LAST_MONTH)
    payment = office.books.take_payment(anna.id, 115, method=BANK, invoices=[invoice.id], day=LAST_MONTH)
    office.sync()
    office.books.delete_payment(payment.id)
    assert office.sync() == {}
    office.answer("payment-deleted-earlier-month", choice)
    office.sync()
    left = [payment.id] if choice == "leave" else []
    assert office.settled(left).rows[0].difference == D(difference)
    assert not office.conflicts()


@pytest.mark.parametrize("choice", ["leave", "wait-unreconcile", "skip", "ignore"])
def test_a_deleted_payment_that_is_reconciled_is_never_deleted(make_office, choice: str) -> None:
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna)
    payment = office.books.take_payment(anna.id, 115, method=BANK, invoices=[invoice.id])
    office.sync()
    (receipt,) = office.receipts()
    office.desk.reconcile(receipt)
    office.books.delete_payment(payment.id)
    assert office.sync() == {}
    office.answer("payment-deleted-but-reconciled", choice)
    assert office.sync() == {}
    office.differs_by("115.00", [payment.id])
    assert office.receipts() == [receipt]
    if choice == "wait-unreconcile":
        office.desk.reconcile(receipt, False)
        assert office.sync() == {"delete-payment": 1}
        office.equal()


def test_a_deleted_payment_in_a_batch_names_the_batch(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna)
    office.sync()
    batch = office.desk.batch_deposit([(office.desk.invoice(invoice.number), "115.00")], "090", office.today)
    payment = office.books.take_payment(anna.id, 115, method=BANK, invoices=[invoice.id])
    office.sync()
    office.answer("payment-maybe-already-recorded", "link")
    assert office.sync() == {}
    office.equal()
    office.books.delete_payment(payment.id)
    assert office.sync() == {}
    assert len(office.receipts()) == 1
    office.differs_by("115.00")
    assert batch.batch_id


def test_a_payment_deleted_in_a_closed_period_stays(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna, on=LAST_MONTH)
    payment = office.books.take_payment(anna.id, 115, method=BANK, invoices=[invoice.id], day=LAST_MONTH)
    office.sync()
    office.desk.lock_dates(period=dt.date(2026, 10, 31))
    office.books.delete_payment(payment.id)
    assert office.sync() == {}
    office.answer("document-locked-period", "leave-out")
    assert office.sync() == {}
    office.differs_by("115.00", [payment.id])


@pytest.mark.parametrize(
    ("choice", "difference"), [("first-open-day", "0"), ("leave-out", "-115.00"), ("wait", "-115.00")]
)
def test_a_payment_dated_in_a_closed_period(make_office, choice: str, difference: str) -> None:
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna)
    office.sync()
    office.desk.lock_dates(period=dt.date(2026, 10, 31))
    office.books.take_payment(anna.id, 115, method=BANK, invoices=[invoice.id], day=LAST_MONTH)
    assert office.sync() == {}
    office.answer("document-locked-period", choice)
    office.sync()
    assert office.settled().rows[0].difference == D(difference)
    assert not office.conflicts()
    if choice == "first-open-day":
        assert office.receipts()[0].on == dt.date(2026, 11, 1)
        assert office.reconcile(dt.date(2026, 10, 31)).balanced


@pytest.mark.parametrize(("choice", "difference"), [("replace", "0"), ("leave", "15.00")])
def test_an_edited_amount_is_replaced_or_left(make_office, choice: str, difference: str) -> None:
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna)
    payment = office.books.take_payment(anna.id, 115, method=BANK, invoices=[invoice.id])
    office.sync()
    office.books.change_payment(payment.id, amount=100)
    office.later(days=1, hours=1)  # payments carry no stamp: the nightly full read finds it (R34)
    assert office.sync() == {}
    office.answer("payment-edited", choice)
    office.sync()
    assert office.settled([payment.id] if choice == "leave" else []).rows[0].difference == D(difference)
    assert not office.conflicts()
    if choice == "replace":
        assert office.due(invoice) == D("15.00")


def test_an_edited_day_and_method_are_replaced(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna)
    payment = office.books.take_payment(anna.id, 115, method=BANK, invoices=[invoice.id])
    office.sync()
    office.books.change_payment(payment.id, method=CASH, day=dt.date(2026, 11, 18))
    office.later(days=1, hours=1)
    office.sync()
    office.answer("payment-edited", "replace")
    assert office.sync() == {"delete-payment": 1, "create-payment": 1}
    (receipt,) = office.receipts()
    assert (receipt.account.code, receipt.on) == ("091", dt.date(2026, 11, 18))
    office.equal()


def test_an_edit_that_books_nothing_else_asks_nobody(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna)
    payment = office.books.take_payment(anna.id, 115, method=CARD, invoices=[invoice.id])
    office.sync()
    office.books.change_payment(payment.id, method=4, comment="was by PayPal", receipt_number="X-1")
    office.later(days=1, hours=1)
    assert office.sync() == {}
    office.equal()
