"""The totals of a plan: what, on which side, how many, how much, how it can be undone (ui.md W10, M2)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.metrics import lines
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.rows_model import RowsModel
from splynx_xero_gui.gui.plan_words import undo_words
from splynx_xero_gui.gui.words import action_icon, action_title, side_name
from splynx_xero_gui.wizard.review import Review, ReviewLine

_LEAST_LINES, _MOST_LINES = 3, 9


class PlanTotals(MoneyTable[ReviewLine]):
    """One line per kind and side; as high as its lines."""

    def __init__(self, name: str, currency: str, parent: QWidget | None = None) -> None:
        model: RowsModel[ReviewLine] = RowsModel(_columns(currency), _key)
        super().__init__(model, name, "", parent=parent)
        self.view.setAccessibleName(_say("Totals of the plan"))
        self.set_sum_label(_say("Total"))
        self.set_empty(IconName.TICK, Accent.OK, _say("Both sides are equal. There is nothing to write."))

    def show_review(self, review: Review) -> None:
        """Show the totals of what would be written."""
        self.set_lines(review.lines)

    def set_lines(self, shown: Sequence[ReviewLine]) -> None:
        """Show these lines."""
        self.set_rows(shown)
        line = self.view.verticalHeader().defaultSectionSize()
        rows = max(_LEAST_LINES, min(len(shown), _MOST_LINES))
        self.setFixedHeight((rows + 2) * line + lines(self, 0.6))


def _columns(currency: str) -> tuple[Column[ReviewLine], ...]:
    return (
        Column("what", _say("What"), lambda row: action_title(row.kind), stretch=True, icon=_icon),
        Column("side", _say("Side"), lambda row: side_name(row.side), width_ch=10, accent=_side_accent),
        Column("items", _say("Items"), lambda row: row.count, ColumnKind.NUMBER, summed=True, width_ch=10),
        Column(
            "amount",
            _say("Amount, {currency}").format(currency=currency),
            lambda row: row.amount,
            ColumnKind.MONEY,
            width_ch=18,
        ),
        Column(
            "undo",
            _say("Can be undone"),
            lambda row: undo_words(row.undo, row.undoable == row.count),
            width_ch=20,
            accent=lambda row: None if row.undoable == row.count else Accent.ATTENTION,
        ),
    )


def _say(text: str) -> str:
    return QCoreApplication.translate("PlanTotals", text)


def _key(row: ReviewLine) -> str:
    return row.key


def _icon(row: ReviewLine) -> IconName:
    return action_icon(row.kind)


def _side_accent(row: ReviewLine) -> Accent:
    return Accent.SPLYNX if row.side.value == "splynx" else Accent.XERO
