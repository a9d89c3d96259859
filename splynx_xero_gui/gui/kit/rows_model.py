"""A table model over our own row objects: the columns say everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from splynx_xero_gui.gui.kit.cell_look import CellLooks, alignment_of, check_state, shown_text
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind, TableRole
from splynx_xero_gui.gui.kit.formats import isolated
from splynx_xero_gui.gui.kit.icons import make_icon
from splynx_xero_gui.gui.kit.labels import plain_tip
from splynx_xero_gui.gui.kit.slices import Steps

R = TypeVar("R")
_Index = QModelIndex | QPersistentModelIndex
_SUMMED_A_STEP = 500
_Display = int(Qt.ItemDataRole.DisplayRole)
_Look = int(TableRole.LOOK)
# Made once: Python takes longer to combine flags than Qt to paint a cell.
_PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_TICKED = _PLAIN | Qt.ItemFlag.ItemIsUserCheckable
_ANSWERED = _PLAIN | Qt.ItemFlag.ItemIsEditable


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
        self._sums: Mapping[str, Decimal] | None = None
        self._looks: CellLooks[R] = CellLooks()

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

    def places(self) -> Mapping[str, int]:
        """Where every row stands, by its id."""
        return self._places

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
        self._keep_sums(ready)
        self.endResetModel()

    def append_rows(self, rows: Sequence[R]) -> None:
        """Add rows at the end."""
        if not rows:
            return
        self._sums = None
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
        self._sums = None
        for place, row in zip(places, rows, strict=True):
            self._rows[place] = row
        self.dataChanged.emit(self.index(min(places), 0), self.index(max(places), len(self._columns) - 1))

    def exchange_rows(self, ready: ReadyRows[R]) -> None:
        """Put new objects in the places of all rows: the same ids in the same order, so that everything stays where it
        is. Raises ValueError for other rows."""
        if ready.places != self._places:
            raise ValueError("These are other rows")
        self._rows[:] = ready.rows
        self._keep_sums(ready)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self._columns) - 1))

    def _keep_sums(self, ready: ReadyRows[R]) -> None:
        known = all(column.key in ready.sums for column in self._columns if column.summed)
        self._sums = ready.sums if known else None

    def tick(self, rows: Sequence[R], column_key: str, value: bool) -> None:
        """Tell the page that these rows are to be ticked or not."""
        self.ticked.emit(tuple(rows), column_key, value)

    def sentence(self, row: R) -> str:
        """What a screen reader says for the whole row."""
        if self._sentence is not None:
            return self._sentence(row)
        return ", ".join(text for column in self._columns if (text := column.display(row)))

    def addend(self, column: Column[R], row: R) -> Decimal | int:
        """What a row adds to the sum of a column: nothing where its value is unknown."""
        value = column.value(row)
        return value if isinstance(value, (Decimal, int)) and not isinstance(value, bool) else 0

    def sum_of(self, column: Column[R], rows: Iterable[R]) -> Decimal:
        """The sum of a column over some rows."""
        return Decimal(sum(self.addend(column, row) for row in rows))

    def summed(self) -> Mapping[str, Decimal] | None:
        """The sums over all rows by column key; None while nobody made them."""
        return self._sums

    def sum_steps(self, places: Sequence[int]) -> Steps[Mapping[str, Decimal]]:
        """The sums over the rows at these places, by column key; those over all rows are kept."""
        sums, rows = {}, self._rows
        if self._sums is not None and len(places) == len(rows):
            return self._sums
        for column in self._columns:
            if column.summed:
                sums[column.key] = Decimal(0)
                for start in range(0, len(places), _SUMMED_A_STEP):
                    piece = places[start : start + _SUMMED_A_STEP]
                    sums[column.key] += self.sum_of(column, (rows[place] for place in piece))
                    yield
        if len(places) == len(rows):
            self._sums = sums
        return sums

    # --- Qt's view of them ---

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._columns)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return self.cell_flags(index.row(), index.column()) if index.isValid() else Qt.ItemFlag.NoItemFlags

    def cell_flags(self, line: int, place: int) -> Qt.ItemFlag:
        """What may be done with a cell, without an index for it."""
        column = self._columns[place]
        if column.pick_items is not None:
            return _ANSWERED
        ticked = column.kind is ColumnKind.CHECK and column.value(self._rows[line]) is not None
        return _TICKED if ticked else _PLAIN

    def data(self, index: _Index, role: int = _Display) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        return self.cell(index.row(), index.column(), role)

    def cell(self, line: int, place: int, role: int) -> object:
        """What a cell is under a role, without an index for it."""
        row, column = self._rows[line], self._columns[place]
        if role == _Look:
            return self._looks.look(column, row)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return isolated(shown_text(column, row), column.kind.left_to_right)
            case Qt.ItemDataRole.TextAlignmentRole:
                return alignment_of(column)
            case Qt.ItemDataRole.FontRole:
                return self._looks.font(column, row)
            case Qt.ItemDataRole.ForegroundRole:
                return self._looks.brush(column, row)
            case Qt.ItemDataRole.DecorationRole:
                name = column.icon(row) if column.icon is not None else None
                accent = column.accent(row) if column.accent is not None else None
                return make_icon(name, None, accent) if name is not None else None
            case Qt.ItemDataRole.CheckStateRole:
                return check_state(column, row)
            case _:
                return self._more_data(row, column, place, role)

    def _more_data(self, row: R, column: Column[R], place: int, role: int) -> object:
        match role:
            case Qt.ItemDataRole.ToolTipRole:
                told = column.tool_tip(row) if column.tool_tip is not None else ""
                return plain_tip(told or shown_text(column, row)) or None
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
                return alignment_of(column)
            case _:
                return None

    def _spoken(self, row: R, column: Column[R], place: int) -> str:
        if place == 0:
            return self.sentence(row)
        if column.kind is ColumnKind.CHECK:
            value = self.tr("ticked") if column.value(row) else self.tr("not ticked")
        else:
            value = shown_text(column, row)
        lead = next((text for other in self._columns if (text := other.display(row))), "")
        return ", ".join(text for text in (value, column.title, lead) if text)
