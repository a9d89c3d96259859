"""Puts the sync record on a database server that several workstations share, or back (design.md §5)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.gui.kit.busy import BusyBar
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.form import Form
from splynx_xero_gui.gui.kit.labels import ActionButton, MainInstruction
from splynx_xero_gui.gui.kit.metrics import ch, set_spacing
from splynx_xero_gui.gui.kit.strip import MessageStrip
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.wizard.failure_words import FAILURE, TRY_AGAIN, failure_message, unexpected_failure
from splynx_xero_gui.gui.wizard.secret_field import SecretField
from splynx_xero_gui.gui.worker import Background, Task
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.services import RecordMoved, Session


class ShareRecordDialog(QDialog):
    """`moved(place)`: the record is there and in use. Closing before changes nothing."""

    moved = Signal(str)

    def __init__(self, session: Session, background: Background, place: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("share")
        self.setModal(True)
        self.setWindowTitle(self.tr("Move the sync record"))
        self._session, self._background = session, background
        self._task: Task | None = None
        column = QVBoxLayout(self)
        set_spacing(column, 3, 2)
        text = self.tr(
            "Everybody who syncs these books works on one record when it is on a PostgreSQL server. It is copied, the "
            "copy is compared, and the record left behind is never used again."
        )
        column.addWidget(MainInstruction(text, self))
        column.addWidget(self._fields(place))
        self._strip = MessageStrip("share.strip", self)
        self._strip.action_triggered.connect(self._on_strip)
        self._busy = BusyBar("share.busy", self)
        for widget in (self._strip, self._busy):
            column.addWidget(widget)
        column.addStretch(1)
        column.addWidget(self._buttons())
        self._address.setFocus()

    def _fields(self, place: str) -> Form:
        form = Form(self)
        self._address = QLineEdit(form)
        self._address.setMinimumWidth(ch(self, 52))
        self._address.setPlaceholderText("postgresql://sync@books.example.net/splynx_xero")
        now = place or self.tr("a file on this computer")
        help_text = self.tr("Ask who runs the server. Now it is in {place}.").format(place=now)
        self._row = form.add_row(self.tr("&Address"), self._address, help_text, "share.address")
        self._password = SecretField("share.password", form)
        form.add_row(self.tr("&Password"), self._password, self.tr("Kept in this computer's password store only."), "")
        self._password.edit.setAccessibleName(self.tr("Password"))
        return form

    def _buttons(self) -> QWidget:
        row = QWidget(self)
        flow = FlowLayout(row, trailing=True)
        self._move = ActionButton(self.tr("&Move it there"), row)
        self._move.setObjectName("share.move")
        self._move.clicked.connect(self.move_record)
        leave = ActionButton(self.tr("&Leave it where it is"), row)
        leave.setObjectName("share.leave")
        leave.clicked.connect(self.reject)
        leave.setDefault(True)
        flow.addWidget(self._move)
        flow.addWidget(leave)
        return row

    def move_record(self) -> None:
        """Copy it to the address as typed; it is used there from the moment the copy is proven."""
        address = self._address.text().strip()
        self._row.set_error("" if address else self.tr("Enter the address of the database."))
        if not address:
            self._address.setFocus()
            return
        if self._task is not None:
            return
        self._strip.clear()
        self._busy.start(self.tr("Copying and comparing the sync record…"), stoppable=False)
        self._move.setEnabled(False)
        job = session_job(partial(self._work, address, self._password.text()))
        self._task = self._background.start(job, "move record")
        self._task.deliver(result=self._on_done, failed=self._on_failed, finished=self._on_finished)

    def _work(self, address: str, password: str, _observer: Observer, _cancel: Cancel) -> RecordMoved:
        return self._session.move_record(address, password)

    def _on_done(self, result: object) -> None:
        if isinstance(result, RecordMoved):
            self.moved.emit(result.place)
        self.accept()

    def _on_failed(self, error: object) -> None:
        if isinstance(error, Failure):
            self._strip.show_message(failure_message(error))
        elif isinstance(error, BaseException):
            self._strip.show_message(failure_message(unexpected_failure(error)))

    def _on_finished(self) -> None:
        self._task = None
        self._busy.finish()
        self._move.setEnabled(True)

    def _on_strip(self, message: str, action: str) -> None:
        if message == FAILURE and action == TRY_AGAIN:
            self.move_record()

    def reject(self) -> None:
        """Not while it is being copied: the copy is whole or it is not there."""
        if self._task is None:
            super().reject()
