"""Widgets of the kit with the product's own words in them, for tests and pictures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.pick_model import PickItem
from splynx_xero_gui.gui.kit.rows_model import RowsModel
from splynx_xero_gui.gui.kit.strip import Severity, StripAction, StripMessage

ACCOUNTS = (
    PickItem("a200", "200", "Sales", "Revenue"),
    PickItem("a260", "260", "Other Revenue", "Revenue"),
    PickItem("a270", "270", "Interest Income", "Revenue"),
    PickItem("a310", "310", "Café sales – Überland", "Other income"),
    PickItem("a610", "610", "Accounts Receivable", "Current asset", refused="Xero keeps it for itself"),
)


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A line of W5."""

    key: str
    name: str
    lines: int
    amount: Decimal | None
    account: str | None = None
    sure: str = ""
    why: str = ""
    since: date | None = None
    changed: bool = False


def account_name(key: str | None) -> str:
    return next((item.short for item in ACCOUNTS if item.key == key), "")


def category_columns() -> tuple[Column[CategoryRow], ...]:
    return (
        Column("category", "Splynx category", lambda row: row.name, width_ch=22),
        Column("lines", "Lines", lambda row: row.lines, ColumnKind.NUMBER, summed=True, width_ch=8),
        Column("amount", "Amount, ZAR", lambda row: row.amount, ColumnKind.MONEY, summed=True),
        Column("since", "Since", lambda row: row.since, ColumnKind.DATE),
        Column(
            "account",
            "Xero account",
            lambda row: account_name(row.account),
            width_ch=24,
            pick_key=lambda row: row.account,
            pick_items=lambda row: ACCOUNTS,
            placeholder="Choose…",
            changed=lambda row: Accent.INFO if row.changed else None,
        ),
        Column(
            "suggestion",
            "Suggestion",
            lambda row: " – ".join(part for part in (row.sure, row.why) if part),
            icon=lambda row: {"certain": IconName.TICK, "likely": IconName.QUESTION}.get(row.sure),
            accent=lambda row: {"certain": Accent.OK, "likely": Accent.ATTENTION}.get(row.sure),
            stretch=True,
        ),
    )


def category_rows() -> list[CategoryRow]:
    return [
        CategoryRow(
            "1", "Service", 1204, Decimal("512300.00"), "a200", "certain", "only sales account", date(2026, 1, 5)
        ),
        CategoryRow(
            "2", "Installation", 31, Decimal("18600.00"), "a260", "likely", "name is similar", date(2026, 3, 9)
        ),
        CategoryRow("3", "Late fee", 4, Decimal("-400.50"), None, "none", "", date(2026, 11, 3), changed=True),
        CategoryRow("4", "Voice", 0, None, None, "", "never used, may stay empty"),
    ]


def category_sentence(row: CategoryRow) -> str:
    mapped = f"mapped to {account_name(row.account)}" if row.account else "not mapped"
    return f"{row.name}, {row.lines} lines, {row.amount}, {mapped}, {row.sure}, {row.why}"


class CategoryPage:
    """What a page does with a table: takes the user's wish and gives back a changed row."""

    def __init__(self, rows: list[CategoryRow] | None = None) -> None:
        self.model: RowsModel[CategoryRow] = RowsModel(
            category_columns(), lambda row: row.key, category_sentence, rows if rows is not None else category_rows()
        )
        self.model.edited.connect(self.on_edited)
        self.wishes: list[tuple[str, str, object]] = []

    def on_edited(self, row: CategoryRow, column: str, value: object) -> None:
        self.wishes.append((row.key, column, value))
        self.model.replace_row(replace(row, account=value if isinstance(value, str) else None))


def many_rows(count: int) -> list[CategoryRow]:
    start = date(2026, 1, 1)
    return [
        CategoryRow(str(n), f"Item {n % 97:02}", n % 13, Decimal(n % 1009) / 4, since=start + timedelta(days=n % 300))
        for n in range(count)
    ]


def messages() -> dict[str, StripMessage]:
    return {
        "S1": StripMessage(
            "S1",
            Severity.DANGER,
            "Splynx does not answer",
            "isp.example.net could not be reached. Check the address and your connection (VPN, if you use one). "
            "Nothing was changed.",
            (StripAction("retry", "Try again"), StripAction("edit", "Edit address")),
            details="14:05:02 GET /api/2.0/admin/auth/tokens\nconnection refused\ncorrelation 7F3A-91C2",
        ),
        "S6": StripMessage(
            "S6",
            Severity.ATTENTION,
            "Splynx's own Xero add-on seems to be set up",
            "7 categories, taxes or methods are tied to it. If both send, every invoice and payment would be in Xero "
            "twice. Switch its automatic sync off first.",
            tick="I have switched it off",
        ),
        "ok": StripMessage("ok", Severity.OK, "Connected to Example ISP. Splynx 4.3, 2 partners, 412 customers."),
        "uncertain": StripMessage(
            "uncertain", Severity.UNCERTAIN, "2 may have arrived – looked up at the start of the next sync"
        ),
        "adviser": StripMessage(
            "adviser",
            Severity.INFO,
            "You are an adviser: Xero would let you post into locked months. This program will not.",
        ),
    }
