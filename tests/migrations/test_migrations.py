"""The tables a record gets by migration are those the program knows; older files are copied, newer ones refused."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect

from splynx_xero_gui.domain.failures import StorageTrouble
from splynx_xero_gui.storage import schema, upgrade
from splynx_xero_gui.storage.ledger import open_ledger
from tests.support.samples import FixedClock


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Connection]:
    engine = create_engine(f"sqlite:///{tmp_path / 'plain.sqlite'}")
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def run(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        for statement in statements:
            connection.execute(statement)
            connection.commit()


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(upgrade.MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def test_migrating_an_empty_record_gives_exactly_the_programs_tables(empty: Connection) -> None:
    upgrade.migrate(empty)
    context = MigrationContext.configure(empty, opts={"compare_type": True, "compare_server_default": True})
    assert compare_metadata(context, schema.metadata) == []


def test_indexes_are_those_the_program_knows(empty: Connection) -> None:
    upgrade.migrate(empty)
    found = inspect(empty)
    by_migration = {
        (table, index["name"], tuple(index["column_names"]))
        for table in schema.metadata.tables
        for index in found.get_indexes(table)
    }
    by_program = {
        (table.name, index.name, tuple(column.name for column in index.columns))
        for table in schema.metadata.tables.values()
        for index in table.indexes
    }
    assert by_migration == by_program


def test_the_newest_revision_is_the_one_the_program_asks_for() -> None:
    assert scripts().get_heads() == [schema.HEAD]


def test_every_revision_can_be_run_one_after_the_other(empty: Connection) -> None:
    for script in reversed(list(scripts().walk_revisions())):
        upgrade.migrate(empty, script.revision)
        assert upgrade.current_revision(empty) == script.revision


def test_a_new_record_knows_which_version_made_it(file: Path) -> None:
    with open_ledger(file, FixedClock()) as ledger:
        assert ledger.get_fact(upgrade.VERSION_FACT)


def test_a_record_of_a_newer_version_is_refused_and_left_untouched(file: Path) -> None:
    open_ledger(file, FixedClock()).close()
    run(
        file,
        "UPDATE alembic_version SET version_num = '9999'",
        f"UPDATE facts SET value = '7.4' WHERE name = '{upgrade.VERSION_FACT}'",
        "PRAGMA wal_checkpoint(TRUNCATE)",
    )
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    with pytest.raises(StorageTrouble) as told:
        open_ledger(file, FixedClock())
    assert told.value.id == "R2"
    assert told.value.title == "These books were used with a newer version"
    assert told.value.message == "Install version 7.4 or later. Nothing was opened."
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before
    assert [p.name for p in file.parent.glob("*.before-*")] == []


def test_an_older_record_is_copied_before_it_is_migrated(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = FixedClock()
    with open_ledger(file, clock) as ledger:
        ledger.set_fact("kept", "yes")
    # An older record is one whose revision is not the newest: let the program ask for one that does not exist yet.
    monkeypatch.setattr(upgrade, "HEAD", "9999")
    migrated: list[str] = []
    monkeypatch.setattr(
        upgrade, "migrate", lambda connection: migrated.append(str(upgrade.current_revision(connection)))
    )
    open_ledger(file, clock).close()
    (copy,) = file.parent.glob("*.before-*")
    assert copy.name == f"ledger.before-{schema.HEAD}-20261101-083000.sqlite"
    assert copy.stat().st_mode & 0o077 == 0
    assert migrated == [schema.HEAD]
    monkeypatch.undo()
    with open_ledger(copy, clock) as ledger:
        assert ledger.get_fact("kept") == "yes"


def test_a_migration_that_fails_leaves_the_record_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half_done(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")
        connection.exec_driver_sql("UPDATE facts SET value = 'spoiled'")
        raise RuntimeError("the power went")

    with open_ledger(file, FixedClock()) as ledger:
        ledger.set_fact("kept", "yes")
    with monkeypatch.context() as patched:
        patched.setattr(upgrade, "HEAD", "9999")
        patched.setattr(upgrade, "migrate", half_done)
        with pytest.raises(RuntimeError, match="power"):
            open_ledger(file, FixedClock())
    with open_ledger(file, FixedClock()) as ledger:
        assert ledger.get_fact("kept") == "yes"
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone() == (0,)
