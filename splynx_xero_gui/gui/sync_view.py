"""A sync under way: a bar per kind with its money, what goes on now, requests, Stop, the last items (ui.md W11, M2).

The view draws a `wizard.progress.SyncProgress`; whoever runs the sync hands it the events.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from time import monotonic

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.icon_line import IconLine
from splynx_xero_gui.gui.kit.announce import ProgressAnnouncer, announce
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.fold import Fold
from splynx_xero_gui.gui.kit.formats import number_text
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.labels import ActionButton, PlainLabel, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, ch, lines, set_spacing, tabular
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.rows_model import RowsModel
from splynx_xero_gui.gui.sync_words import (
    count_text,
    money_progress,
    now_text,
    requests_text,
    result_word,
    time_left_text,
    uncertain_text,
)
from splynx_xero_gui.gui.words import action_title, subject_title
from splynx_xero_gui.ports.control import Event, ItemDone
from splynx_xero_gui.wizard.progress import KindProgress, KindState, SyncProgress, reduce_all
from splynx_xero_gui.wizard.review import has_money

_TICK_MS = 500
_LAST_LINES = 7


class SyncView(QWidget):
    """`start` with the picture before the first event, `take` the events, `finish` when the sync has ended.

    `stop_requested`: *Stop after this step* was pressed; never in the middle of a request.
    """

    stop_requested = Signal()

    def __init__(
        self, name: str = "sync", clock: Callable[[], float] = monotonic, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._clock = clock
        self._progress = SyncProgress()
        self._running = False
        self._bars: dict[str, _KindRow] = {}
        self._announcer = ProgressAnnouncer(self)
        self._bars_box = QWidget(self)
        self._grid = QGridLayout(self._bars_box)
        set_spacing(self._grid, 0, 1.5)
        self._grid.setColumnStretch(1, 1)
        self._now = TypeLabel("", TextRole.STRONG, None, self)
        self._now.setObjectName(f"{name}.now")
        self._left = TypeLabel("", parent=self)
        self._left.setWordWrap(False)
        self._left.setObjectName(f"{name}.left")
        self._requests = TypeLabel("", TextRole.BODY, None, self)
        self._requests.setObjectName(f"{name}.requests")
        self._lost = IconLine(f"{name}.uncertain", IconName.BROKEN_CIRCLE, Accent.UNCERTAIN, parent=self)
        self._stop = ActionButton(self.tr("Stop &after this step"), self)
        self._stop.setObjectName(f"{name}.stop")
        self._stop.clicked.connect(self._on_stop)
        self._last = self._last_table()
        self._fold = Fold(self.tr("Last items"), self._last, f"{name}.last", self)
        self._fold.toggled.connect(self._on_fold)
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._show_lines)

    def _lay_out(self) -> None:
        now = QHBoxLayout()
        set_spacing(now, 0, 2)
        now.addWidget(self._now, 1)
        now.addWidget(self._left, 0, Qt.AlignmentFlag.AlignTop)
        foot = QHBoxLayout()
        set_spacing(foot, 0, 2)
        foot.addWidget(self._requests, 1)
        foot.addWidget(self._stop)
        column = QVBoxLayout(self)
        set_spacing(column, 0, 2)
        column.addWidget(self._bars_box)
        column.addLayout(now)
        column.addWidget(self._lost)
        column.addLayout(foot)
        column.addWidget(self._fold)

    def _last_table(self) -> MoneyTable[ItemDone]:
        columns: tuple[Column[ItemDone], ...] = (
            Column[ItemDone](
                "result", self.tr("Result"), result_word, width_ch=22, icon=_result_icon, accent=_result_accent
            ),
            Column("subject", self.tr("Item"), lambda item: subject_title(item.subject), width_ch=28),
            Column("customer", self.tr("Customer"), lambda item: item.customer, width_ch=22),
            Column("amount", self.tr("Amount"), _amount, ColumnKind.MONEY),
            Column("message", self.tr("Why"), lambda item: item.message, stretch=True),
        )
        table: MoneyTable[ItemDone] = MoneyTable(
            RowsModel(columns, _item_id), f"{self._name}.items", self.tr("Last items"), parent=self
        )
        table.set_empty(IconName.CLOCK, Accent.QUIET, self.tr("Nothing was written yet."))
        table.setFixedHeight(lines(self, 2) + _LAST_LINES * table.view.verticalHeader().defaultSectionSize())
        return table

    # -- what others use --

    def progress(self) -> SyncProgress:
        """The picture as it is now."""
        return self._progress

    def stop_button(self) -> ActionButton:
        """*Stop after this step*."""
        return self._stop

    def start(self, progress: SyncProgress) -> None:
        """A sync begins; `progress` says what is planned."""
        self._progress = progress
        self._running = True
        self._announcer = ProgressAnnouncer(self)
        self._stop.setEnabled(True)
        self._stop.setVisible(True)
        self._drop_bars()
        self._bars_box.show()
        self._last.set_rows(())
        self._timer.start()
        self._show()

    def take(self, events: Sequence[Event]) -> None:
        """Events arrived."""
        before = self._progress
        self._progress = reduce_all(before, events, self._clock())
        self._show()
        if self._progress.last is not before.last and self._fold.is_open():
            self._show_last()
        if self._running and self._progress.total and self._progress.ended != before.ended:
            self._announcer.update(
                self._progress.ended,
                self._progress.total,
                self.tr("{done} of {total} written").format(
                    done=number_text(self._progress.written), total=number_text(self._progress.total)
                ),
            )

    def stopping(self) -> None:
        """The wish to stop was passed on: it takes effect after the request under way."""
        self._stop.setEnabled(False)
        self._now.setText(self.tr("Stopping after the request under way…"))
        self._timer.stop()
        announce(self, self._now.text())

    def finish(self, keep_bars: bool = True) -> None:
        """The sync has ended. The bars may stay, to show how far it came; what was lost is told by the result."""
        self._running = False
        self._timer.stop()
        self._stop.hide()
        for widget in (self._now, self._left, self._lost):
            widget.hide()
        self._bars_box.setVisible(keep_bars)
        self._show_last()

    # -- drawing --

    def _show(self) -> None:
        for kind in self._progress.kinds:
            row = self._bars.get(kind.kind.value)
            if row is None:
                row = _KindRow(f"{self._name}.{kind.kind.value}", kind, self)
                row.add_to(self._grid, len(self._bars))
                self._bars[kind.kind.value] = row
            if row.shown != kind:
                row.show_kind(kind)
        self._show_lines()

    def _show_lines(self) -> None:
        at = self._clock()
        if self._running and self._stop.isEnabled():
            self._now.setVisible(True)
            self._now.setText(now_text(self._progress, at))
            left = time_left_text(self._progress.seconds_left(at))
            self._left.setText(left)
            self._left.setVisible(bool(left))
        self._requests.setText(requests_text(self._progress))
        lost = self._progress.uncertain
        self._lost.setVisible(lost > 0 and self._running)
        if lost:
            self._lost.set_text(uncertain_text(lost))

    def _show_last(self) -> None:
        self._last.set_rows(self._progress.last)

    def _on_fold(self, is_open: bool) -> None:
        if is_open:
            self._show_last()

    def _drop_bars(self) -> None:
        for row in self._bars.values():
            row.remove()
        self._bars.clear()

    def _on_stop(self) -> None:
        self.stopping()
        self.stop_requested.emit()


class _KindRow:
    """Name, bar, count and money of one kind."""

    def __init__(self, name: str, kind: KindProgress, parent: QWidget) -> None:
        self.shown: KindProgress | None = None
        self._title = PlainLabel(action_title(kind.kind), parent)
        self._bar = QProgressBar(parent)
        self._bar.setObjectName(name)
        self._bar.setTextVisible(False)
        self._bar.setMaximumHeight(lines(parent, 0.8))
        self._bar.setMinimumWidth(ch(parent, 16))
        self._bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._count = PlainLabel("", parent)
        self._count.setObjectName(f"{name}.count")
        self._count.setFont(tabular(parent.font()))
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._money = PlainLabel("", parent)
        self._money.setObjectName(f"{name}.money")
        self._money.setFont(tabular(parent.font()))
        self._money.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def add_to(self, grid: QGridLayout, line: int) -> None:
        for place, widget in enumerate((self._title, self._bar, self._count, self._money)):
            grid.addWidget(widget, line, place, Qt.AlignmentFlag.AlignVCenter)

    def show_kind(self, kind: KindProgress) -> None:
        self.shown = kind
        self._bar.setRange(0, max(1, kind.total))
        self._bar.setValue(min(kind.ended, kind.total))
        self._bar.setEnabled(kind.state is not KindState.WAITS)
        self._count.setText(count_text(kind))
        self._money.setText(money_progress(kind))
        spoken = ", ".join(text for text in (count_text(kind), money_progress(kind)) if text)
        self._bar.setAccessibleName(self._title.text())
        self._bar.setAccessibleDescription(spoken)

    def remove(self) -> None:
        for widget in (self._title, self._bar, self._count, self._money):
            widget.hide()
            widget.deleteLater()


def _item_id(item: ItemDone) -> str:
    return f"{item.kind.value} {item.subject} {item.result} {id(item)}"


def _amount(item: ItemDone) -> Decimal | None:
    return item.amount if has_money(item.kind) else None


def _result_icon(item: ItemDone) -> IconName:
    icons = {"refused": IconName.TRIANGLE, "uncertain": IconName.BROKEN_CIRCLE, "adopted": IconName.CHAIN}
    return icons.get(item.result, IconName.TICK)


def _result_accent(item: ItemDone) -> Accent:
    accents = {"refused": Accent.ATTENTION, "uncertain": Accent.UNCERTAIN}
    return accents.get(item.result, Accent.OK)
