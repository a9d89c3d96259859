"""Log files without secrets or names: only what is known to be harmless is written (design.md §10).

Log a fixed sentence and the facts beside it: `log.info("page stored", extra={"stream": "xero/invoice", "count": 50})`.
Arguments in the sentence's place holders, unknown facts and the texts of foreign errors are left out.
"""

import logging
import os
import time
import traceback
from decimal import Decimal
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.storage.paths import private_folder

LOGGER = "splynx_xero_gui"
HIDDEN: Final = "…"

# Facts that never hold a secret, a name or a text of a customer.
ALLOWED: Final = frozenset(
    {
        "run", "action", "intent", "kind", "side", "stream", "stage", "scenario", "trigger", "outcome", "reason",
        "state", "count", "expected", "page", "batch", "attempt", "limit", "items", "waiting", "skipped", "uncertain",
        "status", "method", "seconds", "bytes", "calls", "left_today", "left_minute", "resume_at", "since", "stamp",
        "splynx_id", "xero_id", "customer_id", "failure", "version", "revision", "platform", "python", "correlation",
        "endpoint", "port", "exit_code", "fingerprint", "first", "last", "result",
    }
)  # fmt: skip
_LONGEST = 120
LARGEST: Final = 1_000_000
_OF_EVERY_RECORD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class CarefulFormatter(logging.Formatter):
    """Time in UTC, level, logger, the fixed sentence, allowed facts; of an error its kind and where it happened."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        """One line, and the place of an error below it."""
        when = f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%S')}.{int(record.msecs):03d}Z"
        parts = [when, record.levelname, record.name, sentence(record), *facts(record)]
        lines = [" ".join(parts)]
        if record.exc_info and record.exc_info[1] is not None:
            lines += error_lines(record.exc_info[1], record.exc_info[2])
        return "\n".join(lines)


def sentence(record: logging.LogRecord) -> str:
    """The record's text as it stands in the code: what was to be filled in may be a name or a token."""
    if record.name.split(".")[0] != LOGGER:
        # Other people's libraries build their texts beforehand, so nothing is known of them.
        return f"({Path(record.pathname).name}:{record.lineno})"
    return " ".join(str(record.msg).split()) if isinstance(record.msg, str) else f"({type(record.msg).__name__})"


def facts(record: logging.LogRecord) -> list[str]:
    """`name=value` of the allowed facts; of the others the name only."""
    found = []
    for name, value in vars(record).items():
        if name not in _OF_EVERY_RECORD:
            found.append(f"{name}={_shown(value) if name in ALLOWED else HIDDEN}")
    return found


def error_lines(error: BaseException, at: TracebackType | None) -> list[str]:
    """Kinds of the error and its causes and the lines of our code they passed: no messages, they may quote anything."""
    told = f"  {type(error).__name__}"
    if isinstance(error, Failure):
        told += f" {error.id}"
    lines = [told]
    lines += [f"    {Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(at)]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        lines += error_lines(cause, cause.__traceback__)
    return lines


def _shown(value: object) -> str:
    if value is None or isinstance(value, (bool, int, float, Decimal)):
        return str(value)
    text = "_".join(str(value).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}{HIDDEN}"


class _PrivateFile(RotatingFileHandler):
    """The file and those that follow it belong to their owner only."""

    def _open(self) -> TextIOWrapper:
        opened = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(opened, "a", encoding="utf-8")


def log_to(file: Path, *, verbose: bool = False) -> logging.Handler:
    """Write the program's log to a file of 1 MB and three older ones, for the owner only.

    Returns the handler, for `stop_logging`. Raises OSError where the file cannot be written.
    """
    for earlier in [h for h in logging.getLogger().handlers if isinstance(h.formatter, CarefulFormatter)]:
        stop_logging(earlier)  # one log at a time: no line is written twice
    private_folder(file.parent)
    handler = _PrivateFile(file, maxBytes=LARGEST, backupCount=3, encoding="utf-8")
    handler.setFormatter(CarefulFormatter())
    handler.setLevel(logging.DEBUG if verbose else logging.INFO)
    logging.getLogger(LOGGER).setLevel(logging.DEBUG if verbose else logging.INFO)
    logging.getLogger().addHandler(handler)
    return handler


def stop_logging(handler: logging.Handler) -> None:
    """Take the handler off and close its file."""
    logging.getLogger().removeHandler(handler)
    handler.close()
