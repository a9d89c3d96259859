"""A bare client for the Xero sandbox: just enough HTTP to look at its answers."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import requests

from splynx_xero_gui.sandbox.xero import DEFAULT_SCOPES, XeroSandbox

ZERO_ID = "00000000-0000-0000-0000-000000000000"


class ApiClient:
    """Signed in to one organisation; answers are `requests` responses, amounts Decimal through `json_of`."""

    def __init__(
        self, sandbox: XeroSandbox, organisation: str | None = None, scopes: tuple[str, ...] = DEFAULT_SCOPES
    ) -> None:
        self.sandbox = sandbox
        self.org = sandbox.books.organisation(organisation)
        self.tokens = sandbox.tokens(organisation, scopes)
        self.session = requests.Session()
        self.session.headers.update(
            {
                "Accept": "application/json",
                "Xero-Tenant-Id": self.org.tenant_id,
                "Authorization": f"Bearer {self.tokens['access_token']}",
            }
        )

    def call(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, **params: Any
    ) -> requests.Response:
        data = None if body is None else json.dumps(body, default=_plain)
        extra = {"Content-Type": "application/json"} if body is not None else {}
        return self.session.request(
            method,
            f"{self.sandbox.url}/api.xro/2.0{path}",
            params=params,
            data=data,
            headers={**extra, **(headers or {})},
            timeout=30,
        )

    def get(self, path: str, **params: Any) -> Any:
        return json_of(self.call("GET", path, **params))

    def put(self, path: str, body: Any, **params: Any) -> Any:
        return json_of(self.call("PUT", path, body, **params))

    def post(self, path: str, body: Any, **params: Any) -> Any:
        return json_of(self.call("POST", path, body, **params))

    # --- the things every test needs ----------------------------------------------------------------------------------

    def contact(self, name: str = "Ann Botha", **fields: Any) -> dict[str, Any]:
        return self.put("/Contacts", {"Contacts": [{"Name": name, **fields}]})["Contacts"][0]

    def invoice(self, contact: dict[str, Any], *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
        """Creates one approved invoice (one line of 100.00 plus 15 % when none is given)."""
        return self.put(
            "/Invoices", {"Invoices": [invoice_body(contact, *lines, **fields)]}, summarizeErrors="false", unitdp=4
        )["Invoices"][0]

    def credit_note(self, contact: dict[str, Any], *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
        body = {
            "Type": "ACCRECCREDIT",
            "Contact": {"ContactID": contact["ContactID"]},
            "Date": "2026-11-05",
            "Status": "AUTHORISED",
            "LineItems": list(lines) or [line()],
            **fields,
        }
        return self.put("/CreditNotes", {"CreditNotes": [body]}, summarizeErrors="false")["CreditNotes"][0]

    def pay(self, invoice: dict[str, Any], amount: Any, **fields: Any) -> dict[str, Any]:
        body = {
            "Invoice": {"InvoiceID": invoice["InvoiceID"]},
            "Account": {"Code": "091"},
            "Date": "2026-11-10",
            "Amount": Decimal(amount),
            **fields,
        }
        return self.put("/Payments", {"Payments": [body]}, summarizeErrors="false")["Payments"][0]

    def overpayment(self, contact: dict[str, Any], amount: Any, **fields: Any) -> dict[str, Any]:
        body = {
            "Type": "RECEIVE-OVERPAYMENT",
            "Contact": {"ContactID": contact["ContactID"]},
            "BankAccount": {"Code": "091"},
            "Date": "2026-11-10",
            "LineAmountTypes": "NoTax",
            "LineItems": [
                {"Description": "Too much", "Quantity": 1, "UnitAmount": Decimal(amount), "AccountCode": "610"}
            ],
            **fields,
        }
        return self.put("/BankTransactions", {"BankTransactions": [body]}, summarizeErrors="false")["BankTransactions"][
            0
        ]


def line(amount: Any = "100.00", **fields: Any) -> dict[str, Any]:
    return {
        "Description": "Fibre 100",
        "Quantity": 1,
        "UnitAmount": Decimal(amount),
        "AccountCode": "200",
        "TaxType": "OUTPUT3",
        **fields,
    }


def invoice_body(contact: dict[str, Any], *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "Type": "ACCREC",
        "Contact": {"ContactID": contact["ContactID"]},
        "Date": "2026-11-01",
        "DueDate": "2026-11-15",
        "Status": "AUTHORISED",
        "LineItems": list(lines) or [line()],
        **fields,
    }


def json_of(answer: requests.Response) -> Any:
    assert answer.status_code in (200, 400), f"{answer.status_code}: {answer.text[:500]}"
    return json.loads(answer.content, parse_float=Decimal)


def errors_of(element: dict[str, Any]) -> list[str]:
    assert element["StatusAttributeString"] == "ERROR", element
    return [error["Message"] for error in element["ValidationErrors"]]


def money(value: Any) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


def _plain(value: Any) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)
