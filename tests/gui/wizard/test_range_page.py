"""W4: days, partners, patterns; what is counted, and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from splynx_xero_gui.domain.failures import NetworkLost
from splynx_xero_gui.gui.wizard.date_field import DateField
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.profiles import profile_of
from tests.gui.wizard.conftest import OpenSetup, Setup
from tests.support.fake_session import FakeWorkplace
from tests.support.fake_settings import TENANT, organisation, scope
from tests.unit.wizard.test_flow import finished


@pytest.fixture
def setup(open_setup: OpenSetup) -> Setup:
    """On W4, counted."""
    setup = open_setup()
    setup.go_to(PageId.RANGE)
    return setup


def days(setup: Setup) -> tuple[dt.date, dt.date]:
    documents, payments = setup.find("range.documents_from"), setup.find("range.payments_from")
    assert isinstance(documents, DateField)
    assert isinstance(payments, DateField)
    return documents.day(), payments.day()


def press(setup: Setup, *keys: Qt.Key, field: str = "range.documents_from") -> None:
    setup.find(field).setFocus()
    for key in keys:
        setup.bot.keyClick(setup.find(field), key)


def counted(setup: Setup) -> None:
    """Wait until the live line fits the answers."""
    setup.until(lambda: setup.state.range.scope is not None and not setup.window.background.tasks())


def test_both_days_start_on_the_first_open_day(setup: Setup) -> None:
    assert days(setup) == (dt.date(2026, 11, 1), dt.date(2026, 11, 1))
    assert setup.focused() == "range.documents_from"


def test_without_lock_dates_they_start_with_the_financial_year(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.books.organisations[TENANT] = organisation(period_lock=None, year_lock=None)
    setup.go_to(PageId.RANGE)
    assert days(setup)[0] == dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("key", "modifier", "day"),
    [
        (Qt.Key.Key_T, Qt.KeyboardModifier.NoModifier, dt.date(2026, 11, 12)),
        (Qt.Key.Key_Plus, Qt.KeyboardModifier.NoModifier, dt.date(2026, 11, 21)),
        (Qt.Key.Key_Minus, Qt.KeyboardModifier.NoModifier, dt.date(2026, 11, 19)),
        (Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier, dt.date(2026, 11, 1)),
    ],
)
def test_the_keys_of_an_accounting_program_work_in_the_days(
    setup: Setup, key: Qt.Key, modifier: Qt.KeyboardModifier, day: dt.date
) -> None:
    field = setup.find("range.documents_from")
    assert isinstance(field, DateField)
    field.set_day(dt.date(2026, 11, 20))
    setup.bot.keyClick(field, key, modifier)
    assert field.day() == day


def test_payments_move_with_documents_until_they_are_set_apart(setup: Setup) -> None:
    press(setup, Qt.Key.Key_Plus)
    assert days(setup) == (dt.date(2026, 11, 2), dt.date(2026, 11, 2))
    press(setup, Qt.Key.Key_Plus, field="range.payments_from")
    press(setup, Qt.Key.Key_Plus)
    assert days(setup) == (dt.date(2026, 11, 3), dt.date(2026, 11, 3))
    press(setup, Qt.Key.Key_Plus, field="range.payments_from")
    press(setup, Qt.Key.Key_Minus)
    assert days(setup) == (dt.date(2026, 11, 2), dt.date(2026, 11, 4))


def test_the_live_line_says_what_the_range_brings(setup: Setup) -> None:
    counted(setup)
    assert setup.find("range.live").text() == "About 180 documents, ZAR\u00a082,800.00, at most 14 Xero requests."


def test_a_changed_day_is_counted_again_after_a_moment_and_once(setup: Setup) -> None:
    counted(setup)
    before = setup.books.scope_calls
    press(setup, *[Qt.Key.Key_Plus] * 5)
    setup.books.scope = replace(scope(), documents=120, amount=Decimal("55200.00"))
    assert setup.find("range.live").text() == "Counting…"
    counted(setup)
    assert setup.find("range.live").text().startswith("About 120 documents")
    assert setup.books.scope_calls == before + 1


def test_splynx_is_read_once_and_not_again_for_every_day(setup: Setup) -> None:
    counted(setup)
    press(setup, Qt.Key.Key_Plus)
    counted(setup)
    setup.click("setup.back")
    setup.click_next()
    counted(setup)
    assert setup.books.calls.count("read_scope") == 1


def test_while_splynx_is_read_the_days_can_be_chosen(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.books.hold("read_scope")
    setup.go_to(PageId.READ)
    setup.click_next()
    setup.until(lambda: "read_scope" in setup.books.calls)
    assert not setup.find("setup.next").isEnabled()
    press(setup, Qt.Key.Key_Plus)
    assert setup.state.range.options.documents_from == dt.date(2026, 11, 2)
    setup.books.release("read_scope")
    counted(setup)
    assert setup.state.range.options.documents_from == dt.date(2026, 11, 2)
    assert setup.find("setup.next").isEnabled()


def test_reading_splynx_can_be_stopped_and_is_done_by_next(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.books.hold("read_scope")
    setup.go_to(PageId.READ)
    setup.click_next()
    setup.until(lambda: setup.find("setup.stop").isVisible())
    setup.click("setup.stop")
    setup.idle()
    assert setup.state.range.splynx_read_at is None
    setup.books.release("read_scope")
    setup.click_next()
    setup.until(lambda: setup.page is PageId.CATEGORIES)
    assert setup.state.range.scope is not None
    assert setup.books.calls.count("read_scope") == 2


def test_splynx_out_of_reach_is_told_and_tried_again(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.books.fail["read_scope"] = NetworkLost("S1", "Splynx does not answer", "It could not be reached.", "Check.")
    setup.go_to(PageId.READ)
    setup.click_next()
    setup.until(lambda: setup.strip.current() is not None)
    setup.books.fail.clear()
    setup.click("range.strip.try-again")
    counted(setup)
    assert setup.find("range.live").text().startswith("About 180 documents")


def test_next_stores_the_range_and_counts_for_the_mappings(setup: Setup) -> None:
    press(setup, Qt.Key.Key_Plus)
    setup.click_next()
    setup.until(lambda: setup.page is PageId.CATEGORIES)
    stored = setup.workplace.session("Main").stored
    assert stored is not None
    assert stored.options.documents_from == dt.date(2026, 11, 2)
    assert setup.state.scope == setup.books.scope


def test_a_day_in_a_closed_period_says_what_would_be_left_alone(setup: Setup) -> None:
    counted(setup)
    press(setup, Qt.Key.Key_Minus)
    counted(setup)
    shown = setup.strip.current()
    assert shown.title == "Xero is locked up to 31/10/2026."
    assert shown.text == (
        "Documents up to that day stay as they are; 60 documents, ZAR\u00a027,600.00 would be left alone. "
        "First open day: 01/11/2026."
    )
    setup.click("range.strip.use-open")
    assert days(setup) == (dt.date(2026, 11, 1), dt.date(2026, 11, 1))
    counted(setup)
    assert setup.strip.current() is None


def test_payments_from_before_the_documents_would_wait(setup: Setup) -> None:
    press(setup, *[Qt.Key.Key_Plus] * 3)
    press(setup, *[Qt.Key.Key_Minus] * 2, field="range.payments_from")
    assert setup.strip.current().title == (
        "Payments from before 04/11/2026 belong to invoices that are not synced. They would wait for a decision."
    )
    setup.click_next()
    setup.until(lambda: setup.page is PageId.CATEGORIES)


def test_partners_are_listed_with_their_customers_and_open_money(setup: Setup) -> None:
    counted(setup)
    box = setup.find("range.partner.1")
    assert box.text() == "Main"
    assert box.isChecked()
    assert box.accessibleDescription() == "48 customers, open 9,200.00"


def test_no_partner_at_all_is_refused(setup: Setup) -> None:
    setup.click("range.partner.1")
    setup.click("range.partner.2")
    setup.click_next()
    assert setup.page is PageId.RANGE
    assert setup.strip.current().title == "Tick at least one partner."
    assert setup.focused() == "range.partner.1"


def test_one_partner_alone_is_kept_by_name(setup: Setup) -> None:
    setup.click("range.partner.2")
    assert setup.state.range.partners == frozenset({"1"})
    setup.click_next()
    setup.until(lambda: setup.page is PageId.CATEGORIES)
    stored = setup.workplace.session("Main").stored
    assert stored is not None
    assert stored.options.partners == ("Main",)


def test_ticking_all_again_means_all_also_those_to_come(setup: Setup) -> None:
    setup.click("range.partner.2")
    setup.click("range.partner.2")
    assert setup.state.range.partners is None


def test_a_partner_of_another_profile_cannot_be_ticked(open_setup: OpenSetup) -> None:
    workplace = FakeWorkplace()
    theirs = replace(finished(), range=replace(finished().range, partners=frozenset({"2"})))
    workplace.session("Coast").save_profile(profile_of(theirs))
    setup = open_setup(workplace)
    setup.go_to(PageId.RANGE)
    counted(setup)
    box = setup.find("range.partner.2")
    assert box.accessibleName() == "Coast Reseller, belongs to profile Coast"
    assert not box.isEnabled()
    assert not box.isChecked()
    assert setup.state.range.partners == frozenset({"1"})


def test_drafts_say_what_follows(setup: Setup) -> None:
    setup.click("range.draft")
    assert setup.state.range.options.invoice_status == "DRAFT"
    setup.click("range.approved")
    assert setup.state.range.options.invoice_status == "AUTHORISED"


def help_of(setup: Setup, name: str) -> str:
    return setup.find(name).accessibleDescription()


def test_patterns_show_what_they_give_for_a_real_customer(setup: Setup) -> None:
    counted(setup)
    setup.click("range.more")
    setup.type("range.contact_name", "{name} ({login})")
    assert help_of(setup, "range.contact_name").startswith("Example: J. Smith (jsmith).")
    assert help_of(setup, "range.invoice_reference").startswith("Example: 202611010003.")


def test_an_unknown_word_in_a_pattern_is_refused_with_those_that_work(setup: Setup) -> None:
    setup.click("range.more")
    setup.type("range.contact_name", "{nmae}")
    setup.click("range.more")
    setup.click_next()
    assert setup.page is PageId.RANGE
    assert setup.strip.current().title == "Use only {id}, {login}, {name}, {email}."
    assert setup.find("range.contact_name").isVisible()
    assert setup.focused() == "range.contact_name"


def test_the_options_of_more_are_kept(setup: Setup) -> None:
    setup.click("range.more")
    setup.type("range.account_number", "{id}")
    setup.find("range.calls_per_day").setValue(5000)
    setup.find("range.day_reserve").setValue(100)
    setup.find("range.negative_invoice").setCurrentIndex(1)
    options = setup.state.range.options
    assert (options.account_number, options.calls_per_day, options.day_reserve) == ("{id}", 5000, 100)
    assert options.negative_invoice == "as-credit-note"


def test_what_else_the_official_add_on_has_is_kept_too(setup: Setup) -> None:
    setup.click("range.more")
    setup.type("range.payment_reference", "{method} {field_1}")
    for name in ("contacts", "earlier_months"):
        setup.find(f"range.{name}").setCurrentIndex(1)
    for name in ("history_note", "attach_pdf", "export_reconciled", "tax_override"):
        setup.click(f"range.{name}")
    options = setup.state.range.options
    assert (options.payment_reference, options.contacts, options.earlier_months) == (
        "{method} {field_1}", "all", "allow",
    )  # fmt: skip
    assert (options.history_note, options.attach_pdf, options.export_reconciled) == (True, True, True)
    assert options.tax_override is False


@pytest.mark.parametrize("money", ["unallocated", "proforma"])
def test_prepayments_ask_for_their_account_and_rate(setup: Setup, money: str) -> None:
    setup.click("range.more")
    account, rate = setup.find("range.prepayment_account"), setup.find("range.prepayment_tax")
    assert not account.isEnabled()
    setup.find(f"range.{money}").setCurrentIndex(1)
    assert account.isEnabled()
    setup.click_next()
    assert setup.page is PageId.RANGE
    assert setup.strip.current().title == "Choose one: money is sent to Xero as a prepayment."
    account.picked.emit(account.items()[0].key)
    account.set_current_key(account.items()[0].key)
    rate.set_current_key(rate.items()[0].key)
    rate.picked.emit(rate.items()[0].key)
    options = setup.state.range.options
    assert (options.prepayment_account, options.prepayment_tax) == (account.items()[0].key, rate.items()[0].key)
    assert getattr(options, money) == "prepayment"


def test_an_unknown_word_in_the_payment_reference_names_those_that_work(setup: Setup) -> None:
    setup.click("range.more")
    setup.type("range.payment_reference", "{number}")
    setup.click_next()
    assert setup.page is PageId.RANGE
    assert "{receipt_number}" in setup.strip.current().title


def test_a_reserve_as_large_as_the_day_is_refused(setup: Setup) -> None:
    setup.click("range.more")
    setup.find("range.calls_per_day").setValue(50)
    setup.click_next()
    assert setup.page is PageId.RANGE
    assert setup.strip.current().title == "Keep fewer requests in reserve than there are in a day."
