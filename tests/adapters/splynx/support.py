"""A clock and a cancel that tests move by hand, and a tiny server that says exactly what a test wants."""

from __future__ import annotations

import datetime as dt
import json
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from splynx_xero_gui.domain.failures import Cancelled
from splynx_xero_gui.splynx.billing import SplynxBilling
from splynx_xero_gui.splynx.wire import Timeouts

KEY, SECRET = "the-public-half-of-a-key", "the-secret-half-of-a-key"


class HandClock:
    """Stands still until moved. Aware, UTC."""

    def __init__(self, at: dt.datetime = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)) -> None:
        self.at = at

    def now(self) -> dt.datetime:
        return self.at

    def advance(self, **by: float) -> None:
        self.at += dt.timedelta(**by)


class HandCancel:
    """Remembers waits instead of waiting. `on_wait` is called for each; raise or set `requested` there."""

    def __init__(self) -> None:
        self.requested = False
        self.waits: list[float] = []
        self.on_wait: Callable[[], None] = lambda: None

    def raise_if_requested(self) -> None:
        if self.requested:
            raise Cancelled

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.on_wait()
        self.raise_if_requested()


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def content(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Said:
    """One answer. `cut` breaks the connection after so many bytes of the body; `drop` before any byte."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    drop: bool = False


def said(content: object, status: int = 200, **headers: str) -> Said:
    """A JSON answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Said(status, json.dumps(content).encode(), {"Content-Type": "application/json"} | named)


def page(status: int = 200) -> Said:
    """A page for people."""
    return Said(status, b"<html><head><title>x</title></head><body>Hello <b>there</b></body></html>",
                {"Content-Type": "text/html"})  # fmt: skip


def problem(status: int, code: str = "", message: str = "No.") -> Said:
    """A documented error body."""
    return said({"error": {"message": message, "code": status, "internal_code": code}}, status)


TOKENS = said(
    {"access_token": "T1", "access_token_expiration": 4102444800, "refresh_token": "R1",
     "refresh_token_expiration": 4102444800, "permissions": []}, 201,
)  # fmt: skip


class TinyServer:
    """Answers what `answer(asked)` says, on 127.0.0.1, with keep-alive; signs in by itself unless told otherwise."""

    def __init__(
        self,
        answer: Callable[[Asked], Said],
        *,
        tokens: bool = True,
        context: ssl.SSLContext | None = None,
        date: str = "",
    ) -> None:
        """`date`: what the Date header says, the real time when empty."""
        self.asked: list[Asked] = []
        self.date = date
        self._answer, self._tokens, self._context = answer, tokens, context
        self._server = _Server(("127.0.0.1", 0), _handler_for(self), bind_and_activate=True)
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def of(self, method: str, fragment: str = "") -> list[Asked]:
        """Requests by method and part of the path."""
        return [one for one in self.asked if one.method == method and fragment in one.path]

    def reply(self, asked: Asked) -> Said:
        self.asked.append(asked)
        if self._tokens and asked.path.endswith("/auth/tokens"):
            return TOKENS
        return self._answer(asked)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Joining kept-alive connections would wait for clients that are closed after the server.
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


def _handler_for(server: TinyServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def date_time_string(self, timestamp: float | None = None) -> str:
            return server.date or super().date_time_string(timestamp)

        def serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            reply = server.reply(Asked(self.command, self.path, dict(self.headers), self.rfile.read(length)))
            if reply.drop:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.status != 204:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if self.command != "HEAD" and reply.status != 204:
                self.wfile.write(reply.body if reply.cut is None else reply.body[: reply.cut])
            if reply.cut is not None:
                self.close_connection = True

        do_GET = do_HEAD = do_OPTIONS = do_POST = do_PUT = do_DELETE = serve

        def log_message(self, *_args: Any) -> None:
            """Nothing on the terminal."""

    return Handler


def billing(url: str, cancel: HandCancel | None = None, clock: HandClock | None = None, **more: Any) -> SplynxBilling:
    """The adapter on a test server, with short time-outs."""
    key, secret = more.pop("key", KEY), more.pop("secret", SECRET)
    more.setdefault("timeouts", Timeouts(connect=5, read=5))
    return SplynxBilling(url, key, secret, cancel or HandCancel(), clock or HandClock(), **more)
