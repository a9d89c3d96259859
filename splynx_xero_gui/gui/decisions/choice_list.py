"""The choices of one question: *Decide later* preselected, each with its consequence (ui.md M3)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from splynx_xero_gui.domain.conflict import Choice, Conflict
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.decisions.answer import LATER, always_choices, own_choices
from splynx_xero_gui.gui.decisions.value_base import ValueField
from splynx_xero_gui.gui.decisions.value_fields import References, value_field
from splynx_xero_gui.gui.kit.fold import Fold
from splynx_xero_gui.gui.kit.indicators import RadioButton
from splynx_xero_gui.gui.kit.labels import TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, ch, set_spacing


class _ChoiceRow(QWidget):
    """A radio button, its consequence below it, and the field the choice needs, shown while it is chosen."""

    def __init__(self, label: str, consequence: str, field: ValueField | None, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.radio = RadioButton(label, self)
        self.radio.setObjectName(name)
        self.radio.setAutoExclusive(False)  # the group keeps them exclusive across the fold
        self.radio.setAccessibleDescription(consequence)
        self.field = field
        column = QVBoxLayout(self)
        set_spacing(column, 0, 0.25)
        column.addWidget(self.radio)
        inner = QWidget(self)
        below = QVBoxLayout(inner)
        set_spacing(below, 0, 0.75)
        below.setContentsMargins(ch(self, 3), 0, 0, 0)
        below.addWidget(TypeLabel(consequence, TextRole.CAPTION, Accent.QUIET, inner))
        if field is not None:
            field.setParent(inner)
            field.hide()
            below.addWidget(field)
        column.addWidget(inner)
        self.radio.toggled.connect(self._on_toggled)

    def _on_toggled(self, on: bool) -> None:
        if self.field is not None:
            self.field.setVisible(on)
            if on:
                self.field.begin()
            if on and self.radio.hasFocus():
                self.field.setFocus(Qt.FocusReason.OtherFocusReason)


class ChoiceList(QWidget):
    """`changed` after every change of choice or value; `submitted`: Enter in the field of a complete choice."""

    changed = Signal()
    submitted = Signal()

    def __init__(self, conflict: Conflict, references: References, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._group = QButtonGroup(self)
        self._rows: dict[str, _ChoiceRow] = {}
        self._choices = {choice.id: choice for choice in conflict.choices}
        column = QVBoxLayout(self)
        set_spacing(column, 0, 1)
        later = _ChoiceRow(self.tr("Decide &later"), self.tr("Nothing is written."), None, f"{name}.{LATER}", self)
        self._add(LATER, later)
        column.addWidget(later)
        for choice in own_choices(conflict):
            column.addWidget(self._row(conflict, choice, references))
        always = always_choices(conflict)
        if always:
            inner = QWidget(self)
            inside = QVBoxLayout(inner)
            set_spacing(inside, 0, 1)
            for choice in always:
                inside.addWidget(self._row(conflict, choice, references))
            column.addWidget(Fold(self.tr("Always offered"), inner, f"{name}.always", self))
        later.radio.setChecked(True)
        self._group.buttonToggled.connect(self._on_toggled)

    def _row(self, conflict: Conflict, choice: Choice, references: References) -> _ChoiceRow:
        field = value_field(conflict, choice, references, f"{self._name}.{choice.id}.value", self)
        row = _ChoiceRow(choice.label, choice.consequence, field, f"{self._name}.{choice.id}", self)
        if field is not None:
            field.changed.connect(self.changed)
            field.submitted.connect(self.submitted)
        self._add(choice.id, row)
        return row

    def _add(self, id: str, row: _ChoiceRow) -> None:
        self._rows[id] = row
        row.radio.setProperty("choice", id)
        self._group.addButton(row.radio)

    def chosen(self) -> Choice | None:
        """The choice taken, None for *Decide later*."""
        button = self._group.checkedButton()
        return self._choices.get(str(button.property("choice"))) if button is not None else None

    def value(self) -> str:
        """What was given with it."""
        button = self._group.checkedButton()
        row = self._rows.get(str(button.property("choice"))) if button is not None else None
        return row.field.value() if row is not None and row.field is not None else ""

    def is_complete(self) -> bool:
        """Whether the choice can be applied: another than *Decide later*, with its value."""
        choice = self.chosen()
        return choice is not None and (choice.needs is None or bool(self.value()))

    def choose(self, id: str) -> None:
        """Take a choice by program. Raises KeyError for one that is not offered."""
        self._rows[id].radio.setChecked(True)

    def radio(self, id: str) -> RadioButton:
        """The button of a choice. Raises KeyError for one that is not offered."""
        return self._rows[id].radio

    def field(self, id: str) -> ValueField | None:
        """The value field of a choice."""
        return self._rows[id].field

    def _on_toggled(self, _button: object, on: bool) -> None:
        if on:
            self.changed.emit()
