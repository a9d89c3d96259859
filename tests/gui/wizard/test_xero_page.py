"""W2: the sign-in in the browser, every way it can end, and which organisation is meant."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from splynx_xero_gui.domain.failures import Failure, Misconfigured, NotAuthorised
from splynx_xero_gui.engine.guards import refuse_other_currency
from splynx_xero_gui.gui.kit.strip import Severity
from splynx_xero_gui.gui.wizard import xero_words
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.services import OrganisationChoice
from tests.gui.wizard.conftest import OpenSetup, Setup
from tests.support.fake_settings import CLIENT_ID, TENANT, billing, organisation

OTHER = OrganisationChoice("tenant-2", "Coast ISP Ltd")
MINE = OrganisationChoice(TENANT, "Example ISP Ltd")


@pytest.fixture
def setup(open_setup: OpenSetup) -> Setup:
    """On W2."""
    setup = open_setup()
    setup.books.organisations["tenant-2"] = organisation(id="tenant-2", name="Coast ISP Ltd")
    setup.go_to(PageId.XERO)
    return setup


def waiting(setup: Setup) -> None:
    """Start the sign-in; the browser does not answer yet."""
    setup.books.hold("wait")
    setup.type("xero.client_id", CLIENT_ID)
    setup.click("xero.sign_in")
    setup.until(lambda: setup.opened and setup.find("xero.waiting").isVisible())


def test_the_page_starts_in_the_client_id(setup: Setup) -> None:
    assert setup.focused() == "xero.client_id"


def test_a_client_id_is_put_right_when_the_field_is_left(setup: Setup) -> None:
    setup.type("xero.client_id", "01234567 89abcdef 01234567 89abcdef")
    setup.bot.keyClick(setup.find("xero.client_id"), Qt.Key.Key_Tab)
    assert setup.find("xero.client_id").text() == CLIENT_ID


def test_a_wrong_client_id_is_refused_before_the_browser_opens(setup: Setup) -> None:
    setup.type("xero.client_id", "0123")
    setup.click("xero.sign_in")
    text = "A client ID has 32 letters and digits. You find it at developer.xero.com under My apps."
    assert setup.strip.current().title == text
    assert setup.focused() == "xero.client_id"
    assert not setup.opened


def test_next_without_a_sign_in_asks_for_it(setup: Setup) -> None:
    setup.type("xero.client_id", CLIENT_ID)
    setup.click_next()
    assert setup.strip.current().title == "Sign in to Xero first."
    assert setup.focused() == "xero.sign_in"
    assert setup.page is PageId.XERO


def test_signing_in_opens_the_persons_own_browser_and_waits(setup: Setup) -> None:
    waiting(setup)
    assert len(setup.opened) == 1
    assert setup.opened[0].startswith("https://login.example.net/identity/connect/authorize")
    assert setup.find("xero.link").text() == setup.opened[0]
    assert setup.find("xero.left").text() == "5:00 left"
    assert setup.find("setup.back").isVisible()
    setup.click("xero.again")
    assert len(setup.opened) == 2


def test_the_time_left_is_spoken_at_the_start_and_not_every_second(setup: Setup, said: list[tuple[str, bool]]) -> None:
    waiting(setup)
    panel = setup.window.current()._waiting
    for seconds in (299, 298, 61, 60, 59, 0):
        panel.set_left(seconds)
    spoken = [text for text, _ in said if "left" in text]
    assert [text.rsplit(" ", 2)[-2] for text in spoken][-2:] == ["1:00", "0:00"]
    assert len(spoken) <= 3


def test_the_link_can_be_copied(setup: Setup, said: list[tuple[str, bool]]) -> None:
    waiting(setup)
    setup.click("xero.copy")
    assert QGuiApplication.clipboard().text() == setup.opened[0]
    assert ("Copied. Open it in any browser on this computer.", False) in said


def test_the_answer_brings_the_organisation(setup: Setup) -> None:
    waiting(setup)
    setup.books.release("wait")
    setup.until(lambda: setup.state.xero.organisation is not None)
    assert setup.find("xero.signed_in").isVisible()
    assert setup.find("xero.organisation").text() == "Example ISP Ltd"
    assert setup.state.xero.tenant_id == TENANT
    assert setup.workplace.session("Main").stored.xero.client_id == CLIENT_ID
    setup.click_next()
    assert setup.page is PageId.READ


def test_stop_gives_the_sign_in_up_at_once(setup: Setup) -> None:
    waiting(setup)
    setup.click("xero.stop")
    assert not setup.find("xero.waiting").isVisible()
    assert setup.focused() == "xero.sign_in"
    setup.idle()
    assert setup.state.xero.organisation is None


def test_back_stops_the_waiting(setup: Setup) -> None:
    waiting(setup)
    setup.click("setup.back")
    assert setup.page is PageId.SPLYNX
    setup.idle()
    setup.click_next()
    assert not setup.find("xero.waiting").isVisible()
    assert setup.find("xero.sign_in").isVisible()


def test_an_answer_after_stop_changes_nothing(setup: Setup) -> None:
    waiting(setup)
    setup.click("xero.stop")
    setup.books.release("wait")
    setup.idle()
    assert setup.state.xero.organisation is None
    assert not setup.state.xero.choices


@pytest.mark.parametrize(
    ("id", "buttons"), [("X1", ["sign-in", "copy-link"]), ("X2", ["sign-in"]), ("X3", ["sign-in"])]
)
def test_a_sign_in_that_failed_can_be_started_again(setup: Setup, id: str, buttons: list[str]) -> None:
    setup.books.fail["wait"] = NotAuthorised(id, "No answer from the browser", "Nothing was changed.", "Sign in again.")
    setup.type("xero.client_id", CLIENT_ID)
    setup.click("xero.sign_in")
    setup.until(lambda: setup.strip.current() is not None)
    assert [action.key for action in setup.strip.current().actions] == buttons
    assert not setup.find("xero.waiting").isVisible()
    setup.books.fail.clear()
    setup.click("xero.strip.sign-in")
    setup.until(lambda: setup.state.xero.organisation is not None)


def test_taken_return_addresses_are_told_before_a_browser_opens(setup: Setup) -> None:
    setup.books.fail["begin_consent"] = NotAuthorised("X8", "The browser could not come back", "Ports.", "Close them.")
    setup.type("xero.client_id", CLIENT_ID)
    setup.click("xero.sign_in")
    setup.until(lambda: setup.strip.current() is not None)
    assert setup.strip.current().title == "The browser could not come back"
    assert not setup.opened
    setup.books.fail.clear()
    setup.click("xero.strip.try-again")
    setup.until(lambda: setup.state.xero.organisation is not None)


def test_without_a_browser_the_link_is_offered(open_setup: OpenSetup) -> None:
    setup = open_setup(browser=False)
    setup.go_to(PageId.XERO)
    waiting(setup)
    assert setup.strip.current().title == "No browser opened"
    setup.click("xero.strip.copy-link")
    assert QGuiApplication.clipboard().text() == setup.opened[0]


def test_several_organisations_are_offered_and_one_of_another_profile_is_not(setup: Setup) -> None:
    taken = OrganisationChoice("tenant-3", "Third Ltd", used_by="Third")
    setup.books.choices = (MINE, OTHER, taken)
    setup.type("xero.client_id", CLIENT_ID)
    setup.click("xero.sign_in")
    setup.until(lambda: setup.find("xero.organisations").isVisible())
    assert setup.find("xero.organisation.tenant-3").text() == "Third Ltd – already used by profile Third"
    assert not setup.find("xero.organisation.tenant-3").isEnabled()
    setup.click_next()
    assert setup.strip.current().title == "Choose the organisation to sync with."
    setup.click("xero.organisation.tenant-2")
    setup.click_next()
    setup.until(lambda: setup.page is PageId.READ)
    assert setup.state.xero.tenant_id == "tenant-2"


def test_the_organisation_chosen_in_this_very_sign_in_is_taken(setup: Setup) -> None:
    setup.books.choices = (replace(OTHER, chosen_in_consent=True), MINE)
    setup.sign_in()
    assert setup.state.xero.tenant_id == "tenant-2"


def test_another_organisation_than_the_profiles_is_not_used_silently(setup: Setup) -> None:
    setup.sign_in()
    setup.books.choices = (replace(OTHER, chosen_in_consent=True),)
    setup.window.current()._sign_in_again(forget=False)
    setup.until(lambda: setup.strip.current() is not None)
    shown = setup.strip.current()
    assert shown.title == "This is another organisation"
    assert "You signed in to Coast ISP Ltd, but this profile syncs Example ISP Ltd." in shown.text
    assert setup.books.calls.count("choose_organisation") == 1
    setup.click("xero.strip.use-new")
    setup.until(lambda: setup.state.xero.tenant_id == "tenant-2")
    assert setup.workplace.session("Main").pinned == "tenant-2"


def test_an_organisation_whose_books_are_synced_already_cannot_be_replaced(setup: Setup) -> None:
    setup.sign_in()
    setup.books.choices = (replace(OTHER, chosen_in_consent=True),)
    failure = Misconfigured("X5", "This is another organisation", "This profile already syncs it.", "Sign in again.")
    setup.books.fail["choose_organisation"] = failure
    setup.click("xero.other")
    setup.until(lambda: setup.strip.current() is not None)
    assert [action.key for action in setup.strip.current().actions] == ["sign-in", "new-profile"]
    with setup.bot.waitSignal(setup.window.new_profile_requested):
        setup.click("xero.strip.new-profile")


def test_use_another_organisation_signs_in_anew(setup: Setup) -> None:
    setup.sign_in()
    setup.books.choices = (OTHER,)
    setup.click("xero.other")
    setup.until(lambda: setup.state.xero.tenant_id == "tenant-2")
    assert len(setup.opened) == 2


def test_giving_up_the_search_for_another_organisation_keeps_the_first(setup: Setup) -> None:
    setup.sign_in()
    setup.books.hold("wait")
    setup.click("xero.other")
    setup.until(lambda: setup.opened and setup.find("xero.waiting").isVisible())
    setup.click("xero.stop")
    assert setup.find("xero.signed_in").isVisible()
    setup.click_next()
    assert setup.page is PageId.READ


def test_two_currencies_keep_the_page_whenever_they_are_known(setup: Setup) -> None:
    with pytest.raises(Misconfigured) as refused:
        refuse_other_currency("USD", organisation())
    setup.books.fail["choose_organisation"] = refused.value
    setup.type("xero.client_id", CLIENT_ID)
    setup.click("xero.sign_in")
    setup.until(lambda: setup.strip.current() is not None)
    assert setup.strip.current().title == "The currencies do not fit"
    assert [action.key for action in setup.strip.current().actions] == ["other-organisation"]
    assert setup.state.xero.organisation is None


def test_next_refuses_when_the_settings_showed_another_currency(setup: Setup) -> None:
    setup.sign_in()
    read = replace(setup.state.read, billing=replace(billing(), currency="USD"))
    setup.window.model.change(replace(setup.state, read=read))
    setup.click_next()
    assert setup.page is PageId.XERO
    text = setup.strip.current().text
    assert text.startswith("Splynx bills in USD; Example ISP Ltd keeps its books in ZAR.")


@pytest.mark.parametrize(
    ("changes", "title", "severity"),
    [
        (
            {"user_role": "FINANCIALADVISER"},
            "You are an adviser: Xero would let you post into locked months. This program will not.",
            Severity.INFO,
        ),
        ({"is_demo": True}, "This is Xero's Demo Company. Xero empties it from time to time.", Severity.INFO),
        ({"user_role": "INVOICEONLY"}, "Your Xero user may not approve invoices", Severity.ATTENTION),
    ],
)
def test_what_is_special_about_the_organisation_or_the_user_is_said(
    setup: Setup, changes: dict[str, object], title: str, severity: Severity
) -> None:
    setup.books.organisations[TENANT] = organisation(**changes)
    setup.sign_in()
    assert (setup.strip.current().title, setup.strip.current().severity) == (title, severity)
    setup.click_next()
    assert setup.page is PageId.READ


def test_a_user_who_may_not_approve_can_send_drafts(setup: Setup) -> None:
    setup.books.organisations[TENANT] = organisation(user_role="INVOICEONLY")
    setup.sign_in()
    setup.click("xero.strip.as-drafts")
    assert setup.state.range.options.invoice_status == "DRAFT"
    assert setup.strip.current() is None


def test_the_way_to_a_client_id_can_be_copied_step_by_step(setup: Setup) -> None:
    setup.click("xero.how")
    setup.click("xero.how.4")
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied == [f"http://localhost:{port}/callback" for port in (8888, 8889, 8890)]


def test_the_errors_of_the_browser_have_their_cures(setup: Setup) -> None:
    waiting(setup)
    setup.click("xero.errors")
    setup.click("xero.errors.copy")
    assert "http://localhost:8889/callback" in QGuiApplication.clipboard().text()
    setup.click("xero.errors.apps")
    assert setup.opened[-1] == "https://developer.xero.com/app/manage"


def test_closing_while_waiting_leaves_nothing_listening(setup: Setup) -> None:
    waiting(setup)
    setup.window.close()
    assert not setup.window.isVisible()
    assert not setup.window.background.tasks()


def test_another_client_id_needs_another_sign_in(setup: Setup) -> None:
    setup.sign_in()
    setup.type("xero.client_id", "F" * 32)
    setup.click_next()
    assert setup.page is PageId.XERO
    assert setup.strip.current().title == "Sign in to Xero first."


def test_a_failure_while_reading_the_organisation_can_be_tried_again(setup: Setup) -> None:
    setup.books.fail["choose_organisation"] = Failure("L8", "Xero is out of order", "It answered 503.", "Try later.")
    setup.type("xero.client_id", CLIENT_ID)
    setup.click("xero.sign_in")
    setup.until(lambda: setup.strip.current() is not None)
    setup.books.fail.clear()
    setup.click("xero.strip.try-again")
    setup.until(lambda: setup.state.xero.organisation is not None)


@pytest.mark.parametrize("role", ["INVOICEONLY", "Invoice only", "Read only"])
def test_a_role_is_known_as_xero_spells_it_and_as_it_was_read(role: str) -> None:
    assert xero_words.cannot_approve(organisation(user_role=role))
