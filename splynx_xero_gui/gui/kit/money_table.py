"""The product's table: rows, sums under their columns, search, sorting, copy, export, and a word when it is empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QStackedWidget, QVBoxLayout, QWidget

from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.formats import money_text, number_text
from splynx_xero_gui.gui.kit.header_rows import FilterRow, SumRow
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.rows_model import ReadyRows, RowsModel
from splynx_xero_gui.gui.kit.rows_proxy import RowsProxy
from splynx_xero_gui.gui.kit.state_view import StateView
from splynx_xero_gui.gui.kit.table_export import from_tsv
from splynx_xero_gui.gui.kit.table_files import TableFiles
from splynx_xero_gui.gui.kit.table_selection import KeptSelection
from splynx_xero_gui.gui.kit.table_view import RowsTableView
from splynx_xero_gui.gui.kit.table_widths import ColumnWidths, WidthStore

__all__ = ["MoneyTable", "WidthStore"]

R = TypeVar("R")
_BEING_MADE = "…"


class MoneyTable(QWidget, Generic[R]):
    """A RowsModel on screen. ``name`` (``page.table``) is the objectName of ``view``, which takes the focus; the frame
    around it is ``{name}.frame``.

    ``row_opened(row)``: Enter or double click on a row without a list cell. ``selection_changed``.
    ``pasted(cells)``: Ctrl+V, lines of cells. ``undo_wanted()``: Ctrl+Z. ``empty_clicked()``: the empty state's button.
    """

    row_opened = Signal(object)
    selection_changed = Signal()
    pasted = Signal(object)
    undo_wanted = Signal()
    empty_clicked = Signal()

    _ready = False  # Qt sends events before __init__ is through

    def __init__(
        self,
        model: RowsModel[R],
        name: str,
        accessible_name: str,
        filter_row: bool = False,
        widths: WidthStore | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}.frame")
        self._sum_label = ""
        model.setParent(self)
        self._model = model
        self._proxy: RowsProxy[R] = RowsProxy(model, self)
        self.view = RowsTableView(name, self)
        self.view.setAccessibleName(accessible_name)
        self._kept = KeptSelection(self.view, self._proxy, self)
        self.view.setModel(self._proxy)
        self._kept.follow()
        self._files = TableFiles(self.view, self._proxy, self)
        self._state = StateView(f"{name}.state", self)
        self._stack = QStackedWidget(self)
        self._sums = SumRow(self.view, self)
        titles = [(column.key, column.title) for column in model.columns()]
        self._filters = FilterRow(self.view, titles, self) if filter_row else None
        self._lay_out()
        for place, column in enumerate(model.columns()):
            if column.pick_items is not None:
                self.view.use_pick_delegate(place)
        self._widths = ColumnWidths(self.view, model.columns(), widths, self)
        self._set_up_actions()
        self._empty: tuple[IconName, Accent, str, str] = (IconName.DASH, Accent.QUIET, self.tr("Nothing to show."), "")
        self._connect()
        self._on_view_changed()
        self._ready = True

    def _lay_out(self) -> None:
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._state)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        if self._filters is not None:
            layout.addWidget(self._filters)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._sums)
        self.setFocusProxy(self.view)

    def _set_up_actions(self) -> None:
        self.copy_action = QAction(self.tr("Copy with headings"), self)
        self.copy_action.setShortcut(QKeySequence.StandardKey.Copy)
        self.copy_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # the view has the key
        self.export_action = QAction(self.tr("Export…"), self)
        self.export_action.setShortcut(QKeySequence(Qt.KeyboardModifier.ControlModifier | Qt.Key.Key_E))
        self.export_action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addAction(self.export_action)
        self.ascending_action = QAction(self.tr("Sort ascending"), self)
        self.descending_action = QAction(self.tr("Sort descending"), self)
        self.unsorted_action = QAction(self.tr("Original order"), self)
        self.copy_action.triggered.connect(self.copy_selection)
        self.export_action.triggered.connect(self.ask_and_export)
        self.ascending_action.triggered.connect(self._sort_ascending)
        self.descending_action.triggered.connect(self._sort_descending)
        self.unsorted_action.triggered.connect(self._sort_not)

    def _connect(self) -> None:
        self._proxy.view_changed.connect(self._on_view_changed)
        self.view.opened.connect(self._on_opened)
        self.view.copy_wanted.connect(self.copy_selection)
        self.view.paste_wanted.connect(self._on_paste)
        self.view.undo_wanted.connect(self.undo_wanted)
        self.view.menu_wanted.connect(self._show_menu)
        self.view.ticks_wanted.connect(self._on_ticks)
        self.view.selectionModel().selectionChanged.connect(self._on_selection)
        self.view.horizontalHeader().sectionClicked.connect(self._on_header)
        self._state.button_clicked.connect(self._on_state_button)
        if self._filters is not None:
            self._filters.filter_changed.connect(self._on_cell_filter)

    # --- rows ---

    def model(self) -> RowsModel[R]:
        return self._model

    def proxy(self) -> RowsProxy[R]:
        return self._proxy

    def sum_row(self) -> SumRow:
        return self._sums

    def set_rows(self, rows: Sequence[R] | ReadyRows[R]) -> None:
        """Show other rows; selection stays on rows whose id is still there."""
        self._model.set_rows(rows)

    def is_settled(self) -> bool:
        """Whether everything asked for is done and on show."""
        return self._proxy.is_settled() and not self._files.is_running()

    def shown_rows(self) -> list[R]:
        return self._proxy.shown_rows()

    def selected_rows(self) -> list[R]:
        return self._proxy.rows_at(self.view.selected_lines())

    def current_row(self) -> R | None:
        index = self.view.currentIndex()
        return self._proxy.row_at(index.row()) if index.isValid() else None

    def select_row(self, row_id: str, column_key: str = "") -> bool:
        """Go to a row (and column) and select it; False when it is not on show."""
        line = self._proxy.place_of(row_id)
        if line < 0:
            return False
        column = self._model.column_place(column_key) if column_key else max(0, self.view.currentIndex().column())
        index = self._proxy.index(line, column)
        flags = QItemSelectionModel.SelectionFlag
        self.view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.view.scrollTo(index)
        return True

    # --- search, filter, sort ---

    def set_search(self, text: str) -> None:
        self._proxy.set_search(text)

    def set_state(self, predicate: Callable[[R], bool] | None) -> None:
        self._proxy.set_state(predicate)

    def sort_by(self, column_key: str, descending: bool = False, add: bool = False) -> None:
        """Sort by a column; ``add`` keeps the present sorting and breaks its ties."""
        others = [entry for entry in self._proxy.sorting() if entry[0] != column_key] if add else []
        self._proxy.set_sorting([*others, (column_key, descending)])
        self._show_sorting()

    def set_empty(self, icon: IconName, accent: Accent, sentence: str, button: str = "") -> None:
        """What stands here when there are no rows at all."""
        self._empty = (icon, accent, sentence, button)
        self._on_view_changed()

    def set_sum_label(self, label: str) -> None:
        """What stands at the start of the sum row instead of the number of rows."""
        self._sum_label = label
        self._on_view_changed()

    def clear_filters(self) -> None:
        if self._filters is not None:
            self._filters.clear()
        self._proxy.clear_filters()

    # --- copy, export, columns ---

    def copy_selection(self) -> None:
        """Put the selected rows with headings on the clipboard; without a selection all rows on show."""
        self._files.copy(self.selected_rows() or self.shown_rows())

    def save_csv(self, path: Path, translated_headings: bool = False) -> None:
        """Write the rows on show, all at once. Raises OSError when the file cannot be written."""
        self._files.save(path, translated_headings)

    def ask_and_export(self) -> None:
        """Ask for a file and write the rows on show to it."""
        self._files.ask_and_export()

    def export_to(self, path: str) -> None:
        """Write the rows on show to a file; says so where it cannot be written."""
        self._files.export_to(path)

    def fit_columns(self) -> None:
        """Give every column its remembered width, else its own, else that of its content (up to 40 characters)."""
        self._widths.fit()

    # --- what happens ---

    def _on_view_changed(self) -> None:
        count = self._proxy.rowCount()
        if count:
            self._stack.setCurrentWidget(self.view)
        elif self._model.rowCount():
            self._state.set_state(
                IconName.SEARCH, Accent.QUIET, self.tr("Nothing matches the search or filter."), self.tr("Show all")
            )
            self._stack.setCurrentWidget(self._state)
        else:
            self._state.set_state(*self._empty)
            self._stack.setCurrentWidget(self._state)
        summed = [(place, column) for place, column in enumerate(self._model.columns()) if column.summed]
        self._sums.setVisible(bool(summed) and bool(count))
        sums = [(place, column.title, self._sum_text(column)) for place, column in summed]
        self._sums.set_sums(self._sum_label or self._files.rows_text(count), sums)

    def _sum_text(self, column: Column[R]) -> str:
        sums = self._proxy.sums()
        if sums is None:
            return _BEING_MADE
        total = sums[column.key]
        return money_text(total, column.decimals) if column.kind is ColumnKind.MONEY else number_text(int(total))

    def _on_state_button(self) -> None:
        if self._model.rowCount():
            self.clear_filters()
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.empty_clicked.emit()

    def _on_opened(self, line: int) -> None:
        self.row_opened.emit(self._proxy.row_at(line))

    def _on_selection(self) -> None:
        if not self._kept.is_restoring():
            self.selection_changed.emit()

    def _on_ticks(self, lines: object, place: int, ticked: bool) -> None:
        if isinstance(lines, list):
            rows = self._proxy.rows_at(lines)
            self._model.tick(rows, self._model.columns()[place].key, ticked)

    def _on_paste(self) -> None:
        cells = from_tsv(QGuiApplication.clipboard().text())
        if cells:
            self.pasted.emit(cells)

    def _on_cell_filter(self, column: int, text: str) -> None:
        self._proxy.set_cell_filter(self._model.columns()[column].key, text)

    # --- sorting by the heading ---

    def _on_header(self, place: int) -> None:
        """A click sorts, a second one turns round, a third restores; with Ctrl or Shift it adds to the sorting."""
        key = self._model.columns()[place].key
        add = bool(
            QApplication.keyboardModifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        )
        present = dict(self._proxy.sorting())
        if present.get(key) is True:
            self._proxy.set_sorting([entry for entry in self._proxy.sorting() if add and entry[0] != key])
            self._show_sorting()
        elif add and key in present:
            self._proxy.set_sorting([(k, True if k == key else down) for k, down in self._proxy.sorting()])
            self._show_sorting()
        else:
            self.sort_by(key, descending=present.get(key) is False, add=add)

    def _show_sorting(self) -> None:
        sorting = self._proxy.sorting()
        header = self.view.horizontalHeader()
        if not sorting:
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            return
        key, descending = sorting[0]
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(self._model.column_place(key), order)

    def _current_key(self) -> str:
        return self._model.columns()[max(0, self.view.currentIndex().column())].key

    def _sort_ascending(self) -> None:
        self.sort_by(self._current_key())

    def _sort_descending(self) -> None:
        self.sort_by(self._current_key(), descending=True)

    def _sort_not(self) -> None:
        self._proxy.set_sorting(())
        self._show_sorting()

    def _show_menu(self, position: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions([self.copy_action, self.export_action])
        menu.addSeparator()
        menu.addActions([self.ascending_action, self.descending_action, self.unsorted_action])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(position)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.view.viewport().update()
        elif event.type() == QEvent.Type.FontChange and self._ready:
            self.fit_columns()
