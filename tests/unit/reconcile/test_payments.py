"""Receipts from Splynx to Xero: parts by relation, credits for the rest (R16, R17, R10, R13, R18)."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from splynx_xero_gui.domain.accounting import AccountingStatus
from splynx_xero_gui.domain.billing import DocumentStatus, PayerKind
from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.payloads import CreditPayload, PaymentPayload
from splynx_xero_gui.domain.profile import MethodMapping
from splynx_xero_gui.domain.records import Role
from tests.support.money_world import MoneyWorld, waits, written
from tests.support.planner import money, only_action


@pytest.fixture
def world() -> MoneyWorld:
    made = MoneyWorld()
    made.bill("1", 100)
    made.bill("2", 50)
    return made


def test_a_payment_of_two_invoices_becomes_one_receipt_on_each(world: MoneyWorld) -> None:
    world.pay("7", 150, ("1", 100), ("2", 50))
    world.sync()
    assert world.receipts() == [("20261", money(100), "R7 SPX-P7.1"), ("20262", money(50), "R7 SPX-P7.2")]


def test_relations_on_the_same_invoice_are_one_receipt(world: MoneyWorld) -> None:
    world.pay("7", 100, ("1", 60), ("1", 40))
    assert written(world.sync()) == [("create-payment", money(100))]


def test_a_relation_through_a_transaction_leads_to_its_payment(world: MoneyWorld) -> None:
    world.payment("7", 100, transaction_id="900")
    world.relation(PayerKind.TRANSACTION, "900", "1", 100)
    world.payment("8", 50)
    world.transaction("901", payment_id="8", total=money(50))
    world.relation(PayerKind.TRANSACTION, "901", "2", 50)
    world.sync()
    assert [(name, amount) for name, amount, _ in world.receipts()] == [("20261", 100), ("20262", 50)]


def test_what_pays_no_invoice_becomes_an_overpayment(world: MoneyWorld) -> None:
    world.pay("7", 130, ("1", 100))
    world.sync()
    assert [amount for _, amount, _ in world.receipts()] == [100]
    assert world.credits() == [("R7 SPX-P7.2", money(30), money(30))]


def test_what_pays_no_invoice_becomes_a_prepayment_where_that_is_chosen(world: MoneyWorld) -> None:
    world.options = replace(
        world.options, unallocated="prepayment", prepayment_account="260", prepayment_tax="OUTPUT15"
    )
    world.pay("7", 30)
    payload = only_action(world.sync(), "create-prepayment").payload
    assert isinstance(payload, CreditPayload)
    assert (payload.line_account, payload.line_tax) == ("260", "OUTPUT15")


def test_the_receipt_of_a_proforma_follows_its_own_option(world: MoneyWorld) -> None:
    world.options = replace(world.options, proforma="prepayment", prepayment_account="260", prepayment_tax="NONE")
    world.pay("7", 30, proforma_id="5")
    world.pay("8", 20)
    assert written(world.sync()) == [("create-overpayment", money(20)), ("create-prepayment", money(30))]


def test_a_later_relation_is_served_from_the_credit_and_never_by_a_second_receipt(world: MoneyWorld) -> None:
    world.pay("7", 130, ("1", 100))
    world.sync()
    world.relation(PayerKind.PAYMENT, "7", "2", 30)
    assert written(world.sync()) == [("allocate-overpayment", money(30))]
    assert world.xero_invoice("2").open == 20


def test_a_later_relation_is_followed_although_the_unused_rest_was_not_read_again(world: MoneyWorld) -> None:
    world.pay("7", 50)
    world.sync()
    assert world.splynx[ObjectKind.PAYMENT, "7"].body.unallocated == 50  # type: ignore[union-attr]
    world.relation(PayerKind.PAYMENT, "7", "2", 50)
    world.sync()
    assert world.xero_invoice("2").open == 0


def test_a_receipt_that_waited_is_sent_as_money_and_not_taken_from_the_credit(world: MoneyWorld) -> None:
    world.options = replace(world.options, invoice_status="DRAFT")
    world.pay("7", 130, ("1", 100))
    plan = world.sync()
    assert written(plan) == [("create-overpayment", money(30))]
    assert waits(plan) == [("waiting-for-approval", money(100))]
    world.amend(world.xero_invoice("1").id, status=AccountingStatus.AUTHORISED)
    assert written(world.sync()) == [("create-payment", money(100))]


def test_a_payment_waits_where_parts_and_rest_do_not_add_up(world: MoneyWorld) -> None:
    world.pay("7", 150, ("1", 100), unallocated=Decimal(0))
    plan = world.sync()
    assert written(plan) == []
    assert waits(plan) == [("parts-do-not-add-up", money(150))]


def test_without_relations_the_named_invoice_takes_what_is_used(world: MoneyWorld) -> None:
    world.payment("7", 120, unallocated=money(20), invoice_id="1")
    assert written(world.sync()) == [("create-overpayment", money(20)), ("create-payment", money(100))]


def test_without_relations_invoices_that_name_the_payment_share_it(world: MoneyWorld) -> None:
    world.bill("1", 100, payment_id="7", open=Decimal(0), status=DocumentStatus.PAID)
    world.bill("2", 50, payment_id="7", open=Decimal(0), status=DocumentStatus.PAID)
    world.payment("7", 150, invoice_id="1")
    world.sync()
    assert [(name, amount) for name, amount, _ in world.receipts()] == [("20261", 100), ("20262", 50)]


def test_without_relations_a_payment_that_pays_nobody_knows_what_waits(world: MoneyWorld) -> None:
    world.payment("7", 150)
    assert waits(world.sync()) == [("parts-do-not-add-up", money(150))]


def test_shares_below_a_cent_still_add_up_to_the_payment(world: MoneyWorld) -> None:
    world.pay("7", "25.01", ("1", "12.505"), ("2", "12.505"))
    world.sync()
    assert [amount for _, amount, _ in world.receipts()] == [money("12.51"), money("12.50")]


def test_equal_amounts_on_equal_days_are_separate_payments(world: MoneyWorld) -> None:
    for id in ("7", "8", "9"):
        world.pay(id, 20, ("1", 20))
    world.sync()
    assert [amount for _, amount, _ in world.receipts()] == [20, 20, 20]


def test_zero_payments_and_methods_left_alone_send_nothing(world: MoneyWorld) -> None:
    world.pay("7", 0)
    world.pay("8", 10, method_id="3")
    world.pay("9", 10, method_id="4")
    assert written(world.sync()) == []


def test_payments_from_before_the_first_day_are_left_alone(world: MoneyWorld) -> None:
    world.options = replace(world.options, payments_from=dt.date(2026, 11, 10))
    world.pay("7", 10, ("1", 10), date=dt.date(2026, 11, 9))
    world.pay("8", 20, ("1", 20), date=dt.date(2026, 11, 10))
    assert written(world.sync()) == [("create-payment", money(20))]


def test_payments_of_another_partner_are_left_alone(world: MoneyWorld) -> None:
    world.partners = frozenset({"1"})
    world.customer("13", "Reseller's", partner="2")
    world.pay("7", 10, customer="13")
    assert written(world.sync()) == []


def test_an_unmapped_method_is_asked_for_once_for_all_its_payments(world: MoneyWorld) -> None:
    world.pay("7", 10, method_id="55")
    world.pay("8", 20, method_id="55")
    plan = world.plan()
    assert [c.kind for c in plan.conflicts] == [ConflictKind.UNMAPPED_METHOD] * 2
    assert {c.group_count for c in plan.conflicts} == {2}
    world.answer(plan.conflicts[0], "map", "090")
    assert written(world.sync()) == [("create-overpayment", money(10)), ("create-overpayment", money(20))]


def test_a_mapping_to_an_account_that_takes_no_payments_keeps_asking(world: MoneyWorld) -> None:
    world.pay("7", 10, method_id="55")
    world.decide(ConflictKind.UNMAPPED_METHOD, "map", "200")
    assert world.question(ConflictKind.UNMAPPED_METHOD).why.startswith("Xero has no account '200'")


def test_an_archived_account_is_asked_about_before_anything_is_sent(world: MoneyWorld) -> None:
    world.methods["1"] = MethodMapping("999")
    world.pay("7", 10, ("1", 10))
    question = world.question(ConflictKind.ACCOUNT_UNUSABLE)
    assert "is archived" in question.question
    world.answer(question, "other-account", "610")
    payload = only_action(world.sync(), "create-payment").payload
    assert isinstance(payload, PaymentPayload)
    assert payload.account == "610"


def test_an_overpayment_needs_a_bank_account_while_receipts_do_not(world: MoneyWorld) -> None:
    world.pay("7", 130, ("1", 100), method_id="2")
    assert written(world.plan()) == [("create-payment", money(100))]
    world.decide(ConflictKind.ACCOUNT_UNUSABLE, "other-account", "090")
    world.sync()
    assert world.credits() == [("R7 SPX-P7.2", money(30), money(30))]


def test_the_reference_follows_the_pattern_and_ends_with_the_token(world: MoneyWorld) -> None:
    world.options = replace(world.options, payment_reference="{method} {id} {field_2}")
    world.pay("7", 100, ("1", 100), fields=("", "ch_9", "", "", ""))
    world.sync()
    assert world.receipts()[0][2] == "Cash 7 ch_9 SPX-P7.1"


def test_what_looks_like_a_token_in_a_receipt_number_is_not_written(world: MoneyWorld) -> None:
    world.pay("7", 100, ("1", 100), receipt_number="SPX-P9.1")
    world.sync()
    assert world.receipts()[0][2] == "SPX-P7.1"


def test_a_very_long_reference_keeps_its_token(world: MoneyWorld) -> None:
    world.pay("7", 100, ("1", 100), receipt_number="x" * 400)
    world.sync()
    reference = world.receipts()[0][2]
    assert len(reference) == 255
    assert reference.endswith("x SPX-P7.1")


def test_a_receipt_waits_with_its_invoice_in_question(world: MoneyWorld) -> None:
    world.account_of = {}
    world.pay("7", 100, ("1", 100))
    assert waits(world.plan()) == [("waiting-for-invoice", money(100))]


def test_part_numbers_stay_with_their_receipts(world: MoneyWorld) -> None:
    world.bill("3", 25)
    world.pay("7", 175, ("1", 100), ("2", 50), unallocated=money(25))
    world.sync()
    world.relation(PayerKind.PAYMENT, "7", "3", 25)
    world.sync()
    assert sorted((k.part, k.role, k.invoice_id) for k in world.active(Role.PAYMENT)) == [
        (1, Role.PAYMENT, "1"),
        (2, Role.PAYMENT, "2"),
    ]


class TestOlderInvoices:
    @pytest.fixture
    def old(self, world: MoneyWorld) -> MoneyWorld:
        world.bill("90", 80, date=dt.date(2025, 12, 1))
        world.pay("7", 80, ("90", 80))
        return world

    def test_are_asked_about_as_one_group(self, old: MoneyWorld) -> None:
        old.pay("8", 10, ("90", 10))
        questions = old.plan().conflicts
        assert [c.group_count for c in questions] == [2, 2]
        assert "2 payments, 90.00, pay for invoices from before 2026-01-01" in questions[0].question

    def test_may_be_sent_as_credit(self, old: MoneyWorld) -> None:
        old.decide(ConflictKind.PAYMENT_FOR_UNSYNCED_INVOICE, "as-credit")
        assert written(old.sync()) == [("create-overpayment", money(80))]

    def test_the_credit_goes_on_the_invoice_once_that_is_synced_after_all(self, old: MoneyWorld) -> None:
        old.decide(ConflictKind.PAYMENT_FOR_UNSYNCED_INVOICE, "as-credit")
        old.sync()
        old.options = replace(old.options, documents_from=dt.date(2025, 1, 1))
        old.service.run(old.plan())
        old.service.run(old.plan())
        assert old.xero_invoice("90").open == 0
        assert old.receipts() == []

    def test_may_be_left_outside_and_named(self, old: MoneyWorld) -> None:
        old.decide(ConflictKind.PAYMENT_FOR_UNSYNCED_INVOICE, "outside")
        plan = old.sync()
        assert written(plan) == []
        assert [(n.kind, n.amount) for n in plan.notices] == [("outside", money(80))]

    def test_may_be_put_on_an_invoice_in_xero(self, old: MoneyWorld) -> None:
        old.sync()
        contact = old.xero_invoice("1").contact_id
        old.hold(replace(old.xero_invoice("1"), id="legacy", number="LEGACY-1", contact_id=contact))
        old.answer(old.question(ConflictKind.XERO_ONLY_DOCUMENT), "leave")
        old.decide(ConflictKind.PAYMENT_FOR_UNSYNCED_INVOICE, "link", "LEGACY-1")
        old.sync()
        assert ("LEGACY-1", money(80), "R7 SPX-P7.1") in old.receipts()

    def test_keep_asking_where_the_named_invoice_cannot_take_the_money(self, old: MoneyWorld) -> None:
        old.decide(ConflictKind.PAYMENT_FOR_UNSYNCED_INVOICE, "link", "NOWHERE")
        question = old.question(ConflictKind.PAYMENT_FOR_UNSYNCED_INVOICE)
        assert "no invoice 'NOWHERE'" in question.why


class TestClosedPeriods:
    @pytest.fixture
    def locked(self, world: MoneyWorld) -> MoneyWorld:
        world.sync()
        world.options = replace(world.options, closed_until=dt.date(2026, 11, 10))
        world.pay("7", 100, ("1", 100), date=dt.date(2026, 11, 5))
        return world

    def test_a_receipt_dated_there_is_asked_about(self, locked: MoneyWorld) -> None:
        assert written(locked.plan()) == []
        locked.decide(ConflictKind.DOCUMENT_LOCKED_PERIOD, "first-open-day")
        plan = locked.sync()
        assert only_action(plan, "create-payment").date == dt.date(2026, 11, 11)

    def test_a_receipt_may_be_left_out_for_good(self, locked: MoneyWorld) -> None:
        locked.decide(ConflictKind.DOCUMENT_LOCKED_PERIOD, "leave-out")
        plan = locked.sync()
        assert written(plan) == []
        assert [(n.kind, n.amount) for n in plan.notices] == [("left-out", money(100))]

    def test_a_receipt_may_wait_for_the_period_to_open(self, locked: MoneyWorld) -> None:
        locked.decide(ConflictKind.DOCUMENT_LOCKED_PERIOD, "wait")
        assert waits(locked.sync()) == [("closed-period", money(100))]
        locked.options = replace(locked.options, closed_until=None)
        assert written(locked.sync()) == [("create-payment", money(100))]

    def test_a_receipt_is_never_dated_before_its_own_redated_invoice(self, world: MoneyWorld) -> None:
        world.options = replace(world.options, closed_until=dt.date(2026, 11, 10))
        world.bill("4", 40, date=dt.date(2026, 11, 9))
        for question in world.plan().conflicts:
            world.answer(question, "first-open-day")
        world.sync()
        world.options = replace(world.options, closed_until=dt.date(2026, 11, 4))
        world.pay("7", 40, ("4", 40), date=dt.date(2026, 11, 9))
        assert only_action(world.sync(), "create-payment").date == dt.date(2026, 11, 11)

    def test_a_receipt_may_be_dated_before_an_invoice_that_was_not_redated(self, world: MoneyWorld) -> None:
        world.bill("4", 40, date=dt.date(2026, 11, 15))
        world.pay("7", 40, ("4", 40), date=dt.date(2026, 11, 9))
        assert only_action(world.sync(), "create-payment").date == dt.date(2026, 11, 9)
