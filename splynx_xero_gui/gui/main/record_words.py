"""What is told about the sync record: taken over, set aside, shared (ui.md R4, X5)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from splynx_xero_gui.domain.results import TakenOver
from splynx_xero_gui.gui.kit.dialogs import ButtonRole, DialogButton, MessageDialog
from splynx_xero_gui.gui.kit.formats import number_text
from splynx_xero_gui.gui.kit.strip import MessageStrip, Severity, StripMessage
from splynx_xero_gui.gui.main.model import MainModel
from splynx_xero_gui.gui.wizard.counted import counted
from splynx_xero_gui.gui.wizard.failure_words import SHARED_RECORD, TAKE_OVER

translate = QCoreApplication.translate
RECORD_ACTIONS = (TAKE_OVER, SHARED_RECORD)


class RecordDesk(QObject):
    """Follows the work on the record and answers the buttons of R4 in the window's strip."""

    def __init__(self, model: MainModel, strip: MessageStrip, window: QWidget) -> None:
        super().__init__(window)
        self._model, self._strip, self._window = model, strip, window
        self._dialog: MessageDialog | None = None
        model.taken_over.connect(self._on_taken_over)
        model.archived.connect(self._on_archived)
        strip.action_triggered.connect(self._on_strip)

    def dialog(self) -> MessageDialog | None:
        """How to use a shared record, while it is open."""
        return self._dialog

    def _on_strip(self, message: str, action: str) -> None:
        if action == TAKE_OVER:
            self._strip.clear_message(message)
            self._model.take_over()
        elif action == SHARED_RECORD:
            self._dialog = shared_record_dialog(self._window)
            self._dialog.answered.connect(self._on_closed)
            self._dialog.open()

    def _on_closed(self, _key: str) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _on_taken_over(self, result: object) -> None:
        if isinstance(result, TakenOver):
            self._strip.show_message(taken_over_message(result))

    def _on_archived(self, file: str) -> None:
        self._strip.clear()
        self._strip.show_message(archived_message(file))


def taken_over_message(result: TakenOver) -> StripMessage:
    """How many links were read back, what is asked, what the next sync would write."""
    linked = counted(
        sum(result.links.values()),
        translate("Record", "1 link was read back. Nothing was written."),
        translate("Record", "{n} links were read back. Nothing was written."),
    )
    parts = []
    if result.questions:
        one = translate("Record", "1 question waits under Decisions.")
        parts.append(counted(result.questions, one, translate("Record", "{n} questions wait under Decisions.")))
    writes = translate("Record", "The next sync would write {n} items.").format(n=number_text(result.writes))
    parts.append(writes)
    severity = Severity.ATTENTION if result.questions else Severity.OK
    return StripMessage("taken-over", severity, linked, " ".join(parts))


def archived_message(file: str) -> StripMessage:
    """Where the record is kept, and what comes next."""
    return StripMessage(
        "archived",
        Severity.INFO,
        translate("Record", "The links were set aside"),
        translate("Record", "They are kept in {file}. Sign in to Xero again before the next sync.").format(file=file),
    )


def shared_record_dialog(parent: QWidget) -> MessageDialog:
    """How to use the record of the other computer: both then work on the same one."""
    return MessageDialog(
        translate("Record", "Use the shared record"),
        translate(
            "Record",
            "Several computers may work on one record if it is on a PostgreSQL server. On the other computer run "
            "splynx-xero ledger move postgresql://user@server/database once, export its profile there (Profile, Export "
            "profile), and open that file here. Each person signs in with their own key and sign-in.",
        ),
        (DialogButton("close", translate("Record", "&Close"), ButtonRole.SAFE),),
        Severity.INFO,
        name="shared",
        parent=parent,
    )
