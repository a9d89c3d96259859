"""What every ledger promises about observations, marks and books (ports.ledger, R5, R33, R34)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from splynx_xero_gui.domain.accounting import AccountingStatus, ContactStatus
from splynx_xero_gui.domain.billing import CustomerDetails, DocumentStatus
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.records import LinkState, Mark, Observation, Role
from splynx_xero_gui.domain.reference import together
from splynx_xero_gui.ports.ledger import Ledger, LedgerFacts, Stored
from tests.contract.conftest import LedgerMaker
from tests.support import samples
from tests.support.samples import seen

MARK = Mark("xero/invoice", "2026-11-01T08:25:00+00:00", samples.MOMENT)


def details(customer_id: str, **changes: str) -> Observation:
    return seen(dataclasses.replace(CustomerDetails(customer_id), **changes))


# --- pages and marks ------------------------------------------------------------------------------------------------


def test_what_was_stored_is_read_back_equal(ledger: Ledger) -> None:
    for item in (
        seen(samples.customer()),
        details("1", vat_id="4123"),
        seen(samples.invoice()),
        seen(samples.credit_note()),
        seen(samples.billed_payment()),
        seen(samples.relation()),
        seen(samples.contact()),
        seen(samples.document()),
        seen(samples.payment()),
        seen(samples.credit()),
    ):
        assert ledger.store_page([item]) == Stored(1, 1)
        assert ledger.observation(item.side, item.kind, item.id) == item


def test_an_object_never_seen_is_none(ledger: Ledger) -> None:
    assert ledger.observation(Side.XERO, ObjectKind.INVOICE, "nothing") is None


def test_a_page_and_its_mark_are_stored_together(ledgers: LedgerMaker) -> None:
    ledgers().store_page([seen(samples.document())], MARK)
    again = ledgers()
    assert again.marks() == {"xero/invoice": MARK}
    assert again.observation(Side.XERO, ObjectKind.INVOICE, "d-1") is not None


def test_a_page_with_one_bad_item_stores_nothing_and_moves_no_mark(ledger: Ledger) -> None:
    bad = dataclasses.replace(seen(samples.invoice("2")), kind=ObjectKind.CONTACT)
    with pytest.raises(ValueError, match="contact"):
        ledger.store_page([seen(samples.invoice("1")), bad], MARK)
    assert ledger.marks() == {}
    assert ledger.observation(Side.SPLYNX, ObjectKind.INVOICE, "1") is None
    assert ledger.dirty_customers() == frozenset()


def test_a_mark_can_move_without_items(ledger: Ledger) -> None:
    ledger.store_page([], MARK)
    later = dataclasses.replace(MARK, stamp="later")
    ledger.store_page([], later)
    assert ledger.marks() == {"xero/invoice": later}


def test_a_forgotten_mark_is_gone_and_the_others_stay(ledger: Ledger) -> None:
    other = Mark("splynx/invoice", "2026-11-01", samples.MOMENT)
    ledger.store_page([], MARK)
    ledger.store_page([], other)
    ledger.forget_marks(["xero/invoice", "never there"])
    assert ledger.marks() == {"splynx/invoice": other}


def test_only_what_differs_counts_as_changed(ledger: Ledger) -> None:
    page = [seen(samples.invoice(str(n))) for n in range(1, 4)]
    ledger.store_page(page)
    page[1] = seen(samples.invoice("2", note="called"))
    assert ledger.store_page(page) == Stored(3, 1)
    stored = ledger.observation(Side.SPLYNX, ObjectKind.INVOICE, "2")
    assert stored == page[1]


def test_the_same_amount_written_differently_is_no_change(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.invoice(total=Decimal("115.00")))])
    ledger.settle(["1"])
    assert ledger.store_page([seen(samples.invoice(total=Decimal("115.0")))]).changed == 0
    assert ledger.dirty_customers() == frozenset()


def test_an_object_twice_in_a_page_is_kept_as_it_was_last(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.invoice(note="first")), seen(samples.invoice(note="second"))])
    stored = ledger.observation(Side.SPLYNX, ObjectKind.INVOICE, "1")
    assert stored == seen(samples.invoice(note="second"))


def test_a_documents_partner_never_follows_its_customer(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.invoice(), partner_id="1")])
    assert ledger.store_page([seen(samples.invoice(), partner_id="2")]).changed == 0
    ledger.store_page([seen(samples.invoice(note="edited"), partner_id="2")])
    ledger.store_page([seen(samples.invoice(note="again"), partner_id=None)])
    stored = ledger.observation(Side.SPLYNX, ObjectKind.INVOICE, "1")
    assert stored == seen(samples.invoice(note="again"), partner_id="1")


def test_a_documents_partner_is_recorded_once_it_is_known(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.invoice(), partner_id=None)])
    ledger.store_page([seen(samples.invoice(), partner_id="3")])
    stored = ledger.observation(Side.SPLYNX, ObjectKind.INVOICE, "1")
    assert stored is not None
    assert stored.partner_id == "3"


def test_a_customers_partner_is_the_one_it_has_today(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.customer(partner_id="1"))])
    ledger.store_page([seen(samples.customer(partner_id="2"))])
    stored = ledger.observation(Side.SPLYNX, ObjectKind.CUSTOMER, "1")
    assert stored is not None
    assert stored.partner_id == "2"


# --- absence --------------------------------------------------------------------------------------------------------


def test_a_confirmed_absence_is_kept_and_makes_the_owner_dirty(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.invoice("1", "7")), seen(samples.invoice("2", "8"))])
    ledger.settle(["7", "8"])
    ledger.mark_gone(Side.SPLYNX, ObjectKind.INVOICE, ["1", "404"])
    assert ledger.observation(Side.SPLYNX, ObjectKind.INVOICE, "1") == seen(samples.invoice("1", "7"), gone=True)
    assert ledger.dirty_customers() == {"7"}
    assert ledger.known_ids(Side.SPLYNX, ObjectKind.INVOICE) == ["2"]


def test_an_absence_told_twice_changes_nothing_the_second_time(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.invoice())])
    ledger.mark_gone(Side.SPLYNX, ObjectKind.INVOICE, ["1"])
    ledger.settle(["1"])
    ledger.mark_gone(Side.SPLYNX, ObjectKind.INVOICE, ["1"])
    assert ledger.dirty_customers() == frozenset()


def test_what_is_seen_again_is_no_longer_gone(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.invoice())])
    ledger.mark_gone(Side.SPLYNX, ObjectKind.INVOICE, ["1"])
    assert ledger.store_page([seen(samples.invoice())]).changed == 1
    assert ledger.known_ids(Side.SPLYNX, ObjectKind.INVOICE) == ["1"]


# --- ids ------------------------------------------------------------------------------------------------------------


def test_ids_are_listed_by_number_within_a_range(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.billed_payment(id)) for id in ("10", "9", "2", "100")])
    kind = ObjectKind.PAYMENT
    assert ledger.known_ids(Side.SPLYNX, kind) == ["2", "9", "10", "100"]
    assert ledger.known_ids(Side.SPLYNX, kind, after_id=2, up_to_id=10) == ["9", "10"]
    assert ledger.known_ids(Side.SPLYNX, kind, after_id=100) == []


def test_the_highest_id_counts_what_is_gone_too(ledger: Ledger) -> None:
    assert ledger.highest_id(Side.SPLYNX, ObjectKind.PAYMENT) == 0
    ledger.store_page([seen(samples.billed_payment(id)) for id in ("9", "10")])
    ledger.mark_gone(Side.SPLYNX, ObjectKind.PAYMENT, ["10"])
    assert ledger.highest_id(Side.SPLYNX, ObjectKind.PAYMENT) == 10


def test_all_live_objects_are_streamed_in_order_however_many(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.billed_payment(str(n))) for n in range(1, 2002)])
    ledger.mark_gone(Side.SPLYNX, ObjectKind.PAYMENT, ["5"])
    ids = [item.id for item in ledger.observations(Side.SPLYNX, ObjectKind.PAYMENT)]
    assert ids == [str(n) for n in range(1, 2002) if n != 5]


def test_objects_without_numbers_are_streamed_by_id(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.payment(f"p-{n:04}")) for n in reversed(range(1100))])
    ids = [item.id for item in ledger.observations(Side.XERO, ObjectKind.PAYMENT)]
    assert ids == [f"p-{n:04}" for n in range(1100)]


def test_the_ledger_can_be_written_while_it_is_streamed(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.billed_payment(str(n))) for n in range(1, 4)])
    for item in ledger.observations(Side.SPLYNX, ObjectKind.PAYMENT):
        ledger.set_fact(f"saw-{item.id}", "yes")
    assert ledger.get_fact("saw-3") == "yes"


# --- details (R34) --------------------------------------------------------------------------------------------------


def test_details_are_due_where_documents_are_and_none_were_read(ledgers: LedgerMaker) -> None:
    ledger = ledgers()
    ledger.store_page([seen(samples.customer(id)) for id in ("1", "2", "3")])
    ledger.store_page([seen(samples.invoice("1", "2")), seen(samples.credit_note("1", "3"))])
    assert ledger.details_due(before=samples.MOMENT, limit=10) == ["2", "3"]
    ledger.store_page([details("2")])
    assert ledger.details_due(before=samples.MOMENT, limit=10) == ["3"]


def test_details_read_longest_ago_come_first_and_never_read_ones_before_them(ledgers: LedgerMaker) -> None:
    ledger = ledgers()
    for id in ("1", "2", "3"):
        ledger.store_page([seen(samples.customer(id)), seen(samples.invoice(id, id))])
    ledger.store_page([details("2")])
    ledgers.clock.pass_time(days=1)
    ledger.store_page([details("1")])
    ledgers.clock.pass_time(days=1)
    now = ledgers.clock.now()
    assert ledger.details_due(before=now, limit=10) == ["3", "2", "1"]
    assert ledger.details_due(before=now, limit=2) == ["3", "2"]
    assert ledger.details_due(before=samples.MOMENT + dt.timedelta(hours=1), limit=10) == ["3", "2"]


def test_unchanged_details_read_again_are_not_due(ledgers: LedgerMaker) -> None:
    ledger = ledgers()
    ledger.store_page([seen(samples.customer()), seen(samples.invoice()), details("1")])
    ledgers.clock.pass_time(days=8)
    assert ledger.details_due(before=ledgers.clock.now() - dt.timedelta(days=7), limit=10) == ["1"]
    assert ledger.store_page([details("1")]).changed == 0
    assert ledger.details_due(before=ledgers.clock.now(), limit=10) == []


def test_a_changed_customer_has_its_details_due_at_once(ledgers: LedgerMaker) -> None:
    ledger = ledgers()
    ledger.store_page([seen(samples.customer()), seen(samples.invoice()), details("1")])
    ledger.store_page([seen(samples.customer(name="Renamed"))])
    due_if_never_read = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    assert ledger.details_due(before=due_if_never_read, limit=10) == []
    assert ledger.details_due(before=samples.MOMENT, limit=10) == ["1"]


def test_absent_details_are_not_asked_for_again_and_again(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.customer()), seen(samples.invoice())])
    ledger.mark_gone(Side.SPLYNX, ObjectKind.CUSTOMER_DETAILS, ["1"])
    assert ledger.details_due(before=samples.MOMENT, limit=10) == []


def test_details_of_a_customer_that_is_gone_are_not_due(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.customer()), seen(samples.invoice())])
    ledger.mark_gone(Side.SPLYNX, ObjectKind.CUSTOMER, ["1"])
    assert ledger.details_due(before=samples.MOMENT, limit=10) == []


# --- counts and keys ------------------------------------------------------------------------------------------------


def test_guards_count_living_objects_and_actively_linked_ones(ledger: Ledger) -> None:
    assert ledger.facts() == LedgerFacts()
    ledger.store_page([seen(samples.invoice(str(n))) for n in (1, 2, 3)] + [seen(samples.contact())])
    ledger.mark_gone(Side.SPLYNX, ObjectKind.INVOICE, ["3"])
    ledger.save_links(
        [
            samples.contact_link(),
            samples.invoice_link("1", "d-1"),
            samples.invoice_link("1", "d-2", role=Role.REISSUE),
            samples.invoice_link("2", "d-3", state=LinkState.RETIRED),
        ]
    )
    assert ledger.facts() == LedgerFacts(
        {ObjectKind.CUSTOMER: 1, ObjectKind.INVOICE: 1},
        {(Side.SPLYNX, ObjectKind.INVOICE): 2, (Side.XERO, ObjectKind.CONTACT): 1},
        ever_linked=True,
    )


def test_xero_objects_are_found_by_their_key_dead_ones_too(ledger: Ledger) -> None:
    voided = samples.document("d-2", number="A-2", status=AccountingStatus.VOIDED)
    ledger.store_page([seen(samples.document("d-1", number="A-1")), seen(voided), seen(samples.document("d-3"))])
    found = ledger.xero_by_key(ObjectKind.INVOICE, ["A-1", "A-2", "A-9", ""])
    assert found == {"A-1": [seen(samples.document("d-1", number="A-1"))], "A-2": [seen(voided)]}


def test_a_key_shared_by_several_objects_names_them_all(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.contact(id, number="SPX-1")) for id in ("c-1", "c-2")])
    assert [item.id for item in ledger.xero_by_key(ObjectKind.CONTACT, ["SPX-1"])["SPX-1"]] == ["c-1", "c-2"]


def test_an_object_confirmed_absent_holds_no_key(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.document(number="A-1"))])
    ledger.mark_gone(Side.XERO, ObjectKind.INVOICE, ["d-1"])
    assert ledger.xero_by_key(ObjectKind.INVOICE, ["A-1"]) == {}


def test_names_of_active_contacts_are_found_whatever_their_case(ledger: Ledger) -> None:
    archived = samples.contact("c-2", name="Old Shop", status=ContactStatus.ARCHIVED)
    ledger.store_page([seen(samples.contact("c-1", name="Straße & Co")), seen(archived)])
    assert ledger.contact_names() == {"strasse & co": "c-1"}


def test_splynx_documents_with_one_number_are_found(ledger: Ledger) -> None:
    ledger.store_page(
        [seen(samples.invoice(id, number=number)) for id, number in (("10", "X"), ("9", "X"), ("3", "Y"))]
    )
    ledger.store_page([seen(samples.invoice("4", number="X"), gone=True)])
    assert ledger.splynx_numbers(ObjectKind.INVOICE, ["X", "Y", "Z"]) == {"X": ["9", "10"], "Y": ["3"]}
    assert ledger.splynx_numbers(ObjectKind.CREDIT_NOTE, ["X"]) == {}


# --- usage ----------------------------------------------------------------------------------------------------------


def test_usage_counts_lines_documents_and_payments_in_the_range(ledger: Ledger) -> None:
    lines = (samples.billed_line("1"), samples.billed_line("2", net="50.5000", tax_id=None, tax_percent=Decimal(0)))
    before = samples.DAY - dt.timedelta(days=1)
    ledger.store_page(
        [
            seen(samples.invoice("1", lines=lines, total=Decimal("165.50"))),
            seen(samples.invoice("2", date=before)),
            seen(samples.invoice("3", status=DocumentStatus.DELETED)),
            seen(samples.invoice("4"), gone=True),
            seen(samples.credit_note("1", lines=(samples.billed_line("1", category_id=None),))),
            seen(samples.billed_payment("1")),
            seen(samples.billed_payment("2", amount=Decimal("-15.00"))),
            seen(samples.billed_payment("3", date=before)),
        ]
    )
    use = ledger.usage(samples.DAY, ())
    numbers = {table: {key: (u.count, u.amount) for key, u in rows.items()} for table, rows in use.items()}
    assert numbers == {
        "categories": {"2": (2, Decimal("150.50")), "": (1, Decimal("-100.00"))},
        "taxes": {"1@15": (2, Decimal("0.00")), "none@0": (1, Decimal("50.50"))},
        "methods": {"1": (2, Decimal("100.00"))},
        "documents": {"": (2, Decimal("50.50"))},
        "documents by categories": {"2": (1, Decimal("165.50")), "": (1, Decimal("-115.00"))},
        "documents by taxes": {together(("1@15", "none@0")): (1, Decimal("165.50")), "1@15": (1, Decimal("-115.00"))},
    }


def test_usage_of_some_partners_follows_the_documents_partner(ledger: Ledger) -> None:
    ledger.store_page(
        [
            seen(samples.customer("1", partner_id="7")),
            seen(samples.customer("2", partner_id="8")),
            seen(samples.invoice("1", "1"), partner_id="8"),
            seen(samples.invoice("2", "2"), partner_id="7"),
            seen(samples.billed_payment("1", "1", method_id="5")),
            seen(samples.billed_payment("2", "2", method_id="6")),
        ]
    )
    use = ledger.usage(samples.DAY, ("7",))
    assert use["documents"][""].count == 1
    assert list(use["methods"]) == ["5"]


# --- books ----------------------------------------------------------------------------------------------------------


def ids(items: tuple[Observation, ...]) -> set[tuple[ObjectKind, str]]:
    return {(item.kind, item.id) for item in items}


def test_books_of_a_customer_hold_both_sides_and_the_links(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.customer(id)) for id in ("1", "2")])
    ledger.store_page([seen(samples.invoice("1", "1")), seen(samples.invoice("2", "2"), gone=True)])
    ledger.store_page([seen(samples.contact("c-1")), seen(samples.contact("c-2")), seen(samples.document())])
    ledger.save_links([samples.contact_link("1", "c-1"), samples.contact_link("2", "c-2"), samples.invoice_link()])
    books = ledger.books(["1"])
    assert books.customers == {"1"}
    assert ids(books.splynx) == {(ObjectKind.CUSTOMER, "1"), (ObjectKind.INVOICE, "1")}
    assert ids(books.xero) == {(ObjectKind.CONTACT, "c-1"), (ObjectKind.INVOICE, "d-1")}
    assert [link.kind for link in books.links] == [ObjectKind.CUSTOMER, ObjectKind.INVOICE]


def test_books_show_what_is_gone(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.invoice())])
    ledger.mark_gone(Side.SPLYNX, ObjectKind.INVOICE, ["1"])
    assert [item.gone for item in ledger.books(["1"]).splynx] == [True]


def test_books_reach_everyone_sharing_a_contact_a_parent_or_a_sub_account(ledger: Ledger) -> None:
    ledger.store_page(
        [
            seen(samples.customer("1")),
            seen(samples.customer("2", parent_id="1")),
            seen(samples.customer("3", parent_id="1")),
            seen(samples.customer("4")),
            seen(samples.customer("5")),
        ]
    )
    ledger.save_links([samples.contact_link("3", "c-3"), samples.contact_link("4", "c-3")])
    for start in ("1", "2", "3", "4"):
        assert ledger.books([start]).customers == {"1", "2", "3", "4"}
    assert ledger.books(["5"]).customers == {"5"}


def test_books_reach_the_customer_an_object_moved_to_in_splynx(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.customer("1")), seen(samples.customer("2")), seen(samples.customer("3"))])
    ledger.store_page([seen(samples.invoice("7", "2")), seen(samples.invoice("8", "3"))])
    ledger.save_links([samples.invoice_link("7", "d-7", "1"), samples.invoice_link("8", "d-8", "3")])
    for start in ("1", "2"):
        assert ledger.books([start]).customers == {"1", "2"}
    assert ledger.books(["3"]).customers == {"3"}


def test_books_reach_the_customer_on_whose_contact_an_object_stands_now(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.contact("c-1")), seen(samples.contact("c-2")), seen(samples.contact("c-3"))])
    ledger.store_page([seen(samples.document("d-7", "c-2")), seen(samples.document("d-8", "c-3"))])
    ledger.save_links([samples.contact_link(id, f"c-{id}") for id in ("1", "2", "3")])
    ledger.save_links([samples.invoice_link("7", "d-7", "1"), samples.invoice_link("8", "d-8", "3")])
    for start in ("1", "2"):
        assert ledger.books([start]).customers == {"1", "2"}
    assert ledger.books(["3"]).customers == {"3"}


def test_books_hold_a_linked_object_that_went_to_another_contact(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.document("d-1", "c-other"))])
    ledger.save_links([samples.contact_link(), samples.invoice_link()])
    assert ids(ledger.books(["1"]).xero) == {(ObjectKind.INVOICE, "d-1")}


def test_books_follow_a_contact_to_the_one_it_was_merged_into(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.contact("c-1", merged_to="c-2")), seen(samples.contact("c-2"))])
    ledger.save_links([samples.contact_link()])
    assert ids(ledger.books(["1"]).xero) == {(ObjectKind.CONTACT, "c-1"), (ObjectKind.CONTACT, "c-2")}


def test_books_of_all_hold_everything(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.customer("1")), seen(samples.invoice("1", "2")), seen(samples.contact("c-9"))])
    ledger.save_links([samples.contact_link("3", "c-3")])
    books = ledger.books(None)
    assert books.customers == ledger.customers() == {"1", "2", "3"}
    assert len(books.splynx) == 2
    assert ids(books.xero) == {(ObjectKind.CONTACT, "c-9")}
    assert len(books.links) == 1


def test_books_of_more_customers_than_a_statement_takes_are_complete(ledger: Ledger) -> None:
    many = [str(n) for n in range(1, 2001)]
    ledger.store_page([seen(samples.customer(id)) for id in many])
    ledger.save_links([samples.contact_link(id, f"c-{id}") for id in many])
    ledger.store_page([seen(samples.contact(f"c-{id}")) for id in many])
    books = ledger.books(many)
    assert (len(books.splynx), len(books.xero), len(books.links)) == (2000, 2000, 2000)


def test_books_of_nobody_are_empty(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.customer())])
    assert ledger.books([]).customers == frozenset()
    assert ledger.books(["unknown"]).splynx == ()
