"""P1, P3–P8 over random lives of books whose bank payments are seen in Xero (rules R16–R29), after every sync.

A fixed set of seeds runs always. More of them: `BANK_HISTORIES_FROM=200 BANK_HISTORIES=25`, of another length:
`BANK_LENGTH=80`; a failing history is shortened to the steps that matter with `SPLYNX_XERO_SHORTEN=1`.
"""

import os
from functools import partial
from pathlib import Path

import pytest

from splynx_xero_gui.domain.kinds import ScenarioKind
from tests.support.bank_history import bank_story, run_bank_history, turning_story
from tests.support.histories import BrokenPromise, Step, shortened

COUNT = int(os.environ.get("BANK_HISTORIES", "1"))
FIRST = int(os.environ.get("BANK_HISTORIES_FROM", "1"))
LENGTH = int(os.environ.get("BANK_LENGTH", "32"))


@pytest.mark.parametrize("seed", range(FIRST, FIRST + COUNT))
@pytest.mark.parametrize("scenario", [ScenarioKind.MIXED, ScenarioKind.XERO_PAYMENTS], ids=str)
def test_nothing_is_echoed_doubled_or_unnamed(tmp_path: Path, scenario: ScenarioKind, seed: int) -> None:
    _told(f"{scenario} history {seed}", bank_story(seed, LENGTH, scenario), tmp_path, scenario)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + COUNT))
def test_a_change_of_scenario_at_any_moment_carries_nothing_over(tmp_path: Path, seed: int) -> None:
    """P4: push-all, mixed and xero-payments in any order; birthplace is recorded once."""
    _told(f"turning history {seed}", turning_story(seed, LENGTH), tmp_path, ScenarioKind.PUSH_ALL)


def _told(name: str, steps: list[Step], folder: Path, scenario: ScenarioKind) -> None:
    """Play; a failure tells the steps, shortened where that is asked for."""
    try:
        history = run_bank_history(steps, folder / "books", scenario)
    except BrokenPromise as broken:
        told: BrokenPromise = broken
        if os.environ.get("SPLYNX_XERO_SHORTEN"):
            steps, told = shortened(steps, folder / "shortened", partial(run_bank_history, scenario=scenario))
        pytest.fail(f"{name}, {len(steps)} steps:\n{told}", pytrace=False)
    assert history.syncs > 0
