"""`drill`: what was done and which promises held, as a table and as JSON; the exit code says whether all did."""

from collections.abc import Callable
from typing import Any, Protocol

from rich.console import Console
from rich.table import Table

from splynx_xero_gui.cli.running import DONE, OWN_ERROR, Context
from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.ports.control import Cancel


class Promise(Protocol):
    """As `bootstrap.drill` judges it."""

    @property
    def id(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def held(self) -> bool: ...
    @property
    def seen(self) -> str: ...


class Drilled(Protocol):
    """The result of `bootstrap.drill.run_drill`."""

    @property
    def promises(self) -> tuple[Promise, ...]: ...
    @property
    def kills(self) -> int: ...
    @property
    def answers_lost(self) -> int: ...
    @property
    def pages_read_again(self) -> int: ...
    @property
    def syncs(self) -> int: ...
    @property
    def seconds(self) -> float: ...
    @property
    def held(self) -> bool: ...


def drill(context: Context, run: Callable[[Cancel, Callable[[str], None]], Drilled], *, named: bool) -> int:
    """Run it on simulated services. Exit code 0 where every promise held, 1 where one did not.

    `named`: the person named a profile, and so may mean its books.
    """
    if named:
        _refuse_real_books(context)
    report = run(context.cancel, lambda text: context.err.print(text))
    context.show(lambda: drill_document(report), lambda out: show_drill(out, report))
    return DONE if report.held else OWN_ERROR


def _refuse_real_books(context: Context) -> None:
    """Raises Misconfigured D1 where the profile's organisation does not report itself as a demo company.

    The drill's faults can be made on the simulated services alone, so it runs there for a demo company, too.
    """
    if context.profile not in context.workplace.profiles():
        return
    _, accounting, _ = context.session.references()
    if accounting is None or not accounting.organisation.is_demo:
        name = accounting.organisation.name if accounting is not None else "its organisation"
        raise Misconfigured(
            "D1",
            "A drill never runs on real books",
            f"Profile {context.profile} syncs {name}, which does not report itself as a demo company. Nothing was read "
            "or written.",
            "Run `drill` without naming a profile: it brings its own simulated books.",
        )


def drill_document(report: Drilled) -> dict[str, Any]:
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


def show_drill(out: Console, report: Drilled) -> None:
    """One line for each promise."""
    table = Table("", "Promise", "Held", "What was seen")
    for promise in report.promises:
        table.add_row(promise.id, promise.words, "yes" if promise.held else "NO", promise.seen)
    out.print(table)
    out.print(
        f"{report.syncs} syncs, killed {report.kills} times, {report.answers_lost} answers lost, "
        f"{report.pages_read_again} pages broken, {report.seconds:.0f} s. "
        "On simulated books; nothing of yours was used."
    )
    held = sum(promise.held for promise in report.promises)
    out.print(
        "Every promise held." if report.held else f"{len(report.promises) - held} did not hold: save the log for us."
    )
