"""Over- and prepayments (born from bank transactions) and allocations of credit (xero-api.md §10, §11)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from splynx_xero_gui.sandbox.http import NotModelled
from splynx_xero_gui.sandbox.xero import messages, wire
from splynx_xero_gui.sandbox.xero.books import Organisation
from splynx_xero_gui.sandbox.xero.contacts import contact_for_document
from splynx_xero_gui.sandbox.xero.documents import settle
from splynx_xero_gui.sandbox.xero.errors import Refused
from splynx_xero_gui.sandbox.xero.lines import BuiltLines, LineRules, build
from splynx_xero_gui.sandbox.xero.locks import locked_by
from splynx_xero_gui.sandbox.xero.model import (
    ZERO,
    Account,
    Allocation,
    BankTransaction,
    Contact,
    DocKind,
    Document,
    LineAmounts,
    State,
    Status,
)
from splynx_xero_gui.sandbox.xero.money import totals
from splynx_xero_gui.sandbox.xero.payments import check_amount

Json = Mapping[str, Any]

_CREDIT_OF: Final = {"RECEIVE-OVERPAYMENT": DocKind.OVERPAYMENT, "RECEIVE-PREPAYMENT": DocKind.PREPAYMENT}
_WORDS: Final = {
    DocKind.CREDIT_NOTE: "Credit Note",
    DocKind.OVERPAYMENT: "Overpayment",
    DocKind.PREPAYMENT: "Prepayment",
}
_MAX_REFERENCE: Final = 255


def receive(org: Organisation, el: Json, places: int) -> BankTransaction:
    """Book money received: plain, as an overpayment or as a prepayment. Raises Refused, NotModelled."""
    kind = el["Type"]
    if kind != "RECEIVE" and kind not in _CREDIT_OF:
        raise NotModelled(f"bank transactions of type {kind}")
    if el.get("Status", "AUTHORISED") != "AUTHORISED" or "BankTransactionID" in el:
        raise NotModelled("a new bank transaction that is not AUTHORISED, or brings its id")
    if el.get("CurrencyCode", org.country.currency) != org.country.currency or Decimal(el.get("CurrencyRate", 1)) != 1:
        raise NotModelled("bank transactions in a foreign currency")
    errors: list[str] = []
    contact = contact_for_document(org, el.get("Contact", {}), errors)
    account = _bank(org, el["BankAccount"], errors)
    on = wire.read_day(el["Date"]) if "Date" in el else org.today()
    errors += locked_by(org, on)
    if len(el.get("Reference", "")) > _MAX_REFERENCE:
        errors.append(messages.too_long("Reference", _MAX_REFERENCE))
    amounts = LineAmounts(el.get("LineAmountTypes", "NoTax" if kind == "RECEIVE-OVERPAYMENT" else "Exclusive"))
    built = _lines(org, el, kind, amounts, places)
    sums = totals(built.lines, amounts)
    errors += built.errors
    if sums.total <= 0:
        errors.append(messages.AMOUNT_NOT_POSITIVE)
    if any(
        key in el and Decimal(el[key]) != value
        for key, value in (("SubTotal", sums.sub_total), ("TotalTax", sums.total_tax), ("Total", sums.total))
    ):
        errors.append(messages.TOTAL_MISMATCH)
    if errors or contact is None or account is None:
        raise Refused(*errors)
    made = BankTransaction(
        org.new_id(),
        kind,
        contact,
        account,
        on,
        org.country.currency,
        built.lines,
        amounts,
        sums.sub_total,
        sums.total_tax,
        sums.total,
        org.stamp(),
        el.get("Reference", ""),
        is_reconciled=el.get("IsReconciled", False),
    )
    if kind in _CREDIT_OF:
        made.credit = _credit(org, made, _CREDIT_OF[kind])
    return org.transactions.add(made)


def overpaid(org: Organisation, contact: Contact, amount: Decimal, on: date, reference: str) -> Document:
    """What is left of a payment above what its invoice owed, recorded on the invoice's page: of type AROVERPAYMENT, and
    no bank transaction stands behind it (OpenAPI). Raises Refused.
    """
    if locked := locked_by(org, on):
        raise Refused(*locked)
    line = {"Description": reference or "Overpayment", "Quantity": 1, "UnitAmount": amount}
    built = _lines(org, {"LineItems": [line]}, "RECEIVE-OVERPAYMENT", LineAmounts.NO_TAX, 2)
    sums = totals(built.lines, LineAmounts.NO_TAX)
    made = Document(
        org.new_id(),
        DocKind.OVERPAYMENT,
        contact,
        on,
        Status.AUTHORISED,
        org.country.currency,
        org.stamp(),
        reference=reference,
        line_amounts=LineAmounts.NO_TAX,
        lines=built.lines,
        sub_total=sums.sub_total,
        total_tax=sums.total_tax,
        total=sums.total,
    )
    org.file_document(made)
    return made


def delete_transaction(org: Organisation, item: BankTransaction) -> None:
    """Delete a bank transaction; a credit it made is voided. Raises Refused."""
    if item.status is not Status.AUTHORISED:
        raise Refused(messages.ALREADY_DELETED)
    if item.is_reconciled:
        raise Refused(messages.RECONCILED)
    if item.credit is not None and item.credit.is_touched:
        raise Refused(messages.CREDIT_IN_USE)
    if locked := locked_by(org, item.on):
        raise Refused(*locked)
    item.status, item.updated = Status.DELETED, org.stamp()
    if item.credit is not None:
        item.credit.status, item.credit.updated = Status.VOIDED, org.stamp()


def allocate(org: Organisation, source: Document, el: Json) -> Allocation:
    """Put part of a credit on an invoice; sent twice, it is applied twice. Raises Refused."""
    word = _WORDS[source.kind]
    amount = check_amount(el)  # AppliedAmount instead of Amount counts as nothing (xero-api.md §11)
    ref = el.get("Invoice", {})
    invoice = org.document(DocKind.INVOICE, ref.get("InvoiceID") or ref.get("InvoiceNumber") or "")
    if invoice is None:
        raise Refused(messages.DOCUMENT_UNKNOWN)
    if invoice.status is Status.PAID:
        raise Refused(messages.ALREADY_PAID_OFF)
    if source.status not in (Status.AUTHORISED, Status.PAID) or invoice.status is not Status.AUTHORISED:
        raise Refused(messages.NOT_MODIFIABLE)
    if invoice.contact is not source.contact:
        raise Refused(messages.OTHER_CONTACT)
    if amount > min(source.open_amount, invoice.open_amount):
        raise Refused(messages.over_allocated(word))
    on = wire.read_day(el["Date"]) if "Date" in el else org.today()
    if locked := locked_by(org, on):
        raise Refused(*locked)
    made = Allocation(org.new_id(), source, invoice, amount, on)
    for side in (source, invoice):
        side.allocations.append(made)
        side.applied += amount
        settle(org, side, on)
    return made


def deallocate(org: Organisation, item: Allocation) -> None:
    """Take an allocation back; both documents are open again. Raises Refused."""
    if locked := locked_by(org, item.on):
        raise Refused(*locked)
    for side in (item.source, item.invoice):
        side.allocations.remove(item)
        side.applied -= item.amount
        settle(org, side, item.on)


def _bank(org: Organisation, ref: Json, errors: list[str]) -> Account | None:
    account = org.account(ref.get("AccountID") or ref.get("Code") or "")
    if account is None or account.status is not State.ACTIVE:
        errors.append(messages.ACCOUNT_UNKNOWN)
    elif not account.is_bank:
        errors.append(messages.NOT_A_BANK)
    return account


def _lines(org: Organisation, el: Json, kind: str, amounts: LineAmounts, places: int) -> BuiltLines:
    only = None
    if kind == "RECEIVE-OVERPAYMENT":
        only = org.system_account("DEBTORS")
    built = build(org, el["LineItems"], LineRules(amounts, places, True, False, only), {})
    if only is not None and any(line.tax_amount != ZERO for line in built.lines):
        built.errors.append(messages.TAX_OVERRIDE_FORBIDDEN)
    return built


def _credit(org: Organisation, item: BankTransaction, kind: DocKind) -> Document:
    credit = Document(
        org.new_id(),
        kind,
        item.contact,
        item.on,
        Status.AUTHORISED,
        item.currency,
        org.stamp(),
        reference=item.reference,
        line_amounts=item.line_amounts,
        lines=item.lines,
        sub_total=item.sub_total,
        total_tax=item.total_tax,
        total=item.total,
        bank_transaction_id=item.transaction_id,
    )
    org.file_document(credit)
    return credit
