"""Rows that a worker made ready are shown without computing anything of them again."""

from __future__ import annotations

from decimal import Decimal

from pytestqt.qtbot import QtBot

from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.rows_model import RowsModel, ready_rows

COUNT = 10_000


class Counted:
    """A table over numbers that counts how often a row was looked at."""

    def __init__(self, bot: QtBot) -> None:
        self.named = 0
        self.summed = 0
        columns = (
            Column[int]("what", "What", str),
            Column[int]("amount", "Amount", self._amount, ColumnKind.MONEY, summed=True),
        )
        self.table: MoneyTable[int] = MoneyTable(RowsModel(columns, self.name), "some.table", "Some")
        bot.addWidget(self.table)

    def name(self, row: int) -> str:
        self.named += 1
        return str(row)

    def _amount(self, row: int) -> Decimal:
        self.summed += 1
        return Decimal(row)

    def forget(self) -> None:
        self.named = self.summed = 0


def test_ready_rows_are_shown_without_numbering_or_summing_them_again(qtbot: QtBot) -> None:
    counted = Counted(qtbot)
    ready = ready_rows(range(COUNT), str, {"amount": Decimal(sum(range(COUNT)))})
    counted.forget()
    counted.table.set_rows(ready)
    assert (counted.named, counted.summed) == (0, 0)
    assert len(counted.table.shown_rows()) == COUNT
    assert counted.table.model().sum_of(counted.table.model().columns()[1], range(COUNT)) == sum(range(COUNT))
    assert counted.table.select_row("777")


def test_a_changed_row_makes_the_sums_anew(qtbot: QtBot) -> None:
    counted = Counted(qtbot)
    model = counted.table.model()
    counted.table.set_rows(ready_rows([1, 2, 3], str, {"amount": Decimal(6)}))
    model.append_rows([4])
    assert model.sum_of(model.columns()[1], model.rows()) == 10


def test_a_filter_sums_what_is_on_show(qtbot: QtBot) -> None:
    counted = Counted(qtbot)
    counted.table.set_rows(ready_rows([1, 2, 3], str, {"amount": Decimal(6)}))
    counted.table.set_state(lambda row: row > 1)
    model = counted.table.model()
    assert model.sum_of(model.columns()[1], counted.table.shown_rows()) == 5


def test_the_rows_made_ready_stay_as_they_were(qtbot: QtBot) -> None:
    counted = Counted(qtbot)
    rows = [1, 2]
    ready = ready_rows(rows, str)
    counted.table.set_rows(ready)
    counted.table.model().append_rows([3])
    assert rows == [1, 2]
    assert dict(ready.places) == {"1": 0, "2": 1}
