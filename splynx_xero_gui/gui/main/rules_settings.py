"""Settings › Rules: the rules page as one of the pages within Settings."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from splynx_xero_gui.gui.main.model import MainModel
from splynx_xero_gui.gui.main.page import MainPage, PageKey
from splynx_xero_gui.gui.main.rules_page import RulesPage


class RulesSettings(MainPage):
    """Reads the rules when it comes into view; nothing here waits for *Save*."""

    def __init__(self, model: MainModel, parent: QWidget | None = None) -> None:
        super().__init__(PageKey.RULES, "", model, parent)
        self.title = self.tr("Rules")
        self.heading.setText(self.title)
        self.setAccessibleName(self.title)
        self.rules = RulesPage(model.session, model.background, "rules", self)
        self.rules.changed.connect(model.outdate_plan)
        self.column().addWidget(self.rules, 1)

    def entered(self) -> None:
        if not self.rules.is_busy():
            self.rules.load()

    def first_field(self) -> QWidget | None:
        self.rules.focus_first()
        return None

    def read_again(self) -> None:
        self.entered()

    def help_text(self) -> str:
        return self.tr(
            "A rule is an answer that is given by itself. It is made with “Remember for the future” on the Decisions "
            "page and reaches one customer, one category or all customers, up to an amount if you gave one.\n\nRevoke… "
            "ends it. Show what it answered lists every question it answered. Decisions made is the record of all "
            "answers: who, when, what. Nothing in it can be changed."
        )
