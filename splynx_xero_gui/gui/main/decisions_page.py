"""M3: the desk of questions as a page of the main window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from splynx_xero_gui.gui.decisions.desk import DecisionDesk
from splynx_xero_gui.gui.kit.icons import IconName, set_button_icon
from splynx_xero_gui.gui.kit.labels import ActionButton
from splynx_xero_gui.gui.main.model import MainModel
from splynx_xero_gui.gui.main.page import MainPage, PageKey

_MANY = 500


class DecisionsPage(MainPage):
    """Reads the questions when it comes into view and after every piece of work; many of them already when it is known
    that they wait, so that they are there when somebody turns to them."""

    def __init__(self, model: MainModel, parent: QWidget | None = None) -> None:
        super().__init__(PageKey.DECISIONS, "", model, parent)
        self.title = self.tr("Decisions")
        self.heading.setText(self.title)
        self.setAccessibleName(self.title)
        self._made = ActionButton(self.tr("Rules and decisions &made…"), self)
        self._made.setObjectName("decisions.made")
        set_button_icon(self._made, IconName.RULE)
        self._made.clicked.connect(self._on_made)
        self.head().addWidget(self._made, 0, Qt.AlignmentFlag.AlignTop)
        self.desk = DecisionDesk(model.session, model.background, "decisions", self)
        self.desk.plan_wanted.connect(self._on_plan_wanted)
        self.desk.answered.connect(model.outdate_plan)
        self.desk.loaded.connect(self._on_loaded)
        self.column().addWidget(self.desk, 1)
        self._seen: object = None
        model.changed.connect(self._get_ready)

    def entered(self) -> None:
        if not self.desk.is_busy():
            self.desk.load()

    def show_known(self) -> None:
        """After a plan or a sync other questions may wait."""
        now = (self.model.status.decisions, self.model.plan, self.model.report)
        if now != self._seen:
            self._seen = now
            if self.isVisible():
                self.entered()

    def _get_ready(self) -> None:
        waiting, idle = self.model.status.decisions, not self.model.is_busy() and not self.desk.is_busy()
        if waiting > _MANY and idle and not self.desk.count() and not self.isVisible():
            self.desk.load()

    def first_field(self) -> QWidget | None:
        self.desk.focus_first()
        return None

    def read_again(self) -> None:
        self.entered()

    def help_text(self) -> str:
        return self.tr(
            "Every difference that only a person can settle stands here as a question, grouped by cause. Decide later "
            "is always chosen first and writes nothing. An answer takes effect in the next sync, and until then it can "
            "be taken back.\n\nSpace ticks a line, Ctrl+Enter applies the answer to the ticked lines."
        )

    def _on_made(self) -> None:
        self.turn_to.emit(PageKey.RULES.value)

    def _on_plan_wanted(self) -> None:
        self.turn_to.emit(PageKey.SYNC.value)

    def _on_loaded(self, _count: int) -> None:
        if self.isVisible() and self.window().isActiveWindow() and self.focusWidget() is None:
            self.desk.focus_first()
