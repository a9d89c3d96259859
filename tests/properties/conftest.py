"""A history commits some thousand times: its record is where a commit waits for no disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.quick_disk import quick_folder


@pytest.fixture(autouse=True)
def app_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """As in tests/conftest.py, in memory."""
    with quick_folder() as folder:
        monkeypatch.setenv("SPLYNX_XERO_HOME", str(folder / "home"))
        yield folder / "home"
