"""What the accounting system (Xero) says, translated to Decimal, date and None."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from splynx_xero_gui.domain.kinds import ObjectKind


class ContactStatus(StrEnum):
    """ACTIVE, or not usable. Unknown states read as ARCHIVED (xero-api.md §6)."""

    ACTIVE = "ACTIVE"
    ARCHIVED = "ARCHIVED"


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; empty strings where nothing is known."""

    street: str = ""
    city: str = ""
    postal_code: str = ""
    region: str = ""
    country: str = ""


NO_ADDRESS = Address()


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact of Xero (xero-api.md §6). `number` is ContactNumber, our key (R2)."""

    id: str
    name: str
    status: ContactStatus = ContactStatus.ACTIVE
    number: str = ""
    account_number: str = ""
    email: str = ""
    phone: str = ""
    tax_number: str = ""
    address: Address = NO_ADDRESS
    merged_to: str | None = None


class AccountingStatus(StrEnum):
    """States of a document, payment or credit in Xero. An unknown one is kept as UNKNOWN and never written to."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    AUTHORISED = "AUTHORISED"
    PAID = "PAID"
    VOIDED = "VOIDED"
    DELETED = "DELETED"
    UNKNOWN = "UNKNOWN"

    @property
    def is_dead(self) -> bool:
        """VOIDED and DELETED count in no total (R36)."""
        return self in (AccountingStatus.VOIDED, AccountingStatus.DELETED)

    @property
    def is_draft(self) -> bool:
        """Takes no payment and counts 0 in receivables (R13)."""
        return self in (AccountingStatus.DRAFT, AccountingStatus.SUBMITTED)


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One line of a Xero document. `tax_amount` and `line_amount` have two decimals."""

    id: str
    description: str
    quantity: Decimal
    unit_amount: Decimal
    line_amount: Decimal
    tax_amount: Decimal
    account_code: str = ""
    tax_type: str = ""


@dataclass(frozen=True, slots=True)
class Allocation:
    """A part of a credit note, overpayment or prepayment put on an invoice. `id` may be empty where Xero gives none."""

    id: str
    invoice_id: str
    amount: Decimal
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """An ACCREC invoice or ACCRECCREDIT credit note of Xero.

    `open` is AmountDue or RemainingCredit; 0 for dead documents (xero-api.md §7).
    """

    kind: ObjectKind
    id: str
    number: str
    contact_id: str
    date: dt.date
    due_date: dt.date | None
    status: AccountingStatus
    currency: str
    sub_total: Decimal
    total_tax: Decimal
    total: Decimal
    open: Decimal
    paid: Decimal
    credited: Decimal
    reference: str = ""
    lines: tuple[DocumentLine, ...] = ()
    allocations: tuple[Allocation, ...] = ()


class PaymentTarget(StrEnum):
    """What a Xero payment is a payment of; anything but INVOICE is a refund (R22)."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit-note"
    OVERPAYMENT = "overpayment"
    PREPAYMENT = "prepayment"


@dataclass(frozen=True, slots=True)
class Payment:
    """A receivable payment or refund of Xero. `reconciled` None means that Xero did not say (R21)."""

    id: str
    target: PaymentTarget
    target_id: str
    contact_id: str
    status: AccountingStatus
    date: dt.date
    amount: Decimal
    account_id: str
    account_code: str = ""
    reference: str = ""
    reconciled: bool | None = None
    batch_id: str | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Credit:
    """An overpayment or prepayment received from a customer (xero-api.md §10).

    `bank_transaction_id` is empty where Xero does not tell. `particulars` are the words of its lines, as on the bank's
    statement.
    """

    kind: ObjectKind
    id: str
    contact_id: str
    status: AccountingStatus
    date: dt.date
    total: Decimal
    open: Decimal
    reference: str = ""
    allocations: tuple[Allocation, ...] = ()
    account_id: str = ""
    account_code: str = ""
    bank_transaction_id: str = ""
    reconciled: bool | None = None
    particulars: str = ""


@dataclass(frozen=True, slots=True)
class MoneyReceived:
    """Money booked straight to an account, so that it pays no invoice and touches no receivables (R23)."""

    id: str
    contact_id: str
    status: AccountingStatus
    date: dt.date
    total: Decimal
    account_id: str
    account_code: str = ""
    reference: str = ""
