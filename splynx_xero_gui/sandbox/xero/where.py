"""The `where` filter: a small strict reader of Xero's filter language (xero-api.md §3).

Knows AND/OR (also `&&`, `||`), parentheses, the six comparisons, DateTime(...), guid("..."), null, true, false,
and Contains, StartsWith and EndsWith on texts. Texts compare without regard to case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from splynx_xero_gui.sandbox.http import NotModelled
from splynx_xero_gui.sandbox.xero.errors import ApiError, bad_query

Predicate = Callable[[Any], bool]


class Kind(Enum):
    """What a field holds."""

    TEXT = "String"
    GUID = "Guid"
    NUMBER = "Decimal"
    DAY = "DateTime"
    STAMP = "DateTime?"
    FLAG = "Boolean"


@dataclass(frozen=True, slots=True)
class Field:
    """A field one may filter and order by. `optimised`: usable on very large organisations.

    `silent`: Xero takes a filter on it and matches nothing (Reference of BankTransactions).
    """

    name: str
    kind: Kind
    get: Callable[[Any], Any]
    optimised: bool = False
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Where:
    """A filter ready for use, and the fields it looks at."""

    test: Predicate
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


_TOKENS: Final = re.compile(
    r'\s*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<number>-?\d+(?:\.\d+)?)|(?P<op>==|!=|<>|>=|<=|&&|\|\||=|>|<)'
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)|(?P<mark>[(),]))"
)
_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "==": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
}
_TEXT_TESTS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "contains": lambda value, part: part in value,
    "startswith": str.startswith,
    "endswith": str.endswith,
}
_UNKNOWN_FUNCTIONS: Final = ("tostring", "tolower", "toupper", "trim", "length", "substring", "value", "indexof")


def compile_where(text: str, fields: Mapping[str, Field], type_name: str) -> Where:
    """Read `text`; `fields` by lower-case name. Raises ApiError (Xero's own) or NotModelled."""
    return _Reader(text, fields, type_name).read()


class _Reader:
    def __init__(self, text: str, fields: Mapping[str, Field], type_name: str) -> None:
        self._fields, self._type = fields, type_name
        self._tokens = self._split(text)
        self._at = 0
        self._used: set[str] = set()

    def read(self) -> Where:
        test = self._or()
        if self._at != len(self._tokens):
            raise self._error(f"Syntax error at '{self._tokens[self._at].text}'")
        return Where(test, frozenset(self._used))

    @staticmethod
    def _split(text: str) -> list[_Token]:
        tokens, at = [], 0
        while at < len(text.rstrip()):
            found = _TOKENS.match(text, at)
            if found is None:
                raise bad_query(f"Syntax error '{text[at:].strip()[0]}'")
            kind = found.lastgroup or ""
            tokens.append(_Token(kind, found[kind]))
            at = found.end()
        return tokens

    def _or(self) -> Predicate:
        parts = [self._and()]
        while self._take_word("or", "||"):
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else lambda record: any(part(record) for part in parts)

    def _and(self) -> Predicate:
        parts = [self._atom()]
        while self._take_word("and", "&&"):
            parts.append(self._atom())
        return parts[0] if len(parts) == 1 else lambda record: all(part(record) for part in parts)

    def _atom(self) -> Predicate:
        if self._take("mark", "("):
            inner = self._or()
            self._need("mark", ")")
            return inner
        name = self._need("name")
        if self._take("mark", "("):
            return self._text_test(name)
        field = self._field(name)
        operator = self._need("op")
        operator = {"=": "==", "<>": "!="}.get(operator, operator)
        if operator not in _COMPARISONS:
            raise self._error(f"Syntax error at '{operator}'")
        return self._comparison(field, operator)

    def _comparison(self, field: Field, operator: str) -> Predicate:
        get = field.get
        if self._take_word("null"):
            if operator not in ("==", "!="):
                raise self._error(
                    f"Operator '{operator}' incompatible with operand types '{field.kind.value}' and 'Object'"
                )
            return (lambda r: get(r) is None) if operator == "==" else (lambda r: get(r) is not None)
        value = self._literal(field, operator)
        if field.silent:
            return lambda _record: False
        compare = _COMPARISONS[operator]
        if field.kind in (Kind.TEXT, Kind.GUID):
            if operator not in ("==", "!="):
                raise self._error(
                    f"Operator '{operator}' incompatible with operand types "
                    f"'{field.kind.value}' and '{field.kind.value}'"
                )
            return lambda r: compare((get(r) or "").lower(), value)
        return lambda r: (got := get(r)) is not None and compare(got, value)

    def _text_test(self, dotted: str) -> Predicate:
        name, _, function = dotted.rpartition(".")
        if function.lower() not in _TEXT_TESTS:
            if name and function.lower() in _UNKNOWN_FUNCTIONS:
                raise NotModelled(f"where function {function}")
            raise self._error(f"No applicable method '{function or dotted}' exists in type '{self._type}'")
        field = self._field(name)
        if field.kind is not Kind.TEXT:
            raise self._error(f"No applicable method '{function}' exists in type '{field.kind.value}'")
        part = _unquote(self._need("text")).lower()
        self._need("mark", ")")
        test, get = _TEXT_TESTS[function.lower()], field.get
        return (lambda _r: False) if field.silent else (lambda r: test((get(r) or "").lower(), part))

    def _literal(self, field: Field, operator: str) -> Any:
        token = self._next()
        kind, value = self._value(token)
        wanted = Kind.DAY if field.kind is Kind.STAMP else field.kind
        if kind is not wanted:
            raise self._error(
                f"Operator '{operator}' incompatible with operand types '{field.kind.value}' and '{kind.value}'"
            )
        if field.kind is Kind.DAY:
            return value.date()
        return value

    def _value(self, token: _Token) -> tuple[Kind, Any]:
        if token.kind == "text":
            return Kind.TEXT, _unquote(token.text).lower()
        if token.kind == "number":
            return Kind.NUMBER, Decimal(token.text)
        word = token.text.lower()
        if token.kind == "name" and word in ("true", "false"):
            return Kind.FLAG, word == "true"
        if token.kind == "name" and word == "guid":
            self._need("mark", "(")
            text = _unquote(self._need("text")).lower()
            self._need("mark", ")")
            if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text) is None:
                raise self._error("Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx)")
            return Kind.GUID, text
        if token.kind == "name" and word == "datetime":
            return Kind.DAY, self._moment()
        raise self._error(f"Syntax error at '{token.text}'")

    def _moment(self) -> datetime:
        self._need("mark", "(")
        numbers = [int(self._need("number"))]
        while self._take("mark", ","):
            numbers.append(int(self._need("number")))
        self._need("mark", ")")
        if len(numbers) not in (3, 6):
            raise self._error("No applicable constructor exists in type 'DateTime'")
        try:
            day = date(*numbers[:3])
            hour, minute, second = numbers[3:] or (0, 0, 0)
            return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=UTC)
        except ValueError as error:
            raise self._error("Year, Month, and Day parameters describe an un-representable DateTime.") from error

    def _field(self, name: str) -> Field:
        field = self._fields.get(name.lower())
        if field is None:
            raise self._error(f"No property or field '{name}' exists in type '{self._type}'")
        self._used.add(field.name)
        return field

    def _next(self) -> _Token:
        if self._at >= len(self._tokens):
            raise self._error("Expression expected")
        self._at += 1
        return self._tokens[self._at - 1]

    def _need(self, kind: str, text: str | None = None) -> str:
        token = self._next()
        if token.kind != kind or (text is not None and token.text != text):
            raise self._error(f"'{text or kind}' expected, but found '{token.text}'")
        return token.text

    def _take(self, kind: str, text: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at] == _Token(kind, text):
            self._at += 1
            return True
        return False

    def _take_word(self, *words: str) -> bool:
        if (
            self._at < len(self._tokens)
            and self._tokens[self._at].text.lower() in words
            and self._tokens[self._at].kind in ("name", "op")
        ):
            self._at += 1
            return True
        return False

    @staticmethod
    def _error(message: str) -> ApiError:
        return bad_query(message)


def _unquote(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1])
