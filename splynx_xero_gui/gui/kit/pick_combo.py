"""An editable combo box that finds by code or name and never holds an unknown text (ui.md §2, W5)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QCompleter, QLineEdit, QSizePolicy, QWidget

from splynx_xero_gui.gui.kit.cell_delegate import CellDelegate
from splynx_xero_gui.gui.kit.metrics import ch, unit
from splynx_xero_gui.gui.kit.pick_model import PickItem, PickModel, found

_OPENING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_F4)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LISTED = 12


class PickCombo(QComboBox):
    """Choose one item or none.

    Typing narrows the list (every typed word begins a word of code, name or kind; no accents, no case); Enter or Tab
    takes the marked one; Down or F4 opens the whole list; Del empties the field; Esc takes typing back. Text that is
    no item is never kept. The mouse wheel does not change the choice.

    ``picked(key or None)`` is emitted when the user changes the choice, not when the program does;
    ``confirmed()`` when the user ends with Enter (a table then moves on).
    """

    picked = Signal(object)
    confirmed = Signal()

    def __init__(self, items: Sequence[PickItem] = (), name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._all: tuple[PickItem, ...] = ()
        self._show_refused = False
        self._typing = False
        self._key: str | None = None
        self._items = PickModel()
        self._found = PickModel()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(_LISTED)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(20)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCompleter(None)  # type: ignore[arg-type]  # QComboBox's own would complete from the start of the text only
        with QSignalBlocker(self):
            self.setModel(self._items)
        self._completer = QCompleter(self._found, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setCompletionRole(Qt.ItemDataRole.DisplayRole)
        self._completer.setMaxVisibleItems(_LISTED)
        self._completer.setWidget(self)
        # Lines of the lists are click targets: 24 logical pixels at least, as in tables.
        self.setItemDelegate(CellDelegate(self))
        self.completer_popup().setItemDelegate(CellDelegate(self))
        self._completer.activated[QModelIndex].connect(self._on_found)  # type: ignore[index]
        self.activated.connect(self._on_activated)
        self._edit().textEdited.connect(self._on_typed)
        self._edit().setPlaceholderText(self.tr("Choose…"))
        self.set_items(items)

    def _edit(self) -> QLineEdit:
        edit = self.lineEdit()
        assert edit is not None  # the combo box is editable from its constructor on
        return edit

    def completer_popup(self) -> QAbstractItemView:
        """The list shown while typing."""
        popup = self._completer.popup()
        assert popup is not None  # made on the first call
        return popup

    def set_items(self, items: Sequence[PickItem], current: str | None = None) -> None:
        """Offer other items; ``current`` is chosen, else the choice stays if its key is still there (no signal)."""
        self._all = tuple(items)
        self._key = current if current is not None else self._key
        self._refill()

    def set_show_refused(self, show: bool) -> None:
        """List refused items too, greyed and with their reason."""
        self._show_refused = show
        self._refill()

    def _refill(self) -> None:
        key = self._key
        # A refused item stays listed while it is the choice, so that what is stored is also what is shown.
        listed = [item for item in self._all if not item.refused or self._show_refused or item.key == key]
        with QSignalBlocker(self):
            self._items.set_items(listed)
        self.set_current_key(key)

    def items(self) -> tuple[PickItem, ...]:
        return self._all

    def current_key(self) -> str | None:
        return self._key

    def current_item(self) -> PickItem | None:
        row = self._items.row_of(self._key)
        return self._items.items()[row] if row >= 0 else None

    def set_current_key(self, key: str | None) -> None:
        """Choose by program; an unknown key means none. No signal."""
        row = self._items.row_of(key)
        self._key = key if row >= 0 else None
        self._show_choice()

    def is_typing(self) -> bool:
        """True between the first typed letter and its end by Enter, Tab, Esc or leaving."""
        return self._typing

    def _show_choice(self) -> None:
        self._typing = False
        self.completer_popup().hide()
        with QSignalBlocker(self):
            self.setCurrentIndex(self._items.row_of(self._key))
        item = self.current_item()
        self._edit().setText(item.short if item is not None else "")
        self._edit().setCursorPosition(0)
        if self.hasFocus():
            self._edit().selectAll()

    def _choose(self, key: str | None) -> None:
        changed = key != self._key
        self._key = key
        self._show_choice()
        if changed:
            self.picked.emit(key)

    def _on_typed(self, text: str) -> None:
        self._typing = True
        self._found.set_items(found(self._items.items(), text))
        if not text.strip() or self._found.rowCount() == 0:
            self.completer_popup().hide()
            return
        self._completer.complete()
        popup = self.completer_popup()
        popup.setMinimumWidth(self._list_width())
        popup.setCurrentIndex(popup.model().index(0, 0))

    def _on_found(self, index: QModelIndex) -> None:
        item = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(item, PickItem):
            self._choose(item.key)
            self.confirmed.emit()

    def _on_activated(self, row: int) -> None:
        if 0 <= row < self._items.rowCount():
            self._choose(self._items.items()[row].key)
            self.confirmed.emit()

    def finish_typing(self, marked_first: bool) -> bool:
        """End the typing: take the marked item, or the only one left; else go back. Returns whether one was taken.

        A no-op that returns False while nothing is being typed.
        """
        if not self._typing:
            return False
        matching = self._found.rowCount() if self._edit().text().strip() else 0
        if matching == 1 or (matching > 1 and marked_first):
            popup = self.completer_popup()
            marked = popup.currentIndex() if popup.isVisible() else QModelIndex()
            index = marked if marked.isValid() else self._found.index(0, 0)
            item = index.data(Qt.ItemDataRole.UserRole)
            if isinstance(item, PickItem):
                self._choose(item.key)
                return True
        self._show_choice()
        return False

    def _list_width(self) -> int:
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(item.full) for item in self._items.items()), default=0)
        return max(self.width(), widest + 4 * unit(self) + ch(self, 3))

    def showPopup(self) -> None:
        if self._typing:
            self._show_choice()
        self.view().setMinimumWidth(self._list_width())
        super().showPopup()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._typing:
            if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self.finish_typing(marked_first=True)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        listing = self.completer_popup().isVisible()
        key = event.key()
        if key in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._on_enter(event)
        elif key == Qt.Key.Key_Escape and self._typing:
            self._show_choice()
        elif key == Qt.Key.Key_Delete and (not self._typing or self._edit().selectedText() == self._edit().text()):
            self._choose(None)
        elif key in _OPENING and not listing:
            self.showPopup()
        else:
            super().keyPressEvent(event)

    def _on_enter(self, event: QKeyEvent) -> None:
        if self._typing:
            if self.finish_typing(marked_first=True):
                self.confirmed.emit()
        elif self.property("in_cell"):
            self.confirmed.emit()
        else:
            event.ignore()  # nothing to confirm: Enter means Next in a wizard

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and not self._typing:
            self._edit().selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        passing = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if self._typing and event.reason() not in passing:
            self.finish_typing(marked_first=False)
        super().focusOutEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls; a mapping must not change under the mouse
