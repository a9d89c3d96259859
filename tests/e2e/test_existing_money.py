"""Payments, credit notes and refunds that both sides hold: what a person said of them is not asked again (R20)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.matching import HowSure, Match
from splynx_xero_gui.engine.match_sheet import Change
from splynx_xero_gui.sandbox.splynx import Customer, Invoice, Line
from splynx_xero_gui.sandbox.xero.model import Document
from splynx_xero_gui.storage.links import LinkPart
from splynx_xero_gui.storage.matches import MatchPart
from tests.support.inprocess import BANK, VAT, Office, office
from tests.support.twofold_world import LINK, NEW, TwofoldOffice, twofold_office

DAY, NEXT = dt.date(2026, 11, 2), dt.date(2026, 11, 4)
SALES = {"Quantity": 1, "AccountCode": "200", "TaxType": "OUTPUT3"}


class Both:
    """Anna on both sides, with one invoice that has the same number and total."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.match = TwofoldOffice(office, {})
        self.anna: Customer = office.customer("Anna Botha", email="anna@x.example")
        self.invoice: Invoice = office.bill(self.anna, "100", on=DAY)
        self.contact = office.desk.add_contact("Anna Botha", EmailAddress="anna@x.example")
        self.there: Document = self.held("100", InvoiceNumber=self.invoice.number)

    def held(self, price: str, **fields: str) -> Document:
        line = {"Description": "x", "UnitAmount": Decimal(price), **SALES}
        return self.office.desk.add_invoice(self.contact, [line], DAY, **fields)

    def rows(self, kind: ObjectKind) -> list[Match]:
        return [row for row in self.match.matcher.rows() if row.kind is kind and row.splynx_id]

    def say(self, kind: ObjectKind, answer: object) -> None:
        changes = [Change(row.kind, row.splynx_id, answer) for row in self.rows(kind)]  # type: ignore[arg-type]
        assert not self.match.matcher.answer(changes).refused


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    with office(tmp_path / "one") as made:
        yield Both(made)


def test_a_payment_said_to_have_no_match_is_sent_without_asking_again(both: Both) -> None:
    both.office.books.take_payment(both.anna.id, 40, method=BANK, invoices=[both.invoice.id], day=NEXT)
    both.office.desk.record_payment(both.there, "40", "090", DAY)
    both.match.find(apply=True)
    (row,) = both.rows(ObjectKind.PAYMENT)
    assert (row.how_sure, row.is_open) == (HowSure.LIKELY, True)
    both.say(ObjectKind.PAYMENT, NEW)
    both.match.matcher.accept()
    assert both.office.sync() == {"create-payment": 1}
    assert not both.office.conflicts()


def test_what_appeared_since_is_asked_about(both: Both) -> None:
    both.office.books.take_payment(both.anna.id, 40, method=BANK, invoices=[both.invoice.id], day=NEXT)
    both.office.desk.record_payment(both.there, "40", "090", DAY)
    both.match.find(apply=True)
    both.say(ObjectKind.PAYMENT, NEW)
    both.match.matcher.accept()
    later = both.office.desk.record_payment(both.there, "40", "090", NEXT)
    assert both.office.sync() == {}
    question = both.office.question(ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED)
    assert question.xero_id == later.payment_id
    both.match.find()
    (row,) = both.rows(ObjectKind.PAYMENT)
    assert row.is_open, "the answer was not about what came since"


def test_a_credit_note_on_both_sides_is_linked_and_not_made_again(both: Both) -> None:
    note = both.office.books.create_credit_note(both.anna.id, [Line("Too much", Decimal(20), tax_id=VAT)], created=NEXT)
    line = {"Description": "Too much", "UnitAmount": Decimal(20), **SALES}
    both.office.desk.add_credit_note(both.contact, [line], NEXT, CreditNoteNumber=note.number)
    both.match.find(apply=True)
    (row,) = both.rows(ObjectKind.CREDIT_NOTE)
    assert (row.linked, row.how_sure) == (True, HowSure.CERTAIN)
    assert both.office.sync() == {}
    both.office.equal()


def test_a_refund_on_both_sides_is_linked_and_not_paid_twice(both: Both) -> None:
    note = both.office.books.create_credit_note(both.anna.id, [Line("Too much", Decimal(20), tax_id=VAT)], created=NEXT)
    both.office.books.refund(both.anna.id, 23, method=BANK, credit_note_id=note.id, day=NEXT)
    line = {"Description": "Too much", "UnitAmount": Decimal(20), **SALES}
    there = both.office.desk.add_credit_note(both.contact, [line], NEXT, CreditNoteNumber=note.number)
    both.office.desk.record_payment(there, "23", "090", NEXT)
    both.match.find(apply=True)
    (row,) = both.rows(ObjectKind.PAYMENT)
    assert (row.splynx_amount, row.xero_amount) == (Decimal("-23.00"), Decimal("-23.00"))
    assert row.is_open
    both.say(ObjectKind.PAYMENT, LINK)
    both.match.matcher.accept()
    assert both.office.sync() == {}
    assert not both.office.conflicts()
    both.office.equal()


def test_a_refund_said_to_be_another_one_is_paid_without_asking_again(both: Both) -> None:
    note = both.office.books.create_credit_note(both.anna.id, [Line("Too much", Decimal(40), tax_id=VAT)], created=NEXT)
    both.office.books.refund(both.anna.id, 23, method=BANK, credit_note_id=note.id, day=NEXT)
    line = {"Description": "Too much", "UnitAmount": Decimal(40), **SALES}
    there = both.office.desk.add_credit_note(both.contact, [line], NEXT, CreditNoteNumber=note.number)
    both.office.desk.record_payment(there, "23", "090", NEXT)
    both.match.find(apply=True)
    both.say(ObjectKind.PAYMENT, NEW)
    both.match.matcher.accept()
    assert both.office.sync() == {"create-refund": 1}
    assert not both.office.conflicts()


def test_one_answer_reads_only_what_it_is_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Among 20,000 rows an answer takes milliseconds: neither all rows nor all links are read."""
    with twofold_office(tmp_path / "one") as books:
        books.find()
        row = next(row for row in books.matcher.rows() if row.is_open and row.kind is ObjectKind.CUSTOMER)
        all_rows, all_links = MatchPart.matches, LinkPart.links

        def rows(part: MatchPart, customers: object = None, **how: object) -> object:
            assert customers is not None, "all rows were read"
            return all_rows(part, customers, **how)  # type: ignore[arg-type]

        def links(part: LinkPart, **how: object) -> object:
            assert how, "all links were read"
            return all_links(part, **how)  # type: ignore[arg-type]

        monkeypatch.setattr(MatchPart, "matches", rows)
        monkeypatch.setattr(LinkPart, "links", links)
        assert books.matcher.answer([Change(row.kind, row.splynx_id, NEW)]).count == 1
        monkeypatch.undo()
        (now,) = [found for found in books.matcher.rows() if found.key == row.key]
        assert now.answer is NEW
