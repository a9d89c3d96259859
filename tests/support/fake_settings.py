"""The settings of both sides as the window sees them without services."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

from splynx_xero_gui.domain.reference import (
    Account,
    AccountingReference,
    BilledTax,
    BillingReference,
    Category,
    Organisation,
    Partner,
    PaymentMethod,
    TaxRate,
    Usage,
    together,
)
from splynx_xero_gui.wizard.services import (
    Scope,
)

CLIENT_ID = "0123456789ABCDEF0123456789ABCDEF"


URL = "https://isp.example.net"


TENANT = "tenant-1"


MOMENT = dt.datetime(2026, 11, 12, 12, 5, tzinfo=dt.UTC)


def organisation(**changes: object) -> Organisation:
    """Example ISP Ltd of South Africa."""
    usual = Organisation(
        TENANT,
        "Example ISP Ltd",
        "ZAR",
        country="ZA",
        timezone="Africa/Johannesburg",
        period_lock=dt.date(2026, 10, 31),
        year_lock=dt.date(2026, 2, 28),
        year_end_day=28,
        year_end_month=2,
        user_name="Thandi M.",
        user_role="STANDARD",
    )
    return dataclasses.replace(usual, **changes)  # type: ignore[arg-type]


def billing() -> BillingReference:
    """What a small provider's Splynx lists."""
    return BillingReference(
        "Example ISP",
        "ZA",
        "ZAR",
        "4.2",
        partners=(Partner("1", "Main"), Partner("2", "Coast Reseller")),
        categories=(
            Category("1", "Service"),
            Category("2", "Discount"),
            Category("3", "Payment"),
            Category("4", "Refund"),
            Category("5", "Correction"),
            Category("6", "Installation"),
            Category("7", "Equipment"),
        ),
        taxes=(BilledTax("1", "VAT 15%", Decimal(15)), BilledTax("2", "VAT 14%", Decimal(14), archived=True)),
        methods=(
            PaymentMethod("1", "Cash"),
            PaymentMethod("2", "Bank transfer"),
            PaymentMethod("3", "Credit card"),
            PaymentMethod("4", "PayFast"),
        ),
    )


def accounting(of: Organisation | None = None) -> AccountingReference:
    """What a Xero organisation of a small provider lists."""
    revenue = frozenset({"REVENUE"})
    return AccountingReference(
        of or organisation(),
        accounts=(
            Account("a-200", "200", "Sales", "REVENUE", "REVENUE", tax_type="OUTPUT3"),
            Account("a-260", "260", "Other Revenue", "REVENUE", "REVENUE", tax_type="OUTPUT3"),
            Account("a-270", "270", "Interest Income", "REVENUE", "REVENUE", tax_type="NONE"),
            Account("a-090", "090", "Business Bank Account", "BANK", "ASSET", currency="ZAR"),
            Account("a-091", "091", "Cash on hand", "CURRENT", "ASSET", payments_enabled=True),
            Account("a-092", "092", "Card clearing", "BANK", "ASSET", currency="ZAR"),
            Account("a-610", "610", "Accounts Receivable", "CURRENT", "ASSET", system="DEBTORS"),
            Account("a-860", "860", "Rounding", "EXPENSE", "EXPENSE", system="ROUNDING"),
        ),
        tax_rates=(
            TaxRate("OUTPUT3", "Standard Rate Sales", Decimal(15), classes=revenue),
            TaxRate("OUTPUT2", "Old Standard Rate Sales", Decimal(14), classes=revenue),
            TaxRate("ZERORATEDOUTPUT", "Zero Rate", Decimal(0), classes=revenue),
            TaxRate("NONE", "No VAT", Decimal(0), classes=revenue),
        ),
    )


def scope() -> Scope:
    """What three months of that provider come to."""
    return Scope(
        documents=180,
        amount=Decimal("82800.00"),
        left_alone=360,
        left_alone_amount=Decimal("165600.00"),
        partners={"1": (48, Decimal("9200.00")), "2": (12, Decimal("1150.00"))},
        usage={
            "categories": {
                "1": Usage(1204, Decimal("512300.00")),
                "6": Usage(31, Decimal("18600.00")),
                "7": Usage(4, Decimal("400.00")),
            },
            "taxes": {"1@15": Usage(1230, Decimal("530000.00")), "none@0": Usage(9, Decimal("1300.00"))},
            "methods": {
                "1": Usage(12, Decimal("5520.00")),
                "2": Usage(96, Decimal("44160.00")),
                "3": Usage(31, Decimal("14200.00")),
            },
            "documents": {"": Usage(180, Decimal("82800.00"))},
            "documents by categories": {
                "1": Usage(145, Decimal("66700.00")),
                together("16"): Usage(31, Decimal("15640.00")),
                "7": Usage(4, Decimal("460.00")),
            },
            "documents by taxes": {
                "1@15": Usage(171, Decimal("81500.00")),
                "none@0": Usage(9, Decimal("1300.00")),
            },
        },
        calls=14,
        example={
            "id": "118",
            "login": "jsmith",
            "name": "J. Smith",
            "email": "j.smith@example.net",
            "number": "202611010003",
        },
    )
