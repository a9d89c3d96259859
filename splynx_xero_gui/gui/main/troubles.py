"""What the window's strip says: that something is not connected, and what failed, each with its way out (ui.md §5)."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from splynx_xero_gui.domain.failures import Failure, NotAuthorised
from splynx_xero_gui.gui.kit.strip import MessageStrip, Severity, StripAction, StripMessage
from splynx_xero_gui.gui.main.model import MainModel, Work
from splynx_xero_gui.gui.main.record_words import RECORD_ACTIONS
from splynx_xero_gui.gui.wizard.failure_words import SIGN_IN, TRY_AGAIN, failure_message

_CONNECT = "connect"
# What an undo could not do is said in its own dialog.
_SAID_ELSEWHERE = (Work.UNDO_PLAN, Work.UNDO)
_MENDED_BY_ITSELF = (Work.LOOK, Work.PLAN, Work.SYNC, Work.COMPARE, Work.DISCONNECT)


class Troubles(QObject):
    """Follows the model's failures. `again_wanted(Work value)`: *Try again* was pressed on what that work said."""

    connections_wanted = Signal()
    sign_in_wanted = Signal()
    again_wanted = Signal(str)

    def __init__(self, model: MainModel, strip: MessageStrip, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._strip = strip
        strip.action_triggered.connect(self._on_action)
        model.failed.connect(self._on_failed)

    def show_known(self) -> None:
        """Say what lasts; take back what is mended."""
        model = self._model
        if model.known and not model.connected and Work.DISCONNECT not in model.troubles:
            title = self.tr("Not connected")
            text = self.tr("Splynx or Xero is not connected on this computer. Nothing can be read or written.")
            action = StripAction(_CONNECT, self.tr("&Connect"))
            self._strip.show_message(StripMessage(_CONNECT, Severity.ATTENTION, title, text, (action,)))
        else:
            self._strip.clear_message(_CONNECT)
        for work in _MENDED_BY_ITSELF:
            if work not in model.troubles:
                self._strip.clear_message(work.value)

    def show_trouble(self, failure: object) -> None:
        """What went wrong on the page of the connections."""
        if isinstance(failure, Failure):
            self._strip.show_message(failure_message(failure, "connections"))

    def _on_failed(self, work: object, failure: object) -> None:
        if isinstance(work, Work) and isinstance(failure, Failure) and work not in _SAID_ELSEWHERE:
            self._strip.show_message(self._message(failure, work.value))

    def _message(self, failure: Failure, key: str) -> StripMessage:
        message = failure_message(failure, key)
        if isinstance(failure, NotAuthorised) and not any(a.key == SIGN_IN for a in message.actions):
            action = StripAction(_CONNECT, self.tr("&Connect"))
            return StripMessage(key, message.severity, message.title, message.text, (action,), message.details)
        return message

    def _on_action(self, message: str, action: str) -> None:
        if action == SIGN_IN:
            self.sign_in_wanted.emit()
        elif action == TRY_AGAIN:
            self._strip.clear_message(message)
            self.again_wanted.emit(message)
        elif action not in RECORD_ACTIONS:
            self.connections_wanted.emit()
