"""How a situation leads to one question, and what both sides hold after each answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from splynx_xero_gui.domain.conflict import Conflict, ConflictKind
from splynx_xero_gui.sandbox.splynx import Customer
from tests.support.inprocess import Office

LAST_MONTH = dt.date(2026, 10, 12)
END_OF_LAST_MONTH = dt.date(2026, 10, 31)
D = Decimal


def line(price: str = "100", **changes: Any) -> dict[str, Any]:
    """A line typed into Xero by hand: 100 comes to 115.00."""
    usual = {
        "Description": "By hand", "Quantity": D(1), "UnitAmount": D(price), "AccountCode": "200",
        "TaxType": "OUTPUT3",
    }  # fmt: skip
    return {**usual, **changes}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer leads to.

    `value`: what the answer names, from the office and the question. `writes`: what the next sync writes on both sides,
    by kind. `difference`: receivables Splynx − Xero afterwards. `left`: Splynx payments a person left in Xero.
    `then`: what the sentence promises beyond that, checked last. `follow`: further questions this answer leads to, with
    their answers. `first`: what a person mends beforehand. `after`: what the sync after writes, because it waited.
    """

    choice: str
    writes: Mapping[str, int] = field(default_factory=dict)
    difference: str = "0.00"
    value: Callable[[Office, Conflict], str] | str = ""
    left: tuple[int, ...] = ()
    then: Callable[[Office], None] | None = None
    follow: Mapping[str, str] = field(default_factory=dict)
    first: Callable[[Office], None] | None = None
    after: Mapping[str, int] = field(default_factory=dict)

    def given(self, office: Office, question: Conflict) -> str:
        """The value to answer with."""
        return self.value if isinstance(self.value, str) else self.value(office, question)


@dataclass(frozen=True, slots=True)
class Recipe:
    """One kind's situation.

    `make` brings both services to the point where the next sync asks. `offered`: ids of the choices in the order they
    stand (ui.md §7). `waiting`: the difference in receivables while the question is open; `ignored`:
    after `ignore`, where that is another. `left`: Splynx payments that stay in Xero meanwhile. `with_others`: questions
    of other kinds that the same situation raises, with their answers. `stops`: the sync itself is stopped.
    `own_sums` False: both services' books hold more than is synced (older documents, corrections), so that the
    comparison alone is asked whether every cent has a name.
    """

    kind: ConflictKind
    make: Callable[[Office], None]
    offered: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    waiting: str = "0.00"
    ignored: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    left: tuple[int, ...] = ()
    with_others: Mapping[str, str] = field(default_factory=dict)
    stops: bool = False
    own_sums: bool = True


def anna(office: Office) -> Customer:
    """The first customer."""
    return office.books.customer(1)


def synced(office: Office) -> None:
    """Everything so far is on both sides, and an hour passes."""
    office.sync()
    office.later(hours=1)
