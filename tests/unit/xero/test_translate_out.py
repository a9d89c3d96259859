"""Writing Xero's JSON: amounts survive xero-python's doubles, dates never move, only what Splynx owns is sent."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xero_python.api_client.serializer import serialize

from splynx_xero_gui.domain.accounting import Address, PaymentTarget
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.payloads import (
    AllocationPayload,
    ContactPayload,
    CreditPayload,
    DocumentPayload,
    LinePayload,
    NotePayload,
    PaymentPayload,
    Ref,
    VoidPayload,
)
from splynx_xero_gui.xero.translate_in import contacts as contacts_in
from splynx_xero_gui.xero.translate_out import contacts, documents, payments
from splynx_xero_gui.xero.translate_out.values import Unwritable, amount, fine, iso, since_text
from tests.support.xero_kit import guid

DAY = dt.date(2026, 11, 1)


def wire(body: object) -> dict:
    """What the service reads: through xero-python's serializer and JSON, numbers as decimals."""
    return json.loads(json.dumps(serialize(body)), parse_float=Decimal)


def line(**more: object) -> LinePayload:
    given = {
        "description": "Fibre",
        "quantity": Decimal("1"),
        "unit_amount": Decimal("86.9565"),
        "account_code": "200",
        "tax_type": "OUTPUT",
        **more,
    }
    return LinePayload(**given)


def invoice(**more: object) -> DocumentPayload:
    given = {
        "kind": ObjectKind.INVOICE,
        "number": "INV-1",
        "contact": Ref(guid(2)),
        "date": DAY,
        "due_date": dt.date(2026, 11, 15),
        "reference": "ref",
        "currency": "ZAR",
        "status": "AUTHORISED",
        "lines": (line(),),
        "total": Decimal("100.00"),
        "total_tax": Decimal("13.04"),
        **more,
    }
    return DocumentPayload(**given)


def payment(**more: object) -> PaymentPayload:
    given = {
        "target": PaymentTarget.INVOICE,
        "target_ref": Ref(guid(1)),
        "account": "090",
        "date": DAY,
        "amount": Decimal("12.5"),
        "reference": "R1 SPX-P7.1",
        "token": "SPX-P7.1",
        **more,
    }
    return PaymentPayload(**given)


@given(st.decimals(min_value=Decimal("-9999999999"), max_value=Decimal("9999999999"), places=4))
def test_four_decimals_arrive_exactly(value):
    assert Decimal(str(wire({"v": fine(value)})["v"])) == value


@given(st.decimals(min_value=Decimal("-999999999999"), max_value=Decimal("999999999999"), places=2))
def test_money_arrives_exactly(value):
    assert Decimal(str(wire({"v": amount(value)})["v"])) == value


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_no_other_number_gets_through(value):
    try:
        sent = amount(value)
    except Unwritable:
        return
    assert abs(sent - value) <= Decimal("0.005")


@given(st.dates(min_value=dt.date(1990, 1, 1)))
def test_dates_are_plain_iso_text(value):
    assert dt.date.fromisoformat(wire({"d": iso(value)})["d"]) == value


def test_a_moment_loses_its_date_only_and_not_its_meaning():
    berlin = dt.timezone(dt.timedelta(hours=1))
    assert since_text(dt.datetime(2026, 11, 1, 0, 30, 5, 999, tzinfo=berlin)) == "2026-10-31T23:30:05"


def test_an_invoice_names_its_contact_by_id_only_and_sends_no_totals():
    body = wire(documents.document(invoice()))
    assert body == {
        "Type": "ACCREC",
        "Contact": {"ContactID": guid(2)},
        "Date": "2026-11-01",
        "DueDate": "2026-11-15",
        "LineAmountTypes": "Exclusive",
        "InvoiceNumber": "INV-1",
        "Reference": "ref",
        "CurrencyCode": "ZAR",
        "Status": "AUTHORISED",
        "LineItems": [
            {
                "Description": "Fibre",
                "Quantity": Decimal("1.0"),
                "UnitAmount": Decimal("86.9565"),
                "AccountCode": "200",
                "TaxType": "OUTPUT",
            }
        ],
    }


def test_an_invoice_without_due_date_is_due_on_its_day():
    assert documents.document(invoice(due_date=None))["DueDate"] == "2026-11-01"


def test_an_update_names_document_and_lines_by_id():
    body = documents.document(invoice(id=guid(1), lines=(line(id=guid(3), tax_amount=Decimal("13.05")),)))
    assert (body["InvoiceID"], body["LineItems"][0]["LineItemID"]) == (guid(1), guid(3))
    assert body["LineItems"][0]["TaxAmount"] == Decimal("13.05")


def test_a_credit_note_has_its_own_number_and_no_due_date():
    body = documents.document(invoice(kind=ObjectKind.CREDIT_NOTE, number="CN-1"))
    assert (body["Type"], body["CreditNoteNumber"]) == ("ACCRECCREDIT", "CN-1")
    assert not {"InvoiceNumber", "DueDate"} & set(body)


def test_tracking_and_long_descriptions_fit():
    body = documents.document(invoice(lines=(line(description="x" * 5000, tracking=(("Region", "South"),)),)))
    assert len(body["LineItems"][0]["Description"]) == 4000
    assert body["LineItems"][0]["Tracking"] == [{"Name": "Region", "Option": "South"}]


def test_a_contact_that_is_not_in_xero_yet_is_not_invoiced():
    with pytest.raises(Unwritable):
        documents.document(invoice(contact=Ref(made_by="a1")))


def test_a_void_names_the_document_and_the_state_only():
    payload = VoidPayload(ObjectKind.INVOICE, guid(1), "VOIDED", number="INV-1-UNDONE-7")
    assert documents.voided(payload) == {"InvoiceID": guid(1), "Type": "ACCREC", "Status": "VOIDED"}
    assert documents.renamed(payload) == {"InvoiceID": guid(1), "Type": "ACCREC", "InvoiceNumber": "INV-1-UNDONE-7"}


@pytest.mark.parametrize(
    ("target", "holder", "id_name"),
    [
        (PaymentTarget.INVOICE, "Invoice", "InvoiceID"),
        (PaymentTarget.CREDIT_NOTE, "CreditNote", "CreditNoteID"),
        (PaymentTarget.OVERPAYMENT, "Overpayment", "OverpaymentID"),
        (PaymentTarget.PREPAYMENT, "Prepayment", "PrepaymentID"),
    ],
)
def test_a_payment_pays_exactly_one_thing(target, holder, id_name):
    body = payments.payment(payment(target=target))
    assert body[holder] == {id_name: guid(1)}
    assert len({"Invoice", "CreditNote", "Overpayment", "Prepayment"} & set(body)) == 1
    assert "IsReconciled" not in body


def test_an_account_is_named_by_id_where_it_has_no_code():
    assert payments.payment(payment(account=guid(9)))["Account"] == {"AccountID": guid(9)}
    assert payments.payment(payment(reconciled=True))["IsReconciled"] is True


@pytest.mark.parametrize("bad", ["0", "-1", "0.004"])
def test_nothing_is_not_paid(bad):
    with pytest.raises(Unwritable):
        payments.payment(payment(amount=Decimal(bad)))


def test_an_overpayment_is_a_bank_transaction_without_account_or_tax_on_its_line():
    given = CreditPayload(
        ObjectKind.OVERPAYMENT, Ref(guid(2)), "090", DAY, Decimal("75"), "R SPX-P7.2", "SPX-P7.2", "ZAR"
    )
    body = payments.credit(given)
    assert (body["Type"], body["LineAmountTypes"], body["Status"]) == ("RECEIVE-OVERPAYMENT", "NoTax", "AUTHORISED")
    assert body["LineItems"] == [{"Description": "R SPX-P7.2", "Quantity": 1, "UnitAmount": Decimal("75.00")}]


def test_a_prepayment_includes_its_tax():
    given = CreditPayload(
        ObjectKind.PREPAYMENT, Ref(guid(2)), "090", DAY, Decimal("75"), "R", "T", "ZAR", "210", "OUTPUT"
    )
    body = payments.credit(given)
    assert (body["Type"], body["LineAmountTypes"]) == ("RECEIVE-PREPAYMENT", "Inclusive")
    assert (body["LineItems"][0]["AccountCode"], body["LineItems"][0]["TaxType"]) == ("210", "OUTPUT")


def test_an_allocation_says_amount_and_never_applied_amount():
    given = AllocationPayload(ObjectKind.CREDIT_NOTE, Ref(guid(5)), Ref(guid(1)), Decimal("10"), DAY)
    assert payments.allocation(given) == {
        "Invoice": {"InvoiceID": guid(1)},
        "Amount": Decimal("10.00"),
        "Date": "2026-11-01",
    }


def test_notes_stay_within_what_every_reading_of_xeros_page_allows():
    assert len(payments.note(NotePayload(ObjectKind.INVOICE, Ref(guid(1)), "n" * 400))["Details"]) == 250


CONTACT = ContactPayload(
    name="Ada",
    number="SPX-1",
    email="ada@example.net",
    phone="+27 21 555",
    tax_number="4123",
    account_number="A1",
    address=Address("1 Long St\nUnit 2", "Cape Town", "8001", "WC", "South Africa"),
)


def test_a_new_contact_leaves_out_what_is_unknown():
    assert contacts.new_contact(ContactPayload(name="Ada", number="SPX-1")) == {
        "Name": "Ada",
        "ContactNumber": "SPX-1",
    }


def test_what_is_written_of_a_contact_is_read_back_the_same():
    found = contacts_in.contact({**wire(contacts.new_contact(CONTACT)), "ContactID": guid(2)})
    assert (found.name, found.number, found.email, found.phone) == ("Ada", "SPX-1", "ada@example.net", "+27 21 555")
    assert (found.tax_number, found.account_number, found.address) == ("4123", "A1", CONTACT.address)


def test_an_update_sends_the_named_fields_only_and_can_empty_them():
    given = ContactPayload(name="Ada", number="SPX-1", id=guid(2), fields=("email", "name"))
    assert contacts.changed_contact(given) == {"ContactID": guid(2), "EmailAddress": "", "Name": "Ada"}
    with pytest.raises(Unwritable):
        contacts.changed_contact(ContactPayload(name="A", number="", id=guid(2), fields=("shoe_size",)))
    with pytest.raises(Unwritable):
        contacts.changed_contact(ContactPayload(name="A", number=""))


def test_a_street_of_many_lines_keeps_every_word():
    given = ContactPayload(name="A", number="", address=Address("a\nb\nc\nd\ne"))
    slot = contacts.new_contact(given)["Addresses"][0]
    assert [slot[f"AddressLine{n}"] for n in (1, 2, 3, 4)] == ["a", "b", "c", "d, e"]


def test_archiving_touches_nothing_but_the_state():
    assert contacts.archived_contact(guid(2)) == {"ContactID": guid(2), "ContactStatus": "ARCHIVED"}
