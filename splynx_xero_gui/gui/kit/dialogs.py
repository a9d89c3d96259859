"""A message as a dialog: what happened, what was not touched, what to do (ui.md §1.5, §3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from splynx_xero_gui.gui.kit.details import DetailsBox
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.fold import Fold
from splynx_xero_gui.gui.kit.icons import IconLabel
from splynx_xero_gui.gui.kit.labels import ActionButton, PlainLabel, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, ch, set_spacing
from splynx_xero_gui.gui.kit.strip import Severity


class ButtonRole(Enum):
    """What a button does: ``SAFE`` writes and removes nothing and is what Esc and closing mean."""

    SAFE = "safe"
    ACTION = "action"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class DialogButton:
    """One button: ``key`` is what the dialog answers, ``label`` is shown (translated, may have a mnemonic)."""

    key: str
    label: str
    role: ButtonRole = ButtonRole.ACTION


@dataclass(frozen=True, slots=True)
class TypedConfirmation:
    """A word or number that must be typed before the button ``key`` can be pressed (L5, Q3)."""

    key: str
    label: str
    expected: str


class MessageDialog(QDialog):
    """Asks one question. Without a choice, by Esc or by closing, the answer is the safe button's key.

    Exactly one button has the role SAFE; it is the default when the dialog can write or remove something, else the
    first button is. ``answered(key)`` is emitted once; ``ask()`` waits for it and returns the key.
    """

    answered = Signal(str)

    def __init__(
        self,
        title: str,
        text: str,
        buttons: tuple[DialogButton, ...],
        severity: Severity = Severity.INFO,
        details: str = "",
        typed: TypedConfirmation | None = None,
        name: str = "message",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        safe = [button for button in buttons if button.role is ButtonRole.SAFE]
        if len(safe) != 1:
            raise ValueError(f"A dialog has exactly one safe button, this one has {len(safe)}")
        self._safe_key = safe[0].key
        self._answer = self._safe_key
        self._typed = typed
        self._opener = QApplication.focusWidget()
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        heading = TypeLabel(title, TextRole.INSTRUCTION, None, self)
        font = heading.font()
        font.setWeight(font.Weight.DemiBold)
        heading.setFont(font)
        body = TypeLabel(text, TextRole.BODY, None, self)
        body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        body.setMinimumWidth(ch(self, 48))
        column = QWidget(self)
        words = QVBoxLayout(column)
        set_spacing(words, 0, 1.5)
        words.addWidget(heading)
        words.addWidget(body)
        self._field: QLineEdit | None = self._add_field(typed, words) if typed is not None else None
        if details:
            box = DetailsBox(f"{name}.details", self)
            box.set_text(details)
            words.addWidget(Fold(self.tr("Details"), box, f"{name}.fold", self))
        top = QHBoxLayout()
        set_spacing(top, 0, 2)
        icon = IconLabel(severity.icon, severity.accent, 2.0, self)
        top.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(column, 1, Qt.AlignmentFlag.AlignTop)
        outer = QVBoxLayout(self)
        set_spacing(outer, 3, 3)
        outer.addLayout(top, 1)
        row = QWidget(self)
        flow = FlowLayout(row, trailing=True)
        self._buttons: dict[str, ActionButton] = {}
        for button in buttons:
            self._buttons[button.key] = self._add_button(button, flow, row)
        outer.addWidget(row)
        harmful = any(button.role is ButtonRole.DANGER for button in buttons)
        self._default_key = self._safe_key if harmful else buttons[0].key
        self._buttons[self._default_key].setDefault(True)
        self._on_typed("")
        self.finished.connect(self._on_finished)

    def _add_field(self, typed: TypedConfirmation, words: QVBoxLayout) -> QLineEdit:
        label = PlainLabel(typed.label, self)
        label.setWordWrap(True)
        field = QLineEdit(self)
        field.setObjectName(f"{self.objectName()}.typed")
        field.setAccessibleName(typed.label)
        field.textChanged.connect(self._on_typed)
        label.setBuddy(field)
        words.addWidget(label)
        words.addWidget(field)
        return field

    def _add_button(self, button: DialogButton, flow: FlowLayout, row: QWidget) -> ActionButton:
        widget = ActionButton(button.label, row)
        widget.setProperty("key", button.key)
        widget.setObjectName(f"{self.objectName()}.{button.key}")
        widget.clicked.connect(self._on_clicked)
        flow.addWidget(widget)
        return widget

    def button(self, key: str) -> ActionButton:
        """The button of a key. Raises KeyError for an unknown one."""
        return self._buttons[key]

    def answer(self) -> str:
        """The key of the button pressed, the safe one until then."""
        return self._answer

    def ask(self) -> str:
        """Open the dialog, wait for the user, return the key."""
        self.exec()
        return self._answer

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._buttons[self._default_key].setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_typed(self, text: str) -> None:
        if self._typed is not None:
            self._buttons[self._typed.key].setEnabled(text.strip() == self._typed.expected)

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, ActionButton):
            self._answer = str(button.property("key"))
            self.done(QDialog.DialogCode.Rejected if self._answer == self._safe_key else QDialog.DialogCode.Accepted)

    def _on_finished(self, _result: int) -> None:
        if self._opener is not None and self._opener.isVisible() and self._opener.isEnabled():
            self._opener.setFocus(Qt.FocusReason.OtherFocusReason)
        self.answered.emit(self._answer)
