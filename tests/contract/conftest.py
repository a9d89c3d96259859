"""The implementations of the ports that their contracts are held against."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from splynx_xero_gui.ports.accounting import AccountingSystem
from splynx_xero_gui.sandbox.xero import DEFAULT_SCOPES
from splynx_xero_gui.storage.ledger import SqlLedger, open_ledger
from tests.support.billing_worlds import BILLING_SYSTEMS, World
from tests.support.postgres import PostgresServer
from tests.support.samples import FixedClock
from tests.support.xero_bench import XeroBench, bench


class LedgerMaker:
    """Opens the same record again and again, as several programs would. Closes what it opened."""

    def __init__(self, location: str | Path) -> None:
        self.location = location
        self.clock = FixedClock()
        self._opened: list[SqlLedger] = []

    def __call__(self) -> SqlLedger:
        ledger = open_ledger(self.location, self.clock)
        self._opened.append(ledger)
        return ledger

    def close(self) -> None:
        for ledger in self._opened:
            ledger.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def ledgers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LedgerMaker]:
    """A maker of ledgers on one empty record: a file, and a database of a real server."""
    if request.param == "sqlite":
        maker = LedgerMaker(tmp_path / "ledger.sqlite")
    else:
        postgres: PostgresServer = request.getfixturevalue("postgres")
        maker = LedgerMaker(postgres.new_database())
    yield maker
    maker.close()


@pytest.fixture
def ledger(ledgers: LedgerMaker) -> SqlLedger:
    """One ledger on an empty record."""
    return ledgers()


ACCOUNTING_SYSTEMS: dict[str, Callable[[Path], AbstractContextManager[XeroBench]]] = {
    "xero": lambda folder: bench(folder, scopes=(*DEFAULT_SCOPES, "accounting.attachments")),
}


@pytest.fixture(params=sorted(ACCOUNTING_SYSTEMS))
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[XeroBench]:
    with ACCOUNTING_SYSTEMS[request.param](tmp_path) as made:
        yield made


@pytest.fixture
def system(books: XeroBench) -> AccountingSystem:
    return books.system


@pytest.fixture(params=sorted(BILLING_SYSTEMS))
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with BILLING_SYSTEMS[request.param]() as made:
        yield made
