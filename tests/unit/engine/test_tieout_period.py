"""A period: opening + moved = closing for receivables, and what moved in it for tax and each account (R36, R38)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.domain.records import Link, Role
from splynx_xero_gui.domain.reference import Organisation
from splynx_xero_gui.domain.results import Explained, TieOut
from splynx_xero_gui.engine.policy import resolve
from splynx_xero_gui.engine.tieout import compare_books
from splynx_xero_gui.wizard.certificate import (
    Certificate,
    Judgement,
    Section,
    When,
    certificate_of,
    is_certifiable,
)
from splynx_xero_gui.wizard.services import Status
from tests.support.fakes import Office, money
from tests.support.planner import BILLING
from tests.support.samples import billed_payment, contact, contact_link, customer, document, invoice, invoice_link, run
from tests.support.samples import payment as receipt
from tests.unit.engine.test_tieout import CARD, XERO_LINES, hold, row

OCTOBER, NOVEMBER = dt.date(2026, 10, 15), dt.date(2026, 11, 15)
FIRST, LAST = dt.date(2026, 11, 1), dt.date(2026, 11, 30)
ORGANISATION = Organisation("o", "Example ISP Ltd", "ZAR")
Compare = Callable[..., TieOut]


@pytest.fixture
def compare(office: Office) -> Compare:
    def run(day: dt.date = LAST, since: dt.date | None = FIRST) -> TieOut:
        accounting = office.accounting.reference()
        methods = {**office.profile.mappings.payment_methods, "Card": CARD}
        profile = replace(office.profile, mappings=replace(office.profile.mappings, payment_methods=methods))
        policy = resolve(profile, BILLING, accounting)
        return compare_books(office.store, policy, BILLING, accounting, SyncPlan(""), day, office.clock.now(), since)

    return run


def bill(office: Office, id: str, day: dt.date, there: dt.date | None = None) -> None:
    """An invoice over 115.00 on both sides, in Xero perhaps on another day."""
    hold(
        office,
        invoice(id, date=day, number=f"no-{id}"),
        document(f"d-{id}", date=there or day, number=f"no-{id}", lines=XERO_LINES),
        invoice_link(id, f"d-{id}"),
    )


def pay(office: Office, id: str, day: dt.date) -> None:
    """A receipt of 115.00 on both sides."""
    link = Link(ObjectKind.PAYMENT, id, Role.PAYMENT, ObjectKind.PAYMENT, f"p-{id}", "1", part=1, invoice_id="1")
    hold(office, billed_payment(id, date=day), receipt(f"p-{id}", date=day, account_id="a090"), link)


@pytest.fixture
def books(office: Office) -> Office:
    """October: two invoices, one paid. November: one more, and the other paid."""
    hold(office, customer(), contact(), contact_link())
    bill(office, "1", OCTOBER)
    bill(office, "2", OCTOBER)
    pay(office, "1", OCTOBER)
    bill(office, "3", NOVEMBER)
    pay(office, "2", NOVEMBER)
    return office


def certificate(tie_out: TieOut) -> Certificate:
    return certificate_of(tie_out, Status("Main", organisation=ORGANISATION, company="Example"), None, "0.1.0")


def test_opening_and_moved_give_closing_and_tax_and_accounts_are_what_moved(books: Office, compare: Compare) -> None:
    result = compare()
    assert result.equal
    (owed,) = certificate(result).of(Section.RECEIVABLES)
    for side in (owed.splynx, owed.xero):
        assert (side.opening, side.moved, side.closing) == (money("115.00"), money("0.00"), money("115.00"))
    (tax,) = certificate(result).of(Section.TAX)
    (bank,) = certificate(result).of(Section.ACCOUNT)
    for side in (tax.splynx, tax.xero):
        assert (side.opening, side.moved, side.closing) == (None, money("15.00"), None)
    assert (bank.splynx.moved, bank.xero.moved) == (money("115.00"), money("115.00"))


def test_without_a_period_everything_moved_since_the_first_document(books: Office, compare: Compare) -> None:
    result = compare(since=None)
    assert row(result, "receivables").opening is None
    (owed,) = certificate(result).of(Section.RECEIVABLES)
    assert (owed.splynx.opening, owed.splynx.moved, owed.splynx.closing) == (0, money("115.00"), money("115.00"))
    assert row(result, "tax:OUTPUT15").splynx == money("45.00")


def test_one_month_closes_where_the_next_one_opens(books: Office, compare: Compare) -> None:
    october = certificate(compare(dt.date(2026, 10, 31), dt.date(2026, 10, 1)))
    november = certificate(compare())
    closed, opened = october.of(Section.RECEIVABLES)[0], november.of(Section.RECEIVABLES)[0]
    assert (closed.splynx.closing, closed.xero.closing) == (opened.splynx.opening, opened.xero.opening)


def test_a_redated_document_is_a_named_difference_of_the_opening_alone(books: Office, compare: Compare) -> None:
    """R36: a timing difference between its two dates."""
    bill(books, "4", OCTOBER, there=FIRST)
    result = compare()
    owed = row(result, "receivables")
    assert owed.opening is not None
    assert (owed.difference, owed.opening.difference, owed.opening.unexplained) == (0, money("115.00"), 0)
    assert (result.equal, result.balanced) == (False, True)
    assert (owed.largest, owed.loose, len(owed.parts)) == (money("115.00"), 0, 1)
    made = certificate(result)
    assert (made.judgement, made.largest) == (Judgement.NAMED, money("115.00"))
    moved = [(p.section, p.when, p.subject, p.amount) for p in made.differences]
    assert (Section.RECEIVABLES, When.OPENING, "invoice no-4", money("115.00")) in moved
    assert (Section.TAX, When.MOVED, "invoice no-4", money("-15.00")) in moved
    assert all("is dated 2026-11-01 in Xero and 2026-10-15 in Splynx" in part.why for part in made.differences)


def test_what_nobody_can_name_at_the_opening_makes_it_not_equal(books: Office, compare: Compare) -> None:
    """It is made up for by another one at the end of the period, and is told of all the same."""
    hold(books, document("d-1", date=OCTOBER, number="no-1", total=money("100.00")))
    hold(books, document("d-3", date=NOVEMBER, number="no-3", total=money("130.00")))
    result = compare()
    owed = row(result, "receivables")
    assert owed.opening is not None
    assert (owed.unexplained, owed.opening.unexplained) == (0, money("15.00"))
    made = certificate(result)
    assert made.judgement is Judgement.NOT_EQUAL
    assert [(p.when, p.amount) for p in made.differences if not p.why and p.section is Section.RECEIVABLES] == [
        (When.OPENING, money("15.00"))
    ]


def test_a_document_that_got_another_number_in_xero_is_named(books: Office, compare: Compare) -> None:
    """R14: renumbered documents are named on the certificate."""
    hold(books, document("d-3", date=NOVEMBER, number="no-3-2", lines=XERO_LINES))
    beside = [part for part in certificate(compare()).beside if part.subject == "invoice no-3"]
    assert beside == [Explained("invoice no-3", money("0.00"), "is no-3-2 in Xero: its own number was taken there")]


def test_a_comparison_that_misses_a_stream_gets_no_certificate(books: Office, compare: Compare) -> None:
    partly = replace(compare(), incomplete=("xero:payment",))
    assert not is_certifiable(partly)
    assert not is_certifiable(None)
    with pytest.raises(ValueError, match="no proof"):
        certificate(partly)


def test_the_last_sync_is_named_and_a_past_day_says_that_it_looks_back(books: Office, compare: Compare) -> None:
    books.store.save_run(run("r7"))
    result = compare()
    made = certificate(result)
    assert (made.run_id, made.since, made.as_of) == ("r7", FIRST, LAST)
    assert result.at is not None
    assert made.looks_back is (result.at.date() > LAST)
    assert certificate(compare(day=dt.date(2020, 1, 31), since=dt.date(2020, 1, 1))).looks_back


@pytest.mark.parametrize("seed", range(5))
def test_on_random_days_the_sums_add_up_on_both_sides(office: Office, compare: Compare, seed: int) -> None:
    """Opening + moved = closing, and the parts of the whole are the whole, whatever the days are."""
    random = Random(seed)
    hold(office, customer(), contact(), contact_link())
    days = [dt.date(2026, 9, 1) + dt.timedelta(days=random.randrange(90)) for _ in range(24)]
    for place, day in enumerate(days, 1):
        if place % 3:
            bill(office, str(place), day, there=random.choice([day, day + dt.timedelta(days=random.randrange(40))]))
        else:
            pay(office, str(place), day)
    since, until = sorted(random.sample(sorted({*days, FIRST, LAST}), 2))
    whole, period, before = compare(until, None), compare(until, since), compare(since - dt.timedelta(days=1), None)
    assert period.balanced, period
    now, then, moved = row(whole, "receivables"), row(before, "receivables"), row(period, "receivables")
    assert moved.opening is not None
    for side in ("splynx", "xero"):
        assert getattr(moved.opening, side) == getattr(then, side)
        assert getattr(moved, side) == getattr(now, side)
        for measure in ("tax:OUTPUT15", "bank:090:Cash"):
            parts = [
                sum((getattr(r, side) for r in t.rows if r.measure == measure), Decimal(0)) for t in (before, period)
            ]
            assert sum(parts) == sum((getattr(r, side) for r in whole.rows if r.measure == measure), Decimal(0))
