"""What a start of the window imports: libraries for work that is seldom done are imported when it is done."""

import subprocess
import sys

import pytest

SELDOM = ("networkx", "openpyxl", "psycopg", "xero_python")
PROGRAM = "import sys, splynx_xero_gui.gui.main_window, splynx_xero_gui.bootstrap; print(*sys.modules)"


@pytest.fixture(scope="module")
def imported() -> frozenset[str]:
    told = subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True)
    return frozenset(told.stdout.split())


@pytest.mark.parametrize("library", SELDOM)
def test_the_window_starts_without(library: str, imported: frozenset[str]) -> None:
    assert "splynx_xero_gui.engine.service" in imported or "sqlalchemy" in imported
    assert library not in imported
