"""How a table's cell is painted: the changed cell's tint and bar, and room for what a subclass adds.

A screen holds hundreds of cells, and each goes through here whenever it comes into view: the model is asked once for
all there is to know of it (`TableRole.LOOK`), and flags are plain numbers, which Python compares in a tenth of the
time.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QIcon, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from splynx_xero_gui.gui.accents import Accent, accent_color, tint
from splynx_xero_gui.gui.kit.cell_look import CellLook
from splynx_xero_gui.gui.kit.columns import TableRole
from splynx_xero_gui.gui.kit.icons import IconName, cell_icon
from splynx_xero_gui.gui.kit.metrics import unit

_Index = QModelIndex | QPersistentModelIndex
_SMALLEST_TARGET = 24  # logical pixels, ui.md §9
_LOOK = int(TableRole.LOOK)
_SELECTED = QStyle.StateFlag.State_Selected.value
_FOCUSED = QStyle.StateFlag.State_HasFocus.value
_ENABLED = QStyle.StateFlag.State_Enabled.value
_LINE = "\u2028"  # as Qt shows several lines in a cell
_Feature = QStyleOptionViewItem.ViewItemFeature


def text_inset() -> int:
    """The room a cell keeps on both sides, beside the style's own."""
    return max(2, unit() // 2)


class CellDelegate(QStyledItemDelegate):
    """Paints a cell; a changed one has the tint, a bar at its leading edge and (by the model) a bold value."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width() + 2 * unit(), max(size.height() + unit() // 2, _SMALLEST_TARGET))

    def text_rect(self, option: QStyleOptionViewItem, index: _Index) -> QRect:
        """Where the cell's own text may stand."""
        inset = text_inset()
        return option.rect.adjusted(inset, 0, -inset, 0)

    def paint_extra(self, painter: QPainter, option: QStyleOptionViewItem, look: CellLook) -> None:
        """What a subclass paints on top."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        look = index.data(_LOOK)
        if isinstance(look, CellLook):
            _fill(option, index, look)
        else:
            super().initStyleOption(option, index)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        cell = QStyleOptionViewItem(option)
        look = index.data(_LOOK)
        if not isinstance(look, CellLook):  # a list that is no table
            super().initStyleOption(cell, index)
            look = _NO_LOOK
        else:
            _fill(cell, index, look)
        state = option.state.value
        selected = bool(state & _SELECTED)
        if look.changed is not None and not selected:
            painter.fillRect(option.rect, tint(look.changed, option.palette))
        widget = option.widget
        style = widget.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, cell, painter, widget)
        cell.rect = self.text_rect(option, index)
        focused = bool(state & _FOCUSED)
        if focused:
            cell.state = QStyle.StateFlag(state & ~_FOCUSED)
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, widget)
        if focused:
            _paint_focus(painter, option, selected)
        if look.changed is not None:
            _paint_bar(painter, option, look.changed)
        self.paint_extra(painter, option, look)


_NO_LOOK = CellLook("", Qt.AlignmentFlag.AlignLeading)


_FEATURES = {
    (False, False): _Feature.HasDisplay,
    (True, False): _Feature.HasDisplay | _Feature.HasDecoration,
    (False, True): _Feature.HasDisplay | _Feature.HasCheckIndicator,
    (True, True): _Feature.HasDisplay | _Feature.HasDecoration | _Feature.HasCheckIndicator,
}


def _fill(option: QStyleOptionViewItem, index: _Index, look: CellLook) -> None:
    """What `QStyledItemDelegate.initStyleOption` does, by one question to the model."""
    if isinstance(index, QModelIndex):
        option.index = index
    option.displayAlignment = look.alignment
    if look.font is not None:
        option.font = look.font.resolve(option.font)
        option.fontMetrics = QFontMetrics(option.font)
    if look.brush is not None:
        palette = option.palette
        palette.setBrush(QPalette.ColorRole.Text, look.brush)
        option.palette = palette
    option.text = look.text.replace("\n", _LINE)
    if look.checked is not None:
        option.checkState = look.checked
    if look.icon is not None:
        option.icon = _icon_of(option, look.icon, look.accent)
    option.features = option.features | _FEATURES[look.icon is not None, look.checked is not None]
    option.styleObject = None  # type: ignore[assignment]  # as Qt has it: no animations within a view


def _icon_of(option: QStyleOptionViewItem, name: IconName, accent: Accent | None) -> QIcon:
    state, palette = option.state.value, option.palette
    mode = QIcon.Mode.Normal
    if not state & _ENABLED:
        mode, color = QIcon.Mode.Disabled, palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText)
    elif state & _SELECTED:
        mode, color = QIcon.Mode.Selected, palette.color(QPalette.ColorRole.HighlightedText)
    elif accent is not None:
        color = accent_color(accent, palette)
    else:
        color = palette.color(QPalette.ColorRole.WindowText)
    mirrored = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    size, ratio = option.decorationSize.width(), option.widget.devicePixelRatioF()
    return cell_icon(name, color.name(), mode, size, ratio, mirrored)


def _paint_focus(painter: QPainter, option: QStyleOptionViewItem, selected: bool) -> None:
    """A frame around the cell: a style may lay its own over the text, which pales it."""
    role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Highlight
    painter.save()
    painter.setPen(option.palette.color(role))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRect(option.rect).adjusted(1, 1, -2, -2))
    painter.restore()


def _paint_bar(painter: QPainter, option: QStyleOptionViewItem, changed: Accent) -> None:
    """The bar at the leading edge of a changed cell."""
    whole, bar = QRect(option.rect), max(2, unit() // 2)
    left = whole.right() + 1 - bar if option.direction == Qt.LayoutDirection.RightToLeft else whole.left()
    painter.fillRect(QRect(left, whole.top(), bar, whole.height()), accent_color(changed, option.palette))
