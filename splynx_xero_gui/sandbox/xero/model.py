"""What a Xero organisation holds, as plain mutable records. Money is Decimal with two places, stamps are aware UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

ZERO: Final = Decimal("0.00")
ZERO_ID: Final = "00000000-0000-0000-0000-000000000000"


class AccountClass(StrEnum):
    """The five classes; a tax rate applies to some of them."""

    ASSET = "ASSET"
    EQUITY = "EQUITY"
    EXPENSE = "EXPENSE"
    LIABILITY = "LIABILITY"
    REVENUE = "REVENUE"


class State(StrEnum):
    """Status of an account, a tax rate, a contact or a tracking item."""

    ACTIVE = "ACTIVE"
    ARCHIVED = "ARCHIVED"
    DELETED = "DELETED"


class Status(StrEnum):
    """Status of a document, a payment or a bank transaction."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    AUTHORISED = "AUTHORISED"
    PAID = "PAID"
    VOIDED = "VOIDED"
    DELETED = "DELETED"


class DocKind(StrEnum):
    """The receivable documents; over- and prepayments are born from bank transactions."""

    INVOICE = "ACCREC"
    CREDIT_NOTE = "ACCRECCREDIT"
    OVERPAYMENT = "AROVERPAYMENT"
    PREPAYMENT = "ARPREPAYMENT"


class LineAmounts(StrEnum):
    """Whether line amounts hold the tax."""

    EXCLUSIVE = "Exclusive"
    INCLUSIVE = "Inclusive"
    NO_TAX = "NoTax"


class Role(StrEnum):
    """Role of the connecting user; an adviser is not stopped by the period lock date (xero-api.md §12)."""

    READONLY = "READONLY"
    INVOICEONLY = "INVOICEONLY"
    STANDARD = "STANDARD"
    FINANCIALADVISER = "FINANCIALADVISER"


@dataclass(slots=True, eq=False)
class Account:
    """A ledger account. A bank account may have no code."""

    account_id: str
    code: str | None
    name: str
    type: str
    account_class: AccountClass
    tax_type: str
    status: State = State.ACTIVE
    enable_payments: bool = False
    system_account: str = ""
    currency: str | None = None
    bank_account_number: str | None = None
    description: str = ""
    updated: datetime | None = None

    @property
    def is_bank(self) -> bool:
        """Whether money can be received into it by a bank transaction."""
        return self.type == "BANK"


@dataclass(slots=True, eq=False)
class TaxRate:
    """A tax rate; `rate` is the effective percentage (4 dp), `classes` the account classes it may stand on.

    `components`: name, percent, and whether it is reckoned on the components before it, too.
    """

    tax_type: str
    name: str
    rate: Decimal
    classes: frozenset[AccountClass]
    report_tax_type: str
    components: tuple[tuple[str, Decimal, bool], ...]
    status: State = State.ACTIVE


@dataclass(slots=True, eq=False)
class TrackingOption:
    """One choice of a tracking category."""

    option_id: str
    name: str
    status: State = State.ACTIVE


@dataclass(slots=True, eq=False)
class TrackingCategory:
    """A tracking category with its options."""

    category_id: str
    name: str
    options: list[TrackingOption]
    status: State = State.ACTIVE


@dataclass(slots=True, eq=False)
class OrganisationUser:
    """Who connects, as this organisation knows them."""

    user_id: str
    email: str
    first_name: str
    last_name: str
    role: Role = Role.STANDARD
    may_approve: bool = True


@dataclass(slots=True, eq=False)
class ContactPerson:
    """Up to five further people of a contact."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    include_in_emails: bool = False


@dataclass(slots=True, eq=False)
class Contact:
    """A customer (or supplier). `texts` holds the plain text fields under Xero's names, without those kept apart."""

    contact_id: str
    name: str
    updated: datetime
    contact_number: str = ""
    account_number: str = ""
    status: State = State.ACTIVE
    texts: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, dict[str, str]] = field(default_factory=dict)
    phones: dict[str, dict[str, str]] = field(default_factory=dict)
    persons: list[ContactPerson] = field(default_factory=list)
    merged_to: str | None = None
    is_customer: bool = False
    is_supplier: bool = False
    website: str = ""


@dataclass(slots=True, eq=False)
class Line:
    """A line of a document; amounts as Xero stores them (unit amount up to 4 dp, the rest 2 dp)."""

    line_id: str
    description: str
    quantity: Decimal | None
    unit_amount: Decimal | None
    account: Account | None
    tax_type: str
    tax_amount: Decimal
    line_amount: Decimal
    tracking: tuple[tuple[TrackingCategory, TrackingOption], ...] = ()
    discount_rate: Decimal | None = None
    discount_amount: Decimal | None = None


@dataclass(slots=True, eq=False)
class Allocation:
    """Part of a credit put on an invoice."""

    allocation_id: str
    source: Document
    invoice: Document
    amount: Decimal
    on: date


@dataclass(slots=True, eq=False)
class Payment:
    """Money on a document: a receipt on an invoice, a refund on a credit."""

    payment_id: str
    target: Document
    account: Account
    on: date
    amount: Decimal
    updated: datetime
    reference: str = ""
    status: Status = Status.AUTHORISED
    is_reconciled: bool = False
    batch: BatchPayment | None = None

    @property
    def payment_type(self) -> str:
        """Xero's PaymentType."""
        match self.target.kind:
            case DocKind.INVOICE:
                return "ACCRECPAYMENT"
            case DocKind.CREDIT_NOTE:
                return "ARCREDITPAYMENT"
            case DocKind.OVERPAYMENT:
                return "AROVERPAYMENTPAYMENT"
            case DocKind.PREPAYMENT:
                return "ARPREPAYMENTPAYMENT"


@dataclass(slots=True, eq=False)
class Document:
    """An invoice, credit note, overpayment or prepayment. `open_amount` is AmountDue or RemainingCredit."""

    doc_id: str
    kind: DocKind
    contact: Contact
    on: date
    status: Status
    currency: str
    updated: datetime
    number: str = ""
    reference: str = ""
    due: date | None = None
    line_amounts: LineAmounts = LineAmounts.EXCLUSIVE
    lines: list[Line] = field(default_factory=list)
    sub_total: Decimal = ZERO
    total_tax: Decimal = ZERO
    total: Decimal = ZERO
    paid: Decimal = ZERO
    applied: Decimal = ZERO
    payments: list[Payment] = field(default_factory=list)
    allocations: list[Allocation] = field(default_factory=list)
    fully_paid_on: date | None = None
    sent_to_contact: bool = False
    url: str = ""
    expected_payment: date | None = None
    planned_payment: date | None = None
    bank_transaction_id: str | None = None
    has_attachments: bool = False
    created_by_app: bool = True

    @property
    def open_amount(self) -> Decimal:
        """What is still due (invoice) or still available (credit). Meaningless once VOIDED or DELETED."""
        return self.total - self.paid - self.applied

    @property
    def is_touched(self) -> bool:
        """Whether money stands against it: a payment, or an allocation from or to it."""
        return bool(self.payments or self.allocations)


@dataclass(slots=True, eq=False)
class BankTransaction:
    """Money received into a bank account; an over- or prepayment hangs on `credit`."""

    transaction_id: str
    type: str
    contact: Contact
    account: Account
    on: date
    currency: str
    lines: list[Line]
    line_amounts: LineAmounts
    sub_total: Decimal
    total_tax: Decimal
    total: Decimal
    updated: datetime
    reference: str = ""
    status: Status = Status.AUTHORISED
    is_reconciled: bool = False
    credit: Document | None = None


@dataclass(slots=True, eq=False)
class BatchPayment:
    """Several payments booked as one deposit."""

    batch_id: str
    account: Account
    on: date
    payments: list[Payment]
    updated: datetime
    reference: str = ""
    status: Status = Status.AUTHORISED
    is_reconciled: bool = False

    @property
    def total(self) -> Decimal:
        """Sum of its payments."""
        return sum((p.amount for p in self.payments), ZERO)


@dataclass(frozen=True, slots=True)
class HistoryNote:
    """One entry of an object's history."""

    details: str
    at: datetime
    user: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file on a document."""

    attachment_id: str
    file_name: str
    mime_type: str
    content: bytes
    include_online: bool
