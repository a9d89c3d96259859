"""Payments and batch payments: made, and deleted; never changed (xero-api.md §9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from splynx_xero_gui.sandbox.http import NotModelled
from splynx_xero_gui.sandbox.xero import messages, wire
from splynx_xero_gui.sandbox.xero.books import Organisation
from splynx_xero_gui.sandbox.xero.documents import id_key, settle
from splynx_xero_gui.sandbox.xero.errors import Refused
from splynx_xero_gui.sandbox.xero.locks import check_payment_day
from splynx_xero_gui.sandbox.xero.model import (
    ZERO,
    Account,
    BatchPayment,
    DocKind,
    Document,
    Payment,
    State,
    Status,
)

Json = Mapping[str, Any]

_MAX_REFERENCE: Final = 255
_TARGETS: Final = {
    "Invoice": DocKind.INVOICE,
    "CreditNote": DocKind.CREDIT_NOTE,
    "Overpayment": DocKind.OVERPAYMENT,
    "Prepayment": DocKind.PREPAYMENT,
}
_NUMBERS: Final = {"InvoiceNumber": DocKind.INVOICE, "CreditNoteNumber": DocKind.CREDIT_NOTE}


def create(org: Organisation, el: Json) -> Payment:
    """Pay (or refund) one document. Raises Refused."""
    if el.get("Status", "AUTHORISED") != "AUTHORISED" or "PaymentID" in el:
        raise NotModelled("a change of a payment through /Payments: use POST /Payments/{PaymentID}")
    if Decimal(el.get("CurrencyRate", 1)) != 1:
        raise NotModelled("CurrencyRate other than 1")
    target = _target(org, el)
    account = payable_account(org, el.get("Account") or ({"Code": el["Code"]} if "Code" in el else {}))
    on = wire.read_day(el["Date"]) if "Date" in el else org.today()
    amount = check_amount(el)
    if len(el.get("Reference", "")) > _MAX_REFERENCE:
        raise Refused(messages.too_long("Reference", _MAX_REFERENCE))
    if target.status is not Status.AUTHORISED:
        raise Refused(messages.NOT_AUTHORISED)
    if amount > target.open_amount:
        raise Refused(messages.PAYMENT_TOO_BIG)
    check_payment_day(org, on)
    return _book(org, target, account, on, amount, el.get("Reference", ""), el.get("IsReconciled", False))


def delete(org: Organisation, payment: Payment) -> None:
    """Take a payment back; its document is open again. Raises Refused."""
    if payment.status is Status.DELETED:
        raise Refused(messages.ALREADY_DELETED)
    if payment.batch is not None:
        raise Refused(messages.IN_BATCH)
    if payment.is_reconciled:
        raise Refused(messages.RECONCILED)
    check_payment_day(org, payment.on)
    _unbook(org, payment)


def create_batch(org: Organisation, el: Json) -> BatchPayment:
    """Pay several invoices with one deposit, all or none. Raises Refused."""
    account = payable_account(org, el["Account"])
    on = wire.read_day(el["Date"]) if "Date" in el else org.today()
    check_payment_day(org, on)
    if not el["Payments"]:
        raise Refused(messages.ONE_TARGET)
    wanted = [(_target(org, part), check_amount(part), part.get("Reference", "")) for part in el["Payments"]]
    asked: dict[str, Decimal] = {}
    for target, amount, _ in wanted:
        if target.status is not Status.AUTHORISED:
            raise Refused(messages.NOT_AUTHORISED)
        asked[target.doc_id] = asked.get(target.doc_id, ZERO) + amount
        if asked[target.doc_id] > target.open_amount:
            raise Refused(messages.PAYMENT_TOO_BIG)
    batch = BatchPayment(org.new_id(), account, on, [], org.stamp(), el.get("Reference", ""))
    for target, amount, reference in wanted:
        payment = _book(org, target, account, on, amount, reference, False)
        payment.batch = batch
        batch.payments.append(payment)
    return org.batches.add(batch)


def delete_batch(org: Organisation, batch: BatchPayment) -> None:
    """Take a batch and all its payments back. Raises Refused."""
    if batch.status is Status.DELETED:
        raise Refused(messages.ALREADY_DELETED)
    if batch.is_reconciled:
        raise Refused(messages.RECONCILED)
    check_payment_day(org, batch.on)
    for payment in batch.payments:
        _unbook(org, payment)
    batch.status, batch.updated = Status.DELETED, org.stamp()


def payable_account(org: Organisation, ref: Json) -> Account:
    """The account money goes to: a bank account, or one with payments enabled. Raises Refused."""
    account = org.account(ref.get("AccountID") or ref.get("Code") or "")
    if account is None or account.status is not State.ACTIVE:
        raise Refused(messages.ACCOUNT_UNKNOWN)
    if not (account.is_bank or account.enable_payments):
        raise Refused(messages.ACCOUNT_NOT_PAYABLE)
    return account


def check_amount(el: Json) -> Decimal:
    """A positive amount of whole cents. Raises Refused."""
    amount = Decimal(el.get("Amount", 0))
    if amount <= 0:
        raise Refused(messages.AMOUNT_NOT_POSITIVE)
    if amount != amount.quantize(Decimal("0.01")):
        raise Refused(messages.AMOUNT_NOT_CENTS)
    return amount.quantize(Decimal("0.01"))


def _target(org: Organisation, el: Json) -> Document:
    named: list[tuple[DocKind, str]] = []
    for word, kind in _TARGETS.items():
        if word in el:
            ref = el[word]
            named.append((kind, ref.get(id_key(kind)) or ref.get(f"{word}Number") or ""))
    named += [(kind, el[key]) for key, kind in _NUMBERS.items() if key in el]
    if len(named) != 1:
        raise Refused(messages.ONE_TARGET)
    kind, key = named[0]
    found = org.document(kind, key)
    if found is None:
        raise Refused(messages.DOCUMENT_UNKNOWN)
    return found


def _book(
    org: Organisation,
    target: Document,
    account: Account,
    on: date,
    amount: Decimal,
    reference: str,
    is_reconciled: bool,
) -> Payment:
    payment = Payment(org.new_id(), target, account, on, amount, org.stamp(), reference, is_reconciled=is_reconciled)
    org.payments.add(payment)
    target.payments.append(payment)
    target.paid += amount
    settle(org, target, on)
    return payment


def _unbook(org: Organisation, payment: Payment) -> None:
    target = payment.target
    target.payments.remove(payment)
    target.paid -= payment.amount
    settle(org, target, payment.on)
    payment.status, payment.updated = Status.DELETED, org.stamp()
