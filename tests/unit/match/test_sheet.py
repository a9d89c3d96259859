"""A returned sheet changes what a person changed in it; every other difference is a mistake, named by its row."""

import pytest

from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.matching import HowSure, Match, MatchAnswer
from splynx_xero_gui.engine.match_sheet import COLUMNS, Change, Reading, SheetRow, read_back, sheet_of

CUSTOMER = ObjectKind.CUSTOMER
ROWS = [
    Match(CUSTOMER, "118", "J. Smith", "a", "John Smith", HowSure.LIKELY),
    Match(CUSTOMER, "119", "Anna Botha", "b", "A. Botha", HowSure.CERTAIN),
    Match(CUSTOMER, "120", "New One"),
    Match(CUSTOMER, xero_id="z", xero_name="Only There"),
]


def back(*changes: tuple[int, str, str], rows: list[Match] = ROWS) -> Reading:
    """The exported sheet with some cells changed: (row from 0, column, text)."""
    cells = [list(row) for row in sheet_of(rows)]
    for row, column, text in changes:
        cells[row][COLUMNS.index(column)] = text
    given = [SheetRow(line, c[0], c[1], c[2], c[3], c[4], c[6]) for line, c in enumerate(cells, start=2)]
    return read_back(given, rows)


def test_an_untouched_sheet_changes_nothing() -> None:
    reading = back()
    assert (reading.changes, reading.refused, reading.unchanged) == ([], [], 4)


def test_answers_are_read_whatever_their_case() -> None:
    assert back((0, "answer", " Link ")).changes == [Change(CUSTOMER, "118", MatchAnswer.LINK)]
    assert back((1, "answer", "LEAVE")).changes == [Change(CUSTOMER, "119", MatchAnswer.LEAVE)]


def test_another_xero_id_is_another_counterpart() -> None:
    reading = back((2, "xero_id", "z"), (2, "xero_name", "Only There"), (2, "answer", "link"))
    assert reading.changes == [Change(CUSTOMER, "120", MatchAnswer.LINK, "z")]
    assert reading.lines == [4]


def test_an_emptied_answer_is_taken_back() -> None:
    answered = [ROWS[0].answered(MatchAnswer.NEW)]
    assert back((0, "answer", ""), rows=answered).changes == [Change(CUSTOMER, "118", None)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ((0, "answer", "yes"), "'yes' is no answer"),
        ((0, "kind", "person"), "'person' is no kind"),
        ((0, "splynx_id", "999"), "There is no customer 999"),
        ((2, "answer", "link"), "there is no xero_id"),
        ((3, "answer", "link"), "It has no splynx_id"),
        ((0, "splynx_name", "Anna Botha"), "Was a column sorted by itself?"),
        ((0, "xero_name", "A. Botha"), "Was a column sorted by itself?"),
    ],
)
def test_a_mistake_is_named_by_its_row(change: tuple[int, str, str], reason: str) -> None:
    reading = back(change)
    (refused,) = reading.refused
    assert refused.line == change[0] + 2
    assert reason in refused.reason
    assert reading.changes == []


def test_a_row_that_is_in_the_file_twice_is_refused_the_second_time() -> None:
    given = [SheetRow(n, "customer", "120", "New One", "", "", "leave") for n in (2, 3)]
    reading = read_back(given, ROWS)
    assert [row.reason for row in reading.refused] == ["It is in the file twice: row 2 has it too."]
    assert len(reading.changes) == 1
