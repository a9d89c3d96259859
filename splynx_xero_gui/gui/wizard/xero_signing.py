"""One sign-in at Xero from the window: listen, open the browser, count down, take the answer."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.wizard.failure_words import unexpected_failure
from splynx_xero_gui.gui.wizard.model import Opener
from splynx_xero_gui.gui.worker import Background, Task
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.services import Consent, OrganisationChoice, Session

WAIT_SECONDS = 300


class SigningDesk(Protocol):
    """What a sign-in needs: the model of the set-up and that of the main window both have it."""

    @property
    def session(self) -> Session:
        """The profile's session."""
        ...

    @property
    def background(self) -> Background:
        """Where the waiting runs."""
        ...

    @property
    def opener(self) -> Opener:
        """Opens an address in the browser."""
        ...


class XeroSigning(QObject):
    """Emits `opened(bool)` when the browser was asked (False: there is none), `ticked(seconds left)` every second,
    then one of `answered(choices)`, `failed(Failure)`, `stopped()`.
    """

    opened = Signal(bool)
    ticked = Signal(int)
    answered = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    def __init__(self, model: SigningDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._consent: Consent | None = None
        self._task: Task | None = None
        self._until = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self._link = ""

    @property
    def link(self) -> str:
        """The address of the sign-in; stays readable after the end, so that it can be copied."""
        return self._link

    def is_waiting(self) -> bool:
        """Whether an answer is waited for."""
        return self._task is not None

    def start(self, profile: Profile) -> None:
        """Begin a new sign-in; one under way is given up."""
        self.stop()
        session = self._model.session

        def begin(_observer: Observer, _cancel: Cancel) -> Consent:
            return session.begin_consent(profile)

        self._task = self._model.background.start(session_job(begin), "sign-in begin")
        self._task.deliver(result=self._on_begun, failed=self._on_failed)

    def open_again(self) -> None:
        """Ask the browser to open the sign-in page."""
        if self._link:
            self.opened.emit(self._model.opener(self._link))

    def stop(self) -> None:
        """Give the sign-in up; its answer is not waited for."""
        if self._task is None:
            return
        self._task.cancel()
        self._end()
        self.stopped.emit()

    def seconds_left(self) -> int:
        """Whole seconds until the waiting ends."""
        return max(0, round(self._until - monotonic()))

    def _on_begun(self, result: object) -> None:
        consent: Consent = result  # type: ignore[assignment]
        if self.sender() is not self._task:
            consent.close()  # given up while it was begun
            return
        self._consent = consent
        self._link = consent.authorise_url
        self._until = monotonic() + WAIT_SECONDS

        def wait(_observer: Observer, cancel: Cancel) -> Sequence[OrganisationChoice]:
            try:
                return consent.wait(cancel, WAIT_SECONDS)
            finally:
                consent.close()

        self._task = self._model.background.start(session_job(wait), "sign-in wait")
        self._task.deliver(result=self._on_answered, failed=self._on_failed, cancelled=self._on_cancelled)
        self._timer.start()
        self.ticked.emit(self.seconds_left())
        self.open_again()

    def _tick(self) -> None:
        self.ticked.emit(self.seconds_left())

    def _on_answered(self, choices: object) -> None:
        if self.sender() is self._task:
            self._end()
            self.answered.emit(choices)

    def _on_failed(self, error: object) -> None:
        if self.sender() is not self._task:
            return
        self._end()
        if not isinstance(error, Failure):
            error = unexpected_failure(error if isinstance(error, BaseException) else RuntimeError(str(error)))
        self.failed.emit(error)

    def _on_cancelled(self) -> None:
        if self.sender() is self._task:
            self._end()
            self.stopped.emit()

    def _end(self) -> None:
        self._timer.stop()
        self._task = None
        self._consent = None
