"""Billing systems under test, each with the books behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from splynx_xero_gui.domain.failures import Cancelled
from splynx_xero_gui.ports.billing import BillingSystem
from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.splynx import Line, SplynxBooks, SplynxSandbox
from splynx_xero_gui.splynx.billing import SplynxBilling

T = TypeVar("T")


DAY = dt.date(2026, 11, 20)


NOON = dt.datetime(2026, 11, 20, 10, 0, tzinfo=dt.UTC)


KEY = "5a7d2b46-0000-4000-8000-000000000000"


class Now:
    def now(self) -> dt.datetime:
        return NOON


class Wish:
    """A cancel that waits for nothing."""

    requested = False

    def raise_if_requested(self) -> None:
        if self.requested:
            raise Cancelled

    def wait(self, seconds: float) -> None:
        self.raise_if_requested()


@dataclass
class World:
    """The system under test, and the books behind it as its own user sees them."""

    billing: BillingSystem
    books: SplynxBooks
    server: SplynxSandbox
    wish: Wish
    has_relations: bool
    names_refunded_payment: bool


def sandbox_books() -> SplynxBooks:
    books = SplynxBooks(SandboxClock(NOON))
    for partner in ("Main", "North"):
        books.add_partner(partner, f"{partner} Networks Ltd")
    books.add_location("Town")
    books.add_tax("VAT", 15)
    books.add_method("Bank transfer", "Account")
    books.add_method("Card", "Transaction")
    books.add_category("Equipment")
    return books


@contextmanager
def splynx(version: str, relations: bool) -> Iterator[World]:
    books, wish = sandbox_books(), Wish()
    with SplynxSandbox(books, version=version) as server:
        server.settings.relations_available = relations
        with SplynxBilling(server.url, server.api_key, server.api_secret, wish, Now()) as billing:
            # Old versions take refund_payment_id on create and never show it again.
            yield World(billing, books, server, wish, relations, names_refunded_payment=version >= "4")


BILLING_SYSTEMS: dict[str, Callable[[], AbstractContextManager[World]]] = {
    "splynx-new": lambda: splynx("5.1", True),
    "splynx-new-without-relations": lambda: splynx("5.1", False),
    "splynx-old": lambda: splynx("3.1", False),
    "splynx-old-with-relations": lambda: splynx("3.1", True),
}


def flat(pages: Iterator[Sequence[T]]) -> list[T]:
    """All items; pages are never empty and ids ascend over all of them."""
    found: list[T] = []
    for page in pages:
        assert page
        found += page
    ids = [int(one.id) for one in found]  # type: ignore[attr-defined]  # everything read in pages has an id
    assert ids == sorted(set(ids))
    return found


def line(net: str = "100.0000", **more: object) -> Line:
    return Line("Internet 20 Mbps", Decimal(net), **({"tax_id": 1} | more))  # type: ignore[arg-type]
