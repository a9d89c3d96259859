"""How a table's cell is painted: the changed cell's tint and bar, and room for what a subclass adds."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from splynx_xero_gui.gui.accents import Accent, accent_color, tint
from splynx_xero_gui.gui.kit.columns import TableRole
from splynx_xero_gui.gui.kit.metrics import unit

_Index = QModelIndex | QPersistentModelIndex
_SMALLEST_TARGET = 24  # logical pixels, ui.md §9


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
        return QRect(option.rect).adjusted(inset, 0, -inset, 0)

    def paint_extra(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """What a subclass paints on top."""

    def _paint_focus(self, painter: QPainter, option: QStyleOptionViewItem, selected: bool) -> None:
        """A frame around the cell: a style may lay its own over the text, which pales it."""
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Highlight
        painter.save()
        painter.setPen(option.palette.color(role))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRect(option.rect).adjusted(1, 1, -2, -2))
        painter.restore()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        whole = QRect(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        changed = index.data(TableRole.CHANGED)
        if isinstance(changed, Accent) and not selected:
            painter.fillRect(whole, tint(changed, option.palette))
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        style = option.widget.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, ground, painter, option.widget)
        inner = QStyleOptionViewItem(option)
        inner.rect = self.text_rect(option, index)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        inner.state &= ~QStyle.StateFlag.State_HasFocus
        super().paint(painter, inner, index)
        if focused:
            self._paint_focus(painter, option, selected)
        if isinstance(changed, Accent):
            bar = max(2, unit() // 2)
            right_to_left = option.direction == Qt.LayoutDirection.RightToLeft
            left = whole.right() + 1 - bar if right_to_left else whole.left()
            color = accent_color(changed, option.palette)
            painter.fillRect(QRect(left, whole.top(), bar, whole.height()), color)
        self.paint_extra(painter, option, index)
