"""The demo world: sixty customers over three months ending today, for the window's demo mode and `dev.py demo`.

Xero is empty, or (`ExistingWorld`) somebody kept the same books there by hand before.
"""

from __future__ import annotations

from datetime import timedelta

from splynx_xero_gui.sandbox.books import DEMO_CUSTOMERS, demo_books, demo_first_day, first_day
from splynx_xero_gui.sandbox.books.twofold import twofold
from splynx_xero_gui.sandbox.books.twofold_fill import fill_splynx, fill_xero
from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.splynx import SplynxBooks
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


_SEED = 20
_MONTHS = 6  # as far back as such books go


class ExistingWorld(SandboxWorld):
    """Both services with books that were kept twice: names misspelt, contacts entered twice, merged or archived, some
    invoices and payments on one side only. South Africa's.
    """

    def __init__(self, clock: SandboxClock | None = None) -> None:
        used = clock or SandboxClock()
        today = used.now().date()
        made = twofold(_SEED, DEMO_CUSTOMERS, today - timedelta(days=1))
        books = SplynxBooks(used)
        filled = fill_splynx(made, books)
        super().__init__(books, used, documents_from=first_day(today, _MONTHS), minute_limit=100_000, day_limit=5000)
        fill_xero(made, self.xero.desk(), filled)
