"""What the billing system (Splynx) says, translated: no strings for numbers, no zero dates, None for absent ids."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from splynx_xero_gui.domain.kinds import ObjectKind


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer as the customer list gives it (splynx-api.md §7.1). `emails` is split and trimmed."""

    id: str
    name: str
    login: str
    status: str
    category: str
    partner_id: str
    location_id: str | None = None
    parent_id: str | None = None
    emails: tuple[str, ...] = ()
    billing_emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    street: str = ""
    zip_code: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class CustomerDetails:
    """customer-info and customer-billing of one customer, two calls (splynx-api.md §7.1, R34).

    `aggregated`: sub_billing_mode, None = unset.
    """

    customer_id: str
    vat_id: str = ""
    company_id: str = ""
    contact_person: str = ""
    billing_person: str = ""
    billing_street: str = ""
    billing_zip_code: str = ""
    billing_city: str = ""
    aggregated: bool | None = None
    payment_method_id: str | None = None
    deposit: Decimal | None = None


class DocumentStatus(StrEnum):
    """Splynx states that matter; an unknown literal of a credit note counts as USED (splynx-api.md §7.3)."""

    NOT_PAID = "not_paid"
    PAID = "paid"
    PENDING = "pending"
    NOT_REFUNDED = "not_refunded"
    REFUNDED = "refunded"
    USED = "used"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class BilledLine:
    """One item of an invoice or credit note.

    `unit_price` is net with four decimals; `tax_amount` is the line's tax with four decimals.
    """

    id: str
    description: str
    quantity: Decimal
    unit_price: Decimal
    tax_percent: Decimal
    tax_amount: Decimal
    tax_id: str | None = None
    category_id: str | None = None
    transaction_id: str | None = None
    period_from: dt.date | None = None
    period_to: dt.date | None = None
    sub_account_id: str | None = None


@dataclass(frozen=True, slots=True)
class BilledDocument:
    """An invoice or credit note of Splynx.

    `total` is gross; `open` is `due` of an invoice, `remind_amount` of a credit note.
    """

    kind: ObjectKind
    id: str
    number: str
    customer_id: str
    date: dt.date
    due_date: dt.date | None
    status: DocumentStatus
    total: Decimal
    open: Decimal
    lines: tuple[BilledLine, ...]
    payment_id: str | None = None
    invoice_id: str | None = None
    paid_from_balance: bool = False
    note: str = ""
    memo: str = ""
    updated: dt.date | None = None


@dataclass(frozen=True, slots=True)
class BilledPayment:
    """A payment of Splynx (splynx-api.md §7.4). Negative `amount` is a refund; `unallocated` is `remind_amount`."""

    id: str
    customer_id: str
    method_id: str
    date: dt.date
    amount: Decimal
    unallocated: Decimal
    receipt_number: str = ""
    invoice_id: str | None = None
    credit_note_id: str | None = None
    proforma_id: str | None = None
    refund_payment_id: str | None = None
    transaction_id: str | None = None
    comment: str = ""
    fields: tuple[str, str, str, str, str] = ("", "", "", "", "")


class PayerKind(StrEnum):
    """What pays in an invoice relation (splynx-api.md §7.5)."""

    PAYMENT = "payment"
    TRANSACTION = "transaction"
    CREDIT_NOTE = "credit_note"


@dataclass(frozen=True, slots=True)
class Relation:
    """The exact part of one payer that one invoice takes (splynx-api.md §7.5, R16)."""

    id: str
    customer_id: str
    payer: PayerKind
    payer_id: str
    invoice_id: str
    amount: Decimal
    transaction_id: str | None = None


@dataclass(frozen=True, slots=True)
class BilledTransaction:
    """A ledger line of a Splynx customer; only those that relations or R10 need are kept (splynx-api.md §7.6)."""

    id: str
    customer_id: str
    is_credit: bool
    total: Decimal
    date: dt.date
    category_id: str | None = None
    payment_id: str | None = None
    credit_note_id: str | None = None
    invoice_id: str | None = None
    description: str = ""

    @property
    def stands_alone(self) -> bool:
        """Whether no invoice, credit note or payment carries it: prepaid billing, corrections (R10)."""
        return not (self.payment_id or self.credit_note_id or self.invoice_id)
