"""Contacts: uniqueness, upsert, archiving, merging, limits of fields."""

from __future__ import annotations

from typing import Any

import pytest

from tests.adapters.sandbox_xero.client import ZERO_ID, ApiClient, errors_of, money


def refused(api: ApiClient, method: str, **fields: Any) -> list[str]:
    call = api.put if method == "PUT" else api.post
    [element] = call("/Contacts", {"Contacts": [fields]}, summarizeErrors="false")["Contacts"]
    return errors_of(element)


def test_a_contact_comes_back_with_two_addresses_and_four_phones(api: ApiClient) -> None:
    made = api.contact(
        "Ann Botha",
        ContactNumber="SPX-12",
        EmailAddress="ann@example.com",
        Addresses=[{"AddressType": "STREET", "AddressLine1": "1 Long Street", "City": "Cape Town"}],
    )
    assert (made["Name"], made["ContactNumber"], made["ContactStatus"]) == ("Ann Botha", "SPX-12", "ACTIVE")
    assert [a["AddressType"] for a in made["Addresses"]] == ["STREET", "POBOX"]
    assert made["Addresses"][0]["City"] == "Cape Town"
    assert len(made["Phones"]) == 4
    assert made["IsCustomer"] is False


def test_names_are_unique_over_active_contacts_whatever_their_case(api: ApiClient) -> None:
    api.contact("Ann Botha")
    expected = (
        "The contact name ANN BOTHA is already assigned to another contact. The contact name must be unique "
        "across all active contacts."
    )
    [element] = api.put("/Contacts", {"Contacts": [{"Name": "ANN BOTHA"}]}, summarizeErrors="false")["Contacts"]
    assert errors_of(element) == [expected]
    assert (element["ContactID"], element["HasValidationErrors"]) == (ZERO_ID, True)


def test_contact_and_account_numbers_are_unique_even_over_archived_ones(api: ApiClient) -> None:
    made = api.contact("Ann", ContactNumber="SPX-1", AccountNumber="A-1")
    desk = api.sandbox.desk()
    desk.archive_contact(desk.contact(made["ContactID"]))
    assert refused(api, "PUT", Name="Ann", ContactNumber="spx-1") == [
        "Another contact has this contact number. Please enter a different contact number."
    ]
    assert refused(api, "PUT", Name="Ann", AccountNumber="A-1") == [
        "The Account Number already exists. Please enter a different Account Number."
    ]
    assert api.contact("Ann")["StatusAttributeString"] == "OK"


def test_post_finds_by_id_then_number_then_name(api: ApiClient) -> None:
    first = api.contact("Ann", ContactNumber="SPX-1")
    second = api.contact("Ben")
    [by_id] = api.post("/Contacts", {"Contacts": [{"ContactID": first["ContactID"], "Name": "Anna"}]})["Contacts"]
    [by_number] = api.post("/Contacts", {"Contacts": [{"ContactNumber": "SPX-1", "Name": "Annie"}]})["Contacts"]
    [by_name] = api.post("/Contacts", {"Contacts": [{"Name": "BEN", "EmailAddress": "b@example.com"}]})["Contacts"]
    assert by_id["ContactID"] == by_number["ContactID"] == first["ContactID"]
    assert by_number["Name"] == "Annie"
    assert by_name["ContactID"] == second["ContactID"]
    [new] = api.post("/Contacts", {"Contacts": [{"Name": "Cas"}]})["Contacts"]
    assert new["ContactID"] not in (first["ContactID"], second["ContactID"])


def test_an_archived_contact_cannot_be_edited_and_is_hidden_unless_asked_for(api: ApiClient) -> None:
    made = api.contact("Ann")
    [archived] = api.post("/Contacts", {"Contacts": [{"ContactID": made["ContactID"], "ContactStatus": "ARCHIVED"}]})[
        "Contacts"
    ]
    assert archived["ContactStatus"] == "ARCHIVED"
    message = (
        "The specified contact details matched an archived contact. Archived contacts cannot currently be "
        "edited via the API."
    )
    assert refused(api, "POST", ContactID=made["ContactID"], Name="Anna") == [message]
    assert refused(api, "POST", ContactID=made["ContactID"], ContactStatus="ACTIVE") == [message]
    assert refused(api, "POST", Name="ann") == [message]
    assert api.get("/Contacts")["Contacts"] == []
    assert [c["Name"] for c in api.get("/Contacts", includeArchived="True")["Contacts"]] == ["Ann"]
    assert api.get(f"/Contacts/{made['ContactID']}")["Contacts"][0]["ContactStatus"] == "ARCHIVED"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"Name": ""}, "Contact Name cannot be empty."),
        (
            {"EmailAddress": "a@example.com"},
            "The Contact must contain at least 1 of the following elements to identify "
            "the contact: Name, ContactID, ContactNumber",
        ),
        ({"Name": "Ann", "EmailAddress": "a@example.com, b@example.com"}, "Email address must be valid."),
        ({"Name": "Ann", "EmailAddress": "ann"}, "Email address must be valid."),
        (
            {"Name": " Ann"},
            "The contact name ' Ann' must not contain angle brackets, nor leading, trailing or double spaces.",
        ),
        (
            {"Name": "Ann  Botha"},
            "The contact name 'Ann  Botha' must not contain angle brackets, nor leading, trailing or double spaces.",
        ),
        (
            {"Name": "a > b"},
            "The contact name 'a > b' must not contain angle brackets, nor leading, trailing or double spaces.",
        ),
        (
            {"Name": "Ann", "ContactPersons": [{"FirstName": str(n)} for n in range(6)]},
            "A contact can have at most 5 contact persons.",
        ),
    ],
)
def test_refusals_of_a_contact(api: ApiClient, fields: dict[str, Any], message: str) -> None:
    assert refused(api, "PUT", **fields) == [message]
    assert api.get("/Contacts")["Contacts"] == []


def test_a_website_typed_in_xero_blocks_every_change(api: ApiClient) -> None:
    made = api.contact("Ann")
    desk = api.sandbox.desk()
    desk.set_website(desk.contact("Ann"), "not a website")
    assert refused(api, "POST", ContactID=made["ContactID"], FirstName="Ann") == ["Website must be valid"]


def test_a_merged_contact_points_to_the_other_and_keeps_its_number(api: ApiClient) -> None:
    gone = api.contact("Ann", ContactNumber="SPX-1")
    into = api.contact("Ann Botha")
    api.invoice(gone, InvoiceNumber="I-1")
    desk = api.sandbox.desk()
    desk.merge_contacts(desk.contact("SPX-1"), desk.contact("Ann Botha"))
    [read] = api.get(f"/Contacts/{gone['ContactID']}")["Contacts"]
    assert (read["MergedToContactID"], read["ContactStatus"]) == (into["ContactID"], "ARCHIVED")
    assert api.get("/Invoices/I-1")["Invoices"][0]["Contact"]["ContactID"] == into["ContactID"]
    assert refused(api, "PUT", Name="New", ContactNumber="SPX-1") == [
        "Another contact has this contact number. Please enter a different contact number."
    ]


def test_a_contact_is_found_by_its_number_in_the_path(api: ApiClient) -> None:
    made = api.contact("Ann", ContactNumber="SPX-1")
    assert api.get("/Contacts/SPX-1")["Contacts"][0]["ContactID"] == made["ContactID"]


def test_balances_show_on_single_and_paged_reads_and_do_not_move_the_stamp(api: ApiClient) -> None:
    made = api.contact("Ann")
    api.sandbox.clock.advance(60)
    api.invoice(made)
    api.overpayment(made, "15")
    [read] = api.get("/Contacts", page=1)["Contacts"]
    assert money(read["Balances"]["AccountsReceivable"]["Outstanding"]) == money("100")
    assert money(read["Balances"]["AccountsReceivable"]["Overdue"]) == money("115")
    assert read["IsCustomer"] is True
    assert read["UpdatedDateUTCString"] == "2026-11-20T12:00:00Z"
    assert "Balances" not in api.get("/Contacts")["Contacts"][0]


def test_persons_not_listed_are_gone(api: ApiClient) -> None:
    made = api.contact("Ann", ContactPersons=[{"FirstName": "A"}, {"FirstName": "B"}])
    [after] = api.post(
        "/Contacts", {"Contacts": [{"ContactID": made["ContactID"], "ContactPersons": [{"FirstName": "B"}]}]}
    )["Contacts"]
    assert [p["FirstName"] for p in after["ContactPersons"]] == ["B"]


def test_a_document_naming_more_than_the_contacts_id_is_not_modelled(api: ApiClient) -> None:
    made = api.contact("Ann")
    answer = api.call(
        "PUT",
        "/Invoices",
        {"Invoices": [{"Type": "ACCREC", "Contact": {"ContactID": made["ContactID"], "Name": "Ann"}}]},
    )
    assert answer.status_code == 501
    assert "send the ContactID only" in answer.json()["Detail"]
