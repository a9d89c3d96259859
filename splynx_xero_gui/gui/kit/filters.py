"""What a user types into the filter over a column, as a test on rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from PySide6.QtCore import QLocale

from splynx_xero_gui.gui.kit.columns import CellValue, Column, ColumnKind
from splynx_xero_gui.gui.kit.formats import fold_text

R = TypeVar("R")
_RANGE = re.compile(r"^(?P<low>.*?)\s*(?:\.\.|–)\s*(?P<high>.*)$")
_COMPARE = re.compile(r"^(?P<sign>[<>]=?)\s*(?P<limit>.+)$")


def cell_matcher(column: Column[R], typed: str) -> Callable[[R], bool]:
    """A test for one column: bounds where numbers or dates are typed as such, else words in the shown text."""
    if column.kind.numeric or column.kind in (ColumnKind.DATE, ColumnKind.MOMENT):
        bounds = _bounds(typed.strip())
        if bounds is not None:
            return bounds_test(column, *bounds)
    words = fold_text(typed).split()
    return lambda row: all(word in fold_text(column.display(row)) for word in words)


def bounds_test(
    column: Column[R], low: Decimal | date | None, high: Decimal | date | None, strict: bool
) -> Callable[[R], bool]:
    """A test whether a value lies between two bounds; None leaves that side open."""

    def within(row: R) -> bool:
        value = _comparable(column.value(row))
        if value is None:
            return False
        return (low is None or _before(low, value, strict)) and (high is None or _before(value, high, strict))

    return within


def _before(first: Decimal | date, second: Decimal | date, strict: bool) -> bool:
    if isinstance(first, Decimal) and isinstance(second, Decimal):
        return first < second if strict else first <= second
    if isinstance(first, date) and isinstance(second, date):
        return first < second if strict else first <= second
    return False


def _comparable(value: CellValue) -> Decimal | date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, (Decimal, date)):
        return value
    return Decimal(value) if isinstance(value, int) else None


def _bounds(typed: str) -> tuple[Decimal | date | None, Decimal | date | None, bool] | None:
    if match := _RANGE.match(typed):
        low, high = _limit(match["low"]), _limit(match["high"])
        if low is not None or high is not None:
            return low, high, False
    if match := _COMPARE.match(typed):
        limit = _limit(match["limit"])
        if limit is not None:
            strict = not match["sign"].endswith("=")
            return (limit, None, strict) if match["sign"].startswith(">") else (None, limit, strict)
    return None


def _limit(text: str) -> Decimal | date | None:
    text = text.strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    locale = QLocale()
    plain = text.replace(locale.groupSeparator(), "").replace(locale.decimalPoint(), ".")
    try:
        return Decimal(plain.replace("\u00a0", "").replace(" ", ""))
    except InvalidOperation:
        return None
