"""One call, many elements: each is done, refused or unknown for its own reason (R1)."""

import datetime as dt
import json
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splynx_xero_gui.domain.accounting import PaymentTarget
from splynx_xero_gui.domain.failures import ServiceDown
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind
from splynx_xero_gui.domain.payloads import (
    AllocationPayload,
    ContactPayload,
    CreditPayload,
    DeallocationPayload,
    DeletionPayload,
    DocumentPayload,
    FilePayload,
    LinePayload,
    NotePayload,
    PaymentPayload,
    Ref,
    VoidPayload,
)
from splynx_xero_gui.ports.accounting import Done, NotSent, Refused, Unknown
from splynx_xero_gui.xero.batches import batches
from splynx_xero_gui.xero.client import Uncertain
from splynx_xero_gui.xero.errors import day_limit, service_down
from splynx_xero_gui.xero.wire import Answer
from splynx_xero_gui.xero.writes import Writer
from tests.support.xero_kit import action, guid

DAY = dt.date(2026, 11, 1)
ZERO = "00000000-0000-0000-0000-000000000000"


@dataclass
class CannedClient:
    """Gives prepared answers in turn and keeps what was sent."""

    answers: list[Any]
    calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = field(default_factory=list)

    def write(self, operation: str, *path: Any, **parameters: Any) -> Answer:
        self.calls.append((operation, path, parameters))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class CannedReader:
    bank: dict[str, Any] | None = None

    def bank_transaction_of(self, kind: ObjectKind, id: str) -> dict[str, Any] | None:
        return self.bank


def answer(body: object, status: int = 200) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, {"Xero-Correlation-Id": "c"}, content)


def writer(*answers: Any, bank: dict[str, Any] | None = None) -> tuple[Writer, CannedClient]:
    client = CannedClient(list(answers))
    return Writer(client, CannedReader(bank)), client


def invoice_action(n: int, **more: object):
    payload = DocumentPayload(
        ObjectKind.INVOICE,
        f"INV-{n}",
        Ref(guid(900 + n)),
        DAY,
        DAY,
        f"ref {n}",
        "ZAR",
        "AUTHORISED",
        (LinePayload("x", Decimal(1), Decimal(n), "200", "OUTPUT"),),
        Decimal(n),
        Decimal(0),
    )
    kind = ActionKind.UPDATE_INVOICE if more.get("id") else ActionKind.CREATE_INVOICE
    return action(f"a{n}", kind, replace(payload, **more))


def invoice_element(n: int, **more: object) -> dict[str, object]:
    return {
        "Type": "ACCREC",
        "InvoiceID": guid(n),
        "InvoiceNumber": f"INV-{n}",
        "Contact": {"ContactID": guid(900 + n)},
        "Reference": f"ref {n}",
        "DateString": "2026-11-01T00:00:00",
        "Status": "AUTHORISED",
        "Total": n,
        "TotalTax": 0,
        "AmountDue": n,
        "StatusAttributeString": "OK",
        **more,
    }


def refused_element(n: int, message: str, **more: object) -> dict[str, object]:
    return invoice_element(
        n,
        InvoiceID=ZERO,
        StatusAttributeString="ERROR",
        HasErrors=True,
        ValidationErrors=[{"Message": message}],
        **more,
    )


def test_answers_in_another_order_still_reach_their_own_write():
    write, client = writer(answer({"Invoices": [invoice_element(3), invoice_element(1), invoice_element(2)]}))
    outcome = write.write([invoice_action(n) for n in (1, 2, 3)], "key")
    assert [(o.action_id, o.xero_id, o.body.number) for o in outcome.outcomes] == [
        ("a1", guid(1), "INV-1"),
        ("a2", guid(2), "INV-2"),
        ("a3", guid(3), "INV-3"),
    ]
    operation, _, parameters = client.calls[0]
    assert operation == "create_invoices"
    assert parameters == {"summarize_errors": "false", "unitdp": 4, "idempotency_key": "key"}


def test_one_refused_element_does_not_touch_the_others():
    write, _ = writer(answer({"Invoices": [invoice_element(1), refused_element(2, "Invoice # must be unique.")]}))
    first, second = write.write([invoice_action(1), invoice_action(2)], "k").outcomes
    assert isinstance(first, Done)
    assert second == Refused("a2", ("Invoice # must be unique.",), "number in use")


def test_what_the_users_role_forbids_was_not_sent_and_stops_the_run():
    """X11: no question about the document; it goes on by itself once the role fits."""
    refusal = refused_element(2, "You do not have permission to approve this document")
    write, _ = writer(answer({"Invoices": [invoice_element(1), refusal]}))
    told = write.write([invoice_action(1), invoice_action(2)], "k")
    assert isinstance(told.outcomes[0], Done)
    assert told.outcomes[1] == NotSent("a2")
    assert getattr(told.stop, "id", "") == "X11"


def test_a_refused_element_without_its_number_is_told_by_what_else_it_says():
    elements = [refused_element(n, f"no {n}") for n in (1, 2)]
    for element in elements:
        del element["InvoiceNumber"]
    write, _ = writer(answer({"Invoices": elements}))
    outcomes = write.write([invoice_action(1), invoice_action(2)], "k").outcomes
    assert [o.messages for o in outcomes] == [("no 1",), ("no 2",)]


def test_a_refused_element_that_says_nothing_of_itself_is_never_told_by_its_place():
    bare = {"StatusAttributeString": "ERROR", "ValidationErrors": [{"Message": "no"}]}
    write, _ = writer(answer({"Invoices": [bare, bare]}))
    outcomes = write.write([invoice_action(1), invoice_action(2)], "k").outcomes
    assert all(isinstance(o, Unknown) for o in outcomes)


def test_a_refused_element_at_another_writes_place_is_not_taken_for_it():
    elements = [refused_element(2, "no"), refused_element(1, "no")]
    for element in elements:
        del element["InvoiceNumber"]
    write, _ = writer(answer({"Invoices": elements}))
    outcomes = write.write([invoice_action(1), invoice_action(2)], "k").outcomes
    assert all(isinstance(o, Unknown) for o in outcomes)


@given(st.data())
def test_whatever_comes_back_no_write_gets_the_answer_of_another(data):
    numbers = data.draw(st.lists(st.integers(1, 60), min_size=1, max_size=8, unique=True))
    fate = {n: data.draw(st.sampled_from(["ok", "refused", "bare refusal", "no id", "missing"])) for n in numbers}
    elements = []
    for n in data.draw(st.permutations(numbers)):
        if fate[n] == "ok":
            elements.append(invoice_element(n))
        elif fate[n] == "no id":
            elements.append(invoice_element(n, InvoiceID=ZERO))
        elif fate[n] != "missing":
            elements.append(refused_element(n, f"no {n}"))
            if fate[n] == "bare refusal":
                del elements[-1]["InvoiceNumber"]
    write, _ = writer(answer({"Invoices": elements}))
    outcomes = write.write([invoice_action(n) for n in numbers], "k").outcomes
    for n, outcome in zip(numbers, outcomes, strict=True):
        assert outcome.action_id == f"a{n}"
        match outcome:
            case Done():
                assert fate[n] == "ok"
                assert (outcome.xero_id, outcome.body.number, outcome.body.total) == (guid(n), f"INV-{n}", n)
            case Refused():
                assert fate[n] in ("refused", "bare refusal")
                assert outcome.messages == (f"no {n}",)
            case _:
                assert fate[n] != "ok"
                assert fate[n] != "refused"


@pytest.mark.parametrize("id", [ZERO, "", None])
def test_an_element_without_an_id_is_unknown_and_not_done(id):
    write, _ = writer(answer({"Invoices": [invoice_element(1, InvoiceID=id)]}))
    assert isinstance(write.write([invoice_action(1)], "k").outcomes[0], Unknown)


def test_a_missing_element_is_unknown():
    write, _ = writer(answer({"Invoices": [invoice_element(1)]}))
    first, second = write.write([invoice_action(1), invoice_action(2)], "k").outcomes
    assert isinstance(first, Done)
    assert isinstance(second, Unknown)


def test_two_elements_for_one_number_are_unknown():
    write, _ = writer(answer({"Invoices": [invoice_element(1), invoice_element(1, InvoiceID=guid(77))]}))
    assert isinstance(write.write([invoice_action(1)], "k").outcomes[0], Unknown)


def test_warnings_are_kept_and_are_no_refusal():
    element = invoice_element(1, StatusAttributeString="WARNING", Warnings=[{"Message": "Account removed"}])
    write, _ = writer(answer({"Invoices": [element]}))
    (done,) = write.write([invoice_action(1)], "k").outcomes
    assert (type(done), done.warnings) == (Done, ("Account removed",))


def test_an_element_whose_amount_cannot_be_read_is_unknown():
    write, _ = writer(answer({"Invoices": [invoice_element(1, Total="lots")]}))
    assert isinstance(write.write([invoice_action(1)], "k").outcomes[0], Unknown)


def test_updates_are_told_by_id_and_not_of_valid_status_means_paid():
    element = refused_element(5, "Invoice not of valid status for modification")
    element |= {"InvoiceID": guid(1)}
    del element["InvoiceNumber"]
    write, client = writer(answer({"Invoices": [element]}))
    (refused,) = write.write([invoice_action(1, id=guid(1))], "k").outcomes
    assert client.calls[0][0] == "update_or_create_invoices"
    assert refused.cause == "already paid or credited"


def test_the_same_words_on_a_create_mean_a_voided_number():
    write, _ = writer(answer({"Invoices": [refused_element(1, "Invoice not of valid status for modification")]}))
    (refused,) = write.write([invoice_action(1)], "k").outcomes
    assert refused.cause == "number belongs to a voided document"


def test_a_lost_answer_leaves_every_element_unknown_and_stops_the_run():
    down = service_down("500")
    write, _ = writer(Uncertain(down, "500 Internal Server Error"))
    given = write.write([invoice_action(1), invoice_action(2)], "k")
    assert [type(o) for o in given.outcomes] == [Unknown, Unknown]
    assert given.stop is down


def test_a_call_that_was_never_made_leaves_nothing_sent():
    limit = day_limit(None)
    write, _ = writer(limit)
    given = write.write([invoice_action(1)], "k")
    assert (given.outcomes, given.stop) == ((NotSent("a1"),), limit)


@pytest.mark.parametrize("body", [b"<html>", b'{"Invoices": [', b"[]"])
def test_an_answer_that_is_not_xeros_language_is_unknown_and_stops(body):
    write, _ = writer(answer(body))
    given = write.write([invoice_action(1)], "k")
    assert isinstance(given.outcomes[0], Unknown)
    assert isinstance(given.stop, ServiceDown)


def test_a_reused_key_leaves_everything_unknown():
    said = {"Message": "The Idempotency Key abc is used with a different request"}
    write, _ = writer(answer(said, 400))
    assert isinstance(write.write([invoice_action(1)], "k").outcomes[0], Unknown)


def test_a_refused_call_that_hides_saved_elements_leaves_those_unknown():
    bad = refused_element(2, "Account code '999' is not a valid code for this document.")
    said = {"ErrorNumber": 10, "Type": "ValidationException", "Message": "A validation exception", "Elements": [bad]}
    write, _ = writer(answer(said, 400))
    first, second = write.write([invoice_action(1), invoice_action(2)], "k").outcomes
    assert isinstance(first, Unknown)
    assert second.cause == "account archived, unknown or not open to payments"


def test_a_call_that_could_not_be_parsed_wrote_nothing():
    said = {"ErrorNumber": 14, "Type": "PostDataInvalidException", "Message": "not a valid AllXsd value."}
    write, _ = writer(answer(said, 400))
    outcomes = write.write([invoice_action(1), invoice_action(2)], "k").outcomes
    assert [o.messages for o in outcomes] == [("not a valid AllXsd value.",)] * 2


def test_what_cannot_be_put_into_words_is_refused_and_the_rest_is_sent():
    write, client = writer(answer({"Invoices": [invoice_element(2)]}))
    first, second = write.write([invoice_action(1, contact=Ref(made_by="x")), invoice_action(2)], "k").outcomes
    assert (type(first), type(second)) == (Refused, Done)
    assert len(client.calls[0][1][0]["Invoices"]) == 1


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
