"""Records as Xero writes them in its answers: documents, payments, allocations (shapes: xero_accounting.yaml)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from splynx_xero_gui.sandbox.xero import wire
from splynx_xero_gui.sandbox.xero.model import (
    Account,
    Allocation,
    BankTransaction,
    BatchPayment,
    DocKind,
    Document,
    Line,
    Payment,
    Status,
)
from splynx_xero_gui.sandbox.xero.money import to_places
from splynx_xero_gui.sandbox.xero.render_contacts import contact_full, contact_stub

Json = dict[str, Any]
_ONE: Final = Decimal("1.0")


class View(Enum):
    """How much of a document an answer shows."""

    FULL = "full"  # single GET, and answers to writes
    PAGED = "paged"  # list with page=: with line items
    LIST = "list"  # list without page=: no line items
    SUMMARY = "summary"  # summaryOnly=true: no line items, payments or credits either


def document(doc: Document, view: View, places: int) -> Json:
    """An invoice, credit note, overpayment or prepayment; `places`: decimals of unit amounts."""
    match doc.kind:
        case DocKind.INVOICE:
            return _invoice(doc, view, places)
        case DocKind.CREDIT_NOTE:
            head: Json = {
                "CreditNoteID": doc.doc_id,
                "CreditNoteNumber": doc.number,
                "ID": doc.doc_id,
                "Type": doc.kind.value,
                "SentToContact": doc.sent_to_contact,
            }
        case DocKind.OVERPAYMENT:
            kind = "RECEIVE-OVERPAYMENT" if doc.bank_transaction_id else doc.kind.value
            head = {"OverpaymentID": doc.doc_id, "ID": doc.doc_id, "Type": kind}
        case DocKind.PREPAYMENT:
            head = {"PrepaymentID": doc.doc_id, "ID": doc.doc_id, "Type": "RECEIVE-PREPAYMENT"}
    return {
        **head,
        "Reference": doc.reference,
        "RemainingCredit": doc.open_amount,
        "CurrencyRate": _ONE,
        "Payments": [_payment_stub(p) for p in doc.payments],
        "Allocations": [_own_allocation(a) for a in doc.allocations],
        "HasAttachments": doc.has_attachments,
        **_common(doc, view, places),
    }


def payment(item: Payment, full: bool) -> Json:
    """A payment; a list shows less of its document than a single GET."""
    shown: Json = {
        "PaymentID": item.payment_id,
        "Date": wire.ms_day(item.on),
        "DateString": wire.day_string(item.on),
        "BankAmount": item.amount,
        "Amount": item.amount,
        "Reference": item.reference,
        "CurrencyRate": _ONE,
        "PaymentType": item.payment_type,
        "Status": item.status.value,
        "UpdatedDateUTC": wire.ms_stamp(item.updated),
        "UpdatedDateUTCString": wire.stamp_string(item.updated),
        "HasAccount": True,
        "Account": account_ref(item.account),
        "Invoice": _target(item.target, full),
        "HasValidationErrors": False,
    }
    if item.batch is None:
        shown["IsReconciled"] = item.is_reconciled
    else:  # IsReconciled is missing on payments inside batches (xero-api.md §9)
        shown["BatchPaymentID"] = item.batch.batch_id
        shown["BatchPayment"] = _batch_head(item.batch)
    return shown


def batch_payment(batch: BatchPayment) -> Json:
    """A batch with its payments."""
    return {
        **_batch_head(batch),
        "Reference": batch.reference,
        "DateString": wire.day_string(batch.on),
        "Payments": [
            {
                "PaymentID": p.payment_id,
                "Amount": p.amount,
                "BankAmount": p.amount,
                "Invoice": {"InvoiceID": p.target.doc_id, **_empty_invoice()},
            }
            for p in batch.payments
        ],
    }


def allocation_answer(item: Allocation) -> Json:
    """What PUT .../Allocations answers per allocation."""
    word = {DocKind.CREDIT_NOTE: "CreditNote", DocKind.OVERPAYMENT: "Overpayment", DocKind.PREPAYMENT: "Prepayment"}[
        item.source.kind
    ]
    return {
        "AllocationID": item.allocation_id,
        "Amount": item.amount,
        "Date": wire.ms_day(item.on),
        "DateString": wire.day_string(item.on),
        "Invoice": {"InvoiceID": item.invoice.doc_id, "InvoiceNumber": item.invoice.number, **_empty_invoice()},
        word: {f"{word}ID": item.source.doc_id, "ID": item.source.doc_id, "LineItems": []},
    }


def bank_transaction(item: BankTransaction, view: View, places: int) -> Json:
    """A bank transaction; over- and prepayments carry the id of the credit they made."""
    shown: Json = {
        "BankTransactionID": item.transaction_id,
        "Type": item.type,
        "Reference": item.reference,
        "BankAccount": account_ref(item.account),
        "IsReconciled": item.is_reconciled,
        "CurrencyRate": _ONE,
        "HasAttachments": False,
        "Contact": contact_full(item.contact) if view is View.FULL else contact_stub(item.contact),
        "DateString": wire.day_string(item.on),
        "Date": wire.ms_day(item.on),
        "Status": item.status.value,
        "LineAmountTypes": item.line_amounts.value,
        "LineItems": _lines(item.lines, view, places),
        "SubTotal": item.sub_total,
        "TotalTax": item.total_tax,
        "Total": item.total,
        "UpdatedDateUTC": wire.ms_stamp(item.updated),
        "UpdatedDateUTCString": wire.stamp_string(item.updated),
        "CurrencyCode": item.currency,
    }
    if item.credit is not None:
        key = "OverpaymentID" if item.credit.kind is DocKind.OVERPAYMENT else "PrepaymentID"
        shown[key] = item.credit.doc_id
    return shown


def account_ref(account: Account) -> Json:
    """An account inside another answer; one without a code has none."""
    shown = {"AccountID": account.account_id, "Name": account.name}
    return shown if account.code is None else {**shown, "Code": account.code}


def _invoice(doc: Document, view: View, places: int) -> Json:
    shown: Json = {
        "Type": doc.kind.value,
        "InvoiceID": doc.doc_id,
        "InvoiceNumber": doc.number,
        "Reference": doc.reference,
    }
    if view is not View.SUMMARY:
        shown |= {"Payments": [_payment_stub(p) for p in doc.payments], **_credits(doc.allocations)}
    shown |= {
        "AmountDue": doc.open_amount,
        "AmountPaid": doc.paid,
        "AmountCredited": doc.applied,
        "SentToContact": doc.sent_to_contact,
        "CurrencyRate": _ONE,
        "HasErrors": False,
        "IsDiscounted": any(line.discount_rate or line.discount_amount for line in doc.lines),
        "HasAttachments": doc.has_attachments,
        **_common(doc, view, places),
    }
    if doc.due is not None:
        shown |= {"DueDateString": wire.day_string(doc.due), "DueDate": wire.ms_day(doc.due)}
    if doc.url:
        shown["Url"] = doc.url
    if doc.expected_payment is not None:
        shown["ExpectedPaymentDate"] = wire.ms_day(doc.expected_payment)
    if doc.planned_payment is not None:
        shown["PlannedPaymentDate"] = wire.ms_day(doc.planned_payment)
    return shown


def _common(doc: Document, view: View, places: int) -> Json:
    shown: Json = {
        "Contact": contact_full(doc.contact) if view is View.FULL else contact_stub(doc.contact),
        "DateString": wire.day_string(doc.on),
        "Date": wire.ms_day(doc.on),
        "Status": doc.status.value,
        "LineAmountTypes": doc.line_amounts.value,
        "LineItems": _lines(doc.lines, view, places),
        "SubTotal": doc.sub_total,
        "TotalTax": doc.total_tax,
        "Total": doc.total,
        "UpdatedDateUTC": wire.ms_stamp(doc.updated),
        "UpdatedDateUTCString": wire.stamp_string(doc.updated),
        "CurrencyCode": doc.currency,
    }
    if view is View.SUMMARY:
        del shown["LineItems"]
    if doc.fully_paid_on is not None:
        shown["FullyPaidOnDate"] = wire.ms_day(doc.fully_paid_on)
    return shown


def _lines(lines: Iterable[Line], view: View, places: int) -> list[Json]:
    return [_line(line, places) for line in lines] if view in (View.FULL, View.PAGED) else []


def _line(line: Line, places: int) -> Json:
    shown: Json = {
        "LineItemID": line.line_id,
        "Description": line.description,
        "TaxType": line.tax_type,
        "TaxAmount": line.tax_amount,
        "LineAmount": line.line_amount,
        "Tracking": [
            {"Name": c.name, "Option": o.name, "TrackingCategoryID": c.category_id, "TrackingOptionID": o.option_id}
            for c, o in line.tracking
        ],
    }
    if line.unit_amount is not None:
        shown["UnitAmount"] = line.unit_amount if places == 4 else to_places(line.unit_amount, 2)
    if line.quantity is not None:
        shown["Quantity"] = line.quantity
    if line.account is not None:
        shown["AccountID"] = line.account.account_id
        if line.account.code is not None:
            shown["AccountCode"] = line.account.code
    if line.discount_rate is not None:
        shown["DiscountRate"] = line.discount_rate
    if line.discount_amount is not None:
        shown["DiscountAmount"] = line.discount_amount
    return shown


def _payment_stub(item: Payment) -> Json:
    shown: Json = {
        "PaymentID": item.payment_id,
        "Date": wire.ms_day(item.on),
        "Amount": item.amount,
        "Reference": item.reference,
        "CurrencyRate": _ONE,
        "HasAccount": False,
        "HasValidationErrors": False,
    }
    if item.batch is not None:
        shown["BatchPaymentID"] = item.batch.batch_id
    return shown


def _credits(allocations: Iterable[Allocation]) -> Json:
    found: Json = {"CreditNotes": [], "Prepayments": [], "Overpayments": []}
    for item in allocations:
        source = item.source
        amounts = {
            "AppliedAmount": item.amount,
            "Total": source.total,
            "Date": wire.ms_day(item.on),
            "DateString": wire.day_string(item.on),
            "LineItems": [],
        }
        match source.kind:
            case DocKind.CREDIT_NOTE:
                found["CreditNotes"].append(
                    {
                        "CreditNoteID": source.doc_id,
                        "CreditNoteNumber": source.number,
                        "ID": source.doc_id,
                        "HasErrors": False,
                        **amounts,
                    }
                )
            case DocKind.OVERPAYMENT:
                found["Overpayments"].append({"OverpaymentID": source.doc_id, "ID": source.doc_id, **amounts})
            case DocKind.PREPAYMENT:
                found["Prepayments"].append({"PrepaymentID": source.doc_id, "ID": source.doc_id, **amounts})
    return found


def _own_allocation(item: Allocation) -> Json:
    return {
        "AllocationID": item.allocation_id,
        "Amount": item.amount,
        "Date": wire.ms_day(item.on),
        "Invoice": {"InvoiceID": item.invoice.doc_id, "InvoiceNumber": item.invoice.number, **_empty_invoice()},
    }


def _empty_invoice() -> Json:
    return {
        "Payments": [],
        "CreditNotes": [],
        "Prepayments": [],
        "Overpayments": [],
        "HasErrors": False,
        "IsDiscounted": False,
        "LineItems": [],
    }


def _target(doc: Document, full: bool) -> Json:
    """The paid document, shown as `Invoice` whatever its kind, as Xero's own examples have it."""
    shown: Json = {
        "Type": doc.kind.value,
        "InvoiceID": doc.doc_id,
        "InvoiceNumber": doc.number,
        **_empty_invoice(),
        "Contact": contact_stub(doc.contact),
        "CurrencyCode": doc.currency,
    }
    if full:
        shown |= {
            "Status": doc.status.value,
            "Total": doc.total,
            "AmountDue": doc.open_amount,
            "AmountPaid": doc.paid,
            "Date": wire.ms_day(doc.on),
            "DateString": wire.day_string(doc.on),
            "Reference": doc.reference,
        }
    return shown


def _batch_head(batch: BatchPayment) -> Json:
    shown: Json = {
        "Account": account_ref(batch.account),
        "BatchPaymentID": batch.batch_id,
        "Date": wire.ms_day(batch.on),
        "Type": "RECBATCH",
        "Status": batch.status.value,
        "TotalAmount": batch.total,
        "UpdatedDateUTC": wire.ms_stamp(batch.updated),
    }
    if batch.status is not Status.DELETED:
        shown["IsReconciled"] = batch.is_reconciled
    return shown
