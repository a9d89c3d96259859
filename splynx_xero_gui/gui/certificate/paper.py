"""Pages of the certificate: laid out for the paper, black on white whatever the theme, with page n of m at the foot."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QTextDocument,
)
from PySide6.QtPrintSupport import QPrinter

from splynx_xero_gui.gui.certificate.words import page_of

_MARGIN_MM = 16.0
_FOOT_PT = 7.5


def paper_printer(pdf: str = "") -> QPrinter:
    """A printer with the paper of this locale; it writes to the file where one is named."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if pdf:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(pdf)
        printer.setResolution(300)
    letter = QLocale().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem
    size = QPageSize(QPageSize.PageSizeId.Letter if letter else QPageSize.PageSizeId.A4)
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    printer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter))
    return printer


def paint(document: QTextDocument, foot: str, printer: QPrinter) -> int:
    """Paint every page; returns how many there are, 0 where the printer takes none."""
    painter = QPainter()
    if not painter.begin(printer):
        return 0
    try:
        return _paint(document.clone(), foot, printer, painter)
    finally:
        painter.end()


def _paint(document: QTextDocument, foot: str, printer: QPrinter, painter: QPainter) -> int:
    layout = document.documentLayout()
    layout.setPaintDevice(printer)
    font = QFont(document.defaultFont())
    font.setPointSizeF(_FOOT_PT)
    painter.setFont(font)
    line = painter.fontMetrics().height()
    page = printer.pageLayout().paintRectPixels(printer.resolution())
    body = QSizeF(page.width(), page.height() - 2 * line)
    document.setPageSize(body)
    pages = document.pageCount()
    for number in range(pages):
        if number:
            printer.newPage()
        _page(layout, painter, QRectF(0, number * body.height(), body.width(), body.height()))
        rest = QRectF(0, page.height() - line, page.width(), line)
        painter.setFont(font)
        painter.setPen(Qt.GlobalColor.black)
        right = page_of(number + 1, pages)
        taken = painter.fontMetrics().horizontalAdvance(right) + 2 * line
        room = round(rest.width() - taken)
        left = painter.fontMetrics().elidedText(foot, Qt.TextElideMode.ElideRight, room)
        painter.drawText(rest, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, left)
        painter.drawText(rest, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, right)
    return pages


def _page(layout: QAbstractTextDocumentLayout, painter: QPainter, part: QRectF) -> None:
    context = QAbstractTextDocumentLayout.PaintContext()
    # Paper is white: the theme's text may be white too.
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.black)
    context.palette = palette
    context.clip = part
    painter.save()
    painter.translate(0, -part.top())
    painter.setClipRect(part)
    layout.draw(painter, context)
    painter.restore()
