"""Small words and sizes of the main window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QWidget

from splynx_xero_gui.gui.kit.formats import number_text
from splynx_xero_gui.gui.main.model import MainModel, Work
from splynx_xero_gui.wizard.progress import SyncProgress

translate = QCoreApplication.translate
_USUAL = QSize(1180, 640)
_LEAST = QSize(620, 340)


def state_word(model: MainModel, otherwise: str) -> str:
    """The state in the top bar: what runs, else the headline."""
    match model.work():
        case Work.SYNC:
            return translate("Main", "Syncing…")
        case Work.PLAN:
            return translate("Main", "Reading…")
        case Work.COMPARE:
            return translate("Main", "Comparing…")
        case _:
            return otherwise


def closing_words(progress: SyncProgress) -> str:
    """Q1's sentence."""
    return translate("Main", "{a} of {n} written.").format(
        a=number_text(progress.written), n=number_text(progress.total)
    )


def start_size(window: QWidget) -> QSize:
    """The size a new window gets (logical pixels), never more than the screen has."""
    there = window.screen().availableGeometry().size()
    return _USUAL.boundedTo(there).expandedTo(_LEAST)
