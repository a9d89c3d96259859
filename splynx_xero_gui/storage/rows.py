"""Small helpers for statements: chunks of ids, insert-or-replace, rows of dataclasses."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")

# Below the number of parameters every SQLite and PostgreSQL driver takes.
CHUNK = 900


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The items in lists of at most `size`, none of them empty."""
    every = list(items)
    for start in range(0, len(every), size):
        yield every[start : start + size]


def fields_of(value: Any) -> dict[str, Any]:
    """Field names and values of a flat dataclass, for an insert into a table with columns of the same names."""
    return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}


def upsert(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], keys: Sequence[str], *, keep: bool = False
) -> None:
    """Insert rows; where one with equal `keys` exists, replace its other columns, or with `keep` leave it."""
    if not rows:
        return
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement: Any = make(table)
    index = [table.c[key] for key in keys]
    if keep:
        statement = statement.on_conflict_do_nothing(index_elements=index)
    else:
        rest = {name: statement.excluded[name] for name in rows[0] if name not in keys}
        statement = statement.on_conflict_do_update(index_elements=index, set_=rest)
    connection.execute(statement, list(rows))


def number_of(id: str) -> int:
    """The id as a number, 0 where it is none: Splynx counts, Xero does not."""
    return int(id) if id.isascii() and id.isdigit() and len(id) <= 18 else 0


def in_order(ids: Iterable[str]) -> list[str]:
    """Ids in numeric order, others after them by text: equal input, equal statements."""
    return sorted(set(ids), key=lambda id: (number_of(id), id))
