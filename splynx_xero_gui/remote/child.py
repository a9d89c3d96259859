"""Where the engine's process begins. Imports nothing of the engine at the top: the window's process imports this."""

from __future__ import annotations

import signal
import sys
from multiprocessing.connection import Connection


def main(connection: Connection) -> None:
    """Serve the window until it says so or is gone."""
    # Ctrl+C in a terminal reaches both processes; the window says when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    from splynx_xero_gui.remote.books import LocalBooks
    from splynx_xero_gui.remote.server import Server
    from splynx_xero_gui.remote.shape import Books

    Server(connection, LocalBooks(), Books).serve()


def _end(_signal: int, _frame: object) -> None:
    sys.exit(0)
