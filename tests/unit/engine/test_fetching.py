"""Settings line by line: one failing line loses nothing (ui.md W3)."""

from dataclasses import replace

import pytest

from splynx_xero_gui.domain.failures import Cancelled
from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.domain.reference import BillingReference, Location
from splynx_xero_gui.engine.fetching import FetchedLine, Fetching, FetchLine
from splynx_xero_gui.ports.control import ItemsRead
from tests.support.fake_billing import network_lost
from tests.support.fakes import Office
from tests.support.planner import BILLING


@pytest.fixture
def fetching(office: Office) -> Fetching:
    return Fetching(office.billing, office.accounting, office.store, office.clock, office, office.cancel)


def counts(lines: tuple[FetchedLine, ...]) -> dict[str, int | None]:
    return {line.line.value: line.count for line in lines}


def test_every_line_is_read_counted_and_kept(office: Office, fetching: Fetching) -> None:
    lines = fetching.run()
    assert counts(lines) == {
        "company": 2,
        "categories": 3,
        "taxes": 2,
        "methods": 2,
        "organisation": 1,
        "accounts": 4,
        "tax-rates": 3,
        "tracking": 0,
    }
    assert office.store.billing_reference() == (BILLING, office.clock.now())
    kept = office.store.accounting_reference()
    assert kept is not None
    assert (kept[0].accounts, kept[0].tax_rates) == (office.world.accounts, office.world.tax_rates)
    assert (kept[0].organisation.user_name, kept[0].organisation.user_role) == ("Thandi M.", "STANDARD")


def test_lines_know_their_side(fetching: Fetching) -> None:
    sides = [line.side for line in fetching.run()]
    assert sides == [Side.SPLYNX] * 4 + [Side.XERO] * 4


def test_a_failing_line_says_why_and_the_others_are_kept(office: Office, fetching: Fetching) -> None:
    office.accounting.reads_failing["accounts"] = network_lost()
    office.billing.fail("taxes", network_lost())
    lines = {line.line: line for line in fetching.run()}
    for failed in (FetchLine.ACCOUNTS, FetchLine.TAXES):
        assert (lines[failed].count, lines[failed].failure) == (None, "The connection broke. No answer came.")
        assert isinstance(lines[failed].error, type(network_lost()))
    assert lines[FetchLine.TAX_RATES].count == 3
    known = office.store.billing_reference()
    assert known is not None
    assert (known[0].taxes, known[0].methods) == ((), BILLING.methods)


def test_one_line_is_read_again_without_losing_the_others(office: Office, fetching: Fetching) -> None:
    office.accounting.reads_failing["accounts"] = network_lost()
    fetching.run()
    before = office.accounting.calls_made
    assert counts(fetching.run([FetchLine.ACCOUNTS])) == {"accounts": 4}
    assert office.accounting.calls_made == before + 1
    kept = office.store.accounting_reference()
    assert kept is not None
    assert len(kept[0].tax_rates) == 3


def test_lines_of_xero_read_the_organisation_first_where_nothing_is_known(office: Office, fetching: Fetching) -> None:
    assert counts(fetching.run([FetchLine.TAX_RATES])) == {"tax-rates": 3}
    assert len(office.accounting.asked_for("organisation")) == 1


def test_where_the_organisation_cannot_be_read_no_line_of_xero_can(office: Office, fetching: Fetching) -> None:
    office.accounting.reads_failing["organisation"] = network_lost()
    (line,) = fetching.run([FetchLine.ACCOUNTS])
    assert line.failure
    assert office.store.accounting_reference() is None


def test_another_organisation_brings_nothing_of_the_one_before(office: Office, fetching: Fetching) -> None:
    fetching.run()
    office.world.organisation = replace(office.world.organisation, id="other")
    fetching.run([FetchLine.ORGANISATION])
    kept = office.store.accounting_reference()
    assert kept is not None
    assert (kept[0].organisation.id, kept[0].accounts) == ("other", ())


def test_reading_the_company_again_keeps_what_belongs_to_other_lines(office: Office, fetching: Fetching) -> None:
    known: BillingReference = replace(BILLING, locations=(Location("1", "Cape Town"),))
    office.store.save_reference(known, None, office.clock.now())
    fetching.run([FetchLine.COMPANY])
    assert office.store.billing_reference() == (known, office.clock.now())


def test_cancelling_ends_it_between_lines(office: Office, fetching: Fetching) -> None:
    office.cancel.set()
    with pytest.raises(Cancelled):
        fetching.run()
    assert office.billing.calls_made == 0


def test_each_line_read_is_told(office: Office, fetching: Fetching) -> None:
    fetching.run([FetchLine.CATEGORIES])
    assert office.events == [ItemsRead(Side.SPLYNX, "categories", 3, 3)]
