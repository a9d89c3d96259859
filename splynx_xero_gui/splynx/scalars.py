"""Single values of Splynx's JSON, whatever type this version writes them in (splynx-api.md §5).

Every reader raises Untranslatable for what it does not understand: an amount is never guessed.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

Json = Mapping[str, object]

_NUMBER = re.compile(r"[+-]?(\d{1,24}(\.\d{0,60})?|\.\d{1,60})([eE][+-]?\d{1,2})?", re.ASCII)
_DIGITS = re.compile(r"\d{1,30}", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?)?", re.ASCII)
_ZERO_DAY = "0000-00-00"
_NOISE_FREE = 6
_TOO_MUCH = Decimal(10) ** 15
_WIDE = Context(prec=200)
_TRUE = frozenset({"1", "true", "yes"})
_FALSE = frozenset({"", "0", "false", "no"})
_MAIL_SEPARATORS = re.compile(r"[,;\s]+")
_PHONE_SEPARATORS = re.compile(r"[,;\r\n]+")


class Untranslatable(Exception):
    """A value that cannot be what it should be; the text says which and why."""


def pick(obj: Json, *names: str) -> object:
    """The value under the first of the names that is there: fields are renamed between releases."""
    for name in names:
        if name in obj:
            return obj[name]
    raise Untranslatable(f"{names[0]} is missing")


def pick_or(obj: Json, default: object, *names: str) -> object:
    """As `pick`, or the default where none is there."""
    for name in names:
        if name in obj:
            return obj[name]
    return default


def number(value: object, name: str) -> Decimal:
    """An amount, price, quantity or rate. Separators for thousands, NaN and infinity are refused."""
    if isinstance(value, bool):
        raise Untranslatable(f"{name} is not a number: {value}")
    if isinstance(value, (int, Decimal, float)):
        text = str(value)
    elif isinstance(value, str):
        text = value.strip()
    else:
        raise Untranslatable(f"{name} is not a number: {short(value)}")
    if not _NUMBER.fullmatch(text):
        raise Untranslatable(f"{name} is not a number: {short(value)}")
    amount = _without_float_noise(Decimal(text))
    if abs(amount) >= _TOO_MUCH:
        raise Untranslatable(f"{name} is too large: {short(value)}")
    return amount


def number_or_none(value: object, name: str) -> Decimal | None:
    """As `number`; null and "" are None."""
    return None if value is None or value == "" else number(value, name)


def identity(value: object, name: str) -> str:
    """An id that must be there."""
    found = identity_or_none(value, name)
    if found is None:
        raise Untranslatable(f"{name} is missing")
    return found


def identity_or_none(value: object, name: str) -> str | None:
    """An id as text without leading zeros; 0, "0", "", false and null are None."""
    if value is None or value is False or value == "":
        return None
    found = -1
    if isinstance(value, int) and not isinstance(value, bool):
        found = value
    elif isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        found = int(value.strip())
    elif isinstance(value, Decimal) and value.is_finite() and -_TOO_MUCH < value < _TOO_MUCH:
        found = int(value) if value == value.to_integral_value() else -1
    if found < 0:
        raise Untranslatable(f"{name} is not an id: {short(value)}")
    return str(found) if found else None


def day(value: object, name: str) -> dt.date:
    """A date that must be there."""
    found = day_or_none(value, name)
    if found is None:
        raise Untranslatable(f"{name} is missing")
    return found


def day_or_none(value: object, name: str) -> dt.date | None:
    """The calendar day of a date or datetime, never zone-converted (R31); the zero date, "" and null are None."""
    if value is None or value is False or value == "" or value == 0:
        return None
    match = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise Untranslatable(f"{name} is not a date: {short(value)}")
    if match[1] == _ZERO_DAY:
        return None
    try:
        return dt.date.fromisoformat(match[1])
    except ValueError:
        raise Untranslatable(f"{name} is not a date: {short(value)}") from None


def flag(value: object, name: str) -> bool:
    """A yes or no: "1", 1, true and their opposites; null is no."""
    if value is None:
        return False
    if isinstance(value, (bool, int, str, Decimal)):
        text = str(value).strip().lower()
        if text in _TRUE:
            return True
        if text in _FALSE:
            return False
    raise Untranslatable(f"{name} is neither yes nor no: {short(value)}")


def text(value: object, name: str) -> str:
    """A text, trimmed; null is empty, a number is its digits."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise Untranslatable(f"{name} is not a text: {short(value)}")
    return str(value).strip()


def mails(value: object, name: str) -> tuple[str, ...]:
    """E-mail addresses of one field that may hold several, each once, in order."""
    return _parts(text(value, name), _MAIL_SEPARATORS)


def phones(value: object, name: str) -> tuple[str, ...]:
    """Telephone numbers of one field that may hold several; blanks inside a number stay."""
    return _parts(text(value, name), _PHONE_SEPARATORS)


def rows(value: object, name: str) -> Sequence[Json]:
    """The objects of a list. PHP writes a list with holes as an object with numbered keys; null is an empty list."""
    if value is None:
        return ()
    if isinstance(value, Mapping) and all(isinstance(key, str) and _DIGITS.fullmatch(key) for key in value):
        value = list(value.values())
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        raise Untranslatable(f"{name} is not a list of objects")
    return value


def short(value: object) -> str:
    """The value as it may stand in a message: at most 40 characters."""
    shown = str(value)
    return shown if len(shown) <= 40 else f"{shown[:39]}…"


def _without_float_noise(amount: Decimal) -> Decimal:
    # Older PHP prints 69354.84 as 69354.839999999997; Splynx itself keeps four decimals, six leave room for rates.
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= -_NOISE_FREE:
        return amount
    return amount.quantize(Decimal(1).scaleb(-_NOISE_FREE), ROUND_HALF_UP, _WIDE)


def _parts(joined: str, separators: re.Pattern[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in separators.split(joined) if part.strip()))
