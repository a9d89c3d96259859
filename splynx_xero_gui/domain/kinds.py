"""Enumerations shared by every part: sides, objects, scenarios, actions."""

from enum import StrEnum


class Side(StrEnum):
    """Which of the two systems something is in or is written to. The values are those of interface.md."""

    SPLYNX = "splynx"
    XERO = "xero"


class ScenarioKind(StrEnum):
    """Where payments come from (design.md §2)."""

    PUSH_ALL = "push-all"
    XERO_PAYMENTS = "xero-payments"
    MIXED = "mixed"


class Flow(StrEnum):
    """Which way payments of one method travel (interface.md, profile file)."""

    TO_XERO = "to-xero"
    FROM_XERO = "from-xero"
    IGNORE = "ignore"


class Birthplace(StrEnum):
    """Where a payment was first seen. Recorded once, never changed (design.md §2); BOTH is a matched pair (R7)."""

    SPLYNX = "splynx"
    XERO = "xero"
    BOTH = "both"


class ObjectKind(StrEnum):
    """Kinds of observed objects.

    On the billing side: customer … method; on the accounting side: contact … money received.
    """

    CUSTOMER = "customer"
    CUSTOMER_DETAILS = "customer-details"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit-note"
    PAYMENT = "payment"
    RELATION = "relation"
    TRANSACTION = "transaction"
    CONTACT = "contact"
    OVERPAYMENT = "overpayment"
    PREPAYMENT = "prepayment"
    MONEY_RECEIVED = "money-received"
    ALLOCATION = "allocation"


DOCUMENT_KINDS = (ObjectKind.INVOICE, ObjectKind.CREDIT_NOTE)
CREDIT_KINDS = (ObjectKind.CREDIT_NOTE, ObjectKind.OVERPAYMENT, ObjectKind.PREPAYMENT)


class ActionKind(StrEnum):
    """Every write the product can plan (interface.md, `plan`)."""

    CREATE_CONTACT = "create-contact"
    UPDATE_CONTACT = "update-contact"
    ARCHIVE_CONTACT = "archive-contact"
    CREATE_INVOICE = "create-invoice"
    UPDATE_INVOICE = "update-invoice"
    VOID_INVOICE = "void-invoice"
    CREATE_CREDIT_NOTE = "create-credit-note"
    UPDATE_CREDIT_NOTE = "update-credit-note"
    VOID_CREDIT_NOTE = "void-credit-note"
    ALLOCATE_CREDIT_NOTE = "allocate-credit-note"
    DEALLOCATE_CREDIT_NOTE = "deallocate-credit-note"
    CREATE_PAYMENT = "create-payment"
    DELETE_PAYMENT = "delete-payment"
    RELINK_PAYMENT = "relink-payment"
    CREATE_OVERPAYMENT = "create-overpayment"
    ALLOCATE_OVERPAYMENT = "allocate-overpayment"
    DEALLOCATE_OVERPAYMENT = "deallocate-overpayment"
    DELETE_OVERPAYMENT = "delete-overpayment"
    CREATE_PREPAYMENT = "create-prepayment"
    ALLOCATE_PREPAYMENT = "allocate-prepayment"
    DEALLOCATE_PREPAYMENT = "deallocate-prepayment"
    DELETE_PREPAYMENT = "delete-prepayment"
    CREATE_REFUND = "create-refund"
    ADD_NOTE = "add-note"
    ATTACH_FILE = "attach-file"


class Undo(StrEnum):
    """How a write could be reversed (interface.md, `undo`)."""

    VOID = "void"
    DELETE = "delete"
    ARCHIVE = "archive"
    UNALLOCATE = "unallocate"
    RESTORE = "restore"
