"""The loopback server both sandboxes run on: Flask behind werkzeug, with keep-alive, a log and fault switches."""

from __future__ import annotations

import contextlib
import io
import json
import socket
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from email.utils import formatdate
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from flask import Flask, Response, request
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.faults import FaultKind, FaultRule, Faults, Malformation, RateLimitOverride
from splynx_xero_gui.sandbox.log import Exchange, Hook, RequestLog

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

RATE_LIMIT_KEY: Final = "sandbox.rate_limit"
_SECRET_HEADERS: Final = frozenset({"authorization", "cookie", "proxy-authorization", "set-cookie"})
_REDACTED: Final = "[redacted]"
_MAX_BODY: Final = 64 * 1024 * 1024
_HTML_NONSENSE: Final = b"<!DOCTYPE html><html><body><h1>Service temporarily unavailable</h1></body></html>"


class NotModelled(Exception):
    """Raised by a handler for what the sandbox does not imitate: answered with a loud 501 that names it."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class _Answer:
    status: str
    headers: list[tuple[str, str]]
    body: bytes
    trickle: float = 0.0

    @property
    def code(self) -> int:
        return int(self.status.split(" ", 1)[0])


if TYPE_CHECKING:
    Admission = Callable[[WSGIEnvironment], AbstractContextManager[object]]


class LoopbackServer:
    """Serves a WSGI application on 127.0.0.1 in daemon threads.

    `secret_bodies`: path prefixes whose request and response bodies never reach the log or a hook.
    `hooks`: called after each exchange, in the request's thread, before the answer is sent.
    `admission`: a context held from a request's arrival to its answer, delays and hangs included.
    `defects`: errors of the sandbox itself (a hook that raises included); a test should find none.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        clock: SandboxClock,
        faults: Faults,
        log: RequestLog | None = None,
        name: str = "sandbox",
        port: int = 0,
        secret_bodies: tuple[str, ...] = (),
        admission: Admission | None = None,
    ) -> None:
        self.clock, self.faults = clock, faults
        self.log = log if log is not None else RequestLog()
        self.hooks: list[Hook] = []
        self.defects: list[Exception] = []
        self._admission: Admission = admission if admission is not None else _admit_all
        self._app, self._name, self._port, self._secret_bodies = app, name, port, secret_bodies
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None
        self._connections: set[socket.socket] = set()
        self._late: list[tuple[float, WSGIEnvironment, FaultRule]] = []
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`. Raises RuntimeError before `start`."""
        if self._server is None:
            raise RuntimeError(f"The {self._name} server is not running")
        return f"http://127.0.0.1:{self._server.port}"

    def start(self) -> Self:
        """Listen and serve; returns at once, ready to be called. On a second start the same port is taken again."""
        if self._server is not None:
            return self
        self.faults.open_for_business()
        handler = type("Handler", (_KeepAliveHandler,), {"server_kit": self})
        self._server = make_server("127.0.0.1", self._port, self._app, threaded=True, request_handler=handler)
        self._port = self._server.port
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name=self._name, daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving, close every connection, let nothing wait. Harmless when not running."""
        server, thread = self._server, self._thread
        if server is None or thread is None:
            return
        self.faults.stop_waiting()
        server.shutdown()
        thread.join()
        server.server_close()
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            close_abruptly(connection)
        self._server = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def opened(self, connection: socket.socket) -> None:
        """Used by the request handler."""
        with self._lock:
            self._connections.add(connection)

    def closed(self, connection: socket.socket) -> None:
        """Used by the request handler."""
        with self._lock:
            self._connections.discard(connection)

    def answer(self, environ: WSGIEnvironment, body: bytes) -> _Answer | None:
        """Used by the request handler: the answer, faults applied; None means the connection is to be dropped."""
        self._catch_up()
        started = time.perf_counter()
        rule = self.faults.strike(environ["REQUEST_METHOD"], environ["PATH_INFO"])
        with self._admission(environ):
            answer, handled = self._faulty(rule, environ) if rule else (self._run(environ), True)
        self._record(environ, body, answer, handled, rule, time.perf_counter() - started)
        return answer

    def _catch_up(self) -> None:
        """Requests whose time has come are handled before anything newer is; nobody hears the answer."""
        now = self.clock.timestamp()
        with self._lock:
            due = [late for late in self._late if late[0] <= now]
            self._late = [late for late in self._late if late[0] > now]
        for _, environ, rule in due:
            body: bytes = environ["wsgi.input"].read()
            environ["wsgi.input"] = io.BytesIO(body)
            self._run(environ)
            self._record(environ, body, None, True, rule, 0.0)

    def _faulty(self, rule: FaultRule, environ: WSGIEnvironment) -> tuple[_Answer | None, bool]:
        match rule.kind:
            case FaultKind.DELAY | FaultKind.HANG:
                if not self.faults.wait(rule):
                    return None, False
            case FaultKind.FAIL:
                return self._canned(rule), False
            case FaultKind.DROP_BEFORE:
                return None, False
            case FaultKind.COMMIT_LATE:
                with self._lock:
                    self._late.append((self.clock.timestamp() + rule.seconds, environ, rule))
                return None, False
            case FaultKind.RATE_LIMIT:
                environ[RATE_LIMIT_KEY] = RateLimitOverride(rule.problem, rule.retry_after)
            case _:
                pass
        answer = self._run(environ)
        match rule.kind:
            case FaultKind.DROP_AFTER:
                return None, True
            case FaultKind.ERROR_AFTER_COMMIT:
                return self._canned(rule), True
            case FaultKind.TRICKLE:
                return replace(answer, trickle=rule.seconds), True
            case FaultKind.MALFORMED:
                return _spoilt(answer, rule.malformation), True
            case _:
                return answer, True

    @staticmethod
    def _canned(rule: FaultRule) -> _Answer:
        headers = [("Content-Type", rule.content_type), *rule.headers] if rule.body else list(rule.headers)
        return _Answer(f"{rule.status} Injected", headers, rule.body)

    def _run(self, environ: WSGIEnvironment) -> _Answer:
        status, headers = "500 Internal Server Error", list[tuple[str, str]]()

        def start_response(
            new_status: str, new_headers: list[tuple[str, str]], _exc_info: object = None, /
        ) -> Callable[[bytes], object]:
            nonlocal status, headers
            status, headers = new_status, new_headers
            return lambda _data: None

        chunks: Iterable[bytes] = self._app(environ, start_response)
        try:
            body = b"".join(chunks)
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()
        return _Answer(status, headers, body)

    def _record(
        self,
        environ: WSGIEnvironment,
        body: bytes,
        answer: _Answer | None,
        handled: bool,
        rule: FaultRule | None,
        seconds: float,
    ) -> None:
        path = environ["PATH_INFO"]
        secret = path.startswith(self._secret_bodies) if self._secret_bodies else False
        response = answer.body if answer is not None else b""
        response_type = dict(answer.headers).get("Content-Type", "") if answer is not None else ""
        kind = rule.kind if rule is not None else None

        def entry(shown: bytes) -> Exchange:
            return Exchange(
                environ["REQUEST_METHOD"],
                path,
                environ.get("QUERY_STRING", ""),
                _headers_of(environ),
                _REDACTED.encode() if secret and body else body,
                answer.code if answer else 0,
                shown,
                response_type,
                handled,
                kind,
                seconds,
            )

        self.log.add(entry(b""))
        if self.hooks:
            seen = entry(_REDACTED.encode() if secret and response else response)
            for hook in list(self.hooks):
                hook(seen)


class _KeepAliveHandler(WSGIRequestHandler):
    """werkzeug closes the connection after each answer and waits 10 ms on it; clients deserve the real thing."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server_kit: LoopbackServer

    def setup(self) -> None:
        super().setup()
        self.server_kit.opened(self.connection)

    def finish(self) -> None:
        self.server_kit.closed(self.connection)
        with contextlib.suppress(OSError):  # the peer, or a dropped answer, closed it first
            super().finish()

    def date_time_string(self, timestamp: float | None = None) -> str:
        return formatdate(self.server_kit.clock.timestamp() if timestamp is None else timestamp, usegmt=True)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing on the terminal: the request log holds it."""

    def run_wsgi(self) -> None:
        if self.headers.get("Expect", "").lower().strip() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        environ = self.environ = self.make_environ()
        body = self._body(environ)
        environ["wsgi.input"], environ["CONTENT_LENGTH"] = io.BytesIO(body), str(len(body))
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        environ.pop("wsgi.input_terminated", None)
        try:
            answer = self.server_kit.answer(environ, body)
        except Exception as error:  # a defect of the sandbox itself: never let it look like the service
            self.server_kit.defects.append(error)
            text = json.dumps({"Type": "SandboxDefect", "Detail": repr(error)}).encode()
            answer = _Answer("500 Sandbox Defect", [("Content-Type", "application/json")], text)
        if answer is None:
            self.close_connection = True
            close_abruptly(self.connection)
            return
        self._send(answer)

    def _body(self, environ: WSGIEnvironment) -> bytes:
        if environ.get("wsgi.input_terminated"):
            return bytes(environ["wsgi.input"].read())
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length > _MAX_BODY:
            self.close_connection = True
            return b""
        return self.rfile.read(length) if length else b""

    def _send(self, answer: _Answer) -> None:
        reason = answer.status.split(" ", 1)[1] if " " in answer.status else ""
        self.send_response(answer.code, reason)
        for key, value in answer.headers:
            if key.lower() not in ("content-length", "date", "server", "connection"):
                self.send_header(key, value)
        if answer.code not in (204, 304):
            length = dict(answer.headers).get("Content-Length") if self.command == "HEAD" else None
            self.send_header("Content-Length", length or str(len(answer.body)))
        self.send_header("Connection", "close" if self.close_connection else "keep-alive")
        buffer: list[bytes] = self._headers_buffer  # one packet for head and body
        buffer.append(b"\r\n")
        if self.command != "HEAD" and answer.code not in (204, 304):
            buffer.append(answer.body)
        data = b"".join(buffer)
        buffer.clear()
        if answer.trickle:
            self._trickle(data, answer.trickle)
        else:
            self.wfile.write(data)

    def _trickle(self, data: bytes, seconds: float) -> None:
        with contextlib.suppress(OSError):  # the client gave up
            for place in range(len(data)):
                self.wfile.write(data[place : place + 1])
                if not self.server_kit.faults.breathe(seconds):
                    break
        self.close_connection = True


def close_abruptly(connection: socket.socket) -> None:
    """Close a connection at once, whatever the other side is doing."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def _admit_all(_environ: WSGIEnvironment) -> AbstractContextManager[object]:
    return contextlib.nullcontext()


def loud_app(name: str) -> Flask:
    """A Flask application in which whatever is not modelled answers 501 and says exactly what it was."""
    app = Flask(name, static_folder=None)
    app.config["PROPAGATE_EXCEPTIONS"] = True  # a defect of the sandbox must never look like an answer of the service

    def not_modelled(error: Exception) -> Response:
        what = error.what if isinstance(error, NotModelled) else f"{request.method} {request.path}"
        text = json.dumps(
            {"Type": "NotModelled", "Title": "The sandbox does not model this", "Status": 501, "Detail": what}
        )
        return Response(text, 501, content_type="application/json")

    app.register_error_handler(NotModelled, not_modelled)
    app.register_error_handler(NotFound, not_modelled)
    app.register_error_handler(MethodNotAllowed, not_modelled)
    return app


def _spoilt(answer: _Answer, how: Malformation) -> _Answer:
    if how is Malformation.HTML:
        return _Answer(answer.status, [("Content-Type", "text/html")], _HTML_NONSENSE)
    return _Answer(answer.status, answer.headers, answer.body[: len(answer.body) // 2])


def _headers_of(environ: WSGIEnvironment) -> tuple[tuple[str, str], ...]:
    found = [
        (key[5:].replace("_", "-").title(), str(value)) for key, value in environ.items() if key.startswith("HTTP_")
    ]
    if environ.get("CONTENT_TYPE"):
        found.append(("Content-Type", environ["CONTENT_TYPE"]))
    return tuple((key, _REDACTED if key.lower() in _SECRET_HEADERS else value) for key, value in sorted(found))


__all__ = [
    "RATE_LIMIT_KEY",
    "Exchange",
    "Hook",
    "LoopbackServer",
    "NotModelled",
    "RequestLog",
    "close_abruptly",
    "loud_app",
]
