"""Writes what happens into the log, for `-v`: stages, pages, batches and how each write ended; no names, no amounts."""

import logging

from splynx_xero_gui.ports.control import BatchStarted, Event, ItemDone, ItemsRead, Observer, Pausing, StageStarted

_log = logging.getLogger(__name__)


class Logged:
    """An observer before another one."""

    def __init__(self, behind: Observer) -> None:
        self._behind = behind

    def notify(self, event: Event) -> None:
        """Log it, then pass it on."""
        told = _facts(event)
        if told is not None:
            sentence, facts = told
            _log.debug(sentence, extra=facts)
        self._behind.notify(event)


def _facts(event: Event) -> tuple[str, dict[str, object]] | None:
    match event:
        case StageStarted(stage):
            return "stage", {"stage": stage}
        case ItemsRead(side, stream, count, expected):
            return "read", {"side": side.value, "stream": stream, "count": count, "expected": expected}
        case BatchStarted(kind, first, last):
            return "batch", {"kind": kind.value, "first": first, "last": last}
        case ItemDone():
            return "write", {"kind": event.kind.value, "result": event.result}
        case Pausing(side, seconds):
            return "pause", {"side": side.value, "seconds": round(seconds, 1), "reason": event.reason}
        case _:
            return None
