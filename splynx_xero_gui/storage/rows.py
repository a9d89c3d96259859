"""Small helpers for statements: chunks of ids, insert-or-replace, rows of dataclasses."""

import dataclasses
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Executable, Table
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
    statement = _upsert(table, connection.dialect.name == "sqlite", tuple(rows[0]), tuple(keys), keep)
    connection.execute(statement, list(rows))


@functools.cache
def _upsert(table: Table, in_sqlite: bool, names: tuple[str, ...], keys: tuple[str, ...], keep: bool) -> Executable:
    """The statement, made once for each table and set of columns: making it takes longer than running it."""
    statement: Any = (sqlite.insert if in_sqlite else postgresql.insert)(table)
    index = [table.c[key] for key in keys]
    if keep:
        return cast(Executable, statement.on_conflict_do_nothing(index_elements=index))
    rest = {name: statement.excluded[name] for name in names if name not in keys}
    return cast(Executable, statement.on_conflict_do_update(index_elements=index, set_=rest))


def number_of(id: str) -> int:
    """The id as a number, 0 where it is none: Splynx counts, Xero does not."""
    return int(id) if id.isascii() and id.isdigit() and len(id) <= 18 else 0


def in_order(ids: Iterable[str]) -> list[str]:
    """Ids in numeric order, others after them by text: equal input, equal statements."""
    return sorted(set(ids), key=lambda id: (number_of(id), id))
