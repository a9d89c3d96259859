"""One sync at a time per profile, across processes (ports.ledger.SyncLock). A crash frees the lock by itself."""

import json
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from splynx_xero_gui.domain.failures import Busy
from splynx_xero_gui.ports.control import Clock
from splynx_xero_gui.storage import trouble
from splynx_xero_gui.storage.paths import private_folder, write_private


class FileSyncLock:
    """The lock is the operating system's, on `file`; beside it a `.json` says who holds it, for other people to read.

    The `.json` may be left over from a crash: it is believed only while the lock is held.
    """

    def __init__(self, file: Path, clock: Clock) -> None:
        self._file = file
        self._holder = file.with_suffix(".json")
        self._clock = clock

    @contextmanager
    def acquire(self, who: str) -> Iterator[None]:
        """Hold the lock while the block runs.

        Raises failures.Busy (L7) naming the holder, failures.StorageTrouble (R3) where no file can be made there.
        """
        lock = FileLock(self._file, timeout=0, mode=0o600)
        try:
            private_folder(self._file.parent)
            lock.acquire()
        except Timeout:
            # `from None`: the timeout says nothing that L7 does not.
            raise self._busy() from None
        except OSError as error:
            raise trouble.not_writable(str(self._file), error.strerror or "no lock", str(error)) from error
        try:
            self._sign(who)
            yield
        finally:
            self._holder.unlink(missing_ok=True)
            lock.release()

    def holder(self) -> str:
        """ "Started {time} by {user} on {machine}.", empty where nobody says so."""
        try:
            said = json.loads(self._holder.read_text(encoding="utf-8"))
            since = datetime.fromisoformat(said["since"]).astimezone()
            who, machine = str(said["who"]), str(said["machine"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""
        on = "" if who.endswith(f" on {machine}") else f" on {machine}"
        return f"Started {since:%Y-%m-%d %H:%M} by {who}{on}."

    def _sign(self, who: str) -> None:
        said = {"who": who, "machine": platform.node(), "since": self._clock.now().isoformat()}
        try:
            write_private(self._holder, json.dumps(said))
        except OSError as error:
            raise trouble.not_writable(str(self._holder), error.strerror or "no lock", str(error)) from error

    def _busy(self) -> Busy:
        return Busy(
            "L7",
            "A sync of this profile is already running",
            self.holder() or "Another program holds it.",
            "Wait until it has ended; its result will be in the history.",
        )
