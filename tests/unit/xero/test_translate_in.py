"""Reading Xero's JSON: every odd form, never a wrong amount, only one declared error."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splynx_xero_gui.domain.accounting import AccountingStatus, ContactStatus, PaymentTarget
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.xero.streams import STREAMS
from splynx_xero_gui.xero.timezones import iana
from splynx_xero_gui.xero.translate_in import contacts, documents, payments, reference
from splynx_xero_gui.xero.translate_in.values import Unreadable, day, number, parse_day, text
from tests.support.xero_kit import guid

INVOICE = {
    "Type": "ACCREC",
    "InvoiceID": guid(1),
    "InvoiceNumber": "INV-1",
    "Contact": {"ContactID": guid(2)},
    "Date": "/Date(1789344000000+0000)/",
    "DateString": "2026-09-14T00:00:00",
    "DueDateString": "2026-09-28T00:00:00",
    "Status": "AUTHORISED",
    "CurrencyCode": "ZAR",
    "SubTotal": 21.0,
    "TotalTax": 3.15,
    "Total": 24.15,
    "AmountDue": 24.15,
    "AmountPaid": 0,
    "LineItems": [{"LineItemID": guid(3), "Quantity": 2, "UnitAmount": 10.5, "LineAmount": 21.0, "TaxAmount": 3.15}],
}


def parsed(item: dict) -> dict:
    """As it comes off the wire: decimals, no floats."""
    return json.loads(json.dumps(item), parse_float=Decimal)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-09-14T00:00:00", dt.date(2026, 9, 14)),
        ("2019-03-12 00:00:00", dt.date(2019, 3, 12)),
        ("2026-09-14", dt.date(2026, 9, 14)),
        ("/Date(1789344000000+0000)/", dt.date(2026, 9, 14)),
        ("/Date(1789344000000)/", dt.date(2026, 9, 14)),
        ("/Date(1789300800000+1200)/", dt.date(2026, 9, 14)),
        ("/Date(0+0000)/", None),
        ("/Date(99999999999999999999)/", None),
        ("", None),
        ("soon", None),
        (None, None),
        (12, None),
    ],
)
def test_dates_come_in_many_forms_and_are_never_shifted(written, meant):
    assert parse_day(written) == meant


def test_the_string_twin_of_a_date_is_preferred():
    assert day({"Date": "/Date(0)/", "DateString": "2026-09-14T00:00:00"}, "Date") == dt.date(2026, 9, 14)


def test_null_is_empty_text_and_not_the_word_none():
    assert text({"InvoiceNumber": None}, "InvoiceNumber") == ""


@pytest.mark.parametrize("bad", [True, [], {}, "twelve", "NaN", "Infinity", 1.5, "1e400"])
def test_an_amount_that_is_no_number_is_refused(bad):
    with pytest.raises(Unreadable):
        number({"Total": bad}, "Total")


def test_an_invoice_is_read_whole():
    found = documents.invoice(parsed(INVOICE))
    assert (found.number, found.date, found.due_date) == ("INV-1", dt.date(2026, 9, 14), dt.date(2026, 9, 28))
    assert (found.sub_total, found.total_tax, found.total, found.open) == tuple(
        Decimal(v) for v in ("21.00", "3.15", "24.15", "24.15")
    )
    assert found.lines[0].unit_amount == Decimal("10.5")


def test_the_amount_due_of_a_voided_invoice_counts_nothing():
    assert documents.invoice(parsed({**INVOICE, "Status": "VOIDED"})).open == 0


def test_a_status_nobody_knows_is_kept_as_unknown():
    assert documents.invoice(parsed({**INVOICE, "Status": "NEWSTATUS"})).status is AccountingStatus.UNKNOWN


@pytest.mark.parametrize("missing", ["InvoiceID", "Total", "AmountDue", "DateString+Date"])
def test_an_invoice_without_what_it_needs_is_unreadable(missing):
    item = {name: value for name, value in INVOICE.items() if name not in missing.split("+")}
    with pytest.raises(Unreadable):
        documents.invoice(parsed(item))


def test_the_zero_id_is_no_id():
    with pytest.raises(Unreadable):
        documents.invoice(parsed({**INVOICE, "InvoiceID": "00000000-0000-0000-0000-000000000000"}))


def test_a_credit_note_tells_open_allocated_and_refunded():
    found = documents.credit_note(
        parsed(
            {
                "CreditNoteID": guid(5),
                "CreditNoteNumber": "CN-1",
                "Type": "ACCRECCREDIT",
                "Status": "AUTHORISED",
                "DateString": "2026-09-14T00:00:00",
                "Contact": {"ContactID": guid(2)},
                "Total": 100,
                "TotalTax": 13.04,
                "RemainingCredit": 30,
                "Allocations": [
                    {"AllocationID": guid(6), "Amount": 50.0, "Invoice": {"InvoiceID": guid(1)}},
                    {"AllocationID": guid(7), "Amount": 9.0, "Invoice": {"InvoiceID": guid(1)}, "IsDeleted": True},
                ],
            }
        )
    )
    assert (found.open, found.credited, found.paid) == (Decimal("30.00"), Decimal("50.00"), Decimal("20.00"))
    assert [a.id for a in found.allocations] == [guid(6)]


def payment_item(**more: object) -> dict:
    return parsed(
        {
            "PaymentID": guid(8),
            "PaymentType": "ACCRECPAYMENT",
            "Status": "AUTHORISED",
            "Date": "/Date(1789344000000+0000)/",
            "Amount": 12.5,
            "Reference": "R1 SPX-P7.1",
            "Account": {"AccountID": guid(9), "Code": "090"},
            "Invoice": {"InvoiceID": guid(1), "Contact": {"ContactID": guid(2)}, "CurrencyCode": "ZAR"},
            **more,
        }
    )


def test_a_payment_names_its_invoice_contact_and_account():
    found = payments.payment(payment_item())
    assert (found.target, found.target_id, found.contact_id) == (PaymentTarget.INVOICE, guid(1), guid(2))
    assert (found.amount, found.account_code, found.reconciled) == (Decimal("12.50"), "090", None)


def test_the_payment_type_decides_even_beside_an_empty_invoice():
    found = payments.payment(
        payment_item(PaymentType="ARCREDITPAYMENT", CreditNote={"CreditNoteID": guid(5)}, Invoice={"InvoiceID": None})
    )
    assert (found.target, found.target_id, found.contact_id) == (PaymentTarget.CREDIT_NOTE, guid(5), "")


def test_a_refund_that_names_its_credit_note_as_an_invoice_is_still_a_refund():
    found = payments.payment(
        payment_item(PaymentType="ARCREDITPAYMENT", Invoice={"InvoiceID": guid(5), "Type": "ACCRECCREDIT"})
    )
    assert (found.target, found.target_id) == (PaymentTarget.CREDIT_NOTE, guid(5))


@pytest.mark.parametrize(
    ("payment_type", "ours"),
    [
        ("ACCRECPAYMENT", True),
        ("ARCREDITPAYMENT", True),
        ("AROVERPAYMENTPAYMENT", True),
        ("ARPREPAYMENTPAYMENT", True),
        ("ACCPAYPAYMENT", False),
        ("APCREDITPAYMENT", False),
        ("SOMETHINGNEW", False),
    ],
)
def test_only_receivable_payments_are_taken(payment_type, ours):
    assert payments.is_receivable_payment({"PaymentType": payment_type}) is ours


def test_a_created_overpayment_is_told_by_its_bank_transaction():
    bank = parsed(
        {
            "BankTransactionID": guid(20),
            "OverpaymentID": guid(21),
            "Type": "RECEIVE-OVERPAYMENT",
            "Status": "AUTHORISED",
            "DateString": "2026-11-01T00:00:00",
            "Total": 75,
            "Reference": "SPX-P7.2",
            "Contact": {"ContactID": guid(2)},
            "BankAccount": {"AccountID": guid(9), "Code": "090"},
            "IsReconciled": False,
        }
    )
    found = payments.credit_as_created(ObjectKind.OVERPAYMENT, bank)
    assert (found.id, found.bank_transaction_id, found.open, found.account_code) == (
        guid(21),
        guid(20),
        Decimal("75.00"),
        "090",
    )
    with pytest.raises(Unreadable):
        payments.credit_as_created(ObjectKind.OVERPAYMENT, {**bank, "OverpaymentID": None})


def test_a_contact_is_read_from_its_default_phone_and_postal_address():
    found = contacts.contact(
        {
            "ContactID": guid(2),
            "Name": " Ada ",
            "ContactStatus": "GDPRREQUEST",
            "ContactNumber": "SPX-1",
            "Phones": [
                {"PhoneType": "MOBILE", "PhoneNumber": "999"},
                {"PhoneType": "DEFAULT", "PhoneCountryCode": "27", "PhoneAreaCode": "21", "PhoneNumber": "555"},
            ],
            "Addresses": [
                {"AddressType": "STREET", "City": "Elsewhere"},
                {"AddressType": "POBOX", "AddressLine1": "1 Long St", "AddressLine2": "Unit 2", "City": "Cape Town"},
            ],
        }
    )
    assert (found.name, found.phone, found.status) == ("Ada", "27 21 555", ContactStatus.ARCHIVED)
    assert (found.address.street, found.address.city) == ("1 Long St\nUnit 2", "Cape Town")


def test_an_organisation_without_lock_dates_and_with_new_words_is_read():
    found = reference.organisation(
        parsed(
            {
                "OrganisationID": guid(30),
                "Name": "Example ISP",
                "BaseCurrency": "XXZ",
                "Version": "MARS",
                "Timezone": "SOUTHAFRICASTANDARDTIME",
                "FinancialYearEndDay": 28,
                "FinancialYearEndMonth": 2,
                "PeriodLockDate": "/Date(1793404800000+0000)/",
            }
        )
    )
    assert (found.timezone, found.year_lock, found.period_lock) == (
        "Africa/Johannesburg",
        None,
        dt.date(2026, 10, 31),
    )
    assert (found.base_currency, found.version, found.year_end_month) == ("XXZ", "MARS", 2)


@pytest.mark.parametrize(
    ("word", "zone"),
    [
        ("NEWZEALANDSTANDARDTIME", "Pacific/Auckland"),
        ("ALEUTIANSTANDARDTIME", "America/Adak"),
        ("KAMCHATKASTANDARDTIME", "Asia/Kamchatka"),
        ("UTC", "UTC"),
        ("Europe/Prague", "Europe/Prague"),
        ("MARSSTANDARDTIME", "UTC"),
        ("", "UTC"),
    ],
)
def test_time_zones_become_iana_names(word, zone):
    assert iana(word) == zone


def test_tax_rates_name_the_account_classes_they_fit():
    found = reference.tax_rate(
        parsed(
            {
                "TaxType": "OUTPUT2",
                "Name": "VAT",
                "EffectiveRate": 15.0,
                "Status": "ACTIVE",
                "CanApplyToRevenue": True,
                "CanApplyToAssets": False,
                "CanApplyToLiabilities": True,
            }
        )
    )
    assert found.classes == {"REVENUE", "LIABILITY"}
    assert (found.for_revenue, found.effective_rate) == (True, Decimal("15.0"))


@pytest.mark.parametrize(
    ("user_id", "email", "expected"),
    [
        (guid(41), "", ("Thandi M", "Standard")),
        ("", "BO@example.net", ("Bo A", "Adviser")),
        ("", "", ("", "")),
    ],
)
def test_the_connected_user_is_found_among_the_users(user_id, email, expected):
    people = [
        {"UserID": guid(41), "FirstName": "Thandi", "LastName": "M", "OrganisationRole": "STANDARD"},
        {
            "UserID": guid(42),
            "FirstName": "Bo",
            "LastName": "A",
            "EmailAddress": "bo@example.net",
            "OrganisationRole": "FINANCIALADVISER",
        },
    ]
    assert reference.user(people, user_id, email) == expected


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False)
    | st.text(max_size=12)
    | st.sampled_from([guid(1), "/Date(1789344000000+0000)/", "2026-09-14", "ACCREC", "AUTHORISED", "12.34"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FIELDS = [
    "InvoiceID",
    "CreditNoteID",
    "PaymentID",
    "OverpaymentID",
    "PrepaymentID",
    "ContactID",
    "Type",
    "Status",
    "Date",
    "DateString",
    "Total",
    "TotalTax",
    "SubTotal",
    "AmountDue",
    "RemainingCredit",
    "Amount",
    "Contact",
    "Invoice",
    "CreditNote",
    "Allocations",
    "LineItems",
    "Account",
    "PaymentType",
    "Phones",
    "Addresses",
    "Name",
    "Reference",
    "IsReconciled",
]


@given(st.dictionaries(st.sampled_from(FIELDS), JSON_VALUES), st.sampled_from(list(STREAMS)))
def test_whatever_comes_only_the_declared_error_is_raised(item, kind):
    stream = STREAMS[kind]
    try:
        if stream.is_ours(item):
            stream.translate(item)
    except Unreadable:
        pass


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.decimals(min_value=0, max_value=10**9, places=2))
def test_amounts_arrive_as_they_were_written(total, due):
    words = json.dumps({**INVOICE, "Total": 0, "AmountDue": 0})
    words = words.replace('"Total": 0', f'"Total": {total}').replace('"AmountDue": 0', f'"AmountDue": {due}')
    found = documents.invoice(json.loads(words, parse_float=Decimal))
    assert (found.total, found.open) == (total, due)
