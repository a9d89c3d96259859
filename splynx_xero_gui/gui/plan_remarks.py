"""What a plan leaves waiting without a question, and what it did that a person should see (ui.md W10; R9, R13, R18)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.metrics import lines
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.rows_model import RowsModel
from splynx_xero_gui.gui.words import subject_title, wait_words

_MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class Remark:
    """One line. `waits` tells what stays out from what is only worth knowing."""

    key: str
    subject: str
    amount: Decimal
    text: str
    waits: bool = False


def plan_remarks(plan: SyncPlan) -> tuple[Remark, ...]:
    """Everything a plan has to say beyond its items and questions."""
    waiting = [
        Remark(f"w{n}", subject_title(w.subject), w.amount, wait_words(w.reason), waits=True)
        for n, w in enumerate(plan.waiting)
    ]
    notices = [Remark(f"n{n}", subject_title(x.subject), x.amount, x.text) for n, x in enumerate(plan.notices)]
    return (*waiting, *notices)


class RemarkTable(MoneyTable[Remark]):
    """The remarks, one per line."""

    def __init__(self, name: str, currency: str, parent: QWidget | None = None) -> None:
        columns: tuple[Column[Remark], ...] = (
            Column("subject", _say("About"), lambda row: row.subject, width_ch=32),
            Column(
                "amount",
                _say("Amount, {currency}").format(currency=currency),
                lambda row: row.amount,
                ColumnKind.MONEY,
            ),
            Column("text", _say("Remark"), lambda row: row.text, stretch=True, icon=_icon),
        )
        super().__init__(RowsModel(columns, _key), name, _say("Remarks on the plan"), parent=parent)
        self.set_empty(IconName.DASH, Accent.QUIET, _say("Nothing to remark."))

    def show_remarks(self, remarks: Sequence[Remark]) -> None:
        """Show these."""
        self.set_rows(remarks)
        line = self.view.verticalHeader().defaultSectionSize()
        self.setFixedHeight((min(max(2, len(remarks)), _MOST_LINES) + 1) * line + lines(self, 0.6))


def _icon(row: Remark) -> IconName:
    return IconName.CLOCK if row.waits else IconName.INFO


def _key(row: Remark) -> str:
    return row.key


def _say(text: str) -> str:
    return QCoreApplication.translate("Remarks", text)
