"""MoneyTable by keyboard and mouse, as a page uses it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QPushButton, QVBoxLayout
from pytestqt.qtbot import QtBot

from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.dialogs import MessageDialog
from splynx_xero_gui.gui.kit.filter_bar import FilterBar, StateFilter
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.metrics import ch
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.pick_combo import PickCombo
from splynx_xero_gui.gui.kit.rows_model import RowsModel
from splynx_xero_gui.gui.kit.state_view import StateView
from splynx_xero_gui.gui.kit.table_view import RowsTableView
from tests.gui.kit.samples import CategoryPage, CategoryRow, category_rows, many_rows

Table = MoneyTable[CategoryRow]


class Window(QDialog):
    """A dialog with a default button, as a wizard has: Enter that escapes from the table would press it."""

    def __init__(self, rows: list[CategoryRow] | None = None) -> None:
        super().__init__()
        self.page = CategoryPage(rows)
        self.table: Table = MoneyTable(self.page.model, "categories.table", "Categories", filter_row=True)
        self.before, self.after = QLineEdit(), QLineEdit()
        self.next = QPushButton("Next")
        self.next.setDefault(True)
        self.pressed = 0
        self.next.clicked.connect(self._on_next)
        layout = QVBoxLayout(self)
        for widget in (self.before, self.table, self.after, self.next):
            layout.addWidget(widget)
        self.resize(900, 500)

    def _on_next(self) -> None:
        self.pressed += 1


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    widget = Window()
    qtbot.addWidget(widget)
    with qtbot.waitActive(widget):
        widget.show()
    widget.table.view.setFocus()
    widget.table.select_row("1", "category")
    return widget


def editor(window: Window) -> PickCombo:
    combo = window.table.view.pick_delegate().editor()
    assert combo is not None
    return combo


def test_the_view_carries_the_name_tests_look_for(window: Window) -> None:
    assert window.findChild(RowsTableView, "categories.table") is window.table.view


def test_sums_stand_under_their_columns_and_follow_the_filter(window: Window) -> None:
    amount = window.page.model.column_place("amount")
    assert window.table.sum_row().text(amount) == "530,499.50"
    window.table.set_state(lambda row: row.account is None)
    assert window.table.sum_row().text(amount) == "-400.50"
    assert window.table.sum_row().accessibleName() == "2 rows, Lines 4, Amount, ZAR -400.50"
    rect = window.table.sum_row().column_rect(amount)
    header = window.table.view.horizontalHeader()
    assert rect.width() == header.sectionSize(amount)


def test_enter_opens_the_rows_list_confirms_and_moves_down_without_pressing_next(window: Window, qtbot: QtBot) -> None:
    view = window.table.view
    window.table.select_row("3", "category")
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClicks(editor(window), "270")
    qtbot.keyClick(editor(window), Qt.Key.Key_Return)
    assert window.page.wishes == [("3", "account", "a270")]
    assert view.currentIndex().row() == 3
    assert QApplication.focusWidget() is view
    assert view.pick_delegate().editor() is None
    assert window.pressed == 0


def test_enter_on_an_unchanged_answer_confirms_it_and_moves_down(window: Window, qtbot: QtBot) -> None:
    qtbot.keyClick(window.table.view, Qt.Key.Key_Return)
    qtbot.keyClick(editor(window), Qt.Key.Key_Return)
    assert window.page.wishes == []
    assert window.table.view.currentIndex().row() == 1


def test_typing_on_a_list_cell_starts_the_search_with_that_letter(window: Window, qtbot: QtBot) -> None:
    window.table.select_row("3", "account")
    qtbot.keyClick(window.table.view, Qt.Key.Key_2)
    combo = editor(window)
    qtbot.keyClicks(combo, "6")
    qtbot.keyClick(combo, Qt.Key.Key_Return)
    assert window.page.wishes == [("3", "account", "a260")]


def test_escape_in_a_cell_closes_the_cell_and_not_the_dialog(window: Window, qtbot: QtBot) -> None:
    window.table.select_row("3", "account")
    qtbot.keyClick(window.table.view, Qt.Key.Key_F2)
    qtbot.keyClicks(editor(window), "2")
    qtbot.keyClick(editor(window), Qt.Key.Key_Escape)
    qtbot.keyClick(editor(window), Qt.Key.Key_Escape)
    assert window.table.view.pick_delegate().editor() is None
    assert window.isVisible()
    assert window.page.wishes == []


def test_f4_opens_the_list_of_the_row(window: Window, qtbot: QtBot) -> None:
    qtbot.keyClick(window.table.view, Qt.Key.Key_F4)
    qtbot.waitUntil(lambda: editor(window).view().isVisible())
    editor(window).hidePopup()


def test_a_click_on_a_list_cell_opens_its_list(window: Window, qtbot: QtBot) -> None:
    view = window.table.view
    cell = view.visualRect(window.table.proxy().index(2, window.page.model.column_place("account")))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=cell.center())
    qtbot.waitUntil(lambda: editor(window).view().isVisible())
    editor(window).hidePopup()


def test_del_clears_the_answers_of_all_selected_rows(window: Window, qtbot: QtBot) -> None:
    view = window.table.view
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert window.page.wishes == [("1", "account", None), ("2", "account", None)]


def test_tab_leaves_the_table_in_both_directions(window: Window, qtbot: QtBot) -> None:
    view = window.table.view
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is window.after
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is not view


def test_tab_in_a_cells_list_ends_it_and_opens_no_other(window: Window, qtbot: QtBot) -> None:
    window.table.select_row("3", "account")
    qtbot.keyClick(window.table.view, Qt.Key.Key_F2)
    combo = editor(window)
    qtbot.keyClicks(combo, "270")
    qtbot.keyClick(combo, Qt.Key.Key_Tab)
    assert window.page.wishes == [("3", "account", "a270")]
    assert window.table.view.pick_delegate().editor() is None


def test_ctrl_enter_belongs_to_the_window(window: Window, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(window.table.row_opened):
        qtbot.keyClick(window.table.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.table.view.pick_delegate().editor() is None


def read_only(qtbot: QtBot, rows: list[CategoryRow]) -> Table:
    columns: tuple[Column[CategoryRow], ...] = (
        Column("ticked", "", lambda row: row.changed, ColumnKind.CHECK),
        Column("name", "Name", lambda row: row.name),
        Column("amount", "Amount", lambda row: row.amount, ColumnKind.MONEY, summed=True),
    )
    model = RowsModel(columns, lambda row: row.key, rows=rows)
    table: Table = MoneyTable(model, "plan.table", "Plan")
    qtbot.addWidget(table)
    table.resize(500, 300)
    with qtbot.waitActive(table):
        table.show()
    table.view.setFocus()
    return table


def test_enter_on_a_row_without_a_list_opens_the_row(qtbot: QtBot) -> None:
    table = read_only(qtbot, category_rows())
    table.select_row("2")
    with qtbot.waitSignal(table.row_opened) as caught:
        qtbot.keyClick(table.view, Qt.Key.Key_Return)
    assert caught.args is not None
    assert caught.args[0].name == "Installation"


def test_space_ticks_all_selected_rows_alike(qtbot: QtBot) -> None:
    table = read_only(qtbot, category_rows())
    wishes: list[tuple[list[str], bool]] = []
    table.model().ticked.connect(lambda rows, _column, value: wishes.append(([row.key for row in rows], value)))
    table.select_row("1")
    qtbot.keyClick(table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(table.view, Qt.Key.Key_Space)
    assert wishes == [(["1", "2"], True)]


def test_ctrl_c_copies_the_selected_rows_with_headings(window: Window, qtbot: QtBot) -> None:
    qtbot.keyClick(window.table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("Splynx category\tLines\tAmount, ZAR")
    assert lines[1].startswith("Service\t1204\t512300.00\t2026-01-05\t200 Sales")


def test_ctrl_v_gives_the_page_lines_of_cells(window: Window, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("Late fee\t270\n")
    with qtbot.waitSignal(window.table.pasted) as caught:
        qtbot.keyClick(window.table.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert caught.args == [[["Late fee", "270"]]]


def test_clicks_on_headings_sort_turn_and_restore(window: Window, qtbot: QtBot) -> None:
    header = window.table.view.horizontalHeader()
    amount = window.page.model.column_place("amount")
    spot = QPoint(header.sectionViewportPosition(amount) + 20, header.height() // 2)
    seen = []
    for _ in range(3):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        seen.append([row.key for row in window.table.shown_rows()])
    assert seen == [["3", "2", "1", "4"], ["1", "2", "3", "4"], ["1", "2", "3", "4"]]
    assert window.table.proxy().sorting() == ()


def test_a_second_column_breaks_the_ties_of_the_first(window: Window) -> None:
    window.table.sort_by("since", descending=True)
    window.table.sort_by("category", add=True)
    assert window.table.proxy().sorting() == (("since", True), ("category", False))


def test_selection_stays_on_its_rows_through_search_and_new_data(window: Window) -> None:
    window.table.select_row("2", "amount")
    window.table.set_search("installation")
    assert [row.key for row in window.table.selected_rows()] == ["2"]
    window.table.set_search("")
    window.table.set_rows(list(reversed(category_rows())))
    assert [row.key for row in window.table.selected_rows()] == ["2"]
    current = window.table.current_row()
    assert current is not None
    assert current.key == "2"


def test_the_filter_row_filters_its_column(window: Window, qtbot: QtBot) -> None:
    field = window.findChild(QLineEdit, "categories.table.filter.amount")
    assert field.accessibleName() == "Filter Amount, ZAR"
    qtbot.keyClicks(field, ">0")
    assert [row.key for row in window.table.shown_rows()] == ["1", "2"]


def test_a_filter_that_finds_nothing_says_so_and_offers_the_way_back(window: Window, qtbot: QtBot) -> None:
    window.table.set_search("no such thing")
    state = window.table.findChild(StateView)
    assert state.isVisible()
    assert state.sentence() == "Nothing matches the search or filter."
    qtbot.mouseClick(state.button(), Qt.MouseButton.LeftButton)
    assert len(window.table.shown_rows()) == 4


def test_an_empty_table_shows_its_own_sentence(qtbot: QtBot) -> None:
    table = read_only(qtbot, [])
    table.set_empty(IconName.TICK, Accent.OK, "Splynx lists no categories.", "Read again")
    state = table.findChild(StateView)
    assert state.isVisible()
    assert state.sentence() == "Splynx lists no categories."
    with qtbot.waitSignal(table.empty_clicked):
        qtbot.mouseClick(state.button(), Qt.MouseButton.LeftButton)


class Store:
    """Column widths kept in memory."""

    def __init__(self, widths: dict[str, float]) -> None:
        self.widths = widths

    def load(self, table: str) -> dict[str, float]:
        return dict(self.widths) if table == "categories.table" else {}

    def save(self, table: str, widths: dict[str, float]) -> None:
        self.widths = {**widths, "saved": float(len(table))}


def test_column_widths_are_remembered(qtbot: QtBot) -> None:
    store = Store({"category": 30.0})
    table: Table = MoneyTable(CategoryPage().model, "categories.table", "Categories", widths=store)
    qtbot.addWidget(table)
    table.resize(900, 300)
    table.show()
    view = table.view
    assert view.columnWidth(0) == ch(view, 30)
    edge = QPoint(view.horizontalHeader().sectionSize(0) - 1, 5)
    viewport = view.horizontalHeader().viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=edge)
    qtbot.mouseMove(viewport, pos=edge + QPoint(60, 0))
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=edge + QPoint(60, 0))
    qtbot.waitUntil(lambda: "saved" in store.widths)
    assert store.widths["category"] > 30


def test_export_writes_the_rows_on_show(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    window.table.set_search("service")
    window.table.ask_and_export()
    assert target.read_text(encoding="utf-8-sig").splitlines()[1:] == [
        "Service,1204,512300.00,2026-01-05,200 Sales,certain – only sales account"
    ]


def test_a_file_that_cannot_be_written_is_said(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "out.csv"), ""))
    window.table.ask_and_export()
    dialog = window.table.findChild(MessageDialog)
    assert dialog.windowTitle() == "The file could not be written"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_the_filter_bar_counts_filters_and_searches(qtbot: QtBot) -> None:
    page = CategoryPage()
    table: Table = MoneyTable(page.model, "categories.table", "Categories")
    qtbot.addWidget(table)
    states: list[StateFilter[CategoryRow]] = [
        StateFilter("all", "All"),
        StateFilter("unmapped", "Unmapped", lambda row: row.account is None),
    ]
    bar = FilterBar(table, states, "categories")
    qtbot.addWidget(bar)
    bar.show()
    unmapped = bar.findChild(QPushButton.__mro__[1], "categories.show.unmapped")
    assert unmapped.text() == "Unmapped 2"
    bar.set_state("unmapped")
    assert [row.key for row in table.shown_rows()] == ["3", "4"]
    page.on_edited(category_rows()[2], "account", "a200")
    assert unmapped.text() == "Unmapped 1"
    bar.clear()
    qtbot.keyClicks(bar.search_field(), "voice")
    qtbot.waitUntil(lambda: [row.key for row in table.shown_rows()] == ["4"])


def test_a_hundred_thousand_rows_are_sorted_and_filtered_exactly(qtbot: QtBot) -> None:
    rows = many_rows(100_000)
    table = read_only(qtbot, rows)
    table.sort_by("amount", descending=True)
    table.set_state(lambda row: row.lines == 5)
    qtbot.waitUntil(table.is_settled)
    expected = sum((row.amount for row in rows if row.lines == 5 and row.amount is not None), Decimal(0))
    assert table.sum_row().text(2) == f"{expected:,.2f}"
    shown = [row.amount for row in table.shown_rows() if row.amount is not None]
    assert shown == sorted(shown, reverse=True)
