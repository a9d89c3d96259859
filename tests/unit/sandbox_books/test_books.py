"""What a Splynx user does keeps the books consistent, at every step of any history."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.splynx import BooksError, Line, SplynxBooks
from tests.unit.sandbox_books.conftest import CheckBooks


def made() -> SplynxBooks:
    books = SplynxBooks(SandboxClock())
    books.add_partner("Main")
    books.add_location("Here")
    books.add_tax("VAT", 15)
    books.add_method("Cash")
    books.add_customer("Ann")
    books.add_customer("Bob")
    return books


def line(price: str) -> Line:
    return Line("Fibre", Decimal(price), tax_id=1)


@pytest.fixture
def books() -> SplynxBooks:
    return made()


def test_one_payment_pays_several_invoices_in_the_order_given(books: SplynxBooks) -> None:
    for _ in range(3):
        books.create_invoice(1, [line("100")])
    payment = books.take_payment(1, 250, invoices=[2, (3, Decimal(20)), 1])
    assert [relation.amount for relation in books.relations_of_payment(payment)] == [115, 20, 115]
    assert [invoice.due for invoice in books.invoices] == [0, 0, 95]
    assert (payment.remind_amount, payment.invoice_id) == (0, None)


def test_an_invoice_made_smaller_gives_the_excess_back(books: SplynxBooks) -> None:
    books.create_invoice(1, [line("100"), line("50")])
    payment = books.take_payment(1, "172.50", invoices=[1])
    old = books.invoice(1).items
    books.change_invoice(1, lines=[line("80")])
    invoice = books.invoice(1)
    assert (invoice.total, invoice.due, invoice.status, payment.remind_amount) == (92, 0, "paid", Decimal("80.50"))
    assert invoice.items[0].id == old[0].id
    assert len(books.transactions) == 2


def test_a_deleted_invoice_frees_its_money_and_takes_its_charges_along(books: SplynxBooks) -> None:
    books.create_invoice(1, [line("100")])
    payment = books.take_payment(1, 115, invoices=[1])
    books.delete_invoice(1)
    assert (books.invoice(1).status, payment.remind_amount, len(books.relations)) == ("deleted", 115, 0)
    assert [transaction.type for transaction in books.transactions] == ["credit"]
    with pytest.raises(BooksError, match="is deleted"):
        books.take_payment(1, 5, invoices=[1])


def test_an_invoice_is_paid_from_the_balance_without_a_new_receipt(books: SplynxBooks) -> None:
    books.take_payment(1, 100)
    books.take_payment(1, 100)
    books.create_invoice(1, [line("100")])
    relations = books.pay_from_balance(1)
    assert [(relation.type, relation.amount) for relation in relations] == [("transaction", 100), ("transaction", 15)]
    assert books.invoice(1).payd_from_deposit
    books.create_invoice(1, [line("100")])
    with pytest.raises(BooksError, match="does not suffice"):
        books.pay_from_balance(2)


def test_changes_move_the_change_stamps(books: SplynxBooks) -> None:
    books.create_invoice(1, [line("100")], when=datetime(2026, 1, 1, 8))
    books.take_payment(1, 115, invoices=[1], when=datetime(2026, 1, 5, 8))
    assert books.invoice(1).date_updated == date(2026, 1, 5)
    books.create_credit_note(1, [line("1")], when=datetime(2026, 1, 6, 8))
    books.delete_credit_note(1, when=datetime(2026, 1, 9, 8))
    assert books.credit_note(1).date_updated == date(2026, 1, 9)
    books.change_customer(1, city="Durban", when=datetime(2026, 1, 7, 8))
    assert books.customer(1).last_update == datetime(2026, 1, 7, 8)


def test_a_refund_takes_open_credit_and_no_more(books: SplynxBooks) -> None:
    payment = books.take_payment(1, 50)
    books.refund(1, 20, payment_id=1)
    assert payment.remind_amount == 30
    with pytest.raises(BooksError, match="more than what is open"):
        books.refund(1, 31, payment_id=1)
    with pytest.raises(BooksError, match="refunded"):
        books.delete_payment(1)
    books.delete_payment(2)
    assert payment.remind_amount == 50


def test_a_negative_invoice_needs_the_old_version(books: SplynxBooks) -> None:
    with pytest.raises(BooksError, match="negative"):
        books.create_invoice(1, [line("-1")])
    books.negative_invoices_allowed = True
    assert books.create_invoice(1, [line("-1")]).total == Decimal("-1.15")


def test_a_credit_without_a_document_pays_an_invoice_by_its_transaction(books: SplynxBooks) -> None:
    books.create_invoice(1, [line("100")])
    credit = books.correct_balance(1, 15)
    relation = books.allocate_correction(credit.id, 1)
    assert (relation.type, relation.payer_id, relation.amount) == ("transaction", credit.id, 15)
    assert books.invoice(1).due == 100


def test_numbers_follow_partner_and_year(books: SplynxBooks) -> None:
    invoice = books.create_invoice(1, [line("1")], created=date(2025, 5, 1))
    note = books.create_credit_note(1, [line("1")], created=date(2025, 5, 1))
    payment = books.take_payment(1, 1, day=date(2022, 1, 3))
    assert (invoice.number, note.number, payment.receipt_number) == ("202501000001", "CN202501000001", "2022-01-00001")


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["bill", "pay", "credit", "use", "allocate", "refund", "unpay", "change", "drop", "balance",
                         "reamount", "unallocate", "drop-credit"]),
        st.integers(1, 2), st.integers(1, 8), st.integers(1, 400),
    ),
    max_size=40,
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=ACTS)
def test_books_add_up_after_any_history_also_where_acts_are_refused(
    check_books: CheckBooks, history: list[tuple[str, int, int, int]]
) -> None:
    books = made()
    for act, customer, number, amount in history:
        try:
            _act(books, act, customer, number, Decimal(amount))
        except BooksError:
            continue
        finally:
            check_books(books)


def _act(books: SplynxBooks, act: str, customer: int, number: int, amount: Decimal) -> None:
    match act:
        case "bill":
            books.create_invoice(customer, [line(f"{amount}.1235")] * (1 + number % 3))
        case "pay":
            books.take_payment(customer, amount, invoices=[number] if number < 5 else [number - 4, number - 3])
        case "credit":
            books.create_credit_note(customer, [line(str(amount))])
        case "use":
            books.allocate_credit_note(number, customer)
        case "allocate":
            books.allocate_payment(number, customer, as_transaction=bool(number % 2))
        case "refund":
            books.refund(customer, amount, payment_id=number)
        case "unpay":
            books.delete_payment(number)
        case "change":
            books.change_invoice(number, lines=[line(str(amount))])
        case "drop":
            books.delete_invoice(number)
        case "balance":
            books.pay_from_balance(number)
        case "reamount":
            books.change_payment(number, amount=amount, invoice_id=customer)
        case "unallocate":
            books.unallocate(number)
        case "drop-credit":
            books.delete_credit_note(number)
