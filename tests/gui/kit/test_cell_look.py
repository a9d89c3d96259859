"""What a cell is painted with is what the model says of it role by role."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from splynx_xero_gui.gui.accents import Accent, accent_pair
from splynx_xero_gui.gui.kit.cell_delegate import CellDelegate
from splynx_xero_gui.gui.kit.cell_look import CellLook
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind, TableRole
from splynx_xero_gui.gui.kit.icons import IconName, cell_icon
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.rows_model import RowsModel
from tests.gui.kit.samples import CategoryRow, category_columns, category_rows
from tests.support.palettes import dark_palette, light_palette, palette_in_force

Role = Qt.ItemDataRole


def columns() -> tuple[Column[CategoryRow], ...]:
    return (
        Column("ticked", "", lambda row: row.changed, ColumnKind.CHECK),
        Column("id", "Id", lambda row: f"x-{row.key}", ColumnKind.CODE),
        Column("bold", "Bold", lambda row: row.name, bold=lambda row: row.lines > 10),
        *category_columns(),
    )


@pytest.fixture
def model(qtbot: QtBot) -> RowsModel[CategoryRow]:
    return RowsModel(columns(), lambda row: row.key, rows=category_rows())


def looks(model: RowsModel[CategoryRow]) -> list[tuple[CellLook, dict[int, object]]]:
    """Every cell: its look, and the roles Qt itself would ask for."""
    roles = (
        Role.DisplayRole,
        Role.TextAlignmentRole,
        Role.FontRole,
        Role.ForegroundRole,
        Role.CheckStateRole,
        TableRole.CHANGED,
    )
    found = []
    for line in range(model.rowCount()):
        for place in range(model.columnCount()):
            index = model.index(line, place)
            look = index.data(TableRole.LOOK)
            assert isinstance(look, CellLook)
            found.append((look, {int(role): index.data(role) for role in roles}))
    return found


@pytest.mark.parametrize("palette", [light_palette, dark_palette])
def test_a_look_holds_what_the_roles_say(model: RowsModel[CategoryRow], palette: type) -> None:
    with palette_in_force(palette()):
        for look, roles in looks(model):
            said = (look.text, look.alignment, look.font, look.brush, look.checked, look.changed)
            assert said == tuple(roles.values())


def test_an_option_filled_from_a_look_is_as_qt_would_fill_it(qtbot: QtBot) -> None:
    """The roles are asked by Qt itself in the second delegate, which knows no looks."""
    model = RowsModel(columns(), lambda row: row.key, rows=category_rows())
    table: MoneyTable[CategoryRow] = MoneyTable(model, "some.table", "Some")
    qtbot.addWidget(table)

    class Plain(RowsModel[CategoryRow]):
        def cell(self, line: int, place: int, role: int) -> object:
            return None if role == TableRole.LOOK else super().cell(line, place, role)

    plain: MoneyTable[CategoryRow] = MoneyTable(
        Plain(columns(), lambda row: row.key, rows=category_rows()), "other.table", "Other"
    )
    qtbot.addWidget(plain)
    for line in range(model.rowCount()):
        for place in range(model.columnCount()):
            ours, theirs = filled(table, line, place), filled(plain, line, place)
            assert ours.text == theirs.text
            assert ours.font == theirs.font
            assert ours.palette.text().color() == theirs.palette.text().color()
            assert ours.features == theirs.features
            assert ours.displayAlignment == theirs.displayAlignment
            assert ours.checkState == theirs.checkState
            assert ours.decorationSize == theirs.decorationSize
            assert ours.icon.isNull() == theirs.icon.isNull()


def filled(table: MoneyTable[CategoryRow], line: int, place: int) -> QStyleOptionViewItem:
    option = QStyleOptionViewItem()
    table.view.initViewItemOption(option)
    option.state = QStyle.StateFlag.State_Enabled
    CellDelegate(table).initStyleOption(option, table.proxy().index(line, place))
    return option


@pytest.mark.parametrize("mode", list(QIcon.Mode))
def test_a_cells_icon_has_the_one_picture_it_is_shown_with(qtbot: QtBot, mode: QIcon.Mode) -> None:
    color = accent_pair(Accent.OK).light
    icon = cell_icon(IconName.TICK, color, mode, 20, 1.25, mirrored=False)
    assert [size.width() for size in icon.availableSizes(mode)] == [25]
    image = icon.pixmap(icon.availableSizes(mode)[0], mode).toImage()
    points = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    assert {point.name() for point in points if point.alpha() == 255} == {color}
