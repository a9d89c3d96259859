"""How a cell looks, told in one go: Qt by itself asks the model seven times for each cell it paints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from splynx_xero_gui.gui.accents import Accent, accent_color
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.formats import isolated, readable
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.metrics import fixed_font, tabular

R = TypeVar("R")
# Absolute: amounts stay aligned on their decimals in right-to-left layouts too (ui.md §10).
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
_LEADING = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class CellLook:
    """What `TableRole.LOOK` answers. `font`, `brush` None: the view's own. `accent` is the icon's; `changed` tints the
    cell; `is_list`: something can be picked in it."""

    text: str
    alignment: Qt.AlignmentFlag
    font: QFont | None = None
    brush: QBrush | None = None
    icon: IconName | None = None
    accent: Accent | None = None
    checked: Qt.CheckState | None = None
    changed: Accent | None = None
    is_list: bool = False


def alignment_of(column: Column[R]) -> Qt.AlignmentFlag:
    """How a column's cells and heading are aligned."""
    return _RIGHT if column.kind.numeric else _LEADING


def shown_text(column: Column[R], row: R) -> str:
    """What stands in a cell; an unanswered list says so."""
    text = readable(column.display(row))
    return column.placeholder if not text and column.pick_items is not None else text


def check_state(column: Column[R], row: R) -> Qt.CheckState | None:
    """The tick of a cell; None where it has no box."""
    value = column.value(row) if column.kind is ColumnKind.CHECK else None
    if value is None:
        return None
    return Qt.CheckState.Checked if value else Qt.CheckState.Unchecked


class CellLooks(Generic[R]):
    """Makes the looks of one table's cells. Fonts and brushes are made once for a font and a palette of the program."""

    def __init__(self) -> None:
        self._font = QFont()
        self._fonts: dict[tuple[ColumnKind, bool], QFont | None] = {}
        self._palette = 0
        self._brushes: dict[Accent | None, QBrush] = {}

    def look(self, column: Column[R], row: R) -> CellLook:
        """Everything that is painted of a cell."""
        text = readable(column.display(row))
        changed = column.changed(row) if column.changed is not None else None
        brush = self._brush(column, row, not text)
        shown = column.placeholder if not text and column.pick_items is not None else text
        icon = column.icon(row) if column.icon is not None else None
        return CellLook(
            isolated(shown, column.kind.left_to_right) if shown else "",
            alignment_of(column),
            self._font_of(column, row, changed is not None and bool(text)),
            brush,
            icon,
            column.accent(row) if icon is not None and column.accent is not None else None,
            check_state(column, row) if column.kind is ColumnKind.CHECK else None,
            changed,
            column.pick_items is not None and bool(column.pick_items(row)),
        )

    def font(self, column: Column[R], row: R) -> QFont | None:
        """The font of a cell that has one of its own."""
        changed = column.changed is not None and column.changed(row) is not None and bool(column.display(row))
        return self._font_of(column, row, changed)

    def brush(self, column: Column[R], row: R) -> QBrush | None:
        """The colour of a cell that has one of its own."""
        return self._brush(column, row, not column.display(row))

    def _font_of(self, column: Column[R], row: R, changed: bool) -> QFont | None:
        bold = changed or (column.bold is not None and column.bold(row))
        if column.kind is ColumnKind.TEXT and not bold:
            return None
        font = QApplication.font()
        if font != self._font:
            self._font = font
            self._fonts.clear()
        key = (column.kind, bold)
        if key not in self._fonts:
            self._fonts[key] = _made(column.kind, bold, font)
        return self._fonts[key]

    def _brush(self, column: Column[R], row: R, empty: bool) -> QBrush | None:
        if empty and column.placeholder:
            return self._brush_of(None)
        accent = column.accent(row) if column.accent is not None else None
        return self._brush_of(accent) if accent is not None else None

    def _brush_of(self, accent: Accent | None) -> QBrush:
        """An accent's; None is that of what is not answered yet."""
        palette = QGuiApplication.palette()
        if palette.cacheKey() != self._palette:
            self._palette = palette.cacheKey()
            self._brushes.clear()
        if accent not in self._brushes:
            self._brushes[accent] = _colored(accent, palette)
        return self._brushes[accent]


def _colored(accent: Accent | None, palette: QPalette) -> QBrush:
    return QBrush(palette.placeholderText()) if accent is None else QBrush(accent_color(accent, palette))


def _made(kind: ColumnKind, bold: bool, base: QFont) -> QFont | None:
    font: QFont | None = None
    if kind is ColumnKind.CODE:
        font = fixed_font()
    elif kind.numeric or kind in (ColumnKind.DATE, ColumnKind.MOMENT):
        font = tabular(base)
    if bold:
        font = QFont(font if font is not None else base)
        font.setWeight(QFont.Weight.DemiBold)
    return font
