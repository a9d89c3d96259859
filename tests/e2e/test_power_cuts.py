"""P2: a power cut at any border with the disk or the network, and a restart, end where an undisturbed sync ends.

Every border of a whole sync is tried: of a first one, and in each scenario of one with changes of every kind. Of larger
books, borders are drawn; more of them with `SPLYNX_XERO_CUTS=200 SPLYNX_XERO_CUT_CUSTOMERS=100`.
"""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.bank_office import push_all
from tests.support.cut_everywhere import try_all
from tests.support.power_cut import Power, power_of
from tests.support.quick_disk import quick_folder
from tests.support.small_books import SCENARIOS, beginnings, changes

DRAWN = int(os.environ.get("SPLYNX_XERO_CUTS", "8"))
CUSTOMERS = int(os.environ.get("SPLYNX_XERO_CUT_CUSTOMERS", "30"))


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Some 30,000 commits are made and 300 programs started: neither a disk nor the collector is waited for."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, *usual[1:])
    with quick_folder() as folder:
        monkeypatch.setenv("SPLYNX_XERO_HOME", str(folder / "home"))
        yield folder / "home"
    gc.set_threshold(*usual)
    gc.unfreeze()


@pytest.fixture
def power(monkeypatch: pytest.MonkeyPatch) -> Power:
    return power_of(monkeypatch)


def test_a_first_sync_cut_anywhere_is_finished_by_the_next(home: Path, make_office, power: Power) -> None:
    office = push_all(make_office())
    beginnings(office, "push-all")
    assert try_all(office, home, power).borders > 120


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_sync_of_changes_cut_anywhere_is_finished_by_the_next(
    home: Path, make_office, power: Power, scenario: str
) -> None:
    office = SCENARIOS[scenario](make_office())
    beginnings(office, scenario)
    office.sync()
    changes(office, scenario)
    office.later(minutes=10)
    assert try_all(office, home, power).borders > 120


def test_larger_books_cut_at_borders_drawn(home: Path, make_office, power: Power) -> None:
    office = push_all(make_office(customers=CUSTOMERS, months=3))
    assert try_all(office, home, power, DRAWN).restarts >= DRAWN
