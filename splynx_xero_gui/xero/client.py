"""Calls to Xero's accounting API through xero-python: token, limits, and the few repetitions that are safe.

Reads are repeated after lost connections and 5xx, visibly and a bounded number of times. A write is repeated only with
the same idempotency key, at once, and where the connection was closed on it (xero-api.md §5); everything else that is
not known is reported as not known.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient
from xero_python.api_client.oauth2 import OAuth2Token

from splynx_xero_gui.domain.failures import Failure, ServiceDown
from splynx_xero_gui.xero.errors import (
    body_messages,
    network_lost,
    not_authorised,
    proxy_refused,
    service_down,
    unsafe_connection,
)
from splynx_xero_gui.xero.limits import Governor
from splynx_xero_gui.xero.tokens import TokenSource
from splynx_xero_gui.xero.wire import Answer, NotAnswered, NotJson, Wire

_READ_PAUSES: Final = (2.0, 10.0)  # seconds before the second and third try of a read
_MOST_429: Final = 8
KEY_KEPT: Final = timedelta(minutes=5)
"""How long after a write was sent its key may be relied on. Xero forgets a key six minutes after (xero-api.md §5)."""
_AGENT: Final = "splynx-xero-gui"
_log = logging.getLogger(__name__)


class BadQuery(ServiceDown):
    """A read was refused (400): `messages` verbatim."""

    def __init__(self, messages: tuple[str, ...]) -> None:
        failure = service_down("400 Bad Request", "; ".join(messages))
        super().__init__(failure.id, failure.title, failure.message, failure.what_to_do, details=failure.details)
        self.messages = messages


class Uncertain(Exception):
    """A write was sent and its outcome is not known. `stop` is the failure that ends the run."""

    def __init__(self, stop: Failure, reason: str) -> None:
        super().__init__(reason)
        self.stop, self.reason = stop, reason


class _KeyForgotten(Exception):
    """The repetition of a write would come too late to be known for one: it was not sent. `failure` ends the run."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


class Client:
    """One organisation's API. Thread-safe: each thread has its own xero-python client over one shared pool."""

    def __init__(self, api_url: str, tenant_id: str, tokens: TokenSource, governor: Governor) -> None:
        self._base_url = f"{api_url}/api.xro/2.0"
        self._tenant_id, self._tokens, self._governor = tenant_id, tokens, governor
        self._wire = Wire(api_url)
        self._local = threading.local()

    def close(self) -> None:
        """Close kept connections."""
        self._wire.close()

    def read(self, operation: str, *path: str, **parameters: Any) -> Answer:
        """GET. 200 or 404 come back; everything else raises NotAuthorised, ServiceDown, NetworkLost, DayLimitReached
        or Cancelled. A 400 raises BadQuery.
        """
        for tries in range(len(_READ_PAUSES) + 1):
            last = tries == len(_READ_PAUSES)
            try:
                answer = self._authorised(operation, path, parameters)
            except NotAnswered as lost:
                if last or lost.untrusted or lost.by_proxy:
                    raise _lost(lost) from lost
                self._governor.pause(_READ_PAUSES[tries], "the connection broke")
                continue
            if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                return _checked_read(answer)
            if last:
                raise service_down(_short(answer), correlation(answer))
            self._governor.pause(_READ_PAUSES[tries], f"Xero answered “{_short(answer)}”")
        raise AssertionError("unreachable: the last try returns or raises")

    def read_json(self, operation: str, *path: str, **parameters: Any) -> tuple[Answer, dict[str, Any]]:
        """GET that must be found and be JSON; raises what `read` raises."""
        answer = self.read(operation, *path, **parameters)
        try:
            return answer, answer.json()
        except NotJson as error:
            raise service_down("an answer that is not its own", f"{answer.status} {correlation(answer)}") from error

    def write(self, operation: str, *path: Any, **parameters: Any) -> Answer:
        """PUT, POST or DELETE. Any answer below 500 comes back (429 apart).

        Raises Uncertain where it may have arrived, NetworkLost, NotAuthorised, DayLimitReached or Cancelled where it
        for sure did not.
        """
        maybe_arrived = False
        token: str | None = None
        for tries in (1, 2):
            try:
                answer = self._authorised(operation, path, parameters, only_token=token)
            except NotAnswered as lost:
                maybe_arrived = maybe_arrived or lost.maybe_arrived
                self._local.lost = lost
                # One report has idempotency keys bound to the access token (§5): the repetition uses the same.
                token = self._local.token if maybe_arrived else None
                safe = not lost.maybe_arrived or "idempotency_key" in parameters
                if tries == 1 and safe and lost.at_once and not lost.untrusted:
                    continue
                if maybe_arrived:
                    raise Uncertain(_lost(lost), str(lost)) from lost
                raise _lost(lost) from lost
            except _KeyForgotten as late:
                raise Uncertain(late.failure, "the connection broke after sending, and much time went by") from late
            except Failure as failure:
                if maybe_arrived:
                    raise Uncertain(failure, "the connection broke after sending") from failure
                raise
            if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise Uncertain(service_down(_short(answer), correlation(answer)), _short(answer))
            return answer
        raise AssertionError("unreachable: the second try returns or raises")

    def _authorised(
        self, operation: str, path: tuple[Any, ...], parameters: dict[str, Any], *, only_token: str | None = None
    ) -> Answer:
        """One call with a good token: renewed once on 401 (unless only one token will do), repeated on 429.

        `only_token`: of a write that may have arrived and is repeated. Raises _KeyForgotten where that is too late.
        """
        token = only_token or self._tokens.access_token()
        answer = self._within_limits(operation, path, parameters, token, again=only_token is not None)
        if answer.status == HTTPStatus.UNAUTHORIZED and only_token is None:
            token = self._tokens.renewed(token)
            answer = self._within_limits(operation, path, parameters, token)
        if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            words = " ".join(body_messages(answer.json_or_empty()))
            raise not_authorised(f"{answer.status} {words} {correlation(answer)}")
        return answer

    def _within_limits(
        self, operation: str, path: tuple[Any, ...], parameters: dict[str, Any], token: str, *, again: bool = False
    ) -> Answer:
        for _ in range(_MOST_429):
            with self._governor.call() as sent:
                if again:
                    self._must_know_key(sent)
                else:
                    self._local.first_sent = sent
                answer = self._send(operation, path, parameters, token)
            self._governor.heard(answer.headers, sent)
            if answer.status != HTTPStatus.TOO_MANY_REQUESTS:
                return answer
            self._governor.too_many(answer.headers)
        raise service_down("429 Too Many Requests", f"after {_MOST_429} tries")

    def _must_know_key(self, now: datetime) -> None:
        """The computer may have slept between the two, or waited for a limit. A clock set back proves nothing."""
        first: datetime = self._local.first_sent
        if not timedelta() <= now - first < KEY_KEPT:
            raise _KeyForgotten(_lost(self._local.lost))

    def _send(self, operation: str, path: tuple[Any, ...], parameters: dict[str, Any], token: str) -> Answer:
        self._local.token = token
        method: Callable[..., Answer] = getattr(self._api(), operation)
        begun = time.monotonic()
        facts: dict[str, object] = {"endpoint": operation, "status": "no answer"}
        try:
            answer = method(self._tenant_id, *path, **parameters, _preload_content=False)
            # What Xero's support asks for; `storage.logs` lets these facts through and no others.
            facts |= {"status": answer.status, "correlation": correlation(answer), "bytes": len(answer.body)}
        finally:
            _log.info("xero call", extra={**facts, "seconds": round(time.monotonic() - begun, 3)})
        return answer

    def _api(self) -> Any:
        """This thread's xero-python; its token getter gives what `_send` was told, and nothing expires in its eyes."""
        api = getattr(self._local, "api", None)
        if api is None:
            client = ApiClient(oauth2_token_getter=self._token_of_this_thread)
            client.configuration.oauth2_token = OAuth2Token()
            client.rest_client = self._wire
            client.user_agent = _AGENT
            api = AccountingApi(client, base_url=self._base_url)
            self._local.api = api
        return api

    def _token_of_this_thread(self) -> dict[str, Any]:
        return {
            "access_token": self._local.token,
            "token_type": "Bearer",
            "refresh_token": "",
            "scope": [],
            "expires_in": None,
            "expires_at": None,
            "id_token": None,
        }


def _checked_read(answer: Answer) -> Answer:
    if answer.status in (HTTPStatus.OK, HTTPStatus.NOT_FOUND):
        return answer
    if answer.status == HTTPStatus.BAD_REQUEST:
        raise BadQuery(body_messages(answer.json_or_empty()))
    raise service_down(_short(answer), correlation(answer))


def _lost(lost: NotAnswered) -> Failure:
    if lost.by_proxy:
        return proxy_refused(lost.host, str(lost))
    return unsafe_connection(lost.host, str(lost)) if lost.untrusted else network_lost(lost.host, str(lost))


def _short(answer: Answer) -> str:
    try:
        return f"{answer.status} {HTTPStatus(answer.status).phrase}"
    except ValueError:
        return str(answer.status)


def correlation(answer: Answer) -> str:
    """Xero's name for this call, empty where it gives none."""
    return answer.headers.get("Xero-Correlation-Id", "")
