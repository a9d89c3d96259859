"""Small words and sizes of the main window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QWidget

from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.formats import number_text
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.main.headline import headline
from splynx_xero_gui.gui.main.model import MainModel, Work
from splynx_xero_gui.gui.main.verdict import Verdict
from splynx_xero_gui.wizard.progress import SyncProgress

translate = QCoreApplication.translate
_USUAL = QSize(1180, 640)
_LEAST = QSize(620, 340)


def state_word(model: MainModel) -> Verdict:
    """The state in the top bar in a word or two: what runs, else what is gravest."""
    words = {
        Work.SYNC: translate("Main", "Syncing…"),
        Work.PLAN: translate("Main", "Reading…"),
        Work.COMPARE: translate("Main", "Comparing…"),
        Work.DISCONNECT: translate("Main", "Disconnecting…"),
        Work.UNDO_PLAN: translate("Main", "Reading…"),
        Work.UNDO: translate("Main", "Undoing…"),
        Work.TAKE_OVER: translate("Main", "Reading…"),
    }
    work = model.work()
    if work in words:
        return Verdict(words[work], IconName.CLOCK, Accent.INFO)
    said = headline(model)
    short = {
        IconName.OCTAGON: translate("Main", "Look here"),
        IconName.CHAIN_BROKEN: translate("Main", "Not connected"),
        IconName.BROKEN_CIRCLE: translate("Main", "May have arrived"),
        IconName.TRIANGLE: translate("Main", "Decisions wait"),
        IconName.ARROW_RIGHT_BOX: translate("Main", "Ready to sync"),
        IconName.INFO: translate("Main", "Not synced yet"),
        IconName.TICK: translate("Main", "All equal"),
        IconName.CLOCK: translate("Main", "Reading…"),
    }
    return Verdict(short.get(said.icon, said.text), said.icon, said.accent)


def closing_words(progress: SyncProgress) -> str:
    """Q1's sentence."""
    return translate("Main", "{a} of {n} written.").format(
        a=number_text(progress.written), n=number_text(progress.total)
    )


def least_size() -> QSize:
    """The smallest window (logical pixels)."""
    return _LEAST


def start_size(window: QWidget) -> QSize:
    """The size a new window gets (logical pixels), never more than the screen has."""
    there = window.screen().availableGeometry().size()
    return _USUAL.boundedTo(there).expandedTo(_LEAST)
