"""What each planned write carries.

References to objects that the same plan makes are filled in just before the call.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from splynx_xero_gui.domain.accounting import NO_ADDRESS, Address, PaymentTarget
from splynx_xero_gui.domain.kinds import ObjectKind

RUN_MARK = "{run}"


@dataclass(frozen=True, slots=True)
class Ref:
    """An object of the accounting system: by its id, or (id empty) the one that action `made_by` will make."""

    id: str = ""
    made_by: str = ""


@dataclass(frozen=True, slots=True)
class ContactPayload:
    """Create (id empty) or update a contact; only the fields Splynx owns.

    `fields` names what an update changes, empty = all.
    """

    name: str
    number: str
    email: str = ""
    phone: str = ""
    tax_number: str = ""
    account_number: str = ""
    address: Address = NO_ADDRESS
    id: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinePayload:
    """One line.

    `unit_amount` and `quantity` have four decimals; `tax_amount` only where R9 overrides it; `tracking` is (category
    name, option name).
    """

    description: str
    quantity: Decimal
    unit_amount: Decimal
    account_code: str
    tax_type: str
    tax_amount: Decimal | None = None
    tracking: tuple[tuple[str, str], ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class DocumentPayload:
    """Create (id empty) or update in place an invoice or credit note.

    `total` and `total_tax` are what Xero must answer (R9).
    """

    kind: ObjectKind
    number: str
    contact: Ref
    date: dt.date
    due_date: dt.date | None
    reference: str
    currency: str
    status: str
    lines: tuple[LinePayload, ...]
    total: Decimal
    total_tax: Decimal
    id: str = ""


@dataclass(frozen=True, slots=True)
class VoidPayload:
    """Void an approved document, delete a draft one. `number` renames it first where set (R15)."""

    kind: ObjectKind
    id: str
    status: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class PaymentPayload:
    """A payment on an invoice, or a refund of a credit.

    `account` is a code or AccountID; `reference` ends with the token (R2).
    """

    target: PaymentTarget
    target_ref: Ref
    account: str
    date: dt.date
    amount: Decimal
    reference: str
    token: str
    reconciled: bool = False


@dataclass(frozen=True, slots=True)
class CreditPayload:
    """An overpayment or prepayment on the contact. `line_account`/`line_tax` are set for prepayments only (R17)."""

    kind: ObjectKind
    contact: Ref
    account: str
    date: dt.date
    amount: Decimal
    reference: str
    token: str
    currency: str
    line_account: str = ""
    line_tax: str = ""


@dataclass(frozen=True, slots=True)
class AllocationPayload:
    """Put `amount` of a credit on an invoice (R16). `source_kind` is credit-note, overpayment or prepayment."""

    source_kind: ObjectKind
    source: Ref
    invoice: Ref
    amount: Decimal
    date: dt.date


@dataclass(frozen=True, slots=True)
class DeallocationPayload:
    """Take one allocation off again."""

    source_kind: ObjectKind
    source_id: str
    allocation_id: str


@dataclass(frozen=True, slots=True)
class DeletionPayload:
    """Delete a payment, overpayment or prepayment.

    `batch_id` is informative: a batched payment is never deleted (R21).
    """

    kind: ObjectKind
    id: str


@dataclass(frozen=True, slots=True)
class NotePayload:
    """A line in the history of an object; at most 250 characters (xero-api.md §13).

    `RUN_MARK` in the text stands for the run that wrote the object: `run`, or (empty) the one that writes the note.
    """

    kind: ObjectKind
    target: Ref
    text: str
    run: str = ""


@dataclass(frozen=True, slots=True)
class FilePayload:
    """The PDF of a document, fetched from the billing system when it is sent (one call on each side, R35).

    `kind` is what the document is in Xero, `billed_as` what it is in Splynx (None: the same, R10).
    """

    kind: ObjectKind
    target: Ref
    document_id: str
    file_name: str
    billed_as: ObjectKind | None = None


@dataclass(frozen=True, slots=True)
class SplynxPaymentPayload:
    """A receipt or refund taken over into Splynx (R22–R26). `key` goes into `field_1` (R2).

    With an `id` it changes that payment: key and date, and where `invoice_id` is given the invoice it pays (R26, R27).
    `refund_made_by` names the action that makes the payment paid back; its id is filled in just before the call.
    """

    customer_id: str
    method_id: str
    date: dt.date
    amount: Decimal
    receipt_number: str
    key: str
    comment: str = ""
    invoice_id: str | None = None
    credit_note_id: str | None = None
    refund_payment_id: str | None = None
    id: str = ""
    refund_made_by: str = ""


Payload = (
    ContactPayload
    | DocumentPayload
    | VoidPayload
    | PaymentPayload
    | CreditPayload
    | AllocationPayload
    | DeallocationPayload
    | DeletionPayload
    | NotePayload
    | FilePayload
    | SplynxPaymentPayload
)
