"""W8 without a window: rows by kind, answers not stored yet, what holds and what still waits (ui.md W8)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.matching import MATCH_KINDS, Alone, HowSure, Match, MatchAnswer
from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.engine.match_compare import Candidate
from splynx_xero_gui.engine.match_sheet import Change

RowKey = tuple[ObjectKind, str, str]


class RowState(StrEnum):
    """Where a row stands: the choices of the filter."""

    TO_CHECK = "check"
    CERTAIN = "certain"
    NO_MATCH = "none"
    ONLY_IN_XERO = "only-in-xero"
    ANSWERED = "answered"


def state_of(row: Match) -> RowState:
    """The state of a row, by what holds."""
    if not row.splynx_id:
        return RowState.ONLY_IN_XERO
    if row.is_open:
        return RowState.TO_CHECK
    if row.how_sure is HowSure.LIKELY or (row.answer is not None and row.effective is not _usual(row)):
        return RowState.ANSWERED
    return RowState.CERTAIN if row.how_sure is HowSure.CERTAIN or row.linked else RowState.NO_MATCH


def _usual(row: Match) -> MatchAnswer | None:
    return replace(row, answer=None).effective


@dataclass(frozen=True, slots=True)
class Following:
    """What follows where nothing matches: so many are made in Xero, over so much."""

    count: int = 0
    amount: Decimal = ZERO


@dataclass(slots=True)
class _Tally:
    """Counts of one tab, kept while rows change: 20,000 rows are not counted again at every key."""

    states: Counter[RowState] = field(default_factory=Counter)
    certain: int = 0
    new: int = 0
    new_amount: Decimal = ZERO

    def add(self, row: Match, state: RowState, since: dt.date | None, sign: int) -> None:
        self.states[state] += sign
        if row.how_sure is HowSure.CERTAIN and row.effective is MatchAnswer.LINK:
            self.certain += sign
        early = since is not None and row.splynx_date is not None and row.splynx_date < since
        if row.splynx_id and row.effective is MatchAnswer.NEW and not early:
            self.new += sign
            self.new_amount += sign * row.splynx_amount


class MatchDesk:
    """Holds what was found and what a person said since; nothing is stored before `changes` are.

    `since` is the first day of documents or payments that are sent: what is older stays as it is. `alone` is what
    customers without a counterpart have, which is in no row. Making one counts all rows: it is made where waiting is
    allowed.
    """

    def __init__(
        self,
        rows: Iterable[Match] = (),
        since: Mapping[ObjectKind, dt.date | None] | None = None,
        alone: Iterable[Alone] = (),
    ) -> None:
        self._since = since or {}
        self._alone: dict[str, list[Alone]] = {}
        for held in alone:
            self._alone.setdefault(held.customer_id, []).append(held)
        self._rows: dict[RowKey, Match] = {row.key: row for row in rows}
        self._states: dict[RowKey, RowState] = {}
        self._tallies = {kind: _Tally() for kind in MATCH_KINDS}
        self._tabs: dict[ObjectKind, list[Match]] = {kind: [] for kind in MATCH_KINDS}
        self._places: dict[RowKey, int] = {}
        self._changes: dict[RowKey, Change] = {}
        self._undo: list[tuple[tuple[Match, Change | None], ...]] = []
        self._pairs = any(row.xero_id for row in self._rows.values())
        for key, row in self._rows.items():
            self._places[key] = len(self._tabs[row.kind])
            self._tabs[row.kind].append(row)
            self._count(key, row)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def has_pairs(self) -> bool:
        """Whether Xero holds any of it."""
        return self._pairs

    def rows(self, kind: ObjectKind) -> Sequence[Match]:
        """Rows of one tab, in order, as they stand now."""
        return self._tabs[kind]

    def row(self, key: RowKey) -> Match | None:
        """One row as it stands."""
        return self._rows.get(key)

    def state(self, row: Match) -> RowState:
        """Where a row stands."""
        return self._states[row.key]

    def states(self, kind: ObjectKind) -> Mapping[RowState, int]:
        """How many rows of a tab stand where."""
        return self._tallies[kind].states

    def counts(self) -> Mapping[ObjectKind, int]:
        """Rows per tab."""
        return {kind: len(rows) for kind, rows in self._tabs.items()}

    def certain(self) -> int:
        """Pairs that are linked without asking."""
        return sum(tally.certain for tally in self._tallies.values())

    def open_count(self) -> int:
        """Likely pairs without an answer."""
        return sum(tally.states[RowState.TO_CHECK] for tally in self._tallies.values())

    def first_open(self) -> Match | None:
        """The first of them."""
        found = (key for key, state in self._states.items() if state is RowState.TO_CHECK)
        key = next(found, None)
        return self._rows[key] if key is not None else None

    def following(self, kind: ObjectKind) -> Following:
        """What is made in Xero because it has no match there."""
        tally = self._tallies[kind]
        return Following(tally.new, tally.new_amount if kind is not ObjectKind.CUSTOMER else ZERO)

    def _count(self, key: RowKey, row: Match, before: Match | None = None) -> None:
        tally, since = self._tallies[row.kind], self._since.get(row.kind)
        if before is not None:
            tally.add(before, self._states[key], since, -1)
            self._count_alone(before, -1)
        self._rows[key] = row
        self._tabs[row.kind][self._places[key]] = row
        self._states[key] = state_of(row)
        tally.add(row, self._states[key], since, 1)
        self._count_alone(row, 1)

    def _count_alone(self, row: Match, sign: int) -> None:
        """What a customer without a counterpart has is made with it."""
        if row.kind is ObjectKind.CUSTOMER and row.splynx_id and row.effective is MatchAnswer.NEW:
            for held in self._alone.get(row.splynx_id, ()):
                self._tallies[held.kind].new += sign * held.count
                self._tallies[held.kind].new_amount += sign * held.amount

    @property
    def changes(self) -> Sequence[Change]:
        """Answers that are not stored yet."""
        return list(self._changes.values())

    def answer(self, keys: Iterable[RowKey], answer: MatchAnswer | None) -> Sequence[Match]:
        """Say the same of several rows; returns the rows that changed. A link needs a counterpart."""
        chosen = []
        for key in keys:
            row = self._rows.get(key)
            if row is None or not row.splynx_id or row.linked or row.answer is answer:
                continue
            if answer is MatchAnswer.LINK and not row.xero_id:
                continue
            chosen.append((row.answered(answer), Change(row.kind, row.splynx_id, answer, self._other(key))))
        return self._put(chosen)

    def choose(self, key: RowKey, candidate: Candidate) -> Sequence[Match]:
        """Another counterpart, picked by a person (D2): that is a link."""
        row = self._rows[key]
        made = replace(row, xero_id=candidate.xero_id, xero_name=candidate.name, xero_amount=candidate.amount)
        made = replace(made, xero_date=candidate.date).answered(MatchAnswer.LINK)
        if row.kind is ObjectKind.CUSTOMER:
            made = replace(made, contact_id=candidate.xero_id)
        return self._put([(made, Change(row.kind, row.splynx_id, MatchAnswer.LINK, candidate.xero_id))])

    def answer_rows(self, rows: Iterable[Match], answer: MatchAnswer | None) -> Sequence[Match]:
        """The same of rows."""
        return self.answer([row.key for row in rows], answer)

    def undo_count(self) -> int:
        """How many rows the next undo is about."""
        return len(self._undo[-1]) if self._undo else 0

    def undo(self) -> Sequence[Match]:
        """Take the last answer back; returns the rows as they are again."""
        if not self._undo:
            return ()
        before = self._undo.pop()
        for row, change in before:
            self._count(row.key, row, self._rows[row.key])
            if change is None:
                self._changes.pop(row.key, None)
            else:
                self._changes[row.key] = change
        return [row for row, _ in before]

    def _other(self, key: RowKey) -> str | None:
        """A counterpart chosen before stays chosen."""
        known = self._changes.get(key)
        return known.xero_id if known is not None else None

    def _put(self, chosen: Sequence[tuple[Match, Change]]) -> Sequence[Match]:
        if not chosen:
            return ()
        self._undo.append(tuple((self._rows[row.key], self._changes.get(row.key)) for row, _ in chosen))
        for row, change in chosen:
            self._count(row.key, row, self._rows[row.key])
            self._changes[row.key] = change
        return [row for row, _ in chosen]
