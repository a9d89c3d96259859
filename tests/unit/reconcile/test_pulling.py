"""Receipts of Xero in Splynx: taken over once, under the right method, on the right invoice (R2, R6, R22–R25, R29)."""

import datetime as dt
from dataclasses import replace

import pytest

from splynx_xero_gui.domain.accounting import Contact
from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.kinds import Birthplace, Flow, ObjectKind, Side
from splynx_xero_gui.domain.payloads import SplynxPaymentPayload
from splynx_xero_gui.domain.profile import MethodMapping
from splynx_xero_gui.domain.records import Link, Observation, Role
from tests.support.planner import TODAY, money, only_action
from tests.support.pull_world import PullWorld, into_splynx


@pytest.fixture
def world() -> PullWorld:
    made = PullWorld()
    made.bill("1", 100)
    made.bill("2", 50)
    made.sync()
    return made


class TestOnInvoices:
    def test_a_receipt_on_a_linked_invoice_is_made_in_splynx_and_never_echoed(self, world: PullWorld) -> None:
        world.bank("1", 100)
        plan = world.sync()
        assert into_splynx(plan) == [("create-payment", money(100))]
        payload = only_action(plan, "create-payment").payload
        assert isinstance(payload, SplynxPaymentPayload)
        assert (payload.customer_id, payload.method_id, payload.invoice_id, payload.key) == ("12", "4", "1", "x1")
        (link,) = world.taken()
        assert (link.role, link.xero_id, link.invoice_id, link.birthplace) == (Role.PAYMENT, "x1", "1", Birthplace.XERO)
        assert link.splynx_id == world.payments()[0].id
        assert world.due("1") == 0
        assert all(action.side is Side.SPLYNX for action in plan.actions)

    def test_r22_a_part_is_a_part(self, world: PullWorld) -> None:
        world.bank("1", 30)
        world.bank("1", 70, "x2")
        assert into_splynx(world.sync()) == [("create-payment", money(30)), ("create-payment", money(70))]
        assert world.due("1") == 0

    def test_r22_a_batch_over_several_invoices_is_its_single_payments(self, world: PullWorld) -> None:
        world.bank("1", 100, batch_id="b1")
        world.bank("2", 50, "x2", batch_id="b1")
        assert sorted(p.invoice_id or "" for p in _payloads(world.sync())) == ["1", "2"]

    def test_r29_equal_amounts_on_equal_days_are_separate_payments(self, world: PullWorld) -> None:
        for id in ("x1", "x2", "x3"):
            world.bank("1", 25, id)
        assert into_splynx(world.sync()) == [("create-payment", money(25))] * 3
        assert len(world.payments()) == 3

    def test_our_own_receipts_are_not_taken_over_whatever_their_tag(self, world: PullWorld) -> None:
        world.bank("1", 10, reference="R7 SPX-P7.1")
        world.bank("1", 10, "x2", reference="SPXother-P7.1.g2")
        world.bank("1", 10, "x3", reference="Splynx payment id #44")
        assert into_splynx(world.plan()) == []

    def test_receipts_before_the_first_day_are_left(self, world: PullWorld) -> None:
        world.options = replace(world.options, payments_from=TODAY)
        world.bank("1", 10, date=TODAY - dt.timedelta(1))
        assert world.plan().actions == ()

    def test_p4_receipts_from_before_the_account_was_read_are_named_and_left(self, world: PullWorld) -> None:
        world.pull_since = {"a091": TODAY}
        world.bank("1", 10, date=TODAY - dt.timedelta(1))
        world.bank("1", 20, "x2")
        plan = world.sync()
        assert into_splynx(plan) == [("create-payment", money(20))]
        assert [n.kind for n in plan.notices] == ["before-turn"]

    def test_p4_payments_from_before_the_method_was_sent_are_left(self, world: PullWorld) -> None:
        world.push_since = {"1": TODAY}
        world.pay("7", 10, ("1", 10), date=TODAY - dt.timedelta(1))
        world.pay("8", 20, ("1", 20))
        assert [(a.splynx_id, a.amount) for a in world.plan().actions] == [("8", 20)]

    def test_r12_a_receipt_in_a_closed_period_is_taken_over(self, world: PullWorld) -> None:
        world.bank("1", 100, date=TODAY - dt.timedelta(30))
        world.organisation = replace(world.organisation, period_lock=TODAY - dt.timedelta(1))
        assert into_splynx(world.sync()) == [("create-payment", money(100))]

    def test_r24_receipts_arrive_under_the_method_marked_for_it(self, world: PullWorld) -> None:
        world.methods = {
            "4": MethodMapping("a091", Flow.FROM_XERO),
            "5": MethodMapping("091", Flow.FROM_XERO, arrival=True),
        }
        world.bank("1", 100)
        assert [p.method_id for p in _payloads(world.plan())] == ["5"]

    def test_r27_what_is_more_than_splynx_still_wants_stays_open_there_and_is_never_moved_in_xero(
        self, world: PullWorld
    ) -> None:
        world.pay("7", 40, ("1", 40), method_id="3")
        world.bank("1", 100)
        assert into_splynx(world.sync()) == [("create-payment", money(100))]
        assert (world.due("1"), world.payments()[-1].unallocated) == (0, money(40))

    def test_r6_a_shared_contact_with_an_invoice_is_the_invoices_customer(self, world: PullWorld) -> None:
        _share(world)
        world.bank("3", 30)
        assert [p.customer_id for p in _payloads(world.sync())] == ["13"]

    def test_a_receipt_on_an_invoice_deleted_in_splynx_waits(self, world: PullWorld) -> None:
        world.bank("1", 100)
        world.delete(world.documents_by_id()["1"])
        plan = world.plan()
        assert into_splynx(plan) == []
        assert [w.reason for w in plan.waiting if w.kind is ObjectKind.PAYMENT] == ["waiting-for-invoice"]

    def test_other_scenarios_take_nothing_over(self, world: PullWorld) -> None:
        world.methods = {"1": MethodMapping("090", Flow.TO_XERO), "4": MethodMapping("a091", Flow.TO_XERO)}
        world.bank("1", 100)
        plan = world.plan()
        assert (plan.actions, plan.conflicts) == ((), ())


class TestAlreadyThere:
    """R25 and R2."""

    def test_a_payment_entered_by_hand_on_the_same_invoice_is_asked_about_on_any_day(self, world: PullWorld) -> None:
        world.pay("7", 100, ("1", 100), method_id="4", date=TODAY - dt.timedelta(60))
        world.bank("1", 100)
        assert world.plan().actions == ()
        world.decide(ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED, "link")
        assert into_splynx(world.sync()) == []
        assert [(k.splynx_id, k.xero_id, k.birthplace) for k in world.active(Role.PAYMENT)] == [
            ("7", "x1", Birthplace.BOTH)
        ]

    def test_r7_a_pair_that_was_linked_is_never_written_to_either_side(self, world: PullWorld) -> None:
        world.pay("7", 100, ("1", 100), method_id="4")
        world.bank("1", 100)
        world.decide(ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED, "link")
        world.sync()
        world.delete_by_hand("x1")
        assert into_splynx(world.plan()) == []

    def test_another_payment_is_taken_over_where_a_person_says_so(self, world: PullWorld) -> None:
        world.pay("7", 50, ("2", 50), method_id="4")
        world.bank("1", 50)
        world.decide(ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED, "separate")
        assert into_splynx(world.sync()) == [("create-payment", money(50))]

    @pytest.mark.parametrize(("days", "asked"), [(5, True), (6, False)])
    def test_elsewhere_it_must_lie_within_five_days(self, world: PullWorld, days: int, asked: bool) -> None:
        world.pay("7", 30, method_id="4", date=TODAY - dt.timedelta(days))
        world.bank("1", 30)
        found = [c for c in world.plan().conflicts if c.kind is ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED]
        assert bool(found) is asked

    def test_each_candidate_is_used_once(self, world: PullWorld) -> None:
        world.pay("7", 30, method_id="4")
        world.bank("1", 30)
        world.bank("1", 30, "x2")
        plan = world.plan()
        assert [c.xero_id for c in plan.conflicts] == ["x1"]
        assert into_splynx(plan) == [("create-payment", money(30))]

    def test_a_payment_that_is_sent_to_xero_is_no_candidate(self, world: PullWorld) -> None:
        world.pay("7", 30, ("2", 30))
        world.bank("1", 30)
        plan = world.sync()
        assert into_splynx(plan) == [("create-payment", money(30))]
        assert len(plan.actions) == 2

    def test_a_payment_taken_over_and_then_forgotten_is_found_by_its_key(self, world: PullWorld) -> None:
        world.bank("1", 100)
        world.sync()
        world.links = [k for k in world.links if k.birthplace is not Birthplace.XERO]
        plan = world.sync()
        assert into_splynx(plan) == []
        assert [(k.birthplace, k.xero_id) for k in plan.links] == [(Birthplace.XERO, "x1")]

    def test_a_payment_entered_in_splynx_without_a_receipt_is_named(self, world: PullWorld) -> None:
        world.pay("7", 30, method_id="4")
        assert [(n.kind, n.splynx_id) for n in world.plan().notices] == [("only-in-splynx", "7")]


class TestUnplaced:
    def test_r24_a_receipt_on_an_account_not_read_is_asked_about(self, world: PullWorld) -> None:
        world.by_hand("1", 100)
        assert world.plan().actions == ()
        world.decide(ConflictKind.PAYMENT_ON_UNEXPECTED_ACCOUNT, "take-over", "bank transfer")
        assert [(p.method_id, p.invoice_id) for p in _payloads(world.sync())] == [("4", "1")]

    def test_r24_left_it_is_named(self, world: PullWorld) -> None:
        world.by_hand("1", 100)
        world.decide(ConflictKind.PAYMENT_ON_UNEXPECTED_ACCOUNT, "leave")
        plan = world.sync()
        assert [n.kind for n in plan.notices] == ["left"]

    def test_r24_a_method_that_does_not_exist_is_not_taken(self, world: PullWorld) -> None:
        world.by_hand("1", 100)
        world.decide(ConflictKind.PAYMENT_ON_UNEXPECTED_ACCOUNT, "take-over", "Barter")
        assert "no payment method 'Barter'" in world.question(ConflictKind.PAYMENT_ON_UNEXPECTED_ACCOUNT).why

    def test_r6_money_without_an_invoice_on_a_shared_contact_is_a_persons_to_place(self, world: PullWorld) -> None:
        _share(world)
        world.bank_credit(20)
        assert into_splynx(world.plan()) == []
        said = {f.name: f.xero for f in world.question(ConflictKind.PAYMENT_UNMATCHED).fields if f.xero}
        assert list(said) == ["amount", "date", "contact", "account"]
        assert said["amount"] == "20.00"
        world.decide(ConflictKind.PAYMENT_UNMATCHED, "as-credit", "13")
        assert [(p.customer_id, p.invoice_id) for p in _payloads(world.sync())] == [("13", None)]

    def test_money_put_on_a_customer_pays_its_oldest_invoice(self, world: PullWorld) -> None:
        _share(world)
        world.bank_credit(30)
        world.decide(ConflictKind.PAYMENT_UNMATCHED, "customer", "Jane")
        assert [(p.customer_id, p.invoice_id) for p in _payloads(world.sync())] == [("13", "3")]

    def test_a_contact_that_is_no_customers_is_asked_about_with_candidates(self, world: PullWorld) -> None:
        stray = world.bank("1", 100, reference="pays 20261 J Smith")
        del world.xero["x1"]
        world.amend(world.xero_invoice("1").id, open=money(100), paid=money(0))
        stray = replace(stray, contact_id="nobody", target_id="unknown")
        world.strays = [Observation(Side.XERO, ObjectKind.PAYMENT, "x1", "nobody", stray)]
        question = world.question(ConflictKind.PAYMENT_UNMATCHED)
        said = {f.name: f.xero for f in question.fields if f.xero}
        assert said["amount"] == "100.00"
        assert said["date"] == stray.date.isoformat()
        assert list(said) == ["amount", "date", "account"], "nothing is known of its contact in this customer's books"
        assert next(f.name for f in question.fields if f.splynx) == "customer 12"
        world.decide(ConflictKind.PAYMENT_UNMATCHED, "customer", "12")
        assert [(p.customer_id, p.invoice_id) for p in _payloads(world.plan())] == [("12", "1")]

    def test_r18_a_receipt_on_an_older_invoice_of_xero_is_asked_about(self, world: PullWorld) -> None:
        _older_invoice(world)
        assert into_splynx(world.plan()) == []
        world.decide(ConflictKind.PAYMENT_FOR_UNSYNCED_INVOICE, "as-credit")
        assert [(p.customer_id, p.invoice_id) for p in _payloads(world.sync())] == [("12", None)]

    def test_r18_left_outside_it_is_named(self, world: PullWorld) -> None:
        _older_invoice(world)
        world.decide(ConflictKind.PAYMENT_FOR_UNSYNCED_INVOICE, "outside")
        plan = world.sync()
        assert (into_splynx(plan), [n.kind for n in plan.notices]) == ([], ["outside"])


def _payloads(plan: object) -> list[SplynxPaymentPayload]:
    return [a.payload for a in plan.actions if isinstance(a.payload, SplynxPaymentPayload)]  # type: ignore[attr-defined]


def _share(world: PullWorld) -> None:
    """Customer 13 uses the contact of customer 12; it has invoice 3."""
    contact = next(k.xero_id for k in world.links if k.kind is ObjectKind.CUSTOMER)
    world.customer("13", "Jane")
    world.link(Link(ObjectKind.CUSTOMER, "13", Role.MAIN, ObjectKind.CONTACT, contact, "13"))
    world.bill("3", 30, customer_id="13")
    world.sync()
    assert isinstance(world.xero[contact].body, Contact)


def _older_invoice(world: PullWorld) -> None:
    """An invoice of Xero from before the first day, with a receipt of today on it."""
    held = world.xero_invoice("1")
    older = replace(held, id="old", number="OLD-1", date=dt.date(2025, 12, 1), open=money(100), paid=money(0))
    world.hold(older)
    receipt = world.bank("1", 100)
    world.hold(replace(receipt, target_id="old"))
    world.amend(held.id, open=money(100), paid=money(0))
