"""Payments, credits, allocations and voids: what is sent, and what its answer means (R1)."""

from dataclasses import replace
from decimal import Decimal

from splynx_xero_gui.domain.accounting import PaymentTarget
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind
from splynx_xero_gui.domain.payloads import (
    AllocationPayload,
    ContactPayload,
    CreditPayload,
    DeallocationPayload,
    DeletionPayload,
    FilePayload,
    LinePayload,
    NotePayload,
    PaymentPayload,
    Ref,
    VoidPayload,
)
from splynx_xero_gui.ports.accounting import Done, Refused, Unknown
from splynx_xero_gui.xero.batches import batches
from tests.support.xero_canned import DAY, answer, invoice_action, invoice_element, refused_element, writer
from tests.support.xero_kit import action, guid


def payment_action(n: int, **more: object):
    payload = PaymentPayload(
        PaymentTarget.INVOICE, Ref(guid(1)), "090", DAY, Decimal("5.00"), f"R SPX-P{n}.1", f"SPX-P{n}.1"
    )
    return action(f"p{n}", ActionKind.CREATE_PAYMENT, replace(payload, **more))


def payment_element(n: int, **more: object) -> dict[str, object]:
    return {
        "PaymentID": guid(100 + n),
        "PaymentType": "ACCRECPAYMENT",
        "Status": "AUTHORISED",
        "DateString": "2026-11-01T00:00:00",
        "Amount": 5,
        "Reference": f"R SPX-P{n}.1",
        "Invoice": {"InvoiceID": guid(1)},
        "Account": {"AccountID": guid(9), "Code": "090"},
        "StatusAttributeString": "OK",
        **more,
    }


def test_equal_payments_are_told_apart_by_their_tokens_as_whole_words():
    write, _ = writer(answer({"Payments": [payment_element(12), payment_element(1), payment_element(123)]}))
    outcomes = write.write([payment_action(n) for n in (1, 12, 123)], "k").outcomes
    assert [o.xero_id for o in outcomes] == [guid(101), guid(112), guid(223)]


def test_a_payment_echoed_without_reference_is_told_by_invoice_and_amount_if_only_one_fits():
    write, _ = writer(answer({"Payments": [payment_element(1, Reference="")]}))
    assert write.write([payment_action(1)], "k").outcomes[0].xero_id == guid(101)
    write, _ = writer(answer({"Payments": [payment_element(1, Reference=""), payment_element(2, Reference=None)]}))
    outcomes = write.write([payment_action(1), payment_action(2)], "k").outcomes
    assert [type(o) for o in outcomes] == [Unknown, Unknown]


def test_a_token_on_another_invoice_is_not_ours():
    write, _ = writer(answer({"Payments": [payment_element(1, Invoice={"InvoiceID": guid(55)})]}))
    assert isinstance(write.write([payment_action(1)], "k").outcomes[0], Unknown)


def credit_action(n: int):
    payload = CreditPayload(
        ObjectKind.OVERPAYMENT, Ref(guid(2)), "090", DAY, Decimal("5"), f"SPX-P{n}.2", f"SPX-P{n}.2", "ZAR"
    )
    return action(f"c{n}", ActionKind.CREATE_OVERPAYMENT, payload)


def bank_element(n: int, **more: object) -> dict[str, object]:
    return {
        "BankTransactionID": guid(200 + n),
        "OverpaymentID": guid(300 + n),
        "Type": "RECEIVE-OVERPAYMENT",
        "Status": "AUTHORISED",
        "DateString": "2026-11-01T00:00:00",
        "Total": 5,
        "Reference": f"SPX-P{n}.2",
        "Contact": {"ContactID": guid(2)},
        "BankAccount": {"AccountID": guid(9), "Code": "090"},
        "LineItems": [{"LineItemID": guid(7), "Description": "d", "Quantity": 1, "UnitAmount": 5}],
        "StatusAttributeString": "OK",
        **more,
    }


def test_an_overpayment_is_known_by_its_own_id_and_not_by_the_bank_transactions():
    write, client = writer(answer({"BankTransactions": [bank_element(1)]}))
    (done,) = write.write([credit_action(1)], "k").outcomes
    assert client.calls[0][0] == "create_bank_transactions"
    assert (done.xero_id, done.body.id, done.body.bank_transaction_id) == (guid(301), guid(301), guid(201))


def test_an_overpayment_without_an_id_of_its_own_is_unknown():
    write, _ = writer(answer({"BankTransactions": [bank_element(1, OverpaymentID=None)]}))
    assert isinstance(write.write([credit_action(1)], "k").outcomes[0], Unknown)


def test_an_overpayment_is_deleted_through_its_bank_transaction():
    write, client = writer(answer({"BankTransactions": [bank_element(1, Status="DELETED")]}), bank=bank_element(1))
    payload = DeletionPayload(ObjectKind.OVERPAYMENT, guid(301))
    (done,) = write.write([action("d", ActionKind.DELETE_OVERPAYMENT, payload)], "k").outcomes
    assert (type(done), done.xero_id, done.body) == (Done, guid(301), None)
    sent = client.calls[0][1][0]["BankTransactions"][0]
    assert (sent["BankTransactionID"], sent["Status"]) == (guid(201), "DELETED")


def test_an_overpayment_that_is_gone_cannot_be_deleted():
    write, client = writer(bank=None)
    payload = DeletionPayload(ObjectKind.OVERPAYMENT, guid(301))
    (refused,) = write.write([action("d", ActionKind.DELETE_OVERPAYMENT, payload)], "k").outcomes
    assert isinstance(refused, Refused)
    assert client.calls == []


def allocation_action(n: int, invoice: int, amount: str = "5", source: int = 5):
    payload = AllocationPayload(ObjectKind.CREDIT_NOTE, Ref(guid(source)), Ref(guid(invoice)), Decimal(amount), DAY)
    return action(f"l{n}", ActionKind.ALLOCATE_CREDIT_NOTE, payload)


def test_allocations_of_one_source_share_a_call_and_are_told_by_invoice_and_amount():
    rows = [
        {"AllocationID": guid(62), "Amount": 7, "Invoice": {"InvoiceID": guid(2)}},
        {"Amount": 5, "Invoice": {"InvoiceID": guid(1)}},
    ]
    write, client = writer(answer({"Allocations": rows}))
    first, second = write.write([allocation_action(1, 1), allocation_action(2, 2, "7")], "k").outcomes
    assert (first.xero_id, first.part_id, first.body) == (guid(5), "", None)
    assert (second.xero_id, second.part_id) == (guid(5), guid(62))
    assert client.calls[0][1][0] == guid(5)


def test_a_refused_allocation_names_its_cause():
    said = {
        "Type": "ValidationException",
        "Message": "A validation exception occurred",
        "Elements": [
            {
                "Amount": 5,
                "Invoice": {"InvoiceID": guid(1)},
                "ValidationErrors": [
                    {"Message": "Credit Note cannot be allocated as amount is greater than amount outstanding"}
                ],
            }
        ],
    }
    write, _ = writer(answer(said, 400))
    (refused,) = write.write([allocation_action(1, 1)], "k").outcomes
    assert refused.cause == "more than is owed"


def test_an_allocation_is_taken_off_by_its_id():
    write, client = writer(answer(b"", 204))
    payload = DeallocationPayload(ObjectKind.OVERPAYMENT, guid(5), guid(62))
    (done,) = write.write([action("u", ActionKind.DEALLOCATE_OVERPAYMENT, payload)], "k").outcomes
    assert (done.xero_id, done.part_id) == (guid(5), guid(62))
    assert client.calls[0] == ("delete_overpayment_allocations", (guid(5), guid(62)), {})


def test_a_deleted_payment_must_be_answered_as_deleted():
    payload = DeletionPayload(ObjectKind.PAYMENT, guid(101))
    gone = action("x", ActionKind.DELETE_PAYMENT, payload)
    write, client = writer(answer({"Payments": [payment_element(1, Status="DELETED")]}))
    assert isinstance(write.write([gone], "k").outcomes[0], Done)
    assert client.calls[0][1] == (guid(101), {"Status": "DELETED"})
    write, _ = writer(answer({"Payments": [payment_element(1)]}))
    assert isinstance(write.write([gone], "k").outcomes[0], Unknown)


def test_an_object_that_is_gone_is_refused_in_plain_words():
    payload = DeletionPayload(ObjectKind.PAYMENT, guid(101))
    write, _ = writer(answer(b"<html>The resource cannot be found</html>", 404))
    (refused,) = write.write([action("x", ActionKind.DELETE_PAYMENT, payload)], "k").outcomes
    assert refused.messages == ("Xero does not know this object (404).",)


def void_action(n: int, number: str = ""):
    return action(f"v{n}", ActionKind.VOID_INVOICE, VoidPayload(ObjectKind.INVOICE, guid(n), "VOIDED", number))


def test_a_document_is_renamed_before_it_is_voided():
    write, client = writer(
        answer({"Invoices": [invoice_element(1, InvoiceNumber="INV-1-UNDONE-7")]}),
        answer({"Invoices": [invoice_element(1, Status="VOIDED"), invoice_element(2, Status="VOIDED")]}),
    )
    outcomes = write.write([void_action(1, "INV-1-UNDONE-7"), void_action(2)], "k").outcomes
    assert [type(o) for o in outcomes] == [Done, Done]
    first, second = (call[1][0]["Invoices"] for call in client.calls)
    assert first == [{"InvoiceID": guid(1), "Type": "ACCREC", "InvoiceNumber": "INV-1-UNDONE-7"}]
    assert [body["Status"] for body in second] == ["VOIDED", "VOIDED"]
    assert client.calls[0][2]["idempotency_key"] != client.calls[1][2]["idempotency_key"]


def test_a_document_that_could_not_be_renamed_is_not_voided():
    refused = refused_element(1, "This document cannot be edited as it has a payment or credit note allocated to it.")
    write, client = writer(answer({"Invoices": [refused | {"InvoiceID": guid(1)}]}))
    (outcome,) = write.write([void_action(1, "INV-1-UNDONE-7")], "k").outcomes
    assert outcome.cause == "already paid or credited"
    assert len(client.calls) == 1


def test_a_void_that_is_answered_as_living_is_unknown():
    write, _ = writer(answer({"Invoices": [invoice_element(1)]}))
    assert isinstance(write.write([void_action(1)], "k").outcomes[0], Unknown)


def test_contacts_are_told_by_their_number_or_id():
    created = action("k1", ActionKind.CREATE_CONTACT, ContactPayload(name="Ada", number="SPX-1"))
    element = {"ContactID": guid(2), "ContactNumber": "SPX-1", "Name": "Ada", "ContactStatus": "ACTIVE"}
    write, client = writer(answer({"Contacts": [element]}))
    assert write.write([created], "k").outcomes[0].body.number == "SPX-1"
    assert client.calls[0][0] == "create_contacts"
    archived = action("k2", ActionKind.ARCHIVE_CONTACT, ContactPayload(name="", number="", id=guid(2)))
    write, client = writer(answer({"Contacts": [element | {"ContactStatus": "ARCHIVED"}]}))
    assert write.write([archived], "k").outcomes[0].xero_id == guid(2)
    assert client.calls[0][1] == ({"Contacts": [{"ContactID": guid(2), "ContactStatus": "ARCHIVED"}]},)


def test_a_note_and_a_file_take_one_call_each():
    write, client = writer(answer({"HistoryRecords": [{"Details": "n"}]}), answer({"Attachments": [{}]}))
    note = action("n", ActionKind.ADD_NOTE, NotePayload(ObjectKind.INVOICE, Ref(guid(1)), "n"))
    file = action("f", ActionKind.ATTACH_FILE, FilePayload(ObjectKind.INVOICE, Ref(guid(1)), "1", 'a/b:"c".pdf'))
    assert write.write([note], "k").outcomes == (Done("n", guid(1)),)
    assert write.upload(file, b"%PDF").outcomes == (Done("f", guid(1)),)
    assert [call[0] for call in client.calls] == ["create_invoice_history", "create_invoice_attachment_by_file_name"]
    assert client.calls[1][1] == (guid(1), "a-b--c-.pdf", b"%PDF")


def test_a_file_that_xero_would_not_take_is_not_sent():
    write, client = writer()
    file = action("f", ActionKind.ATTACH_FILE, FilePayload(ObjectKind.INVOICE, Ref(guid(1)), "1", "a.pdf"))
    assert isinstance(write.upload(file, b"").outcomes[0], Refused)
    assert client.calls == []


def test_fifty_elements_share_a_call():
    groups = batches([invoice_action(n) for n in range(120)])
    assert [len(group) for group in groups] == [50, 50, 20]
    assert [a.id for group in groups for a in group] == [f"a{n}" for n in range(120)]


def test_documents_of_many_lines_share_fewer():
    many = tuple(LinePayload("d" * 200, Decimal(1), Decimal(1), "200", "X") for _ in range(200))
    assert len(batches([invoice_action(n, lines=many) for n in range(20)])) > 1


def test_allocations_are_grouped_by_their_source_and_never_twice_on_one_invoice():
    given = [allocation_action(1, 1, source=5), allocation_action(2, 1, source=6), allocation_action(3, 2, source=5)]
    given.append(allocation_action(4, 1, source=5))
    assert [[a.id for a in group] for group in batches(given)] == [["l1", "l3"], ["l2"], ["l4"]]


def test_deletions_and_notes_take_a_call_each():
    given = [action(f"d{n}", ActionKind.DELETE_PAYMENT, DeletionPayload(ObjectKind.PAYMENT, guid(n))) for n in range(3)]
    assert [len(group) for group in batches(given)] == [1, 1, 1]
