"""What a key may do: 403 by controller and action, 405 for other partners' objects."""

from __future__ import annotations

import pytest

from splynx_xero_gui.sandbox.splynx import SplynxBooks, SplynxSandbox, access
from tests.adapters.sandbox_splynx.conftest import RawClient, internet

PAYMENT = {"customer_id": 1, "payment_type": 1, "receipt_number": "R1", "date": "2026-11-20", "amount": "10"}


@pytest.mark.parametrize(
    ("method", "path", "action"),
    [
        ("GET", "finance/payments", "index"),
        ("HEAD", "finance/payments", "index"),
        ("OPTIONS", "finance/payments", "index"),
        ("GET", "finance/payments/1", "view"),
        ("POST", "finance/payments", "add"),
        ("PUT", "finance/payments/1", "update"),
        ("DELETE", "finance/payments/1", "delete"),
    ],
)
def test_an_action_that_is_not_ticked_is_forbidden(
    client: RawClient, splynx: SplynxSandbox, books: SplynxBooks, method: str, path: str, action: str
) -> None:
    books.take_payment(1, 5)
    splynx.permissions.deny(access.PAYMENTS, action)
    answer = client.send(method, path, PAYMENT if method == "POST" else None)
    assert answer.status_code == 403
    if method != "HEAD":
        assert answer.json()["error"]["internal_code"] == "FORBIDDEN"
    assert len(books.payments) == 1


def test_the_login_of_a_fresh_key_shows_everything_denied(client: RawClient, splynx: SplynxSandbox) -> None:
    splynx.permissions.deny_all()
    splynx.permissions.allow(access.CUSTOMER, "index", "view")
    told = client.login().json()["permissions"]
    assert told[access.CUSTOMER] == {
        "index": "allow", "view": "allow", "add": "deny", "update": "deny", "delete": "deny",
    }  # fmt: skip
    assert set(told[access.INVOICES].values()) == {"deny"}
    assert client.send("GET", "customers/customer").status_code == 200
    assert client.send("GET", "finance/invoices").status_code == 403


def test_a_restricted_key_lists_its_partners_objects_only(
    client: RawClient, splynx: SplynxSandbox, books: SplynxBooks
) -> None:
    for customer in (1, 2, 3):
        books.create_invoice(customer, [internet()])
        books.take_payment(customer, 20, invoices=[customer])
    splynx.restrict_to_partners(2)
    assert client.ids("customers/customer") == [2]
    assert client.ids("finance/invoices") == [2]
    assert client.ids("finance/payments") == [2]
    assert client.ids("finance/invoice-relations") == [2]
    assert client.count("finance/invoices") == 1
    assert client.ids("administration/partners") == [2]


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "customers/customer/1"), ("GET", "finance/invoices/1"), ("DELETE", "finance/payments/1"),
     ("PUT", "customers/customer/1"), ("GET", "customers/customer-billing/1"), ("POST", "finance/payments")],
)  # fmt: skip
def test_another_partners_object_is_not_allowed(
    client: RawClient, splynx: SplynxSandbox, books: SplynxBooks, method: str, path: str
) -> None:
    books.create_invoice(1, [internet()])
    books.take_payment(1, 20)
    splynx.restrict_to_partners(2)
    answer = client.send(method, path, PAYMENT if method == "POST" else {})
    assert answer.status_code == 405
    assert answer.json()["error"]["internal_code"] == "NOT_ALLOWED_BY_PARTNER_RESTRICTION"
    assert len(books.payments) == 1
