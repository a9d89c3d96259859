"""Taxes, groups, methods, company and currency (splynx-api.md §7.7)."""

from decimal import Decimal
from typing import Any

import pytest

from splynx_xero_gui.domain.reference import BilledTax, Category, PaymentMethod
from splynx_xero_gui.splynx.fields import read_fields
from splynx_xero_gui.splynx.scalars import Untranslatable
from splynx_xero_gui.splynx.translate_reference import (
    category,
    company,
    config_value,
    currency_code,
    effective_rate,
    method,
    taxes,
)

RATES = {"1": Decimal(10), "2": Decimal(18), "3": Decimal(13), "4": Decimal(2)}


def part(id: int, type: str, every: int = 0, position: int = 0) -> dict[str, Any]:
    return {"id": id, "type": type, "apply_to_all_previous": every, "position": position or id}


def test_a_single_tax_has_the_stated_rate() -> None:
    obj = {"id": 1, "name": "VAT", "rate": 21, "type": "single", "archived": 0, "accounting_tax_rates_id": 29}
    assert taxes([obj]) == (BilledTax("1", "VAT", Decimal(21), addon_id="29"),)
    old = {"id": "1", "name": "VAT", "rate": "21.0000", "archived": "1"}
    assert taxes([old]) == (BilledTax("1", "VAT", Decimal(21), archived=True),)


def test_taxes_on_the_net_amount_add_up() -> None:
    assert effective_rate([part(1, "net"), part(2, "net")], RATES) == 28


def test_a_tax_on_a_tax_is_a_percent_of_the_one_above() -> None:
    assert effective_rate([part(1, "net"), part(2, "tax")], RATES) == Decimal("11.8")


def test_a_tax_on_everything_above_counts_net_and_all_taxes() -> None:
    assert effective_rate([part(1, "net"), part(2, "net", every=1)], RATES) == Decimal("29.8")


def test_the_example_of_the_manual_comes_out() -> None:
    """10 % on net, 18 % on that tax, 13 % on net and the tax above, 2 % on net and all: 27.534 %."""
    parts = [part(1, "net"), part(2, "tax"), part(3, "net_tax"), part(4, "net_tax", every=1)]
    assert effective_rate(parts, RATES) == Decimal("27.5347")


def test_the_first_part_is_always_on_the_net_amount_and_position_decides_the_order() -> None:
    assert effective_rate([part(1, "net", position=2), part(2, "tax", position=1)], RATES) == 28
    assert effective_rate([part(1, "tax", every=1)], RATES) == 10


def test_a_group_has_the_rate_splynx_states_or_the_computed_one() -> None:
    single = [{"id": 1, "name": "A", "rate": 10, "type": "single"}, {"id": 2, "name": "B", "rate": 18}]
    group = {"id": 3, "name": "Both", "type": "group", "items": [part(1, "net"), part(2, "net", every=1)]}
    assert taxes([group, *single])[0] == BilledTax("3", "Both", Decimal("29.8"), is_group=True)
    assert taxes([*single, group | {"rate": 0}])[2].rate == Decimal("29.8")
    assert taxes([*single, group | {"rate": "29.8000"}])[2].rate == Decimal("29.8")


def test_a_group_with_an_unknown_part_is_refused() -> None:
    with pytest.raises(Untranslatable, match="part 9 is no single tax"):
        taxes([{"id": 3, "name": "Both", "type": "group", "items": [part(9, "net")]}])


def test_what_the_official_addon_mapped_is_noticed() -> None:
    assert category({"id": 1, "name": "Service", "accounting_category_id": None}) == Category("1", "Service")
    guid = "5a7d2b46-0000-4000-8000-000000000000"
    assert category({"id": 1, "name": "Service", "accounting_category_id": guid}).addon_id == guid
    assert method({"id": "2", "name": "Bank", "is_active": "1", "accounting_bank_accounts_id": "4"}) == PaymentMethod(
        "2", "Bank", addon_id="4"
    )
    assert method({"id": 2, "name": "Bank", "is_active": False, "accounting_bank_accounts_id": 0}) == PaymentMethod(
        "2", "Bank", active=False
    )


def test_the_company_is_the_first_partner_that_has_a_name() -> None:
    rows = [{"partner_id": 1, "company_name": ""}, {"company_name": "ISP Ltd", "country": "South Africa"}]
    assert company(rows) == ("ISP Ltd", "South Africa")
    assert company({"company_name": "ISP", "country": "South Africa", "iso_country_code": "ZA"}) == ("ISP", "ZA")
    assert company([]) == ("", "")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"currency": "ZAR", "timezone": "Africa/Johannesburg"}, "ZAR"),
        ([{"key": "language", "value": "en"}, {"key": "currency", "value": "eur"}], "EUR"),
        ({"localization": {"currency_code": "GBP"}}, "GBP"),
        ({"currency": "R"}, None),
        ({"currency": ""}, None),
        ([], None),
        ("nonsense", None),
    ],
)
def test_the_currency_is_taken_from_the_configuration_only_where_it_is_a_code(body: object, code: str | None) -> None:
    assert currency_code(body) == code


def test_a_configuration_value_is_found_in_either_shape() -> None:
    assert config_value({"timezone": "Europe/Prague"}, "timezone") == "Europe/Prague"
    assert config_value([{"key": "timezone", "value": None}], "timezone") == ""


@pytest.mark.parametrize(
    "described",
    [
        {"id": {"type": "integer"}, "date_updated": {"type": "date"}},
        {"attributes": {"id": {"type": "integer"}, "date_updated": {"type": "date"}}},
        {"data": {"main_attributes": {"id": {}, "date_updated": {}}, "additional_attributes": {}}},
        [{"name": "id"}, {"name": "date_updated"}],
    ],
)
def test_the_description_of_a_collection_is_read_in_any_shape(described: object) -> None:
    assert read_fields(described) == {"id", "date_updated"}


@pytest.mark.parametrize("described", [None, [], {}, "x", 5, [1]])
def test_a_description_of_nothing_tells_nothing(described: object) -> None:
    assert read_fields(described) is None
