"""Settings that the set-up's pages show: mappings, payment flow, what to sync (ui.md M6; W4 to W9 used again)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget, QWidget

from splynx_xero_gui.gui.kit.labels import HelpLabel
from splynx_xero_gui.gui.kit.late_signals import while_alive
from splynx_xero_gui.gui.kit.metrics import unit
from splynx_xero_gui.gui.main.model import MainModel
from splynx_xero_gui.gui.main.page import MainPage, PageKey
from splynx_xero_gui.gui.main.settings_model import SettingsModel
from splynx_xero_gui.gui.wizard.base import WizardPageBase
from splynx_xero_gui.gui.wizard.flow_page import FlowPage
from splynx_xero_gui.gui.wizard.mapping_page import accounts_page, categories_page, taxes_page
from splynx_xero_gui.gui.wizard.page_words import step_title
from splynx_xero_gui.gui.wizard.range_page import RangePage
from splynx_xero_gui.wizard.changes import Change, Section
from splynx_xero_gui.wizard.checks import Missing, Problem
from splynx_xero_gui.wizard.pages import PageId

# Set-up stops for these; a profile in use does not: what is unmapped waits as a question, and can be saved so.
_NO_OBSTACLE = frozenset({Problem.UNMAPPED, Problem.NOT_CHECKED, Problem.NO_FLOW})
_SECTIONS = {
    PageId.CATEGORIES: frozenset({Section.CATEGORIES, Section.TRACKING}),
    PageId.TAXES: frozenset({Section.TAXES}),
    PageId.ACCOUNTS: frozenset({Section.METHODS}),
    PageId.FLOW: frozenset({Section.SCENARIO, Section.METHODS}),
    PageId.RANGE: frozenset({Section.OPTIONS}),
}


class SettingsPart(MainPage):
    """A page of Settings. `is_refused` shows what is wrong before anything is saved."""

    def __init__(
        self, key: PageKey, title: str, model: MainModel, settings: SettingsModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(key, title, model, parent)
        self.settings = settings
        settings.loaded.connect(self.fill)

    def fill(self) -> None:
        """The profile was read: show it."""

    def is_refused(self, made: Sequence[Change]) -> bool:
        """Whether something on the page must be put right first; then the page shows it."""
        return False

    def left(self) -> None:
        """Another page comes into view."""

    def read_again(self) -> None:
        """F5: the profile as it is stored now, unless something is not saved."""
        self.settings.load()


class SetupPart(SettingsPart):
    """Shows pages of the set-up, beside each other as tabs where they are several."""

    def __init__(
        self,
        key: PageKey,
        title: str,
        pages: Sequence[WizardPageBase],
        model: MainModel,
        settings: SettingsModel,
        note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(key, title, model, settings, parent)
        self.steps = tuple(pages)
        self._filled: set[PageId] = set()
        self._on_show = False
        if note:
            self.column().addWidget(HelpLabel(note, self))
        self._tabs: QTabWidget | None = None
        if len(self.steps) > 1:
            self._tabs = QTabWidget(self)
            self._tabs.setObjectName(f"{key.value}.tabs")
            self._tabs.setAccessibleName(title)
            self._tabs.setDocumentMode(True)
            self.column().addWidget(self._tabs, 1)
        for page in self.steps:
            page.embed()
            page.answered.connect(while_alive(self._on_answered))
            page.jump.connect(while_alive(self._on_jump))
            page.go_on.connect(while_alive(self._on_go_on))
            if self._tabs is not None:
                page.setContentsMargins(0, unit(self), 0, 0)
                self._tabs.addTab(page, step_title(page.page))
            else:
                self.column().addWidget(page, 1)
        if self._tabs is not None:
            self._tabs.currentChanged.connect(while_alive(self._on_tab))

    def step(self) -> WizardPageBase:
        """The page on show."""
        return self.steps[self._tabs.currentIndex()] if self._tabs is not None else self.steps[0]

    def show_step(self, page: PageId) -> bool:
        """Turn to one of its pages; False when it is not here."""
        for place, step in enumerate(self.steps):
            if step.page is page:
                if self._tabs is not None:
                    self._tabs.setCurrentIndex(place)
                return True
        return False

    def first_field(self) -> QWidget | None:
        return self.step().first_field() if self.settings.ready else None

    def help_text(self) -> str:
        return self.step().help_text()

    def fill(self) -> None:
        self._filled.clear()
        if self._on_show and self.settings.ready:
            self._fill_step()

    def entered(self) -> None:
        self._on_show = True
        if self.settings.ready:
            self._fill_step()

    def left(self) -> None:
        self._on_show = False
        self.step().left()

    def is_refused(self, made: Sequence[Change]) -> bool:
        changed = {change.section for change in made}
        for step in self.steps:
            if step.page not in self._filled or not changed & _SECTIONS[step.page]:
                continue
            step.collect()
            missing = step.refusal()
            if missing is not None and missing.problem not in _NO_OBSTACLE:
                self._show_missing(step, missing)
                return True
        return False

    def _show_missing(self, step: WizardPageBase, missing: Missing) -> None:
        self.turn_to.emit(self.key.value)
        self.show_step(step.page)
        step.refuse(missing)

    def _fill_step(self) -> None:
        """Fill the page on show, once after the profile was read; later it keeps what the person did on it."""
        step = self.step()
        if step.page not in self._filled:
            self._filled.add(step.page)
            step.show_state(self.settings.setup.state)
        step.entered()
        self.settings.look()

    def _on_tab(self, _place: int) -> None:
        if not self.settings.ready:
            return
        self._take_over()
        # A tax table judges by the accounts that were chosen beside it.
        self._filled.discard(self.step().page)
        self._fill_step()
        field = self.step().first_field()
        if field is not None and self.isVisible():
            field.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_answered(self) -> None:
        self._take_over()

    def _take_over(self) -> None:
        for step in self.steps:
            if step.page in self._filled:
                step.collect()
        self.settings.look()

    def _on_jump(self, page: str) -> None:
        wanted = PageId(page)
        if wanted is PageId.READ:
            self.command.emit("setup")
        elif not self.show_step(wanted):
            self.turn_to.emit(PageKey.MAPPINGS.value)
            self.command.emit(f"mapping {wanted.value}")

    def _on_go_on(self) -> None:
        """The strip's *Go on*: what was refused is meant."""
        self.command.emit("save")


def mappings_part(model: MainModel, settings: SettingsModel, parent: QWidget | None = None) -> SetupPart:
    """Settings › Mappings: W5, W6 and W7."""
    setup = settings.setup
    pages = (categories_page(setup), taxes_page(setup), accounts_page(setup))
    part = SetupPart(PageKey.MAPPINGS, "", pages, model, settings, parent=parent)
    return _titled(part, part.tr("Mappings"))


def flows_part(model: MainModel, settings: SettingsModel, parent: QWidget | None = None) -> SetupPart:
    """Settings › Payment flow: W9."""
    part = SetupPart(PageKey.FLOWS, "", (FlowPage(settings.setup),), model, settings, parent=parent)
    return _titled(part, part.tr("Payment flow"))


def scope_part(model: MainModel, settings: SettingsModel, parent: QWidget | None = None) -> SetupPart:
    """Settings › What to sync: W4."""
    part = SetupPart(PageKey.SCOPE, "", (RangePage(settings.setup),), model, settings, parent=parent)
    return _titled(part, part.tr("What to sync"))


def _titled(part: SetupPart, title: str) -> SetupPart:
    part.title = title
    part.heading.setText(title)
    part.setAccessibleName(title)
    return part
