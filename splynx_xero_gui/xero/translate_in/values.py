"""Single values of Xero's JSON: text, money, calendar days, flags, ids (xero-api.md §3, §16.2 traps 7-9)."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from splynx_xero_gui.domain.money import ZERO, cents

Json = Mapping[str, Any]

ZERO_ID: Final = "00000000-0000-0000-0000-000000000000"
_MS_DATE: Final = re.compile(r"^/Date\((-?\d+)([+-]\d{4})?\)/$")
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_BIGGEST: Final = Decimal(10) ** 15
_NOISE = Decimal("0.000001")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


class Unreadable(ValueError):
    """A part of the answer that must be there is missing or is not what it should be. Names the field, no content."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field


def text(item: Json, name: str) -> str:
    """The text, empty for null or absent; numbers and flags as their text."""
    value = item.get(name)
    if value is None or isinstance(value, (dict, list)):
        return ""
    return str(value).strip()


def ident(item: Json, name: str) -> str:
    """The id, empty for null, absent or the zero id (xero-api.md §4)."""
    value = text(item, name)
    return "" if value == ZERO_ID else value


def needed_id(item: Json, name: str) -> str:
    """The id; raises Unreadable where there is none."""
    value = ident(item, name)
    if not value:
        raise Unreadable(name, "missing")
    return value


def inner(item: Json, name: str) -> Json:
    """The object inside, empty where it is null, absent or not an object."""
    value = item.get(name)
    return value if isinstance(value, dict) else {}


def rows(item: Json, name: str) -> Iterator[Json]:
    """The objects of a list; nothing for null or absent, members that are no objects left out."""
    value = item.get(name)
    if isinstance(value, list):
        yield from (row for row in value if isinstance(row, dict))


def number(item: Json, name: str) -> Decimal | None:
    """The number exactly as written, None for null, absent or empty. Raises Unreadable for anything else."""
    value = item.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, (bool, float)) or not isinstance(value, (int, str, Decimal)):
        raise Unreadable(name, "not a number")
    if isinstance(value, str) and not _NUMBER.fullmatch(value.strip()):
        raise Unreadable(name, "not a number")  # Python's own Decimal takes 1_000 and other scripts' digits too
    try:
        result = Decimal(value.strip() if isinstance(value, str) else value)
    except InvalidOperation as error:
        raise Unreadable(name, "not a number") from error
    # Compared, not computed: abs() of 1e9999999 overflows.
    if not result.is_finite() or not -_BIGGEST < result < _BIGGEST:
        raise Unreadable(name, "not an amount")
    return result


def money(item: Json, name: str) -> Decimal:
    """An amount that must be there, two decimals. Raises Unreadable."""
    value = number(item, name)
    if value is None:
        raise Unreadable(name, "missing")
    return _cents(name, value)


def money_or_zero(item: Json, name: str) -> Decimal:
    """An amount that may be absent, 0.00 then. Raises Unreadable for what is no number."""
    value = number(item, name)
    return ZERO if value is None else _cents(name, value)


def _cents(name: str, value: Decimal) -> Decimal:
    # Xero's amounts have two decimals: half a cent more is another amount than the one that was meant.
    rounded = cents(value)
    if abs(rounded - value) > _NOISE:
        raise Unreadable(name, "a part of a cent")
    return rounded


def flag(item: Json, name: str) -> bool | None:
    """True or False, also as text; None where Xero does not say."""
    value = item.get(name)
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    return None


def whole(item: Json, name: str, default: int) -> int:
    """A whole number, the default for anything else."""
    value = item.get(name)
    if isinstance(value, bool):
        return default
    try:
        return int(value) if isinstance(value, (int, str)) else default
    except ValueError:
        return default


def day(item: Json, name: str) -> dt.date | None:
    """A calendar date, never zone-converted (R31): the String twin first. None for null, absent, odd or the epoch."""
    return parse_day(item.get(f"{name}String")) or parse_day(item.get(name))


def needed_day(item: Json, name: str) -> dt.date:
    """A calendar date that must be there. Raises Unreadable."""
    value = day(item, name)
    if value is None:
        raise Unreadable(name, "missing")
    return value


def parse_day(value: object) -> dt.date | None:
    """`2026-09-14T00:00:00`, `2026-09-14 00:00:00`, `2026-09-14` or `/Date(ms+0000)/`."""
    if not isinstance(value, str):
        return None
    match = _MS_DATE.match(value.strip())
    if match:
        return _from_ms(int(match[1]), match[2] or "")
    try:
        return dt.date.fromisoformat(value.strip()[:10])
    except ValueError:
        return None


def _from_ms(milliseconds: int, offset: str) -> dt.date | None:
    if milliseconds == 0:
        return None
    shift = 0
    if offset:
        shift = int(offset[1:3]) * 60 + int(offset[3:5])
        shift = -shift if offset[0] == "-" else shift
    try:
        return (_EPOCH + dt.timedelta(milliseconds=milliseconds, minutes=shift)).date()
    except OverflowError:
        return None
