"""A new Splynx API key for a profile that has one: tested first, then kept in the password store."""

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
from splynx_xero_gui.gui.wizard.failure_words import EDIT, FAILURE, TRY_AGAIN, failure_message, unexpected_failure
from splynx_xero_gui.gui.wizard.secret_field import SecretField
from splynx_xero_gui.gui.worker import Background, Task
from splynx_xero_gui.ports.billing import BillingInfo
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.services import Session


class ReplaceKeyDialog(QDialog):
    """`replaced()`: the new key works and is kept. Closing before changes nothing."""

    replaced = Signal()

    def __init__(self, session: Session, background: Background, url: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("key")
        self.setModal(True)
        self.setWindowTitle(self.tr("Replace the Splynx key"))
        self._session = session
        self._background = background
        self._url = url
        self._task: Task | None = None
        column = QVBoxLayout(self)
        set_spacing(column, 3, 2)
        text = self.tr("Enter the new API key of {url}. The old one stays until the new one works.")
        column.addWidget(MainInstruction(text.format(url=url), self))
        form = Form(self)
        self._key = QLineEdit(form)
        self._key.setMinimumWidth(ch(self, 44))
        help_text = self.tr("Splynx › Administration › API keys › Add.")
        self._key_row = form.add_row(self.tr("API &key"), self._key, help_text, "key.key")
        self._secret = SecretField("key.secret", form)
        self._secret_row = form.add_row(
            self.tr("API s&ecret"), self._secret, self.tr("Shown by Splynx beside the key."), ""
        )
        self._secret.edit.setAccessibleName(self.tr("API secret"))
        column.addWidget(form)
        self._strip = MessageStrip("key.strip", self)
        self._strip.action_triggered.connect(self._on_strip)
        self._busy = BusyBar("key.busy", self)
        self._busy.stop_requested.connect(self._stop)
        column.addWidget(self._strip)
        column.addWidget(self._busy)
        column.addStretch(1)
        row = QWidget(self)
        flow = FlowLayout(row, trailing=True)
        self._test = ActionButton(self.tr("&Test and keep"), row)
        self._test.setObjectName("key.test")
        self._test.clicked.connect(self.test)
        cancel = ActionButton(self.tr("&Leave as it is"), row)
        cancel.setObjectName("key.cancel")
        cancel.clicked.connect(self.reject)
        self._test.setDefault(True)
        flow.addWidget(self._test)
        flow.addWidget(cancel)
        column.addWidget(row)
        self._key.setFocus()

    def test(self) -> None:
        """Test the key as typed; it is kept when Splynx accepts it."""
        key, secret = self._key.text().strip(), self._secret.text()
        self._key_row.set_error("" if key else self.tr("Enter the key from Splynx."))
        self._secret_row.set_error("" if secret else self.tr("Enter the secret that belongs to the key."))
        if not key or not secret:
            (self._secret if key else self._key).setFocus()
            return
        if self._task is not None:
            return
        self._strip.clear()
        self._busy.start(self.tr("Asking Splynx…"))
        self._test.setEnabled(False)
        self._task = self._background.start(session_job(partial(self._connect, key, secret)), "replace key")
        self._task.deliver(result=self._on_done, failed=self._on_failed, finished=self._on_finished)

    def _connect(self, key: str, secret: str, _observer: Observer, cancel: Cancel) -> BillingInfo:
        return self._session.connect_splynx(self._url, key, secret, cancel)

    def _on_done(self, _info: object) -> None:
        self.replaced.emit()
        self.accept()

    def _on_failed(self, error: object) -> None:
        if isinstance(error, Failure):
            self._strip.show_message(failure_message(error))
        elif isinstance(error, BaseException):
            self._strip.show_message(failure_message(unexpected_failure(error)))

    def _on_finished(self) -> None:
        self._task = None
        self._busy.finish()
        self._test.setEnabled(True)

    def _on_strip(self, message: str, action: str) -> None:
        if message == FAILURE and action == TRY_AGAIN:
            self.test()
        elif message == FAILURE and action == EDIT:
            self._strip.clear()
            self._key.setFocus()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def reject(self) -> None:
        self._stop()
        super().reject()
