"""Money that comes off in Xero: deleted, edited, moved; and money that Xero lost (R21, R27, R28)."""

import datetime as dt
from dataclasses import replace

import pytest

from splynx_xero_gui.domain.billing import PayerKind
from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.records import LinkState, Role
from tests.support.money_world import MoneyWorld, waits, written
from tests.support.planner import choices, money, only_action


@pytest.fixture
def world() -> MoneyWorld:
    made = MoneyWorld()
    made.bill("1", 100)
    made.bill("2", 50)
    return made


@pytest.fixture
def paid(world: MoneyWorld) -> MoneyWorld:
    world.pay("7", 100, ("1", 100))
    world.sync()
    return world


@pytest.fixture
def credited(world: MoneyWorld) -> MoneyWorld:
    """A payment of 80 as credit, 50 of it allocated."""
    world.pay("7", 80)
    world.sync()
    world.relation(PayerKind.PAYMENT, "7", "2", 50)
    world.sync()
    return world


class TestDeletedInSplynx:
    def test_is_deleted_in_xero(self, paid: MoneyWorld) -> None:
        paid.remove_payment("7")
        assert written(paid.sync()) == [("delete-payment", money(100))]
        assert paid.xero_invoice("1").open == 100
        assert [k.state for k in paid.links if k.role is Role.PAYMENT] == [LinkState.RETIRED]

    def test_a_credit_loses_its_allocations_first(self, credited: MoneyWorld) -> None:
        credited.remove_payment("7")
        assert written(credited.sync()) == [("deallocate-overpayment", money(50)), ("delete-overpayment", money(80))]
        assert credited.credits() == []

    def test_an_allocation_made_by_hand_comes_off_too(self, world: MoneyWorld) -> None:
        world.pay("7", 80)
        world.sync()
        world.allocate_by_hand(world.active(Role.CREDIT)[0].xero_id, "1", 30)
        world.remove_payment("7")
        assert written(world.sync()) == [("deallocate-overpayment", money(30)), ("delete-overpayment", money(80))]

    def test_another_payment_takes_the_room_after_the_deletion(self, paid: MoneyWorld) -> None:
        paid.remove_payment("7")
        paid.pay("8", 100, ("1", 100))
        plan = paid.sync()
        made, deleted = only_action(plan, "create-payment"), only_action(plan, "delete-payment")
        assert deleted.id in made.depends_on

    @pytest.mark.parametrize(
        ("changes", "how"),
        [
            ({"reconciled": True}, "is reconciled"),
            ({"reconciled": None, "batch_id": "B9"}, "is part of the batch payment B9"),
        ],
    )
    def test_is_never_deleted_where_the_bank_confirmed_it(
        self, paid: MoneyWorld, changes: dict[str, object], how: str
    ) -> None:
        paid.amend(paid.active(Role.PAYMENT)[0].xero_id, **changes)
        paid.remove_payment("7")
        question = paid.question(ConflictKind.PAYMENT_DELETED_BUT_RECONCILED)
        assert how in question.question
        assert paid.plan().actions == ()

    def test_waits_for_unreconciling_where_that_is_answered(self, paid: MoneyWorld) -> None:
        receipt = paid.active(Role.PAYMENT)[0].xero_id
        paid.amend(receipt, reconciled=True)
        paid.remove_payment("7")
        paid.decide(ConflictKind.PAYMENT_DELETED_BUT_RECONCILED, "wait-unreconcile")
        assert waits(paid.sync()) == [("waiting-for-unreconcile", money(100))]
        paid.amend(receipt, reconciled=False)
        assert written(paid.sync()) == [("delete-payment", money(100))]

    def test_of_an_earlier_open_month_is_asked_about(self, world: MoneyWorld) -> None:
        world.pay("7", 100, ("1", 100), date=dt.date(2026, 10, 30))
        world.sync()
        world.remove_payment("7")
        assert "of October 2026" in world.question(ConflictKind.PAYMENT_DELETED_EARLIER_MONTH).question
        world.decide(ConflictKind.PAYMENT_DELETED_EARLIER_MONTH, "delete")
        assert written(world.sync()) == [("delete-payment", money(100))]

    def test_of_an_earlier_month_is_deleted_unasked_where_the_option_allows_it(self, world: MoneyWorld) -> None:
        world.options = replace(world.options, earlier_months="allow")
        world.pay("7", 100, ("1", 100), date=dt.date(2026, 10, 30))
        world.sync()
        world.remove_payment("7")
        assert written(world.sync()) == [("delete-payment", money(100))]

    def test_of_a_closed_period_is_never_deleted(self, paid: MoneyWorld) -> None:
        paid.options = replace(paid.options, closed_until=dt.date(2026, 11, 30))
        paid.remove_payment("7")
        question = paid.question(ConflictKind.DOCUMENT_LOCKED_PERIOD)
        assert "first-open-day" not in choices(question)
        paid.answer(question, "leave-out")
        plan = paid.sync()
        assert written(plan) == []
        assert [n.kind for n in plan.notices] == ["left-out"]

    def test_is_only_unlinked_where_xero_deleted_it_too(self, paid: MoneyWorld) -> None:
        paid.delete_by_hand(paid.active(Role.PAYMENT)[0].xero_id)
        paid.remove_payment("7")
        assert written(paid.sync()) == []
        assert paid.active(Role.PAYMENT) == []

    def test_a_matched_pair_is_never_deleted(self, world: MoneyWorld) -> None:
        world.sync()
        world.by_hand("1", 100)
        world.pay("7", 100, ("1", 100))
        world.decide(ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED, "link")
        world.sync()
        world.remove_payment("7")
        plan = world.sync()
        assert written(plan) == []
        assert [(n.kind, n.amount) for n in plan.notices] == [("removed-in-splynx", money(100))]


class TestMovedInSplynx:
    def test_a_receipt_is_taken_off_and_put_on_the_other_invoice(self, world: MoneyWorld) -> None:
        world.pay("7", 50, ("1", 50))
        world.sync()
        world.unrelate("7", "1")
        world.relation(PayerKind.PAYMENT, "7", "2", 50)
        plan = world.sync()
        assert written(plan) == [("delete-payment", money(50)), ("create-payment", money(50))]
        assert world.receipts() == [("20262", money(50), "R7 SPX-P7.2")]

    def test_moved_back_it_is_a_new_generation_of_the_same_part(self, world: MoneyWorld) -> None:
        world.pay("7", 50, ("1", 50))
        world.sync()
        world.unrelate("7", "1")
        world.relation(PayerKind.PAYMENT, "7", "2", 50)
        world.sync()
        world.unrelate("7", "2")
        world.relation(PayerKind.PAYMENT, "7", "1", 50)
        world.sync()
        assert world.receipts() == [("20261", money(50), "R7 SPX-P7.1.g2")]

    def test_an_allocation_moves_without_touching_the_money(self, credited: MoneyWorld) -> None:
        credited.unrelate("7", "2")
        credited.relation(PayerKind.PAYMENT, "7", "1", 50)
        assert written(credited.sync()) == [("deallocate-overpayment", money(50)), ("allocate-overpayment", money(50))]
        assert (credited.xero_invoice("1").open, credited.xero_invoice("2").open) == (50, 50)

    def test_a_smaller_share_frees_the_rest_as_credit(self, paid: MoneyWorld) -> None:
        paid.unrelate("7", "1")
        paid.relation(PayerKind.PAYMENT, "7", "1", 60)
        paid.alter("7", unallocated=money(40))
        paid.sync()
        assert [amount for _, amount, _ in paid.receipts()] == [60]
        assert paid.credits() == [("R7 SPX-P7.2", money(40), money(40))]

    def test_taken_off_its_only_invoice_it_becomes_credit_before_the_payment_is_read_again(
        self, world: MoneyWorld
    ) -> None:
        world.pay("7", 100, ("1", 100), invoice_id="1")
        world.sync()
        world.unrelate("7", "1")
        assert written(world.sync()) == [("delete-payment", money(100)), ("create-overpayment", money(100))]
        world.alter("7", unallocated=money(100), invoice_id=None)
        assert written(world.sync()) == []

    def test_an_unused_rest_that_no_relation_explains_still_waits(self, world: MoneyWorld) -> None:
        world.pay("7", 100, ("1", 10), ("2", 20), unallocated=money(0))
        world.unrelate("7", "2")
        assert waits(world.sync()) == [("parts-do-not-add-up", money(100))]

    def test_payments_may_swap_their_invoices(self, world: MoneyWorld) -> None:
        world.bill("2", 100)
        world.pay("7", 100, ("1", 100))
        world.pay("8", 100, ("2", 100))
        world.sync()
        world.unrelate("7", "1")
        world.unrelate("8", "2")
        world.relation(PayerKind.PAYMENT, "7", "2", 100)
        world.relation(PayerKind.PAYMENT, "8", "1", 100)
        world.sync()
        assert [(n, r) for n, _, r in world.receipts()] == [("20261", "R8 SPX-P8.2"), ("20262", "R7 SPX-P7.2")]

    def test_a_reconciled_receipt_stays_and_the_difference_can_be_left(self, paid: MoneyWorld) -> None:
        paid.amend(paid.active(Role.PAYMENT)[0].xero_id, reconciled=True)
        paid.unrelate("7", "1")
        paid.relation(PayerKind.PAYMENT, "7", "2", 50)
        paid.alter("7", unallocated=money(50))
        question = paid.question(ConflictKind.ALLOCATION_DIFFERS)
        assert "use-splynx" not in choices(question)
        paid.answer(question, "leave")
        plan = paid.sync()
        assert written(plan) == []
        assert [(n.kind, n.amount) for n in plan.notices] == [("allocated-differently", money(0))]


class TestReissuedInvoices:
    """The documents stage takes money off a credited invoice; it goes on the new one (R14, credit-reissue)."""

    def test_the_receipt_is_made_again_on_the_new_invoice(self, paid: MoneyWorld) -> None:
        paid.bill("1", 120)
        paid.decide(ConflictKind.INVOICE_CHANGED_AFTER_PAYMENT, "credit-reissue")
        paid.sync()
        assert paid.receipts() == [("20261-2", money(100), "R7 SPX-P7.1.g2")]

    def test_the_allocation_of_a_credit_is_made_again_on_the_new_invoice(self, credited: MoneyWorld) -> None:
        credited.bill("2", 60)
        credited.decide(ConflictKind.INVOICE_CHANGED_AFTER_PAYMENT, "credit-reissue")
        plan = credited.sync()
        assert ("allocate-overpayment", money(50)) in written(plan)
        assert credited.receipts() == []

    def test_what_the_smaller_invoice_does_not_take_is_asked_about(self, paid: MoneyWorld) -> None:
        paid.bill("1", 90)
        paid.decide(ConflictKind.INVOICE_CHANGED_AFTER_PAYMENT, "credit-reissue")
        assert paid.question(ConflictKind.PAYMENT_EXCEEDS_DUE).amount == 100


class TestEditedInSplynx:
    def test_is_replaced_only_when_a_person_says_so(self, paid: MoneyWorld) -> None:
        paid.bill("1", 120)
        paid.service.run(paid.plan())
        paid.unrelate("7", "1")
        paid.relation(PayerKind.PAYMENT, "7", "1", 90)
        paid.alter("7", amount=money(90))
        assert written(paid.plan()) == []
        assert "changed from 100.00 to 90.00" in paid.question(ConflictKind.PAYMENT_EDITED).question
        paid.decide(ConflictKind.PAYMENT_EDITED, "replace")
        paid.sync()
        assert paid.receipts() == [("20261", money(90), "R7 SPX-P7.1.g2")]

    def test_another_date_is_an_edit_too(self, paid: MoneyWorld) -> None:
        paid.alter("7", date=dt.date(2026, 11, 18))
        assert "100.00 of 2026-11-20 to 100.00 of 2026-11-18" in paid.question(ConflictKind.PAYMENT_EDITED).question
        paid.decide(ConflictKind.PAYMENT_EDITED, "replace")
        assert written(paid.sync()) == [("delete-payment", money(100)), ("create-payment", money(100))]

    def test_may_be_left_and_is_named(self, paid: MoneyWorld) -> None:
        paid.alter("7", amount=money(110))
        paid.decide(ConflictKind.PAYMENT_EDITED, "leave")
        plan = paid.sync()
        assert written(plan) == []
        assert [(n.kind, n.amount) for n in plan.notices] == [("left", money(10))]

    def test_cannot_be_replaced_while_reconciled(self, paid: MoneyWorld) -> None:
        paid.amend(paid.active(Role.PAYMENT)[0].xero_id, reconciled=True)
        paid.alter("7", amount=money(110))
        assert "replace" not in choices(paid.question(ConflictKind.PAYMENT_EDITED))

    def test_another_method_on_the_same_account_changes_nothing(self, paid: MoneyWorld) -> None:
        paid.methods["5"] = paid.methods["1"]
        paid.alter("7", method_id="5")
        assert paid.plan().conflicts == ()
        paid.alter("7", method_id="2")
        assert "by Cash to 100.00 by Card" in paid.question(ConflictKind.PAYMENT_EDITED).question

    def test_a_credit_with_allocations_is_replaced_whole(self, credited: MoneyWorld) -> None:
        credited.alter("7", amount=money(90))
        credited.decide(ConflictKind.PAYMENT_EDITED, "replace")
        credited.alter("7", unallocated=money(40))
        credited.sync()
        assert credited.receipts() == [("20262", money(50), "R7 SPX-P7.2")]
        assert credited.credits() == [("R7 SPX-P7.1.g2", money(40), money(40))]


class TestRemovedInXero:
    def test_is_sent_again_only_when_a_person_says_so(self, paid: MoneyWorld) -> None:
        paid.delete_by_hand(paid.active(Role.PAYMENT)[0].xero_id)
        question = paid.question(ConflictKind.REMOVED_IN_XERO)
        assert choices(question)[:3] == ["send-again", "remove-in-splynx", "leave"]
        assert paid.plan().actions == ()
        paid.answer(question, "send-again")
        assert paid.plan().consumed == (question.id,)
        paid.sync()
        assert paid.receipts() == [("20261", money(100), "R7 SPX-P7.1.g2")]

    def test_may_be_left_and_is_named(self, paid: MoneyWorld) -> None:
        paid.delete_by_hand(paid.active(Role.PAYMENT)[0].xero_id)
        paid.decide(ConflictKind.REMOVED_IN_XERO, "leave")
        plan = paid.sync()
        assert written(plan) == []
        assert [(n.kind, n.amount) for n in plan.notices] == [("left", money(100))]

    def test_a_credit_is_sent_again_as_splynx_uses_it_now(self, credited: MoneyWorld) -> None:
        credited.delete_by_hand(credited.active(Role.CREDIT)[0].xero_id)
        credited.alter("7", unallocated=money(30))
        credited.decide(ConflictKind.REMOVED_IN_XERO, "send-again")
        credited.sync()
        assert [amount for _, amount, _ in credited.receipts()] == [50]
        assert credited.credits() == [("R7 SPX-P7.1.g2", money(30), money(30))]

    def test_an_undone_receipt_is_sent_again_only_when_a_person_says_so(self, paid: MoneyWorld) -> None:
        link = paid.active(Role.PAYMENT)[0]
        paid.delete_by_hand(link.xero_id)
        paid.link(replace(link, state=LinkState.UNDONE))
        paid.decide(ConflictKind.UNDONE, "send-again")
        assert written(paid.sync()) == [("create-payment", money(100))]


class TestAllocationsChangedInXero:
    def test_what_was_taken_off_by_hand_is_asked_about(self, credited: MoneyWorld) -> None:
        source = credited.active(Role.CREDIT)[0].xero_id
        credited.deallocate_by_hand(source, credited.xero[source].body.allocations[0])  # type: ignore[union-attr]
        assert credited.plan().actions == ()
        credited.decide(ConflictKind.ALLOCATION_DIFFERS, "use-splynx")
        assert written(credited.sync()) == [("allocate-overpayment", money(50))]

    def test_it_may_be_left_so(self, credited: MoneyWorld) -> None:
        source = credited.active(Role.CREDIT)[0].xero_id
        credited.deallocate_by_hand(source, credited.xero[source].body.allocations[0])  # type: ignore[union-attr]
        credited.decide(ConflictKind.ALLOCATION_DIFFERS, "leave")
        plan = credited.sync()
        assert written(plan) == []
        assert [(n.kind, n.amount) for n in plan.notices] == [("allocated-differently", money(0))]

    def test_an_equal_allocation_made_by_hand_is_adopted(self, world: MoneyWorld) -> None:
        world.pay("7", 50)
        world.sync()
        world.allocate_by_hand(world.active(Role.CREDIT)[0].xero_id, "2", 50)
        world.relation(PayerKind.PAYMENT, "7", "2", 50)
        assert written(world.sync()) == []
        assert [k.xero_part for k in world.active(Role.ALLOCATION)] == ["hand-allocation"]

    def test_credit_that_xero_used_for_another_invoice_is_asked_about(self, world: MoneyWorld) -> None:
        world.pay("7", 50)
        world.sync()
        world.allocate_by_hand(world.active(Role.CREDIT)[0].xero_id, "1", 50)
        world.relation(PayerKind.PAYMENT, "7", "2", 50)
        assert world.plan().actions == ()
        world.decide(ConflictKind.ALLOCATION_DIFFERS, "use-splynx")
        assert written(world.sync()) == [("deallocate-overpayment", money(50)), ("allocate-overpayment", money(50))]

    def test_an_allocation_made_by_hand_that_hinders_nothing_is_left(self, world: MoneyWorld) -> None:
        world.pay("7", 50)
        world.sync()
        world.allocate_by_hand(world.active(Role.CREDIT)[0].xero_id, "1", 20)
        plan = world.plan()
        assert (plan.actions, plan.conflicts) == ((), ())
