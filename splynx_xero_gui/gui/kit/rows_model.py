"""A table model over our own row objects: the columns say everything else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QFont, QGuiApplication
from PySide6.QtWidgets import QApplication

from splynx_xero_gui.gui.accents import accent_color
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind, TableRole
from splynx_xero_gui.gui.kit.formats import isolated, readable
from splynx_xero_gui.gui.kit.icons import make_icon
from splynx_xero_gui.gui.kit.labels import plain_tip
from splynx_xero_gui.gui.kit.metrics import fixed_font, tabular

R = TypeVar("R")
_Index = QModelIndex | QPersistentModelIndex
_Display = int(Qt.ItemDataRole.DisplayRole)


@dataclass(frozen=True, slots=True)
class ReadyRows(Generic[R]):
    """Rows with all that a table would compute of tens of thousands of them: made in a worker's thread, shown at once.

    `places` is the line of every row by its id, `sums` the sums over all rows by column key.
    """

    rows: Sequence[R]
    places: Mapping[str, int]
    sums: Mapping[str, Decimal] = field(default_factory=dict)


def ready_rows(
    rows: Sequence[R], row_id: Callable[[R], str], sums: Mapping[str, Decimal] | None = None
) -> ReadyRows[R]:
    """Number the rows; `row_id` is that of the table they are for."""
    return ReadyRows(rows, {row_id(row): place for place, row in enumerate(rows)}, sums or {})


class RowsModel(QAbstractTableModel, Generic[R]):
    """Rows of type ``R`` under typed columns. Rows are frozen: a change is a new row object.

    ``row_id`` names a row for good (selection survives new data); ``sentence`` is what a screen reader says for a row.
    Editing goes one way: ``edited(row, column key, value)`` tells the page what the user wants (a pick's key or None),
    ``ticked(rows, column key, bool)`` the same of tick boxes, of all rows at once; the page decides and gives the rows
    back through ``replace_row``, ``replace_rows`` or ``set_rows``.
    """

    edited = Signal(object, str, object)
    ticked = Signal(object, str, bool)

    def __init__(
        self,
        columns: Sequence[Column[R]],
        row_id: Callable[[R], str],
        sentence: Callable[[R], str] | None = None,
        rows: Sequence[R] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._row_id = row_id
        self._sentence = sentence
        self._rows: list[R] = list(rows)
        self._places = dict(ready_rows(self._rows, row_id).places)
        self._sums: Mapping[str, Decimal] = {}

    # --- the rows ---

    def rows(self) -> Sequence[R]:
        return self._rows

    def row(self, place: int) -> R:
        return self._rows[place]

    def row_id(self, row: R) -> str:
        return self._row_id(row)

    def place_of(self, row_id: str) -> int:
        """Where the row with this id stands, -1 when there is none."""
        return self._places.get(row_id, -1)

    def columns(self) -> tuple[Column[R], ...]:
        return self._columns

    def column_place(self, key: str) -> int:
        """The number of a column. Raises KeyError for an unknown key."""
        for place, column in enumerate(self._columns):
            if column.key == key:
                return place
        raise KeyError(key)

    def set_rows(self, rows: Sequence[R] | ReadyRows[R]) -> None:
        """Show other rows; many of them are better made ready by a worker."""
        ready = rows if isinstance(rows, ReadyRows) else ready_rows(rows, self._row_id)
        self.beginResetModel()
        self._rows = list(ready.rows)
        self._places = dict(ready.places)
        self._sums = ready.sums
        self.endResetModel()

    def append_rows(self, rows: Sequence[R]) -> None:
        """Add rows at the end."""
        if not rows:
            return
        self._sums = {}
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._rows.extend(rows)
        for place in range(first, len(self._rows)):
            self._places[self._row_id(self._rows[place])] = place
        self.endInsertRows()

    def replace_row(self, row: R) -> None:
        """Put a new object in the place of the row with the same id. Raises KeyError when there is none."""
        self.replace_rows((row,))

    def replace_rows(self, rows: Sequence[R]) -> None:
        """Put new objects in the places of the rows with the same ids, in one change. Raises KeyError as above."""
        if not rows:
            return
        places = [self._places[self._row_id(row)] for row in rows]
        self._sums = {}
        for place, row in zip(places, rows, strict=True):
            self._rows[place] = row
        self.dataChanged.emit(self.index(min(places), 0), self.index(max(places), len(self._columns) - 1))

    def tick(self, rows: Sequence[R], column_key: str, value: bool) -> None:
        """Tell the page that these rows are to be ticked or not."""
        self.ticked.emit(tuple(rows), column_key, value)

    def sentence(self, row: R) -> str:
        """What a screen reader says for the whole row."""
        if self._sentence is not None:
            return self._sentence(row)
        return ", ".join(text for column in self._columns if (text := column.display(row)))

    def sum_of(self, column: Column[R], rows: Sequence[R]) -> Decimal:
        """The sum of a column over some rows; unknown values count as nothing."""
        if column.key in self._sums and len(rows) == len(self._rows):
            return self._sums[column.key]
        total = Decimal(0)
        for row in rows:
            value = column.value(row)
            if isinstance(value, (Decimal, int)) and not isinstance(value, bool):
                total += value
        return total

    # --- Qt's view of them ---

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._columns)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return self.cell_flags(index.row(), index.column()) if index.isValid() else Qt.ItemFlag.NoItemFlags

    def cell_flags(self, line: int, place: int) -> Qt.ItemFlag:
        """What may be done with a cell, without an index for it."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        column = self._columns[place]
        if column.kind is ColumnKind.CHECK and column.value(self._rows[line]) is not None:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        if column.pick_items is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: _Index, role: int = _Display) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        return self.cell(index.row(), index.column(), role)

    def cell(self, line: int, place: int, role: int) -> object:
        """What a cell is under a role, without an index for it."""
        row, column = self._rows[line], self._columns[place]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                plain_numbers = column.kind.numeric or column.kind is ColumnKind.CODE
                return isolated(self._shown(row, column), plain_numbers)
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(column)
            case Qt.ItemDataRole.FontRole:
                return self._font(row, column)
            case Qt.ItemDataRole.ForegroundRole:
                return self._brush(row, column)
            case Qt.ItemDataRole.DecorationRole:
                name = column.icon(row) if column.icon is not None else None
                accent = column.accent(row) if column.accent is not None else None
                return make_icon(name, None, accent) if name is not None else None
            case Qt.ItemDataRole.CheckStateRole:
                return self._check_state(row, column)
            case _:
                return self._more_data(row, column, place, role)

    def _more_data(self, row: R, column: Column[R], place: int, role: int) -> object:
        match role:
            case Qt.ItemDataRole.ToolTipRole:
                told = column.tool_tip(row) if column.tool_tip is not None else ""
                return plain_tip(told or self._shown(row, column)) or None
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row, column, place)
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return self.sentence(row)
            case TableRole.ROW:
                return row
            case TableRole.VALUE:
                return column.value(row)
            case TableRole.PICK_KEY:
                return column.pick_key(row) if column.pick_key is not None else None
            case TableRole.PICK_ITEMS:
                return tuple(column.pick_items(row)) if column.pick_items is not None else None
            case TableRole.CHANGED:
                return column.changed(row) if column.changed is not None else None
            case _:
                return None

    def setData(self, index: _Index, value: object, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        if not index.isValid():
            return False
        row, column = self._rows[index.row()], self._columns[index.column()]
        if role == TableRole.PICK_KEY and column.pick_items is not None:
            self.edited.emit(row, column.key, value)
            return True
        if role == Qt.ItemDataRole.CheckStateRole and column.kind is ColumnKind.CHECK:
            self.tick((row,), column.key, Qt.CheckState(value) == Qt.CheckState.Checked)
            return True
        return False

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Display) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return column.title
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(column.title)
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(column)
            case _:
                return None

    def _shown(self, row: R, column: Column[R]) -> str:
        text = readable(column.display(row))
        return column.placeholder if not text and column.pick_items is not None else text

    def _spoken(self, row: R, column: Column[R], place: int) -> str:
        if place == 0:
            return self.sentence(row)
        if column.kind is ColumnKind.CHECK:
            value = self.tr("ticked") if column.value(row) else self.tr("not ticked")
        else:
            value = self._shown(row, column)
        lead = next((text for other in self._columns if (text := other.display(row))), "")
        return ", ".join(text for text in (value, column.title, lead) if text)

    def _alignment(self, column: Column[R]) -> Qt.AlignmentFlag:
        if column.kind.numeric:
            # Absolute: amounts stay aligned on their decimals in right-to-left layouts too (ui.md §10).
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter

    def _font(self, row: R, column: Column[R]) -> QFont | None:
        changed = column.changed is not None and column.changed(row) is not None and bool(column.display(row))
        bold = changed or (column.bold is not None and column.bold(row))
        font: QFont | None = None
        if column.kind is ColumnKind.CODE:
            font = fixed_font()
        elif column.kind.numeric or column.kind in (ColumnKind.DATE, ColumnKind.MOMENT):
            font = tabular(QApplication.font())
        if bold:
            font = QFont(font if font is not None else QApplication.font())
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def _brush(self, row: R, column: Column[R]) -> QBrush | None:
        palette = QGuiApplication.palette()
        if not column.display(row) and column.placeholder:
            return QBrush(palette.placeholderText())
        accent = column.accent(row) if column.accent is not None else None
        return QBrush(accent_color(accent, palette)) if accent is not None else None

    def _check_state(self, row: R, column: Column[R]) -> Qt.CheckState | None:
        value = column.value(row) if column.kind is ColumnKind.CHECK else None
        if value is None:
            return None
        return Qt.CheckState.Checked if value else Qt.CheckState.Unchecked
