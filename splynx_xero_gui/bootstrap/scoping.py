"""What a range and choice of partners would bring, counted from the sync record (ui.md W4–W7)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from math import ceil

from splynx_xero_gui.domain.billing import BilledDocument, BilledPayment, Customer, DocumentStatus
from splynx_xero_gui.domain.kinds import DOCUMENT_KINDS, ObjectKind, Side
from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.engine.reconcile.patterns import customer_words, document_words
from splynx_xero_gui.engine.streams import XERO_KINDS
from splynx_xero_gui.ports.ledger import Ledger
from splynx_xero_gui.wizard.services import Scope

_BATCH = 50


def scope_of(ledger: Ledger, profile: Profile) -> Scope:
    """Counts and money in and before the range, per partner, and use per mapping."""
    since = profile.options.documents_from or dt.date.min
    wanted = set(profile.options.partners)
    reference = ledger.billing_reference()
    partners = reference[0].partners if reference else ()
    chosen = {p.id for p in partners if not wanted or p.id in wanted or p.name in wanted}
    counted = _Counted()
    for kind in DOCUMENT_KINDS:
        for seen in ledger.observations(Side.SPLYNX, kind):
            body = seen.body
            if isinstance(body, BilledDocument) and body.status is not DocumentStatus.DELETED:
                counted.document(
                    body, seen.partner_id or "", body.date >= since, not partners or seen.partner_id in chosen
                )
    payments = sum(
        1
        for seen in ledger.observations(Side.SPLYNX, ObjectKind.PAYMENT)
        if isinstance(seen.body, BilledPayment) and seen.body.date >= (profile.options.payments_from or since)
    )
    # A note and a file are a request each, for every document (R35).
    along = int(profile.options.history_note) + int(profile.options.attach_pdf)
    writes = 2 * ceil(payments / _BATCH) + 2 * ceil(counted.documents / _BATCH) + along * counted.documents
    return Scope(
        documents=counted.documents,
        amount=counted.amount,
        left_alone=counted.left,
        left_alone_amount=counted.left_amount,
        partners={id: (len(customers), counted.open[id]) for id, customers in counted.customers.items()},
        usage=ledger.usage(since, sorted(chosen) if wanted else ()),
        example=_example(ledger, counted.example),
        calls=1 + len(XERO_KINDS) + writes + 4,
    )


class _Counted:
    def __init__(self) -> None:
        self.documents = self.left = 0
        self.amount = self.left_amount = ZERO
        self.customers: dict[str, set[str]] = defaultdict(set)
        self.open: dict[str, Decimal] = defaultdict(lambda: ZERO)
        self.example: BilledDocument | None = None

    def document(self, body: BilledDocument, partner: str, in_range: bool, owned: bool) -> None:
        sign = -1 if body.kind is ObjectKind.CREDIT_NOTE else 1
        self.customers[partner].add(body.customer_id)
        self.open[partner] += sign * body.open
        if owned and self.example is None:
            self.example = body
        if owned and in_range:
            self.documents += 1
            self.amount += sign * body.total
        elif owned:
            self.left += 1
            self.left_amount += sign * body.total


def _example(ledger: Ledger, document: BilledDocument | None) -> Mapping[str, str]:
    """What patterns would write for one real customer and document."""
    if document is None:
        return {}
    for seen in ledger.observations(Side.SPLYNX, ObjectKind.CUSTOMER):
        if isinstance(seen.body, Customer) and seen.body.id == document.customer_id:
            return {**customer_words(seen.body), **document_words(document.number, document.date)}
    return {}
