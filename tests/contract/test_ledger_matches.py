"""Rows of the match are kept, replaced per customer, and found by who waits (ports.ledger, "matching")."""

from __future__ import annotations

from decimal import Decimal

from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.matching import HowSure, Match, MatchAnswer, Reason
from splynx_xero_gui.ports.ledger import Ledger
from tests.support import samples

OPEN = Match(
    ObjectKind.CUSTOMER, "1", "A", "c-1", "A", HowSure.LIKELY, (Reason.SAME_NAME,), customer_id="1", others=("c-9",)
)
SURE = Match(
    ObjectKind.INVOICE, "10", "N", "d-1", "N", HowSure.CERTAIN, customer_id="2", splynx_amount=Decimal("115.00")
)
THERE = Match(ObjectKind.CUSTOMER, xero_id="c-7", xero_name="Z")


def test_rows_come_back_as_they_were(ledger: Ledger) -> None:
    ledger.replace_matches([OPEN, SURE, THERE])
    assert list(ledger.matches()) == [OPEN, SURE, THERE]
    assert list(ledger.matches(["2"])) == [SURE]
    assert list(ledger.matches(only_open=True)) == [OPEN]


def test_an_answer_takes_the_place_of_its_row_and_makes_its_customer_dirty(ledger: Ledger) -> None:
    ledger.replace_matches([OPEN, SURE])
    ledger.settle(["1", "2"])
    answered = OPEN.answered(MatchAnswer.LINK, "me", samples.MOMENT)
    ledger.save_matches([answered])
    assert set(ledger.matches()) == {answered, SURE}
    assert list(ledger.matches(only_open=True)) == []
    assert ledger.dirty_customers() == {"1"}


def test_rows_of_some_customers_are_replaced_and_others_stay(ledger: Ledger) -> None:
    ledger.replace_matches([OPEN, SURE])
    ledger.replace_matches([], ["1"])
    assert list(ledger.matches()) == [SURE]
    ledger.replace_matches([THERE])
    assert list(ledger.matches()) == [THERE]


def test_links_taken_back_are_gone(ledger: Ledger) -> None:
    ledger.save_links([samples.contact_link("1", "c-1"), samples.contact_link("2", "c-2")])
    ledger.settle(["1", "2"])
    taken = next(link for link in ledger.links() if link.splynx_id == "1")
    assert taken.id is not None
    ledger.delete_links([taken.id])
    assert [link.splynx_id for link in ledger.links()] == ["2"]
    assert ledger.dirty_customers() == {"1"}


def test_rows_are_found_by_their_object_and_by_what_they_hold(ledger: Ledger) -> None:
    ledger.replace_matches([OPEN, SURE, THERE])
    assert list(ledger.matches_of([(ObjectKind.INVOICE, "10"), (ObjectKind.INVOICE, "1")])) == [SURE]
    assert list(ledger.matches_holding(["c-7", "c-9"])) == [THERE]
    assert list(ledger.matches_holding([])) == []


def test_payments_said_to_have_no_counterpart_are_known_by_customer(ledger: Ledger) -> None:
    said = Match(ObjectKind.PAYMENT, "7", xero_id="p-1", customer_id="1", answer=MatchAnswer.NEW)
    other = Match(ObjectKind.PAYMENT, "8", xero_name="new", customer_id="1", answer=MatchAnswer.LINK)
    ledger.replace_matches([said, other, Match(ObjectKind.PAYMENT, "9", customer_id="1")])
    assert list(ledger.payments_said_new(["1"])) == [said]
    assert list(ledger.payments_said_new(["2"])) == []
