"""Sheets of the match as files: XLSX and CSV, written so that no cell is a formula, read back as they were."""

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from splynx_xero_gui.domain.failures import Misconfigured, StorageTrouble

LARGEST_FILE = 50_000_000
LARGEST_UNPACKED = 400_000_000
MOST_ROWS = 1_000_000
_DAMAGED = "It is no XLSX file, or damaged."
_LONGEST_CELL = 2_000
# What a spreadsheet program takes for the beginning of a formula, and the mark that we put before it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
_SIGNS = ("=", "+", "-", "@")
_MARK = "'"
_WIDTHS = (13, 12, 36, 38, 36, 10, 10)

Line = tuple[int, dict[str, str]]


def write_sheet(file: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write `.xlsx` or `.csv` by the file's ending; returns the rows written. Raises Misconfigured, StorageTrouble."""
    try:
        if _ending(file) == ".csv":
            return _write_csv(file, columns, rows)
        return _write_xlsx(file, columns, rows)
    except OSError as error:
        raise StorageTrouble(
            "F1",
            "The spreadsheet could not be written",
            f"{file}: {error.strerror or error}. Nothing else was changed.",
            "Close it in the spreadsheet program, or choose another place.",
        ) from error


def read_sheet(file: Path, columns: Sequence[str]) -> list[Line]:
    """Rows under their headings, with the line each stands on. Raises Misconfigured for what is no such sheet."""
    ending = _ending(file)
    try:
        size = file.stat().st_size
        if size > LARGEST_FILE:
            raise _refused(file, f"It is larger than {LARGEST_FILE // 1_000_000} MB.", "Split it into several files.")
        found = _csv_rows(file) if ending == ".csv" else _xlsx_rows(file)
        return list(_lines(file, found, columns))
    except OSError as error:
        raise _refused(file, error.strerror or str(error), "Check the name of the file.") from error


def _ending(file: Path) -> str:
    ending = file.suffix.casefold()
    if ending not in (".csv", ".xlsx"):
        raise Misconfigured(
            "F2",
            "This is no kind of spreadsheet we know",
            f"{file.name} ends in '{file.suffix}'. Nothing was changed.",
            "Use a name that ends in .xlsx or .csv.",
        )
    return ending


def _refused(file: Path, why: str, what_to_do: str) -> Misconfigured:
    return Misconfigured("F3", "The spreadsheet could not be read", f"{file}: {why} Nothing was changed.", what_to_do)


# -- writing --


def _write_csv(file: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    count = 0
    # With the mark that lets Excel know it is UTF-8.
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_safe(cell) for cell in row])
            count += 1
    return count


def _safe(text: str) -> str:
    return _MARK + text if _begins_formula(text) else text


def _begins_formula(text: str) -> bool:
    """Full-width signs, and signs behind blanks, too: it depends on the program that opens the file."""
    return text.startswith(_FORMULA) or unicodedata.normalize("NFKC", text.lstrip())[:1] in _SIGNS


def _write_xlsx(file: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("Match")
    sheet.freeze_panes = "A2"
    for at, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    heading = []
    for name in columns:
        cell = WriteOnlyCell(sheet, name)
        cell.font = Font(bold=True)
        heading.append(cell)
    sheet.append(heading)
    count = 0
    for row in rows:
        sheet.append([_text_cell(WriteOnlyCell(sheet), text) for text in row])
        count += 1
    book.save(file)
    return count


def _text_cell(cell: Any, text: str) -> Any:
    """A cell that is text whatever it begins with, here and after it was saved as CSV elsewhere."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell.value = ILLEGAL_CHARACTERS_RE.sub("", _safe(text))
    cell.data_type = "s"
    return cell


# -- reading --


def _csv_rows(file: Path) -> Iterator[list[str]]:
    raw = file.read_bytes()
    if b"\0" in raw[:4096]:
        raise _refused(file, "It is not text.", "Save it as CSV in the spreadsheet program.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Excel's own "CSV" is in the system's code page.
        text = raw.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise _refused(file, f"It is damaged ({error}).", "Save it as CSV in the spreadsheet program again.") from error


def _xlsx_rows(file: Path) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    again = "Open it in a spreadsheet program and save it as .xlsx again."
    # Opened here, so that it is closed whatever openpyxl makes of it.
    with file.open("rb") as stream:
        try:
            with zipfile.ZipFile(stream) as packed:
                if sum(entry.file_size for entry in packed.infolist()) > LARGEST_UNPACKED:
                    raise _refused(
                        file, "It holds far more than a match.", "Export the match again and edit that file."
                    )
            book = load_workbook(stream, read_only=True, data_only=True)
            if not book.worksheets:
                raise _refused(file, "It has no sheet.", again)
            for row in book.worksheets[0].iter_rows(values_only=True):
                yield [_cell_text(value) for value in row]
        except (Misconfigured, OSError):
            raise
        except Exception as error:  # openpyxl raises whatever its parsers raise at a damaged part
            raise _refused(file, _DAMAGED, again) from error


def _cell_text(value: object) -> str:
    """As it was written: spreadsheet programs make numbers of ids."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _lines(file: Path, found: Iterator[list[str]], columns: Sequence[str]) -> Iterator[Line]:
    heading = [cell.strip().casefold() for cell in next(found, [])]
    missing = [name for name in columns if name not in heading]
    if missing:
        raise _refused(
            file,
            f"Its first row lacks the headings {', '.join(missing)}.",
            "Use a file that was exported here, and leave its first row as it is.",
        )
    at = {name: heading.index(name) for name in columns}
    for line, cells in enumerate(found, start=2):
        if line > MOST_ROWS:
            raise _refused(file, f"It has more than {MOST_ROWS:,} rows.", "Split it into several files.")
        row = {name: _read_cell(cells[place]) if place < len(cells) else "" for name, place in at.items()}
        if any(row.values()):
            yield line, row


def _read_cell(text: str) -> str:
    text = text[:_LONGEST_CELL]
    if text.startswith(_MARK) and _begins_formula(text[1:]):
        text = text[1:]
    return text.strip()
