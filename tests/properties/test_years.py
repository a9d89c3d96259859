"""P1, P3, P4, P5, P6 and P8 over generated years of an Internet provider's life, one per way of billing, and one that
goes through all three: push-all, mixed, xero-payments.

A fixed year of each runs always. More of them: `YEARS=100-130`, longer ones: `YEAR_STEPS=800`; a failing year is
shortened to the steps that matter with `SPLYNX_XERO_SHORTEN=1`. `-rP` shows what each came to.
"""

import os
from functools import partial
from pathlib import Path

import pytest

from tests.support.histories import BrokenPromise, shortened
from tests.support.year import FEWEST_SYNCS, LIVES, play_year, run_year, year_story

ALWAYS = dict.fromkeys(LIVES, (1,))


def _years() -> list[tuple[str, int]]:
    first, _, last = os.environ.get("YEARS", "").partition("-")
    if not first:
        return [(life, seed) for life, seeds in ALWAYS.items() for seed in seeds]
    return [(life, seed) for seed in range(int(first), int(last or first) + 1) for life in LIVES]


@pytest.mark.timeout(0 if os.environ.get("SPLYNX_XERO_SHORTEN") else 600)  # shortening plays a year many times
@pytest.mark.parametrize(("life", "seed"), _years())
def test_the_promises_hold_throughout_a_year(life: str, seed: int, tmp_path: Path) -> None:
    try:
        figures = run_year(life, seed)
    except BrokenPromise as broken:
        steps, told = year_story(life, seed), broken
        if os.environ.get("SPLYNX_XERO_SHORTEN"):
            steps, told = shortened(steps, tmp_path / "shortened", partial(play_year, life))
        pytest.fail(f"year {life} seed {seed}, {len(steps)} steps:\n{told}", pytrace=False)
    print(figures)
    assert figures.events >= 300
    assert figures.syncs >= FEWEST_SYNCS
