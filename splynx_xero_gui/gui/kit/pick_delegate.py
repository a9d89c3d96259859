"""PickCombo as the editor of a table's cell."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from splynx_xero_gui.gui.kit.cell_delegate import CellDelegate
from splynx_xero_gui.gui.kit.cell_look import CellLook
from splynx_xero_gui.gui.kit.columns import TableRole
from splynx_xero_gui.gui.kit.icons import IconName, cell_icon
from splynx_xero_gui.gui.kit.metrics import unit
from splynx_xero_gui.gui.kit.pick_combo import PickCombo

_Index = QModelIndex | QPersistentModelIndex


class PickDelegate(CellDelegate):
    """Edits cells whose model answers ``TableRole.PICK_ITEMS`` and stores the key through ``TableRole.PICK_KEY``.

    ``entered()`` is emitted after an answer was confirmed with Enter or the mouse; the table then moves down one row.
    """

    entered = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor: PickCombo | None = None
        self._show_refused = False

    def set_show_refused(self, show: bool) -> None:
        """List refused items too, greyed and with their reason, in editors opened from now on."""
        self._show_refused = show

    def editor(self) -> PickCombo | None:
        """The combo box open now."""
        return self._editor

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        items = index.data(TableRole.PICK_ITEMS)
        combo = PickCombo(items if isinstance(items, tuple) else (), parent=parent)
        combo.setProperty("in_cell", True)
        combo.set_show_refused(self._show_refused)
        combo.setFrame(False)
        combo.setAutoFillBackground(True)
        combo.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole) or ""))
        combo.confirmed.connect(self._on_confirmed)
        self._editor = combo
        return combo

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        if isinstance(editor, PickCombo) and not editor.is_typing():
            key = index.data(TableRole.PICK_KEY)
            editor.set_items(editor.items(), current=key if isinstance(key, str) else None)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        if isinstance(editor, PickCombo) and editor.current_key() != index.data(TableRole.PICK_KEY):
            model.setData(index, editor.current_key(), TableRole.PICK_KEY)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        editor.setGeometry(option.rect)

    def destroyEditor(self, editor: QWidget, index: _Index) -> None:
        if editor is self._editor:
            self._editor = None
        super().destroyEditor(editor, index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The editor knows best what Enter, Tab and Esc mean while something is being typed.
        if isinstance(watched, PickCombo) and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                return False
            if event.key() == Qt.Key.Key_Escape and watched.is_typing():
                return False
            if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                watched.finish_typing(marked_first=True)
        elif isinstance(watched, PickCombo) and event.type() == QEvent.Type.FocusOut:
            self._finish_on_leaving(watched, event)
        return super().eventFilter(watched, event)

    def _finish_on_leaving(self, combo: PickCombo, event: QEvent) -> None:
        """Before the cell is stored: what was typed counts only when it can mean one item."""
        if isinstance(event, QFocusEvent) and event.reason() != Qt.FocusReason.PopupFocusReason:
            combo.finish_typing(marked_first=False)

    def _on_confirmed(self) -> None:
        editor = self._editor
        if editor is None:
            return
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, CellDelegate.EndEditHint.NoHint)
        self.entered.emit()

    def text_rect(self, option: QStyleOptionViewItem, index: _Index) -> QRect:
        """The cell without the room its arrow takes."""
        rect = super().text_rect(option, index)
        room = 3 * unit()
        if option.direction == Qt.LayoutDirection.RightToLeft:
            return rect.adjusted(room, 0, 0, 0)
        return rect.adjusted(0, 0, -room, 0)

    def paint_extra(self, painter: QPainter, option: QStyleOptionViewItem, look: CellLook) -> None:
        """The arrow that says that this cell is a list."""
        if not look.is_list:
            return
        cell: QRect = option.rect
        side = round(1.6 * unit())
        right_to_left = option.direction == Qt.LayoutDirection.RightToLeft
        left = cell.left() + unit() if right_to_left else cell.right() - side - unit()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        color, ratio = option.palette.color(role), option.widget.devicePixelRatioF()
        arrow = cell_icon(IconName.CHEVRON_DOWN, color.name(), QIcon.Mode.Normal, side, ratio, mirrored=False)
        arrow.paint(painter, QRect(left, cell.center().y() - side // 2 + 1, side, side))
