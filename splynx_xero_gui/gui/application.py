"""From the process's start to its end: which window is open, and what it works on.

Nothing is read and nothing heavy is imported before a window can be seen; both happen in the background.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.gui.collector import Collector
from splynx_xero_gui.gui.crash import CrashReporter
from splynx_xero_gui.gui.entry import DEMO_PROFILE, Demo, Entry, prefill_of
from splynx_xero_gui.gui.kit.dialogs import ButtonRole, DialogButton, MessageDialog
from splynx_xero_gui.gui.kit.strip import Severity, StripMessage
from splynx_xero_gui.gui.look import Appearance
from splynx_xero_gui.gui.main_window import MainWindow
from splynx_xero_gui.gui.opening_window import OpeningWindow
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.start_dialog import StartAnswer, StartDialog, StartKind
from splynx_xero_gui.gui.translations import load_translations
from splynx_xero_gui.gui.warm_up import WarmUp
from splynx_xero_gui.gui.wizard.failure_words import unexpected_failure
from splynx_xero_gui.gui.wizard.frame import SetupWizard
from splynx_xero_gui.gui.wizard.model import Opener, open_in_browser
from splynx_xero_gui.gui.worker import Background, Task
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.drafts import Draft, draft_of
from splynx_xero_gui.wizard.flow import Progress
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.resume import again, resumed
from splynx_xero_gui.wizard.services import Workplace
from splynx_xero_gui.wizard.state import DEFAULT_PROFILE_NAME, SetupState

_OPENING_AFTER_MS = 300


@dataclass(frozen=True, slots=True)
class _Opened:
    """What the start needs to know of a workplace."""

    workplace: Workplace
    profiles: tuple[str, ...]
    draft: Draft | None = None
    demo: Demo | None = None


@dataclass(frozen=True, slots=True)
class _Setup:
    """A set-up to be shown."""

    state: SetupState
    progress: Progress | None = None


class Application(QObject):
    """Holds the one window that is open, and opens the next before it lets it go."""

    def __init__(
        self,
        app: QApplication,
        entry: Entry,
        profile: str = "",
        demo: bool = False,
        opener: Opener = open_in_browser,
    ) -> None:
        super().__init__(app)
        self._app = app
        self._entry = entry
        self._wanted = profile
        self._start_demo = demo
        self._opener = opener
        self._background = Background(self)
        self._workplace: Workplace | None = None
        self._demo: Demo | None = None
        self._window: QWidget | None = None
        self._behind: MainWindow | None = None
        self._opening: OpeningWindow | None = None
        self._task: Task | None = None
        self._question: MessageDialog | None = None
        self._ending = False
        self._after_setup: Callable[[Observer, Cancel], _Opened] | None = None
        self._draft: Draft | None = None
        self.crash = CrashReporter(self._log_folder, self)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_OPENING_AFTER_MS)
        self._slow.timeout.connect(self._show_opening)
        app.setQuitOnLastWindowClosed(False)
        app.aboutToQuit.connect(self.end)

    # -- what others use --

    def start(self) -> None:
        """Open the books and show the window that fits."""
        self._open(self._open_demo if self._start_demo else self._open_own)

    def window(self) -> QWidget | None:
        """The window the person works in."""
        return self._window

    def question(self) -> MessageDialog | None:
        """What went wrong while opening, while it is on show."""
        return self._question

    def obey(self, _signal: int, _frame: object) -> None:
        """Ctrl+C in a terminal, or the system asks to end: stop at the next safe place."""
        self._app.quit()

    def end(self) -> None:
        """Join every thread, stop the demo, remove its folder."""
        if self._ending:
            return
        self._ending = True
        self._slow.stop()
        self._background.shutdown()
        for window in (self._window, self._behind):
            if isinstance(window, (MainWindow, SetupWizard)):
                window.blockSignals(True)
                window.background.shutdown()
        if self._demo is not None:
            self._demo.close()
            self._demo = None

    # -- opening --

    def _open(self, call: Callable[[Observer, Cancel], _Opened]) -> None:
        self._work(call, self._on_opened)

    def _work(self, call: Callable[[Observer, Cancel], object], then: Callable[[object], None]) -> None:
        if self._task is not None:
            return
        self._slow.start()
        self._task = self._background.start(session_job(call), "opening")
        self._task.deliver(result=then, failed=self._on_failed, finished=self._on_finished)

    def _open_own(self, _observer: Observer, _cancel: Cancel) -> _Opened:
        workplace = self._entry.open_own()
        return _Opened(workplace, tuple(workplace.profiles()), draft_of(workplace.load_draft()))

    def _open_demo(self, _observer: Observer, _cancel: Cancel) -> _Opened:
        demo = self._entry.open_demo()
        return _Opened(demo.workplace, (), None, demo)

    def _show_opening(self) -> None:
        if self._window is None:
            self._opening = OpeningWindow()
            self._opening.show()

    def _on_finished(self) -> None:
        self._task = None
        self._slow.stop()
        if self._opening is not None:
            self._opening.close()
            self._opening.deleteLater()
            self._opening = None
        self._quit_when_alone()

    def _on_failed(self, error: object) -> None:
        failure = error if isinstance(error, Failure) else None
        if failure is None:
            failure = unexpected_failure(error if isinstance(error, BaseException) else RuntimeError(str(error)))
        self._question = MessageDialog(
            failure.title,
            f"{failure.message} {failure.what_to_do}".strip(),
            (
                DialogButton("again", self.tr("&Try again")),
                DialogButton("close", self.tr("&Close"), ButtonRole.SAFE),
            ),
            Severity.DANGER,
            details=failure.details,
            name="opening.failed",
            parent=self._window,
        )
        self._question.answered.connect(self._on_failed_answer)
        self._question.open()

    def _on_failed_answer(self, key: str) -> None:
        dialog, self._question = self._question, None
        if dialog is not None:
            dialog.deleteLater()
        if key == "again":
            self.start()
        self._quit_when_alone()

    def _on_opened(self, opened: object) -> None:
        if not isinstance(opened, _Opened):
            return
        former, self._demo = self._demo, opened.demo
        self._workplace = opened.workplace
        if opened.demo is not None:
            self._show_setup(_Setup(SetupState(profile_name=DEMO_PROFILE)))
        elif self._wanted:
            self._open_wanted(opened)
        elif opened.draft is not None or len(opened.profiles) > 1:
            self._ask_start(opened)
        elif opened.profiles:
            self._show_main(opened.profiles[0])
        else:
            self._show_setup(_Setup(SetupState()))
        if former is not None:
            former.close()

    def _open_wanted(self, opened: _Opened) -> None:
        if self._wanted in opened.profiles:
            self._show_main(self._wanted)
            return
        known = ", ".join(opened.profiles) or self.tr("none yet")
        failure = Failure(
            "P0",
            self.tr("There is no profile called {name}").format(name=self._wanted),
            self.tr("Profiles on this computer: {names}.").format(names=known),
            self.tr("Nothing was opened."),
        )
        self._wanted = ""
        self._on_failed(failure)

    # -- D1 --

    def _ask_start(self, opened: _Opened) -> None:
        dialog = StartDialog(opened.draft, opened.profiles)
        dialog.finished.connect(self._on_start)
        self._draft = opened.draft
        self._swap(dialog)

    def _on_start(self, _result: int) -> None:
        dialog = self._window
        if not isinstance(dialog, StartDialog):
            return
        answer, draft = dialog.answer(), self._draft
        self._window = None
        dialog.deleteLater()
        match answer.kind:
            case StartKind.CONTINUE if draft is not None:
                self._work(partial(self._resume, draft), self._on_setup)
            case StartKind.AGAIN:
                self._work(partial(self._forget, answer), self._on_setup)
            case StartKind.PROFILE:
                self._show_main(answer.profile)
            case StartKind.NEW:
                self._new_setup()
            case StartKind.DEMO:
                self._open(self._open_demo)
            case _:
                self._quit_when_alone()

    def _resume(self, draft: Draft, _observer: Observer, _cancel: Cancel) -> _Setup:
        assert self._workplace is not None
        session = self._workplace.session(draft.state.profile_name)
        return _Setup(resumed(draft.state, session), draft.progress)

    def _forget(self, answer: StartAnswer, _observer: Observer, cancel: Cancel) -> _Setup:
        """Start again: the draft goes, and the keys with it unless they shall be kept."""
        assert self._workplace is not None
        self._workplace.save_draft(None)
        session = self._workplace.session(answer.profile)
        if not answer.keep_keys:
            session.disconnect(cancel)
            return _Setup(SetupState(profile_name=answer.profile))
        return _Setup(resumed(SetupState(profile_name=answer.profile, owns_name=True), session))

    # -- windows --

    def _on_setup(self, setup: object) -> None:
        if isinstance(setup, _Setup):
            self._show_setup(setup)

    def _new_setup(self) -> None:
        self._show_setup(_Setup(SetupState(profile_name=self._free_name())))

    def _free_name(self) -> str:
        """A name for a new profile that no stored one has."""
        taken = set(self._workplace.profiles()) if self._workplace is not None else set()
        start = DEMO_PROFILE if self._demo is not None else DEFAULT_PROFILE_NAME
        names = (start, *(f"{start} {n}" for n in range(2, 100)))
        return next((name for name in names if name not in taken), start)

    def _show_setup(self, setup: _Setup) -> None:
        assert self._workplace is not None
        wizard = SetupWizard(
            self._workplace,
            setup.state,
            setup.progress,
            opener=self._opener,
            prefill=prefill_of(self._demo) if self._demo is not None else None,
        )
        wizard.finished.connect(self._on_setup_finished)
        wizard.demo_requested.connect(self._on_demo)
        wizard.own_books_requested.connect(self._on_own)
        wizard.new_profile_requested.connect(self._on_new_profile)
        if isinstance(self._window, MainWindow):
            self._behind = self._window
            self._window = None
        self._swap(wizard)
        if self._demo is not None and self._demo.keys_in_memory:
            self._say_keys_in_memory(wizard)

    def _say_keys_in_memory(self, wizard: SetupWizard) -> None:
        title = self.tr("The demo's keys are kept in memory only")
        text = self.tr(
            "This computer has no password store that can be used. For the demo that is no harm: its keys are made up. "
            "Your own books need one."
        )
        page = wizard.page_of(PageId.SPLYNX)
        page.strip.show_message(StripMessage("demo-keys", Severity.INFO, title, text))

    def _on_setup_finished(self, result: int) -> None:
        wizard = self._window
        if not isinstance(wizard, SetupWizard):
            return
        behind, self._behind = self._behind, None
        if self._after_setup is not None:
            self._window = None
            wizard.deleteLater()
            if behind is not None:
                self._drop(behind)
            self._open(self._after_setup)
            return
        if result == SetupWizard.DialogCode.Accepted:
            self._show_main(wizard.model.state.profile_name)
            if behind is not None:
                self._drop(behind)
        elif behind is not None:
            self._window = behind
            self._drop(wizard)
            behind.model.look()
        else:
            self._window = None
            wizard.deleteLater()
            self._quit_when_alone()

    def _show_main(self, name: str) -> None:
        assert self._workplace is not None
        window = MainWindow(self._workplace, name, opener=self._opener)
        window.setup_wanted.connect(self._on_setup_wanted)
        window.switch_wanted.connect(self._on_switch)
        window.own_books_wanted.connect(self._on_own)
        window.closed.connect(self._on_main_closed)
        self._swap(window)

    def _swap(self, window: QWidget) -> None:
        """Show the next window before the former goes."""
        former, self._window = self._window, window
        window.show()
        window.raise_()
        window.activateWindow()
        if former is not None:
            self._drop(former)

    def _drop(self, window: QWidget) -> None:
        window.blockSignals(True)
        if isinstance(window, SetupWizard):
            window.background.shutdown()
            window.hide()
        else:
            window.close()
        window.deleteLater()

    # -- what windows ask for --

    def _on_setup_wanted(self, run_again: bool) -> None:
        window = self._window
        if self._workplace is None or not isinstance(window, MainWindow):
            return
        if run_again:
            self._work(partial(self._again, window.model.session.name), self._on_setup)
        else:
            self._new_setup()

    def _again(self, name: str, _observer: Observer, _cancel: Cancel) -> _Setup:
        assert self._workplace is not None
        return _Setup(again(self._workplace.session(name)))

    def _on_switch(self, name: str) -> None:
        """Another profile; without a name the one in the window was the last."""
        if name:
            self._show_main(name)
            return
        window, self._window = self._window, None
        self._new_setup()
        if window is not None:
            self._drop(window)

    def _on_new_profile(self) -> None:
        self._new_setup()

    def _on_demo(self) -> None:
        """From the set-up of one's own books to the demo; the draft is kept."""
        self._leave_setup(self._open_demo)

    def _on_own(self) -> None:
        self._wanted = ""
        if isinstance(self._window, SetupWizard):
            self._leave_setup(self._open_own)
        else:
            self._open(self._open_own)

    def _leave_setup(self, then: Callable[[Observer, Cancel], _Opened]) -> None:
        """Put the set-up aside and open other books."""
        if isinstance(self._window, SetupWizard):
            self._after_setup = then
            self._window.reject()  # comes back through _on_setup_finished, unless the person wants to stay
            self._after_setup = None

    def _on_main_closed(self) -> None:
        if self.sender() is self._window:
            self._window = None
            self._quit_when_alone()

    def _quit_when_alone(self) -> None:
        if self._window is None and self._task is None and self._question is None and self._behind is None:
            self._app.quit()

    def _log_folder(self) -> Path | None:
        return self._workplace.log_folder if self._workplace is not None else None


def icon() -> QIcon:
    """The program's icon."""
    return QIcon(str(Path(__file__).resolve().parents[2] / "resources" / "splynx-xero.svg"))


# While a worker computes, the window's thread waits this long whenever it wants Python's lock back, several times for
# one event; Python's own 5 ms made that a tenth of a second.
_LOCK_SECONDS = 0.001


def make_application(arguments: Sequence[str]) -> QApplication:
    """The QApplication with name, texts and icon."""
    sys.setswitchinterval(_LOCK_SECONDS)
    app = QApplication(list(arguments))
    app.setApplicationName("splynx-xero")
    app.setApplicationDisplayName("Splynx Xero")
    app.setDesktopFileName("splynx-xero")
    load_translations(app)
    app.setWindowIcon(icon())
    return app


def run(arguments: Sequence[str], entry: Entry, profile: str = "", demo: bool = False) -> int:
    """Run the window until it is closed; returns the process's exit code."""
    app = make_application(arguments)
    Appearance(app, entry.look_file)  # before the first window, which would be seen to change; `app` keeps it
    application = Application(app, entry, profile, demo)
    collector = Collector(app)
    collector.start()
    # Python sees the signal when its code runs next: the collector's timer sees to that.
    for wish in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wish, application.obey)
    application.crash.install()
    application.start()
    WarmUp(app).start()
    code = app.exec()
    application.end()
    application.crash.uninstall()
    collector.stop()
    return code
