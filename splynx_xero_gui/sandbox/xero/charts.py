"""Charts of accounts and tax rates per edition, as a new organisation of that country finds them in Xero."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from splynx_xero_gui.sandbox.xero.model import AccountClass

A, Q, X, L, R = (
    AccountClass.ASSET,
    AccountClass.EQUITY,
    AccountClass.EXPENSE,
    AccountClass.LIABILITY,
    AccountClass.REVENUE,
)
_ALL: Final = frozenset(AccountClass)
_SALES: Final = frozenset({A, Q, L, R})
_PURCHASES: Final = frozenset({A, Q, L, X})


class Edition(StrEnum):
    """Which country's Xero an organisation is."""

    ZA = "ZA"
    AU = "AU"
    NZ = "NZ"
    UK = "UK"
    US = "US"
    GLOBAL = "GLOBAL"


@dataclass(frozen=True, slots=True)
class AccountPlan:
    """One account of a chart; `sales_tax` True: takes the edition's standard sales tax as its default."""

    code: str | None
    name: str
    type: str
    account_class: AccountClass
    sales_tax: bool = False
    purchase_tax: bool = False
    payments: bool = False
    system: str = ""
    bank_number: str | None = None


@dataclass(frozen=True, slots=True)
class TaxPlan:
    """One tax rate of a chart: percent, and the classes it may stand on."""

    tax_type: str
    name: str
    percent: str
    classes: frozenset[AccountClass]
    report: str
    component: str
    archived: bool = False

    @property
    def rate(self) -> Decimal:
        """Effective percentage."""
        return Decimal(self.percent)


@dataclass(frozen=True, slots=True)
class Country:
    """What differs from edition to edition. `timezone` is Xero's spelling, `zone` the IANA name."""

    version: str
    country: str
    currency: str
    timezone: str
    zone: str
    sales_tax_type: str
    purchase_tax_type: str
    tax_word: str
    taxes: tuple[TaxPlan, ...]
    year_end: tuple[int, int]


_ACCOUNTS: Final = (
    AccountPlan("090", "Business Bank Account", "BANK", A, bank_number="0908007006543"),
    AccountPlan("091", "Petty Cash", "BANK", A, bank_number="CASH-0001"),
    AccountPlan("092", "Card Clearing", "BANK", A, payments=True, bank_number="CARD-CLEARING"),
    AccountPlan(None, "Savings Account", "BANK", A, bank_number="0908007009999"),
    AccountPlan("200", "Sales", "REVENUE", R, sales_tax=True),
    AccountPlan("201", "Internet Services", "REVENUE", R, sales_tax=True),
    AccountPlan("202", "Installations and One-time Work", "REVENUE", R, sales_tax=True),
    AccountPlan("203", "Voice Services", "REVENUE", R, sales_tax=True),
    AccountPlan("204", "Hardware Sales", "SALES", R, sales_tax=True),
    AccountPlan("260", "Other Revenue", "REVENUE", R, sales_tax=True),
    AccountPlan("270", "Interest Income", "OTHERINCOME", R),
    AccountPlan("310", "Cost of Goods Sold", "DIRECTCOSTS", X, purchase_tax=True),
    AccountPlan("404", "Bank Fees", "EXPENSE", X),
    AccountPlan("420", "Bad Debts", "EXPENSE", X, sales_tax=False),
    AccountPlan("469", "Rent", "EXPENSE", X, purchase_tax=True),
    AccountPlan("489", "Telephone and Internet", "OVERHEADS", X, purchase_tax=True),
    AccountPlan("610", "Accounts Receivable", "CURRENT", A, system="DEBTORS"),
    AccountPlan("620", "Prepayments", "CURRENT", A),
    AccountPlan("655", "Gateway Settlement", "CURRENT", A, payments=True),
    AccountPlan("710", "Office Equipment", "FIXED", A, purchase_tax=True),
    AccountPlan("800", "Accounts Payable", "CURRLIAB", L, system="CREDITORS"),
    AccountPlan("820", "Sales Tax", "CURRLIAB", L, system="GST"),
    AccountPlan("825", "Customer Deposits", "CURRLIAB", L),
    AccountPlan("840", "Historical Adjustment", "CURRLIAB", L, system="HISTORICAL"),
    AccountPlan("860", "Rounding", "CURRLIAB", L, system="ROUNDING"),
    AccountPlan("877", "Tracking Transfers", "CURRLIAB", L, system="TRACKINGTRANSFERS"),
    AccountPlan("880", "Owner's Drawings", "EQUITY", Q, payments=True),
    AccountPlan("960", "Retained Earnings", "EQUITY", Q, system="RETAINEDEARNINGS"),
)


def accounts() -> tuple[AccountPlan, ...]:
    """The chart every edition starts with; the sales tax account is named by the country."""
    return _ACCOUNTS


def _standard(word: str, out_type: str, in_type: str, percent: str, name_out: str, name_in: str) -> tuple[TaxPlan, ...]:
    return (
        TaxPlan(out_type, name_out, percent, _SALES, "OUTPUT", word),
        TaxPlan(in_type, name_in, percent, _PURCHASES, "INPUT", word),
    )


def _no_tax(name: str, word: str) -> TaxPlan:
    return TaxPlan("NONE", name, "0", _ALL, "NONE", word)


_ZA: Final = Country(
    "GLOBAL",
    "ZA",
    "ZAR",
    "SOUTHAFRICASTANDARDTIME",
    "Africa/Johannesburg",
    "OUTPUT3",
    "INPUT3",
    "VAT",
    (
        *_standard("VAT", "OUTPUT3", "INPUT3", "15", "Standard Rate Sales", "Standard Rate Purchases"),
        *_standard("VAT", "OUTPUT2", "INPUT2", "14", "Old Standard Rate Sales", "Old Standard Rate Purchases"),
        TaxPlan("ZERORATEDOUTPUT", "Zero Rated Sales", "0", _SALES, "OUTPUT", "VAT"),
        TaxPlan("EXEMPTOUTPUT", "Exempt Sales", "0", frozenset({R, L}), "EXEMPTOUTPUT", "VAT"),
        TaxPlan("OUTPUT", "Standard Rate Sales until 1993", "10", _SALES, "OUTPUT", "VAT", archived=True),
        _no_tax("No VAT", "VAT"),
    ),
    (28, 2),
)
_AU: Final = Country(
    "AU",
    "AU",
    "AUD",
    "AUSEASTERNSTANDARDTIME",
    "Australia/Sydney",
    "OUTPUT",
    "INPUT",
    "GST",
    (
        *_standard("GST", "OUTPUT", "INPUT", "10", "GST on Income", "GST on Expenses"),
        TaxPlan("EXEMPTOUTPUT", "GST Free Income", "0", frozenset({R, L}), "EXEMPTOUTPUT", "GST"),
        TaxPlan("EXEMPTEXPORT", "GST Free Exports", "0", frozenset({R}), "EXEMPTEXPORT", "GST"),
        TaxPlan("BASEXCLUDED", "BAS Excluded", "0", _ALL, "BASEXCLUDED", "GST"),
    ),
    (30, 6),
)
_NZ: Final = Country(
    "NZ",
    "NZ",
    "NZD",
    "NEWZEALANDSTANDARDTIME",
    "Pacific/Auckland",
    "OUTPUT2",
    "INPUT2",
    "GST",
    (
        *_standard("GST", "OUTPUT2", "INPUT2", "15", "15% GST on Income", "15% GST on Expenses"),
        TaxPlan("ZERORATED", "Zero Rated", "0", frozenset({R, L}), "OUTPUT", "GST"),
        _no_tax("No GST", "GST"),
    ),
    (31, 3),
)
_UK: Final = Country(
    "UK",
    "GB",
    "GBP",
    "GMTSTANDARDTIME",
    "Europe/London",
    "OUTPUT2",
    "INPUT2",
    "VAT",
    (
        *_standard("VAT", "OUTPUT2", "INPUT2", "20", "20% (VAT on Income)", "20% (VAT on Expenses)"),
        *_standard("VAT", "RROUTPUT", "RRINPUT", "5", "5% (VAT on Income)", "5% (VAT on Expenses)"),
        TaxPlan("ZERORATEDOUTPUT", "Zero Rated Income", "0", _SALES, "OUTPUT", "VAT"),
        TaxPlan("EXEMPTOUTPUT", "Exempt Income", "0", frozenset({R, L}), "EXEMPTOUTPUT", "VAT"),
        _no_tax("No VAT", "VAT"),
    ),
    (31, 3),
)
_US: Final = Country(
    "US",
    "US",
    "USD",
    "EASTERNSTANDARDTIME",
    "America/New_York",
    "OUTPUT",
    "INPUT",
    "Tax",
    (
        TaxPlan("OUTPUT", "Tax on Sales", "8.75", _SALES, "OUTPUT", "Sales Tax"),
        TaxPlan("INPUT", "Tax on Purchases", "0", _PURCHASES, "INPUT", "Sales Tax"),
        _no_tax("Tax Exempt", "Sales Tax"),
    ),
    (31, 12),
)
_GLOBAL: Final = Country(
    "GLOBAL",
    "DE",
    "EUR",
    "WEUROPESTANDARDTIME",
    "Europe/Berlin",
    "OUTPUT",
    "INPUT",
    "Tax",
    (
        *_standard("Tax", "OUTPUT", "INPUT", "19", "Tax on Sales", "Tax on Purchases"),
        TaxPlan("TAX001", "Reduced Rate Sales", "7", _SALES, "OUTPUT", "Tax"),
        _no_tax("Tax Exempt", "Tax"),
    ),
    (31, 12),
)


def country_of(edition: Edition) -> Country:
    """Everything an edition brings along."""
    return {
        Edition.ZA: _ZA,
        Edition.AU: _AU,
        Edition.NZ: _NZ,
        Edition.UK: _UK,
        Edition.US: _US,
        Edition.GLOBAL: _GLOBAL,
    }[edition]
