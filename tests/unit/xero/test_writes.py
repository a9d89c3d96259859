"""One call, many elements: each is done, refused or unknown for its own reason (R1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splynx_xero_gui.domain.failures import ServiceDown
from splynx_xero_gui.domain.payloads import (
    Ref,
)
from splynx_xero_gui.ports.accounting import Done, NotSent, Refused, Unknown
from splynx_xero_gui.xero.client import Uncertain
from splynx_xero_gui.xero.errors import day_limit, service_down
from tests.support.xero_canned import ZERO, answer, invoice_action, invoice_element, refused_element, writer
from tests.support.xero_kit import guid


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
