"""What objects look like: types per version, zero dates, empty ids, drifting names (splynx-api.md §5, §7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.splynx import REFUND, Line, SplynxBooks, SplynxSandbox
from splynx_xero_gui.sandbox.splynx.records import Tax, TaxPart
from tests.adapters.sandbox_splynx.conftest import RawClient, internet, small_books


@pytest.fixture
def old(clock: SandboxClock) -> Iterator[RawClient]:
    with SplynxSandbox(small_books(clock), version="3.1") as running:
        raw = RawClient(running)
        yield raw
        raw.session.close()


def test_an_invoice_is_computed_and_written_as_a_live_server_does(client: RawClient, books: SplynxBooks) -> None:
    books.add_tax("Nigerian VAT", "7.5")
    line = Line("Ifetedo 30Mbps", Decimal("64516.1290"), tax_id=2)
    number = "000007_0.22966300 1756472751"
    books.create_invoice(1, [line], created=date(2022, 8, 19), due=date(2022, 8, 28), number=number)
    shown = client.get("finance/invoices/1")
    assert shown == {
        "id": 1,
        "customer_id": 1,
        "date_created": "2022-08-19",
        "real_create_datetime": "2026-11-20 14:00:00",
        "date_updated": "2026-11-20",
        "date_payment": "0000-00-00",
        "date_till": "2022-08-28",
        "use_transactions": "1",
        "note": "",
        "memo": "",
        "number": number,
        "total": Decimal("69354.84"),
        "due": Decimal("69354.84"),
        "payment_id": 0,
        "type": "one_time",
        "payd_from_deposit": "0",
        "status": "not_paid",
        "is_sent": "1",
        "added_by": "system",
        "added_by_id": 0,
        "items": [
            {
                "id": 1,
                "pos": 1,
                "description": "Ifetedo 30Mbps",
                "quantity": 1,
                "unit": "0",
                "price": "64516.1290",
                "tax": "7.5000",
                "tax_amount": Decimal("4838.7097"),
                "period_from": "0000-00-00",
                "period_to": "0000-00-00",
                "transaction_id": 1,
                "categoryIdForTransaction": 1,
                "tax_id": 2,
                "sub_account_id": 0,
            }
        ],
    }
    assert client.get("finance/invoices") == [shown]


def test_an_old_version_writes_ids_and_totals_as_strings(old: RawClient) -> None:
    books = old.sandbox.books
    books.create_invoice(1, [internet("464")])
    books.take_payment(1, 10)
    invoice, payment = old.get("finance/invoices/1"), old.get("finance/payments/1")
    assert (invoice["id"], invoice["total"], invoice["payment_id"]) == ("1", "533.6000", "0")
    assert (invoice["items"][0]["tax_amount"], invoice["items"][0]["quantity"]) == ("69.6000", "1")
    assert (payment["invoice_id"], payment["customer_id"]) == (None, "1")
    assert "refund_payment_id" not in payment
    assert old.get("finance/payment-methods")[0]["is_active"] == "1"
    assert old.send("GET", "finance/invoice-relations").status_code == 404


def test_a_payment_keeps_its_method_as_a_string_and_absent_ids_as_null(client: RawClient, books: SplynxBooks) -> None:
    books.take_payment(1, 100, fields=["a"])
    shown = client.get("finance/payments/1")
    assert shown["payment_type"] == "1"
    assert shown["amount"] == shown["remind_amount"] == "100.0000"
    assert (shown["invoice_id"], shown["credit_note_id"], shown["request_id"]) == (None, None, None)
    assert [shown[f"field_{number}"] for number in range(1, 6)] == ["a", "", "", "", ""]
    assert "updated_at" not in shown


def test_a_credit_note_shows_its_invoice_and_its_unused_rest(client: RawClient, books: SplynxBooks) -> None:
    books.create_invoice(1, [internet("30")])
    books.create_credit_note(1, [internet("50")], invoice_id=1)
    books.allocate_credit_note(1, 1)
    shown = client.get("finance/credit-notes/1")
    assert (shown["total"], shown["remind_amount"], shown["status"]) == (Decimal("57.5"), 23, "not_refunded")
    assert shown["invoicesId"] == 1
    assert shown["items"][0]["invoice_item_id"] == 0


def test_reference_data_has_the_documented_shapes(client: RawClient, books: SplynxBooks) -> None:
    parts = (TaxPart(9, "net", apply_to_all_previous=False, position=1),)
    books.taxes.add(Tax(2, "Compound", Decimal("21.0000"), items=parts))
    single, group = client.get("config/taxes")
    assert single == {
        "id": 1, "name": "VAT 15%", "rate": 15, "type": "single", "archived": 0, "accounting_tax_rates_id": 0,
        "einvoicing_tax_rates_id": 0,
    }  # fmt: skip
    assert (group["type"], group["items"][0]["type"]) == ("group", "net")
    method = client.get("finance/payment-methods/2")
    assert (method["name"], method["is_active"], method["name_2"]) == ("Bank transfer", True, "Transaction ID")
    categories = client.get("finance/transaction-categories")
    assert [row["name"] for row in categories] == ["Service", "Discount", "Payment", "Refund", "Correction"]
    assert (categories[0]["is_base"], categories[0]["accounting_category_id"]) == ("1", None)
    assert client.get("config/transaction-categories")["transaction_type_internet_service"] == {"id": "1"}
    assert client.get("administration/partners") == [{"id": 1, "name": "Main"}, {"id": 2, "name": "Reseller"}]
    assert client.get("config/company-info/2")["company_name"] == "Reseller"
    assert client.get("administration/locations")[0]["name"] == "Cape Town"
    assert client.get("administration/administrators")[0]["login"] == "admin"
    assert client.get("finance/proforma-invoices") == []


def test_customer_info_and_billing_are_read_one_by_one(client: RawClient, books: SplynxBooks) -> None:
    books.change_customer_info(3, vat_id="4123456789")
    assert client.get("customers/customer-info/3")["vat_id"] == "4123456789"
    assert client.get("customers/customer-info/1")["birthday"] == "0000-00-00"
    books.create_invoice(3, [internet()])
    billing = client.get("customers/customer-billing/3")
    assert (billing["customer_id"], billing["deposit"], billing["sub_billing_mode"]) == (3, "-115.0000", "independent")
    assert client.send("GET", "customers/customer-billing").status_code == 501


def test_stamps_are_in_the_servers_own_time(clock: SandboxClock) -> None:
    books = SplynxBooks(clock, zone="Asia/Tokyo")
    books.add_partner("Main")
    books.add_location("Tokyo")
    assert str(books.add_customer("Ken").last_update) == "2026-11-20 21:00:00"


def test_transactions_tell_category_and_direction(client: RawClient, books: SplynxBooks) -> None:
    books.create_invoice(1, [internet()])
    books.take_payment(1, 200, invoices=[1])
    books.refund(1, 5, payment_id=1)
    books.correct_balance(1, "-7.5", description="Fine")
    shown = client.get("finance/transactions")
    told = [(row["type"], row["category"], row["total"], row["remind_amount"]) for row in shown]
    assert told == [
        ("debit", "1", "115.0000", "0.0000"),
        ("credit", "3", "200.0000", "80.0000"),
        ("debit", str(REFUND), "5.0000", "0.0000"),
        ("debit", "5", "7.5000", "0.0000"),
    ]
    assert [row["invoice_id"] for row in shown] == [1, 1, None, None]


def test_a_drifting_server_renames_omits_and_adds_fields(client: RawClient, splynx: SplynxSandbox) -> None:
    splynx.books.create_invoice(1, [internet()])
    splynx.drift.rename("finance/invoices", "date_updated", "updated")
    splynx.drift.omit("finance/invoices.items", "categoryIdForTransaction")
    splynx.drift.add("finance/invoices", "peppol_id", "x")
    shown = client.get("finance/invoices?main_attributes[updated]=2026-11-20")[0]
    assert (shown["updated"], shown["peppol_id"]) == ("2026-11-20", "x")
    assert "date_updated" not in shown
    assert "categoryIdForTransaction" not in shown["items"][0]
    described = client.send("OPTIONS", "finance/invoices").json()
    assert "updated" in described
    assert "date_updated" not in described
    assert client.send("GET", "finance/invoices?main_attributes[date_updated]=2026-11-20").status_code == 400
    splynx.drift.clear()
    assert "date_updated" in client.get("finance/invoices/1")


def test_a_document_is_downloaded_as_pdf(client: RawClient, books: SplynxBooks) -> None:
    books.create_invoice(1, [internet()])
    answer = client.send("GET", "config/download/invoices--1")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-1.4")
    assert answer.content.rstrip().endswith(b"%%EOF")
    assert client.send("GET", "config/download/invoices--9").status_code == 404


def test_what_is_not_there_is_404_and_what_is_not_modelled_is_loud(client: RawClient) -> None:
    answer = client.send("GET", "finance/invoices/9")
    assert (answer.status_code, answer.json()["error"]["internal_code"]) == (404, "NOT_FOUND")
    answer = client.send("GET", "voice/tariffs")
    assert (answer.status_code, answer.json()["Detail"]) == (501, "GET admin/voice/tariffs")
    assert client.send("POST", "finance/transactions", {}).status_code == 501
    answer = client.send("DELETE", "config/taxes/1")
    assert (answer.status_code, answer.json()["error"]["internal_code"]) == (405, "METHOD_DISABLED")


def test_a_wrong_address_is_a_page_of_html(client: RawClient) -> None:
    answer = client.session.get(f"{client.sandbox.url}/billing/api/2.0/admin/finance/invoices", timeout=10)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert client.session.get(client.sandbox.url, timeout=10).status_code == 200


def test_relations_can_be_switched_off(client: RawClient, splynx: SplynxSandbox) -> None:
    assert client.get("finance/invoice-relations") == []
    splynx.settings.relations_available = False
    assert client.send("GET", "finance/invoice-relations").status_code == 404
    assert client.send("GET", "finance/invoice-relations?invoice_id=1").status_code == 404


def test_lists_can_come_wrapped(client: RawClient, splynx: SplynxSandbox) -> None:
    splynx.settings.wrapped_lists = True
    assert client.get("administration/locations")["data"][0]["id"] == 1


def test_the_web_server_before_splynx_may_ask_to_wait(client: RawClient, splynx: SplynxSandbox) -> None:
    client.login()
    splynx.faults.rate_limit("GET", "finance/invoices", "minute", retry_after=2)
    answer = client.send("GET", "finance/invoices")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")
    assert client.send("GET", "finance/invoices").status_code == 200
