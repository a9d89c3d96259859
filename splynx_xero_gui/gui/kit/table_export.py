"""Rows as text for the clipboard and for CSV files, with nothing a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.formats import readable
from splynx_xero_gui.gui.kit.slices import Steps, at_once

R = TypeVar("R")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_ROWS_A_STEP = 20
_NUMBER = re.compile(r"^[+-]?\d+(?:[.,]\d+)?$")


def neutral(text: str) -> str:
    """Text that a spreadsheet takes as text: an apostrophe before what would start a formula. Numbers stay numbers."""
    # A full-width sign begins a formula as well, and so does one behind blanks, depending on who opens the file.
    begins = unicodedata.normalize("NFKC", text.lstrip())[:1] if text else ""
    harmless = not text.startswith(_FORMULA_STARTS) and begins not in _FORMULA_STARTS
    return text if not text or harmless or _NUMBER.match(text) else f"'{text}"


def to_tsv(columns: Sequence[Column[R]], rows: Sequence[R]) -> str:
    """Headings and rows for the clipboard, in the user's decimal point, parted by tabs."""
    return at_once(tsv_steps(columns, rows))


def tsv_steps(columns: Sequence[Column[R]], rows: Sequence[R]) -> Steps[str]:
    """`to_tsv` in slices."""
    lines = ["\t".join(neutral(_one_line(column.title)) for column in columns)]
    for place, row in enumerate(rows):
        lines.append("\t".join(_clean(column, _one_line(column.clipboard(row))) for column in columns))
        if place % _ROWS_A_STEP == 0:
            yield
    return "\n".join(lines)


def to_csv(columns: Sequence[Column[R]], rows: Sequence[R], translated_headings: bool = False) -> str:
    """Headings and rows as CSV: English headings (or the screen's), ISO dates, dot decimals."""
    return at_once(csv_steps(columns, rows, translated_headings))


def csv_steps(columns: Sequence[Column[R]], rows: Sequence[R], translated_headings: bool = False) -> Steps[str]:
    """`to_csv` in slices."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([neutral(column.title if translated_headings else _heading(column)) for column in columns])
    for place, row in enumerate(rows):
        writer.writerow([_clean(column, column.plain(row)) for column in columns])
        if place % _ROWS_A_STEP == 0:
            yield
    return out.getvalue()


def save_csv(path: Path, columns: Sequence[Column[R]], rows: Sequence[R], translated_headings: bool = False) -> None:
    """Write the CSV with the mark by which spreadsheets know UTF-8. Raises OSError when it cannot be written."""
    save_csv_text(path, to_csv(columns, rows, translated_headings))


def save_csv_text(path: Path, text: str) -> None:
    """Write what `to_csv` made. Raises OSError when it cannot be written."""
    path.write_text(text, encoding="utf-8-sig", newline="")


def from_tsv(text: str) -> list[list[str]]:
    """Rows and cells of what a spreadsheet put on the clipboard; empty lines are left out."""
    return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter="\t") if any(row)]


def _heading(column: Column[R]) -> str:
    return column.export_title or column.key.replace("_", " ").capitalize()


def _clean(column: Column[R], text: str) -> str:
    # Amounts are numbers whatever their sign; only words can be formulas.
    return text if column.kind in (ColumnKind.MONEY, ColumnKind.NUMBER, ColumnKind.PERCENT) else neutral(readable(text))


def _one_line(text: str) -> str:
    return " ".join(text.split())
