"""What of a Xero object counts as agreed content: what a payment or allocation changes on a document is left out."""

from splynx_xero_gui.domain.accounting import Contact, Credit, Document, Payment
from splynx_xero_gui.domain.content import content_hash
from splynx_xero_gui.ports.accounting import AccountingBody


def agreed_xero(body: AccountingBody) -> str:
    """Hash of the content both sides agree on; equal hashes need no comparison field by field."""
    if isinstance(body, Contact):
        return content_hash(body)
    if isinstance(body, Document):
        lines = [
            (x.description, x.quantity, x.unit_amount, x.tax_amount, x.account_code, x.tax_type) for x in body.lines
        ]
        facts = [body.kind, body.number, body.contact_id, body.date, body.due_date, body.total, body.total_tax, lines]
        return content_hash([*facts, body.status.is_dead])
    if isinstance(body, Payment):
        return content_hash([body.target_id, body.date, body.amount, body.account_id, body.status.is_dead])
    if isinstance(body, Credit):
        return content_hash([body.kind, body.contact_id, body.date, body.total, body.status.is_dead])
    raise TypeError(type(body).__name__)
