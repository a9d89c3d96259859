"""Signing in to Splynx: by token, else signature, else Basic (splynx-api.md §2). Tokens stay in memory."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import Enum
from urllib.parse import urlencode

from splynx_xero_gui.ports.control import Clock
from splynx_xero_gui.splynx.errors import Reaction, Refusal, not_splynx, out_of_order, read_refusal, wrong_key
from splynx_xero_gui.splynx.nonce import Nonces
from splynx_xero_gui.splynx.wire import Answer, Trouble, Wire

_TOKENS = "admin/auth/tokens"
_PROBE = "admin/customers/customer"
_MARGIN = timedelta(seconds=5)
_LIFETIME = timedelta(minutes=30)

Permissions = Mapping[str, Mapping[str, bool]]


class Mode(Enum):
    """How requests are authorised."""

    TOKEN = "token"
    SIGNATURE = "signature"
    BASIC = "basic"


@dataclass(frozen=True, slots=True)
class Credential:
    """The header of one request; `generation` tells which sign-in it stems from."""

    header: str = field(repr=False)
    generation: int


@dataclass(frozen=True, slots=True)
class _Session:
    access_token: str = field(repr=False)
    access_until: datetime
    refresh_token: str = field(repr=False)
    refresh_until: datetime | None
    server_ahead: timedelta
    generation: int


class Authenticator:
    """Hands out credentials. Thread-safe: whoever comes while one signs in waits for that sign-in.

    Raises NotAuthorised S4, ServiceDown S5, and what `Wire.exchange` raises.
    """

    def __init__(self, wire: Wire, key: str, secret: str, clock: Clock, nonces: Nonces) -> None:
        self._wire, self._key, self._secret, self._clock, self._nonces = wire, key, secret, clock, nonces
        self._lock = threading.Lock()
        self._mode: Mode | None = None
        self._session: _Session | None = None
        self._generation = 0
        self._permissions: Permissions = {}

    @property
    def mode(self) -> Mode | None:
        """The way in that worked; None before the first sign-in."""
        return self._mode

    @property
    def permissions(self) -> Permissions:
        """What the sign-in said the key may do, controller → action → allowed; empty where it did not say."""
        return self._permissions

    @contextmanager
    def authorised(self) -> Iterator[Credential]:
        """The credential for one request, signing in first where needed; make the request inside the block."""
        with self._lock:
            mode = self._settled()
            token = self._current_token() if mode is Mode.TOKEN else ""
            generation = self._generation
        match mode:
            case Mode.TOKEN:
                yield Credential(f"Splynx-EA ({urlencode({'access_token': token})})", generation)
            case Mode.SIGNATURE:
                with self._nonces.using_next() as nonce:
                    yield Credential(self._signature_header(nonce), generation)
            case Mode.BASIC:
                yield Credential(self._basic_header(), generation)

    def refused(self, credential: Credential) -> bool:
        """Report that the server did not take a credential; whether a new one is worth a try."""
        with self._lock:
            if self._mode is not Mode.TOKEN:
                return False
            if self._session is not None and self._session.generation == credential.generation:
                self._session = None
            return True

    # -- below here the lock is held ----------------------------------------------------------------------------------

    def _settled(self) -> Mode:
        if self._mode is None:
            refusal = self._log_in()
            self._mode = Mode.TOKEN if refusal is None else self._fall_back(refusal)
        return self._mode

    def _fall_back(self, refusal: Refusal) -> Mode:
        with self._nonces.using_next() as nonce:
            if self._opens(self._signature_header(nonce)):
                return Mode.SIGNATURE
        if self._opens(self._basic_header()):
            return Mode.BASIC
        raise wrong_key(refusal.details)

    def _opens(self, header: str) -> bool:
        """Whether the server takes this header; a missing permission is taken all the same."""
        answer = self._wire.exchange("GET", _PROBE, query="limit=1", authorization=header)
        if answer.ok:
            self._json(answer)
            return True
        refusal = self._refusal(answer)
        if not refusal.is_splynx:
            raise not_splynx(self._wire.shown_host, refusal.details)
        return refusal.reaction not in (Reaction.CREDENTIALS, Reaction.LOG_IN_AGAIN)

    def _current_token(self) -> str:
        session = self._session
        if session is not None:
            server_now = self._clock.now() + session.server_ahead + _MARGIN
            if server_now <= session.access_until:
                return session.access_token
            if session.refresh_until is not None and server_now < session.refresh_until:
                self._renew(session)
        if self._session is None:
            refusal = self._log_in()
            if refusal is not None:
                raise wrong_key(refusal.details)
        return self._session.access_token if self._session is not None else ""

    def _log_in(self) -> Refusal | None:
        """Sign in with the key; the refusal where the server would not have it."""
        with self._nonces.using_next() as nonce:
            content = {
                "auth_type": "api_key",
                "key": self._key,
                "nonce": nonce,
                "signature": self._signature(nonce),
            }
            answer = self._wire.exchange("POST", _TOKENS, body=json.dumps(content).encode())
        if not answer.ok:
            return self._refusal(answer)
        body = self._json(answer)
        self._begin(body, answer, refresh_token="")
        self._permissions = read_permissions(body.get("permissions"))
        return None

    def _renew(self, session: _Session) -> None:
        """A new access token for the refresh token; no session where the server would not have it."""
        self._session = None
        answer = self._wire.exchange("GET", f"{_TOKENS}/{session.refresh_token}")
        if answer.ok:
            self._begin(self._json(answer), answer, refresh_token=session.refresh_token)
        else:
            self._refusal(answer)

    def _begin(self, body: Mapping[str, object], answer: Answer, *, refresh_token: str) -> None:
        token = body.get("access_token")
        if not isinstance(token, str) or not token:
            raise not_splynx(self._wire.shown_host, "the sign-in answered no access token")
        now = self._clock.now()
        server_now = answer.served_at or now
        renewal = body.get("refresh_token") or refresh_token
        self._generation += 1
        self._session = _Session(
            access_token=token,
            access_until=_moment(body.get("access_token_expiration")) or server_now + _LIFETIME,
            refresh_token=renewal if isinstance(renewal, str) else "",
            refresh_until=_moment(body.get("refresh_token_expiration")) if renewal else None,
            # Expirations are told in the server's time; a wrong clock here must not renew on every call.
            server_ahead=server_now - now,
            generation=self._generation,
        )

    def _json(self, answer: Answer) -> Mapping[str, object]:
        try:
            body: object = json.loads(answer.body.decode("utf-8-sig"), parse_float=Decimal)
        except (ValueError, RecursionError):
            raise not_splynx(self._wire.shown_host, read_refusal(answer.status, answer.body).details) from None
        return body if isinstance(body, Mapping) else {}

    def _refusal(self, answer: Answer) -> Refusal:
        refusal = read_refusal(answer.status, answer.body)
        if answer.status == 429 or answer.status >= 500:
            raise Trouble(out_of_order(refusal.short, refusal.details))
        return refusal

    # -- headers ------------------------------------------------------------------------------------------------------

    def _signature(self, nonce: int) -> str:
        signed = f"{nonce}{self._key}".encode()
        return hmac.new(self._secret.encode(), signed, hashlib.sha256).hexdigest().upper()

    def _signature_header(self, nonce: int) -> str:
        fields = {"key": self._key, "signature": self._signature(nonce), "nonce": nonce}
        return f"Splynx-EA ({urlencode(fields)})"

    def _basic_header(self) -> str:
        return "Basic " + base64.b64encode(f"{self._key}:{self._secret}".encode()).decode("ascii")


def read_permissions(value: object) -> Permissions:
    """Both shapes of a sign-in's `permissions`: [] says nothing, else {controller: {action: "allow" | "deny"}}."""
    if not isinstance(value, Mapping):
        return {}
    return {
        str(controller): {str(action): str(word).lower() in ("allow", "1", "true") for action, word in actions.items()}
        for controller, actions in value.items()
        if isinstance(actions, Mapping)
    }


def _moment(value: object) -> datetime | None:
    """Unix seconds, as number or text."""
    try:
        return datetime.fromtimestamp(int(str(value)), UTC) if value not in (None, "", 0, "0") else None
    except (ValueError, OverflowError, OSError):
        return None
