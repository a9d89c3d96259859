"""An expander: a heading that shows or hides what is below it, and says so."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from splynx_xero_gui.gui.kit.announce import announce
from splynx_xero_gui.gui.kit.icons import IconName, set_button_icon
from splynx_xero_gui.gui.kit.metrics import ch, icon_size, unit


class Fold(QWidget):
    """A heading with an arrow; click, Space or Enter opens and closes its content. Closed at first.

    ``objectName`` goes to the heading button, which is what takes the focus.
    """

    toggled = Signal(bool)

    def __init__(self, title: str, content: QWidget, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._header = _FoldHeader(self)
        self._header.setText(title)
        self._header.setObjectName(name)
        self._header.setAutoRaise(True)
        self._header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._header.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._content = content
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(unit(self))
        layout.addWidget(self._header)
        self._body = QWidget(self)
        body_layout = QVBoxLayout(self._body)
        body_layout.setContentsMargins(ch(self, 3), 0, 0, 0)
        body_layout.addWidget(content)
        layout.addWidget(self._body)
        self._body.setVisible(False)
        self._open = False
        self._header.clicked.connect(self._on_clicked)
        self.setFocusProxy(self._header)
        self._show_state()

    def content(self) -> QWidget:
        return self._content

    def is_open(self) -> bool:
        return self._open

    def set_open(self, is_open: bool) -> None:
        if is_open == self._open:
            return
        self._open = is_open
        self._body.setVisible(is_open)
        self._show_state()
        announce(self._header, self._header.accessibleDescription())
        self.toggled.emit(is_open)

    def set_title(self, title: str) -> None:
        self._header.setText(title)
        self._show_state()

    def _on_clicked(self) -> None:
        self.set_open(not self._open)

    def _show_state(self) -> None:
        is_open = self._open
        set_button_icon(self._header, IconName.CHEVRON_DOWN if is_open else IconName.CHEVRON_RIGHT)
        self._header.setAccessibleName(self._header.text())
        self._header.setAccessibleDescription(self.tr("shown") if is_open else self.tr("hidden"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            edge = icon_size(self, 0.8)
            self._header.setIconSize(self._header.iconSize().scaled(edge, edge, Qt.AspectRatioMode.IgnoreAspectRatio))


class _FoldHeader(QToolButton):
    """A tool button that also answers Enter, so that Enter does not mean Next here."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        # Click targets: 24 logical pixels at least (ui.md §9).
        return super().sizeHint().expandedTo(QSize(24, 24))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.click()
            return
        super().keyPressEvent(event)
