"""Commands about syncs that start by themselves."""

import os
import sys
from collections.abc import MutableMapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from splynx_xero_gui.cli.connecting import stored_profile
from splynx_xero_gui.cli.running import DONE, WRONG, Context
from splynx_xero_gui.domain.money import money_text
from splynx_xero_gui.domain.schedule import Rhythm, ScheduledResult, SchedulerKind
from splynx_xero_gui.wizard.scheduling import ScheduleState

_Json = dict[str, object]
SCHEDULERS = {
    SchedulerKind.SYSTEMD: "systemd (timers of the user)",
    SchedulerKind.CRON: "cron",
    SchedulerKind.LAUNCHD: "launchd",
    SchedulerKind.TASKS: "Windows Task Scheduler",
}


def install(context: Context, rhythm: Rhythm) -> int:
    """Register the sync with the system's scheduler."""
    stored_profile(context)
    state = context.session.schedule.install(rhythm)
    context.show(lambda: schedule_document(state), lambda out: show_schedule(out, state))
    return DONE


def remove(context: Context) -> int:
    """Take it out again."""
    stored_profile(context)
    removed = context.session.schedule.remove()
    said = "Syncs do not start by themselves any more." if removed else "There was no schedule."
    context.show(lambda: {"removed": removed}, lambda out: out.print(said))
    return DONE


def status(context: Context) -> int:
    """Who starts syncs, how often, and how the last ones ended. 2 where the entry does not work."""
    stored_profile(context)
    state = context.session.schedule.state()
    context.show(lambda: schedule_document(state), lambda out: show_schedule(out, state))
    return WRONG if state.problem else DONE


def schedule_document(state: ScheduleState) -> _Json:
    """`schedule install` and `schedule status`."""
    cost = next((offer.calls for offer in state.offers if offer.rhythm == state.rhythm), None)
    return {
        "installed": state.installed,
        "every": state.rhythm.text if state.rhythm else None,
        "scheduler": state.kind.value if state.kind else None,
        "place": state.place or None,
        "next_run": state.next_run.isoformat() if state.next_run else None,
        "problem": state.problem or None,
        "paused": state.paused,
        "held_by_cut_over": state.held,
        "idle_calls_per_day": cost,
        "calls_per_day": state.budget,
        "results": [_result(one) for one in state.results],
    }


def _result(one: ScheduledResult) -> _Json:
    return {
        "at": one.at.isoformat(),
        "outcome": one.outcome,
        "reason": one.reason,
        "run_id": one.run_id or None,
        "written": one.written,
        "waiting": one.waiting,
        "title": one.title or None,
        "message": one.message or None,
        "what_to_do": one.what_to_do or None,
    }


def show_schedule(console: Console, state: ScheduleState) -> None:
    """For people."""
    if not state.installed:
        console.print("No sync starts by itself. Switch it on with `schedule install --every 30m`.")
    elif state.rhythm is not None:
        assert state.kind is not None
        daily = state.rhythm.text if state.rhythm.at else f"every {state.rhythm.text}"
        console.print(f"A sync starts {daily}, by {SCHEDULERS[state.kind]}.")
        cost = next((offer.calls for offer in state.offers if offer.rhythm == state.rhythm), None)
        if cost is not None:
            console.print(f"With nothing to do that is {cost} of {state.budget} Xero requests a day.")
    if state.place:
        console.print(Text(f"Entry: {state.place}"))
    if state.problem:
        console.print(Text(state.problem))
    if state.held and state.gate is not None:
        console.print(
            f"It stays off: at cut-over ({state.gate.as_of.isoformat()}) receivables differ by "
            f"{money_text(state.gate.difference)}. Look with `match`, or sign with `match --sign NAME`."
        )
    elif state.paused:
        console.print("It is paused, for a run was undone: start a sync yourself, then it goes on.")
    if state.next_run is not None:
        console.print(f"Next: {state.next_run:%Y-%m-%d %H:%M}")
    if state.results:
        _show_results(console, state.results)


def _show_results(console: Console, results: Sequence[ScheduledResult]) -> None:
    table = Table("Ended", "Outcome", "Why")
    for heading in ("Written", "Waiting"):
        table.add_column(heading, justify="right")
    for one in results:
        ended = f"{one.at.astimezone():%Y-%m-%d %H:%M}"
        why = " ".join(filter(None, (one.title, one.what_to_do)))
        table.add_row(ended, one.outcome, Text(why), str(one.written), str(one.waiting))
    console.print(table)


def take_surroundings(given: Sequence[str], environment: MutableMapping[str, str]) -> None:
    """What the entry carries along (`--with NAME=VALUE`), and where the session's password store listens: a scheduler
    starts programs without either.
    """
    for pair in given:
        name, _, value = pair.partition("=")
        environment.setdefault(name, value)
    if sys.platform.startswith("linux"):
        runtime = Path(environment.setdefault("XDG_RUNTIME_DIR", f"/run/user/{os.getuid()}"))
        if "DBUS_SESSION_BUS_ADDRESS" not in environment and (runtime / "bus").exists():
            environment["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={runtime}/bus"
