"""Read what a refused write ran into, so that the next plan asks the right question (R4, R20)."""

from collections import defaultdict
from collections.abc import Sequence

from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.payloads import (
    AllocationPayload,
    ContactPayload,
    CreditPayload,
    DeallocationPayload,
    DeletionPayload,
    DocumentPayload,
    PaymentPayload,
    VoidPayload,
)
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.engine.discover_xero import observe_xero
from splynx_xero_gui.ports.accounting import AccountingBody, AccountingSystem
from splynx_xero_gui.ports.ledger import Ledger


def look_behind(refused: Sequence[SyncAction], accounting: AccountingSystem, ledger: Ledger, tag: str) -> None:
    """Store what stands in the way of these writes, as it is now. Raises what the port's reads raise."""
    numbers: dict[ObjectKind, set[str]] = defaultdict(set)
    ids: dict[ObjectKind, set[str]] = defaultdict(set)
    for action in refused:
        payload = action.payload
        if isinstance(payload, DocumentPayload) and not payload.id:
            numbers[payload.kind].add(payload.number)
        elif isinstance(payload, ContactPayload) and not payload.id:
            numbers[ObjectKind.CONTACT].add(payload.number)
        for kind, id in _named(action):
            if id:
                ids[kind].add(id)
    found: dict[tuple[type, str], AccountingBody] = {}
    for kind, wanted in sorted(numbers.items()):
        if kind is ObjectKind.CONTACT:
            found |= {(type(b), b.id): b for b in accounting.contacts_by_number(sorted(wanted))}
        else:
            found |= {(type(b), b.id): b for b in accounting.by_numbers(kind, sorted(wanted))}
    for kind, wanted in sorted(ids.items()):
        found |= {(type(b), b.id): b for b in accounting.by_ids(kind, sorted(wanted))}
    if found:
        ledger.store_page([observe_xero(body, tag, ledger) for body in found.values()])


def _named(action: SyncAction) -> list[tuple[ObjectKind, str]]:
    """The objects of Xero that a write names."""
    payload = action.payload
    if isinstance(payload, DocumentPayload):
        return [(payload.kind, payload.id), (ObjectKind.CONTACT, payload.contact.id)]
    if isinstance(payload, (ContactPayload, CreditPayload)):
        return [(ObjectKind.CONTACT, payload.id if isinstance(payload, ContactPayload) else payload.contact.id)]
    if isinstance(payload, PaymentPayload):
        return [(ObjectKind(payload.target.value), payload.target_ref.id)]
    if isinstance(payload, AllocationPayload):
        return [(payload.source_kind, payload.source.id), (ObjectKind.INVOICE, payload.invoice.id)]
    if isinstance(payload, DeallocationPayload):
        return [(payload.source_kind, payload.source_id)]
    if isinstance(payload, (DeletionPayload, VoidPayload)):
        return [(payload.kind, payload.id)]
    return []
