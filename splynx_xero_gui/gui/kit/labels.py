"""Labels on the type scale that follow the system font, the palette and the text size."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QKeyEvent, QPalette, QResizeEvent, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from splynx_xero_gui.gui.accents import Accent, accent_color
from splynx_xero_gui.gui.kit.formats import readable
from splynx_xero_gui.gui.kit.metrics import TextRole, ch, role_font, tabular

_MEASURE_CH = 72
_TARGET = 24


def plain_tip(text: str) -> str:
    """Text for a tool tip, which knows no format: what Qt would take for HTML is escaped, all else is as it is."""
    text = readable(text)
    return f"<qt>{escape(text)}</qt>" if Qt.mightBeRichText(text) else text


class PlainLabel(QLabel):
    """A label that shows exactly what it is given: Qt takes text that looks like HTML for HTML, names of customers too.

    An ampersand still underlines the letter of a buddy's shortcut.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:
        """As it is, without what would turn it round unseen."""
        super().setText(readable(text))


def follow_layout(label: QLabel) -> None:
    """Let leading text stand at the side where lines begin in this layout: Qt goes by the text's own direction, so that
    a name in Latin letters stands apart in a right-to-left window."""
    left, right, absolute = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignAbsolute
    now, mirrored = label.alignment(), label.layoutDirection() == Qt.LayoutDirection.RightToLeft
    turned = bool(label.property("turned"))
    if mirrored and not turned and now & left and not now & absolute:
        label.setProperty("turned", True)
        label.setAlignment((now & ~left) | right | absolute)
    elif turned and not mirrored:
        label.setProperty("turned", False)
        label.setAlignment((now & ~(right | absolute)) | left)


class TypeLabel(PlainLabel):
    """Plain text at one step of the type scale, wrapped, at most 72 characters wide, optionally in an accent."""

    def __init__(
        self,
        text: str = "",
        role: TextRole = TextRole.BODY,
        accent: Accent | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._role = role
        self._accent = accent
        self.setWordWrap(True)
        policy = self.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        self.setSizePolicy(policy)
        follow_layout(self)
        self._apply_font()
        self._apply_color()

    def set_accent(self, accent: Accent | None) -> None:
        self._accent = accent
        self._apply_color()

    def role(self) -> TextRole:
        return self._role

    def _apply_font(self) -> None:
        font = role_font(self._role)
        if self._role is TextRole.FIGURE:
            font = tabular(font)
        if font != self.font():
            self.setFont(font)
        self._keep_measure()

    def _keep_measure(self) -> None:
        """Leave free what is beyond the measure: a maximum width would pull the layouts around the label about."""
        spare = max(0, self.width() - ch(self, _MEASURE_CH))
        if self.alignment() & Qt.AlignmentFlag.AlignHCenter:
            left, right = spare // 2, spare - spare // 2
        elif self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            left, right = spare, 0
        else:
            left, right = 0, spare
        margins = self.contentsMargins()
        if (margins.left(), margins.right()) != (left, right):
            self.setContentsMargins(left, 0, right, 0)

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        return super().heightForWidth(min(width, ch(self, _MEASURE_CH)) + margins.left() + margins.right())

    def sizeHint(self) -> QSize:
        margins = self.contentsMargins()
        return super().sizeHint() - QSize(margins.left() + margins.right(), 0)

    def minimumSizeHint(self) -> QSize:
        margins = self.contentsMargins()
        return super().minimumSizeHint() - QSize(margins.left() + margins.right(), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_measure()

    def _apply_color(self) -> None:
        parent = self.parentWidget()
        grounds = parent.palette() if parent is not None else self.palette()
        color = grounds.color(QPalette.ColorRole.WindowText)
        if self._accent is not None:
            color = accent_color(self._accent, grounds)
        if color != self.palette().color(QPalette.ColorRole.WindowText):
            palette = self.palette()
            palette.setColor(QPalette.ColorRole.WindowText, color)
            self.setPalette(palette)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ApplicationFontChange:  # Qt does not hand it on to changeEvent
            self._apply_font()
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._apply_font()
        elif event.type() in (QEvent.Type.PaletteChange, QEvent.Type.ParentChange):
            self._apply_color()
        elif event.type() == QEvent.Type.LayoutDirectionChange:
            follow_layout(self)
            self._keep_measure()  # the free room is on the other side now


class PageTitle(TypeLabel):
    """The page's title, 1.5 times the system font."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, TextRole.PAGE_TITLE, None, parent)


class MainInstruction(TypeLabel):
    """The one sentence that says what the page asks, 1.15 times the system font."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, TextRole.INSTRUCTION, None, parent)


class HelpLabel(TypeLabel):
    """The quiet line under a field."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, TextRole.CAPTION, Accent.QUIET, parent)


class ActionButton(QPushButton):
    """A push button that answers Enter only when it has the focus, and never becomes a dialog's default by itself."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        # Click targets: 24 logical pixels at least (ui.md §9).
        return super().sizeHint().expandedTo(QSize(_TARGET, _TARGET))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.click()
            return
        super().keyPressEvent(event)


class LinkLabel(ActionButton):
    """A link that does something in the program: reached by Tab, pressed by click, Enter or Space.

    It is a button, so that a screen reader and the keyboard treat it as one; it only looks like a link.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFlat(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        font = self.font()
        font.setUnderline(True)
        self.setFont(font)
        self._apply_color()

    def _apply_color(self) -> None:
        parent = self.parentWidget()
        color = (parent.palette() if parent is not None else self.palette()).color(QPalette.ColorRole.Link)
        if color != self.palette().color(QPalette.ColorRole.ButtonText):
            palette = self.palette()
            palette.setColor(QPalette.ColorRole.ButtonText, color)
            self.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.ParentChange):
            self._apply_color()
