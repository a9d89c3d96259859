"""The sync record on the Connections page: what it is for, and how to set it aside to use other books (X5)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.card import Card
from splynx_xero_gui.gui.kit.dialogs import ButtonRole, DialogButton, MessageDialog
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.labels import ActionButton, TypeLabel
from splynx_xero_gui.gui.kit.strip import Severity
from splynx_xero_gui.gui.main.figures import IconLine
from splynx_xero_gui.gui.main.model import MainModel
from splynx_xero_gui.gui.main.share_record_dialog import ShareRecordDialog


class RecordCard(Card):
    """`archive_wanted`: the person confirmed that the links be set aside."""

    archive_wanted = Signal()

    def __init__(self, model: MainModel, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._model = model
        self._question: MessageDialog | None = None
        self.set_title(self.tr("Sync record"))
        self._dialog: ShareRecordDialog | None = None
        self._line = IconLine(parent=self)
        self._place = TypeLabel("", parent=self)
        text = self.tr(
            "It knows which item here is which item there. To use this profile with another organisation or another "
            "Splynx, its links are set aside first."
        )
        self.body().addWidget(self._line)
        self.body().addWidget(self._place)
        self.body().addWidget(TypeLabel(text, parent=self))
        row = QWidget(self)
        flow = FlowLayout(row)
        self._archive = ActionButton(self.tr("Set the &links aside…"), row)
        self._archive.setObjectName("connections.archive")
        self._archive.clicked.connect(self.ask)
        self._share = ActionButton(self.tr("&Move to a server…"), row)
        self._share.setObjectName("connections.share")
        self._share.clicked.connect(self.ask_place)
        flow.addWidget(self._archive)
        flow.addWidget(self._share)
        self.body().addWidget(row)

    def archive_button(self) -> ActionButton:
        """*Set the links aside…*."""
        return self._archive

    def question(self) -> MessageDialog | None:
        """The question while it is open."""
        return self._question

    def show_known(self) -> None:
        """Follow what is known."""
        last = self._model.status.last_run is not None
        if last:
            self._line.set_line(self.tr("In use"), IconName.CHAIN, Accent.OK)
        else:
            self._line.set_line(self.tr("Empty: nothing was synced yet"), IconName.DASH, Accent.QUIET)
        profile = self._model.profile
        place = profile.ledger_url if profile is not None else ""
        shared = self.tr("Shared on a server: {place}").format(place=place)
        self._place.setText(shared if place else self.tr("Kept in a file on this computer."))
        self._archive.setEnabled(last and not self._model.is_busy())
        self._share.setEnabled(profile is not None and not self._model.status.demo and not self._model.is_busy())

    def share_dialog(self) -> ShareRecordDialog | None:
        """The question for another place while it is open."""
        return self._dialog

    def ask_place(self) -> None:
        """Where the record is to be kept from now on."""
        profile = self._model.profile
        place = profile.ledger_url if profile is not None else ""
        self._dialog = ShareRecordDialog(self._model.session, self._model.background, place, self.window())
        self._dialog.moved.connect(self._on_moved)
        self._dialog.finished.connect(self._on_closed)
        self._dialog.open()

    def _on_moved(self, _place: str) -> None:
        self._model.look()

    def _on_closed(self, _result: int) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def ask(self) -> None:
        """Nothing is set aside by Enter, Esc or closing."""
        self._question = MessageDialog(
            self.tr("Set the links aside?"),
            self.tr(
                "All links, answers and the history of this profile are kept in a file on this computer, and an empty "
                "record is begun. Documents in Splynx and Xero stay as they are. Afterwards sign in to Xero again."
            ),
            (
                DialogButton("nothing", self.tr("Do &nothing"), ButtonRole.SAFE),
                DialogButton("archive", self.tr("&Set aside"), ButtonRole.DANGER),
            ),
            Severity.ATTENTION,
            name="archive",
            parent=self.window(),
        )
        self._question.answered.connect(self._on_answered)
        self._question.open()

    def _on_answered(self, key: str) -> None:
        dialog, self._question = self._question, None
        if dialog is not None:
            dialog.deleteLater()
        if key == "archive":
            self.archive_wanted.emit()
