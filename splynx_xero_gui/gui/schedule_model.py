"""The schedule of one profile in the window: read, switched on and off in a worker's thread, for whoever shows it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.schedule import Rhythm
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.wizard.failure_words import unexpected_failure
from splynx_xero_gui.gui.worker import Background, Task
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.scheduling import ScheduleState
from splynx_xero_gui.wizard.services import Session


class ScheduleModel(QObject):
    """`changed`: the state is another, or work began or ended. `switched`: a person's choice holds now."""

    changed = Signal()
    switched = Signal()

    def __init__(self, session: Session, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._background = background
        self._task: Task | None = None
        self._was_asked = False
        self.state: ScheduleState | None = None
        self.failure: Failure | None = None

    @property
    def busy(self) -> bool:
        """Whether it is being read or changed."""
        return self._task is not None

    def load(self) -> None:
        """Ask the system's scheduler what it holds."""
        self._start(self._load, asked=False)

    def install(self, rhythm: Rhythm) -> None:
        """Switch it on, or choose another rhythm."""
        self._start(partial(self._install, rhythm), asked=True)

    def remove(self) -> None:
        """Switch it off."""
        self._start(self._remove, asked=True)

    # -- in the worker's thread --

    def _load(self, _observer: Observer, _cancel: Cancel) -> ScheduleState:
        return self._session.schedule.state()

    def _install(self, rhythm: Rhythm, _observer: Observer, _cancel: Cancel) -> ScheduleState:
        return self._session.schedule.install(rhythm)

    def _remove(self, _observer: Observer, _cancel: Cancel) -> ScheduleState:
        self._session.schedule.remove()
        return self._session.schedule.state()

    # -- in the window's thread --

    def _start(self, call: Callable[[Observer, Cancel], ScheduleState], *, asked: bool) -> None:
        if self._task is not None:
            return
        self._was_asked = asked
        self.failure = None
        self._task = self._background.start(session_job(call), "schedule")
        self._task.deliver(result=self._on_result, failed=self._on_failed, finished=self._on_finished)
        self.changed.emit()

    def _on_result(self, state: object) -> None:
        if isinstance(state, ScheduleState):
            self.state = state

    def _on_failed(self, error: object) -> None:
        self.failure = error if isinstance(error, Failure) else None
        if self.failure is None and isinstance(error, BaseException):
            self.failure = unexpected_failure(error)

    def _on_finished(self) -> None:
        self._task = None
        self.changed.emit()
        if self._was_asked and self.failure is None:
            self.switched.emit()
