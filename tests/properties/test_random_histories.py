"""The promises of design.md §8 over random histories of the books: P1, P3, P5, P6, P7, P8 after every sync.

A fixed set of seeds runs always. More of them: `SPLYNX_XERO_HISTORIES=100-200`, of another length:
`SPLYNX_XERO_LENGTH=80`; a failing history is shortened to the steps that matter with `SPLYNX_XERO_SHORTEN=1`.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.histories import BrokenPromise, run_history, shortened, story

ALWAYS = range(1, 2)
LENGTH = int(os.environ.get("SPLYNX_XERO_LENGTH", "45"))


def _seeds() -> Sequence[int]:
    asked = os.environ.get("SPLYNX_XERO_HISTORIES", "")
    if not asked:
        return ALWAYS
    first, _, last = asked.partition("-")
    return range(int(first), int(last or first) + 1)


@pytest.mark.timeout(0 if os.environ.get("SPLYNX_XERO_SHORTEN") else 600)  # shortening plays a history many times
@pytest.mark.parametrize("seed", _seeds())
def test_the_promises_hold_after_every_sync_of_a_random_history(seed: int, tmp_path: Path) -> None:
    steps = story(seed, LENGTH)
    try:
        history = run_history(steps, tmp_path / "default")
    except BrokenPromise as broken:
        told: BrokenPromise = broken
        if os.environ.get("SPLYNX_XERO_SHORTEN"):
            steps, told = shortened(steps, tmp_path / "shortened")
        pytest.fail(f"history {seed}, {len(steps)} steps:\n{told}", pytrace=False)
    assert history.syncs > 0
