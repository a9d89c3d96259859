"""The line under a mapping table: answers for many rows at once, and how far one is (ui.md W5–W7)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.formats import number_text
from splynx_xero_gui.gui.kit.indicators import CheckBox
from splynx_xero_gui.gui.kit.labels import ActionButton, TypeLabel
from splynx_xero_gui.gui.kit.metrics import set_spacing
from splynx_xero_gui.gui.wizard.counted import counted


class MappingTools(QWidget):
    """*Accept n suggestions*, *Set selected to…*, *Clear selected*, *Show why … is missing*, and "8 of 9 mapped"."""

    accept_wanted = Signal()
    set_wanted = Signal()
    clear_wanted = Signal()
    why_toggled = Signal(bool)

    def __init__(self, name: str, why_text: str, parent: QWidget) -> None:
        super().__init__(parent)
        buttons = QWidget(self)
        flow = FlowLayout(buttons)
        self._accept = ActionButton("", buttons)
        self._set = ActionButton(self.tr("Set selected &to…"), buttons)
        self._clear = ActionButton(self.tr("&Clear selected"), buttons)
        self._why = CheckBox(why_text, buttons)
        for key, widget in (("accept", self._accept), ("set", self._set), ("clear", self._clear), ("why", self._why)):
            widget.setObjectName(f"{name}.{key}")
            flow.addWidget(widget)
        self._count = TypeLabel("", parent=self)
        self._count.setWordWrap(False)
        self._count.setObjectName(f"{name}.count")
        row = QHBoxLayout(self)
        set_spacing(row, 0, 2)
        row.addWidget(buttons, 1)
        row.addWidget(self._count, 0, Qt.AlignmentFlag.AlignVCenter)
        self._accept.clicked.connect(self.accept_wanted)
        self._set.clicked.connect(self.set_wanted)
        self._clear.clicked.connect(self.clear_wanted)
        self._why.toggled.connect(self.why_toggled)

    def show_counts(self, waiting: int, mapped: int, total: int) -> None:
        """How many suggestions wait to be confirmed, and how many rows have a choice."""
        if waiting:
            self._accept.setText(counted(waiting, self.tr("&Accept 1 suggestion"), self.tr("&Accept {n} suggestions")))
        else:
            self._accept.setText(self.tr("&Accept suggestions"))
        self._accept.setEnabled(waiting > 0)
        self._count.setText(self.tr("{n} of {total} mapped").format(n=number_text(mapped), total=number_text(total)))

    def set_has_selection(self, some: bool) -> None:
        """What acts on rows needs some."""
        self._set.setEnabled(some)
        self._clear.setEnabled(some)

    def shows_refused(self) -> bool:
        """Whether lists show what cannot be chosen, and why."""
        return self._why.isChecked()
