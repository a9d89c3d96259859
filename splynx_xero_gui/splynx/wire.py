"""One HTTP exchange with the Splynx server: safe, bounded, counted. Knows no key and no JSON (splynx-api.md §1)."""

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Self
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from requests.structures import CaseInsensitiveDict

from splynx_xero_gui.domain.failures import Stopped
from splynx_xero_gui.ports.control import Cancel
from splynx_xero_gui.splynx.address import is_loopback
from splynx_xero_gui.splynx.errors import not_splynx, proxy_refused, unreachable, unsafe
from splynx_xero_gui.splynx.tls import cause_of, verification_error
from splynx_xero_gui.transport.surroundings import authorities, refused_by_proxy
from splynx_xero_gui.transport.whole import WholeAdapter

API_PATH = "api/2.0"
_AT_ONCE = 2
_MOST_REDIRECTS = 2
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SLOT_WAIT = 0.2
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to connect, and between two pieces of an answer."""

    connect: float = 10.0
    read: float = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        """A success of any kind."""
        return 200 <= self.status < 300

    @property
    def served_at(self) -> dt.datetime | None:
        """The server's clock (Date header, UTC), None where it does not say."""
        try:
            moment = parsedate_to_datetime(self.headers.get("Date", ""))
        except ValueError:
            return None
        return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


class Trouble(Exception):
    """No usable answer. Reads may be tried again; `failure` is what a person is told otherwise."""

    def __init__(self, failure: Stopped) -> None:
        super().__init__(failure.title)
        self.failure = failure


class _Authorization(requests.auth.AuthBase):
    """Sets our header, or none: either way it keeps requests from putting in a password from ~/.netrc."""

    def __init__(self, header: str | None) -> None:
        self._header = header

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._header is not None:
            request.headers["Authorization"] = self._header
        return request


class Wire:
    """A pool of connections to one server. Thread-safe; at most two requests at once, the servers are small."""

    def __init__(
        self,
        url: str,
        *,
        user_agent: str,
        cancel: Cancel,
        on_call: Callable[[int], None] | None = None,
        timeouts: Timeouts | None = None,
    ) -> None:
        """`url` as `normalise_address` gives it. `on_call` is told the number of calls made, after each."""
        self._base = f"{url}/{API_PATH}/"
        parts = urlsplit(url)
        self.host = parts.hostname or ""
        self.shown_host = parts.netloc
        self._cancel = cancel
        self._on_call = on_call
        self._timeouts = timeouts or Timeouts()
        self._slots = threading.BoundedSemaphore(_AT_ONCE)
        self._lock = threading.Lock()
        self._calls = 0
        self._session = requests.Session()
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, WholeAdapter(pool_connections=2, pool_maxsize=_AT_ONCE, max_retries=0))
        self._session.headers.update({"User-Agent": user_agent, "Accept": "application/json"})
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))

    @property
    def calls(self) -> int:
        """HTTP requests made so far, redirects and sign-ins included."""
        with self._lock:
            return self._calls

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def exchange(
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        body: bytes | None = None,
        authorization: str | None = None,
    ) -> Answer:
        """Ask and get the answer, whatever its status.

        Raises Trouble where none came, NetworkLost S2 for a bad certificate, ServiceDown S5 where the server leads
        astray, Cancelled.
        """
        url = self._base + path + (f"?{query}" if query else "")
        for _ in range(_MOST_REDIRECTS + 1):
            answer = self._once(method, url, body, authorization)
            target = answer.headers.get("Location", "") if answer.status in _REDIRECTS else ""
            if not target:
                return answer
            url, trusted = self._follow(url, target)
            if not trusted:
                if method not in _SAFE:
                    raise not_splynx(self.shown_host, f"{method} was redirected to another host")
                authorization = None
        raise not_splynx(self.shown_host, "more than two redirects")

    def _follow(self, url: str, target: str) -> tuple[str, bool]:
        """The next address, and whether it is the server we trust with the key."""
        following = urljoin(url, target)
        old, new = urlsplit(url), urlsplit(following)
        try:
            same_port = _port(old) == _port(new)
        except ValueError:
            raise not_splynx(self.shown_host, "redirects to no valid address") from None
        upgraded = (old.scheme, new.scheme) == ("http", "https")
        if new.scheme != old.scheme and not upgraded:
            raise not_splynx(self.shown_host, "redirects to an unsafe address")
        return following, new.hostname == old.hostname and (same_port or upgraded)

    def _once(self, method: str, url: str, body: bytes | None, authorization: str | None) -> Answer:
        self._take_slot()
        try:
            with self._lock:
                self._calls += 1
                calls = self._calls
            begun, status = time.monotonic(), 0
            try:
                response = self._session.request(
                    method,
                    url,
                    data=body,
                    headers={"Content-Type": "application/json"} if body is not None else None,
                    auth=_Authorization(authorization),
                    timeout=(self._timeouts.connect, self._timeouts.read),
                    allow_redirects=False,
                    verify=authorities(),
                    # A proxy of the environment cannot reach this very computer.
                    proxies={"no_proxy": self.host} if is_loopback(self.host) else None,
                )
            except requests.RequestException as error:
                raise self._failed(url, error) from error
            status = response.status_code
            return Answer(status, CaseInsensitiveDict(response.headers), response.content)
        finally:
            facts = {"method": method, "endpoint": _shown_path(url), "status": status or "no answer"}
            _log.info("splynx call", extra={**facts, "seconds": round(time.monotonic() - begun, 3)})
            self._slots.release()
            if self._on_call is not None:
                self._on_call(calls)

    def _take_slot(self) -> None:
        while not self._slots.acquire(timeout=_SLOT_WAIT):
            self._cancel.raise_if_requested()

    def _failed(self, url: str, error: requests.RequestException) -> Exception:
        refused = verification_error(error)
        parts = urlsplit(url)
        host, port = parts.hostname or "", _port(parts)
        if refused is not None:
            cause = cause_of(refused, host, port, self._timeouts.connect)
            return unsafe(host, cause, refused.verify_message)
        if refused_by_proxy(error):
            return proxy_refused(self.shown_host, _plain_cause(error))
        if isinstance(error, (requests.exceptions.InvalidHeader, requests.exceptions.InvalidURL)):
            return not_splynx(self.shown_host, type(error).__name__)
        return Trouble(unreachable(self.shown_host, _plain_cause(error)))


def _shown_path(url: str) -> str:
    """The path, which names collections and ids; a renewal's holds the token itself (splynx-api.md §2)."""
    path, tokens, _ = urlsplit(url).path.partition("/auth/tokens")
    return path + tokens


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _plain_cause(error: BaseException) -> str:
    """The innermost reason, without addresses of objects or the query that was asked."""
    while True:
        inner = error.__cause__ or error.__context__
        if inner is None:
            break
        error = inner
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
