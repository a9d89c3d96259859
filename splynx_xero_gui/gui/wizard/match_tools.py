"""Under the table of W8: answers for the selected rows, what acts on all, and how receivables stand."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.icon_line import IconLine
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.labels import ActionButton
from splynx_xero_gui.gui.kit.metrics import set_spacing
from splynx_xero_gui.gui.wizard.counted import counted

_ICONS = {Accent.OK: IconName.TICK, Accent.INFO: IconName.INFO, Accent.ATTENTION: IconName.TRIANGLE}


class MatchTools(QWidget):
    """Two rows of buttons: for the rows selected, and for all."""

    link_wanted = Signal()
    other_wanted = Signal()
    new_wanted = Signal()
    leave_wanted = Signal()
    accept_wanted = Signal()
    export_wanted = Signal()
    import_wanted = Signal()
    find_wanted = Signal()
    differences_wanted = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._link = ActionButton(self.tr("Lin&k these"), self)
        self._other = ActionButton(self.tr("&Choose another…"), self)
        self._new = ActionButton(self.tr("No &match – make new"), self)
        self._leave = ActionButton(self.tr("Leave b&oth alone"), self)
        self._accept = ActionButton("", self)
        self._export = ActionButton(self.tr("&Export…"), self)
        self._import = ActionButton(self.tr("&Import…"), self)
        self._find = ActionButton(self.tr("&Find again"), self)
        self._differences = ActionButton(self.tr("&Differences…"), self)
        self._line = IconLine(f"{name}.receivables", IconName.SCALES, Accent.QUIET, parent=self)
        first, second = QWidget(self), QWidget(self)
        flow, below = FlowLayout(first), FlowLayout(second)
        of_rows = (
            ("link", self._link, self.link_wanted),
            ("other", self._other, self.other_wanted),
            ("new", self._new, self.new_wanted),
            ("leave", self._leave, self.leave_wanted),
        )
        of_all = (
            ("accept", self._accept, self.accept_wanted),
            ("export", self._export, self.export_wanted),
            ("import", self._import, self.import_wanted),
            ("find", self._find, self.find_wanted),
            ("differences", self._differences, self.differences_wanted),
        )
        for row, buttons in ((flow, of_rows), (below, of_all)):
            for key, button, signal in buttons:
                button.setObjectName(f"{name}.{key}")
                button.clicked.connect(signal)
                row.addWidget(button)
        column = QVBoxLayout(self)
        set_spacing(column, 0, 1)
        for widget in (first, self._line, second):
            column.addWidget(widget)
        self.show_certain(0)
        self.show_receivables("", Accent.QUIET, False)
        self.show_selection(can_link=False, can_answer=False, is_one=False)

    def show_certain(self, count: int) -> None:
        """How many are linked without asking."""
        self._accept.setText(
            counted(count, self.tr("&Accept 1 certain"), self.tr("&Accept all {n} certain"))
            if count
            else self.tr("&Accept all certain")
        )
        self._accept.setEnabled(count > 0)

    def show_receivables(self, text: str, accent: Accent, differs: bool) -> None:
        """How receivables of linked customers stand; nothing before any is linked."""
        self._line.setVisible(bool(text))
        if text:
            self._line.set_picture(_ICONS.get(accent, IconName.DASH), accent)
            self._line.set_text(text)
        self._differences.setVisible(differs)

    def show_selection(self, *, can_link: bool, can_answer: bool, is_one: bool) -> None:
        """What acts on rows needs some."""
        self._link.setEnabled(can_link)
        self._other.setEnabled(is_one)
        self._new.setEnabled(can_answer)
        self._leave.setEnabled(can_answer)
