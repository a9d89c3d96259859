"""P1 to P10 over random lives of books in which everything happens, after every sync.

A fixed set of seeds runs always. More of them: `SPLYNX_XERO_WHOLE=100-200`, of another length:
`SPLYNX_XERO_WHOLE_LENGTH=80`; with P10 tried at every sync: `SPLYNX_XERO_EVERY_UNDO=1`; a failing
history is shortened to the steps that matter with `SPLYNX_XERO_SHORTEN=1`.
"""

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from tests.support.histories import BrokenPromise, shortened
from tests.support.whole_history import run_whole_history, whole_story

ALWAYS = range(1, 4)
EVERY_TIME = ("P1", "P3", "P4", "P5", "P6", "P7", "P8", "P9")  # P2 and P10 by chance
LENGTH = int(os.environ.get("SPLYNX_XERO_WHOLE_LENGTH", "30"))


def _seeds() -> Sequence[int]:
    asked = os.environ.get("SPLYNX_XERO_WHOLE", "")
    if not asked:
        return ALWAYS
    first, _, last = asked.partition("-")
    return range(int(first), int(last or first) + 1)


@pytest.mark.timeout(0 if os.environ.get("SPLYNX_XERO_SHORTEN") else 600)  # shortening plays a history many times
@pytest.mark.parametrize("seed", _seeds())
def test_all_ten_promises_hold_whatever_happens(seed: int, tmp_path: Path) -> None:
    steps, scenario = whole_story(seed, LENGTH)
    run = partial(run_whole_history, scenario=scenario)
    try:
        history = run(steps, tmp_path)
    except BrokenPromise as broken:
        told: BrokenPromise = broken
        if os.environ.get("SPLYNX_XERO_SHORTEN"):
            steps, told = shortened(steps, tmp_path, run)
        pytest.fail(f"history {seed} ({scenario}), {len(steps)} steps:\n{told}", pytrace=False)
    assert [promise for promise in EVERY_TIME if not history.counts[promise]] == []
