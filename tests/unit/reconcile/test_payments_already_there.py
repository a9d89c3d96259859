"""Payments that Xero already has: by token, by likeness; and payments above what is owed (R2, R4, R20)."""

import datetime as dt
from typing import Any

import pytest

from splynx_xero_gui.domain.accounting import Payment
from splynx_xero_gui.domain.billing import PayerKind
from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.kinds import Birthplace, Flow, ObjectKind
from splynx_xero_gui.domain.profile import MethodMapping
from splynx_xero_gui.domain.records import Link, Role
from tests.support.money_world import MoneyWorld, written
from tests.support.planner import TODAY, choices, money


@pytest.fixture
def world() -> MoneyWorld:
    made = MoneyWorld()
    made.bill("1", 100)
    made.bill("2", 50)
    made.sync()
    return made


def forget(world: MoneyWorld) -> None:
    """The ledger lost what it knew of payments."""
    world.links = [k for k in world.links if k.role is Role.MAIN]


def members(world: MoneyWorld) -> set[tuple[object, ...]]:
    return {(k.role, k.part, k.invoice_id, k.xero_id) for k in world.links if k.role is not Role.MAIN}


class TestByToken:
    def test_receipts_and_credit_are_linked_again_and_nothing_is_sent(self, world: MoneyWorld) -> None:
        world.pay("7", 170, ("1", 100), ("2", 50))
        world.sync()
        before = members(world)
        forget(world)
        plan = world.sync()
        assert written(plan) == []
        assert members(world) == before
        assert {k.birthplace for k in plan.links} == {Birthplace.SPLYNX}

    def test_a_credit_is_linked_with_what_was_allocated_of_it(self, world: MoneyWorld) -> None:
        world.pay("7", 80)
        world.sync()
        world.relation(PayerKind.PAYMENT, "7", "2", 50)
        world.sync()
        forget(world)
        assert written(world.sync()) == []
        assert [k.amount for k in world.active(Role.ALLOCATION)] == [50]

    def test_another_amount_is_asked_about_and_nothing_is_sent(self, world: MoneyWorld) -> None:
        world.pay("7", 100, ("1", 100))
        world.by_hand("1", 60, reference="R7 SPX-P7.1")
        assert world.plan().actions == ()
        world.decide(ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED, "link")
        assert written(world.sync()) == [("create-payment", money(40))]
        assert {reference for _, _, reference in world.receipts()} == {"R7 SPX-P7.1", "R7 SPX-P7.2"}

    def test_the_token_of_payment_123_is_not_that_of_payment_12(self, world: MoneyWorld) -> None:
        world.pay("12", 30, ("1", 30))
        world.by_hand("1", 30, reference="SPX-P123.1")
        assert written(world.sync()) == [("create-payment", money(30))]

    def test_the_token_of_another_splynx_system_is_not_ours(self, world: MoneyWorld) -> None:
        world.pay("7", 30, ("1", 30))
        world.by_hand("1", 30, reference="SPXa-P7.1")
        assert written(world.sync()) == [("create-payment", money(30))]

    def test_a_deleted_receipt_is_not_adopted_and_its_number_not_used_again(self, world: MoneyWorld) -> None:
        world.pay("7", 30, ("1", 30))
        world.by_hand("1", 30, reference="SPX-P7.1")
        world.delete_by_hand("hand")
        world.sync()
        assert world.receipts() == [("20261", money(30), "R7 SPX-P7.2")]


class TestByLikeness:
    def test_an_equal_payment_on_the_same_invoice_is_asked_about_on_any_day(self, world: MoneyWorld) -> None:
        world.by_hand("1", 30, date=dt.date(2026, 3, 1))
        world.pay("7", 30, ("1", 30))
        assert world.plan().actions == ()
        world.decide(ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED, "link")
        assert written(world.sync()) == []
        assert [(k.xero_id, k.birthplace) for k in world.active(Role.PAYMENT)] == [("hand", Birthplace.BOTH)]

    def test_another_payment_is_sent_where_a_person_says_so(self, world: MoneyWorld) -> None:
        world.by_hand("1", 30)
        world.pay("7", 30, ("1", 30))
        world.decide(ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED, "separate")
        assert written(world.sync()) == [("create-payment", money(30))]

    @pytest.mark.parametrize(("days", "asked"), [(5, True), (6, False)])
    def test_elsewhere_it_must_lie_within_five_days(self, world: MoneyWorld, days: int, asked: bool) -> None:
        world.by_hand("2", 30, date=TODAY - dt.timedelta(days))
        world.pay("7", 30, ("1", 30))
        assert bool(world.plan().conflicts) is asked

    def test_another_customers_payment_is_no_candidate(self, world: MoneyWorld) -> None:
        world.customer("13", "Jane")
        world.bill("3", 30, customer_id="13")
        world.sync()
        world.by_hand("3", 30)
        world.pay("7", 30, ("1", 30))
        assert written(world.sync()) == [("create-payment", money(30))]

    def test_each_candidate_is_used_once(self, world: MoneyWorld) -> None:
        world.by_hand("1", 30)
        world.pay("7", 30, ("1", 30))
        world.pay("8", 30, ("1", 30))
        plan = world.plan()
        assert [c.splynx_id for c in plan.conflicts] == ["7"]
        assert [(a.splynx_id, a.amount) for a in plan.actions] == [("8", 30)]

    def test_receipts_on_an_account_read_from_xero_are_left_to_the_other_direction(self, world: MoneyWorld) -> None:
        world.by_hand("2", 30, account_id="a091", account_code="091")
        world.pay("7", 30, ("1", 30))
        assert written(world.sync()) == [("create-payment", money(30))]

    def test_what_the_official_addon_marked_is_asked_about_on_any_day(self, world: MoneyWorld) -> None:
        world.by_hand("2", 30, date=dt.date(2026, 2, 1), reference="Splynx payment id #7")
        world.pay("7", 30, ("1", 30))
        world.pay("71", 30, ("1", 30))
        assert [c.splynx_id for c in world.plan().conflicts] == ["7"]

    def test_an_overpayment_entered_by_hand_serves_the_invoice_once_linked(self, world: MoneyWorld) -> None:
        world.by_hand_credit(50)
        world.pay("7", 50, ("2", 50))
        world.decide(ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED, "link")
        assert written(world.sync()) == [("allocate-overpayment", money(50))]

    def test_a_credit_may_be_the_overpayment_entered_by_hand(self, world: MoneyWorld) -> None:
        world.by_hand_credit(50)
        world.pay("7", 50)
        world.decide(ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED, "link")
        assert written(world.sync()) == []
        assert [k.xero_id for k in world.active(Role.CREDIT)] == ["hand-credit"]

    def test_a_person_may_name_the_payment_it_is(self, world: MoneyWorld) -> None:
        world.by_hand("1", 30)
        world.by_hand("2", 29, id="other", date=dt.date(2026, 1, 5))
        world.pay("7", 30, ("1", 30))
        world.decide(ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED, "in-sync", "other")
        plan = world.sync()
        assert written(plan) == []
        assert [k.xero_id for k in world.active(Role.PAYMENT)] == ["other"]

    def test_a_named_payment_that_is_not_there_keeps_the_question(self, world: MoneyWorld) -> None:
        world.by_hand("1", 30)
        world.pay("7", 30, ("1", 30))
        world.decide(ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED, "in-sync", "nowhere")
        assert "no payment 'nowhere'" in world.question(ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED).why


class TestArrivedTwice:
    """ADR 008: what was carried out so late that it was sent again. Invoice 1 owes 100, 30 of it are sent."""

    @pytest.fixture
    def sent(self, world: MoneyWorld) -> MoneyWorld:
        world.pay("7", 30, ("1", 30))
        world.sync()
        return world

    def twin(self, world: MoneyWorld, **changes: object) -> None:
        (link,) = world.active(Role.PAYMENT)
        made = world.xero[link.xero_id].body
        assert isinstance(made, Payment)
        how: dict[str, Any] = {"date": made.date, "reference": made.reference, "id": "twin", **changes}
        world.by_hand("1", how.pop("amount", 30), **how)

    def test_the_one_that_nothing_is_linked_to_is_deleted(self, sent: MoneyWorld) -> None:
        self.twin(sent)
        plan = sent.sync()
        assert [(a.kind.value, a.xero_id) for a in plan.actions] == [("delete-payment", "twin")]
        assert written(sent.sync()) == []

    @pytest.mark.parametrize("changes", [{"date": dt.date(2026, 11, 2)}, {"amount": 29}, {"reference": "by hand"}])
    def test_what_differs_is_no_twin(self, sent: MoneyWorld, changes: dict[str, object]) -> None:
        self.twin(sent, **changes)
        assert written(sent.plan()) == []

    def test_what_the_bank_confirmed_is_named_and_left(self, sent: MoneyWorld) -> None:
        self.twin(sent, reconciled=True)
        plan = sent.plan()
        assert written(plan) == []
        assert [(n.kind, n.amount) for n in plan.notices] == [("made-twice", money(-30))]


class TestAboveWhatIsOwed:
    @pytest.fixture
    def owing(self, world: MoneyWorld) -> MoneyWorld:
        """80 of 100 are paid by hand; Splynx has a payment of 70 for it."""
        world.by_hand("1", 80, date=dt.date(2026, 6, 1))
        world.pay("7", 70, ("1", 70))
        return world

    def test_is_asked_about(self, owing: MoneyWorld) -> None:
        assert owing.plan().actions == ()
        question = owing.question(ConflictKind.PAYMENT_EXCEEDS_DUE)
        assert question.question == "Payment R7 of 70.00 is more than the 20.00 still owed on invoice 20261."
        assert question.choices[0].consequence == "20.00 on the invoice, 50.00 as credit of John Smith."

    def test_the_excess_may_become_credit(self, owing: MoneyWorld) -> None:
        owing.decide(ConflictKind.PAYMENT_EXCEEDS_DUE, "overpayment")
        assert written(owing.sync()) == [("create-overpayment", money(50)), ("create-payment", money(20))]

    def test_all_of_it_may_become_credit_and_stays_so(self, owing: MoneyWorld) -> None:
        owing.decide(ConflictKind.PAYMENT_EXCEEDS_DUE, "all-credit")
        assert written(owing.sync()) == [("create-overpayment", money(70))]
        assert owing.xero_invoice("1").open == 20

    def test_where_nothing_is_owed_only_credit_is_offered(self, world: MoneyWorld) -> None:
        world.by_hand("1", 100, date=dt.date(2026, 6, 1))
        world.pay("7", 70, ("1", 70))
        assert "overpayment" not in choices(world.question(ConflictKind.PAYMENT_EXCEEDS_DUE))

    def test_an_equal_payment_by_hand_is_looked_for_first(self, world: MoneyWorld) -> None:
        world.by_hand("1", 100, date=dt.date(2026, 6, 1))
        world.pay("7", 100, ("1", 100))
        assert [c.kind for c in world.plan().conflicts] == [ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED]

    def test_a_credit_held_for_an_invoice_moves_when_splynx_moves_the_payment(self, owing: MoneyWorld) -> None:
        owing.decide(ConflictKind.PAYMENT_EXCEEDS_DUE, "all-credit")
        owing.sync()
        owing.unrelate("7", "1")
        owing.relation(PayerKind.PAYMENT, "7", "2", 50)
        owing.alter("7", unallocated=money(20))
        assert written(owing.sync()) == [("allocate-overpayment", money(50))]


class TestLookalikes:
    def test_payments_with_one_gateway_id_wait_until_a_person_decides(self, world: MoneyWorld) -> None:
        for id in ("7", "8"):
            world.pay(id, 30, ("1", 30), fields=("ch_1", "", "", "", ""))
        assert world.plan().actions == ()
        assert "2 payments of 30.00" in world.question(ConflictKind.DUPLICATE_SUSPECTED).question
        world.decide(ConflictKind.DUPLICATE_SUSPECTED, "separate")
        assert written(world.sync()) == [("create-payment", money(30)), ("create-payment", money(30))]

    def test_the_one_a_person_picks_is_left_out(self, world: MoneyWorld) -> None:
        for id in ("7", "8"):
            world.pay(id, 30, ("1", 30), receipt_number="R-1")
        world.decide(ConflictKind.DUPLICATE_SUSPECTED, "same", "7")
        plan = world.sync()
        assert [a.splynx_id for a in plan.actions] == ["8"]
        assert [(n.kind, n.splynx_id, n.amount) for n in plan.notices] == [("left-out", "7", money(30))]

    def test_a_second_one_after_the_first_was_sent_is_suspected_alone(self, world: MoneyWorld) -> None:
        world.pay("7", 30, ("1", 30), fields=("ch_1", "", "", "", ""))
        world.sync()
        world.pay("8", 30, ("1", 30), fields=("ch_1", "", "", "", ""), date=TODAY - dt.timedelta(1))
        assert world.question(ConflictKind.DUPLICATE_SUSPECTED).splynx_id == "8"

    @pytest.mark.parametrize(
        "other",
        [
            {"amount": money(31), "unallocated": money(31)},
            {"fields": ("ch_2", "", "", "", "")},
            {"fields": ("", "ch_1", "", "", "")},
            {"date": TODAY - dt.timedelta(30)},
        ],
    )
    def test_different_money_marks_or_months_are_not_suspected(
        self, world: MoneyWorld, other: dict[str, object]
    ) -> None:
        world.pay("7", 30, fields=("ch_1", "", "", "", ""))
        world.pay("8", 30, fields=("ch_1", "", "", "", ""))
        world.alter("8", **other)
        assert world.plan().conflicts == ()

    def test_empty_marks_are_no_marks(self, world: MoneyWorld) -> None:
        for id in ("7", "8"):
            world.pay(id, 30, receipt_number="")
        assert world.plan().conflicts == ()


class TestBornInXero:
    """A receipt taken over from Xero is never pushed; its allocations made in Splynx are (P4, R27)."""

    @pytest.fixture
    def pulled(self, world: MoneyWorld) -> MoneyWorld:
        world.by_hand_credit(50, account_code="091")
        world.pay("7", 50, method_id="4")
        world.link(
            Link(
                ObjectKind.PAYMENT,
                "7",
                Role.CREDIT,
                ObjectKind.OVERPAYMENT,
                "hand-credit",
                "12",
                part=1,
                amount=money(50),
                birthplace=Birthplace.XERO,
            )
        )
        return world

    def test_its_method_may_change_direction_without_an_echo(self, pulled: MoneyWorld) -> None:
        pulled.methods["4"] = MethodMapping("090", Flow.TO_XERO)
        assert written(pulled.sync()) == []

    def test_an_edit_in_splynx_sends_nothing(self, pulled: MoneyWorld) -> None:
        pulled.methods["4"] = MethodMapping("090", Flow.TO_XERO)
        pulled.alter("7", amount=money(80), unallocated=money(80))
        assert written(pulled.sync()) == []

    def test_its_allocation_in_splynx_is_written_to_xero(self, pulled: MoneyWorld) -> None:
        pulled.relation(PayerKind.PAYMENT, "7", "2", 50)
        assert written(pulled.sync()) == [("allocate-overpayment", money(50))]

    def test_its_deletion_in_splynx_deletes_nothing_in_xero(self, pulled: MoneyWorld) -> None:
        pulled.remove_payment("7")
        assert written(pulled.sync()) == []
