"""Who paid? Customers ranked by what a receipt says: invoice number, amount, customer's name (R22–R25). Pure.

Nothing here is ever certain: a ranked customer is shown to a person, who decides.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.engine.match.words import folded, has_word, name_tokens

_SHORTEST = 3


class Clue(StrEnum):
    """What a receipt and a customer have in common; the value is how a person says it."""

    NUMBER = "number"
    LOGIN = "login"
    NAME = "name"
    AMOUNT = "amount"
    BALANCE = "all that is owed"
    PART_OF_NAME = "part of the name"


# A number was typed for this payment; a name tells the payer; money alone tells least, for many pay the same fee.
_WEIGHTS = {
    Clue.NUMBER: 32,
    Clue.LOGIN: 8,
    Clue.NAME: 8,
    Clue.AMOUNT: 4,
    Clue.BALANCE: 3,
    Clue.PART_OF_NAME: 2,
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is known of the money: `said` is reference, particulars and the contact's name."""

    amount: Decimal
    date: dt.date
    said: str


@dataclass(frozen=True, slots=True)
class Debt:
    """An open invoice."""

    number: str
    date: dt.date
    open: Decimal


@dataclass(frozen=True, slots=True)
class Payer:
    """A customer who may have paid, with the open invoices that are known."""

    id: str
    name: str
    login: str = ""
    debts: tuple[Debt, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A customer with the reasons for them, the invoice they most likely paid, and the sum of the reasons' weights."""

    payer: Payer
    clues: frozenset[Clue]
    debt: Debt | None
    points: int

    @property
    def why(self) -> str:
        """The reasons, weightiest first."""
        return ", ".join(clue.value for clue in _WEIGHTS if clue in self.clues)


def words_of(text: str) -> frozenset[str]:
    """The words by which a name is found: telling ones, long enough to tell people apart."""
    return frozenset(word for word in name_tokens(text) if len(word) >= _SHORTEST)


def ranked(receipt: Receipt, payers: Iterable[Payer], most: int) -> Sequence[Candidate]:
    """Those with any reason for them, best first, at most `most`; the same for every order of the input.

    Equal reasons: the older debt first, as money is put on the oldest invoice.
    """
    said = folded(receipt.said)
    found = [candidate for payer in payers if (candidate := _judged(receipt, said, payer)).clues]
    return sorted(found, key=_order)[:most]


def debts_ranked(receipt: Receipt, debts: Iterable[Debt], most: int) -> Sequence[tuple[Debt, frozenset[Clue]]]:
    """Of one customer's open invoices those that the money may be for: named, of equal amount; then the oldest."""
    said = folded(receipt.said)
    judged = [(debt, _clues_of(receipt, said, debt)) for debt in debts]
    judged.sort(key=lambda pair: (-_points(pair[1]), pair[0].date, pair[0].number))
    return judged[:most]


def _judged(receipt: Receipt, said: str, payer: Payer) -> Candidate:
    clues = _clues_of_name(said, words_of(receipt.said), payer)
    best: tuple[Debt | None, frozenset[Clue]] = (None, frozenset())
    if payer.debts:
        best = debts_ranked(receipt, payer.debts, 1)[0]
    clues |= best[1]
    owed = sum((debt.open for debt in payer.debts), ZERO)
    if len(payer.debts) > 1 and Clue.AMOUNT not in clues and owed == receipt.amount:
        clues.add(Clue.BALANCE)
    return Candidate(payer, frozenset(clues), best[0], _points(clues))


def _clues_of(receipt: Receipt, said: str, debt: Debt) -> frozenset[Clue]:
    clues = set()
    if _stands_in(said, debt.number):
        clues.add(Clue.NUMBER)
    if debt.open == receipt.amount:
        clues.add(Clue.AMOUNT)
    return frozenset(clues)


def _stands_in(said: str, key: str) -> bool:
    """Whether a number or login stands there as a whole word; too short ones say nothing."""
    word = folded(key)
    return len(word) >= _SHORTEST and word in said and has_word(said, word)


def _clues_of_name(said: str, words: frozenset[str], payer: Payer) -> set[Clue]:
    clues = {Clue.LOGIN} if _stands_in(said, payer.login) else set()
    name = words_of(payer.name)
    if name and name <= words:
        clues.add(Clue.NAME)
    elif name & words:
        clues.add(Clue.PART_OF_NAME)
    return clues


def _points(clues: Iterable[Clue]) -> int:
    return sum(_WEIGHTS[clue] for clue in clues)


def _order(candidate: Candidate) -> tuple[int, dt.date, tuple[int, str]]:
    day = candidate.debt.date if candidate.debt is not None else dt.date.max
    id = candidate.payer.id
    return -candidate.points, day, (int(id), "") if id.isdigit() else (0, id)
