"""Payments, batches, over- and prepayments, allocations."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from splynx_xero_gui.sandbox.xero import DocKind, Status, XeroSandbox
from tests.adapters.sandbox_xero.client import ZERO_ID, ApiClient, errors_of, money


def test_a_payment_lowers_what_is_due_and_the_last_one_makes_it_paid(api: ApiClient) -> None:
    invoice = api.invoice(api.contact())
    first = api.pay(invoice, "15.00", Reference="R1 SPX-P1.1")
    assert (first["PaymentType"], first["Status"], first["Invoice"]["InvoiceID"]) == (
        "ACCRECPAYMENT",
        "AUTHORISED",
        invoice["InvoiceID"],
    )
    [half] = api.get(f"/Invoices/{invoice['InvoiceID']}")["Invoices"]
    assert (half["Status"], money(half["AmountDue"]), money(half["AmountPaid"])) == (
        "AUTHORISED",
        money("100"),
        money("15"),
    )
    api.pay(invoice, "100.00")
    [paid] = api.get(f"/Invoices/{invoice['InvoiceID']}")["Invoices"]
    assert (paid["Status"], money(paid["AmountDue"])) == ("PAID", money("0"))
    assert paid["FullyPaidOnDate"] == "/Date(1794268800000+0000)/"
    assert [money(p["Amount"]) for p in paid["Payments"]] == [money("15"), money("100")]


def test_a_payment_posted_twice_is_two_payments_until_the_invoice_is_full(api: ApiClient) -> None:
    invoice = api.invoice(api.contact())
    api.pay(invoice, "60")
    again = api.pay(invoice, "60")
    assert errors_of(again) == ["Payment amount exceeds the amount outstanding on this document"]
    assert (again["PaymentID"], again["HasValidationErrors"]) == (ZERO_ID, True)
    api.pay(invoice, "55")
    assert errors_of(api.pay(invoice, "0.01")) == ["Payments can only be made against Authorised documents"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"Account": {"Code": "200"}}, "Account type is invalid for making a payment to/from"),
        ({"Account": {"Code": "999"}}, "Account could not be found"),
        ({"Amount": 0}, "Amount must be greater than zero"),
        ({"Amount": Decimal("1.005")}, "Amount must not have more than 2 decimal places"),
        ({"Invoice": {"InvoiceID": ZERO_ID}}, "The document with the supplied id was not found for this endpoint."),
        (
            {"CreditNote": {"CreditNoteID": ZERO_ID}},
            "A payment must name exactly one Invoice, CreditNote, Prepayment or Overpayment",
        ),
    ],
)
def test_refusals_of_a_payment(api: ApiClient, fields: dict[str, Any], message: str) -> None:
    invoice = api.invoice(api.contact())
    body = {
        "Invoice": {"InvoiceID": invoice["InvoiceID"]},
        "Account": {"Code": "091"},
        "Date": "2026-11-10",
        "Amount": 10,
    } | fields
    [element] = api.put("/Payments", {"Payments": [body]}, summarizeErrors="false")["Payments"]
    assert errors_of(element) == [message]


def test_drafts_take_no_payment(api: ApiClient) -> None:
    draft = api.invoice(api.contact(), Status="DRAFT")
    assert errors_of(api.pay(draft, "1")) == ["Payments can only be made against Authorised documents"]


def test_accounts_with_payments_enabled_and_a_bank_without_a_code_take_payments(api: ApiClient) -> None:
    invoice = api.invoice(api.contact())
    savings = next(a for a in api.org.accounts if a.code is None)
    assert api.pay(invoice, "1", Account={"Code": "655"})["Account"]["Code"] == "655"
    paid = api.pay(invoice, "1", Account={"AccountID": savings.account_id})
    assert paid["Account"] == {"AccountID": savings.account_id, "Name": "Savings Account"}


def test_a_deleted_payment_reopens_the_invoice_and_is_seen_through_modified_since(
    api: ApiClient, sandbox: XeroSandbox
) -> None:
    invoice = api.invoice(api.contact())
    paid = api.pay(invoice, "115")
    sandbox.clock.advance(hours=1)
    mark = sandbox.clock.now().strftime("%Y-%m-%dT%H:%M:%S")
    api = ApiClient(sandbox)
    [gone] = api.post(f"/Payments/{paid['PaymentID']}", {"Status": "DELETED"})["Payments"]
    assert gone["Status"] == "DELETED"
    [open_again] = api.get(f"/Invoices/{invoice['InvoiceID']}")["Invoices"]
    assert (open_again["Status"], money(open_again["AmountDue"]), open_again["Payments"]) == (
        "AUTHORISED",
        money("115"),
        [],
    )
    changed = api.call("GET", "/Payments", headers={"If-Modified-Since": mark}, page=1).json()["Payments"]
    assert [(p["PaymentID"], p["Status"]) for p in changed] == [(paid["PaymentID"], "DELETED")]
    again = api.call("POST", f"/Payments/{paid['PaymentID']}", {"Status": "DELETED"})
    assert again.status_code == 400
    assert again.json()["Elements"][0]["ValidationErrors"] == [{"Message": "This payment has already been deleted"}]
    api.session.close()


def test_a_reconciled_payment_cannot_be_deleted(api: ApiClient, sandbox: XeroSandbox) -> None:
    paid = api.pay(api.invoice(api.contact()), "115", IsReconciled=True)
    answer = api.call("POST", f"/Payments/{paid['PaymentID']}", {"Status": "DELETED"})
    assert answer.json()["Elements"][0]["ValidationErrors"] == [
        {"Message": "This payment has been reconciled and cannot be deleted"}
    ]
    desk = sandbox.desk()
    desk.reconcile(desk.payments()[0], reconciled=False)
    assert api.post(f"/Payments/{paid['PaymentID']}", {"Status": "DELETED"})["Payments"][0]["Status"] == "DELETED"


def test_a_closed_period_refuses_payments_and_their_deletion(api: ApiClient, sandbox: XeroSandbox) -> None:
    invoice = api.invoice(api.contact())
    paid = api.pay(invoice, "10")
    sandbox.desk().lock_dates(period=date(2026, 11, 10))
    assert errors_of(api.pay(invoice, "10")) == ["Organisation accounts are locked on the specified payment date"]
    assert api.call("POST", f"/Payments/{paid['PaymentID']}", {"Status": "DELETED"}).status_code == 400
    assert api.pay(invoice, "10", Date="2026-11-11")["StatusAttributeString"] == "OK"


def test_payments_made_together_answer_each_for_themselves(api: ApiClient) -> None:
    contact = api.contact()
    bodies = [
        {
            "Invoice": {"InvoiceID": api.invoice(contact)["InvoiceID"]},
            "Account": {"Code": "091"},
            "Date": "2026-11-10",
            "Amount": amount,
        }
        for amount in (115, 116, 1)
    ]
    made = api.put("/Payments", {"Payments": bodies}, summarizeErrors="false")["Payments"]
    assert [m["StatusAttributeString"] for m in made] == ["OK", "ERROR", "OK"]
    failed = api.call("PUT", "/Payments", {"Payments": bodies})
    assert failed.status_code == 400
    assert len(failed.json()["Elements"]) == 2  # the third was saved


def test_a_single_post_pays_and_knows_no_summarize_errors(api: ApiClient) -> None:
    invoice = api.invoice(api.contact())
    body = {
        "Invoice": {"InvoiceID": invoice["InvoiceID"]},
        "Account": {"Code": "091"},
        "Amount": 115,
        "Date": "2026-11-10",
    }
    assert api.post("/Payments", body)["Payments"][0]["Status"] == "AUTHORISED"
    assert api.call("POST", "/Payments", body).status_code == 400
    assert api.call("POST", "/Payments", body, summarizeErrors="false").status_code == 501


def test_a_batch_pays_several_invoices_and_its_parts_cannot_be_deleted_singly(
    api: ApiClient, sandbox: XeroSandbox
) -> None:
    contact = api.contact()
    invoices = [api.invoice(contact) for _ in range(2)]
    [batch] = api.put(
        "/BatchPayments",
        {
            "BatchPayments": [
                {
                    "Account": {"Code": "090"},
                    "Date": "2026-11-10",
                    "Reference": "Deposit",
                    "Payments": [{"Invoice": {"InvoiceID": i["InvoiceID"]}, "Amount": 115} for i in invoices],
                }
            ]
        },
    )["BatchPayments"]
    assert (money(batch["TotalAmount"]), batch["Status"]) == (money("230"), "AUTHORISED")
    single = api.get("/Payments", page=1)["Payments"][0]
    assert single["BatchPaymentID"] == batch["BatchPaymentID"]
    assert "IsReconciled" not in single
    answer = api.call("POST", f"/Payments/{single['PaymentID']}", {"Status": "DELETED"})
    assert answer.json()["Elements"][0]["ValidationErrors"] == [
        {"Message": "This payment is part of a batch payment and cannot be deleted by itself"}
    ]
    [gone] = api.post("/BatchPayments", {"BatchPaymentID": batch["BatchPaymentID"], "Status": "DELETED"})[
        "BatchPayments"
    ]
    assert gone["Status"] == "DELETED"
    assert {p["Status"] for p in api.get("/Payments", page=1)["Payments"]} == {"DELETED"}
    assert sandbox.desk().receivables() == Decimal("230.00")


def test_a_batch_is_all_or_nothing(api: ApiClient) -> None:
    invoice = api.invoice(api.contact())
    answer = api.call(
        "PUT",
        "/BatchPayments",
        {
            "BatchPayments": [
                {
                    "Account": {"Code": "090"},
                    "Date": "2026-11-10",
                    "Payments": [{"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Amount": 60}] * 2,
                }
            ]
        },
    )
    assert answer.status_code == 400
    assert api.get("/Payments")["Payments"] == []


def test_an_overpayment_is_received_and_used_up_by_allocations(api: ApiClient) -> None:
    contact = api.contact()
    received = api.overpayment(contact, "150.00", Reference="R9 SPX-P9.1")
    assert (received["Type"], received["StatusAttributeString"]) == ("RECEIVE-OVERPAYMENT", "OK")
    over = received["OverpaymentID"]
    [read] = api.get(f"/Overpayments/{over}")["Overpayments"]
    assert (read["Status"], money(read["RemainingCredit"]), read["Reference"]) == (
        "AUTHORISED",
        money("150"),
        "R9 SPX-P9.1",
    )
    invoices = [api.invoice(contact) for _ in range(2)]
    [made] = api.put(
        f"/Overpayments/{over}/Allocations",
        {"Allocations": [{"Amount": 115, "Date": "2026-11-11", "Invoice": {"InvoiceID": invoices[0]["InvoiceID"]}}]},
    )["Allocations"]
    assert made["Overpayment"]["OverpaymentID"] == over
    api.put(
        f"/Overpayments/{over}/Allocations",
        {"Allocations": [{"Amount": 35, "Date": "2026-11-11", "Invoice": {"InvoiceID": invoices[1]["InvoiceID"]}}]},
    )
    [used] = api.get(f"/Overpayments/{over}")["Overpayments"]
    assert (used["Status"], money(used["RemainingCredit"]), len(used["Allocations"])) == ("PAID", money("0"), 2)
    [paid] = api.get(f"/Invoices/{invoices[0]['InvoiceID']}")["Invoices"]
    assert (paid["Status"], money(paid["AmountCredited"])) == ("PAID", money("115"))
    assert money(paid["Overpayments"][0]["AppliedAmount"]) == money("115")
    refund = {"Overpayment": {"OverpaymentID": over}, "Account": {"Code": "091"}, "Amount": 1, "Date": "2026-11-11"}
    [refused] = api.put("/Payments", {"Payments": [refund]}, summarizeErrors="false")["Payments"]
    assert errors_of(refused) == ["Payments can only be made against Authorised documents"]


def test_overpayments_stand_on_the_debtors_account_without_tax_and_arrive_in_a_bank(api: ApiClient) -> None:
    contact = api.contact()
    lines = [{"Description": "x", "Quantity": 1, "UnitAmount": 10, "AccountCode": "200"}]
    assert errors_of(api.overpayment(contact, 10, LineItems=lines)) == [
        "Account code '200' is not a valid code for this document."
    ]
    assert errors_of(api.overpayment(contact, 10, BankAccount={"Code": "655"})) == [
        "The bank account is not of type BANK"
    ]
    without_code = [{"Description": "x", "Quantity": 1, "UnitAmount": 10}]
    assert api.overpayment(contact, 10, LineItems=without_code)["LineItems"][0]["AccountCode"] == "610"


def test_a_prepayment_takes_an_account_and_its_tax(api: ApiClient) -> None:
    [made] = api.put(
        "/BankTransactions",
        {
            "BankTransactions": [
                {
                    "Type": "RECEIVE-PREPAYMENT",
                    "Contact": {"ContactID": api.contact()["ContactID"]},
                    "BankAccount": {"Code": "090"},
                    "Date": "2026-11-10",
                    "LineAmountTypes": "Inclusive",
                    "LineItems": [{"Description": "Deposit", "Quantity": 1, "UnitAmount": 115, "AccountCode": "200"}],
                }
            ]
        },
    )["BankTransactions"]
    [read] = api.get("/Prepayments", page=1)["Prepayments"]
    assert read["PrepaymentID"] == made["PrepaymentID"]
    assert (money(read["TotalTax"]), money(read["RemainingCredit"])) == (money("15"), money("115"))


def test_plain_money_received_makes_no_credit_and_its_reference_cannot_be_filtered(api: ApiClient) -> None:
    contact = api.contact()
    [made] = api.put(
        "/BankTransactions",
        {
            "BankTransactions": [
                {
                    "Type": "RECEIVE",
                    "Contact": {"ContactID": contact["ContactID"]},
                    "BankAccount": {"Code": "090"},
                    "Date": "2026-11-10",
                    "Reference": "REF",
                    "IsReconciled": True,
                    "LineItems": [{"Description": "Interest", "Quantity": 1, "UnitAmount": 5, "AccountCode": "270"}],
                }
            ]
        },
    )["BankTransactions"]
    assert "OverpaymentID" not in made
    assert made["IsReconciled"] is True
    assert api.get("/BankTransactions", where='Reference=="REF"', page=1)["BankTransactions"] == []
    assert len(api.get("/BankTransactions", where='Type=="RECEIVE"', page=1)["BankTransactions"]) == 1


def test_an_unused_overpayment_can_be_deleted_and_is_voided(api: ApiClient) -> None:
    contact = api.contact()
    made = api.overpayment(contact, 50)
    invoice = api.invoice(contact)
    put = api.put(
        f"/Overpayments/{made['OverpaymentID']}/Allocations",
        {"Allocations": [{"Amount": 20, "Date": "2026-11-11", "Invoice": {"InvoiceID": invoice["InvoiceID"]}}]},
    )
    body = {
        "BankTransactions": [
            {
                "BankTransactionID": made["BankTransactionID"],
                "Status": "DELETED",
                "Type": made["Type"],
                "BankAccount": {"Code": "091"},
                "LineItems": [],
            }
        ]
    }
    [refused] = api.post("/BankTransactions", body, summarizeErrors="false")["BankTransactions"]
    assert errors_of(refused) == ["This transaction cannot be deleted as its credit has been allocated or refunded"]
    allocation = put["Allocations"][0]["AllocationID"]
    gone = api.call("DELETE", f"/Overpayments/{made['OverpaymentID']}/Allocations/{allocation}").json()
    assert (gone["AllocationID"], gone["IsDeleted"]) == (allocation, True)
    [deleted] = api.post("/BankTransactions", body)["BankTransactions"]
    assert deleted["Status"] == "DELETED"
    assert api.get("/Overpayments")["Overpayments"][0]["Status"] == "VOIDED"


def allocate(api: ApiClient, note: dict[str, Any], invoice: dict[str, Any], **fields: Any) -> dict[str, Any]:
    body = {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Date": "2026-11-12", **fields}
    return api.put(
        f"/CreditNotes/{note['CreditNoteID']}/Allocations", {"Allocations": [body]}, summarizeErrors="false"
    )["Allocations"][0]


def test_an_allocation_sent_twice_is_applied_twice(api: ApiClient) -> None:
    contact = api.contact()
    note, invoice = api.credit_note(contact), api.invoice(contact)
    allocate(api, note, invoice, Amount=40)
    allocate(api, note, invoice, Amount=40)
    [read] = api.get(f"/Invoices/{invoice['InvoiceID']}")["Invoices"]
    assert (money(read["AmountCredited"]), money(read["AmountDue"])) == (money("80"), money("35"))
    assert [money(c["AppliedAmount"]) for c in read["CreditNotes"]] == [money("40")] * 2
    [credit] = api.get(f"/CreditNotes/{note['CreditNoteID']}")["CreditNotes"]
    assert [a["Invoice"]["InvoiceNumber"] for a in credit["Allocations"]] == [invoice["InvoiceNumber"]] * 2


def test_refusals_of_an_allocation(api: ApiClient, sandbox: XeroSandbox) -> None:
    contact = api.contact()
    note, invoice = api.credit_note(contact), api.invoice(contact)
    foreign = api.invoice(api.contact("Ben"))
    assert errors_of(allocate(api, note, invoice, Amount=116)) == [
        "Credit Note cannot be allocated as amount is greater than amount outstanding"
    ]
    assert errors_of(allocate(api, note, foreign, Amount=1)) == [
        "The credit and the invoice belong to different contacts"
    ]
    api.pay(invoice, 115)
    assert errors_of(allocate(api, note, invoice, Amount=1)) == [
        "The invoice you are trying to allocate to has already been paid off"
    ]
    sandbox.desk().lock_dates(period=date(2026, 11, 12))
    another = api.invoice(contact, Date="2026-11-13")
    assert errors_of(allocate(api, note, another, Amount=1)) == [
        "The document date cannot be before the period lock date, currently set at 12-Nov-2026"
    ]


def test_an_allocation_with_applied_amount_counts_as_nothing(api: ApiClient) -> None:
    contact = api.contact()
    note, invoice = api.credit_note(contact), api.invoice(contact)
    answer = api.call(
        "PUT",
        f"/CreditNotes/{note['CreditNoteID']}/Allocations",
        {"Allocations": [{"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Date": "2026-11-12", "AppliedAmount": 10}]},
    )
    assert answer.status_code == 400
    assert answer.json()["Elements"][0]["ValidationErrors"] == [{"Message": "Amount must be greater than zero"}]


def test_a_credit_note_is_refunded_by_a_payment(api: ApiClient) -> None:
    note = api.credit_note(api.contact())
    [paid] = api.put(
        "/Payments",
        {
            "Payments": [
                {
                    "CreditNote": {"CreditNoteID": note["CreditNoteID"]},
                    "Account": {"Code": "091"},
                    "Date": "2026-11-12",
                    "Amount": 115,
                }
            ]
        },
    )["Payments"]
    assert (paid["PaymentType"], paid["Invoice"]["Type"]) == ("ARCREDITPAYMENT", "ACCRECCREDIT")
    assert api.get(f"/CreditNotes/{note['CreditNoteID']}")["CreditNotes"][0]["Status"] == "PAID"


def test_a_person_in_xero_does_the_same_under_the_same_rules(api: ApiClient, sandbox: XeroSandbox) -> None:
    desk = sandbox.desk()
    ann = desk.add_contact("Ann")
    fibre = {"Description": "Fibre", "Quantity": 1, "UnitAmount": Decimal(100), "AccountCode": "200"}
    invoice = desk.add_invoice(ann, [fibre], date(2026, 11, 1))
    note = desk.add_credit_note(ann, [fibre], date(2026, 11, 2))
    allocation = desk.allocate(note, invoice, "15.00", date(2026, 11, 3))
    payment = desk.record_payment(invoice, "100.00", "090", date(2026, 11, 4), "EFT")
    assert invoice.status is Status.PAID
    sandbox.clock.advance(60)
    desk.delete_payment(payment)
    desk.deallocate(allocation)
    prepaid = desk.receive_prepayment(ann, "20.00", "090", date(2026, 11, 5), "620")
    over = desk.receive_overpayment(ann, "30.00", "090", date(2026, 11, 5))
    desk.batch_deposit([(invoice, "5.00")], "090", date(2026, 11, 6))
    assert (invoice.status, invoice.open_amount, prepaid.total, over.total) == (
        Status.AUTHORISED,
        Decimal("110.00"),
        Decimal("20.00"),
        Decimal("30.00"),
    )
    assert desk.receivables() == Decimal("-55.00")
    assert [d.created_by_app for d in desk.documents(DocKind.INVOICE)] == [False]
    [read] = api.get("/Invoices")["Invoices"]
    assert read["UpdatedDateUTCString"] == "2026-11-20T12:01:00Z"
