"""Lists: paging, filters, what changed, order, what is left out."""

from __future__ import annotations

from typing import Any

import pytest

from splynx_xero_gui.sandbox.xero import Limits, XeroSandbox
from tests.adapters.sandbox_xero.client import ApiClient, invoice_body, line, money


def numbers(api: ApiClient, **params: Any) -> list[str]:
    return [i["InvoiceNumber"] for i in api.get("/Invoices", **params)["Invoices"]]


@pytest.fixture
def three(api: ApiClient, sandbox: XeroSandbox) -> list[dict[str, Any]]:
    """Three invoices a minute apart: I-1 (paid), I-2 (draft), I-3 (open, of another contact)."""
    ann, ben = api.contact("Ann", ContactNumber="SPX-1"), api.contact("Ben")
    first = api.invoice(ann, InvoiceNumber="I-1", Reference="alpha")
    api.pay(first, 115)
    sandbox.clock.advance(60)
    second = api.invoice(ann, InvoiceNumber="I-2", Status="DRAFT", Date="2026-11-02")
    sandbox.clock.advance(60)
    return [first, second, api.invoice(ben, line("7"), InvoiceNumber="I-3", Date="2026-11-03")]


@pytest.mark.usefixtures("three")
def test_there_is_no_pagination_block_and_no_line_without_page(api: ApiClient) -> None:
    answer = api.get("/Invoices")
    assert "pagination" not in answer
    assert [i["LineItems"] for i in answer["Invoices"]] == [[], [], []]


@pytest.mark.usefixtures("three")
def test_pages_hold_lines_and_say_how_many_there_are(api: ApiClient) -> None:
    answer = api.get("/Invoices", page=2, pageSize=2, order="InvoiceID")
    assert answer["pagination"] == {"page": 2, "pageSize": 2, "pageCount": 2, "itemCount": 3}
    assert len(answer["Invoices"]) == 1
    assert len(answer["Invoices"][0]["LineItems"]) == 1
    first = api.get("/Invoices", page=1, pageSize=2, order="InvoiceID")["Invoices"]
    ids = [i["InvoiceID"] for i in first + answer["Invoices"]]
    assert ids == sorted(ids)
    assert api.get("/Invoices", page=3, pageSize=2)["Invoices"] == []


@pytest.mark.usefixtures("three")
def test_only_what_changed_since(api: ApiClient) -> None:
    def since(stamp: str) -> list[str]:
        got = api.call("GET", "/Invoices", headers={"If-Modified-Since": stamp}, page=1).json()["Invoices"]
        return [i["InvoiceNumber"] for i in got]

    assert since("2026-11-20T12:00:00") == ["I-1", "I-2", "I-3"]
    assert since("2026-11-20T12:00:01") == ["I-2", "I-3"]
    assert since("2026-11-20T12:02:01") == []


def test_a_stamp_with_an_offset_is_not_modelled(api: ApiClient) -> None:
    answer = api.call("GET", "/Invoices", headers={"If-Modified-Since": "2026-11-20T12:00:00+00:00"})
    assert answer.status_code == 501
    assert "no offset" in answer.json()["Detail"]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ('Status=="AUTHORISED"', ["I-3"]),
        ('Status!="PAID" AND Date>=DateTime(2026,11,3)', ["I-3"]),
        ('Status=="DRAFT" OR Status=="PAID"', ["I-1", "I-2"]),
        ('(Status=="DRAFT" OR Status=="PAID") AND Reference!=null', ["I-1"]),
        ('Reference=="ALPHA"', ["I-1"]),
        ('Contact.ContactNumber=="SPX-1"', ["I-1", "I-2"]),
        ('Contact.Name.StartsWith("b")', ["I-3"]),
        ("AmountDue>0 && AmountDue<10", ["I-3"]),
        ("UpdatedDateUTC>=DateTime(2026,11,20,12,1,0)", ["I-2", "I-3"]),
    ],
)
def test_where(api: ApiClient, where: str, expected: list[str]) -> None:
    assert sorted(numbers(api, where=where)) == expected


def test_where_on_ids_needs_guid(api: ApiClient, three: list[dict[str, Any]]) -> None:
    contact = three[0]["Contact"]["ContactID"]
    assert sorted(numbers(api, where=f'Contact.ContactID=guid("{contact}")')) == ["I-1", "I-2"]
    answer = api.call("GET", "/Invoices", where=f'Contact.ContactID=="{contact}"')
    assert (answer.status_code, answer.json()["Type"]) == (400, "QueryParseException")


def test_payments_by_their_invoice_and_type(api: ApiClient, three: list[dict[str, Any]]) -> None:
    where = f'PaymentType=="ACCRECPAYMENT" AND Invoice.InvoiceId=guid("{three[0]["InvoiceID"]}")'
    assert len(api.get("/Payments", where=where, page=1)["Payments"]) == 1
    assert api.get("/Payments", where='Status=="DELETED"', page=1)["Payments"] == []


@pytest.mark.usefixtures("three")
def test_contact_names_are_found_whatever_their_case(api: ApiClient) -> None:
    assert [c["Name"] for c in api.get("/Contacts", where='Name=="ANN"')["Contacts"]] == ["Ann"]


def test_lists_of_ids_numbers_contacts_and_statuses(api: ApiClient, three: list[dict[str, Any]]) -> None:
    assert sorted(numbers(api, IDs=f"{three[0]['InvoiceID']},{three[2]['InvoiceID']}")) == ["I-1", "I-3"]
    assert sorted(numbers(api, InvoiceNumbers="i-1,I-2,I-9")) == ["I-1", "I-2"]
    assert numbers(api, ContactIDs=three[2]["Contact"]["ContactID"]) == ["I-3"]
    assert sorted(numbers(api, Statuses="DRAFT,PAID")) == ["I-1", "I-2"]
    assert numbers(api, searchTerm="alp") == ["I-1"]
    contacts = api.get("/Contacts", IDs=three[2]["Contact"]["ContactID"])["Contacts"]
    assert [c["Name"] for c in contacts] == ["Ben"]


@pytest.mark.usefixtures("three")
def test_order_both_ways(api: ApiClient) -> None:
    assert numbers(api, order="Date DESC") == ["I-3", "I-2", "I-1"]
    assert numbers(api, order="Status ASC, Date DESC") == ["I-3", "I-2", "I-1"]
    assert api.call("GET", "/Invoices", order="Nonsense").status_code == 400


@pytest.mark.usefixtures("three")
def test_a_summary_is_paged_and_leaves_out_lines_and_payments(api: ApiClient) -> None:
    answer = api.get("/Invoices", summaryOnly="True")
    assert answer["pagination"]["itemCount"] == 3
    assert not {"LineItems", "Payments", "CreditNotes"} & set(answer["Invoices"][0])
    contact = api.get("/Contacts", summaryOnly="true")["Contacts"][0]
    assert contact["Addresses"] == []


@pytest.mark.parametrize(
    "path",
    [
        "/Invoices/{id}",
        "/Contacts/{id}",
        "/Payments/{id}",
        "/CreditNotes/{id}",
        "/Overpayments/{id}",
        "/Prepayments/{id}",
        "/BankTransactions/{id}",
        "/Accounts/{id}",
        "/BatchPayments/{id}",
        "/Invoices/{id}/History",
    ],
)
def test_an_unknown_id_is_a_404_in_html(api: ApiClient, path: str) -> None:
    answer = api.call("GET", path.format(id="11111111-1111-4111-8111-111111111111"))
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")


def test_an_address_with_too_many_ids_is_refused(api: ApiClient) -> None:
    guid = "11111111-1111-4111-8111-111111111111"
    assert api.call("GET", "/Invoices", IDs=",".join([guid] * 40), page=1).status_code == 200
    assert api.call("GET", "/Invoices", IDs=",".join([guid] * 60), page=1).status_code == 414


class TestOnAVeryLargeOrganisation:
    @pytest.fixture
    def limits(self) -> Limits:
        return Limits(per_minute=10_000, per_day=100_000, high_volume_at=1)

    def test_an_unoptimised_filter_is_refused(self, api: ApiClient) -> None:
        contact = api.contact()
        api.put("/Invoices", {"Invoices": [invoice_body(contact), invoice_body(contact)]})
        answer = api.call("GET", "/Invoices", where='InvoiceNumber=="INV-0001"')
        assert (answer.status_code, answer.json()["Type"]) == (400, "HighVolumeException")
        assert len(api.get("/Invoices", where='Status=="AUTHORISED"', page=1)["Invoices"]) == 2


def test_settings(api: ApiClient) -> None:
    [org] = api.get("/Organisation")["Organisations"]
    assert (org["Name"], org["BaseCurrency"], org["CountryCode"], org["Timezone"]) == (
        "Karoo Fibre",
        "ZAR",
        "ZA",
        "SOUTHAFRICASTANDARDTIME",
    )
    assert "PeriodLockDate" not in org
    accounts = {a.get("Code"): a for a in api.get("/Accounts")["Accounts"]}
    assert (accounts["200"]["Type"], accounts["200"]["Class"], accounts["200"]["TaxType"]) == (
        "REVENUE",
        "REVENUE",
        "OUTPUT3",
    )
    assert accounts["860"]["SystemAccount"] == "ROUNDING"
    assert accounts["610"]["SystemAccount"] == "DEBTORS"
    assert accounts["090"]["CurrencyCode"] == "ZAR"
    assert accounts["655"]["EnablePaymentsToAccount"] is True
    assert accounts[None]["Type"] == "BANK"
    rates = {t["TaxType"]: t for t in api.get("/TaxRates")["TaxRates"]}
    assert money(rates["OUTPUT3"]["EffectiveRate"]) == money("15")
    assert (rates["OUTPUT3"]["CanApplyToRevenue"], rates["OUTPUT3"]["CanApplyToExpenses"]) == (True, False)
    assert rates["OUTPUT"]["Status"] == "ARCHIVED"
    [category] = api.get("/TrackingCategories")["TrackingCategories"]
    assert [o["Name"] for o in category["Options"]] == ["North", "South"]
    assert api.get("/Currencies")["Currencies"] == [{"Code": "ZAR", "Description": "South African Rand"}]
    [user] = api.get("/Users")["Users"]
    assert (user["OrganisationRole"], user["FirstName"]) == ("STANDARD", "Thandi")
    assert len(api.get("/Accounts", where='Type=="BANK"')["Accounts"]) == 4


def test_every_edition_has_a_usable_chart(sandbox: XeroSandbox) -> None:
    from splynx_xero_gui.sandbox.xero import Edition, OrganisationSpec

    for edition in Edition:
        sandbox.books.add(OrganisationSpec(f"Books of {edition}", edition))
        api = ApiClient(sandbox, f"Books of {edition}")
        made = api.invoice(api.contact(), {"Description": "x", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"})
        assert made["StatusAttributeString"] == "OK", made
        assert api.get("/Organisation")["Organisations"][0]["BaseCurrency"] == made["CurrencyCode"]
        assert len(api.get("/TaxRates")["TaxRates"]) >= 3
        assert api.overpayment(api.contact("Ben"), 5)["StatusAttributeString"] == "OK"
        api.session.close()


def test_notes_and_files_are_kept_with_their_document(api: ApiClient) -> None:
    scopes = (*api.tokens["scope"].split(), "accounting.attachments")
    full = ApiClient(api.sandbox, scopes=scopes)
    invoice = full.invoice(full.contact())["InvoiceID"]
    full.put(f"/Invoices/{invoice}/History", {"HistoryRecords": [{"Details": "Run 7"}]})
    assert [n["Details"] for n in full.get(f"/Invoices/{invoice}/History")["HistoryRecords"]] == ["Run 7"]
    assert (
        full.call("PUT", f"/Invoices/{invoice}/History", {"HistoryRecords": [{"Details": "x" * 251}]}).status_code
        == 400
    )
    url = f"{full.sandbox.url}/api.xro/2.0/Invoices/{invoice}/Attachments"
    sent = full.session.put(
        f"{url}/bill.pdf?IncludeOnline=true", data=b"%PDF-1.4", headers={"Content-Type": "application/pdf"}, timeout=10
    )
    assert sent.json()["Attachments"][0]["ContentLength"] == 8
    assert full.session.put(f"{url}/a:b.pdf", data=b"x", timeout=10).status_code == 400
    assert full.get(f"/Invoices/{invoice}")["Invoices"][0]["HasAttachments"] is True
    full.session.close()
