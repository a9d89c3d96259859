"""Splynx's nested search, and reading a whole collection in pages by ascending id (splynx-api.md §3)."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from splynx_xero_gui.splynx.scalars import Json, Untranslatable, identity, pick

Fetch = Callable[[str], Sequence[Json]]


@dataclass(frozen=True, slots=True)
class Condition:
    """One search condition; a field takes one only, so a range is a BETWEEN. IN takes any number of values."""

    field: str
    operator: str
    values: tuple[str, ...]


def since(field: str, day: object) -> Condition:
    """On the day or later."""
    return Condition(field, ">=", (str(day),))


def above(last_id: str) -> Condition:
    """Ids greater than the last one read."""
    return Condition("id", ">", (last_id,))


def within(after_id: str, up_to_id: str) -> Condition:
    """Ids in (after_id, up_to_id]."""
    return Condition("id", "BETWEEN", (str(int(after_id) + 1), up_to_id))


def one_of(ids: Sequence[str]) -> Condition:
    """Exactly these ids."""
    return Condition("id", "IN", tuple(ids))


def equals(field: str, value: str) -> Condition:
    """Exactly this value."""
    return Condition(field, "=", (value,))


def build_query(
    conditions: Sequence[Condition] = (), *, by_id: bool = False, limit: int | None = None, offset: int = 0
) -> str:
    """The PHP-style query string."""
    fields: list[tuple[str, str]] = []
    for condition in conditions:
        name = f"main_attributes[{condition.field}]"
        fields.append((f"{name}[0]", condition.operator))
        for position, value in enumerate(condition.values):
            nested = f"[1][{position}]" if condition.operator == "IN" else f"[{position + 1}]"
            fields.append((f"{name}{nested}", value))
    if by_id:
        fields.append(("order[id]", "ASC"))
    if limit is not None:
        fields.append(("limit", str(limit)))
    if offset:
        fields.append(("offset", str(offset)))
    return urlencode(fields)


class PagingIgnored(Exception):
    """The server ignores order, search and offset alike: its collection cannot be read whole."""


def pages(
    fetch: Fetch, conditions: Sequence[Condition], *, limit: int, after_id: str = "0", up_to_id: str | None = None
) -> Iterator[Sequence[Json]]:
    """Non-empty pages in ascending id, each id once, all in (after_id, up_to_id].

    Keyset paging. A server that ignores the search on ids or the order is read by offset and sorted here; one that
    ignores the limit has answered everything at once. Raises Untranslatable for a row without an id, PagingIgnored,
    and what `fetch` raises.
    """
    last = int(after_id)
    end = None if up_to_id is None else int(up_to_id)
    while end is None or last < end:
        bounds = above(str(last)) if up_to_id is None else within(str(last), up_to_id)
        rows = fetch(build_query([*conditions, bounds], by_id=True, limit=limit))
        ids = [_id(row) for row in rows]
        ignored_limit = len(rows) > limit
        if ignored_limit or not _ascending(ids, last, end):
            everything = rows if ignored_limit else _by_offset(fetch, conditions, limit)
            yield from _chunks(iter(_sorted(everything, last, end)), limit)
            return
        if rows:
            yield rows
            last = ids[-1]
        # A server may cap the page below our limit; a cap is a round number, a natural end rarely is.
        if not rows or (len(rows) < limit and len(rows) % 10):
            return


def merged(streams: Sequence[Iterator[Sequence[Json]]], limit: int) -> Iterator[Sequence[Json]]:
    """Several streams of pages as one, by ascending id, each id once."""
    flat = [(row for page in stream for row in page) for stream in streams]
    return _chunks(_each_once(heapq.merge(*flat, key=_id)), limit)


def _each_once(rows: Iterator[Json]) -> Iterator[Json]:
    last: int | None = None
    for row in rows:
        row_id = _id(row)
        if row_id != last:
            yield row
        last = row_id


def _chunks(rows: Iterator[Json], limit: int) -> Iterator[Sequence[Json]]:
    while chunk := list(islice(rows, limit)):
        yield chunk


def _by_offset(fetch: Fetch, conditions: Sequence[Condition], limit: int) -> list[Json]:
    found: dict[int, Json] = {}
    offset = 0
    while True:
        rows = fetch(build_query(conditions, by_id=True, limit=limit, offset=offset))
        new = {row_id: row for row in rows if (row_id := _id(row)) not in found}
        if rows and not new:
            raise PagingIgnored
        found |= new
        offset += len(rows)
        if not rows or (len(rows) < limit and len(rows) % 10):
            return list(found.values())


def _sorted(rows: Sequence[Json], last: int, end: int | None) -> list[Json]:
    found = {row_id: row for row in rows if (row_id := _id(row)) > last and (end is None or row_id <= end)}
    return [found[row_id] for row_id in sorted(found)]


def _ascending(ids: Sequence[int], last: int, end: int | None) -> bool:
    for row_id in ids:
        if row_id <= last:
            return False
        last = row_id
    return end is None or last <= end or not ids


def _id(row: Json) -> int:
    try:
        return int(identity(pick(row, "id"), "id"))
    except Untranslatable as error:
        raise Untranslatable(f"a row has no usable id ({error})") from None
