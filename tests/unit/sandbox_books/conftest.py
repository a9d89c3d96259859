"""What must hold in any books, whatever happened in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

import pytest

from splynx_xero_gui.sandbox.splynx import SplynxBooks, document_total, line_money

ZERO = Decimal(0)
CheckBooks = Callable[[SplynxBooks], None]


def _check_documents(books: SplynxBooks) -> None:
    for document in (*books.invoices, *books.credit_notes, *books.proformas):
        lines = [line_money(item.price, item.quantity, item.tax) for item in document.items]
        assert [line.tax for line in lines] == [item.tax_amount for item in document.items]
        assert document.total == document_total(lines)
        assert document.total == document.total.quantize(Decimal("0.01"))


def _check_allocations(books: SplynxBooks) -> None:
    paid: dict[int, Decimal] = defaultdict(lambda: ZERO)
    used: dict[tuple[str, int], Decimal] = defaultdict(lambda: ZERO)
    for relation in books.relations:
        assert relation.amount > 0
        paid[relation.invoice_id] += relation.amount
        kind = "credit_note" if relation.type == "credit_note" else "transaction"
        used[kind, relation.payer_id if kind == "credit_note" else relation.transaction_id] += relation.amount
    for invoice in books.invoices:
        gone = invoice.status == "deleted"
        assert invoice.due == (ZERO if gone else invoice.total - paid[invoice.id])
        assert gone or (invoice.status == "paid") == (invoice.due == 0)
        assert invoice.due >= 0
    refunded: dict[tuple[str, int], Decimal] = defaultdict(lambda: ZERO)
    for payment in books.payments:
        if payment.amount < 0:
            kind = "credit_note" if payment.credit_note_id else "payment"
            refunded[kind, payment.credit_note_id or payment.refund_payment_id or 0] -= payment.amount
    for payment in books.payments:
        spent = used["transaction", payment.transaction_id] + refunded["payment", payment.id]
        assert payment.remind_amount == (payment.amount - spent if payment.amount > 0 else ZERO)
        assert payment.remind_amount >= 0
    for note in books.credit_notes:
        spent = used["credit_note", note.id] + refunded["credit_note", note.id]
        assert note.status == "deleted" or note.remind_amount == note.total - spent
        assert (note.status == "not_refunded") == (note.remind_amount > 0)


def _check_balances(books: SplynxBooks) -> None:
    balances: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for invoice in books.invoices:
        if invoice.status != "deleted" and invoice.use_transactions:
            balances[invoice.customer_id] -= invoice.total
    for note in books.credit_notes:
        if note.status != "deleted":
            balances[note.customer_id] += note.total
    for payment in books.payments:
        balances[payment.customer_id] += payment.amount
    for transaction in books.transactions:
        if not (transaction.invoice_id or transaction.credit_note_id or transaction.payment_id):
            sign = 1 if transaction.type == "credit" else -1
            balances[transaction.customer_id] += sign * transaction.total
    for customer in books.customers:
        assert customer.billing.deposit == balances[customer.id], f"customer {customer.id}"


@pytest.fixture
def check_books() -> CheckBooks:
    """Asserts that totals, dues, remainders, statuses and balances agree with lines and relations."""

    def check(books: SplynxBooks) -> None:
        _check_documents(books)
        _check_allocations(books)
        _check_balances(books)

    return check
