"""The line above everything: whose books, how they stand in a word, *Sync now*; and the banner of the demo."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from splynx_xero_gui.gui.accents import Accent, accent_color, tint
from splynx_xero_gui.gui.kit.icons import IconLabel, IconName
from splynx_xero_gui.gui.kit.labels import ActionButton, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, ch, set_spacing, unit


class TopBar(QWidget):
    """`sync_pressed`: *Sync now*. `profile_chosen(name)`: another profile was picked."""

    sync_pressed = Signal()
    profile_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self._profiles = QComboBox(self)
        self._profiles.setObjectName("top.profile")
        self._profiles.setAccessibleName(self.tr("Profile"))
        self._profiles.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._profiles.activated.connect(self._on_profile)
        self._name = TypeLabel("", TextRole.STRONG, None, self)
        self._name.setObjectName("top.name")
        self._name.setWordWrap(False)
        self._organisation = TypeLabel("", TextRole.BODY, Accent.QUIET, self)
        self._organisation.setObjectName("top.organisation")
        self._organisation.setWordWrap(False)
        self._icon = IconLabel(IconName.CLOCK, Accent.QUIET, 1.0, self)
        self._state = TypeLabel("", TextRole.BODY, None, self)
        self._state.setObjectName("top.state")
        self._state.setWordWrap(False)
        self._sync = ActionButton(self.tr("Sync now"), self)
        self._sync.setObjectName("top.sync")
        self._sync.clicked.connect(self.sync_pressed)
        row = QHBoxLayout(self)
        set_spacing(row, 0, 2)
        u = unit(self)
        row.setContentsMargins(3 * u, u, 3 * u, u)
        row.addWidget(self._profiles)
        row.addWidget(self._name)
        row.addWidget(self._organisation)
        row.addStretch(1)
        row.addWidget(self._icon)
        row.addWidget(self._state)
        row.addSpacing(u)
        row.addWidget(self._sync)

    def set_profiles(self, names: Sequence[str], current: str) -> None:
        """Offer the profiles; a single one is only named."""
        self._filling = True
        self._profiles.clear()
        self._profiles.addItems(list(names))
        self._profiles.setCurrentText(current)
        self._filling = False
        several = len(names) > 1
        self._profiles.setVisible(several)
        self._name.setVisible(not several)
        self._name.setText(current)

    def set_organisation(self, text: str) -> None:
        """Name and currency of the organisation."""
        self._organisation.setText(text)

    def set_state(self, text: str, icon: IconName, accent: Accent) -> None:
        """How the books stand, in a word or two."""
        self._icon.set_icon(icon, accent)
        self._state.setText(text)
        self._state.set_accent(accent)

    def state(self) -> str:
        """The state's words."""
        return self._state.text()

    def sync_button(self) -> ActionButton:
        """*Sync now*."""
        return self._sync

    def set_narrow(self, narrow: bool) -> None:
        """Leave out what the window's title says as well."""
        self._organisation.setVisible(not narrow)
        self._state.setMaximumWidth(ch(self, 24) if narrow else 16777215)

    def _on_profile(self, _place: int) -> None:
        if not self._filling:
            self.profile_chosen.emit(self._profiles.currentText())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self.palette().mid())
        painter.end()


class DemoBanner(QWidget):
    """Says all the time that nothing is real. It has no close button."""

    leave_demo = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("demo.banner")
        text = self.tr("Demo books – nothing here is real and nothing leaves this computer.")
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        set_spacing(row, 0, 1)
        u = unit(self)
        row.setContentsMargins(3 * u, u, 3 * u, u)
        row.addWidget(IconLabel(IconName.FLASK, Accent.INFO, 1.1, self), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(TypeLabel(text, TextRole.STRONG, None, self), 1)
        self._own = ActionButton(self.tr("Connect my own books"), self)
        self._own.setObjectName("demo.own")
        self._own.clicked.connect(self.leave_demo)
        row.addWidget(self._own)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), tint(Accent.INFO, self.palette()))
        painter.fillRect(0, self.height() - 2, self.width(), 2, accent_color(Accent.INFO, self.palette()))
        painter.end()
