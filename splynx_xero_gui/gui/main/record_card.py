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


class RecordCard(Card):
    """`archive_wanted`: the person confirmed that the links be set aside."""

    archive_wanted = Signal()

    def __init__(self, model: MainModel, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._model = model
        self._question: MessageDialog | None = None
        self.set_title(self.tr("Sync record"))
        self._line = IconLine(parent=self)
        text = self.tr(
            "It knows which item here is which item there. To use this profile with another organisation or another "
            "Splynx, its links are set aside first."
        )
        self.body().addWidget(self._line)
        self.body().addWidget(TypeLabel(text, parent=self))
        row = QWidget(self)
        flow = FlowLayout(row)
        self._archive = ActionButton(self.tr("Set the &links aside…"), row)
        self._archive.setObjectName("connections.archive")
        self._archive.clicked.connect(self.ask)
        flow.addWidget(self._archive)
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
        self._archive.setEnabled(last and not self._model.is_busy())

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
