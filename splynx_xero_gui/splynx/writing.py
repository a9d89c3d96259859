"""What we write into Splynx: payments born in Xero (R22–R26), and the PDF we fetch. Every write is sent once."""

from collections.abc import Mapping

from splynx_xero_gui.domain.billing import BilledPayment
from splynx_xero_gui.domain.failures import NotAuthorised
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.money import places
from splynx_xero_gui.domain.payloads import SplynxPaymentPayload
from splynx_xero_gui.ports.billing import NO_PDF, Absent, PdfUnavailable, WriteRefused
from splynx_xero_gui.splynx import translate
from splynx_xero_gui.splynx.client import ApiRefused, Client
from splynx_xero_gui.splynx.errors import Reaction, maybe_arrived, not_visible
from splynx_xero_gui.splynx.paths import DOCUMENT_NAMES, DOWNLOAD, NOUNS, PAYMENTS
from splynx_xero_gui.splynx.permissions import screen_name
from splynx_xero_gui.splynx.reading import absent, item, translated, unwrapped
from splynx_xero_gui.splynx.scalars import Untranslatable, identity, pick


def create_payment(client: Client, payload: SplynxPaymentPayload) -> BilledPayment:
    """POST and read back. Raises WriteRefused; after NetworkLost or ServiceDown look it up by its key first (R2)."""
    try:
        body = unwrapped(client.post(PAYMENTS, payment_body(payload)))
        new_id = identity(pick(body, "id"), "id") if isinstance(body, Mapping) else ""
    except ApiRefused as refused:
        raise _refusal_of_write("The payment", refused) from refused
    except Untranslatable:
        new_id = ""
    if not new_id:
        raise maybe_arrived("Splynx answered no id")
    return _read_back(client, new_id)


def update_payment(client: Client, payload: SplynxPaymentPayload) -> BilledPayment:
    """PUT `field_1`, the date and the invoice it shall pay, if one is named, and read back (R26, R27)."""
    body: dict[str, object] = {"field_1": payload.key, "date": payload.date.isoformat()}
    if payload.invoice_id is not None:
        body["invoice_id"] = int(payload.invoice_id)
    try:
        client.put(f"{PAYMENTS}/{payload.id}", body)
    except ApiRefused as refused:
        raise _refusal_of_write(f"Payment {payload.id}", refused) from refused
    return _read_back(client, payload.id)


def delete_payment(client: Client, id: str) -> None:
    """DELETE; a payment that is gone already is as we want it."""
    try:
        client.delete(f"{PAYMENTS}/{id}")
    except ApiRefused as refused:
        if refused.refusal.status != 404:
            raise _refusal_of_write(f"Payment {id}", refused) from refused
        if not absent(client, id, refused).gone:
            raise _refusal_of_write(f"Payment {id}", refused) from refused


def document_pdf(client: Client, kind: ObjectKind, id: str) -> bytes:
    """The PDF of an invoice, credit note or payment.

    Raises PdfUnavailable where Splynx has none or the key may not fetch it: only this file is missing then.
    """
    what = f"{NO_PDF} of {NOUNS[kind].lower()} {id}"
    path = f"{DOWNLOAD}/{DOCUMENT_NAMES[kind]}--{id}"
    try:
        content = client.get_bytes(path)
    except ApiRefused as refused:
        raise PdfUnavailable(f"{what}: {refused.refusal.short}") from refused
    except NotAuthorised as refused:
        if refused.id != "S3":
            raise
        raise PdfUnavailable(f"{what}: the key may not. It needs {screen_name(path, 'GET')}.") from refused
    if not content.startswith(b"%PDF"):
        raise PdfUnavailable(f"{what}: the file is no PDF.")
    return content


def payment_body(payload: SplynxPaymentPayload) -> dict[str, object]:
    """All fields the blueprint asks for, in the exact decimals Splynx keeps (splynx-api.md §7.4)."""
    body: dict[str, object] = {
        "customer_id": int(payload.customer_id),
        "payment_type": int(payload.method_id),
        "receipt_number": payload.receipt_number,
        "date": payload.date.isoformat(),
        "amount": f"{places(payload.amount, 4):.4f}",
        "comment": payload.comment,
        "field_1": payload.key,
    }
    body |= {f"field_{index}": "" for index in range(2, 6)}
    links = {
        "invoice_id": payload.invoice_id,
        "credit_note_id": payload.credit_note_id,
        "refund_payment_id": payload.refund_payment_id,
    }
    return body | {name: int(linked) for name, linked in links.items() if linked is not None}


def _read_back(client: Client, id: str) -> BilledPayment:
    found = item(client, PAYMENTS, id)
    if isinstance(found, Absent):
        raise maybe_arrived(f"payment {id} could not be read back")
    return translated("Payment", translate.payment, found)


def _refusal_of_write(what: str, refused: ApiRefused) -> Exception:
    refusal = refused.refusal
    if refusal.reaction is Reaction.PARTNER:
        return not_visible(what, refusal.details)
    return WriteRefused(refusal.words or (refusal.short,))
