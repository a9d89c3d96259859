"""The one message strip of a page: the gravest message is shown, the others are counted (ui.md §2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from splynx_xero_gui.gui.accents import Accent, accent_color, tint
from splynx_xero_gui.gui.kit.announce import announce
from splynx_xero_gui.gui.kit.details import DetailsBox
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.fold import Fold
from splynx_xero_gui.gui.kit.icons import IconLabel, IconName
from splynx_xero_gui.gui.kit.indicators import CheckBox
from splynx_xero_gui.gui.kit.labels import ActionButton, LinkLabel, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, set_spacing, unit

_MOST_ACTIONS = 2


class Severity(IntEnum):
    """How grave a message is; the higher value wins the strip."""

    OK = 0
    INFO = 1
    ATTENTION = 2
    UNCERTAIN = 3
    DANGER = 4

    @property
    def accent(self) -> Accent:
        return _accents()[self]

    @property
    def icon(self) -> IconName:
        return _icons()[self]


def _accents() -> dict[Severity, Accent]:
    return {
        Severity.OK: Accent.OK,
        Severity.INFO: Accent.INFO,
        Severity.ATTENTION: Accent.ATTENTION,
        Severity.UNCERTAIN: Accent.UNCERTAIN,
        Severity.DANGER: Accent.DANGER,
    }


def _icons() -> dict[Severity, IconName]:
    return {
        Severity.OK: IconName.TICK,
        Severity.INFO: IconName.INFO,
        Severity.ATTENTION: IconName.TRIANGLE,
        Severity.UNCERTAIN: IconName.BROKEN_CIRCLE,
        Severity.DANGER: IconName.OCTAGON,
    }


@dataclass(frozen=True, slots=True)
class StripAction:
    """One button of a message: ``key`` comes back in the signal, ``label`` is shown (translated)."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class StripMessage:
    """A message in the form of ui.md §6. ``key`` names it: a later message with the same key replaces it.

    ``tick`` is the label of an optional tick box (S6). Raises ValueError when it has more than two actions.
    """

    key: str
    severity: Severity
    title: str
    text: str = ""
    actions: tuple[StripAction, ...] = ()
    details: str = ""
    tick: str = ""

    def __post_init__(self) -> None:
        if len(self.actions) > _MOST_ACTIONS:
            raise ValueError(f"A message has at most {_MOST_ACTIONS} buttons, {self.key!r} has {len(self.actions)}")


class MessageStrip(QWidget):
    """Shows messages of a page or window; hidden while there is none.

    ``action_triggered(message key, action key)`` and ``ticked(message key, state)`` tell what the user did; the strip
    itself closes nothing. Danger is announced assertively, the rest politely unless ``insist`` is given.
    """

    action_triggered = Signal(str, str)
    ticked = Signal(str, bool)

    def __init__(self, name: str = "strip", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._messages: dict[str, StripMessage] = {}
        self._ticks: dict[str, bool] = {}
        self._shown_key = ""
        self._icon = IconLabel(IconName.INFO, None, 1.25, self)
        self._title = TypeLabel("", TextRole.STRONG, None, self)
        self._text = TypeLabel("", TextRole.BODY, None, self)
        for label in (self._title, self._text):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._tick = CheckBox("", self)
        self._tick.setObjectName(f"{name}.tick")
        self._buttons = [ActionButton("", self) for _ in range(_MOST_ACTIONS)]
        self._more = LinkLabel("", self)
        self._more.setObjectName(f"{name}.more")
        self._details = DetailsBox(f"{name}.details", self)
        self._fold = Fold(self.tr("Details"), self._details, f"{name}.fold", self)
        self._lay_out()
        for button in self._buttons:
            button.clicked.connect(self._on_button)
        self._tick.toggled.connect(self._on_tick)
        self._more.clicked.connect(self._show_next)
        self.hide()

    def _lay_out(self) -> None:
        column = QWidget(self)
        words = QVBoxLayout(column)
        set_spacing(words, 0, 0.5)
        words.addWidget(self._title)
        words.addWidget(self._text)
        words.addWidget(self._tick)
        row = QWidget(self)
        flow = FlowLayout(row)
        for button in self._buttons:
            flow.addWidget(button)
        flow.addWidget(self._more)
        words.addWidget(row)
        words.addWidget(self._fold)
        outer = QHBoxLayout(self)
        set_spacing(outer, 1.5, 1.5)
        outer.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        outer.addWidget(column, 1, Qt.AlignmentFlag.AlignTop)
        self._row = row

    def show_message(self, message: StripMessage, insist: bool = False) -> None:
        """Add or replace a message; ``insist`` interrupts the screen reader (a refused Next)."""
        before = self._messages.get(message.key)
        self._messages[message.key] = message
        gravest = self._ranked()[0]
        if gravest.key == message.key and (before != message or insist or self._shown_key != message.key):
            self._show(message)
            announce(self, self._spoken(message), assertive=insist or message.severity is Severity.DANGER)
        else:
            self._show(gravest)

    def clear_message(self, key: str) -> None:
        """Take a message away; an unknown key is no error."""
        if self._messages.pop(key, None) is None:
            return
        self._ticks.pop(key, None)
        if self._messages:
            self._show(self._ranked()[0])
        else:
            self._shown_key = ""
            self.hide()

    def clear(self) -> None:
        for key in tuple(self._messages):
            self.clear_message(key)

    def messages(self) -> tuple[StripMessage, ...]:
        """All messages, gravest first; of equal ones the older first."""
        return tuple(self._ranked())

    def current(self) -> StripMessage | None:
        """The message on show."""
        return self._messages.get(self._shown_key)

    def is_ticked(self, key: str) -> bool:
        """Whether the tick box of that message is set; kept while another message is on show."""
        return self._ticks.get(key, False)

    def set_ticked(self, key: str, ticked: bool) -> None:
        """Set the tick box of a message without telling anybody: the program knows it already."""
        self._ticks[key] = ticked
        if key == self._shown_key:
            self._tick.setChecked(ticked)

    def button(self, action_key: str) -> ActionButton | None:
        """The shown button of an action, to give it the focus."""
        return next((b for b in self._buttons if b.property("action") == action_key and not b.isHidden()), None)

    def _ranked(self) -> list[StripMessage]:
        return sorted(self._messages.values(), key=lambda message: -message.severity)

    def _severity_word(self, severity: Severity) -> str:
        match severity:
            case Severity.OK:
                return self.tr("Done")
            case Severity.INFO:
                return self.tr("Hint")
            case Severity.ATTENTION:
                return self.tr("Needs you")
            case Severity.UNCERTAIN:
                return self.tr("May have arrived")
            case Severity.DANGER:
                return self.tr("Problem")

    def _spoken(self, message: StripMessage) -> str:
        said = f"{self._severity_word(message.severity)}: {message.title}"
        return f"{said}. {message.text}" if message.text else said

    def _show(self, message: StripMessage) -> None:
        changed = self._shown_key != message.key
        self._shown_key = message.key
        self._icon.set_icon(message.severity.icon, message.severity.accent)
        self._title.setText(message.title)
        self._text.setText(message.text)
        self._text.setVisible(bool(message.text))
        self._tick.setVisible(bool(message.tick))
        self._tick.setText(message.tick)
        self._tick.setChecked(self._ticks.get(message.key, False))
        for index, button in enumerate(self._buttons):
            action = message.actions[index] if index < len(message.actions) else None
            button.setVisible(action is not None)
            button.setText(action.label if action else "")
            button.setProperty("action", action.key if action else "")
            button.setObjectName(f"{self.objectName()}.{action.key}" if action else "")
        others = len(self._messages) - 1
        self._more.setVisible(others > 0)
        self._more.setText(self.tr("and %n more", "", others))
        self._row.setVisible(bool(message.actions) or others > 0)
        self._details.set_text(message.details)
        self._fold.setVisible(bool(message.details))
        if changed:
            self._fold.set_open(False)
        self.setAccessibleName(self._spoken(message))
        self.show()
        self.update()

    def _show_next(self) -> None:
        ranked = self._ranked()
        keys = [message.key for message in ranked]
        following = ranked[(keys.index(self._shown_key) + 1) % len(ranked)]
        self._show(following)
        announce(self, self._spoken(following))

    def _on_button(self) -> None:
        button = self.sender()
        if isinstance(button, ActionButton):
            self.action_triggered.emit(self._shown_key, str(button.property("action")))

    def _on_tick(self, checked: bool) -> None:
        if self._ticks.get(self._shown_key, False) != checked:
            self._ticks[self._shown_key] = checked
            self.ticked.emit(self._shown_key, checked)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        message = self.current()
        if message is None:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), tint(message.severity.accent, self.palette()))
        bar = max(3, unit(self) // 2)
        at_right = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = self.width() - bar if at_right else 0
        painter.fillRect(QRectF(left, 0, bar, self.height()), accent_color(message.severity.accent, self.palette()))
        painter.end()
