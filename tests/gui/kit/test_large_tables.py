"""Tens of thousands of rows: what takes long is done in slices, and nothing asks for every cell."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from splynx_xero_gui.gui.kit.columns import Column, ColumnKind, TableRole
from splynx_xero_gui.gui.kit.filter_bar import FilterBar, StateFilter
from splynx_xero_gui.gui.kit.indicators import RadioButton
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.rows_model import RowsModel
from splynx_xero_gui.gui.kit.rows_proxy import RowsProxy
from tests.gui.kit.samples import CategoryRow, many_rows

COUNT = 3 * RowsProxy.AT_ONCE
Table = MoneyTable[CategoryRow]


class Counting(RowsModel[CategoryRow]):
    """Counts how often Qt asks about a cell."""

    asked = 0
    looked = 0

    def cell(self, line: int, place: int, role: int) -> object:
        self.asked += 1
        self.looked += role == TableRole.LOOK
        return super().cell(line, place, role)

    def cell_flags(self, line: int, place: int) -> Qt.ItemFlag:
        self.asked += 1
        return super().cell_flags(line, place)


def columns() -> tuple[Column[CategoryRow], ...]:
    return (
        Column("ticked", "", lambda row: row.changed, ColumnKind.CHECK),
        Column("name", "Name", lambda row: row.name),
        Column("amount", "Amount", lambda row: row.amount, ColumnKind.MONEY, summed=True),
    )


@pytest.fixture
def model() -> Counting:
    return Counting(columns(), lambda row: row.key, rows=many_rows(COUNT))


@pytest.fixture
def table(model: Counting, qtbot: QtBot) -> Table:
    made: Table = MoneyTable(model, "large.table", "Many rows")
    qtbot.addWidget(made)
    made.resize(500, 300)
    with qtbot.waitExposed(made):
        made.show()
    return made


def keys(table: Table) -> list[str]:
    return [row.key for row in table.shown_rows()]


def test_what_was_on_show_stays_until_a_search_is_through(table: Table, qtbot: QtBot) -> None:
    before = keys(table)
    last = table.model().rows()[-1]
    table.set_search(last.name)
    assert not table.is_settled()
    assert keys(table) == before
    qtbot.waitUntil(table.is_settled)
    assert last.key in keys(table)
    assert len(keys(table)) < COUNT


def test_the_newest_wish_counts(table: Table, qtbot: QtBot) -> None:
    table.set_search("no such words")
    table.set_search("")
    table.sort_by("amount", descending=True)
    table.set_state(lambda row: row.lines == 5)
    qtbot.waitUntil(table.is_settled)
    wanted = [row for row in table.model().rows() if row.lines == 5]
    assert sorted(keys(table)) == sorted(row.key for row in wanted)
    amounts = [row.amount for row in table.shown_rows() if row.amount is not None]
    assert amounts == sorted(amounts, reverse=True)


def test_the_selection_survives_new_rows_under_a_filter(table: Table, qtbot: QtBot) -> None:
    table.set_state(lambda row: row.lines == 5)
    qtbot.waitUntil(table.is_settled)
    chosen = table.shown_rows()[1].key
    table.select_row(chosen)
    table.set_rows(list(reversed(table.model().rows())))
    assert keys(table) == []
    qtbot.waitUntil(table.is_settled)
    assert [row.key for row in table.selected_rows()] == [chosen]


def test_a_selection_in_pieces_stays_on_its_rows_through_a_sort(table: Table, qtbot: QtBot) -> None:
    chosen = {row.key for row in table.model().rows()[10:20]} | {table.model().rows()[-1].key}
    table.view.selectionModel().select(
        table._kept.ranges([*range(10, 20), COUNT - 1]), table.view.selectionModel().SelectionFlag.ClearAndSelect
    )
    with qtbot.assertNotEmitted(table.empty_clicked):
        table.sort_by("amount", descending=True)
    qtbot.waitUntil(table.is_settled)
    assert {row.key for row in table.selected_rows()} == chosen


def test_selecting_everything_does_not_ask_about_every_row(table: Table, model: Counting, qtbot: QtBot) -> None:
    model.asked = 0
    table.view.selectAll()
    table.grab()  # painted, heading included
    assert len(table.selected_rows()) == COUNT
    assert model.asked < COUNT


def test_space_on_everything_is_one_wish_and_one_change(table: Table, model: Counting, qtbot: QtBot) -> None:
    wishes: list[int] = []
    changes: list[QModelIndex | QPersistentModelIndex] = []
    model.ticked.connect(lambda rows, _key, ticked: wishes.append(len(rows)))
    model.ticked.connect(lambda rows, _key, ticked: model.replace_rows([replace(r, changed=ticked) for r in rows]))
    table.proxy().dataChanged.connect(lambda first, _last: changes.append(first))
    table.view.selectAll()
    table.view.setCurrentIndex(table.proxy().index(0, 0))
    table.view.selectAll()
    assert table.view.toggle_ticks()
    assert wishes == [COUNT]
    assert len(changes) == 1
    assert len({row.changed for row in model.rows()}) == 1


def test_many_rows_are_copied_and_exported_in_slices(table: Table, qtbot: QtBot, tmp_path: Path) -> None:
    QGuiApplication.clipboard().setText("before")
    table.copy_selection()
    assert QGuiApplication.clipboard().text() == "before"
    qtbot.waitUntil(table.is_settled)
    assert len(QGuiApplication.clipboard().text().splitlines()) == COUNT + 1
    file = tmp_path / "rows.csv"
    table.export_to(str(file))
    qtbot.waitUntil(table.is_settled)
    assert len(file.read_text(encoding="utf-8-sig").splitlines()) == COUNT + 1


def test_a_cell_that_is_painted_is_asked_once(table: Table, model: Counting, qtbot: QtBot) -> None:
    model.asked = model.looked = 0
    table.view.viewport().repaint()
    assert model.looked > 0
    # The flags say what can be selected; nothing else is asked for.
    assert model.asked == 2 * model.looked


def total(table: Table) -> str:
    return table.sum_row().text(table.model().column_place("amount"))


def test_sums_over_many_rows_follow_and_are_never_those_of_other_rows(table: Table, qtbot: QtBot) -> None:
    rows = [replace(row, amount=Decimal("0.01")) for row in table.model().rows()]
    table.set_rows(rows)
    assert total(table) == "…"
    qtbot.waitUntil(table.is_settled)
    assert total(table) == f"{Decimal(COUNT) / 100:,.2f}"
    table.model().replace_row(replace(rows[7], amount=Decimal("1000.01")))
    qtbot.waitUntil(table.is_settled)
    assert total(table) == f"{Decimal(COUNT) / 100 + 1000:,.2f}"
    table.set_state(lambda row: row.key == rows[7].key)
    qtbot.waitUntil(table.is_settled)
    assert total(table) == "1,000.01"
    table.clear_filters()
    qtbot.waitUntil(table.is_settled)
    assert total(table) == f"{Decimal(COUNT) / 100 + 1000:,.2f}"


def test_a_row_that_changes_under_a_filter_is_in_its_sum(table: Table, qtbot: QtBot) -> None:
    first, second = table.model().rows()[:2]
    table.set_state(lambda row: row.key in (first.key, second.key))
    table.model().replace_rows([replace(first, amount=Decimal(1)), replace(second, amount=Decimal(2))])
    qtbot.waitUntil(table.is_settled)
    assert total(table) == "3.00"


def test_everything_stays_selected_through_a_sort_and_a_filter_and_back(table: Table, qtbot: QtBot) -> None:
    table.view.selectAll()
    table.sort_by("amount")
    qtbot.waitUntil(table.is_settled)
    assert len(table.selected_rows()) == COUNT
    table.set_state(lambda row: row.lines == 5)
    qtbot.waitUntil(table.is_settled)
    assert table.selected_rows() == table.shown_rows()
    assert len(table.selected_rows()) < COUNT


def test_the_numbers_of_a_filter_bar_over_many_rows_follow(table: Table, qtbot: QtBot) -> None:
    states = (StateFilter[CategoryRow]("all", "All"), StateFilter("five", "Five lines", lambda row: row.lines == 5))
    bar = FilterBar(table, states, "large")
    qtbot.addWidget(bar)
    fives = sum(row.lines == 5 for row in table.model().rows())
    button = bar.findChild(RadioButton, "large.show.five")
    assert button is not None
    qtbot.waitUntil(lambda: button.text() == f"Five lines {fives:,}")
    table.set_rows(table.model().rows()[:10])
    assert button.text() == f"Five lines {sum(row.lines == 5 for row in table.model().rows())}"
