"""How an undo ended, in words (ui.md D6)."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.domain.results import SyncOutcome, SyncReport
from splynx_xero_gui.domain.undo import UndoPlan
from splynx_xero_gui.gui.kit.strip import Severity
from splynx_xero_gui.gui.sync_words import SyncEnding, ending_of, written_count
from splynx_xero_gui.gui.wizard.counted import counted
from splynx_xero_gui.wizard.progress import SyncProgress

translate = QCoreApplication.translate


def nothing_to_undo(plan: UndoPlan) -> str:
    """Why there is no plan."""
    if plan.already:
        return translate("Undo", "Everything this run wrote was undone before.")
    return translate("Undo", "This run wrote nothing: there is nothing to undo.")


def undo_ending(report: SyncReport, progress: SyncProgress, currency: str) -> SyncEnding:
    """One message: what was undone, or why it stopped and how it goes on."""
    if report.outcome is SyncOutcome.STOPPED:
        stopped = ending_of(report, progress, currency)
        text = translate("Undo", "What was undone stays undone. Choose “Undo this run…” again to finish the rest.")
        return dataclasses.replace(
            stopped,
            headline=translate("Undo", "Undo stopped"),
            text=f"{stopped.text} {text}".strip(),
            actions=(),
        )
    count = written_count(report)
    title = counted(
        count,
        translate("Undo", "1 item was undone."),
        translate("Undo", "{n} items were undone."),
    )
    text = translate("Undo", "Nothing of it is sent again before you say so under Decisions. The schedule is paused.")
    return SyncEnding(translate("Undo", "Undone"), Severity.OK, title, text)
