"""Sorting by several columns and filtering, in plain Python over the row objects.

QSortFilterProxyModel would call back into Python for every comparison; sorting 100,000 rows by keys takes a fraction
of that. A changed row keeps its place until the next filter or sort, so that nothing jumps away under the user's hand.
Above some thousand rows even that takes longer than an eye sees: it is done in slices, and what was on show stays until
all of it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractProxyModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from splynx_xero_gui.gui.kit.columns import CellValue, Column
from splynx_xero_gui.gui.kit.filters import cell_matcher
from splynx_xero_gui.gui.kit.formats import fold_text
from splynx_xero_gui.gui.kit.rows_model import RowsModel
from splynx_xero_gui.gui.kit.slices import Slices, Steps, at_once

R = TypeVar("R")
T = TypeVar("T")
_Index = QModelIndex | QPersistentModelIndex
SortBy = tuple[str, bool]  # column key, descending
_ROWS_A_STEP = 50
_SORTED_A_STEP = 2_000
Sums = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class _Shown:
    """Which source rows are shown, in order, and their sums by column key."""

    order: list[int]
    sums: Sums


class RowsProxy(QAbstractProxyModel, Generic[R]):
    """The rows of a RowsModel in the order and selection the user asked for. ``view_changed`` follows any change."""

    view_changed = Signal()
    AT_ONCE = 2_000  # rows

    def __init__(self, source: RowsModel[R], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._order: list[int] = []
        self._places: list[int] = []
        self._sort: tuple[SortBy, ...] = ()
        self._search: tuple[str, ...] = ()
        self._state: Callable[[R], bool] | None = None
        self._cells: dict[str, str] = {}
        self._texts: dict[int, str] = {}
        self._sums: Sums | None = {}
        self._slices = Slices(self)
        self._emptied = False
        self.setSourceModel(source)
        source.modelAboutToBeReset.connect(self._on_about_to_reset)
        source.modelReset.connect(self._on_reset)
        source.rowsAboutToBeInserted.connect(self._on_about_to_insert)
        source.rowsInserted.connect(self._on_inserted)
        source.dataChanged.connect(self._on_data_changed)
        shown = at_once(self._computed())
        self._set_order(shown.order)
        self._sums = shown.sums

    # --- what is asked for ---

    def set_search(self, text: str) -> None:
        """Show rows that hold every word of ``text`` in some column (no accents, no case)."""
        words = tuple(fold_text(text).split())
        if words != self._search:
            if not words:
                self._texts.clear()
            self._search = words
            self.refresh()

    def set_state(self, predicate: Callable[[R], bool] | None) -> None:
        """Show rows for which the predicate holds; None shows all."""
        self._state = predicate
        self.refresh()

    def set_cell_filter(self, column_key: str, text: str) -> None:
        """Filter one column: words, or for numbers and dates a value, ``>10``, ``<10`` or ``10..20``."""
        if text.strip():
            self._cells[column_key] = text
        else:
            self._cells.pop(column_key, None)
        self.refresh()

    def clear_filters(self) -> None:
        self._search, self._state = (), None
        self._cells.clear()
        self.refresh()

    def is_filtered(self) -> bool:
        return bool(self._search or self._cells or self._state is not None)

    def sorting(self) -> tuple[SortBy, ...]:
        return self._sort

    def set_sorting(self, sort: Sequence[SortBy]) -> None:
        """Sort by these columns, the first one first; nothing means the source's order."""
        self._sort = tuple(sort)
        if self._slices.is_running():
            self.refresh()  # what is on show is not what was asked for: filter and sort together
        else:
            self._do(self._sorted(self._order), self._take_sorted)  # the sums stay as they are

    def refresh(self) -> None:
        """Filter and sort again, with rows as they are now."""
        self._do(self._computed(), self._take)

    def is_settled(self) -> bool:
        """Whether everything asked for is on show."""
        return not self._slices.is_running()

    def is_emptied(self) -> bool:
        """Whether nothing is shown only because other rows came and are still being filtered."""
        return self._emptied

    def _do(self, steps: Steps[T], done: Callable[[T], None]) -> None:
        self._slices.stop()
        if len(self._source.rows()) <= self.AT_ONCE:
            done(at_once(steps))
        else:
            self._slices.start(steps, done)

    def _take(self, shown: _Shown) -> None:
        self._sums = shown.sums
        if shown.order != self._order:
            self.beginResetModel()
            self._set_order(shown.order)
            self._emptied = False
            self.endResetModel()
        self._emptied = False
        self.view_changed.emit()

    def _take_sums(self, sums: Sums) -> None:
        self._sums = sums
        self.view_changed.emit()

    def _take_sorted(self, order: list[int]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = [(index, self._order[index.row()], index.column()) for index in self.persistentIndexList()]
        self._set_order(order)
        after = [self.index(self._places[source_row], column) for _, source_row, column in before]
        self.changePersistentIndexList([index for index, _, _ in before], after)
        self.layoutChanged.emit()
        self.view_changed.emit()

    # --- what is shown ---

    def source(self) -> RowsModel[R]:
        return self._source

    def row_at(self, place: int) -> R:
        return self._source.row(self._order[place])

    def rows_at(self, lines: Iterable[int]) -> list[R]:
        """The rows on these lines."""
        rows, order = self._source.rows(), self._order
        return [rows[order[line]] for line in lines]

    def shown_rows(self) -> list[R]:
        """The rows on show, in their order."""
        rows = self._source.rows()
        return [rows[place] for place in self._order]

    def sums(self) -> Sums | None:
        """The sums over the rows on show by column key; None while they are still being made."""
        return self._sums

    def lines_of(self, rows: Sequence[R]) -> Sequence[int]:
        """The lines of these rows, or of those that have their ids now, as far as they are shown; in order."""
        places, line_of, row_id = self._source.places(), self._places, self._source.row_id
        known = [places.get(row_id(row), -1) for row in rows]
        lines = [line_of[place] for place in known if place >= 0 and line_of[place] >= 0]
        return range(len(lines)) if len(lines) == len(self._order) else sorted(lines)

    def place_of(self, row_id: str) -> int:
        """The line on which a row stands, -1 when it is not shown."""
        place = self._source.place_of(row_id)
        return self._places[place] if 0 <= place < len(self._places) else -1

    def column(self, place: int) -> Column[R]:
        return self._source.columns()[place]

    def _computed(self) -> Steps[_Shown]:
        places: Sequence[int] = range(len(self._source.rows()))
        if self.is_filtered():
            places = yield from self._kept()
        order = (yield from self._sorted(places)) if self._sort else list(places)
        return _Shown(order, (yield from self._source.sum_steps(places)))

    def _kept(self) -> Steps[list[int]]:
        rows = self._source.rows()
        matchers = [
            cell_matcher(column, self._cells[column.key])
            for column in self._source.columns()
            if column.key in self._cells
        ]
        kept = []
        for place, row in enumerate(rows):
            if (
                (self._state is None or self._state(row))
                and all(matcher(row) for matcher in matchers)
                and (not self._search or self._found(place, row))
            ):
                kept.append(place)
            if place % _ROWS_A_STEP == 0:
                yield
        return kept

    def _found(self, place: int, row: R) -> bool:
        text = self._texts.get(place)
        if text is None:
            text = fold_text("\n".join(column.display(row) for column in self._source.columns()))
            self._texts[place] = text
        return all(word in text for word in self._search)

    def _sorted(self, places: Sequence[int]) -> Steps[list[int]]:
        rows = self._source.rows()
        order = sorted(places)  # what is equal stands as in the source
        for key, descending in reversed(self._sort):
            column = self._source.columns()[self._source.column_place(key)]
            keys: dict[int, CellValue] = {}
            unknown = []
            for count, place in enumerate(order):
                value = column.sort_value(rows[place])
                if value is None:
                    unknown.append(place)
                else:
                    keys[place] = value
                if count % _ROWS_A_STEP == 0:
                    yield
            known = [place for place in order if place in keys]
            for start in range(0, len(known), _SORTED_A_STEP):
                piece = slice(start, start + _SORTED_A_STEP)
                known[piece] = sorted(known[piece], key=keys.__getitem__, reverse=descending)  # type: ignore[arg-type]
                yield
            # Of sorted pieces Python only has to make one: a few milliseconds for tens of thousands of amounts.
            known.sort(key=keys.__getitem__, reverse=descending)  # type: ignore[arg-type]
            order = known + unknown
        return order

    def _set_order(self, order: list[int]) -> None:
        self._order = order
        self._places = [-1] * len(self._source.rows())
        for line, place in enumerate(order):
            self._places[place] = line

    # --- the source changes ---

    def _on_about_to_reset(self) -> None:
        self.beginResetModel()

    def _on_about_to_insert(self, _parent: QModelIndex, _first: int, _last: int) -> None:
        self.beginResetModel()

    def _on_inserted(self, _parent: QModelIndex, _first: int, _last: int) -> None:
        self._end_reset()

    def _on_reset(self) -> None:
        self._texts.clear()
        self._end_reset()

    def _end_reset(self) -> None:
        """Other rows are there: show them, or none until it is known which."""
        self._slices.stop()
        count = len(self._source.rows())
        large = count > self.AT_ONCE
        self._emptied = large and (self.is_filtered() or bool(self._sort))
        if not large:
            shown = at_once(self._computed())
            order, self._sums = shown.order, shown.sums
        else:
            order = [] if self._emptied else list(range(count))
            self._sums = self._source.summed()
        self._set_order(order)
        self.endResetModel()
        self.view_changed.emit()
        if self._emptied:
            self._slices.start(self._computed(), self._take)
        elif self._sums is None:
            self._slices.start(self._source.sum_steps(range(count)), self._take_sums)

    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        changed = range(first.row(), last.row() + 1)
        if self._texts:
            for place in changed:
                self._texts.pop(place, None)
        lines = [line for line in self._places[changed.start : changed.stop] if line >= 0]
        if lines:
            self.dataChanged.emit(self.index(min(lines), first.column()), self.index(max(lines), last.column()))
        if self._slices.is_running():
            self.refresh()  # what it began with is not so any more
        else:
            self._do(self._source.sum_steps(self._order), self._take_sums)

    # --- QAbstractProxyModel ---

    def data(self, proxy_index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        # Straight to the row: Qt's own way makes two more indexes for every role of every cell it paints.
        line = proxy_index.row()  # -1: no cell
        if not 0 <= line < len(self._order):
            return None
        return self._source.cell(self._order[line], proxy_index.column(), role)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        line = index.row()
        if not 0 <= line < len(self._order):
            return Qt.ItemFlag.NoItemFlags
        return self._source.cell_flags(self._order[line], index.column())

    def mapToSource(self, proxy_index: _Index) -> QModelIndex:
        if not proxy_index.isValid() or proxy_index.row() >= len(self._order):
            return QModelIndex()
        return self._source.index(self._order[proxy_index.row()], proxy_index.column())

    def mapFromSource(self, source_index: _Index) -> QModelIndex:
        if not source_index.isValid() or source_index.row() >= len(self._places):
            return QModelIndex()
        line = self._places[source_index.row()]
        return self.createIndex(line, source_index.column()) if line >= 0 else QModelIndex()

    def index(self, row: int, column: int, parent: _Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        if parent.isValid() or not (0 <= row < len(self._order) and 0 <= column < len(self._source.columns())):
            return QModelIndex()
        return self.createIndex(row, column)

    def parent(self, child: _Index | None = None) -> QModelIndex:  # type: ignore[override]
        return QModelIndex()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._source.columns())

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        return self._source.headerData(section, orientation, role)

    def setSourceModel(self, source: QAbstractItemModel) -> None:
        """Qt needs to know the source; it is given once, in the constructor."""
        super().setSourceModel(source)
