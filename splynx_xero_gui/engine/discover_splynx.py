"""Read what changed in the billing system into the ledger (R5, R34): customers, documents, details.

Payments and relations, which carry no update stamp, are in `discover_counted`, transactions in `discover_uninvoiced`.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from math import ceil
from typing import TypeVar

from splynx_xero_gui.domain.billing import BilledDocument, Customer, CustomerDetails, DocumentStatus
from splynx_xero_gui.domain.kinds import DOCUMENT_KINDS, ObjectKind, Side
from splynx_xero_gui.domain.records import Mark, Observation
from splynx_xero_gui.engine.discover_counted import CountedDiscovery
from splynx_xero_gui.engine.discover_uninvoiced import UninvoicedDiscovery
from splynx_xero_gui.engine.emptiness import FEW, refuse_emptiness
from splynx_xero_gui.engine.streams import (
    DETAILS_PER_RUN,
    DETAILS_ROTATION,
    FULL_READ_EVERY,
    SPLYNX_OVERLAP,
    seen_in_splynx,
    stream,
)
from splynx_xero_gui.ports.billing import Absent, BillingSystem, RelationsUnavailable
from splynx_xero_gui.ports.control import Cancel, Clock, ItemsRead, Observer
from splynx_xero_gui.ports.ledger import Ledger

_FULL_READ = "splynx-full-read"
_RELATIONS = "splynx-relations"
_DETAILS_PAGE = 50
_OPEN = (DocumentStatus.NOT_PAID, DocumentStatus.PENDING, DocumentStatus.NOT_REFUNDED)
# Details stored as "read at the epoch" belong to a customer that changed since: they are due at once.
_NEVER_READ_BEFORE = dt.datetime(1970, 1, 2, tzinfo=dt.UTC)

T = TypeVar("T")


class SplynxDiscovery:
    """Reads customers, documents, payments and relations.

    `full` re-reads what carries no update stamp (nightly, before a certificate). `allowed` answers a sudden emptiness
    for exactly that many objects; transactions are read from `documents_from` on.
    """

    def __init__(
        self,
        splynx: BillingSystem,
        ledger: Ledger,
        clock: Clock,
        observer: Observer,
        cancel: Cancel,
        *,
        full: bool = False,
        allowed: int | None = None,
        documents_from: dt.date | None = None,
    ) -> None:
        self._splynx = splynx
        self._ledger = ledger
        self._clock = clock
        self._observer = observer
        self._cancel = cancel
        self._allowed = allowed
        self.full = full or self._full_read_is_due()
        self._counted = CountedDiscovery(splynx, ledger, observer, cancel, full=self.full, allowed=allowed)
        self._uninvoiced = UninvoicedDiscovery(
            splynx, ledger, clock, observer, cancel, full=self.full, since=documents_from
        )
        self._partners: dict[str, str] = {}
        self.dated_calls = 0

    def _full_read_is_due(self) -> bool:
        last = self._ledger.get_fact(_FULL_READ)
        return last is None or self._clock.now() - dt.datetime.fromisoformat(last) >= FULL_READ_EVERY

    def run(self) -> None:
        """Read all streams. Raises what the port raises, TooManyChanges where a stream is suddenly empty."""
        before = self._splynx.calls_made
        began = self._clock.now()
        today = self._splynx.server_day()
        self._customers(today)
        for kind in DOCUMENT_KINDS:
            self._documents(kind, today)
        self.dated_calls = self._splynx.calls_made - before
        self._counted.payments()
        try:
            self._counted.relations()
            self._ledger.set_fact(_RELATIONS, "available")
        except RelationsUnavailable:
            self._ledger.set_fact(_RELATIONS, "unavailable")
        self._counted.transactions_of_relations()
        self._counted.payments_of_relations()
        self._uninvoiced.run()
        self._details()
        if self.full:
            self._ledger.set_fact(_FULL_READ, began.isoformat())

    # -- customers and documents: by update day --

    def _since(self, kind: ObjectKind) -> dt.date | None:
        mark = self._ledger.marks().get(stream(Side.SPLYNX, kind))
        return dt.date.fromisoformat(mark.stamp) - SPLYNX_OVERLAP if mark else None

    def _customers(self, today: dt.date) -> None:
        since = self._since(ObjectKind.CUSTOMER)
        pages = self._splynx.customers(updated_since=since)
        self._store(ObjectKind.CUSTOMER, pages, self._observe_customers, since is None)
        self._move_mark(ObjectKind.CUSTOMER, today)

    def _observe_customers(self, page: Sequence[Customer]) -> list[Observation]:
        self._partners.update((customer.id, customer.partner_id) for customer in page)
        return [seen_in_splynx(ObjectKind.CUSTOMER, c.id, c.id, c, partner_id=c.partner_id) for c in page]

    def _documents(self, kind: ObjectKind, today: dt.date) -> None:
        since = self._since(kind)
        pages = self._splynx.documents(kind, updated_since=since)
        self._store(kind, pages, self._observe_documents, since is None)
        if self.full and since is not None:
            self._open_documents(kind)
        self._move_mark(kind, today)

    def _observe_documents(self, page: Sequence[BilledDocument]) -> list[Observation]:
        self._know_customers({document.customer_id for document in page})
        return [
            seen_in_splynx(d.kind, d.id, d.customer_id, d, key=d.number, partner_id=self._partners.get(d.customer_id))
            for d in page
        ]

    def _know_customers(self, ids: set[str]) -> None:
        """A document's partner is recorded at first sight (R5), so its customer must be known by then."""
        unknown = []
        for id in sorted(ids - self._partners.keys()):
            seen = self._ledger.observation(Side.SPLYNX, ObjectKind.CUSTOMER, id)
            if seen is not None and seen.partner_id is not None:
                self._partners[id] = seen.partner_id
            else:
                unknown.append(id)
        if unknown:
            self._ledger.store_page(self._observe_customers(self._splynx.customers_by_id(unknown)))

    def _open_documents(self, kind: ObjectKind) -> None:
        """Not every change of an open document moves its update day (R34): all from the oldest open one on are read
        again, and what is missing is asked for by itself (R5).
        """
        known: dict[str, BilledDocument] = {
            seen.id: seen.body
            for seen in self._ledger.observations(Side.SPLYNX, kind)
            if isinstance(seen.body, BilledDocument) and seen.body.status is not DocumentStatus.DELETED
        }
        oldest = min((body.date for body in known.values() if body.status in _OPEN), default=None)
        if oldest is None:
            return
        seen_now: set[str] = set()

        def observe(page: Sequence[BilledDocument]) -> list[Observation]:
            seen_now.update(document.id for document in page)
            return self._observe_documents(page)

        self._store(kind, self._splynx.documents(kind, dated_from=oldest), observe, False)
        expected = {id for id, body in known.items() if body.date >= oldest}
        if len(expected) >= FEW and not seen_now & expected:
            refuse_emptiness("Splynx", kind, len(expected), self._allowed)
        for id in sorted(expected - seen_now, key=lambda id: (len(id), id)):
            self._cancel.raise_if_requested()
            found = self._splynx.document(kind, id)
            if not isinstance(found, Absent):
                self._ledger.store_page(self._observe_documents([found]))
            elif found.gone:
                self._ledger.mark_gone(Side.SPLYNX, kind, [id])

    # -- details: two calls each (R34) --

    def _details(self) -> None:
        due = details_due(self._ledger, self._clock.now())
        held: list[Observation] = []
        for index, customer_id in enumerate(due, start=1):
            self._cancel.raise_if_requested()
            details = self._splynx.customer_details(customer_id)
            if isinstance(details, CustomerDetails):
                held.append(seen_in_splynx(ObjectKind.CUSTOMER_DETAILS, customer_id, customer_id, details))
            else:
                # Kept as absent, so that it is not asked for again at every run.
                self._ledger.mark_gone(Side.SPLYNX, ObjectKind.CUSTOMER_DETAILS, [customer_id])
            if index % _DETAILS_PAGE == 0 or index == len(due):
                self._ledger.store_page(held)
                held = []
                self._observer.notify(ItemsRead(Side.SPLYNX, ObjectKind.CUSTOMER_DETAILS.value, index, len(due)))

    # -- common --

    def _store(
        self,
        kind: ObjectKind,
        pages: Iterator[Sequence[T]],
        observe: Callable[[Sequence[T]], list[Observation]],
        whole: bool,
    ) -> None:
        """Store page by page. `whole`: everything there is was asked for, so nothing at all is suspicious."""
        known = self._ledger.facts().known.get((Side.SPLYNX, kind), 0) if whole else 0
        count = 0
        for page in pages:
            self._cancel.raise_if_requested()
            self._ledger.store_page(observe(page))
            count += len(page)
            self._observer.notify(ItemsRead(Side.SPLYNX, kind.value, count))
        if known and not count:
            refuse_emptiness("Splynx", kind, known, self._allowed)

    def _move_mark(self, kind: ObjectKind, today: dt.date) -> None:
        """Behind the last stored page only (P9)."""
        self._ledger.store_page([], Mark(stream(Side.SPLYNX, kind), today.isoformat(), self._clock.now()))


def details_due(ledger: Ledger, now: dt.datetime) -> tuple[str, ...]:
    """Customers whose details are read next: at first use, on a changed customer, then in rotation over 7 days.

    A seventh of them at most, so that one sync a day spreads what was first read at one go.
    """
    due = dict.fromkeys(ledger.details_due(before=_NEVER_READ_BEFORE, limit=1_000_000))
    known = ledger.facts().known.get((Side.SPLYNX, ObjectKind.CUSTOMER_DETAILS), 0)
    share = max(DETAILS_PER_RUN, ceil(known / DETAILS_ROTATION.days))
    rotation = ledger.details_due(before=now - DETAILS_ROTATION, limit=len(due) + share)
    due.update(dict.fromkeys(rotation))
    return tuple(due)
