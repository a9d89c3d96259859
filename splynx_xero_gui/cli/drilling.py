"""`drill`: what was done and which promises held, as a table and as JSON; the exit code says whether all did."""

from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from splynx_xero_gui.cli.running import DONE, OWN_ERROR, Context
from splynx_xero_gui.domain.drill import DrillReport, DrillStep
from splynx_xero_gui.ports.control import Cancel, Event, Observer, Pausing, StageStarted

_STEPS = {
    DrillStep.CALM.value: "A sync that nothing disturbs, on the same books…",
    DrillStep.KILL.value: "A sync is killed while one of its writes is under way…",
    DrillStep.LOSE.value: "Answers are lost after Xero has done the work…",
    DrillStep.BREAK.value: "Pages of Splynx are cut short, so that they are read again…",
    DrillStep.JUDGE.value: "The ten promises are judged by what both sides hold…",
}


Drill = Callable[[Observer, Cancel], DrillReport]


class _Saying:
    """Prints each step on a line of its own."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def notify(self, event: Event) -> None:
        """Print it."""
        if isinstance(event, StageStarted) and event.stage in _STEPS:
            self._console.print(Text(_STEPS[event.stage]))
        elif isinstance(event, Pausing):
            self._console.print(Text(f"{event.side.value.title()} is waited for, {event.seconds:.0f} s…"))


def drill(context: Context, simulated: Drill, here: Drill, *, named: bool) -> int:
    """Run it. Exit code 0 where every promise held, 1 where one did not.

    `named`: the person named a profile: `here`, in its organisation, which is refused unless that is a demo company.
    """
    on_books = named and context.profile in context.workplace.profiles()
    report = (here if on_books else simulated)(_Saying(context.err), context.cancel)
    where = (
        f"In the demo company of profile {context.profile}; P8 and P10 are tried by a drill without a profile."
        if on_books
        else "On simulated books; nothing of yours was used."
    )
    context.show(lambda: drill_document(report), lambda out: show_drill(out, report, where))
    return DONE if report.held else OWN_ERROR


def drill_document(report: DrillReport) -> dict[str, Any]:
    """The JSON document."""
    return {
        "held": report.held,
        "promises": [{"id": p.id, "promise": p.words, "held": p.held, "seen": p.seen} for p in report.promises],
        "kills": report.kills,
        "answers_lost": report.answers_lost,
        "pages_read_again": report.pages_read_again,
        "syncs": report.syncs,
        "seconds": report.seconds,
    }


def show_drill(out: Console, report: DrillReport, where: str) -> None:
    """One line for each promise."""
    table = Table("", "Promise", "Held", "What was seen")
    for promise in report.promises:
        table.add_row(promise.id, promise.words, "yes" if promise.held else "NO", promise.seen)
    out.print(table)
    out.print(
        f"{report.syncs} syncs, killed {report.kills} times, {report.answers_lost} answers lost, "
        f"{report.pages_read_again} pages broken or twice, {report.seconds:.0f} s."
    )
    out.print(where, markup=False)
    held = sum(promise.held for promise in report.promises)
    out.print(
        "Every promise held." if report.held else f"{len(report.promises) - held} did not hold: save the log for us."
    )
