"""POST, PUT and DELETE with their side effects, and what a 422 looks like (splynx-api.md §4, §7)."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from splynx_xero_gui.sandbox.splynx import SplynxBooks, SplynxSandbox, ValidationShape
from tests.adapters.sandbox_splynx.conftest import RawClient, internet

PAYMENT = {
    "customer_id": 1, "payment_type": 2, "receipt_number": "R1", "date": "2026-11-19", "amount": "115.0000",
    "field_1": "guid", "field_2": "", "field_3": "", "field_4": "", "field_5": "",
}  # fmt: skip


@pytest.fixture
def books(books: SplynxBooks) -> SplynxBooks:
    """Two open invoices of 115.00 of the first customer."""
    books.create_invoice(1, [internet()])
    books.create_invoice(1, [internet()])
    return books


def test_a_posted_payment_pays_its_invoice_and_raises_the_balance(client: RawClient, books: SplynxBooks) -> None:
    answer = client.send("POST", "finance/payments", {**PAYMENT, "invoice_id": 2})
    assert (answer.status_code, answer.json()) == (201, {"id": 1})
    invoice = client.get("finance/invoices/2")
    assert (invoice["status"], invoice["due"], invoice["payment_id"]) == ("paid", 0, 1)
    assert invoice["date_payment"] == "2026-11-19"
    [relation] = client.get("finance/invoice-relations")
    assert relation == {
        "id": 1, "customer_id": 1, "payer_id": 1, "type": "payment", "invoice_id": 2, "transaction_id": 3,
        "amount": 115,
    }  # fmt: skip
    transaction = client.get("finance/transactions/3")
    assert (transaction["type"], transaction["category"], transaction["payment_id"]) == ("credit", "3", 1)
    assert client.get("customers/customer-billing/1")["deposit"] == "-115.0000"
    assert client.get("finance/payments/1")["remind_amount"] == "0.0000"


def test_a_payment_of_less_leaves_the_invoice_open_and_one_of_more_leaves_a_rest(client: RawClient) -> None:
    client.send("POST", "finance/payments", {**PAYMENT, "invoice_id": 1, "amount": "15.01"})
    client.send("POST", "finance/payments", {**PAYMENT, "invoice_id": 2, "amount": 200})
    first, second = client.get("finance/invoices")
    assert (first["status"], first["due"]) == ("not_paid", Decimal("99.99"))
    assert (second["status"], client.get("finance/payments/2")["remind_amount"]) == ("paid", "85.0000")


def test_a_payment_without_an_invoice_pays_the_oldest_by_itself_since_version_4(client: RawClient) -> None:
    client.send("POST", "finance/payments", {**PAYMENT, "amount": 150})
    assert [row["due"] for row in client.get("finance/invoices")] == [0, 80]
    assert [row["amount"] for row in client.get("finance/invoice-relations")] == [115, 35]
    assert client.get("finance/payments/1")["invoice_id"] is None


def test_before_version_4_it_stays_on_the_account(books: SplynxBooks) -> None:
    with SplynxSandbox(books, version="3.1") as running:
        client = RawClient(running)
        client.send("POST", "finance/payments", PAYMENT)
        assert client.get("finance/payments/1")["remind_amount"] == "115.0000"
        client.session.close()


def test_a_post_is_not_idempotent(client: RawClient) -> None:
    for _ in range(2):
        client.send("POST", "finance/payments", PAYMENT)
    assert client.ids("finance/payments?main_attributes[field_1]=guid") == [1, 2]


def test_a_deleted_payment_vanishes_and_its_invoice_is_due_again(client: RawClient, books: SplynxBooks) -> None:
    client.send("POST", "finance/payments", {**PAYMENT, "invoice_id": 1})
    answer = client.send("DELETE", "finance/payments/1")
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.send("GET", "finance/payments/1").status_code == 404
    assert client.send("GET", "finance/transactions/3").status_code == 404
    assert client.get("finance/payments") == client.get("finance/invoice-relations") == []
    invoice = client.get("finance/invoices/1")
    assert (invoice["status"], invoice["due"], invoice["date_payment"]) == ("not_paid", 115, "0000-00-00")
    assert client.get("customers/customer-billing/1")["deposit"] == "-230.0000"
    client.send("POST", "finance/payments", PAYMENT)
    assert client.ids("finance/payments") == [2]


def test_a_put_changes_only_what_it_names(client: RawClient) -> None:
    client.send("POST", "finance/payments", {**PAYMENT, "invoice_id": 1, "comment": "keep"})
    answer = client.send("PUT", "finance/payments/1", {"field_1": "other", "date": "2026-11-18"})
    assert (answer.status_code, answer.content) == (202, b"")
    shown = client.get("finance/payments/1")
    assert (shown["field_1"], shown["date"]) == ("other", "2026-11-18")
    assert (shown["comment"], shown["invoice_id"]) == ("keep", 1)


def test_a_put_of_another_invoice_moves_the_money(client: RawClient) -> None:
    client.send("POST", "finance/payments", {**PAYMENT, "invoice_id": 1})
    client.send("PUT", "finance/payments/1", {"invoice_id": 2})
    assert [row["status"] for row in client.get("finance/invoices")] == ["not_paid", "paid"]
    assert [row["invoice_id"] for row in client.get("finance/invoice-relations")] == [2]


def test_a_negative_payment_refunds_a_credit_note(client: RawClient, books: SplynxBooks) -> None:
    books.create_credit_note(1, [internet("10")])
    body = {**PAYMENT, "amount": "-11.50", "credit_note_id": 1}
    assert client.send("POST", "finance/payments", body).status_code == 201
    shown = client.get("finance/credit-notes/1")
    assert (shown["status"], shown["remind_amount"], shown["payment_id"]) == ("refunded", 0, 1)
    assert client.send("POST", "finance/payments", body).status_code == 422


def test_a_proforma_is_paid_by_its_request_id_and_the_money_stays_open(client: RawClient, books: SplynxBooks) -> None:
    books.create_proforma(1, [internet()])
    client.send("POST", "finance/payments", {**PAYMENT, "request_id": 1})
    assert client.get("finance/proforma-invoices/1")["status"] == "paid"
    assert client.get("finance/payments/1")["remind_amount"] == "115.0000"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": "abc"}, "amount"),
        ({"amount": True}, "amount"),
        ({"date": "19.11.2026"}, "date"),
        ({"date": "0000-00-00"}, "date"),
        ({"receipt_number": ""}, "receipt_number"),
        ({"customer_id": 99}, "customer_id"),
        ({"payment_type": 99}, "payment_type"),
        ({"invoice_id": 99}, "invoice_id"),
        ({"no_such_field": 1}, "no_such_field"),
    ],
)
def test_an_invalid_payment_is_refused_by_field(client: RawClient, change: dict[str, object], field: str) -> None:
    answer = client.send("POST", "finance/payments", {**PAYMENT, **change})
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json()] == [field]
    assert client.get("finance/payments") == []


def test_all_missing_fields_are_named_at_once(client: RawClient) -> None:
    answer = client.send("POST", "finance/payments", {})
    named = {problem["field"] for problem in answer.json()}
    assert named == {"customer_id", "payment_type", "receipt_number", "date", "amount"}


def test_an_invoice_of_another_customer_cannot_be_paid(client: RawClient) -> None:
    answer = client.send("POST", "finance/payments", {**PAYMENT, "customer_id": 2, "invoice_id": 1})
    assert answer.status_code == 422
    assert "different customers" in answer.text
    assert client.get("customers/customer-billing/2")["deposit"] == "0.0000"
    assert client.get("finance/payments") == []


@pytest.mark.parametrize("shape", list(ValidationShape))
def test_a_422_comes_in_several_shapes_and_languages(
    client: RawClient, splynx: SplynxSandbox, shape: ValidationShape
) -> None:
    splynx.settings.validation_shape, splynx.settings.language = shape, "fr"
    answer = client.send("PUT", "customers/customer/1", {"status": "sleeping"})
    assert answer.status_code == 422
    text = json.dumps(answer.json(), ensure_ascii=False) if "json" in answer.headers["Content-Type"] else answer.text
    assert "Statut inconnu !" in text


def test_a_body_that_is_no_json_object_is_a_bad_request(client: RawClient) -> None:
    assert client.send("POST", "finance/payments", [1]).status_code == 400
    client.login()
    headers = {"Authorization": client.header or "", "Content-Type": "application/json"}
    answer = client.session.post(client.url("finance/payments"), data=b"{", headers=headers, timeout=10)
    assert answer.status_code == 400


def test_a_customer_is_changed_in_part_and_its_stamp_moves(client: RawClient, splynx: SplynxSandbox) -> None:
    splynx.clock.advance(hours=1)
    assert client.send("PUT", "customers/customer/1", {"name": "Ann Baker", "id": 1}).status_code == 202
    shown = client.get("customers/customer/1")
    assert (shown["name"], shown["email"]) == ("Ann Baker", "ann@example.net")
    assert shown["last_update"] == "2026-11-20 15:00:00"
    answer = client.send("PUT", "customers/customer/1", {"additional_attributes": {"nowhere": "x"}})
    assert answer.status_code == 422


def test_a_customer_with_documents_cannot_be_deleted(client: RawClient) -> None:
    answer = client.send("DELETE", "customers/customer/1")
    assert answer.json()["error"]["internal_code"] == "ENTITY_CANNOT_BE_DELETED"
    assert client.send("DELETE", "customers/customer/2").status_code == 204
    assert client.ids("customers/customer") == [1, 3]


def test_customers_and_their_billing_can_be_written(client: RawClient) -> None:
    body = {"name": "Dora", "partner_id": 1, "location_id": 1, "category": "person"}
    assert client.send("POST", "customers/customer", body).json() == {"id": 4}
    assert client.send("PUT", "customers/customer-billing/4", {"sub_billing_mode": "aggregated"}).status_code == 202
    assert client.get("customers/customer-billing/4")["sub_billing_mode"] == "aggregated"
    assert client.send("PUT", "customers/customer-info/4", {"birthday": "1990-02-03"}).status_code == 202
    assert client.get("customers/customer-info/4")["birthday"] == "1990-02-03"


def test_an_invoice_is_written_and_its_item_changed_in_part(client: RawClient) -> None:
    item = {"description": "Work", "quantity": 2, "unit": "h", "price": "50.0000", "tax": 15, "tax_id": 1}
    made = client.send("POST", "finance/invoices", {"customer_id": 2, "items": [item], "number": "X-1"})
    assert made.status_code == 201
    assert client.get("finance/invoices/3")["total"] == 115
    stored = client.get("finance/invoices/3")["items"][0]["id"]
    client.send("PUT", "finance/invoices/3", {"items": [{"id": stored, "description": "More work"}]})
    shown = client.get("finance/invoices/3")
    assert (shown["items"][0]["description"], shown["items"][0]["id"], shown["total"]) == ("More work", stored, 115)
    answer = client.send("POST", "finance/invoices", {"customer_id": 2, "items": [{**item, "price": "-1"}]})
    assert answer.status_code == 422


def test_a_deleted_document_stays_with_its_status(client: RawClient, books: SplynxBooks) -> None:
    books.create_credit_note(1, [internet()])
    assert client.send("DELETE", "finance/invoices/1").status_code == 204
    assert client.send("DELETE", "finance/credit-notes/1").status_code == 204
    assert client.get("finance/invoices/1")["status"] == "deleted"
    assert client.get("finance/credit-notes/1")["status"] == "deleted"
    assert client.send("DELETE", "finance/invoices/1").status_code == 422


def test_an_additional_field_is_defined_once(client: RawClient) -> None:
    body = {"name": "xero_contact_id", "title": "Xero contact ID", "type": "string", "is_required": 0, "searchable": 1}
    assert client.send("POST", "config/additional-fields/customers", body).status_code == 201
    assert client.send("POST", "config/additional-fields/customers", body).status_code == 422
    assert client.get("config/additional-fields/customers--xero_contact_id")["searchable"] == "1"
    assert client.send("OPTIONS", "customers/customer").json()["additional_attributes"]["xero_contact_id"]


def test_a_dropped_answer_leaves_the_payment_behind(client: RawClient, splynx: SplynxSandbox) -> None:
    client.login()
    splynx.faults.drop_after("POST", "finance/payments")
    with pytest.raises(OSError, match=r"."):
        client.send("POST", "finance/payments", PAYMENT)
    assert client.ids("finance/payments?main_attributes[field_1]=guid") == [1]
