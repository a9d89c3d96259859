"""Decisions only a person can take, as data (design.md §6, rules.md "More decisions", ui.md §7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from splynx_xero_gui.domain.kinds import ObjectKind


class ConflictKind(StrEnum):
    """Every kind of question."""

    CONTACT_AMBIGUOUS = "contact-ambiguous"
    CONTACT_CHANGED_BOTH = "contact-changed-both"
    CONTACT_ARCHIVED = "contact-archived"
    INVOICE_NUMBER_TAKEN = "invoice-number-taken"
    INVOICE_NUMBER_VOIDED = "invoice-number-voided"
    INVOICE_DIFFERS = "invoice-differs"
    INVOICE_CHANGED_AFTER_PAYMENT = "invoice-changed-after-payment"
    INVOICE_DELETED_AFTER_PAYMENT = "invoice-deleted-after-payment"
    INVOICE_CHANGED_EARLIER_MONTH = "invoice-changed-earlier-month"
    INVOICE_DELETED_EARLIER_MONTH = "invoice-deleted-earlier-month"
    DOCUMENT_LOCKED_PERIOD = "document-locked-period"
    NEGATIVE_INVOICE = "negative-invoice"
    UNMAPPED_CATEGORY = "unmapped-category"
    UNMAPPED_TAX = "unmapped-tax"
    UNMAPPED_METHOD = "unmapped-method"
    TAX_NOT_ALLOWED_ON_ACCOUNT = "tax-not-allowed-on-account"
    TAX_RATE_DIFFERS = "tax-rate-differs"
    TOTAL_NOT_REPRODUCIBLE = "total-not-reproducible"
    ACCOUNT_UNUSABLE = "account-unusable"
    TRACKING_UNUSABLE = "tracking-unusable"
    PAYMENT_EXCEEDS_DUE = "payment-exceeds-due"
    PAYMENT_MAYBE_ALREADY_RECORDED = "payment-maybe-already-recorded"
    PAYMENT_UNMATCHED = "payment-unmatched"
    PAYMENT_DELETED_BUT_RECONCILED = "payment-deleted-but-reconciled"
    PAYMENT_DELETED_EARLIER_MONTH = "payment-deleted-earlier-month"
    PAYMENT_EDITED = "payment-edited"
    PAYMENT_FOR_UNSYNCED_INVOICE = "payment-for-unsynced-invoice"
    PAYMENT_ON_UNEXPECTED_ACCOUNT = "payment-on-unexpected-account"
    RECEIPT_WITHOUT_ACCOUNT = "receipt-without-account"
    CREDIT_WITHOUT_DOCUMENT = "credit-without-document"
    REFUND_WITHOUT_CREDIT = "refund-without-credit"
    RECEIPT_NOT_ON_RECEIVABLES = "receipt-not-on-receivables"
    DUPLICATE_SUSPECTED = "duplicate-suspected"
    CURRENCY_DIFFERS = "currency-differs"
    REMOVED_IN_XERO = "removed-in-xero"
    REMOVED_IN_SPLYNX = "removed-in-splynx"
    ALLOCATION_DIFFERS = "allocation-differs"
    XERO_ONLY_DOCUMENT = "xero-only-document"
    TOO_MANY_CHANGES = "too-many-changes"
    REJECTED_BY_XERO = "rejected-by-xero"
    REJECTED_BY_SPLYNX = "rejected-by-splynx"
    UNDONE = "undone"


class Needs(StrEnum):
    """What VALUE a choice takes (interface.md)."""

    ACCOUNT = "account"
    TAX = "tax"
    CONTACT = "contact"
    CUSTOMER = "customer"
    INVOICE = "invoice"
    XERO_ID = "xero-id"
    SPLYNX_ID = "splynx-id"
    NUMBER = "number"
    FIELDS = "fields"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer. `label` is short, `consequence` one sentence with numbers filled in."""

    id: str
    label: str
    consequence: str
    needs: Needs | None = None
    final: bool = False


@dataclass(frozen=True, slots=True)
class FieldDiff:
    """A field as last agreed, in Splynx now, in Xero now. None = not there, or never agreed."""

    name: str
    agreed: str | None = None
    splynx: str | None = None
    xero: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """One question about one object.

    `group` gathers equal causes; `evidence` is a hash of the facts: an answer holds while they do. `customer` is a
    name to read, not part of them.
    """

    id: str
    kind: ConflictKind
    group: str
    subject: str
    subject_kind: ObjectKind
    splynx_id: str | None
    xero_id: str | None
    customer_id: str
    amount: Decimal
    why: str
    question: str
    fields: tuple[FieldDiff, ...] = ()
    choices: tuple[Choice, ...] = ()
    evidence: str = ""
    default: str = "later"
    group_count: int = 1
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    customer: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """A person's answer to one conflict.

    `evidence` is that of the conflict answered; `used_by_run` is set once a `skip` was honoured.
    """

    conflict_id: str
    kind: ConflictKind
    choice: str
    value: str = ""
    evidence: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A remembered answer (design.md §6):

    applies to conflicts of `kind` within its scope and up to an amount, until revoked.
    """

    id: str
    kind: ConflictKind
    choice: str
    value: str = ""
    scope: str = "customer"
    scope_value: str = ""
    up_to: Decimal | None = None
    by: str = ""
    at: datetime | None = None
    revoked_at: datetime | None = None
