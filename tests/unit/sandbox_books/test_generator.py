"""The generated books hold everything an Internet provider's books hold, and add up."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from splynx_xero_gui.sandbox.books import DEFAULT_DAY, demo_books, demo_first_day, demo_profile, first_day, generate
from splynx_xero_gui.sandbox.splynx import DISCOUNT, SplynxBooks
from tests.unit.sandbox_books.conftest import CheckBooks


@pytest.fixture(scope="module")
def fifty() -> SplynxBooks:
    return generate(7, 50, 6)


@pytest.mark.parametrize(("seed", "customers", "months"), [(1, 50, 1), (2, 60, 3), (3, 300, 6), (4, 5, 2), (5, 1, 1)])
def test_generated_books_add_up(check_books: CheckBooks, seed: int, customers: int, months: int) -> None:
    books = generate(seed, customers, months)
    assert len(books.customers) == customers
    assert len(books.invoices) >= months
    check_books(books)


def _content(books: SplynxBooks) -> list[str]:
    tables = (books.invoices, books.credit_notes, books.payments, books.relations, books.proformas)
    return [repr(row) for table in tables for row in table] + [repr(row) for row in books.customers]


def test_the_same_seed_gives_the_same_books_and_another_seed_others() -> None:
    assert _content(generate(3, 80, 2)) == _content(generate(3, 80, 2))
    assert _content(generate(3, 80, 2)) != _content(generate(4, 80, 2))


def test_already_fifty_customers_have_every_kind_of_document(fifty: SplynxBooks) -> None:
    statuses = Counter(invoice.status for invoice in fifty.invoices)
    assert statuses["paid"] > statuses["not_paid"] > statuses["deleted"] > 0
    assert {invoice.type for invoice in fifty.invoices} == {"recurring", "one_time"}
    assert {note.status for note in fifty.credit_notes} == {"not_refunded", "closed", "refunded"}
    assert any(note.invoice_id is None for note in fifty.credit_notes)
    assert any(0 < note.remind_amount < note.total for note in fifty.credit_notes)
    assert any(invoice.total == 0 and invoice.status == "paid" for invoice in fifty.invoices)
    assert any(not invoice.number.isdigit() for invoice in fifty.invoices)
    assert len(fifty.proformas) > 0


def test_already_fifty_customers_pay_in_every_way(fifty: SplynxBooks) -> None:
    relations = fifty.relations
    per_payment = Counter(relation.transaction_id for relation in relations if relation.type == "payment")
    per_invoice = Counter(relation.invoice_id for relation in relations)
    receipts = [payment for payment in fifty.payments if payment.amount > 0]
    assert {payment.payment_type for payment in receipts} == {1, 2, 3, 4}
    assert max(per_payment.values()) > 1, "a payment split over invoices"
    assert max(per_invoice.values()) > 1, "an invoice paid in parts"
    assert any(payment.remind_amount == payment.amount for payment in receipts), "unallocated"
    assert any(0 < payment.remind_amount < payment.amount for payment in receipts), "too much"
    assert any(payment.request_id for payment in receipts), "for a proforma"
    assert any(0 < invoice.due < invoice.total for invoice in fifty.invoices), "partly paid"
    assert any(invoice.payd_from_deposit for invoice in fifty.invoices), "from the balance"
    assert {relation.type for relation in relations} == {"payment", "credit_note", "transaction"}
    refunds = [payment for payment in fifty.payments if payment.amount < 0]
    assert any(refund.credit_note_id for refund in refunds)
    assert any(refund.refund_payment_id for refund in refunds)


def test_already_fifty_customers_differ_in_what_they_are(fifty: SplynxBooks) -> None:
    customers = list(fifty.customers)
    assert {customer.category for customer in customers} == {"person", "company"}
    assert {customer.partner_id for customer in customers} == {1, 2}
    assert {customer.location_id for customer in customers} == {1, 2, 3}
    assert max(Counter(customer.name for customer in customers).values()) > 1
    subs = [customer for customer in customers if customer.parent_id]
    assert {customer.billing.sub_billing_mode for customer in subs} == {"aggregated", "independent"}
    assert {item.sub_account_id for invoice in fifty.invoices for item in invoice.items} > {0}


def test_lines_carry_four_decimals_discounts_and_every_tax(fifty: SplynxBooks) -> None:
    items = [item for invoice in fifty.invoices for item in invoice.items]
    assert any(item.price != item.price.quantize(Decimal("0.01")) for item in items)
    assert any(item.price < 0 and item.category_id == DISCOUNT for item in items)
    taxes = {(item.tax_id, int(item.tax)) for item in items}
    assert taxes == {(1, 15), (2, 14), (1, 14), (0, 0)}


def test_nothing_is_dated_after_the_day_of_the_books() -> None:
    books = generate(1, 60, 2, date(2026, 3, 10))
    assert max(payment.date for payment in books.payments) <= date(2026, 3, 10)
    assert max(invoice.date_created for invoice in books.invoices) <= date(2026, 3, 10)
    assert min(invoice.date_created for invoice in books.invoices) == date(2026, 2, 1)
    assert first_day(date(2026, 3, 10), 2) == date(2026, 2, 1)


def test_gateway_ids_and_numbers_are_never_used_twice() -> None:
    books = generate(1, 300, 4)
    ids = [text for payment in books.payments for text in (payment.field_1, payment.field_2) if text]
    assert len(set(ids)) == len(ids)
    for numbers in (
        [invoice.number for invoice in books.invoices],
        [note.number for note in books.credit_notes],
        [payment.receipt_number for payment in books.payments],
    ):
        assert len(set(numbers)) == len(numbers)


def test_impossible_sizes_are_refused() -> None:
    for customers, months in ((0, 1), (100_001, 1), (10, 0)):
        with pytest.raises(ValueError, match="customers"):
            generate(1, customers, months)


def test_the_demo_ends_today_and_its_profile_maps_all_that_is_used(check_books: CheckBooks) -> None:
    today = date(2026, 11, 23)
    books = demo_books(today)
    check_books(books)
    assert books.payments.highest_id > 100
    assert max(invoice.date_created for invoice in books.invoices).month == 11
    profile = tomllib.loads(
        demo_profile("http://127.0.0.1:1", "http://127.0.0.1:2", documents_from=demo_first_day(today)).toml()
    )
    mapping = profile["mapping"]
    names = {item.category_id for invoice in books.invoices for item in invoice.items}
    assert {books.category(number).name for number in names} <= set(mapping["categories"])
    used = {books.method(payment.payment_type).name for payment in books.payments}
    assert used <= set(mapping["payment_methods"])
    assert profile["options"]["documents_from"] == date(2026, 9, 1)
    assert profile["scenario"]["kind"] == "push-all"


def test_books_end_by_themselves_in_the_past() -> None:
    assert max(payment.date for payment in generate(1, 50, 1).payments) <= DEFAULT_DAY
