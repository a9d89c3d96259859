"""The rows model and its proxy: values, sorting, filtering, what a screen reader hears."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.columns import TableRole
from splynx_xero_gui.gui.kit.rows_model import RowsModel
from splynx_xero_gui.gui.kit.rows_proxy import RowsProxy
from tests.gui.kit.samples import CategoryPage, CategoryRow, category_rows, many_rows

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
Model = RowsModel[CategoryRow]


@pytest.fixture
def model() -> Model:
    return CategoryPage().model


@pytest.fixture
def proxy(model: Model) -> RowsProxy[CategoryRow]:
    return RowsProxy(model)


def names(proxy: RowsProxy[CategoryRow]) -> list[str]:
    return [row.name for row in proxy.shown_rows()]


def test_both_models_keep_qts_contract_through_every_change(model: Model, proxy: RowsProxy[CategoryRow]) -> None:
    QAbstractItemModelTester(model, FATAL)
    QAbstractItemModelTester(proxy, FATAL)
    proxy.set_sorting([("amount", True)])
    proxy.set_search("a")
    model.append_rows(many_rows(20)[5:])
    model.replace_row(replace(category_rows()[0], name="Services"))
    proxy.set_state(lambda row: row.lines > 3)
    model.set_rows(many_rows(7))
    proxy.clear_filters()
    assert proxy.rowCount() == 7


def test_money_is_shown_by_locale_and_unknown_as_a_dash(model: Model) -> None:
    amount = model.column_place("amount")
    assert [model.index(line, amount).data() for line in range(4)] == ["512,300.00", "18,600.00", "-400.50", "–"]


def test_money_is_right_aligned_with_the_decimals_in_any_direction(model: Model) -> None:
    alignment = model.index(0, model.column_place("amount")).data(Qt.ItemDataRole.TextAlignmentRole)
    assert alignment & Qt.AlignmentFlag.AlignRight
    assert alignment & Qt.AlignmentFlag.AlignAbsolute


def test_a_screen_reader_hears_the_row_and_then_the_cell_with_its_row(model: Model) -> None:
    role = Qt.ItemDataRole.AccessibleTextRole
    assert model.index(1, 0).data(role) == (
        "Installation, 31 lines, 18600.00, mapped to 260 Other Revenue, likely, name is similar"
    )
    account = model.index(1, model.column_place("account"))
    assert account.data(role) == "260 Other Revenue, Xero account, Installation"
    assert account.data(Qt.ItemDataRole.AccessibleDescriptionRole) == model.index(1, 0).data(role)
    assert model.headerData(2, Qt.Orientation.Horizontal, role) == "Amount, ZAR"


def test_a_changed_cell_is_told_to_the_delegate(model: Model) -> None:
    account = model.column_place("account")
    assert model.index(2, account).data(TableRole.CHANGED) is Accent.INFO
    assert model.index(0, account).data(TableRole.CHANGED) is None


def test_a_wish_reaches_the_page_and_the_page_decides(qtbot: QtBot) -> None:
    page = CategoryPage()
    index = page.model.index(2, page.model.column_place("account"))
    assert page.model.setData(index, "a270", TableRole.PICK_KEY)
    assert page.wishes == [("3", "account", "a270")]
    assert index.data() == "270 Interest Income"
    assert not page.model.setData(page.model.index(2, 0), "other name")


def test_sums_are_exact_and_skip_what_is_unknown(model: Model) -> None:
    column = model.columns()[model.column_place("amount")]
    assert model.sum_of(column, model.rows()) == Decimal("530499.50")


def test_sorting_by_several_columns_and_unknown_last(proxy: RowsProxy[CategoryRow], model: Model) -> None:
    model.set_rows(
        [
            CategoryRow("a", "Zeta", 1, Decimal(5)),
            CategoryRow("b", "Alpha", 2, Decimal(5)),
            CategoryRow("c", "Émile", 1, None),
            CategoryRow("d", "Foo", 9, Decimal(-1)),
        ]
    )
    proxy.set_sorting([("category", False)])
    assert names(proxy) == ["Alpha", "Émile", "Foo", "Zeta"]
    proxy.set_sorting([("amount", True), ("lines", True)])
    assert names(proxy) == ["Alpha", "Zeta", "Foo", "Émile"]
    proxy.set_sorting([("amount", False)])
    assert names(proxy) == ["Foo", "Zeta", "Alpha", "Émile"]
    proxy.set_sorting([])
    assert names(proxy) == ["Zeta", "Alpha", "Émile", "Foo"]


def test_a_cell_remembered_through_a_sort_stays_on_its_row(proxy: RowsProxy[CategoryRow]) -> None:
    kept = QPersistentModelIndex(proxy.index(0, 1))
    proxy.set_sorting([("amount", False)])
    assert kept.row() == 2
    assert proxy.row_at(kept.row()).name == "Service"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("inst", ["Installation"]),
        ("REVENUE", ["Installation"]),
        ("fee late", ["Late fee"]),
        ("512,300", ["Service"]),
        ("nothing like it", []),
        ("", ["Service", "Installation", "Late fee", "Voice"]),
    ],
)
def test_search_finds_every_word_in_any_column(proxy: RowsProxy[CategoryRow], text: str, found: list[str]) -> None:
    proxy.set_search(text)
    assert names(proxy) == found


@pytest.mark.parametrize(
    ("column", "text", "found"),
    [
        ("amount", ">0", ["Service", "Installation"]),
        ("amount", ">=18,600.00", ["Service", "Installation"]),
        ("amount", "<0", ["Late fee"]),
        ("amount", "-500..20000", ["Installation", "Late fee"]),
        ("amount", "600.00", ["Installation"]),
        ("lines", "31", ["Installation"]),
        ("since", "2026-02-01..2026-11-30", ["Installation", "Late fee"]),
        ("since", ">2026-11-03", []),
        ("category", "ice", ["Service", "Voice"]),
    ],
)
def test_a_filter_over_a_column_takes_words_and_bounds(
    proxy: RowsProxy[CategoryRow], column: str, text: str, found: list[str]
) -> None:
    proxy.set_cell_filter(column, text)
    assert names(proxy) == found
    proxy.set_cell_filter(column, "")
    assert len(names(proxy)) == 4


def test_a_row_answered_under_a_filter_stays_until_the_filter_changes(
    proxy: RowsProxy[CategoryRow], model: Model
) -> None:
    proxy.set_state(lambda row: row.account is None)
    model.replace_row(replace(category_rows()[2], account="a200"))
    assert names(proxy) == ["Late fee", "Voice"]
    proxy.refresh()
    assert names(proxy) == ["Voice"]


def test_a_changed_row_is_found_by_its_new_words(proxy: RowsProxy[CategoryRow], model: Model) -> None:
    proxy.set_search("inst")
    proxy.set_search("")
    model.replace_row(replace(category_rows()[1], name="Fitting"))
    proxy.set_search("fitting")
    assert names(proxy) == ["Fitting"]
