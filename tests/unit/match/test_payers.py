"""Who paid: customers are ranked by number, name and money; nothing is certain, and nobody is left out by chance."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splynx_xero_gui.engine.match.payers import Candidate, Clue, Debt, Payer, Receipt, debts_ranked, ranked

D = Decimal
DAY = dt.date(2026, 11, 20)
ALL = 1000


def debt(number: str = "202611010001", open: str = "115.00", *, day: int = 1) -> Debt:
    return Debt(number, dt.date(2026, 11, day), D(open))


def payer(id: str, name: str, *debts: Debt, login: str = "") -> Payer:
    return Payer(id, name, login, debts)


def receipt(said: str = "", amount: str = "115.00") -> Receipt:
    return Receipt(D(amount), DAY, said)


def first(said: str, *payers: Payer, amount: str = "115.00") -> Candidate:
    return ranked(receipt(said, amount), payers, ALL)[0]


ANNA = payer("1", "Anna Botha", debt("202611010001"))
BEN = payer("2", "Ben Nel", debt("202611010002", day=2))
CARL = payer("3", "Carl Zulu", debt("202611010003", "230.00"))


@pytest.mark.parametrize(
    ("said", "amount", "id", "why"),
    [
        ("for 202611010003", "115.00", "3", "number"),
        ("for 202611010002", "115.00", "2", "number, amount"),
        ("EFT B NEL", "60.00", "2", "part of the name"),
        ("Nel, Ben: internet", "60.00", "2", "name"),
        ("EFT", "230.00", "3", "amount"),
        ("EFT", "115.00", "1", "amount"),
    ],
)
def test_the_best_reason_comes_first(said: str, amount: str, id: str, why: str) -> None:
    found = first(said, ANNA, BEN, CARL, amount=amount)
    assert (found.payer.id, found.why) == (id, why)


def test_without_any_reason_nobody_is_named() -> None:
    assert ranked(receipt("thank you", "7.00"), [ANNA, BEN, CARL], ALL) == []


def test_of_equal_amounts_the_oldest_debt_comes_first_and_all_are_named() -> None:
    assert [c.payer.id for c in ranked(receipt(), [BEN, ANNA], ALL)] == ["1", "2"]


def test_a_number_within_a_longer_one_is_not_that_number() -> None:
    assert [c.why for c in ranked(receipt("X2026110100019", "7.00"), [ANNA], ALL)] == []


def test_all_that_somebody_owes_is_a_reason_too() -> None:
    two = payer("4", "Dora Mbeki", debt("A-1", "100.00"), debt("A-2", "15.00"))
    assert first("EFT", two).why == "all that is owed"


def test_a_login_counts_as_a_name_does() -> None:
    assert first("ref 000417", payer("417", "Somebody", login="000417"), amount="1.00").clues == {Clue.LOGIN}


def test_the_invoice_that_is_named_is_shown_rather_than_the_older_one() -> None:
    two = payer("4", "Dora Mbeki", debt("202610010009", day=1), debt("202611010009", day=9))
    found = first("inv 202611010009", two)
    assert found.debt == debt("202611010009", day=9)


def test_of_one_customers_invoices_the_equal_amount_comes_before_the_oldest() -> None:
    invoices = [debt("A-1", "80.00", day=1), debt("A-2", "115.00", day=3), debt("A-3", "90.00", day=2)]
    assert [one.number for one, _ in debts_ranked(receipt("EFT"), invoices, 2)] == ["A-2", "A-1"]


# -- for any books --

NAMES = st.sampled_from(["Anna Botha", "Ben Nel", "Carl Zulu", "Anna Nel", "B. Botha & Sons", "Nomsa Zulu", "李 小龍"])
DEBTS = st.lists(
    st.builds(
        Debt,
        st.integers(0, 400).map(lambda n: f"2026{n:04}"),
        st.dates(dt.date(2026, 1, 1), DAY),
        st.integers(1, 60).map(lambda n: D(n) / 4),
    ),
    max_size=3,
    unique_by=lambda one: one.number,
)
PAYERS = st.lists(st.builds(Payer, st.integers(1, 99).map(str), NAMES, st.just(""), DEBTS.map(tuple)), max_size=8,
                  unique_by=lambda one: one.id)  # fmt: skip
SAID = st.lists(
    st.one_of(NAMES, st.integers(0, 400).map(lambda n: f"2026{n:04}"), st.text(max_size=5)), max_size=3
).map(" ".join)
RECEIPTS = st.builds(Receipt, st.integers(1, 60).map(lambda n: D(n) / 4), st.just(DAY), SAID)


@given(RECEIPTS, PAYERS, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(money: Receipt, payers: list[Payer], random: object) -> None:
    mixed = list(payers)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert ranked(money, payers, ALL) == ranked(money, mixed, ALL)


@given(RECEIPTS, PAYERS, st.integers(0, 5))
def test_only_those_with_a_reason_best_first_and_no_more_than_asked_for(
    money: Receipt, payers: list[Payer], most: int
) -> None:
    everyone = ranked(money, payers, ALL)
    assert ranked(money, payers, most) == everyone[:most]
    assert [c.points for c in everyone] == sorted((c.points for c in everyone), reverse=True)
    assert all(c.clues and c.why for c in everyone)
    equal = {p.id for p in payers if any(d.open == money.amount for d in p.debts)}
    assert equal <= {c.payer.id for c in everyone}, "whoever owes exactly this is among them"


@given(RECEIPTS, PAYERS)
def test_a_named_invoice_outweighs_every_name_and_amount(money: Receipt, payers: list[Payer]) -> None:
    everyone = ranked(money, payers, ALL)
    numbered = [Clue.NUMBER in c.clues for c in everyone]
    assert numbered == sorted(numbered, reverse=True)


@given(RECEIPTS, PAYERS, st.data())
def test_saying_more_of_a_customer_never_moves_them_back(
    money: Receipt, payers: list[Payer], data: st.DataObject
) -> None:
    before = ranked(money, payers, ALL)
    if before:
        one = data.draw(st.sampled_from(list(before)))
        louder = Receipt(money.amount, money.date, f"{money.said} {one.payer.name}")
        after = next(c for c in ranked(louder, payers, ALL) if c.payer.id == one.payer.id)
        assert after.points >= one.points
        assert after.clues >= one.clues - {Clue.PART_OF_NAME}
