"""What the official add-on lets one set, with ours: each has its effect in Xero (docs/add-on-parity.md)."""

import datetime as dt

import pytest

from splynx_xero_gui.sandbox.splynx import Line
from splynx_xero_gui.sandbox.xero import DocKind
from tests.support.inprocess import CASH, VAT, D, Office


def test_the_contacts_name_and_account_number_follow_their_patterns(make_office) -> None:
    office: Office = make_office(contact_name='"{name} / {login}"', account_number='"ISP-{id}"')
    anna = office.customer(login="anna7")
    office.bill(anna)
    office.sync()
    contact = office.desk.contact(f"SPX-{anna.id}")
    assert (contact.name, contact.account_number) == ("Anna Botha / anna7", f"ISP-{anna.id}")
    office.equal()


def test_without_a_pattern_no_account_number_is_sent(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    office.bill(anna)
    office.sync()
    assert office.desk.contact(f"SPX-{anna.id}").account_number == ""


def test_an_account_number_keeps_within_fifty_characters(make_office) -> None:
    office: Office = make_office(account_number='"{login}"')
    anna = office.customer(login="a" * 80)
    office.bill(anna)
    office.sync()
    assert office.desk.contact(f"SPX-{anna.id}").account_number == "a" * 50


def test_an_account_number_somebody_has_already_is_asked_about_in_plain_words(make_office) -> None:
    office: Office = make_office(account_number='"{login}"')
    office.desk.add_contact("Entered by hand", AccountNumber="anna7")
    office.bill(office.customer(login="anna7"))
    assert office.sync() == {}
    assert "number in use" in office.question("rejected-by-xero").question
    office.change_options(account_number="")
    assert office.sync() == {"create-contact": 1, "create-invoice": 1}
    office.equal()


def test_the_reference_takes_number_month_and_customer(make_office) -> None:
    office: Office = make_office(invoice_reference='"{date} {number} {id}"')
    invoice = office.bill(office.customer(), on=dt.date(2026, 11, 2))
    office.sync()
    assert office.desk.invoice(invoice.number).reference == f"Nov 2026 {invoice.number} {invoice.customer_id}"


def test_the_reference_of_a_payment_takes_any_of_its_fields_before_the_mark(make_office) -> None:
    office: Office = make_office(payment_reference='"{method} {field_1}"')
    invoice = office.bill(office.customer())
    payment = office.books.take_payment(
        invoice.customer_id, D("115"), method=CASH, invoices=[invoice.id], fields=("TX-9",)
    )
    office.sync()
    (receipt,) = office.receipts()
    assert receipt.reference == f"Cash TX-9 SPX-P{payment.id}.1"


@pytest.mark.parametrize(("option", "expected"), [("false", False), ("true", True)])
def test_payments_are_reconciled_only_where_that_is_wanted(make_office, option: str, expected: bool) -> None:
    office: Office = make_office(export_reconciled=option)
    invoice = office.bill(office.customer())
    office.books.take_payment(invoice.customer_id, D("115"), method=CASH, invoices=[invoice.id])
    office.sync()
    assert [receipt.is_reconciled for receipt in office.receipts()] == [expected]
    office.equal()


def test_documents_from_before_the_first_day_stay_as_they_are(make_office) -> None:
    office: Office = make_office(documents_from="2026-11-01", payments_from="2026-11-01")
    office.bill(office.customer(), on=dt.date(2026, 10, 20))
    new = office.bill(office.customer("Ben Nel"), on=dt.date(2026, 11, 1))
    office.sync()
    assert [d.number for d in office.desk.documents(DocKind.INVOICE)] == [new.number]


def test_a_lines_period_stands_in_its_description(make_office) -> None:
    office: Office = make_office()
    first, last = dt.date(2026, 11, 1), dt.date(2026, 11, 30)
    line = Line("Fibre 25 Mbps", D("100"), tax_id=VAT, period_from=first, period_to=last)
    invoice = office.books.create_invoice(office.customer().id, [line])
    office.sync()
    (held,) = office.desk.invoice(invoice.number).lines
    assert held.description == "Fibre 25 Mbps (2026-11-01 – 2026-11-30)"


def test_prices_keep_their_four_decimals(make_office) -> None:
    office: Office = make_office()
    invoice = office.bill(office.customer(), "64516.1290")
    office.sync()
    (held,) = office.desk.invoice(invoice.number).lines
    assert held.unit_amount == D("64516.1290")
    office.equal()
