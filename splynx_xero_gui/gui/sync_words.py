"""What a sync says while it runs and when it has ended (ui.md W11, L1–L9, X4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.domain.results import SyncOutcome, SyncReport, TieOut
from splynx_xero_gui.gui.kit.formats import moment_text, money_sentence, money_text, number_text
from splynx_xero_gui.gui.kit.strip import Severity
from splynx_xero_gui.gui.wizard.counted import counted
from splynx_xero_gui.gui.words import action_title, side_name
from splynx_xero_gui.ports.control import ItemDone
from splynx_xero_gui.wizard.progress import KindProgress, KindState, SyncProgress

translate = QCoreApplication.translate
_A_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class SyncEnding:
    """How a sync ended: the page's title, and one message. `actions` are keys: again, decide, review, sign-in."""

    headline: str
    severity: Severity
    title: str
    text: str = ""
    actions: tuple[str, ...] = ()
    details: str = ""
    stopped: bool = False


def stage_text(progress: SyncProgress) -> str:
    """What goes on now, before and between writing."""
    reading = progress.reading
    if reading is not None and progress.stage != "write":
        side = side_name(reading.side)
        what = stream_word(reading.stream)
        if reading.expected:
            return translate("Sync", "Reading {side}: {what}, {n} of {total}").format(
                side=side, what=what, n=number_text(reading.count), total=number_text(reading.expected)
            )
        return translate("Sync", "Reading {side}: {what}, {n}").format(
            side=side, what=what, n=number_text(reading.count)
        )
    stages: Mapping[str, str] = {
        "": translate("Sync", "Starting…"),
        "connect": translate("Sync", "Reading lock dates and settings…"),
        "recover": translate("Sync", "Looking up what may have arrived…"),
        "read-splynx": translate("Sync", "Reading Splynx…"),
        "read-xero": translate("Sync", "Reading Xero…"),
        "compare": translate("Sync", "Comparing both sides…"),
        "write": translate("Sync", "Writing…"),
        "confirm": translate("Sync", "Confirming…"),
    }
    return stages.get(progress.stage, translate("Sync", "Working…"))


def stream_word(stream: str) -> str:
    """What is being read, in the plural."""
    words: Mapping[str, str] = {
        "customer": translate("Sync", "customers"),
        "customer-details": translate("Sync", "customer details"),
        "invoice": translate("Sync", "invoices"),
        "credit-note": translate("Sync", "credit notes"),
        "payment": translate("Sync", "payments"),
        "relation": translate("Sync", "invoice relations"),
        "transaction": translate("Sync", "transactions"),
        "contact": translate("Sync", "contacts"),
        "overpayment": translate("Sync", "overpayments"),
        "prepayment": translate("Sync", "prepayments"),
    }
    return words.get(stream, stream)


def now_text(progress: SyncProgress, at: float) -> str:
    """The line *Now*: the call under way, or the stage; a pause takes its place."""
    pause = progress.pausing(at)
    if pause is not None:
        side = side_name(progress.pause.side) if progress.pause is not None else ""
        if progress.pause is not None and progress.pause.awaiting:
            text = translate("Sync", "{side} may still be writing what was sent: looking again in {s} s.")
            return text.format(side=side, s=pause)
        return translate("Sync", "{side} asks for a short pause: going on in {s} s.").format(side=side, s=pause)
    if progress.stage == "write" and progress.now is not None:
        now = progress.now
        return translate("Sync", "Now: {what}, {first} to {last}").format(
            what=lower_first(action_title(now.kind)), first=number_text(now.first), last=number_text(now.last)
        )
    return stage_text(progress)


def time_left_text(seconds: float | None) -> str:
    """How long it still takes, roughly; empty while unknown."""
    if seconds is None:
        return ""
    if seconds < _A_MINUTE:
        return translate("Sync", "less than 1 minute left")
    minutes = round(seconds / _A_MINUTE)
    return counted(minutes, translate("Sync", "about 1 minute left"), translate("Sync", "about {n} minutes left"))


def requests_text(progress: SyncProgress) -> str:
    """Xero requests of this run and what is left of the day."""
    used = number_text(progress.used.get(Side.XERO, 0))
    if progress.left_today is None:
        return translate("Sync", "Xero requests: {used} used in this run").format(used=used)
    return translate("Sync", "Xero requests: {used} used in this run · {left} left today").format(
        used=used, left=number_text(progress.left_today)
    )


def count_text(kind: KindProgress) -> str:
    """ "100 / 180"."""
    if kind.state is KindState.WAITS:
        return translate("Sync", "waits")
    return translate("Sync", "{done} / {total}").format(done=number_text(kind.done), total=number_text(kind.total))


def money_progress(kind: KindProgress) -> str:
    """ "46,000.00 of 82,800.00"; the sum alone once all is written; empty for what has no money."""
    if not kind.total_amount or kind.state is KindState.WAITS:
        return ""
    if kind.done_amount == kind.total_amount:
        return money_text(kind.done_amount)
    return translate("Sync", "{done} of {total}").format(
        done=money_text(kind.done_amount), total=money_text(kind.total_amount)
    )


def result_word(item: ItemDone) -> str:
    """How one write ended, in a word."""
    words: Mapping[str, str] = {
        "done": translate("Sync", "written"),
        "adopted": translate("Sync", "found again, linked"),
        "refused": translate("Sync", "refused"),
        "uncertain": translate("Sync", "may have arrived"),
    }
    return words.get(item.result, item.result)


def uncertain_text(count: int) -> str:
    """Lost answers are no failures."""
    return counted(
        count,
        translate("Sync", "1 may have arrived – looked up at the start of the next sync"),
        translate("Sync", "{n} may have arrived – looked up at the start of the next sync"),
    )


def questions_text(count: int, amount: Decimal, currency: str) -> str:
    """What waits for a decision."""
    return counted(
        count,
        translate("Sync", "1 question waits ({money})"),
        translate("Sync", "{n} questions wait ({{money}})"),
    ).format(money=money_sentence(amount, currency))


def written_count(report: SyncReport) -> int:
    """Items written in a run."""
    return sum(entry.count for entry in report.written)


def written_amount(report: SyncReport) -> Decimal:
    """Their money."""
    return sum((entry.amount for entry in report.written), ZERO)


def ending_of(report: SyncReport, progress: SyncProgress, currency: str) -> SyncEnding:
    """How a sync ended, in the words of ui.md §6."""
    if report.outcome is SyncOutcome.COMPLETED or (
        report.outcome is SyncOutcome.NEEDS_DECISIONS and report.reason is None
    ):
        return _done(report)
    headline = translate("Sync", "Sync stopped")
    written, planned = written_count(report), max(report.planned, progress.total)
    of = translate("Sync", "{a} of {n}").format(a=number_text(written), n=number_text(planned))
    match report.reason:
        case "cancelled":
            text = translate(
                "Sync", "Stopped. {of} written, the rest was not touched. Sync again whenever you like."
            ).format(of=of)
            return SyncEnding(headline, Severity.INFO, text, actions=("again",), stopped=True)
        case "day-limit":
            return SyncEnding(
                headline,
                Severity.INFO,
                translate("Sync", "Xero's limit for today is reached"),
                _day_limit(report, progress, of, currency),
                stopped=True,
            )
        case "network":
            lost = counted(
                report.uncertain,
                translate("Sync", "1 may have arrived and is looked up first."),
                translate("Sync", "{n} may have arrived and are looked up first."),
            )
            text = translate("Sync", "{of} items were written. {lost} Nothing is sent twice.").format(
                of=of, lost=lost if report.uncertain else ""
            )
            text = " ".join(text.split())
            return SyncEnding(
                headline,
                Severity.UNCERTAIN if report.uncertain else Severity.ATTENTION,
                translate("Sync", "The connection broke"),
                text,
                ("again",),
                report.details,
                stopped=True,
            )
        case _:
            return _other(report, headline, of)


def _done(report: SyncReport) -> SyncEnding:
    seconds = max(1, round(report.seconds))
    written = written_count(report)
    if not written:
        text = translate("Sync", "There was nothing to write.")
    elif written == 1:
        text = translate("Sync", "1 item was written in {s} s.").format(s=number_text(seconds))
    else:
        text = translate("Sync", "{n} items were written in {s} s.").format(
            n=number_text(written), s=number_text(seconds)
        )
    return SyncEnding(translate("Sync", "Sync done"), Severity.OK, text)


def _day_limit(report: SyncReport, progress: SyncProgress, of: str, currency: str) -> str:
    waiting = max(report.planned, progress.total) - written_count(report)
    amount = progress.total_amount - written_amount(report)
    text = translate("Sync", "{of} items were written ({money}); {b} wait ({rest}).").format(
        of=of,
        money=money_sentence(written_amount(report), currency),
        b=number_text(waiting),
        rest=money_sentence(amount, currency),
    )
    if report.resume_at is not None:
        when = moment_text(report.resume_at.astimezone())
        going = translate(
            "Sync", "Going on at {time} by itself if this program or the schedule runs. Nothing is lost or doubled."
        ).format(time=when)
    else:
        going = translate(
            "Sync", "Going on tomorrow by itself if this program or the schedule runs. Nothing is lost or doubled."
        )
    return f"{text} {going}"


def _other(report: SyncReport, headline: str, of: str) -> SyncEnding:
    actions: Mapping[str, tuple[str, ...]] = {
        "authorisation": ("sign-in",),
        "plan-changed": ("review",),
        "too-many-changes": ("review",),
        "service": ("again",),
        "busy": ("again",),
        "storage": ("again",),
        "internal": (),
    }
    parts = [report.message, report.what_to_do]
    if written_count(report):
        parts.insert(0, translate("Sync", "{of} items were written.").format(of=of))
    if report.uncertain:
        parts.append(uncertain_text(report.uncertain) + ".")
    grave = report.reason in ("storage", "internal", "second-workstation", "configuration")
    return SyncEnding(
        headline,
        Severity.DANGER if grave else Severity.ATTENTION,
        report.title or translate("Sync", "The sync stopped"),
        " ".join(part.strip() for part in parts if part.strip()),
        actions.get(report.reason or "", ()),
        report.details,
        stopped=True,
    )


def tie_out_text(result: TieOut) -> tuple[Severity, str]:
    """ "Receivables: difference 0.00", and how grave it is."""
    row = next((row for row in result.rows if row.measure == "receivables"), None)
    difference = row.difference if row is not None else ZERO
    text = translate("Sync", "Receivables: difference {money}").format(money=money_text(difference))
    if result.incomplete:
        missing = ", ".join(result.incomplete)
        return Severity.ATTENTION, translate("Sync", "{text}; not a proof: {stream} is missing").format(
            text=text, stream=missing
        )
    if result.equal:
        return Severity.OK, text
    if result.balanced:
        if difference:
            return Severity.INFO, translate("Sync", "{text}, all of it named").format(text=text)
        return Severity.INFO, translate("Sync", "{text}; other differences are named").format(text=text)
    unnamed = sum((abs(entry.unexplained) for entry in result.rows if entry.measure == "receivables"), ZERO)
    if unnamed:
        return Severity.DANGER, translate("Sync", "{text}, {money} of it without a reason").format(
            text=text, money=money_text(unnamed)
        )
    return Severity.DANGER, translate("Sync", "{text}; tax or bank differ without a reason").format(text=text)


def compared_at(result: TieOut) -> dt.datetime | None:
    """When both sides were compared, in the person's zone."""
    return result.at.astimezone() if result.at is not None else None


def lower_first(text: str) -> str:
    """A heading inside a sentence."""
    return text[:1].lower() + text[1:]
