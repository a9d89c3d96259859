"""Money as Decimal, from the JSON text to the database and back."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal("0.00")
CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """Round half up to two decimals, as both services do (xero-api.md §8, rules.md R9)."""
    if amount and amount.same_quantum(CENT):
        return amount  # the same object: a plan holds a hundred thousand amounts
    rounded = amount.quantize(CENT, ROUND_HALF_UP)
    return ZERO if rounded == 0 else rounded


def places(amount: Decimal, digits: int) -> Decimal:
    """Round half up to the given number of decimals (unit prices and quantities carry four)."""
    quantum = Decimal(1).scaleb(-digits)
    return amount if amount.same_quantum(quantum) else amount.quantize(quantum, ROUND_HALF_UP)


def unsigned(amount: Decimal) -> Decimal:
    """The amount without its sign: the same object where it has none, `abs` makes another."""
    return -amount if amount.is_signed() else amount


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Sum of money, 0.00 when there is none."""
    return sum(amounts, ZERO)


def money_text(amount: Decimal) -> str:
    """Dot decimals, two places, never an exponent: the form of files and JSON (interface.md)."""
    return f"{cents(amount):.2f}"
