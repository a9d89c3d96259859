"""A new Splynx API key for a profile that has one: tested first, then kept in the password store."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from splynx_xero_gui.gui.kit.form import Form
from splynx_xero_gui.gui.kit.metrics import ch
from splynx_xero_gui.gui.main.work_dialog import WorkDialog
from splynx_xero_gui.gui.wizard.secret_field import SecretField
from splynx_xero_gui.gui.worker import Background
from splynx_xero_gui.ports.billing import BillingInfo
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.services import Session


class ReplaceKeyDialog(WorkDialog):
    """`replaced()`: the new key works and is kept."""

    replaced = Signal()

    def __init__(self, session: Session, background: Background, url: str, parent: QWidget | None = None) -> None:
        super().__init__("key", self.tr("Replace the Splynx key"), background, parent)
        self._session = session
        self._url = url
        text = self.tr("Enter the new API key of {url}. The old one stays until the new one works.").format(url=url)
        test, leave = self.tr("&Test and keep"), self.tr("&Leave as it is")
        self.lay_out(text, self._fields(), ("test", test), ("cancel", leave))
        self._verb.setDefault(True)
        self._key.setFocus()

    def _fields(self) -> Form:
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
        return form

    def first_field(self) -> QWidget:
        return self._key

    def begin(self) -> None:
        """Test the key as typed; it is kept when Splynx accepts it."""
        key, secret = self._key.text().strip(), self._secret.text()
        self._key_row.set_error("" if key else self.tr("Enter the key from Splynx."))
        self._secret_row.set_error("" if secret else self.tr("Enter the secret that belongs to the key."))
        if not key or not secret:
            (self._secret if key else self._key).setFocus()
            return
        self.work(partial(self._connect, key, secret), self.tr("Asking Splynx…"))

    def _connect(self, key: str, secret: str, _observer: Observer, cancel: Cancel) -> BillingInfo:
        return self._session.connect_splynx(self._url, key, secret, cancel)

    def succeeded(self, result: object) -> None:
        self.replaced.emit()
