"""Which element of an answer belongs to which write: by id, number, token or content, never by position alone (R1)."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from splynx_xero_gui.domain.payloads import (
    AllocationPayload,
    ContactPayload,
    CreditPayload,
    DocumentPayload,
    PaymentPayload,
    VoidPayload,
)
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.xero.translate_in.payments import paid_object
from splynx_xero_gui.xero.translate_in.values import Json, Unreadable, ident, inner, number, text
from splynx_xero_gui.xero.translate_out.values import Body

# Whether an element can only be the answer to this write.
Key = Callable[[SyncAction, Json], bool]


def match(actions: Sequence[SyncAction], sent: Sequence[Body], elements: Sequence[Json]) -> dict[str, Json]:
    """Elements by action id. Actions whose element cannot be told for sure are left out.

    First by natural key; then refused elements, which may lack theirs (xero-api.md §4), by what else they say.
    """
    found: dict[str, Json] = {}
    left = dict(enumerate(elements))
    for keys in (_by_key, _by_content):
        for action in actions:
            if action.id in found:
                continue
            fitting = [n for n, element in left.items() if keys(action, element)]
            rivals = [a for a in actions if a.id not in found and a is not action]
            if len(fitting) == 1 and not any(keys(rival, left[fitting[0]]) for rival in rivals):
                found[action.id] = left.pop(fitting[0])
    _by_elimination(actions, sent, elements, left, found)
    return found


def _by_elimination(
    actions: Sequence[SyncAction],
    sent: Sequence[Body],
    elements: Sequence[Json],
    left: Mapping[int, Json],
    found: dict[str, Json],
) -> None:
    """Refusals only: the element at the write's own place, as many as were sent, saying nothing that contradicts it and
    at least one thing that confirms it.
    """
    if len(elements) != len(actions):
        return
    for place, (action, body) in enumerate(zip(actions, sent, strict=True)):
        element = left.get(place)
        if action.id not in found and element is not None and is_refused(element) and _confirms(body, element):
            found[action.id] = element


def _confirms(body: Body, element: Json) -> bool:
    same = 0
    for name, value in body.items():
        said = element.get(name)
        if isinstance(value, dict):
            pairs = [(v, text(inner(element, name), k)) for k, v in value.items()]
            if any(theirs and str(ours) != theirs for ours, theirs in pairs):
                return False
            same += sum(1 for _, theirs in pairs if theirs)
        elif isinstance(value, str) and isinstance(said, str) and said and name in ("Reference", "Name"):
            if said != value:
                return False
            same += 1
    return same > 0


def is_refused(element: Json) -> bool:
    """Whether the element was not written (xero-api.md §4). Lone warnings are no refusal."""
    return (
        text(element, "StatusAttributeString").upper() == "ERROR"
        or element.get("HasErrors") is True
        or element.get("HasValidationErrors") is True
        or bool(element.get("ValidationErrors"))
    )


def _by_key(action: SyncAction, element: Json) -> bool:
    payload = action.payload
    match payload:
        case ContactPayload(id=""):
            return bool(payload.number) and text(element, "ContactNumber") == payload.number
        case ContactPayload():
            return ident(element, "ContactID") == payload.id
        case DocumentPayload() | VoidPayload():
            return _is_document(payload, element)
        case PaymentPayload():
            return has_token(text(element, "Reference"), payload.token) and _pays(payload, element, strict=False)
        case CreditPayload():
            return has_token(text(element, "Reference"), payload.token)
        case AllocationPayload():
            return _allocates(payload, element)
    return False


def _by_content(action: SyncAction, element: Json) -> bool:
    """Without a key: a payment by what it pays and how much, a new contact by its name."""
    payload = action.payload
    if isinstance(payload, PaymentPayload):
        return not text(element, "Reference") and _pays(payload, element, strict=True)
    if isinstance(payload, ContactPayload) and not payload.id:
        return not text(element, "ContactNumber") and bool(payload.name) and text(element, "Name") == payload.name
    return False


def _is_document(payload: DocumentPayload | VoidPayload, element: Json) -> bool:
    if payload.id:
        return payload.id in (ident(element, "InvoiceID"), ident(element, "CreditNoteID"))
    said = text(element, "InvoiceNumber") or text(element, "CreditNoteNumber")
    return bool(payload.number) and said == payload.number


def _pays(payload: PaymentPayload, element: Json, *, strict: bool) -> bool:
    """Invoice (or credit) and amount confirm the token (R2); what the element does not say does not contradict."""
    try:
        _, target = paid_object(payload.target, element)
    except Unreadable:
        target = ""
    amount = _number(element, "Amount")
    if strict:
        return target == payload.target_ref.id and amount == payload.amount
    return target in ("", payload.target_ref.id) and amount in (None, payload.amount)


def _allocates(payload: AllocationPayload, element: Json) -> bool:
    return ident(inner(element, "Invoice"), "InvoiceID") == payload.invoice.id and _number(element, "Amount") in (
        None,
        payload.amount,
    )


def _number(element: Json, name: str) -> Decimal | None:
    try:
        return number(element, name)
    except Unreadable:
        return None


def has_token(reference: str, token: str) -> bool:
    """Whether the token stands in the reference as a whole word: `SPX-P12.1` is not in `SPX-P12.10` (R2)."""
    # Every answer is held against every write of a call: nearly all of them end here.
    if not token or token not in reference:
        return False
    return re.search(rf"(?<![\w.-]){re.escape(token)}(?![\w.-])", reference) is not None


def elements_of(body: Mapping[str, Any], name: str) -> list[Json]:
    """The elements of an answer; those of a validation exception where it is one."""
    rows = body.get(name)
    if not isinstance(rows, list):
        rows = body.get("Elements")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
