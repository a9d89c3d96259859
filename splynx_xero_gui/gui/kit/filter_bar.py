"""The line over a table: which rows to show, with their counts, and the search field (ui.md W5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QWidget

from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.formats import number_text
from splynx_xero_gui.gui.kit.indicators import RadioButton
from splynx_xero_gui.gui.kit.labels import PlainLabel
from splynx_xero_gui.gui.kit.metrics import ch, set_spacing
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.slices import Slices, Steps, at_once

R = TypeVar("R")
_SEARCH_AFTER_MS = 150
_COUNTED_A_STEP = 500


@dataclass(frozen=True)  # no slots: Python 3.11 cannot write Class[T](…) with them
class StateFilter(Generic[R]):
    """One choice of the bar: ``predicate`` None means all rows."""

    key: str
    label: str
    predicate: Callable[[R], bool] | None = None


class FilterBar(QWidget, Generic[R]):
    """``Show (•) All 9  ( ) Unmapped 1 …   [Search]`` over a MoneyTable; Ctrl+F goes to the search field.

    ``name`` is the page: the search field is ``{name}.search``, the choices ``{name}.show.{key}``.
    """

    def __init__(
        self,
        table: MoneyTable[R],
        states: Sequence[StateFilter[R]],
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._table = table
        self._states = {state.key: state for state in states}
        self._buttons: dict[str, RadioButton] = {}
        self._group = QButtonGroup(self)
        choices = QWidget(self)
        flow = FlowLayout(choices)
        if states:
            flow.addWidget(PlainLabel(self.tr("Show"), choices))
        for state in states:
            button = RadioButton(state.label, choices)
            button.setObjectName(f"{name}.show.{state.key}")
            button.setProperty("state", state.key)
            self._group.addButton(button)
            self._buttons[state.key] = button
            flow.addWidget(button)
        if states:
            self._buttons[states[0].key].setChecked(True)
        self._search = QLineEdit(self)
        self._search.setObjectName(f"{name}.search")
        self._search.setPlaceholderText(self.tr("Search"))
        self._search.setAccessibleName(self.tr("Search"))
        self._search.setClearButtonEnabled(True)
        self._search.setMaximumWidth(ch(self, 28))
        layout = QHBoxLayout(self)
        set_spacing(layout, 0, 2)
        layout.addWidget(choices, 1)
        layout.addWidget(self._search, 0, Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SEARCH_AFTER_MS)
        self._timer.timeout.connect(self._apply_search)
        self._search.textChanged.connect(self._on_search)
        self._group.buttonToggled.connect(self._on_state)
        self._slices = Slices(self)
        model = table.model()
        for change in (model.modelReset, model.rowsInserted, model.dataChanged):
            change.connect(self._on_rows)
        shortcut = QShortcut(QKeySequence.StandardKey.Find, self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(self._focus_search)
        self.count()

    def search_field(self) -> QLineEdit:
        return self._search

    def state(self) -> str:
        """The key of the choice in force."""
        button = self._group.checkedButton()
        return str(button.property("state")) if button is not None else ""

    def set_state(self, key: str) -> None:
        """Make a choice by program. Raises KeyError for an unknown key."""
        self._buttons[key].setChecked(True)
        self._apply_state()

    def count(self) -> None:
        """Count the rows of every choice again; of very many rows the numbers follow a moment later."""
        self._slices.stop()
        if len(self._table.model().rows()) <= self._table.proxy().AT_ONCE:
            self.show_numbers(at_once(self._counted()))
        else:
            self._slices.start(self._counted(), self.show_numbers)

    def _counted(self) -> Steps[Mapping[str, int]]:
        rows, numbers = self._table.model().rows(), {}
        for key, state in self._states.items():
            numbers[key] = len(rows)
            if state.predicate is not None:
                numbers[key] = 0
                for start in range(0, len(rows), _COUNTED_A_STEP):
                    numbers[key] += sum(map(state.predicate, rows[start : start + _COUNTED_A_STEP]))
                    yield
        return numbers

    def _on_rows(self, *_what: object) -> None:
        self.count()

    def show_numbers(self, numbers: Mapping[str, int]) -> None:
        """Show these numbers beside the choices."""
        for key, state in self._states.items():
            self._buttons[key].setText(f"{state.label} {number_text(numbers.get(key, 0))}")

    def clear(self) -> None:
        """Show everything."""
        self._search.clear()
        if self._states:
            self.set_state(next(iter(self._states)))

    def _on_state(self, _button: object, checked: bool) -> None:
        if checked:
            self._apply_state()

    def _apply_state(self) -> None:
        state = self._states.get(self.state())
        self._table.set_state(state.predicate if state is not None else None)

    def _on_search(self, _text: str) -> None:
        self._timer.start()

    def _apply_search(self) -> None:
        self._table.set_search(self._search.text())

    def _focus_search(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()
