"""Amounts and dates as the locale writes them, exact to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale

from splynx_xero_gui.gui.kit.formats import (
    date_text,
    fold_text,
    money_plain,
    money_sentence,
    money_text,
    number_text,
    percent_text,
)


@pytest.mark.parametrize(
    ("amount", "locale", "text"),
    [
        ("1234.5", "en_US", "1,234.50"),
        ("-1234.5", "en_US", "-1,234.50"),
        ("0", "en_US", "0.00"),
        ("-0.001", "en_US", "0.00"),
        ("1234567.89", "de_DE", "1.234.567,89"),
        ("1234567.89", "en_IN", "12,34,567.89"),
        ("1234.5", "C", "1,234.50"),
        ("12345678901234567890.12", "en_US", "12,345,678,901,234,567,890.12"),
        ("0.1", "en_US", "0.10"),
    ],
)
def test_money_is_written_as_the_locale_does(amount: str, locale: str, text: str) -> None:
    assert money_text(Decimal(amount), locale=QLocale(locale)) == text


def test_large_amounts_keep_every_cent() -> None:
    assert money_text(Decimal("90071992547409.93")) == "90,071,992,547,409.93"


def test_unknown_money_is_a_dash() -> None:
    assert money_text(None) == "–"
    assert number_text(None) == "–"
    assert date_text(None) == "–"


def test_a_currency_without_decimals_shows_none() -> None:
    assert money_text(Decimal(1500), 0) == "1,500"


def test_money_in_a_sentence_names_its_currency() -> None:
    assert money_sentence(Decimal("1234.5"), "ZAR") == "ZAR\u00a01,234.50"


def test_the_clipboard_has_the_locales_decimal_point_and_no_groups() -> None:
    assert money_plain(Decimal("-1234.5"), locale=QLocale("de_DE")) == "-1234,50"


def test_rates_have_no_needless_zeros() -> None:
    assert percent_text(Decimal("15.00")) == "15\u00a0%"
    assert percent_text(Decimal("7.50")) == "7.5\u00a0%"
    assert percent_text(Decimal(100)) == "100\u00a0%"


def test_dates_are_short_in_tables_and_long_in_sentences() -> None:
    assert date_text(date(2026, 11, 3), locale=QLocale("de_DE")) == "03.11.26"
    assert "November" in date_text(date(2026, 11, 3), long=True)


def test_search_ignores_accent_and_case() -> None:
    assert fold_text("Überland Ø Café") == "uberland o cafe"
