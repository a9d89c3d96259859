"""The tick box "Sync by itself every …" with what it costs, who starts it, and whether it runs (ui.md W11, M6)."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt, QTime
from PySide6.QtGui import QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QTimeEdit, QVBoxLayout, QWidget

from splynx_xero_gui.domain.schedule import Rhythm
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.icon_line import IconLine
from splynx_xero_gui.gui.kit.announce import announce
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.indicators import CheckBox
from splynx_xero_gui.gui.kit.labels import HelpLabel
from splynx_xero_gui.gui.kit.metrics import set_spacing
from splynx_xero_gui.gui.kit.still_fields import StillCombo
from splynx_xero_gui.gui.schedule_model import ScheduleModel
from splynx_xero_gui.gui.schedule_words import (
    Said,
    cost_text,
    interval_text,
    obstacle,
    runner_text,
    state_text,
    too_dear_text,
)
from splynx_xero_gui.wizard.scheduling import ScheduleState

_DAILY = 0
_SHORTEST_SHOWN = 5
_MORNING = QTime(6, 0)


class _StillTime(QTimeEdit):
    """The wheel scrolls the page and leaves the time alone."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ScheduleBox(QWidget):
    """Ticking it switches the schedule on at once; another interval holds at once too. `may_start(False)`: not yet."""

    def __init__(self, name: str, model: ScheduleModel, currency: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._model = model
        self._currency = currency
        self._allowed = True
        self._offers: tuple[object, ...] = ()
        self.tick = CheckBox(self.tr("&Sync by itself every"), self)
        self.tick.setObjectName(f"{name}.on")
        self.interval = StillCombo(self)
        self.interval.setObjectName(f"{name}.interval")
        self.interval.setAccessibleName(self.tr("Interval of syncs"))
        self.interval.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.interval.setSizeAdjustPolicy(StillCombo.SizeAdjustPolicy.AdjustToContents)
        self.time = _StillTime(_MORNING, self)
        self.time.setObjectName(f"{name}.time")
        self.time.setAccessibleName(self.tr("Time of day"))
        self.time.setKeyboardTracking(False)
        self._cost = HelpLabel("", self)
        self._cost.setObjectName(f"{name}.cost")
        self._line = IconLine(f"{name}.state", IconName.CLOCK, Accent.QUIET, self.tr("Switch on &again"), "again", self)
        self._line.set_button_shown(False)
        row = QWidget(self)
        flow = FlowLayout(row)
        for widget in (self.tick, self.interval, self.time):
            widget.setParent(row)
            flow.addWidget(widget)
        column = QVBoxLayout(self)
        set_spacing(column, 0, 1)
        for part in (row, self._line, self._cost):
            column.addWidget(part)
        self.tick.clicked.connect(self._on_tick)
        self.interval.activated.connect(self._on_interval)
        self.time.editingFinished.connect(self._on_time)
        self._line.pressed.connect(self._on_again)
        model.changed.connect(self.show_state)
        model.switched.connect(self._on_switched)
        self.setFocusProxy(self.tick)
        self.show_state()

    def may_start(self, allowed: bool, currency: str = "") -> None:
        """Whether a person may switch it on; what is on can be switched off at any time."""
        self._allowed = allowed
        self._currency = currency or self._currency
        self.show_state()

    def rhythm(self) -> Rhythm:
        """What the fields say."""
        minutes = self.interval.currentData()
        if minutes == _DAILY or minutes is None:
            time = self.time.time()
            return Rhythm(at=dt.time(time.hour(), time.minute()))
        return Rhythm(int(minutes))

    def state_line(self) -> str:
        """The sentence on the schedule."""
        return self._line.text() if not self._line.isHidden() else ""

    def show_state(self) -> None:
        """Show what the system's scheduler holds."""
        state = self._model.state
        if state is None:
            self._enable(False, False)
            self._say(self._failed())
            return
        if self._model.busy:
            return  # as it is: a field that goes grey for a moment loses the focus for good
        self._offer(state)
        blocked = obstacle(state, self._currency)
        free = blocked is None and self._allowed
        self.tick.setChecked(state.installed)
        self._enable(state.installed or free, free)
        self.time.setVisible(self.interval.currentData() == _DAILY)
        self._show_cost(state if blocked is None else None)
        self._say(self._failed() or blocked or self._not_yet(state) or state_text(state))
        self._line.set_button_shown(bool(state.problem) and free and self._model.failure is None)

    def _enable(self, tick: bool, interval: bool) -> None:
        self.tick.setEnabled(tick)
        for field in (self.interval, self.time):
            field.setEnabled(interval)

    def _offer(self, state: ScheduleState) -> None:
        """The intervals, those that cost too much greyed (R35); the choice stays unless another is installed."""
        if self._offers != state.offers:
            self._offers = state.offers
            self.interval.clear()
            for offer in state.offers:
                if offer.rhythm.minutes is None:
                    self.interval.addItem(self.tr("day, at"), _DAILY)
                elif offer.fits or offer.rhythm.minutes > _SHORTEST_SHOWN:
                    self.interval.addItem(interval_text(offer.rhythm.minutes), offer.rhythm.minutes)
                    self._grey(self.interval.count() - 1, offer.fits)
            self._choose(state.suggested)
        if state.rhythm is not None:
            self._choose(state.rhythm)

    def _grey(self, place: int, fits: bool) -> None:
        model = self.interval.model()
        if isinstance(model, QStandardItemModel) and not fits:
            item = model.item(place)
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)

    def _choose(self, rhythm: Rhythm | None) -> None:
        if rhythm is None:
            return
        minutes = rhythm.minutes if rhythm.minutes is not None else _DAILY
        if self.interval.findData(minutes) < 0:
            self.interval.addItem(interval_text(minutes), minutes)
        self.interval.setCurrentIndex(self.interval.findData(minutes))
        if rhythm.at is not None:
            self.time.setTime(QTime(rhythm.at.hour, rhythm.at.minute))

    def _show_cost(self, state: ScheduleState | None) -> None:
        parts = (runner_text(state), cost_text(state, self.rhythm()), too_dear_text(state)) if state else ()
        self._cost.setText(" ".join(part for part in parts if part))
        self._cost.setVisible(bool(self._cost.text()))

    def _failed(self) -> Said | None:
        failure = self._model.failure
        if failure is None:
            return None
        words = (f"{failure.title}.", failure.message, failure.details and f"“{failure.details}”", failure.what_to_do)
        return Said(" ".join(word for word in words if word), IconName.OCTAGON, Accent.DANGER)

    def _not_yet(self, state: ScheduleState) -> Said | None:
        if self._allowed or state.installed:
            return None
        text = self.tr("Syncs can start by themselves once both sides agree, or the differences are known.")
        return Said(text, IconName.INFO, Accent.INFO)

    def _say(self, said: Said | None) -> None:
        self._line.setVisible(said is not None)
        if said is not None:
            self._line.set_picture(said.icon, said.accent)
            self._line.set_text(said.text)
            self.tick.setAccessibleDescription(said.text)

    # -- what the person does --

    def _on_tick(self, on: bool) -> None:
        if on:
            self._model.install(self.rhythm())
        else:
            self._model.remove()

    def _on_again(self, _key: str) -> None:
        """The entry is made anew, as this installation makes it."""
        self._model.install(self.rhythm())

    def _on_interval(self, _place: int) -> None:
        self.time.setVisible(self.interval.currentData() == _DAILY)
        if self._model.state is not None:
            self._show_cost(self._model.state)
        self._change()

    def _on_time(self) -> None:
        self._change()

    def _change(self) -> None:
        """Another rhythm of what is switched on holds at once."""
        state = self._model.state
        if state is not None and state.installed and state.rhythm != self.rhythm():
            self._model.install(self.rhythm())

    def _on_switched(self) -> None:
        announce(self, self.state_line())
