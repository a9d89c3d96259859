"""The QTableView inside MoneyTable: which keys it keeps for itself, and which it leaves to the window."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QTableView, QWidget

from splynx_xero_gui.gui.kit.cell_delegate import CellDelegate
from splynx_xero_gui.gui.kit.columns import TableRole
from splynx_xero_gui.gui.kit.density import Density, density
from splynx_xero_gui.gui.kit.heading import Heading
from splynx_xero_gui.gui.kit.metrics import unit
from splynx_xero_gui.gui.kit.pick_delegate import PickDelegate

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RowsTableView(QTableView):
    """Whole rows are selected, arrows move between cells, Tab leaves. Enter never means Next in here.

    ``opened(line)``: Enter or a double click on a row without an answer to give. ``menu_wanted(position)``: the context
    menu, by mouse or key. ``ticks_wanted(lines, column, ticked)``: Space on rows with a tick box. ``copy_wanted``,
    ``paste_wanted``, ``undo_wanted``: Ctrl+C, Ctrl+V, Ctrl+Z.
    """

    opened = Signal(int)
    menu_wanted = Signal(object)
    ticks_wanted = Signal(object, int, bool)
    copy_wanted = Signal()
    paste_wanted = Signal()
    undo_wanted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.AnyKeyPressed)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.setHorizontalHeader(Heading(self))
        self.verticalHeader().hide()
        self.fit_lines()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setMinimumSectionSize(4 * unit(self))
        self._cells = CellDelegate(self)
        self._picks = PickDelegate(self)
        self._picks.entered.connect(self.move_down)
        self.setItemDelegate(self._cells)
        self.doubleClicked.connect(self._on_double_clicked)

    def fit_lines(self) -> None:
        """Make the lines as high as the font and the density ask for."""
        padding = 2 * unit(self) if density() is Density.COMFORTABLE else round(0.5 * unit(self))
        self.verticalHeader().setDefaultSectionSize(max(24, self.fontMetrics().height() + padding))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.fit_lines()

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show a model. The heading gets a selection of its own, always empty: to paint itself it would ask whether a
        whole column is selected, and that means the flags of every cell."""
        super().setModel(model)
        header = self.horizontalHeader()
        header.setSelectionModel(QItemSelectionModel(header.model(), header))

    def pick_delegate(self) -> PickDelegate:
        return self._picks

    def use_pick_delegate(self, column: int) -> None:
        """Make the cells of a column lists."""
        self.setItemDelegateForColumn(column, self._picks)

    def move_down(self) -> None:
        """Go to the next line, in the same column."""
        index = self.currentIndex()
        below = index.siblingAtRow(index.row() + 1)
        if below.isValid():
            self.selectionModel().setCurrentIndex(
                below, QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            )
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_editor(self, with_list: bool = False) -> bool:
        """Open the answer of the current row, in the current cell or the row's first list; False when it has none."""
        current = self.currentIndex()
        if not current.isValid():
            return False
        columns = [current.column(), *range(current.model().columnCount())]
        for column in columns:
            index = current.siblingAtColumn(column)
            if index.flags() & Qt.ItemFlag.ItemIsEditable:
                self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
                self.edit(index)
                combo = self._picks.editor()
                if with_list and combo is not None:
                    combo.showPopup()
                return True
        return False

    def selected_lines(self) -> list[int]:
        """The numbers of the selected lines, in order."""
        # Whole rows are selected: the ranges say it all, while `selectedRows` asks for the flags of every cell.
        selection = self.selectionModel().selection()
        parts = [selection.at(place) for place in range(selection.count())]
        if len(parts) == 1:
            return list(range(parts[0].top(), parts[0].bottom() + 1))
        return sorted({line for part in parts for line in range(part.top(), part.bottom() + 1)})

    def clear_picks(self) -> None:
        """Take the answer of every selected row away (Del)."""
        for line in self.selected_lines():
            for column in range(self.model().columnCount()):
                index = self.model().index(line, column)
                if index.flags() & Qt.ItemFlag.ItemIsEditable and index.data(TableRole.PICK_KEY) is not None:
                    self.model().setData(index, None, TableRole.PICK_KEY)

    def toggle_ticks(self) -> bool:
        """Tick the selected rows, all like the current one will be; False where rows have no tick box."""
        current = self.currentIndex()
        if not current.isValid():
            return False
        for column in range(current.model().columnCount()):
            lead = current.siblingAtColumn(column)
            if lead.flags() & Qt.ItemFlag.ItemIsUserCheckable:
                ticked = Qt.CheckState(lead.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked
                self.ticks_wanted.emit(self.selected_lines() or [current.row()], column, not ticked)
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo_wanted.emit()
        elif event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._on_enter()
        elif event.key() in _ENTER:
            event.ignore()  # Ctrl+Enter belongs to the window: Next, Apply
        elif event.key() == Qt.Key.Key_F2:
            self.open_editor()
        elif self._is_list_key(event):
            self.open_editor(with_list=True)
        elif event.key() == Qt.Key.Key_Delete:
            self.clear_picks()
        elif event.key() == Qt.Key.Key_Space and not event.modifiers() and self.toggle_ticks():
            event.accept()
        else:
            super().keyPressEvent(event)

    def _is_list_key(self, event: QKeyEvent) -> bool:
        alt_down = event.key() == Qt.Key.Key_Down and bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        return event.key() == Qt.Key.Key_F4 or alt_down

    def _on_enter(self) -> None:
        if not self.open_editor() and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if not index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.opened.emit(index.row())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        if plain and index.isValid() and index == self.currentIndex() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.open_editor(with_list=True)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.currentIndex().isValid():
            position = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        else:
            position = event.globalPos()
        self.menu_wanted.emit(position)
        event.accept()

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        # Tab in an editor ends it; going on to edit the next cell would be a trap for the keyboard.
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def sizeHintForColumn(self, column: int) -> int:
        return super().sizeHintForColumn(column) + unit(self)
