"""The growing number of signed requests (splynx-api.md §2.2): per key, never repeated, never smaller.

Signed requests are serialised: the number is taken and used under one lock, so that none overtakes another.
"""

import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from splynx_xero_gui.domain.failures import StorageTrouble
from splynx_xero_gui.ports.control import Cancel, Clock

_LOCK_SLICE = 0.2


class Nonces(Protocol):
    """Where the last number of a key is kept."""

    @contextmanager
    def using_next(self) -> Iterator[int]:
        """The next number; nobody else gets one before the block ends."""
        ...


class MemoryNonces:
    """Numbers of one process: unix time in centiseconds, or one more than the last. Thread-safe."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._last = 0

    @contextmanager
    def using_next(self) -> Iterator[int]:
        """The next number; nobody else gets one before the block ends."""
        with self._lock:
            self._last = following(self._clock, self._last)
            yield self._last


class FileNonces:
    """Numbers kept in a file, shared by every thread and process of this computer that uses the key.

    `folder` is made where needed; the file is named by a hash and holds nothing but the number. Raises StorageTrouble
    (R3) where the file cannot be written, Cancelled while waiting for another process.
    """

    def __init__(self, folder: Path, url: str, key: str, clock: Clock, cancel: Cancel) -> None:
        name = hashlib.sha256(f"{url}\n{key}".encode()).hexdigest()[:16]
        self._file = folder / f"splynx-{name}.nonce"
        self._clock, self._cancel = clock, cancel
        self._thread_lock = threading.Lock()
        self._file_lock = FileLock(f"{self._file}.lock", mode=0o600, thread_local=False)

    @contextmanager
    def using_next(self) -> Iterator[int]:
        """The next number; nobody else gets one before the block ends."""
        with self._thread_lock:
            try:
                self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._acquire()
                try:
                    number = following(self._clock, self._read())
                    self._keep(number)
                except BaseException:
                    self._file_lock.release()
                    raise
            except OSError as error:
                raise StorageTrouble(
                    "R3",
                    "The sync record cannot be written",
                    f"{self._file}: {error.strerror or error}.",
                    "Make room or give this user the right to write there, then try again.",
                ) from error
            try:
                yield number
            finally:
                self._file_lock.release()

    def _acquire(self) -> None:
        while True:
            try:
                self._file_lock.acquire(timeout=_LOCK_SLICE)
                return
            except Timeout:
                self._cancel.raise_if_requested()

    def _keep(self, number: int) -> None:
        opened = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "w", encoding="ascii") as file:
            file.write(str(number))

    def _read(self) -> int:
        try:
            return int(self._file.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            # A damaged number is replaced by the clock, which is ahead of all earlier ones unless it was set back.
            return 0


def following(clock: Clock, last: int) -> int:
    """The number after `last`: centiseconds since 1970 as Splynx's own client sends, but always growing."""
    return max(round(clock.now().timestamp() * 100), last + 1)
