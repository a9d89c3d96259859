"""F1 in the main window: a few words on the page on show, and the keys."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from splynx_xero_gui.gui.kit.labels import TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, set_spacing
from splynx_xero_gui.gui.wizard.help_window import HelpWindow


class MainHelp(HelpWindow):
    """The set-up's help window with the main window's keys."""

    def _keys(self, parent: QWidget) -> QWidget:
        table = QWidget(parent)
        grid = QGridLayout(table)
        set_spacing(grid, 0, 1)
        rows = (
            ("Ctrl+1 … Ctrl+6", self.tr("The pages")),
            ("Ctrl+R", self.tr("Show the plan; once more: sync what it lists")),
            ("F5", self.tr("Read again")),
            ("Ctrl+F", self.tr("Search on this page")),
            ("Space", self.tr("Tick the marked lines, or not")),
            ("Enter", self.tr("Open a line")),
            ("Ctrl+Enter", self.tr("Apply an answer")),
            ("Ctrl+C", self.tr("Copy lines with their headings")),
            ("Ctrl+E", self.tr("Save the table for a spreadsheet")),
            ("Ctrl+Z", self.tr("Take back what was left out")),
            ("F1, Ctrl+?", self.tr("This help")),
            ("Ctrl+Q", self.tr("Quit")),
        )
        for place, (keys, what) in enumerate(rows):
            label = TypeLabel(keys, TextRole.STRONG, None, table)
            label.setWordWrap(False)
            grid.addWidget(label, place, 0)
            grid.addWidget(TypeLabel(what, parent=table), place, 1)
        grid.setColumnStretch(1, 1)
        return table
