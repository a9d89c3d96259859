"""The certificate as a spreadsheet: ISO dates, numbers as numbers, and nothing that a spreadsheet runs as a formula."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from splynx_xero_gui.gui.certificate import words
from splynx_xero_gui.gui.kit.formats import readable
from splynx_xero_gui.gui.kit.table_export import neutral
from splynx_xero_gui.wizard.certificate import Certificate, Section

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_MONEY = "#,##0.00"
Cell = str | Decimal | None


def save_sheet(certificate: Certificate, file: Path) -> None:
    """Write it, `.xlsx`: the certificate, and its differences on a sheet of their own. Raises OSError."""
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Certificate"
    _fill(first, _certificate_rows(certificate), (44, 18, 18, 18, 18, 18, 18, 18))
    parts = book.create_sheet("Differences")
    _fill(parts, _difference_rows(certificate), (34, 16, 34, 16, 80))
    parts.freeze_panes = "A2"
    book.save(file)


def _certificate_rows(certificate: Certificate) -> list[tuple[Cell, ...]]:
    said, sentence = words.head(certificate)
    rows: list[tuple[Cell, ...]] = [(words.title(),), (said,), (sentence,)]
    rows += [(note,) for note in (*words.banners(certificate), *words.notes(certificate))]
    rows += words.facts(certificate)
    rows.append(("As of", certificate.as_of.isoformat()))
    if certificate.since is not None:
        rows.append(("From", certificate.since.isoformat()))
    sides = [f"{side} {what}" for side in ("Splynx", "Xero") for what in ("opening", "moved", "closing")]
    rows += [(), ("Measure", *sides, "Difference")]
    for section in Section:
        for line in certificate.of(section):
            here, there = line.splynx, line.xero
            figures = (here.opening, here.moved, here.closing, there.opening, there.moved, there.closing)
            label = words.section_title(section) if section is Section.RECEIVABLES else line.label
            rows.append((label, *figures, line.difference))
    rows += [(), (words.beside_title(),)]
    rows += [(f"{part.subject}: {part.why}", part.amount) for part in certificate.beside]
    return rows


def _difference_rows(certificate: Certificate) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = [("Of", "When", "Document", "Amount", "Why")]
    for part in certificate.differences:
        of, when, subject, why = words.difference_cells(part)
        rows.append((of, when, subject, part.amount, why))
    return rows


def _fill(sheet: Worksheet, rows: Sequence[Sequence[Cell]], widths: Sequence[int]) -> None:
    from openpyxl.utils import get_column_letter

    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for at, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            _put(sheet.cell(at, column), value)


def _put(cell: Any, value: Cell) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, Decimal):
        cell.value = value
        cell.number_format = _MONEY
    elif value is not None:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", neutral(readable(value)))
        cell.data_type = "s"
