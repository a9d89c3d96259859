"""An office per test: both services in memory, a real sync record in the test's folder."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from splynx_xero_gui.engine.concluding import Concluder
from splynx_xero_gui.engine.recover import Recoverer, Recovery
from splynx_xero_gui.storage.codec import JsonActionCodec
from splynx_xero_gui.storage.ledger import open_ledger
from tests.support.fakes import Office
from tests.support.lost_writes import Recover
from tests.support.samples import FixedClock


@pytest.fixture(scope="session")
def empty_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty record: copying it is quicker than migrating anew for every test."""
    file = tmp_path_factory.mktemp("template") / "ledger.sqlite"
    open_ledger(file, FixedClock()).close()
    return file


@pytest.fixture
def office(tmp_path: Path, empty_ledger: Path) -> Iterator[Office]:
    shutil.copy(empty_ledger, tmp_path / "ledger.sqlite")
    made = Office(tmp_path)
    yield made
    made.close()


@pytest.fixture
def recover(office: Office) -> Recover:
    """Look up everything that is open."""

    def run() -> Recovery:
        return Recoverer(
            office.accounting,
            office.ledger,  # type: ignore[arg-type]
            office.clock,
            office,
            office.cancel,
            JsonActionCodec(),
            Concluder("", office.ledger),  # type: ignore[arg-type]
            "",
        ).run()

    return run
