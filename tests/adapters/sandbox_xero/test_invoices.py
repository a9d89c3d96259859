"""Invoices and credit notes: numbers, statuses, arithmetic, refusals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from splynx_xero_gui.sandbox.xero import OrganisationSpec, Role, XeroSandbox
from tests.adapters.sandbox_xero.client import ZERO_ID, ApiClient, errors_of, invoice_body, line, money


def test_an_invoice_comes_back_with_everything_xero_fills_in(api: ApiClient) -> None:
    contact = api.contact()
    made = api.invoice(
        contact,
        {"Description": "Fibre", "Quantity": 2, "UnitAmount": Decimal("10.50"), "AccountCode": "200"},
        InvoiceNumber="2026110001",
        Reference="A1",
    )
    [item] = made["LineItems"]
    assert (made["InvoiceNumber"], made["Status"], made["StatusAttributeString"]) == ("2026110001", "AUTHORISED", "OK")
    assert (item["TaxType"], money(item["TaxAmount"]), money(item["LineAmount"])) == (
        "OUTPUT3",
        money("3.15"),
        money("21"),
    )
    assert (money(made["SubTotal"]), money(made["TotalTax"]), money(made["Total"])) == (
        money("21"),
        money("3.15"),
        money("24.15"),
    )
    assert money(made["AmountDue"]) == money("24.15")
    assert made["DateString"] == "2026-11-01T00:00:00"
    assert made["Date"] == "/Date(1793491200000+0000)/"
    assert made["UpdatedDateUTCString"] == "2026-11-20T12:00:00Z"
    assert made["Contact"]["ContactID"] == contact["ContactID"]


def test_tax_is_rounded_half_up_on_each_line_and_then_summed(api: ApiClient) -> None:
    made = api.invoice(api.contact(), line("25.06"), line("25.61"), line("25.63"))
    assert (money(made["TotalTax"]), money(made["Total"])) == (money("11.44"), money("87.74"))


def test_inclusive_and_untaxed_line_amounts(api: ApiClient) -> None:
    contact = api.contact()
    inclusive = api.invoice(contact, line("115.00"), LineAmountTypes="Inclusive")
    assert (money(inclusive["SubTotal"]), money(inclusive["TotalTax"]), money(inclusive["Total"])) == (
        money("100"),
        money("15"),
        money("115"),
    )
    untaxed = api.invoice(contact, line("115.00"), LineAmountTypes="NoTax")
    assert (money(untaxed["TotalTax"]), untaxed["LineItems"][0]["TaxType"]) == (money("0"), "NONE")


def test_unit_amounts_are_cut_to_two_decimals_unless_four_are_asked_for(api: ApiClient) -> None:
    body = {"Invoices": [invoice_body(api.contact(), line("1.2345", Quantity=100))]}
    [two] = api.put("/Invoices", body)["Invoices"]
    [four] = api.put("/Invoices", body, unitdp=4)["Invoices"]
    assert (money(two["SubTotal"]), money(four["SubTotal"])) == (money("123"), money("123.45"))
    assert str(four["LineItems"][0]["UnitAmount"]) == "1.2345"
    read = api.get(f"/Invoices/{four['InvoiceID']}")["Invoices"][0]
    assert str(read["LineItems"][0]["UnitAmount"]) == "1.23"


def test_a_tax_amount_may_be_overridden_and_a_rounding_line_added(api: ApiClient) -> None:
    made = api.invoice(
        api.contact(), line("25.06", TaxAmount=Decimal("3.77")), line("-0.01", AccountCode="860", TaxType="NONE")
    )
    assert (money(made["TotalTax"]), money(made["Total"])) == (money("3.77"), money("28.82"))


def test_a_number_cannot_be_used_twice_by_put(api: ApiClient) -> None:
    contact = api.contact()
    api.invoice(contact, InvoiceNumber="INV-7")
    again = api.invoice(contact, InvoiceNumber="INV-7")
    assert errors_of(again) == ["Invoice # must be unique."]
    assert (again["InvoiceID"], again["HasErrors"]) == (ZERO_ID, True)


def test_post_with_a_known_number_updates_that_invoice(api: ApiClient) -> None:
    contact = api.contact()
    made = api.invoice(contact, InvoiceNumber="INV-7")
    body = invoice_body(contact, line("50"), InvoiceNumber="INV-7")
    [changed] = api.post("/Invoices", {"Invoices": [body]})["Invoices"]
    assert changed["InvoiceID"] == made["InvoiceID"]
    assert money(changed["Total"]) == money("57.50")
    assert len(api.get("/Invoices")["Invoices"]) == 1


def test_a_voided_number_stays_taken(api: ApiClient) -> None:
    contact = api.contact()
    made = api.invoice(contact, InvoiceNumber="INV-7")
    [voided] = api.post(
        "/Invoices",
        {
            "Invoices": [
                {
                    "InvoiceID": made["InvoiceID"],
                    "Status": "VOIDED",
                    "Date": "2026-11-01",
                    "Contact": {"ContactID": contact["ContactID"]},
                }
            ]
        },
        summarizeErrors="False",
    )["Invoices"]
    assert (voided["Status"], voided["StatusAttributeString"]) == ("VOIDED", "OK")
    assert money(voided["AmountDue"]) == money("115")  # never to be read as outstanding
    assert errors_of(api.invoice(contact, InvoiceNumber="INV-7")) == ["Invoice # must be unique."]
    [posted] = api.post(
        "/Invoices", {"Invoices": [invoice_body(contact, InvoiceNumber="INV-7")]}, summarizeErrors="false"
    )["Invoices"]
    assert errors_of(posted) == ["Invoice not of valid status for modification"]


def test_renaming_before_the_void_frees_the_number(api: ApiClient) -> None:
    contact = api.contact()
    made = api.invoice(contact, InvoiceNumber="INV-7")
    api.post("/Invoices", {"Invoices": [{"InvoiceID": made["InvoiceID"], "InvoiceNumber": "INV-7-UNDONE-1"}]})
    api.post("/Invoices", {"Invoices": [{"InvoiceID": made["InvoiceID"], "Status": "VOIDED"}]})
    assert api.invoice(contact, InvoiceNumber="INV-7")["StatusAttributeString"] == "OK"


@pytest.mark.parametrize(
    ("first", "then", "allowed"),
    [
        ("DRAFT", "SUBMITTED", True),
        ("DRAFT", "AUTHORISED", True),
        ("DRAFT", "DELETED", True),
        ("DRAFT", "VOIDED", False),
        ("DRAFT", "PAID", False),
        ("SUBMITTED", "AUTHORISED", True),
        ("SUBMITTED", "DELETED", True),
        ("AUTHORISED", "VOIDED", True),
        ("AUTHORISED", "DELETED", False),
        ("AUTHORISED", "DRAFT", False),
    ],
)
def test_status_transitions(api: ApiClient, first: str, then: str, allowed: bool) -> None:
    made = api.invoice(api.contact(), Status=first)
    [after] = api.post(
        "/Invoices", {"Invoices": [{"InvoiceID": made["InvoiceID"], "Status": then}]}, summarizeErrors="false"
    )["Invoices"]
    now = api.get(f"/Invoices/{made['InvoiceID']}")["Invoices"][0]["Status"]
    if allowed:
        assert (after["StatusAttributeString"], now) == ("OK", then)
    else:
        assert errors_of(after) == ["Invoice not of valid status for modification"]
        assert (after["Status"], now) == (then, first)  # the echo shows what was asked for, not what is


def test_updating_keeps_named_lines_and_remakes_the_others(api: ApiClient) -> None:
    made = api.invoice(api.contact(), line("10"), line("20"))
    kept, gone = (item["LineItemID"] for item in made["LineItems"])
    [after] = api.post(
        "/Invoices",
        {"Invoices": [{"InvoiceID": made["InvoiceID"], "LineItems": [line("11", LineItemID=kept), line("20")]}]},
    )["Invoices"]
    ids = [item["LineItemID"] for item in after["LineItems"]]
    assert ids[0] == kept
    assert gone not in ids
    [refused] = api.post(
        "/Invoices",
        {"Invoices": [{"InvoiceID": made["InvoiceID"], "LineItems": [line("11", LineItemID=gone)]}]},
        summarizeErrors="false",
    )["Invoices"]
    assert errors_of(refused) == ["The LineItemID does not match a line item of this document"]


def test_a_document_with_a_payment_cannot_be_edited_or_voided(api: ApiClient) -> None:
    made = api.invoice(api.contact())
    api.pay(made, "40")
    [edit] = api.post(
        "/Invoices", {"Invoices": [{"InvoiceID": made["InvoiceID"], "Reference": "new"}]}, summarizeErrors="false"
    )["Invoices"]
    [void] = api.post(
        "/Invoices", {"Invoices": [{"InvoiceID": made["InvoiceID"], "Status": "VOIDED"}]}, summarizeErrors="false"
    )["Invoices"]
    assert errors_of(edit) == ["This document cannot be edited as it has a payment or credit note allocated to it."]
    assert errors_of(void) == ["Invoice not of valid status for modification"]


def test_a_due_date_change_on_a_part_paid_invoice_leaves_the_stamp_alone(api: ApiClient, sandbox: XeroSandbox) -> None:
    made = api.invoice(api.contact())
    api.pay(made, "40")
    sandbox.clock.advance(60)
    change = {"InvoiceID": made["InvoiceID"], "DueDate": "2026-12-31"}
    [after] = api.post("/Invoices", {"Invoices": [change]})["Invoices"]
    assert after["DueDateString"] == "2026-12-31T00:00:00"
    assert after["UpdatedDateUTCString"] == "2026-11-20T12:00:00Z"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"DueDate": None}, "Due date cannot be empty."),
        ({"LineItems": [line("-1")]}, "The Total for this document must be greater than or equal to zero."),
        (
            {"LineItems": [line("-5", Quantity=-1)]},
            "The quantity value '-1.0000' is invalid. Quantity must not be less than zero.",
        ),
        ({"LineItems": [line(AccountCode="090")]}, "Account code '090' is not a valid code for this document."),
        ({"LineItems": [line(AccountCode="610")]}, "Account code '610' is not a valid code for this document."),
        (
            {"LineItems": [line(AccountCode="476")]},
            "Account code ''476'' has been removed as it does not match a recognised account.",
        ),
        (
            {"LineItems": [line(AccountCode="404")]},
            "The TaxType code 'OUTPUT3' cannot be used with account code '404'.",
        ),
        ({"LineItems": [line(TaxType="NOSUCH")]}, "The TaxType code 'NOSUCH' does not exist or cannot be used."),
        ({"LineItems": [line(TaxType="OUTPUT")]}, "The TaxType code 'OUTPUT' does not exist or cannot be used."),
        (
            {"LineItems": [line(Description="x" * 4001)]},
            "The field Description must be a string with a maximum length of 4000.",
        ),
        (
            {"LineItems": [line(LineAmount=Decimal("99.00"))]},
            "The line total 99.00 does not match the expected line total 100.00",
        ),
        ({"LineItems": []}, "One or more line items must be specified"),
        (
            {"LineItems": [line(Tracking=[{"Name": "Region", "Option": "West"}])]},
            "Unknown tracking details. A Tracking Category did not match.",
        ),
        ({"Total": Decimal("1.00")}, "The invoice total does not equal the sum of the lines."),
        ({"CurrencyCode": "EUR"}, "Organisation is not subscribed to currency EUR"),
        ({"Reference": "9" * 256}, "The field Reference must be a string with a maximum length of 255."),
        ({"Url": "https://go.xero.com/x"}, "Url must not point to Xero"),
        ({"Status": "PAID"}, "Invoice not of valid status for creation"),
        (
            {"Contact": {}},
            "The Contact must contain at least 1 of the following elements to identify the contact: "
            "Name, ContactID, ContactNumber",
        ),
    ],
)
def test_refusals_of_an_invoice(api: ApiClient, changes: dict[str, object], message: str) -> None:
    body = {key: value for key, value in (invoice_body(api.contact()) | changes).items() if value is not None}
    [refused] = api.put("/Invoices", {"Invoices": [body]}, summarizeErrors="false")["Invoices"]
    assert errors_of(refused) == [message]
    assert api.get("/Invoices")["Invoices"] == []


def test_an_archived_account_is_refused(api: ApiClient) -> None:
    api.sandbox.desk().archive_account("200")
    refused = api.invoice(api.contact())
    assert errors_of(refused) == [
        "Account code '200' has been archived or deleted. Each line item must reference a valid account."
    ]


def test_an_unknown_account_is_only_a_warning_on_a_draft(api: ApiClient) -> None:
    made = api.invoice(api.contact(), line(AccountCode="476"), Status="DRAFT")
    assert made["StatusAttributeString"] == "WARNING"
    assert made["Warnings"] == [
        {"Message": "Account code ''476'' has been removed as it does not match a recognised account."}
    ]
    [approved] = api.post(
        "/Invoices", {"Invoices": [{"InvoiceID": made["InvoiceID"], "Status": "AUTHORISED"}]}, summarizeErrors="false"
    )["Invoices"]
    assert errors_of(approved) == ["Account code must be specified"]


def test_several_mistakes_are_named_together(api: ApiClient) -> None:
    refused = api.invoice({"ContactID": ZERO_ID}, line(AccountCode="090"), line(TaxType="NOSUCH"))
    assert len(errors_of(refused)) == 3


def test_a_zero_total_invoice_is_paid_at_once_and_takes_no_payment(api: ApiClient) -> None:
    made = api.invoice(api.contact(), line("0"))
    assert (made["Status"], money(made["AmountDue"])) == ("PAID", money("0"))
    assert errors_of(api.pay(made, "1")) == ["Payments can only be made against Authorised documents"]


def test_an_invoice_on_an_archived_contact_is_refused(api: ApiClient) -> None:
    contact = api.contact()
    desk = api.sandbox.desk()
    desk.archive_contact(desk.contact(contact["ContactID"]))
    assert errors_of(api.invoice(contact)) == [
        "The Contact with the specified contact details has been archived. This Contact must be un-archived before "
        "creating new Invoices, Credit Notes or Purchase Orders."
    ]


def test_without_summarize_errors_false_one_bad_element_fails_the_call_but_the_good_ones_are_saved(
    api: ApiClient,
) -> None:
    contact = api.contact()
    bodies = [
        invoice_body(contact, InvoiceNumber="GOOD-1"),
        invoice_body(contact, line("-1"), InvoiceNumber="BAD"),
        invoice_body(contact, InvoiceNumber="GOOD-2"),
    ]
    answer = api.call("PUT", "/Invoices", {"Invoices": bodies})
    failed = answer.json()
    assert (answer.status_code, failed["ErrorNumber"], failed["Type"]) == (400, 10, "ValidationException")
    assert [e["InvoiceNumber"] for e in failed["Elements"]] == ["BAD"]
    assert {i["InvoiceNumber"] for i in api.get("/Invoices")["Invoices"]} == {"GOOD-1", "GOOD-2"}


@pytest.mark.parametrize("spelling", ["false", "False", "FALSE"])
def test_with_it_every_element_answers_for_itself_in_order(api: ApiClient, spelling: str) -> None:
    contact = api.contact()
    bodies = [
        invoice_body(contact, InvoiceNumber="GOOD-1"),
        invoice_body(contact, line("-1"), InvoiceNumber="BAD"),
        invoice_body(contact, InvoiceNumber="GOOD-2"),
    ]
    made = api.put("/Invoices", {"Invoices": bodies}, summarizeErrors=spelling)["Invoices"]
    assert [(m["InvoiceNumber"], m["StatusAttributeString"]) for m in made] == [
        ("GOOD-1", "OK"),
        ("BAD", "ERROR"),
        ("GOOD-2", "OK"),
    ]


def test_a_closed_period_refuses_documents_voids_and_edits(api: ApiClient) -> None:
    contact = api.contact()
    made = api.invoice(contact, Date="2026-10-10")
    api.sandbox.desk().lock_dates(period=date(2026, 10, 31), year=date(2026, 10, 31))
    expected = [
        "The document date cannot be before the period lock date, currently set at 31-Oct-2026",
        "The document date cannot be before the end of year lock date, currently set at 31-Oct-2026",
    ]
    assert errors_of(api.invoice(contact, Date="2026-10-31")) == expected
    for change in ({"Status": "VOIDED"}, {"Reference": "x"}):
        [refused] = api.post(
            "/Invoices", {"Invoices": [{"InvoiceID": made["InvoiceID"], **change}]}, summarizeErrors="false"
        )["Invoices"]
        assert errors_of(refused) == expected
    assert api.invoice(contact, Date="2026-11-01")["StatusAttributeString"] == "OK"


class TestAsAnAdviser:
    @pytest.fixture
    def organisations(self) -> list[OrganisationSpec]:
        return [
            OrganisationSpec(
                "Karoo Fibre", role=Role.FINANCIALADVISER, period_lock=date(2026, 10, 31), year_lock=date(2026, 2, 28)
            )
        ]

    def test_only_the_end_of_year_lock_holds(self, api: ApiClient) -> None:
        contact = api.contact()
        assert api.invoice(contact, Date="2026-10-31")["StatusAttributeString"] == "OK"
        assert errors_of(api.invoice(contact, Date="2026-02-28")) == [
            "The document date cannot be before the end of year lock date, currently set at 28-Feb-2026"
        ]


class TestOnASmallPlan:
    @pytest.fixture
    def organisations(self) -> list[OrganisationSpec]:
        return [OrganisationSpec("Karoo Fibre", invoice_cap=2)]

    def test_approvals_stop_at_the_cap_until_the_next_month(self, api: ApiClient) -> None:
        contact = api.contact()
        made = [api.invoice(contact) for _ in range(3)]
        assert [m["StatusAttributeString"] for m in made] == ["OK", "OK", "ERROR"]
        assert errors_of(made[2]) == ["You have reached the limit of invoices you can approve"]
        assert api.invoice(contact, Status="DRAFT")["StatusAttributeString"] == "OK"
        api.sandbox.clock.advance(days=15)
        api = ApiClient(api.sandbox)
        assert api.invoice(contact)["StatusAttributeString"] == "OK"
        api.session.close()


def test_a_user_without_approval_rights_can_send_drafts_only(api: ApiClient) -> None:
    api.org.user.may_approve = False
    contact = api.contact()
    assert errors_of(api.invoice(contact)) == ["You do not have permission to approve this document"]
    assert api.invoice(contact, Status="DRAFT")["Status"] == "DRAFT"
    actions = {a["Name"]: a["Status"] for a in api.get("/Organisation/Actions")["Actions"]}
    assert actions["CreateApprovedInvoice"] == "NOT-ALLOWED"


def test_credit_notes_have_their_own_numbers_and_no_discounts(api: ApiClient) -> None:
    contact = api.contact()
    api.invoice(contact, InvoiceNumber="N-1")
    note = api.credit_note(contact, CreditNoteNumber="N-1")
    assert (note["StatusAttributeString"], money(note["RemainingCredit"])) == ("OK", money("115"))
    assert errors_of(api.credit_note(contact, CreditNoteNumber="N-1")) == ["Invoice # must be unique."]
    assert errors_of(api.credit_note(contact, line(DiscountRate=10))) == [
        "Discounts are allowed on sales invoices only"
    ]
    [unknown] = api.post(
        "/CreditNotes",
        {"CreditNotes": [{"CreditNoteID": contact["ContactID"], "Status": "VOIDED"}]},
        summarizeErrors="false",
    )["CreditNotes"]
    assert errors_of(unknown) == ["An existing Credit Note with the specified CreditNoteID could not be found"]


def test_discounts_come_off_before_tax(api: ApiClient) -> None:
    made = api.invoice(api.contact(), line("100", DiscountRate=10), line("100", DiscountAmount=Decimal("5.50")))
    assert (money(made["SubTotal"]), money(made["TotalTax"])) == (money("184.50"), money("27.68"))
    assert made["IsDiscounted"] is True


def test_tracking_is_found_by_name_and_comes_back_with_ids(api: ApiClient) -> None:
    made = api.invoice(api.contact(), line(Tracking=[{"Name": "Region", "Option": "South"}]))
    [choice] = made["LineItems"][0]["Tracking"]
    assert (choice["Name"], choice["Option"]) == ("Region", "South")
    assert choice["TrackingOptionID"] == api.org.tracking[0].options[1].option_id


def test_an_invoice_without_a_number_or_date_gets_xeros_own(api: ApiClient) -> None:
    body = {k: v for k, v in invoice_body(api.contact()).items() if k != "Date"}
    [made] = api.put("/Invoices", {"Invoices": [body]})["Invoices"]
    assert (made["InvoiceNumber"], made["DateString"]) == ("INV-0001", "2026-11-20T00:00:00")
