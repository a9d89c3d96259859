"""What happens to customers and their contacts over the life of the books (R2, R4, R6; design.md §5)."""

from decimal import Decimal

import pytest

from splynx_xero_gui.sandbox.splynx import CustomerBilling, CustomerInfo, Line
from splynx_xero_gui.sandbox.xero import DocKind
from tests.support.inprocess import BANK, VAT, Office

D = Decimal


def test_a_customer_comes_with_its_first_document(make_office) -> None:
    office: Office = make_office()
    office.customer("Nobody yet")
    anna = office.customer(
        email="anna@example.net, billing@example.net", phone="021 555 0100", street_1="1 Long Street", city="Cape Town",
        zip_code="8001", info=CustomerInfo(vat_id="4123456789"),
    )  # fmt: skip
    assert office.sync() == {}
    office.bill(anna)
    assert office.sync() == {"create-contact": 1, "create-invoice": 1}
    contact = office.desk.contact(f"SPX-{anna.id}")
    assert contact.name == "Anna Botha"
    assert contact.texts["EmailAddress"] == "anna@example.net"
    office.equal()


def test_all_customers_are_sent_where_the_option_says_so(make_office) -> None:
    office: Office = make_office(contacts='"all"')
    office.customer()
    assert office.sync() == {"create-contact": 1}
    office.equal()


def test_a_renamed_customer_is_renamed_in_xero(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    office.bill(anna)
    office.sync()
    office.books.change_customer(anna.id, name="Anna Nkosi")
    assert office.sync() == {"update-contact": 1}
    assert office.desk.contact(f"SPX-{anna.id}").name == "Anna Nkosi"
    office.equal()


def test_a_new_address_is_sent_and_what_a_person_added_in_xero_stays(make_office) -> None:
    office: Office = make_office()
    anna = office.customer(street_1="1 Long Street", city="Cape Town", zip_code="8001")
    office.bill(anna)
    office.sync()
    contact = office.desk.contact(f"SPX-{anna.id}")
    office.later(hours=1)
    office.desk.edit_contact(contact, FirstName="Anna", AccountNumber="K-77")
    office.books.change_customer(anna.id, street_1="9 Kloof Street", phone="021 555 0111")
    assert office.sync() == {"update-contact": 1}
    assert contact.texts["FirstName"] == "Anna"
    assert contact.account_number == "K-77"
    assert any("9 Kloof Street" in address.values() for address in contact.addresses.values())
    office.equal()


def test_a_change_in_xero_alone_is_left_alone(make_office) -> None:
    office: Office = make_office()
    anna = office.customer(phone="021 555 0100")
    office.bill(anna)
    office.sync()
    office.later(hours=1)
    office.desk.edit_contact(
        office.desk.contact(f"SPX-{anna.id}"), EmailAddress="anna@private.example", Name="A. Botha"
    )
    assert office.sync() == {}
    office.books.change_customer(anna.id, phone="021 555 0111")
    assert office.sync() == {"update-contact": 1}
    contact = office.desk.contact(f"SPX-{anna.id}")
    assert (contact.name, contact.texts["EmailAddress"]) == ("A. Botha", "anna@private.example")
    office.equal()


@pytest.mark.parametrize(
    ("choice", "value", "name", "email"),
    [
        ("use-splynx", "", "Anna Nkosi", "new@example.net"),
        ("keep-xero", "", "Anna B.", "hand@example.net"),
        ("per-field", "email", "Anna B.", "new@example.net"),
        ("ignore", "", "Anna B.", "hand@example.net"),
    ],
)
def test_changed_on_both_sides_is_asked_about(make_office, choice: str, value: str, name: str, email: str) -> None:
    office: Office = make_office()
    anna = office.customer(email="anna@example.net")
    office.bill(anna)
    office.sync()
    office.later(hours=1)
    office.desk.edit_contact(office.desk.contact(f"SPX-{anna.id}"), Name="Anna B.", EmailAddress="hand@example.net")
    office.books.change_customer(anna.id, name="Anna Nkosi", email="new@example.net")
    office.sync()
    office.answer("contact-changed-both", choice, value)
    office.sync()
    contact = office.desk.contact(f"SPX-{anna.id}")
    assert (contact.name, contact.texts["EmailAddress"]) == (name, email)
    office.equal()
    office.bill(anna)
    assert office.sync() == {"create-invoice": 1}
    office.books.change_customer(anna.id, phone="021 555 0199")
    assert office.sync() == {"update-contact": 1}
    assert not office.conflicts()


def test_customers_of_one_name_stay_two(make_office) -> None:
    office: Office = make_office()
    first, second = office.customer(), office.customer()
    office.bill(first)
    office.bill(second, "200")
    assert office.sync() == {"create-contact": 2, "create-invoice": 2}
    assert office.desk.contact(f"SPX-{first.id}").name == "Anna Botha"
    assert office.desk.contact(f"SPX-{second.id}").name == f"Anna Botha ({second.id})"
    office.equal()


def test_a_name_that_another_contact_has_gets_the_id(make_office) -> None:
    office: Office = make_office()
    office.desk.add_contact("anna botha")
    anna = office.customer()
    office.bill(anna)
    assert office.sync() == {"create-contact": 1, "create-invoice": 1}
    assert office.desk.contact(f"SPX-{anna.id}").name == f"Anna Botha ({anna.id})"
    office.equal()


def test_a_name_that_another_contact_took_since_gets_the_id(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    office.bill(anna)
    office.sync()
    office.later(hours=1)
    office.desk.add_contact("Anna Nkosi")
    office.books.change_customer(anna.id, name="Anna Nkosi")
    assert office.sync() == {"update-contact": 1}
    assert office.desk.contact(f"SPX-{anna.id}").name == f"Anna Nkosi ({anna.id})"
    office.equal()


def test_a_contact_that_carries_the_number_already_is_taken(make_office) -> None:
    office: Office = make_office()
    made = office.desk.add_contact("Made by the accountant", ContactNumber="SPX-1")
    # Marks without a sync record are those of another computer (R32), unless that was settled.
    first = office.run()
    assert first.reason == "second-workstation"
    assert made.contact_number == "SPX-1"


@pytest.mark.parametrize("choice", ["wait-restore", "other", "new"])
def test_an_archived_contact_with_new_documents_is_asked_about(make_office, choice: str) -> None:
    office: Office = make_office()
    anna = office.customer()
    first = office.bill(anna)
    office.sync()
    office.later(hours=1)
    archived = office.desk.contact(f"SPX-{anna.id}")
    office.desk.archive_contact(archived)
    other = office.desk.add_contact("Anna's mother")
    assert office.sync() == {}
    second = office.bill(anna, "200")
    assert office.sync() == {}
    office.answer("contact-archived", choice, other.contact_id if choice == "other" else "")
    wrote = office.sync()
    if choice == "wait-restore":
        assert wrote == {}
        office.differs_by("230.00")
        office.desk.restore_contact(archived)
        assert office.sync() == {"create-invoice": 1}
    held = office.desk.invoice(second.number).contact
    assert held.name == {"wait-restore": "Anna Botha", "other": "Anna's mother"}.get(choice, held.name)
    if choice == "new":
        assert held.contact_number == f"SPX-{anna.id}-2"
    office.settled()
    assert not office.conflicts()
    assert office.due(first) == D("115.00")
    office.books.take_payment(anna.id, 345, method=BANK, invoices=[first.id, second.id])
    assert office.sync() == {"create-payment": 2}
    assert (office.due(first), office.due(second)) == (0, 0)


def test_credit_of_an_earlier_contact_waits_because_xero_allocates_within_one_contact(make_office) -> None:
    """Found by random history 113."""
    office: Office = make_office()
    anna = office.customer()
    payment = office.books.take_payment(anna.id, 50, method=BANK)
    office.sync()
    office.later(hours=1)
    office.desk.archive_contact(office.desk.contact(f"SPX-{anna.id}"))
    second = office.bill(anna, "200")
    office.sync()
    office.answer("contact-archived", "new")
    assert office.sync() == {"create-contact": 1, "create-invoice": 1}
    office.books.allocate_payment(payment.id, second.id)
    assert office.sync() == {}
    waiting = [(w.reason, w.amount) for w in office.plan().waiting]
    assert waiting == [("credit-on-another-contact", D("50.00"))]
    assert office.settled().rows[0].difference == 0


def test_nothing_is_written_for_an_archived_contact_that_a_person_ignored(make_office) -> None:
    """Found by random history 207."""
    office: Office = make_office()
    anna = office.customer()
    first = office.bill(anna)
    office.sync()
    office.later(hours=1)
    office.desk.archive_contact(office.desk.contact(f"SPX-{anna.id}"))
    office.bill(anna, "200")
    office.sync()
    office.answer("contact-archived", "ignore")
    assert office.sync() == {}
    office.books.change_invoice(first.id, lines=[Line("Fibre", D(120), tax_id=VAT)])
    assert office.sync() == {}
    office.settled()


def test_what_changes_for_an_archived_contact_waits_until_it_is_restored(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna)
    office.sync()
    office.later(hours=1)
    archived = office.desk.contact(f"SPX-{anna.id}")
    office.desk.archive_contact(archived)
    office.books.change_invoice(invoice.id, lines=[Line("Fibre", D(120), tax_id=VAT)])
    office.books.take_payment(anna.id, 50, method=BANK)
    assert office.sync() == {}
    assert not office.conflicts()
    assert {e.why for e in office.settled().rows[0].explained} == {"waits until its contact is restored in Xero"}
    office.desk.restore_contact(archived)
    assert office.sync() == {"update-invoice": 1, "create-overpayment": 1}
    office.equal()


def test_a_merged_contact_is_followed(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    first = office.bill(anna)
    office.sync()
    office.later(hours=1)
    into = office.desk.add_contact("Botha Household")
    office.desk.merge_contacts(office.desk.contact(f"SPX-{anna.id}"), into)
    second = office.bill(anna)
    office.books.take_payment(anna.id, 115, method=BANK, invoices=[first.id])
    assert office.sync() == {"create-invoice": 1, "create-payment": 1}
    assert office.desk.invoice(second.number).contact is into
    office.equal()


def test_a_correction_goes_to_the_contact_that_a_merge_left(make_office) -> None:
    """Xero moves the documents of a merged contact, and gives them no other stamp."""
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna)
    office.books.take_payment(anna.id, 115, method=BANK, invoices=[invoice.id])
    for _ in range(2):  # after the second the invoice is not read again
        office.sync()
        office.later(hours=1)
    into = office.desk.add_contact("Botha Household")
    office.desk.merge_contacts(office.desk.contact(f"SPX-{anna.id}"), into)
    office.books.change_invoice(invoice.id, lines=[Line("Fibre 25 Mbps", D(80), tax_id=VAT)])
    office.sync()
    office.answer("invoice-changed-after-payment", "credit-difference")
    assert office.sync()["create-credit-note"] == 1
    assert office.desk.credit_note(f"{invoice.number}-CR").contact is into
    office.settled()


def test_a_later_credit_note_pays_an_invoice_from_before_the_merge(make_office) -> None:
    """P1: it is allocated at once, although the invoice was last read on the contact that was."""
    office: Office = make_office()
    anna, ben = office.customer(), office.customer("Ben Nel")
    invoice = office.bill(anna)
    office.bill(ben)
    for _ in range(2):  # after the second the invoices are not read again
        office.sync()
        office.later(hours=1)
    office.desk.merge_contacts(office.desk.contact(f"SPX-{anna.id}"), office.desk.contact(f"SPX-{ben.id}"))
    office.bill(anna)
    office.sync()
    note = office.books.create_credit_note(anna.id, [Line("Credit", D(60))])
    office.books.allocate_credit_note(note.id, invoice.id, D(60))
    assert office.sync() == {"create-credit-note": 1, "allocate-credit-note": 1}
    office.equal()


def test_two_customers_merged_into_one_contact_share_it(make_office) -> None:
    office: Office = make_office()
    anna, ben = office.customer(), office.customer("Ben Nel")
    first = office.bill(anna)
    office.bill(ben)
    office.sync()
    office.later(hours=1)
    office.desk.merge_contacts(office.desk.contact(f"SPX-{anna.id}"), office.desk.contact(f"SPX-{ben.id}"))
    office.bill(anna, "50")
    office.bill(ben, "60")
    office.books.take_payment(anna.id, 115, method=BANK, invoices=[first.id])
    assert office.sync() == {"create-invoice": 2, "create-payment": 1}
    office.equal()


def test_a_sub_account_billed_with_its_parent_has_its_parents_contact(make_office) -> None:
    office: Office = make_office()
    parent = office.customer("Baobab Motors CC", category="company")
    site = office.customer(
        "Baobab Motors - site 2", parent_id=parent.id, billing=CustomerBilling(sub_billing_mode="aggregated")
    )
    own = office.customer(
        "Baobab Motors - site 3", parent_id=parent.id, billing=CustomerBilling(sub_billing_mode="independent")
    )
    for one in (parent, site, own):
        office.bill(one)
    assert office.sync() == {"create-contact": 2, "create-invoice": 3}
    assert office.desk.contact(f"SPX-{parent.id}").is_customer
    with pytest.raises(KeyError):
        office.desk.contact(f"SPX-{site.id}")
    office.equal()


def test_a_customer_gone_to_another_partner_keeps_its_documents(make_office) -> None:
    office: Office = make_office(partners='["Main"]')
    anna = office.customer()
    first = office.bill(anna)
    office.sync()
    office.books.change_customer(anna.id, partner_id=2)
    second = office.bill(anna, "200")
    office.books.take_payment(anna.id, 115, method=BANK, invoices=[first.id])
    wrote = office.sync()
    assert wrote.get("create-payment") == 1
    assert "create-invoice" not in wrote
    assert office.due(first) == 0
    assert second.number not in {d.number for d in office.desk.documents(DocKind.INVOICE)}
    assert office.sync() == {}
    assert office.reconcile().balanced
