"""The certificate as a document. Every word goes in as plain text: no name of either side is read as markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QBrush,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableCellFormat,
    QTextTableFormat,
)
from PySide6.QtWidgets import QApplication

from splynx_xero_gui.domain.money import ZERO, total
from splynx_xero_gui.gui.certificate import words
from splynx_xero_gui.gui.decisions.question_words import in_locale
from splynx_xero_gui.gui.kit.formats import money_text, readable
from splynx_xero_gui.gui.kit.metrics import tabular
from splynx_xero_gui.gui.words import subject_title
from splynx_xero_gui.wizard.certificate import Certificate, CertificateLine, Section

_PT = 9.0
# So many follow the signatures where there is room; longer lists begin a page of their own.
_FEW = 8
_RULE = QTextFrameFormat.BorderStyle.BorderStyle_Solid
_NONE = QTextFrameFormat.BorderStyle.BorderStyle_None


@dataclass(frozen=True, slots=True)
class Signing:
    """Who prepared and who reviewed it, where they are known already; the rest is written by hand."""

    prepared_by: str = ""
    reviewed_by: str = ""


def certificate_document(certificate: Certificate, signing: Signing | None = None) -> QTextDocument:
    """The whole certificate, to be laid out on whatever paper there is."""
    return _Writer(certificate, signing or Signing()).document()


class _Writer:
    """Writes from top to bottom."""

    def __init__(self, certificate: Certificate, signing: Signing) -> None:
        self._is = certificate
        self._signing = signing
        self._document = QTextDocument()
        self._document.setUndoRedoEnabled(False)
        font = tabular(QFont(QApplication.font()))
        font.setPointSizeF(_PT)
        self._document.setDefaultFont(font)
        self._document.setDocumentMargin(0)
        self._at = QTextCursor(self._document)
        self._begun = False

    def document(self) -> QTextDocument:
        """All of it."""
        self._head()
        self._receivables()
        for section in (Section.TAX, Section.ACCOUNT):
            self._moved(section)
        self._beside()
        if self._is.differences:
            self._line(words.translate("Certificate", "Every difference is listed below the signatures."), space=1)
        self._sign()
        self._differences(on_new_page=len(self._is.differences) > _FEW)
        return self._document

    # -- parts --

    def _head(self) -> None:
        self._line(words.title(), size=1.7, bold=True)
        for banner in words.banners(self._is):
            self._line(banner, bold=True, space=0.5)
        said, sentence = words.head(self._is)
        self._framed(said)
        self._line(sentence, space=0.5)
        for note in words.notes(self._is):
            self._line(note, space=0.5)
        self._table([(name, value) for name, value in words.facts(self._is)], (24, 76), heads=0, numbers=())

    def _receivables(self) -> None:
        for line in self._is.of(Section.RECEIVABLES):
            self._title(words.section_title(Section.RECEIVABLES))
            say = words.translate
            heads = ("", say("Certificate", "Opening"), say("Certificate", "Moved"), say("Certificate", "Closing"))
            sides = (("Splynx", line.splynx), ("Xero", line.xero))
            rows = [(n, money_text(s.opening), money_text(s.moved), money_text(s.closing)) for n, s in sides]
            here, there = line.splynx, line.xero
            opening = (here.opening or ZERO) - (there.opening or ZERO)
            rows.append(
                (
                    say("Certificate", "Difference"),
                    money_text(opening),
                    money_text(here.moved - there.moved),
                    money_text(line.difference),
                )
            )
            self._table([heads, *rows], (40, 20, 20, 20), numbers=(1, 2, 3), sum_row=True)

    def _moved(self, section: Section) -> None:
        lines = self._is.of(section)
        if not lines:
            return
        self._title(words.section_title(section))
        heads = ("", "Splynx", "Xero", words.translate("Certificate", "Difference"))
        rows = [_moved_cells(line) for line in lines]
        rows.append(
            (
                words.translate("Certificate", "Total"),
                money_text(total(line.splynx.moved for line in lines)),
                money_text(total(line.xero.moved for line in lines)),
                money_text(total(line.difference for line in lines)),
            )
        )
        self._table([heads, *rows], (40, 20, 20, 20), numbers=(1, 2, 3), sum_row=True)

    def _beside(self) -> None:
        if not self._is.beside:
            return
        self._title(words.beside_title())
        rows = [(f"{subject_title(b.subject)}: {in_locale(b.why)}", money_text(b.amount)) for b in self._is.beside]
        self._table(rows, (80, 20), heads=0, numbers=(1,))

    def _differences(self, *, on_new_page: bool = False) -> None:
        parts = self._is.differences
        if not parts:
            return
        self._title(words.differences_title(), on_new_page=on_new_page)
        say = words.translate
        heads = (
            say("Certificate", "Of"),
            say("Certificate", "When"),
            say("Certificate", "Document"),
            say("Certificate", "Amount"),
            say("Certificate", "Why"),
        )
        rows = []
        for part in parts:
            of, when, subject, why = words.difference_cells(part)
            rows.append((of, when, subject, money_text(part.amount), why))
        self._table([heads, *rows], (20, 13, 21, 13, 33), numbers=(3,))

    def _sign(self) -> None:
        say = words.translate
        self._line("", space=1)
        names = (self._signing.prepared_by, self._signing.reviewed_by)
        heads = (say("Certificate", "Prepared by"), "", "", say("Certificate", "Reviewed by"), "")
        labels = (say("Certificate", "Name"), say("Certificate", "Date"), say("Certificate", "Signature"))
        rows = [(label, "", "", label, "") for label in labels]
        rows[0] = (labels[0], names[0], "", labels[0], names[1])
        table = self._table([heads, *rows], (13, 34, 6, 13, 34), numbers=(), ruled=False)
        for column in (0, 3):
            table.mergeCells(0, column, 1, 2)
        for row in range(1, 4):
            for column in (1, 4):
                cell = table.cellAt(row, column)
                form = cell.format().toTableCellFormat()
                form.setBottomBorder(0.75)
                form.setBottomBorderStyle(_RULE)
                cell.setFormat(form)
                if row == 3:
                    self._tall(table, row, column)

    # -- building blocks --

    def _framed(self, text: str) -> None:
        """The judgement, in a frame across the page: nobody overlooks it."""
        form = QTextTableFormat()
        form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        form.setBorder(1)
        form.setBorderStyle(_RULE)
        form.setBorderBrush(QBrush(Qt.GlobalColor.black))
        form.setCellSpacing(0)
        form.setCellPadding(5)
        form.setTopMargin(6)
        table = self._at.insertTable(1, 1, form)
        at = table.cellAt(0, 0).firstCursorPosition()
        style = QTextCharFormat()
        style.setFontPointSize(1.35 * _PT)
        style.setFontWeight(QFont.Weight.Bold)
        at.insertText(readable(text), style)
        self._at.movePosition(QTextCursor.MoveOperation.End)

    def _tall(self, table: QTextTable, row: int, column: int) -> None:
        """Room to sign in."""
        form = table.cellAt(row, column).format().toTableCellFormat()
        form.setTopPadding(22)
        table.cellAt(row, column).setFormat(form)

    def _title(self, text: str, *, on_new_page: bool = False) -> None:
        self._line(text, size=1.1, bold=True, space=1, on_new_page=on_new_page)

    def _line(
        self, text: str, *, size: float = 1.0, bold: bool = False, space: float = 0.0, on_new_page: bool = False
    ) -> None:
        block = QTextBlockFormat()
        block.setTopMargin(space * _PT)
        if on_new_page:
            block.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        style = QTextCharFormat()
        style.setFontPointSize(size * _PT)
        style.setFontWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
        if self._begun:
            self._at.insertBlock(block, style)
        else:
            self._at.setBlockFormat(block)
            self._begun = True
        self._at.insertText(readable(text), style)

    def _table(
        self,
        rows: Sequence[Sequence[str]],
        shares: Sequence[int],
        *,
        numbers: Sequence[int],
        heads: int = 1,
        sum_row: bool = False,
        ruled: bool = True,
    ) -> QTextTable:
        """A table as wide as the page; `shares` in percent, `numbers` are columns of money, right-aligned."""
        form = QTextTableFormat()
        form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        form.setColumnWidthConstraints([QTextLength(QTextLength.Type.PercentageLength, share) for share in shares])
        form.setCellPadding(2)
        form.setCellSpacing(0)
        form.setBorder(0)
        form.setBorderCollapse(True)
        form.setTopMargin(3)
        form.setHeaderRowCount(heads)
        table = self._at.insertTable(len(rows), len(shares), form)
        for place, row in enumerate(rows):
            strong = place < heads or (sum_row and place == len(rows) - 1)
            for column, text in enumerate(row):
                self._cell(table, place, column, text, right=column in numbers, strong=strong)
                if column - 1 in numbers and column not in numbers:
                    self._apart(table, place, column)
                if ruled and (place < heads or (sum_row and place == len(rows) - 1)):
                    self._rule(table, place, column, below=place < heads)
        self._at.movePosition(QTextCursor.MoveOperation.End)
        return table

    def _apart(self, table: QTextTable, row: int, column: int) -> None:
        """Words beside a column of money."""
        form = table.cellAt(row, column).format().toTableCellFormat()
        form.setLeftPadding(8)
        table.cellAt(row, column).setFormat(form)

    def _cell(self, table: QTextTable, row: int, column: int, text: str, *, right: bool, strong: bool) -> None:
        at = table.cellAt(row, column).firstCursorPosition()
        block = QTextBlockFormat()
        block.setAlignment(Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
        at.setBlockFormat(block)
        style = QTextCharFormat()
        style.setFontPointSize(_PT)
        style.setFontWeight(QFont.Weight.Bold if strong else QFont.Weight.Normal)
        at.insertText(readable(text), style)

    def _rule(self, table: QTextTable, row: int, column: int, *, below: bool) -> None:
        cell = table.cellAt(row, column)
        form: QTextTableCellFormat = cell.format().toTableCellFormat()
        if below:
            form.setBottomBorder(0.75)
            form.setBottomBorderStyle(_RULE)
        else:
            form.setTopBorder(0.75)
            form.setTopBorderStyle(_RULE)
        form.setBorderBrush(QBrush(Qt.GlobalColor.black))
        cell.setFormat(form)


def _moved_cells(line: CertificateLine) -> tuple[str, str, str, str]:
    return line.label, money_text(line.splynx.moved), money_text(line.xero.moved), money_text(line.difference)
