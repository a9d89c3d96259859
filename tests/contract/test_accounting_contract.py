"""What the engine may rely on of any accounting system, whoever implements it.

Money goes in and comes out equal to the cent, keys find what they name, refusals touch nothing else, and dead objects
stay visible. A second accounting system passes these tests by adding itself to `ACCOUNTING_SYSTEMS` of conftest.py.
"""

from dataclasses import replace
from datetime import UTC, date, timedelta
from decimal import Decimal

import pytest

from splynx_xero_gui.domain.accounting import (
    AccountingStatus,
    Address,
    Contact,
    ContactStatus,
    Document,
)
from splynx_xero_gui.domain.failures import Cancelled
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind
from splynx_xero_gui.domain.payloads import (
    ContactPayload,
    FilePayload,
    LinePayload,
    NotePayload,
    Ref,
    VoidPayload,
)
from splynx_xero_gui.ports.accounting import Done, Refused
from tests.support.xero_asks import everything, one, payment
from tests.support.xero_bench import DAY, document
from tests.support.xero_kit import action, guid

# --- what it says of itself -------------------------------------------------------------------------------------------


def test_the_organisation_names_its_currency_zone_and_locks(system, books):
    books.sandbox.desk().lock_dates(period=date(2026, 9, 30), year=date(2026, 2, 28))
    found = system.organisation()
    assert (found.name, found.base_currency, found.timezone) == ("Example ISP", "ZAR", "Africa/Johannesburg")
    assert found.locked_up_to == date(2026, 9, 30)


def test_the_reference_data_tells_what_may_be_used_for_what(system):
    found = system.reference()
    assert found.account("090").takes_payments
    assert not found.account("200").takes_payments
    assert found.account("200").takes_sales_lines
    assert not found.account("610").takes_sales_lines
    assert found.rounding_account.code == "860"
    assert found.tax_rate("OUTPUT3").effective_rate == 15
    assert found.account("200").account_class in found.tax_rate("OUTPUT3").classes
    assert not found.tax_rate("INPUT3").for_revenue
    assert [option.name for option in found.tracking[0].options] == ["North", "South"]
    assert found.organisation.user_role == "Standard"
    codeless = next(a for a in found.accounts if a.type == "BANK" and not a.code)
    assert found.account(codeless.id) is codeless


# --- contacts ---------------------------------------------------------------------------------------------------------

ADA = ContactPayload(
    name="Ada Lovelace",
    number="SPX-1",
    email="ada@example.net",
    phone="+27 21 555 0100",
    tax_number="4123456789",
    account_number="A-1",
    address=Address("1 Long Street\nUnit 2", "Cape Town", "8001", "Western Cape", "South Africa"),
)


def test_a_contact_is_found_again_by_number_by_id_and_among_the_changes(system, books):
    made = one(books.done(ActionKind.CREATE_CONTACT, ADA))
    for found in (
        made.body,
        one(system.contacts_by_number(["SPX-1", "SPX-2"])),
        one(system.by_ids(ObjectKind.CONTACT, [made.xero_id, guid(9)])),
        one(everything(system, ObjectKind.CONTACT)),
    ):
        assert isinstance(found, Contact)
        assert (found.id, found.name, found.number) == (made.xero_id, "Ada Lovelace", "SPX-1")
        assert (found.email, found.phone, found.tax_number) == (ADA.email, ADA.phone, ADA.tax_number)
        assert (found.account_number, found.address, found.status) == ("A-1", ADA.address, ContactStatus.ACTIVE)


def test_a_contact_number_is_never_found_by_a_part_of_it_or_in_other_letters(system, books):
    books.contact("SPX-12")
    assert list(system.contacts_by_number(["SPX-1", "spx-12", "SPX-123"])) == []


def test_a_taken_name_is_refused_and_the_others_of_the_call_are_written(books, system):
    books.contact("SPX-1", "Ada")
    answer = books.do(
        ActionKind.CREATE_CONTACT,
        ContactPayload(name="Bo", number="SPX-2"),
        ContactPayload(name="ADA", number="SPX-3"),
        ContactPayload(name="Cy", number="SPX-4"),
    )
    first, second, third = answer.outcomes
    assert (type(first), type(second), type(third)) == (Done, Refused, Done)
    assert second.cause == "name in use"
    assert second.messages
    assert {c.number for c in everything(system, ObjectKind.CONTACT)} == {"SPX-1", "SPX-2", "SPX-4"}


def test_an_update_changes_the_named_fields_only(books, system):
    made = one(books.done(ActionKind.CREATE_CONTACT, ADA))
    change = replace(ADA, id=made.xero_id, email="new@example.net", phone="other", fields=("email",))
    found = one(books.done(ActionKind.UPDATE_CONTACT, change)).body
    assert (found.email, found.phone, found.address) == ("new@example.net", ADA.phone, ADA.address)


def test_an_archived_contact_is_still_read_everywhere(books, system):
    id = books.contact()
    books.done(ActionKind.ARCHIVE_CONTACT, ContactPayload(name="", number="", id=id))
    assert one(everything(system, ObjectKind.CONTACT)).status is ContactStatus.ARCHIVED
    assert one(system.by_ids(ObjectKind.CONTACT, [id])).status is ContactStatus.ARCHIVED
    assert one(system.contacts_by_number(["SPX-1"])).status is ContactStatus.ARCHIVED
    refused = one(books.do(ActionKind.CREATE_INVOICE, document(id, "INV-1")).outcomes)
    assert refused.cause == "contact archived"


def test_a_merged_contact_names_the_one_it_went_into(books, system):
    first, second = books.contact("SPX-1", "Ada"), books.contact("SPX-2", "Ada L")
    desk = books.sandbox.desk()
    desk.merge_contacts(desk.contact("SPX-1"), desk.contact("SPX-2"))
    assert one(system.by_ids(ObjectKind.CONTACT, [first])).merged_to == second


# --- documents --------------------------------------------------------------------------------------------------------


def test_an_invoice_comes_back_to_the_cent_and_is_found_by_number_by_id_and_among_the_changes(books, system):
    contact = books.contact()
    lines = (
        LinePayload("Fibre 100 (1–30 Nov)", Decimal("1"), Decimal("86.9565"), "200", "OUTPUT3"),
        LinePayload("Router", Decimal("3"), Decimal("25.6100"), "204", "OUTPUT3", tracking=(("Region", "South"),)),
    )
    given = document(contact, "INV-1", lines=lines, total=Decimal("188.35"), total_tax=Decimal("24.56"))
    made = one(books.done(ActionKind.CREATE_INVOICE, given))
    for found in (
        made.body,
        one(system.by_numbers(ObjectKind.INVOICE, ["INV-1", "INV-2"])),
        one(system.by_ids(ObjectKind.INVOICE, [made.xero_id])),
        one(everything(system, ObjectKind.INVOICE)),
    ):
        assert isinstance(found, Document)
        assert (found.id, found.number, found.contact_id) == (made.xero_id, "INV-1", contact)
        assert (found.total, found.total_tax, found.open) == (given.total, given.total_tax, given.total)
        assert (found.date, found.due_date, found.reference) == (DAY, date(2026, 11, 15), "ref INV-1")
        assert (found.status, found.currency) == (AccountingStatus.AUTHORISED, "ZAR")
        assert [line.unit_amount for line in found.lines] == [Decimal("86.9565"), Decimal("25.61")]
        assert all(line.id for line in found.lines)


def test_an_overridden_tax_amount_is_kept(books):
    line = LinePayload("x", Decimal(1), Decimal("100"), "200", "OUTPUT3", tax_amount=Decimal("15.01"))
    made = one(books.done(ActionKind.CREATE_INVOICE, document(books.contact(), "INV-1", lines=(line,))))
    assert (made.body.total_tax, made.body.total) == (Decimal("15.01"), Decimal("115.01"))


def test_a_taken_number_is_refused_and_the_others_are_written(books):
    contact = books.contact()
    books.invoice(contact, "INV-1")
    outcomes = books.do(ActionKind.CREATE_INVOICE, *(document(contact, f"INV-{n}") for n in (2, 1, 3))).outcomes
    assert [type(o) for o in outcomes] == [Done, Refused, Done]
    assert outcomes[1].cause == "number in use"
    assert [o.body.number for o in (outcomes[0], outcomes[2])] == ["INV-2", "INV-3"]


def test_many_documents_each_get_their_own_answer(books):
    contact = books.contact()
    payloads = [document(contact, f"INV-{n}", f"{n}.00") for n in range(1, 51)]
    done = books.done(ActionKind.CREATE_INVOICE, *payloads)
    assert [o.body.number for o in done] == [p.number for p in payloads]
    assert [o.body.total for o in done] == [p.total for p in payloads]


def test_a_document_is_changed_in_place_and_its_lines_with_it(books, system):
    contact = books.contact()
    first = one(books.done(ActionKind.CREATE_INVOICE, document(contact, "INV-1"))).body
    line = LinePayload("Fibre 200", Decimal(1), Decimal(200), "200", "OUTPUT3", id=first.lines[0].id)
    change = document(contact, "INV-1", "200.00", id=first.id, lines=(line,))
    changed = one(books.done(ActionKind.UPDATE_INVOICE, change)).body
    assert (changed.id, changed.total) == (first.id, Decimal("230.00"))
    assert [(x.id, x.description) for x in changed.lines] == [(first.lines[0].id, "Fibre 200")]
    assert len(everything(system, ObjectKind.INVOICE)) == 1


def test_a_voided_invoice_owes_nothing_stays_visible_and_keeps_its_number(books, system):
    contact = books.contact()
    id = books.invoice(contact)
    one(books.done(ActionKind.VOID_INVOICE, VoidPayload(ObjectKind.INVOICE, id, "VOIDED")))
    found = one(everything(system, ObjectKind.INVOICE))
    assert (found.status, found.open) == (AccountingStatus.VOIDED, 0)
    assert one(system.by_numbers(ObjectKind.INVOICE, ["INV-1"])).status.is_dead
    refused = one(books.do(ActionKind.CREATE_INVOICE, document(contact, "INV-1")).outcomes)
    assert refused.cause in ("number in use", "number belongs to a voided document")


def test_an_undone_invoice_sets_its_number_free(books, system):
    contact = books.contact()
    id = books.invoice(contact)
    one(books.done(ActionKind.VOID_INVOICE, VoidPayload(ObjectKind.INVOICE, id, "VOIDED", "INV-1-UNDONE-1")))
    assert one(system.by_numbers(ObjectKind.INVOICE, ["INV-1-UNDONE-1"])).status is AccountingStatus.VOIDED
    assert books.invoice(contact, "INV-1") != id


def test_a_draft_is_deleted_and_stays_visible(books, system):
    id = books.invoice(books.contact(), status="DRAFT")
    one(books.done(ActionKind.VOID_INVOICE, VoidPayload(ObjectKind.INVOICE, id, "DELETED")))
    assert one(everything(system, ObjectKind.INVOICE)).status is AccountingStatus.DELETED


def test_a_paid_invoice_is_neither_changed_nor_voided(books):
    contact = books.contact()
    id = books.invoice(contact)
    books.done(ActionKind.CREATE_PAYMENT, payment(id, "15.00"))
    change = one(books.do(ActionKind.UPDATE_INVOICE, document(contact, "INV-1", "5.00", id=id)).outcomes)
    void = one(books.do(ActionKind.VOID_INVOICE, VoidPayload(ObjectKind.INVOICE, id, "VOIDED")).outcomes)
    assert (change.cause, void.cause) == ("already paid or credited", "already paid or credited")


def test_nothing_is_written_into_a_closed_period(books, system):
    contact = books.contact()
    books.sandbox.desk().lock_dates(period=DAY)
    refused = one(books.do(ActionKind.CREATE_INVOICE, document(contact, "INV-1")).outcomes)
    assert refused.cause == "closed period"
    assert everything(system, ObjectKind.INVOICE) == []


def test_an_account_or_tax_that_cannot_be_used_is_refused_with_its_cause(books):
    contact = books.contact()
    lines = [
        LinePayload("x", Decimal(1), Decimal(1), "999", "OUTPUT3"),
        LinePayload("x", Decimal(1), Decimal(1), "200", "INPUT3"),
    ]
    outcomes = books.do(
        ActionKind.CREATE_INVOICE,
        *(document(contact, f"INV-{n}", lines=(line,)) for n, line in enumerate(lines)),
    ).outcomes
    assert [o.cause for o in outcomes] == [
        "account archived, unknown or not open to payments",
        "tax not allowed on the account",
    ]


# --- reading what changed ---------------------------------------------------------------------------------------------


def test_only_what_changed_since_is_read_and_the_servers_time_is_told(books, system):
    contact = books.contact()
    books.invoice(contact, "INV-1")
    page = one(list(system.changed(ObjectKind.INVOICE, None)))
    assert page.served_at.tzinfo is UTC
    assert abs(page.served_at - books.clock.now()) < timedelta(seconds=2)
    books.clock.advance(600)
    books.invoice(contact, "INV-2")
    since = page.served_at + timedelta(minutes=5)
    assert [d.number for d in everything(system, ObjectKind.INVOICE, since)] == ["INV-2"]


def test_documents_before_a_day_are_left_out_where_asked(books, system):
    contact = books.contact()
    books.invoice(contact, "INV-1", date=date(2026, 8, 31))
    books.invoice(contact, "INV-2", date=date(2026, 9, 1))
    found = everything(system, ObjectKind.INVOICE, dated_from=date(2026, 9, 1))
    assert [d.number for d in found] == ["INV-2"]


def test_long_lists_come_in_pages_ordered_by_id_each_item_once(books, system):
    desk = books.sandbox.desk()
    for n in range(1003):
        desk.add_contact(f"Customer {n}")
    pages = list(system.changed(ObjectKind.CONTACT, None))
    ids = [c.id for page in pages for c in page.items]
    assert [len(page.items) for page in pages] == [1000, 3]
    assert ids == sorted(ids)
    assert len(set(ids)) == 1003
    assert pages[0].expected == 1003


@pytest.mark.parametrize(
    "kind",
    [
        ObjectKind.CONTACT,
        ObjectKind.INVOICE,
        ObjectKind.CREDIT_NOTE,
        ObjectKind.PAYMENT,
        ObjectKind.OVERPAYMENT,
        ObjectKind.PREPAYMENT,
    ],
)
def test_empty_books_read_as_empty(system, kind):
    assert everything(system, kind) == []
    assert list(system.by_ids(kind, [guid(1), "not an id"])) == []


def test_many_ids_and_numbers_are_asked_for_in_few_calls(books, system):
    contact = books.contact()
    numbers = [f"INV-{n}" for n in range(45)]
    done = books.done(ActionKind.CREATE_INVOICE, *(document(contact, number) for number in numbers))
    before = system.calls_made
    assert len(system.by_ids(ObjectKind.INVOICE, [o.xero_id for o in done])) == 45
    assert len(system.by_numbers(ObjectKind.INVOICE, numbers)) == 45
    assert system.calls_made - before == 4


def test_what_does_not_exist_has_no_payments_and_no_credits(system):
    assert list(system.payments_of(ObjectKind.INVOICE, guid(1))) == []
    assert list(system.payments_of(ObjectKind.CREDIT_NOTE, guid(1))) == []
    assert list(system.credits_of(guid(1))) == []
    assert list(system.by_numbers(ObjectKind.INVOICE, ["nothing", "", 'odd "number"'])) == []


# --- the rest ---------------------------------------------------------------------------------------------------------


def test_notes_and_files_are_attached(books, system):
    id = books.invoice(books.contact())
    note = one(books.done(ActionKind.ADD_NOTE, NotePayload(ObjectKind.INVOICE, Ref(id), "Synced by run 7")))
    assert note.xero_id == id
    file = action("f", ActionKind.ATTACH_FILE, FilePayload(ObjectKind.INVOICE, Ref(id), "1", "INV-1.pdf"))
    attached = one(system.upload(file, b"%PDF-1.4").outcomes)
    assert (attached.xero_id, bool(attached.part_id)) == (id, True)


def test_the_number_of_groups_is_the_number_of_calls(books, system):
    contact = books.contact()
    actions = [action(f"a{n}", ActionKind.CREATE_INVOICE, document(contact, f"INV-{n}")) for n in range(101)]
    groups = system.batches(actions)
    before = system.calls_made
    for n, group in enumerate(groups):
        assert all(isinstance(o, Done) for o in system.write(group, f"k{n}").outcomes)
    assert (len(groups), system.calls_made - before) == (3, 3)


def test_what_is_left_of_the_day_is_known_after_the_first_call(system):
    assert system.calls_left_today is None
    system.organisation()
    assert system.calls_left_today is not None


def test_a_person_can_stop_the_reading_between_calls(books, system):
    books.cancel.requested = True
    with pytest.raises(Cancelled):
        system.organisation()
