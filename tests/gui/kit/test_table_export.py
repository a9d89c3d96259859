"""What goes to the clipboard and into CSV files."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

from splynx_xero_gui.gui.kit.formats import readable
from splynx_xero_gui.gui.kit.table_export import from_tsv, neutral, save_csv, to_csv, to_tsv
from tests.gui.kit.samples import CategoryRow, category_columns, category_rows


@pytest.mark.parametrize("text", ["=1+1", "+27 11 555", "-cmd|calc", "@SUM(A1)", "\t=1", "=HYPERLINK(1)", "-1-1", "-"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-400.50", "-1", "+5", "-1,50", "Service", "", "a=b", "'already"])
def test_numbers_and_plain_words_stay_as_they_are(text: str) -> None:
    assert neutral(text) == text


def test_csv_has_english_headings_iso_dates_and_dot_decimals() -> None:
    QLocale.setDefault(QLocale("de_DE"))
    lines = list(csv.reader(to_csv(category_columns(), category_rows()).splitlines()))
    assert lines[0] == ["Category", "Lines", "Amount", "Since", "Account", "Suggestion"]
    assert lines[1][:4] == ["Service", "1204", "512300.00", "2026-01-05"]
    assert lines[3][2] == "-400.50"
    assert lines[4][2:4] == ["", ""]


def test_a_name_that_is_a_formula_is_harmless_in_the_file() -> None:
    row = CategoryRow("1", '=HYPERLINK("http://evil";"Sales")', 1, Decimal(-1))
    lines = list(csv.reader(to_csv(category_columns(), [row], translated_headings=True).splitlines()))
    assert lines[0][2] == "Amount, ZAR"
    assert lines[1][0] == '\'=HYPERLINK("http://evil";"Sales")'
    assert lines[1][2] == "-1.00"


def test_a_saved_file_is_known_as_utf8(tmp_path: Path) -> None:
    path = tmp_path / "categories.csv"
    save_csv(path, category_columns(), [CategoryRow("1", "Café", 1, None)])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "Café" in path.read_text(encoding="utf-8-sig")


def test_a_folder_that_is_not_there_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        save_csv(tmp_path / "missing" / "x.csv", category_columns(), [])


def test_the_clipboard_has_headings_and_the_locales_decimal_point() -> None:
    QLocale.setDefault(QLocale("de_DE"))
    lines = [line.split("\t") for line in to_tsv(category_columns(), category_rows()[:1]).splitlines()]
    assert lines[0][:3] == ["Splynx category", "Lines", "Amount, ZAR"]
    assert lines[1][:4] == ["Service", "1204", "512300,00", "2026-01-05"]


def test_pasted_cells_come_as_rows_without_empty_lines() -> None:
    assert from_tsv('Service\t200\r\n\r\n"two\nlines"\t 260 \n') == [["Service", "200"], ["two\nlines", "260"]]


@pytest.mark.parametrize("text", ["\uff1dcmd()", "  =1+1", "\u00a0@SUM(A1)", "\uff0b1", "\uff20x"])
def test_signs_that_only_some_programs_take_for_a_formula_are_neutral_too(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("mark", ["\u202e", "\u2067", "\x07", "\u2028"])
def test_a_name_that_turns_what_is_read_is_seen_as_such(mark: str) -> None:
    assert readable(f"Anna{mark}00.001") == "Anna\ufffd00.001"
    for real in ("آنا‌مریم", "חנה", "Zoë 👩‍👧", "two\nlines\tand more"):
        assert readable(real) == real
