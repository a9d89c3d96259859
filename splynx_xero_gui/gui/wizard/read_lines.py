"""The two columns of W3: one line for everything that is read, each with its state and, when it failed, *Try again*."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStyle, QStyleOptionFocusRect, QVBoxLayout, QWidget

from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.engine.fetching import SPLYNX_LINES, XERO_LINES, FetchLine
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.badge import ServiceSide, SideBadge
from splynx_xero_gui.gui.kit.formats import number_text
from splynx_xero_gui.gui.kit.icons import IconLabel, IconName
from splynx_xero_gui.gui.kit.labels import ActionButton, TypeLabel, plain_tip
from splynx_xero_gui.gui.kit.metrics import ch, set_spacing

_COLUMN_CH = 48


class LineState(Enum):
    """How far a line is."""

    WAITS = "waits"
    READING = "reading"
    DONE = "done"
    FAILED = "failed"


class ReadLine(QWidget):
    """One line: icon, name, count or state. Takes the focus, so that it can be read out; `again(line)`."""

    again = Signal(str)

    def __init__(self, line: FetchLine, title: str, side: Side, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = line
        self._title = title
        self._side = side
        self.setObjectName(f"read.{line.value}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._icon = IconLabel(IconName.DASH, Accent.QUIET, 1.0, self)
        self._name = TypeLabel(title, parent=self)
        self._value = TypeLabel("", parent=self)
        self._value.setWordWrap(False)
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._button = ActionButton(self.tr("Try again"), self)
        self._button.setObjectName(f"read.{line.value}.again")
        self._button.setAccessibleName(self.tr("Try again: {line}").format(line=title))
        self._button.clicked.connect(self._on_clicked)
        row = QHBoxLayout(self)
        set_spacing(row, 0.5, 1)
        row.addWidget(self._icon)
        row.addWidget(self._name, 1)
        row.addWidget(self._value)
        row.addWidget(self._button)
        self._state = LineState.WAITS
        self._failure = ""
        self.set_state(LineState.WAITS)

    def state(self) -> LineState:
        """How far it is."""
        return self._state

    def failure(self) -> str:
        """Why it could not be read; empty where it could."""
        return self._failure

    def set_state(self, state: LineState, count: int | None = None, failure: str = "") -> None:
        """Show how far the line is; a failure's words are in the tool tip and read out."""
        self._state = state
        icon, accent = {
            LineState.WAITS: (IconName.DASH, Accent.QUIET),
            LineState.READING: (IconName.CLOCK, Accent.INFO),
            LineState.DONE: (IconName.TICK, Accent.OK),
            LineState.FAILED: (IconName.OCTAGON, Accent.DANGER),
        }[state]
        self._icon.set_icon(icon, accent)
        words = {
            LineState.WAITS: self.tr("waits"),
            LineState.READING: self.tr("reading…"),
            LineState.DONE: number_text(count) if count is not None else self.tr("read"),
            LineState.FAILED: self.tr("no answer"),
        }[state]
        self._value.setText(words)
        self._button.setVisible(state is LineState.FAILED)
        self._failure = failure
        self.setToolTip(plain_tip(failure))
        spoken = self.tr("failed, {why}").format(why=failure or words) if state is LineState.FAILED else words
        side = self.tr("Splynx") if self._side is Side.SPLYNX else self.tr("Xero")
        self.setAccessibleName(self.tr("{line}, {side}, {state}").format(line=self._title, side=side, state=spoken))

    def _on_clicked(self) -> None:
        self.again.emit(self.line.value)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.hasFocus():
            return
        painter = QPainter(self)
        option = QStyleOptionFocusRect()
        option.initFrom(self)
        option.rect = self.rect()
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, option, painter, self)
        painter.end()


class ReadLines(QWidget):
    """All lines, Splynx's beside Xero's, or below each other where there is no room."""

    again = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: dict[FetchLine, ReadLine] = {}
        grid = QGridLayout(self)
        set_spacing(grid, 0, 6)
        titles = self._titles()
        badges = {Side.SPLYNX: ServiceSide.SPLYNX, Side.XERO: ServiceSide.XERO}
        for column, (side, lines) in enumerate(((Side.SPLYNX, SPLYNX_LINES), (Side.XERO, XERO_LINES))):
            box = QWidget(self)
            rows = QVBoxLayout(box)
            set_spacing(rows, 0, 0.5)
            rows.addWidget(SideBadge(badges[side], box), 0, Qt.AlignmentFlag.AlignLeft)
            for line in lines:
                widget = ReadLine(line, titles[line], side, box)
                widget.again.connect(self.again)
                self._lines[line] = widget
                rows.addWidget(widget)
            rows.addStretch(1)
            grid.addWidget(box, 0, column)
            box.setMaximumWidth(ch(self, _COLUMN_CH))
            grid.setColumnStretch(column, _COLUMN_CH)
        grid.setColumnStretch(2, 1)

    def line(self, line: FetchLine) -> ReadLine:
        """One of them."""
        return self._lines[line]

    def states(self) -> Mapping[FetchLine, LineState]:
        """How far each is."""
        return {line: widget.state() for line, widget in self._lines.items()}

    def _titles(self) -> Mapping[FetchLine, str]:
        return {
            FetchLine.COMPANY: self.tr("Company and partners"),
            FetchLine.CATEGORIES: self.tr("Transaction categories"),
            FetchLine.TAXES: self.tr("Taxes"),
            FetchLine.METHODS: self.tr("Payment methods"),
            FetchLine.ORGANISATION: self.tr("Organisation, lock dates, role"),
            FetchLine.ACCOUNTS: self.tr("Accounts"),
            FetchLine.TAX_RATES: self.tr("Tax rates"),
            FetchLine.TRACKING: self.tr("Tracking categories"),
        }
