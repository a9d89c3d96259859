"""The compare pane of W8 and D2: both sides field by field; what differs is tinted, bold and says so."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from splynx_xero_gui.domain.conflict import FieldDiff
from splynx_xero_gui.engine.match_compare import differs
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.decisions.field_words import field_value, is_number
from splynx_xero_gui.gui.decisions.three_columns import ValueCell
from splynx_xero_gui.gui.kit.badge import ServiceSide, SideBadge
from splynx_xero_gui.gui.kit.labels import PlainLabel, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, ch, set_spacing
from splynx_xero_gui.gui.words import field_title

_TITLE_CH, _WIDEST_CH = 14, 60


class ComparePane(QWidget):
    """Field, Splynx, Xero. Empty until a row is chosen."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._column = QVBoxLayout(self)
        set_spacing(self._column, 0, 1)
        self._hint = TypeLabel(self.tr("Choose a row to see both sides."), TextRole.CAPTION, Accent.QUIET, self)
        self._why = TypeLabel("", TextRole.CAPTION, None, self)
        self._column.addWidget(self._hint)
        self._column.addWidget(self._why)
        self._grid: QWidget | None = None

    def show_fields(self, fields: Sequence[FieldDiff], why: str = "") -> None:
        """Show both sides and why they are proposed; nothing where there is nothing to compare."""
        self._why.setText(self.tr("Why: {reasons}").format(reasons=why) if why else "")
        self._why.setVisible(bool(why))
        if self._grid is not None:
            self._column.removeWidget(self._grid)
            self._grid.hide()
            self._grid.deleteLater()
            self._grid = None
        known = [field for field in fields if field.splynx or field.xero]
        equal = [field for field in known if field.splynx and field.xero and not differs(field)]
        shown = [field for field in known if field not in equal or field is known[0]]
        self._hint.setText(self._equal_text(equal) if known else self.tr("Choose a row to see both sides."))
        self._hint.setVisible(not known or bool(equal))
        if not shown:
            self.setAccessibleDescription("")
            return
        self._grid = self._made(shown)
        self._column.insertWidget(0, self._grid)
        names = ", ".join(field_title(field.name) for field in shown if differs(field))
        self.setAccessibleName(self.tr("Compare"))
        self.setAccessibleDescription(self.tr("These differ: {names}").format(names=names) if names else "")

    def _equal_text(self, fields: Sequence[FieldDiff]) -> str:
        """Fields that are equal take one line together."""
        parts = [f"{field_title(field.name)} {_shown(field.name, field.splynx)}" for field in fields]
        return self.tr("Equal on both sides: {fields}").format(fields=" · ".join(parts)) if parts else ""

    def _made(self, fields: Sequence[FieldDiff]) -> QWidget:
        grid = QWidget(self)
        layout = QGridLayout(grid)
        set_spacing(layout, 0, 0.5)
        layout.addWidget(SideBadge(ServiceSide.SPLYNX, grid), 0, 1)
        layout.addWidget(SideBadge(ServiceSide.XERO, grid), 0, 2)
        for line, field in enumerate(fields, start=1):
            title = PlainLabel(field_title(field.name), grid)
            layout.addWidget(title, line, 0, Qt.AlignmentFlag.AlignTop)
            unequal = differs(field)
            here, there = (Accent.SPLYNX, Accent.XERO) if unequal else (None, None)
            number = is_number(field.name)
            for place, value, accent in ((1, field.splynx, here), (2, field.xero, there)):
                cell = ValueCell(_shown(field.name, value), number, accent, grid, widest_ch=_WIDEST_CH)
                layout.addWidget(cell, line, place)
            if unequal:
                mark = TypeLabel(self.tr("differs"), TextRole.CAPTION, Accent.ATTENTION, grid)
                mark.setWordWrap(False)
                layout.addWidget(mark, line, 3)
        # The values take the room until they are as wide as they may be; what is left then stands behind all of them.
        for place, share in ((1, 100), (2, 100), (4, 1)):
            layout.setColumnStretch(place, share)
        layout.setColumnMinimumWidth(0, ch(self, _TITLE_CH))
        return grid


def _shown(name: str, value: str | None) -> str:
    return field_value(name, value) if value else "–"
