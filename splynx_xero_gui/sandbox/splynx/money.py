"""How Splynx computes money: four decimals per line, two on the document (splynx-api.md §7.2)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

ZERO = Decimal("0.0000")
_CENT = Decimal("0.01")
_FOUR = Decimal("0.0001")
_HUNDRED = Decimal(100)


def four(value: Decimal) -> Decimal:
    """Half-up to four decimals, the precision of every stored amount."""
    return value.quantize(_FOUR, ROUND_HALF_UP)


def cents(value: Decimal) -> Decimal:
    """Half-up to the cent, kept with four decimals like every stored amount."""
    return value.quantize(_CENT, ROUND_HALF_UP).quantize(_FOUR)


class LineMoney(NamedTuple):
    """What one line is worth, before the document is rounded."""

    net: Decimal
    tax: Decimal


def line_money(price: Decimal, quantity: Decimal, percent: Decimal) -> LineMoney:
    """Net and tax of a line, each half-up to four decimals: 64516.1290 at 7.5 % has 4838.7097 of tax."""
    net = four(price * quantity)
    return LineMoney(net, four(net * percent / _HUNDRED))


def document_total(lines: Iterable[LineMoney]) -> Decimal:
    """Gross total of a document: the sum of its lines with tax, half-up to the cent."""
    return cents(sum((line.net + line.tax for line in lines), ZERO))


class AmountPool:
    """One Decimal object per amount: a provider's books hold few different prices many times."""

    __slots__ = ("_amounts", "_lines")

    def __init__(self) -> None:
        self._amounts: dict[Decimal, Decimal] = {}
        self._lines: dict[tuple[Decimal, Decimal, Decimal], LineMoney] = {}

    def share(self, value: Decimal) -> Decimal:
        """The pooled amount equal to `value`, with four decimals."""
        known = self._amounts.get(value)
        if known is None:
            known = four(value)
            self._amounts[known] = known
        return known

    def line(self, price: Decimal, quantity: Decimal, percent: Decimal) -> LineMoney:
        """`line_money` remembered, its amounts pooled."""
        key = (price, quantity, percent)
        known = self._lines.get(key)
        if known is None:
            net, tax = line_money(price, quantity, percent)
            known = self._lines[key] = LineMoney(self.share(net), self.share(tax))
        return known
