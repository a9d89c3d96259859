"""What happens when the file is damaged, full, locked or not ours (ui.md §6, R1–R3)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from splynx_xero_gui.domain.failures import Misconfigured, StorageTrouble
from splynx_xero_gui.storage import database
from splynx_xero_gui.storage.database import Database
from splynx_xero_gui.storage.ledger import open_ledger
from tests.support import samples
from tests.support.samples import FixedClock, seen


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "books" / "ledger.sqlite"


def filled(file: Path) -> Path:
    with open_ledger(file, FixedClock()) as ledger:
        ledger.store_page([seen(samples.invoice(str(n))) for n in range(1, 400)])
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


def pragma(file: Path, name: str) -> object:
    used = Database(file, FixedClock())
    with used.read() as connection:
        value = connection.execute(text(f"PRAGMA {name}")).scalar()
    used.close()
    return value


def test_writes_are_on_the_disk_when_they_return(file: Path) -> None:
    assert pragma(file, "journal_mode") == "wal"
    assert pragma(file, "synchronous") == 2
    assert pragma(file, "foreign_keys") == 1
    assert pragma(file, "busy_timeout") == database.BUSY_SECONDS * 1000


def test_the_record_is_for_its_owner_only(file: Path) -> None:
    filled(file)
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_a_file_that_is_no_record_is_set_aside_and_kept(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"This is not a database, it only looks busy. " * 100)
    content = file.read_bytes()
    with pytest.raises(StorageTrouble) as told:
        open_ledger(file, FixedClock())
    aside = file.with_name("ledger.damaged-20261101-083000.sqlite")
    assert told.value.id == "R1"
    assert told.value.title == "The sync record is damaged"
    assert str(aside) in told.value.message
    assert aside.read_bytes() == content
    assert not file.exists()


def test_a_damaged_page_is_found_when_the_record_is_opened(file: Path) -> None:
    content = bytearray(filled(file).read_bytes())
    content[8192:16384] = b"\xa5" * 8192
    file.write_bytes(content)
    with pytest.raises(StorageTrouble) as told:
        open_ledger(file, FixedClock())
    assert told.value.id == "R1"
    assert len(list(file.parent.glob("*.damaged-*.sqlite"))) == 1


def test_after_a_damaged_record_was_set_aside_a_new_one_is_made(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"x" * 5000)
    with pytest.raises(StorageTrouble):
        open_ledger(file, FixedClock())
    with open_ledger(file, FixedClock()) as ledger:
        assert ledger.facts().known == {}


def test_damage_met_while_working_is_told_as_damage(file: Path) -> None:
    filled(file)
    with open_ledger(file, FixedClock()) as ledger:
        with closing(sqlite3.connect(file)) as other:
            other.execute("DROP TABLE observations")
        with pytest.raises(StorageTrouble) as told:
            ledger.observation(samples.Side.SPLYNX, samples.ObjectKind.INVOICE, "1")
    assert told.value.id == "R1"
    assert len(list(file.parent.glob("*.damaged-*.sqlite"))) == 1


def test_two_damaged_records_do_not_overwrite_each_other(file: Path) -> None:
    file.parent.mkdir()
    for content in (b"first" * 1000, b"second" * 1000):
        file.write_bytes(content)
        with pytest.raises(StorageTrouble):
            open_ledger(file, FixedClock())
    kept = {aside.read_bytes() for aside in file.parent.glob("*.damaged-*.sqlite")}
    assert kept == {b"first" * 1000, b"second" * 1000}


def test_a_full_disk_stops_the_write_and_keeps_what_was_there(file: Path) -> None:
    filled(file)
    with open_ledger(file, FixedClock()) as ledger:
        with ledger._database.read() as connection:
            pages = connection.execute(text("PRAGMA page_count")).scalar()
            connection.execute(text(f"PRAGMA max_page_count={pages}"))
        with pytest.raises(StorageTrouble) as told:
            ledger.store_page([seen(samples.invoice(str(n))) for n in range(1000, 3000)])
        assert told.value.id == "R3"
        assert told.value.title == "The sync record cannot be written"
        assert told.value.message == f"{file}: the disk is full. The sync stopped before the next item."
        assert ledger.highest_id(samples.Side.SPLYNX, samples.ObjectKind.INVOICE) == 399


def test_a_record_nobody_may_write_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(file)
    with open_ledger(file, FixedClock()) as ledger:
        with ledger._database.read() as connection:
            connection.execute(text("PRAGMA query_only=ON"))
        with pytest.raises(StorageTrouble) as told:
            ledger.set_fact("a", "b")
    assert told.value.id == "R3"
    assert "no right to write there" in told.value.message


def test_a_place_where_no_file_can_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(StorageTrouble) as told:
        open_ledger(tmp_path / "taken" / "ledger.sqlite", FixedClock())
    assert told.value.id == "R3"


def test_a_record_another_program_keeps_locked_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(file)
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    with open_ledger(file, FixedClock()) as ledger, closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageTrouble) as told:
            ledger.set_fact("a", "b")
        other.rollback()
        ledger.set_fact("a", "b")
    assert "another program keeps it locked" in told.value.message


def test_a_reader_sees_one_state_while_another_program_writes(file: Path) -> None:
    filled(file)
    window, console = Database(file, FixedClock()), Database(file, FixedClock())
    count = text("SELECT count(*) FROM facts")
    with window.read() as reading:
        before = reading.execute(count).scalar()
        with console.write() as writing:
            writing.execute(text("INSERT INTO facts VALUES ('x', 'y')"))
        assert reading.execute(count).scalar() == before
    window.close()
    console.close()


def test_a_write_that_fails_leaves_the_ledger_usable(file: Path) -> None:
    with open_ledger(file, FixedClock()) as ledger:
        with pytest.raises(LookupError):
            ledger.save_links([samples.contact_link(id=5)])
        ledger.set_fact("a", "b")
        assert ledger.get_fact("a") == "b"


@pytest.mark.parametrize("address", ["mysql://a@b/c", "postgresql//x://", "://", "sqlite://"])
def test_an_address_of_no_database_is_told(address: str) -> None:
    with pytest.raises(Misconfigured, match="not an address of a database"):
        open_ledger(address, FixedClock())


def test_a_secret_in_a_wrong_address_is_not_repeated() -> None:
    with pytest.raises(Misconfigured) as told:
        open_ledger("mysql://sync:hunter2@books.example.net/x", FixedClock())
    assert "hunter2" not in str(told.value)


def test_a_file_may_be_given_as_an_address(file: Path) -> None:
    file.parent.mkdir()
    open_ledger(f"sqlite:///{file}", FixedClock()).close()
    assert file.exists()
