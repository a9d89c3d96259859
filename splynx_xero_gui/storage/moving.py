"""Copies a sync record into another database, proves the copy, and retires the old one (interface.md `ledger move`)."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, cast

from sqlalchemy import Connection, Integer, Select, Table, func, insert, select, text

from splynx_xero_gui.domain.failures import Misconfigured, StorageTrouble
from splynx_xero_gui.storage.database import Database
from splynx_xero_gui.storage.rows import upsert
from splynx_xero_gui.storage.schema import facts, metadata
from splynx_xero_gui.storage.server_lock import HOLDER_FACT
from splynx_xero_gui.storage.upgrade import VERSION_FACT

MOVED_FACT = "moved-to"
# What a fresh record holds by itself, and what says something about one database only.
_OWN_FACTS = (VERSION_FACT, HOLDER_FACT, MOVED_FACT)
_PAGE = 500


def copy_record(source: Database, target: Database) -> int:
    """Copy every row into an empty record of the same schema; returns how many. All of it is there, or nothing.

    Raises Misconfigured (L12) where the target holds something, StorageTrouble where a copy differs.
    """
    copied = 0
    with source.read() as reading, target.write() as writing:
        _refuse_unless_empty(writing, target.name)
        for table in metadata.sorted_tables:
            for rows in _pages(_rows(reading, table)):
                writing.execute(insert(table), rows)
                copied += len(rows)
            if writing.dialect.name == "postgresql":
                _set_counter(writing, table)
            if _fingerprint(reading, table) != _fingerprint(writing, table):
                raise StorageTrouble(
                    "R5",
                    "The copy of the sync record differs",
                    f"{table.name} is not the same in {target.name}. The record stays where it is.",
                    "Try again; if it happens again, save the support file.",
                )
    return copied


def retire(source: Database, moved_to: str) -> None:
    """Mark a record as moved to that place: whoever opens it afterwards is told (`refuse_retired`)."""
    row = {"name": MOVED_FACT, "value": json.dumps({"to": moved_to, "at": source.clock.now().isoformat()})}
    with source.write() as connection:
        upsert(connection, facts, [row], ["name"])


def is_retired(database: Database) -> bool:
    """Whether this record was moved elsewhere."""
    return _moved(database) is not None


def refuse_retired(database: Database) -> None:
    """Raises Misconfigured L13 where this record was moved: what it says is old, and payments could go out twice."""
    moved = _moved(database)
    if moved is not None:
        raise Misconfigured(
            "L13",
            "The sync record was moved",
            f"It was moved to {moved['to']} on {moved['at'][:10]}. What is left here is old; nothing was read or "
            "written.",
            "Let the profile name the new place under [ledger] url, or have the record moved back from there.",
        )


def _moved(database: Database) -> Mapping[str, str] | None:
    with database.read() as connection:
        note = connection.execute(select(facts.c.value).where(facts.c.name == MOVED_FACT)).scalar()
    return cast(Mapping[str, str], json.loads(note)) if note else None


def _every(table: Table) -> Select[Any]:
    wanted = select(table)
    return wanted.where(facts.c.name.not_in(_OWN_FACTS)) if table is facts else wanted


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    for row in connection.execute(_every(table).execution_options(yield_per=_PAGE)).mappings():
        yield dict(row)


def _pages(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while page := list(islice(rows, _PAGE)):
        yield page


def _fingerprint(connection: Connection, table: Table) -> tuple[int, int]:
    """The number of rows and a sum over every value of each, in whatever order they come."""
    count = total = 0
    for row in _rows(connection, table):
        digest = hashlib.blake2b(repr(sorted(row.items())).encode(), digest_size=16)
        total = (total + int.from_bytes(digest.digest())) % (1 << 128)
        count += 1
    return count, total


def _refuse_unless_empty(connection: Connection, name: str) -> None:
    for table in metadata.sorted_tables:
        if connection.execute(_every(table).limit(1)).first() is not None:
            raise Misconfigured(
                "L12",
                "There is a sync record already",
                f"{name} holds the record of other books, or an earlier copy. Nothing was changed.",
                "Give an empty database. To use the record that is there, write its address under [ledger] url.",
            )


def _set_counter(connection: Connection, table: Table) -> None:
    """PostgreSQL counts apart from the rows: the next row must not take a number that is there."""
    (key, *others) = table.primary_key.columns
    if others or not isinstance(key.type, Integer):
        return
    highest = connection.execute(select(func.max(key))).scalar()
    if highest is not None:
        counter = text("SELECT setval(pg_get_serial_sequence(:table, :column), :highest)")
        connection.execute(counter, {"table": table.name, "column": key.name, "highest": highest})
