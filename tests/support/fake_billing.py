"""Splynx in memory, as the engine reads it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from splynx_xero_gui.domain.billing import (
    BilledDocument,
    BilledPayment,
    BilledTransaction,
    Customer,
    CustomerDetails,
    Relation,
)
from splynx_xero_gui.domain.failures import Failure, NetworkLost
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.reference import BillingReference
from splynx_xero_gui.ports.billing import Absent, BillingInfo, RelationsUnavailable
from tests.support.planner import World

LONG_AGO = dt.date(2026, 1, 1)


def network_lost() -> NetworkLost:
    return NetworkLost("L2", "The connection broke", "No answer came.", "Try again.")


class FakeBilling:
    """ports.billing.BillingSystem over a world. `page` objects to a page; every page and every look-up is a call.

    `updated` holds update days (others were updated long ago); `hidden` are ids the key may not see; `failing` names
    methods that raise once, iterators after the given number of pages.
    """

    def __init__(self, world: World, *, page: int = 100) -> None:
        self.world = world
        self.page = page
        self.updated: dict[tuple[ObjectKind, str], dt.date] = {}
        self.hidden: set[str] = set()
        self.relations_available = True
        self.failing: dict[str, tuple[int, Failure]] = {}
        self.asked: list[tuple[Any, ...]] = []
        self.calls_made = 0

    # -- what a test does --
    def remove(self, kind: ObjectKind, id: str) -> None:
        """It disappears for good."""
        del self.world.splynx[kind, id]

    def touch(self, kind: ObjectKind, id: str) -> None:
        """Its update day is today."""
        self.updated[kind, id] = self.world.today

    def fail(self, method: str, failure: Failure, *, after_pages: int = 0) -> None:
        self.failing[method] = (after_pages, failure)

    def asked_for(self, method: str) -> list[tuple[Any, ...]]:
        """Arguments of the calls of a method."""
        return [call[1:] for call in self.asked if call[0] == method]

    def _call(self, method: str, *arguments: Any, page: int = 0) -> None:
        self.calls_made += 1
        if page == 0:
            self.asked.append((method, *arguments))
        if method in self.failing and self.failing[method][0] <= page:
            raise self.failing.pop(method)[1]

    def _bodies(self, kind: ObjectKind) -> list[Any]:
        found = [
            seen.body
            for (k, id), seen in self.world.splynx.items()
            if k is kind and not seen.gone and id not in self.hidden
        ]
        return sorted(found, key=lambda body: int(getattr(body, "id", 0)))

    def _pages(self, method: str, found: list[Any], *arguments: Any) -> Iterator[tuple[Any, ...]]:
        self._call(method, *arguments)
        for number, start in enumerate(range(0, len(found), self.page), start=1):
            yield tuple(found[start : start + self.page])
            if start + self.page < len(found):
                self._call(method, *arguments, page=number)

    def _changed(self, kind: ObjectKind, since: dt.date | None) -> list[Any]:
        found = self._bodies(kind)
        if since is None:
            return found
        return [body for body in found if self.updated.get((kind, body.id), LONG_AGO) >= since]

    # -- settings --
    def check(self) -> BillingInfo:
        self._call("check")
        return BillingInfo("Example ISP", "4.2", 2, len(self._bodies(ObjectKind.CUSTOMER)))

    def reference(self) -> BillingReference:
        self._call("reference")
        return self.world.billing

    def company(self) -> BillingReference:
        self._call("company")
        return replace(self.world.billing, categories=(), taxes=(), methods=())

    def categories(self) -> tuple[Any, ...]:
        self._call("categories")
        return self.world.billing.categories

    def taxes(self) -> tuple[Any, ...]:
        self._call("taxes")
        return self.world.billing.taxes

    def methods(self) -> tuple[Any, ...]:
        self._call("methods")
        return self.world.billing.methods

    def server_day(self) -> dt.date:
        self._call("server_day")
        return self.world.today

    # -- reading --
    def customers(self, *, updated_since: dt.date | None = None, after_id: str = "0") -> Iterator[tuple[Customer, ...]]:
        return self._pages("customers", self._changed(ObjectKind.CUSTOMER, updated_since), updated_since)

    def customers_by_id(self, ids: Sequence[str]) -> Sequence[Customer]:
        self._call("customers_by_id", tuple(ids))
        return [body for body in self._bodies(ObjectKind.CUSTOMER) if body.id in ids]

    def customer_details(self, customer_id: str) -> CustomerDetails | Absent:
        self._call("customer_details", customer_id)
        self.calls_made += 1
        seen = self.world.splynx.get((ObjectKind.CUSTOMER_DETAILS, customer_id))
        if seen is not None and isinstance(seen.body, CustomerDetails):
            return seen.body
        known = (ObjectKind.CUSTOMER, customer_id) in self.world.splynx
        return CustomerDetails(customer_id) if known else Absent(customer_id, gone=True)

    def documents(
        self,
        kind: ObjectKind,
        *,
        updated_since: dt.date | None = None,
        dated_from: dt.date | None = None,
        after_id: str = "0",
    ) -> Iterator[tuple[BilledDocument, ...]]:
        found = self._changed(kind, updated_since)
        found = [body for body in found if dated_from is None or body.date >= dated_from]
        return self._pages("documents", found, kind, updated_since, dated_from)

    def document(self, kind: ObjectKind, id: str) -> BilledDocument | Absent:
        self._call("document", kind, id)
        return self._one(kind, id)

    def payments(
        self, *, after_id: str = "0", up_to_id: str | None = None, dated_from: dt.date | None = None
    ) -> Iterator[tuple[BilledPayment, ...]]:
        return self._pages("payments", self._range(ObjectKind.PAYMENT, after_id, up_to_id), after_id, up_to_id)

    def payment(self, id: str) -> BilledPayment | Absent:
        self._call("payment", id)
        return self._one(ObjectKind.PAYMENT, id)

    def payments_by_id(self, ids: Sequence[str]) -> Sequence[BilledPayment]:
        self._call("payments_by_id", tuple(ids))
        return [body for body in self._bodies(ObjectKind.PAYMENT) if body.id in ids]

    def _one(self, kind: ObjectKind, id: str) -> Any:
        seen = self.world.splynx.get((kind, id))
        if seen is None or seen.gone:
            return Absent(id, gone=True)
        return Absent(id, gone=False) if id in self.hidden else seen.body

    def find_payment_by_key(self, key: str) -> Sequence[BilledPayment]:
        self._call("find_payment_by_key", key)
        return [body for body in self._bodies(ObjectKind.PAYMENT) if body.fields[0] == key]

    def relations(self, *, after_id: str = "0", up_to_id: str | None = None) -> Iterator[tuple[Relation, ...]]:
        self._need_relations()
        return self._pages("relations", self._range(ObjectKind.RELATION, after_id, up_to_id), after_id, up_to_id)

    def _need_relations(self) -> None:
        if not self.relations_available:
            self._call("relations")
            raise RelationsUnavailable

    def _range(self, kind: ObjectKind, after_id: str, up_to_id: str | None) -> list[Any]:
        high = int(up_to_id) if up_to_id is not None else 10**12
        return [body for body in self._bodies(kind) if int(after_id) < int(body.id) <= high]

    def transactions(
        self, *, after_id: str = "0", dated_from: dt.date | None = None
    ) -> Iterator[tuple[BilledTransaction, ...]]:
        found = [b for b in self._range(ObjectKind.TRANSACTION, after_id, None) if b.date >= (dated_from or LONG_AGO)]
        return self._pages("transactions", found, after_id)

    def transactions_by_id(self, ids: Sequence[str]) -> Sequence[BilledTransaction]:
        self._call("transactions_by_id", tuple(ids))
        return [body for body in self._bodies(ObjectKind.TRANSACTION) if body.id in ids]

    def count(self, kind: ObjectKind, *, after_id: str = "0", up_to_id: str) -> int:
        if kind is ObjectKind.RELATION:
            self._need_relations()
        self._call("count", kind, after_id, up_to_id)
        return len(self._range(kind, after_id, up_to_id))

    def document_pdf(self, kind: ObjectKind, id: str) -> bytes:
        self._call("document_pdf", kind, id)
        return b"%PDF-1.4"

    # -- writing: no scenario of these tests writes to Splynx --
    def create_payment(self, payload: Any) -> BilledPayment:
        raise AssertionError("nothing is written to Splynx here")

    def update_payment(self, payload: Any) -> BilledPayment:
        raise AssertionError("nothing is written to Splynx here")

    def delete_payment(self, id: str) -> None:
        raise AssertionError("nothing is written to Splynx here")
