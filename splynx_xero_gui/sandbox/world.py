"""Both services side by side, with what is needed to connect to them."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from types import TracebackType
from typing import Self

from splynx_xero_gui.sandbox.books import DemoProfile, demo_profile, market_of
from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.splynx import SplynxBooks, SplynxSandbox
from splynx_xero_gui.sandbox.xero import Edition, Landing, Limits, OrganisationSpec, XeroSandbox


class SandboxWorld:
    """A Splynx with `books` and a Xero with empty organisations, one by default. A context manager.

    Args:
        documents_from: the first day of the books, for the profile.
        splynx_port, xero_port: 0 takes free ones.
        day_limit, minute_limit: calls Xero allows.
        edition: which country's Xero the organisation is, where none are given.
        organisations: what a person may connect; the first is the one meant where none is named.

    `splynx` and `xero` are the servers themselves, with their faults and logs.
    """

    def __init__(
        self,
        books: SplynxBooks,
        clock: SandboxClock,
        *,
        documents_from: date,
        splynx_port: int = 0,
        xero_port: int = 0,
        day_limit: int = 1000,
        minute_limit: int = 60,
        edition: Edition = Edition.ZA,
        organisations: Sequence[OrganisationSpec] = (),
    ) -> None:
        self.clock = clock
        self.documents_from = documents_from
        self.edition = edition
        self.redirect_ports = free_ports(3)
        self.splynx = SplynxSandbox(books, clock, port=splynx_port)
        self.xero = XeroSandbox(
            clock=clock,
            redirect_ports=self.redirect_ports,
            limits=Limits(per_minute=minute_limit, per_day=day_limit),
            organisations=tuple(organisations) or (market_of(edition).spec,),
            port=xero_port,
        )
        self._running = ExitStack()

    def start(self) -> Self:
        """Starts both servers; where one cannot start (port taken: OSError) neither runs."""
        with ExitStack() as starting:
            for server in (self.splynx, self.xero):
                server.start()
                starting.callback(server.stop)
            self._running = starting.pop_all()
        return self

    def stop(self) -> None:
        """Stops both. Harmless when not running."""
        self._running.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def books(self) -> SplynxBooks:
        """Splynx's state, on which a test acts as its user."""
        return self.splynx.books

    @property
    def splynx_url(self) -> str:
        """The Splynx address."""
        return self.splynx.url

    @property
    def xero_url(self) -> str:
        """Xero's address: API, identity and login alike."""
        return self.xero.url

    @property
    def api_key(self) -> str:
        """The Splynx API key."""
        return self.splynx.api_key

    @property
    def api_secret(self) -> str:
        """The Splynx API secret."""
        return self.splynx.api_secret

    @property
    def client_id(self) -> str:
        """The Xero app's client id."""
        return self.xero.client.client_id

    @property
    def profile(self) -> DemoProfile:
        """A profile that maps everything the generated books use."""
        return demo_profile(
            self.splynx_url,
            self.xero_url,
            client_id=self.client_id,
            redirect_ports=self.redirect_ports,
            documents_from=self.documents_from,
            edition=self.edition,
        )

    @property
    def profile_toml(self) -> str:
        """The same as a profile file."""
        return self.profile.toml()

    def approve(self, authorise_url: str, organisation: str | None = None) -> Landing:
        """Does what a user does in the browser: picks the organisation, allows access. Raises ConsentRefused."""
        return self.xero.approve(authorise_url, organisation)

    def description(self) -> dict[str, object]:
        """Addresses and credentials, as the console start prints them."""
        return {
            "splynx_url": self.splynx_url,
            "xero_url": self.xero_url,
            "api_key": self.api_key,
            "api_secret": self.api_secret,
            "client_id": self.client_id,
            "redirect_ports": list(self.redirect_ports),
            "documents_from": self.documents_from.isoformat(),
        }


def free_ports(count: int) -> tuple[int, ...]:
    """Ports nobody listens on at the moment."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return tuple(one.getsockname()[1] for one in sockets)
