"""One sync at a time per profile, across processes (ports.ledger.SyncLock). A crash frees the lock by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from splynx_xero_gui.ports.control import Clock
from splynx_xero_gui.storage import trouble
from splynx_xero_gui.storage.holder import Holder, busy, told_by
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
            raise busy(self.holder()) from None
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
            return told_by(self._holder.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return ""

    def _sign(self, who: str) -> None:
        try:
            write_private(self._holder, Holder.here(who, self._clock.now()).to_json())
        except OSError as error:
            raise trouble.not_writable(str(self._holder), error.strerror or "no lock", str(error)) from error
