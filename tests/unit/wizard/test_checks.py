"""What a field may say, and what Next needs."""

from dataclasses import replace

import pytest

from splynx_xero_gui.domain.kinds import Flow
from splynx_xero_gui.domain.profile import Options
from splynx_xero_gui.wizard.checks import (
    CONTACT_WORDS,
    REFERENCE_WORDS,
    Problem,
    address_problem,
    client_id_problem,
    currencies,
    missing,
    name_problem,
    normal_address,
    normal_client_id,
    pattern_problem,
)
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.state import Choice, FlowAnswers, MappingAnswers, RangeAnswers, SetupState
from tests.support.fake_settings import billing, scope
from tests.unit.wizard.test_flow import finished


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("isp.example.net", "https://isp.example.net"),
        ("  https://isp.example.net/  ", "https://isp.example.net"),
        ("HTTPS://isp.example.net/admin", "https://isp.example.net"),
        ("https://isp.example.net/admin/customers/list?page=2#top", "https://isp.example.net"),
        ("https://isp.example.net/api/2.0", "https://isp.example.net"),
        ("https://isp.example.net/splynx/admin", "https://isp.example.net/splynx"),
        ("https://isp.example.net:8443/admin/", "https://isp.example.net:8443"),
        ("http://127.0.0.1:5000", "http://127.0.0.1:5000"),
    ],
)
def test_an_address_is_kept_without_what_the_browser_added(typed: str, kept: str) -> None:
    assert normal_address(typed) == kept
    assert address_problem(typed) is None


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "splynx", "https://", "https://isp example.net", "ftp://isp.example.net", "https://isp..example.net",
     "https://me:secret@isp.example.net", "https://isp.example.net:port", "https://-isp.example.net", "http://[::1"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(typed: str) -> None:
    assert address_problem(typed) is Problem.NOT_AN_ADDRESS


@pytest.mark.parametrize("typed", ["http://isp.example.net", "http://10.0.0.5"])
def test_http_is_refused_for_other_computers(typed: str) -> None:
    assert address_problem(typed) is Problem.HTTPS_NEEDED


@pytest.mark.parametrize("typed", ["http://localhost:8080", "http://127.0.0.1", "http://[::1]:8080"])
def test_http_is_taken_for_this_computer(typed: str) -> None:
    assert address_problem(typed) is None


def test_an_address_with_other_letters_is_an_address() -> None:
    assert address_problem("https://büro.example.net") is None


@pytest.mark.parametrize("typed", ["0123456789abcdef0123456789abcdef", " 01234567 89ABCDEF 01234567 89ABCDEF "])
def test_a_client_id_is_taken_with_blanks_and_small_letters(typed: str) -> None:
    assert client_id_problem(typed) is None
    assert normal_client_id(typed) == "0123456789ABCDEF0123456789ABCDEF"


@pytest.mark.parametrize("typed", ["", "0123", "G123456789ABCDEF0123456789ABCDEF", "0123456789ABCDEF0123456789ABCDEF0"])
def test_what_is_no_client_id_is_refused(typed: str) -> None:
    assert client_id_problem(typed) is Problem.CLIENT_ID_WRONG


def test_a_profile_name_is_taken_only_once_whatever_its_case() -> None:
    assert name_problem("main", ("Main",)) is Problem.NAME_TAKEN
    assert name_problem("Second", ("Main",)) is None


@pytest.mark.parametrize("name", ["", " ", "../Main", "a/b", "a" * 41, "Main.", "-x"])
def test_a_profile_name_that_is_no_file_name_is_refused(name: str) -> None:
    assert name_problem(name, ()) is Problem.NAME_UNUSABLE


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("{name}", None),
        ("{name} ({id})", None),
        ("Customer", None),
        ("{nmae}", Problem.UNKNOWN_WORD),
        ("{number}", Problem.UNKNOWN_WORD),
        ("{name", Problem.UNKNOWN_WORD),
        ("name}", Problem.UNKNOWN_WORD),
        ("", Problem.PATTERN_EMPTY),
    ],
)
def test_a_contact_pattern_uses_known_words_only(pattern: str, problem: Problem | None) -> None:
    assert pattern_problem(pattern, CONTACT_WORDS, needed=True) is problem


def test_a_reference_may_name_the_number_and_may_be_empty() -> None:
    assert pattern_problem("{number} {login}", REFERENCE_WORDS) is None
    assert pattern_problem("", REFERENCE_WORDS) is None


def test_an_add_on_that_was_not_switched_off_keeps_the_first_page() -> None:
    state = finished()
    assert state.splynx.info is not None
    tied = replace(state.splynx, info=replace(state.splynx.info, addon_mapped=9))
    (found,) = missing(PageId.SPLYNX, replace(state, splynx=tied))
    assert (found.problem, found.count) == (Problem.ADDON_ON, 9)
    assert not missing(PageId.SPLYNX, replace(state, splynx=replace(tied, addon_off=True)))


def test_a_changed_address_must_be_tested_again() -> None:
    state = finished()
    moved = replace(state.splynx, settings=replace(state.splynx.settings, url="https://new.example.net"))
    (found,) = missing(PageId.SPLYNX, replace(state, splynx=moved))
    assert found.problem is Problem.NOT_TESTED


def test_two_currencies_do_not_fit() -> None:
    state = finished()
    read = replace(state.read, billing=replace(billing(), currency="USD"))
    assert currencies(replace(state, read=read)) == ("USD", "ZAR")
    (found,) = missing(PageId.XERO, replace(state, read=read))
    assert found.values == ("USD", "ZAR")


def test_a_currency_splynx_does_not_tell_is_no_hindrance() -> None:
    state = finished()
    read = replace(state.read, billing=replace(billing(), currency=None))
    assert not missing(PageId.XERO, replace(state, read=read))


def test_no_partner_ticked_is_refused_and_all_is_not() -> None:
    state = finished()
    none = replace(state.range, partners=frozenset())
    assert missing(PageId.RANGE, replace(state, range=none))[0].problem is Problem.NO_PARTNER
    assert not missing(PageId.RANGE, replace(state, range=replace(state.range, partners=None)))


def test_a_reserve_that_leaves_nothing_is_refused() -> None:
    state = finished()
    options = replace(state.range.options, calls_per_day=50, day_reserve=50)
    (found,) = missing(PageId.RANGE, replace(state, range=replace(state.range, options=options)))
    assert found.problem is Problem.RESERVE_TOO_LARGE


def test_only_used_things_must_be_mapped() -> None:
    answers = MappingAnswers({"1": Choice("200"), "6": Choice("260")})
    (found,) = missing(PageId.CATEGORIES, replace(finished(), categories=answers))
    assert (found.row, found.count) == ("7", 4)


def test_what_was_left_out_on_purpose_is_not_asked_for_again() -> None:
    answers = MappingAnswers({"1": Choice("200"), "6": Choice("260")}, frozenset({"7"}))
    assert not missing(PageId.CATEGORIES, replace(finished(), categories=answers))


def test_before_anything_was_counted_nothing_is_asked_for() -> None:
    state = replace(finished(), range=RangeAnswers(Options()), categories=MappingAnswers())
    assert not missing(PageId.CATEGORIES, state)


def test_a_used_method_without_a_flow_is_named_with_its_money() -> None:
    state = replace(finished(), flow=FlowAnswers(flows={"1": Flow.TO_XERO, "2": Flow.TO_XERO}))
    (found,) = missing(PageId.FLOW, state)
    assert (found.problem, found.row, found.count) == (Problem.NO_FLOW, "3", 31)
    assert found.amount == scope().usage["methods"]["3"].amount


def test_one_account_for_both_directions_is_refused() -> None:
    state = finished()
    accounts = state.accounts.with_choices({"3": Choice("090")})
    flows = FlowAnswers(flows={"1": Flow.TO_XERO, "2": Flow.FROM_XERO, "3": Flow.TO_XERO})
    found = missing(PageId.FLOW, replace(state, accounts=accounts, flow=flows))
    assert [(m.problem, m.values) for m in found] == [(Problem.BOTH_DIRECTIONS, ("090",))]


def test_an_empty_set_up_asks_for_the_address_first() -> None:
    assert missing(PageId.SPLYNX, SetupState())[0].problem is Problem.NOT_AN_ADDRESS
