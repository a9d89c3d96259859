"""A table's heading, its words standing exactly over those of the cells and never touching their neighbour's."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHeaderView, QStyleOptionHeader, QWidget

from splynx_xero_gui.gui.kit.metrics import unit

_THIN_SPACE = "\u2009"


class Heading(QHeaderView):
    """Styles give headings less room at their sides than cells: an amount's heading ran into the next one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, logicalIndex: int) -> None:
        super().initStyleOptionForIndex(option, logicalIndex)
        if option.text:
            option.text = f"{_THIN_SPACE}{option.text}{_THIN_SPACE}"

    def sectionSizeFromContents(self, logicalIndex: int) -> QSize:
        return super().sectionSizeFromContents(logicalIndex) + QSize(unit(self), 0)
