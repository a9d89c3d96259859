"""Which way payments travel: scenarios, presets, what is wrong (ui.md W9, R24)."""

from dataclasses import replace

import pytest

from splynx_xero_gui.domain.kinds import Flow, ScenarioKind
from splynx_xero_gui.domain.reference import PaymentMethod, Usage
from splynx_xero_gui.wizard.checks import missing
from splynx_xero_gui.wizard.flowchoice import (
    BothDirections,
    FlowReason,
    NoAccount,
    NoFlow,
    allowed_flows,
    arrivals,
    flow_rows,
    payment_methods,
    preset,
    suggest_scenario,
    with_flow,
    with_scenario,
)
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.profiles import profile_of
from splynx_xero_gui.wizard.state import Choice, MappingAnswers, SetupState
from tests.unit.wizard.mapping_world import METHODS, USAGE, state


def accounts(**codes: str) -> MappingAnswers:
    return MappingAnswers({key: Choice(code, confirmed=True) for key, code in codes.items()})


def mapped(**changes: str) -> SetupState:
    return state(accounts=accounts(**{"1": "091", "2": "090", "3": "092", **changes}))


def flows(of: SetupState) -> dict[str, Flow]:
    return dict(of.flow.flows)


def test_each_scenario_allows_its_own_flows() -> None:
    assert allowed_flows(ScenarioKind.PUSH_ALL) == (Flow.TO_XERO, Flow.IGNORE)
    assert allowed_flows(ScenarioKind.XERO_PAYMENTS) == (Flow.FROM_XERO, Flow.IGNORE)
    assert set(allowed_flows(ScenarioKind.MIXED)) == set(Flow)


@pytest.mark.parametrize("scenario", list(ScenarioKind))
def test_a_preset_is_always_allowed(scenario: ScenarioKind) -> None:
    assert all(preset(scenario, method.name) in allowed_flows(scenario) for method in METHODS)


def test_card_and_bank_payments_suggest_both_directions() -> None:
    found = suggest_scenario(payment_methods(state()))
    assert (found.scenario, found.reason) == (ScenarioKind.MIXED, FlowReason.CARD_AND_BANK)


def test_bank_payments_alone_suggest_reading_them_from_xero() -> None:
    usage = {"methods": {"2": Usage(5)}}
    assert suggest_scenario(payment_methods(state(usage=usage))).scenario is ScenarioKind.XERO_PAYMENTS


def test_taking_a_card_presets_every_method() -> None:
    assert flows(with_scenario(mapped(), ScenarioKind.MIXED)) == {
        "1": Flow.TO_XERO,
        "2": Flow.FROM_XERO,
        "3": Flow.TO_XERO,
    }
    assert set(flows(with_scenario(mapped(), ScenarioKind.PUSH_ALL)).values()) == {Flow.TO_XERO}


def test_another_card_keeps_flows_it_allows_and_presets_the_others() -> None:
    mixed = with_flow(with_scenario(mapped(), ScenarioKind.MIXED), ["1"], Flow.IGNORE)
    assert flows(with_scenario(mixed, ScenarioKind.PUSH_ALL)) == {
        "1": Flow.IGNORE,
        "2": Flow.TO_XERO,
        "3": Flow.TO_XERO,
    }


def test_a_flow_the_scenario_forbids_is_not_taken() -> None:
    chosen = with_scenario(mapped(), ScenarioKind.PUSH_ALL)
    assert with_flow(chosen, ["1"], Flow.FROM_XERO) == chosen


def test_a_used_method_left_unmapped_on_purpose_is_left_alone() -> None:
    accepted = MappingAnswers(accounts(**{"1": "091", "2": "090"}).choices, frozenset({"3"}))
    chosen = with_scenario(state(accounts=accepted), ScenarioKind.PUSH_ALL)
    assert flows(chosen)["3"] is Flow.IGNORE
    assert missing(PageId.FLOW, chosen) == ()


def test_a_used_method_without_account_and_flow_is_asked_for() -> None:
    chosen = with_scenario(state(accounts=accounts(**{"1": "091", "2": "090"})), ScenarioKind.PUSH_ALL)
    row = next(row for row in flow_rows(chosen) if row.key == "3")
    assert row.fault == NoFlow("Credit card", USAGE["methods"]["3"])
    assert [m.row for m in missing(PageId.FLOW, chosen)] == ["3"]


def test_a_method_to_be_sent_needs_an_account() -> None:
    chosen = with_scenario(state(accounts=accounts(**{"1": "091", "2": "090"})), ScenarioKind.PUSH_ALL)
    row = next(row for row in flow_rows(with_flow(chosen, ["3"], Flow.TO_XERO)) if row.key == "3")
    assert row.fault == NoAccount("Credit card", USAGE["methods"]["3"])


def test_one_account_for_both_directions_is_named_with_the_method_that_sends() -> None:
    chosen = with_scenario(mapped(**{"1": "090"}), ScenarioKind.MIXED)
    faults = {row.key: row.fault for row in flow_rows(chosen) if row.fault}
    assert faults == {"1": BothDirections("090 Business Bank Account", "Cash")}


def test_used_methods_come_first_in_the_table() -> None:
    rows = flow_rows(state(billing=None))
    assert [row.subject.name for row in rows] == ["Bank transfer", "Credit card", "Cash"]
    unused = payment_methods(state(usage={"methods": {"1": Usage(1)}}))
    assert unused[0].name == "Cash"


def test_the_profile_takes_scenario_and_flows() -> None:
    stored = profile_of(with_scenario(mapped(), ScenarioKind.PUSH_ALL))
    assert stored.scenario is ScenarioKind.PUSH_ALL
    assert {name: m.flow for name, m in stored.mappings.payment_methods.items()} == {
        "Cash": Flow.TO_XERO,
        "Bank transfer": Flow.TO_XERO,
        "Credit card": Flow.TO_XERO,
    }


def test_unused_methods_without_account_are_left_alone() -> None:
    assert PaymentMethod("4", "Voucher", active=False) in METHODS
    chosen = with_scenario(
        state(usage={"methods": {"1": Usage(1)}}, accounts=accounts(**{"1": "091"})), ScenarioKind.PUSH_ALL
    )
    assert flows(chosen) == {"1": Flow.TO_XERO, "2": Flow.IGNORE, "3": Flow.IGNORE}


def test_of_methods_read_from_one_account_the_bank_method_is_the_one_receipts_arrive_under() -> None:
    chosen = with_scenario(mapped(), ScenarioKind.XERO_PAYMENTS)
    shared = replace(chosen, accounts=accounts(**{"1": "090", "2": "090", "3": "092"}))
    assert arrivals(shared) == {"2"}
    assert arrivals(replace(shared, flow=replace(shared.flow, arrivals=frozenset({"1"})))) == {"1"}


def test_a_method_read_alone_needs_no_mark() -> None:
    chosen = with_scenario(mapped(), ScenarioKind.XERO_PAYMENTS)
    assert arrivals(replace(chosen, accounts=accounts(**{"1": "090", "2": "091", "3": "092"}))) == frozenset()
