"""Spacing and type, both relative to the system's style and font (ui.md §2): nothing in fixed pixels."""

from __future__ import annotations

from enum import Enum
from math import ceil

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF
from PySide6.QtWidgets import QApplication, QBoxLayout, QGridLayout, QStyle, QWidget

_SMALLEST_POINTS = 8.0
_FALLBACK_UNIT = 6


class TextRole(Enum):
    """The steps of the type scale: factor to the system font, and whether semibold."""

    BODY = (1.0, False)
    CAPTION = (0.9, False)
    STRONG = (1.0, True)
    INSTRUCTION = (1.15, False)
    PAGE_TITLE = (1.5, True)
    FIGURE = (1.8, True)

    @property
    def factor(self) -> float:
        return self.value[0]

    @property
    def semibold(self) -> bool:
        return self.value[1]


def unit(widget: QWidget | None = None) -> int:
    """The spacing unit ``u`` in logical pixels (about 6)."""
    style = widget.style() if widget is not None else QApplication.style()
    size = style.pixelMetric(QStyle.PixelMetric.PM_LayoutHorizontalSpacing, None, widget)
    return size if size > 0 else _FALLBACK_UNIT


def ch(widget: QWidget, count: float) -> int:
    """The width of ``count`` average characters in the widget's font, logical pixels."""
    return ceil(QFontMetricsF(widget.font()).averageCharWidth() * count)


def lines(widget: QWidget, count: float) -> int:
    """The height of ``count`` lines of text in the widget's font, logical pixels."""
    return ceil(QFontMetricsF(widget.font()).lineSpacing() * count)


def icon_size(widget: QWidget, steps: float = 1.0) -> int:
    """The edge of an icon beside one line of text (16 at the usual size); 1.25 and 1.5 give the larger ones."""
    return max(12, round(QFontMetricsF(widget.font()).height() * steps))


def role_font(role: TextRole, base: QFont | None = None) -> QFont:
    """The system font at a step of the type scale; captions never fall below 8 points."""
    font = QFont(base if base is not None else QApplication.font())
    if font.pointSizeF() > 0:
        floor = min(_SMALLEST_POINTS, font.pointSizeF())
        font.setPointSizeF(max(floor, font.pointSizeF() * role.factor))
    else:
        font.setPixelSize(max(10, round(font.pixelSize() * role.factor)))
    if role.semibold:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def tabular(font: QFont) -> QFont:
    """The font with digits of one width, so that amounts stand under each other."""
    result = QFont(font)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result


def fixed_font() -> QFont:
    """The system's fixed font, for ids and the plan's fingerprint."""
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)


def set_spacing(layout: QBoxLayout | QGridLayout, margin_units: float = 0, gap_units: float = 1) -> None:
    """Margins and gaps of a layout, in units ``u``."""
    u = unit(layout.parentWidget())
    margin = round(margin_units * u)
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(round(gap_units * u))
