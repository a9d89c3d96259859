"""Looking up what may have arrived, by natural key, before anything else; never just resending (P2, P3, R1, R2, R4)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from splynx_xero_gui.domain.accounting import (
    AccountingStatus,
    Address,
    Allocation,
    Contact,
    Credit,
    Document,
    DocumentLine,
    Payment,
    PaymentTarget,
)
from splynx_xero_gui.domain.failures import NetworkLost
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Side
from splynx_xero_gui.domain.payloads import (
    AllocationPayload,
    ContactPayload,
    CreditPayload,
    DeallocationPayload,
    DeletionPayload,
    DocumentPayload,
    FilePayload,
    LinePayload,
    NotePayload,
    Payload,
    PaymentPayload,
    Ref,
    SplynxPaymentPayload,
    VoidPayload,
)
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.records import Intent, IntentState, Link, Role
from splynx_xero_gui.engine.concluding import Concluder
from splynx_xero_gui.engine.recover import SETTLING, Recoverer, Recovery
from splynx_xero_gui.ports.control import ItemDone
from splynx_xero_gui.storage.codec import JsonActionCodec
from tests.support import samples
from tests.support.fakes import Office, money, network_lost
from tests.support.planner import NOVEMBER

Recover = Callable[[], Recovery]
_A = ActionKind


@pytest.fixture
def recover(office: Office) -> Recover:
    """Look up everything that is open."""

    def run() -> Recovery:
        return Recoverer(
            office.accounting,
            office.ledger,  # type: ignore[arg-type]
            office.clock,
            office,
            office.cancel,
            JsonActionCodec(),
            Concluder("", office.ledger),  # type: ignore[arg-type]
            "",
        ).run()

    return run


def lose(office: Office, kind: ActionKind, payload: Payload, *links: Link, id: str = "", **more: Any) -> SyncAction:
    """A write of customer 1 whose answer never came."""
    given: dict[str, Any] = {"splynx_id": "1", "xero_id": None, "amount": money("0.00"), **more}
    count = len(office.store.open_intents())
    action = SyncAction(
        id or f"a{count}",
        kind,
        Side.XERO,
        kind.value,
        customer_id="1",
        customer_name="Customer 1",
        date=NOVEMBER,
        currency="ZAR",
        undo=None,
        payload=payload,
        links=links,
        **given,
    )
    text = JsonActionCodec().encode(action)
    state = IntentState.SENDING if count % 2 == 0 else IntentState.UNCERTAIN
    intent = Intent(f"n{count}", "r0", action.id, kind, Side.XERO, text, IntentState.SENDING, office.clock.now())
    office.store.begin([intent])
    if state is IntentState.UNCERTAIN:
        office.store.begin([replace(intent, state=state)])
    return action


def link(kind: ObjectKind, role: Role, xero_kind: ObjectKind, xero_id: str = "", **more: Any) -> Link:
    return Link(kind, more.pop("splynx_id", "1"), role, xero_kind, xero_id, "1", **more)


CONTACT_LINK = link(ObjectKind.CUSTOMER, Role.MAIN, ObjectKind.CONTACT)
INVOICE_LINK = link(ObjectKind.INVOICE, Role.MAIN, ObjectKind.INVOICE, amount=money("115.00"))
PAYMENT_LINK = link(ObjectKind.PAYMENT, Role.PAYMENT, ObjectKind.PAYMENT, invoice_id="1", amount=money("115.00"))


def settled(office: Office) -> None:
    assert office.store.open_intents() == []


def seen(office: Office, kind: ObjectKind, id: str) -> Any:
    found = office.store.observation(Side.XERO, kind, id)
    return found.body if found else None


# -- contacts --


def test_a_contact_found_by_its_number_is_adopted_and_linked(office: Office, recover: Recover) -> None:
    office.world.contact("c-1", number="SPX-1")
    lose(office, _A.CREATE_CONTACT, ContactPayload("Customer 1", "SPX-1"), CONTACT_LINK)
    assert recover() == Recovery(adopted=1)
    (made,) = office.store.links()
    assert made.xero_id == "c-1"
    assert made.agreed_xero
    assert seen(office, ObjectKind.CONTACT, "c-1")
    settled(office)


def test_a_contact_that_never_arrived_is_free_to_be_made(office: Office, recover: Recover) -> None:
    office.world.contact("c-2", name="Customer 1", number="SPX-12")  # 12 is not 1
    lose(office, _A.CREATE_CONTACT, ContactPayload("Customer 1", "SPX-1"), CONTACT_LINK)
    assert recover() == Recovery(absent=1)
    assert office.store.links() == []
    settled(office)


def test_eighty_contacts_are_looked_up_in_two_calls(office: Office, recover: Recover) -> None:
    for id in range(80):
        lose(office, _A.CREATE_CONTACT, ContactPayload(f"n{id}", f"SPX-{id}"), id=f"c{id}")
    office.clock.pass_time(seconds=SETTLING.total_seconds())
    assert recover().absent == 80
    assert office.accounting.calls_made == 2


UPDATE = ContactPayload("New Name", "SPX-1", email="a@b.c", id="c-1", fields=("name", "email"))


def test_an_update_of_a_contact_counts_when_every_field_it_sent_is_there(office: Office, recover: Recover) -> None:
    office.world.contact("c-1", name="New Name", email="a@b.c", phone="1", address=Address(city="Durban"))
    lose(office, _A.UPDATE_CONTACT, UPDATE, replace(CONTACT_LINK, xero_id="c-1"))
    assert recover() == Recovery(adopted=1)


def test_an_update_of_a_contact_that_arrived_in_part_is_planned_again(office: Office, recover: Recover) -> None:
    office.world.contact("c-1", name="New Name", email="old@b.c")
    lose(office, _A.UPDATE_CONTACT, UPDATE, replace(CONTACT_LINK, xero_id="c-1"))
    assert recover() == Recovery(absent=1)
    assert seen(office, ObjectKind.CONTACT, "c-1").email == "old@b.c"


# -- documents --

LINE = LinePayload("Internet", money("1"), money("100.0000"), "200", "OUTPUT15")
INVOICE = DocumentPayload(
    ObjectKind.INVOICE,
    "2026000001",
    Ref(id="c-1"),
    samples.DAY,
    samples.DAY,
    "",
    "ZAR",
    "AUTHORISED",
    (LINE,),
    money("115.00"),
    money("15.00"),
)
HELD = samples.document(
    lines=(
        DocumentLine("l1", "Internet", money("1.0"), money("100"), money("100.00"), money("15.00"), "200", "OUTPUT15"),
    )
)


def test_an_invoice_found_by_its_number_is_adopted_when_contact_day_and_total_are_equal(
    office: Office, recover: Recover
) -> None:
    office.world.hold(HELD)
    lose(office, _A.CREATE_INVOICE, INVOICE, INVOICE_LINK)
    assert recover() == Recovery(adopted=1)
    assert office.store.links()[0].xero_id == "d-1"


@pytest.mark.parametrize(
    "changes",
    [
        {"contact_id": "c-2"},
        {"date": NOVEMBER.replace(day=2)},
        {"total": money("116.00")},
        {"total_tax": money("14.00")},
        {"status": AccountingStatus.VOIDED},
        {"status": AccountingStatus.DELETED},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_number_that_belongs_to_something_else_is_shown_to_the_next_plan(
    office: Office, recover: Recover, changes: dict[str, Any]
) -> None:
    office.world.hold(replace(HELD, **changes))
    lose(office, _A.CREATE_INVOICE, INVOICE, INVOICE_LINK)
    assert recover() == Recovery(absent=1)
    assert office.store.links() == []
    assert seen(office, ObjectKind.INVOICE, "d-1") == replace(HELD, **changes)
    settled(office)


def test_an_invoice_that_another_splynx_invoice_holds_is_not_adopted(office: Office, recover: Recover) -> None:
    office.world.hold(HELD)
    office.store.save_links([replace(INVOICE_LINK, splynx_id="9", xero_id="d-1")])
    lose(office, _A.CREATE_INVOICE, INVOICE, INVOICE_LINK)
    assert recover() == Recovery(absent=1)


def test_a_draft_of_ours_is_adopted_as_a_draft(office: Office, recover: Recover) -> None:
    office.world.hold(replace(HELD, status=AccountingStatus.DRAFT))
    lose(office, _A.CREATE_INVOICE, replace(INVOICE, status="DRAFT"), INVOICE_LINK)
    assert recover().adopted == 1


def test_invoices_and_credit_notes_of_one_number_are_told_apart(office: Office, recover: Recover) -> None:
    office.world.hold(HELD)
    lose(office, _A.CREATE_CREDIT_NOTE, replace(INVOICE, kind=ObjectKind.CREDIT_NOTE, due_date=None))
    assert recover() == Recovery(absent=1)


def test_an_update_in_place_is_adopted_when_all_of_it_is_there(office: Office, recover: Recover) -> None:
    office.world.hold(HELD)
    lose(office, _A.UPDATE_INVOICE, replace(INVOICE, id="d-1"), replace(INVOICE_LINK, xero_id="d-1"))
    assert recover() == Recovery(adopted=1)


@pytest.mark.parametrize(
    "changes",
    [
        {"due_date": NOVEMBER.replace(day=30)},
        {"reference": "PO 7"},
        {"number": "2026000002"},
        {"lines": (replace(LINE, description="Fibre"),)},
        {"lines": (replace(LINE, account_code="260"),)},
        {"lines": (replace(LINE, unit_amount=money("50")), replace(LINE, unit_amount=money("50")))},
    ],
)
def test_an_update_with_the_same_total_that_did_not_arrive_is_not_taken_for_done(
    office: Office, recover: Recover, changes: dict[str, Any]
) -> None:
    office.world.hold(HELD)
    lose(office, _A.UPDATE_INVOICE, replace(INVOICE, id="d-1", **changes), replace(INVOICE_LINK, xero_id="d-1"))
    assert recover() == Recovery(absent=1)
    assert office.store.links() == []


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (AccountingStatus.VOIDED, Recovery(adopted=1)),
        (AccountingStatus.DELETED, Recovery(adopted=1)),
        (AccountingStatus.AUTHORISED, Recovery(absent=1)),
    ],
)
def test_a_void_is_done_when_the_document_is_dead(
    office: Office, recover: Recover, status: AccountingStatus, expected: Recovery
) -> None:
    office.world.hold(replace(HELD, status=status))
    lose(office, _A.VOID_INVOICE, VoidPayload(ObjectKind.INVOICE, "d-1", "VOIDED"))
    assert recover() == expected
    assert seen(office, ObjectKind.INVOICE, "d-1").status is status


# -- payments and credits --

PAYMENT = PaymentPayload(
    PaymentTarget.INVOICE, Ref(id="d-1"), "090", samples.DAY, money("115.00"), "R1 SPX-P1.1", "SPX-P1.1"
)


def test_a_payment_is_found_by_its_token_on_its_invoice(office: Office, recover: Recover) -> None:
    office.world.hold(samples.payment("p-0", reference="SPX-P11.1"))
    office.world.hold(samples.payment("p-1", reference="R1 SPX-P1.1"))
    lose(office, _A.CREATE_PAYMENT, PAYMENT, PAYMENT_LINK)
    assert recover() == Recovery(adopted=1)
    assert office.store.links()[0].xero_id == "p-1"


@pytest.mark.parametrize(
    "held",
    [
        samples.payment("p-1", reference="SPX-P1.2"),
        samples.payment("p-1", reference="R1"),
        samples.payment("p-1", reference="SPX-P1.1", target_id="d-2"),
        samples.payment("p-1", reference="SPXa-P1.1"),
    ],
    ids=["another part", "no token", "another invoice", "another tag"],
)
def test_a_payment_of_something_else_is_not_adopted(office: Office, recover: Recover, held: Payment) -> None:
    office.world.hold(held)
    lose(office, _A.CREATE_PAYMENT, PAYMENT, PAYMENT_LINK)
    assert recover() == Recovery(absent=1)
    assert office.store.links() == []


@pytest.mark.parametrize("changes", [{"amount": money("100.00")}, {"status": AccountingStatus.DELETED}])
def test_a_payment_with_our_token_that_differs_is_shown_to_the_next_plan(
    office: Office, recover: Recover, changes: dict[str, Any]
) -> None:
    office.world.hold(samples.payment("p-1", reference="SPX-P1.1", **changes))
    lose(office, _A.CREATE_PAYMENT, PAYMENT, PAYMENT_LINK)
    assert recover() == Recovery(absent=1)
    assert seen(office, ObjectKind.PAYMENT, "p-1") is not None


def test_a_refund_is_looked_up_on_its_credit(office: Office, recover: Recover) -> None:
    refund = replace(PAYMENT, target=PaymentTarget.OVERPAYMENT, target_ref=Ref(id="o-1"))
    held = samples.payment("p-1", target=PaymentTarget.OVERPAYMENT, target_id="o-1", reference="SPX-P1.1")
    office.world.hold(held)
    lose(office, _A.CREATE_REFUND, refund, PAYMENT_LINK)
    assert recover().adopted == 1
    assert office.accounting.asked_for("payments_of") == [(ObjectKind.OVERPAYMENT, "o-1")]


CREDIT = CreditPayload(
    ObjectKind.OVERPAYMENT, Ref(id="c-1"), "090", samples.DAY, money("115.00"), "R1 SPX-P1.1", "SPX-P1.1", "ZAR"
)
CREDIT_LINK = link(ObjectKind.PAYMENT, Role.CREDIT, ObjectKind.OVERPAYMENT)


def test_an_overpayment_is_found_by_its_token_and_knows_the_account_we_sent_it_to(
    office: Office, recover: Recover
) -> None:
    office.store.save_reference(None, office.accounting.reference(), office.clock.now())
    office.world.hold(samples.credit(reference="R1 SPX-P1.1"))
    lose(office, _A.CREATE_OVERPAYMENT, CREDIT, CREDIT_LINK)
    assert recover() == Recovery(adopted=1)
    assert seen(office, ObjectKind.OVERPAYMENT, "o-1").account_id == "a090"
    settled(office)


@pytest.mark.parametrize(
    "changes",
    [{"total": money("100.00")}, {"status": AccountingStatus.VOIDED}, {"kind": ObjectKind.PREPAYMENT}],
    ids=["amount", "dead", "kind"],
)
def test_a_credit_with_our_token_that_differs_is_shown_to_the_next_plan(
    office: Office, recover: Recover, changes: dict[str, Any]
) -> None:
    held = office.world.hold(samples.credit(reference="SPX-P1.1", **changes))
    lose(office, _A.CREATE_OVERPAYMENT, CREDIT, CREDIT_LINK)
    assert recover() == Recovery(absent=1)
    assert isinstance(held, Credit)
    assert seen(office, held.kind, "o-1") is not None


def test_a_credit_of_another_contact_is_not_ours(office: Office, recover: Recover) -> None:
    office.world.hold(samples.credit(contact_id="c-2", reference="SPX-P1.1"))
    lose(office, _A.CREATE_OVERPAYMENT, CREDIT, CREDIT_LINK)
    assert recover() == Recovery(absent=1)


@pytest.mark.parametrize(
    ("status", "expected"),
    [(AccountingStatus.DELETED, Recovery(adopted=1)), (AccountingStatus.AUTHORISED, Recovery(absent=1))],
)
def test_a_deletion_is_done_when_the_payment_is_dead(
    office: Office, recover: Recover, status: AccountingStatus, expected: Recovery
) -> None:
    office.world.hold(samples.payment("p-1", status=status))
    lose(office, _A.DELETE_PAYMENT, DeletionPayload(ObjectKind.PAYMENT, "p-1"), xero_id="p-1")
    assert recover() == expected


# -- allocations --

ALLOCATE = AllocationPayload(ObjectKind.OVERPAYMENT, Ref(id="o-1"), Ref(id="d-1"), money("50.00"), samples.DAY)
ALLOCATION_LINK = link(
    ObjectKind.PAYMENT, Role.ALLOCATION, ObjectKind.OVERPAYMENT, invoice_id="1", amount=money("50.00")
)


def hold_allocations(office: Office, *allocations: Allocation) -> None:
    office.world.hold(samples.credit(allocations=allocations))


def test_an_allocation_is_found_on_its_credit_by_invoice_and_amount(office: Office, recover: Recover) -> None:
    hold_allocations(office, Allocation("x1", "d-1", money("50.00")))
    lose(office, _A.ALLOCATE_OVERPAYMENT, ALLOCATE, ALLOCATION_LINK)
    assert recover() == Recovery(adopted=1)
    (made,) = office.store.links()
    assert (made.xero_id, made.xero_part) == ("o-1", "x1")


@pytest.mark.parametrize("held", [Allocation("x1", "d-2", money("50.00")), Allocation("x1", "d-1", money("49.00"))])
def test_an_allocation_of_something_else_does_not_count(office: Office, recover: Recover, held: Allocation) -> None:
    hold_allocations(office, held)
    lose(office, _A.ALLOCATE_OVERPAYMENT, ALLOCATE, ALLOCATION_LINK)
    assert recover() == Recovery(absent=1)
    assert seen(office, ObjectKind.OVERPAYMENT, "o-1").allocations == (held,)


def test_of_two_equal_allocations_that_were_lost_each_finds_its_own(office: Office, recover: Recover) -> None:
    hold_allocations(office, Allocation("x1", "d-1", money("50.00")), Allocation("x2", "d-1", money("50.00")))
    lose(office, _A.ALLOCATE_OVERPAYMENT, ALLOCATE, ALLOCATION_LINK)
    lose(office, _A.ALLOCATE_OVERPAYMENT, ALLOCATE, replace(ALLOCATION_LINK, part=2))
    assert recover() == Recovery(adopted=2)
    assert {made.xero_part for made in office.store.links()} == {"x1", "x2"}


@pytest.mark.parametrize("id", ["x1", ""], ids=["with ids", "without ids"])
def test_of_two_equal_allocations_only_one_arrived(office: Office, recover: Recover, id: str) -> None:
    hold_allocations(office, Allocation(id, "d-1", money("50.00")))
    lose(office, _A.ALLOCATE_OVERPAYMENT, ALLOCATE, ALLOCATION_LINK)
    lose(office, _A.ALLOCATE_OVERPAYMENT, ALLOCATE, replace(ALLOCATION_LINK, part=2))
    assert recover() == Recovery(adopted=1, absent=1)


@pytest.mark.parametrize("id", ["x1", ""], ids=["with ids", "without ids"])
def test_an_allocation_linked_before_is_not_taken_for_the_lost_one(office: Office, recover: Recover, id: str) -> None:
    office.store.save_links([replace(ALLOCATION_LINK, xero_id="o-1", xero_part=id)])
    hold_allocations(office, Allocation(id, "d-1", money("50.00")))
    lose(office, _A.ALLOCATE_OVERPAYMENT, ALLOCATE, replace(ALLOCATION_LINK, part=2))
    assert recover() == Recovery(absent=1)


def test_an_allocation_of_a_credit_that_is_not_there_never_arrived(office: Office, recover: Recover) -> None:
    lose(office, _A.ALLOCATE_OVERPAYMENT, ALLOCATE, ALLOCATION_LINK)
    assert recover() == Recovery(absent=1)


@pytest.mark.parametrize(
    ("held", "expected"),
    [((), Recovery(adopted=1)), ((Allocation("x1", "d-1", money("50.00")),), Recovery(absent=1))],
    ids=["taken off", "still there"],
)
def test_taking_an_allocation_off_is_done_when_it_is_gone(
    office: Office, recover: Recover, held: tuple[Allocation, ...], expected: Recovery
) -> None:
    hold_allocations(office, *held)
    lose(office, _A.DEALLOCATE_OVERPAYMENT, DeallocationPayload(ObjectKind.OVERPAYMENT, "o-1", "x1"))
    assert recover() == expected


# -- all of them --


@pytest.mark.parametrize(("there", "expected"), [(True, Recovery(adopted=1)), (False, Recovery(absent=1))])
def test_a_note_that_may_have_arrived_is_looked_for_in_the_history(
    office: Office, recover: Recover, there: bool, expected: Recovery
) -> None:
    if there:
        office.accounting.notes["d-1"] = ["Sent from Splynx. Sync run 7."]
    lose(office, _A.ADD_NOTE, NotePayload(ObjectKind.INVOICE, Ref(id="d-1"), "Sent from Splynx. Sync run 7."))
    assert recover() == expected
    assert office.accounting.asked_for("notes_of") == [(ObjectKind.INVOICE, "d-1")]


@pytest.mark.parametrize(("there", "expected"), [(True, Recovery(adopted=1)), (False, Recovery(absent=1))])
def test_a_file_that_may_have_arrived_is_looked_for_at_the_document(
    office: Office, recover: Recover, there: bool, expected: Recovery
) -> None:
    if there:
        office.accounting.files["d-1"] = ["INV-1.pdf"]
    lose(office, _A.ATTACH_FILE, FilePayload(ObjectKind.INVOICE, Ref(id="d-1"), "1", "INV-1.pdf"))
    assert recover() == expected
    assert office.accounting.asked_for("files_of") == [(ObjectKind.INVOICE, "d-1")]


def test_what_is_not_written_to_xero_is_never_guessed_at(office: Office, recover: Recover) -> None:
    payload = SplynxPaymentPayload("1", "1", NOVEMBER, money("1.00"), "", "p-1")
    lose(office, _A.CREATE_PAYMENT, payload)
    with pytest.raises(TypeError, match="SplynxPaymentPayload"):
        recover()
    assert len(office.store.open_intents()) == 1


def test_looking_up_again_changes_nothing(office: Office, recover: Recover) -> None:
    office.world.hold(HELD)
    office.world.hold(samples.payment("p-1", reference="R1 SPX-P1.1"))
    lose(office, _A.CREATE_INVOICE, INVOICE, INVOICE_LINK)
    lose(office, _A.CREATE_PAYMENT, PAYMENT, PAYMENT_LINK)
    recover()
    links, items, calls = office.store.links(), office.store.run_items("r0"), office.accounting.calls_made
    assert recover() == Recovery()
    assert (office.store.links(), office.store.run_items("r0"), office.accounting.calls_made) == (links, items, calls)


def test_a_lookup_that_breaks_leaves_the_rest_open(office: Office, recover: Recover) -> None:
    office.world.contact("c-1", number="SPX-1")
    lose(office, _A.CREATE_CONTACT, ContactPayload("Customer 1", "SPX-1"), CONTACT_LINK)
    lose(office, _A.CREATE_PAYMENT, PAYMENT, PAYMENT_LINK)
    office.accounting.reads_failing["payments_of"] = network_lost()
    with pytest.raises(NetworkLost):
        recover()
    assert [intent.kind for intent in office.store.open_intents()] == [_A.CREATE_PAYMENT]
    assert len(office.store.links()) == 1


def test_what_is_adopted_is_entered_into_the_run_that_sent_it_and_told(office: Office, recover: Recover) -> None:
    office.world.hold(HELD)
    lose(office, _A.CREATE_INVOICE, INVOICE, INVOICE_LINK, amount=money("115.00"))
    recover()
    (entry,) = office.store.run_items("r0")
    assert (entry.result, entry.xero_id, entry.sequence) == ("adopted", "d-1", 1)
    told = [event for event in office.events if isinstance(event, ItemDone)]
    assert [(event.result, event.amount) for event in told] == [("adopted", money("115.00"))]


def test_bodies_of_the_world_are_what_these_tests_say() -> None:
    """The samples the cases above differ from are equal to what is sent."""
    assert isinstance(HELD, Document)
    assert isinstance(samples.contact(), Contact)
    assert (HELD.number, HELD.contact_id, HELD.date, HELD.total, HELD.total_tax) == (
        INVOICE.number,
        INVOICE.contact.id,
        INVOICE.date,
        INVOICE.total,
        INVOICE.total_tax,
    )
