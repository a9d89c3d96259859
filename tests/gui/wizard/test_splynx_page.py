"""W1: address, key, secret; what Next tests; what stays of a secret."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from splynx_xero_gui.bootstrap.refusals import missing_permissions
from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.gui.kit.strip import Severity
from splynx_xero_gui.gui.wizard.model import Prefill
from splynx_xero_gui.splynx.errors import not_splynx, unreachable, unsafe, wrong_key
from splynx_xero_gui.storage.vault import locked, no_store, refused
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.profiles import profile_of
from tests.gui.wizard.conftest import OpenSetup
from tests.support.fake_session import FakeWorkplace
from tests.unit.wizard.test_flow import finished


def error(setup: object, row: str) -> str:
    return str(getattr(setup.window.current(), f"_{row}_row").error())  # type: ignore[attr-defined]


def test_the_focus_starts_in_the_address(open_setup: OpenSetup) -> None:
    assert open_setup().focused() == "splynx.url"


def test_the_address_is_put_right_when_the_field_is_left(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.type("splynx.url", "isp.example.net/admin/customers")
    assert setup.find("splynx.url").text() == "isp.example.net/admin/customers"
    setup.bot.keyClick(setup.find("splynx.url"), Qt.Key.Key_Tab)
    assert setup.find("splynx.url").text() == "https://isp.example.net"
    assert setup.focused() == "splynx.key"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("splynx", "This does not look like a web address. Example: https://isp.example.net"),
        (
            "http://isp.example.net",
            "Splynx must be reached through https. Ask who runs your Splynx server to switch it on.",
        ),
    ],
)
def test_a_wrong_address_is_told_when_the_field_is_left_and_not_while_typing(
    open_setup: OpenSetup, typed: str, message: str
) -> None:
    setup = open_setup()
    setup.type("splynx.url", typed)
    assert error(setup, "url") == ""
    setup.bot.keyClick(setup.find("splynx.url"), Qt.Key.Key_Tab)
    assert error(setup, "url") == message


def test_an_empty_key_and_secret_are_asked_for_one_after_the_other(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.type("splynx.url", "isp.example.net")
    setup.click_next()
    assert setup.strip.current().title == "Enter the key from Splynx."
    assert setup.focused() == "splynx.key"
    setup.type("splynx.key", "key-1")
    setup.click_next()
    assert setup.strip.current().title == "Enter the secret that belongs to the key."
    assert setup.focused() == "splynx.secret"
    assert "connect_splynx" not in setup.books.calls


def test_the_secret_is_hidden_until_it_is_to_be_shown(open_setup: OpenSetup) -> None:
    setup = open_setup()
    secret = setup.find("splynx.secret")
    assert isinstance(secret, QLineEdit)
    assert secret.echoMode() is QLineEdit.EchoMode.Password
    assert setup.find("splynx.secret.show").accessibleName() == "Show secret"
    setup.click("splynx.secret.show")
    assert secret.echoMode() is QLineEdit.EchoMode.Normal


def test_next_tests_and_stores_exactly_what_was_entered(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.type("splynx.url", "isp.example.net/admin")
    setup.type("splynx.key", " key-1 ")
    setup.type("splynx.secret", "secret-1 ")
    setup.click_next()
    setup.until(lambda: setup.page is PageId.XERO)
    assert setup.workplace.session("Main").key == ("https://isp.example.net", "key-1", "secret-1")


def test_on_return_the_secret_is_only_said_to_be_stored(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.go_to(PageId.XERO)
    setup.click("setup.back")
    assert setup.find("splynx.secret.stored").text() == "●●●● stored"
    assert setup.find("splynx.secret.stored").isVisible()
    assert not setup.find("splynx.secret").isVisible()
    assert setup.find("splynx.secret").text() == ""
    assert setup.find("splynx.key").text() == ""
    assert setup.strip.current().title == "Connected to Example ISP."
    assert setup.strip.current().text == "Splynx 4.2, 2 partners, 60 customers."


def test_next_with_nothing_changed_does_not_test_again(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.go_to(PageId.XERO)
    setup.click("setup.back")
    setup.click_next()
    assert setup.page is PageId.XERO
    assert setup.books.calls.count("connect_splynx") == 1


def test_replace_asks_for_both_again(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.go_to(PageId.XERO)
    setup.click("setup.back")
    setup.click("splynx.secret.replace")
    assert setup.focused() == "splynx.key"
    setup.click_next()
    assert setup.strip.current().title == "Enter the key from Splynx."


def test_a_stored_secret_is_never_sent_to_another_address(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.go_to(PageId.XERO)
    setup.click("setup.back")
    setup.type("splynx.url", "https://other.example.net")
    setup.click_next()
    assert setup.page is PageId.SPLYNX
    assert setup.strip.current().title == "Enter the key from Splynx."
    assert setup.books.calls.count("retest_splynx") == 0


def failures() -> list[tuple[Failure, list[str]]]:
    return [
        (unreachable("isp.example.net"), ["try-again", "edit"]),
        (unsafe("isp.example.net", "is out of date"), ["try-again"]),
        (missing_permissions(("Customers – view", "Finance › Payments – add")), ["try-again", "copy-list"]),
        (wrong_key(), ["edit", "how-to"]),
        (not_splynx("isp.example.net"), ["edit"]),
        (no_store(), ["try-again", "how-to"]),
        (locked(), ["try-again"]),
        (refused("splynx-key"), ["try-again"]),
    ]


@pytest.mark.parametrize(("failure", "buttons"), failures(), ids=[f.id for f, _ in failures()])
def test_every_failure_shows_its_words_and_its_buttons(
    open_setup: OpenSetup, failure: Failure, buttons: list[str]
) -> None:
    setup = open_setup()
    setup.books.fail["connect_splynx"] = failure
    setup.enter_splynx()
    setup.click_next()
    setup.until(lambda: setup.strip.current() is not None)
    shown = setup.strip.current()
    assert shown.title == failure.title
    assert shown.severity is Severity.DANGER
    assert failure.message in shown.text
    assert failure.what_to_do in shown.text
    assert [action.key for action in shown.actions] == buttons
    assert setup.page is PageId.SPLYNX
    assert setup.find("splynx.secret").text() == "secret-1"


def test_try_again_does_the_same_once_more(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.books.fail["connect_splynx"] = unreachable("isp.example.net")
    setup.enter_splynx()
    setup.click_next()
    setup.until(lambda: setup.strip.current() is not None)
    setup.books.fail.clear()
    setup.click("splynx.strip.try-again")
    setup.until(lambda: setup.page is PageId.XERO)


def test_edit_leads_to_the_key_when_the_key_was_refused(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.books.fail["connect_splynx"] = wrong_key()
    setup.enter_splynx()
    setup.click_next()
    setup.until(lambda: setup.strip.current() is not None)
    setup.click("splynx.strip.edit")
    assert setup.focused() == "splynx.key"
    assert setup.strip.current() is None


def test_the_missing_permissions_can_be_copied(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.books.fail["connect_splynx"] = missing_permissions(("Customers – view", "Finance › Payments – add"))
    setup.enter_splynx()
    setup.click_next()
    setup.until(lambda: setup.strip.current() is not None)
    setup.click("splynx.strip.copy-list")
    assert "Customers – view" in QGuiApplication.clipboard().text()


def test_the_official_add_on_must_be_switched_off_before_going_on(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.books.info = replace(setup.books.info, addon_mapped=9)
    setup.enter_splynx()
    setup.click_next()
    setup.idle()
    assert setup.page is PageId.SPLYNX
    shown = setup.strip.current()
    assert shown.title == "Splynx's own Xero add-on seems to be set up"
    assert shown.text.startswith("9 categories, taxes or methods are tied to it. If both send,")
    setup.click_next()
    assert setup.page is PageId.SPLYNX
    assert setup.focused() == "splynx.strip.tick"
    setup.click("splynx.strip.tick")
    setup.click_next()
    assert setup.page is PageId.XERO
    assert setup.state.splynx.addon_off


def test_that_the_add_on_is_off_is_still_ticked_on_return(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.books.info = replace(setup.books.info, addon_mapped=9)
    setup.enter_splynx()
    setup.click_next()
    setup.idle()
    setup.click("splynx.strip.tick")
    setup.click_next()
    setup.click("setup.back")
    assert setup.strip.is_ticked("addon")
    assert setup.state.splynx.addon_off


def test_a_profile_name_that_is_taken_is_refused(open_setup: OpenSetup) -> None:
    workplace = FakeWorkplace()
    workplace.session("Coast").save_profile(profile_of(finished()))
    setup = open_setup(workplace)
    setup.enter_splynx()
    setup.click("splynx.more")
    setup.type("splynx.name", "coast")
    setup.bot.keyClick(setup.find("splynx.name"), Qt.Key.Key_Tab)
    assert error(setup, "name") == "There is already a profile called coast."
    setup.click_next()
    assert setup.page is PageId.SPLYNX
    assert setup.focused() == "splynx.name"


def test_a_taken_name_opens_the_fold_it_stands_in(open_setup: OpenSetup) -> None:
    workplace = FakeWorkplace()
    workplace.session("Main").save_profile(profile_of(finished()))
    setup = open_setup(workplace)
    setup.enter_splynx()
    setup.click_next()
    assert setup.find("splynx.name").isVisible()
    assert setup.focused() == "splynx.name"


def test_the_keys_are_kept_under_the_name_of_the_profile(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.enter_splynx()
    setup.click("splynx.more")
    setup.type("splynx.name", "Coast")
    setup.click_next()
    setup.until(lambda: setup.page is PageId.XERO)
    assert setup.workplace.session("Coast").key is not None
    assert setup.window.windowTitle() == "Set up – Coast"


def test_the_demo_books_fill_the_fields(open_setup: OpenSetup) -> None:
    prefill = Prefill("http://127.0.0.1:5001", "demo-key", "demo-secret")
    setup = open_setup(FakeWorkplace(demo=True), prefill=prefill)
    assert setup.find("splynx.url").text() == "http://127.0.0.1:5001"
    assert not setup.find("splynx.demo").isVisible()
    setup.click_next()
    setup.until(lambda: setup.page is PageId.XERO)
    assert setup.workplace.session("Main").key == ("http://127.0.0.1:5001", "demo-key", "demo-secret")


def test_the_link_asks_for_the_demo_books(open_setup: OpenSetup) -> None:
    setup = open_setup()
    with setup.bot.waitSignal(setup.window.demo_requested):
        setup.click("splynx.demo")


def test_how_to_shows_help(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.books.fail["connect_splynx"] = wrong_key()
    setup.enter_splynx()
    setup.click_next()
    setup.until(lambda: setup.strip.current() is not None)
    setup.click("splynx.strip.how-to")
    assert setup.find("help").isVisible()
    setup.find("help").close()


def test_an_error_of_our_own_is_told_and_keeps_the_page(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.books.fail["connect_splynx"] = ZeroDivisionError("oops")
    setup.enter_splynx()
    setup.click_next()
    setup.until(lambda: setup.strip.current() is not None)
    assert setup.strip.current().title == "Something went wrong in the program"
    assert "ZeroDivisionError" in setup.strip.current().details
