"""The range of W4: its default, its lock dates, who owns a partner, and what a name pattern gives."""

import datetime as dt
from calendar import monthrange
from collections.abc import Mapping

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.reference import Organisation
from splynx_xero_gui.engine.reconcile.patterns import filled
from splynx_xero_gui.wizard.ownership import same_splynx, taken_partners
from splynx_xero_gui.wizard.services import Workplace
from splynx_xero_gui.wizard.state import SetupState


def first_day(organisation: Organisation | None, today: dt.date) -> dt.date:
    """From which day on to sync, when nobody said: the first open day after the lock dates, else the first of this
    financial year.
    """
    if organisation is None:
        return dt.date(today.year, 1, 1)
    open_day = first_open_day(organisation)
    return open_day if open_day is not None else year_start(organisation, today)


def first_open_day(organisation: Organisation) -> dt.date | None:
    """The day after the later lock date (R12), None where nothing is locked."""
    lock = organisation.locked_up_to
    return lock + dt.timedelta(days=1) if lock else None


def year_start(organisation: Organisation, today: dt.date) -> dt.date:
    """The first day of the financial year that today is in."""
    ends = _year_end(organisation, today.year)
    if today <= ends:
        ends = _year_end(organisation, today.year - 1)
    return ends + dt.timedelta(days=1)


def _year_end(organisation: Organisation, year: int) -> dt.date:
    month = min(max(organisation.year_end_month, 1), 12)
    return dt.date(year, month, min(max(organisation.year_end_day, 1), monthrange(year, month)[1]))


def owners_of_partners(workplace: Workplace, state: SetupState) -> Mapping[str, str]:
    """Partner id → the other profile that already syncs it. Profiles of another Splynx do not count."""
    billing = state.read.billing
    if billing is None:
        return {}
    owners: dict[str, str] = {}
    for name in workplace.profiles():
        if name == state.profile_name:
            continue
        try:
            profile = workplace.session(name).profile()
        except Failure:
            continue  # a damaged profile syncs nothing
        if profile is None or not same_splynx(profile.splynx.url, state.splynx.settings.url):
            continue
        for id in taken_partners(profile, billing):
            owners.setdefault(id, name)
    return owners


def pattern_example(pattern: str, words: Mapping[str, str]) -> str:
    """What a pattern gives for one customer or document."""
    return filled(pattern, words)
