"""Read what changed in the billing system into the ledger (R5, R34):

days with overlap, new ids, counts, and absences confirmed twice.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from splynx_xero_gui.domain.billing import BilledDocument, BilledPayment, Customer, CustomerDetails, PayerKind, Relation
from splynx_xero_gui.domain.kinds import DOCUMENT_KINDS, ObjectKind, Side
from splynx_xero_gui.domain.records import Body, Mark, Observation
from splynx_xero_gui.engine.discover_xero import emptied
from splynx_xero_gui.engine.streams import (
    DETAILS_PER_RUN,
    DETAILS_ROTATION,
    FULL_READ_EVERY,
    SPLYNX_OVERLAP,
    stream,
)
from splynx_xero_gui.ports.billing import Absent, BillingSystem, RelationsUnavailable
from splynx_xero_gui.ports.control import Cancel, Clock, ItemsRead, Observer
from splynx_xero_gui.ports.ledger import Ledger

_FULL_READ = "splynx-full-read"
_NO_RELATIONS = "splynx-relations"
_SMALLEST_RANGE = 500
_VANISHED_SHARE = 5
_DETAILS_PAGE = 50


T = TypeVar("T")


class SplynxDiscovery:
    """Reads customers, documents, payments and relations.

    `full` re-reads what carries no update stamp (nightly, before a certificate).
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
    ) -> None:
        self._splynx = splynx
        self._ledger = ledger
        self._clock = clock
        self._observer = observer
        self._cancel = cancel
        self.full = full or self._full_read_is_due()
        self._partners: dict[str, str] = {}

    def _full_read_is_due(self) -> bool:
        last = self._ledger.get_fact(_FULL_READ)
        return last is None or self._clock.now() - dt.datetime.fromisoformat(last) >= FULL_READ_EVERY

    def run(self) -> None:
        """Read all streams. Raises what the port raises, TooManyChanges where a stream is suddenly empty."""
        today = self._splynx.server_day()
        changed = self._customers(today)
        for kind in DOCUMENT_KINDS:
            self._documents(kind, today)
        self._counted(ObjectKind.PAYMENT)
        try:
            self._counted(ObjectKind.RELATION)
            self._ledger.set_fact(_NO_RELATIONS, "available")
        except RelationsUnavailable:
            self._ledger.set_fact(_NO_RELATIONS, "unavailable")
        self._transactions_of_relations()
        self._details(changed)
        if self.full:
            self._ledger.set_fact(_FULL_READ, self._clock.now().isoformat())

    # -- customers and documents: by update day --

    def _since(self, kind: ObjectKind) -> dt.date | None:
        mark = self._ledger.marks().get(stream(Side.SPLYNX, kind))
        return dt.date.fromisoformat(mark.stamp) - SPLYNX_OVERLAP if mark else None

    def _customers(self, today: dt.date) -> list[str]:
        since = self._since(ObjectKind.CUSTOMER)
        changed: list[str] = []

        def observe(customer: Customer) -> Observation:
            self._partners[customer.id] = customer.partner_id
            if since is not None:
                before = self._ledger.observation(Side.SPLYNX, ObjectKind.CUSTOMER, customer.id)
                if before is not None and before.body != customer:
                    changed.append(customer.id)
            return _seen(ObjectKind.CUSTOMER, customer.id, customer.id, customer, partner_id=customer.partner_id)

        self._store(
            ObjectKind.CUSTOMER, self._splynx.customers(updated_since=since), observe, today.isoformat(), since is None
        )
        return changed

    def _documents(self, kind: ObjectKind, today: dt.date) -> None:
        since = self._since(kind)

        def observe(document: BilledDocument) -> Observation:
            partner = self._partner_of(document.customer_id)
            return _seen(kind, document.id, document.customer_id, document, key=document.number, partner_id=partner)

        pages = self._splynx.documents(kind, updated_since=since)
        self._store(kind, pages, observe, today.isoformat(), since is None)

    def _partner_of(self, customer_id: str) -> str | None:
        if customer_id not in self._partners:
            seen = self._ledger.observation(Side.SPLYNX, ObjectKind.CUSTOMER, customer_id)
            if seen is None or seen.partner_id is None:
                return None
            self._partners[customer_id] = seen.partner_id
        return self._partners[customer_id]

    # -- payments and relations: by id, count and re-read --

    def _counted(self, kind: ObjectKind) -> None:
        highest = self._ledger.highest_id(Side.SPLYNX, kind)
        if highest and not self.full:
            known = len(self._ledger.known_ids(Side.SPLYNX, kind, up_to_id=highest))
            there = self._splynx.count(kind, up_to_id=str(highest))
            if known and not there:
                raise emptied("Splynx", kind, known)
            if there != known:
                self._bisect(kind, 0, highest, there)
            self._read_range(kind, highest, None)
            return
        self._reread(kind, 0, highest)
        self._read_range(kind, highest, None)

    def _bisect(self, kind: ObjectKind, low: int, high: int, there: int) -> None:
        """Find the range (low, high] whose count differs; `there` is what Splynx counts in it (R34)."""
        if there == len(self._ledger.known_ids(Side.SPLYNX, kind, after_id=low, up_to_id=high)):
            return
        if high - low <= _SMALLEST_RANGE:
            self._reread(kind, low, high)
            return
        middle = (low + high) // 2
        lower = self._splynx.count(kind, after_id=str(low), up_to_id=str(middle))
        self._bisect(kind, low, middle, lower)
        self._bisect(kind, middle, high, there - lower)

    def _reread(self, kind: ObjectKind, low: int, high: int) -> None:
        """Read (low, high] again and confirm what is missing (R5)."""
        if high <= low:
            return
        known = set(self._ledger.known_ids(Side.SPLYNX, kind, after_id=low, up_to_id=high))
        seen = self._read_range(kind, low, high)
        missing = sorted(known - seen, key=int)
        if len(known) >= _VANISHED_SHARE and not seen:
            raise emptied("Splynx", kind, len(known))
        self._confirm_gone(kind, missing)

    def _confirm_gone(self, kind: ObjectKind, missing: Sequence[str]) -> None:
        if kind is ObjectKind.PAYMENT:
            answers = [self._splynx.payment(id) for id in missing]
            gone = [a.id for a in answers if isinstance(a, Absent) and a.gone]
        else:
            # A relation cannot be asked for by itself on every version: the second read is the confirmation.
            gone = [id for id in missing if not self._splynx.count(kind, after_id=str(int(id) - 1), up_to_id=id)]
        self._ledger.mark_gone(Side.SPLYNX, kind, gone)

    def _read_range(self, kind: ObjectKind, low: int, high: int | None) -> set[str]:
        up_to = None if high is None else str(high)
        seen: set[str] = set()

        def observe(body: BilledPayment | Relation) -> Observation:
            seen.add(body.id)
            return _seen(kind, body.id, body.customer_id, body)

        if kind is ObjectKind.PAYMENT:
            self._store(kind, self._splynx.payments(after_id=str(low), up_to_id=up_to), observe, None, False)
        else:
            self._store(kind, self._splynx.relations(after_id=str(low), up_to_id=up_to), observe, None, False)
        return seen

    def _transactions_of_relations(self) -> None:
        """Relations of type transaction lead to their payment or credit note through the transaction (R16)."""
        wanted = {
            seen.body.payer_id
            for seen in self._ledger.observations(Side.SPLYNX, ObjectKind.RELATION)
            if isinstance(seen.body, Relation) and seen.body.payer is PayerKind.TRANSACTION
        }
        known = set(self._ledger.known_ids(Side.SPLYNX, ObjectKind.TRANSACTION))
        missing = sorted(wanted - known, key=int)
        for start in range(0, len(missing), 100):
            read = self._splynx.transactions_by_id(missing[start : start + 100])
            self._ledger.store_page([_seen(ObjectKind.TRANSACTION, t.id, t.customer_id, t) for t in read])

    # -- details: two calls each (R34) --

    def _details(self, changed: Iterable[str]) -> None:
        now = self._clock.now()
        epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
        due = dict.fromkeys(self._ledger.details_due(before=epoch, limit=1_000_000))
        never_read = len(due)
        due.update(dict.fromkeys(changed))
        due.update(
            dict.fromkeys(self._ledger.details_due(before=now - DETAILS_ROTATION, limit=never_read + DETAILS_PER_RUN))
        )
        held: list[Observation] = []
        for index, customer_id in enumerate(due, start=1):
            self._cancel.raise_if_requested()
            details = self._splynx.customer_details(customer_id)
            if isinstance(details, CustomerDetails):
                held.append(_seen(ObjectKind.CUSTOMER_DETAILS, customer_id, customer_id, details))
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
        observe: Callable[[T], Observation],
        stamp: str | None,
        whole: bool,
    ) -> None:
        known = self._ledger.facts().known.get((Side.SPLYNX, kind), 0) if whole else 0
        count = 0
        for page in pages:
            self._cancel.raise_if_requested()
            self._ledger.store_page([observe(item) for item in page])
            count += len(page)
            self._observer.notify(ItemsRead(Side.SPLYNX, kind.value, count))
        if whole and known and not count:
            raise emptied("Splynx", kind, known)
        if stamp is not None:
            self._ledger.store_page([], Mark(stream(Side.SPLYNX, kind), stamp, self._clock.now()))


def _seen(
    kind: ObjectKind, id: str, owner: str, body: Body, *, key: str = "", partner_id: str | None = None
) -> Observation:
    return Observation(Side.SPLYNX, kind, id, owner, body, key=key, partner_id=partner_id)
