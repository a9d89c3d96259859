"""Credit that Splynx gave without a document, over its life: in Xero it is a credit note on a person's word (R16)."""

from decimal import Decimal

import pytest

from splynx_xero_gui.engine.control import Silent
from splynx_xero_gui.sandbox.splynx import Invoice, Line
from tests.support.inprocess import Office

D = Decimal


@pytest.fixture
def credited(make_office) -> tuple[Office, Invoice, int]:
    """An invoice over 115.00 that a correction over 40.00 pays, in Xero a credit note; the correction's id."""
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna)
    office.sync()
    correction = office.books.correct_balance(anna.id, 40)
    office.books.allocate_correction(correction.id, invoice.id)
    office.sync()
    office.answer("credit-without-document", "credit-note")
    assert office.sync() == {"create-credit-note": 1, "allocate-credit-note": 1}
    office.later(hours=1)
    return office, invoice, correction.id


def void(office: Office, number: str) -> None:
    """A person takes it off its invoice and voids it in Xero."""
    note = office.desk.credit_note(number)
    for allocation in list(note.allocations):
        office.desk.deallocate(allocation)
    office.desk.void(note)
    office.later(hours=1)


def test_its_credit_note_voided_in_xero_is_sent_again_under_the_next_number(credited) -> None:
    """R28, R14: also a second time."""
    office, invoice, correction = credited
    for generation in ("", "-2"):
        void(office, f"SPX-T{correction}{generation}")
        assert office.sync() == {}
        assert office.due(invoice) == D("115.00")
        question = office.answer("removed-in-xero", "send-again")
        assert question.question == f"Credit note SPX-T{correction}{generation}, 40.00, was voided in Xero."
        assert office.sync() == {"create-credit-note": 1, "allocate-credit-note": 1}
        assert office.due(invoice) == D("75.00")
    assert office.desk.credit_note(f"SPX-T{correction}-3").total == D("40.00")
    assert "without a document" in office.differs_by("40.00")


def pays_no_more(office: Office) -> None:
    """In Splynx the correction no longer pays the invoice."""
    (relation,) = office.books.relations
    office.books.unallocate(relation.id)


@pytest.mark.parametrize("choice", ["leave", "ignore"])
def test_its_credit_note_voided_in_xero_may_stay_so(credited, choice: str) -> None:
    """R28: both sides then say the same again; the credit is named beside the comparison (R10)."""
    office, invoice, correction = credited
    void(office, f"SPX-T{correction}")
    office.sync()
    office.answer("removed-in-xero", choice)
    assert office.sync() == {}
    assert office.due(invoice) == D("115.00")
    tie_out = office.equal()
    if choice == "leave":
        assert [line.amount for line in tie_out.information if "without a document" in line.why] == [D("-40.00")]


def test_it_is_asked_about_although_it_pays_nothing_in_splynx_any_more(credited) -> None:
    office, _, correction = credited
    pays_no_more(office)
    void(office, f"SPX-T{correction}")
    assert office.sync() == {}
    office.answer("removed-in-xero", "send-again")
    assert office.sync() == {"create-credit-note": 1}
    assert "without a document" in office.differs_by("40.00")


def test_an_allocation_of_it_taken_off_in_xero_is_asked_about(credited) -> None:
    """R27: as every other allocation of ours."""
    office, invoice, correction = credited
    office.desk.deallocate(office.desk.credit_note(f"SPX-T{correction}").allocations[0])
    assert office.sync() == {}
    office.answer("allocation-differs", "use-splynx")
    assert office.sync() == {"allocate-credit-note": 1}
    assert office.due(invoice) == D("75.00")
    assert "without a document" in office.differs_by("40.00")


def test_what_it_no_longer_pays_in_splynx_it_no_longer_pays_in_xero(credited) -> None:
    office, invoice, _ = credited
    pays_no_more(office)
    assert office.sync() == {"deallocate-credit-note": 1}
    assert office.due(invoice) == D("115.00")
    assert "without a document" in office.differs_by("40.00")


def test_what_both_sides_took_off_is_agreed(credited) -> None:
    """R27: nothing is left to take off, and nothing to ask."""
    office, invoice, correction = credited
    (allocation,) = office.desk.credit_note(f"SPX-T{correction}").allocations
    office.desk.deallocate(allocation)
    pays_no_more(office)
    assert office.sync() == {}
    assert not office.conflicts()
    assert office.due(invoice) == D("115.00")


@pytest.mark.parametrize("still", ["0", "30"])
def test_an_allocation_of_a_credit_note_lost_in_xero_and_lowered_in_splynx(make_office, still: str) -> None:
    """R27, R28: what is off in Xero is not taken off again; what Splynx still says is asked about."""
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna)
    note = office.books.create_credit_note(anna.id, [Line("Credit", D(60))])
    relation = office.books.allocate_credit_note(note.id, invoice.id, D(60))
    office.sync()
    office.later(hours=1)
    (allocation,) = office.desk.credit_note(note.number).allocations
    office.desk.deallocate(allocation)
    office.books.unallocate(relation.id)
    if still != "0":
        office.books.allocate_credit_note(note.id, invoice.id, D(still))
    assert office.sync() == {}
    if still != "0":
        office.answer("allocation-differs", "use-splynx")
        assert office.sync() == {"allocate-credit-note": 1}
    assert office.due(invoice) == D(115) - D(still)
    office.equal()


def test_undone_it_is_not_sent_again_by_itself(credited) -> None:
    """R15: the answer that made it stands, but an undo takes back the word."""
    office, invoice, _ = credited
    run = office.session.runs()[0].id
    office.session.undo(run, None, Silent(), office.cancel)
    assert office.due(invoice) == D("115.00")
    assert office.sync() == {}
    office.answer("undone", "send-again")
    assert office.sync() == {"create-credit-note": 1, "allocate-credit-note": 1}
    assert office.due(invoice) == D("75.00")
