"""Credit notes on invoices, credit without a document, and refunds (R16, R18, R19)."""

import datetime as dt
from dataclasses import replace

import pytest

from splynx_xero_gui.domain.accounting import AccountingStatus, PaymentTarget
from splynx_xero_gui.domain.billing import PayerKind
from splynx_xero_gui.domain.conflict import Conflict, ConflictKind
from splynx_xero_gui.domain.payloads import AllocationPayload, DocumentPayload, PaymentPayload
from splynx_xero_gui.domain.records import LinkState, Role
from tests.support.money_world import MoneyWorld, waits, written
from tests.support.planner import choices, money, only_action


@pytest.fixture
def world() -> MoneyWorld:
    made = MoneyWorld()
    made.bill("1", 100)
    made.bill("2", 50)
    made.credit("5", 60)
    return made


class TestCreditNotes:
    def test_are_allocated_as_relations_say(self, world: MoneyWorld) -> None:
        world.relation(PayerKind.CREDIT_NOTE, "5", "1", 40)
        world.relation(PayerKind.CREDIT_NOTE, "5", "2", 20)
        world.sync()
        assert (world.xero_invoice("1").open, world.xero_invoice("2").open) == (60, 30)

    def test_are_followed_through_a_transaction(self, world: MoneyWorld) -> None:
        world.transaction("900", credit_note_id="5", total=money(60))
        world.relation(PayerKind.TRANSACTION, "900", "1", 60)
        assert written(world.sync()) == [("allocate-credit-note", money(60))]

    def test_without_relations_go_to_the_linked_invoice_with_what_is_used(self, world: MoneyWorld) -> None:
        world.credit("5", 60, invoice_id="1", open=money(15))
        assert written(world.sync()) == [("allocate-credit-note", money(45))]

    def test_what_was_refunded_is_not_taken_for_an_allocation(self, world: MoneyWorld) -> None:
        world.credit("5", 60, invoice_id="1", open=money(0))
        world.payment("9", -60, credit_note_id="5")
        assert written(world.sync()) == [("create-refund", money(60))]

    def test_wait_while_one_side_is_a_draft(self, world: MoneyWorld) -> None:
        world.options = replace(world.options, invoice_status="DRAFT")
        world.relation(PayerKind.CREDIT_NOTE, "5", "1", 60)
        assert waits(world.sync()) == [("waiting-for-approval", money(60))]
        for seen in [k.xero_id for k in world.active(Role.MAIN) if k.xero_id.startswith(("invoice", "credit"))]:
            world.amend(seen, status=AccountingStatus.AUTHORISED)
        assert written(world.sync()) == [("allocate-credit-note", money(60))]

    def test_move_when_splynx_moves_them(self, world: MoneyWorld) -> None:
        world.relation(PayerKind.CREDIT_NOTE, "5", "1", 50)
        world.sync()
        world.unrelate("5", "1")
        world.relation(PayerKind.CREDIT_NOTE, "5", "2", 50)
        plan = world.sync()
        assert written(plan) == [("deallocate-credit-note", money(50)), ("allocate-credit-note", money(50))]
        assert only_action(plan, "deallocate-credit-note").id in only_action(plan, "allocate-credit-note").depends_on

    def test_make_room_for_a_payment_before_it_is_sent(self, world: MoneyWorld) -> None:
        world.relation(PayerKind.CREDIT_NOTE, "5", "2", 50)
        world.sync()
        world.unrelate("5", "2")
        world.pay("7", 50, ("2", 50))
        plan = world.sync()
        assert only_action(plan, "deallocate-credit-note").id in only_action(plan, "create-payment").depends_on

    def test_an_equal_allocation_made_by_hand_is_adopted(self, world: MoneyWorld) -> None:
        world.sync()
        note = next(k.xero_id for k in world.links if k.splynx_id == "5")
        world.allocate_by_hand(note, "1", 60)
        world.relation(PayerKind.CREDIT_NOTE, "5", "1", 60)
        assert written(world.sync()) == []

    def test_taken_off_by_hand_they_are_asked_about(self, world: MoneyWorld) -> None:
        world.relation(PayerKind.CREDIT_NOTE, "5", "1", 60)
        world.sync()
        note = next(k.xero_id for k in world.links if k.splynx_id == "5")
        world.deallocate_by_hand(note, world.document(note).allocations[0])
        world.decide(ConflictKind.ALLOCATION_DIFFERS, "use-splynx")
        assert written(world.sync()) == [("allocate-credit-note", money(60))]

    def test_wait_where_their_invoice_has_no_room_left_in_xero(self, world: MoneyWorld) -> None:
        world.sync()
        world.by_hand("2", 50)
        world.relation(PayerKind.CREDIT_NOTE, "5", "2", 50)
        plan = world.plan()
        assert plan.actions == ()
        assert waits(plan) == [("invoice-has-no-room", money(50))]

    def test_on_an_older_invoice_may_stay_open_credit(self, world: MoneyWorld) -> None:
        world.bill("90", 80, date=dt.date(2025, 12, 1))
        world.relation(PayerKind.CREDIT_NOTE, "5", "90", 60)
        world.decide(ConflictKind.PAYMENT_FOR_UNSYNCED_INVOICE, "as-credit")
        plan = world.sync()
        assert written(plan) == []
        assert plan.conflicts == ()

    def test_an_allocation_is_dated_after_the_closed_period(self, world: MoneyWorld) -> None:
        world.sync()
        world.options = replace(world.options, closed_until=dt.date(2026, 11, 10))
        world.relation(PayerKind.CREDIT_NOTE, "5", "1", 60)
        payload = only_action(world.sync(), "allocate-credit-note").payload
        assert isinstance(payload, AllocationPayload)
        assert payload.date == dt.date(2026, 11, 11)


class TestCreditWithoutDocument:
    @pytest.fixture
    def gifted(self, world: MoneyWorld) -> MoneyWorld:
        world.transaction("900", total=money(30), category_id="1", description="Goodwill")
        world.relation(PayerKind.TRANSACTION, "900", "1", 30)
        return world

    def test_is_asked_about(self, gifted: MoneyWorld) -> None:
        question = gifted.question(ConflictKind.CREDIT_WITHOUT_DOCUMENT)
        assert question.question == "John Smith was credited 30.00 in Splynx without a payment or credit note."

    def test_may_become_a_credit_note_on_the_mapped_account(self, gifted: MoneyWorld) -> None:
        gifted.decide(ConflictKind.CREDIT_WITHOUT_DOCUMENT, "credit-note")
        plan = gifted.sync()
        payload = next(a.payload for a in plan.actions if a.splynx_id == "900" and a.links[0].role is Role.MAIN)
        assert isinstance(payload, DocumentPayload)
        assert (payload.number, payload.lines[0].account_code, payload.total) == ("SPX-T900", "200", 30)
        assert gifted.xero_invoice("1").open == 70

    def test_is_linked_again_after_the_ledger_lost_it(self, gifted: MoneyWorld) -> None:
        gifted.decide(ConflictKind.CREDIT_WITHOUT_DOCUMENT, "credit-note")
        gifted.sync()
        gifted.links = [k for k in gifted.links if k.splynx_id != "900"]
        assert written(gifted.sync()) == []
        assert sorted(k.role for k in gifted.links if k.splynx_id == "900") == [Role.ALLOCATION, Role.MAIN]

    def test_may_be_left_and_is_named(self, gifted: MoneyWorld) -> None:
        gifted.decide(ConflictKind.CREDIT_WITHOUT_DOCUMENT, "leave")
        plan = gifted.sync()
        assert [(n.kind, n.amount) for n in plan.notices] == [("left", money(30))]

    def test_of_an_unmapped_category_offers_no_credit_note(self, gifted: MoneyWorld) -> None:
        gifted.transaction("900", total=money(30), category_id="3")
        assert choices(gifted.question(ConflictKind.CREDIT_WITHOUT_DOCUMENT))[0] == "leave"


class TestRefunds:
    def refund(self, world: MoneyWorld, amount: object = -60, **more: object) -> None:
        world.payment("9", amount, receipt_number="R9", **more)

    def test_the_named_credit_note_is_refunded(self, world: MoneyWorld) -> None:
        world.pay("7", 80)
        self.refund(world, credit_note_id="5")
        plan = world.sync()
        payload = only_action(plan, "create-refund").payload
        assert isinstance(payload, PaymentPayload)
        assert (payload.target, payload.amount, payload.token) == (PaymentTarget.CREDIT_NOTE, 60, "SPX-P9.1")

    def test_the_open_credit_of_the_named_receipt_is_refunded(self, world: MoneyWorld) -> None:
        world.pay("6", 80, date=dt.date(2026, 11, 1))
        world.pay("7", 80)
        self.refund(world, refund_payment_id="7")
        world.alter("7", unallocated=money(20))
        world.sync()
        assert world.credits() == [("R6 SPX-P6.1", 80, 80), ("R7 SPX-P7.1", 80, 20)]

    def test_else_the_oldest_open_credit_comes_first(self, world: MoneyWorld) -> None:
        world.pay("6", 80, date=dt.date(2026, 10, 1))
        world.pay("7", 80, date=dt.date(2026, 11, 2))
        self.refund(world, -90)
        plan = world.sync()
        refunds = [a.payload for a in plan.actions if a.kind == "create-refund"]
        tokens = {p.token: p.amount for p in refunds if isinstance(p, PaymentPayload)}
        assert tokens == {"SPX-P9.1": 80, "SPX-P9.2": 10}
        assert [open_ for _, _, open_ in world.credits()] == [0, 80]

    def test_what_splynx_allocates_is_not_refunded(self, world: MoneyWorld) -> None:
        world.relation(PayerKind.CREDIT_NOTE, "5", "1", 60)
        self.refund(world)
        assert only_refund_question(world).subject == "refund R9"

    def test_a_refunded_receipt_still_adds_up(self, world: MoneyWorld) -> None:
        world.pay("7", 80)
        world.payment("9", -80, refund_payment_id="7")
        world.alter("7", unallocated=money(0))
        assert written(world.sync()) == [("create-overpayment", money(80)), ("create-refund", money(80))]

    def test_waits_for_the_receipt_it_names(self, world: MoneyWorld) -> None:
        world.pay("7", 80, method_id="55")
        self.refund(world, refund_payment_id="7")
        world.alter("7", unallocated=money(20))
        assert ("waiting-for-payment", money(60)) in waits(world.plan())

    def test_without_credit_it_is_asked_about(self, world: MoneyWorld) -> None:
        self.refund(world, -500)
        question = only_refund_question(world)
        assert "un-pay" not in choices(question)
        world.answer(question, "wait-for-credit-note")
        assert waits(world.sync()) == [("waiting-for-credit-note", money(500))]

    def test_left_without_credit_it_is_named_with_its_sign(self, world: MoneyWorld) -> None:
        self.refund(world, -500)
        world.answer(only_refund_question(world), "leave")
        assert [(n.kind, n.amount) for n in world.sync().notices] == [("left", money(-500))]

    def test_a_chargeback_may_take_the_receipt_off_and_neither_is_sent_again(self, world: MoneyWorld) -> None:
        world.splynx = {k: v for k, v in world.splynx.items() if k[1] != "5"}
        world.pay("7", 100, ("1", 100))
        world.sync()
        self.refund(world, -100, refund_payment_id="7")
        world.answer(only_refund_question(world), "un-pay")
        assert written(world.sync()) == [("delete-payment", money(100))]
        assert sorted(k.state for k in world.links if k.role in (Role.PAYMENT, Role.REFUND)) == [LinkState.LEFT] * 2

    @pytest.mark.parametrize("obstacle", ["reconciled", "month", "amount"])
    def test_a_chargeback_that_would_change_more_than_itself_cannot(self, world: MoneyWorld, obstacle: str) -> None:
        world.splynx = {k: v for k, v in world.splynx.items() if k[1] != "5"}
        world.pay("7", 100, ("1", 100), date=dt.date(2026, 10, 30 if obstacle == "month" else 1))
        world.alter("7", date=dt.date(2026, 10, 30) if obstacle == "month" else dt.date(2026, 11, 3))
        world.sync()
        world.amend(world.active(Role.PAYMENT)[0].xero_id, reconciled=obstacle == "reconciled")
        self.refund(world, -99 if obstacle == "amount" else -100, refund_payment_id="7")
        assert "un-pay" not in choices(only_refund_question(world))

    def test_with_our_token_in_xero_it_is_linked_again(self, world: MoneyWorld) -> None:
        self.refund(world)
        world.sync()
        world.links = [k for k in world.links if k.role is not Role.REFUND]
        assert written(world.sync()) == []
        assert [k.amount for k in world.active(Role.REFUND)] == [60]

    def test_entered_by_hand_in_xero_it_is_asked_about(self, world: MoneyWorld) -> None:
        self.refund(world)
        world.sync()
        made = world.active(Role.REFUND)[0].xero_id
        world.links = [k for k in world.links if k.role is not Role.REFUND]
        world.amend(made, reference="paid back")
        assert world.plan().actions == ()
        world.decide(ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED, "link")
        assert written(world.sync()) == []

    def test_credit_that_must_come_off_an_invoice_comes_off_before_it_is_refunded(self, world: MoneyWorld) -> None:
        world.pay("7", 50)
        world.sync()
        world.relation(PayerKind.PAYMENT, "7", "2", 50)
        world.sync()
        world.unrelate("7", "2")
        self.refund(world, -50, refund_payment_id="7")
        plan = world.sync()
        assert only_action(plan, "deallocate-overpayment").id in only_action(plan, "create-refund").depends_on

    def test_deleted_in_splynx_it_is_deleted_in_xero(self, world: MoneyWorld) -> None:
        self.refund(world)
        world.sync()
        world.remove_payment("9")
        assert written(world.sync()) == [("delete-payment", money(60))]

    def test_receipt_and_refund_deleted_together_come_off_in_order(self, world: MoneyWorld) -> None:
        world.pay("7", 80)
        world.payment("9", -80, refund_payment_id="7")
        world.alter("7", unallocated=money(0))
        world.sync()
        world.remove_payment("7")
        world.remove_payment("9")
        assert written(world.sync()) == [("delete-payment", money(80)), ("delete-overpayment", money(80))]

    def test_edited_it_is_replaced_only_when_a_person_says_so(self, world: MoneyWorld) -> None:
        self.refund(world, -40)
        world.sync()
        world.alter("9", amount=money(-50))
        assert world.plan().actions == ()
        world.decide(ConflictKind.PAYMENT_EDITED, "replace")
        assert written(world.sync()) == [("delete-payment", money(40)), ("create-refund", money(50))]


def only_refund_question(world: MoneyWorld) -> Conflict:
    return world.question(ConflictKind.REFUND_WITHOUT_CREDIT)
