"""Organisation, accounts, tax rates, tracking categories and users (xero-api.md §8, §12, §13)."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.domain.reference import Account, Organisation, TaxRate, TrackingCategory, TrackingOption
from splynx_xero_gui.xero.timezones import iana
from splynx_xero_gui.xero.translate_in.values import Json, day, flag, ident, needed_id, number, rows, text, whole

# Sales tax that Xero looks up by itself (organisations of the United States).
_LOOKED_UP: Final = "AVALARA"
_TAX_CLASSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "CanApplyToAssets": "ASSET",
        "CanApplyToEquity": "EQUITY",
        "CanApplyToExpenses": "EXPENSE",
        "CanApplyToLiabilities": "LIABILITY",
        "CanApplyToRevenue": "REVENUE",
    }
)
_ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "READONLY": "Read only",
        "INVOICEONLY": "Invoice only",
        "STANDARD": "Standard",
        "FINANCIALADVISER": "Adviser",
        "MANAGEDCLIENT": "Managed client",
        "CASHBOOKCLIENT": "Cashbook client",
    }
)


def organisation(item: Json) -> Organisation:
    """The organisation; new members of Xero's enumerations pass through as text. Raises Unreadable without an id."""
    return Organisation(
        id=needed_id(item, "OrganisationID"),
        name=text(item, "Name"),
        base_currency=text(item, "BaseCurrency"),
        country=text(item, "CountryCode"),
        timezone=iana(text(item, "Timezone")),
        period_lock=day(item, "PeriodLockDate"),
        year_lock=day(item, "EndOfYearLockDate"),
        year_end_day=whole(item, "FinancialYearEndDay", 31),
        year_end_month=whole(item, "FinancialYearEndMonth", 12),
        is_demo=flag(item, "IsDemoCompany") is True,
        version=text(item, "Version"),
        short_code=text(item, "ShortCode"),
    )


def account(item: Json) -> Account:
    """One account; a bank account may have no code (then `id` is used for payments). Raises Unreadable."""
    return Account(
        id=needed_id(item, "AccountID"),
        code=text(item, "Code"),
        name=text(item, "Name"),
        type=text(item, "Type"),
        account_class=text(item, "Class"),
        active=text(item, "Status") in ("ACTIVE", ""),
        tax_type=text(item, "TaxType"),
        payments_enabled=flag(item, "EnablePaymentsToAccount") is True,
        system=text(item, "SystemAccount"),
        currency=text(item, "CurrencyCode"),
    )


def tax_rate(item: Json) -> TaxRate:
    """One tax rate with the account classes it may be used on, named as `Account.account_class`."""
    rate = number(item, "EffectiveRate")
    return TaxRate(
        tax_type=text(item, "TaxType"),
        name=text(item, "Name"),
        effective_rate=ZERO if rate is None else rate,
        active=text(item, "Status") in ("ACTIVE", ""),
        classes=frozenset(name for key, name in _TAX_CLASSES.items() if flag(item, key) is True),
        automatic=text(item, "ReportTaxType") == _LOOKED_UP or text(item, "TaxType") == _LOOKED_UP,
    )


def tracking_category(item: Json) -> TrackingCategory:
    """One tracking category with its options."""
    return TrackingCategory(
        id=needed_id(item, "TrackingCategoryID"),
        name=text(item, "Name"),
        active=text(item, "Status") in ("ACTIVE", ""),
        options=tuple(
            TrackingOption(
                id=needed_id(option, "TrackingOptionID"),
                name=text(option, "Name"),
                active=text(option, "Status") in ("ACTIVE", ""),
            )
            for option in rows(item, "Options")
        ),
    )


def user(items: Iterable[Json], user_id: str, email: str) -> tuple[str, str]:
    """Name and role of the connected user: by id, else by e-mail, else the only one; empty where none is certain."""
    people = list(items)
    found = [p for p in people if user_id and user_id in (ident(p, "UserID"), ident(p, "GlobalUserID"))]
    found = found or [p for p in people if email and text(p, "EmailAddress").lower() == email.lower()]
    found = found or (people if len(people) == 1 else [])
    if len(found) != 1:
        return "", ""
    name = " ".join(part for part in (text(found[0], "FirstName"), text(found[0], "LastName")) if part)
    role = text(found[0], "OrganisationRole")
    return name or text(found[0], "EmailAddress"), _ROLES.get(role, role)
