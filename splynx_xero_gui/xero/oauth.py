"""Consent in the browser: authorisation code with PKCE S256 over a loopback redirect (xero-api.md §1, ui.md W2)."""

import hmac
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Final

from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session

from splynx_xero_gui.domain.failures import Misconfigured, NotAuthorised
from splynx_xero_gui.domain.profile import XeroSettings
from splynx_xero_gui.ports.control import Cancel
from splynx_xero_gui.xero.addresses import safe_url
from splynx_xero_gui.xero.callback import CALLBACK_PATH, Judge, Listener, PortTaken
from splynx_xero_gui.xero.identity import Connection, Grant

SCOPES: Final = (
    "openid profile email offline_access accounting.contacts accounting.invoices accounting.payments"
    " accounting.settings.read accounting.banktransactions"
)
ATTACHMENT_SCOPE: Final = "accounting.attachments"
_VERIFIER_LENGTH: Final = 64
_POLL: Final = 0.1


def scopes(*, attachments: bool = False) -> str:
    """What is asked for; attachments only where PDFs are pushed (§1.4)."""
    return f"{SCOPES} {ATTACHMENT_SCOPE}" if attachments else SCOPES


def return_addresses(settings: XeroSettings) -> tuple[str, ...]:
    """The addresses to register with the app at Xero, exactly as written."""
    return tuple(_redirect_uri(port) for port in settings.redirect_ports)


def begin_consent(settings: XeroSettings, scope: str = SCOPES) -> "Consent":
    """Listen for the browser's answer and make the address to open.

    Raises NotAuthorised X8 where every registered port is taken, Misconfigured for an unsafe address or no client id.
    """
    if not settings.client_id:
        raise Misconfigured(
            "G1",
            "The client ID is missing",
            "Xero needs to know which app asks for access. Nothing was changed.",
            "Enter the client ID of your app; you find it at developer.xero.com under My apps.",
        )
    return Consent(settings, scope)


class Consent:
    """One sign-in: open `authorise_url` in a browser, then `wait`. Close it in any case (it is a context manager)."""

    def __init__(self, settings: XeroSettings, scope: str) -> None:
        self._state = generate_token(43)
        self._verifier = generate_token(_VERIFIER_LENGTH)
        self._answered = threading.Event()
        self._lock = threading.Lock()
        self._answer: Mapping[str, str] | None = None
        self._foreign = 0
        self._listener = _listen(settings.redirect_ports, self._judge)
        self.redirect_uri = _redirect_uri(self._listener.port)
        with OAuth2Session(settings.client_id, code_challenge_method="S256") as session:
            url, _ = session.create_authorization_url(
                safe_url(settings.login_url) + "/identity/connect/authorize",
                state=self._state,
                code_verifier=self._verifier,
                redirect_uri=self.redirect_uri,
                scope=scope,
            )
        self.authorise_url: str = url

    @property
    def foreign_answers(self) -> int:
        """Answers that were not to this sign-in, and were ignored (X3)."""
        return self._foreign

    def wait(self, cancel: Cancel, timeout: float) -> Grant:
        """The answer of the browser, at most `timeout` seconds from now; the listener is closed afterwards.

        Raises NotAuthorised (X1 no answer, X2 denied, X3 only foreign answers) and Cancelled.
        """
        end = time.monotonic() + timeout
        try:
            while not self._answered.wait(min(_POLL, max(0.0, end - time.monotonic()))):
                cancel.raise_if_requested()
                if time.monotonic() >= end:
                    raise self._nothing_came()
        finally:
            self.close()
        answer = self._answer or {}
        if "code" not in answer:
            raise _denied(answer.get("error", ""))
        return Grant(answer["code"], self._verifier, self.redirect_uri)

    def close(self) -> None:
        """Stop listening; harmless twice."""
        self._listener.close()

    def __enter__(self) -> "Consent":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _judge(self, parameters: Mapping[str, str]) -> bool:
        """Take the first answer that carries our state; everything else is foreign."""
        with self._lock:
            ours = hmac.compare_digest(parameters.get("state", "").encode(), self._state.encode())
            whole = bool(parameters.get("code")) != bool(parameters.get("error"))
            if not ours or not whole or self._answer is not None:
                self._foreign += 1
                return False
            self._answer = parameters
            self._answered.set()
            return "code" in parameters

    def _nothing_came(self) -> NotAuthorised:
        if self._foreign:
            return NotAuthorised(
                "X3",
                "That answer was not ours",
                "A page in the browser answered, but not to this sign-in. It was ignored.",
                "Close old Xero tabs and sign in again.",
            )
        return NotAuthorised(
            "X1",
            "No answer from the browser",
            "The time to answer has passed. Nothing was changed.",
            "Sign in again. If the browser showed an error, see “The browser shows an error”.",
        )


def choose(connections: Sequence[Connection], organisation: str, auth_event_id: str = "") -> Connection:
    """The organisation to work with: the profile's (by name or tenant id), else the one of this consent, else the only
    one.

    Raises NotAuthorised X5 where the profile names another one, Misconfigured where several would do.
    """
    fresh = [c for c in connections if auth_event_id and c.auth_event_id == auth_event_id]
    if organisation:
        wanted = organisation.strip().casefold()
        named = [c for c in connections if wanted in (c.tenant_id.casefold(), c.name.strip().casefold())]
        found = [c for c in named if c in fresh] or named
        if len(found) == 1:
            return found[0]
        if not found:
            raise _wrong_organisation(organisation, fresh or connections)
        raise _several(found)
    candidates = fresh or list(connections)
    if len(candidates) == 1:
        return candidates[0]
    if not candidates:
        raise NotAuthorised(
            "X4",
            "Xero asks you to sign in again",
            "No organisation is connected. Nothing was read or written.",
            "Sign in again and choose your organisation on Xero's page.",
        )
    raise _several(candidates)


def _several(connections: Sequence[Connection]) -> Misconfigured:
    names = ", ".join(f"{c.name} ({c.tenant_id})" for c in connections)
    return Misconfigured(
        "W2",
        "Several organisations are connected",
        f"You allowed access to more than one: {names}. Nothing was read or written.",
        "Choose one (in the profile: organisation, by name or by the id in brackets).",
    )


def _wrong_organisation(expected: str, found: Sequence[Connection]) -> NotAuthorised:
    names = ", ".join(c.name for c in found) or "none"
    return NotAuthorised(
        "X5",
        "This is another organisation",
        f"You signed in to {names}, but this profile syncs {expected}. Nothing was read or written.",
        f"Sign in again and choose {expected}, or make a new profile.",
        details=names,
    )


def _denied(error: str) -> NotAuthorised:
    if error == "access_denied":
        return NotAuthorised(
            "X2",
            "Access was not given",
            "In Xero you chose Cancel. Without access nothing can be synced; nothing was changed.",
            "Sign in again and allow access.",
        )
    return NotAuthorised(
        "X2",
        "Access was not given",
        "Xero sent the browser back without access. Nothing was changed.",
        "Sign in again; if it stays so, check the kind and the scopes of your app at developer.xero.com.",
        details=error[:200],
    )


def _listen(ports: Sequence[int], judge: Judge) -> Listener:
    for port in ports:
        try:
            return Listener.open(port, judge)
        except PortTaken:
            continue
    listed = ", ".join(str(port) for port in ports)
    raise NotAuthorised(
        "X8",
        "The browser could not come back",
        f"Other programs use all return addresses ({listed}). Nothing was changed.",
        "Close them, or register another address with your app at Xero and add it to the profile (redirect_ports).",
    )


def _redirect_uri(port: int) -> str:
    return f"http://localhost:{port}{CALLBACK_PATH}"
