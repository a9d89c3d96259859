"""Answers have to be whole within a time of their own and of a sane size, however they trickle in (docs/faults.md).

The time-outs of urllib3 and requests hold between two pieces of an answer: a server, or what sits between, that sends
one byte a minute would keep a sync for ever.
"""

import http.client
import io
import socket
import time
from typing import Any, ClassVar

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class _Measured(io.RawIOBase):
    """Bytes of a socket until the time is over; each wait is as long as the socket's own time-out at most."""

    def __init__(self, sock: socket.socket, seconds: float, most: int) -> None:
        super().__init__()
        self._sock: socket.socket = sock
        self._raw: io.RawIOBase = sock.makefile("rb", buffering=0)
        self._until, self._seconds = time.monotonic() + seconds, seconds
        self._left, self._most = most, most

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        """As a socket's. Raises TimeoutError where the time is over, OSError where it is too much."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"the answer was not whole after {self._seconds:.0f} seconds")
        wait = self._sock.gettimeout()
        self._sock.settimeout(left if wait is None else min(wait, left))
        try:
            count = self._raw.readinto(buffer)
        finally:
            self._sock.settimeout(wait)
        self._left -= count or 0
        if self._left < 0:
            raise OSError(f"the answer is larger than {self._most} bytes")
        return int(count) if count is not None else None

    def close(self) -> None:
        """Gives the socket back to its connection."""
        if not self.closed:
            self._raw.close()
        super().close()


class WholeResponse(http.client.HTTPResponse):
    """An answer whose head and body are there within `seconds` of real time and have `most` bytes, or it fails."""

    seconds: ClassVar[float] = 180.0
    most: ClassVar[int] = 256 * 1024 * 1024

    def __init__(self, sock: socket.socket, *args: Any, **named: Any) -> None:
        super().__init__(sock, *args, **named)
        self.fp.close()
        self.fp = io.BufferedReader(_Measured(sock, self.seconds, self.most))


class _Http(HTTPConnection):
    response_class = WholeResponse


class _Https(HTTPSConnection):
    response_class = WholeResponse


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


# For a urllib3 pool manager's `pool_classes_by_scheme`.
POOLS = {"http": _HttpPool, "https": _HttpsPool}


class WholeAdapter(HTTPAdapter):
    """The same for a session of requests."""

    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        """As its base, with our connections."""
        super().init_poolmanager(*args, **named)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def proxy_manager_for(self, proxy: str, **named: Any) -> Any:
        """As its base, with our connections."""
        manager = super().proxy_manager_for(proxy, **named)
        manager.pool_classes_by_scheme = POOLS
        return manager
