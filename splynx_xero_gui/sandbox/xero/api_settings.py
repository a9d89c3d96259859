"""Endpoints of settings, all read-only: organisation, accounts, tax rates, tracking, currencies, users."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final, TypeVar

from splynx_xero_gui.sandbox.xero import fields, wire
from splynx_xero_gui.sandbox.xero.books import Organisation
from splynx_xero_gui.sandbox.xero.errors import unknown_id
from splynx_xero_gui.sandbox.xero.fields import Fields
from splynx_xero_gui.sandbox.xero.model import (
    Account,
    AccountClass,
    OrganisationUser,
    Role,
    State,
    TaxRate,
    TrackingCategory,
)
from splynx_xero_gui.sandbox.xero.query import Listing
from splynx_xero_gui.sandbox.xero.routing import LIST_PARAMS, Call, Json, Route

T = TypeVar("T")
_SCOPE: Final = "accounting.settings"
_CURRENCY_NAMES: Final = {
    "ZAR": "South African Rand",
    "AUD": "Australian Dollar",
    "NZD": "New Zealand Dollar",
    "GBP": "British Pound",
    "USD": "United States Dollar",
    "EUR": "Euro",
    "CAD": "Canadian Dollar",
}


def routes() -> tuple[Route, ...]:
    """Everything the product reads before it may write."""
    return (
        Route("GET", "/Organisation", _SCOPE, _organisation),
        Route("GET", "/Organisation/Actions", _SCOPE, _actions),
        Route("GET", "/Accounts", _SCOPE, _accounts, LIST_PARAMS, since=True),
        Route("GET", "/Accounts/<key>", _SCOPE, _one_account),
        Route("GET", "/TaxRates", _SCOPE, _tax_rates, LIST_PARAMS),
        Route("GET", "/TrackingCategories", _SCOPE, _tracking, LIST_PARAMS | {"includeArchived"}),
        Route("GET", "/Currencies", _SCOPE, _currencies, LIST_PARAMS),
        Route("GET", "/Users", _SCOPE, _users, LIST_PARAMS, since=True),
    )


def _organisation(call: Call) -> Json:
    org, country = call.org, call.org.country
    day, month = country.year_end
    shown: Json = {
        "OrganisationID": org.organisation_id,
        "Name": org.name,
        "LegalName": org.name,
        "PaysTax": True,
        "Version": country.version,
        "OrganisationType": "COMPANY",
        "OrganisationEntityType": "COMPANY",
        "BaseCurrency": country.currency,
        "CountryCode": country.country,
        "IsDemoCompany": org.spec.is_demo,
        "OrganisationStatus": "ACTIVE",
        "FinancialYearEndDay": day,
        "FinancialYearEndMonth": month,
        "SalesTaxBasis": "ACCRUALS",
        "SalesTaxPeriod": "TWOMONTHS",
        "DefaultSalesTax": "Tax Inclusive" if org.spec.sales_with_tax else "Tax Exclusive",
        "DefaultPurchasesTax": "Tax Exclusive",
        "CreatedDateUTC": wire.ms_stamp(org.created),
        "Timezone": country.timezone,
        "ShortCode": f"!{org.organisation_id[:5]}",
        "Edition": "BUSINESS",
        "Class": "DEMO" if org.spec.is_demo else "STANDARD",
        "Addresses": [],
        "Phones": [],
        "ExternalLinks": [],
        "PaymentTerms": {},
    }
    if org.period_lock is not None:
        shown["PeriodLockDate"] = wire.ms_day(org.period_lock)
    if org.year_lock is not None:
        shown["EndOfYearLockDate"] = wire.ms_day(org.year_lock)
    return {"Organisations": [shown]}


def _actions(call: Call) -> Json:
    org, user = call.org, call.org.user
    writes = user.role is not Role.READONLY
    allowed = {
        "CreateDraftInvoice": writes,
        "CreateApprovedInvoice": writes and user.may_approve,
        "CreateInvoicePayment": writes and user.may_approve,
        "AttachFilesIntoInvoice": writes,
        "CreateRepeatingInvoice": writes,
        "UseMulticurrency": len(org.currencies) > 1,
        "ApproveTransactionsBeforePeriodLockDate": user.role is Role.FINANCIALADVISER,
    }
    return {"Actions": [{"Name": name, "Status": "ALLOWED" if yes else "NOT-ALLOWED"} for name, yes in allowed.items()]}


def _accounts(call: Call) -> Json:
    org = call.org
    return {
        "Accounts": [
            _account(a)
            for a in _select(call, "Account", fields.ACCOUNTS, org.accounts, lambda a: a.updated or org.created)
        ]
    }


def _one_account(call: Call) -> Json:
    found = next((a for a in call.org.accounts if a.account_id == call.path["key"].lower()), None)
    if found is None:
        raise unknown_id()
    return {"Accounts": [_account(found)]}


def _account(account: Account) -> Json:
    shown: Json = {
        "AccountID": account.account_id,
        "Name": account.name,
        "Status": account.status.value,
        "Type": account.type,
        "TaxType": account.tax_type,
        "Class": account.account_class.value,
        "EnablePaymentsToAccount": account.enable_payments,
        "ShowInExpenseClaims": False,
        "AddToWatchlist": False,
        "HasAttachments": False,
        "ReportingCode": "",
        "Description": account.description,
    }
    if account.code is not None:
        shown["Code"] = account.code
    if account.is_bank:
        shown |= {
            "BankAccountNumber": account.bank_account_number or "",
            "BankAccountType": "BANK",
            "CurrencyCode": account.currency,
        }
    if account.system_account:
        shown["SystemAccount"] = account.system_account
    if account.updated is not None:
        shown["UpdatedDateUTC"] = wire.ms_stamp(account.updated)
    return shown


def _tax_rates(call: Call) -> Json:
    return {
        "TaxRates": [
            _tax_rate(t)
            for t in _select(call, "TaxRate", fields.TAX_RATES, call.org.tax_rates.values(), _never(call.org))
        ]
    }


def _tax_rate(rate: TaxRate) -> Json:
    may = {
        "Assets": AccountClass.ASSET,
        "Equity": AccountClass.EQUITY,
        "Expenses": AccountClass.EXPENSE,
        "Liabilities": AccountClass.LIABILITY,
        "Revenue": AccountClass.REVENUE,
    }
    return {
        "Name": rate.name,
        "TaxType": rate.tax_type,
        "ReportTaxType": rate.report_tax_type,
        **{f"CanApplyTo{word}": cls in rate.classes for word, cls in may.items()},
        "DisplayTaxRate": rate.rate,
        "EffectiveRate": rate.rate,
        "Status": rate.status.value,
        "TaxComponents": [
            {"Name": name, "Rate": percent, "IsCompound": compound, "IsNonRecoverable": False}
            for name, percent, compound in rate.components
        ],
    }


def _tracking(call: Call) -> Json:
    every = call.query.flag("includeArchived")
    found = _select(call, "TrackingCategory", fields.TRACKING, call.org.tracking, _never(call.org))
    return {"TrackingCategories": [_category(c, every) for c in found if every or c.status is State.ACTIVE]}


def _category(category: TrackingCategory, every: bool) -> Json:
    return {
        "Name": category.name,
        "Status": category.status.value,
        "TrackingCategoryID": category.category_id,
        "Options": [
            {"TrackingOptionID": o.option_id, "Name": o.name, "Status": o.status.value}
            for o in category.options
            if every or o.status is State.ACTIVE
        ],
    }


def _currencies(call: Call) -> Json:
    return {
        "Currencies": [
            {"Code": c, "Description": _CURRENCY_NAMES.get(c, c)}
            for c in _select(call, "Currency", fields.CURRENCIES, call.org.currencies, _never(call.org))
        ]
    }


def _users(call: Call) -> Json:
    return {
        "Users": [_user(u, call.org) for u in _select(call, "User", fields.USERS, [call.org.user], _never(call.org))]
    }


def _user(user: OrganisationUser, org: Organisation) -> Json:
    return {
        "UserID": user.user_id,
        "EmailAddress": user.email,
        "FirstName": user.first_name,
        "LastName": user.last_name,
        "UpdatedDateUTC": wire.ms_stamp(org.created),
        "IsSubscriber": True,
        "OrganisationRole": user.role.value,
    }


def _select(
    call: Call, type_name: str, table: Fields, records: Iterable[T], updated: Callable[[T], datetime]
) -> Iterable[T]:
    found = list(records)
    listing = Listing[T](type_name, type_name, table, "", updated, call.limits.high_volume_at)
    return listing.select(found, len(found), call.query).records


def _never(org: Organisation) -> Callable[[Any], datetime]:
    return lambda _record: org.created
