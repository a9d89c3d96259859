"""The demo: sixty customers over three months ending today, and the profile that fits the sandbox's Xero chart."""

from __future__ import annotations

from datetime import date
from typing import Final

from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.splynx import SplynxBooks

from .generator import generate

DEMO_CUSTOMERS: Final = 60
DEMO_MONTHS: Final = 3
_SEED: Final = 20


def demo_books(today: date, clock: SandboxClock | None = None) -> SplynxBooks:
    """The demo's books, always current: the same customers and acts, dated up to `today`."""
    return generate(_SEED, DEMO_CUSTOMERS, DEMO_MONTHS, today, clock=clock)
