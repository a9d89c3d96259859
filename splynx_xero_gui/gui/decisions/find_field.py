"""Pick what an answer names by typing: contacts, customers, invoices and payments that the sync record holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QItemSelectionModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListView, QWidget

from splynx_xero_gui.engine.picking import MOST, Pick
from splynx_xero_gui.gui.decisions.question_words import in_locale
from splynx_xero_gui.gui.decisions.value_base import ValueField
from splynx_xero_gui.gui.kit.announce import announce
from splynx_xero_gui.gui.kit.cell_delegate import CellDelegate
from splynx_xero_gui.gui.kit.labels import TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, ch, lines
from splynx_xero_gui.gui.kit.pick_model import PickItem, PickModel
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.worker import Background, Task
from splynx_xero_gui.ports.control import Cancel, Observer

Search = Callable[[str], Sequence[Pick]]
_AFTER_MS = 200
_LINES = 5


class _SearchEdit(QLineEdit):
    """Down goes into the list, Enter takes the marked line."""

    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _LINES, Qt.Key.Key_PageUp: -_LINES}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(step)


class FindField(ValueField):
    """A search field with the found lines below it. The search runs in the background, the newest words win."""

    def __init__(
        self,
        label: str,
        help_text: str,
        search: Search,
        background: Background,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(label, help_text, parent)
        self._search = search
        self._background = background
        self._task: Task | None = None
        self._again = False
        self._asked = False
        self._model = PickModel()
        self._model.setParent(self)
        self.edit = _SearchEdit(self)
        self.edit.setPlaceholderText(self.tr("Search by name, number or amount"))
        self.edit.setClearButtonEnabled(True)
        self.edit.setMaximumWidth(ch(self, 56))
        self.list = QListView(self)
        self.list.setObjectName(f"{name}.found")
        self.list.setAccessibleName(self.tr("Found: {label}").format(label=label))
        self.list.setModel(self._model)
        self.list.setItemDelegate(CellDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMaximumHeight(lines(self, _LINES + 2))
        self.list.setMaximumWidth(ch(self, 76))
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self.list.activated.connect(self._on_enter)
        self._words = TypeLabel("", TextRole.CAPTION, None, self)
        self._hold(self.edit, name)
        self._column.addWidget(self.list)
        self._column.addWidget(self._words)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER_MS)
        self._timer.timeout.connect(self._start)
        self.edit.textEdited.connect(self._on_typed)
        self.edit.returnPressed.connect(self._on_enter)
        self.edit.moved.connect(self._on_moved)

    def value(self) -> str:
        """The id of the picked line; empty while none is."""
        picked = self.picked()
        return picked.key if picked is not None else ""

    def picked(self) -> PickItem | None:
        """The picked line."""
        item = self.list.currentIndex().data(Qt.ItemDataRole.UserRole)
        return item if isinstance(item, PickItem) else None

    def found(self) -> tuple[PickItem, ...]:
        """The lines on show."""
        return self._model.items()

    def is_searching(self) -> bool:
        """Whether a search waits or runs."""
        return self._timer.isActive() or self._task is not None

    def begin(self) -> None:
        """The field came into view: its first lines are read."""
        if not self._asked:
            self._start()

    def search_for(self, text: str) -> None:
        """Search for these words now."""
        self.edit.setText(text)
        self._start()

    def _on_typed(self, _text: str) -> None:
        self._timer.start()

    def _start(self) -> None:
        if self._task is not None:
            self._again = True
            return
        self._asked, self._again = True, False
        self._words.setText(self.tr("Searching…"))
        job = session_job(partial(_found, self._search, self.edit.text()))
        self._task = self._background.start(job, "search")
        self._task.deliver(result=self._on_found, failed=self._on_failed, finished=self._on_finished)

    def _on_found(self, picks: object) -> None:
        if not isinstance(picks, tuple):
            return
        before = self.value()
        self._model.set_items([PickItem(p.key, p.number, p.name, in_locale(p.detail)) for p in picks])
        typed = self.edit.text().strip().casefold()
        exact = next((p.key for p in picks if typed and p.number.casefold() == typed), before)
        row = self._model.row_of(exact)
        if row >= 0:
            self._mark(row)
        count = len(picks)
        if count == 0:
            words = self.tr("Nothing found. Search by name, number or amount.")
        elif count >= MOST:
            words = self.tr("The first %n are shown. Type more to narrow them down.", "", count)
        else:
            words = self.tr("%n found", "", count)
        self._words.setText(words)
        announce(self, words)
        self.changed.emit()

    def _on_failed(self, _error: object) -> None:
        self._words.setText(self.tr("The search did not work. Type again to repeat it."))

    def _on_finished(self) -> None:
        self._task = None
        if self._again:
            self._start()

    def _on_moved(self, step: int) -> None:
        rows = self._model.rowCount()
        if rows:
            current = self.list.currentIndex().row()
            self._mark(min(max(current + step, 0), rows - 1))

    def _mark(self, row: int) -> None:
        index = self._model.index(row, 0)
        self.list.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _on_current(self, _now: object, _before: object) -> None:
        self.changed.emit()

    def _on_enter(self, _index: object = None) -> None:
        if self.value():
            self.submitted.emit()
        elif self._model.rowCount() == 1:
            self._mark(0)


def _found(search: Search, text: str, _observer: Observer, _cancel: Cancel) -> tuple[Pick, ...]:
    return tuple(search(text))
