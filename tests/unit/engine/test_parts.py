"""Planning and comparing in parts: the same plan, however many customers are looked at at once."""

import dataclasses
from decimal import Decimal

import pytest

from splynx_xero_gui.domain.billing import PayerKind
from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.engine.parts import in_parts
from splynx_xero_gui.engine.planning import Planning
from tests.support.fakes import Office


def plan(office: Office, part: int) -> SyncPlan:
    return Planning(office.store, office.clock, office.profile, part=part).make(everything=True)


@pytest.fixture
def provider(office: Office) -> Office:
    """Five customers with the same name, of whom one bills for another, with money of every kind, read but unsent."""
    for id in ("12", "13", "14", "15"):
        office.world.customer(id)
    office.world.customer("9", parent_id="14")
    for n, id in enumerate(("12", "13", "14", "15", "9")):
        invoice = office.world.invoice(f"10{n}", customer_id=id)
        office.world.payment(f"20{n}", invoice.total, customer=id)
        office.world.relation(PayerKind.PAYMENT, f"20{n}", invoice.id, invoice.total, customer=id)
    office.world.payment("299", 20, customer="15", method_id="2", unallocated=Decimal("20.00"))
    office.plan()
    return office


@pytest.mark.parametrize("part", [1, 2, 3])
def test_a_plan_in_parts_is_the_plan_in_one(provider: Office, part: int) -> None:
    whole, parts = plan(provider, 500), plan(provider, part)
    assert len(whole.actions) > 10
    assert parts.fingerprint == whole.fingerprint
    assert parts.actions == whole.actions
    assert parts.conflicts == whole.conflicts != ()
    assert parts.customers == whole.customers == {"9", "12", "13", "14", "15"}
    assert parts.totals == whole.totals


def test_a_name_given_away_in_one_part_is_taken_in_the_next(provider: Office) -> None:
    made = [action.payload.name for action in plan(provider, 1).actions if action.kind is ActionKind.CREATE_CONTACT]
    assert len(made) > 3
    assert len({name.casefold() for name in made}) == len(made)


def test_every_customer_comes_once_and_families_come_together(provider: Office) -> None:
    parts = list(in_parts(provider.store, provider.store.customers(), 2))
    assert [sorted(books.customers) for books in parts] == [["12", "14", "9"], ["13", "15"]]


def test_too_many_changes_are_counted_over_all_parts(provider: Office) -> None:
    provider.sync()
    for id in ("12", "13", "14", "15"):
        provider.world.customer(id, f"Mary Jones {id}")
        provider.store.store_page([provider.world.splynx[ObjectKind.CUSTOMER, id]])
    provider.options = {"too_many_percent": 0, "too_many_items": 3}
    questions = [q for q in plan(provider, 1).conflicts if q.kind is ConflictKind.TOO_MANY_CHANGES]
    assert [q.group_count for q in questions] == [4]


def test_nobody_is_one_empty_plan(office: Office) -> None:
    office.plan()
    assert list(in_parts(office.store, ())) == []
    assert dataclasses.replace(plan(office, 1), fingerprint="") == SyncPlan("")
