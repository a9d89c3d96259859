"""What the two processes import: the window nothing of the engine's libraries, and libraries for work that is seldom
done are imported when it is done.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

ADAPTERS = ("sqlalchemy", "alembic", "requests", "urllib3", "xero_python", "authlib", "pydantic", "keyring", "flask")
ROOMS = ("bootstrap", "splynx", "xero", "sandbox", "storage.ledger", "storage.profile", "remote.server")
SELDOM = ("networkx", "openpyxl", "psycopg", "xero_python")
WINDOW = "import sys, splynx_xero_gui.__main__, splynx_xero_gui.gui.application; print(*sys.modules)"
ENGINE = "import sys, splynx_xero_gui.remote.child, splynx_xero_gui.remote.books; print(*sys.modules)"


def imported(program: str) -> frozenset[str]:
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return frozenset(told.stdout.split())


@pytest.fixture(scope="module")
def window() -> frozenset[str]:
    return imported(WINDOW)


@pytest.fixture(scope="module")
def engine() -> frozenset[str]:
    return imported(ENGINE)


@pytest.mark.parametrize("library", sorted({*ADAPTERS, *SELDOM}))
def test_the_windows_process_starts_without(library: str, window: frozenset[str]) -> None:
    assert "splynx_xero_gui.gui.main_window" in window
    assert library not in window


@pytest.mark.parametrize("room", ROOMS)
def test_the_windows_process_has_no(room: str, window: frozenset[str]) -> None:
    assert f"splynx_xero_gui.{room}" not in window


@pytest.mark.parametrize("library", [*SELDOM, "PySide6", "splynx_xero_gui.gui"])
def test_the_engines_process_starts_without(library: str, engine: frozenset[str]) -> None:
    assert "sqlalchemy" in engine
    assert library not in engine
