"""How the window gets to the books it works on: the person's own, or demo books. `__main__` fills it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from splynx_xero_gui.gui.wizard.model import Prefill
from splynx_xero_gui.wizard.demo_books import Demo as Demo
from splynx_xero_gui.wizard.services import Workplace

DEMO_PROFILE = "Demo"


@dataclass(frozen=True, slots=True)
class Entry:
    """How the two kinds of books are opened. Both are called in a worker's thread, and import what they need there.

    `look_file` keeps theme and text size of this computer; None keeps them nowhere.
    """

    open_own: Callable[[], Workplace]
    open_demo: Callable[[], Demo]
    look_file: Path | None = None


def prefill_of(demo: Demo) -> Prefill:
    """What the set-up's empty fields are filled with."""
    return Prefill(demo.url, demo.api_key, demo.api_secret, demo.xero)
