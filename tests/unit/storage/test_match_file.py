"""A match goes to a spreadsheet and comes back as it was; what is no such sheet is refused with a reason."""

import csv
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from splynx_xero_gui.domain.failures import Misconfigured, StorageTrouble
from splynx_xero_gui.engine.match_sheet import COLUMNS
from splynx_xero_gui.storage import match_file
from splynx_xero_gui.storage.match_file import read_sheet, write_sheet

EVIL = '=HYPERLINK("http://evil.example","click")'
ROWS = [
    ("customer", "118", "J. Smith", "aa-1", "John Smith", "likely", ""),
    ("customer", "119", EVIL, "aa-2", "+27 Group", "certain", "link"),
    ("customer", "120", "@home, 'quoted' \"x\"", "", "", "none", "new"),
    ("customer", "121", "'=already marked", "aa-3", "-dash", "certain", "link"),
    ("payment", "812.10", "R-1", "pp", "Müller • Ωmega", "certain", "link"),
]


def texts(file: Path) -> list[tuple[str, ...]]:
    return [tuple(row[name] for name in COLUMNS) for _, row in read_sheet(file, COLUMNS)]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "XLSX"])
def test_what_is_written_is_read_back_as_it_was(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"match.{ending}"
    assert write_sheet(file, COLUMNS, ROWS) == len(ROWS)
    assert texts(file) == ROWS
    assert [line for line, _ in read_sheet(file, COLUMNS)] == [2, 3, 4, 5, 6]


def test_no_cell_of_either_form_is_a_formula(tmp_path: Path) -> None:
    write_sheet(tmp_path / "m.csv", COLUMNS, ROWS)
    with (tmp_path / "m.csv").open(encoding="utf-8-sig", newline="") as text:
        cells = [cell for row in csv.reader(text) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    write_sheet(tmp_path / "m.xlsx", COLUMNS, ROWS)
    sheet = load_workbook(tmp_path / "m.xlsx").worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert not [c.value for row in sheet.iter_rows() for c in row if str(c.value or "").startswith(("=", "+", "@"))]


def test_a_spreadsheet_program_may_make_numbers_of_ids(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append([name.upper() for name in COLUMNS])
    sheet.append(["customer", 118, "J. Smith", None, None, "none", "new"])
    sheet.append(["customer", 119.0, "A", None, None, "none", "new"])
    book.save(tmp_path / "m.xlsx")
    assert [row[1] for row in texts(tmp_path / "m.xlsx")] == ["118", "119"]


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "cp1252"), ("\t", "utf-8"), (",", "utf-8-sig")])
def test_csv_of_other_programs_is_read_whatever_parts_its_cells(tmp_path: Path, delimiter: str, encoding: str) -> None:
    file = tmp_path / "m.csv"
    lines = [delimiter.join(COLUMNS), delimiter.join(["customer", "7", "Chloë", "", "", "none", "new"])]
    file.write_bytes("\r\n".join(lines).encode(encoding))
    assert texts(file) == [("customer", "7", "Chloë", "", "", "none", "new")]


def test_columns_may_stand_in_another_order_and_empty_rows_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_text(
        "answer,mine,kind,splynx_id,splynx_name,xero_id,xero_name,how_sure\nnew,x,customer,7,A,,,none\n,,,,,,,\n"
    )
    assert texts(file) == [("customer", "7", "A", "", "", "none", "new")]


def test_another_file_is_refused_by_its_headings(tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_text("date,amount\n2026-01-01,5\n")
    with pytest.raises(Misconfigured, match="lacks the headings kind, splynx_id"):
        read_sheet(file, COLUMNS)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"not a workbook"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "m.xlsx"
    file.write_bytes(content)
    with pytest.raises(Misconfigured, match="no XLSX file"):
        read_sheet(file, COLUMNS)


def test_another_packed_file_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "m.xlsx", "w") as packed:
        packed.writestr("readme.txt", "hello")
    with pytest.raises(Misconfigured, match="could not be read"):
        read_sheet(tmp_path / "m.xlsx", COLUMNS)


def test_a_file_that_unpacks_to_far_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_sheet(tmp_path / "m.xlsx", COLUMNS, ROWS)
    monkeypatch.setattr(match_file, "LARGEST_UNPACKED", 1000)
    with pytest.raises(Misconfigured, match="far more than a match"):
        read_sheet(tmp_path / "m.xlsx", COLUMNS)


def test_a_huge_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_sheet(tmp_path / "m.csv", COLUMNS, ROWS)
    monkeypatch.setattr(match_file, "LARGEST_FILE", 10)
    with pytest.raises(Misconfigured, match="larger than"):
        read_sheet(tmp_path / "m.csv", COLUMNS)
    monkeypatch.undo()
    monkeypatch.setattr(match_file, "MOST_ROWS", 3)
    with pytest.raises(Misconfigured, match="more than 3 rows"):
        read_sheet(tmp_path / "m.csv", COLUMNS)


def test_a_binary_file_called_csv_is_refused(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_bytes(b"\x00\x01\x02")
    with pytest.raises(Misconfigured, match="not text"):
        read_sheet(tmp_path / "m.csv", COLUMNS)


def test_an_unknown_ending_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as told:
        write_sheet(tmp_path / "m.ods", COLUMNS, ROWS)
    assert "m.ods" in told.value.message
    with pytest.raises(Misconfigured, match="could not be read"):
        read_sheet(tmp_path / "none.csv", COLUMNS)
    with pytest.raises(StorageTrouble, match="could not be written"):
        write_sheet(tmp_path / "no" / "such" / "m.csv", COLUMNS, ROWS)
