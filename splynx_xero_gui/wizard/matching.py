"""W8 without a window: rows by kind, answers not stored yet, what holds and what still waits (ui.md W8)."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.matching import MATCH_KINDS, HowSure, Match, MatchAnswer
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


class MatchDesk:
    """Holds what was found and what a person said since; nothing is stored before `changes` are."""

    def __init__(self, rows: Iterable[Match] = ()) -> None:
        self._rows: dict[RowKey, Match] = {row.key: row for row in rows}
        self._changes: dict[RowKey, Change] = {}
        self._undo: list[tuple[tuple[Match, Change | None], ...]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def rows(self, kind: ObjectKind) -> Sequence[Match]:
        """Rows of one tab, in order."""
        return [row for row in self._rows.values() if row.kind is kind]

    def row(self, key: RowKey) -> Match | None:
        """One row as it stands."""
        return self._rows.get(key)

    def counts(self) -> Mapping[ObjectKind, int]:
        """Rows per tab."""
        found = dict.fromkeys(MATCH_KINDS, 0)
        for row in self._rows.values():
            found[row.kind] += 1
        return found

    def certain(self) -> int:
        """Pairs that are linked without asking."""
        return sum(1 for r in self._rows.values() if r.how_sure is HowSure.CERTAIN and r.effective is MatchAnswer.LINK)

    def waiting(self) -> Sequence[Match]:
        """Likely pairs without an answer."""
        return [row for row in self._rows.values() if row.is_open]

    def following(self, kind: ObjectKind, since: dt.date | None = None) -> Following:
        """What is made in Xero because it has no match there; documents and payments dated from `since` on."""
        new = [r for r in self._rows.values() if r.kind is kind and r.splynx_id and r.effective is MatchAnswer.NEW]
        new = [row for row in new if since is None or row.splynx_date is None or row.splynx_date >= since]
        amount = sum((row.splynx_amount for row in new), ZERO) if kind is not ObjectKind.CUSTOMER else ZERO
        return Following(len(new), amount)

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

    def undo(self) -> Sequence[Match]:
        """Take the last answer back; returns the rows as they are again."""
        if not self._undo:
            return ()
        before = self._undo.pop()
        for row, change in before:
            self._rows[row.key] = row
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
            self._rows[row.key] = row
            self._changes[row.key] = change
        return [row for row, _ in chosen]
