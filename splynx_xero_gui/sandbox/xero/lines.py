"""Lines of a document: read, checked against the accounts, tax rates and tracking, and computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from splynx_xero_gui.sandbox.http import NotModelled
from splynx_xero_gui.sandbox.xero import messages
from splynx_xero_gui.sandbox.xero.books import Organisation
from splynx_xero_gui.sandbox.xero.countries import AUTOMATIC
from splynx_xero_gui.sandbox.xero.model import (
    ZERO,
    Account,
    Line,
    LineAmounts,
    State,
    TrackingCategory,
    TrackingOption,
)
from splynx_xero_gui.sandbox.xero.money import cents, tax_of, to_places

Json = Mapping[str, Any]
_MAX_DESCRIPTION: Final = 4000
_MAX_TRACKING: Final = 2
_HUNDRED: Final = Decimal(100)
# Xero keeps these for itself; ROUNDING is the one system account a line may use (xero-api.md §8).
_LINE_SYSTEM_ACCOUNTS: Final = frozenset({"", "ROUNDING"})


@dataclass(frozen=True, slots=True)
class LineRules:
    """What the document asks of its lines. `final`: it is approved, so nothing may be missing.

    `only_account`: the one account all lines stand on (the debtors account of an overpayment).
    """

    amounts: LineAmounts
    places: int
    final: bool
    discounts: bool
    only_account: Account | None = None


@dataclass(slots=True)
class BuiltLines:
    """The lines, and what was wrong with them."""

    lines: list[Line] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def build(org: Organisation, elements: Sequence[Json], rules: LineRules, known: Mapping[str, Line]) -> BuiltLines:
    """Make lines of `elements`; `known`: the document's present lines by id, whose ids live on when named."""
    built = BuiltLines()
    if rules.final and not elements:
        built.errors.append(messages.NO_LINES)
    for element in elements:
        built.lines.append(_line(org, element, rules, known, built))
    return built


def _line(org: Organisation, el: Json, rules: LineRules, known: Mapping[str, Line], built: BuiltLines) -> Line:
    if "ItemCode" in el:
        raise NotModelled("items: a line with ItemCode")
    line_id = el.get("LineItemID", "").lower()
    if line_id and line_id not in known:
        built.errors.append(messages.LINE_UNKNOWN)
    description = el.get("Description", "")
    if len(description) > _MAX_DESCRIPTION:
        built.errors.append(messages.too_long("Description", _MAX_DESCRIPTION))
    if rules.final and not description.strip():
        built.errors.append(messages.DESCRIPTION_MISSING)
    text_only = not any(key in el for key in ("Quantity", "UnitAmount", "LineAmount", "AccountCode", "AccountID"))
    account = None if text_only else _account(org, el, rules, built)
    quantity, unit, amount = _amounts(el, rules, built, text_only)
    tax_type = _tax_type(org, el, rules, account, built, text_only)
    tax = _tax(org, el, rules, tax_type, amount, built)
    return Line(
        line_id if line_id in known else org.new_id(),
        description,
        quantity,
        unit,
        account,
        tax_type,
        tax,
        amount,
        _tracking(org, el, built),
        to_places(Decimal(el["DiscountRate"]), 2) if "DiscountRate" in el else None,
        cents(Decimal(el["DiscountAmount"])) if "DiscountAmount" in el else None,
    )


def _account(org: Organisation, el: Json, rules: LineRules, built: BuiltLines) -> Account | None:
    code = el.get("AccountCode") or el.get("AccountID")
    if not code:
        if rules.only_account is None and rules.final:
            built.errors.append(messages.ACCOUNT_MISSING)
        return rules.only_account
    account = org.account(code)
    if account is None:
        (built.errors if rules.final else built.warnings).append(messages.account_removed(code))
        return None
    if account.status is not State.ACTIVE:
        built.errors.append(messages.account_archived(code))
    elif rules.only_account is not None:
        if account is not rules.only_account:
            built.errors.append(messages.account_not_valid(code))
    elif account.is_bank or account.system_account not in _LINE_SYSTEM_ACCOUNTS:
        built.errors.append(messages.account_not_valid(code))
    return account


def _amounts(
    el: Json, rules: LineRules, built: BuiltLines, text_only: bool
) -> tuple[Decimal | None, Decimal | None, Decimal]:
    if text_only:
        return None, None, ZERO
    quantity = to_places(Decimal(el["Quantity"]), 4) if "Quantity" in el else None
    unit = to_places(Decimal(el["UnitAmount"]), rules.places) if "UnitAmount" in el else None
    given = cents(Decimal(el["LineAmount"])) if "LineAmount" in el else None
    if quantity is not None and quantity < 0:
        built.errors.append(messages.negative_quantity(quantity))
    if quantity is not None and unit is None and given is not None and quantity > 0:
        unit = to_places(given / quantity, rules.places)
        return quantity, unit, given
    if quantity is None or unit is None:
        if rules.final:
            built.errors.append(messages.AMOUNTS_MISSING)
        return quantity, unit, given if given is not None else ZERO
    amount = _discounted(el, rules, quantity * unit, built)
    if given is not None and given != amount:
        built.errors.append(messages.line_total(given, amount))
    return quantity, unit, amount


def _discounted(el: Json, rules: LineRules, gross: Decimal, built: BuiltLines) -> Decimal:
    if "DiscountRate" not in el and "DiscountAmount" not in el:
        return cents(gross)
    if not rules.discounts:
        built.errors.append(messages.DISCOUNT_FORBIDDEN)
    if "DiscountRate" in el:
        return cents(gross * (_HUNDRED - to_places(Decimal(el["DiscountRate"]), 2)) / _HUNDRED)
    return cents(gross) - cents(Decimal(el["DiscountAmount"]))


def _tax_type(
    org: Organisation, el: Json, rules: LineRules, account: Account | None, built: BuiltLines, text_only: bool
) -> str:
    if rules.amounts is LineAmounts.NO_TAX or text_only:
        return org.no_tax
    tax_type = str(el.get("TaxType") or (account.tax_type if account is not None else org.no_tax))
    if tax_type == AUTOMATIC:
        raise NotModelled("sales tax that Xero looks up by itself")
    rate = org.tax_rates.get(tax_type)
    if rate is None or rate.status is not State.ACTIVE:
        built.errors.append(messages.tax_unknown(tax_type))
    elif account is not None and account.account_class not in rate.classes:
        built.errors.append(messages.tax_not_allowed(tax_type, account.code or account.account_id))
    return tax_type


def _tax(org: Organisation, el: Json, rules: LineRules, tax_type: str, amount: Decimal, built: BuiltLines) -> Decimal:
    rate = org.tax_rates.get(tax_type)
    percent = rate.rate if rate is not None else ZERO
    if "TaxAmount" not in el:
        return tax_of(amount, percent, rules.amounts)
    given = cents(Decimal(el["TaxAmount"]))
    if given and (rules.amounts is LineAmounts.NO_TAX or not percent):
        built.errors.append(messages.TAX_OVERRIDE_FORBIDDEN)
    return given


def _tracking(org: Organisation, el: Json, built: BuiltLines) -> tuple[tuple[TrackingCategory, TrackingOption], ...]:
    wanted = el.get("Tracking", [])
    if len(wanted) > _MAX_TRACKING:
        built.errors.append(messages.TOO_MANY_TRACKING)
    found = []
    for choice in wanted:
        pair = _tracking_choice(org, choice)
        if pair is None:
            built.errors.append(messages.TRACKING_UNKNOWN)
        else:
            found.append(pair)
    return tuple(found)


def _tracking_choice(org: Organisation, choice: Json) -> tuple[TrackingCategory, TrackingOption] | None:
    for category in org.tracking:
        named = (
            category.category_id == choice.get("TrackingCategoryID", "").lower()
            or category.name.lower() == choice.get("Name", "").lower()
        )
        if not named or category.status is not State.ACTIVE:
            continue
        for option in category.options:
            chosen = (
                option.option_id == choice.get("TrackingOptionID", "").lower()
                or option.name.lower() == choice.get("Option", "").lower()
            )
            if chosen and option.status is State.ACTIVE:
                return category, option
    return None
