"""Nested search with every operator, order, paging and counts (splynx-api.md §3)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from splynx_xero_gui.sandbox.splynx import SplynxBooks, SplynxSandbox
from tests.adapters.sandbox_splynx.conftest import RawClient, internet

AT = "main_attributes"


@pytest.fixture
def books(books: SplynxBooks) -> SplynxBooks:
    """Ten invoices of 10 to 100 net on the first ten days of November; the even ones are paid."""
    for number in range(1, 11):
        day = date(2026, 11, number)
        stamp = datetime(2026, 11, number, 9)
        lines = [internet(str(10 * number))]
        books.create_invoice(1 + number % 2, lines, created=day, number=f"A,{number:02}", when=stamp)
        if number % 2 == 0:
            due = books.invoice(number).due
            books.take_payment(1, due, invoices=[number], day=day, when=stamp)
    return books


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        (f"{AT}[status]=paid", [2, 4, 6, 8, 10]),
        (f"{AT}[status]=PAID&{AT}[id][0]=<&{AT}[id][1]=5", [2, 4]),
        (f"{AT}[status][0]=!=&{AT}[status][1]=paid", [1, 3, 5, 7, 9]),
        (f"{AT}[status][0]=<>&{AT}[status][1]=paid", [1, 3, 5, 7, 9]),
        (f"{AT}[id][0]=>&{AT}[id][1]=8", [9, 10]),
        (f"{AT}[id][0]=<=&{AT}[id][1]=2", [1, 2]),
        (f"{AT}[id]=7", [7]),
        (f"{AT}[id]=700", []),
        (f"{AT}[id][0]=BETWEEN&{AT}[id][1]=3&{AT}[id][2]=5", [3, 4, 5]),
        (f"{AT}[id][0]=IN&{AT}[id][1][0]=9&{AT}[id][1][1]=2&{AT}[id][1][2]=77", [2, 9]),
        (f"{AT}[date_updated][0]=>=&{AT}[date_updated][1]=2026-11-09", [9, 10]),
        (f"{AT}[date_updated][0]=BETWEEN&{AT}[date_updated][1]=2026-11-02&{AT}[date_updated][2]=2026-11-03", [2, 3]),
        (f"{AT}[date_payment]=0000-00-00", [1, 3, 5, 7, 9]),
        (f"{AT}[date_payment][0]=<&{AT}[date_payment][1]=2026-11-03", [1, 2, 3, 5, 7, 9]),
        (f"{AT}[real_create_datetime][0]=>&{AT}[real_create_datetime][1]=2026-11-09 09:00:00", [10]),
        (f"{AT}[real_create_datetime][0]=>=&{AT}[real_create_datetime][1]=2026-11-09", [9, 10]),
        (f"{AT}[total][0]=>=&{AT}[total][1]=103.50", [9, 10]),
        (f"{AT}[total]=11.5", [1]),
        (f"{AT}[number][0]=LIKE&{AT}[number][1]=a,0", [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (f"{AT}[number][0]=REGEXP&{AT}[number][1]=0[12]$", [1, 2]),
        (f"{AT}[number][0]=FIND_IN_SET&{AT}[number][1]=10", [10]),
        (f"{AT}[customer_id]=1", [2, 4, 6, 8, 10]),
        (f"{AT}[payment_id][0]=IS&{AT}[payment_id][1]=__EXPRESSION_NULL__", []),
        (f"{AT}[use_transactions]=1&limit=2", [1, 2]),
        ("order[id]=DESC&limit=3", [10, 9, 8]),
        ("order[id]=DESC&limit=2&offset=3", [7, 6]),
        ("order[total]=DESC&limit=1", [10]),
        ("order[status]=ASC&order[total]=DESC&limit=2", [9, 7]),
        ("offset=8", [9, 10]),
        ("customer_id=1&limit=2", [1, 2]),
        ("", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    ],
)
def test_a_search_finds(client: RawClient, search: str, expected: list[int]) -> None:
    assert client.ids(f"finance/invoices?{search}") == expected


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        (f"{AT}[invoice_id][0]=IS&{AT}[invoice_id][1]=__EXPRESSION_NULL__", [6]),
        (f"{AT}[invoice_id][0]=!=&{AT}[invoice_id][1]=__EXPRESSION_NULL__", [1, 2, 3, 4, 5]),
        (f"{AT}[field_1]=guid-1", [6]),
        (f"{AT}[payment_type]=2", [6]),
    ],
)
def test_a_payment_is_found_by_what_identifies_it(
    client: RawClient, books: SplynxBooks, search: str, expected: list[int]
) -> None:
    books.take_payment(1, 5, method=2, fields=["guid-1"])
    assert client.ids(f"finance/payments?{search}") == expected


@pytest.mark.parametrize(
    "search",
    [
        f"{AT}[no_such_field]=1",
        f"{AT}[id][0]=NEAR&{AT}[id][1]=1",
        f"{AT}[id]=abc",
        f"{AT}[date_updated]=yesterday",
        f"{AT}[id][0]=BETWEEN&{AT}[id][1]=1",
        "additional_attributes[x]=1",
        "order[id]=UP",
        "limit=-1",
    ],
)
def test_a_search_that_makes_no_sense_is_refused(client: RawClient, search: str) -> None:
    answer = client.send("GET", f"finance/invoices?{search}")
    assert answer.status_code == 400
    assert answer.json()["error"]["internal_code"] == "INVALID_INPUT_DATA"


def test_head_counts_whatever_the_limit(client: RawClient, splynx: SplynxSandbox) -> None:
    answer = client.send("HEAD", f"finance/invoices?{AT}[status]=paid&limit=1")
    assert (answer.status_code, answer.headers["X-total-count"], answer.content) == (204, "5", b"")
    splynx.settings.head_status = 200
    assert client.send("HEAD", "finance/invoices").status_code == 200


def test_head_counts_ids_without_the_vanished(client: RawClient, books: SplynxBooks) -> None:
    books.delete_payment(2)
    assert client.count("finance/payments") == 4
    assert client.count(f"finance/payments?{AT}[id][0]=<=&{AT}[id][1]=2") == 1
    assert client.count(f"finance/payments?{AT}[id][0]=BETWEEN&{AT}[id][1]=2&{AT}[id][2]=4") == 2


def test_invoice_relations_are_filtered_by_plain_parameters(client: RawClient) -> None:
    assert client.ids("finance/invoice-relations?invoice_id=4") == [2]
    assert client.ids("finance/invoice-relations?customer_id=2") == []


def test_customers_are_found_by_change_stamp_day_and_additional_attribute(
    client: RawClient, books: SplynxBooks
) -> None:
    field = {"name": "xero_contact_id", "title": "X", "type": "string"}
    client.send("POST", "config/additional-fields/customers", field)
    assert client.send("PUT", "customers/customer/3", {"additional_attributes": {"xero_contact_id": "G"}}).ok
    books.change_customer(2, name="Bongani C.", when=datetime(2026, 11, 21, 8))
    stamp = "2026-11-20 14:00:01"
    assert client.ids(f"customers/customer?{AT}[last_update][0]=>=&{AT}[last_update][1]={stamp}") == [2]
    assert client.ids(f"customers/customer?{AT}[date_add][0]=>=&{AT}[date_add][1]=2026-11-20") == [1, 2, 3]
    assert client.ids("customers/customer?additional_attributes[xero_contact_id]=g") == [3]
    assert client.ids("customers/customer?additional_attributes[xero_contact_id][0]=LIKE&"
                      "additional_attributes[xero_contact_id][1]=zzz") == []  # fmt: skip


def test_options_describe_the_fields(client: RawClient) -> None:
    answer = client.send("OPTIONS", "finance/payments")
    told = answer.json()
    assert answer.status_code == 200
    assert told["amount"] == {"type": "decimal", "title": "Amount", "required": True, "readonly": False}
    assert told["remind_amount"]["readonly"] is True
    assert client.send("OPTIONS", "customers/customer").json()["status"]["values"][1] == "active"
