"""Reference data from Splynx's JSON: partners, categories, taxes, methods, company, currency (splynx-api.md §7.7)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from splynx_xero_gui.domain.money import places
from splynx_xero_gui.domain.reference import BilledTax, Category, Location, Partner, PaymentMethod
from splynx_xero_gui.splynx.scalars import (
    Json,
    Untranslatable,
    flag,
    identity,
    identity_or_none,
    number,
    number_or_none,
    pick,
    pick_or,
    rows,
    text,
)

_HUNDRED = Decimal(100)
_CURRENCY = re.compile(r"[A-Z]{3}")


def partner(obj: Json) -> Partner:
    """A partner."""
    return Partner(identity(pick(obj, "id"), "id"), text(pick(obj, "name"), "name"))


def location(obj: Json) -> Location:
    """A location."""
    return Location(identity(pick(obj, "id"), "id"), text(pick(obj, "name"), "name"))


def category(obj: Json) -> Category:
    """A transaction category."""
    return Category(
        id=identity(pick(obj, "id"), "id"),
        name=text(pick(obj, "name"), "name"),
        addon_id=_addon(obj, "accounting_category_id"),
    )


def method(obj: Json) -> PaymentMethod:
    """A payment method."""
    return PaymentMethod(
        id=identity(pick(obj, "id"), "id"),
        name=text(pick(obj, "name"), "name"),
        active=flag(pick_or(obj, "1", "is_active", "active"), "is_active"),
        addon_id=_addon(obj, "accounting_bank_accounts_id"),
    )


def taxes(objects: Sequence[Json]) -> tuple[BilledTax, ...]:
    """All taxes; a group's rate is the one Splynx states, else computed from its parts."""
    rates: dict[str, Decimal] = {}
    for obj in objects:
        stated = number_or_none(pick_or(obj, None, "rate"), "rate")
        if stated is not None and not _is_group(obj):
            rates[identity(pick(obj, "id"), "id")] = stated
    return tuple(_tax(obj, rates) for obj in objects)


def effective_rate(parts: Sequence[Json], rates: Mapping[str, Decimal]) -> Decimal:
    """The percent of a tax group on the net amount, four decimals.

    In order of position each part is a percent of: the net amount (`net`), the tax just before (`tax`), or both
    (a type naming both); with `apply_to_all_previous` the tax of every part before counts, not only the last one's.
    The first part is always on the net amount. (Splynx manual, Config › Finance › Taxes.)
    """
    amounts: list[Decimal] = []
    for part in sorted(parts, key=lambda obj: number(pick_or(obj, 0, "position"), "position")):
        part_id = identity(pick(part, "id", "tax_id"), "id")
        if part_id not in rates:
            raise Untranslatable(f"its part {part_id} is no single tax")
        word = text(pick_or(part, "net", "type"), "type").lower()
        every = flag(pick_or(part, None, "apply_to_all_previous"), "apply_to_all_previous")
        base = Decimal(0)
        if not amounts or "net" in word or every:
            base += _HUNDRED
        if amounts and ("tax" in word or every):
            base += sum(amounts, Decimal(0)) if every else amounts[-1]
        amounts.append(base * rates[part_id] / _HUNDRED)
    return places(sum(amounts, Decimal(0)), 4)


def company(body: object) -> tuple[str, str]:
    """Name and country of the first partner's company info; the ISO code where it is given."""
    objects = [body] if isinstance(body, Mapping) and "company_name" in body else rows(body, "company info")
    for obj in objects:
        name = text(pick_or(obj, "", "company_name", "name"), "company_name")
        country = text(pick_or(obj, "", "iso_country_code"), "iso_country_code")
        if name:
            return name, country or text(pick_or(obj, "", "country"), "country")
    return "", ""


def config_value(body: object, *keys: str) -> str:
    """The first text under one of the keys in a config answer: {key: value} or rows of {key, value}; "" if none."""
    for key, value in _config_pairs(body):
        if key.lower() in keys and isinstance(value, (str, int)) and str(value).strip():
            return str(value).strip()
    return ""


def currency_code(body: object) -> str | None:
    """The ISO code among config values; a mere symbol names no currency."""
    code = config_value(body, "currency_code", "currency", "iso_currency", "main_currency").upper()
    return code if _CURRENCY.fullmatch(code) else None


def _config_pairs(body: object) -> Iterator[tuple[str, object]]:
    if isinstance(body, Mapping):
        if "key" in body and "value" in body:
            yield str(body["key"]), body["value"]
            return
        for name, value in body.items():
            if isinstance(value, (Mapping, list)):
                yield from _config_pairs(value)
            else:
                yield str(name), value
    elif isinstance(body, list):
        for inner in body:
            yield from _config_pairs(inner)


def _tax(obj: Json, rates: Mapping[str, Decimal]) -> BilledTax:
    is_group = _is_group(obj)
    stated = number_or_none(pick_or(obj, None, "rate"), "rate")
    if is_group and not stated:
        stated = effective_rate(rows(pick_or(obj, None, "items"), "items"), rates)
    if stated is None:
        raise Untranslatable("rate is missing")
    return BilledTax(
        id=identity(pick(obj, "id"), "id"),
        name=text(pick(obj, "name"), "name"),
        rate=stated,
        is_group=is_group,
        archived=flag(pick_or(obj, None, "archived"), "archived"),
        addon_id=_addon(obj, "accounting_tax_rates_id"),
    )


def _is_group(obj: Json) -> bool:
    return text(pick_or(obj, "single", "type"), "type").lower() == "group"


def _addon(obj: Json, name: str) -> str | None:
    value = pick_or(obj, None, name)
    # The add-on's ids may be GUIDs: any text but zero means that it was mapped.
    if isinstance(value, str) and value.strip() and not value.strip().isdigit():
        return value.strip()
    return identity_or_none(value, name)
