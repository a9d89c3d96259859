"""The product's table: rows, sums under their columns, search, sorting, copy, export, and a word when it is empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QHeaderView, QMenu, QStackedWidget, QVBoxLayout, QWidget

from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.announce import announce
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.dialogs import ButtonRole, DialogButton, MessageDialog
from splynx_xero_gui.gui.kit.formats import money_text, number_text
from splynx_xero_gui.gui.kit.header_rows import FilterRow, SumRow
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.metrics import ch
from splynx_xero_gui.gui.kit.rows_model import ReadyRows, RowsModel
from splynx_xero_gui.gui.kit.rows_proxy import RowsProxy
from splynx_xero_gui.gui.kit.slices import Slices, Steps, at_once
from splynx_xero_gui.gui.kit.state_view import StateView
from splynx_xero_gui.gui.kit.strip import Severity
from splynx_xero_gui.gui.kit.table_export import csv_steps, from_tsv, save_csv, save_csv_text, tsv_steps
from splynx_xero_gui.gui.kit.table_view import RowsTableView

R = TypeVar("R")
_MONEY_CH = 14.0
_DATE_CH = 14.0
_WIDEST_CH = 40.0
_STRETCH_CH = 12.0
_SAVE_WIDTHS_AFTER_MS = 400


class WidthStore(Protocol):
    """Remembers column widths, in average characters so that they hold for every font size and screen."""

    def load(self, table: str) -> dict[str, float]: ...

    def save(self, table: str, widths: dict[str, float]) -> None: ...


class MoneyTable(QWidget, Generic[R]):
    """A RowsModel on screen. ``name`` (``page.table``) is the objectName of ``view``, which takes the focus; the frame
    around it is ``{name}.frame``.

    ``row_opened(row)``: Enter or double click on a row without a list cell. ``selection_changed(rows)``.
    ``pasted(cells)``: Ctrl+V, lines of cells. ``undo_wanted()``: Ctrl+Z. ``empty_clicked()``: the empty state's button.
    """

    row_opened = Signal(object)
    selection_changed = Signal(object)
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
        self._name = name
        self._sum_label = ""
        self._widths = widths
        self._sizing = False
        self._slices = Slices(self)
        self._kept_ids: tuple[str, list[str], int] = ("", [], 0)
        self._restoring = False
        model.setParent(self)
        self._model = model
        self._proxy: RowsProxy[R] = RowsProxy(model, self)
        self.view = RowsTableView(name, self)
        self.view.setAccessibleName(accessible_name)
        # Before the view does: it would follow every selected cell through a sort by an index of its own.
        self._proxy.modelAboutToBeReset.connect(self._keep_selection)
        self._proxy.layoutAboutToBeChanged.connect(self._put_selection_away)
        self.view.setModel(self._proxy)
        self._proxy.modelReset.connect(self._restore_selection)
        self._proxy.layoutChanged.connect(self._restore_selection)
        self._state = StateView(f"{name}.state", self)
        self._stack = QStackedWidget(self)
        self._sums = SumRow(self.view, self)
        titles = [(column.key, column.title) for column in model.columns()]
        self._filters = FilterRow(self.view, titles, self) if filter_row else None
        self._lay_out()
        self._set_up_columns()
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

    def _set_up_columns(self) -> None:
        for place, column in enumerate(self._model.columns()):
            if column.pick_items is not None:
                self.view.use_pick_delegate(place)
        self.view.viewport().installEventFilter(self)
        self._save_timer = QTimer(self)
        self._save_timer.setSingleShot(True)
        self._save_timer.setInterval(_SAVE_WIDTHS_AFTER_MS)
        self._save_timer.timeout.connect(self._save_widths)
        self.fit_columns()

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
        self.view.horizontalHeader().sectionResized.connect(self._on_resized)
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
        return self._proxy.is_settled() and not self._slices.is_running()

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

    # --- copy, export ---

    def copy_selection(self) -> None:
        """Put the selected rows with headings on the clipboard; without a selection all rows on show."""
        rows = self.selected_rows() or self.shown_rows()
        self._do(rows, tsv_steps(self._file_columns(), rows), partial(self._take_copy, len(rows)))

    def _take_copy(self, count: int, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        announce(self.view, self.tr("{rows} copied").format(rows=self._rows_text(count)))

    def save_csv(self, path: Path, translated_headings: bool = False) -> None:
        """Write the rows on show, all at once. Raises OSError when the file cannot be written."""
        save_csv(path, self._file_columns(), self.shown_rows(), translated_headings)

    def ask_and_export(self) -> None:
        """Ask for a file and write the rows on show to it."""
        suggested = f"{self._name.replace('.', '-')}.csv"
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Export"), suggested, self.tr("CSV file (*.csv)"))
        if chosen:
            self.export_to(chosen)

    def export_to(self, path: str) -> None:
        """Write the rows on show to a file; says so where it cannot be written."""
        rows = self.shown_rows()
        self._do(rows, csv_steps(self._file_columns(), rows), partial(self._take_export, path))

    def _take_export(self, path: str, text: str) -> None:
        try:
            save_csv_text(Path(path), text)
        except OSError as error:
            self._say_not_written(path, error)

    def _do(self, rows: Sequence[R], steps: Steps[str], done: Callable[[str], None]) -> None:
        if len(rows) <= self._proxy.AT_ONCE:
            done(at_once(steps))
        else:
            self._slices.start(steps, done)

    def _say_not_written(self, path: str, error: OSError) -> None:
        dialog = MessageDialog(
            self.tr("The file could not be written"),
            self.tr("{path} was not saved. Close it if a spreadsheet has it open, or choose another folder.").format(
                path=path
            ),
            (DialogButton("close", self.tr("Close"), ButtonRole.SAFE),),
            Severity.DANGER,
            details=str(error),
            name=f"{self._name}.not-written",
            parent=self,
        )
        dialog.open()

    def _file_columns(self) -> list[Column[R]]:
        header = self.view.horizontalHeader()
        order = sorted(range(len(self._model.columns())), key=header.visualIndex)
        columns = [self._model.columns()[place] for place in order]
        return [column for column in columns if column.title and column.kind is not ColumnKind.CHECK]

    # --- columns ---

    def fit_columns(self) -> None:
        """Give every column its remembered width, else its own, else that of its content (up to 40 characters)."""
        remembered = self._widths.load(self._name) if self._widths is not None else {}
        self._sizing = True
        for place, column in enumerate(self._model.columns()):
            content = max(self.view.sizeHintForColumn(place), self.view.horizontalHeader().sectionSizeHint(place))
            if column.key in remembered:
                width = ch(self.view, remembered[column.key])
            elif column.width_ch:
                width = max(ch(self.view, column.width_ch), self.view.horizontalHeader().sectionSizeHint(place))
            else:
                usual = {ColumnKind.MONEY: _MONEY_CH, ColumnKind.DATE: _DATE_CH}.get(column.kind, 0.0)
                width = max(min(content, ch(self.view, _WIDEST_CH)), ch(self.view, usual))
            self.view.setColumnWidth(place, width)
        self._sizing = False
        self._fit_stretched()

    def _fit_stretched(self) -> None:
        """A column that takes what room is left still has its own width; with less it would say nothing."""
        if self._sizing:
            return
        self._sizing = True
        header = self.view.horizontalHeader()
        for place, column in enumerate(self._model.columns()):
            if not column.stretch:
                continue
            others = sum(header.sectionSize(i) for i in range(header.count()) if i != place)
            least = ch(self.view, column.width_ch or _STRETCH_CH)
            tight = self.view.viewport().width() - others < least
            self.view.setColumnHidden(place, tight and column.optional)
            header.setStretchLastSection(tight and column.optional)
            if tight and not column.optional:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
                header.resizeSection(place, least)
            else:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        self._sizing = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit_stretched()
        return False

    def _on_resized(self, _place: int, _old: int, _new: int) -> None:
        if self._widths is not None and not self._sizing and QGuiApplication.mouseButtons():
            self._save_timer.start()

    def _save_widths(self) -> None:
        if self._widths is None:
            return
        one = max(1.0, ch(self.view, 100) / 100)
        widths = {c.key: round(self.view.columnWidth(i) / one, 1) for i, c in enumerate(self._model.columns())}
        self._widths.save(self._name, widths)

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
        rows = self._proxy.shown_rows() if summed else ()
        sums = [(place, column.title, self._sum_text(column, rows)) for place, column in summed]
        self._sums.set_sums(self._sum_label or self._rows_text(count), sums)

    def _rows_text(self, count: int) -> str:
        return self.tr("1 row") if count == 1 else self.tr("{n} rows").format(n=number_text(count))

    def _sum_text(self, column: Column[R], rows: Sequence[R]) -> str:
        total = self._model.sum_of(column, rows)
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
        if not self._restoring:
            self.selection_changed.emit(self.selected_rows())

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

    def _keep_selection(self) -> None:
        if self._proxy.is_emptied():
            return  # what was selected before the rows went away is kept already
        current = self.view.currentIndex()
        shown = self._proxy.rowCount()
        row_id = self._model.row_id
        here = row_id(self._proxy.row_at(current.row())) if current.isValid() and current.row() < shown else ""
        ids = [row_id(row) for row in self._proxy.rows_at(line for line in self.view.selected_lines() if line < shown)]
        self._kept_ids = (here, ids, max(0, current.column()))

    def _put_selection_away(self) -> None:
        self._keep_selection()
        self._restoring = True
        self.view.selectionModel().clear()

    def _restore_selection(self) -> None:
        here, ids, column = self._kept_ids
        flags = QItemSelectionModel.SelectionFlag
        selection = self.view.selectionModel()
        self._restoring = False
        line = self._proxy.place_of(here) if here else -1
        if line >= 0:
            selection.setCurrentIndex(self._proxy.index(line, column), flags.NoUpdate)
        lines = sorted(line for line in map(self._proxy.place_of, ids) if line >= 0)
        if lines:
            selection.select(self._ranges(lines), flags.Select | flags.Rows)

    def _ranges(self, lines: Sequence[int]) -> QItemSelection:
        """These lines, given in order, as few ranges of whole rows."""
        ranges, last = QItemSelection(), self._model.columnCount() - 1
        first = before = lines[0]
        for line in [*lines[1:], -1]:
            if line != before + 1:
                ranges.select(self._proxy.index(first, 0), self._proxy.index(before, last))
                first = line
            before = line
        return ranges

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
