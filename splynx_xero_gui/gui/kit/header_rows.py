"""Rows that follow a table's columns: the filter row under its heading and the sum row under its last line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QStyle, QTableView, QWidget

from splynx_xero_gui.gui.kit.cell_delegate import text_inset
from splynx_xero_gui.gui.kit.formats import isolated
from splynx_xero_gui.gui.kit.metrics import tabular, unit


class ColumnRow(QWidget):
    """Base: knows where the table's columns are, however they are scrolled, moved or resized."""

    def __init__(self, view: QTableView, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        header = view.horizontalHeader()
        header.sectionResized.connect(self._on_section)
        header.sectionMoved.connect(self._on_section)
        header.geometriesChanged.connect(self._on_scrolled)
        view.horizontalScrollBar().valueChanged.connect(self._on_scrolled)
        view.viewport().installEventFilter(self)

    def column_rect(self, column: int) -> QRect:
        """Where a column stands, in this row's coordinates; empty for a hidden one."""
        header = self._view.horizontalHeader()
        if header.isSectionHidden(column):
            return QRect()
        left = self._view.viewport().x() + header.sectionViewportPosition(column)
        return QRect(left, 0, header.sectionSize(column), self.height())

    def columns_moved(self) -> None:
        """The columns are elsewhere now."""
        self.update()

    def _on_section(self, _one: int, _two: int, _three: int) -> None:
        self.columns_moved()

    def _on_scrolled(self) -> None:
        self.columns_moved()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self.columns_moved()
        return False


class SumRow(ColumnRow):
    """The sums under their columns, and how many rows they are of."""

    def __init__(self, view: QTableView, parent: QWidget) -> None:
        super().__init__(view, parent)
        self._texts: dict[int, str] = {}
        self._label = ""

    def set_sums(self, label: str, sums: Sequence[tuple[int, str, str]]) -> None:
        """``label`` stands at the start of the row; ``sums`` are (column, heading, text)."""
        self._label = label
        self._texts = {column: text for column, _, text in sums}
        self.setAccessibleName(", ".join([label, *(f"{heading} {text}" for _, heading, text in sums)]))
        self.update()

    def label(self) -> str:
        return self._label

    def text(self, column: int) -> str:
        """The sum under a column, as shown."""
        return self._texts.get(column, "")

    def sizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height() + round(1.5 * unit(self)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette = self.palette()
        painter.fillRect(self.rect(), palette.window())
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawLine(0, 0, self.width(), 0)
        font = tabular(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        margin = text_inset() + self.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1
        rects = {column: self.column_rect(column).adjusted(margin, 0, -margin, 0) for column in self._texts}
        for column, text in self._texts.items():
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
            # A sum is longer than its addends: it may reach to the left rather than be cut.
            needed = painter.fontMetrics().horizontalAdvance(text)
            rect = rects[column]
            rect.setLeft(min(rect.left(), rect.right() - needed))
            painter.drawText(rect, right, isolated(text, True))
        painter.drawText(self._label_rect(margin), self._leading(), self._label)
        painter.end()

    def _leading(self) -> Qt.AlignmentFlag:
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter

    def _label_rect(self, margin: int) -> QRect:
        return self.rect().adjusted(margin, 0, -margin, 0)


class FilterRow(ColumnRow):
    """One field over each column; ``filter_changed(column, text)`` follows every typed letter."""

    filter_changed = Signal(int, str)

    def __init__(self, view: QTableView, columns: Sequence[tuple[str, str]], parent: QWidget) -> None:
        super().__init__(view, parent)
        self._fields: list[QLineEdit] = []
        for place, (key, title) in enumerate(columns):
            field = QLineEdit(self)
            field.setObjectName(f"{view.objectName()}.filter.{key}")
            field.setClearButtonEnabled(True)
            field.setAccessibleName(self.tr("Filter {column}").format(column=title))
            field.setPlaceholderText(self.tr("Filter"))
            field.setProperty("column", place)
            field.textChanged.connect(self._on_text)
            self._fields.append(field)
        self.columns_moved()

    def field(self, column: int) -> QLineEdit:
        return self._fields[column]

    def clear(self) -> None:
        for field in self._fields:
            field.clear()

    def sizeHint(self) -> QSize:
        return QSize(0, max((field.sizeHint().height() for field in self._fields), default=0))

    def columns_moved(self) -> None:
        for column, field in enumerate(self._fields):
            rect = self.column_rect(column)
            field.setVisible(rect.width() > 0)
            field.setGeometry(rect.adjusted(1, 0, -1, 0))

    def _on_text(self, text: str) -> None:
        field = self.sender()
        if isinstance(field, QLineEdit):
            self.filter_changed.emit(int(field.property("column")), text)
