"""The drill's sentences."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.domain.drill import DrillReport, DrillStep, Promise
from splynx_xero_gui.gui.kit.formats import number_text
from splynx_xero_gui.gui.wizard.counted import counted

translate = QCoreApplication.translate


def step_words(step: DrillStep) -> str:
    """What is done in it."""
    return {
        DrillStep.CALM: translate("Drill", "A sync that nothing disturbs, to compare with"),
        DrillStep.KILL: translate("Drill", "The program is killed in the middle of a sync, twice"),
        DrillStep.LOSE: translate("Drill", "Answers get lost after Xero has done the work"),
        DrillStep.BREAK: translate("Drill", "Pages of Splynx are cut short and have to be read again"),
        DrillStep.JUDGE: translate("Drill", "Both sides are counted and each promise is judged"),
    }[step]


def promise_words(promise: Promise) -> str:
    """The promise as a sentence; one that is new here in its own words."""
    known = {
        "P1": translate("Drill", "A second sync writes nothing"),
        "P2": translate("Drill", "After a crash the work ends as without one"),
        "P3": translate("Drill", "No payment is there twice"),
        "P4": translate("Drill", "What came from one side is never sent back to it"),
        "P5": translate("Drill", "Both sides differ by named exceptions alone"),
        "P6": translate("Drill", "Nothing is written into a closed month"),
        "P7": translate("Drill", "The plan shown is the plan carried out"),
        "P8": translate("Drill", "Equal amounts stay separate"),
        "P9": translate("Drill", "Nothing unread is passed by"),
        "P10": translate("Drill", "What an undo says beforehand is exact"),
    }
    return known.get(promise.id, promise.words)


def headline(report: DrillReport) -> str:
    """Whether they were kept."""
    broken = sum(not promise.held for promise in report.promises)
    if not broken:
        return translate("Drill", "All {n} promises were kept.").format(n=number_text(len(report.promises)))
    one = translate("Drill", "1 promise was broken. Please save the support file (Help › About) and send it to us.")
    many = translate(
        "Drill", "{n} promises were broken. Please save the support file (Help › About) and send it to us."
    )
    return counted(broken, one, many)


def counts_text(report: DrillReport) -> str:
    """What was done to the program."""
    text = translate(
        "Drill",
        "Syncs of made-up books: {syncs} · Killed: {kills} · Answers lost: {lost} · Pages cut short: {pages} · "
        "Seconds: {seconds}. Nothing of yours was used.",
    )
    return text.format(
        syncs=number_text(report.syncs),
        kills=number_text(report.kills),
        lost=number_text(report.answers_lost),
        pages=number_text(report.pages_read_again),
        seconds=number_text(round(report.seconds)),
    )
