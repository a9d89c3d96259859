"""Framed groups: a plain card, and one that is a radio button with its whole area as the target."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.icons import IconLabel, IconName
from splynx_xero_gui.gui.kit.indicators import RadioButton
from splynx_xero_gui.gui.kit.labels import TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, role_font, set_spacing, unit


class Card(QWidget):
    """A rounded frame on ``Base`` with an optional heading; fill it through ``body()``."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._emphasised = False
        self._outer = QVBoxLayout(self)
        set_spacing(self._outer, 2, 1)
        self._title = TypeLabel(title, TextRole.STRONG, None, self)
        self._title.setVisible(bool(title))
        self._outer.addWidget(self._title)
        self._body = QVBoxLayout()
        set_spacing(self._body, 0, 1)
        self._outer.addLayout(self._body, 1)
        self.setAccessibleName(title)

    def body(self) -> QVBoxLayout:
        return self._body

    def set_title(self, title: str) -> None:
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self.setAccessibleName(title)

    def set_emphasised(self, emphasised: bool) -> None:
        """Draw the frame thicker, in the highlight colour."""
        self._emphasised = emphasised
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role = QPalette.ColorRole.Highlight if self._emphasised else QPalette.ColorRole.Mid
        width = 2.0 if self._emphasised else 1.0
        painter.setPen(QPen(self.palette().color(role), width))
        painter.setBrush(self.palette().base())
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), unit(self), unit(self))
        painter.end()


class ChoiceCard(Card):
    """A card that is one choice of several (put them in a ChoiceGroup): the arrows move between the cards, Space
    selects, and a click anywhere on the card selects it. ``name`` is the radio button's objectName."""

    chosen = Signal(str)

    def __init__(self, key: str, title: str, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._key = key
        self._radio = RadioButton(title, self)
        self._radio.setObjectName(name)
        self._radio.setFont(role_font(TextRole.STRONG))
        # Radio buttons of different cards have different parents: ChoiceGroup keeps them exclusive.
        self._radio.setAutoExclusive(False)
        self._suggested = QWidget(self)
        row = QHBoxLayout(self._suggested)
        set_spacing(row, 0, 0.5)
        self._suggested_text = TypeLabel("", TextRole.CAPTION, Accent.OK, self._suggested)
        row.addWidget(IconLabel(IconName.TICK, Accent.OK, 0.9, self._suggested), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._suggested_text, 1)
        self._suggested.hide()
        self._outer.insertWidget(0, self._radio)
        self._outer.addWidget(self._suggested)
        self._radio.toggled.connect(self._on_toggled)

    def key(self) -> str:
        return self._key

    def radio(self) -> RadioButton:
        return self._radio

    def set_suggested(self, why: str) -> None:
        """Mark the card as suggested and say why; an empty reason takes the mark away."""
        text = self.tr("Suggested: {why}").format(why=why) if why else ""
        self._suggested_text.setText(text)
        self._suggested.setVisible(bool(why))
        self._radio.setAccessibleDescription(text)

    def _on_toggled(self, checked: bool) -> None:
        self.set_emphasised(checked)
        if checked:
            self.chosen.emit(self._key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.isEnabled():
            self._radio.setFocus(Qt.FocusReason.MouseFocusReason)
            self._radio.setChecked(True)
            event.accept()
            return
        super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._radio.setFont(role_font(TextRole.STRONG))
        return super().event(event)


class ChoiceGroup(QObject):
    """The cards of one question: exactly one is selected once the first is."""

    chosen = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._buttons = QButtonGroup(self)
        self._buttons.setExclusive(True)
        self._cards: list[ChoiceCard] = []

    def add(self, card: ChoiceCard) -> None:
        self._cards.append(card)
        self._buttons.addButton(card.radio())
        card.chosen.connect(self._on_chosen)

    def cards(self) -> tuple[ChoiceCard, ...]:
        return tuple(self._cards)

    def current_key(self) -> str | None:
        return next((card.key() for card in self._cards if card.radio().isChecked()), None)

    def set_current_key(self, key: str) -> None:
        """Select a card; ``chosen`` is emitted when this changes the selection."""
        for card in self._cards:
            if card.key() == key:
                card.radio().setChecked(True)

    def _on_chosen(self, key: str) -> None:
        self.chosen.emit(key)
