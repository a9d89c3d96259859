"""Running a command:

cancel on signals, one JSON document or tables, failures in four parts, exit codes of interface.md.
"""

import json
import logging
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from splynx_xero_gui.cli.console import PlainConsole, printable
from splynx_xero_gui.cli.documents import failure_document
from splynx_xero_gui.cli.progress import TerminalProgress
from splynx_xero_gui.domain.failures import (
    Cancelled,
    Failure,
    Misconfigured,
    NotAuthorised,
    PlanChanged,
    SecondWorkstation,
    Stopped,
    TooManyChanges,
    VaultUnavailable,
)
from splynx_xero_gui.engine.control import CancelSwitch
from splynx_xero_gui.engine.own_error import own_error
from splynx_xero_gui.wizard.services import Session, Workplace

DONE, OWN_ERROR, WRONG, DECIDE, AGAIN = 0, 1, 2, 3, 4
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Context:
    """What every command gets: the profile's session, where to print, how to stop."""

    workplace: Workplace
    profile: str
    as_json: bool
    out: Console
    err: Console
    cancel: CancelSwitch

    @property
    def session(self) -> Session:
        """The profile's session."""
        return self.workplace.session(self.profile)

    def show(self, document: Callable[[], Any], table: Callable[[Console], None]) -> None:
        """Print the JSON document or the tables."""
        if self.as_json:
            click.echo(json.dumps(document(), ensure_ascii=False, indent=2))
        else:
            table(self.out)

    def say(self, text: str) -> None:
        """A sentence for people: on standard output, or beside the JSON document on standard error."""
        (self.err if self.as_json else self.out).print(Text(text))

    @contextmanager
    def progress(self) -> Iterator[TerminalProgress]:
        """Live progress on standard error."""
        with TerminalProgress(self.err) as shown:
            yield shown


def exit_code(failure: Failure) -> int:
    """The exit code of a failure (interface.md)."""
    if isinstance(failure, TooManyChanges):
        return DECIDE
    if isinstance(failure, Stopped):
        return AGAIN
    wrong = (Misconfigured, NotAuthorised, VaultUnavailable, SecondWorkstation, PlanChanged)
    return WRONG if isinstance(failure, wrong) else OWN_ERROR


def run(command: Callable[[], int | None], *, as_json: bool, verbose: bool) -> int:
    """Run a command to its exit code. No failure prints a traceback; an own error goes to the log file."""
    try:
        return command() or DONE
    except Failure as failure:
        show_failure(failure, as_json=as_json, verbose=verbose)
        return exit_code(failure)
    except click.exceptions.Abort:
        show_failure(Cancelled(), as_json=as_json, verbose=verbose)
        return AGAIN
    except click.ClickException as wrong:
        usage = Misconfigured("U0", "Wrong usage", wrong.format_message(), "See splynx-xero --help.")
        show_failure(usage, as_json=as_json, verbose=verbose)
        return WRONG
    except Exception as error:
        _log.exception("own error")
        own = own_error(error)
        show_failure(own, as_json=as_json, verbose=verbose)
        return OWN_ERROR


def show_failure(failure: Failure, *, as_json: bool, verbose: bool) -> None:
    """What happened and what to do; the service's own words beneath."""
    if as_json:
        click.echo(json.dumps(failure_document(failure), ensure_ascii=False, indent=2))
    warn(failure.title)
    warn(failure.message)
    if failure.what_to_do:
        warn(failure.what_to_do)
    if failure.details and (verbose or failure.id != "G1"):
        warn(f"  {failure.details}")


def warn(text: str) -> None:
    """A line on standard error, with nothing in it that a terminal would obey."""
    click.echo(printable(text), err=True)


@contextmanager
def stopping_on_signals(cancel: CancelSwitch) -> Iterator[None]:
    """Ctrl+C and SIGTERM ask the work to stop at the next safe place; a second Ctrl+C is the system's own."""
    before: dict[int, Any] = {}

    def stop(number: int, _frame: object) -> None:
        cancel.set()
        click.echo("Stopping after the request under way…", err=True)
        signal.signal(number, before[number])

    for number in (signal.SIGINT, signal.SIGTERM):
        before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for wanted, handler in before.items():
            signal.signal(wanted, handler)


def consoles() -> tuple[Console, Console]:
    """Standard output and standard error; wide where they are no terminals, so that tables are not cut."""
    width = None if sys.stdout.isatty() else 120
    return PlainConsole(width=width), PlainConsole(stderr=True)
