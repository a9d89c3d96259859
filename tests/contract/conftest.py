"""The implementations of ports.ledger.Ledger the contract is held against."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from splynx_xero_gui.storage.ledger import SqlLedger, open_ledger
from tests.support.samples import FixedClock

POSTGRES_VARIABLE = "SPLYNX_XERO_TEST_POSTGRES"


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


IMPLEMENTATIONS = ["sqlite", "postgresql"] if os.environ.get(POSTGRES_VARIABLE) else ["sqlite"]


@pytest.fixture(params=IMPLEMENTATIONS)
def ledgers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LedgerMaker]:
    """A maker of ledgers on one empty record. PostgreSQL takes part where the variable names an empty database."""
    if request.param == "sqlite":
        maker = LedgerMaker(tmp_path / "ledger.sqlite")
        yield maker
        maker.close()
        return
    address = os.environ[POSTGRES_VARIABLE]
    _empty(address)
    maker = LedgerMaker(address)
    yield maker
    maker.close()


@pytest.fixture
def ledger(ledgers: LedgerMaker) -> SqlLedger:
    """One ledger on an empty record."""
    return ledgers()


def _empty(address: str) -> None:
    engine = create_engine(make_url(address).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
