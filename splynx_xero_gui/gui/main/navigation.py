"""The list of pages at the side: icon and word, a count where something waits; icons only where there is no room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QSizePolicy,
    QStyle,
    QStyleOptionFocusRect,
    QVBoxLayout,
    QWidget,
)

from splynx_xero_gui.gui.accents import Accent, accent_color, blend, is_high_contrast
from splynx_xero_gui.gui.kit.formats import number_text
from splynx_xero_gui.gui.kit.icons import paint_icon
from splynx_xero_gui.gui.kit.metrics import TextRole, icon_size, role_font, set_spacing, unit
from splynx_xero_gui.gui.main.page import PageKey


class NavButton(QAbstractButton):
    """One page. The current one has a bar, a tint and bold words."""

    def __init__(self, key: PageKey, text: str, shortcut: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self._count = 0
        self._narrow = False
        self._hovered = False
        self._shortcut = shortcut
        self.setText(text)
        self.setCheckable(True)
        self.setObjectName(f"nav.{key.value}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._tell()

    def set_count(self, count: int) -> None:
        """How much waits there; 0 shows nothing."""
        self._count = count
        self._tell()
        self.updateGeometry()
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Icon only."""
        self._narrow = narrow
        self._tell()
        self.updateGeometry()
        self.update()

    def _tell(self) -> None:
        name = self.text()
        if self._count:
            name = self.tr("{page}, %n waiting", "", self._count).format(page=name)
        self.setAccessibleName(name)
        self.setToolTip(f"{name} ({self._shortcut})" if self._shortcut else name)

    def sizeHint(self) -> QSize:
        u = unit(self)
        height = max(24, self.fontMetrics().height() + 2 * u)
        if self._narrow:
            return QSize(icon_size(self, 1.25) + 4 * u, height)
        bold = role_font(TextRole.STRONG, self.font())
        width = QFontMetrics(bold).horizontalAdvance(f"{self.text()}  {self._count or ''}")
        return QSize(width + icon_size(self, 1.25) + 7 * u, height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        u = unit(self)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        highlight = palette.color(QPalette.ColorRole.Highlight)
        if self.isChecked() or self._hovered:
            share = 0.18 if self.isChecked() else 0.08
            if not is_high_contrast(palette):
                painter.fillRect(self.rect(), blend(highlight, palette.color(QPalette.ColorRole.Window), share))
        if self.isChecked():
            bar = max(3, u // 2)
            painter.fillRect(QRectF(self.width() - bar if mirrored else 0, 0, bar, self.height()), highlight)
        edge = icon_size(self, 1.1)
        text_color = palette.color(QPalette.ColorRole.WindowText)
        left = (self.width() - edge) / 2 if self._narrow else 2 * u
        if mirrored and not self._narrow:
            left = self.width() - 2 * u - edge
        paint_icon(painter, self.key.icon, QRectF(left, (self.height() - edge) / 2, edge, edge), text_color, mirrored)
        if not self._narrow:
            self._paint_words(painter, edge, u, mirrored)
        if self.hasFocus():
            option = QStyleOptionFocusRect()
            option.initFrom(self)
            option.rect = self.rect().adjusted(1, 1, -1, -1)
            self.style().drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, option, painter, self)
        painter.end()

    def _paint_words(self, painter: QPainter, edge: int, u: int, mirrored: bool) -> None:
        painter.setFont(role_font(TextRole.STRONG if self.isChecked() else TextRole.BODY, self.font()))
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        start, end = 3 * u + edge, 2 * u
        area = self.rect().adjusted(end if mirrored else start, 0, -start if mirrored else -end, 0)
        leading = Qt.AlignmentFlag.AlignVCenter | (
            Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        )
        painter.drawText(area, leading, self.text())
        if self._count:
            painter.setFont(role_font(TextRole.STRONG, self.font()))
            painter.setPen(accent_color(Accent.ATTENTION, self.palette()))
            trailing = Qt.AlignmentFlag.AlignVCenter | (
                Qt.AlignmentFlag.AlignLeft if mirrored else Qt.AlignmentFlag.AlignRight
            )
            painter.drawText(area, trailing, number_text(self._count))

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


class Navigation(QWidget):
    """`chosen(PageKey value)`: the person wants that page. Up and Down move between the pages.

    `within` names the page whose parts are listed; those have no keys of their own.
    """

    chosen = Signal(str)

    def __init__(self, titles: dict[PageKey, str], parent: QWidget | None = None, *, within: str = "") -> None:
        super().__init__(parent)
        self.setObjectName("nav.within" if within else "nav")
        self.setAccessibleName(within or self.tr("Pages"))
        self._group = QButtonGroup(self)
        self._buttons: dict[PageKey, NavButton] = {}
        column = QVBoxLayout(self)
        set_spacing(column, 0, 0)
        u = unit(self)
        column.setContentsMargins(0, 2 * u, 0, 2 * u)
        for number, (key, title) in enumerate(titles.items(), start=1):
            button = NavButton(key, title, "" if within else f"Ctrl+{number}", self)
            self._buttons[key] = button
            self._group.addButton(button)
            column.addWidget(button)
        column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._group.buttonClicked.connect(self._on_clicked)

    def button(self, key: PageKey) -> NavButton:
        """The button of a page."""
        return self._buttons[key]

    def set_current(self, key: PageKey) -> None:
        """Mark the page on show."""
        self._buttons[key].setChecked(True)

    def set_narrow(self, narrow: bool) -> None:
        """Icons only."""
        for button in self._buttons.values():
            button.set_narrow(narrow)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        color = self.palette().color(QPalette.ColorRole.Mid)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        painter.fillRect(0 if mirrored else self.width() - 1, 0, 1, self.height(), color)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        buttons = list(self._buttons.values())
        step = steps.get(Qt.Key(event.key()))
        focused = next((place for place, button in enumerate(buttons) if button.hasFocus()), None)
        if step is None or focused is None:
            super().keyPressEvent(event)
            return
        buttons[(focused + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)

    def _on_clicked(self, button: QAbstractButton) -> None:
        if isinstance(button, NavButton):
            self.chosen.emit(button.key.value)
