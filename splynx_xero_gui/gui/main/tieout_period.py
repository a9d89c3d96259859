"""The period of a tie-out: its months, and the columns that opening and moved take."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.domain.results import TieOutRow
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind


def month_after(first: dt.date) -> dt.date:
    """The first day of the next month."""
    return (first + dt.timedelta(days=31)).replace(day=1)


def period_columns(key: str, side: str, *, shown: bool) -> tuple[Column[TieOutRow], ...]:
    """Opening and moved of one side (R38: of receivables alone, what moved of the others is their figure)."""
    if not shown:
        return ()
    say = QCoreApplication.translate

    def opening(row: TieOutRow) -> Decimal | None:
        return getattr(row.opening, key) if row.opening is not None else None

    def moved(row: TieOutRow) -> Decimal | None:
        before = opening(row)
        return getattr(row, key) - before if before is not None else None

    return (
        Column(
            f"{key}_opening",
            say("TieOutPage", "{side}, opening").format(side=side),
            opening,
            ColumnKind.MONEY,
            width_ch=13,
        ),
        Column(
            f"{key}_moved",
            say("TieOutPage", "{side}, moved").format(side=side),
            moved,
            ColumnKind.MONEY,
            width_ch=13,
        ),
    )
