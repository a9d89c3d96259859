"""Splynx's JSON becomes domain objects: documented quirks understood, nothing guessed (splynx-api.md §5, §7)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from splynx_xero_gui.domain.billing import (
    BilledDocument,
    BilledLine,
    BilledPayment,
    BilledTransaction,
    Customer,
    DocumentStatus,
    PayerKind,
    Relation,
)
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.splynx import translate
from splynx_xero_gui.splynx.scalars import Json, Untranslatable
from splynx_xero_gui.splynx.translate_people import customer, customer_details
from tests.unit.splynx.samples import (
    CREDIT_NOTE_TEXT,
    CUSTOMER_TEXT,
    INVOICE_TEXT,
    PAYMENT_TEXT,
    RELATION_TEXT,
    TRANSACTION_TEXT,
    as_old,
    parsed,
)

INVOICE = BilledDocument(
    kind=ObjectKind.INVOICE,
    id="137737",
    number="000007_0.22966300 1756472751",
    customer_id="693",
    date=dt.date(2022, 8, 19),
    due_date=dt.date(2022, 8, 28),
    status=DocumentStatus.NOT_PAID,
    total=Decimal("69354.84"),
    open=Decimal("69354.84"),
    lines=(
        BilledLine(
            id="145528",
            description="30Mbps Enterprise Plan",
            quantity=Decimal(1),
            unit_price=Decimal("64516.1290"),
            tax_percent=Decimal("7.5"),
            tax_amount=Decimal("4838.7097"),
            tax_id="3",
            category_id="1",
            transaction_id="322429",
        ),
    ),
    note="We appreciate your business.",
    updated=dt.date(2025, 8, 29),
)
CREDIT_NOTE = BilledDocument(
    kind=ObjectKind.CREDIT_NOTE,
    id="9",
    number="CN-9",
    customer_id="693",
    date=dt.date(2026, 3, 1),
    due_date=None,
    status=DocumentStatus.NOT_REFUNDED,
    total=Decimal(115),
    open=Decimal(15),
    lines=(
        BilledLine(
            id="1",
            description="Refund",
            quantity=Decimal(1),
            unit_price=Decimal(100),
            tax_percent=Decimal(15),
            tax_amount=Decimal(15),
            tax_id="1",
        ),
    ),
    invoice_id="137737",
    updated=dt.date(2026, 3, 2),
)
PAYMENT = BilledPayment(
    id="1822",
    customer_id="7332",
    method_id="1",
    date=dt.date(2022, 4, 20),
    amount=Decimal(100),
    unallocated=Decimal(100),
    receipt_number="2022-01-00215",
    proforma_id="226",
    transaction_id="6978",
)
RELATION = Relation("1", "3", PayerKind.PAYMENT, "45", "100", Decimal("15.30"), "132")
TRANSACTION = BilledTransaction(
    id="6978",
    customer_id="7332",
    is_credit=True,
    total=Decimal(100),
    date=dt.date(2022, 4, 20),
    category_id="3",
    payment_id="1822",
    description="Payment",
)
CUSTOMER = Customer(
    id="1",
    name="John Doe",
    login="john_doe",
    status="active",
    category="person",
    partner_id="1",
    location_id="1",
    emails=("john.doe@domain.com",),
    phones=("555-0134",),
    street="Paper Street",
    zip_code="63572",
    city="Farrellmouth",
)


def invoice(obj: Json) -> BilledDocument:
    return translate.document(ObjectKind.INVOICE, obj)


def credit_note(obj: Json) -> BilledDocument:
    return translate.document(ObjectKind.CREDIT_NOTE, obj)


EVERY_KIND: list[tuple[Callable[[Json], Any], str, Any]] = [
    (invoice, INVOICE_TEXT, INVOICE),
    (credit_note, CREDIT_NOTE_TEXT, CREDIT_NOTE),
    (translate.payment, PAYMENT_TEXT, PAYMENT),
    (translate.relation, RELATION_TEXT, RELATION),
    (translate.transaction, TRANSACTION_TEXT, TRANSACTION),
    (customer, CUSTOMER_TEXT, CUSTOMER),
]


@pytest.mark.parametrize(("read", "text", "expected"), EVERY_KIND)
def test_the_documented_object_is_understood(read: Callable[[Json], Any], text: str, expected: Any) -> None:
    assert read(parsed(text)) == expected


@pytest.mark.parametrize(("read", "text", "expected"), EVERY_KIND)
def test_an_old_version_says_the_same_in_strings(read: Callable[[Json], Any], text: str, expected: Any) -> None:
    assert read(as_old(parsed(text))) == expected


@pytest.mark.parametrize(("read", "text", "expected"), EVERY_KIND)
def test_fields_a_newer_version_adds_change_nothing(read: Callable[[Json], Any], text: str, expected: Any) -> None:
    assert read(parsed(text) | {"einvoicing_id": {"a": [1]}, "": None}) == expected


@pytest.mark.parametrize(
    ("read", "text", "field"),
    [(read, text, field) for read, text, fields in [
        (invoice, INVOICE_TEXT, "id customer_id number date_created total due status items"),
        (credit_note, CREDIT_NOTE_TEXT, "id customer_id number date_created total remind_amount status items"),
        (translate.payment, PAYMENT_TEXT, "id customer_id payment_type date amount remind_amount"),
        (translate.relation, RELATION_TEXT, "id customer_id payer_id type invoice_id amount"),
        (translate.transaction, TRANSACTION_TEXT, "id customer_id type total date"),
        (customer, CUSTOMER_TEXT, "id name partner_id"),
    ] for field in fields.split()],
)  # fmt: skip
def test_an_object_without_what_it_must_have_is_refused_by_name(
    read: Callable[[Json], Any], text: str, field: str
) -> None:
    obj = parsed(text)
    del obj[field]
    with pytest.raises(Untranslatable, match=f"{field} is missing"):
        read(obj)


def test_an_invoice_paid_from_the_balance_says_so() -> None:
    paid = invoice(parsed(INVOICE_TEXT) | {"status": "paid", "payd_from_deposit": "1", "due": 0, "payment_id": 12})
    assert (paid.status, paid.paid_from_balance, paid.payment_id) == (DocumentStatus.PAID, True, "12")


@pytest.mark.parametrize(
    ("word", "status"),
    [("not_paid", DocumentStatus.NOT_PAID), ("paid", DocumentStatus.PAID), ("pending", DocumentStatus.PENDING),
     ("deleted", DocumentStatus.DELETED), ("Overdue", DocumentStatus.NOT_PAID)],
)  # fmt: skip
def test_every_documented_invoice_status_is_known(word: str, status: DocumentStatus) -> None:
    assert invoice(parsed(INVOICE_TEXT) | {"status": word}).status is status


def test_an_unknown_invoice_status_is_refused_because_it_could_mean_anything() -> None:
    with pytest.raises(Untranslatable, match="status is not known: written_off"):
        invoice(parsed(INVOICE_TEXT) | {"status": "written_off"})


@pytest.mark.parametrize(
    ("word", "status"),
    [("not_refunded", DocumentStatus.NOT_REFUNDED), ("refunded", DocumentStatus.REFUNDED),
     ("deleted", DocumentStatus.DELETED), ("closed", DocumentStatus.USED), ("anything", DocumentStatus.USED)],
)  # fmt: skip
def test_an_unknown_credit_note_status_counts_as_used(word: str, status: DocumentStatus) -> None:
    assert credit_note(parsed(CREDIT_NOTE_TEXT) | {"status": word}).status is status


@pytest.mark.parametrize(("linked", "expected"), [([7], "7"), ([7, 8], None), ([], None), ("7", "7"), (0, None)])
def test_a_credit_note_names_one_invoice_or_none(linked: object, expected: str | None) -> None:
    assert credit_note(parsed(CREDIT_NOTE_TEXT) | {"invoicesId": linked}).invoice_id == expected


def test_without_a_change_day_the_day_of_creation_stands_in() -> None:
    obj = parsed(INVOICE_TEXT) | {"date_updated": "0000-00-00"}
    assert invoice(obj).updated == dt.date(2025, 8, 29)


def test_a_missing_tax_amount_is_computed_where_the_total_confirms_it() -> None:
    obj = parsed(INVOICE_TEXT)
    del obj["items"][0]["tax_amount"]
    assert invoice(obj) == INVOICE


def test_a_missing_tax_amount_is_refused_where_the_total_does_not_confirm_it() -> None:
    obj = parsed(INVOICE_TEXT) | {"total": 69000}
    del obj["items"][0]["tax_amount"]
    with pytest.raises(Untranslatable, match="do not add up"):
        invoice(obj)


def test_a_line_that_is_not_understood_is_named_by_its_place() -> None:
    obj = parsed(INVOICE_TEXT)
    obj["items"].append(dict(obj["items"][0], price="12,50"))
    with pytest.raises(Untranslatable, match="line 2: price is not a number: 12,50"):
        invoice(obj)


def test_a_line_without_a_tax_carries_none() -> None:
    obj = parsed(INVOICE_TEXT)
    obj["items"][0] |= {"tax": None, "tax_amount": 0, "tax_id": 0}
    line = invoice(obj).lines[0]
    assert (line.tax_percent, line.tax_amount, line.tax_id) == (0, 0, None)
    obj["items"][0]["tax_amount"] = 5
    with pytest.raises(Untranslatable, match="tax is missing"):
        invoice(obj)


def test_a_line_takes_its_category_from_its_transaction_where_it_has_none_itself() -> None:
    obj = parsed(INVOICE_TEXT)
    del obj["items"][0]["categoryIdForTransaction"]
    bare = invoice(obj)
    assert bare.lines[0].category_id is None
    filled = translate.with_categories(bare, {"322429": "4"})
    assert filled == replace(INVOICE, lines=(replace(INVOICE.lines[0], category_id="4"),))
    assert translate.with_categories(INVOICE, {"322429": "4"}) == INVOICE


def test_a_refund_is_a_negative_payment_and_names_what_it_refunds() -> None:
    refund = translate.payment(
        parsed(PAYMENT_TEXT) | {"amount": "-40.0000", "credit_note_id": 9, "refund_payment_id": "12", "request_id": 0}
    )
    assert (refund.amount, refund.credit_note_id, refund.refund_payment_id) == (Decimal(-40), "9", "12")
    assert refund.proforma_id is None


def test_the_gateway_fields_of_a_payment_keep_their_places() -> None:
    fields = translate.payment(parsed(PAYMENT_TEXT) | {"field_1": "ch_1", "field_3": 42, "field_5": None}).fields
    assert fields == ("ch_1", "", "42", "", "")


@pytest.mark.parametrize(
    ("word", "payer"),
    [
        ("payment", PayerKind.PAYMENT),
        ("transaction", PayerKind.TRANSACTION),
        ("credit_note", PayerKind.CREDIT_NOTE),
        ("Credit-Note", PayerKind.CREDIT_NOTE),
    ],
)
def test_every_payer_of_a_relation_is_known(word: str, payer: PayerKind) -> None:
    assert translate.relation(parsed(RELATION_TEXT) | {"type": word}).payer is payer


def test_an_unknown_payer_is_refused() -> None:
    with pytest.raises(Untranslatable, match="type is not known: voucher"):
        translate.relation(parsed(RELATION_TEXT) | {"type": "voucher"})


def test_a_transaction_finds_its_invoice_under_either_name() -> None:
    obj = parsed(TRANSACTION_TEXT) | {"type": "debit", "invoice_id": None, "invoiced_by_id": 77}
    read = translate.transaction(obj)
    assert (read.is_credit, read.invoice_id) == (False, "77")


def test_details_put_both_answers_together() -> None:
    details = customer_details(
        "1",
        {"id": 1, "vat_id": "CZ1", "company_id": 123456, "contact_person": ""},
        {"deposit": "7412.0000", "billing_person": "Ann", "billing_street_1": "Side St", "billing_zip_code": 123,
         "billing_city": "Town", "sub_billing_mode": "aggregated", "payment_method": "2"},
    )  # fmt: skip
    assert (details.vat_id, details.company_id, details.billing_zip_code) == ("CZ1", "123456", "123")
    assert (details.aggregated, details.payment_method_id, details.deposit) == (True, "2", Decimal(7412))
    nothing = customer_details("1", {}, {})
    assert (nothing.aggregated, nothing.payment_method_id, nothing.deposit) == (None, None, None)
    assert customer_details("1", {}, {"sub_billing_mode": "independent"}).aggregated is False
