"""W3: line by line, partly failed, stopped, read again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from splynx_xero_gui.domain.failures import Misconfigured, NetworkLost
from splynx_xero_gui.engine.fetching import FetchLine
from splynx_xero_gui.engine.guards import refuse_other_currency
from splynx_xero_gui.gui.wizard.read_lines import LineState, ReadLine
from splynx_xero_gui.wizard.pages import PageId
from tests.gui.wizard.conftest import OpenSetup, Setup
from tests.support.fake_settings import billing, organisation


@pytest.fixture
def setup(open_setup: OpenSetup) -> Setup:
    """On W2, signed in: Next starts the reading."""
    setup = open_setup()
    setup.go_to(PageId.XERO)
    setup.sign_in()
    setup.idle()
    return setup


def line(setup: Setup, which: FetchLine) -> ReadLine:
    found = setup.find(f"read.{which.value}")
    assert isinstance(found, ReadLine)
    return found


def states(setup: Setup) -> set[LineState]:
    return {line(setup, which).state() for which in FetchLine}


def test_reading_starts_by_itself_and_does_not_jump(setup: Setup) -> None:
    setup.click_next()
    setup.idle()
    assert setup.page is PageId.READ
    assert states(setup) == {LineState.DONE}
    assert setup.state.read.complete
    assert setup.focused() == "setup.next"


def test_while_it_reads_one_line_is_read_and_the_next_ones_wait(setup: Setup) -> None:
    setup.books.hold("fetch taxes")
    setup.click_next()
    setup.until(lambda: line(setup, FetchLine.TAXES).state() is LineState.READING)
    assert line(setup, FetchLine.CATEGORIES).state() is LineState.DONE
    assert line(setup, FetchLine.METHODS).state() is LineState.WAITS
    assert not setup.find("setup.next").isEnabled()
    assert line(setup, FetchLine.TAXES).accessibleName() == "Taxes, Splynx, reading…"
    setup.books.release("fetch taxes")
    setup.idle()
    assert setup.find("setup.next").isEnabled()


def test_the_requests_used_and_left_are_shown(setup: Setup) -> None:
    setup.click_next()
    setup.idle()
    assert setup.find("read.calls").text() == "Xero requests used: 5 · left today: 947"


def test_a_line_that_failed_can_be_read_alone_and_the_good_ones_stay(setup: Setup) -> None:
    setup.books.broken_lines[FetchLine.TAX_RATES] = "Xero is out of order. It answered 503."
    setup.click_next()
    setup.idle()
    failed = line(setup, FetchLine.TAX_RATES)
    assert failed.state() is LineState.FAILED
    assert failed.accessibleName() == "Tax rates, Xero, failed, Xero is out of order. It answered 503."
    assert line(setup, FetchLine.ACCOUNTS).state() is LineState.DONE
    setup.click_next()
    assert setup.page is PageId.READ
    assert setup.focused() == "read.tax-rates"
    setup.books.broken_lines.clear()
    before = setup.books.calls.count("fetch accounts")
    setup.click("read.tax-rates.again")
    setup.idle()
    assert setup.books.calls.count("fetch accounts") == before
    assert setup.state.read.complete
    setup.click_next()
    assert setup.page is PageId.RANGE


def test_tracking_categories_may_fail(setup: Setup) -> None:
    setup.books.broken_lines[FetchLine.TRACKING] = "No answer."
    setup.click_next()
    setup.idle()
    assert setup.state.read.complete
    setup.click_next()
    assert setup.page is PageId.RANGE


def test_stop_keeps_the_page_and_reading_can_be_started_again(setup: Setup) -> None:
    setup.books.hold("fetch taxes")
    setup.click_next()
    setup.until(lambda: setup.find("setup.stop").isVisible())
    setup.click("setup.stop")
    setup.idle()
    assert LineState.READING not in states(setup)
    assert not setup.state.read.complete
    setup.books.release("fetch taxes")
    setup.click("read.again")
    setup.idle()
    assert setup.state.read.complete


def test_a_connection_that_breaks_is_told_with_try_again(setup: Setup) -> None:
    setup.books.fail["fetch"] = NetworkLost("L2", "The connection broke", "No answer arrived.", "Try again.")
    setup.click_next()
    setup.until(lambda: setup.strip.current() is not None)
    assert LineState.READING not in states(setup)
    setup.books.fail.clear()
    setup.click("read.strip.try-again")
    setup.idle()
    assert setup.state.read.complete
    assert states(setup) == {LineState.DONE}


def test_on_return_it_says_when_it_was_read_and_reads_nothing(setup: Setup) -> None:
    setup.click_next()
    setup.idle()
    setup.click_next()
    setup.idle()
    setup.click("setup.back")
    assert setup.page is PageId.READ
    assert setup.find("read.when").text().startswith("Read 12/11/2026")
    assert setup.books.calls.count("fetch") == 1
    setup.click("read.again")
    setup.idle()
    assert setup.books.calls.count("fetch") == 2


def test_another_organisation_is_read_by_itself(setup: Setup) -> None:
    setup.click_next()
    setup.idle()
    setup.click("setup.back")
    setup.window.model.change(replace(setup.state, xero=replace(setup.state.xero, tenant_id="tenant-2")))
    setup.click_next()
    setup.idle()
    assert setup.books.calls.count("fetch") == 2


def test_two_currencies_are_told_after_reading(setup: Setup) -> None:
    with pytest.raises(Misconfigured) as refused:
        refuse_other_currency("USD", organisation())
    setup.books.billing = replace(billing(), currency="USD")
    setup.books.fail["fetch"] = refused.value
    setup.click_next()
    setup.until(lambda: setup.strip.current() is not None)
    assert setup.strip.current().title == "The currencies do not fit"
    assert not setup.state.read.complete
    setup.click("read.strip.other-organisation")
    assert setup.page is PageId.XERO


def test_books_without_a_bank_account_are_told(setup: Setup) -> None:
    accounts = tuple(a for a in setup.books.accounting.accounts if not a.takes_payments)
    setup.books.accounting = replace(setup.books.accounting, accounts=accounts)
    setup.click_next()
    setup.idle()
    assert setup.strip.current().title == "Xero has no bank account yet. Add one in Xero, then read again."
    setup.click("read.strip.read-again")
    setup.idle()
    assert setup.books.calls.count("fetch") == 2


def test_the_profile_is_stored_before_it_is_read(setup: Setup) -> None:
    setup.click_next()
    setup.idle()
    stored = setup.workplace.session("Main").stored
    assert stored is not None
    assert stored.xero.organisation == "Example ISP Ltd"
