"""What holds for every test with windows: cycles are collected between tests, in the windows' own thread."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

_MANY = 20_000


@pytest.fixture(autouse=True)
def no_collection_in_workers() -> Iterator[None]:
    """Python would otherwise take widgets of an earlier test apart in a worker's thread (gui/collector.py)."""
    gc.disable()
    yield
    if gc.get_count()[0] > _MANY:
        gc.collect()
