"""Read transactions of the billing system that no document and no payment carries (R10): one call where none is new."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from splynx_xero_gui.domain.billing import BilledTransaction
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.records import Mark, Observation
from splynx_xero_gui.engine.streams import seen_in_splynx, stream
from splynx_xero_gui.ports.billing import BillingSystem
from splynx_xero_gui.ports.control import Cancel, Clock, ItemsRead, Observer
from splynx_xero_gui.ports.ledger import Ledger

_PAGE = 100
_KIND = ObjectKind.TRANSACTION


class _Place(NamedTuple):
    """How far transactions were read, and from which day on ("" = from the first)."""

    id: str
    since: str

    @property
    def stamp(self) -> str:
        return f"{self.id} {self.since}".rstrip()


class UninvoicedDiscovery:
    """Reads new transactions by id, and in `full` those that were without a document again, as they may have one now
    or be deleted. `since`: the first day that counts (`documents_from`); None = all.
    """

    def __init__(
        self,
        splynx: BillingSystem,
        ledger: Ledger,
        clock: Clock,
        observer: Observer,
        cancel: Cancel,
        *,
        full: bool,
        since: dt.date | None,
    ) -> None:
        self._splynx = splynx
        self._ledger = ledger
        self._clock = clock
        self._observer = observer
        self._cancel = cancel
        self._full = full
        self._since = since

    def run(self) -> None:
        """Only what has no document is kept: lines of invoices are the larger part and are known from them."""
        if self._full:
            self._read_again()
        place, count = self._place(), 0
        for page in self._splynx.transactions(after_id=place.id, dated_from=self._since):
            self._cancel.raise_if_requested()
            place = place._replace(id=page[-1].id)
            kept = [_seen(one) for one in page if one.stands_alone]
            self._ledger.store_page(kept, Mark(stream(Side.SPLYNX, _KIND), place.stamp, self._clock.now()))
            count += len(page)
            self._observer.notify(ItemsRead(Side.SPLYNX, _KIND.value, count))

    def _place(self) -> _Place:
        """Where to go on. From the beginning where earlier days count now than when it was last read."""
        mark = self._ledger.marks().get(stream(Side.SPLYNX, _KIND))
        wanted = self._since.isoformat() if self._since else ""
        if mark is None:
            return _Place("0", wanted)
        id, _, since = mark.stamp.partition(" ")
        return _Place("0", wanted) if wanted < since else _Place(id, since)

    def _read_again(self) -> None:
        known = [seen.id for seen in self._ledger.observations(Side.SPLYNX, _KIND) if _is_alone(seen)]
        for start in range(0, len(known), _PAGE):
            self._cancel.raise_if_requested()
            asked = known[start : start + _PAGE]
            read: Sequence[BilledTransaction] = self._splynx.transactions_by_id(asked)
            self._ledger.store_page([_seen(one) for one in read])
            missing = set(asked) - {one.id for one in read}
            if missing:
                self._ledger.mark_gone(Side.SPLYNX, _KIND, sorted(missing, key=int))


def _seen(transaction: BilledTransaction) -> Observation:
    return seen_in_splynx(_KIND, transaction.id, transaction.customer_id, transaction)


def _is_alone(seen: Observation) -> bool:
    return isinstance(seen.body, BilledTransaction) and seen.body.stands_alone
