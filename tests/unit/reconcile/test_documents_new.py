"""Stage 2: documents that are not in Xero yet (R4, R5, R10, R12, R14, R18)."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from splynx_xero_gui.domain.accounting import AccountingStatus, Document
from splynx_xero_gui.domain.billing import DocumentStatus
from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.kinds import ObjectKind, Undo
from splynx_xero_gui.domain.payloads import DocumentPayload
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.domain.profile import Options
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.engine.reconcile.contacts import plan_contacts
from splynx_xero_gui.engine.reconcile.documents import plan_documents
from splynx_xero_gui.engine.reconcile.draft import Draft, NotPlaced, Placed
from splynx_xero_gui.engine.reconcile.view import build_view
from tests.support.planner import NOVEMBER, ORGANISATION, World, choices, kinds, line, money, only_action, only_question
from tests.support.planner_xero import MiniXero

INVOICE = ObjectKind.INVOICE


def payload_of(plan: SyncPlan, kind: str = "create-invoice") -> DocumentPayload:
    payload = only_action(plan, kind).payload
    assert isinstance(payload, DocumentPayload)
    return payload


def places(world: World) -> dict[tuple[ObjectKind, str], Placed | NotPlaced]:
    inp = world.input()
    draft = Draft(inp, build_view(inp.books))
    plan_contacts(draft)
    plan_documents(draft)
    return draft.places


def customer_in_xero(world: World) -> None:
    world.customer()
    world.contact("c12", number="SPX-12")
    world.link(Link(ObjectKind.CUSTOMER, "12", Role.MAIN, ObjectKind.CONTACT, "c12", "12"))


def in_xero(world: World, number: str, total: object = "115.00", **more: object) -> Document:
    given = {
        "contact_id": "c12",
        "date": NOVEMBER,
        "status": AccountingStatus.AUTHORISED,
        "kind": INVOICE,
        **more,
    }
    kind = given.pop("kind")
    return world.hold(
        Document(
            kind,  # type: ignore[arg-type]
            f"x-{kind}-{number}",
            number,
            given["contact_id"],  # type: ignore[arg-type]
            given["date"],  # type: ignore[arg-type]
            None,
            given["status"],  # type: ignore[arg-type]
            "ZAR",
            Decimal(100),
            Decimal(15),
            money(total),
            money(total),
            Decimal(0),
            Decimal(0),
        )
    )


def test_an_invoice_is_sent_with_its_number_days_lines_and_totals():
    world = World()
    world.customer()
    world.invoice("1203", line("Internet", "99.99"), line("Setup", 50, category="2"))
    payload = payload_of(world.plan())
    assert (payload.number, payload.date, payload.due_date) == ("20261203", NOVEMBER, dt.date(2026, 11, 15))
    assert (payload.reference, payload.currency, payload.status) == ("20261203", "ZAR", "AUTHORISED")
    assert [(x.account_code, x.tax_type) for x in payload.lines] == [("200", "OUTPUT15"), ("260", "OUTPUT15")]
    assert (payload.total, payload.total_tax) == (Decimal("172.49"), Decimal("22.50"))


def test_a_created_document_settles():
    """P1."""
    world = World()
    world.customer()
    world.invoice()
    world.credit_note()
    plan = world.plan()
    assert kinds(plan) == ["create-contact", "create-invoice", "create-credit-note"]
    MiniXero(world).run(plan)
    again = world.plan()
    assert (again.actions, again.links, again.conflicts) == ((), (), ())


def test_payment_status_and_open_amount_in_splynx_change_nothing():
    world = World()
    world.customer()
    invoice = world.invoice()
    MiniXero(world).run(world.plan())
    world.change(invoice, status=DocumentStatus.PAID, open=Decimal(0), payment_id="9", note="thanks")
    assert not world.plan().actions


def test_places_tell_later_stages_where_a_document_is_or_why_not():
    world = World(options=Options(documents_from=dt.date(2026, 10, 1)), partners=frozenset({"1"}))
    customer_in_xero(world)
    world.invoice("1")
    world.invoice("2", date=dt.date(2026, 9, 1))
    world.delete(world.invoice("3"))
    world.invoice("4", partner="2")
    world.invoice("5", line(category="3"))
    world.credit_note("6", line(net=0))
    found = places(world)
    placed = found[INVOICE, "1"]
    assert isinstance(placed, Placed)
    assert (placed.open, placed.date, bool(placed.ref.made_by)) == (Decimal("115.00"), NOVEMBER, True)
    reasons = {id: where.reason for (_, id), where in found.items() if isinstance(where, NotPlaced)}
    assert reasons == {"2": "older", "3": "deleted", "4": "other-partner", "5": "question", "6": "left-out"}


def test_draft_documents_are_placed_as_drafts():
    """R13."""
    world = World(options=Options(invoice_status="DRAFT"))
    world.customer()
    world.invoice()
    placed = places(world)[INVOICE, "1203"]
    assert isinstance(placed, Placed)
    assert placed.draft
    assert only_action(world.plan(), "create-invoice").undo is Undo.DELETE


@pytest.mark.parametrize("status", [DocumentStatus.NOT_PAID, DocumentStatus.PAID, DocumentStatus.PENDING])
def test_live_invoices_of_every_status_are_sent(status: DocumentStatus):
    """R10."""
    world = World()
    world.customer()
    world.invoice(status=status)
    assert "create-invoice" in kinds(world.plan())


def test_invoices_of_zero_are_sent_and_credit_notes_of_zero_are_not():
    """R10."""
    world = World()
    world.customer()
    world.invoice("1", line(net=0))
    world.credit_note("2", line(net=0))
    assert kinds(world.plan()) == ["create-contact", "create-invoice"]


def test_a_partner_is_that_of_first_sight_even_when_the_customer_moved():
    """R5."""
    world = World(partners=frozenset({"1"}))
    world.customer(partner="2")
    world.invoice(partner="1")
    assert "create-invoice" in kinds(world.plan())
    world.invoice(partner="2")
    assert not world.plan().actions


def test_a_document_of_an_unknown_customer_waits():
    world = World()
    world.invoice(customer_id="404")
    plan = world.plan()
    assert not plan.actions
    assert [wait.reason for wait in plan.waiting] == ["customer-not-read"]


# -- adoption --
def test_a_document_equal_in_number_contact_day_and_total_is_adopted():
    """R4."""
    world = World()
    customer_in_xero(world)
    world.invoice()
    held = in_xero(world, "20261203")
    plan = world.plan()
    assert not plan.actions
    assert [(link.splynx_id, link.xero_id) for link in plan.links if link.kind is INVOICE] == [("1203", held.id)]
    MiniXero(world).run(plan)
    again = world.plan()
    assert (again.actions, again.links, again.conflicts) == ((), (), ())


@pytest.mark.parametrize(
    "different",
    [{"contact_id": "c99"}, {"date": dt.date(2026, 11, 2)}, {"total": "115.01"}],
    ids=lambda d: next(iter(d)),
)
def test_a_document_that_differs_in_one_of_them_is_a_question(different: dict[str, object]):
    """R4."""
    world = World()
    customer_in_xero(world)
    world.invoice()
    in_xero(world, "20261203", **different)
    plan = world.plan()
    question = only_question(plan, ConflictKind.INVOICE_NUMBER_TAKEN)
    assert choices(question)[:2] == ["renumber", "link"]
    assert not plan.actions


def test_a_document_of_unknown_status_is_never_adopted():
    """xero-api.md §13: new enum members appear."""
    world = World()
    customer_in_xero(world)
    world.invoice()
    in_xero(world, "20261203", status=AccountingStatus.UNKNOWN)
    assert only_question(world.plan(), ConflictKind.INVOICE_NUMBER_TAKEN)


def test_linking_by_hand_names_the_difference():
    world = World()
    customer_in_xero(world)
    world.invoice()
    in_xero(world, "20261203", total="110.00")
    world.answer(only_question(world.plan(), ConflictKind.INVOICE_NUMBER_TAKEN), "link")
    plan = world.plan()
    assert not plan.actions
    assert [(n.kind, n.amount) for n in plan.notices] == [("amount-differs", Decimal("5.00"))]
    MiniXero(world).run(plan)
    again = world.plan()
    assert (again.actions, again.conflicts) == ((), ())


def test_a_renumbered_document_keeps_the_customers_number_in_its_reference():
    """R14."""
    world = World(options=Options(invoice_reference="Invoice of {name}"))
    customer_in_xero(world)
    world.invoice()
    in_xero(world, "20261203", total="1.00")
    in_xero(world, "20261203-2", total="1.00", status=AccountingStatus.VOIDED)
    world.answer(only_question(world.plan(), ConflictKind.INVOICE_NUMBER_TAKEN), "renumber")
    plan = world.plan()
    payload = payload_of(plan)
    assert (payload.number, payload.reference) == ("20261203-3", "Invoice of John Smith 20261203")
    assert "renumbered" in {notice.kind for notice in plan.notices}
    MiniXero(world).run(plan)
    assert not world.plan().actions


@pytest.mark.parametrize("status", [AccountingStatus.VOIDED, AccountingStatus.DELETED])
def test_a_voided_number_is_asked_about(status: AccountingStatus):
    """xero-api.md §7: deleted and voided numbers stay taken."""
    world = World()
    customer_in_xero(world)
    world.invoice()
    in_xero(world, "20261203", status=status)
    question = only_question(world.plan(), ConflictKind.INVOICE_NUMBER_VOIDED)
    assert question.choices[0].consequence == "Sent as 20261203-2, 115.00; the number 20261203 stays in its reference."
    world.answer(question, "renumber")
    assert payload_of(world.plan()).number == "20261203-2"


def test_leaving_a_voided_document_is_kept_for_good():
    world = World()
    customer_in_xero(world)
    world.invoice()
    in_xero(world, "20261203", status=AccountingStatus.VOIDED)
    world.answer(only_question(world.plan(), ConflictKind.INVOICE_NUMBER_VOIDED), "leave")
    plan = world.plan()
    MiniXero(world).run(plan)
    world.resolutions.clear()
    again = world.plan()
    assert (again.actions, again.conflicts) == ((), ())
    assert places(world)[INVOICE, "1203"] == NotPlaced("left-out")


def test_of_two_splynx_documents_with_one_number_the_second_is_asked_about():
    """R4: before sending."""
    world = World()
    world.customer()
    world.invoice("9", number="A-1")
    world.invoice("10", number="A-1", date=dt.date(2026, 10, 30))
    plan = world.plan()
    assert only_action(plan, "create-invoice").splynx_id == "9"
    question = only_question(plan, ConflictKind.INVOICE_NUMBER_TAKEN)
    assert question.splynx_id == "10"
    assert "link" not in choices(question)


def test_a_deleted_document_does_not_hold_its_number_against_another():
    """R4."""
    world = World()
    world.customer()
    world.delete(world.invoice("9", number="A-1"))
    world.invoice("10", number="A-1")
    assert only_action(world.plan(), "create-invoice").splynx_id == "10"


def test_numbers_of_invoices_and_credit_notes_do_not_collide():
    world = World()
    world.customer()
    world.invoice("9", number="A-1")
    world.credit_note("10", number="A-1")
    assert not world.plan().conflicts


# -- in-sync --
def test_in_sync_links_the_named_document():
    world = World()
    customer_in_xero(world)
    world.invoice()
    in_xero(world, "20261203", total="1.00", status=AccountingStatus.VOIDED)
    held = in_xero(world, "HAND-1", total="100.00")
    world.answer(only_question(world.plan(), ConflictKind.INVOICE_NUMBER_VOIDED), "in-sync", "HAND-1")
    plan = world.plan()
    assert not plan.actions
    assert [link.xero_id for link in plan.links if link.kind is INVOICE] == [held.id]
    assert ("amount-differs", Decimal("15.00")) in {(n.kind, n.amount) for n in plan.notices}


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("NONE", "Xero has no document NONE that is an invoice."),
        ("OTHERS", "OTHERS belongs to another contact in Xero."),
        ("DEAD", "DEAD is voided in Xero."),
        ("CREDIT", "Xero has no document CREDIT that is an invoice."),
    ],
)
def test_in_sync_checks_type_state_and_customer(number: str, why: str):
    """rules.md, last section."""
    world = World()
    customer_in_xero(world)
    world.contact("c99", "Jane")
    world.invoice()
    in_xero(world, "20261203", total="1.00", status=AccountingStatus.VOIDED)
    in_xero(world, "OTHERS", contact_id="c99")
    in_xero(world, "DEAD", status=AccountingStatus.VOIDED)
    in_xero(world, "CREDIT", kind=ObjectKind.CREDIT_NOTE)
    world.answer(only_question(world.plan(), ConflictKind.INVOICE_NUMBER_VOIDED), "in-sync", number)
    assert only_question(world.plan(), ConflictKind.INVOICE_NUMBER_VOIDED).why.startswith(why)


# -- closed periods --
def locked(until: dt.date) -> World:
    world = World(organisation=replace(ORGANISATION, period_lock=until))
    world.customer()
    world.invoice()
    return world


def test_a_document_in_a_closed_period_is_one_question_per_lock_date():
    """R12."""
    world = locked(dt.date(2026, 11, 5))
    world.invoice("1204", line(net=200))
    plan = world.plan()
    assert "create-invoice" not in kinds(plan)
    assert {c.group for c in plan.conflicts} == {plan.conflicts[0].group}
    assert plan.conflicts[0].question == "2 documents, 345.00, are dated in a closed period (up to 2026-11-05)."


def test_on_the_first_open_day_the_original_date_is_in_the_reference():
    """R12: due date not before it."""
    world = locked(dt.date(2026, 11, 17))
    world.answer(world.plan().conflicts[0], "first-open-day")
    plan = world.plan()
    payload = payload_of(plan)
    assert (payload.date, payload.due_date) == (dt.date(2026, 11, 18), dt.date(2026, 11, 18))
    assert payload.reference == "20261203 dated 2026-11-01"
    assert "re-dated" in {notice.kind for notice in plan.notices}
    placed = places(world)[INVOICE, "1203"]
    assert isinstance(placed, Placed)
    assert placed.date == dt.date(2026, 11, 18)
    MiniXero(world).run(plan)
    again = world.plan()
    assert (again.actions, again.conflicts) == ((), ())


def test_the_profiles_own_lock_counts_as_well_and_the_year_end_too():
    """R12: the latest of the three."""
    for world in (
        World(options=Options(closed_until=dt.date(2026, 11, 2))),
        World(organisation=replace(ORGANISATION, year_lock=dt.date(2026, 11, 2))),
    ):
        world.customer()
        world.invoice()
        assert only_question(world.plan(), ConflictKind.DOCUMENT_LOCKED_PERIOD)


def test_leave_out_holds_when_the_lock_date_moves_and_wait_asks_again():
    for choice, asked in (("leave-out", False), ("wait", True)):
        world = locked(dt.date(2026, 11, 5))
        world.answer(world.plan().conflicts[0], choice)
        plan = world.plan()
        assert not plan.conflicts
        MiniXero(world).run(plan)
        world.organisation = replace(world.organisation, period_lock=dt.date(2026, 11, 6))
        assert bool(world.plan().conflicts) is asked


def test_a_document_already_there_in_a_closed_period_is_adopted_without_question():
    world = World(organisation=replace(ORGANISATION, period_lock=dt.date(2026, 11, 5)))
    customer_in_xero(world)
    world.invoice()
    in_xero(world, "20261203")
    plan = world.plan()
    assert (plan.actions, plan.conflicts) == ((), ())


# -- below zero --
def test_an_invoice_below_zero_is_asked_about_and_becomes_a_credit_note():
    """R10."""
    world = World()
    world.customer()
    world.invoice("1203", line("Refund", -100))
    question = only_question(world.plan(), ConflictKind.NEGATIVE_INVOICE)
    assert choices(question)[0] == "as-credit-note"
    world.answer(question, "as-credit-note")
    plan = world.plan()
    payload = payload_of(plan, "create-credit-note")
    assert (payload.kind, payload.total, payload.total_tax) == (ObjectKind.CREDIT_NOTE, Decimal(115), Decimal(15))
    MiniXero(world).run(plan)
    again = world.plan()
    assert (again.actions, again.conflicts) == ((), ())


def test_the_option_makes_credit_notes_of_them_without_asking():
    """R10."""
    world = World(options=Options(negative_invoice="as-credit-note"))
    world.customer()
    world.invoice("1203", line("Refund", -100))
    assert kinds(world.plan()) == ["create-contact", "create-credit-note"]


# -- undo, ignore, skip --
def test_undone_documents_are_not_sent_by_themselves():
    """R15."""
    world = World()
    customer_in_xero(world)
    world.invoice()
    undone = Link(INVOICE, "1203", Role.MAIN, INVOICE, "x1", "12", state=LinkState.UNDONE)
    world.link(undone)
    in_xero(world, "20261203-UNDONE-r1", status=AccountingStatus.VOIDED)
    question = only_question(world.plan(), ConflictKind.UNDONE)
    world.answer(question, "send-again")
    plan = world.plan()
    action = only_action(plan, "create-invoice")
    assert action.links[0].generation == 2
    assert plan.consumed == (question.id,)


def test_ignored_documents_stay_ignored_and_skipped_ones_are_asked_again():
    world = World()
    customer_in_xero(world)
    world.invoice("1203", line("Refund", -100))
    question = only_question(world.plan(), ConflictKind.NEGATIVE_INVOICE)
    world.answer(question, "skip")
    plan = world.plan()
    assert (plan.conflicts, plan.consumed) == ((), (question.id,))
    MiniXero(world).run(plan)
    world.answer(only_question(world.plan(), ConflictKind.NEGATIVE_INVOICE), "ignore")
    plan = world.plan()
    assert [notice.kind for notice in plan.notices] == ["ignored"]
    MiniXero(world).run(plan)
    world.resolutions.clear()
    assert not world.plan().conflicts


def test_documents_made_in_xero_on_a_linked_contact_are_asked_about():
    """R28."""
    world = World()
    customer_in_xero(world)
    in_xero(world, "BY-HAND")
    in_xero(world, "BEFORE", date=dt.date(2025, 12, 31))
    in_xero(world, "GONE", status=AccountingStatus.VOIDED)
    plan = world.plan()
    question = only_question(plan, ConflictKind.XERO_ONLY_DOCUMENT)
    assert question.question == "John Smith has an invoice BY-HAND over 115.00 that Splynx does not know."
    world.answer(question, "leave")
    plan = world.plan()
    assert not plan.conflicts
    assert [(n.kind, n.amount) for n in plan.notices] == [("only-in-xero", Decimal("-115.00"))]


def test_a_document_of_xero_named_as_one_of_splynx_is_linked_and_not_made_again():
    world = World()
    customer_in_xero(world)
    world.invoice()
    held = in_xero(world, "BY-HAND")
    world.answer(only_question(world.plan(), ConflictKind.XERO_ONLY_DOCUMENT), "in-sync", "20261203")
    plan = world.plan()
    assert (plan.actions, plan.conflicts) == ((), ())
    assert [link.xero_id for link in plan.links if link.kind is INVOICE] == [held.id]
