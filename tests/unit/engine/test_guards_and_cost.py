"""Checks before the first write, parts of a plan, and what a plan will cost (P7, R32, R35)."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splynx_xero_gui.domain.failures import Misconfigured, PlanChanged, SecondWorkstation
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Side
from splynx_xero_gui.domain.payloads import AllocationPayload, Ref
from splynx_xero_gui.domain.plan import SyncAction, SyncPlan
from splynx_xero_gui.engine.cost import SPLYNX_DATED_CALLS, estimate_calls, waves
from splynx_xero_gui.engine.discover_xero import observe_xero
from splynx_xero_gui.engine.guards import (
    TAKEN_OVER,
    as_shown,
    first,
    refuse_other_currency,
    refuse_second_workstation,
    without,
)
from tests.support.fakes import Office, money
from tests.support.planner import NOVEMBER, ORGANISATION
from tests.support.samples import action, contact, contact_link, credit, customer, invoice, payment, seen

# -- another computer's marks --


@pytest.mark.parametrize(
    "body",
    [
        contact(number="SPX-12"),
        contact(number="SPX-12-2"),
        payment(reference="SPX-P5.1"),
        credit(reference="R1 SPX-P5.1"),
        credit(kind=ObjectKind.PREPAYMENT, reference="SPX-P5.2.g2"),
    ],
    ids=lambda body: type(body).__name__,
)
def test_any_mark_of_ours_without_a_link_is_another_computer(office: Office, body: Any) -> None:
    office.store.store_page([observe_xero(body, "")])
    with pytest.raises(SecondWorkstation):
        refuse_second_workstation(office.store)


def test_one_link_of_ours_says_that_this_is_the_first_computer(office: Office) -> None:
    office.store.store_page([seen(contact(number="SPX-12"))])
    office.store.save_links([contact_link()])
    refuse_second_workstation(office.store)


def test_a_person_who_took_over_is_not_asked_again(office: Office) -> None:
    office.store.store_page([seen(contact(number="SPX-12"))])
    office.store.set_fact(TAKEN_OVER, "yes")
    refuse_second_workstation(office.store)


def test_numbers_of_somebody_else_are_no_marks(office: Office) -> None:
    office.store.store_page([seen(contact(number="CUST-12")), seen(payment(reference="SPX-P5"), key="")])
    refuse_second_workstation(office.store)


def test_currencies_must_be_equal_where_both_are_known() -> None:
    refuse_other_currency(None, ORGANISATION)
    refuse_other_currency("", ORGANISATION)
    refuse_other_currency("ZAR", ORGANISATION)
    with pytest.raises(Misconfigured, match="USD"):
        refuse_other_currency("USD", ORGANISATION)


# -- parts of a plan --


def chain(*needs: Sequence[str]) -> tuple[SyncAction, ...]:
    """Actions a0, a1, … with these needs."""
    return tuple(action(f"a{at}", depends_on=tuple(of)) for at, of in enumerate(needs))


def ids(actions: Sequence[SyncAction]) -> list[str]:
    return [each.id for each in actions]


def test_a_shown_plan_runs_exactly_when_each_of_its_actions_still_stands() -> None:
    plan = SyncPlan("", chain((), ("a0",), ()))
    assert ids(as_shown(plan, frozenset({"a0", "a2"}))) == ["a0", "a2"]
    with pytest.raises(PlanChanged, match="1 of the items shown"):
        as_shown(plan, frozenset({"a0", "a9"}))
    with pytest.raises(PlanChanged, match="never shown"):
        as_shown(plan, None)


def test_leaving_out_takes_along_whatever_needs_it_however_far() -> None:
    actions = chain((), ("a0",), ("a1",), (), ("a3", "a2"))
    assert ids(without(actions, {"a0"})) == ["a3"]
    assert ids(without(actions, ())) == ids(actions)
    assert ids(without(actions, {"nothing"})) == ids(actions)


@given(st.lists(st.sets(st.integers(0, 9)), max_size=10), st.sets(st.integers(0, 9)), st.integers(0, 12))
def test_no_part_of_a_plan_ever_lacks_what_it_needs(needs: list[set[int]], left_out: set[int], limit: int) -> None:
    actions = chain(*[[f"a{n}" for n in sorted(of) if n < at] for at, of in enumerate(needs)])
    for part in (without(actions, {f"a{n}" for n in left_out}), first(actions, limit)):
        kept = set(ids(part))
        assert all(need in kept for each in part for need in each.depends_on)
    assert len(first(actions, limit)) == min(limit, len(actions))
    assert first(actions, None) == actions


# -- cost --


def cost(office: Office, *actions: SyncAction) -> dict[Side, int]:
    return estimate_calls(SyncPlan("", actions), office.accounting, office.store, office.clock.now())


def test_a_sync_with_nothing_to_do_costs_seven_calls_to_xero(office: Office) -> None:
    assert cost(office)[Side.XERO] == 7


@pytest.mark.parametrize(("count", "calls"), [(1, 1), (50, 1), (51, 2), (120, 3)])
def test_fifty_of_a_kind_share_a_call(office: Office, count: int, calls: int) -> None:
    actions = [action(f"a{at}") for at in range(count)]
    assert cost(office, *actions)[Side.XERO] == 7 + calls


def test_what_waits_for_another_goes_in_a_call_of_its_own(office: Office) -> None:
    actions = chain((), ("a0",), (), ("a2",), ("a3",))
    assert [ids(wave) for wave in waves(actions)] == [["a0", "a2"], ["a1", "a3"], ["a4"]]
    assert cost(office, *actions)[Side.XERO] == 7 + 3


def test_allocations_cost_one_call_per_source(office: Office) -> None:
    def allocate(id: str, source: str, target: str) -> SyncAction:
        payload = AllocationPayload(ObjectKind.OVERPAYMENT, Ref(id=source), Ref(id=target), money("1.00"), NOVEMBER)
        return action(id, kind=ActionKind.ALLOCATE_OVERPAYMENT, payload=payload)

    allocations = [allocate("x1", "o-1", "d-1"), allocate("x2", "o-1", "d-2"), allocate("x3", "o-2", "d-1")]
    assert cost(office, *allocations)[Side.XERO] == 7 + 2


def test_calls_to_splynx_are_what_the_last_reading_cost_and_details_that_are_due(office: Office) -> None:
    office.store.set_fact(SPLYNX_DATED_CALLS, "9")
    assert cost(office)[Side.SPLYNX] == 9 + 3
    office.store.store_page([seen(customer()), seen(invoice())])
    assert cost(office)[Side.SPLYNX] == 9 + 3 + 2
    file = action("f1", kind=ActionKind.ATTACH_FILE)
    assert cost(office, file) == {Side.SPLYNX: 9 + 3 + 2 + 1, Side.XERO: 7 + 1}
