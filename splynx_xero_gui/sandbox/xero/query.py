"""What a GET asks for: the query string and If-Modified-Since, read strictly, and the records that answer it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Generic, TypeVar

from splynx_xero_gui.sandbox.http import NotModelled
from splynx_xero_gui.sandbox.xero.errors import bad_query, high_volume
from splynx_xero_gui.sandbox.xero.fields import Fields
from splynx_xero_gui.sandbox.xero.where import Field, Where, compile_where

T = TypeVar("T")

DEFAULT_PAGE_SIZE: Final = 100
MAX_PAGE_SIZE: Final = 1000
_PLAIN_STAMP: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}")
_GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Query:
    """The query string of one call, plus If-Modified-Since."""

    params: Mapping[str, str]
    modified_since: str | None = None

    def text(self, name: str) -> str | None:
        """A parameter as it came; None where it is missing or empty."""
        return self.params.get(name) or None

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean in any case: xero-python sends `True` and `False`."""
        text = self.params.get(name)
        if text is None:
            return default
        if text.lower() not in ("true", "false"):
            raise bad_query(f"The value '{text}' is not valid for {name}")
        return text.lower() == "true"

    def number(self, name: str, lowest: int, highest: int) -> int | None:
        """A whole number within bounds."""
        text = self.params.get(name)
        if text is None:
            return None
        if not text.isdigit() or not lowest <= int(text) <= highest:
            raise bad_query(f"The value '{text}' is not valid for {name}")
        return int(text)

    def values(self, name: str) -> frozenset[str] | None:
        """A comma-separated list, lower-case; None where it is missing."""
        text = self.text(name)
        return None if text is None else frozenset(part.strip().lower() for part in text.split(",") if part.strip())

    def guids(self, name: str) -> frozenset[str] | None:
        """A comma-separated list of GUIDs."""
        values = self.values(name)
        for value in values or ():
            if _GUID.fullmatch(value) is None:
                raise bad_query(f"The value '{value}' is not a valid GUID in {name}")
        return values

    @property
    def places(self) -> int:
        """Decimals of unit amounts: 2, or 4 with unitdp=4."""
        text = self.params.get("unitdp", "2")
        if text not in ("2", "4"):
            raise bad_query(f"The value '{text}' is not valid for unitdp")
        return int(text)

    @property
    def since(self) -> datetime | None:
        """If-Modified-Since; only the plain form without offset is known to work (xero-api.md §3)."""
        if self.modified_since is None:
            return None
        if _PLAIN_STAMP.fullmatch(self.modified_since) is None:
            raise NotModelled(f"If-Modified-Since {self.modified_since!r}: send YYYY-MM-DDTHH:MM:SS, in UTC, no offset")
        try:
            return datetime.fromisoformat(self.modified_since).replace(tzinfo=UTC)
        except ValueError as error:
            raise bad_query(f"The value '{self.modified_since}' is not a valid If-Modified-Since") from error


@dataclass(frozen=True)
class Page(Generic[T]):
    """The records that answer a list call; `number` is None where no page was asked for."""

    records: Sequence[T]
    number: int | None
    size: int
    total: int

    def block(self) -> dict[str, Any]:
        """The `pagination` block, only with `page=` (seen)."""
        if self.number is None:
            return {}
        return {
            "pagination": {
                "page": self.number,
                "pageSize": self.size,
                "pageCount": -(-self.total // self.size),
                "itemCount": self.total,
            }
        }


@dataclass(frozen=True)
class Listing(Generic[T]):
    """How one endpoint lists: its name, its fields, which of them is the id (the shelf's own order)."""

    endpoint: str
    type_name: str
    fields: Fields
    id_field: str
    updated: Callable[[T], datetime]
    high_volume_at: int

    def select(self, records: Iterable[T], count: int, query: Query, *, force_page: bool = False) -> Page[T]:
        """Filter, order and cut. `records` come in id order; `count` of them exist in all. Raises ApiError."""
        where = compile_where(text, self.fields, self.type_name) if (text := query.text("where")) else None
        self._guard_volume(where, count)
        number, size = self._page(query, force_page)
        since = query.since
        if since is not None:
            updated = self.updated
            records = [r for r in records if updated(r) >= since]
        if where is not None:
            records = [r for r in records if where.test(r)]
        ordered = self._ordered(list(records), query.text("order"))
        if number is None:
            return Page(ordered, None, len(ordered), len(ordered))
        return Page(ordered[(number - 1) * size : number * size], number, size, len(ordered))

    @staticmethod
    def _page(query: Query, force_page: bool) -> tuple[int | None, int]:
        number = query.number("page", 1, 1_000_000)
        size = query.number("pageSize", 1, MAX_PAGE_SIZE)
        if number is None and force_page:
            number = 1
        if number is None and size is not None:
            raise NotModelled("pageSize without page")
        return number, size or DEFAULT_PAGE_SIZE

    def _ordered(self, records: list[T], order: str | None) -> list[T]:
        if order is None:
            records.sort(key=self.updated)
            return records
        for part in reversed([p.strip() for p in order.split(",")]):
            name, _, direction = part.partition(" ")
            field = self._order_field(name)
            backwards = direction.strip().upper() or "ASC"
            if backwards not in ("ASC", "DESC"):
                raise bad_query(f"Syntax error at '{direction}'")
            if field.name != self.id_field or backwards == "DESC" or "," in order:
                records.sort(key=_sort_key(field), reverse=backwards == "DESC")
        return records

    def _order_field(self, name: str) -> Field:
        field = self.fields.get(name.lower())
        if field is None:
            raise bad_query(f"No property or field '{name}' exists in type '{self.type_name}'")
        return field

    def _guard_volume(self, where: Where | None, count: int) -> None:
        if where is None or count <= self.high_volume_at:
            return
        if any(not self.fields[name.lower()].optimised for name in where.fields):
            raise high_volume(self.endpoint)


def _sort_key(field: Field) -> Callable[[Any], tuple[bool, Any]]:
    get = field.get
    return lambda record: (False, "") if (value := get(record)) is None else (True, value)
