"""The set-up as a state machine: order, back, what is to be checked again. No Qt."""

import datetime as dt
from dataclasses import replace

import pytest

from splynx_xero_gui.domain.kinds import Flow
from splynx_xero_gui.domain.profile import Options, SplynxSettings, XeroSettings
from splynx_xero_gui.wizard.flow import Progress, SetupFlow, StepState
from splynx_xero_gui.wizard.pages import MAPPING_PAGES, SHOWN_PAGES, PageId
from splynx_xero_gui.wizard.state import (
    Choice,
    FlowAnswers,
    MappingAnswers,
    RangeAnswers,
    SettingsRead,
    SetupState,
    SplynxAnswers,
    XeroAnswers,
)
from tests.support.fake_session import FakeBooks
from tests.support.fake_settings import CLIENT_ID, MOMENT, TENANT, URL, accounting, billing, organisation, scope

EVERYTHING_DONE = frozenset(SHOWN_PAGES) - {PageId.SYNC}


def finished() -> SetupState:
    """A set-up with every page answered."""
    day = dt.date(2026, 11, 1)
    return SetupState(
        splynx=SplynxAnswers(SplynxSettings(URL), FakeBooks().info, URL, key_stored=True),
        xero=XeroAnswers(XeroSettings(CLIENT_ID), TENANT, organisation()),
        read=SettingsRead(billing(), accounting(), MOMENT, complete=True),
        range=RangeAnswers(Options(documents_from=day, payments_from=day), scope=scope()),
        categories=MappingAnswers({key: Choice("200") for key in ("1", "6", "7")}),
        taxes=MappingAnswers({"1@15": Choice("OUTPUT3"), "none@0": Choice("NONE")}),
        accounts=MappingAnswers({"1": Choice("091"), "2": Choice("090"), "3": Choice("092")}),
        flow=FlowAnswers(flows={"1": Flow.TO_XERO, "2": Flow.TO_XERO, "3": Flow.TO_XERO}),
    )


def at_review() -> SetupFlow:
    return SetupFlow(finished(), Progress(PageId.REVIEW, EVERYTHING_DONE - {PageId.REVIEW}))


def test_the_pages_come_in_the_order_of_the_design() -> None:
    flow = SetupFlow()
    seen = [flow.current]
    while (following := flow.resolve_next()) is not None:
        flow.passed(flow.current)
        flow.enter(following)
        seen.append(following)
    assert seen == [
        PageId.SPLYNX,
        PageId.XERO,
        PageId.READ,
        PageId.RANGE,
        PageId.CATEGORIES,
        PageId.TAXES,
        PageId.ACCOUNTS,
        PageId.MATCH,
        PageId.FLOW,
        PageId.REVIEW,
        PageId.SYNC,
    ]


def test_a_page_keeps_its_number_when_one_is_left_out() -> None:
    assert PageId.REVIEW.number == 10
    assert PageId.SYNC.number == 11


def test_a_draft_at_a_page_that_is_not_shown_goes_on_before_it() -> None:
    shown = tuple(page for page in PageId if page is not PageId.MATCH)
    flow = SetupFlow(finished(), Progress(PageId.MATCH, EVERYTHING_DONE), shown)
    assert flow.current is PageId.ACCOUNTS


def test_an_empty_set_up_is_complete_nowhere_before_mapping() -> None:
    flow = SetupFlow()
    assert not any(flow.complete(page) for page in (PageId.SPLYNX, PageId.XERO, PageId.READ, PageId.RANGE))


def test_a_finished_set_up_is_complete_everywhere() -> None:
    flow = at_review()
    assert all(flow.complete(page) for page in flow.pages)


def test_a_continued_set_up_starts_at_the_first_page_that_lacks_something() -> None:
    state = finished()
    signed_out = replace(state, xero=replace(state.xero, organisation=None))
    assert SetupFlow(signed_out).first_open(PageId.REVIEW) is PageId.XERO
    assert SetupFlow(state).first_open(PageId.REVIEW) is PageId.REVIEW


def test_going_back_changes_no_answer_and_no_tick() -> None:
    flow = at_review()
    before = flow.state
    flow.enter(PageId.TAXES)
    assert flow.state == before
    assert dict(flow.steps())[PageId.FLOW] is StepState.DONE
    assert dict(flow.steps())[PageId.TAXES] is StepState.CURRENT


def test_another_organisation_lets_pages_three_to_ten_be_checked() -> None:
    flow = at_review()
    flow.enter(PageId.XERO)
    affected = flow.change(replace(flow.state, xero=replace(flow.state.xero, tenant_id="tenant-2")))
    wanted = {PageId.READ, PageId.RANGE, *MAPPING_PAGES, PageId.MATCH, PageId.FLOW, PageId.REVIEW}
    assert affected == wanted & flow.progress.done
    assert dict(flow.steps())[PageId.CATEGORIES] is StepState.TO_CHECK
    assert dict(flow.steps())[PageId.SPLYNX] is StepState.DONE


def test_the_first_organisation_makes_nothing_to_be_checked() -> None:
    flow = SetupFlow(SetupState(), Progress(PageId.XERO, EVERYTHING_DONE))
    assert not flow.change(replace(flow.state, xero=XeroAnswers(XeroSettings(CLIENT_ID), TENANT, organisation())))


def test_another_day_lets_match_and_review_be_checked_and_no_mapping() -> None:
    flow = SetupFlow(finished(), Progress(PageId.RANGE, EVERYTHING_DONE))
    options = replace(flow.state.range.options, documents_from=dt.date(2026, 12, 1))
    affected = flow.change(replace(flow.state, range=replace(flow.state.range, options=options)))
    assert affected == {PageId.MATCH, PageId.REVIEW}


def test_another_mapping_lets_the_review_be_checked() -> None:
    flow = SetupFlow(finished(), Progress(PageId.CATEGORIES, EVERYTHING_DONE))
    changed = flow.state.categories.with_choices({"6": Choice("260", confirmed=True)})
    assert flow.change(replace(flow.state, categories=changed)) == {PageId.REVIEW}


def test_accepting_a_suggestion_as_it_is_lets_nothing_be_checked() -> None:
    flow = SetupFlow(finished(), Progress(PageId.CATEGORIES, EVERYTHING_DONE))
    confirmed = flow.state.categories.with_choices({"6": Choice("200", confirmed=True)})
    assert not flow.change(replace(flow.state, categories=confirmed))


def test_another_payment_account_lets_the_flow_be_checked_too() -> None:
    flow = SetupFlow(finished(), Progress(PageId.ACCOUNTS, EVERYTHING_DONE))
    changed = flow.state.accounts.with_choices({"3": Choice("090")})
    assert flow.change(replace(flow.state, accounts=changed)) == {PageId.FLOW, PageId.REVIEW}


def test_counting_the_range_again_lets_nothing_be_checked() -> None:
    flow = SetupFlow(finished(), Progress(PageId.RANGE, EVERYTHING_DONE))
    counted = replace(flow.state.range, scope=replace(scope(), documents=181), splynx_read_at=MOMENT)
    assert not flow.change(replace(flow.state, range=counted))


def test_an_archived_account_lets_the_mappings_be_checked() -> None:
    flow = SetupFlow(finished(), Progress(PageId.READ, EVERYTHING_DONE))
    known = accounting()
    archived = replace(known, accounts=tuple(replace(a, active=a.code != "260") for a in known.accounts))
    affected = flow.change(replace(flow.state, read=replace(flow.state.read, accounting=archived)))
    assert set(MAPPING_PAGES) <= affected


def test_answering_a_page_again_takes_its_mark_away() -> None:
    flow = SetupFlow(finished(), Progress(PageId.REVIEW, EVERYTHING_DONE, frozenset({PageId.REVIEW})))
    flow.passed(PageId.REVIEW)
    assert PageId.REVIEW not in flow.progress.to_check


@pytest.mark.parametrize("page", [p for p in SHOWN_PAGES if p is not PageId.REVIEW and p is not PageId.SYNC])
def test_every_earlier_page_may_be_gone_back_to(page: PageId) -> None:
    assert at_review().may_go_to(page)


def test_a_page_to_come_may_not_be_jumped_to() -> None:
    assert not at_review().may_go_to(PageId.SYNC)


def test_one_may_jump_forward_over_finished_pages_only() -> None:
    flow = SetupFlow(finished(), Progress(PageId.XERO, EVERYTHING_DONE))
    assert flow.may_go_to(PageId.FLOW)
    state = finished()
    unread = replace(state, read=replace(state.read, complete=False))
    assert not SetupFlow(unread, Progress(PageId.XERO, EVERYTHING_DONE)).may_go_to(PageId.FLOW)


def test_after_the_commit_there_is_no_way_back() -> None:
    flow = at_review()
    flow.commit()
    flow.enter(PageId.SYNC)
    assert flow.resolve_previous() is None
    assert not any(flow.may_go_to(page) for page in flow.pages)
