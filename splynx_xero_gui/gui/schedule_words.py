"""The schedule in words: how often, by whom, when next, and what keeps it off (ui.md W11, M6 Schedule)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLocale, QTime

from splynx_xero_gui.domain.schedule import Rhythm, SchedulerKind
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.formats import date_text, moment_text, money_text, number_text
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.main.run_words import stop_words
from splynx_xero_gui.wizard.scheduling import ScheduleState

translate = QCoreApplication.translate
# Ends that the next start makes up for by itself.
_PASSING = frozenset({"busy", "cancelled"})


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with its picture."""

    text: str
    icon: IconName
    accent: Accent


def interval_text(minutes: int) -> str:
    """After "every": 15 minutes, 2 hours."""
    if minutes < 60:
        return translate("Schedule", "%n minute(s)", "", minutes)
    return translate("Schedule", "%n hour(s)", "", minutes // 60)


def rhythm_text(rhythm: Rhythm) -> str:
    """A rhythm in a sentence."""
    if rhythm.at is not None:
        time = QLocale().toString(QTime(rhythm.at.hour, rhythm.at.minute), QLocale.FormatType.ShortFormat)
        return translate("Schedule", "every day at {time}").format(time=time)
    assert rhythm.minutes is not None
    return translate("Schedule", "every {interval}").format(interval=interval_text(rhythm.minutes))


def scheduler_name(kind: SchedulerKind) -> str:
    """As the system's own people call it."""
    return {
        SchedulerKind.SYSTEMD: translate("Schedule", "systemd, this computer's own scheduler"),
        SchedulerKind.CRON: translate("Schedule", "cron, this computer's own scheduler"),
        SchedulerKind.LAUNCHD: translate("Schedule", "launchd, macOS's own scheduler"),
        SchedulerKind.TASKS: translate("Schedule", "the Task Scheduler of Windows"),
    }[kind]


def cost_text(state: ScheduleState, rhythm: Rhythm) -> str:
    """What it costs on a day without work, and which intervals would cost too much (R35)."""
    calls = next((offer.calls for offer in state.offers if offer.rhythm == rhythm), None)
    if calls is None:
        daily = next((offer.calls for offer in state.offers if offer.rhythm.at is not None), None)
        calls = daily if rhythm.at is not None else None
    if calls is None:
        return ""
    text = translate("Schedule", "On a day with nothing to do it uses {n} of {all} Xero requests.")
    return text.format(n=number_text(calls), all=number_text(state.budget))


def too_dear_text(state: ScheduleState) -> str:
    """Why the shortest intervals cannot be chosen; empty where all can."""
    dear = [o.rhythm.minutes for o in state.offers if not o.fits and o.rhythm.minutes]
    if not dear:
        return ""
    text = translate("Schedule", "Up to {interval} cannot be chosen: doing nothing would use more than half of them.")
    return text.format(interval=interval_text(max(dear)))


def runner_text(state: ScheduleState) -> str:
    """Who starts it, and that the program need not be open."""
    kind = state.kind or state.offered_by
    if kind is None:
        return ""
    text = translate("Schedule", "Started by {scheduler}, also while this program is closed and you are signed in.")
    return text.format(scheduler=scheduler_name(kind))


def obstacle(state: ScheduleState, currency: str) -> Said | None:
    """What keeps it from being switched on; None where nothing does."""
    if state.demo:
        text = translate("Schedule", "Demo books are not synced by themselves: they are gone when the program ends.")
        return Said(text, IconName.FLASK, Accent.QUIET)
    if state.held and state.gate is not None:
        text = translate(
            "Schedule",
            "It stays off: at cut-over on {day} receivables differ by {money}, and nobody signed for it. Sign under "
            "Differences… on the page Match existing books (run the set-up again).",
        )
        money = f"{currency}\u00a0{money_text(state.gate.difference)}".strip()
        return Said(
            text.format(day=date_text(state.gate.as_of, long=True), money=money), IconName.PAUSE, Accent.ATTENTION
        )
    if state.kind is None and state.offered_by is None:
        text = translate("Schedule", "This computer has no scheduler that could start it. Install cron and try again.")
        return Said(text, IconName.OCTAGON, Accent.ATTENTION)
    return None


def state_text(state: ScheduleState) -> Said:
    """Whether it runs, and when next."""
    if not state.installed:
        return Said(translate("Schedule", "No sync starts by itself."), IconName.DASH, Accent.QUIET)
    if state.problem:
        return Said(state.problem, IconName.TRIANGLE, Accent.ATTENTION)
    if state.paused:
        text = translate("Schedule", "It is paused, for a run was undone: start a sync yourself, then it goes on.")
        return Said(text, IconName.PAUSE, Accent.ATTENTION)
    if state.next_run is None or state.rhythm is None:
        return Said(translate("Schedule", "It stays off."), IconName.PAUSE, Accent.ATTENTION)
    text = translate("Schedule", "A sync starts {rhythm}, next {when}.").format(
        rhythm=rhythm_text(state.rhythm), when=moment_text(state.next_run.astimezone())
    )
    last = state.results[0] if state.results else None
    if last is None or last.outcome != "stopped" or last.reason in _PASSING:
        return Said(text, IconName.CLOCK, Accent.OK)
    why = last.title or stop_words(last.reason or "")
    stopped = translate("Schedule", "{next} The last one stopped: {why}.").format(next=text, why=why)
    return Said(stopped, IconName.TRIANGLE, Accent.ATTENTION)
