"""What is malformed, unknown or not modelled is refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from splynx_xero_gui.sandbox.xero import Limits, Role, XeroSandbox
from tests.adapters.sandbox_xero.client import ApiClient, invoice_body, line
from tests.support.xero_schema import SchemaWatch, contract


def refusal(api: ApiClient, body: Any, path: str = "/Invoices") -> tuple[int, str]:
    answer = api.call("PUT", path, body)
    assert answer.status_code == 400, answer.text
    return answer.json()["ErrorNumber"], answer.json()["Message"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Referenc": "x"}, "Unknown field Invoices[0].Referenc."),
        ({"LineItems": [line(Tax="x")]}, "Unknown field Invoices[0].LineItems[0].Tax."),
        ({"LineItems": [line(Quantity="2")]}, "The value '2' of Invoices[0].LineItems[0].Quantity is not a number."),
        ({"LineItems": {}}, "The value of Invoices[0].LineItems is not a list."),
        ({"Date": "01 Nov 26"}, "The string '01 Nov 26' is not a valid AllXsd value."),
        ({"Date": "2026-11-01 00:00:00"}, "The string '2026-11-01 00:00:00' is not a valid AllXsd value."),
        (
            {"Status": "NEW"},
            "The value 'NEW' of Invoices[0].Status is not one of DRAFT, SUBMITTED, AUTHORISED, PAID, VOIDED, DELETED.",
        ),
        ({"Contact": {"ContactID": "12"}}, "The value '12' of Invoices[0].Contact.ContactID is not a valid Guid."),
        ({"Reference": None}, "The value of Invoices[0].Reference is not a string."),
        ({"SentToContact": "true"}, "The value 'true' of Invoices[0].SentToContact is not a boolean."),
    ],
)
def test_a_malformed_field_is_named_and_nothing_is_saved(api: ApiClient, changes: dict[str, Any], message: str) -> None:
    contact = api.contact()
    body = {"Invoices": [{**invoice_body(contact), **changes}]}
    assert refusal(api, body) == (14, message)
    assert api.get("/Invoices")["Invoices"] == []


def test_an_empty_body_and_broken_json(api: ApiClient) -> None:
    assert refusal(api, {"Invoices": []})[0] == 17
    broken = api.session.put(
        f"{api.sandbox.url}/api.xro/2.0/Invoices",
        data='{"Invoices": [',
        headers={"Content-Type": "application/json"},
        timeout=10,
    )
    assert (broken.status_code, broken.json()["ErrorNumber"]) == (400, 14)


@pytest.mark.parametrize(
    ("method", "path", "named"),
    [
        ("GET", "/Quotes", "GET /api.xro/2.0/Quotes"),
        ("DELETE", "/Invoices", "DELETE /api.xro/2.0/Invoices"),
        ("PUT", "/Accounts", "PUT /api.xro/2.0/Accounts"),
    ],
)
def test_what_is_not_modelled_answers_501_and_says_what(api: ApiClient, method: str, path: str, named: str) -> None:
    answer = api.call(method, path, {} if method == "PUT" else None)
    assert (answer.status_code, answer.json()["Type"]) == (501, "NotModelled")
    assert named in answer.json()["Detail"]


@pytest.mark.parametrize("params", [{"nonsense": "1"}, {"pageSize": "10"}, {"where": 'Name.ToLower()=="x"'}])
def test_unknown_parameters_and_functions_are_not_modelled(api: ApiClient, params: dict[str, str]) -> None:
    assert api.call("GET", "/Contacts", **params).status_code == 501


@pytest.mark.parametrize(
    "params",
    [
        {"page": "0"},
        {"page": "1", "pageSize": "1001"},
        {"page": "x"},
        {"IDs": "12"},
        {"where": "Nonsense==1"},
        {"where": 'Name=="x'},
        {"summaryOnly": "banana"},
    ],
)
def test_wrong_parameters_are_xeros_own_400(api: ApiClient, params: dict[str, str]) -> None:
    answer = api.call("GET", "/Contacts", **params)
    assert (answer.status_code, answer.json()["Type"]) == (400, "QueryParseException")


def test_xml_is_what_xero_answers_without_accept(api: ApiClient) -> None:
    answer = api.call("GET", "/Organisation", headers={"Accept": "*/*"})
    assert answer.status_code == 501
    assert "Accept: application/json" in answer.json()["Detail"]


class TestWithASmallFrontDoor:
    @pytest.fixture
    def limits(self) -> Limits:
        return Limits(max_body=2000)

    def test_a_body_over_the_limit_is_refused(self, api: ApiClient) -> None:
        answer = api.call("PUT", "/Contacts", {"Contacts": [{"Name": f"Customer {n}"} for n in range(200)]})
        assert answer.status_code == 413


def test_a_read_only_user_cannot_write(api: ApiClient) -> None:
    api.org.user.role = Role.READONLY
    assert api.call("PUT", "/Contacts", {"Contacts": [{"Name": "Ann"}]}).status_code == 403
    assert api.call("GET", "/Contacts").status_code == 200


def test_the_books_of_two_organisations_are_apart(api: ApiClient, sandbox: XeroSandbox) -> None:
    other = ApiClient(sandbox, "Aotearoa Net")
    api.contact("Ann")
    other.contact("Ann")
    assert len(api.get("/Contacts")["Contacts"]) == len(other.get("/Contacts")["Contacts"]) == 1
    other.session.close()


@pytest.mark.skipif(contract() is None, reason="Xero's OpenAPI file is not here")
def test_the_watch_sees_what_does_not_fit() -> None:
    watch = SchemaWatch(contract())
    with XeroSandbox() as sandbox:
        sandbox.hooks.append(watch)
        api = ApiClient(sandbox)
        api.contact("Ann")
        assert watch.problems == []
        api.call(
            "PUT",
            "/Contacts",
            {"Contacts": [{"Name": "Ben", "Phones": [{"PhoneType": "MOBILE", "PhoneAreaCode": "12345678901"}]}]},
            summarizeErrors="false",
        )
        api.session.close()
    assert any("PhoneAreaCode" in problem for problem in watch.problems)
