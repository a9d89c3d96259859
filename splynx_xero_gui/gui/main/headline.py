"""The overview's headline, gravest first (ui.md M1), without widgets."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.formats import money_sentence
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.main.model import MainModel, Work
from splynx_xero_gui.gui.main.run_words import stop_words
from splynx_xero_gui.gui.main.verdict import Verdict, unexplained

translate = QCoreApplication.translate


def headline(model: MainModel) -> Verdict:
    """One sentence on how things stand."""
    status = model.status
    if not model.known:
        return Verdict(translate("Overview", "Reading…"), IconName.CLOCK, Accent.QUIET)
    if not model.connected:
        return Verdict(translate("Overview", "Not connected"), IconName.CHAIN_BROKEN, Accent.DANGER)
    run = status.last_run
    if run is not None and run.outcome == "stopped" and run.reason != "cancelled" and not model.review:
        reason = stop_words(run.reason or "")
        return Verdict(
            translate("Overview", "Stopped: {reason}").format(reason=reason), IconName.OCTAGON, Accent.DANGER
        )
    tie_out = status.last_tie_out
    if tie_out is not None and not tie_out.balanced and not tie_out.incomplete:
        money = money_sentence(abs(unexplained(tie_out)), model.currency)
        text = translate("Overview", "{money} unexplained – look at the tie-out").format(money=money)
        return Verdict(text, IconName.OCTAGON, Accent.DANGER)
    if status.uncertain:
        text = translate("Overview", "%n item(s) may have arrived", "", status.uncertain)
        return Verdict(text, IconName.BROKEN_CIRCLE, Accent.UNCERTAIN)
    return _counted(model)


def _counted(model: MainModel) -> Verdict:
    decisions = model.status.decisions
    items = model.review.count if model.review is not None else None
    decide = translate("Overview", "%n decision(s) wait", "", decisions) if decisions else ""
    if items:
        to_sync = translate("Overview", "%n item(s) to sync", "", items)
        text = ", ".join(part for part in (to_sync, decide) if part)
        return Verdict(text, IconName.TRIANGLE if decisions else IconName.ARROW_RIGHT_BOX, _accent(decisions))
    if decisions:
        return Verdict(decide, IconName.TRIANGLE, Accent.ATTENTION)
    if model.status.last_run is None:
        text = translate("Overview", "Nothing synced yet. Look at the plan first.")
        return Verdict(text, IconName.INFO, Accent.INFO)
    if items is None and not _equal_since(model):
        working = model.work() is Work.PLAN
        text = translate("Overview", "Reading what changed…") if working else translate("Overview", "Ready")
        return Verdict(text, IconName.CLOCK if working else IconName.TICK, Accent.QUIET if working else Accent.OK)
    return Verdict(translate("Overview", "All equal"), IconName.TICK, Accent.OK)


def _equal_since(model: MainModel) -> bool:
    """Whether both sides were found equal after the last sync."""
    run, tie_out = model.status.last_run, model.status.last_tie_out
    if run is None or run.finished_at is None or tie_out is None or tie_out.at is None:
        return False
    return tie_out.equal and tie_out.at >= run.finished_at and not model.is_busy()


def _accent(decisions: int) -> Accent:
    return Accent.ATTENTION if decisions else Accent.INFO
