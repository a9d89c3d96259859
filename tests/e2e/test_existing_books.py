"""Books that both sides hold already are matched, nothing linked is made again, and both sides agree afterwards."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.kinds import Birthplace, ObjectKind
from splynx_xero_gui.domain.matching import HowSure
from splynx_xero_gui.engine.match_sheet import Change
from splynx_xero_gui.sandbox.splynx import Line
from splynx_xero_gui.sandbox.xero.model import Document
from splynx_xero_gui.storage.ledger import open_ledger
from splynx_xero_gui.storage.paths import Paths
from tests.support.inprocess import VAT, Office, office
from tests.support.truth import assert_nothing_is_twice
from tests.support.twofold_world import LEAVE, LINK, NEW, TODAY, TwofoldOffice, twofold_office

DAY = dt.date(2026, 11, 2)
SALES = {"Quantity": 1, "AccountCode": "200", "TaxType": "OUTPUT3"}


@pytest.fixture
def books(tmp_path: Path) -> Iterator[TwofoldOffice]:
    with twofold_office(tmp_path / "one") as made:
        yield made


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Office]:
    """Empty on both sides, synced from September on."""
    with office(tmp_path / "one") as made:
        yield made


def held_in_xero(small: Office, price: str = "100", number: str = "INV-1", **fields: str) -> Document:
    """Anna Botha with an invoice, entered by hand."""
    contact = small.desk.add_contact("Anna Botha", **fields)
    line = {"Description": "x", "UnitAmount": Decimal(price), **SALES}
    return small.desk.add_invoice(contact, [line], DAY, InvoiceNumber=number)


def test_finding_writes_nothing_on_either_side_and_says_what_it_cost(books: TwofoldOffice) -> None:
    before = (len(books.office.desk.payments()), len(books.office.books.payments))
    report = books.find()
    assert report.calls["xero"] <= 8
    assert {row.how_sure for row in report.rows} == set(HowSure)
    assert all(books.is_true(row) for row in report.rows if row.how_sure is HowSure.CERTAIN)
    assert (len(books.office.desk.payments()), len(books.office.books.payments)) == before


def test_after_matching_only_what_is_new_is_made_and_both_sides_agree(books: TwofoldOffice) -> None:
    books.find(apply=True)
    books.answer_truly(ObjectKind.CUSTOMER)
    books.answer_truly(ObjectKind.INVOICE)
    books.answer_truly(ObjectKind.PAYMENT)
    books.matcher.accept()
    matched = {kind: len(pairs) for kind, pairs in books.truth.items()}
    linked = Counter(row.kind for row in books.matcher.rows() if row.linked)
    assert {kind: linked[kind] for kind in matched} == matched
    here = books.office.books
    new = {
        "create-contact": len(here.customers) - matched[ObjectKind.CUSTOMER],
        "create-invoice": len(here.invoices) - matched[ObjectKind.INVOICE],
        "create-payment": len(here.payments) - matched[ObjectKind.PAYMENT],
    }
    written = books.office.sync()
    assert written["create-invoice"] == new["create-invoice"]
    assert written["create-payment"] == new["create-payment"]
    # Customers without documents need no contact.
    assert 0 < written["create-contact"] <= new["create-contact"]
    assert set(written) == set(new)
    books.office.settled()
    found = books.matcher.cut_over(TODAY)
    assert found.agrees
    assert found.schedule_may_run


def test_matched_payments_are_born_on_both_sides(books: TwofoldOffice) -> None:
    """R7, P4: whatever the flow is changed to, neither is ever written to the other side."""
    books.find(apply=True)
    file = Paths.of_this_computer().ledger_file(books.office.name)
    with open_ledger(file, books.office.clock) as ledger:
        links = ledger.links(kinds=[ObjectKind.PAYMENT])
    assert links
    assert {link.birthplace for link in links} == {Birthplace.BOTH}


def test_likely_matches_without_an_answer_wait_and_are_not_made(small: Office) -> None:
    customer = small.customer("Anna Botha")
    small.bill(customer, "100", on=DAY)
    held_in_xero(small)
    report = TwofoldOffice(small, {}).find(apply=True)
    (row,) = [row for row in report.rows if row.kind is ObjectKind.CUSTOMER]
    assert row.is_open
    assert small.sync() == {}
    question = small.question(ConflictKind.CONTACT_AMBIGUOUS)
    assert "Anna Botha" in question.why
    small.session.resolve(question.id, "new")
    assert small.sync() == {"create-contact": 1, "create-invoice": 1}


def test_a_likely_contact_can_be_linked_by_the_decision(small: Office) -> None:
    customer = small.customer("Anna Botha")
    small.bill(customer, "100", on=DAY)
    invoice = held_in_xero(small)
    matcher = TwofoldOffice(small, {})
    matcher.find()
    small.sync()
    small.answer(ConflictKind.CONTACT_AMBIGUOUS, "link", invoice.contact.contact_id)
    small.run()
    assert "create-contact" not in {action.kind.value for action in small.plan().actions}


def test_a_likely_invoice_without_an_answer_is_not_made_a_second_time(small: Office) -> None:
    customer = small.customer("Anna Botha", email="anna@x.example")
    small.bill(customer, "100", on=DAY)
    held_in_xero(small, EmailAddress="anna@x.example", number="INV-77")
    made = TwofoldOffice(small, {})
    made.find(apply=True)
    assert small.sync() == {}
    assert [wait.reason for wait in small.plan().waiting] == ["match-open"]
    (row,) = [row for row in made.matcher.rows() if row.kind is ObjectKind.INVOICE]
    made.matcher.answer([Change(row.kind, row.splynx_id, LINK)])
    made.matcher.accept()
    assert small.sync() == {}
    small.equal()


def test_what_differs_after_linking_is_a_question(small: Office) -> None:
    customer = small.customer("Anna Botha", email="anna@x.example")
    invoice = small.bill(customer, "100", on=DAY)
    held_in_xero(small, price="120", number=invoice.number, EmailAddress="anna@x.example")
    made = TwofoldOffice(small, {})
    made.find(apply=True)
    (row,) = [row for row in made.matcher.rows() if row.kind is ObjectKind.INVOICE]
    assert row.how_sure is HowSure.LIKELY
    made.matcher.answer([Change(row.kind, row.splynx_id, LINK)])
    made.matcher.accept()
    assert small.sync() == {}
    small.answer(ConflictKind.INVOICE_DIFFERS, "use-splynx")
    assert small.sync() == {"update-invoice": 1}
    small.equal()


def test_leaving_both_alone_sends_nothing_ever(small: Office) -> None:
    customer = small.customer("Anna Botha")
    small.bill(customer, "100", on=DAY)
    held_in_xero(small)
    made = TwofoldOffice(small, {})
    made.find()
    made.matcher.answer([Change(ObjectKind.CUSTOMER, str(customer.id), LEAVE)])
    assert made.matcher.accept().left == {ObjectKind.CUSTOMER: 1}
    assert small.sync() == {}
    assert not small.conflicts()


def test_several_customers_share_a_contact_by_a_persons_choice(small: Office) -> None:
    """R6."""
    one, two = (small.customer("Anna Botha", email="anna@x.example") for _ in range(2))
    small.bill(one, "100", on=DAY)
    small.bill(two, "200", on=DAY)
    invoice = held_in_xero(small, EmailAddress="anna@x.example", number="OLD-1")
    made = TwofoldOffice(small, {})
    made.find()
    contact = invoice.contact.contact_id
    answered = made.matcher.answer([Change(ObjectKind.CUSTOMER, str(c.id), LINK, contact) for c in (one, two)])
    assert not answered.refused
    made.matcher.answer([Change(ObjectKind.INVOICE, row.splynx_id, NEW) for row in made.matcher.rows() if row.is_open])
    assert made.matcher.accept().linked[ObjectKind.CUSTOMER] == 2
    written = small.sync()
    assert "create-contact" not in written
    assert written["create-invoice"] == 2


def test_an_answer_is_taken_back_before_a_sync_used_it(small: Office) -> None:
    customer = small.customer("Anna Botha")
    small.bill(customer, "100", on=DAY)
    held_in_xero(small)
    made = TwofoldOffice(small, {})
    made.find()
    change = Change(ObjectKind.CUSTOMER, str(customer.id), LINK)
    made.matcher.answer([change])
    made.matcher.accept()
    made.matcher.answer([Change(ObjectKind.CUSTOMER, str(customer.id), NEW)])
    made.matcher.accept()
    assert small.sync() == {"create-contact": 1, "create-invoice": 1}


def test_the_schedule_stays_off_until_both_agree_or_somebody_signs(small: Office) -> None:
    customer = small.customer("Anna Botha", email="anna@x.example")
    small.bill(customer, "100", on=dt.date(2026, 8, 3))  # before the first day: never sent
    held_in_xero(small, price="70", number="OLD-9", EmailAddress="anna@x.example")
    made = TwofoldOffice(small, {})
    made.find(apply=True)
    found = made.matcher.cut_over(TODAY)
    assert (found.difference, found.unnamed) == (Decimal("34.50"), Decimal("0.00"))
    assert [(d.amount, d.why) for row in found.rows for d in row.differences] == [
        (Decimal("115.00"), "is open in Splynx and not linked to one in Xero"),
        (Decimal("-80.50"), "is open in Xero and not linked to Splynx"),
    ]
    refused = small.run(trigger="schedule")
    assert (refused.reason, refused.failure_id) == ("configuration", "C4")
    with pytest.raises(Misconfigured, match="signed for by name"):
        made.matcher.sign("  ", TODAY)
    signed = made.matcher.sign("Thandi M.", TODAY)
    assert signed.signed is not None
    assert (signed.signed.by, signed.schedule_may_run) == ("Thandi M.", True)
    assert small.run(trigger="schedule").reason is None
    # Another difference was not signed for.
    small.books.create_invoice(customer.id, [Line("x", Decimal(50), tax_id=VAT)], created=dt.date(2026, 8, 4))
    made.find()
    assert not made.matcher.cut_over(TODAY).schedule_may_run


def test_aged_receivables_are_by_days_past_due(small: Office) -> None:
    customer = small.customer("Anna Botha", email="anna@x.example")
    small.bill(customer, "100", on=dt.date(2026, 9, 1), due=dt.date(2026, 9, 15))
    held_in_xero(small, number="OLD-9", EmailAddress="anna@x.example")
    made = TwofoldOffice(small, {})
    made.find(apply=True)
    (row,) = made.matcher.cut_over(TODAY).rows
    assert (row.splynx.days90, row.splynx.total) == (Decimal("115.00"), Decimal("115.00"))
    assert (row.xero.days30, row.xero.total) == (Decimal("115.00"), Decimal("115.00"))
    assert made.matcher.cut_over(dt.date(2026, 9, 16)).rows[0].splynx.days30 == Decimal("115.00")
    assert made.matcher.cut_over(dt.date(2026, 8, 31)).rows[0].splynx.total == Decimal("0.00")


def test_a_second_match_after_a_sync_finds_nothing_to_ask(books: TwofoldOffice) -> None:
    books.find(apply=True)
    for kind in (ObjectKind.CUSTOMER, ObjectKind.INVOICE, ObjectKind.PAYMENT):
        books.answer_truly(kind)
    books.matcher.accept()
    books.office.sync()
    report = books.find()
    assert not [row for row in report.rows if row.is_open]
    assert books.office.sync() == {}
    assert_nothing_is_twice(books.office.world)
