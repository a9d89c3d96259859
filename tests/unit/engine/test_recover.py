"""Looking up what may have arrived, by natural key, before anything else; never just resending (P2, P3, R1, R2, R4)."""

from dataclasses import replace
from typing import Any

import pytest

from splynx_xero_gui.domain.accounting import (
    AccountingStatus,
    Address,
    Contact,
    Document,
)
from splynx_xero_gui.domain.failures import NetworkLost
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.payloads import (
    ContactPayload,
    FilePayload,
    NotePayload,
    Ref,
    SplynxPaymentPayload,
    VoidPayload,
)
from splynx_xero_gui.engine.recover import SETTLING, Recovery
from splynx_xero_gui.ports.control import ItemDone
from tests.support import samples
from tests.support.fake_billing import network_lost
from tests.support.fakes import Office, money
from tests.support.lost_writes import (
    _A,
    CONTACT_LINK,
    HELD,
    INVOICE,
    INVOICE_LINK,
    LINE,
    PAYMENT,
    PAYMENT_LINK,
    Recover,
    lose,
    seen,
    settled,
)
from tests.support.planner import NOVEMBER

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


# -- all of them --


@pytest.mark.parametrize(("there", "expected"), [(True, Recovery(adopted=1)), (False, Recovery(absent=1))])
def test_a_note_that_may_have_arrived_is_looked_for_in_the_history(
    office: Office, recover: Recover, there: bool, expected: Recovery
) -> None:
    if there:
        office.accounting.notes["d-1"] = ["Sent from Splynx. Sync run 7."]
    lose(office, _A.ADD_NOTE, NotePayload(ObjectKind.INVOICE, Ref(id="d-1"), "Sent from Splynx. Sync run 7."))
    assert recover() == expected
    assert set(office.accounting.asked_for("notes_of")) == {(ObjectKind.INVOICE, "d-1")}


@pytest.mark.parametrize(("there", "expected"), [(True, Recovery(adopted=1)), (False, Recovery(absent=1))])
def test_a_file_that_may_have_arrived_is_looked_for_at_the_document(
    office: Office, recover: Recover, there: bool, expected: Recovery
) -> None:
    if there:
        office.accounting.files["d-1"] = ["INV-1.pdf"]
    lose(office, _A.ATTACH_FILE, FilePayload(ObjectKind.INVOICE, Ref(id="d-1"), "1", "INV-1.pdf"))
    assert recover() == expected
    assert set(office.accounting.asked_for("files_of")) == {(ObjectKind.INVOICE, "d-1")}


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
