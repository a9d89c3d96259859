"""An office on books that both sides hold already, with what is truly one and the same."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.matching import Match, MatchAnswer
from splynx_xero_gui.engine.control import Silent
from splynx_xero_gui.engine.match_sheet import Change
from splynx_xero_gui.sandbox.books.twofold import Shares, Twofold, twofold
from splynx_xero_gui.sandbox.books.twofold_fill import Filled, fill_splynx, fill_xero
from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.splynx import SplynxBooks
from splynx_xero_gui.sandbox.world import SandboxWorld
from splynx_xero_gui.wizard.services import Matcher, MatchReport
from tests.support.inprocess import MORNING, Office

UNTIL = dt.date(2026, 11, 19)
TODAY = dt.date(2026, 11, 20)
LINK, NEW, LEAVE = MatchAnswer.LINK, MatchAnswer.NEW, MatchAnswer.LEAVE


@contextmanager
def twofold_world(
    people: int, seed: int = 5, shares: Shares | None = None, first_day: dt.date = dt.date(2026, 1, 1)
) -> Iterator[tuple[SandboxWorld, Twofold, Filled]]:
    """Both services, running, with the same books in them."""
    clock = SandboxClock(MORNING)
    made = twofold(seed, people, UNTIL, shares=shares)
    books = SplynxBooks(clock)
    filled = fill_splynx(made, books)
    world = SandboxWorld(books, clock, documents_from=first_day, minute_limit=1_000_000, day_limit=1_000_000)
    with world:
        fill_xero(made, world.xero.desk(), filled)
        yield world, made, filled


@dataclass(slots=True)
class TwofoldOffice:
    """The office and the truth: Splynx id → Xero id per kind."""

    office: Office
    truth: dict[ObjectKind, dict[str, str]]

    @property
    def matcher(self) -> Matcher:
        return self.office.session.matcher

    def find(self, **how: Any) -> MatchReport:
        return self.matcher.find(Silent(), self.office.cancel, **how)

    def is_true(self, row: Match) -> bool:
        return self.truth[row.kind].get(row.splynx_id) == row.xero_id

    def answer_truly(self, *kinds: ObjectKind) -> int:
        """What a person who knows would say of every likely row."""
        rows = [row for row in self.matcher.rows() if row.is_open and row.kind in kinds]
        changes = [Change(row.kind, row.splynx_id, LINK if self.is_true(row) else NEW) for row in rows]
        answered = self.matcher.answer(changes)
        assert not answered.refused, answered.refused
        return answered.count


@contextmanager
def twofold_office(folder: Path, people: int = 40, **settings: Any) -> Iterator[TwofoldOffice]:
    """Set up, nothing matched yet."""
    with twofold_world(people, **settings) as (world, made, filled):
        truth = {
            ObjectKind.CUSTOMER: {str(filled.customers[c]): filled.contacts[x] for c, x in made.truth.items()},
            ObjectKind.INVOICE: _both(filled.invoices, filled.xero_invoices),
            ObjectKind.PAYMENT: _both(filled.payments, filled.xero_payments),
            ObjectKind.CREDIT_NOTE: {},
        }
        yield TwofoldOffice(Office(world, folder), truth)


def _both(here: dict[int, int], there: dict[int, str]) -> dict[str, str]:
    return {str(here[place]): there[place] for place in here if place in there}
