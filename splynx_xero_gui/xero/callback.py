"""The loopback listener for the browser's answer (xero-api.md §1.2): 127.0.0.1 and ::1, one path, one answer."""

import errno
import os
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

CALLBACK_PATH: Final = "/callback"
_LONGEST_TARGET: Final = 4096
_MOST_PARAMETERS: Final = 20
_REQUEST_SECONDS: Final = 10
_ABSENT_FAMILY: Final = frozenset(
    {errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPROTONOSUPPORT, errno.EINVAL, errno.ENOPROTOOPT}
)
_PAGE: Final = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
    '<body style="font-family:sans-serif;margin:4em"><p>{text}</p></body></html>'
)
DONE_TEXT: Final = "Done. Go back to the program; this tab can be closed."
DENIED_TEXT: Final = "Access was not given. Go back to the program to try again."

# Judges the parameters of an answer: True = access was given. Called from the listener's thread.
Judge = Callable[[Mapping[str, str]], bool]


class PortTaken(Exception):
    """Another program listens there."""


@dataclass(slots=True)
class Listener:
    """Listening on one port. `close` ends it; harmless twice."""

    port: int
    _servers: list[ThreadingHTTPServer]
    _threads: list[threading.Thread]

    @classmethod
    def open(cls, port: int, judge: Judge) -> "Listener":
        """Listen on both families; a computer without IPv6 is fine. Raises PortTaken."""
        servers: list[ThreadingHTTPServer] = []
        for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            try:
                servers.append(_server(family, host, port, judge))
            except OSError as error:
                if family == socket.AF_INET6 and error.errno in _ABSENT_FAMILY:
                    continue
                for server in servers:
                    server.server_close()
                raise PortTaken(port) from error
        threads = [
            threading.Thread(target=server.serve_forever, args=(0.05,), name=f"sign-in {port}", daemon=True)
            for server in servers
        ]
        for thread in threads:
            thread.start()
        return cls(port, servers, threads)

    def close(self) -> None:
        """Stop listening."""
        for server, thread in zip(self._servers, self._threads, strict=True):
            server.shutdown()
            thread.join()
            server.server_close()
        self._servers.clear()
        self._threads.clear()


def _server(family: int, host: str, port: int, judge: Judge) -> ThreadingHTTPServer:
    options: Mapping[str, Any] = MappingProxyType(
        {
            "address_family": family,
            "daemon_threads": True,
            "block_on_close": False,
            # On Windows "reuse" would let another program share the port.
            "allow_reuse_address": os.name != "nt",
        }
    )
    kind = type("_Server", (ThreadingHTTPServer,), dict(options))
    handler = type("_Handler", (_Handler,), {"judge": staticmethod(judge)})
    server: ThreadingHTTPServer = kind((host, port), handler)
    return server


class _Handler(BaseHTTPRequestHandler):
    judge: Judge
    server_version = "sign-in"
    sys_version = ""
    timeout = _REQUEST_SECONDS

    def do_GET(self) -> None:
        if len(self.path) > _LONGEST_TARGET:
            self._say(HTTPStatus.REQUEST_URI_TOO_LONG, "Too long.")
            return
        target = urlsplit(self.path)
        if target.path != CALLBACK_PATH:
            self._say(HTTPStatus.NOT_FOUND, "Nothing is here.")
            return
        try:
            pairs = parse_qsl(target.query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)
        except ValueError:
            self._say(HTTPStatus.BAD_REQUEST, "Too many parameters.")
            return
        if len({name for name, _ in pairs}) != len(pairs):
            self._say(HTTPStatus.BAD_REQUEST, DENIED_TEXT)
            return
        given = type(self).judge(dict(pairs))
        self._say(HTTPStatus.OK, DONE_TEXT if given else DENIED_TEXT)

    def _nothing_else(self) -> None:
        self.close_connection = True
        self._say(HTTPStatus.NOT_FOUND, "Nothing is here.")

    do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_HEAD = _nothing_else

    def _say(self, status: HTTPStatus, text: str) -> None:
        page = _PAGE.format(title="Sign in", text=text).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the request line holds the code."""
