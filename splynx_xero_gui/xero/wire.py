"""One HTTP request for xero-python, with its traps disarmed (xero-api.md §16.2, §16.3).

No hidden retry, no redirect, a time-out on everything, certificates always checked, proxies of the environment
respected, the answer undecoded. What went wrong is sorted into *never sent* and *maybe arrived*.
"""

import json
import ssl
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlencode, urlsplit

import urllib3
from urllib3 import exceptions as trouble
from xero_python import rest

from splynx_xero_gui.transport.surroundings import authorities, refused_by_proxy
from splynx_xero_gui.transport.texts import sound
from splynx_xero_gui.transport.whole import POOLS
from splynx_xero_gui.xero.addresses import is_loopback
from splynx_xero_gui.xero.limits import AT_ONCE

CONNECT_SECONDS: Final = 10
READ_SECONDS: Final = 60


class NotAnswered(Exception):
    """No answer arrived. `maybe_arrived`: the request may have been carried out.

    `at_once`: the connection was closed rather than timed out, so the request is not still being worked on.
    """

    def __init__(
        self,
        host: str,
        problem: str,
        *,
        maybe_arrived: bool,
        at_once: bool,
        untrusted: bool = False,
        by_proxy: bool = False,
    ) -> None:
        super().__init__(f"{host}: {problem}")
        self.host, self.by_proxy = host, by_proxy
        self.maybe_arrived, self.at_once, self.untrusted = maybe_arrived, at_once, untrusted


class NotJson(Exception):
    """The answer is not JSON: not Xero's language."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers (any case) and body of one answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body, numbers with a point as Decimal, never float. Raises NotJson."""
        try:
            parsed = sound(json.loads(self.body, parse_float=Decimal, parse_constant=_no_constant), self.body)
        except (ValueError, RecursionError) as error:
            raise NotJson from error
        if not isinstance(parsed, dict):
            raise NotJson
        return parsed

    def json_or_empty(self) -> dict[str, Any]:
        """The body, empty where it is not JSON: refusals may be HTML or nothing."""
        try:
            return self.json()
        except NotJson:
            return {}


def _no_constant(word: str) -> Any:
    raise ValueError(word)


class Wire(rest.RESTClientObject):  # type: ignore[misc]
    """Takes the place of xero-python's REST client. Thread-safe."""

    def __init__(self, host: str) -> None:
        self._host = host
        self.pool_manager = _pool(host)

    def request(
        self,
        method: str,
        url: str,
        query_params: Any = None,
        headers: dict[str, str] | None = None,
        body: Any = None,
        post_params: Any = None,  # noqa: ARG002 - the signature is xero-python's
        _preload_content: bool = True,
        _request_timeout: Any = None,
    ) -> Answer:
        """Send once; any status comes back as an Answer. Raises NotAnswered."""
        if query_params:
            url = f"{url}?{urlencode(query_params)}"
        sent_headers = {"Content-Type": "application/json", **(headers or {})}
        payload = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        if method == "GET":
            sent_headers.pop("Content-Type", None)
        try:
            response = self.pool_manager.request(method, url, body=payload, headers=sent_headers, redirect=False)
        except trouble.HTTPError as error:
            raise self._sorted(error) from error
        return Answer(response.status, response.headers, response.data)

    def close(self) -> None:
        """Close kept connections."""
        self.pool_manager.clear()

    def _sorted(self, error: trouble.HTTPError) -> NotAnswered:
        cause: BaseException = error
        if isinstance(error, trouble.ProxyError):
            cause = error.original_error
        name = type(cause).__name__
        if isinstance(cause, trouble.SSLError) and isinstance(_origin(cause), ssl.SSLCertVerificationError):
            return NotAnswered(self._host, name, maybe_arrived=False, at_once=True, untrusted=True)
        if refused_by_proxy(error):
            return NotAnswered(self._host, str(cause), maybe_arrived=False, at_once=False, by_proxy=True)
        if isinstance(cause, (trouble.NewConnectionError, trouble.ConnectTimeoutError)):
            return NotAnswered(self._host, name, maybe_arrived=False, at_once=True)
        return NotAnswered(
            self._host, name, maybe_arrived=True, at_once=not isinstance(cause, trouble.ReadTimeoutError)
        )


def _origin(error: BaseException) -> BaseException | None:
    inside = error.args[0] if error.args else None
    return inside if isinstance(inside, BaseException) else error.__cause__


def _pool(base_url: str) -> Any:
    settings: dict[str, Any] = {
        "maxsize": AT_ONCE,
        "block": False,
        "retries": False,
        "timeout": urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
        "cert_reqs": "CERT_REQUIRED",
        "ca_cert_dir" if Path(authorities()).is_dir() else "ca_certs": authorities(),
    }
    proxy = _proxy_for(base_url)
    if proxy is None:
        manager = urllib3.PoolManager(**settings)
    else:
        parts = urlsplit(proxy)
        if parts.username:
            auth = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            settings["proxy_headers"] = urllib3.make_headers(proxy_basic_auth=auth)
        manager = urllib3.ProxyManager(proxy, **settings)
    manager.pool_classes_by_scheme = POOLS
    return manager


def _proxy_for(url: str) -> str | None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host) or urllib.request.proxy_bypass(host):
        return None
    proxies = urllib.request.getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return (proxy if "://" in proxy else f"http://{proxy}") if proxy else None
