"""The Xero sandbox: identity, consent and the accounting API as one loopback server."""

from __future__ import annotations

import base64
import hashlib
import secrets
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import parse_qs, urlsplit

from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.faults import Faults
from splynx_xero_gui.sandbox.http import Hook, LoopbackServer, RequestLog, loud_app
from splynx_xero_gui.sandbox.xero import (
    api_contacts,
    api_credits,
    api_documents,
    api_notes,
    api_payments,
    api_settings,
)
from splynx_xero_gui.sandbox.xero.books import OrganisationSpec, Person, XeroBooks
from splynx_xero_gui.sandbox.xero.consent import Browser, Landing
from splynx_xero_gui.sandbox.xero.desk import XeroDesk
from splynx_xero_gui.sandbox.xero.gate import Gate
from splynx_xero_gui.sandbox.xero.identity import Client, Identity
from splynx_xero_gui.sandbox.xero.identity_http import SECRET_PATHS, IdentityPages
from splynx_xero_gui.sandbox.xero.limits import Limits, RateLimiter

DEFAULT_CLIENT_ID: Final = "5A4D0C0FFEE05A4D0B0C5A4D0B0C5A4D"
DEFAULT_PORTS: Final = (8888, 8889, 8890)
DEFAULT_SCOPES: Final = (
    "openid",
    "profile",
    "email",
    "offline_access",
    "accounting.contacts",
    "accounting.invoices",
    "accounting.payments",
    "accounting.banktransactions",
    "accounting.settings.read",
)


class XeroSandbox:
    """Xero on 127.0.0.1, with books in it.

    `client_id`: the app registered with it, its redirect addresses `http://localhost:PORT/callback` for
    `redirect_ports`. `limits`: Xero's free tier by default. `organisations`: what a person may connect.
    """

    def __init__(
        self,
        clock: SandboxClock | None = None,
        client_id: str = DEFAULT_CLIENT_ID,
        redirect_ports: tuple[int, ...] = DEFAULT_PORTS,
        limits: Limits | None = None,
        organisations: tuple[OrganisationSpec, ...] | list[OrganisationSpec] | None = None,
        person: Person | None = None,
        app_name: str = "Splynx Sync",
        port: int = 0,
    ) -> None:
        self.clock = clock if clock is not None else SandboxClock()
        self.books = XeroBooks(tuple(organisations or (OrganisationSpec("Demo ISP (Pty) Ltd"),)), self.clock, person)
        self.identity = Identity(self.books, self.clock)
        self.client = self.identity.register(Client(client_id, app_name, set()))
        self.allow_ports(*redirect_ports)
        self.limiter = RateLimiter(limits if limits is not None else Limits(), self.clock)
        self.faults, self.log = Faults(), RequestLog()
        app = loud_app("sandbox-xero")
        IdentityPages(self.identity, self.books).mount(app)
        Gate(self.identity, self.limiter, self.clock).mount(
            app,
            (
                *api_settings.routes(),
                *api_contacts.routes(),
                *api_documents.routes(),
                *api_payments.routes(),
                *api_credits.routes(),
                *api_notes.routes(),
            ),
        )
        self.server = LoopbackServer(
            app,
            clock=self.clock,
            faults=self.faults,
            log=self.log,
            name="sandbox-xero",
            port=port,
            secret_bodies=SECRET_PATHS,
            admission=self.limiter.admission,
        )
        self._browser = Browser()

    @property
    def url(self) -> str:
        """The one address of api, identity and login. Raises RuntimeError before `start`."""
        return self.server.url

    @property
    def hooks(self) -> list[Hook]:
        """Called with every exchange: how tests hold requests and answers against Xero's OpenAPI file."""
        return self.server.hooks

    def start(self) -> Self:
        """Serve; returns when ready."""
        self.server.start()
        return self

    def stop(self) -> None:
        """Stop serving."""
        self.server.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def allow_ports(self, *ports: int) -> None:
        """Register `http://localhost:PORT/callback` for further ports."""
        self.client.redirect_uris |= {f"http://localhost:{port}/callback" for port in ports}

    def desk(self, organisation: str | None = None) -> XeroDesk:
        """Sit down at Xero itself, in the named (or first) organisation. Raises KeyError."""
        return XeroDesk(self.books.organisation(organisation))

    def approve(self, authorise_url: str, organisation: str | None = None) -> Landing:
        """Give consent as a browser would, up to the app's loopback address. Raises ConsentRefused."""
        return self._browser.approve(authorise_url, organisation)

    def tokens(self, organisation: str | None = None, scopes: tuple[str, ...] = DEFAULT_SCOPES) -> dict[str, Any]:
        """A fresh token answer for the app, consent given without a browser: for tests that are not about sign-in."""
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        redirect_uri = min(self.client.redirect_uris)
        asked = self.identity.begin(
            {
                "client_id": self.client.client_id,
                "redirect_uri": redirect_uri,
                "scope": " ".join(scopes),
                "response_type": "code",
                "code_challenge": challenge,
                "code_challenge_method": "S256",
            }
        )
        landing = self.identity.approve(asked.request_id, self.books.organisation(organisation))
        return self.identity.token(
            {
                "grant_type": "authorization_code",
                "client_id": self.client.client_id,
                "redirect_uri": redirect_uri,
                "code": parse_qs(urlsplit(landing).query)["code"][0],
                "code_verifier": verifier,
            },
            has_secret=False,
        )

    def deny(self, authorise_url: str) -> Landing:
        """Refuse consent as a browser would. Raises ConsentRefused."""
        return self._browser.deny(authorise_url)
