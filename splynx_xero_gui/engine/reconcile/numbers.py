"""Numbers and references of documents (R14): one suffix where taken; the customer's number stays in sight."""

import datetime as dt

from splynx_xero_gui.domain.billing import BilledDocument
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.engine.reconcile.draft import Draft
from splynx_xero_gui.engine.reconcile.patterns import customer_words, document_words, filled

_LIMIT = 255


def is_number_free(draft: Draft, kind: ObjectKind, number: str) -> bool:
    """Nobody in Xero, dead or alive, and nothing in this plan has the number; nor has another Splynx document."""
    key = (kind, number)
    return key not in draft.inp.taken and key not in draft.numbers and key not in draft.view.numbers


def next_number(draft: Draft, kind: ObjectKind, number: str) -> str:
    """`number-2`, `-3`, … the first that is free (R14)."""
    suffix = 2
    while not is_number_free(draft, kind, f"{number}-{suffix}"):
        suffix += 1
    return f"{number}-{suffix}"


def credit_number(draft: Draft, number: str) -> str:
    """`number-CR`, where taken `number-CR-2`, … (R14)."""
    base = f"{number}-CR"
    return (
        base
        if is_number_free(draft, ObjectKind.CREDIT_NOTE, base)
        else next_number(draft, ObjectKind.CREDIT_NOTE, base)
    )


def reference(draft: Draft, document: BilledDocument, number: str, date: dt.date) -> str:
    """The pattern filled in; with the Splynx number where it was renumbered, with the original day where re-dated."""
    customer = draft.view.customers.get(document.customer_id)
    words = customer_words(customer) if customer else {}
    words |= document_words(document.number, document.date)
    text = filled(draft.inp.policy.options.invoice_reference, words)
    tail = ""
    if number != document.number and document.number not in text:
        tail += f" {document.number}"
    if date != document.date:
        tail += f" dated {document.date.isoformat()}"
    return f"{text[: _LIMIT - len(tail)]}{tail}".strip()
