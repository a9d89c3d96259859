"""Who is calling: access tokens, signed requests and Basic, as splynx-api.md §2 tells them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import parse_qs

from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.http import NotModelled

from .access import ApiKey
from .errors import ApiError

ACCESS_LIFETIME: Final = timedelta(minutes=30)
REFRESH_LIFETIME: Final = timedelta(days=419)
_SECONDS_END: Final = 10_000_000_000  # a nonce below this is unix time in seconds, above in centiseconds


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a request comes from: a token is bound to both."""

    ip: str
    user_agent: str


@dataclass(slots=True)
class _Session:
    """One login. Times are unix seconds."""

    key: ApiKey
    caller: Caller
    access_token: str
    access_expiration: int
    refresh_token: str
    refresh_expiration: int
    banned: bool = False


class Authority:
    """Checks credentials and keeps the sessions. Not thread-safe by itself: the server calls it under its lock."""

    def __init__(self, clock: SandboxClock, *keys: ApiKey) -> None:
        self._clock = clock
        self._keys = {key.key: key for key in keys}
        self._sessions: list[_Session] = []

    def add_key(self, key: ApiKey) -> None:
        """Another API key."""
        self._keys[key.key] = key

    # -- tokens -------------------------------------------------------------------------------------------------------

    def log_in(self, body: object, caller: Caller) -> dict[str, object]:
        """`POST admin/auth/tokens`: the token pair with the key's permissions."""
        if not isinstance(body, dict):
            raise ApiError(400, "BAD_REQUEST", "Body must be an object.")
        kind = body.get("auth_type")
        if kind in ("admin", "customer", "session"):
            raise NotModelled(f"Login with auth_type {kind}")
        if kind != "api_key":
            raise ApiError(401, "INVALID_AUTH_TYPE", "Invalid auth type.")
        key = self._signed_by(
            str(body.get("key", "")), str(body.get("nonce", "")), str(body.get("signature", "")), logging_in=True
        )
        now = self._seconds()
        session = _Session(
            key,
            caller,
            secrets.token_hex(16),
            now + int(ACCESS_LIFETIME.total_seconds()),
            secrets.token_hex(16),
            now + int(REFRESH_LIFETIME.total_seconds()),
        )
        self._sessions.append(session)
        return {**self._answer(session), "permissions": key.permissions.answer()}

    def renew(self, refresh_token: str, caller: Caller) -> dict[str, object]:
        """`GET admin/auth/tokens/<refresh>`: a new pair; the old one is worth nothing any more."""
        session = self._by_refresh(refresh_token)
        self._check(session, caller)
        now = self._seconds()
        if now >= session.refresh_expiration:
            raise ApiError(401, "EXPIRED_REFRESH_TOKEN", "Refresh token is expired.")
        session.access_token, session.refresh_token = secrets.token_hex(16), secrets.token_hex(16)
        session.access_expiration = now + int(ACCESS_LIFETIME.total_seconds())
        session.refresh_expiration = now + int(REFRESH_LIFETIME.total_seconds())
        return self._answer(session)

    def log_out(self, refresh_token: str) -> None:
        """`DELETE admin/auth/tokens/<refresh>`."""
        self._sessions.remove(self._by_refresh(refresh_token))

    def ban_tokens(self) -> None:
        """An administrator bans every session."""
        for session in self._sessions:
            session.banned = True

    def forget_tokens(self) -> None:
        """The server lost its sessions (restart, cleared cache): tokens are unknown."""
        self._sessions.clear()

    # -- requests -----------------------------------------------------------------------------------------------------

    def authenticate(self, header: str | None, caller: Caller) -> ApiKey:
        """The key behind an Authorization header. Raises ApiError 401."""
        if not header:
            raise ApiError(401, "MISSED_AUTHORIZATION_HEADER", "Missed authorization header.")
        scheme, _, rest = header.partition(" ")
        if scheme.lower() == "basic":
            return self._basic(rest)
        if scheme != "Splynx-EA" or not (rest.startswith("(") and rest.endswith(")")):
            raise _unauthorised()
        given = {name: values[0] for name, values in parse_qs(rest[1:-1], keep_blank_values=True).items()}
        if "access_token" in given:
            return self._by_token(given["access_token"], caller)
        return self._signed_by(given.get("key", ""), given.get("nonce", ""), given.get("signature", ""))

    def _basic(self, encoded: str) -> ApiKey:
        try:
            name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise _unauthorised() from error
        key = self._keys.get(name)
        if key is None or not key.unsecure or not hmac.compare_digest(key.secret.encode(), secret.encode()):
            raise _unauthorised()
        return key

    def _by_token(self, token: str, caller: Caller) -> ApiKey:
        if not token:
            raise ApiError(401, "EMPTY_ACCESS_TOKEN", "Access token is empty.")
        session = next((known for known in self._sessions if known.access_token == token), None)
        if session is None:
            raise _unauthorised()
        self._check(session, caller)
        if self._seconds() >= session.access_expiration:
            raise ApiError(401, "EXPIRED_ACCESS_TOKEN", "Access token is expired.")
        return session.key

    def _signed_by(self, name: str, nonce: str, signature: str, *, logging_in: bool = False) -> ApiKey:
        key = self._keys.get(name)
        if key is None or not nonce.isdigit():
            raise _unauthorised()
        expected = hmac.new(key.secret.encode(), (nonce + name).encode(), hashlib.sha256).hexdigest().upper()
        if not hmac.compare_digest(expected, signature):
            raise _unauthorised()
        number = int(nonce)
        in_seconds = number < _SECONDS_END
        centiseconds = number * 100 if in_seconds else number
        # A nonce in seconds cannot grow within one second: a login may then repeat it.
        floor = key.last_nonce - key.last_nonce % 100 - 1 if in_seconds and logging_in else key.last_nonce
        if centiseconds <= floor:
            raise ApiError(401, "UNAUTHORIZED", "Nonce must be greater than the last one.")
        key.last_nonce = max(key.last_nonce, centiseconds)
        return key

    def _by_refresh(self, token: str) -> _Session:
        session = next((known for known in self._sessions if known.refresh_token == token), None)
        if session is None:
            raise _unauthorised()
        return session

    @staticmethod
    def _check(session: _Session, caller: Caller) -> None:
        if session.banned:
            raise ApiError(401, "TOKEN_BANNED", "Token is banned.")
        if session.caller.ip != caller.ip:
            raise ApiError(401, "IP_CHANGED", "IP address was changed.")
        if session.caller.user_agent != caller.user_agent:
            raise ApiError(401, "USER_AGENT_CHANGED", "User agent was changed.")

    @staticmethod
    def _answer(session: _Session) -> dict[str, Any]:
        return {
            "access_token": session.access_token,
            "access_token_expiration": session.access_expiration,
            "refresh_token": session.refresh_token,
            "refresh_token_expiration": session.refresh_expiration,
        }

    def _seconds(self) -> int:
        return int(self._clock.timestamp())


def _unauthorised() -> ApiError:
    return ApiError(401, "UNAUTHORIZED", "You are not authorized.")
