"""How runs and their items ended, in words with an icon and an accent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.domain.records import Run
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.icons import IconName

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Ending:
    """A word and its picture."""

    word: str
    icon: IconName
    accent: Accent


def run_ending(outcome: str, reason: str | None) -> Ending:
    """How a run ended; `outcome` and `reason` are those of interface.md."""
    match outcome:
        case "completed":
            return Ending(translate("Runs", "Done"), IconName.TICK, Accent.OK)
        case "needs-decisions" if reason == "too-many-changes":
            return Ending(translate("Runs", "Stopped: very many changes"), IconName.TRIANGLE, Accent.ATTENTION)
        case "needs-decisions":
            return Ending(translate("Runs", "Done, decisions wait"), IconName.TRIANGLE, Accent.ATTENTION)
        case "running":
            return Ending(translate("Runs", "Running"), IconName.CLOCK, Accent.INFO)
        case _:
            return _stopped(reason or "")


def stop_words(reason: str) -> str:
    """Why a run stopped, after "Stopped: "."""
    words = {
        "day-limit": translate("Runs", "Xero's limit for today"),
        "network": translate("Runs", "the connection broke"),
        "service": translate("Runs", "a service is out of order"),
        "cancelled": translate("Runs", "by you"),
        "busy": translate("Runs", "another sync was running"),
        "storage": translate("Runs", "the sync record cannot be written"),
        "authorisation": translate("Runs", "sign-in needed"),
        "plan-changed": translate("Runs", "the books had changed"),
        "second-workstation": translate("Runs", "synced from another computer"),
        "configuration": translate("Runs", "something is not set up"),
        "interrupted": translate("Runs", "the program ended"),
        "too-many-changes": translate("Runs", "very many changes"),
    }
    return words.get(reason, translate("Runs", "an error in the program"))


def _stopped(reason: str) -> Ending:
    word = translate("Runs", "Stopped: {reason}").format(reason=stop_words(reason))
    if reason in ("cancelled", "day-limit", "busy", "plan-changed"):
        return Ending(word, IconName.PAUSE, Accent.ATTENTION)
    return Ending(word, IconName.OCTAGON, Accent.DANGER)


def item_ending(result: str) -> Ending:
    """How one item ended."""
    match result:
        case "done":
            return Ending(translate("Runs", "Written"), IconName.TICK, Accent.OK)
        case "adopted":
            return Ending(translate("Runs", "Found and linked"), IconName.CHAIN, Accent.OK)
        case "uncertain":
            return Ending(translate("Runs", "May have arrived"), IconName.BROKEN_CIRCLE, Accent.UNCERTAIN)
        case _:
            return Ending(translate("Runs", "Refused"), IconName.OCTAGON, Accent.DANGER)


def duration_text(run: Run) -> str:
    """How long a run took: "3 s", "2 min 5 s"; empty while it runs."""
    if run.finished_at is None:
        return ""
    return seconds_text((run.finished_at - run.started_at).total_seconds())


def seconds_text(seconds: float) -> str:
    """A duration in words."""
    whole = max(1, round(seconds))
    if whole < 60:
        return translate("Runs", "{s} s").format(s=whole)
    return translate("Runs", "{m} min {s} s").format(m=whole // 60, s=whole % 60)


def local(moment: dt.datetime) -> dt.datetime:
    """The moment in this computer's zone."""
    return moment.astimezone()
