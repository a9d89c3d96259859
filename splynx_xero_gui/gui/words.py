"""Words for the domain's enumerations as screens show them (ui.md §1.8): never an id, never a service's own jargon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.domain.conflict import ConflictKind as Kind
from splynx_xero_gui.domain.kinds import ActionKind, Side, Undo
from splynx_xero_gui.gui.kit.icons import IconName

if TYPE_CHECKING:

    def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
        """Marks a text for the translators; Qt's own declaration says `object`."""
        ...

else:
    from PySide6.QtCore import QT_TRANSLATE_NOOP

_CONTEXT = "Words"

_ACTIONS: Mapping[ActionKind, tuple[str, str, IconName]] = {
    ActionKind.CREATE_CONTACT: (
        QT_TRANSLATE_NOOP("Words", "Make customers"),
        QT_TRANSLATE_NOOP("Words", "Make customer"),
        IconName.PERSON,
    ),
    ActionKind.UPDATE_CONTACT: (
        QT_TRANSLATE_NOOP("Words", "Change customers"),
        QT_TRANSLATE_NOOP("Words", "Change customer"),
        IconName.PERSON,
    ),
    ActionKind.ARCHIVE_CONTACT: (
        QT_TRANSLATE_NOOP("Words", "Archive customers"),
        QT_TRANSLATE_NOOP("Words", "Archive customer"),
        IconName.PERSON,
    ),
    ActionKind.CREATE_INVOICE: (
        QT_TRANSLATE_NOOP("Words", "Make invoices"),
        QT_TRANSLATE_NOOP("Words", "Make invoice"),
        IconName.PAGE,
    ),
    ActionKind.UPDATE_INVOICE: (
        QT_TRANSLATE_NOOP("Words", "Change invoices"),
        QT_TRANSLATE_NOOP("Words", "Change invoice"),
        IconName.PAGE,
    ),
    ActionKind.VOID_INVOICE: (
        QT_TRANSLATE_NOOP("Words", "Void invoices"),
        QT_TRANSLATE_NOOP("Words", "Void invoice"),
        IconName.PAGE,
    ),
    ActionKind.CREATE_CREDIT_NOTE: (
        QT_TRANSLATE_NOOP("Words", "Make credit notes"),
        QT_TRANSLATE_NOOP("Words", "Make credit note"),
        IconName.PAGE_MINUS,
    ),
    ActionKind.UPDATE_CREDIT_NOTE: (
        QT_TRANSLATE_NOOP("Words", "Change credit notes"),
        QT_TRANSLATE_NOOP("Words", "Change credit note"),
        IconName.PAGE_MINUS,
    ),
    ActionKind.VOID_CREDIT_NOTE: (
        QT_TRANSLATE_NOOP("Words", "Void credit notes"),
        QT_TRANSLATE_NOOP("Words", "Void credit note"),
        IconName.PAGE_MINUS,
    ),
    ActionKind.ALLOCATE_CREDIT_NOTE: (
        QT_TRANSLATE_NOOP("Words", "Put credit notes on invoices"),
        QT_TRANSLATE_NOOP("Words", "Put credit note on invoice"),
        IconName.CHAIN,
    ),
    ActionKind.DEALLOCATE_CREDIT_NOTE: (
        QT_TRANSLATE_NOOP("Words", "Take credit notes off invoices"),
        QT_TRANSLATE_NOOP("Words", "Take credit note off invoice"),
        IconName.CHAIN_BROKEN,
    ),
    ActionKind.CREATE_PAYMENT: (
        QT_TRANSLATE_NOOP("Words", "Send payments"),
        QT_TRANSLATE_NOOP("Words", "Send payment"),
        IconName.COINS,
    ),
    ActionKind.DELETE_PAYMENT: (
        QT_TRANSLATE_NOOP("Words", "Delete payments"),
        QT_TRANSLATE_NOOP("Words", "Delete payment"),
        IconName.COINS,
    ),
    ActionKind.RELINK_PAYMENT: (
        QT_TRANSLATE_NOOP("Words", "Link payments anew"),
        QT_TRANSLATE_NOOP("Words", "Link payment anew"),
        IconName.CHAIN,
    ),
    ActionKind.CREATE_OVERPAYMENT: (
        QT_TRANSLATE_NOOP("Words", "Send payments without an invoice"),
        QT_TRANSLATE_NOOP("Words", "Send payment without an invoice"),
        IconName.COINS,
    ),
    ActionKind.ALLOCATE_OVERPAYMENT: (
        QT_TRANSLATE_NOOP("Words", "Put credit on invoices"),
        QT_TRANSLATE_NOOP("Words", "Put credit on invoice"),
        IconName.CHAIN,
    ),
    ActionKind.DEALLOCATE_OVERPAYMENT: (
        QT_TRANSLATE_NOOP("Words", "Take credit off invoices"),
        QT_TRANSLATE_NOOP("Words", "Take credit off invoice"),
        IconName.CHAIN_BROKEN,
    ),
    ActionKind.DELETE_OVERPAYMENT: (
        QT_TRANSLATE_NOOP("Words", "Delete payments without an invoice"),
        QT_TRANSLATE_NOOP("Words", "Delete payment without an invoice"),
        IconName.COINS,
    ),
    ActionKind.CREATE_PREPAYMENT: (
        QT_TRANSLATE_NOOP("Words", "Send prepayments"),
        QT_TRANSLATE_NOOP("Words", "Send prepayment"),
        IconName.COINS,
    ),
    ActionKind.ALLOCATE_PREPAYMENT: (
        QT_TRANSLATE_NOOP("Words", "Put prepayments on invoices"),
        QT_TRANSLATE_NOOP("Words", "Put prepayment on invoice"),
        IconName.CHAIN,
    ),
    ActionKind.DEALLOCATE_PREPAYMENT: (
        QT_TRANSLATE_NOOP("Words", "Take prepayments off invoices"),
        QT_TRANSLATE_NOOP("Words", "Take prepayment off invoice"),
        IconName.CHAIN_BROKEN,
    ),
    ActionKind.DELETE_PREPAYMENT: (
        QT_TRANSLATE_NOOP("Words", "Delete prepayments"),
        QT_TRANSLATE_NOOP("Words", "Delete prepayment"),
        IconName.COINS,
    ),
    ActionKind.CREATE_REFUND: (
        QT_TRANSLATE_NOOP("Words", "Send refunds"),
        QT_TRANSLATE_NOOP("Words", "Send refund"),
        IconName.COINS,
    ),
    ActionKind.ADD_NOTE: (
        QT_TRANSLATE_NOOP("Words", "Add notes"),
        QT_TRANSLATE_NOOP("Words", "Add note"),
        IconName.PAGE,
    ),
    ActionKind.ATTACH_FILE: (
        QT_TRANSLATE_NOOP("Words", "Attach files"),
        QT_TRANSLATE_NOOP("Words", "Attach file"),
        IconName.PAGE,
    ),
}

_UNDO: Mapping[Undo, str] = {
    Undo.VOID: QT_TRANSLATE_NOOP("Words", "void"),
    Undo.DELETE: QT_TRANSLATE_NOOP("Words", "delete"),
    Undo.ARCHIVE: QT_TRANSLATE_NOOP("Words", "archive"),
    Undo.UNALLOCATE: QT_TRANSLATE_NOOP("Words", "take off"),
    Undo.RESTORE: QT_TRANSLATE_NOOP("Words", "restore"),
}

_QUESTIONS: Mapping[Kind, str] = {
    Kind.CONTACT_AMBIGUOUS: QT_TRANSLATE_NOOP("Words", "Which contact"),
    Kind.CONTACT_CHANGED_BOTH: QT_TRANSLATE_NOOP("Words", "Changed on both sides"),
    Kind.CONTACT_ARCHIVED: QT_TRANSLATE_NOOP("Words", "Contact is archived"),
    Kind.INVOICE_NUMBER_TAKEN: QT_TRANSLATE_NOOP("Words", "Number is taken"),
    Kind.INVOICE_NUMBER_VOIDED: QT_TRANSLATE_NOOP("Words", "Number was voided"),
    Kind.INVOICE_DIFFERS: QT_TRANSLATE_NOOP("Words", "Document differs"),
    Kind.INVOICE_CHANGED_AFTER_PAYMENT: QT_TRANSLATE_NOOP("Words", "Changed after payment"),
    Kind.INVOICE_DELETED_AFTER_PAYMENT: QT_TRANSLATE_NOOP("Words", "Deleted after payment"),
    Kind.INVOICE_CHANGED_EARLIER_MONTH: QT_TRANSLATE_NOOP("Words", "Changed in an earlier month"),
    Kind.INVOICE_DELETED_EARLIER_MONTH: QT_TRANSLATE_NOOP("Words", "Deleted in an earlier month"),
    Kind.DOCUMENT_LOCKED_PERIOD: QT_TRANSLATE_NOOP("Words", "Closed period"),
    Kind.NEGATIVE_INVOICE: QT_TRANSLATE_NOOP("Words", "Invoice below zero"),
    Kind.UNMAPPED_CATEGORY: QT_TRANSLATE_NOOP("Words", "Category without account"),
    Kind.UNMAPPED_TAX: QT_TRANSLATE_NOOP("Words", "Tax without rate"),
    Kind.UNMAPPED_METHOD: QT_TRANSLATE_NOOP("Words", "Payment method without account"),
    Kind.TAX_NOT_ALLOWED_ON_ACCOUNT: QT_TRANSLATE_NOOP("Words", "Tax not allowed on account"),
    Kind.TAX_RATE_DIFFERS: QT_TRANSLATE_NOOP("Words", "Tax rate differs"),
    Kind.TOTAL_NOT_REPRODUCIBLE: QT_TRANSLATE_NOOP("Words", "Total cannot be reached"),
    Kind.ACCOUNT_UNUSABLE: QT_TRANSLATE_NOOP("Words", "Account cannot be used"),
    Kind.TRACKING_UNUSABLE: QT_TRANSLATE_NOOP("Words", "Tracking option cannot be used"),
    Kind.PAYMENT_EXCEEDS_DUE: QT_TRANSLATE_NOOP("Words", "Paid too much"),
    Kind.PAYMENT_MAYBE_ALREADY_RECORDED: QT_TRANSLATE_NOOP("Words", "Perhaps recorded already"),
    Kind.PAYMENT_UNMATCHED: QT_TRANSLATE_NOOP("Words", "Payment without customer"),
    Kind.PAYMENT_DELETED_BUT_RECONCILED: QT_TRANSLATE_NOOP("Words", "Deleted but confirmed by the bank"),
    Kind.PAYMENT_DELETED_EARLIER_MONTH: QT_TRANSLATE_NOOP("Words", "Payment deleted, earlier month"),
    Kind.PAYMENT_EDITED: QT_TRANSLATE_NOOP("Words", "Payment was changed"),
    Kind.PAYMENT_FOR_UNSYNCED_INVOICE: QT_TRANSLATE_NOOP("Words", "Pays an older invoice"),
    Kind.PAYMENT_ON_UNEXPECTED_ACCOUNT: QT_TRANSLATE_NOOP("Words", "Paid into another account"),
    Kind.CREDIT_WITHOUT_DOCUMENT: QT_TRANSLATE_NOOP("Words", "Credit without a document"),
    Kind.REFUND_WITHOUT_CREDIT: QT_TRANSLATE_NOOP("Words", "Refund without credit"),
    Kind.RECEIPT_NOT_ON_RECEIVABLES: QT_TRANSLATE_NOOP("Words", "Receipt booked as income"),
    Kind.DUPLICATE_SUSPECTED: QT_TRANSLATE_NOOP("Words", "Paid twice?"),
    Kind.CURRENCY_DIFFERS: QT_TRANSLATE_NOOP("Words", "Other currency"),
    Kind.RECEIPT_WITHOUT_ACCOUNT: QT_TRANSLATE_NOOP("Words", "Receipt without account"),
    Kind.REMOVED_IN_XERO: QT_TRANSLATE_NOOP("Words", "Removed in Xero"),
    Kind.REMOVED_IN_SPLYNX: QT_TRANSLATE_NOOP("Words", "Removed in Splynx"),
    Kind.ALLOCATION_DIFFERS: QT_TRANSLATE_NOOP("Words", "Put on other invoices"),
    Kind.XERO_ONLY_DOCUMENT: QT_TRANSLATE_NOOP("Words", "Only in Xero"),
    Kind.TOO_MANY_CHANGES: QT_TRANSLATE_NOOP("Words", "Very many changes"),
    Kind.REJECTED_BY_XERO: QT_TRANSLATE_NOOP("Words", "Refused by Xero"),
    Kind.REJECTED_BY_SPLYNX: QT_TRANSLATE_NOOP("Words", "Refused by Splynx"),
    Kind.UNDONE: QT_TRANSLATE_NOOP("Words", "Undone"),
}

_FIELDS: Mapping[str, str] = {
    "name": QT_TRANSLATE_NOOP("Words", "Name"),
    "email": QT_TRANSLATE_NOOP("Words", "E-mail"),
    "phone": QT_TRANSLATE_NOOP("Words", "Phone"),
    "tax_number": QT_TRANSLATE_NOOP("Words", "Tax number"),
    "account_number": QT_TRANSLATE_NOOP("Words", "Account number"),
    "address": QT_TRANSLATE_NOOP("Words", "Address"),
    "number": QT_TRANSLATE_NOOP("Words", "Number"),
    "customer": QT_TRANSLATE_NOOP("Words", "Customer"),
    "contact": QT_TRANSLATE_NOOP("Words", "Contact"),
    "date": QT_TRANSLATE_NOOP("Words", "Date"),
    "due_date": QT_TRANSLATE_NOOP("Words", "Due date"),
    "total": QT_TRANSLATE_NOOP("Words", "Total"),
    "net": QT_TRANSLATE_NOOP("Words", "Net"),
    "tax": QT_TRANSLATE_NOOP("Words", "Tax"),
    "paid": QT_TRANSLATE_NOOP("Words", "Paid or credited"),
    "due": QT_TRANSLATE_NOOP("Words", "Still owed"),
    "status": QT_TRANSLATE_NOOP("Words", "Status"),
    "currency": QT_TRANSLATE_NOOP("Words", "Currency"),
    "amount": QT_TRANSLATE_NOOP("Words", "Amount"),
    "reference": QT_TRANSLATE_NOOP("Words", "Reference"),
    "account": QT_TRANSLATE_NOOP("Words", "Account"),
    "method": QT_TRANSLATE_NOOP("Words", "Payment method"),
    "receipt": QT_TRANSLATE_NOOP("Words", "Receipt"),
    "refund": QT_TRANSLATE_NOOP("Words", "Refund"),
    "invoice": QT_TRANSLATE_NOOP("Words", "Invoice"),
    "invoices": QT_TRANSLATE_NOOP("Words", "Invoices"),
    "payment": QT_TRANSLATE_NOOP("Words", "Payment"),
    "payments": QT_TRANSLATE_NOOP("Words", "Payments"),
    "reconciled": QT_TRANSLATE_NOOP("Words", "Confirmed by the bank"),
    "category": QT_TRANSLATE_NOOP("Words", "Category"),
    "rate": QT_TRANSLATE_NOOP("Words", "Tax rate"),
    "percent": QT_TRANSLATE_NOOP("Words", "Percent"),
    "lines": QT_TRANSLATE_NOOP("Words", "Lines"),
    "count": QT_TRANSLATE_NOOP("Words", "Count"),
    "candidates": QT_TRANSLATE_NOOP("Words", "Possible contacts"),
}

_WAITS: Mapping[str, str] = {
    "waiting-for-decision": QT_TRANSLATE_NOOP("Words", "waits for a decision"),
    "waiting-for-approval": QT_TRANSLATE_NOOP("Words", "waits until its invoice is approved in Xero"),
    "waiting-for-invoice": QT_TRANSLATE_NOOP("Words", "waits for its invoice"),
    "waiting-for-contact": QT_TRANSLATE_NOOP("Words", "waits for its customer"),
    "waiting-for-credit-note": QT_TRANSLATE_NOOP("Words", "waits for its credit note"),
    "waiting-for-unreconcile": QT_TRANSLATE_NOOP("Words", "waits until it is unreconciled in Xero"),
    "closed-period": QT_TRANSLATE_NOOP("Words", "is dated in a closed period"),
    "left-out-this-time": QT_TRANSLATE_NOOP("Words", "left out of this sync"),
    "not-in-splynx": QT_TRANSLATE_NOOP("Words", "not in Splynx yet"),
    "looks-like-another": QT_TRANSLATE_NOOP("Words", "looks like another payment"),
    "contact-archived": QT_TRANSLATE_NOOP("Words", "its customer is archived in Xero"),
    "contact-in-question": QT_TRANSLATE_NOOP("Words", "its customer waits for a decision"),
    "account-unusable": QT_TRANSLATE_NOOP("Words", "its account cannot be used"),
    "tracking-unusable": QT_TRANSLATE_NOOP("Words", "its tracking option cannot be used"),
    "other-currency": QT_TRANSLATE_NOOP("Words", "is in another currency"),
    "customer-not-read": QT_TRANSLATE_NOOP("Words", "its customer was not read yet"),
    "not-read-in-xero": QT_TRANSLATE_NOOP("Words", "was not read in Xero yet"),
    "no-number": QT_TRANSLATE_NOOP("Words", "has no number"),
    "match-open": QT_TRANSLATE_NOOP("Words", "is likely in Xero already; its match is not answered"),
    "parts-do-not-add-up": QT_TRANSLATE_NOOP("Words", "its parts do not add up in Splynx"),
    "invoice-has-no-room": QT_TRANSLATE_NOOP("Words", "nothing is owed on its invoice any more"),
    "credit-is-used": QT_TRANSLATE_NOOP("Words", "its credit is used up"),
    "credit-on-another-contact": QT_TRANSLATE_NOOP("Words", "its credit is on another contact in Xero"),
    "was-paid-back-in-splynx": QT_TRANSLATE_NOOP("Words", "it was paid back in Splynx; remove the refund there first"),
    "credit-was-refunded": QT_TRANSLATE_NOOP("Words", "its credit was refunded"),
    "allocation-has-no-id": QT_TRANSLATE_NOOP("Words", "Xero does not name this allocation yet"),
}


def _say(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)


def action_title(kind: ActionKind) -> str:
    """A kind of write as the heading of many: "Make invoices"."""
    return _say(_ACTIONS[kind][0])


def action_word(kind: ActionKind) -> str:
    """One write of a kind: "Make invoice"."""
    return _say(_ACTIONS[kind][1])


def action_icon(kind: ActionKind) -> IconName:
    """The picture of what is written."""
    return _ACTIONS[kind][2]


def undo_word(undo: Undo | None) -> str:
    """How a write could be undone; empty where it cannot."""
    return _say(_UNDO[undo]) if undo else ""


def side_name(side: Side) -> str:
    """The service's name; not translated."""
    return "Splynx" if side is Side.SPLYNX else "Xero"


def question_title(kind: Kind) -> str:
    """A kind of question in a few words, for lists: "Closed period"."""
    return _say(_QUESTIONS[kind])


def field_title(name: str) -> str:
    """The name of a compared field; what is not known by name is shown as it is, with blanks."""
    known = _FIELDS.get(name)
    return _say(known) if known else name.replace("_", " ").replace("-", " ").capitalize()


def wait_words(reason: str) -> str:
    """Why something waits without a question: "waits for its invoice"."""
    known = _WAITS.get(reason)
    return _say(known) if known else reason.replace("-", " ")


def subject_title(subject: str) -> str:
    """What something is about at the start of a line: "Invoice 202611010003"."""
    return subject[:1].upper() + subject[1:]
