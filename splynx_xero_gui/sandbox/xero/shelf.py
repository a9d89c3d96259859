"""A shelf of records: found by id, walked in id order, both fast with a hundred thousand of them."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Shelf(Generic[T]):
    """Records by id. Nothing is ever taken off: Xero keeps what it deleted."""

    def __init__(self, key: Callable[[T], str]) -> None:
        self._key = key
        self._by_id: dict[str, T] = {}
        self._ids: list[str] = []

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[T]:
        """In id order."""
        return map(self._by_id.__getitem__, self._ids)

    def add(self, record: T) -> T:
        """Put a new record on the shelf and give it back. Raises ValueError where the id is taken."""
        record_id = self._key(record)
        if record_id in self._by_id:
            raise ValueError(f"{record_id} is already there")
        self._by_id[record_id] = record
        insort(self._ids, record_id)
        return record

    def get(self, record_id: str) -> T | None:
        """The record of that id (any case), or None."""
        return self._by_id.get(record_id.lower())
