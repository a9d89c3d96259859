"""Another name for a profile; checked while it is typed, changed only by its button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.form import Form
from splynx_xero_gui.gui.kit.labels import ActionButton, MainInstruction
from splynx_xero_gui.gui.kit.metrics import ch, set_spacing
from splynx_xero_gui.gui.wizard.problem_words import problem_text
from splynx_xero_gui.wizard.checks import name_problem


class RenameDialog(QDialog):
    """Accepted: the profile `was` is to be called `name()`."""

    def __init__(self, was: str, taken: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.was = was
        self._taken = tuple(taken)
        self.setObjectName("rename")
        self.setModal(True)
        self.setWindowTitle(self.tr("Rename profile {name}").format(name=was))
        column = QVBoxLayout(self)
        set_spacing(column, 3, 2)
        column.addWidget(MainInstruction(self.tr("Links, keys and history stay with the profile."), self))
        form = Form(self)
        self._name = QLineEdit(was, form)
        self._name.setMinimumWidth(ch(self, 40))
        self._name.selectAll()
        self._row = form.add_row(self.tr("&New name"), self._name, "", "rename.name")
        column.addWidget(form)
        buttons = QWidget(self)
        flow = FlowLayout(buttons, trailing=True)
        self._ok = ActionButton(self.tr("&Rename"), buttons)
        self._ok.setObjectName("rename.ok")
        self._ok.setDefault(True)
        self._ok.clicked.connect(self._on_ok)
        cancel = ActionButton(self.tr("&Keep"), buttons)
        cancel.setObjectName("rename.keep")
        cancel.clicked.connect(self.reject)
        flow.addWidget(self._ok)
        flow.addWidget(cancel)
        column.addWidget(buttons)

    def name(self) -> str:
        """The name typed."""
        return self._name.text().strip()

    def _on_ok(self) -> None:
        problem = name_problem(self.name(), self._taken)
        if problem is not None:
            self._row.set_error(problem_text(problem, "rename.name", (self.name(),)))
            self._name.setFocus()
            return
        self.accept()
