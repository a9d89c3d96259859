"""Xero's identity service: consent, codes, tokens, connections (xero-api.md §1). No HTTP here."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.http import NotModelled
from splynx_xero_gui.sandbox.xero.books import Organisation, XeroBooks
from splynx_xero_gui.sandbox.xero.errors import unauthorised

CODE_LIFE: Final = timedelta(minutes=5)
ACCESS_LIFE: Final = timedelta(minutes=30)
REFRESH_LIFE: Final = timedelta(days=60)
GRACE: Final = timedelta(minutes=30)
ID_TOKEN_LIFE: Final = timedelta(minutes=5)
MAX_UNCERTIFIED_APPS: Final = 2

_GRANULAR: Final = (
    "accounting.invoices",
    "accounting.payments",
    "accounting.banktransactions",
    "accounting.manualjournals",
    "accounting.settings",
    "accounting.contacts",
    "accounting.attachments",
)
_REPORTS: Final = (
    "accounting.budgets.read",
    "accounting.journals.read",
    "accounting.reports.aged.read",
    "accounting.reports.balancesheet.read",
    "accounting.reports.banksummary.read",
    "accounting.reports.profitandloss.read",
    "accounting.reports.trialbalance.read",
    "accounting.reports.taxreports.read",
)
_PLAIN: Final = ("openid", "profile", "email", "offline_access")
BROAD_SCOPES: Final = frozenset({"accounting.transactions", "accounting.transactions.read", "accounting.reports.read"})
GRANULAR_SCOPES: Final = frozenset((*_PLAIN, *_GRANULAR, *(f"{s}.read" for s in _GRANULAR), *_REPORTS))
_VERIFIER: Final = re.compile(r"[A-Za-z0-9\-._~]{43,128}")


class BrowserError(Exception):
    """Shown in the browser only; the app gets no callback."""


class TokenError(Exception):
    """400 of the token endpoint, with OAuth's error word."""


@dataclass(slots=True)
class Client:
    """A registered app of type "Mobile or desktop app" (PKCE, no secret). `broad`: made before 2 March 2026."""

    client_id: str
    name: str
    redirect_uris: set[str]
    broad: bool = False

    @property
    def scopes(self) -> frozenset[str]:
        """What it may ask for."""
        return GRANULAR_SCOPES | BROAD_SCOPES if self.broad else GRANULAR_SCOPES


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """A consent page that is open in a browser."""

    request_id: str
    client: Client
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None
    challenge: str
    nonce: str | None


@dataclass(slots=True)
class Grant:
    """What one consent gave."""

    client: Client
    scopes: frozenset[str]
    auth_event_id: str
    nonce: str | None
    alive: bool = True


@dataclass(slots=True)
class _Code:
    request: ConsentRequest
    grant: Grant
    until: datetime
    used: bool = False


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A bearer token in force."""

    value: str
    grant: Grant
    until: datetime


@dataclass(slots=True)
class _RefreshToken:
    grant: Grant
    until: datetime
    replaced_at: datetime | None = None


@dataclass(slots=True)
class Connection:
    """An organisation connected to an app."""

    connection_id: str
    org: Organisation
    client: Client
    auth_event_id: str
    created: datetime
    updated: datetime


@dataclass(slots=True)
class _State:
    requests: dict[str, ConsentRequest] = field(default_factory=dict)
    codes: dict[str, _Code] = field(default_factory=dict)
    access: dict[str, AccessToken] = field(default_factory=dict)
    refresh: dict[str, _RefreshToken] = field(default_factory=dict)
    connections: list[Connection] = field(default_factory=list)


class Identity:
    """Registered apps, and everything they were given. Thread-safe."""

    def __init__(self, books: XeroBooks, clock: SandboxClock) -> None:
        self._books, self._clock = books, clock
        self._clients: dict[str, Client] = {}
        self._state = _State()
        self._lock = threading.RLock()
        self._signing_key = secrets.token_bytes(32)
        self._subject = str(uuid.uuid4())

    def register(self, client: Client) -> Client:
        """Add an app, as its maker does at developer.xero.com."""
        self._clients[client.client_id] = client
        return client

    # --- consent ------------------------------------------------------------------------------------------------------

    def begin(self, params: Mapping[str, str]) -> ConsentRequest:
        """An authorisation request arrives in the browser. Raises BrowserError."""
        client = self._clients.get(params.get("client_id", ""))
        if client is None:
            raise BrowserError("Error: unauthorized_client : Unknown client or client not enabled")
        redirect_uri = params.get("redirect_uri", "")
        if redirect_uri not in client.redirect_uris:
            raise BrowserError("Error code: 500  Error: unauthorized_client : Invalid redirect_uri")
        scopes = tuple(params.get("scope", "").split())
        if not scopes or any(s not in GRANULAR_SCOPES | BROAD_SCOPES for s in scopes):
            raise BrowserError("Error: invalid_scope / Invalid scope / Error code: 500")
        if any(s not in client.scopes for s in scopes):
            raise BrowserError("Error code: 500  Error: unauthorized_client : Invalid scope for client")
        if params.get("response_type") != "code":
            raise BrowserError("Error: unsupported_response_type")
        challenge = params.get("code_challenge", "")
        if params.get("code_challenge_method") != "S256" or re.fullmatch(r"[A-Za-z0-9_-]{43}", challenge) is None:
            raise BrowserError("Error: invalid_request : code challenge required")
        request = ConsentRequest(
            secrets.token_urlsafe(24), client, redirect_uri, scopes, params.get("state"), challenge, params.get("nonce")
        )
        with self._lock:
            self._state.requests[request.request_id] = request
        return request

    def approve(self, request_id: str, org: Organisation) -> str:
        """The person chose an organisation and allowed access; where the browser goes. Raises BrowserError."""
        with self._lock:
            request = self._take(request_id)
            now = self._clock.now()
            grant = Grant(
                request.client,
                frozenset(request.scopes) | self._granted(request.client),
                str(uuid.uuid4()),
                request.nonce,
            )
            self._connect(request.client, org, grant.auth_event_id, now)
            code = secrets.token_urlsafe(32)
            self._state.codes[code] = _Code(request, grant, now + CODE_LIFE)
        return _callback(request, {"code": code, "scope": " ".join(request.scopes)})

    def deny(self, request_id: str) -> str:
        """The person refused; where the browser goes. Raises BrowserError."""
        with self._lock:
            request = self._take(request_id)
        return _callback(request, {"error": "access_denied"})

    def connectable(self, client: Client, org: Organisation) -> bool:
        """Whether one more app may be connected to the organisation (xero-api.md §1.7)."""
        return self._find(client, org) is not None or org.spec.other_apps < MAX_UNCERTIFIED_APPS

    # --- tokens -------------------------------------------------------------------------------------------------------

    def token(self, form: Mapping[str, str], has_secret: bool) -> dict[str, Any]:
        """POST /connect/token. Raises TokenError, NotModelled."""
        client = self._clients.get(form.get("client_id", ""))
        if client is None or has_secret or "client_secret" in form:
            raise TokenError("invalid_client")
        with self._lock:
            match form.get("grant_type"):
                case "authorization_code":
                    return self._issue(self._redeem(client, form))
                case "refresh_token":
                    return self._issue(self._renew(client, form.get("refresh_token", "")))
                case "client_credentials":
                    raise NotModelled("custom connections: grant_type client_credentials")
                case _:
                    raise TokenError("unsupported_grant_type")

    def revoke(self, form: Mapping[str, str]) -> None:
        """POST /connect/revocation: the app loses all connections of the person. Raises TokenError."""
        client = self._clients.get(form.get("client_id", ""))
        if client is None:
            raise TokenError("invalid_client")
        with self._lock:
            token = self._state.refresh.get(form.get("token", ""))
            if token is None or token.grant.client is not client:
                return  # RFC 7009: an unknown token is no error
            self.withdraw(client)

    def withdraw(self, client: Client) -> None:
        """End every grant and connection of an app."""
        with self._lock:
            grants = [t.grant for t in self._state.refresh.values()] + [t.grant for t in self._state.access.values()]
            for grant in grants:
                if grant.client is client:
                    grant.alive = False
            self._state.connections = [c for c in self._state.connections if c.client is not client]

    def authenticate(self, authorization: str | None) -> AccessToken:
        """The token of an `Authorization` header. Raises ApiError (401)."""
        scheme, _, value = (authorization or "").partition(" ")
        with self._lock:
            token = self._state.access.get(value.strip()) if scheme.lower() == "bearer" else None
        if token is None or not token.grant.alive:
            raise unauthorised("AuthenticationUnsuccessful")
        if self._clock.now() >= token.until:
            raise unauthorised(f"TokenExpired: token expired at {token.until:%m/%d/%Y %H:%M:%S}")
        return token

    # --- connections --------------------------------------------------------------------------------------------------

    def connections(self, token: AccessToken, auth_event_id: str | None = None) -> list[Connection]:
        """What the token may reach."""
        with self._lock:
            return [
                c
                for c in self._state.connections
                if c.client is token.grant.client and (auth_event_id is None or c.auth_event_id == auth_event_id)
            ]

    def organisation(self, token: AccessToken, tenant_id: str) -> Organisation | None:
        """The connected organisation of that tenant id, or None."""
        return next((c.org for c in self.connections(token) if c.org.tenant_id == tenant_id.lower()), None)

    def disconnect(self, token: AccessToken, connection_id: str) -> bool:
        """DELETE /connections/{id}; False where there is none. The tokens live on."""
        with self._lock:
            found = [c for c in self.connections(token) if c.connection_id == connection_id.lower()]
            for connection in found:
                self._state.connections.remove(connection)
            return bool(found)

    def disconnect_organisation(self, org: Organisation) -> None:
        """Someone disconnects every app inside Xero."""
        with self._lock:
            self._state.connections = [c for c in self._state.connections if c.org is not org]

    # --- inside -------------------------------------------------------------------------------------------------------

    def _take(self, request_id: str) -> ConsentRequest:
        request = self._state.requests.pop(request_id, None)
        if request is None:
            raise BrowserError("Error: invalid_request : this page is no longer valid")
        return request

    def _granted(self, client: Client) -> frozenset[str]:
        """Scopes are additive: what was given once stays until revoked."""
        return frozenset(
            s
            for t in self._state.refresh.values()
            if t.grant.client is client and t.grant.alive
            for s in t.grant.scopes
        )

    def _find(self, client: Client, org: Organisation) -> Connection | None:
        return next((c for c in self._state.connections if c.client is client and c.org is org), None)

    def _connect(self, client: Client, org: Organisation, auth_event_id: str, now: datetime) -> None:
        connection = self._find(client, org)
        if connection is None:
            self._state.connections.append(Connection(str(uuid.uuid4()), org, client, auth_event_id, now, now))
        else:
            connection.auth_event_id, connection.updated = auth_event_id, now

    def _redeem(self, client: Client, form: Mapping[str, str]) -> Grant:
        code = self._state.codes.get(form.get("code", ""))
        if code is None or code.used or code.request.client is not client or self._clock.now() >= code.until:
            raise TokenError("invalid_grant")
        code.used = True
        verifier = form.get("code_verifier", "")
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if (
            form.get("redirect_uri") != code.request.redirect_uri
            or _VERIFIER.fullmatch(verifier) is None
            or not hmac.compare_digest(challenge, code.request.challenge)
        ):
            raise TokenError("invalid_grant")
        return code.grant

    def _renew(self, client: Client, value: str) -> Grant:
        token, now = self._state.refresh.get(value), self._clock.now()
        if token is None or token.grant.client is not client or not token.grant.alive or now >= token.until:
            raise TokenError("invalid_grant")
        if token.replaced_at is None:
            token.replaced_at = now
        elif now >= token.replaced_at + GRACE:
            raise TokenError("invalid_grant")
        return token.grant

    def _issue(self, grant: Grant) -> dict[str, Any]:
        now = self._clock.now()
        claims: dict[str, Any] = {
            "iss": "sandbox-identity",
            "nbf": int(now.timestamp()),
            "iat": int(now.timestamp()),
            "client_id": grant.client.client_id,
            "sub": self._subject,
            "xero_userid": self._subject,
            "authentication_event_id": grant.auth_event_id,
            "jti": secrets.token_hex(16),
        }
        access = self._sign(
            {
                **claims,
                "exp": int((now + ACCESS_LIFE).timestamp()),
                "aud": "sandbox-identity/resources",
                "scope": sorted(grant.scopes),
            }
        )
        self._state.access[access] = AccessToken(access, grant, now + ACCESS_LIFE)
        answer: dict[str, Any] = {
            "access_token": access,
            "expires_in": int(ACCESS_LIFE.total_seconds()),
            "token_type": "Bearer",
            "scope": " ".join(sorted(grant.scopes)),
        }
        if "openid" in grant.scopes:
            answer["id_token"] = self._sign(
                {
                    **claims,
                    "exp": int((now + ID_TOKEN_LIFE).timestamp()),
                    "aud": grant.client.client_id,
                    **self._person(grant),
                }
            )
        if "offline_access" in grant.scopes:
            refresh = secrets.token_urlsafe(32)
            self._state.refresh[refresh] = _RefreshToken(grant, now + REFRESH_LIFE)
            answer["refresh_token"] = refresh
        return answer

    def _person(self, grant: Grant) -> dict[str, str]:
        person, shown = self._books.person, dict[str, str]()
        if "profile" in grant.scopes:
            shown |= {
                "given_name": person.given_name,
                "family_name": person.family_name,
                "name": f"{person.given_name} {person.family_name}",
                "preferred_username": person.email,
            }
        if "email" in grant.scopes:
            shown["email"] = person.email
        return shown | ({"nonce": grant.nonce} if grant.nonce is not None else {})

    def _sign(self, claims: Mapping[str, Any]) -> str:
        head = _b64(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
        body = _b64(json.dumps(claims).encode())
        mark = _b64(hmac.new(self._signing_key, f"{head}.{body}".encode(), hashlib.sha256).digest())
        return f"{head}.{body}.{mark}"


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _callback(request: ConsentRequest, answer: Mapping[str, str]) -> str:
    state = {"state": request.state} if request.state is not None else {}
    return f"{request.redirect_uri}?{urlencode({**answer, **state, 'session_state': secrets.token_hex(8)})}"
