"""The arithmetic of the Xero sandbox, and how it writes numbers and dates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splynx_xero_gui.sandbox.xero import wire
from splynx_xero_gui.sandbox.xero.model import LineAmounts
from splynx_xero_gui.sandbox.xero.money import tax_of

AMOUNTS = st.decimals(min_value=-10_000_000, max_value=10_000_000, places=2)


@pytest.mark.parametrize(
    ("amount", "rate", "amounts", "tax"),
    [
        ("25.10", "15", LineAmounts.EXCLUSIVE, "3.77"),  # 3.765 goes up
        ("-25.10", "15", LineAmounts.EXCLUSIVE, "-3.77"),
        ("115.00", "15", LineAmounts.INCLUSIVE, "15.00"),
        ("9.99", "15", LineAmounts.NO_TAX, "0.00"),
        ("0.03", "15", LineAmounts.EXCLUSIVE, "0.00"),
    ],
)
def test_tax_on_a_line(amount: str, rate: str, amounts: LineAmounts, tax: str) -> None:
    assert str(tax_of(Decimal(amount), Decimal(rate), amounts)) == tax


@given(AMOUNTS)
def test_money_survives_the_wire_exactly(amount: Decimal) -> None:
    assert Decimal(wire.loads(wire.dumps({"a": amount}))["a"]) == amount


def test_a_number_that_would_lose_digits_is_never_written() -> None:
    with pytest.raises(ValueError, match="lose digits"):
        wire.dumps([Decimal("12345678901234.5678")])


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)))
def test_a_day_reads_back_from_both_of_its_forms(day: date) -> None:
    assert wire.read_day(wire.ms_day(day)) == wire.read_day(wire.day_string(day)) == day


def test_stamps_keep_their_milliseconds() -> None:
    at = datetime(2026, 9, 14, 9, 29, 59, 123000, tzinfo=UTC)
    assert wire.ms_stamp(at) == "/Date(1789378199123+0000)/"
    assert wire.stamp_string(at) == "2026-09-14T09:29:59Z"


@pytest.mark.parametrize("text", ["2026-13-01", "1 Nov 2026", "2026-11-01T10:00:00", "", "/Date(x)/"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        wire.read_day(text)
