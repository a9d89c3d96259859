"""Progress on a terminal's standard error; silent when that is no terminal."""

import threading

from rich.console import Console
from rich.status import Status

from splynx_xero_gui.cli.tables import ACTION_WORDS
from splynx_xero_gui.ports.control import AWAITING_ANSWERS, BatchStarted, Event, ItemsRead, Pausing, StageStarted

_STAGES = {
    "connect": "Reading lock dates…",
    "recover": "Looking up what may have arrived…",
    "read-splynx": "Reading Splynx…",
    "read-xero": "Reading Xero…",
    "compare": "Comparing…",
    "write": "Writing…",
    "confirm": "Confirming…",
}


class TerminalProgress:
    """An observer that shows one live line. Called from any thread."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lock = threading.Lock()
        self._status: Status | None = None

    def __enter__(self) -> "TerminalProgress":
        if self._console.is_terminal:
            self._status = self._console.status("Starting…")
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def notify(self, event: Event) -> None:
        """Show the event."""
        text = _text(event)
        if text and self._status is not None:
            with self._lock:
                self._status.update(text)


def _text(event: Event) -> str:
    if isinstance(event, StageStarted):
        return _STAGES.get(event.stage, "")
    if isinstance(event, ItemsRead):
        of = f" of {event.expected}" if event.expected else ""
        return f"Reading {event.side.value.title()}: {event.stream} {event.count}{of}"
    if isinstance(event, BatchStarted):
        return f"{ACTION_WORDS[event.kind.value]}: {event.first}–{event.last}"
    if isinstance(event, Pausing) and event.reason == AWAITING_ANSWERS:
        side = event.side.value.title()
        return f"{side} may still be writing what was sent: looking again in {event.seconds:.0f} s."
    if isinstance(event, Pausing):
        return f"{event.side.value.title()} asks for a short pause: going on in {event.seconds:.0f} s."
    return ""
