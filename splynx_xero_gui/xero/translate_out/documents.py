"""Invoices and credit notes to write (xero-api.md §7, §8, §11)."""

from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.payloads import DocumentPayload, LinePayload, VoidPayload
from splynx_xero_gui.xero.translate_in.documents import CREDIT_NOTE_TYPE, INVOICE_TYPE
from splynx_xero_gui.xero.translate_out.values import Body, amount, fine, iso, known

LONGEST_DESCRIPTION = 4000


def document(payload: DocumentPayload) -> Body:
    """For PUT (no id) or POST by id, with every LineItemID that is known (R1). In it only the ContactID (§6).

    Totals are never sent: Xero computes them and R9 compares.
    """
    is_invoice = payload.kind is ObjectKind.INVOICE
    body: Body = {
        "Type": INVOICE_TYPE if is_invoice else CREDIT_NOTE_TYPE,
        "Contact": {"ContactID": known(payload.contact.id, "contact")},
        "Date": iso(payload.date),
        "LineAmountTypes": "Exclusive",
        "InvoiceNumber" if is_invoice else "CreditNoteNumber": payload.number,
        "Reference": payload.reference,
        "CurrencyCode": payload.currency,
        "Status": payload.status,
        "LineItems": [_line(line) for line in payload.lines],
    }
    if is_invoice:
        # An approved invoice needs a due date (§7).
        body["DueDate"] = iso(payload.due_date or payload.date)
    if payload.id:
        body["InvoiceID" if is_invoice else "CreditNoteID"] = payload.id
    return body


def renamed(payload: VoidPayload) -> Body:
    """For POST before a void: the number is set free for later use (R15)."""
    is_invoice = payload.kind is ObjectKind.INVOICE
    return {**_named(payload), "InvoiceNumber" if is_invoice else "CreditNoteNumber": payload.number}


def voided(payload: VoidPayload) -> Body:
    """For POST: VOIDED, or DELETED for a draft."""
    return {**_named(payload), "Status": payload.status}


def _named(payload: VoidPayload) -> Body:
    is_invoice = payload.kind is ObjectKind.INVOICE
    return {
        "InvoiceID" if is_invoice else "CreditNoteID": known(payload.id, "document"),
        "Type": INVOICE_TYPE if is_invoice else CREDIT_NOTE_TYPE,
    }


def _line(line: LinePayload) -> Body:
    body: Body = {
        "Description": line.description[:LONGEST_DESCRIPTION],
        "Quantity": fine(line.quantity),
        "UnitAmount": fine(line.unit_amount),
        "AccountCode": line.account_code,
        "TaxType": line.tax_type,
    }
    if line.tax_amount is not None:
        body["TaxAmount"] = amount(line.tax_amount)
    if line.tracking:
        body["Tracking"] = [{"Name": name, "Option": option} for name, option in line.tracking]
    if line.id:
        body["LineItemID"] = line.id
    return body
