"""A frameless area that scrolls up and down only, and only as far as there is something to see."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from splynx_xero_gui.gui.kit.metrics import set_spacing, unit


class _Content(QWidget):
    """Wrapped words need less height the wider they are; Qt's own least height is that of the narrowest width."""

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        layout = self.layout()
        if layout is None or not layout.hasHeightForWidth():
            return hint
        return QSize(hint.width(), layout.minimumHeightForWidth(max(self.width(), hint.width())))

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.minimumHeightForWidth(width) if layout is not None else super().heightForWidth(width)


class Scrolling(QScrollArea):
    """Add widgets to ``column()``. It takes no focus itself; Tab brings what it goes to into view."""

    def __init__(self, gap_units: float = 1.5, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = _Content(self)
        self._column = QVBoxLayout(self._content)
        set_spacing(self._column, 0, gap_units)
        # Room for focus frames, which are drawn outside their widgets.
        edge = max(2, unit(self) // 3)
        self._column.setContentsMargins(edge, edge, edge, edge)
        self.setWidget(self._content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self._content.setAutoFillBackground(False)

    def column(self) -> QVBoxLayout:
        """Where widgets are added."""
        return self._column

    def to_top(self) -> None:
        """Scroll up to the first line."""
        self.verticalScrollBar().setValue(0)
