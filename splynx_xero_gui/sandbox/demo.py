"""The demo world: sixty customers over three months ending today, for the window's demo mode and `dev.py demo`."""

from __future__ import annotations

from splynx_xero_gui.sandbox.books import demo_books, demo_first_day
from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.world import SandboxWorld
from splynx_xero_gui.sandbox.xero import Edition


class DemoWorld(SandboxWorld):
    """Both services with the demo's books, on free loopback ports. Xero's minute limit is lifted: a demo must not wait.

    >>> with DemoWorld() as world:
    ...     world.splynx_url, world.api_key, world.api_secret, world.xero_url, world.client_id, world.profile_toml
    """

    def __init__(self, clock: SandboxClock | None = None, edition: Edition = Edition.ZA) -> None:
        used = clock or SandboxClock()
        today = used.now().date()
        super().__init__(
            demo_books(today, used, edition),
            used,
            documents_from=demo_first_day(today),
            minute_limit=100_000,
            day_limit=5000,
            edition=edition,
        )
