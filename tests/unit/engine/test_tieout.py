"""Both sides to the cent: every difference is named by what explains it, and nothing else names it (R36–R38)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from splynx_xero_gui.domain.accounting import AccountingStatus, Allocation, DocumentLine, PaymentTarget
from splynx_xero_gui.domain.billing import DocumentStatus, PayerKind
from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.kinds import Flow, ObjectKind, Side
from splynx_xero_gui.domain.plan import Notice, SyncPlan, Waiting
from splynx_xero_gui.domain.profile import MethodMapping
from splynx_xero_gui.domain.records import Body, Link, LinkState, Role
from splynx_xero_gui.domain.results import TieOut, TieOutRow
from splynx_xero_gui.engine.policy import resolve
from splynx_xero_gui.engine.tieout import compare_books
from tests.support.fakes import Office, money
from tests.support.planner import BILLING
from tests.support.samples import (
    action,
    billed_line,
    billed_payment,
    conflict,
    contact,
    contact_link,
    credit,
    customer,
    document,
    invoice,
    invoice_link,
    payment,
    seen,
)

DAY = dt.date(2026, 11, 1)
LATER = dt.date(2026, 11, 20)
NOTHING = SyncPlan("")
CARD = MethodMapping("090", Flow.TO_XERO)
XERO_LINES = (DocumentLine("l1", "Internet", money(1), money(100), money("100.00"), money("15.00"), "200", "OUTPUT15"),)
PAYMENT_LINK = Link(ObjectKind.PAYMENT, "1", Role.PAYMENT, ObjectKind.PAYMENT, "p-1", "1", part=1, invoice_id="1")
CREDIT_LINK = replace(PAYMENT_LINK, role=Role.CREDIT, xero_kind=ObjectKind.OVERPAYMENT, xero_id="o-1", invoice_id=None)

Compare = Callable[..., TieOut]


@pytest.fixture
def compare(office: Office) -> Compare:
    """Compare what is stored, with a plan that says these things."""

    def run(day: dt.date = LATER, plan: SyncPlan = NOTHING, **options: Any) -> TieOut:
        profile = replace(office.profile, options=replace(office.profile.options, **options))
        accounting = office.accounting.reference()
        policy = resolve(profile, BILLING, accounting)
        return compare_books(office.store, policy, BILLING, accounting, plan, day, office.clock.now())

    return run


def hold(office: Office, *things: Body | Link) -> None:
    """Store what both sides have, and links."""
    bodies = [thing for thing in things if not isinstance(thing, Link)]
    office.store.store_page([seen(body) for body in bodies])
    office.store.save_links([thing for thing in things if isinstance(thing, Link)])


@pytest.fixture
def linked(office: Office) -> Office:
    """Customer 1 with an invoice of 115.00 on both sides."""
    hold(office, customer(), contact(), contact_link())
    hold(office, invoice(), document(lines=XERO_LINES), invoice_link())
    return office


def row(result: TieOut, measure: str) -> TieOutRow:
    return next(row for row in result.rows if row.measure == measure)


def measures(result: TieOut) -> list[str]:
    return [row.measure for row in result.rows]


def names(row: TieOutRow) -> list[tuple[str, str, str]]:
    return [(part.subject, f"{part.amount:.2f}", part.why) for part in row.explained]


def info(result: TieOut) -> dict[str, str]:
    return {line.subject.split(" (")[0]: f"{line.amount:.2f}" for line in result.information}


# -- equal --


def test_after_a_sync_both_sides_are_equal_in_every_measure(office: Office) -> None:
    office.world.customer()
    office.world.invoice("1203")
    office.world.credit_note("77")
    office.world.payment("5", 150, unallocated=money(50))
    office.world.relation(PayerKind.PAYMENT, "5", "1203", 100)
    office.sync()
    result = office.reconcile()
    assert (result.equal, result.balanced) == (True, True)
    assert measures(result) == ["receivables", "tax:OUTPUT15", "bank:090:Cash"]
    assert (row(result, "receivables").splynx, row(result, "bank:090:Cash").xero) == (money("-150.00"), money("150.00"))


def test_allocations_move_no_money_in_the_comparison(linked: Office, compare: Compare) -> None:
    allocated = credit(account_id="a090", open=money("0.00"), allocations=(Allocation("x1", "d-1", money("115.00")),))
    allocation = replace(CREDIT_LINK, role=Role.ALLOCATION, invoice_id="1", xero_part="x1")
    hold(linked, billed_payment(), allocated, CREDIT_LINK, allocation)
    result = compare()
    assert result.equal
    assert row(result, "receivables").xero == money("0.00")


def test_a_refund_raises_receivables_on_both_sides(linked: Office, compare: Compare) -> None:
    refund = payment("p-1", target=PaymentTarget.CREDIT_NOTE, target_id="n-1", account_id="a090")
    hold(linked, billed_payment(amount=money("-115.00")), refund, replace(PAYMENT_LINK, role=Role.REFUND))
    result = compare()
    assert result.equal
    assert row(result, "receivables").splynx == money("230.00")
    assert row(result, "bank:090:Cash").xero == money("-115.00")


def test_a_negative_invoice_sent_as_a_credit_note_is_equal(linked: Office, compare: Compare) -> None:
    negative = invoice("2", total=money("-115.00"), lines=(billed_line(net="-100.0000", tax="-15.0000"),))
    sent = document("n-1", kind=ObjectKind.CREDIT_NOTE, lines=XERO_LINES)
    link = invoice_link("2", "n-1", xero_kind=ObjectKind.CREDIT_NOTE)
    hold(linked, negative, sent, link)
    assert compare().equal


def test_a_reissued_invoice_is_netted_over_its_members(linked: Office, compare: Compare) -> None:
    hold(
        linked,
        document("n-1", kind=ObjectKind.CREDIT_NOTE, lines=XERO_LINES),
        document("d-2", number="2026000001-2", lines=XERO_LINES),
        invoice_link(xero_id="n-1", role=Role.CORRECTION, xero_kind=ObjectKind.CREDIT_NOTE),
        invoice_link(xero_id="d-2", role=Role.REISSUE, generation=2),
    )
    assert compare().equal


def test_a_xero_object_linked_twice_counts_once(linked: Office, compare: Compare) -> None:
    hold(linked, invoice_link(state=LinkState.RETIRED))
    assert compare().equal


@pytest.mark.parametrize("status", [AccountingStatus.VOIDED, AccountingStatus.DELETED])
def test_dead_documents_and_receipts_count_in_no_total(
    linked: Office, compare: Compare, status: AccountingStatus
) -> None:
    hold(linked, document("d-9", status=status), payment("p-9", status=status), credit("o-9", status=status))
    assert compare().equal


def test_what_was_deleted_in_splynx_counts_nothing_there(linked: Office, compare: Compare) -> None:
    hold(linked, invoice(status=DocumentStatus.DELETED))
    assert row(compare(), "receivables").splynx == 0
    linked.store.mark_gone(Side.SPLYNX, ObjectKind.INVOICE, ["1"])
    assert row(compare(), "receivables").difference == money("-115.00")


# -- unexplained stays unexplained --


def test_a_difference_nobody_can_name_stays_without_a_name(linked: Office, compare: Compare) -> None:
    hold(linked, document(total=money("100.00")))
    result = compare()
    assert (result.balanced, result.equal) == (False, False)
    for measure in ("receivables", "receivables:1"):
        assert (row(result, measure).unexplained, row(result, measure).explained) == (money("15.00"), ())


def test_a_receipt_missing_in_xero_is_missed_in_receivables_and_at_the_bank(linked: Office, compare: Compare) -> None:
    hold(linked, billed_payment())
    result = compare()
    assert row(result, "receivables").unexplained == money("-115.00")
    assert row(result, "bank:090:Cash").unexplained == money("115.00")
    assert row(result, "bank:090:Cash:2026-11-01").unexplained == money("115.00")


def test_tax_can_differ_where_receivables_agree(linked: Office, compare: Compare) -> None:
    less = replace(XERO_LINES[0], tax_amount=money("14.99"), line_amount=money("100.01"))
    hold(linked, document(lines=(less,)))
    result = compare()
    assert row(result, "receivables").difference == 0
    assert row(result, "tax:OUTPUT15").unexplained == money("0.01")
    assert not result.balanced


def test_a_notice_that_leaves_no_money_on_one_side_explains_nothing(linked: Office, compare: Compare) -> None:
    hold(linked, document(total=money("100.00")))
    said = Notice("renumbered", "invoice", money(0), "In Xero it is 7-2.", "1", ObjectKind.INVOICE, "1")
    assert not compare(plan=replace(NOTHING, notices=(said,))).balanced


def test_a_partial_name_leaves_the_rest_unexplained(linked: Office, compare: Compare) -> None:
    hold(linked, invoice("2"), invoice("3", number="3"))
    question = conflict(splynx_id="2", question="Which account takes it?")
    result = compare(plan=replace(NOTHING, conflicts=(question,)))
    assert names(row(result, "receivables")) == [("invoice 2026000002", "115.00", "Which account takes it?")]
    assert row(result, "receivables").unexplained == money("115.00")


# -- what the plan names --


def plan_saying(kind: str) -> SyncPlan:
    about = ("1", ObjectKind.INVOICE, "1")
    match kind:
        case "question":
            return replace(NOTHING, conflicts=(conflict(question="Which account takes it?"),))
        case "wait":
            wait = Waiting("invoice", "1", "1", money(115), "waiting-for-approval", ObjectKind.INVOICE)
            return replace(NOTHING, waiting=(wait,))
        case "notice":
            return replace(NOTHING, notices=(Notice("left-out", "invoice", money(115), "Never sent.", *about),))
        case _:
            return replace(NOTHING, actions=(action(links=(invoice_link(xero_id=""),)),))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("question", "Which account takes it?"),
        ("wait", "waits until the draft is approved in Xero"),
        ("notice", "Never sent."),
        ("action", "will be written by the next sync"),
    ],
)
def test_what_the_plan_says_names_the_difference_in_every_measure(
    office: Office, compare: Compare, kind: str, words: str
) -> None:
    hold(office, customer(), invoice())
    result = compare(plan=plan_saying(kind))
    for measure, amount in (("receivables", "115.00"), ("receivables:1", "115.00"), ("tax:OUTPUT15", "15.00")):
        assert names(row(result, measure)) == [("invoice 2026000001", amount, words)]
    assert (result.balanced, result.equal) == (True, False)


def test_a_question_counts_before_a_wait_and_a_wait_before_a_write_to_come(office: Office, compare: Compare) -> None:
    hold(office, customer(), invoice())
    question, wait, write = plan_saying("question"), plan_saying("wait"), plan_saying("action")
    both = replace(write, waiting=wait.waiting)
    assert names(row(compare(plan=both), "receivables"))[0][2].startswith("waits")
    all_three = replace(both, conflicts=question.conflicts)
    assert names(row(compare(plan=all_three), "receivables"))[0][2] == "Which account takes it?"


def test_what_was_left_by_a_decision_keeps_its_name_at_later_comparisons(linked: Office, compare: Compare) -> None:
    link = linked.store.links(kinds=[ObjectKind.INVOICE])[0]
    hold(linked, invoice(total=money("230.00")), replace(link, state=LinkState.LEFT))
    assert names(row(compare(), "receivables")) == [("invoice 2026000001", "115.00", "is left as it is, by a decision")]


def test_payments_of_a_method_that_is_left_alone_are_named(office: Office) -> None:
    office.world.customer()
    office.world.payment("5", 150, unallocated=money(150))
    profile = office.profile
    ignored = replace(profile.mappings, payment_methods={"Cash": MethodMapping("", Flow.IGNORE)})
    service = office.service
    service._planning._profile = service._profile = replace(profile, mappings=ignored)
    result = service.reconcile()
    assert names(row(result, "receivables")) == [("payment 5", "-150.00", "this payment method is left alone")]
    assert result.balanced


# -- drafts --


def test_a_draft_counts_nothing_and_is_named_and_shown_beside(linked: Office, compare: Compare) -> None:
    hold(linked, document(status=AccountingStatus.DRAFT, lines=XERO_LINES))
    result = compare()
    assert names(row(result, "receivables")) == [("invoice 2026000001", "115.00", "is a draft in Xero, which counts 0")]
    assert row(result, "tax:OUTPUT15").unexplained == 0
    assert info(result)["drafts"] == "115.00"
    assert result.balanced


def test_a_draft_with_another_total_is_no_explanation(linked: Office, compare: Compare) -> None:
    hold(linked, document(status=AccountingStatus.SUBMITTED, total=money("100.00")))
    assert not compare().balanced


def test_payments_of_drafts_wait_and_are_named(office: Office) -> None:
    office.options = {"invoice_status": "DRAFT"}
    office.world.customer()
    office.world.invoice("1203")
    office.world.payment("5", 115)
    office.world.relation(PayerKind.PAYMENT, "5", "1203", 115)
    office.sync()
    result = office.reconcile()
    assert result.balanced
    assert {why for _, _, why in names(row(result, "receivables"))} == {
        "is a draft in Xero, which counts 0",
        "waits until the draft is approved in Xero",
    }


# -- other days and accounts --


@pytest.mark.parametrize(
    ("day", "difference"),
    [(dt.date(2026, 10, 31), "0.00"), (DAY, "115.00"), (dt.date(2026, 11, 9), "115.00"), (LATER, "0.00")],
)
def test_a_re_dated_invoice_is_a_timing_difference_between_its_two_dates(
    linked: Office, compare: Compare, day: dt.date, difference: str
) -> None:
    hold(linked, document(date=dt.date(2026, 11, 10), lines=XERO_LINES))
    result = compare(day)
    receivables = row(result, "receivables")
    assert f"{receivables.difference:.2f}" == difference
    assert result.balanced
    if receivables.difference:
        why = "is dated 2026-11-10 in Xero and 2026-11-01 in Splynx"
        assert names(receivables) == [("invoice 2026000001", "115.00", why)]
        assert names(row(result, "tax:OUTPUT15")) == [("invoice 2026000001", "15.00", why)]


def test_another_date_explains_no_other_amount(linked: Office, compare: Compare) -> None:
    hold(linked, document(date=dt.date(2026, 11, 10), total=money("100.00"), lines=XERO_LINES))
    result = compare()
    assert row(result, "receivables").unexplained == money("15.00")


def test_a_payment_on_another_day_is_named_on_both_days(linked: Office, compare: Compare) -> None:
    hold(linked, billed_payment(), payment(account_id="a090", date=dt.date(2026, 11, 3)), PAYMENT_LINK)
    result = compare()
    why = "is dated 2026-11-03 in Xero and 2026-11-01 in Splynx"
    assert row(result, "bank:090:Cash").difference == 0
    assert names(row(result, "bank:090:Cash:2026-11-01")) == [("payment R1", "115.00", why)]
    assert names(row(result, "bank:090:Cash:2026-11-03")) == [("payment R1", "-115.00", why)]
    assert result.balanced


def test_a_payment_on_another_account_is_named_on_both_accounts(linked: Office, compare: Compare) -> None:
    hold(linked, billed_payment(), payment(account_id="a200"), PAYMENT_LINK)
    result = compare()
    why = "is booked on another account in Xero than the one mapped now"
    assert names(row(result, "bank:090:Cash")) == [("payment R1", "115.00", why)]
    assert names(row(result, "bank:200:Cash")) == [("payment R1", "-115.00", why)]
    assert (result.balanced, row(result, "receivables").difference) == (True, money("0.00"))


def test_a_credit_whose_account_xero_does_not_tell_is_taken_for_the_mapped_one(
    linked: Office, compare: Compare
) -> None:
    hold(linked, billed_payment(), credit(), CREDIT_LINK)
    assert compare().equal


def test_a_document_taxed_at_another_rate_than_mapped_now_is_named(linked: Office, compare: Compare) -> None:
    hold(linked, document(lines=(replace(XERO_LINES[0], tax_type="OUTPUT14"),)))
    result = compare()
    why = "is taxed at another rate in Xero than the one mapped now"
    assert names(row(result, "tax:OUTPUT15")) == [("invoice 2026000001", "15.00", why)]
    assert names(row(result, "tax:OUTPUT14")) == [("invoice 2026000001", "-15.00", why)]
    assert result.balanced


# -- in Xero only, and not from Splynx (R37) --


def test_what_is_in_xero_only_on_a_linked_contact_is_named(linked: Office, compare: Compare) -> None:
    own = document("d-7", number="MANUAL-1", lines=XERO_LINES)
    hold(linked, own, payment("p-7", reference="EFT 9", target_id="d-7", account_id="a090"), credit("o-7"))
    hold(linked, document("n-7", kind=ObjectKind.CREDIT_NOTE, number="MANUAL-CN"))
    result = compare()
    assert names(row(result, "receivables")) == [
        ("credit note MANUAL-CN", "115.00", "is in Xero only"),
        ("invoice MANUAL-1", "-115.00", "is in Xero only"),
        ("receipt EFT 9", "115.00", "was recorded in Xero only"),
        ("receipt 2026-11-01", "115.00", "was recorded in Xero only"),
    ]
    assert names(row(result, "tax:OUTPUT15")) == [("invoice MANUAL-1", "-15.00", "is in Xero only")]
    assert row(result, "bank:090:not from Splynx").unexplained == 0
    assert result.balanced


def test_a_draft_made_in_xero_is_shown_beside_and_compared_with_nothing(linked: Office, compare: Compare) -> None:
    hold(linked, document("d-7", number="MANUAL-1", status=AccountingStatus.DRAFT))
    result = compare()
    assert result.equal
    assert info(result)["drafts"] == "115.00"


def test_contacts_not_from_splynx_are_counted_beside_and_lead_to_all_of_the_debtors_account(
    linked: Office, compare: Compare
) -> None:
    hold(linked, contact("c-2"), document("d-8", "c-2"), document("d-9", "c-3", kind=ObjectKind.CREDIT_NOTE))
    hold(linked, payment("p-8", "c-2", amount=money("15.00"), target_id="d-8"))
    hold(linked, document("d-6", "c-2", status=AccountingStatus.DRAFT))
    result = compare()
    assert result.equal
    assert result.information[0].subject == "not from Splynx (2 contacts)"
    assert info(result) == {
        "not from Splynx": "-15.00",
        "drafts": "115.00",
        "all receivables in Xero": "215.00",
        "prepayments still open": "0.00",
    }


def test_a_linked_invoice_on_a_contact_of_somebody_else_is_compared_not_counted_twice(
    linked: Office, compare: Compare
) -> None:
    hold(linked, document(contact_id="c-2", lines=XERO_LINES))
    assert info(compare())["not from Splynx"] == "0.00"


def test_a_credit_note_made_for_credit_without_a_document_counts_in_xero_and_is_named(
    linked: Office, compare: Compare
) -> None:
    """R16, R10: found by random history 35."""
    made = document("n-4", kind=ObjectKind.CREDIT_NOTE, number="SPX-T4", total=money("40.00"))
    hold(linked, made, Link(ObjectKind.TRANSACTION, "4", Role.MAIN, ObjectKind.CREDIT_NOTE, "n-4", "1"))
    receivables = row(compare(), "receivables")
    assert (receivables.splynx, receivables.xero) == (money("115.00"), money("75.00"))
    assert [(name, amount) for name, amount, _ in names(receivables)] == [("credit note SPX-T4", "40.00")]
    assert "without a document" in receivables.explained[0].why


def test_a_credit_of_xero_alone_counts_although_its_allocation_is_linked(linked: Office, compare: Compare) -> None:
    hold(linked, credit("o-7"), replace(CREDIT_LINK, role=Role.ALLOCATION, xero_id="o-7", invoice_id="1"))
    assert names(row(compare(), "receivables")) == [("receipt 2026-11-01", "115.00", "was recorded in Xero only")]


def test_what_no_book_leads_to_shows_and_has_no_name(linked: Office, compare: Compare) -> None:
    """R37: all of the debtors account is compared or shown beside it; nothing is passed over."""
    lost = document("d-7", number="LOST-1", lines=XERO_LINES)
    hold(linked, lost, Link(ObjectKind.RELATION, "9", Role.MAIN, ObjectKind.INVOICE, "d-7", "1"))
    result = compare()
    assert row(result, "receivables").xero == money("230.00")
    assert not result.balanced


def test_prepayments_have_a_line_of_their_own(linked: Office, compare: Compare) -> None:
    hold(linked, credit("o-5", kind=ObjectKind.PREPAYMENT, open=money("40.00")))
    assert info(compare())["prepayments still open"] == "40.00"


# -- scope --


def test_older_and_other_partners_documents_are_not_compared(office: Office, compare: Compare) -> None:
    hold(office, customer(), invoice(date=dt.date(2025, 12, 31)))
    office.store.store_page([replace(seen(invoice("2")), partner_id="2")])
    result = compare(partners=("Main",))
    assert row(result, "receivables").splynx == 0


def test_an_older_document_that_is_linked_is_compared(office: Office, compare: Compare) -> None:
    old = dt.date(2025, 12, 31)
    hold(office, customer(), contact(), contact_link(), invoice(date=old), document(date=old), invoice_link())
    assert row(compare(), "receivables").splynx == money("115.00")


def test_payments_before_their_first_day_are_not_compared(office: Office, compare: Compare) -> None:
    hold(office, customer(), billed_payment())
    assert row(compare(payments_from=LATER), "receivables").splynx == 0
    assert row(compare(payments_from=DAY), "receivables").splynx == money("-115.00")


def test_what_is_dated_after_the_day_counts_on_neither_side(linked: Office, compare: Compare) -> None:
    hold(linked, billed_payment(date=LATER), payment(date=LATER, account_id="a090"), PAYMENT_LINK)
    result = compare(dt.date(2026, 11, 19))
    assert result.equal
    assert row(result, "receivables").splynx == money("115.00")
    assert not any(measure.startswith("bank") for measure in measures(result))


def test_customers_have_a_row_only_where_they_differ(linked: Office, compare: Compare) -> None:
    hold(linked, customer("2"), invoice("2", "2"))
    assert [m for m in measures(compare()) if m.startswith("receivables:")] == ["receivables:2"]


def test_a_question_of_a_real_sync_names_its_difference(office: Office) -> None:
    office.world.customer()
    office.world.invoice("1203")
    office.world.payment("6", 20, method_id="2", unallocated=money(20))
    office.sync()
    result = office.reconcile()
    (question,) = office.store.conflicts()
    assert question.kind is ConflictKind.UNMAPPED_METHOD
    assert names(row(result, "receivables")) == [("payment 6", "-20.00", question.question)]
    assert result.balanced


def test_comparing_reads_everything_that_carries_no_stamp(office: Office) -> None:
    office.world.customer()
    office.world.payment("1", 10, unallocated=money(10))
    office.sync()
    office.world.payment("1", 12, unallocated=money(12))  # edited without a trace
    assert row(office.reconcile(), "receivables").splynx == money("-12.00")
