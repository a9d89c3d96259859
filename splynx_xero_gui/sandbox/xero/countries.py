"""Tax rates per edition, as an organisation of that country finds them in Xero (xero-api.md §8, §13).

TaxTypes are Xero's own; `TAX0xx` and `CAN0xx` are what it calls rates that were added in the organisation.
"""

from __future__ import annotations

from typing import Final

from splynx_xero_gui.sandbox.xero.charts import Country, Edition, TaxPart, TaxPlan
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
_INCOME: Final = frozenset({R, L})
AUTOMATIC: Final = "AVALARA"
"""The rate of the United States that Xero looks up by itself for every invoice; nothing can predict it."""


def _standard(word: str, out_type: str, in_type: str, percent: str, name_out: str, name_in: str) -> tuple[TaxPlan, ...]:
    return (
        TaxPlan(out_type, name_out, percent, _SALES, "OUTPUT", word),
        TaxPlan(in_type, name_in, percent, _PURCHASES, "INPUT", word),
    )


def _none(name: str, word: str) -> TaxPlan:
    return TaxPlan("NONE", name, "0", _ALL, "NONE", word)


def _added(tax_type: str, name: str, *parts: TaxPart) -> TaxPlan:
    """A rate that somebody added in the organisation's settings."""
    return TaxPlan(tax_type, name, "0", _SALES, "OUTPUT", "", parts=parts)


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
        TaxPlan("EXEMPTOUTPUT", "Exempt Sales", "0", _INCOME, "EXEMPTOUTPUT", "VAT"),
        TaxPlan("OUTPUT", "Standard Rate Sales until 1993", "10", _SALES, "OUTPUT", "VAT", archived=True),
        _none("No VAT", "VAT"),
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
        TaxPlan("EXEMPTOUTPUT", "GST Free Income", "0", _INCOME, "EXEMPTOUTPUT", "GST"),
        TaxPlan("EXEMPTEXPENSES", "GST Free Expenses", "0", _PURCHASES, "EXEMPTEXPENSES", "GST"),
        TaxPlan("EXEMPTEXPORT", "GST Free Exports", "0", frozenset({R}), "EXEMPTEXPORT", "GST"),
        TaxPlan("INPUTTAXED", "Input Taxed", "0", frozenset({R}), "INPUTTAXED", "GST"),
        TaxPlan("GSTONIMPORTS", "GST on Imports", "0", frozenset({L}), "GSTONIMPORTS", "GST"),
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
        TaxPlan("ZERORATED", "Zero Rated", "0", _INCOME, "OUTPUT", "GST"),
        TaxPlan("GSTONIMPORTS", "GST on Imports", "0", frozenset({L}), "GSTONIMPORTS", "GST"),
        _added("TAX001", "12.5% GST on Income, until 2010", TaxPart("GST", "12.5")),
        _none("No GST", "GST"),
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
        TaxPlan("ZERORATEDOUTPUT", "Zero Rated Income", "0", _SALES, "ZERORATEDOUTPUT", "VAT"),
        TaxPlan("ZERORATEDINPUT", "Zero Rated Expenses", "0", _PURCHASES, "ZERORATEDINPUT", "VAT"),
        TaxPlan("EXEMPTOUTPUT", "Exempt Income", "0", _INCOME, "EXEMPTOUTPUT", "VAT"),
        TaxPlan("EXEMPTINPUT", "Exempt Expenses", "0", _PURCHASES, "EXEMPTINPUT", "VAT"),
        _none("No VAT", "VAT"),
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
    "Sales Tax",
    (
        TaxPlan("OUTPUT", "Tax on Sales", "0", _SALES, "OUTPUT", "Sales Tax"),
        TaxPlan("INPUT", "Tax on Purchases", "0", _PURCHASES, "INPUT", "Sales Tax"),
        _added(
            "TAX001",
            "New York City",
            TaxPart("New York State", "4"),
            TaxPart("City", "4.5"),
            TaxPart("Transportation District", "0.375"),
        ),
        _added("TAX002", "Connecticut", TaxPart("Connecticut", "6.35")),
        TaxPlan(AUTOMATIC, "Auto Look Up", "0", _SALES, AUTOMATIC, "Sales Tax"),
        _none("Tax Exempt", "Sales Tax"),
    ),
    (31, 12),
)
_GLOBAL: Final = Country(
    "GLOBAL",
    "CA",
    "CAD",
    "EASTERNSTANDARDTIME",
    "America/Toronto",
    "CAN030",
    "INPUT",
    "Tax",
    (
        _added("CAN030", "GST and QST, compound", TaxPart("GST", "5"), TaxPart("QST", "9.5", compound=True)),
        _added("TAX008", "GST", TaxPart("GST", "5")),
        TaxPlan("INPUT", "Tax on Purchases", "14.975", _PURCHASES, "INPUT", "Tax"),
        _none("Tax Exempt", "Tax"),
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
