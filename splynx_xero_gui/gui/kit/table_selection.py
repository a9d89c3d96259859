"""What is selected in a table, through other rows, filters and sorts: the rows stay selected, wherever they go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject

from splynx_xero_gui.gui.kit.rows_proxy import RowsProxy
from splynx_xero_gui.gui.kit.table_view import RowsTableView

R = TypeVar("R")
_Flag = QItemSelectionModel.SelectionFlag


class KeptSelection(QObject, Generic[R]):
    """Keeps the selection of a view by the ids of its rows while their lines change.

    Made before the view has its model: Qt's own would follow every selected cell through a sort by an index of its own.
    """

    def __init__(self, view: RowsTableView, proxy: RowsProxy[R], parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._proxy = proxy
        self._current = ""
        self._column = 0
        self._rows: Sequence[R] = ()
        self._restoring = False
        proxy.modelAboutToBeReset.connect(self._keep)
        proxy.layoutAboutToBeChanged.connect(self._put_away)

    def follow(self) -> None:
        """The view has its model: from now on its selection is restored."""
        self._proxy.modelReset.connect(self._restore)
        self._proxy.layoutChanged.connect(self._restore)

    def is_restoring(self) -> bool:
        """Whether a change of the selection is none: the same rows will be selected again."""
        return self._restoring

    def _keep(self) -> None:
        if self._proxy.is_emptied():
            return  # what was selected before the rows went away is kept already
        current, shown = self._view.currentIndex(), self._proxy.rowCount()
        row_id = self._proxy.source().row_id
        self._current = row_id(self._proxy.row_at(current.row())) if 0 <= current.row() < shown else ""
        self._column = max(0, current.column())
        self._rows = self._proxy.rows_at(line for line in self._view.selected_lines() if line < shown)

    def _put_away(self) -> None:
        self._keep()
        self._restoring = True
        self._view.selectionModel().clear()

    def _restore(self) -> None:
        self._restoring = False
        if self._proxy.is_emptied():
            return
        rows, self._rows = self._rows, ()
        selection, count = self._view.selectionModel(), self._proxy.rowCount()
        line = self._proxy.place_of(self._current) if self._current and count else -1
        if line >= 0:
            selection.setCurrentIndex(self._proxy.index(line, self._column), _Flag.NoUpdate)
        lines = self._proxy.lines_of(rows) if count else ()
        if lines:
            selection.select(self.ranges(lines), _Flag.Select | _Flag.Rows)

    def ranges(self, lines: Sequence[int]) -> QItemSelection:
        """These lines, given in order, as few ranges of whole rows."""
        ranges, last = QItemSelection(), self._proxy.columnCount() - 1
        if len(lines) == lines[-1] - lines[0] + 1:  # all of them, as a rule
            ranges.select(self._proxy.index(lines[0], 0), self._proxy.index(lines[-1], last))
            return ranges
        first = before = lines[0]
        for line in [*lines[1:], -1]:
            if line != before + 1:
                ranges.select(self._proxy.index(first, 0), self._proxy.index(before, last))
                first = line
            before = line
        return ranges
