"""From which day on: lock dates, financial years, and partners other profiles have."""

import datetime as dt
from dataclasses import replace

import pytest

from splynx_xero_gui.wizard.profiles import profile_of
from splynx_xero_gui.wizard.ranges import first_day, first_open_day, owners_of_partners, year_start
from tests.support.fake_session import FakeWorkplace
from tests.support.fake_settings import organisation
from tests.unit.wizard.test_flow import finished

TODAY = dt.date(2026, 11, 12)


def test_the_default_is_the_first_open_day_after_the_later_lock_date() -> None:
    assert first_day(organisation(), TODAY) == dt.date(2026, 11, 1)


def test_without_a_lock_it_is_the_first_day_of_this_financial_year() -> None:
    assert first_day(organisation(period_lock=None, year_lock=None), TODAY) == dt.date(2026, 3, 1)


def test_without_an_organisation_it_is_the_first_of_january() -> None:
    assert first_day(None, TODAY) == dt.date(2026, 1, 1)


@pytest.mark.parametrize(
    ("month", "day", "today", "start"),
    [
        (12, 31, dt.date(2026, 11, 12), dt.date(2026, 1, 1)),
        (2, 28, dt.date(2026, 2, 28), dt.date(2025, 3, 1)),
        (2, 28, dt.date(2026, 3, 1), dt.date(2026, 3, 1)),
        (2, 29, dt.date(2026, 6, 1), dt.date(2026, 3, 1)),
        (6, 30, dt.date(2026, 7, 1), dt.date(2026, 7, 1)),
        (6, 31, dt.date(2026, 6, 30), dt.date(2025, 7, 1)),
    ],
)
def test_a_financial_year_starts_the_day_after_the_last_one_ended(
    month: int, day: int, today: dt.date, start: dt.date
) -> None:
    assert year_start(organisation(year_end_month=month, year_end_day=day), today) == start


def test_the_first_open_day_follows_the_later_of_both_lock_dates() -> None:
    late_year = organisation(period_lock=dt.date(2026, 3, 31), year_lock=dt.date(2026, 6, 30))
    assert first_open_day(late_year) == dt.date(2026, 7, 1)
    assert first_open_day(organisation(period_lock=None, year_lock=None)) is None


def test_a_partner_belongs_to_the_other_profile_that_syncs_it() -> None:
    workplace, state = FakeWorkplace(), finished()
    other = replace(state, range=replace(state.range, partners=frozenset({"2"})))
    workplace.session("Coast").save_profile(profile_of(other))
    workplace.session("Main").save_profile(profile_of(state))
    assert owners_of_partners(workplace, state) == {"2": "Coast"}


def test_a_profile_of_another_splynx_owns_none_of_these_partners() -> None:
    workplace, state = FakeWorkplace(), finished()
    elsewhere = replace(state.splynx, settings=replace(state.splynx.settings, url="https://other.example.net"))
    workplace.session("Other").save_profile(profile_of(replace(state, splynx=elsewhere)))
    assert not owners_of_partners(workplace, state)
