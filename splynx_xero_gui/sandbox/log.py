"""What a sandbox server was asked: the request log, and one exchange as hooks see it."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from splynx_xero_gui.sandbox.faults import FaultKind


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what became of it. Secret headers and bodies are redacted.

    `status` is what the client got, 0 where the connection was dropped; `response` is empty in the log (hooks see it).
    `handled` says whether the handler ran (and so may have committed). `seconds` is the server's own time.
    """

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    status: int
    response: bytes
    response_type: str
    handled: bool
    fault: FaultKind | None
    seconds: float

    def header(self, name: str) -> str | None:
        """The request header `name` (any case), or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def json(self) -> Any:
        """The request body as JSON. Raises ValueError where it is none."""
        return json.loads(self.body)


class RequestLog:
    """The last requests a server got, oldest first. Thread-safe.

    Holds at most `capacity` entries and `max_bytes` of bodies; the oldest go first, the newest always stays.
    """

    def __init__(self, capacity: int = 5000, max_bytes: int = 32 * 1024 * 1024) -> None:
        self._lock = threading.Lock()
        self._entries: deque[Exchange] = deque()
        self._capacity, self._max_bytes = capacity, max_bytes
        self._bytes = self._total = 0

    def __len__(self) -> int:
        with self._lock:
            return len(self._entries)

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self.entries())

    @property
    def total(self) -> int:
        """All requests since the last `clear`, also those the log no longer holds."""
        with self._lock:
            return self._total

    def entries(self, method: str | None = None, path: str | None = None) -> list[Exchange]:
        """The entries; with `method` and/or `path` (a substring) only those."""
        with self._lock:
            found = list(self._entries)
        return [e for e in found if (method is None or e.method == method) and (path is None or path in e.path)]

    def count(self, method: str | None = None, path: str | None = None) -> int:
        """How many entries match, as in `entries`."""
        return len(self.entries(method, path))

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self._bytes = self._total = 0

    def add(self, entry: Exchange) -> None:
        """Used by the server."""
        with self._lock:
            self._entries.append(entry)
            self._bytes += len(entry.body)
            self._total += 1
            while len(self._entries) > 1 and (len(self._entries) > self._capacity or self._bytes > self._max_bytes):
                self._bytes -= len(self._entries.popleft().body)


Hook = Callable[[Exchange], None]
