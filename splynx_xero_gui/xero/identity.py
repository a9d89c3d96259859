"""Xero's identity service: tokens for a code or a refresh token, revocation, connections (xero-api.md §1).

Spoken through authlib as a public client: no secret, the client id in the body.
"""

import base64
import binascii
import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session

from splynx_xero_gui.domain.failures import NetworkLost, NotAuthorised
from splynx_xero_gui.domain.profile import XeroSettings
from splynx_xero_gui.domain.redaction import without_keys
from splynx_xero_gui.transport.surroundings import authorities, refused_by_proxy
from splynx_xero_gui.transport.whole import WholeAdapter
from splynx_xero_gui.xero.addresses import is_loopback, safe_url
from splynx_xero_gui.xero.errors import network_lost, not_authorised, proxy_refused, service_down, unsafe_connection

_TIMEOUT: Final = (10, 30)  # seconds to connect, to read
_DEFAULT_LIFETIME: Final = 1800
_LONGEST_ERROR: Final = 200


class InvalidGrant(Exception):
    """The code or refresh token is stale, rotated or revoked (400 `invalid_grant`)."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a consent gives: the code and what proves that it is ours. Single use, five minutes."""

    code: str = field(repr=False)
    verifier: str = field(repr=False)
    redirect_uri: str = ""


@dataclass(frozen=True, slots=True)
class TokenSet:
    """An answer of the token endpoint; `lifetime` of the access token in seconds."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    lifetime: int = _DEFAULT_LIFETIME
    id_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Claims:
    """Who signed in, as the tokens say; empty where they do not. `auth_event_id` names this consent (§1.5).

    `scopes`: what was allowed; None where the token does not tell.
    """

    user_id: str = ""
    auth_event_id: str = ""
    name: str = ""
    email: str = ""
    scopes: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """An organisation the user allowed."""

    id: str
    tenant_id: str
    name: str
    auth_event_id: str = ""


class Identity:
    """Calls to the identity service. Raises NetworkLost, ServiceDown, NotAuthorised; InvalidGrant where said."""

    def __init__(self, settings: XeroSettings) -> None:
        self._client_id = settings.client_id
        self._token_url = safe_url(settings.identity_url) + "/connect/token"
        self._revocation_url = safe_url(settings.identity_url) + "/connect/revocation"
        self._connections_url = safe_url(settings.api_url) + "/connections"

    def redeem(self, grant: Grant) -> TokenSet:
        """Tokens for a code. Not repeated: a code is good for one use. Raises InvalidGrant."""
        return self._tokens(
            lambda session: session.fetch_token(
                self._token_url,
                grant_type="authorization_code",
                code=grant.code,
                redirect_uri=grant.redirect_uri,
                code_verifier=grant.verifier,
            )
        )

    def refresh(self, refresh_token: str) -> TokenSet:
        """New tokens. A lost answer is asked for once more: Xero allows that for 30 minutes (§1.3). InvalidGrant."""

        def ask(session: Any) -> Any:
            return session.refresh_token(self._token_url, refresh_token=refresh_token)

        try:
            return self._tokens(ask)
        except NetworkLost:
            return self._tokens(ask)

    def revoke(self, refresh_token: str) -> None:
        """Withdraw all of the user's connections for this app."""
        with self._session() as session:
            answer = session.revoke_token(self._revocation_url, token=refresh_token)
        if answer.status_code != HTTPStatus.OK:
            raise service_down(f"{answer.status_code} {answer.reason}")

    def connections(self, access_token: str) -> tuple[Connection, ...]:
        """The organisations the token may use, practices and the like left out."""
        with self._session(access_token) as session:
            answer = session.get(self._connections_url, headers={"Accept": "application/json"})
        _check_authorised(answer)
        try:
            items = answer.json()
        except ValueError as error:
            raise service_down("an answer that is not its own") from error
        if not isinstance(items, list):
            raise service_down("an answer that is not its own")
        return tuple(
            Connection(
                id=str(item.get("id") or ""),
                tenant_id=str(item.get("tenantId") or ""),
                name=str(item.get("tenantName") or ""),
                auth_event_id=str(item.get("authEventId") or ""),
            )
            for item in items
            if isinstance(item, dict) and item.get("tenantId") and item.get("tenantType") in ("ORGANISATION", None)
        )

    def remove_connection(self, access_token: str, connection_id: str) -> None:
        """Disconnect one organisation; absent is success."""
        with self._session(access_token) as session:
            answer = session.delete(f"{self._connections_url}/{connection_id}")
        if answer.status_code != HTTPStatus.NOT_FOUND:
            _check_authorised(answer)

    def _tokens(self, ask: Callable[[Any], Any]) -> TokenSet:
        with self._session() as session:
            try:
                answer = ask(session)
            except OAuthError as error:
                if error.error == "invalid_grant":
                    raise InvalidGrant from error
                raise _wrong_app(str(error.error)) from error
            except requests.HTTPError as error:
                raise service_down(str(error.response.status_code)) from error
            except (ValueError, TypeError, AttributeError, OverflowError, KeyError) as error:
                # authlib's words for what is no JSON object, or one with other values than tokens have
                raise service_down("an answer that is not its own") from error
        access, refresh = answer.get("access_token"), answer.get("refresh_token")
        if not access or not refresh:
            raise service_down("no tokens")
        try:
            lifetime = int(answer.get("expires_in") or _DEFAULT_LIFETIME)
        except (TypeError, ValueError):
            lifetime = _DEFAULT_LIFETIME
        return TokenSet(str(access), str(refresh), lifetime, str(answer.get("id_token") or ""))

    @contextmanager
    def _session(self, access_token: str = "") -> Iterator[Any]:
        token = {"access_token": access_token, "token_type": "Bearer"} if access_token else None
        session = _Session(
            self._client_id,
            token_endpoint_auth_method="none",
            revocation_endpoint_auth_method="none",
            token=token,
            default_timeout=_TIMEOUT,
        )
        try:
            yield session
        except requests.exceptions.ProxyError as error:
            told = proxy_refused if refused_by_proxy(error) else network_lost
            raise told(_host(error), type(error).__name__) from error
        except requests.exceptions.SSLError as error:
            raise unsafe_connection(_host(error), type(error).__name__) from error
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
            raise network_lost(_host(error), type(error).__name__) from error
        except requests.HTTPError:
            raise  # the caller's
        except requests.RequestException as error:  # what does not decode, what no address can be made of
            raise service_down("an answer that is not its own", type(error).__name__) from error
        finally:
            session.close()


class _Session(OAuth2Session):  # type: ignore[misc]
    """Answers whole in time, no redirects: they would carry a refresh token to wherever an answer points."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for scheme in ("https://", "http://"):
            self.mount(scheme, WholeAdapter())
        self.verify = authorities()

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: a redirect is an answer like any other, and not Xero's."""

    def merge_environment_settings(self, url: str, proxies: Any, stream: Any, verify: Any, cert: Any) -> Any:
        """A proxy of the environment cannot reach this very computer."""
        found = super().merge_environment_settings(url, proxies, stream, verify, cert)
        return {**found, "proxies": {}} if is_loopback(urlsplit(url).hostname or "") else found


def claims(tokens: TokenSet) -> Claims:
    """What the tokens say about the person; straight from Xero over TLS, so the signature is not checked."""
    access, person = _payload(tokens.access_token), _payload(tokens.id_token)
    words = (str(person.get("given_name") or ""), str(person.get("family_name") or ""))
    return Claims(
        user_id=str(access.get("xero_userid") or person.get("xero_userid") or ""),
        auth_event_id=str(access.get("authentication_event_id") or ""),
        name=" ".join(word for word in words if word) or str(person.get("name") or ""),
        email=str(person.get("email") or ""),
        scopes=_scopes(access.get("scope")),
    )


def _scopes(told: object) -> frozenset[str] | None:
    """The token's `scope`: a list, or one text with spaces."""
    if isinstance(told, str):
        told = told.split()
    return frozenset(str(scope) for scope in told) if isinstance(told, list) and told else None


def _payload(token: str) -> Mapping[str, Any]:
    parts = token.split(".")
    if len(parts) == 3:
        with contextlib.suppress(ValueError, binascii.Error):
            padded = parts[1] + "=" * (-len(parts[1]) % 4)
            found = json.loads(base64.urlsafe_b64decode(padded))
            if isinstance(found, dict):
                return found
    return {}


def _check_authorised(answer: requests.Response) -> None:
    if answer.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise not_authorised(str(answer.status_code))
    if not answer.ok:
        raise service_down(f"{answer.status_code} {answer.reason}")


def _wrong_app(told: str) -> NotAuthorised:
    error = without_keys(told)[:_LONGEST_ERROR]
    return NotAuthorised(
        "X7",
        "Xero does not accept this app",
        f"Xero answered “{error}”: the client ID has a typing mistake, or the app is not of the kind Mobile or desktop"
        " app. Nothing was changed.",
        "Check the client ID at developer.xero.com under My apps.",
        details=error,
    )


def _host(error: requests.RequestException) -> str:
    url = error.request.url if error.request is not None and error.request.url else ""
    return str(url).split("/")[2] if url.count("/") > 2 else "Xero"
