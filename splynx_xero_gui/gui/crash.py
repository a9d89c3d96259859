"""What happens when the program itself fails (G1): a careful note in the log folder, and one calm dialog."""

from __future__ import annotations

import datetime as dt
import logging
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from splynx_xero_gui.gui.kit.dialogs import ButtonRole, DialogButton, MessageDialog
from splynx_xero_gui.gui.kit.strip import Severity
from splynx_xero_gui.gui.support import error_text, save_support_file, versions_text

_log = logging.getLogger(__name__)
_SAVE = "save"


class CrashReporter(QObject):
    """Takes errors nobody caught, from any thread, while `install`ed. `reported(text)`: one was noted.

    The text names kinds of errors and lines of code, never their messages: these may quote a customer or a key.
    """

    reported = Signal(str)

    def __init__(self, log_folder: Callable[[], Path | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log_folder = log_folder
        self._dialog: MessageDialog | None = None
        self._text = ""
        # Queued: the error may come from another thread, and always from the middle of something.
        self.reported.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Become the last resort of this process."""
        sys.excepthook = self.caught
        threading.excepthook = self._caught_in_thread

    def uninstall(self) -> None:
        """Give the process back its own."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Note the error and tell the person; a wish to stop the program is obeyed."""
        if issubclass(kind, KeyboardInterrupt):
            app = QApplication.instance()
            if app is not None:
                app.quit()
            return
        _log.error("an error nobody caught", exc_info=(kind, error, trace))
        text = f"{error_text(kind, error, trace)}\n\n{versions_text()}"
        self._note(text)
        self.reported.emit(text)

    def dialog(self) -> MessageDialog | None:
        """G1 while it is open."""
        return self._dialog

    def _caught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.caught(args.exc_type, args.exc_value, args.exc_traceback)

    def _note(self, text: str) -> None:
        folder = self._log_folder()
        if folder is None:
            return
        name = f"crash-{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}.txt"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            opened = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(opened, "w", encoding="utf-8") as note:
                note.write(text + "\n")
        except OSError:
            _log.warning("the note of an error could not be written")

    def _show(self, text: str) -> None:
        if self._dialog is not None:
            return  # one at a time; the others are in the log folder
        self._text = text
        parent = QApplication.activeWindow()
        self._dialog = MessageDialog(
            self.tr("Something went wrong in the program"),
            self.tr(
                "What ran stopped at a safe place; what was sent without an answer is looked up at the start of the "
                "next sync. Please save the support file (no keys, no customer data beyond numbers) and send it to us."
            ),
            (
                DialogButton(_SAVE, self.tr("&Save support file…")),
                DialogButton("close", self.tr("&Close"), ButtonRole.SAFE),
            ),
            Severity.DANGER,
            details=text,
            name="crash",
            parent=parent if isinstance(parent, QWidget) else None,
        )
        self._dialog.answered.connect(self._on_answered)
        self._dialog.open()

    def _on_answered(self, key: str) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()
        if key == _SAVE:
            self._ask_and_save()

    def _ask_and_save(self) -> None:
        folder = self._log_folder() or Path()
        chosen, _ = QFileDialog.getSaveFileName(
            None, self.tr("Save support file"), "splynx-xero-support.zip", self.tr("ZIP file (*.zip)")
        )
        if chosen:
            try:
                save_support_file(Path(chosen), folder, self._text)
            except OSError as error:
                _log.warning("the support file could not be written")
                self._say_not_saved(chosen, error)

    def _say_not_saved(self, chosen: str, error: OSError) -> None:
        self._dialog = MessageDialog(
            self.tr("The support file could not be saved"),
            self.tr("{path} was not written. Choose another folder.").format(path=chosen),
            (
                DialogButton(_SAVE, self.tr("&Save support file…")),
                DialogButton("close", self.tr("&Close"), ButtonRole.SAFE),
            ),
            Severity.ATTENTION,
            details=str(error),
            name="crash",
        )
        self._dialog.answered.connect(self._on_answered)
        self._dialog.open()
