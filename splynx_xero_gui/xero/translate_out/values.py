"""Single values of a request: decimals that survive xero-python's float(), ISO dates, where-expressions."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any, Final

from splynx_xero_gui.domain.money import cents, places

Body = dict[str, Any]

_GUID: Final = re.compile(r"^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$")
_DIGITS: Final = 15  # what a double keeps exactly; xero-python sends every Decimal through one (§16.2 trap 10)


class Unwritable(ValueError):
    """The payload cannot be put into words for Xero: nothing of it is sent. The text says why."""


def amount(value: Decimal) -> Decimal:
    """Money, two decimals. Raises Unwritable for what no double holds exactly."""
    return _exact(value, 2)


def fine(value: Decimal) -> Decimal:
    """A quantity or unit price, four decimals (unitdp=4). Raises Unwritable."""
    return _exact(value, 4)


def _exact(value: Decimal, digits: int) -> Decimal:
    if not value.is_finite() or abs(value) >= Decimal(10) ** (_DIGITS - digits):
        raise Unwritable(f"{value} is too large a number for Xero.")
    return cents(value) if digits == 2 else places(value, digits)


def iso(day: dt.date) -> str:
    """`YYYY-MM-DD`: a calendar date that no time zone moves (R31, §16.2 trap 11)."""
    return dt.date(day.year, day.month, day.day).isoformat()


def account(code_or_id: str) -> Body:
    """An account by AccountID where it is one, else by code (bank accounts may have no code, §13)."""
    if not code_or_id:
        raise Unwritable("No account is given.")
    return {"AccountID": code_or_id} if is_guid(code_or_id) else {"Code": code_or_id}


def is_guid(value: str) -> bool:
    """Whether the text is an id of Xero's form."""
    return _GUID.match(value) is not None


def known(id: str, what: str) -> str:
    """The id; raises Unwritable where a reference was never filled in."""
    if not id:
        raise Unwritable(f"The {what} is not in Xero yet.")
    return id


def guid_in(field: str, ids: tuple[str, ...]) -> str:
    """`field==guid("…") OR …`."""
    return " OR ".join(f'{field}==guid("{id}")' for id in ids)


def text_in(field: str, values: tuple[str, ...]) -> str:
    """`field=="…" OR …`; the values hold no quotation mark or backslash (see `quotable`)."""
    return " OR ".join(f'{field}=="{value}"' for value in values)


def quotable(value: str) -> bool:
    """Whether the text can stand between quotation marks in a where-expression."""
    return '"' not in value and "\\" not in value


def since_text(moment: dt.datetime) -> str:
    """If-Modified-Since in the plain form, UTC, whole seconds (§3). A naive moment is taken as UTC."""
    utc = moment.astimezone(dt.UTC) if moment.tzinfo else moment
    return utc.strftime("%Y-%m-%dT%H:%M:%S")
