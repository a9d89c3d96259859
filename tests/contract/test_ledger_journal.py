"""What every ledger promises about its journal: entries are added, and the database itself refuses anything else."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from splynx_xero_gui.domain.journal import JournalEntry, JournalEvent
from splynx_xero_gui.storage.ledger import SqlLedger, open_ledger
from tests.contract.conftest import LedgerMaker
from tests.support.postgres import PostgresServer
from tests.support.samples import FixedClock, conflict

AT = FixedClock().now()
ENTRY = JournalEntry(AT, JournalEvent.ANSWERED, "Thandi on PC-1", "unmapped-category", "invoice 7", choice="map")
FORGERIES = {
    "changed": "UPDATE {table} SET kind = 'forged'",
    "changed one by one": "UPDATE {table} SET kind = 'forged' WHERE kind = 'unmapped-category'",
    "removed": "DELETE FROM {table}",
    "emptied": "TRUNCATE TABLE {table}",
}


def fill(ledger: SqlLedger) -> None:
    ledger.save_conflicts([conflict()], None)
    ledger.decide([ENTRY])


def kept(ledger: SqlLedger) -> tuple[list[str], int]:
    """Who decided, and how many questions were asked."""
    return [entry.by for entry in ledger.journal()], len(ledger.asked("unmapped-category", AT))


def forge(location: str | Path, statement: str) -> None:
    """As anybody with a tool of the database's would, past this program."""
    url = make_url(f"sqlite:///{location}") if isinstance(location, Path) else make_url(location)
    if url.get_backend_name() == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("table", ["decision_journal", "questions_asked"])
@pytest.mark.parametrize("how", FORGERIES)
def test_no_entry_of_the_journal_can_be_changed_or_removed(ledgers: LedgerMaker, table: str, how: str) -> None:
    ledger = ledgers()
    fill(ledger)
    assert kept(ledger) == (["Thandi on PC-1"], 1)
    with pytest.raises(DBAPIError) as refused:  # TRUNCATE is no word of SQLite's at all
        forge(ledgers.location, FORGERIES[how].format(table=table))
    if how != "emptied" or isinstance(ledgers.location, str):
        assert "is a journal: entries are never changed or removed" in str(refused.value.orig)
    assert kept(ledger) == (["Thandi on PC-1"], 1)


def test_a_question_asked_again_and_a_record_begun_anew_go_on_with_their_journal(ledgers: LedgerMaker) -> None:
    ledger = ledgers()
    fill(ledger)
    fill(ledger)
    assert kept(ledger) == (["Thandi on PC-1", "Thandi on PC-1"], 1)
    ledger.empty()  # what `ledger archive` does behind a proven copy
    assert kept(ledger) == ([], 0)
    fill(ledger)
    with pytest.raises(DBAPIError):
        forge(ledgers.location, "DELETE FROM decision_journal")
    assert kept(ledger) == (["Thandi on PC-1"], 1)


@pytest.mark.parametrize("to_server", [True, False])
def test_the_journal_moves_with_its_record_and_is_guarded_there(
    postgres: PostgresServer, tmp_path: Path, to_server: bool
) -> None:
    places: list[str | Path] = [tmp_path / "record.sqlite", postgres.new_database()]
    source, target = places if to_server else places[::-1]
    with closing(open_ledger(source, FixedClock())) as ledger:
        fill(ledger)
        ledger.copy_into(target)
    with closing(open_ledger(target, FixedClock())) as moved:
        assert kept(moved) == (["Thandi on PC-1"], 1)
        with pytest.raises(DBAPIError):
            forge(target, "UPDATE decision_journal SET by = 'somebody else'")
        fill(moved)
        assert kept(moved) == (["Thandi on PC-1", "Thandi on PC-1"], 1)
