"""How the window gets to the books it works on: the person's own, or demo books. `__main__` fills it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from splynx_xero_gui.domain.profile import XeroSettings
from splynx_xero_gui.gui.wizard.model import Prefill
from splynx_xero_gui.wizard.services import Workplace

DEMO_PROFILE = "Demo"


class Demo(Protocol):
    """Demo books under way (`bootstrap.demo.DemoBooks`)."""

    keys_in_memory: bool

    @property
    def workplace(self) -> Workplace:
        """The product over these books."""
        ...

    @property
    def url(self) -> str:
        """The simulated Splynx."""
        ...

    @property
    def api_key(self) -> str:
        """Its made-up key."""
        ...

    @property
    def api_secret(self) -> str:
        """Its made-up secret."""
        ...

    @property
    def xero(self) -> XeroSettings:
        """The simulated Xero."""
        ...

    def close(self) -> None:
        """Stop and remove everything; safe to call twice."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """How the two kinds of books are opened. Both are called in a worker's thread, and import what they need there."""

    open_own: Callable[[], Workplace]
    open_demo: Callable[[], Demo]


def prefill_of(demo: Demo) -> Prefill:
    """What the set-up's empty fields are filled with."""
    return Prefill(demo.url, demo.api_key, demo.api_secret, demo.xero)
