"""What was last agreed, what Splynx says now, what Xero says now: only the fields that differ (ui.md M3)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from splynx_xero_gui.domain.conflict import FieldDiff
from splynx_xero_gui.gui.accents import Accent, accent_color, tint
from splynx_xero_gui.gui.decisions.field_words import field_value, is_number
from splynx_xero_gui.gui.decisions.question_words import in_locale
from splynx_xero_gui.gui.kit.badge import ServiceSide, SideBadge
from splynx_xero_gui.gui.kit.fold import Fold
from splynx_xero_gui.gui.kit.labels import PlainLabel, TypeLabel, follow_layout
from splynx_xero_gui.gui.kit.metrics import TextRole, ch, role_font, set_spacing, tabular, unit
from splynx_xero_gui.gui.words import field_title

_CELL_CH, _WIDEST_CH = 20, 36
# The other side keeps no such thing beside its document: nothing is missing there.
_OF_ONE_SIDE = frozenset({"paid", "due", "reconciled", "open", "method"})
# Who may have paid, what it may be for, what looks alike: lines of Splynx that are read by themselves, across.
_LINES = ("customer ", "invoice ", "payment ")
_ACROSS_CH = 60


class ValueCell(PlainLabel):
    """One value. A changed one has a tint, a bold value and a bar at its leading edge, never the colour alone."""

    def __init__(
        self,
        text: str,
        number: bool,
        accent: Accent | None,
        parent: QWidget | None = None,
        *,
        widest_ch: int = _WIDEST_CH,
    ) -> None:
        super().__init__(text, parent)
        self._accent = accent
        self.setWordWrap(not number)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFont(tabular(role_font(TextRole.STRONG if accent else TextRole.BODY)))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute if number else Qt.AlignmentFlag.AlignLeading
        self.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        follow_layout(self)
        u = unit(self)
        self.setContentsMargins(u, u // 2, u, u // 2)
        self.setMaximumWidth(ch(self, widest_ch))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def is_changed(self) -> bool:
        return self._accent is not None

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._accent is not None:
            painter = QPainter(self)
            painter.fillRect(self.rect(), tint(self._accent, self.palette()))
            bar = max(3, unit(self) // 2)
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            left = self.width() - bar if mirrored else 0
            painter.fillRect(QRectF(left, 0, bar, self.height()), accent_color(self._accent, self.palette()))
            painter.end()
        super().paintEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        elif event.type() == QEvent.Type.LayoutDirectionChange:
            follow_layout(self)


class ThreeColumns(QWidget):
    """The compared fields of one question; hidden when it has none."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._name = name
        self._column = QVBoxLayout(self)
        set_spacing(self._column, 0, 1)
        self._shown: QWidget | None = None
        self.hide()

    def set_fields(self, fields: Sequence[FieldDiff]) -> None:
        """Show these fields; those that are equal everywhere are folded away."""
        if self._shown is not None:
            self._column.removeWidget(self._shown)
            self._shown.hide()
            self._shown.deleteLater()
            self._shown = None
        self.setVisible(bool(fields))
        if not fields:
            return
        self._shown = QWidget(self)
        column = QVBoxLayout(self._shown)
        set_spacing(column, 0, 1)
        equal = [field for field in fields if _is_equal(field)]
        different = [field for field in fields if not _is_equal(field)] or list(fields)
        column.addWidget(self._grid(different, self._shown))
        if equal and len(equal) < len(fields):
            inner = self._grid(equal, self._shown)
            title = self.tr("%n field(s) that are equal", "", len(equal))
            column.addWidget(Fold(title, inner, f"{self._name}.equal", self._shown))
        self._column.addWidget(self._shown)

    def _grid(self, fields: Sequence[FieldDiff], parent: QWidget) -> QWidget:
        widget = QWidget(parent)
        grid = QGridLayout(widget)
        set_spacing(grid, 0, 1)
        grid.setHorizontalSpacing(2 * unit(self))
        for place in (1, 2, 3):
            grid.setColumnMinimumWidth(place, ch(self, _CELL_CH))
        grid.setColumnStretch(4, 1)
        never = all(field.agreed is None for field in fields)
        agreed_words = self.tr("never agreed before") if never else self.tr("Last agreed")
        grid.addWidget(TypeLabel(agreed_words, TextRole.CAPTION, Accent.QUIET, widget), 0, 1)
        for place, side in ((2, ServiceSide.SPLYNX), (3, ServiceSide.XERO)):
            grid.addWidget(self._side_head(side, widget), 0, place)
        for row, field in enumerate(fields, start=1):
            title = field_title(field.name)
            grid.addWidget(TypeLabel(title, TextRole.BODY, None, widget), row, 0, Qt.AlignmentFlag.AlignVCenter)
            if field.name.startswith(_LINES) and field.splynx is not None and field.xero is None:
                text = in_locale(field.splynx)
                line = ValueCell(text, False, None, widget, widest_ch=_ACROSS_CH)
                line.setAccessibleName(self._spoken(title, 2, text, False))
                grid.addWidget(line, row, 1, 1, 4)
                continue
            for place, (value, accent) in enumerate(_cells(field), start=1):
                text = field_value(field.name, value) if value is not None else self._nothing(field.name, place, never)
                cell = ValueCell(text, is_number(field.name), accent, widget)
                cell.setAccessibleName(self._spoken(title, place, text, accent is not None))
                grid.addWidget(cell, row, place)
        return widget

    def _side_head(self, side: ServiceSide, parent: QWidget) -> QWidget:
        head = QWidget(parent)
        row = QHBoxLayout(head)
        set_spacing(row, 0, 1)
        row.addWidget(SideBadge(side, head))
        row.addWidget(TypeLabel(self.tr("now"), TextRole.CAPTION, Accent.QUIET, head))
        row.addStretch(1)
        return head

    def _nothing(self, name: str, place: int, never: bool) -> str:
        if name in _OF_ONE_SIDE:
            return "" if place == 1 and never else "–"
        if place == 1:
            return "" if never else "–"
        return self.tr("not there")

    def _spoken(self, title: str, place: int, text: str, changed: bool) -> str:
        where = (self.tr("last agreed"), self.tr("Splynx now"), self.tr("Xero now"))[place - 1]
        said = f"{title}, {where}, {text or self.tr('nothing')}"
        return self.tr("{value}, changed").format(value=said) if changed else said


def _is_equal(field: FieldDiff) -> bool:
    return field.splynx == field.xero and (field.agreed is None or field.agreed == field.splynx)


def _cells(field: FieldDiff) -> tuple[tuple[str | None, Accent | None], ...]:
    """Value and accent of the three columns: what moved away from the agreement, else what differs."""
    if field.agreed is None:
        differs = field.splynx is not None and field.xero is not None and field.splynx != field.xero
        splynx = Accent.SPLYNX if differs else None
        xero = Accent.XERO if differs else None
    else:
        splynx = Accent.SPLYNX if field.splynx is not None and field.splynx != field.agreed else None
        xero = Accent.XERO if field.xero is not None and field.xero != field.agreed else None
    return (field.agreed, None), (field.splynx, splynx), (field.xero, xero)
