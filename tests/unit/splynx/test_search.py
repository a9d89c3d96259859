"""Queries in Splynx's nested form, and reading a whole collection whatever the server ignores (splynx-api.md §3)."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splynx_xero_gui.splynx.scalars import Json, Untranslatable
from splynx_xero_gui.splynx.search import (
    PagingIgnored,
    above,
    build_query,
    equals,
    merged,
    one_of,
    pages,
    since,
    within,
)


def test_a_query_is_written_as_php_nests_it() -> None:
    query = build_query([since("date_updated", "2026-01-31"), above("7")], by_id=True, limit=500)
    assert parse_qsl(query) == [
        ("main_attributes[date_updated][0]", ">="),
        ("main_attributes[date_updated][1]", "2026-01-31"),
        ("main_attributes[id][0]", ">"),
        ("main_attributes[id][1]", "7"),
        ("order[id]", "ASC"),
        ("limit", "500"),
    ]
    assert parse_qsl(build_query([within("7", "9")])) == [
        ("main_attributes[id][0]", "BETWEEN"),
        ("main_attributes[id][1]", "8"),
        ("main_attributes[id][2]", "9"),
    ]
    assert parse_qsl(build_query([one_of(["3", "5"]), equals("field_1", "a&b=c")], offset=4)) == [
        ("main_attributes[id][0]", "IN"),
        ("main_attributes[id][1][0]", "3"),
        ("main_attributes[id][1][1]", "5"),
        ("main_attributes[field_1][0]", "="),
        ("main_attributes[field_1][1]", "a&b=c"),
        ("offset", "4"),
    ]
    assert build_query() == ""


class Table:
    """A collection behind a server that may ignore parts of the question."""

    def __init__(self, ids: Sequence[int], *, ignores: Sequence[str] = (), cap: int | None = None) -> None:
        self.ids, self.ignores, self.cap = list(ids), set(ignores), cap
        self.questions: list[dict[str, str]] = []

    def fetch(self, query: str) -> Sequence[Json]:
        asked = dict(parse_qsl(query))
        self.questions.append(asked)
        found = list(self.ids)
        if "id" not in self.ignores:
            low, high = self._bounds(asked)
            found = [id for id in found if low < id <= high]
        if "order" not in self.ignores:
            found.sort()
        if "offset" not in self.ignores:
            found = found[int(asked.get("offset", 0)) :]
        limit = 10**9 if "limit" in self.ignores else int(asked.get("limit", 10**9))
        return [{"id": id} for id in found[: min(limit, self.cap or limit)]]

    @staticmethod
    def _bounds(asked: dict[str, str]) -> tuple[int, int]:
        match asked.get("main_attributes[id][0]"):
            case ">":
                return int(asked["main_attributes[id][1]"]), 10**9
            case "BETWEEN":
                return int(asked["main_attributes[id][1]"]) - 1, int(asked["main_attributes[id][2]"])
        return 0, 10**9


def read(table: Table, limit: int = 4, after: str = "0", up_to: str | None = None) -> list[int]:
    found: list[int] = []
    for page in pages(table.fetch, [], limit=limit, after_id=after, up_to_id=up_to):
        assert page
        found += [int(str(row["id"])) for row in page]
    return found


def test_pages_follow_the_last_id_and_stop_on_a_short_page() -> None:
    table = Table([1, 3, 5, 7, 9, 11])
    assert read(table) == [1, 3, 5, 7, 9, 11]
    assert [asked["main_attributes[id][1]"] for asked in table.questions] == ["0", "7"]


def test_a_full_last_page_is_followed_by_one_more_question() -> None:
    table = Table([1, 2, 3, 4])
    assert read(table) == [1, 2, 3, 4]
    assert len(table.questions) == 2


def test_reading_starts_above_an_id_and_ends_at_one() -> None:
    table = Table(range(1, 30))
    assert read(table, after="5", up_to="17") == list(range(6, 18))
    assert read(table, after="17", up_to="17") == []
    assert read(table, after="29") == []


def test_an_empty_collection_is_one_question_and_no_page() -> None:
    table = Table([])
    assert read(table) == []
    assert len(table.questions) == 1


def test_a_server_that_caps_its_pages_is_read_to_the_end() -> None:
    table = Table(range(1, 96), cap=10)
    assert read(table, limit=500) == list(range(1, 96))


@pytest.mark.parametrize(
    "ignores",
    [["id"], ["order"], ["limit"], ["id", "order"], ["id", "limit"], ["order", "limit"], ["id", "order", "limit"],
     ["offset"], ["id", "order", "limit", "offset"]],
)  # fmt: skip
def test_whatever_part_the_server_ignores_nothing_is_lost_or_repeated(ignores: list[str]) -> None:
    ids = [9, 2, 7, 1, 12, 4, 11, 3, 20]
    assert read(Table(ids, ignores=ignores)) == sorted(ids)
    assert read(Table(ids, ignores=ignores), after="3", up_to="11") == [4, 7, 9, 11]


def test_a_server_that_ignores_search_order_and_offset_is_refused_instead_of_read_in_part() -> None:
    with pytest.raises(PagingIgnored):
        read(Table(range(9, 0, -1), ignores=["id", "order", "offset"]))


@pytest.mark.parametrize("row", [{}, {"id": None}, {"id": "x"}])
def test_a_row_without_a_usable_id_is_refused(row: Json) -> None:
    with pytest.raises(Untranslatable, match="no usable id"):
        list(pages(lambda _query: [row], [], limit=4))


@given(
    st.sets(st.integers(1, 60)),
    st.sets(st.sampled_from(["id", "order", "limit"])),
    st.integers(2, 12),
    st.integers(0, 60),
    st.none() | st.integers(0, 60),
)
def test_reading_gives_exactly_the_ids_in_the_range(
    ids: set[int], ignores: set[str], limit: int, after: int, up_to: int | None
) -> None:
    table = Table(sorted(ids, reverse=True), ignores=list(ignores))
    found = read(table, limit, str(after), None if up_to is None else str(up_to))
    assert found == sorted(id for id in ids if id > after and (up_to is None or id <= up_to))


def test_two_streams_become_one_in_order_with_each_id_once() -> None:
    changed: Callable[[], Any] = lambda: iter([[{"id": 1}, {"id": 4}], [{"id": "9"}]])  # noqa: E731
    created: Callable[[], Any] = lambda: iter([[{"id": 2}, {"id": 4}, {"id": 10}]])  # noqa: E731
    pages_found = list(merged([changed(), created()], 2))
    assert [[int(row["id"]) for row in page] for page in pages_found] == [[1, 2], [4, 9], [10]]
    assert list(merged([], 2)) == []
