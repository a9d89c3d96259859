"""A match as a sheet and back: which rows of a returned sheet change an answer, and which cannot be taken, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.matching import MATCH_KINDS, HowSure, Match, MatchAnswer

COLUMNS = ("kind", "splynx_id", "splynx_name", "xero_id", "xero_name", "how_sure", "answer")
_KINDS = {kind.value: kind for kind in MATCH_KINDS}
_ANSWERS = {answer.value: answer for answer in MatchAnswer}


@dataclass(frozen=True, slots=True)
class Change:
    """What a person says of one row. `xero_id` None = the counterpart proposed; `answer` None = taken back."""

    kind: ObjectKind
    splynx_id: str
    answer: MatchAnswer | None
    xero_id: str | None = None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a returned file; `line` as the spreadsheet program counts."""

    line: int
    kind: str
    splynx_id: str
    splynx_name: str
    xero_id: str
    xero_name: str
    answer: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is not taken."""

    line: int
    subject: str
    reason: str


@dataclass(slots=True)
class Reading:
    """What a returned file would do (D3). `lines` tells of each change the row it stands on."""

    changes: list[Change] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    unchanged: int = 0


def sheet_of(rows: Iterable[Match]) -> list[tuple[str, ...]]:
    """Cells under `COLUMNS`. What holds stands in `answer`; what waits for one is empty there."""
    return [
        (
            row.kind.value,
            row.splynx_id,
            row.splynx_name,
            row.xero_id,
            row.xero_name,
            row.how_sure.value,
            row.effective.value if row.effective is not None and row.splynx_id else "",
        )
        for row in rows
    ]


def read_back(given: Sequence[SheetRow], known: Iterable[Match]) -> Reading:
    """Compare a returned sheet with the rows it was made of. Nothing is stored."""
    rows = {(row.kind, row.splynx_id): row for row in known if row.splynx_id}
    names_there = {row.xero_id: row.xero_name for row in known if row.xero_id}
    reading = Reading()
    seen: dict[tuple[ObjectKind, str], int] = {}
    for row in given:
        outcome = _read(row, rows, names_there, seen)
        if isinstance(outcome, Change):
            reading.changes.append(outcome)
            reading.lines.append(row.line)
        elif outcome:
            reading.refused.append(RefusedRow(row.line, row.splynx_name or row.splynx_id or row.xero_name, outcome))
        else:
            reading.unchanged += 1
    return reading


def _read(
    given: SheetRow,
    rows: dict[tuple[ObjectKind, str], Match],
    names_there: dict[str, str],
    seen: dict[tuple[ObjectKind, str], int],
) -> Change | str:
    """The change, or why there is none that can be taken; empty where the row says nothing new."""
    kind = _KINDS.get(given.kind.strip().casefold())
    if kind is None:
        return f"'{given.kind}' is no kind. Kinds are {', '.join(_KINDS)}."
    word = given.answer.strip().casefold()
    answer = _ANSWERS.get(word)
    if word and answer is None:
        return f"'{given.answer}' is no answer. Write link, new or leave, or nothing."
    if not given.splynx_id:
        return "It has no splynx_id. To link it, put its xero_id into the row of the Splynx object." if answer else ""
    row = rows.get((kind, given.splynx_id))
    if row is None:
        return f"There is no {kind.value.replace('-', ' ')} {given.splynx_id} in this match."
    earlier = seen.setdefault((kind, given.splynx_id), given.line)
    if earlier != given.line:
        return f"It is in the file twice: row {earlier} has it too."
    wrong = _sorted_apart(given, row, names_there)
    if wrong:
        return wrong
    if answer is MatchAnswer.LINK and not given.xero_id:
        return "The answer is link, but there is no xero_id."
    if answer is MatchAnswer.LINK and given.xero_id != row.xero_id:
        return Change(kind, row.splynx_id, answer, given.xero_id)
    if answer is None:
        return Change(kind, row.splynx_id, None) if row.answer is not None else ""
    return Change(kind, row.splynx_id, answer) if row.effective is not answer else ""


def _sorted_apart(given: SheetRow, row: Match, names_there: dict[str, str]) -> str:
    """Whether name and id of a row are not of one object: a column was sorted or shifted by itself."""
    if given.splynx_name and _plain(given.splynx_name) != _plain(row.splynx_name):
        return f"Splynx {given.splynx_id} is {row.splynx_name}, not {given.splynx_name}. Was a column sorted by itself?"
    known = names_there.get(given.xero_id, "")
    there = _plain(given.xero_name)
    if given.xero_id and known and there and there not in (_plain(known), _plain(row.xero_name)):
        return f"Xero {given.xero_id} is {known}, not {given.xero_name}. Was a column sorted by itself?"
    return ""


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def counted(rows: Iterable[Match]) -> dict[ObjectKind, dict[str, int]]:
    """Per kind: certain, likely without an answer (`to_check`), none, linked, and only in Xero."""
    found: dict[ObjectKind, dict[str, int]] = {
        kind: {"certain": 0, "likely": 0, "to_check": 0, "none": 0, "only_in_xero": 0, "linked": 0}
        for kind in MATCH_KINDS
    }
    for row in rows:
        counts = found[row.kind]
        if not row.splynx_id:
            counts["only_in_xero"] += 1
            continue
        counts[row.how_sure.value] += 1
        counts["linked"] += row.linked
        counts["to_check"] += row.is_open and row.how_sure is HowSure.LIKELY
    return found
