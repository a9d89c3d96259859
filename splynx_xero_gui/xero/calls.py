"""How each batched write is called: operation, list name, id, element and what the answer's element means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind
from splynx_xero_gui.domain.payloads import (
    ContactPayload,
    CreditPayload,
    DocumentPayload,
    Payload,
    PaymentPayload,
    VoidPayload,
)
from splynx_xero_gui.ports.accounting import AccountingBody
from splynx_xero_gui.xero.translate_in import contacts as contacts_in
from splynx_xero_gui.xero.translate_in import documents as documents_in
from splynx_xero_gui.xero.translate_in import payments as payments_in
from splynx_xero_gui.xero.translate_in.values import Json
from splynx_xero_gui.xero.translate_out import contacts, documents, payments
from splynx_xero_gui.xero.translate_out.values import Body, Unwritable


@dataclass(frozen=True, slots=True)
class Call:
    """One form of batched call. `updating`: the objects were named by id, so that "not of valid status" means paid."""

    operation: str
    items: str
    id_name: str
    write: Callable[[Payload], Body]
    read: Callable[[Json], AccountingBody]
    updating: bool = False
    parameters: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


_SUMMARY: Final = {"summarize_errors": "false"}  # always: else one bad element hides saved ones (§4)
_PLAIN: Final[Mapping[str, object]] = MappingProxyType(_SUMMARY)
_FOUR: Final[Mapping[str, object]] = MappingProxyType({**_SUMMARY, "unitdp": 4})


def _contact(write: Callable[[ContactPayload], Body]) -> Callable[[Payload], Body]:
    def checked(payload: Payload) -> Body:
        if not isinstance(payload, ContactPayload):
            raise Unwritable("This is not a contact.")
        return write(payload)

    return checked


def _document(payload: Payload) -> Body:
    if not isinstance(payload, DocumentPayload):
        raise Unwritable("This is not a document.")
    return documents.document(payload)


def _void(payload: Payload) -> Body:
    if not isinstance(payload, VoidPayload):
        raise Unwritable("This is not a document to void.")
    return documents.voided(payload)


def _rename(payload: Payload) -> Body:
    if not isinstance(payload, VoidPayload):
        raise Unwritable("This is not a document to void.")
    return documents.renamed(payload)


def _payment(payload: Payload) -> Body:
    if not isinstance(payload, PaymentPayload):
        raise Unwritable("This is not a payment.")
    return payments.payment(payload)


def _credit(payload: Payload) -> Body:
    if not isinstance(payload, CreditPayload):
        raise Unwritable("This is not an overpayment or prepayment.")
    return payments.credit(payload)


def _of_contacts(operation: str, write: Callable[[ContactPayload], Body], *, updating: bool) -> Call:
    return Call(operation, "Contacts", "ContactID", _contact(write), contacts_in.contact, updating, _PLAIN)


def _of_invoices(operation: str, write: Callable[[Payload], Body], *, updating: bool) -> Call:
    return Call(operation, "Invoices", "InvoiceID", write, documents_in.invoice, updating, _FOUR)


def _of_credit_notes(operation: str, write: Callable[[Payload], Body], *, updating: bool) -> Call:
    return Call(operation, "CreditNotes", "CreditNoteID", write, documents_in.credit_note, updating, _FOUR)


def _of_credits(kind: ObjectKind) -> Call:
    return Call(
        "create_bank_transactions",
        "BankTransactions",
        payments_in.CREDIT_IDS[kind],
        _credit,
        lambda item: payments_in.credit_as_created(kind, item),
        parameters=_FOUR,
    )


_PAYMENTS: Final = Call("create_payments", "Payments", "PaymentID", _payment, payments_in.payment, parameters=_PLAIN)

CALLS: Final[Mapping[ActionKind, Call]] = MappingProxyType(
    {
        ActionKind.CREATE_CONTACT: _of_contacts("create_contacts", contacts.new_contact, updating=False),
        ActionKind.UPDATE_CONTACT: _of_contacts("update_or_create_contacts", contacts.changed_contact, updating=True),
        ActionKind.ARCHIVE_CONTACT: _of_contacts(
            "update_or_create_contacts", lambda payload: contacts.archived_contact(payload.id), updating=True
        ),
        ActionKind.CREATE_INVOICE: _of_invoices("create_invoices", _document, updating=False),
        ActionKind.UPDATE_INVOICE: _of_invoices("update_or_create_invoices", _document, updating=True),
        ActionKind.VOID_INVOICE: _of_invoices("update_or_create_invoices", _void, updating=True),
        ActionKind.CREATE_CREDIT_NOTE: _of_credit_notes("create_credit_notes", _document, updating=False),
        ActionKind.UPDATE_CREDIT_NOTE: _of_credit_notes("update_or_create_credit_notes", _document, updating=True),
        ActionKind.VOID_CREDIT_NOTE: _of_credit_notes("update_or_create_credit_notes", _void, updating=True),
        ActionKind.CREATE_PAYMENT: _PAYMENTS,
        ActionKind.CREATE_REFUND: _PAYMENTS,
        ActionKind.CREATE_OVERPAYMENT: _of_credits(ObjectKind.OVERPAYMENT),
        ActionKind.CREATE_PREPAYMENT: _of_credits(ObjectKind.PREPAYMENT),
    }
)
RENAMES: Final[Mapping[ActionKind, Call]] = MappingProxyType(
    {
        ActionKind.VOID_INVOICE: _of_invoices("update_or_create_invoices", _rename, updating=True),
        ActionKind.VOID_CREDIT_NOTE: _of_credit_notes("update_or_create_credit_notes", _rename, updating=True),
    }
)
ALLOCATIONS: Final[Mapping[ObjectKind, tuple[str, str]]] = MappingProxyType(
    {
        ObjectKind.CREDIT_NOTE: ("create_credit_note_allocation", "delete_credit_note_allocations"),
        ObjectKind.OVERPAYMENT: ("create_overpayment_allocations", "delete_overpayment_allocations"),
        ObjectKind.PREPAYMENT: ("create_prepayment_allocations", "delete_prepayment_allocations"),
    }
)
HISTORIES: Final[Mapping[ObjectKind, str]] = MappingProxyType(
    {
        ObjectKind.CONTACT: "create_contact_history",
        ObjectKind.INVOICE: "create_invoice_history",
        ObjectKind.CREDIT_NOTE: "create_credit_note_history",
        ObjectKind.PAYMENT: "create_payment_history",
        ObjectKind.OVERPAYMENT: "create_overpayment_history",
        ObjectKind.PREPAYMENT: "create_prepayment_history",
    }
)
READ_HISTORIES: Final[Mapping[ObjectKind, str]] = MappingProxyType(
    {kind: name.replace("create_", "get_") for kind, name in HISTORIES.items()}
)
READ_FILES: Final[Mapping[ObjectKind, str]] = MappingProxyType(
    {
        ObjectKind.INVOICE: "get_invoice_attachments",
        ObjectKind.CREDIT_NOTE: "get_credit_note_attachments",
    }
)
UPLOADS: Final[Mapping[ObjectKind, str]] = MappingProxyType(
    {
        ObjectKind.INVOICE: "create_invoice_attachment_by_file_name",
        ObjectKind.CREDIT_NOTE: "create_credit_note_attachment_by_file_name",
    }
)
