"""Two profiles may not own the same partner's documents (design.md §5, R5)."""

import dataclasses

import pytest

from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.profile import Options, Profile, SplynxSettings
from splynx_xero_gui.domain.reference import BillingReference, Partner
from splynx_xero_gui.wizard.ownership import EVERY, check_owners, overlap, same_splynx, taken_partners

BILLING = BillingReference("ISP", partners=(Partner("1", "Main"), Partner("2", "Coast"), Partner("3", "Hills")))


def profile(*partners: str, url: str = "https://isp.example.net") -> Profile:
    return Profile(SplynxSettings(url), options=Options(partners=partners))


@pytest.mark.parametrize(
    ("ours", "theirs", "shared"),
    [
        (("Main",), ("Coast",), ()),
        (("Main", "Coast"), ("Coast", "Hills"), ("Coast",)),
        (("1",), ("Main",), ("Main",)),
        (("main ",), ("1",), ("Main",)),
        ((), ("Coast",), ("Coast",)),
        ((), (), ("Main", "Coast", "Hills")),
    ],
)
def test_names_ids_and_all_are_told_apart_by_the_settings(ours: tuple, theirs: tuple, shared: tuple) -> None:
    assert overlap(profile(*ours), profile(*theirs), BILLING) == shared


@pytest.mark.parametrize(
    ("ours", "theirs", "shared"),
    [
        (("Main",), ("Coast",), ()),
        (("Main",), ("main",), ("Main",)),
        ((), (), (EVERY,)),
        ((), ("Coast",), ("Coast",)),
        (("Main",), (), ("Main",)),
    ],
)
def test_before_the_settings_are_read_names_are_compared_as_written(ours: tuple, theirs: tuple, shared: tuple) -> None:
    assert overlap(profile(*ours), profile(*theirs), None) == shared


def test_profiles_of_two_splynx_systems_never_share_a_partner() -> None:
    assert overlap(profile(), profile(url="https://other.example.net"), BILLING) == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://isp.example.net", "https://ISP.example.net/", True),
        ("https://isp.example.net:443", "https://isp.example.net", True),
        ("https://isp.example.net:8443", "https://isp.example.net", False),
        ("https://isp.example.net/splynx", "https://isp.example.net", False),
    ],
)
def test_one_splynx_may_be_written_in_several_ways(one: str, other: str, same: bool) -> None:
    assert same_splynx(one, other) is same


def test_every_profile_that_shares_a_partner_is_named_at_once() -> None:
    others = {"coast": profile("Coast"), "hills": profile("3"), "far": profile(url="https://far.example.net")}
    with pytest.raises(Misconfigured) as refused:
        check_owners("main", profile(), others, BILLING)
    assert refused.value.id == "P6"
    assert "Coast: belongs to profile coast." in refused.value.message
    assert "Hills: belongs to profile hills." in refused.value.message
    assert "far" not in refused.value.message


def test_profiles_that_keep_apart_are_let_through() -> None:
    check_owners("main", profile("Main"), {"coast": profile("Coast")}, BILLING)
    check_owners("main", profile("Main"), {}, dataclasses.replace(BILLING, partners=()))


def test_a_profile_without_partners_takes_all_of_them() -> None:
    assert taken_partners(profile(), BILLING) == ("1", "2", "3")
    assert taken_partners(profile("Hills", "1"), BILLING) == ("1", "3")
