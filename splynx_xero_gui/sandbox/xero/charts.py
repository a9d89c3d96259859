"""The chart of accounts and the words of editions: what `countries` is written with."""

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
_HUNDRED: Final = Decimal(100)
_FOUR: Final = Decimal("0.0001")


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
class TaxPart:
    """A component of a tax rate; a compound one is reckoned on the amount with the components before it."""

    name: str
    percent: str
    compound: bool = False


@dataclass(frozen=True, slots=True)
class TaxPlan:
    """One tax rate of a chart: percent (or its parts), and the classes it may stand on."""

    tax_type: str
    name: str
    percent: str
    classes: frozenset[AccountClass]
    report: str
    component: str
    archived: bool = False
    parts: tuple[TaxPart, ...] = ()

    @property
    def components(self) -> tuple[TaxPart, ...]:
        """Its parts; a plain rate is its own only part."""
        return self.parts or (TaxPart(self.component, self.percent),)

    @property
    def rate(self) -> Decimal:
        """Effective percentage, four decimals as Xero shows it."""
        effective = Decimal(0)
        for part in self.components:
            base = _HUNDRED + effective if part.compound else _HUNDRED
            effective += base * Decimal(part.percent) / _HUNDRED
        return effective.quantize(_FOUR)


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
