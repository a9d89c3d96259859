"""An office per test: both services in memory, a real sync record in the test's folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.fakes import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.close()
