"""Endpoints of history notes and attachments: one call per document."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable
from typing import Any, Final

from splynx_xero_gui.sandbox.xero import messages, shapes, wire
from splynx_xero_gui.sandbox.xero.books import Organisation
from splynx_xero_gui.sandbox.xero.errors import bad_data, no_data, unknown_id, validation_failed
from splynx_xero_gui.sandbox.xero.model import Attachment, DocKind, Document, HistoryNote
from splynx_xero_gui.sandbox.xero.routing import Call, Handler, Json, Route

MAX_NOTE: Final = 250  # readings of Xero's page differ (2500, 450, 250); the strictest holds here (xero-api.md §13)
_MAX_FILES: Final = 10
_BAD_NAME: Final = re.compile(r'[<>:"/\\|?*+]')

Finder = Callable[[Organisation, str], Any]


def routes() -> tuple[Route, ...]:
    """History on everything that has an id; attachments on invoices and credit notes."""
    made = list[Route]()
    for wrapper, scope, finder in _owners():
        made += [
            Route("GET", f"/{wrapper}/<key>/History", scope, _bound(_notes, finder)),
            Route("PUT", f"/{wrapper}/<key>/History", scope, _bound(_add_note, finder)),
        ]
    for wrapper, kind in (("Invoices", DocKind.INVOICE), ("CreditNotes", DocKind.CREDIT_NOTE)):
        finder = _document(kind)
        made += [
            Route("GET", f"/{wrapper}/<key>/Attachments", "accounting.attachments", _bound(_files, finder)),
            Route(
                "PUT",
                f"/{wrapper}/<key>/Attachments/<name>",
                "accounting.attachments",
                _bound(_attach, finder),
                frozenset({"IncludeOnline"}),
            ),
        ]
    return tuple(made)


def _owners() -> tuple[tuple[str, str, Finder], ...]:
    invoices, payments = "accounting.invoices", "accounting.payments"
    return (
        ("Invoices", invoices, _document(DocKind.INVOICE)),
        ("CreditNotes", invoices, _document(DocKind.CREDIT_NOTE)),
        ("Overpayments", payments, _document(DocKind.OVERPAYMENT)),
        ("Prepayments", payments, _document(DocKind.PREPAYMENT)),
        ("Payments", payments, lambda org, key: org.payments.get(key)),
        ("BatchPayments", payments, lambda org, key: org.batches.get(key)),
        ("BankTransactions", "accounting.banktransactions", lambda org, key: org.transactions.get(key)),
        ("Contacts", "accounting.contacts", lambda org, key: org.contacts.get(key)),
    )


def _document(kind: DocKind) -> Finder:
    return lambda org, key: org.documents[kind].get(key)


def _bound(handler: Callable[[Call, Any], Json], finder: Finder) -> Handler:
    def handle(call: Call) -> Json:
        owner = finder(call.org, call.path["key"])
        if owner is None:
            raise unknown_id()
        return handler(call, owner)

    return handle


def _notes(call: Call, _owner: Any) -> Json:
    notes = call.org.history.get(call.path["key"].lower(), [])
    return {"HistoryRecords": [_note(n) for n in reversed(notes)]}


def _add_note(call: Call, _owner: Any) -> Json:
    elements = call.elements("HistoryRecords", shapes.HISTORY)
    for el in elements:
        if not el["Details"].strip() or len(el["Details"]) > MAX_NOTE:
            error = messages.too_long("Details", MAX_NOTE) if el["Details"].strip() else "Details must not be empty"
            raise validation_failed([{**el, "ValidationErrors": [{"Message": error}]}])
    made = [HistoryNote(el["Details"], call.org.stamp(), call.user) for el in elements]
    call.org.history.setdefault(call.path["key"].lower(), []).extend(made)
    return {"HistoryRecords": [_note(n) for n in made]}


def _note(note: HistoryNote) -> Json:
    return {
        "Changes": "Note",
        "DateUTCString": wire.stamp_string(note.at),
        "DateUTC": wire.ms_stamp(note.at),
        "User": note.user,
        "Details": note.details,
    }


def _files(call: Call, owner: Document) -> Json:
    return {"Attachments": [_file(owner, f) for f in call.org.attachments.get(owner.doc_id, [])]}


def _attach(call: Call, owner: Document) -> Json:
    name = call.path["name"]
    if _BAD_NAME.search(name):
        raise bad_data(f"The file name '{name}' holds a character that is not allowed.")
    if not call.body:
        raise no_data()
    files = call.org.attachments.setdefault(owner.doc_id, [])
    kept = [f for f in files if f.file_name != name]
    if len(kept) >= _MAX_FILES:
        raise validation_failed([{"ValidationErrors": [{"Message": messages.TOO_MANY_FILES}]}])
    mime = call.content_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
    made = Attachment(call.org.new_id(), name, mime, call.body, call.query.flag("IncludeOnline"))
    call.org.attachments[owner.doc_id] = [*kept, made]
    owner.has_attachments, owner.updated = True, call.org.stamp()
    return {"Attachments": [_file(owner, made)]}


def _file(owner: Document, item: Attachment) -> Json:
    wrapper = "Invoices" if owner.kind is DocKind.INVOICE else "CreditNotes"
    return {
        "AttachmentID": item.attachment_id,
        "FileName": item.file_name,
        "Url": f"https://api.xero.com/api.xro/2.0/{wrapper}/{owner.doc_id}/Attachments/{item.file_name}",
        "MimeType": item.mime_type,
        "ContentLength": len(item.content),
        "IncludeOnline": item.include_online,
    }
