"""P2: whatever becomes of any one answer of a sync, the next one ends where an undisturbed sync ends.

Each write meets one of the troubles here, in turn; all of them, and every reading, with `SPLYNX_XERO_EVERY_TROUBLE=1`.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.inprocess import Office
from tests.support.lost_exchanges import Exchanges, Place, Trouble
from tests.support.small_books import SCENARIOS, beginnings, changes

EVERY = bool(os.environ.get("SPLYNX_XERO_EVERY_TROUBLE"))


def troubles(exchanges: Exchanges) -> Iterator[tuple[Place, Trouble]]:
    """Which trouble at which exchange."""
    if EVERY:
        yield from ((place, trouble) for place in exchanges.places for trouble in place.troubles)
        return
    for number, place in enumerate(p for p in exchanges.places if p.is_write):
        yield place, place.troubles[number % len(place.troubles)]


def every_trouble(office: Office, home: Path) -> None:
    exchanges = Exchanges(office, home)
    assert exchanges.break_every_reading() > 15
    tried = [exchanges.lose(place, trouble) for place, trouble in troubles(exchanges)]
    assert len(tried) > 3


def test_any_answer_to_a_first_sync_may_be_lost(quick_home: Path, make_office) -> None:
    office = SCENARIOS["push-all"](make_office())
    beginnings(office, "push-all")
    every_trouble(office, quick_home)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_any_answer_to_a_sync_of_changes_may_be_lost(quick_home: Path, make_office, scenario: str) -> None:
    office = SCENARIOS[scenario](make_office())
    beginnings(office, scenario)
    office.sync()
    changes(office, scenario)
    office.later(minutes=10)
    every_trouble(office, quick_home)


@pytest.mark.parametrize("path", ["Payments", "BankTransactions"])
def test_a_computer_that_sleeps_while_an_answer_is_lost_does_not_send_again(
    quick_home: Path, make_office, path: str
) -> None:
    """Xero forgot the key meanwhile, and the money was there twice."""
    office = SCENARIOS["push-all"](make_office())
    beginnings(office, "push-all")
    exchanges = Exchanges(office, quick_home)
    exchanges.lose(Place("Xero", "PUT", f"/api.xro/2.0/{path}", 1), Trouble.FORGOTTEN)
