"""Declares what the API shows of a row, and how each version of Splynx writes it (splynx-api.md §5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from typing import Any

_ZERO_DAY = "0000-00-00"
_ZERO_STAMP = "0000-00-00 00:00:00"


class Style(Enum):
    """How a server writes its types."""

    OLD = "old"  # everything a string, also ids and totals
    NEW = "new"  # ids and totals are numbers; prices, flags and some ids are still strings


class Kind(Enum):
    """The types of the API's fields."""

    ID = "integer"
    TEXT_ID = "string id"  # an id that is a string in every version (payment_type)
    NUMBER = "number"
    MONEY = "decimal"  # always a string with four decimals
    AMOUNT = "amount"  # a number in the new style, a string with four decimals in the old one
    FLAG = "flag"  # always "0" or "1"
    BOOL = "boolean"
    TEXT = "string"
    DAY = "date"
    STAMP = "datetime"
    RAW = "object"  # shown as it is, not searchable


_OPTION_TYPES = {Kind.TEXT_ID: "integer", Kind.NUMBER: "integer", Kind.AMOUNT: "decimal", Kind.FLAG: "boolean"}


@dataclass(frozen=True, slots=True)
class Field:
    """One attribute.

    Attributes:
        source: the row's attribute where it has another name.
        empty: how an absent id is written, 0 or None (null).
        required: must be given on create.
        readonly: the server sets it.
        choices: the only values there are.
        constant: for a field that a test invents: its value on every row.
    """

    name: str
    kind: Kind
    source: str = ""
    empty: int | None = 0
    required: bool = False
    readonly: bool = False
    choices: tuple[str, ...] = ()
    constant: tuple[object, ...] = ()

    @property
    def attribute(self) -> str:
        """Where the row keeps it."""
        return self.source or self.name


@dataclass(frozen=True, slots=True)
class Schema:
    """The fields of an object; `items` are those of its lines, where it has any."""

    fields: tuple[Field, ...]
    items: tuple[Field, ...] = ()
    additional: bool = False
    only_new: frozenset[str] = frozenset()

    def field(self, name: str) -> Field | None:
        """The field of that name."""
        return next((known for known in self.fields if known.name == name), None)

    def in_style(self, style: Style) -> Schema:
        """Without what the old version does not know."""
        if style is Style.NEW or not self.only_new:
            return self
        return replace(self, fields=tuple(known for known in self.fields if known.name not in self.only_new))

    def options(self) -> dict[str, object]:
        """The answer to OPTIONS."""
        described: dict[str, object] = {known.name: _option(known) for known in self.fields}
        if self.items:
            described["items"] = {"type": "array", "attributes": {known.name: _option(known) for known in self.items}}
        return described


def _option(known: Field) -> dict[str, object]:
    option: dict[str, object] = {
        "type": "select" if known.choices else _OPTION_TYPES.get(known.kind, known.kind.value),
        "title": known.name.replace("_", " ").capitalize(),
        "required": known.required,
        "readonly": known.readonly,
    }
    if known.choices:
        option["values"] = list(known.choices)
    return option


Formatter = Callable[[Any], object]


def _number(value: Decimal) -> object:
    """The wire form of a number: PHP writes 100, not 100.0; a float holds the few digits of an amount exactly."""
    return int(value) if value == value.to_integral_value() else float(value)


def _formatter(known: Field, style: Style) -> Formatter:
    old = style is Style.OLD
    empty = None if known.empty is None else str(known.empty) if old else known.empty
    match known.kind:
        case Kind.ID:
            return (lambda value: str(value) if value else empty) if old else (lambda value: value or empty)
        case Kind.TEXT_ID:
            return str
        case Kind.NUMBER:
            return (lambda value: str(_number_or_int(value))) if old else _number_or_int
        case Kind.MONEY:
            return str
        case Kind.AMOUNT:
            return str if old else _number
        case Kind.FLAG:
            return lambda value: "1" if value else "0"
        case Kind.BOOL:
            return (lambda value: "1" if value else "0") if old else bool
        case Kind.DAY:
            return lambda value: value.isoformat() if value else _ZERO_DAY
        case Kind.STAMP:
            return lambda value: value.isoformat(" ") if value else _ZERO_STAMP
        case Kind.TEXT | Kind.RAW:
            return lambda value: list(value) if isinstance(value, tuple) else value


def _number_or_int(value: int | Decimal) -> object:
    return _number(value) if isinstance(value, Decimal) else int(value)


class Renderer:
    """Turns rows into JSON objects; made per request, because versions and drift may change in between."""

    def __init__(self, schema: Schema, style: Style) -> None:
        self._additional = schema.additional
        self._has_items = bool(schema.items)
        self._fields = [_compiled(known, style) for known in schema.fields]
        self._items = [_compiled(known, style) for known in schema.items]

    def row(self, row: object) -> dict[str, object]:
        """The flat object of Splynx 2.0."""
        shown = {name: write(read(row)) for name, read, write in self._fields}
        if self._has_items:
            items: tuple[object, ...] = row.items  # type: ignore[attr-defined]  # rows of schemas with items have them
            shown["items"] = [{name: write(read(item)) for name, read, write in self._items} for item in items]
        if self._additional:
            shown["additional_attributes"] = dict(row.additional_attributes)  # type: ignore[attr-defined]
        return shown


def _compiled(known: Field, style: Style) -> tuple[str, Callable[[Any], Any], Formatter]:
    if known.constant:
        value = known.constant[0]
        return known.name, lambda _row: value, lambda shown: shown
    return known.name, attrgetter(known.attribute), _formatter(known, style)


@dataclass
class Drift:
    """Field names change between releases (splynx-api.md §5): what a test renames, leaves out or adds, per collection.

    `items` of a document are addressed as `finance/invoices.items`.
    """

    _renamed: dict[tuple[str, str], str] = field(default_factory=dict)
    _omitted: set[tuple[str, str]] = field(default_factory=set)
    _added: dict[tuple[str, str], object] = field(default_factory=dict)

    def rename(self, collection: str, name: str, to: str) -> None:
        """Shows a field under another name, in answers, OPTIONS, searches and writes."""
        self._renamed[collection, name] = to

    def omit(self, collection: str, name: str) -> None:
        """Drops a field."""
        self._omitted.add((collection, name))

    def add(self, collection: str, name: str, value: object) -> None:
        """Shows an unknown field with a constant value."""
        self._added[collection, name] = value

    def clear(self) -> None:
        """Back to the documented names."""
        self._renamed.clear()
        self._omitted.clear()
        self._added.clear()

    def applied(self, collection: str, schema: Schema) -> Schema:
        """The schema as this server has it."""
        if not (self._renamed or self._omitted or self._added):
            return schema
        return replace(
            schema,
            fields=self._fields(collection, schema.fields),
            items=self._fields(f"{collection}.items", schema.items) if schema.items else (),
        )

    def _fields(self, collection: str, known: tuple[Field, ...]) -> tuple[Field, ...]:
        kept = []
        for one in known:
            if (collection, one.name) not in self._omitted:
                name = self._renamed.get((collection, one.name), one.name)
                kept.append(replace(one, name=name, source=one.attribute))
        for (where, name), value in self._added.items():
            if where == collection:
                kept.append(Field(name, Kind.RAW, constant=(value,), readonly=True))
        return tuple(kept)


class Unreadable(ValueError):
    """A written value that is not of the field's type."""


def read_value(known: Field, value: object) -> object:
    """A JSON value as the row keeps it. Raises Unreadable."""
    try:
        return _READERS[known.kind](value)
    except (ValueError, TypeError, ArithmeticError) as error:
        raise Unreadable(known.name) from error


def _read_id(value: object) -> int | None:
    return int(str(value)) or None if value not in (None, "") else None


def _read_decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)):
        raise TypeError(value)
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(value)
    return number


def _read_flag(value: object) -> bool:
    if value in (1, "1", True, "true"):
        return True
    if value in (0, "0", False, "false", ""):
        return False
    raise ValueError(value)


def _read_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (str, int, Decimal)) and not isinstance(value, bool):
        return str(value)
    raise TypeError(value)


def _read_day(value: object) -> date | None:
    text = _read_text(value)
    return None if text in ("", _ZERO_DAY) else date.fromisoformat(text)


def _read_stamp(value: object) -> datetime | None:
    text = _read_text(value)
    return None if text in ("", _ZERO_STAMP) else datetime.fromisoformat(text)


def _read_raw(value: object) -> object:
    return value


_READERS: Mapping[Kind, Callable[[object], object]] = {
    Kind.ID: _read_id,
    Kind.TEXT_ID: _read_id,
    Kind.NUMBER: _read_decimal,
    Kind.MONEY: _read_decimal,
    Kind.AMOUNT: _read_decimal,
    Kind.FLAG: _read_flag,
    Kind.BOOL: _read_flag,
    Kind.TEXT: _read_text,
    Kind.DAY: _read_day,
    Kind.STAMP: _read_stamp,
    Kind.RAW: _read_raw,
}
