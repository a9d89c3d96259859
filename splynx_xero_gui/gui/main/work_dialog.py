"""A dialog with a few fields and one piece of work, which is done in the background and told of in place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.gui.kit.busy import BusyBar
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.labels import ActionButton, MainInstruction
from splynx_xero_gui.gui.kit.metrics import set_spacing
from splynx_xero_gui.gui.kit.strip import MessageStrip
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.wizard.failure_words import EDIT, FAILURE, TRY_AGAIN, failure_message, unexpected_failure
from splynx_xero_gui.gui.worker import Background, Task
from splynx_xero_gui.ports.control import Cancel, Observer


class WorkDialog(QDialog):
    """Closing before the work has succeeded changes nothing. Work that is not ``stoppable`` keeps the dialog open.

    A subclass lays out its fields (`lay_out`), starts the work when the verb is pressed (`begin`), and says what its
    success means (`succeeded`).
    """

    stoppable = True

    def __init__(self, name: str, title: str, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setModal(True)
        self.setWindowTitle(title)
        self._background = background
        self._task: Task | None = None
        self._strip = MessageStrip(f"{name}.strip", self)
        self._strip.action_triggered.connect(self._on_strip)
        self._busy = BusyBar(f"{name}.busy", self)
        self._busy.stop_requested.connect(self.stop)

    def lay_out(self, text: str, fields: QWidget, verb: tuple[str, str], leave: tuple[str, str]) -> None:
        """The sentence, the fields, and two buttons, each by its key and label; who calls says which is the default."""
        row = QWidget(self)
        flow = FlowLayout(row, trailing=True)
        self._verb = self._button(*verb, row, self.begin)
        self._leave = self._button(*leave, row, self.reject)
        flow.addWidget(self._verb)
        flow.addWidget(self._leave)
        column = QVBoxLayout(self)
        set_spacing(column, 3, 2)
        for widget in (MainInstruction(text, self), fields, self._strip, self._busy):
            column.addWidget(widget)
        column.addStretch(1)
        column.addWidget(row)

    def _button(self, key: str, label: str, row: QWidget, pressed: Callable[[], object]) -> ActionButton:
        button = ActionButton(label, row)
        button.setObjectName(f"{self.objectName()}.{key}")
        button.clicked.connect(pressed)
        return button

    def begin(self) -> None:
        """The verb, or *Try again*, was pressed."""
        raise NotImplementedError

    def succeeded(self, result: object) -> None:
        """The work is done; the dialog closes afterwards."""
        raise NotImplementedError

    def first_field(self) -> QWidget:
        """Where what was typed is mended."""
        raise NotImplementedError

    def is_busy(self) -> bool:
        """Whether it works."""
        return self._task is not None

    def work(self, call: Callable[[Observer, Cancel], object], text: str) -> None:
        """Do this in the background, unless something runs already."""
        if self._task is not None:
            return
        self._strip.clear()
        self._busy.start(text, stoppable=self.stoppable)
        self._verb.setEnabled(False)
        self._task = self._background.start(session_job(call), f"{self.objectName()} work")
        self._task.deliver(result=self._on_done, failed=self._on_failed, finished=self._on_finished)

    def stop(self) -> None:
        """Ask the work to stop."""
        if self._task is not None:
            self._task.cancel()

    def reject(self) -> None:
        if self._task is not None and not self.stoppable:
            return
        self.stop()
        super().reject()

    def _on_done(self, result: object) -> None:
        self.succeeded(result)
        self.accept()

    def _on_failed(self, error: object) -> None:
        if isinstance(error, Failure):
            self._strip.show_message(failure_message(error))
        elif isinstance(error, BaseException):
            self._strip.show_message(failure_message(unexpected_failure(error)))

    def _on_finished(self) -> None:
        self._task = None
        self._busy.finish()
        self._verb.setEnabled(True)

    def _on_strip(self, message: str, action: str) -> None:
        if message == FAILURE and action == TRY_AGAIN:
            self.begin()
        elif message == FAILURE and action == EDIT:
            self._strip.clear()
            self.first_field().setFocus()
