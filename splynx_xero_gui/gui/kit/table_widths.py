"""How wide a table's columns are: as remembered, as they ask for, or as their content; and where the room that is left
goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHeaderView

from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.metrics import ch
from splynx_xero_gui.gui.kit.table_view import RowsTableView

R = TypeVar("R")
_MONEY_CH = 14.0
_DATE_CH = 14.0
_WIDEST_CH = 40.0
_STRETCH_CH = 12.0
_SAVE_AFTER_MS = 400


class WidthStore(Protocol):
    """Remembers column widths, in average characters so that they hold for every font size and screen."""

    def load(self, table: str) -> dict[str, float]: ...

    def save(self, table: str, widths: dict[str, float]) -> None: ...


class ColumnWidths(QObject, Generic[R]):
    """The widths of one view's columns; ``store`` keeps what a person made of them under the view's name."""

    def __init__(
        self, view: RowsTableView, columns: Sequence[Column[R]], store: WidthStore | None, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._columns = columns
        self._store = store
        self._sizing = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_AFTER_MS)
        self._timer.timeout.connect(self._save)
        view.horizontalHeader().sectionResized.connect(self._on_resized)
        view.viewport().installEventFilter(self)
        self.fit()

    def fit(self) -> None:
        """Give every column its remembered width, else its own, else that of its content (up to 40 characters)."""
        view, header = self._view, self._view.horizontalHeader()
        remembered = self._store.load(view.objectName()) if self._store is not None else {}
        self._sizing = True
        for place, column in enumerate(self._columns):
            heading = header.sectionSizeHint(place)
            if column.key in remembered:
                width = ch(view, remembered[column.key])
            elif column.width_ch:
                width = max(ch(view, column.width_ch), heading)
            else:
                usual = {ColumnKind.MONEY: _MONEY_CH, ColumnKind.DATE: _DATE_CH}.get(column.kind, 0.0)
                content = max(view.sizeHintForColumn(place), heading)
                width = max(min(content, ch(view, _WIDEST_CH)), ch(view, usual))
            view.setColumnWidth(place, width)
        self._sizing = False
        self._fit_stretched()

    def _fit_stretched(self) -> None:
        """A column that takes what room is left still has its own width; with less it would say nothing."""
        if self._sizing:
            return
        self._sizing = True
        view, header = self._view, self._view.horizontalHeader()
        for place, column in enumerate(self._columns):
            if not column.stretch:
                continue
            others = sum(header.sectionSize(i) for i in range(header.count()) if i != place)
            least = ch(view, column.width_ch or _STRETCH_CH)
            tight = view.viewport().width() - others < least
            view.setColumnHidden(place, tight and column.optional)
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
        if self._store is not None and not self._sizing and QGuiApplication.mouseButtons():
            self._timer.start()

    def _save(self) -> None:
        if self._store is None:
            return
        one = max(1.0, ch(self._view, 100) / 100)
        widths = {c.key: round(self._view.columnWidth(i) / one, 1) for i, c in enumerate(self._columns)}
        self._store.save(self._view.objectName(), widths)
