"""Payments, refunds, over-/prepayments, allocations and notes to write (xero-api.md §9, §10, §11, §13)."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.payloads import AllocationPayload, CreditPayload, NotePayload, PaymentPayload
from splynx_xero_gui.xero.translate_in.payments import CREDIT_IDS, TARGETS
from splynx_xero_gui.xero.translate_in.values import Json, ident, inner, rows, text
from splynx_xero_gui.xero.translate_out.values import Body, Unwritable, account, amount, iso, known

LONGEST_NOTE: Final = 250
_BANK_TYPES: Final[Mapping[ObjectKind, str]] = MappingProxyType(
    {ObjectKind.OVERPAYMENT: "RECEIVE-OVERPAYMENT", ObjectKind.PREPAYMENT: "RECEIVE-PREPAYMENT"}
)


def payment(payload: PaymentPayload) -> Body:
    """For PUT /Payments: a payment of an invoice, or a refund of a credit."""
    holder, id_name, _ = TARGETS[payload.target]
    body: Body = {
        holder: {id_name: known(payload.target_ref.id, payload.target.value)},
        "Account": account(payload.account),
        "Date": iso(payload.date),
        "Amount": _positive(payload.amount),
        "Reference": payload.reference,
    }
    if payload.reconciled:
        body["IsReconciled"] = True
    return body


def credit(payload: CreditPayload) -> Body:
    """For PUT /BankTransactions: the only way an over- or prepayment is made (§10).

    An overpayment's line carries no account (Xero puts receivables there); a prepayment's amount includes its tax.
    """
    line: Body = {"Description": payload.reference, "Quantity": Decimal(1), "UnitAmount": _positive(payload.amount)}
    if payload.kind is ObjectKind.PREPAYMENT:
        line |= {"AccountCode": payload.line_account, "TaxType": payload.line_tax}
    return {
        "Type": _BANK_TYPES[payload.kind],
        "Contact": {"ContactID": known(payload.contact.id, "contact")},
        "BankAccount": account(payload.account),
        "Date": iso(payload.date),
        "Reference": payload.reference,
        "CurrencyCode": payload.currency,
        "LineAmountTypes": "Inclusive" if payload.kind is ObjectKind.PREPAYMENT else "NoTax",
        "Status": "AUTHORISED",
        "LineItems": [line],
    }


def allocation(payload: AllocationPayload) -> Body:
    """For PUT …/Allocations of one source: the key is Amount; AppliedAmount would allocate nothing (§11)."""
    return {
        "Invoice": {"InvoiceID": known(payload.invoice.id, "invoice")},
        "Amount": _positive(payload.amount),
        "Date": iso(payload.date),
    }


def note(payload: NotePayload) -> Body:
    """For PUT …/History."""
    return {"Details": payload.text[:LONGEST_NOTE]}


def deleted_credit(bank: Json) -> Body:
    """For POST /BankTransactions: the transaction as it was read, deleted; its required fields repeated (§17)."""
    return {
        "BankTransactionID": ident(bank, "BankTransactionID"),
        "Type": text(bank, "Type"),
        "Contact": {"ContactID": ident(inner(bank, "Contact"), "ContactID")},
        "BankAccount": {"AccountID": ident(inner(bank, "BankAccount"), "AccountID")},
        "LineItems": [
            {key: row[key] for key in ("LineItemID", "Description", "Quantity", "UnitAmount") if row.get(key)}
            for row in rows(bank, "LineItems")
        ],
        "Status": "DELETED",
    }


def credit_id_name(kind: ObjectKind) -> str:
    """The name of the credit's id on a bank transaction."""
    return CREDIT_IDS[kind]


def _positive(value: Decimal) -> Decimal:
    exact = amount(value)
    if exact <= 0:
        raise Unwritable(f"{exact} is not an amount that can be paid or allocated.")
    return exact
