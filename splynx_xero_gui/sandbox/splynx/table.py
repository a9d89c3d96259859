"""Rows kept by ascending id, as a database table would, at eight bytes of overhead each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from datetime import date, datetime
from operator import attrgetter
from typing import Generic, Protocol, TypeVar


class Row(Protocol):
    """Anything with a numeric id."""

    id: int


T = TypeVar("T", bound=Row)


def _index_key(value: object) -> object:
    """Stamps are indexed by day: that is how they are searched."""
    return value.date() if isinstance(value, datetime) else value


class Table(Generic[T]):
    """Rows with dense ids from 1. A removed row leaves a hole, and its id is never given again.

    `days` names the date attributes that can be searched by range without reading every row; a row whose
    indexed attribute changed must be announced with `moved`.
    """

    def __init__(self, *days: str) -> None:
        self._rows: list[T | None] = []
        self._holes: list[int] = []
        self._days: dict[str, dict[object, list[int]]] = {name: {} for name in days}
        self._equal: dict[str, dict[object, list[int]]] = {}

    @property
    def next_id(self) -> int:
        """The id the next row must carry."""
        return len(self._rows) + 1

    @property
    def highest_id(self) -> int:
        """The highest id ever given (0 in an empty table)."""
        return len(self._rows)

    def add(self, row: T) -> T:
        """Appends a row that carries `next_id`."""
        if row.id != self.next_id:
            raise ValueError(f"row {row.id} added where {self.next_id} is next")
        self._rows.append(row)
        for name in self._days:
            self.moved(row, name)
        for name, index in self._equal.items():
            index.setdefault(getattr(row, name), []).append(row.id)
        return row

    def get(self, row_id: int) -> T | None:
        """The row, or None where it never was or was removed."""
        return self._rows[row_id - 1] if 0 < row_id <= len(self._rows) else None

    def remove(self, row_id: int) -> None:
        """Takes the row away for good; KeyError where there is none."""
        if self.get(row_id) is None:
            raise KeyError(row_id)
        self._rows[row_id - 1] = None
        insort(self._holes, row_id)

    def moved(self, row: T, name: str) -> None:
        """Announces that an indexed attribute of `row` has a new value; old entries are checked when read."""
        if name in self._days:
            self._days[name].setdefault(_index_key(getattr(row, name)), []).append(row.id)
        if name in self._equal:
            self._equal[name].setdefault(getattr(row, name), []).append(row.id)

    def having(self, name: str, value: object) -> list[T]:
        """Rows whose attribute equals `value`, by id. The index is built at the first question."""
        index = self._equal.get(name)
        if index is None:
            index = self._equal[name] = {}
            read = attrgetter(name)
            for row in self:
                index.setdefault(read(row), []).append(row.id)
        found = (self.get(row_id) for row_id in sorted(set(index.get(value, ()))))
        return [row for row in found if row is not None and getattr(row, name) == value]

    def on_days(self, name: str, low: date, high: date, at_most: int) -> list[T] | None:
        """Rows whose day index `name` lies in [low, high], or None where that is more than `at_most` rows."""
        index = self._days.get(name)
        if index is None:
            return None
        ids: set[int] = set()
        for day, entries in index.items():
            if isinstance(day, date) and low <= day <= high:
                ids.update(entries)
                if len(ids) > at_most:
                    return None
        found = (self.get(row_id) for row_id in sorted(ids))
        return [row for row in found if row is not None]

    def between(self, low: int, high: int, *, descending: bool = False) -> Iterator[T]:
        """Rows with low ≤ id ≤ high, read lazily."""
        first, last = max(low, 1), min(high, len(self._rows))
        steps = range(last, first - 1, -1) if descending else range(first, last + 1)
        rows = self._rows
        return (row for step in steps if (row := rows[step - 1]) is not None)

    def count_between(self, low: int, high: int) -> int:
        """How many rows have low ≤ id ≤ high, without reading them."""
        first, last = max(low, 1), min(high, len(self._rows))
        if last < first:
            return 0
        return last - first + 1 - (bisect_right(self._holes, last) - bisect_left(self._holes, first))

    def __iter__(self) -> Iterator[T]:
        return (row for row in self._rows if row is not None)

    def __len__(self) -> int:
        return len(self._rows) - len(self._holes)
