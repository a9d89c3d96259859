"""`generate`: the books of an Internet provider, the same for the same seed."""

from __future__ import annotations

import gc
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final

from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.splynx import SplynxBooks

from .markets import SOUTH_AFRICA, Market
from .people import People
from .year import Months

PARTNERS: Final = ("Main", "Coastal Reseller")
LARGEST: Final = 100_000
_LARGE: Final = 5_000
DEFAULT_DAY: Final = date(2026, 10, 31)


def generate(
    seed: int = 1,
    customers: int = 300,
    months: int = 6,
    as_of: date = DEFAULT_DAY,
    *,
    clock: SandboxClock | None = None,
    market: Market = SOUTH_AFRICA,
) -> SplynxBooks:
    """Books of `customers` customers (sub-accounts included) over `months` months, the last one that of `as_of`.

    `market`: country, taxes and places.

    Everything is dated up to `as_of`. From 50 customers on, every kind of document, payment and trouble occurs.
    Raises ValueError for fewer than 1 or more than 100,000 customers, or fewer than 1 month.
    """
    if not 1 <= customers <= LARGEST or months < 1:
        raise ValueError(f"1 to {LARGEST} customers and at least one month")
    rng = random.Random(seed)
    books = SplynxBooks(clock, market.zone)
    with _without_collector(freeze=customers >= _LARGE):
        configure(books, market)
        first = first_day(as_of, months)
        subscribers = People(books, rng, first, months, market).settle(customers)
        played = Months(books, rng, subscribers, as_of)
        for month in range(months):
            played.play(_month(first, month), month)
    return books


def first_day(as_of: date, months: int) -> date:
    """The first day of books over `months` months that end in the month of `as_of`."""
    return _month(as_of, 1 - months)


def configure(books: SplynxBooks, market: Market) -> None:
    """Partners, places, taxes, methods and categories of empty books."""
    for partner in PARTNERS:
        books.add_partner(partner, f"{partner} Networks (Pty) Ltd")
    for company in books.companies:
        company.country, company.iso_country_code = market.country, market.iso
        (company.city, company.zip_code), company.street_1 = market.places[0], "1 Harbour Road"
        company.company_vat = market.vat_id.format(number=123456780 + company.id)
    for city, _ in market.places:
        books.add_location(city)
    market.add_taxes(books)
    books.add_method("Cash")
    books.add_method("Bank transfer", "Account", "Transaction ID")
    books.add_method("Credit card", "Transaction ID")
    books.add_method("PayPal", "Transaction ID")
    books.add_method("Refill card", active=False)
    books.add_category("Installation")
    books.add_category("Equipment")


def _month(day: date, offset: int) -> date:
    """The first day of the month `offset` months away."""
    months = day.year * 12 + day.month - 1 + offset
    return date(months // 12, months % 12 + 1, 1)


@contextmanager
def _without_collector(*, freeze: bool) -> Iterator[None]:
    """Millions of rows are made and none is garbage: searching for some would take most of the time.

    `freeze` keeps the collector away from them for good: a later full collection would stall the server for seconds.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if freeze:
            gc.freeze()
        if enabled:
            gc.enable()
