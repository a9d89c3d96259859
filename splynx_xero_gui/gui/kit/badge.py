"""Which of the two services something belongs to: a word in its colour, never the colour alone."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from splynx_xero_gui.gui.accents import Accent, accent_color, tint
from splynx_xero_gui.gui.kit.metrics import unit


class ServiceSide(Enum):
    """The two services, with the names under which they are known (not translated)."""

    SPLYNX = "Splynx"
    XERO = "Xero"

    @property
    def accent(self) -> Accent:
        return Accent.SPLYNX if self is ServiceSide.SPLYNX else Accent.XERO


class SideBadge(QWidget):
    """The word "Splynx" or "Xero" in its side's colour, framed, on its tint."""

    def __init__(self, side: ServiceSide, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self.setAccessibleName(side.value)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def side(self) -> ServiceSide:
        return self._side

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        u = unit(self)
        return QSize(metrics.horizontalAdvance(self._side.value) + 2 * u, metrics.height() + max(2, u // 2))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = accent_color(self._side.accent, self.palette())
        painter.setPen(QPen(color, 1))
        painter.setBrush(tint(self._side.accent, self.palette()))
        radius = self.height() / 4
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._side.value)
        painter.end()
