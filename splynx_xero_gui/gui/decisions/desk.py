"""The whole of M3 as one widget: causes at the left, their items and the question at the right.

It reads and answers through the session in the background by itself, so that the main window and the set-up's dialog
use the same. Answers take effect in the next plan; nothing is written to Splynx or Xero here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from splynx_xero_gui.domain.conflict import Choice, Conflict
from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.engine.rulebook import Reach
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.decisions.answer import Answer, give
from splynx_xero_gui.gui.decisions.groups import (
    Group,
    Item,
    group_columns,
    group_id,
    group_sentence,
    item_columns,
    item_id,
    ready_groups,
)
from splynx_xero_gui.gui.decisions.lost_work import LostWork
from splynx_xero_gui.gui.decisions.panel import DecisionPanel
from splynx_xero_gui.gui.decisions.value_fields import References
from splynx_xero_gui.gui.kit.busy import BusyBar
from splynx_xero_gui.gui.kit.formats import money_sentence
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.metrics import ch, lines, set_spacing
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.rows_model import ReadyRows, RowsModel
from splynx_xero_gui.gui.kit.slices import Slices, Steps
from splynx_xero_gui.gui.kit.state_view import StateView
from splynx_xero_gui.gui.kit.strip import MessageStrip, Severity, StripAction, StripMessage
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.wizard.failure_words import FAILURE, TRY_AGAIN, failure_message, unexpected_failure
from splynx_xero_gui.gui.worker import Background, Task
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.services import Session

ANSWERED = "answered"
UNDO = "undo"
SHOW_PLAN = "show-plan"
_NARROW_CH = 100
_MOST_ITEMS = 8
_SEEN_ITEMS = 4
_GROUPS_CH = 62


@dataclass(frozen=True, slots=True)
class Waiting:
    """What was read: open questions by cause, how many, and what their answers are picked from."""

    groups: ReadyRows[Group]
    references: References
    given: int = 0

    @property
    def count(self) -> int:
        """Questions, and writes that may have arrived."""
        return sum(group.count for group in self.groups.rows)


def read_waiting(session: Session) -> Waiting:
    """The open questions, from the sync record alone, ready to be shown. For a worker's thread."""
    billing, accounting, _ = session.references()
    groups = ready_groups(session.conflicts(), session.may_have_arrived())
    return Waiting(groups, References(billing, accounting))


class DecisionDesk(QWidget):
    """`loaded(count)`: how many questions wait now. `plan_wanted`: *Show plan* was pressed. `answered`: something was
    answered or taken back, so that a plan made before is out of date."""

    loaded = Signal(int)
    answered = Signal()
    plan_wanted = Signal()

    def __init__(
        self, session: Session, background: Background, name: str = "decisions", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._background = background
        self._name = name
        self._task: Task | None = None
        self._groups: Sequence[Group] = ()
        self._slices = Slices(self)
        self._references = References()
        self._given: Answer | None = None
        self._group_table: MoneyTable[Group] | None = None
        self._item_table: MoneyTable[Item] | None = None
        self._stack = QStackedWidget(self)
        self._state = StateView(f"{name}.state", self)
        self._state.button_clicked.connect(self.load)
        self._panel = DecisionPanel(name, self)
        self._panel.hide()  # until it has a place among the tables
        self._panel.answered.connect(self.give)
        self._across = QSplitter(Qt.Orientation.Horizontal, self)
        self._across.setChildrenCollapsible(False)
        self._down = QSplitter(Qt.Orientation.Vertical, self)
        self._down.setChildrenCollapsible(False)
        self._right = QStackedWidget(self)
        self._lost: LostWork | None = None
        self._reaching: Task | None = None
        self._panel.reach_wanted.connect(self._on_reach_wanted)
        self._stack.addWidget(self._state)
        self._stack.addWidget(self._across)
        self.busy = BusyBar(f"{name}.busy", self)
        self.busy.stop_requested.connect(self.stop)
        self.strip = MessageStrip(f"{name}.strip", self)
        self.strip.action_triggered.connect(self._on_strip)
        column = QVBoxLayout(self)
        set_spacing(column, 0, 1)
        column.addWidget(self._stack, 1)
        column.addWidget(self.busy)
        column.addWidget(self.strip)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._panel.apply)
        self._state.set_state(IconName.CLOCK, Accent.QUIET, self.tr("Reading what waits…"))

    # -- what others use --

    def panel(self) -> DecisionPanel:
        """The question on show."""
        return self._panel

    def group_table(self) -> MoneyTable[Group] | None:
        """The causes; None before anything was read."""
        return self._group_table

    def item_table(self) -> MoneyTable[Item] | None:
        """The items of the cause on show; None before anything was read."""
        return self._item_table

    def count(self) -> int:
        """How many questions are shown, and writes that may have arrived."""
        return sum(group.count for group in self._groups)

    def lost(self) -> LostWork | None:
        """What may have arrived, as far as there ever was something."""
        return self._lost

    def is_busy(self) -> bool:
        """Whether it reads, answers, or brings what it read into view."""
        return self._slices.is_running() or (self._task is not None and self._task.is_running())

    def load(self) -> None:
        """Read the open questions again."""
        self._start(self._read, self.tr("Reading what waits…"))

    def give(self, answer: Answer) -> None:
        """Hand an answer over and read what still waits."""
        if answer.choice.id == SHOW_PLAN:
            self.plan_wanted.emit()
            return
        self._given = answer
        self._start(partial(self._give, answer), self.tr("Keeping the answer…"))

    def stop(self) -> None:
        """Ask the work under way to stop."""
        if self._task is not None:
            self._task.cancel()

    def set_kind(self, key: str) -> bool:
        """Show the group of this key; False when there is none."""
        return self._group_table is not None and self._group_table.select_row(key)

    # -- in the worker's thread --

    def _read(self, _observer: Observer, _cancel: Cancel) -> Waiting:
        return read_waiting(self._session)

    def _give(self, answer: Answer, _observer: Observer, _cancel: Cancel) -> Waiting:
        count = give(self._session, answer)
        return replace(read_waiting(self._session), given=count)

    def _withdraw(self, answer: Answer, _observer: Observer, _cancel: Cancel) -> Waiting:
        self._session.withdraw_all([conflict.id for conflict in answer.conflicts])
        return read_waiting(self._session)

    def _on_reach_wanted(self, conflict: Conflict, choice: Choice, scope: str, up_to: Decimal | None) -> None:
        if self._reaching is not None:
            self._reaching.cancel()
        call = partial(self._reach, conflict.id, choice.id, scope, up_to)
        self._reaching = self._background.start(session_job(call), "reach of a rule")
        self._reaching.deliver(result=self._on_reach, failed=self._on_no_reach)

    def _reach(
        self, id: str, choice: str, scope: str, up_to: Decimal | None, _observer: Observer, _cancel: Cancel
    ) -> Reach:
        return self._session.reach(id, choice, "", scope, up_to)

    def _on_reach(self, reach: object) -> None:
        if self.sender() is self._reaching and isinstance(reach, Reach):
            self._panel.show_reach(reach)

    def _on_no_reach(self, _error: object) -> None:
        if self.sender() is self._reaching:
            self._panel.show_reach(None)

    # -- in the window's thread --

    def _start(self, call: object, text: str) -> None:
        if self.is_busy():
            return
        self.strip.clear_message(FAILURE)
        self.busy.start(text)
        self._panel.setEnabled(False)
        self._task = self._background.start(session_job(call), f"{self._name} work")  # type: ignore[arg-type]
        self._task.deliver(result=self._on_read, failed=self._on_failed, finished=self._on_finished)

    def _on_finished(self) -> None:
        self.busy.finish()
        self._panel.setEnabled(True)

    def _on_failed(self, error: object) -> None:
        self._given = None
        if isinstance(error, Failure):
            self.strip.show_message(failure_message(error))
        elif isinstance(error, BaseException):
            self.strip.show_message(failure_message(unexpected_failure(error)))
        if not self._groups:
            self._state.set_state(
                IconName.OCTAGON, Accent.DANGER, self.tr("The questions could not be read."), self.tr("Read again")
            )

    def _on_read(self, result: object) -> None:
        if not isinstance(result, Waiting):
            return
        given, self._given = self._given, None
        self._references = replace(result.references, search=self._session.find, background=self._background)
        self._panel.set_references(self._references)
        asked = partial(self._slices.start, self._asked(), partial(self._on_shown, result, given))
        self._slices.start(self._shown(result.groups), lambda _done: asked())

    def _on_shown(self, result: Waiting, given: Answer | None, _done: None) -> None:
        if result.given and given is not None:
            self._say_answered(given, result.given)
        self.loaded.emit(result.count)
        if result.given:
            self.answered.emit()

    def _say_answered(self, answer: Answer, count: int) -> None:
        self._last = answer
        money = money_sentence(answer.amount, self._references.currency)
        text = self.tr("Answered. It is in the next sync (%n item(s), {money}).", "", count).format(money=money)
        actions = (StripAction(UNDO, self.tr("&Undo answer")), StripAction(SHOW_PLAN, self.tr("Show &plan")))
        self.strip.show_message(StripMessage(ANSWERED, Severity.OK, text, "", actions))

    _last: Answer | None = None

    def _on_strip(self, message: str, action: str) -> None:
        if message == FAILURE and action == TRY_AGAIN:
            self.load()
        elif action == SHOW_PLAN:
            self.plan_wanted.emit()
        elif action == UNDO and self._last is not None:
            self.strip.clear_message(ANSWERED)
            self._start(partial(self._withdraw, self._last), self.tr("Taking the answer back…"))
            self._last = None
            self.answered.emit()

    # -- the tables --

    def _shown(self, groups: ReadyRows[Group]) -> Steps[None]:
        """Bring it into view piece by piece: the window answers and paints in between."""
        self._groups = groups.rows
        if not self._groups:
            sentence = self.tr("Nothing waits for you. Differences will be shown here as questions.")
            self._state.set_state(IconName.TICK, Accent.OK, sentence)
            self._stack.setCurrentWidget(self._state)
            return
        table = self._group_table
        if table is None:
            table = yield from self._built()
            yield
        shown = table.current_row()
        table.set_rows(groups)
        if shown is None or not table.select_row(shown.key):
            table.select_row(self._groups[0].key)
        self._stack.setCurrentWidget(self._across)

    def _asked(self) -> Steps[None]:
        """The items and the question of the cause on show, after the causes were painted."""
        yield
        self._show_group()

    def _on_group(self) -> None:
        if not self._slices.is_running():  # else the last slice shows it
            self._show_group()

    def _built(self) -> Steps[MoneyTable[Group]]:
        currency = self._references.currency
        groups: RowsModel[Group] = RowsModel(group_columns(currency), group_id, group_sentence)
        left = MoneyTable(groups, f"{self._name}.groups", self.tr("Causes"), parent=self)
        left.view.setSelectionMode(left.view.SelectionMode.SingleSelection)
        left.selection_changed.connect(self._on_group)
        left.row_opened.connect(self._on_opened)
        yield
        items: RowsModel[Item] = RowsModel(item_columns(currency), item_id)
        items.ticked.connect(self._on_ticked)
        right = MoneyTable(items, f"{self._name}.items", self.tr("Items with this cause"), parent=self)
        right.selection_changed.connect(self._show_question)
        right.row_opened.connect(self._on_opened)
        yield
        self._group_table, self._item_table = left, right
        self._down.addWidget(right)
        self._down.addWidget(self._panel)
        self._panel.show()
        self._right.addWidget(QWidget(self))  # until the items of a cause are there
        self._right.addWidget(self._down)
        self._down.setStretchFactor(0, 1)
        self._down.setStretchFactor(1, 3)
        self._across.addWidget(left)
        self._across.addWidget(self._right)
        self._across.setStretchFactor(0, 0)
        self._across.setStretchFactor(1, 1)
        self._across.setSizes([ch(self, _GROUPS_CH), 2 * ch(self, _GROUPS_CH)])
        left.setMinimumWidth(ch(self, 26))
        right.setMinimumHeight(lines(self, 4))
        self._fit()
        return left

    def _build_lost(self) -> LostWork:
        self._lost = LostWork(self._session, self._background, f"{self._name}.lost", self._references.currency, self)
        self._lost.settled.connect(self._on_settled)
        self._lost.failed.connect(self._on_failed)
        self._right.addWidget(self._lost)
        return self._lost

    def _group(self) -> Group | None:
        return self._group_table.current_row() if self._group_table is not None else None

    def _show_group(self) -> None:
        group, table = self._group(), self._item_table
        if group is None or table is None:
            return
        if group.lost:
            lost = self._lost or self._build_lost()
            self._right.setCurrentWidget(lost)
            lost.show_lost(group.lost)
            return
        self._right.setCurrentWidget(self._down)
        items = group.items
        unticked = self._unticked(items)
        if unticked is None:
            table.set_rows(items)
            table.select_row(group.conflicts[0].id)
            line = table.view.verticalHeader().defaultSectionSize()
            table.setMaximumHeight(line * (min(group.count, _MOST_ITEMS) + 1) + lines(self, 3))
            self._give_room(line * (min(group.count, _SEEN_ITEMS) + 1) + lines(self, 3))
        elif unticked:
            again = [replace(item, ticked=False) if item_id(item) in unticked else item for item in items.rows]
            table.set_rows(ReadyRows(again, items.places, items.sums))
        else:
            table.set_rows(items)
        self._show_question()

    def _give_room(self, height: int) -> None:
        """A few items are seen at once, however long their question is; more room than that stays as it was given."""
        above, below = self._down.sizes()
        if above < height:
            self._down.setSizes([height, max(above + below, self._right.height()) - height])

    def _unticked(self, items: ReadyRows[Item]) -> set[str] | None:
        """Which of these a person left out; None where the table shows others so far."""
        shown = self._item_table.model().rows() if self._item_table is not None else ()
        if len(shown) != len(items.rows) or any(item_id(item) not in items.places for item in shown):
            return None
        return {item_id(item) for item in shown if not item.ticked}

    def _show_question(self) -> None:
        group, table = self._group(), self._item_table
        if group is None or group.lost or table is None or not table.model().rows():
            return
        current = table.current_row() or table.model().rows()[0]
        picked = [item.conflict for item in table.model().rows() if item.ticked]
        self._panel.show_question(current.conflict, picked, len(picked) == group.count)

    def _on_ticked(self, items: Sequence[Item], _column: str, ticked: bool) -> None:
        if self._item_table is not None:
            self._item_table.model().replace_rows([replace(item, ticked=ticked) for item in items])
            self._show_question()

    def _on_settled(self) -> None:
        self.load()
        self.answered.emit()

    def _on_opened(self, _row: object) -> None:
        self._panel.focus_choices()

    def focus_first(self) -> None:
        """Where the focus goes when the desk comes into view."""
        if self._groups and self._group_table is not None:
            self._group_table.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < ch(self, _NARROW_CH)
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self._across.orientation() != wanted:
            self._across.setOrientation(wanted)
