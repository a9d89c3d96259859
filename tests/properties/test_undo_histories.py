"""P10 and R15 over random histories: what is told beforehand is what is undone, and nothing is sent again by itself.

A fixed set of seeds runs always. More of them: `SPLYNX_XERO_UNDO_HISTORIES=100-200`.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.inprocess import office
from tests.support.undo_history import Broken, run_undo_history

ALWAYS = range(1, 4)


def _seeds() -> Sequence[int]:
    asked = os.environ.get("SPLYNX_XERO_UNDO_HISTORIES", "")
    if not asked:
        return ALWAYS
    first, _, last = asked.partition("-")
    return range(int(first), int(last or first) + 1)


@pytest.mark.parametrize("seed", _seeds())
def test_undo_of_a_random_sync_is_told_exactly_and_leaves_both_sides_as_before(seed: int, tmp_path: Path) -> None:
    with office(tmp_path / "default") as one:
        try:
            history = run_undo_history(seed, one)
        except Broken as broken:
            pytest.fail(f"history {seed}:\n{broken}", pytrace=False)
    assert history.told
