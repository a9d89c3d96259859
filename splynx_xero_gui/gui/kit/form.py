"""Rows of a form: label with buddy, field, quiet help, and what is wrong with it, shown when the field is left."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.announce import announce
from splynx_xero_gui.gui.kit.icons import IconLabel, IconName
from splynx_xero_gui.gui.kit.labels import HelpLabel, PlainLabel, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, set_spacing, unit


class FieldRow(QWidget):
    """A field with its help and its error line; made by Form.add_row."""

    def __init__(self, label: QLabel, field: QWidget, help_text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.label = label
        self.field = field
        self._help = HelpLabel(help_text, self)
        self._help.setVisible(bool(help_text))
        self._error = QWidget(self)
        self._error_text = TypeLabel("", TextRole.CAPTION, Accent.DANGER, self._error)
        row = QHBoxLayout(self._error)
        set_spacing(row, 0, 0.5)
        row.addWidget(IconLabel(IconName.OCTAGON, Accent.DANGER, 0.9, self._error), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._error_text, 1)
        self._error.hide()
        column = QVBoxLayout(self)
        set_spacing(column, 0, 0.5)
        column.addWidget(field)
        column.addWidget(self._error)
        column.addWidget(self._help)
        field.setAccessibleDescription(help_text)

    def error(self) -> str:
        """What is wrong with the field; empty when nothing is."""
        return self._error_text.text()

    def set_error(self, text: str) -> None:
        """Show what is wrong, or nothing for an empty text. Call it when the field is left, never while typing."""
        if text == self._error_text.text():
            return
        self._error_text.setText(text)
        self._error.setVisible(bool(text))
        spoken = " ".join(part for part in (text, self._help.text()) if part)
        self.field.setAccessibleDescription(spoken)
        if text and self.isVisible():
            announce(self.field, text, assertive=True)

    def set_help(self, text: str) -> None:
        self._help.setText(text)
        self._help.setVisible(bool(text))
        self.field.setAccessibleDescription(text)


class Form(QWidget):
    """Labels in one column, fields in the other; the label's mnemonic moves the focus to its field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        set_spacing(self._grid, 0, 1)
        self._grid.setVerticalSpacing(round(1.5 * unit(self)))
        self._grid.setColumnStretch(1, 1)

    def add_row(self, label: str, field: QWidget, help_text: str = "", name: str = "") -> FieldRow:
        """Add a row; ``name`` (``page.field``) becomes the field's objectName, the label its accessible name."""
        if name:
            field.setObjectName(name)
        caption = PlainLabel(label, self)
        caption.setBuddy(field)
        field.setAccessibleName(label.replace("&&", "\0").replace("&", "").replace("\0", "&"))
        row = FieldRow(caption, field, help_text, self)
        at = self._grid.rowCount()
        # The label stands level with its field, not with the middle of field and help.
        caption.setContentsMargins(0, max(0, (field.sizeHint().height() - caption.sizeHint().height()) // 2), 0, 0)
        self._grid.addWidget(caption, at, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(row, at, 1)
        return row

    def add_wide(self, widget: QWidget) -> None:
        """Add a widget under the field column."""
        self._grid.addWidget(widget, self._grid.rowCount(), 1)
