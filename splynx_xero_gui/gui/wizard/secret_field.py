"""A field for a secret: hidden while typing, with *Show*; once stored only the word "stored" and *Replace*."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedLayout, QWidget

from splynx_xero_gui.gui.kit.announce import announce
from splynx_xero_gui.gui.kit.labels import ActionButton, TypeLabel
from splynx_xero_gui.gui.kit.metrics import set_spacing


class SecretField(QWidget):
    """The text is never put anywhere but into this field and the call that stores it.

    `replace_requested` is emitted when the person wants to enter a new one; `left` when the field is left.
    """

    replace_requested = Signal()
    left = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit(self)
        self.edit.setObjectName(name)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.editingFinished.connect(self.left)
        self._show = ActionButton(self.tr("Sho&w"), self)
        self._show.setObjectName(f"{name}.show")
        self._show.setCheckable(True)
        self._show.setAccessibleName(self.tr("Show secret"))
        self._show.toggled.connect(self._on_show)
        self._stored = TypeLabel(self.tr("●●●● stored"), parent=self)
        self._stored.setObjectName(f"{name}.stored")
        self._replace = ActionButton(self.tr("&Replace"), self)
        self._replace.setObjectName(f"{name}.replace")
        self._replace.clicked.connect(self.replace_requested)
        entering, kept = QWidget(self), QWidget(self)
        for part, widgets in ((entering, (self.edit, self._show)), (kept, (self._stored, self._replace))):
            row = QHBoxLayout(part)
            set_spacing(row, 0, 1)
            row.addWidget(widgets[0], 1)
            row.addWidget(widgets[1])
        self._stack = QStackedLayout(self)
        self._stack.addWidget(entering)
        self._stack.addWidget(kept)
        self.setFocusProxy(self.edit)

    def is_stored(self) -> bool:
        """Whether the field only says that a secret is kept."""
        return self._stack.currentIndex() == 1

    def set_stored(self, stored: bool) -> None:
        """Show that a secret is kept, or the field to enter one; either way the text is forgotten."""
        if stored == self.is_stored():
            return
        self.edit.clear()
        self._show.setChecked(False)
        self._stack.setCurrentIndex(1 if stored else 0)
        self.setFocusProxy(self._replace if stored else self.edit)

    def text(self) -> str:
        """What was entered; blanks around it are a copying mistake."""
        return self.edit.text().strip()

    def _on_show(self, shown: bool) -> None:
        self.edit.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        announce(self.edit, self.tr("The secret is shown") if shown else self.tr("The secret is hidden"))
