"""Xero's arithmetic: tax per line, half up, then summed (xero-api.md §8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from splynx_xero_gui.sandbox.xero.model import ZERO, Line, LineAmounts

_CENT: Final = Decimal("0.01")
_HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Totals:
    """SubTotal, TotalTax and Total of a document."""

    sub_total: Decimal
    total_tax: Decimal
    total: Decimal


def cents(value: Decimal) -> Decimal:
    """Half up (away from zero) to two decimals."""
    return value.quantize(_CENT, ROUND_HALF_UP)


def to_places(value: Decimal, places: int) -> Decimal:
    """Half up to `places` decimals."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def tax_of(line_amount: Decimal, rate: Decimal, amounts: LineAmounts) -> Decimal:
    """The tax Xero computes on one line; `rate` in percent."""
    match amounts:
        case LineAmounts.EXCLUSIVE:
            return cents(line_amount * rate / _HUNDRED)
        case LineAmounts.INCLUSIVE:
            return cents(line_amount * rate / (_HUNDRED + rate))
        case LineAmounts.NO_TAX:
            return ZERO


def totals(lines: Sequence[Line], amounts: LineAmounts) -> Totals:
    """What the lines add up to."""
    amount = sum((line.line_amount for line in lines), ZERO)
    tax = sum((line.tax_amount for line in lines), ZERO)
    if amounts is LineAmounts.INCLUSIVE:
        return Totals(amount - tax, tax, amount)
    return Totals(amount, tax, amount + tax)
