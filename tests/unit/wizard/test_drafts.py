"""Putting a set-up aside: everything comes back, no secret is in it, nothing damaged is fatal."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from splynx_xero_gui.domain.kinds import ScenarioKind
from splynx_xero_gui.domain.profile import Mappings, MethodMapping, TrackingMapping
from splynx_xero_gui.ports.billing import BillingInfo
from splynx_xero_gui.wizard.drafts import draft_json, draft_of, worth_keeping
from splynx_xero_gui.wizard.flow import Progress
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.state import Certainty, Choice, MappingAnswers, SetupState, Suggestion
from tests.support.fake_settings import MOMENT
from tests.unit.wizard.test_flow import finished

HERE = Progress(PageId.TAXES, frozenset({PageId.SPLYNX, PageId.XERO}), frozenset({PageId.XERO}))


def _through_a_file(state: SetupState, progress: Progress = HERE) -> object:
    return json.loads(json.dumps(draft_json(state, progress, MOMENT)))


def test_every_answer_and_the_place_come_back() -> None:
    state = replace(
        finished(),
        profile_name="Second",
        owns_name=True,
        categories=MappingAnswers(
            {
                "1": Choice("200", Suggestion("200", Certainty.CERTAIN, "only", "Sales"), True),
                "7": Choice("", cleared=True),
            },
            frozenset({"7"}),
        ),
        flow=replace(finished().flow, scenario=ScenarioKind.MIXED, scenario_chosen=True),
        kept=Mappings(
            {"Old": "200"},
            {"VAT": "X"},
            {"Old": MethodMapping("090")},
            {"Region": TrackingMapping("location", {"A": "B"})},
        ),
        ledger_url="sqlite:///books.db",
    )
    draft = draft_of(_through_a_file(state))  # type: ignore[arg-type]
    assert draft is not None
    assert draft.progress == HERE
    assert draft.saved_at == MOMENT
    back = draft.state
    for name in ("profile_name", "owns_name", "categories", "taxes", "accounts", "flow", "kept", "ledger_url"):
        assert getattr(back, name) == getattr(state, name), name
    assert back.range.options == state.range.options
    assert back.splynx.settings == state.splynx.settings
    assert back.splynx.info == state.splynx.info
    assert back.xero.settings == state.xero.settings
    assert back.xero.tenant_id == state.xero.tenant_id


@pytest.mark.parametrize("partners", [None, frozenset(), frozenset({"1", "2"})])
def test_all_partners_and_no_partner_are_told_apart(partners: frozenset[str] | None) -> None:
    state = replace(finished(), range=replace(finished().range, partners=partners))
    draft = draft_of(_through_a_file(state))  # type: ignore[arg-type]
    assert draft is not None
    assert draft.state.range.partners == partners


def test_that_a_key_is_stored_is_asked_of_the_keyring_and_not_of_the_draft() -> None:
    draft = draft_of(_through_a_file(finished()))  # type: ignore[arg-type]
    assert draft is not None
    assert not draft.state.splynx.key_stored


def test_a_splynx_that_does_not_tell_its_version_was_tested_all_the_same() -> None:
    info = replace(finished().splynx, info=BillingInfo("Example ISP", "", 1, 60))
    draft = draft_of(_through_a_file(replace(finished(), splynx=info)))  # type: ignore[arg-type]
    assert draft is not None
    assert draft.state.splynx.info == info.info


@pytest.mark.parametrize("damage", ["page", "saved_at", "profile", "version"])
def test_a_draft_that_lost_its_place_counts_as_none(damage: str) -> None:
    data = draft_json(finished(), HERE, MOMENT)
    data[damage] = "?" if damage != "version" else 99
    if damage == "profile":
        data[damage] = ""
    assert draft_of(data) is None


@pytest.mark.parametrize("name", ["splynx", "xero", "options", "categories", "flows", "kept", "partners", "done"])
def test_a_damaged_part_is_left_out_and_the_rest_is_kept(name: str) -> None:
    data = draft_json(finished(), HERE, MOMENT) | {name: 7}
    draft = draft_of(data)
    assert draft is not None
    assert draft.state.taxes.value("1@15") == "OUTPUT3"


def test_no_draft_is_none() -> None:
    assert draft_of(None) is None
    assert draft_of({}) is None


def test_an_untouched_set_up_is_not_worth_a_draft() -> None:
    assert not worth_keeping(SetupState(), Progress())
    assert worth_keeping(finished(), Progress())
    assert worth_keeping(SetupState(), Progress(PageId.XERO, frozenset({PageId.SPLYNX})))


def test_a_time_without_a_zone_is_taken_as_utc() -> None:
    data = draft_json(finished(), HERE, MOMENT) | {"saved_at": "2026-11-12T12:05:00"}
    draft = draft_of(data)
    assert draft is not None
    assert draft.saved_at == dt.datetime(2026, 11, 12, 12, 5, tzinfo=dt.UTC)
