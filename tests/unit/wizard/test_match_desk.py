"""W8's answers before they are stored: what holds, what waits, what follows; counted as they change."""

import datetime as dt
from decimal import Decimal

from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.matching import Alone, HowSure, Match, MatchAnswer
from splynx_xero_gui.engine.match_compare import Candidate
from splynx_xero_gui.engine.match_sheet import Change
from splynx_xero_gui.wizard.matching import Following, MatchDesk, RowState

CUSTOMER, INVOICE = ObjectKind.CUSTOMER, ObjectKind.INVOICE
LIKELY = Match(CUSTOMER, "1", "A", "x1", "A", HowSure.LIKELY)
CERTAIN = Match(CUSTOMER, "2", "B", "x2", "B", HowSure.CERTAIN)
NOBODY = Match(CUSTOMER, "3", "C")
THERE = Match(CUSTOMER, xero_id="x9", xero_name="D")
OLD = Match(INVOICE, "10", "OLD", splynx_amount=Decimal("50.00"), splynx_date=dt.date(2026, 1, 1))
NEW = Match(INVOICE, "11", "NEW", splynx_amount=Decimal("115.00"), splynx_date=dt.date(2026, 11, 1))


def desk() -> MatchDesk:
    return MatchDesk([LIKELY, CERTAIN, NOBODY, THERE, OLD, NEW], {INVOICE: dt.date(2026, 10, 1)})


def test_rows_are_counted_by_where_they_stand() -> None:
    made = desk()
    assert dict(made.states(CUSTOMER)) == {state: 1 for state in RowState if state is not RowState.ANSWERED}
    assert (made.certain(), made.open_count(), made.first_open()) == (1, 1, LIKELY)


def test_what_is_made_new_follows_from_no_match_and_from_the_first_day() -> None:
    made = desk()
    assert made.following(CUSTOMER) == Following(1)
    assert made.following(INVOICE) == Following(1, Decimal("115.00"))


def test_an_answer_changes_the_counts_and_is_taken_back() -> None:
    made = desk()
    made.answer([LIKELY.key, CERTAIN.key], MatchAnswer.NEW)
    assert (made.certain(), made.open_count(), made.following(CUSTOMER)) == (0, 0, Following(3))
    assert made.states(CUSTOMER)[RowState.ANSWERED] == 2
    made.undo()
    assert (made.certain(), made.open_count(), made.following(CUSTOMER)) == (1, 1, Following(1))
    assert made.changes == []


def test_what_has_no_counterpart_or_is_linked_is_not_answered_link() -> None:
    made = MatchDesk([NOBODY, Match(CUSTOMER, "4", "E", "x4", "E", HowSure.CERTAIN, linked=True), THERE])
    keys = [row.key for row in made.rows(CUSTOMER)]
    assert made.answer(keys, MatchAnswer.LINK) == ()
    assert made.changes == []


def test_another_counterpart_chosen_is_a_link_and_stays_when_the_answer_changes() -> None:
    made = desk()
    made.choose(NOBODY.key, Candidate("x9", "D"))
    made.answer([NOBODY.key], MatchAnswer.LEAVE)
    made.answer([NOBODY.key], MatchAnswer.LINK)
    assert list(made.changes) == [Change(CUSTOMER, "3", MatchAnswer.LINK, "x9")]


def test_what_a_customer_without_a_counterpart_has_is_made_with_it() -> None:
    alone = [Alone("3", INVOICE, 2, Decimal("230.00")), Alone("2", INVOICE, 9, Decimal("900.00"))]
    made = MatchDesk([LIKELY, CERTAIN, NOBODY, THERE, OLD, NEW], {INVOICE: dt.date(2026, 10, 1)}, alone)
    assert made.following(INVOICE) == Following(3, Decimal("345.00"))
    made.answer([NOBODY.key], MatchAnswer.LEAVE)
    assert made.following(INVOICE) == Following(1, Decimal("115.00"))
    made.undo()
    assert made.following(INVOICE) == Following(3, Decimal("345.00"))
