"""Payments, refunds, overpayments and prepayments of receivables (xero-api.md §9, §10)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from splynx_xero_gui.domain.accounting import Credit, MoneyReceived, Payment, PaymentTarget
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.xero.translate_in.documents import allocations, status
from splynx_xero_gui.xero.translate_in.values import (
    Json,
    flag,
    ident,
    inner,
    money,
    needed_day,
    needed_id,
    rows,
    text,
)

# The object a payment names, the id in it, and the PaymentType of receivables (R22).
TARGETS: Final[Mapping[PaymentTarget, tuple[str, str, str]]] = MappingProxyType(
    {
        PaymentTarget.INVOICE: ("Invoice", "InvoiceID", "ACCRECPAYMENT"),
        PaymentTarget.CREDIT_NOTE: ("CreditNote", "CreditNoteID", "ARCREDITPAYMENT"),
        PaymentTarget.OVERPAYMENT: ("Overpayment", "OverpaymentID", "AROVERPAYMENTPAYMENT"),
        PaymentTarget.PREPAYMENT: ("Prepayment", "PrepaymentID", "ARPREPAYMENTPAYMENT"),
    }
)
CREDIT_IDS: Final[Mapping[ObjectKind, str]] = MappingProxyType(
    {ObjectKind.OVERPAYMENT: "OverpaymentID", ObjectKind.PREPAYMENT: "PrepaymentID"}
)
PLAIN_RECEIPT: Final = "RECEIVE"
# Xero's own types where an invoice was overpaid on its page are AROVERPAYMENT / ARPREPAYMENT (OpenAPI).
CREDIT_TYPES: Final[Mapping[ObjectKind, frozenset[str]]] = MappingProxyType(
    {
        ObjectKind.OVERPAYMENT: frozenset({"RECEIVE-OVERPAYMENT", "AROVERPAYMENT"}),
        ObjectKind.PREPAYMENT: frozenset({"RECEIVE-PREPAYMENT", "ARPREPAYMENT"}),
    }
)


def is_receivable_payment(item: Json) -> bool:
    """Receipts from and refunds to customers (R22); a payment to a supplier is not ours to see."""
    kind = text(item, "PaymentType")
    if kind:
        return any(kind == payment_type for _, _, payment_type in TARGETS.values())
    return _target(item) is not None and text(inner(item, "Invoice"), "Type") in ("", "ACCREC")


def payment(item: Json) -> Payment:
    """One payment. `contact_id` is empty where Xero does not name the contact. Raises Unreadable."""
    target = _target(item) or PaymentTarget.INVOICE
    document, target_id = paid_object(target, item)
    account = inner(item, "Account")
    batch = ident(item, "BatchPaymentID") or ident(inner(item, "BatchPayment"), "BatchPaymentID")
    return Payment(
        id=needed_id(item, "PaymentID"),
        target=target,
        target_id=target_id,
        contact_id=ident(inner(document, "Contact"), "ContactID"),
        status=status(item),
        date=needed_day(item, "Date"),
        amount=money(item, "Amount"),
        account_id=ident(account, "AccountID"),
        account_code=text(account, "Code"),
        reference=text(item, "Reference"),
        reconciled=flag(item, "IsReconciled"),
        batch_id=batch or None,
        currency=text(document, "CurrencyCode"),
    )


def paid_object(target: PaymentTarget, item: Json) -> tuple[Json, str]:
    """What a payment pays and its id. Xero names a refunded credit as `Invoice` too (OpenAPI examples).

    Raises Unreadable where there is none.
    """
    holder, id_name, _ = TARGETS[target]
    document = inner(item, holder)
    if ident(document, id_name):
        return document, ident(document, id_name)
    document = inner(item, "Invoice")
    return document, needed_id(document, "InvoiceID")


def _target(item: Json) -> PaymentTarget | None:
    """By PaymentType where Xero tells it (empty sibling objects are common), else by the object that has an id."""
    kind = text(item, "PaymentType")
    for target, (holder, id_name, payment_type) in TARGETS.items():
        if kind == payment_type or (not kind and ident(inner(item, holder), id_name)):
            return target
    return None


def is_received_credit(kind: ObjectKind, item: Json) -> bool:
    """Over- and prepayments received from customers; those paid to suppliers are left out."""
    return text(item, "Type") in CREDIT_TYPES[kind]


def credit(kind: ObjectKind, item: Json, bank: Json | None = None) -> Credit:
    """One over- or prepayment. `bank` is its bank transaction where that was read: it knows account and more.

    Raises Unreadable.
    """
    state = status(item)
    source = bank if bank is not None else {}
    account = inner(source, "BankAccount")
    return Credit(
        kind=kind,
        id=needed_id(item, CREDIT_IDS[kind]),
        contact_id=ident(inner(item, "Contact"), "ContactID"),
        status=state,
        date=needed_day(item, "Date"),
        total=money(item, "Total"),
        open=ZERO if state.is_dead else money(item, "RemainingCredit"),
        reference=text(item, "Reference") or text(source, "Reference"),
        allocations=allocations(item),
        account_id=ident(account, "AccountID"),
        account_code=text(account, "Code"),
        bank_transaction_id=ident(source, "BankTransactionID"),
        reconciled=flag(source, "IsReconciled"),
        particulars=_particulars(item) or _particulars(source),
    )


def _particulars(item: Json) -> str:
    """What was typed, or came from the bank's statement, on its lines."""
    words = (text(line, "Description") for line in rows(item, "LineItems"))
    return " ".join(word for word in words if word)


def credit_as_created(kind: ObjectKind, bank: Json) -> Credit:
    """The credit that a RECEIVE-OVERPAYMENT/-PREPAYMENT bank transaction has just made: nothing of it is used yet.

    Raises Unreadable where the answer carries no id of the credit (uncertain, R1).
    """
    whole = money(bank, "Total")
    return credit(kind, {**bank, "RemainingCredit": whole, "Allocations": []}, bank)


def is_plain_receipt(item: Json) -> bool:
    """Money received that is neither over- nor prepayment (R23)."""
    return text(item, "Type") == PLAIN_RECEIPT


def money_received(item: Json) -> MoneyReceived:
    """A bank transaction that books money received straight to an account. Raises Unreadable."""
    account = inner(item, "BankAccount")
    return MoneyReceived(
        id=needed_id(item, "BankTransactionID"),
        contact_id=ident(inner(item, "Contact"), "ContactID"),
        status=status(item),
        date=needed_day(item, "Date"),
        total=money(item, "Total"),
        account_id=ident(account, "AccountID"),
        account_code=text(account, "Code"),
        reference=text(item, "Reference"),
    )
