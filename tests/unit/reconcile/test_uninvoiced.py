"""Charges and credit without a document are named per customer and month, and count nowhere (R10)."""

import datetime as dt

import pytest

from splynx_xero_gui.domain.billing import PayerKind
from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.domain.profile import Options
from splynx_xero_gui.engine.reconcile.plan import STAGES
from tests.support.money_world import MoneyWorld
from tests.support.planner import line, money

OCTOBER, NOVEMBER = dt.date(2026, 10, 31), dt.date(2026, 11, 1)


@pytest.fixture
def world() -> MoneyWorld:
    made = MoneyWorld(stages=STAGES, options=Options(documents_from=dt.date(2026, 1, 1)))
    made.bill("1", 100)
    return made


def named(plan: SyncPlan) -> list[tuple[str, str, str]]:
    """Subject, amount and text of each."""
    found = [notice for notice in plan.notices if notice.kind == "uninvoiced-charges"]
    return [(notice.subject, f"{notice.amount:.2f}", notice.text.partition(" without")[0]) for notice in found]


def test_each_month_of_a_customer_is_one_line_and_nothing_is_written(world: MoneyWorld) -> None:
    world.transaction("900", is_credit=False, total=money(10), date=OCTOBER)
    world.transaction("901", is_credit=False, total=money(5), date=NOVEMBER)
    world.transaction("902", is_credit=False, total=money(5), date=NOVEMBER)
    world.transaction("903", is_credit=True, total=money(25), date=NOVEMBER)
    plan = world.sync()
    assert [action.kind.value for action in plan.actions] == ["create-contact", "create-invoice"]
    assert named(plan) == [
        ("John Smith, 2026-10", "10.00", "1 charge over 10.00"),
        ("John Smith, 2026-11", "-15.00", "2 charges over 10.00 and 1 credit over 25.00"),
    ]


@pytest.mark.parametrize("carrier", ["invoice_id", "credit_note_id", "payment_id"])
def test_what_a_document_or_payment_carries_is_not_named(world: MoneyWorld, carrier: str) -> None:
    world.transaction("900", total=money(10), **{carrier: "1"})
    assert named(world.sync()) == []


def test_a_charge_that_an_invoice_took_up_since_it_was_read_is_not_named_any_more(world: MoneyWorld) -> None:
    world.transaction("900", is_credit=False, total=money(10))
    assert len(named(world.sync())) == 1
    world.invoice("2", line("Prepaid", 10, percent=0, transaction_id="900"))
    assert named(world.sync()) == []


def test_the_credit_of_a_payment_is_known_by_the_payment_too(world: MoneyWorld) -> None:
    world.transaction("900", total=money(10))
    world.payment("7", 10, transaction_id="900", unallocated=money(10))
    assert named(world.sync()) == []


def test_what_is_older_than_the_first_day_or_of_another_partner_is_left_out(world: MoneyWorld) -> None:
    world.transaction("900", total=money(10), date=OCTOBER)
    assert len(named(world.sync())) == 1
    world.options = Options(documents_from=NOVEMBER)
    assert named(world.sync()) == []
    world.options, world.partners = Options(), frozenset({"9"})
    assert named(world.sync()) == []


def test_credit_that_pays_an_invoice_is_told_by_its_question_alone(world: MoneyWorld) -> None:
    world.transaction("900", total=money(30), category_id="1")
    world.relation(PayerKind.TRANSACTION, "900", "1", 30)
    plan = world.sync()
    assert [c.kind.value for c in plan.conflicts] == ["credit-without-document"]
    assert named(plan) == []
    world.decide(ConflictKind.CREDIT_WITHOUT_DOCUMENT, "credit-note")
    assert named(world.sync()) == []
    assert named(world.sync()) == [], "a credit note in Xero stands for it"
