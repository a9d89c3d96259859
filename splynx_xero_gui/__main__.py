"""The desktop program: `splynx-xero-gui [--demo [--edition E | --existing-books]] [--profile NAME]`.

Only here the window meets what it works on.
"""

from __future__ import annotations

import argparse
import ctypes
import logging
import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import metadata
from typing import TYPE_CHECKING

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.remote.client import Engine
from splynx_xero_gui.storage.logs import log_to
from splynx_xero_gui.storage.paths import Paths

if TYPE_CHECKING:
    from splynx_xero_gui.gui.entry import Entry
    from splynx_xero_gui.wizard.services import Workplace

# Of the window's process; the engine's writes the other one.
_WINDOW_LOG = "splynx-xero-window.log"
# As bootstrap.demo.EDITIONS, which is imported only where the demo is opened.
_EDITIONS = ("ZA", "AU", "NZ", "UK", "US", "GLOBAL")
_X11_LIBRARY, _X11_PACKAGE = "libxcb-cursor.so.0", "libxcb-cursor0"
_NO_WINDOW = "No window can be opened: {reason}\n{cure}\nThe same work can be done without one: splynx-xero --help\n"


def window_problem(env: Mapping[str, str], platform: str = sys.platform) -> tuple[str, str] | None:
    """Why no window can be opened here and what to do about it; None where nothing speaks against it."""
    if not platform.startswith("linux") or env.get("QT_QPA_PLATFORM"):
        return None
    if env.get("WAYLAND_DISPLAY"):
        return None
    if not env.get("DISPLAY"):
        return "there is no screen (DISPLAY is not set).", "Start it from a desktop session."
    try:
        ctypes.CDLL(_X11_LIBRARY)
    except OSError:
        return f"{_X11_LIBRARY} is missing.", f"On Debian and Ubuntu: sudo apt-get install -y {_X11_PACKAGE}"
    return None


def entry_of(engine: Engine, edition: str = "ZA", *, existing: bool = False) -> Entry:
    """How the window opens books, which the engine's process holds."""
    from splynx_xero_gui.gui.entry import Entry

    def open_own() -> Workplace:
        workplace = engine.books.open_own()
        try:
            log_to(workplace.log_folder / _WINDOW_LOG)
        except OSError:
            logging.getLogger(__name__).warning("no log file can be written")
        return workplace

    look_file = Paths.of_this_computer().config / "look.ini"
    return Entry(open_own, lambda: engine.books.open_demo(edition, existing), look_file)


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, check that a window can be opened, run it; returns the exit code."""
    multiprocessing.freeze_support()
    parser = argparse.ArgumentParser(prog="splynx-xero-gui", description="Keeps Splynx and Xero equal to the cent.")
    parser.add_argument("--demo", action="store_true", help="try it on made-up books; nothing leaves this computer")
    parser.add_argument(
        "--edition",
        default="ZA",
        choices=_EDITIONS,
        help="whose country's Xero the demo books are kept in (with --demo; default ZA)",
    )
    parser.add_argument(
        "--existing-books",
        action="store_true",
        help="with --demo: Xero holds the books already, kept by hand (edition ZA)",
    )
    parser.add_argument("--profile", default="", metavar="NAME", help="open this profile")
    parser.add_argument("--version", action="version", version=metadata.version("splynx-xero-gui"))
    chosen = parser.parse_args(arguments)
    if chosen.existing_books and (not chosen.demo or chosen.edition != "ZA"):
        parser.error("--existing-books goes with --demo and the edition ZA")
    problem = window_problem(os.environ)
    if problem is not None:
        sys.stderr.write(_NO_WINDOW.format(reason=problem[0], cure=problem[1]))
        return 1
    engine = Engine()
    try:
        with suppress(Failure):  # told by the first call
            engine.start()
        return _window(engine, chosen)
    finally:
        engine.close()


def _window(engine: Engine, chosen: argparse.Namespace) -> int:
    try:
        from splynx_xero_gui.gui.application import run
    except ImportError as error:
        cure = "Run `python3 dev.py setup` once, or install what the text above names."
        sys.stderr.write(_NO_WINDOW.format(reason=f"{error}.", cure=cure))
        return 1
    return run(
        sys.argv[:1], entry_of(engine, chosen.edition, existing=chosen.existing_books), chosen.profile, chosen.demo
    )


if __name__ == "__main__":
    sys.exit(main())
