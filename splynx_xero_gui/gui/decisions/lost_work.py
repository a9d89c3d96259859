"""What may have arrived, with its work: looked up in the background once it is seen, and when a person asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from splynx_xero_gui.engine.uncertain import MayHaveArrived
from splynx_xero_gui.gui.decisions.lost_view import LostView
from splynx_xero_gui.gui.kit.busy import BusyBar
from splynx_xero_gui.gui.kit.metrics import set_spacing
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.worker import Background, Task
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.services import Session


class LostWork(QWidget):
    """`settled()`: something was found or answered, what waits has to be read again. `failed(error)`."""

    settled = Signal()
    failed = Signal(object)

    def __init__(
        self, session: Session, background: Background, name: str, currency: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._background = background
        self._task: Task | None = None
        self._looked_for: frozenset[str] = frozenset()
        self.view = LostView(name, currency, self)
        self.view.look_up_wanted.connect(self.look_up)
        self.view.there.connect(self._on_there)
        self.view.not_there.connect(self._on_not_there)
        self.busy = BusyBar(f"{name}.busy", self)
        self.busy.stop_requested.connect(self.stop)
        column = QVBoxLayout(self)
        set_spacing(column, 0, 1)
        column.addWidget(self.view, 1)
        column.addWidget(self.busy)

    def is_busy(self) -> bool:
        """Whether something is looked up or settled."""
        return self._task is not None and self._task.is_running()

    def show_lost(self, lost: Sequence[MayHaveArrived]) -> None:
        """Show these. What was not looked for yet is looked for at once, in the background."""
        self.view.show_lost(lost)
        new = {one.id for one in lost} - self._looked_for
        if new and not self.is_busy() and any(one.looked_up == 0 for one in lost if one.id in new):
            self._looked_for |= new
            self.look_up()

    def look_up(self) -> None:
        """Look for them now."""
        self._start(self._look_up, self.tr("Looking on the other side…"))

    def stop(self) -> None:
        """Ask the work under way to stop."""
        if self._task is not None:
            self._task.cancel()

    def _on_there(self, lost: MayHaveArrived, object_id: str) -> None:
        self._start(partial(self._it_is_there, lost.id, object_id), self.tr("Linking it…"))

    def _on_not_there(self, lost: MayHaveArrived) -> None:
        self._start(partial(self._it_is_not_there, lost.id), self.tr("Keeping the answer…"))

    # -- in the worker's thread --

    def _look_up(self, observer: Observer, cancel: Cancel) -> bool:
        self._session.look_up(observer, cancel)
        return True

    def _it_is_there(self, id: str, object_id: str, observer: Observer, cancel: Cancel) -> bool:
        self._session.it_is_there(id, object_id, observer, cancel)
        return True

    def _it_is_not_there(self, id: str, _observer: Observer, _cancel: Cancel) -> bool:
        self._session.it_is_not_there(id)
        return True

    # -- in the window's thread --

    def _start(self, call: object, text: str) -> None:
        if self.is_busy():
            return
        self.busy.start(text)
        self.view.set_busy(True)
        self._task = self._background.start(session_job(call), "may have arrived")  # type: ignore[arg-type]
        self._task.deliver(result=self._on_done, failed=self._on_failed, finished=self._on_finished)

    def _on_done(self, _result: object) -> None:
        self.settled.emit()

    def _on_failed(self, error: object) -> None:
        if isinstance(error, BaseException):
            self.failed.emit(error)

    def _on_finished(self) -> None:
        self.busy.finish()
        self.view.set_busy(False)
