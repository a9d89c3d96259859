"""A sync record moves between a file and a server: the copy is proven, the old one refuses (`ledger move`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table

from splynx_xero_gui.domain.failures import Misconfigured, StorageTrouble
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.storage import moving
from splynx_xero_gui.storage.ledger import SqlLedger, open_ledger
from tests.support import samples
from tests.support.postgres import PostgresServer
from tests.support.samples import FixedClock, seen


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


def fill(ledger: SqlLedger) -> None:
    ledger.store_page([seen(samples.invoice(str(n))) for n in range(1, 1200)])
    ledger.save_links([samples.contact_link(), samples.invoice_link()])
    ledger.begin([samples.intent()])
    ledger.set_fact("a", "b")
    ledger.save_run(samples.run())


def content(ledger: SqlLedger) -> tuple[object, ...]:
    return (
        ledger.facts(),
        ledger.books(None),
        ledger.open_intents(),
        ledger.runs(),
        ledger.dirty_customers(),
        ledger.get_fact("a"),
    )


def moved(source: str | Path, target: str | Path) -> int:
    with open_ledger(source, FixedClock()) as record:
        rows = record.copy_into(target)
        record.retire(str(target))
        return rows


def test_the_copy_on_a_server_holds_what_the_file_held(file: Path, postgres: PostgresServer) -> None:
    with open_ledger(file, FixedClock()) as record:
        fill(record)
        before = content(record)
    server = postgres.new_database(with_tables=False)
    assert moved(file, server) > 1200
    with open_ledger(server, FixedClock()) as record:
        assert content(record) == before


def test_new_rows_do_not_take_the_numbers_of_copied_ones(file: Path, postgres: PostgresServer) -> None:
    with open_ledger(file, FixedClock()) as record:
        fill(record)
    server = postgres.new_database()
    moved(file, server)
    with open_ledger(server, FixedClock()) as record:
        record.begin([samples.intent("i2")])
        record.save_links([samples.contact_link("2", "c-2")])
        assert [intent.id for intent in record.open_intents()] == ["i1", "i2"]


def test_a_record_that_was_moved_refuses_to_be_used(file: Path, postgres: PostgresServer) -> None:
    server = postgres.new_database()
    open_ledger(file, FixedClock()).close()
    moved(file, server)
    with pytest.raises(Misconfigured) as told:
        open_ledger(file, FixedClock())
    assert told.value.id == "L13"
    assert server in told.value.message


def test_it_comes_back_to_its_file_and_what_was_left_there_is_kept(file: Path, postgres: PostgresServer) -> None:
    server = postgres.new_database()
    with open_ledger(file, FixedClock()) as record:
        fill(record)
        before = content(record)
    moved(file, server)
    moved(server, file)
    with open_ledger(file, FixedClock()) as record:
        assert content(record) == before
    assert len(list(file.parent.glob("ledger.moved-*.sqlite"))) == 1
    with pytest.raises(Misconfigured, match="The sync record was moved"):
        open_ledger(server, FixedClock())


def test_a_record_of_other_books_is_never_written_over(file: Path, postgres: PostgresServer) -> None:
    server = postgres.new_database()
    with open_ledger(server, FixedClock()) as other:
        other.store_page([seen(samples.invoice("77"))])
    with open_ledger(file, FixedClock()) as record, pytest.raises(Misconfigured) as told:
        record.copy_into(server)
    assert told.value.id == "L12"
    with open_ledger(server, FixedClock()) as other:
        assert other.highest_id(Side.SPLYNX, ObjectKind.INVOICE) == 77


def test_a_copy_that_differs_is_not_kept(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = moving._rows
    with open_ledger(file, FixedClock()) as record:
        fill(record)
        target = tmp_path / "target.sqlite"

        def one_lost(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
            found = rows(connection, table)
            if table.name == "links" and "ledger.sqlite" in str(connection.engine.url):
                next(found)
                monkeypatch.setattr(moving, "_rows", rows)
            return found

        monkeypatch.setattr(moving, "_rows", one_lost)
        with pytest.raises(StorageTrouble) as told:
            record.copy_into(target)
    assert told.value.id == "R5"
    with open_ledger(target, FixedClock()) as empty:
        assert empty.facts().known == {}
    with open_ledger(file, FixedClock()) as record:
        assert record.get_fact("a") == "b"


@pytest.mark.parametrize("words", ["postgresql://a@127.0.0.1:1/x", "postgresql://a@nowhere.invalid/x"])
def test_a_server_that_does_not_answer_changes_nothing(file: Path, words: str) -> None:
    with open_ledger(file, FixedClock()) as record, pytest.raises(StorageTrouble) as told:
        record.copy_into(words)
    assert told.value.title == "The shared sync record cannot be reached"
    open_ledger(file, FixedClock()).close()
