"""`python -m splynx_xero_gui.sandbox`: both services with generated books, until interrupted.

Prints one line of JSON with the addresses and credentials as soon as both can be called.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from splynx_xero_gui.sandbox.books import first_day, generate, market_of
from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.world import SandboxWorld
from splynx_xero_gui.sandbox.xero import Edition


@dataclass(frozen=True, slots=True)
class Settings:
    """What the command line asks for."""

    customers: int
    months: int
    seed: int
    as_of: date | None
    splynx_port: int
    xero_port: int
    profile_out: Path | None
    day_limit: int
    minute_limit: int
    edition: Edition


def read_arguments(arguments: Sequence[str] | None = None) -> Settings:
    """The settings; exits with 2 and a message on wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m splynx_xero_gui.sandbox", description=__doc__)
    parser.add_argument("--customers", type=int, default=300, metavar="N", help="customers in Splynx (default 300)")
    parser.add_argument("--months", type=int, default=6, metavar="M", help="months of documents (default 6)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed gives the same books")
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="last day (default today)")
    parser.add_argument("--splynx-port", type=int, default=0, metavar="P", help="default: a free one")
    parser.add_argument("--xero-port", type=int, default=0, metavar="P", help="default: a free one")
    parser.add_argument("--profile-out", type=Path, metavar="FILE", help="write a profile that fits, as TOML")
    parser.add_argument("--day-limit", type=int, default=1000, metavar="N", help="calls to Xero per day (default 1000)")
    parser.add_argument("--minute-limit", type=int, default=60, metavar="N", help="and per minute (default 60)")
    editions = ", ".join(Edition)
    parser.add_argument("--edition", type=Edition, default=Edition.ZA, metavar="E", help=f"{editions} (default ZA)")
    return Settings(**vars(parser.parse_args(arguments)))


def serve(settings: Settings, wait: Callable[[], object]) -> None:
    """Starts both servers, tells where they are, and stops them when `wait` returns."""
    clock = SandboxClock()
    as_of = settings.as_of or clock.now().date()
    books = generate(
        settings.seed, settings.customers, settings.months, as_of, clock=clock, market=market_of(settings.edition)
    )
    world = SandboxWorld(
        books,
        clock,
        documents_from=first_day(as_of, settings.months),
        splynx_port=settings.splynx_port,
        xero_port=settings.xero_port,
        day_limit=settings.day_limit,
        minute_limit=settings.minute_limit,
        edition=settings.edition,
    )
    with world:
        if settings.profile_out is not None:
            settings.profile_out.write_text(world.profile_toml, encoding="utf-8")
        sys.stdout.write(json.dumps(world.description()) + "\n")
        sys.stdout.flush()
        wait()


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs until SIGINT or SIGTERM; 0."""
    settings = read_arguments(arguments)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    serve(settings, stop.wait)
    return 0


if __name__ == "__main__":
    sys.exit(main())
