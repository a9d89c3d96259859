"""Money, numbers and dates as the user's locale writes them (ui.md §10). Money never passes through a float."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from PySide6.QtCore import QDate, QDateTime, QLocale, Qt, QTime
from PySide6.QtGui import QGuiApplication

UNKNOWN = "–"
_LRI, _FSI, _PDI = "\u2066", "\u2068", "\u2069"
_LONGEST_INTEGER = 18
# Controls but line feed and tab, overrides, embeddings and isolates, and the separators of lines nobody typed.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_SPECIAL = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "æ": "ae", "Æ": "AE"})


def money_text(amount: Decimal | None, decimals: int = 2, locale: QLocale | None = None) -> str:
    """An amount with the currency's decimals, minus sign in front, zero as 0.00, unknown as a dash."""
    return UNKNOWN if amount is None else _decimal(amount, decimals, locale or QLocale(), grouped=True)


def money_sentence(amount: Decimal | None, currency: str, decimals: int = 2, locale: QLocale | None = None) -> str:
    """An amount for a sentence: ``ZAR 1,234.50``."""
    if amount is None:
        return UNKNOWN
    return f"{currency}\u00a0{money_text(amount, decimals, locale)}"


def money_plain(amount: Decimal, decimals: int = 2, locale: QLocale | None = None) -> str:
    """An amount without grouping, for the clipboard: a spreadsheet of the same locale reads it as a number."""
    return _decimal(amount, decimals, locale or QLocale(), grouped=False)


def number_text(number: int | None, locale: QLocale | None = None) -> str:
    """A whole number with grouping, unknown as a dash."""
    return UNKNOWN if number is None else _decimal(Decimal(number), 0, locale or QLocale(), grouped=True)


def percent_text(rate: Decimal | None, locale: QLocale | None = None) -> str:
    """A rate in percent without needless zeros: 15 becomes ``15 %``, 7.50 becomes ``7.5 %``."""
    if rate is None:
        return UNKNOWN
    normal = rate.normalize()
    exponent = normal.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    chosen = locale or QLocale()
    return f"{_decimal(normal, decimals, chosen, grouped=True)}\u00a0{chosen.percent()}"


def date_text(day: date | None, long: bool = False, locale: QLocale | None = None) -> str:
    """A date, short for tables, long (month in words) for sentences."""
    if day is None:
        return UNKNOWN
    chosen = locale or QLocale()
    qdate = QDate(day.year, day.month, day.day)
    return chosen.toString(qdate, chosen.FormatType.LongFormat if long else chosen.FormatType.ShortFormat)


def moment_text(moment: datetime | None, long: bool = False, locale: QLocale | None = None) -> str:
    """A date and time in the moment's own zone; convert with ``astimezone`` before, when it is to be the user's."""
    if moment is None:
        return UNKNOWN
    chosen = locale or QLocale()
    qdatetime = QDateTime(QDate(moment.year, moment.month, moment.day), QTime(moment.hour, moment.minute))
    return chosen.toString(qdatetime, chosen.FormatType.LongFormat if long else chosen.FormatType.ShortFormat)


def readable(text: str) -> str:
    """The text with every character replaced that is not seen but turns what is read: names come from elsewhere.

    A right-to-left override in a name would turn the amounts after it round. Joiners and direction marks of real
    scripts stay.
    """
    return text if text.isprintable() else _UNSEEN.sub("\ufffd", text)


def isolated(text: str, left_to_right: bool) -> str:
    """Text that keeps its own direction inside a right-to-left layout; unchanged in a left-to-right one."""
    if not text or QGuiApplication.layoutDirection() != Qt.LayoutDirection.RightToLeft:
        return text
    return f"{_LRI if left_to_right else _FSI}{text}{_PDI}"


def fold_text(text: str) -> str:
    """Text as search compares it: no accents, no case."""
    if text.isascii():  # most texts, and a table has a quarter of a million
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text.translate(_SPECIAL))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def _decimal(amount: Decimal, decimals: int, locale: QLocale, grouped: bool) -> str:
    quantum = Decimal(1).scaleb(-decimals)
    rounded = amount.quantize(quantum, rounding=ROUND_HALF_UP)
    digits = f"{abs(rounded):.{decimals}f}"
    whole, _, fraction = digits.partition(".")
    whole = _group(whole, locale) if grouped else _localised(whole, locale)
    sign = locale.negativeSign() if rounded < 0 else ""
    return f"{sign}{whole}{locale.decimalPoint()}{_localised(fraction, locale)}" if decimals else f"{sign}{whole}"


def _group(whole: str, locale: QLocale) -> str:
    if len(whole) > _LONGEST_INTEGER:
        return locale.groupSeparator().join(f"{int(whole):,}".split(","))
    grouping = QLocale(locale)
    grouping.setNumberOptions(QLocale.NumberOption.DefaultNumberOptions)  # the C locale leaves groups out
    return grouping.toString(int(whole))


def _localised(digits: str, locale: QLocale) -> str:
    zero = locale.zeroDigit()
    if zero == "0" or len(zero) != 1:
        return digits
    return "".join(chr(ord(zero) + int(digit)) for digit in digits)
