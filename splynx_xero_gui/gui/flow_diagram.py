"""The picture of how payments flow, one for each scenario (ui.md §2).

Four boxes: card gateway above Splynx, bank above Xero. Payments are thick: solid where they are taken through Splynx,
dashed where the bank shows them in Xero. Invoices are thin and dotted, always from Splynx to Xero.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from splynx_xero_gui.gui.accents import Accent, accent_color, tint
from splynx_xero_gui.gui.kit.formats import isolated, readable
from splynx_xero_gui.gui.kit.metrics import TextRole, ch, lines, role_font, unit

_MIN_CH = 40
_MIN_LINES = 11
_MAX_LINES = 15


class FlowScenario(Enum):
    """The three scenarios; the values are those of profile and console."""

    PUSH_ALL = "push-all"
    XERO_PAYMENTS = "xero-payments"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class FlowNames:
    """What is written under the boxes: methods taken by gateways, methods seen by the bank, and Xero's accounts."""

    gateway: tuple[str, ...] = ()
    bank: tuple[str, ...] = ()
    xero: tuple[str, ...] = ()


class _Line(Enum):
    SOLID = "solid"
    DASHED = "dashed"
    DOTTED = "dotted"


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the boxes stand, in coordinates of a left-to-right layout."""

    gateway: QRectF
    bank: QRectF
    splynx: QRectF
    xero: QRectF
    caption: float


class FlowDiagram(QWidget):
    """Draws one scenario with the names of the mapped methods and accounts; mirrors in right-to-left layouts."""

    def __init__(
        self,
        scenario: FlowScenario,
        names: FlowNames | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._scenario = scenario
        self._names = names if names is not None else FlowNames()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMaximumHeight(lines(self, _MAX_LINES))
        self._describe()

    def scenario(self) -> FlowScenario:
        return self._scenario

    def set_scenario(self, scenario: FlowScenario, names: FlowNames | None = None) -> None:
        """Draw another scenario; without names those given before stay."""
        self._scenario = scenario
        self._names = names if names is not None else self._names
        self._describe()
        self.update()

    def sentence(self) -> str:
        """The picture in words, as a screen reader says it."""
        match self._scenario:
            case FlowScenario.PUSH_ALL:
                return self.tr("Payments are taken in Splynx and sent to Xero.")
            case FlowScenario.XERO_PAYMENTS:
                return self.tr("Payments are seen in Xero and taken over into Splynx.")
            case FlowScenario.MIXED:
                return self.tr(
                    "Card payments are taken in Splynx and sent to Xero. Bank payments are seen in Xero and taken over "
                    "into Splynx. No payment travels twice."
                )

    def _describe(self) -> None:
        self.setAccessibleName(self.sentence())
        parts = (
            (self.tr("Card gateway"), self._names.gateway),
            (self.tr("Bank"), self._names.bank),
            ("Xero", self._names.xero),
        )
        self.setAccessibleDescription("; ".join(f"{box}: {', '.join(names)}" for box, names in parts if names))

    def minimumSizeHint(self) -> QSize:
        return QSize(ch(self, _MIN_CH), lines(self, _MIN_LINES))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self._describe()
            self.setMaximumHeight(lines(self, _MAX_LINES))
            self.updateGeometry()

    # --- drawing ---

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        places = self._places()
        mixed = self._scenario is FlowScenario.MIXED
        from_xero = self._scenario is FlowScenario.XERO_PAYMENTS
        self._box(painter, places.gateway, self.tr("Card gateway"), None, used=not from_xero)
        self._box(painter, places.bank, self.tr("Bank"), None, used=True)
        self._box(painter, places.splynx, "Splynx", Accent.SPLYNX, used=True)
        self._box(painter, places.xero, "Xero", Accent.XERO, used=True)
        gateway_names = (self.tr("not used"),) if from_xero else self._names.gateway
        half = self.width() * 0.48
        self._caption(painter, places.gateway, places.caption, gateway_names, half)
        self._caption(painter, places.bank, places.caption, self._names.bank, half)
        self._caption(painter, places.xero, places.caption, self._names.xero, self.width() - 2)
        self._inflow(painter, places)
        if mixed:
            self._across(painter, places, 0, 3, self.tr("card"), _Line.SOLID, to_xero=True)
            self._across(painter, places, 1, 3, self.tr("bank"), _Line.DASHED, to_xero=False)
            self._across(painter, places, 2, 3, self.tr("invoices"), _Line.DOTTED, to_xero=True)
        else:
            line = _Line.DASHED if from_xero else _Line.SOLID
            self._across(painter, places, 0, 2, self.tr("payments"), line, to_xero=not from_xero)
            self._across(painter, places, 1, 2, self.tr("invoices"), _Line.DOTTED, to_xero=True)
        painter.end()

    def _places(self) -> _Places:
        metrics = QFontMetricsF(self.font())
        line = metrics.lineSpacing()
        bold = QFontMetricsF(role_font(TextRole.STRONG, self.font()))
        wide = self._box_width(bold, (self.tr("Card gateway"), self.tr("Bank")), 0.3, 0.46)
        # Narrower below, where the labels of the arrows need the room between the boxes.
        service = self._box_width(bold, ("Splynx", "Xero"), 0.26, 0.3)
        caption = QFontMetricsF(role_font(TextRole.CAPTION, self.font())).lineSpacing() + 2
        top = 1.0
        upper = 1.8 * line
        gap = max(1.7 * line, (self.height() - 2 * caption - upper) * 0.2)
        below = top + upper + caption + gap
        lower = max(2.5 * line, self.height() - below - caption - 1)
        right = self.width() - wide - 1
        return _Places(
            gateway=QRectF(1, top, wide, upper),
            bank=QRectF(right, top, wide, upper),
            splynx=QRectF(1, below, service, lower),
            xero=QRectF(self.width() - service - 1, below, service, lower),
            caption=caption,
        )

    def _box_width(self, metrics: QFontMetricsF, names: tuple[str, ...], least: float, most: float) -> float:
        """Wide enough for its names, within two shares of the picture."""
        widest = max(metrics.horizontalAdvance(name) for name in names) + 2.5 * unit(self)
        return min(max(widest, self.width() * least), self.width() * most)

    def _mirrored(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _rect(self, rect: QRectF) -> QRectF:
        if not self._mirrored():
            return rect
        return QRectF(self.width() - rect.right(), rect.top(), rect.width(), rect.height())

    def _point(self, point: QPointF) -> QPointF:
        return QPointF(self.width() - point.x(), point.y()) if self._mirrored() else point

    def _box(self, painter: QPainter, place: QRectF, name: str, accent: Accent | None, used: bool) -> None:
        palette = self.palette()
        rect = self._rect(place)
        pen = QPen(palette.color(QPalette.ColorRole.WindowText), 1.2)
        ground = palette.base().color()
        text = palette.color(QPalette.ColorRole.WindowText)
        if accent is not None:
            pen.setColor(accent_color(accent, palette))
            pen.setWidthF(1.6)
            ground = tint(accent, palette)
        if not used:
            pen = QPen(palette.color(QPalette.ColorRole.Mid), 1.2, Qt.PenStyle.DashLine)
            text = accent_color(Accent.QUIET, palette)
        painter.setPen(pen)
        painter.setBrush(ground)
        painter.drawRoundedRect(rect, unit(self), unit(self))
        painter.setPen(text)
        painter.setFont(role_font(TextRole.STRONG, self.font()) if used else self.font())
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, name)

    def _caption(self, painter: QPainter, place: QRectF, height: float, names: tuple[str, ...], wide: float) -> None:
        if not names:
            return
        font = role_font(TextRole.CAPTION, self.font())
        # A caption may be wider than its box, towards the middle of the picture.
        left = place.left() if place.left() < self.width() / 2 else place.right() - wide
        rect = self._rect(QRectF(left, place.bottom() + 1, wide, height))
        text = QFontMetricsF(font).elidedText(
            ", ".join(isolated(readable(name), False) for name in names), Qt.TextElideMode.ElideRight, rect.width()
        )
        painter.setFont(font)
        painter.setPen(accent_color(Accent.QUIET, self.palette()))
        near_left = (place.left() < self.width() / 2) != self._mirrored()
        side = Qt.AlignmentFlag.AlignLeft if near_left else Qt.AlignmentFlag.AlignRight
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter, text)

    def _inflow(self, painter: QPainter, places: _Places) -> None:
        """Where the money comes in: from the upper boxes down to the service that sees it."""
        splynx, xero = accent_color(Accent.SPLYNX, self.palette()), accent_color(Accent.XERO, self.palette())
        start = places.gateway.bottom() + places.caption
        end = places.splynx.top() - 1
        left = places.splynx.center().x()
        if self._scenario is FlowScenario.PUSH_ALL:
            left -= places.splynx.width() * 0.22
        if self._scenario is not FlowScenario.XERO_PAYMENTS:
            self._arrow(painter, [QPointF(left, start), QPointF(left, end)], splynx, _Line.SOLID)
        # The bank's money leaves its box above Xero.
        bank = places.xero.center().x()
        if self._scenario is FlowScenario.PUSH_ALL:
            turn = (start + end) / 2 - self._thick()
            into = places.splynx.center().x() + places.splynx.width() * 0.22
            path = [QPointF(bank, start), QPointF(bank, turn), QPointF(into, turn), QPointF(into, end)]
            self._arrow(painter, path, splynx, _Line.SOLID)
        else:
            self._arrow(painter, [QPointF(bank, start), QPointF(bank, end)], xero, _Line.DASHED)

    def _across(
        self, painter: QPainter, places: _Places, slot: int, slots: int, label: str, line: _Line, to_xero: bool
    ) -> None:
        """An arrow between Splynx and Xero with its label above it."""
        room = places.splynx.height() / slots
        y = places.splynx.top() + room * (slot + 0.78)
        left, right = places.splynx.right() + 3, places.xero.left() - 3
        points = [QPointF(left, y), QPointF(right, y)]
        accent = Accent.SPLYNX if to_xero else Accent.XERO
        color = accent_color(accent, self.palette())
        if line is _Line.DOTTED:
            color = self.palette().color(QPalette.ColorRole.WindowText)
        self._arrow(painter, points if to_xero else points[::-1], color, line)
        font = role_font(TextRole.CAPTION, self.font())
        height = QFontMetricsF(font).height()
        rect = self._rect(QRectF(left, y - self._thick() - height - 1, right - left, height))
        painter.setFont(font)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        text = QFontMetricsF(font).elidedText(label, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    def _thick(self) -> float:
        return max(2.5, QFontMetricsF(self.font()).height() * 0.18)

    def _arrow(self, painter: QPainter, points: list[QPointF], color: QColor, line: _Line) -> None:
        """A line through the points with a filled head at its last one."""
        width = 1.4 if line is _Line.DOTTED else self._thick()
        head = self._thick() * 2.4
        before, tip = points[-2], points[-1]
        length = max(1.0, ((tip - before).x() ** 2 + (tip - before).y() ** 2) ** 0.5)
        along = (tip - before) / length
        across = QPointF(-along.y(), along.x())
        stop = tip - along * head * 0.9
        pen = QPen(color, width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if line is _Line.DASHED:
            pen.setDashPattern([2.4, 1.5])
        elif line is _Line.DOTTED:
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setDashPattern([0.1, 2.6])
            pen.setWidthF(2.0)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([self._point(point) for point in [*points[:-1], stop]]))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        half = head * 0.55
        corners = [tip, tip - along * head + across * half, tip - along * head - across * half]
        painter.drawPolygon(QPolygonF([self._point(corner) for corner in corners]))
