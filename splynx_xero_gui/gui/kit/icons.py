"""Single-colour SVG icons, painted in the current text colour or an accent (ui.md §2)."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QImage, QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from splynx_xero_gui.gui.accents import Accent, accent_color
from splynx_xero_gui.gui.kit.metrics import icon_size

_SIZES = (16, 20, 24, 32, 48)


class IconName(Enum):
    """Every picture the product has; the value is the file's name without its ending."""

    TICK = "tick"
    TRIANGLE = "triangle"
    OCTAGON = "octagon"
    INFO = "info"
    BROKEN_CIRCLE = "broken-circle"
    CLOCK = "clock"
    PAUSE = "pause"
    ARROW_RIGHT_BOX = "arrow-right-box"
    ARROW_LEFT_BOX = "arrow-left-box"
    CHAIN = "chain"
    CHAIN_BROKEN = "chain-broken"
    LOCK = "lock"
    PERSON = "person"
    PAGE = "page"
    PAGE_MINUS = "page-minus"
    COINS = "coins"
    PERCENT = "percent"
    BANK = "bank"
    UNDO = "undo"
    SEARCH = "search"
    FILTER = "filter"
    EXPORT = "export"
    PRINT = "print"
    OPEN_OUTSIDE = "open-outside"
    RULE = "rule"
    GEAR = "gear"
    EYE = "eye"
    SCALES = "scales"
    FLASK = "flask"
    DASH = "dash"
    QUESTION = "question"
    CIRCLE = "circle"
    POINTER = "pointer"
    CHEVRON_RIGHT = "chevron-right"
    CHEVRON_DOWN = "chevron-down"
    COPY = "copy"

    @property
    def directional(self) -> bool:
        """True for pictures that turn round in a right-to-left layout."""
        return self in {
            IconName.ARROW_RIGHT_BOX,
            IconName.ARROW_LEFT_BOX,
            IconName.UNDO,
            IconName.OPEN_OUTSIDE,
            IconName.POINTER,
            IconName.CHEVRON_RIGHT,
        }


def icons_dir() -> Path:
    """The folder of the SVG files: ``resources/icons`` beside the package, installed or frozen alike."""
    return Path(__file__).resolve().parents[3] / "resources" / "icons"


@lru_cache(maxsize=64)
def _svg_text(name: IconName) -> str:
    return (icons_dir() / f"{name.value}.svg").read_text(encoding="utf-8")


def paint_icon(painter: QPainter, name: IconName, rect: QRectF, color: QColor, mirrored: bool = False) -> None:
    """Draw the icon into ``rect`` (logical pixels), sharp at every scale."""
    renderer = QSvgRenderer(QByteArray(_svg_text(name).replace("currentColor", color.name()).encode()))
    painter.save()
    if mirrored and name.directional:
        painter.translate(rect.left() + rect.right(), 0)
        painter.scale(-1, 1)
    renderer.render(painter, rect)
    painter.restore()


@lru_cache(maxsize=512)
def _ink(name: IconName, pixels: int, mirrored: bool) -> QImage:
    """The icon in black. Reading an SVG takes longer than painting it: other colours are laid over this one."""
    image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_icon(painter, name, QRectF(0, 0, pixels, pixels), QColor(Qt.GlobalColor.black), mirrored)
    painter.end()
    return image


def icon_pixmap(name: IconName, size: int, color: QColor, ratio: float = 1.0, mirrored: bool = False) -> QPixmap:
    """The icon as a picture of ``size`` logical pixels for a screen of the given scale."""
    image = QImage(_ink(name, round(size * ratio), mirrored and name.directional))
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(image.rect(), color)
    painter.end()
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@lru_cache(maxsize=256)
def cell_icon(name: IconName, color: str, mode: QIcon.Mode, size: int, ratio: float, mirrored: bool) -> QIcon:
    """The icon in the one size, colour and mode in which a cell shows it: all that `make_icon` makes would be felt
    when a table with many icons comes into view."""
    icon = QIcon()
    icon.addPixmap(icon_pixmap(name, size, QColor(color), ratio, mirrored), mode)
    return icon


def make_icon(name: IconName, palette: QPalette | None = None, accent: Accent | None = None) -> QIcon:
    """A QIcon for item models and buttons; it holds the colours of now, so ask again when the palette changes."""
    colors = palette if palette is not None else QGuiApplication.palette()
    normal = accent_color(accent, colors) if accent is not None else colors.color(QPalette.ColorRole.WindowText)
    disabled = colors.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText)
    selected = colors.color(QPalette.ColorRole.HighlightedText)
    mirrored = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    return _icon(name, normal.name(), disabled.name(), selected.name(), mirrored)


@lru_cache(maxsize=256)
def _icon(name: IconName, normal: str, disabled: str, selected: str, mirrored: bool) -> QIcon:
    icon = QIcon()
    for mode, color in (
        (QIcon.Mode.Normal, normal),
        (QIcon.Mode.Disabled, disabled),
        (QIcon.Mode.Selected, selected),
    ):
        for ratio in (1.0, 2.0):
            for size in _SIZES:
                icon.addPixmap(icon_pixmap(name, size, QColor(color), ratio, mirrored), mode)
    return icon


def set_button_icon(button: QAbstractButton, name: IconName, accent: Accent | None = None) -> None:
    """Give a button an icon that follows its palette and direction; calling it again replaces the icon."""
    for old in button.findChildren(_ButtonIcon, options=Qt.FindChildOption.FindDirectChildrenOnly):
        button.removeEventFilter(old)
        old.setParent(None)
    _ButtonIcon(button, name, accent)


class _ButtonIcon(QObject):
    """Repaints the icon of its parent button whenever the colours change."""

    def __init__(self, button: QAbstractButton, name: IconName, accent: Accent | None) -> None:
        super().__init__(button)
        self._button = button
        self._name = name
        self._accent = accent
        button.installEventFilter(self)
        self._refresh()

    def _refresh(self) -> None:
        self._button.setIcon(make_icon(self._name, self._button.palette(), self._accent))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LayoutDirectionChange):
            self._refresh()
        return False


class IconLabel(QWidget):
    """One icon as a widget, in the text colour or an accent. Decorative: the words beside it are what is read."""

    def __init__(
        self,
        name: IconName,
        accent: Accent | None = None,
        steps: float = 1.0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._accent = accent
        self._steps = steps
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_icon(self, name: IconName, accent: Accent | None = None) -> None:
        self._name = name
        self._accent = accent
        self.update()

    def icon_name(self) -> IconName:
        return self._name

    def sizeHint(self) -> QSize:
        edge = icon_size(self, self._steps)
        return QSize(edge, edge)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._accent is not None:
            color = accent_color(self._accent, self.palette())
        else:
            color = self.palette().color(QPalette.ColorRole.WindowText)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = min(self.width(), self.height())
        rect = QRectF((self.width() - edge) / 2, (self.height() - edge) / 2, edge, edge)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        paint_icon(painter, self._name, rect, color, mirrored)
        painter.end()
