"""P2: a power cut at any border with the disk or the network, and a restart, end where an undisturbed sync ends.

Every border of a whole sync is tried: of a first one, and in each scenario of one with changes of every kind. Of larger
books, borders are drawn; more of them with `SPLYNX_XERO_CUTS=200 SPLYNX_XERO_CUT_CUSTOMERS=100`.
"""

import os
from pathlib import Path

import pytest

from tests.support.bank_office import push_all
from tests.support.cut_everywhere import try_all
from tests.support.power_cut import Power, power_of
from tests.support.small_books import SCENARIOS, beginnings, changes

DRAWN = int(os.environ.get("SPLYNX_XERO_CUTS", "8"))
CUSTOMERS = int(os.environ.get("SPLYNX_XERO_CUT_CUSTOMERS", "30"))


@pytest.fixture
def power(monkeypatch: pytest.MonkeyPatch) -> Power:
    return power_of(monkeypatch)


def test_a_first_sync_cut_anywhere_is_finished_by_the_next(quick_home: Path, make_office, power: Power) -> None:
    office = push_all(make_office())
    beginnings(office, "push-all")
    assert try_all(office, quick_home, power).borders > 120


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_sync_of_changes_cut_anywhere_is_finished_by_the_next(
    quick_home: Path, make_office, power: Power, scenario: str
) -> None:
    office = SCENARIOS[scenario](make_office())
    beginnings(office, scenario)
    office.sync()
    changes(office, scenario)
    office.later(minutes=10)
    assert try_all(office, quick_home, power).borders > 120


def test_larger_books_cut_at_borders_drawn(quick_home: Path, make_office, power: Power) -> None:
    office = push_all(make_office(customers=CUSTOMERS, months=3))
    assert try_all(office, quick_home, power, DRAWN).restarts >= DRAWN
