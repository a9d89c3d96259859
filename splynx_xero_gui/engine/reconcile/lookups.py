"""What the planner's caller looks up in the ledger beforehand: keys that could collide, values that answers name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from splynx_xero_gui.domain.billing import BilledDocument, Customer
from splynx_xero_gui.domain.conflict import Resolution
from splynx_xero_gui.domain.keys import contact_number
from splynx_xero_gui.domain.kinds import DOCUMENT_KINDS, ObjectKind
from splynx_xero_gui.domain.policy import Policy
from splynx_xero_gui.domain.records import Link, LinkState
from splynx_xero_gui.engine.reconcile.document_terms import splynx_hash
from splynx_xero_gui.ports.ledger import Books

_SUFFIXES = range(2, 6)
_NAMING = frozenset({"in-sync", "link", "other", "customer"})


def keys_to_look_up(books: Books, policy: Policy) -> Mapping[ObjectKind, frozenset[str]]:
    """Document numbers and ContactNumbers that this plan might use and that could be taken in Xero.

    Their observations, dead ones too, are `PlannerInput.taken`. Linked, unchanged documents need none.
    """
    keys: dict[ObjectKind, set[str]] = defaultdict(set)
    links: dict[tuple[ObjectKind, str], list[Link]] = defaultdict(list)
    for link in books.links:
        links[link.kind, link.splynx_id].append(link)
    for seen in books.splynx:
        if isinstance(seen.body, BilledDocument):
            _of_document(keys, seen.body, links[seen.body.kind, seen.id], gone=seen.gone)
        elif isinstance(seen.body, Customer):
            generation = 1 + max((link.generation for link in links[ObjectKind.CUSTOMER, seen.id]), default=0)
            if any(link.state is LinkState.ACTIVE for link in links[ObjectKind.CUSTOMER, seen.id]):
                continue
            for following in range(generation, generation + 3):
                keys[ObjectKind.CONTACT].add(contact_number(seen.id, policy.tag, following))
    return {kind: frozenset(found) for kind, found in keys.items()}


def _of_document(
    keys: dict[ObjectKind, set[str]], document: BilledDocument, links: Iterable[Link], *, gone: bool
) -> None:
    active = [link for link in links if link.state is LinkState.ACTIVE]
    if active and not gone and any(link.agreed_splynx == splynx_hash(document) for link in active):
        return
    number = document.number
    for kind in DOCUMENT_KINDS:
        keys[kind] |= {number, *(f"{number}-{suffix}" for suffix in _SUFFIXES)}
    keys[ObjectKind.CREDIT_NOTE] |= {f"{number}-CR", *(f"{number}-CR-{suffix}" for suffix in _SUFFIXES)}


def document_numbers(books: Books) -> Mapping[ObjectKind, frozenset[str]]:
    """Numbers of the unlinked documents: what `Ledger.splynx_numbers` is asked for to find `duplicates` (R4)."""
    linked = {(link.kind, link.splynx_id) for link in books.links if link.state is LinkState.ACTIVE}
    numbers: dict[ObjectKind, set[str]] = defaultdict(set)
    for seen in books.splynx:
        if isinstance(seen.body, BilledDocument) and (seen.kind, seen.id) not in linked:
            numbers[seen.kind].add(seen.body.number)
    return {kind: frozenset(found) for kind, found in numbers.items()}


def named_values(resolutions: Iterable[Resolution]) -> frozenset[str]:
    """Ids, numbers or names that answers point to: their Xero observations are `PlannerInput.named`."""
    return frozenset(r.value.strip() for r in resolutions if r.choice in _NAMING and r.value.strip())
