"""The scrolling middle of a page, which can be held still while work runs: readable, but nothing in it reacts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from splynx_xero_gui.gui.kit.metrics import set_spacing, unit

_TEXT_ROLES = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
    QPalette.ColorRole.Base,
)


class _Content(QWidget):
    """As high as its text needs at its width: the layout's own minimum counts wrapped lines at their narrowest."""

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)


class PageBody(QScrollArea):
    """Scrolls up and down only; `content` is a column with the page's spacing."""

    _whole = False  # Qt sends events before __init__ is through

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = _Content(self)
        self._column = QVBoxLayout(self._content)
        set_spacing(self._column, 0, 2)
        # Room for focus frames, which are drawn outside their widgets.
        edge = max(2, unit(self) // 3)
        self._column.setContentsMargins(edge, edge, edge, edge)
        self.setWidget(self._content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.viewport().setAutoFillBackground(False)
        self._content.setAutoFillBackground(False)
        self._held: QWidget | None = None
        self._is_held = False

    def show_whole(self) -> None:
        """Be as high as the content asks for: who holds the page scrolls it, and one scroll bar is enough."""
        self._whole = True
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._content.installEventFilter(self)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        if not self._whole:
            return hint
        return QSize(hint.width(), max(hint.height(), self._column.minimumHeightForWidth(self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._whole and event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._whole and watched is self._content and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def column(self) -> QVBoxLayout:
        """Where the page adds its widgets."""
        return self._column

    def content(self) -> QWidget:
        """The widget everything lies in."""
        return self._content

    def hold(self) -> None:
        """Nothing in the body reacts until `release`; the text keeps its colour."""
        if self._is_held:
            return
        self._is_held = True
        focused = self._focused()
        self._held = focused if focused is not None and self._content.isAncestorOf(focused) else None
        palette = QPalette(self._content.palette())
        for role in _TEXT_ROLES:
            palette.setColor(QPalette.ColorGroup.Disabled, role, palette.color(QPalette.ColorGroup.Active, role))
        self._content.setPalette(palette)
        self._content.setEnabled(False)

    def release(self) -> None:
        """The body reacts again; the focus goes back to where it was, if nobody took it since."""
        if not self._is_held:
            return
        self._is_held = False
        self._content.setEnabled(True)
        self._content.setPalette(QPalette())
        focused = self._focused()
        if self._held is not None and (focused is None or not self._content.isAncestorOf(focused)):
            self._held.setFocus(Qt.FocusReason.OtherFocusReason)
        self._held = None

    def _focused(self) -> QWidget | None:
        """Who has the window's focus, also while another program is in front."""
        return self.window().focusWidget()

    def reveal(self, widget: QWidget) -> None:
        """Scroll so that the widget is seen; Tab does it by itself."""
        if self._content.isAncestorOf(widget):
            margin = 2 * unit(self)
            self._scroller().ensureWidgetVisible(widget, margin, margin)

    def _scroller(self) -> QScrollArea:
        """Whose scroll bar moves the content."""
        above = self.parentWidget()
        while self._whole and above is not None:
            if isinstance(above, QScrollArea):
                return above
            above = above.parentWidget()
        return self
