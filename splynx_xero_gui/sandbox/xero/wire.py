"""How Xero writes numbers and dates in JSON, and reads them."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T00:00:00(?:\.0+)?Z?)?")
_MS: Final = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")
_MAX_DIGITS: Final = 15


def loads(data: bytes) -> Any:
    """JSON with exact numbers (int or Decimal). Raises ValueError for anything else, NaN included."""
    return json.loads(data, parse_float=Decimal, parse_constant=_no_constant)


def dumps(body: Any) -> bytes:
    """JSON as Xero sends it: numbers without quotes, no spaces."""
    return json.dumps(body, default=_number, separators=(",", ":"), ensure_ascii=False).encode()


def ms_day(day: date) -> str:
    """`/Date(ms+0000)/` of a calendar day."""
    return f"/Date({(day.toordinal() - _EPOCH_DAY) * 86_400_000}+0000)/"


def ms_stamp(at: datetime) -> str:
    """`/Date(ms+0000)/` of a moment, with milliseconds."""
    return f"/Date({(at - _EPOCH) // timedelta(milliseconds=1)}+0000)/"


def day_string(day: date) -> str:
    """The String twin of a day: `2026-09-14T00:00:00`."""
    return f"{day.isoformat()}T00:00:00"


def stamp_string(at: datetime) -> str:
    """The String twin of a moment: `2026-09-14T09:29:59Z`."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def read_day(text: str) -> date:
    """A day as a client may send it: ISO, or `/Date(ms)/`. Raises ValueError."""
    if iso := _ISO.fullmatch(text):
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    if ms := _MS.fullmatch(text):
        return (_EPOCH + timedelta(milliseconds=int(ms[1]))).date()
    raise ValueError(text)


def _number(value: object) -> float:
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} does not belong in an answer")
    if len(value.as_tuple().digits) > _MAX_DIGITS:
        raise ValueError(f"{value} would lose digits on the way")
    return float(value)  # at most 15 digits survive float's repr exactly; only the writing is float's, never the sum


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
