"""Splynx's nested search: operators, order, limit and offset over a table (splynx-api.md §3)."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from itertools import islice
from operator import attrgetter
from typing import Any, Final
from urllib.parse import parse_qsl

from .errors import bad_request
from .schema import Field, Kind, Schema
from .table import T, Table

NULL: Final = "__EXPRESSION_NULL__"
_COMPARISONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<>": operator.ne,
    ">=": operator.ge,
    "<=": operator.le,
    "<": operator.lt,
    ">": operator.gt,
}
_OPERATORS: Final = frozenset({*_COMPARISONS, "IS", "REGEXP", "BETWEEN", "LIKE", "IN", "FIND_IN_SET"})
_PART: Final = re.compile(r"\[([^\]]*)\]")
_NEVER: Final = datetime.min  # noqa: DTZ901 - server-local stamps have no zone
_SEARCHES: Final = ("main_attributes", "additional_attributes")

Nested = dict[str, Any]
Test = Callable[[Any], bool]


def nested(query_string: str) -> Nested:
    """A PHP query string as nested dicts: `a[b][0]=x` is {"a": {"b": {"0": "x"}}}; `a[]` counts up."""
    tree: Nested = {}
    for key, value in parse_qsl(query_string, keep_blank_values=True):
        head = key.split("[", 1)[0]
        path = [head, *_PART.findall(key[len(head) :])]
        place = tree
        for step in path[:-1]:
            following = place.setdefault(step or str(len(place)), {})
            if not isinstance(following, dict):
                raise bad_request(f"Parameter {key} is given twice in different shapes.")
            place = following
        place[path[-1] or str(len(place))] = value
    return tree


@dataclass(frozen=True, slots=True)
class Condition:
    """One search condition. `arguments` are the texts after the operator."""

    name: str
    operator: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A search as the client wrote it."""

    main: tuple[Condition, ...] = ()
    additional: tuple[Condition, ...] = ()
    order: tuple[tuple[str, bool], ...] = ()  # (field, descending)
    limit: int | None = None
    offset: int = 0


def parse_query(tree: Nested, filters: tuple[str, ...] = ()) -> Query:
    """Reads the search parameters. `filters` are plain parameters this collection documents.

    Other plain parameters are ignored, as the real server ignores them.
    """
    main, additional = (_conditions(tree.get(name, {}), name) for name in _SEARCHES)
    plain = tuple(Condition(name, "=", (tree[name],)) for name in filters if isinstance(tree.get(name), str))
    order = tree.get("order", {})
    if not isinstance(order, dict) or any(str(way).upper() not in ("ASC", "DESC") for way in order.values()):
        raise bad_request("order must be order[field]=ASC or DESC.")
    return Query(
        main + plain,
        additional,
        tuple((name, way.upper() == "DESC") for name, way in order.items()),
        _whole(tree, "limit"),
        _whole(tree, "offset") or 0,
    )


def _whole(tree: Nested, name: str) -> int | None:
    if name not in tree:
        return None
    if not str(tree[name]).isdigit():
        raise bad_request(f"{name} must be a whole number.")
    return int(tree[name])


def _conditions(group: object, where: str) -> tuple[Condition, ...]:
    if not isinstance(group, dict):
        raise bad_request(f"{where} must name attributes.")
    return tuple(_condition(name, given) for name, given in group.items())


def _condition(name: str, given: object) -> Condition:
    if isinstance(given, str):
        return Condition(name, "=", (given,))
    parts = list(given.values()) if isinstance(given, dict) else []
    word = str(parts[0]).upper() if parts else ""
    if word not in _OPERATORS:
        raise bad_request(f"Unknown operator for {name}.")
    arguments: list[str] = []
    for part in parts[1:]:
        arguments.extend(part.values() if isinstance(part, dict) else [part])
    expected = 2 if word == "BETWEEN" else 1
    if word != "IN" and len(arguments) != expected:
        raise bad_request(f"Operator {word} of {name} takes {expected} value(s).")
    return Condition(name, word, tuple(arguments))


def find(table: Table[T], schema: Schema, query: Query, visible: Test | None) -> Iterator[T]:
    """The rows a search answers, in its order. Lazy where the order is that of the ids."""
    search = _Search(table, schema, query, visible)
    rows = search.rows()
    end = None if query.limit is None else query.offset + query.limit
    return islice(rows, query.offset, end)


def count(table: Table[T], schema: Schema, query: Query, visible: Test | None) -> int:
    """How many rows match, whatever limit and offset say."""
    return _Search(table, schema, query, visible).count()


class _Search:
    """A compiled query: the id range and the day index narrow the rows, tests decide about the rest."""

    def __init__(self, table: Table[Any], schema: Schema, query: Query, visible: Test | None) -> None:
        self._table, self._schema, self._query = table, schema, query
        self._low, self._high = 1, table.highest_id
        self._tests: list[Test] = [visible] if visible is not None else []
        self._day: tuple[str, date, date] | None = None
        self._equal: tuple[str, int] | None = None
        for condition in query.main:
            self._take(condition)
        for condition in query.additional:
            self._tests.append(_additional_test(schema, condition))

    def _take(self, condition: Condition) -> None:
        known = self._schema.field(condition.name)
        if known is None or known.kind is Kind.RAW:
            raise bad_request(f"Unknown attribute {condition.name}.")
        if known.attribute == "id" and self._narrow(known, condition):
            return
        if known.kind in (Kind.DAY, Kind.STAMP):
            self._narrow_days(known, condition)
        elif known.kind in (Kind.ID, Kind.TEXT_ID) and condition.operator == "=" and condition.arguments[0] != NULL:
            value = _argument(known, condition.arguments[0])
            if value:
                self._equal = (known.attribute, value)
        self._tests.append(_test(known, condition))

    def _narrow(self, known: Field, condition: Condition) -> bool:
        """Turns conditions on the id into a range; True where that says all."""
        if condition.operator not in ("=", ">", ">=", "<", "<=", "BETWEEN") or NULL in condition.arguments:
            return False
        bounds = [_argument(known, text) for text in condition.arguments]
        step = {">": 1, "<": -1}.get(condition.operator, 0)
        if condition.operator in ("=", ">", ">=", "BETWEEN"):
            self._low = max(self._low, bounds[0] + step)
        if condition.operator in ("=", "<", "<=", "BETWEEN"):
            self._high = min(self._high, bounds[-1] + step)
        return True

    def _narrow_days(self, known: Field, condition: Condition) -> None:
        """Remembers the day range; the exact test follows."""
        if condition.operator not in ("=", ">", ">=", "<", "<=", "BETWEEN") or NULL in condition.arguments:
            return
        days = [_moment(known, text).date() for text in condition.arguments]
        low = days[0] if condition.operator in ("=", ">", ">=", "BETWEEN") else date.min
        high = days[-1] if condition.operator in ("=", "<", "<=", "BETWEEN") else date.max
        self._day = (known.attribute, low, high)

    def count(self) -> int:
        if not self._tests:
            return self._table.count_between(self._low, self._high)
        return sum(1 for _ in self._matching(descending=False))

    def rows(self) -> Iterator[Any]:
        order = self._query.order
        by_id = [descending for name, descending in order[:1] if name == "id"]
        if not order or by_id:
            return self._matching(descending=bool(by_id and by_id[0]))
        found = list(self._matching(descending=False))
        for name, descending in reversed(order):
            known = self._schema.field(name)
            if known is None or known.kind is Kind.RAW:
                raise bad_request(f"Unknown attribute {name} in order.")
            read = _reader(known)
            found.sort(key=lambda row: (read(row) is not None, read(row)), reverse=descending)
        return iter(found)

    def _matching(self, *, descending: bool) -> Iterator[Any]:
        rows = self._candidates(descending)
        tests = self._tests
        if not tests:
            return rows
        if len(tests) == 1:
            return filter(tests[0], rows)
        return (row for row in rows if all(test(row) for test in tests))

    def _candidates(self, descending: bool) -> Iterator[Any]:
        narrowed: list[Any] | None = None
        if self._equal is not None:
            narrowed = self._table.having(*self._equal)
        elif self._day is not None:
            narrowed = self._table.on_days(*self._day, at_most=max(1000, len(self._table) // 20))
        if narrowed is None:
            return self._table.between(self._low, self._high, descending=descending)
        inside = [row for row in narrowed if self._low <= row.id <= self._high]
        return iter(reversed(inside) if descending else inside)


# -- single conditions ------------------------------------------------------------------------------------------------


def _test(known: Field, condition: Condition) -> Test:
    word, arguments = condition.operator, condition.arguments
    if word == "IS" or arguments == (NULL,):
        if arguments != (NULL,):
            raise bad_request(f"IS takes {NULL} only.")
        wanted = word not in ("!=", "<>")
        read_raw = attrgetter(known.attribute)
        return lambda row: (_is_null(known, read_raw(row))) is wanted
    if word in ("LIKE", "REGEXP", "FIND_IN_SET"):
        return _text_test(known, word, arguments[0])
    if known.kind in (Kind.DAY, Kind.STAMP):
        return _time_test(known, word, arguments)
    read = _reader(known)
    values = [_argument(known, text) for text in arguments]
    return _compared(read, word, values)


def _compared(read: Callable[[Any], Any], word: str, values: list[Any]) -> Test:
    if word == "IN":
        return lambda row: read(row) in values
    if word == "BETWEEN":
        low, high = values
        return lambda row: (value := read(row)) is not None and low <= value <= high
    compare, wanted = _COMPARISONS[word], values[0]
    return lambda row: (value := read(row)) is not None and compare(value, wanted)


def _time_test(known: Field, word: str, arguments: tuple[str, ...]) -> Test:
    moments: list[Any] = [_moment(known, text) for text in arguments]
    read = attrgetter(known.attribute)
    whole_days = all(moment.time() == time.min for moment in moments)
    if known.kind is Kind.DAY and whole_days:
        days = [moment.date() for moment in moments]
        return _compared(lambda row: read(row) or date.min, word, days)
    if known.kind is Kind.DAY:
        return _compared(lambda row: datetime.combine(read(row) or date.min, time.min), word, moments)
    return _compared(lambda row: read(row) or _NEVER, word, moments)


def _text_test(known: Field, word: str, argument: str) -> Test:
    read = attrgetter(known.attribute)

    def text(row: object) -> str:
        value = read(row)
        return "" if value is None else str(value)

    if word == "REGEXP":
        try:
            pattern = re.compile(argument, re.IGNORECASE)
        except re.error as error:
            raise bad_request("REGEXP cannot be read.") from error
        return lambda row: pattern.search(text(row)) is not None
    wanted = argument.casefold()
    if word == "LIKE":
        return lambda row: wanted in text(row).casefold()
    return lambda row: wanted in text(row).casefold().split(",")


def _additional_test(schema: Schema, condition: Condition) -> Test:
    if not schema.additional:
        raise bad_request("This module has no additional attributes.")
    name = condition.name
    if condition.operator in ("LIKE", "REGEXP", "FIND_IN_SET", "IS"):
        pretend = Field(name, Kind.TEXT, source="value")
        inner = _test(pretend, condition)
        return lambda row: inner(_Holder(row.additional_attributes.get(name)))
    values: list[Any] = [text.casefold() for text in condition.arguments]
    return _compared(lambda row: _folded(row.additional_attributes.get(name)), condition.operator, values)


@dataclass(frozen=True, slots=True)
class _Holder:
    value: object


def _folded(value: object) -> str | None:
    return None if value is None else str(value).casefold()


def _is_null(known: Field, value: object) -> bool:
    """Only what the database really keeps as null; 0 and '' are values."""
    return value is None and (known.kind not in (Kind.ID, Kind.DAY, Kind.STAMP) or known.empty is None)


def _reader(known: Field) -> Callable[[Any], Any]:
    read = attrgetter(known.attribute)
    match known.kind:
        case Kind.ID | Kind.TEXT_ID:
            empty = known.empty
            return lambda row: read(row) or empty
        case Kind.FLAG | Kind.BOOL:
            return lambda row: 1 if read(row) else 0
        case Kind.TEXT:
            return lambda row: _folded(read(row))
        case Kind.DAY:
            return lambda row: read(row) or date.min
        case Kind.STAMP:
            return lambda row: read(row) or _NEVER
        case _:
            return read


def _argument(known: Field, text: str) -> Any:
    try:
        match known.kind:
            case Kind.ID | Kind.TEXT_ID | Kind.FLAG | Kind.BOOL:
                return int(text)
            case Kind.NUMBER | Kind.MONEY | Kind.AMOUNT:
                return Decimal(text)
            case _:
                return text.casefold()
    except (ValueError, InvalidOperation) as error:
        raise bad_request(f"{known.name} cannot be compared with {text!r}.") from error


def _moment(known: Field, text: str) -> datetime:
    if text.startswith("0000-00-00"):
        return _NEVER
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            raise ValueError(text)
        return moment
    except ValueError as error:
        raise bad_request(f"{known.name} cannot be compared with {text!r}.") from error
