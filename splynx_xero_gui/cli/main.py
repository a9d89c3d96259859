"""`splynx-xero`: arguments in, exit code out (interface.md). The only module here that knows `bootstrap`."""

import datetime as dt
import io
import logging
import os
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import Any, cast

import click
from click.core import ParameterSource

from splynx_xero_gui.cli import (
    connecting,
    deciding,
    drilling,
    matching,
    profiling,
    recording,
    scheduling,
    syncing,
    undoing,
)
from splynx_xero_gui.cli.running import Context, consoles, run, stopping_on_signals
from splynx_xero_gui.domain.results import HAND, SCHEDULE, SyncRequest
from splynx_xero_gui.domain.schedule import MINUTES, Rhythm
from splynx_xero_gui.engine.control import CancelSwitch

PROGRAM = "splynx-xero"


class _Day(click.ParamType[dt.date]):
    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date like 2026-11-30.", param, ctx)


class _Money(click.ParamType[Decimal]):
    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            self.fail(f"{value!r} is not an amount like 10.00.", param, ctx)
        if not amount.is_finite() or amount < 0:
            self.fail(f"{value!r} is not an amount like 10.00.", param, ctx)
        return amount


class _Every(click.ParamType[Rhythm]):
    name = "rhythm"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Rhythm:
        try:
            return Rhythm.parse(str(value))
        except ValueError:
            known = ", ".join(Rhythm(minutes).text for minutes in MINUTES)
            self.fail(f"{value!r} cannot be kept. Choose {known}, or a time of day like 'daily at 06:00'.", param, ctx)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--profile", default="default", show_default=True, help="Which profile to work on.")
@click.option("--json", "as_json", is_flag=True, help="Print exactly one JSON document on standard output.")
@click.option("-v", "--verbose", is_flag=True, help="Say more, on standard error.")
@click.pass_context
def cli(ctx: click.Context, profile: str, as_json: bool, verbose: bool) -> None:
    """Keep Splynx billing and Xero books equal to the cent."""
    ctx.obj = {"profile": profile, "as_json": as_json, "verbose": verbose}


def _run(work: Callable[[Context], int]) -> int:
    """Wire the product, run the work, return the exit code."""
    from splynx_xero_gui.bootstrap import open_workplace

    options = click.get_current_context().obj
    out, err = consoles()
    cancel = CancelSwitch()

    def command() -> int:
        workplace = open_workplace(verbose=options["verbose"])
        with stopping_on_signals(cancel):
            return work(Context(workplace, options["profile"], options["as_json"], out, err, cancel))

    return run(command, as_json=options["as_json"], verbose=options["verbose"])


@cli.command()
@click.option("--from", "file", required=True, type=click.Path(path_type=Path), help="The profile as TOML.")
def setup(file: Path) -> int:
    """Create or replace the profile from a TOML file."""
    return _run(lambda context: connecting.setup(context, file))


@cli.group()
def profile() -> None:
    """The profile as a file."""


@profile.command("export")
@click.argument("file", type=click.Path(path_type=Path))
def profile_export(file: Path) -> int:
    """Write the profile as TOML, no secrets in it."""
    return _run(lambda context: connecting.export(context, file))


@profile.command("list")
def profile_list() -> int:
    """List the profiles on this computer."""
    return _run(profiling.profiles)


@profile.command("rename")
@click.argument("new")
def profile_rename(new: str) -> int:
    """Give the profile another name."""
    return _run(lambda context: profiling.rename(context, new))


@profile.command("remove")
@click.option("--confirm", required=True, metavar="NAME", help="The profile's name once more.")
def profile_remove(confirm: str) -> int:
    """Forget the profile on this computer; both services stay as they are, and a copy is saved."""
    return _run(lambda context: profiling.remove(context, confirm))


@cli.command("connect-splynx")
def connect_splynx() -> int:
    """Test and keep the API key (SPLYNX_API_KEY, SPLYNX_API_SECRET, else asks)."""
    return _run(connecting.connect_splynx)


@cli.command("connect-xero")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--timeout", type=click.FloatRange(min=1), default=300, show_default=True, help="Seconds to wait.")
def connect_xero(no_browser: bool, timeout: float) -> int:
    """Sign in to Xero in the browser."""
    return _run(lambda context: connecting.connect_xero(context, browser=not no_browser, timeout=timeout))


@cli.command()
def fetch() -> int:
    """Read accounts, taxes, methods and lock dates of both sides."""
    return _run(connecting.fetch)


@cli.command()
@click.option("--apply", "apply", is_flag=True, help="Link the certain ones.")
@click.option("--export", "export_to", type=click.Path(path_type=Path), help="Write a spreadsheet, .xlsx or .csv.")
@click.option("--import", "import_from", type=click.Path(path_type=Path), help="Take the answers of one and link.")
@click.option("--sign", "sign_by", metavar="NAME", help="Sign by name for the differences at cut-over.")
@click.option("--as-of", type=_Day(), help="The day receivables are compared as of (default: before the first day).")
def match(
    apply: bool, export_to: Path | None, import_from: Path | None, sign_by: str | None, as_of: dt.date | None
) -> int:
    """Find what both sides hold already, link it, and compare receivables. Writes to neither side."""
    if sum((apply, export_to is not None, import_from is not None, sign_by is not None)) > 1:
        raise click.UsageError("--apply, --export, --import and --sign are given one at a time.")
    if export_to is not None:
        return _run(lambda context: matching.export(context, export_to, as_of))
    if import_from is not None:
        return _run(lambda context: matching.import_sheet(context, import_from, as_of))
    if sign_by is not None:
        return _run(lambda context: matching.sign(context, sign_by, as_of))
    return _run(lambda context: matching.match(context, apply=apply, as_of=as_of))


@cli.command()
def plan() -> int:
    """Say what a sync would do now; writes nothing on either side."""
    return _run(syncing.plan)


@cli.command()
@click.option("--plan", "fingerprint", help="Run exactly the plan shown under this fingerprint.")
@click.option("--limit", type=click.IntRange(min=0), help="Write at most so many actions.")
@click.option("--allow-many", type=click.IntRange(min=1), help="Allow exactly so many changes, once.")
@click.option(
    "--trigger",
    type=click.Choice([HAND, SCHEDULE]),
    default=HAND,
    show_default=True,
    help="Who starts it: one of the schedule keeps to what `schedule status` says.",
)
@click.option("--with", "surroundings", multiple=True, metavar="NAME=VALUE", hidden=True)
def sync(
    fingerprint: str | None, limit: int | None, allow_many: int | None, trigger: str, surroundings: tuple[str, ...]
) -> int:
    """Sync now."""
    if trigger == SCHEDULE:
        scheduling.take_surroundings(surroundings, os.environ)
    request = SyncRequest(plan=fingerprint, limit=limit, allow_many=allow_many, trigger=trigger)
    return _run(lambda context: syncing.sync(context, request))


@cli.command()
@click.option("--lost", is_flag=True, help="List the writes whose answer was lost instead: they may have arrived.")
@click.option("--look-up", is_flag=True, help="With --lost: look for them on the other side first.")
def conflicts(lost: bool, look_up: bool) -> int:
    """List what waits for a decision."""
    if look_up and not lost:
        raise click.UsageError("--look-up is about what may have arrived: it needs --lost.")
    if lost:
        return _run(lambda context: deciding.lost(context, look_up=look_up))
    return _run(syncing.conflicts)


@cli.command()
@click.argument("id")
@click.argument("choice")
@click.argument("value", required=False, default="")
@click.option("--group", is_flag=True, help="Answer all questions of the same cause.")
@click.option("--remember", is_flag=True, help="Make a rule of the answer.")
@click.option("--scope", type=click.Choice(["customer", "category", "kind"]), default="customer", show_default=True)
@click.option("--up-to", type=_Money(), help="The rule holds up to this amount.")
def resolve(id: str, choice: str, value: str, group: bool, remember: bool, scope: str, up_to: Decimal | None) -> int:
    """Decide one question or its group."""
    asked = click.get_current_context().get_parameter_source
    if not remember and (up_to is not None or asked("scope") is not click.core.ParameterSource.DEFAULT):
        raise click.UsageError("--scope and --up-to say how far a rule reaches: they need --remember.")
    return _run(
        lambda context: syncing.resolve(
            context, id, choice, value, group=group, remember=remember, scope=scope, up_to=up_to
        )
    )


@cli.command()
@click.option("--as-of", type=_Day(), help="Compare as of this day (default: today).")
@click.option("--from", "since", type=_Day(), help="First day of the period (default: everything up to that day).")
def reconcile(as_of: dt.date | None, since: dt.date | None) -> int:
    """Compare both sides to the cent and name every difference."""
    if as_of is not None and since is not None and since > as_of:
        raise click.UsageError("--from is after --as-of: there is no such period.")
    return _run(lambda context: syncing.reconcile(context, as_of, since))


@cli.command()
@click.argument("run_id", required=False)
@click.option("--decisions", is_flag=True, help="List the journal of decisions instead.")
def history(run_id: str | None, decisions: bool) -> int:
    """List past runs, one run's entries, or the journal of decisions."""
    if decisions and run_id:
        raise click.UsageError("--decisions lists all decisions: leave the run out.")
    if decisions:
        return _run(deciding.journal)
    return _run(lambda context: syncing.history(context, run_id))


@cli.group()
def ledger() -> None:
    """Where the sync record is kept."""


@ledger.command("move")
@click.argument("url")
def ledger_move(url: str) -> int:
    """Copy the sync record to another database (a file or postgresql://user@server/database) and use it from now on."""
    return _run(lambda context: recording.move(context, url))


@ledger.command("password")
def ledger_password() -> int:
    """Test and keep the password of a shared record (SPLYNX_XERO_LEDGER_PASSWORD, else asks)."""
    return _run(recording.password)


@ledger.command("archive")
@click.option("--yes", is_flag=True, help="Do it: without this, only say what it means.")
def ledger_archive(yes: bool) -> int:
    """Set the sync record aside with its links and history and begin an empty one, to point the profile elsewhere."""
    return _run(lambda context: recording.archive(context, sure=yes))


@cli.command("take-over")
def take_over() -> int:
    """Read the links back from both sides into an empty sync record; writes nothing on either side."""
    return _run(recording.take_over)


@cli.command()
@click.argument("run_id", metavar="RUN")
@click.option("--plan", "only_plan", is_flag=True, help="Only say what it would do; writes nothing on either side.")
def undo(run_id: str, only_plan: bool) -> int:
    """Take back what a run wrote, where that is possible."""
    work = undoing.undo_plan if only_plan else undoing.undo
    return _run(lambda context: work(context, run_id))


@cli.group(invoke_without_command=True)
@click.pass_context
def rules(ctx: click.Context) -> int | None:
    """List the remembered answers, or work on one."""
    return _run(deciding.rules) if ctx.invoked_subcommand is None else None


@rules.command("revoke")
@click.argument("rule_id")
def rules_revoke(rule_id: str) -> int:
    """Answer nothing by this rule from now on."""
    return _run(lambda context: deciding.revoke(context, rule_id))


@rules.command("answered")
@click.argument("rule_id")
def rules_answered(rule_id: str) -> int:
    """List what this rule answered."""
    return _run(lambda context: deciding.answered(context, rule_id))


@cli.group()
def schedule() -> None:
    """Syncs that the system's own scheduler starts."""


@schedule.command("install")
@click.option("--every", required=True, type=_Every(), help="15m, 30m, 1h, 2h … or 'daily at 06:00'.")
def schedule_install(every: Rhythm) -> int:
    """Let the system start a sync of the profile by itself; an earlier entry is replaced."""
    return _run(lambda context: scheduling.install(context, every))


@schedule.command("remove")
def schedule_remove() -> int:
    """Let no sync start by itself any more."""
    return _run(scheduling.remove)


@schedule.command("status")
def schedule_status() -> int:
    """Say who starts syncs, how often, and how the last ones ended."""
    return _run(scheduling.status)


@cli.command()
@click.option("--as-child", is_flag=True, hidden=True, help="The sync that a drill kills.")
def drill(as_child: bool) -> int:
    """Stop mid-sync, lose answers, read pages again, and say which promises hold.

    On simulated books; with --profile in that profile's organisation, where it reports itself as a demo company.
    """
    from splynx_xero_gui.bootstrap.drill import run_drill
    from splynx_xero_gui.bootstrap.drill_books import sync_as_child
    from splynx_xero_gui.bootstrap.drill_here import run_drill_here
    from splynx_xero_gui.bootstrap.workplace import LocalWorkplace

    if as_child:
        sync_as_child()
        return 0
    above = click.get_current_context().parent
    named = above is not None and above.get_parameter_source("profile") is not ParameterSource.DEFAULT

    def work(context: Context) -> int:
        here = partial(run_drill_here, cast(LocalWorkplace, context.workplace), context.profile)
        return drilling.drill(context, run_drill, here, named=named)

    return _run(work)


@cli.command()
def disconnect() -> int:
    """Withdraw the access at Xero and clear the profile's secrets."""
    return _run(connecting.disconnect)


def call(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code instead of leaving."""
    given = globals_first(sys.argv[1:] if arguments is None else arguments)
    # Before the log file is open, nothing may fall through to standard error.
    logging.getLogger().addHandler(logging.NullHandler())

    def command() -> int:
        result = cli.main(args=given, prog_name=PROGRAM, standalone_mode=False)
        return result if isinstance(result, int) else 0

    return run(command, as_json="--json" in given, verbose="-v" in given or "--verbose" in given)


def globals_first(arguments: Sequence[str]) -> list[str]:
    """`plan --json` means `--json plan`: the options of the program may stand behind the command as well."""
    first: list[str] = []
    rest = list(arguments)
    end = rest.index("--") if "--" in rest else len(rest)
    rest, literal = rest[:end], rest[end:]
    left: list[str] = []
    while rest:
        argument = rest.pop(0)
        if argument in ("--json", "-v", "--verbose") or argument.startswith("--profile="):
            first.append(argument)
        elif argument == "--profile" and rest:
            first += [argument, rest.pop(0)]
        else:
            left.append(argument)
    return [*first, *left, *literal]


def main() -> None:
    """Entry point of the console program. Files and pipes get UTF-8 whatever the system's own code page is."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(call())
