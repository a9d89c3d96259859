"""A sandbox with a handful of books, and the adapter on it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.splynx import Line, SplynxBooks, SplynxSandbox
from splynx_xero_gui.splynx.billing import SplynxBilling
from tests.adapters.splynx.support import HandCancel, HandClock, billing

NET = "100.0000"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def books(clock: HandClock) -> SplynxBooks:
    """Two customers of one partner, 15 % tax, one method."""
    books = SplynxBooks(SandboxClock(clock.at))
    books.add_partner("Main", "Main Networks Ltd")
    books.add_location("Town")
    books.add_tax("VAT", 15)
    books.add_method("Bank transfer", "Account")
    for name in ("Ann", "Bob"):
        customer = books.add_customer(name)
        books.create_invoice(customer.id, [Line("Internet", Decimal(NET), tax_id=1)])
    return books


@pytest.fixture
def sandbox(books: SplynxBooks) -> Iterator[SplynxSandbox]:
    with SplynxSandbox(books) as server:
        yield server


@pytest.fixture
def cancel() -> HandCancel:
    return HandCancel()


@pytest.fixture
def splynx(sandbox: SplynxSandbox, cancel: HandCancel, clock: HandClock) -> Iterator[SplynxBilling]:
    with billing(sandbox.url, cancel, clock, key=sandbox.api_key, secret=sandbox.api_secret) as adapter:
        yield adapter
