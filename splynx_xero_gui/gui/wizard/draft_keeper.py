"""Keeps the half-done set-up: after every page in the background, and when the window closes before it goes."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.gui.kit.dialogs import ButtonRole, DialogButton, MessageDialog
from splynx_xero_gui.gui.kit.strip import Severity
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.wizard.model import SetupModel
from splynx_xero_gui.gui.worker import Task
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.drafts import draft_json, worth_keeping

_WRITING_MS = 2000


class DraftKeeper(QObject):
    """Writes the draft of one set-up. No secrets are in it."""

    def __init__(self, model: SetupModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._task: Task | None = None
        self._model = model

    def keep_quietly(self) -> None:
        """Keep it in the background, in case the computer stops; what fails here is told when the window closes."""
        draft = self._draft()
        if draft is None:
            return
        workplace = self._model.workplace

        def save(_observer: Observer, _cancel: Cancel) -> None:
            workplace.save_draft(draft)

        self._settle()
        self._task = self._model.background.start(session_job(save), "draft").deliver(finished=self._on_saved)

    def keep(self) -> bool:
        """Keep it now. Where that fails the person decides; False: the window stays open."""
        draft = self._draft()
        return draft is None or self._written(draft)

    def forget(self) -> bool:
        """The set-up is finished: remove the draft."""
        return self._written(None)

    def _on_saved(self) -> None:
        if self.sender() is self._task:
            self._task = None

    def _settle(self) -> None:
        """Wait for a draft being written, so that an older one never comes after a newer one, or after its removal."""
        if self._task is not None:
            self._task.join(_WRITING_MS)
            self._task = None

    def _draft(self) -> dict[str, object] | None:
        flow = self._model.flow
        if not worth_keeping(flow.state, flow.progress) or flow.progress.committed:
            return None
        return draft_json(flow.state, flow.progress, self._model.clock.now())

    def _written(self, draft: dict[str, object] | None) -> bool:
        self._settle()
        while True:
            try:
                self._model.workplace.save_draft(draft)
            except Failure as failure:
                answer = self._ask(failure)
                if answer == "again":
                    continue
                return answer == "close"
            return True

    def _ask(self, failure: Failure) -> str:
        buttons = (
            DialogButton("again", self.tr("Try again")),
            DialogButton("stay", self.tr("Keep the window open"), ButtonRole.SAFE),
            DialogButton("close", self.tr("Close without saving"), ButtonRole.DANGER),
        )
        text = f"{failure.message} {failure.what_to_do}"
        dialog = MessageDialog(
            failure.title, text, buttons, Severity.DANGER, failure.details, name="draft", parent=self._window
        )
        return dialog.ask()
