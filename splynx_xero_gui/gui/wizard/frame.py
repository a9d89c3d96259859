"""The set-up's window: a QWizard whose pages are turned by `wizard.flow` and filled from its state (ui.md §4.0).

Measured: without `IndependentPages` QWizard empties fields on Back, and with it `initializePage` runs only once. So the
option is set, nothing is kept in fields, and every page is filled again on `currentIdChanged`.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPalette, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QLabel, QPushButton, QWidget, QWizard

from splynx_xero_gui.gui.kit.announce import announce
from splynx_xero_gui.gui.kit.steps import Step, StepsList, StepsModel, StepStatus
from splynx_xero_gui.gui.wizard.base import WizardPageBase
from splynx_xero_gui.gui.wizard.draft_keeper import DraftKeeper
from splynx_xero_gui.gui.wizard.help_window import HelpWindow
from splynx_xero_gui.gui.wizard.model import Opener, Prefill, SetupModel, open_in_browser
from splynx_xero_gui.gui.wizard.page_words import step_title
from splynx_xero_gui.gui.wizard.registry import PageFactory, page_factories
from splynx_xero_gui.gui.wizard.sizes import ScreenFit, fit_of, start_size
from splynx_xero_gui.gui.worker import Background
from splynx_xero_gui.ports.control import Clock
from splynx_xero_gui.wizard.flow import Progress, SetupFlow, StepState
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.services import Workplace
from splynx_xero_gui.wizard.state import SetupState

_Button = QWizard.WizardButton
_TARGET = 24  # logical pixels, ui.md §9
_BUSY_AFTER_MS = 200


class SetupWizard(QWizard):
    """W. Accepted when a profile is ready, rejected when it was put aside; then the draft is kept.

    `demo_requested` : the person wants the demo books instead (the opener of the window starts them).
    `own_books_requested`: out of the demo, to the person's own books.
    `new_profile_requested`: another organisation shall get a profile of its own (X5).
    """

    demo_requested = Signal()
    new_profile_requested = Signal()
    own_books_requested = Signal()

    def __init__(
        self,
        workplace: Workplace,
        state: SetupState | None = None,
        progress: Progress | None = None,
        opener: Opener = open_in_browser,
        clock: Clock | None = None,
        prefill: Prefill | None = None,
        factories: Mapping[PageId, PageFactory] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        factories = factories if factories is not None else page_factories()
        self.setObjectName("setup")
        self.background = Background(self)
        self.flow = SetupFlow(state, progress, pages=tuple(factories))
        self.model = SetupModel(workplace, self.flow, self.background, opener, clock, prefill, self)
        self._drafts = DraftKeeper(self.model, self)
        self._silent = False
        self._steps = StepsModel([], self)
        self._list = StepsList(self._steps, "setup.steps", self)
        self._list.step_chosen.connect(self.go_to)
        self._stop_button = QPushButton(self)
        self._pressed: QAbstractButton | None = None
        self._busy_timer = QTimer(self)
        self._busy_timer.setSingleShot(True)
        self._busy_timer.setInterval(_BUSY_AFTER_MS)
        self._busy_timer.timeout.connect(self._on_busy_shown)
        self._pages: dict[PageId, WizardPageBase] = {}
        self._help = HelpWindow(self)
        self._set_options()
        for page in self.flow.pages:
            self._add(page, factories[page])
        self._set_buttons()
        self._add_shortcuts()
        self.model.changed.connect(self._show_steps)
        self.currentIdChanged.connect(self._on_page)
        self.helpRequested.connect(self.show_help)
        self.setSideWidget(self._list)
        self.resize(start_size(self))
        self._show_steps()
        self._start()

    # -- what others use --

    def page_of(self, page: PageId) -> WizardPageBase:
        """The widget of a page. Raises KeyError for one that is not shown."""
        return self._pages[page]

    def current(self) -> WizardPageBase:
        """The page on show."""
        return self._pages[self.flow.current]

    def go_to(self, page: str) -> None:
        """Turn to a page that may be gone to: backwards always, forwards over finished pages only."""
        wanted = PageId(page)
        if not self.flow.may_go_to(wanted) or self.current().is_busy():
            return
        self.current().collect()
        self._turn_to(wanted)

    def freeze(self) -> None:
        """The first sync starts: the list of steps is frozen and nothing can be gone back to."""
        self.flow.commit()
        self._steps.set_frozen(True)
        self._show_steps()
        self._drafts.forget()

    def thaw(self) -> None:
        """The first sync wrote nothing, because the books had changed: the review can be gone back to."""
        self.flow.withdraw_commit()
        self._steps.set_frozen(False)
        self._show_steps()

    def show_help(self) -> None:
        """F1: help on this page and the list of keys."""
        page = self.current()
        self._help.show_for(page.title_text, page.help_text())

    # -- Qt --

    def nextId(self) -> int:
        # Asked while a page is being turned: what counts is the page QWizard shows, not the one the flow knows yet.
        shown = next((page for page in self.flow.pages if page.number == self.currentId()), None)
        following = self.flow.resolve_next(shown)
        return following.number if following is not None else -1

    def validateCurrentPage(self) -> bool:
        return True if self._silent else super().validateCurrentPage()

    def reject(self) -> None:
        page = self.current()
        if not page.may_close():
            return
        page.collect()
        if not self._drafts.keep():
            return
        page.left()
        super().reject()
        self.background.shutdown()

    def accept(self) -> None:
        if not self._drafts.forget():
            return
        super().accept()
        self.background.shutdown()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.reject()
        if not self.isVisible():
            event.accept()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._even_ground()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(fit_of(self))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit(fit_of(self))

    # -- set up --

    def _set_options(self) -> None:
        self.setWizardStyle(QWizard.WizardStyle.ModernStyle)
        self.setOption(QWizard.WizardOption.IndependentPages)
        self.setOption(QWizard.WizardOption.HaveHelpButton)
        self.setOption(QWizard.WizardOption.NoBackButtonOnStartPage)
        self.setOption(QWizard.WizardOption.NoBackButtonOnLastPage)
        self.setOption(QWizard.WizardOption.HaveCustomButton1)
        self.setOption(QWizard.WizardOption.HaveCustomButton2)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)

    def _even_ground(self) -> None:
        """Lay the pages on the window's ground: on the style's white one, fields have no edge in dark palettes."""
        for frame in self.findChildren(QFrame):
            structural = type(frame) is QFrame or (type(frame) is QLabel and not frame.objectName())
            if structural and frame.backgroundRole() == QPalette.ColorRole.Base:
                frame.setBackgroundRole(QPalette.ColorRole.Window)

    def _add(self, page: PageId, factory: PageFactory) -> None:
        widget = factory(self.model)
        self._pages[page] = widget
        self.setPage(page.number, widget)
        widget.busy_changed.connect(self._on_busy)
        widget.go_on.connect(self.next)
        widget.jump.connect(self.go_to)
        widget.commit_started.connect(self.freeze)
        widget.commit_withdrawn.connect(self.thaw)
        widget.finished.connect(self.accept)
        widget.help_wanted.connect(self.show_help)
        widget.demo_requested.connect(self.demo_requested)
        widget.new_profile_requested.connect(self.new_profile_requested)
        if self.model.workplace.demo:
            widget.add_demo_banner().leave_demo.connect(self.own_books_requested)
        widget.add_steps_line(self._steps).step_chosen.connect(self.go_to)

    def _set_buttons(self) -> None:
        self.setButton(_Button.CustomButton1, self._stop_button)
        texts = {
            _Button.HelpButton: (self.tr("&Help"), "setup.help"),
            _Button.CancelButton: (self.tr("Save and c&lose"), "setup.save_and_close"),
            _Button.BackButton: (self.tr("< &Back"), "setup.back"),
            _Button.NextButton: (self.tr("&Next >"), "setup.next"),
            _Button.CommitButton: (self.tr("&Next >"), "setup.commit"),
            _Button.CustomButton1: (self.tr("S&top"), "setup.stop"),
            _Button.CustomButton2: (self.tr("Finish without s&yncing"), "setup.without"),
            _Button.FinishButton: (self.tr("&Finish"), "setup.finish"),
        }
        for which, (text, name) in texts.items():
            self.setButtonText(which, text)
            self.button(which).setObjectName(name)
            self.button(which).setMinimumHeight(_TARGET)
        self.setButtonLayout(
            [
                _Button.HelpButton,
                _Button.Stretch,
                _Button.CancelButton,
                _Button.CustomButton2,
                _Button.Stretch,
                _Button.CustomButton1,
                _Button.BackButton,
                _Button.NextButton,
                _Button.CommitButton,
                _Button.FinishButton,
            ]
        )
        self._stop_button.clicked.connect(self._on_stop)
        self._stop_button.hide()
        self.button(_Button.CustomButton2).hide()
        self.customButtonClicked.connect(self._on_custom)

    def _add_shortcuts(self) -> None:
        for keys, slot in (
            ("Ctrl+Return", self._press_next),
            ("Ctrl+Enter", self._press_next),
            ("Alt+Right", self._press_next),
            ("Alt+Left", self._press_back),
            ("Ctrl+?", self.show_help),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        help_key = QShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents), self)
        help_key.activated.connect(self.show_help)

    def _start(self) -> None:
        """Show the page the set-up is at, with the way to it behind it."""
        wanted = self.flow.first_open(self.flow.current)
        first = self.flow.pages[0]
        self.flow.enter(first)
        self.setStartId(first.number)
        self._silent = True
        self.restart()
        self._silent = False
        self._turn_to(wanted)

    # -- turning pages --

    def _turn_to(self, wanted: PageId) -> None:
        """Go there page by page, so that Back later goes the same way; only the last page is entered."""
        self.current().left()
        self._silent = True
        while self.flow.current is not wanted:
            before = self.flow.current
            if self.flow.pages.index(wanted) < self.flow.pages.index(before):
                self.back()
            else:
                self.next()
            if self.flow.current is before:
                break
        self._silent = False
        self._enter(self.flow.current)

    def _on_page(self, id: int) -> None:
        page = next((page for page in self.flow.pages if page.number == id), None)
        if page is None:
            return
        previous = self.flow.current
        if self._silent:
            self.flow.enter(page)
            return
        if previous is not page:
            self._pages[previous].collect()
            self._pages[previous].left()
            if self.flow.pages.index(page) > self.flow.pages.index(previous):
                self.flow.passed(previous)
        self.flow.enter(page)
        self._enter(page)

    def _enter(self, page: PageId) -> None:
        widget = self._pages[page]
        self._show_steps()
        # QWizard shows every button of the row again when it lays the row out for another kind of page.
        self._stop_button.setVisible(widget.is_busy())
        self.button(_Button.CustomButton2).setVisible(widget.can_finish_without)
        widget.show_state(self.model.state)
        place = self.flow.pages.index(page) + 1
        said = self.tr("{title}, step {n} of {total}").format(
            title=widget.title_text, n=place, total=len(self.flow.pages)
        )
        self.setWindowTitle(self._window_title())
        announce(self, said)
        widget.entered()
        field = widget.first_field()
        if field is not None and field.isEnabled():
            field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._drafts.keep_quietly()

    def _window_title(self) -> str:
        title = self.tr("Set up – {profile}").format(profile=self.model.state.profile_name)
        return self.tr("{title} (demo books)").format(title=title) if self.model.workplace.demo else title

    def _show_steps(self) -> None:
        status = {
            StepState.DONE: StepStatus.DONE,
            StepState.CURRENT: StepStatus.CURRENT,
            StepState.TO_COME: StepStatus.TO_COME,
            StepState.TO_CHECK: StepStatus.CHECK,
        }
        steps = [Step(page.value, step_title(page), status[state]) for page, state in self.flow.steps()]
        if steps != list(self._steps.steps()):
            self._steps.set_steps(steps)

    # -- busy --

    def _on_busy(self, text: str) -> None:
        busy = bool(text)
        forward = [self.button(which) for which in (_Button.NextButton, _Button.CommitButton)]
        if busy:
            self._pressed = next((button for button in forward if button.hasFocus()), None)
            self._busy_timer.start()
        else:
            self._busy_timer.stop()
            self._show_busy(False)
        for button in forward:
            button.setEnabled(not busy)
        if not busy and self._pressed is not None and not self.current().isAncestorOf(self.focusWidget()):
            self._pressed.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_busy_shown(self) -> None:
        self._show_busy(True)

    def _show_busy(self, busy: bool) -> None:
        """Work that is over in a moment changes nothing on the buttons."""
        self.setButtonText(_Button.NextButton, self.tr("Checking…") if busy else self.tr("&Next >"))
        self.button(_Button.BackButton).setVisible(not busy and self.flow.resolve_previous() is not None)
        self._stop_button.setVisible(busy)
        self._stop_button.setEnabled(True)

    def _on_custom(self, which: int) -> None:
        if which == int(_Button.CustomButton2.value):
            self.current().finish_without_syncing()

    def _on_stop(self) -> None:
        self._stop_button.setEnabled(False)
        self.current().stop()

    def _press_next(self) -> None:
        for which in (_Button.NextButton, _Button.CommitButton, _Button.FinishButton):
            button = self.button(which)
            if button.isVisible():
                button.click()
                return

    def _press_back(self) -> None:
        button = self.button(_Button.BackButton)
        if button.isVisible():
            button.click()

    # -- sizes --

    def _fit(self, fit: ScreenFit) -> None:
        self._list.setVisible(fit is not ScreenFit.LINE)
        self._list.set_narrow(fit is ScreenFit.ICONS)
        for page in self._pages.values():
            page.show_steps_line(fit is ScreenFit.LINE)
