"""A small provider in Splynx and its organisation in Xero, for tests of mappings and flows."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from decimal import Decimal

from splynx_xero_gui.domain.reference import (
    Account,
    AccountingReference,
    BilledTax,
    BillingReference,
    Category,
    Organisation,
    PaymentMethod,
    TaxRate,
    TrackingCategory,
    Usage,
    together,
)
from splynx_xero_gui.wizard.services import Scope
from splynx_xero_gui.wizard.state import RangeAnswers, SettingsRead, SetupState, XeroAnswers

REVENUE = frozenset({"REVENUE"})
ORGANISATION = Organisation("o1", "Example ISP Ltd", "ZAR", "ZA")


def account(
    code: str,
    name: str,
    type: str = "REVENUE",
    *,
    active: bool = True,
    tax_type: str = "",
    payments: bool = False,
    system: str = "",
    currency: str = "",
    id: str = "",
) -> Account:
    classes = {"REVENUE": "REVENUE", "SALES": "REVENUE", "OTHERINCOME": "REVENUE", "EXPENSE": "EXPENSE"}
    account_class = classes.get(type, "LIABILITY" if type == "CURRLIAB" else "ASSET")
    return Account(
        id or f"id-{code or name}", code, name, type, account_class, active, tax_type, payments, system, currency
    )


def rate(tax_type: str, name: str, percent: str, *, active: bool = True, classes: frozenset[str] = REVENUE) -> TaxRate:
    return TaxRate(tax_type, name, Decimal(percent), active, classes)


SALES = account("200", "Sales", tax_type="OUTPUT3")
INSTALLATIONS = account("202", "Installations and One-time Work", tax_type="OUTPUT3")
OTHER = account("260", "Other Revenue", tax_type="OUTPUT3")
DEPOSITS = account("825", "Customer Deposits", "CURRLIAB")
BANK = account("090", "Business Bank Account", "BANK")
CASH = account("091", "Petty Cash", "BANK")
CARDS = account("092", "Card Clearing", "BANK", payments=True)
SAVINGS = account("", "Savings Account", "BANK", id="savings-id")
DEBTORS = account("610", "Accounts Receivable", "CURRENT", system="DEBTORS")
RENT = account("469", "Rent", "EXPENSE")
OLD_SALES = account("199", "Old Sales", active=False)
DOLLARS = account("095", "Dollar Account", "BANK", currency="USD")
ACCOUNTS = (SALES, INSTALLATIONS, OTHER, DEPOSITS, BANK, CASH, CARDS, SAVINGS, DEBTORS, RENT, OLD_SALES, DOLLARS)

STANDARD = rate("OUTPUT3", "Standard Rate Sales", "15")
OLD_STANDARD = rate("OUTPUT2", "Old Standard Rate Sales", "14")
ZERO_RATED = rate("ZERORATEDOUTPUT", "Zero Rated Sales", "0")
NO_VAT = rate("NONE", "No VAT", "0", classes=frozenset({"REVENUE", "ASSET", "LIABILITY", "EXPENSE"}))
PURCHASES = rate("INPUT3", "Standard Rate Purchases", "15", classes=frozenset({"EXPENSE"}))
ENDED = rate("OUTPUT", "Standard Rate until 1993", "10", active=False)
RATES = (STANDARD, OLD_STANDARD, ZERO_RATED, NO_VAT, PURCHASES, ENDED)

CATEGORIES = (
    Category("1", "Service"),
    Category("2", "Installation"),
    Category("3", "Late fee"),
    Category("4", "Voice"),
)
TAXES = (BilledTax("1", "VAT 15%", Decimal("15.0000")), BilledTax("2", "VAT 14%", Decimal("14"), archived=True))
METHODS = (
    PaymentMethod("1", "Cash"),
    PaymentMethod("2", "Bank transfer"),
    PaymentMethod("3", "Credit card"),
    PaymentMethod("4", "Voucher", active=False),
)
USAGE = {
    "categories": {
        "1": Usage(1204, Decimal("512300.00")),
        "2": Usage(31, Decimal("18600.00")),
        "3": Usage(4, Decimal("400.00")),
    },
    "taxes": {
        "1@15": Usage(1230, Decimal("530000.00")),
        "1@14": Usage(3, Decimal("300.00")),
        "none@0": Usage(6, Decimal("1000.00")),
    },
    "methods": {
        "1": Usage(12, Decimal("5520.00")),
        "2": Usage(900, Decimal("400000.00")),
        "3": Usage(31, Decimal("14200.00")),
    },
    "documents by categories": {
        "1": Usage(1170, Decimal("560000.00")),
        together("12"): Usage(26, Decimal("24000.00")),
        together("23"): Usage(3, Decimal("2900.00")),
        "3": Usage(1, Decimal("115.00")),
    },
    "documents by taxes": {
        "1@15": Usage(1191, Decimal("584000.00")),
        together(("1@15", "1@14")): Usage(3, Decimal("900.00")),
        together(("1@15", "none@0")): Usage(6, Decimal("2115.00")),
    },
}


def xero(
    accounts: Sequence[Account] = ACCOUNTS,
    rates: Sequence[TaxRate] = RATES,
    tracking: Sequence[TrackingCategory] = (),
    organisation: Organisation = ORGANISATION,
) -> AccountingReference:
    return AccountingReference(organisation, tuple(accounts), tuple(rates), tuple(tracking))


def splynx() -> BillingReference:
    return BillingReference("Example ISP", "ZA", "ZAR", categories=CATEGORIES, taxes=TAXES, methods=METHODS)


def state(
    accounting: AccountingReference | None = None,
    usage: Mapping[str, Mapping[str, Usage]] | None = None,
    billing: BillingReference | None = None,
    **changes: object,
) -> SetupState:
    """A set-up whose settings were read and whose range was counted."""
    read = SettingsRead(billing or splynx(), accounting or xero(), complete=True)
    scope = Scope(documents=1200, usage=usage if usage is not None else USAGE)
    made = SetupState(
        xero=XeroAnswers(organisation=(accounting or xero()).organisation, tenant_id="o1"),
        read=read,
        range=RangeAnswers(scope=scope),
    )
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]
