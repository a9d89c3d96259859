"""Single values in whatever type a version of Splynx writes them (splynx-api.md §5)."""

import contextlib
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splynx_xero_gui.splynx.scalars import (
    Untranslatable,
    day_or_none,
    flag,
    identity,
    identity_or_none,
    mails,
    number,
    phones,
    rows,
    text,
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("533.6000", "533.6"),
        (533, "533"),
        (Decimal("69354.84"), "69354.84"),
        (" -12.50 ", "-12.5"),
        ("0.0000", "0"),
        (Decimal("1E+2"), "100"),
        (Decimal("69354.839999999997"), "69354.84"),
        (Decimal("0.1000000000000000055511151231257827"), "0.1"),
        ("27.534680", "27.53468"),
    ],
)
def test_an_amount_is_read_from_text_and_number_alike(written: object, meant: str) -> None:
    assert number(written, "total") == Decimal(meant)


@pytest.mark.parametrize(
    "written",
    ["", "abc", "1,234.50", "1.234,50", "1 234", "12_000", "١٢", "NaN", "Infinity", "0x10", "1e999", "--1", True, False,
     None, [], {}, Decimal("NaN"), Decimal("Infinity"), 10**15, "123456789012345678901234.1234567", "€5", "1.2.3"],
)  # fmt: skip
def test_what_is_no_amount_is_refused_and_never_guessed(written: object) -> None:
    with pytest.raises(Untranslatable, match="total"):
        number(written, "total")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_every_amount_of_four_decimals_survives_unchanged(amount: Decimal) -> None:
    assert number(f"{amount:f}", "total") == amount
    assert number(amount, "total") == amount


@given(st.none() | st.booleans() | st.text() | st.integers() | st.floats() | st.decimals() | st.lists(st.integers()))
def test_reading_an_amount_gives_a_finite_number_or_a_refusal(written: object) -> None:
    with contextlib.suppress(Untranslatable):
        assert number(written, "total").is_finite()


@pytest.mark.parametrize("written", [0, "0", "", None, False, "000", Decimal(0)])
def test_zero_and_nothing_are_no_id(written: object) -> None:
    assert identity_or_none(written, "payment_id") is None
    with pytest.raises(Untranslatable, match="payment_id is missing"):
        identity(written, "payment_id")


@pytest.mark.parametrize("written", [226, "226", " 226 ", "0226", Decimal(226)])
def test_an_id_is_the_same_whether_number_or_text(written: object) -> None:
    assert identity(written, "id") == "226"


@pytest.mark.parametrize("written", [-1, "-1", "12a", True, 1.5, Decimal("1.5"), Decimal("NaN"), [], "١٢"])
def test_what_is_no_id_is_refused(written: object) -> None:
    with pytest.raises(Untranslatable):
        identity_or_none(written, "id")


@pytest.mark.parametrize("written", ["0000-00-00", "0000-00-00 00:00:00", "", None, 0, False])
def test_the_zero_date_is_no_date(written: object) -> None:
    assert day_or_none(written, "date_till") is None


@pytest.mark.parametrize("written", ["2026-02-28", "2026-02-28 23:59:59", "2026-02-28T00:00:00", " 2026-02-28 "])
def test_a_datetime_is_its_calendar_day(written: str) -> None:
    assert day_or_none(written, "date") == dt.date(2026, 2, 28)


@pytest.mark.parametrize("written", ["2026-02-30", "28.02.2026", "2026-2-1", "2026-02-28 later", 20260228, [], True])
def test_what_is_no_date_is_refused(written: object) -> None:
    with pytest.raises(Untranslatable):
        day_or_none(written, "date")


@pytest.mark.parametrize(("written", "meant"), [("1", True), (1, True), (True, True), ("true", True), ("0", False),
                                                (0, False), (False, False), ("", False), (None, False)])  # fmt: skip
def test_a_flag_is_read_in_every_spelling(written: object, meant: bool) -> None:
    assert flag(written, "is_active") is meant


@pytest.mark.parametrize("written", ["maybe", 2, [], {}])
def test_an_unknown_flag_is_refused(written: object) -> None:
    with pytest.raises(Untranslatable):
        flag(written, "is_active")


def test_several_addresses_in_one_field_are_told_apart_once_each() -> None:
    assert mails(" a@x.example, b@x.example;a@x.example\nc@x.example,", "email") == (
        "a@x.example",
        "b@x.example",
        "c@x.example",
    )
    assert phones("+27 21 555 0134, 555-0135;", "phone") == ("+27 21 555 0134", "555-0135")
    assert mails(None, "email") == ()


def test_a_number_where_a_text_is_expected_is_its_digits() -> None:
    assert text(202501020003, "number") == "202501020003"
    assert text(None, "note") == ""
    with pytest.raises(Untranslatable):
        text({}, "note")


def test_a_list_with_holes_that_php_wrote_as_an_object_is_still_a_list() -> None:
    assert [row["id"] for row in rows({"0": {"id": 1}, "2": {"id": 3}}, "items")] == [1, 3]
    assert rows(None, "items") == ()
    assert rows([], "items") == []
    for wrong in ("", 5, [1], {"a": {}}, {"0": 1}):
        with pytest.raises(Untranslatable):
            rows(wrong, "items")
