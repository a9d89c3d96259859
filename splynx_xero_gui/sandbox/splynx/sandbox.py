"""`SplynxSandbox`: one Splynx installation behind loopback HTTP."""

from __future__ import annotations

from types import TracebackType
from typing import Final, Self

from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.faults import Faults
from splynx_xero_gui.sandbox.http import LoopbackServer
from splynx_xero_gui.sandbox.log import Hook, RequestLog

from .access import ApiKey, Permissions
from .auth import Authority
from .books import SplynxBooks
from .schema import Drift, Style
from .server import API, TOKENS, ServerSettings, splynx_app

API_KEY: Final = "0c3b5d7e9f1a2b4c6d8e0f1a2b3c4d5e"
API_SECRET: Final = "7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d"
_FIRST_NEW: Final = 4  # the major version that brought relations, payment from balance and typed numbers


class SplynxSandbox:
    """Serves `books` as a Splynx of the given version. A context manager; `start` and `stop` may be repeated.

    Args:
        clock: time of server and books; real UTC where it is left out.
        version: "3.x" is the old style (strings everywhere, no invoice relations, no payment from the balance).
        auto_pay: whether a payment posted without an invoice pays the oldest open ones by itself; by version if None.
        port: 0 takes a free one.

    Settings to change while it runs: `settings` (422 shape and language, `apparent_ip`, relations …), `drift`,
    `permissions`, `key` (partners, unsecure access), `faults`.
    """

    def __init__(
        self,
        books: SplynxBooks,
        clock: SandboxClock | None = None,
        *,
        api_key: str = API_KEY,
        api_secret: str = API_SECRET,
        version: str = "5.1",
        auto_pay: bool | None = None,
        port: int = 0,
    ) -> None:
        modern = int(version.split(".")[0]) >= _FIRST_NEW
        self.books = books
        self.clock = clock or books.clock
        books.clock = self.clock
        books.negative_invoices_allowed = books.negative_invoices_allowed or not modern
        self.version = version
        self.faults = Faults()
        self.log = RequestLog()
        self.key = ApiKey(api_key, api_secret)
        self.settings = ServerSettings(Style.NEW if modern else Style.OLD, relations_available=modern)
        self._authority = Authority(self.clock, self.key)
        app = splynx_app(books, self._authority, self.settings, auto_pay=modern if auto_pay is None else auto_pay)
        self._server = LoopbackServer(
            app,
            clock=self.clock,
            faults=self.faults,
            log=self.log,
            name="splynx",
            port=port,
            secret_bodies=(f"{API}{TOKENS}",),
        )

    # -- running ------------------------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`, what a user types as the Splynx address."""
        return self._server.url

    @property
    def hooks(self) -> list[Hook]:
        """Called with every exchange."""
        return self._server.hooks

    def start(self) -> Self:
        """Listens and serves; returns at once."""
        self._server.start()
        return self

    def stop(self) -> None:
        """Stops serving; the books stay."""
        self._server.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # -- what an administrator does -----------------------------------------------------------------------------------

    @property
    def api_key(self) -> str:
        """The key's public half."""
        return self.key.key

    @property
    def api_secret(self) -> str:
        """The key's secret half."""
        return self.key.secret

    @property
    def permissions(self) -> Permissions:
        """What is ticked on the key: `permissions.deny(access.PAYMENTS, "add")`."""
        return self.key.permissions

    @property
    def drift(self) -> Drift:
        """Renamed, dropped and added fields."""
        return self.settings.drift

    @property
    def apparent_ip(self) -> str:
        """The address requests seem to come from; setting another one is a laptop that changed its network."""
        return self.settings.apparent_ip

    @apparent_ip.setter
    def apparent_ip(self, address: str) -> None:
        self.settings.apparent_ip = address

    def restrict_to_partners(self, *partner_ids: int) -> None:
        """Restricts the key to partners; without any it sees all again."""
        self.key.partners = frozenset(partner_ids) or None

    def add_key(self, key: ApiKey) -> None:
        """A further API key."""
        with self.books.lock:
            self._authority.add_key(key)

    def ban_tokens(self) -> None:
        """Every session is banned (TOKEN_BANNED)."""
        with self.books.lock:
            self._authority.ban_tokens()

    def forget_tokens(self) -> None:
        """Every session is unknown (UNAUTHORIZED)."""
        with self.books.lock:
            self._authority.forget_tokens()
