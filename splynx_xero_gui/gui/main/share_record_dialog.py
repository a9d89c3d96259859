"""Puts the sync record on a database server that several workstations share, or back (design.md §5)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from splynx_xero_gui.gui.kit.form import Form
from splynx_xero_gui.gui.kit.metrics import ch
from splynx_xero_gui.gui.main.work_dialog import WorkDialog
from splynx_xero_gui.gui.wizard.secret_field import SecretField
from splynx_xero_gui.gui.worker import Background
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.services import RecordMoved, Session


class ShareRecordDialog(WorkDialog):
    """`moved(place)`: the record is there and in use. While it is being copied the dialog stays: the copy is whole or
    it is not there."""

    moved = Signal(str)
    stoppable = False

    def __init__(self, session: Session, background: Background, place: str, parent: QWidget | None = None) -> None:
        super().__init__("share", self.tr("Move the sync record"), background, parent)
        self._session = session
        text = self.tr(
            "Everybody who syncs these books works on one record when it is on a PostgreSQL server. It is copied, the "
            "copy is compared, and the record left behind is never used again."
        )
        move, leave = self.tr("&Move it there"), self.tr("&Leave it where it is")
        self.lay_out(text, self._fields(place), ("move", move), ("leave", leave))
        self._leave.setDefault(True)
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

    def first_field(self) -> QWidget:
        return self._address

    def begin(self) -> None:
        """Copy it to the address as typed; it is used there from the moment the copy is proven."""
        address = self._address.text().strip()
        self._row.set_error("" if address else self.tr("Enter the address of the database."))
        if not address:
            self._address.setFocus()
            return
        copy = partial(self._move, address, self._password.text())
        self.work(copy, self.tr("Copying and comparing the sync record…"))

    def _move(self, address: str, password: str, _observer: Observer, _cancel: Cancel) -> RecordMoved:
        return self._session.move_record(address, password)

    def succeeded(self, result: object) -> None:
        if isinstance(result, RecordMoved):
            self.moved.emit(result.place)
