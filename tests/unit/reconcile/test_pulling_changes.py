"""Receipts taken over and what becomes of them; credits and refunds born in Xero (R22, R26–R28)."""

import datetime as dt
from dataclasses import replace

import pytest

from splynx_xero_gui.domain.accounting import AccountingStatus
from splynx_xero_gui.domain.billing import PayerKind
from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.kinds import Birthplace, Flow
from splynx_xero_gui.domain.payloads import SplynxPaymentPayload
from splynx_xero_gui.domain.profile import MethodMapping
from splynx_xero_gui.domain.records import LinkState, Role
from tests.support.money_world import written
from tests.support.planner import TODAY, choices, money, only_action
from tests.support.pull_world import PullWorld, into_splynx


@pytest.fixture
def world() -> PullWorld:
    made = PullWorld()
    made.bill("1", 100)
    made.bill("2", 50)
    made.sync()
    return made


@pytest.fixture
def pulled(world: PullWorld) -> PullWorld:
    """A receipt over invoice 1 was taken over as payment 1."""
    world.bank("1", 100)
    world.sync()
    return world


class TestRemovedInXero:
    """R26."""

    def test_a_deletion_in_xero_is_followed(self, pulled: PullWorld) -> None:
        pulled.delete_by_hand("x1")
        assert into_splynx(pulled.sync()) == [("delete-payment", money(100))]
        assert pulled.payments() == []
        assert [k.state for k in pulled.taken()] == [LinkState.RETIRED]

    def test_it_waits_until_a_second_reading_shows_it(self, pulled: PullWorld) -> None:
        pulled.delete_by_hand("x1")
        pulled.unconfirmed = frozenset({"x1"})
        plan = pulled.plan()
        assert plan.actions == ()
        assert [(w.reason, w.amount) for w in plan.waiting] == [("removal-not-confirmed", money(100))]

    def test_deleted_and_entered_again_the_payment_points_to_the_new_one(self, pulled: PullWorld) -> None:
        pulled.delete_by_hand("x1")
        pulled.bank("1", 100, "x2", date=TODAY - dt.timedelta(3))
        pulled.unconfirmed = frozenset({"x1"})
        plan = pulled.sync()
        assert into_splynx(plan) == [("relink-payment", money(100))]
        (payment,) = pulled.payments()
        assert (payment.fields[0], payment.date) == ("x2", TODAY - dt.timedelta(3))
        assert [(k.xero_id, k.state) for k in pulled.taken()] == [("x1", LinkState.RETIRED), ("x2", LinkState.ACTIVE)]

    def test_a_replacement_can_be_replaced_or_deleted_again(self, pulled: PullWorld) -> None:
        pulled.delete_by_hand("x1")
        pulled.bank("1", 100, "x2")
        pulled.sync()
        pulled.delete_by_hand("x2")
        pulled.bank("1", 100, "x3")
        assert into_splynx(pulled.sync()) == [("relink-payment", money(100))]
        pulled.delete_by_hand("x3")
        assert into_splynx(pulled.sync()) == [("delete-payment", money(100))]

    @pytest.mark.parametrize("other", [{"invoice": "2", "amount": 50}, {"invoice": "1", "amount": 60}])
    def test_other_money_is_no_replacement(self, pulled: PullWorld, other: dict[str, object]) -> None:
        pulled.delete_by_hand("x1")
        pulled.bank(str(other["invoice"]), other["amount"], "x2")
        assert [kind for kind, _ in into_splynx(pulled.sync())] == ["delete-payment", "create-payment"]

    def test_two_deleted_and_one_entered_again_leave_one(self, world: PullWorld) -> None:
        world.bank("1", 40)
        world.bank("1", 40, "x2")
        world.sync()
        world.delete_by_hand("x1")
        world.delete_by_hand("x2")
        world.bank("1", 40, "x3")
        assert sorted(into_splynx(world.sync())) == [("delete-payment", money(40)), ("relink-payment", money(40))]
        assert len(world.payments()) == 1

    def test_it_is_followed_in_any_scenario_because_birthplace_decides(self, pulled: PullWorld) -> None:
        pulled.methods = {"1": MethodMapping("090", Flow.TO_XERO), "4": MethodMapping("a091", Flow.TO_XERO)}
        pulled.delete_by_hand("x1")
        plan = pulled.sync()
        assert (into_splynx(plan), len(plan.actions)) == ([("delete-payment", money(100))], 1)

    def test_gone_on_both_sides_only_the_link_ends(self, pulled: PullWorld) -> None:
        pulled.delete_by_hand("x1")
        pulled.remove_payment(pulled.payments()[0].id)
        plan = pulled.sync()
        assert (plan.actions, [k.state for k in pulled.taken()]) == ((), [LinkState.RETIRED])

    def test_what_was_paid_back_in_splynx_waits_until_the_refund_is_gone_there(self, pulled: PullWorld) -> None:
        """Splynx deletes no receipt that has a refund."""
        pulled.payment("9", -30, refund_payment_id="1", method_id="4")
        pulled.delete_by_hand("x1")
        plan = pulled.plan()
        assert into_splynx(plan) == []
        assert ("was-paid-back-in-splynx", money(100)) in [(w.reason, w.amount) for w in plan.waiting]
        pulled.remove_payment("9")
        assert into_splynx(pulled.sync()) == [("delete-payment", money(100))]


class TestRemovedInSplynx:
    """R28."""

    def test_it_is_asked_about(self, pulled: PullWorld) -> None:
        pulled.remove_payment("1")
        assert pulled.plan().actions == ()
        question = pulled.question(ConflictKind.REMOVED_IN_SPLYNX)
        assert choices(question) == ["make-again", "leave", "skip", "ignore", "in-sync"]

    def test_made_again_it_is_a_new_generation(self, pulled: PullWorld) -> None:
        pulled.remove_payment("1")
        pulled.decide(ConflictKind.REMOVED_IN_SPLYNX, "make-again")
        plan = pulled.sync()
        payload = only_action(plan, "create-payment").payload
        assert isinstance(payload, SplynxPaymentPayload)
        assert (payload.key, payload.invoice_id) == ("x1#2", "1")
        assert [(k.generation, k.state) for k in pulled.taken()] == [(1, LinkState.RETIRED), (2, LinkState.ACTIVE)]
        pulled.remove_payment("2")
        pulled.decide(ConflictKind.REMOVED_IN_SPLYNX, "make-again")
        assert [k.generation for k in (pulled.sync(), pulled.taken())[1]] == [1, 2, 3]

    def test_left_it_is_named(self, pulled: PullWorld) -> None:
        pulled.remove_payment("1")
        pulled.decide(ConflictKind.REMOVED_IN_SPLYNX, "leave")
        plan = pulled.sync()
        assert [(n.kind, n.amount) for n in plan.notices] == [("left", money(-100))]

    def test_another_amount_in_splynx_is_asked_about_and_xero_is_never_touched(self, pulled: PullWorld) -> None:
        pulled.alter("1", amount=money(80), unallocated=money(0))
        question = pulled.question(ConflictKind.PAYMENT_EDITED)
        # P5: what it names is the money that differs.
        assert ("replace" in choices(question), question.amount) == (False, money(20))
        pulled.decide(ConflictKind.PAYMENT_EDITED, "leave")
        plan = pulled.sync()
        assert (plan.actions, [n.amount for n in plan.notices if n.kind == "left"]) == ((), [money(-20)])


class TestCredits:
    """R22, R27."""

    def test_an_overpayment_is_received_without_an_invoice(self, world: PullWorld) -> None:
        world.bank_credit(70)
        assert into_splynx(world.sync()) == [("create-payment", money(70))]
        (payment,) = world.payments()
        assert (payment.invoice_id, payment.unallocated) == (None, money(70))
        assert [(k.role, k.birthplace) for k in world.taken()] == [(Role.CREDIT, Birthplace.XERO)]

    def test_what_splynx_pays_from_it_by_itself_is_agreed_and_not_written_to_xero(self, world: PullWorld) -> None:
        world.service.auto_pay = True  # type: ignore[attr-defined]
        world.bank_credit(130)
        world.sync()
        assert (world.due("1"), world.due("2")) == (0, money(20))
        assert written(world.plan()) == []

    def test_what_a_person_allocates_in_splynx_later_is_written_to_xero(self, world: PullWorld) -> None:
        world.bank_credit(70)
        world.sync()
        world.use(world.billed("1"), ["2"])
        assert written(world.sync()) == [("allocate-overpayment", money(50))]

    def test_an_allocation_in_xero_that_takes_all_of_it_is_told_splynx(self, world: PullWorld) -> None:
        world.bank_credit(50)
        world.allocate_by_hand("o1", "2", 50)
        plan = world.plan()
        assert [a.payload.invoice_id for a in plan.actions if isinstance(a.payload, SplynxPaymentPayload)] == ["2"]
        world.service.run(plan)
        # Both sides allocate alike: linked, and nothing is written.
        again = world.plan()
        assert (again.actions, [k.role for k in again.links]) == ((), [Role.ALLOCATION])
        world.service.run(again)
        assert (world.plan().actions, world.plan().links) == ((), ())

    def test_one_invoice_that_takes_all_of_it_later_is_told_splynx_too(self, world: PullWorld) -> None:
        """R27."""
        world.bank_credit(50)
        world.sync()
        assert world.billed("1").unallocated == money(50)
        world.allocate_by_hand("o1", "2", 50)
        plan = world.sync()
        payload = only_action(plan, "relink-payment").payload
        assert isinstance(payload, SplynxPaymentPayload)
        assert (payload.id, payload.invoice_id, payload.key) == ("1", "2", "o1")
        assert world.due("2") == 0
        assert [(k.xero_id, k.invoice_id) for k in world.links if k.role is Role.ALLOCATION] == [("o1", "2")]

    def test_an_invoice_of_the_same_id_does_not_hold_it_back(self, world: PullWorld) -> None:
        """P1: all of it goes in one sync."""
        world.bank_credit(50)
        world.sync()
        world.allocate_by_hand("o1", "2", 50)
        world.change(world.documents_by_id()["1"], number="X-1")
        plan = world.sync()
        assert sorted(a.kind.value for a in plan.actions) == ["relink-payment", "update-invoice"]

    @pytest.mark.parametrize(("received", "put"), [(80, 50), (50, 30)])
    def test_any_other_use_in_xero_is_named_and_written_nowhere(
        self, world: PullWorld, received: int, put: int
    ) -> None:
        """R27: 0.00, since the money is the same on both sides."""
        world.bank_credit(received)
        world.sync()
        world.allocate_by_hand("o1", "2", put)
        plan = world.sync()
        assert plan.actions == ()
        assert [(n.kind, n.amount) for n in plan.notices] == [("allocated-differently", money("0.00"))]

    def test_a_payment_that_splynx_used_in_part_is_never_put_elsewhere(self, world: PullWorld) -> None:
        world.bank_credit(50)
        world.sync()
        world.relation(PayerKind.PAYMENT, "1", "1", 20)
        world.alter("1", unallocated=money(30))
        world.allocate_by_hand("o1", "2", 50)
        assert into_splynx(world.plan()) == []

    def test_an_overpayment_voided_in_xero_is_deleted_in_splynx(self, world: PullWorld) -> None:
        world.bank_credit(70)
        world.sync()
        world.delete_by_hand("o1")
        assert into_splynx(world.sync()) == [("delete-payment", money(70))]

    def test_a_credit_whose_account_is_not_known_waits_for_it_to_be_read(self, world: PullWorld) -> None:
        world.bank_credit(70, account_id="", account_code="")
        assert world.plan().actions == ()


class TestRefunds:
    def test_a_refund_of_an_overpayment_names_its_receipt(self, world: PullWorld) -> None:
        world.bank_credit(70)
        world.sync()
        world.refund_credit("o1", money(30))
        plan = world.sync()
        assert into_splynx(plan) == [("create-refund", money(30))]
        payload = only_action(plan, "create-refund").payload
        assert isinstance(payload, SplynxPaymentPayload)
        assert (payload.amount, payload.refund_payment_id) == (money(-30), "1")

    def test_received_and_paid_back_before_the_sync_both_are_taken_over_in_one(self, world: PullWorld) -> None:
        world.bank_credit(70)
        world.refund_credit("o1", money(70))
        world.amend("o1", status=AccountingStatus.PAID)
        plan = world.sync()
        assert into_splynx(plan) == [("create-payment", money(70)), ("create-refund", money(70))]
        assert [p.refund_payment_id for p in world.payments()] == [None, "1"]

    def test_a_refund_of_a_credit_note_names_it(self, world: PullWorld) -> None:
        world.credit("77", 40)
        world.sync()
        note = next(k.xero_id for k in world.links if k.splynx_id == "77")
        world.refund_credit(note, money(40))
        plan = world.sync()
        payload = only_action(plan, "create-refund").payload
        assert isinstance(payload, SplynxPaymentPayload)
        assert (payload.amount, payload.credit_note_id) == (money(-40), "77")

    def test_refund_and_receipt_deleted_in_xero_go_in_that_order(self, world: PullWorld) -> None:
        world.bank_credit(70)
        world.sync()
        world.refund_credit("o1", money(70))
        world.sync()
        world.hold(replace(world.xero["f1"].body, status=AccountingStatus.DELETED))  # type: ignore[type-var]
        world.hold(replace(world.xero["o1"].body, status=AccountingStatus.VOIDED))  # type: ignore[type-var]
        plan = world.sync()
        assert [a.splynx_id for a in plan.actions] == ["2", "1"]

    def test_a_refund_pushed_from_splynx_is_not_taken_over(self, world: PullWorld) -> None:
        world.credit("77", 40)
        world.payment("9", -40, credit_note_id="77")
        plan = world.sync()
        assert into_splynx(plan) == []
        assert [k for k, _ in written(plan)] == ["create-refund"]


def test_allocations_of_a_receipt_are_splynxs_matter(pulled: PullWorld) -> None:
    """R27: moved to another invoice in Splynx it is named, and nothing is written."""
    pulled.unrelate("1", "1")
    pulled.relation(PayerKind.PAYMENT, "1", "2", 50)
    pulled.alter("1", unallocated=money(50))
    plan = pulled.sync()
    assert plan.actions == ()
    assert {(n.kind, n.amount) for n in plan.notices} == {("allocated-differently", money("0.00"))}


def test_the_unsent_rest_of_a_payment_is_named_once_its_method_is_read_from_xero(world: PullWorld) -> None:
    """P5. Found by turning history 27: a part was ignored, then the flow changed."""
    sent = {"1": MethodMapping("090", Flow.TO_XERO), "4": MethodMapping("a091", Flow.TO_XERO)}
    read, world.methods = world.methods, sent
    world.pay("9", 120, ("1", 100), ("2", 20), method_id="4")
    plan = world.plan()
    world.service.run(plan, at_most=1)
    world.methods = read
    notices = [n for n in world.plan().notices if n.kind == "before-turn"]
    assert [n.amount for n in notices] == [money(120) - plan.actions[0].amount]
