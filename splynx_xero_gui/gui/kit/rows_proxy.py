"""Sorting by several columns and filtering, in plain Python over the row objects.

QSortFilterProxyModel would call back into Python for every comparison; sorting 100,000 rows by keys takes a fraction
of that. A changed row keeps its place until the next filter or sort, so that nothing jumps away under the user's hand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

from splynx_xero_gui.gui.kit.columns import Column
from splynx_xero_gui.gui.kit.filters import cell_matcher
from splynx_xero_gui.gui.kit.formats import fold_text
from splynx_xero_gui.gui.kit.rows_model import RowsModel

R = TypeVar("R")
_Index = QModelIndex | QPersistentModelIndex
SortBy = tuple[str, bool]  # column key, descending


class RowsProxy(QAbstractProxyModel, Generic[R]):
    """The rows of a RowsModel in the order and selection the user asked for. ``view_changed`` follows any change."""

    view_changed = Signal()

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
        self.setSourceModel(source)
        source.modelAboutToBeReset.connect(self._on_about_to_reset)
        source.modelReset.connect(self._on_reset)
        source.rowsAboutToBeInserted.connect(self._on_about_to_insert)
        source.rowsInserted.connect(self._on_inserted)
        source.dataChanged.connect(self._on_data_changed)
        self._set_order(self._computed())

    # --- what is asked for ---

    def set_search(self, text: str) -> None:
        """Show rows that hold every word of ``text`` in some column (no accents, no case)."""
        words = tuple(fold_text(text).split())
        if words != self._search:
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
        self.layoutAboutToBeChanged.emit()
        before = [(index, self._order[index.row()], index.column()) for index in self.persistentIndexList()]
        self._set_order(self._sorted(self._order))
        after = [self.index(self._places[source_row], column) for _, source_row, column in before]
        self.changePersistentIndexList([index for index, _, _ in before], after)
        self.layoutChanged.emit()
        self.view_changed.emit()

    def refresh(self) -> None:
        """Filter and sort again, with rows as they are now."""
        order = self._computed()
        if order == self._order:
            self.view_changed.emit()
            return
        self.beginResetModel()
        self._set_order(order)
        self.endResetModel()
        self.view_changed.emit()

    # --- what is shown ---

    def source(self) -> RowsModel[R]:
        return self._source

    def row_at(self, place: int) -> R:
        return self._source.row(self._order[place])

    def shown_rows(self) -> list[R]:
        """The rows on show, in their order."""
        rows = self._source.rows()
        return [rows[place] for place in self._order]

    def place_of(self, row_id: str) -> int:
        """The line on which a row stands, -1 when it is not shown."""
        place = self._source.place_of(row_id)
        return self._places[place] if 0 <= place < len(self._places) else -1

    def column(self, place: int) -> Column[R]:
        return self._source.columns()[place]

    def _computed(self) -> list[int]:
        rows = self._source.rows()
        matchers = [
            (column, cell_matcher(column, self._cells[column.key]))
            for column in self._source.columns()
            if column.key in self._cells
        ]
        kept = [
            place
            for place, row in enumerate(rows)
            if (self._state is None or self._state(row))
            and all(matcher(row) for _, matcher in matchers)
            and (not self._search or self._found(place, row))
        ]
        return self._sorted(kept)

    def _found(self, place: int, row: R) -> bool:
        text = self._texts.get(place)
        if text is None:
            text = fold_text("\n".join(column.display(row) for column in self._source.columns()))
            self._texts[place] = text
        return all(word in text for word in self._search)

    def _sorted(self, places: Sequence[int]) -> list[int]:
        rows = self._source.rows()
        order = sorted(places)
        for key, descending in reversed(self._sort):
            column = self._source.columns()[self._source.column_place(key)]
            known = [place for place in order if column.value(rows[place]) is not None]
            unknown = [place for place in order if column.value(rows[place]) is None]
            known.sort(key=lambda place, by=column: by.sort_key(rows[place]), reverse=descending)  # type: ignore[misc]
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
        self._set_order(self._computed())
        self.endResetModel()
        self.view_changed.emit()

    def _on_reset(self) -> None:
        self._texts.clear()
        self._set_order(self._computed())
        self.endResetModel()
        self.view_changed.emit()

    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        for place in range(first.row(), last.row() + 1):
            self._texts.pop(place, None)
            line = self._places[place]
            if line >= 0:
                self.dataChanged.emit(self.index(line, first.column()), self.index(line, last.column()))
        self.view_changed.emit()

    # --- QAbstractProxyModel ---

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
        if parent.isValid() or not (0 <= row < len(self._order) and 0 <= column < self.columnCount()):
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
