"""What every page of the set-up has: title, instruction, scrolling body, strip, and Next that works in the background.

A page is filled from the state each time it is entered and writes back through `collect`; it keeps nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget, QWizard, QWizardPage

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.gui.kit.announce import announce
from splynx_xero_gui.gui.kit.busy import BusyBar
from splynx_xero_gui.gui.kit.labels import MainInstruction, PageTitle
from splynx_xero_gui.gui.kit.metrics import set_spacing
from splynx_xero_gui.gui.kit.steps import StepsLine, StepsModel
from splynx_xero_gui.gui.kit.strip import MessageStrip, Severity, StripMessage
from splynx_xero_gui.gui.main.top_bar import DemoBanner
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.wizard.body import PageBody
from splynx_xero_gui.gui.wizard.failure_words import COPY_LIST, FAILURE, TRY_AGAIN, failure_message, unexpected_failure
from splynx_xero_gui.gui.wizard.model import SetupModel
from splynx_xero_gui.gui.wizard.problem_words import missing_text
from splynx_xero_gui.gui.worker import Task
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.checks import Missing
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.state import SetupState

T = TypeVar("T")
Call = Callable[[Observer, Cancel], T]
REFUSED = "refused"


class WizardPageBase(QWizardPage):
    """Base of W1 to W11. Pages override the methods under "for pages"; the frame calls them.

    `busy_changed(text)` tells the frame that work goes on (empty: it ended); `go_on` asks for Next once more; `jump`
    for another page by its value; `answered`: the person changed something here. `commit_started`: from now on there is
    no way back; `commit_withdrawn`: there is, because nothing was written. `finished`: the profile is ready, the set-up
    ends.
    """

    busy_changed = Signal(str)
    go_on = Signal()
    jump = Signal(str)
    help_wanted = Signal()
    demo_requested = Signal()
    new_profile_requested = Signal()
    commit_started = Signal()
    commit_withdrawn = Signal()
    finished = Signal()
    answered = Signal()
    can_finish_without = False

    def __init__(self, page: PageId, title: str, instruction: str, model: SetupModel) -> None:
        super().__init__()
        self.page = page
        self.model = model
        self.title_text = title
        self.setObjectName(page.value)
        self.setAccessibleName(title)
        self._passing = False
        self._task: Task | None = None
        self.last_failure: Failure | None = None
        self._again: tuple[Call[object], Callable[[object], None], str] | None = None
        self._then: Callable[[object], None] | None = None
        self._steps_line: StepsLine | None = None
        self._headline = PageTitle(title, self)
        self._headline.setObjectName(f"{page.value}.title")
        self._instruction = MainInstruction(instruction, self)
        self.body_area = PageBody(self)
        self.strip = MessageStrip(f"{page.value}.strip", self)
        self.strip.action_triggered.connect(self._on_strip_action)
        self.busy_bar = BusyBar(f"{page.value}.busy", self)
        self._column = QVBoxLayout(self)
        set_spacing(self._column, 1, 2)
        self._title_box = QVBoxLayout()
        set_spacing(self._title_box, 0, 1)
        self._title_box.addWidget(self._headline)
        self._title_box.addWidget(self._instruction)
        self._column.addLayout(self._title_box)
        self._column.addWidget(self.body_area, 1)
        self._column.addWidget(self.busy_bar)
        self._column.addWidget(self.strip)

    # -- for pages --

    def show_state(self, state: SetupState) -> None:
        """Fill the fields from the state; called on every entry, before `entered`."""

    def entered(self) -> None:
        """The page is on show: start what starts by itself."""

    def left(self) -> None:
        """The page is not on show any more: stop waiting for things."""
        self.stop()

    def first_field(self) -> QWidget | None:
        """What gets the focus on entry."""
        return None

    def collect(self) -> None:
        """Write what the fields say into the model; called before Next, Back and closing. Never fails."""

    def refusal(self) -> Missing | None:
        """What Next needs first; shown in the strip, with the focus on its field."""
        missing = self.model.flow.missing(self.page)
        return missing[0] if missing else None

    def refuse(self, missing: Missing) -> None:
        """Show what is missing. Pages with tables show the row too."""
        self.show_refusal(missing_text(missing), self.field(missing.field))

    def next_call(self) -> Call[object] | None:
        """What Next does in the background, None for nothing."""
        return None

    def next_text(self) -> str:
        """What the busy line says while it does."""
        return self.tr("Checking…")

    def next_done(self, result: object) -> bool:
        """Take the result of `next_call` over; False keeps the page."""
        return True

    def act(self, message: str, action: str) -> None:
        """A button of the strip was pressed that the base does not know."""

    def finish_without_syncing(self) -> None:
        """*Finish without syncing* was pressed; shown where `can_finish_without` is set."""

    def may_close(self) -> bool:
        """Whether the window may close now; asks the person where needed (D10)."""
        return True

    def help_text(self) -> str:
        """What F1 shows first; plain text."""
        return ""

    # -- given to pages --

    @property
    def state(self) -> SetupState:
        """What is known now."""
        return self.model.state

    def body(self) -> QVBoxLayout:
        """The column of the body."""
        return self.body_area.column()

    def field_widget(self, name: str) -> QWidget | None:
        """The widget with this objectName."""
        found = self.findChild(QWidget, name)
        return found if isinstance(found, QWidget) else None

    def is_busy(self) -> bool:
        """Whether work goes on for this page."""
        return self._task is not None and self._task.is_running()

    def work(self, call: Call[object], then: Callable[[object], None], text: str, *, hold: bool = True) -> Task:
        """Run a call of the session in the background, busy until it ends; `then` is a bound method of the page.

        A failure is shown in the strip, and its *Try again* runs the same once more. `hold` keeps the fields still.
        """
        self.stop()
        self.strip.clear_message(FAILURE)
        self.strip.clear_message(REFUSED)
        self._again = (call, then, text)
        self._then = then
        if hold:
            self.body_area.hold()
        self.busy_bar.start(text, stoppable=False)  # Stop stands in the button row
        self.busy_changed.emit(text)
        task = self.model.background.start(session_job(call), f"{self.page.value} work")
        self._task = task
        return task.deliver(result=self._on_result, failed=self._on_failed, cancelled=self._on_cancelled)

    def stop(self) -> None:
        """Ask the work under way to stop; its answer is not waited for."""
        if self._task is not None and self._task.is_running():
            self._task.cancel()

    def forget_work(self) -> None:
        """What failed was no `work`: *Try again* goes to `act`."""
        self._again = None

    def show_failure(self, failure: Failure) -> None:
        """Show a failure with the buttons ui.md §6 gives it."""
        self.last_failure = failure
        self.strip.show_message(failure_message(failure))

    def show_refusal(self, title: str, focus: QWidget | None = None, text: str = "") -> None:
        """The strip of a refused Next: spoken at once, the focus goes to what is at fault."""
        self.strip.show_message(StripMessage(REFUSED, Severity.ATTENTION, title, text), insist=True)
        if focus is not None and focus.isEnabled() and not focus.isHidden():
            self.body_area.reveal(focus)
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_title(self, title: str, instruction: str) -> None:
        """Another title and instruction, where the page goes through several states (W11)."""
        self.title_text = title
        self._headline.setText(title)
        self._instruction.setText(instruction)
        self._instruction.setVisible(bool(instruction))
        self.setAccessibleName(title)

    def focus_next(self) -> None:
        """Put the focus on Next: everything on the page is answered."""
        wizard = self.wizard()
        if wizard is not None:
            wizard.button(QWizard.WizardButton.NextButton).setFocus(Qt.FocusReason.OtherFocusReason)

    def copy_text(self, text: str, said: str = "") -> None:
        """Put a text on the clipboard and say so."""
        QGuiApplication.clipboard().setText(text)
        announce(self, said or self.tr("Copied"))

    # -- for the frame --

    def embed(self) -> None:
        """Stand in another window, which has a title of its own."""
        self._headline.hide()
        self.body_area.show_whole()
        self._column.setContentsMargins(0, 0, 0, 0)

    def add_steps_line(self, steps: StepsModel) -> StepsLine:
        """The steps as one line above the title, for small windows; hidden until `show_steps_line`."""
        self._steps_line = StepsLine(steps, f"{self.page.value}.steps", self)
        self._steps_line.hide()
        self._column.insertWidget(0, self._steps_line)
        return self._steps_line

    def add_demo_banner(self) -> DemoBanner:
        """Say on the page that nothing is real; it cannot be hidden."""
        banner = DemoBanner(self)
        self._column.insertWidget(0, banner)
        return banner

    def show_steps_line(self, shown: bool) -> None:
        """Show it, or not."""
        if self._steps_line is not None:
            self._steps_line.setVisible(shown)

    # -- Qt --

    def field(self, name: str) -> QWidget | None:
        """The widget with this objectName (QWizard's own field mechanism is not used)."""
        return self.field_widget(name)

    def isComplete(self) -> bool:
        return True

    def validatePage(self) -> bool:
        if self._passing:
            self._passing = False
            return True
        if self.is_busy():
            return False
        self.collect()
        self.strip.clear_message(REFUSED)
        missing = self.refusal()
        if missing is not None:
            self.refuse(missing)
            return False
        call = self.next_call()
        if call is None:
            return True
        self.work(call, self._on_next_result, self.next_text())
        return False

    def _on_next_result(self, result: object) -> None:
        if self.next_done(result):
            self._passing = True
            self.go_on.emit()
            self._passing = False

    def _on_result(self, result: object) -> None:
        if self.sender() is not self._task:
            return  # stopped before; what came next is under way
        self._end_work()
        if self._then is not None:
            self._then(result)

    def _on_failed(self, error: object) -> None:
        if self.sender() is not self._task:
            return
        self._end_work()
        if isinstance(error, Failure):
            self.show_failure(error)
        elif isinstance(error, BaseException):
            self.show_failure(unexpected_failure(error))

    def _on_cancelled(self) -> None:
        if self.sender() is self._task:
            self._end_work()

    def _end_work(self) -> None:
        self._task = None
        self.body_area.release()
        self.busy_bar.finish()
        self.busy_changed.emit("")

    def _on_strip_action(self, message: str, action: str) -> None:
        if message == FAILURE and action == COPY_LIST:
            shown = self.strip.current()
            self.copy_text(shown.details if shown else "")
        elif message == FAILURE and action == TRY_AGAIN and self._again is not None:
            self.strip.clear_message(FAILURE)
            self.work(*self._again)
        else:
            self.act(message, action)
