"""Requests with a key, retries and JSON: what the rest of the adapter speaks (splynx-api.md §1, §4, §5)."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import NoReturn

from splynx_xero_gui.domain.failures import Stopped
from splynx_xero_gui.ports.control import Cancel
from splynx_xero_gui.splynx.auth import Authenticator
from splynx_xero_gui.splynx.errors import (
    Reaction,
    Refusal,
    maybe_arrived,
    not_allowed,
    not_splynx,
    out_of_order,
    read_refusal,
    wrong_key,
)
from splynx_xero_gui.splynx.permissions import screen_name
from splynx_xero_gui.splynx.scalars import short
from splynx_xero_gui.splynx.wire import Answer, Trouble, Wire
from splynx_xero_gui.transport.texts import sound

_PAUSES = (1.0, 2.0, 4.0)
_LONGEST_PAUSE = 30.0
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_BUSY = frozenset({429, 502, 503, 504})


class ApiRefused(Exception):
    """A 4xx that the caller decides about: 400, 404, 405, 409, 422, another partner's object."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.details)
        self.refusal = refusal


class Client:
    """Reads are retried (1, 2, 4 s, or as the server asks), ending at once on Cancel; writes never are.

    Raises NotAuthorised S3/S4, NetworkLost S1/S2, ServiceDown S5/L8, Cancelled; `ApiRefused` where said.
    """

    def __init__(self, wire: Wire, auth: Authenticator, cancel: Cancel) -> None:
        self._wire, self._auth, self._cancel = wire, auth, cancel

    @property
    def host(self) -> str:
        """The host as a person knows it."""
        return self._wire.shown_host

    def get(self, path: str, query: str = "", *, patient: bool = True) -> object:
        """The JSON of a GET. Raises ApiRefused too. `patient` False: a person waits, so no retries."""
        return self._json(self._checked("GET", path, self._send("GET", path, query, None, retry=patient)))

    def get_with_headers(self, path: str, query: str = "") -> tuple[object, Mapping[str, str]]:
        """As `get`, with the answer's headers (looked up in any case)."""
        answer = self._checked("GET", path, self._send("GET", path, query, None, retry=True))
        return self._json(answer), answer.headers

    def get_bytes(self, path: str) -> bytes:
        """The raw body of a GET. Raises ApiRefused too."""
        return self._checked("GET", path, self._send("GET", path, "", None, retry=True)).body

    def head(self, path: str, query: str = "") -> Answer:
        """A HEAD; 200 and 204 are both fine. Raises ApiRefused too."""
        return self._checked("HEAD", path, self._send("HEAD", path, query, None, retry=True))

    def served_at(self, path: str) -> datetime | None:
        """The server's clock, asked for afresh (Date header, UTC); None where it does not say."""
        return self._send("GET", path, "", None, retry=True).served_at

    def options(self, path: str) -> object:
        """The JSON of an OPTIONS. Raises ApiRefused too."""
        return self._json(self._checked("OPTIONS", path, self._send("OPTIONS", path, "", None, retry=True)))

    def post(self, path: str, content: Mapping[str, object]) -> object:
        """The JSON of a POST, sent exactly once. Raises ApiRefused too."""
        return self._json(self._checked("POST", path, self._write("POST", path, content)))

    def put(self, path: str, content: Mapping[str, object]) -> None:
        """A partial update, sent exactly once; its answer has no useful body. Raises ApiRefused too."""
        self._checked("PUT", path, self._write("PUT", path, content))

    def delete(self, path: str) -> None:
        """A removal, sent exactly once. Raises ApiRefused too."""
        self._checked("DELETE", path, self._send("DELETE", path, "", None, retry=False))

    def _write(self, method: str, path: str, content: Mapping[str, object]) -> Answer:
        return self._send(method, path, "", json.dumps(content).encode(), retry=False)

    def _send(self, method: str, path: str, query: str, body: bytes | None, *, retry: bool) -> Answer:
        pauses = iter(_PAUSES if retry else ())
        while True:
            self._cancel.raise_if_requested()
            failure: Stopped
            asked = 0.0
            try:
                answer = self._authorised(method, path, query, body)
                refusal = read_refusal(answer.status, answer.body) if answer.status >= 400 else None
                if refusal is None or not (answer.status in _BUSY or refusal.reaction is Reaction.RETRY):
                    return answer
                failure = out_of_order(refusal.short, refusal.details)
                asked = _retry_after(answer)
            except Trouble as trouble:
                failure = trouble.failure if method in _READS else maybe_arrived(trouble.failure.details)
            pause = next(pauses, None)
            if pause is None:
                raise failure
            self._cancel.wait(min(max(pause, asked), _LONGEST_PAUSE))

    def _authorised(self, method: str, path: str, query: str, body: bytes | None) -> Answer:
        """Send; where the token was not taken, sign in again, once. A request refused so was not carried out."""
        with self._auth.authorised() as credential:
            answer = self._wire.exchange(method, path, query=query, body=body, authorization=credential.header)
        if not self._wants_sign_in(answer) or not self._auth.refused(credential):
            return answer
        with self._auth.authorised() as credential:
            return self._wire.exchange(method, path, query=query, body=body, authorization=credential.header)

    @staticmethod
    def _wants_sign_in(answer: Answer) -> bool:
        if answer.status not in (400, 401, 403):
            return False
        refusal = read_refusal(answer.status, answer.body)
        # A 401 without a known code counts too: older versions do not say why (splynx-api.md §4).
        return refusal.reaction is Reaction.LOG_IN_AGAIN or answer.status == 401

    def _checked(self, method: str, path: str, answer: Answer) -> Answer:
        if not answer.ok:
            self._refuse(method, path, read_refusal(answer.status, answer.body))
        return answer

    def _refuse(self, method: str, path: str, refusal: Refusal) -> NoReturn:
        if not refusal.is_splynx and refusal.words and refusal.status in (401, 403):
            raise not_splynx(self.host, refusal.details)
        match refusal.reaction:
            case Reaction.CREDENTIALS | Reaction.LOG_IN_AGAIN:
                raise wrong_key(refusal.details)
            case Reaction.PERMISSION:
                raise not_allowed([screen_name(path, method)], refusal.details)
            case _:
                if refusal.status >= 500 or refusal.status < 400:
                    raise out_of_order(refusal.short, refusal.details)
                raise ApiRefused(refusal)

    def _json(self, answer: Answer) -> object:
        try:
            text = answer.body.decode("utf-8-sig")
            body = sound(json.loads(text, parse_float=Decimal, parse_constant=_no_constant), answer.body)
        except (ValueError, RecursionError):
            raise not_splynx(self.host, read_refusal(answer.status, answer.body).details) from None
        if isinstance(body, Mapping) and set(body) == {"error"} and isinstance(body["error"], Mapping):
            refusal = read_refusal(answer.status, answer.body)
            raise out_of_order(refusal.short, refusal.details)
        return body


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{short(word)} is no number")


def _retry_after(answer: Answer) -> float:
    text = answer.headers.get("Retry-After", "").strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0.0
