"""M4 in its first form: all runs, and what each of them wrote. Nothing here can be edited or deleted."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.money import total
from splynx_xero_gui.domain.records import Run, RunItem
from splynx_xero_gui.domain.results import SCHEDULE
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.busy import BusyBar
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.filter_bar import FilterBar, StateFilter
from splynx_xero_gui.gui.kit.formats import moment_text
from splynx_xero_gui.gui.kit.icons import IconName, set_button_icon
from splynx_xero_gui.gui.kit.labels import ActionButton
from splynx_xero_gui.gui.kit.metrics import lines
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.rows_model import ReadyRows, RowsModel, ready_rows
from splynx_xero_gui.gui.main.model import MainModel, Work
from splynx_xero_gui.gui.main.page import MainPage, PageKey
from splynx_xero_gui.gui.main.run_words import duration_text, item_ending, local, run_ending
from splynx_xero_gui.gui.main.undo_dialog import UndoDialog
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.words import action_icon, action_word, side_name, subject_title
from splynx_xero_gui.gui.worker import Task
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.review import has_money


class HistoryPage(MainPage):
    """Runs above, items of the chosen one below."""

    def __init__(self, model: MainModel, parent: QWidget | None = None) -> None:
        super().__init__(PageKey.HISTORY, "", model, parent)
        self.title = self.tr("History")
        self.heading.setText(self.title)
        self.setAccessibleName(self.title)
        self._task: Task | None = None
        self._shown = ""
        self._currency: str | None = None
        self._items: MoneyTable[RunItem] | None = None
        self._undo = ActionButton(self.tr("&Undo this run…"), self)
        self._undo.setObjectName("history.undo")
        set_button_icon(self._undo, IconName.UNDO)
        self._undo.clicked.connect(self.undo_run)
        self._undo.setEnabled(False)
        self._export = ActionButton(self.tr("&Export…"), self)
        self._export.setObjectName("history.export")
        set_button_icon(self._export, IconName.EXPORT)
        self._export.clicked.connect(self._on_export)
        self._export.setEnabled(False)
        self._dialog: UndoDialog | None = None
        self.head().addWidget(self._undo, 0, Qt.AlignmentFlag.AlignTop)
        self.head().addWidget(self._export, 0, Qt.AlignmentFlag.AlignTop)
        self._split = QSplitter(Qt.Orientation.Vertical, self)
        self._split.setChildrenCollapsible(False)
        runs: RowsModel[Run] = RowsModel(self._run_columns(), _run_id)
        self._runs = MoneyTable(runs, "history.runs", self.tr("Runs"), parent=self)
        self._runs.view.setSelectionMode(self._runs.view.SelectionMode.SingleSelection)
        self._runs.set_empty(IconName.CLOCK, Accent.QUIET, self.tr("No sync has run yet."))
        self._runs.setMinimumHeight(lines(self, 5))
        self._runs.selection_changed.connect(self._on_run)
        self._split.addWidget(self._runs)
        self._below = QWidget(self)
        self._split.addWidget(self._below)
        self._busy = BusyBar("history.busy", self)
        self._busy.stop_requested.connect(self._on_stop)
        self.column().addWidget(self._split, 1)
        self.column().addWidget(self._busy)

    def first_field(self) -> QWidget | None:
        return self._runs.view

    def help_text(self) -> str:
        return self.tr(
            "Every sync is kept here with all it wrote: what, for whom, how much, and the numbers on both sides. "
            "Nothing here can be changed or deleted. Export… saves the items of the chosen run for a spreadsheet. "
            "Undo this run… first shows what can be taken back and what cannot, and why; nothing is written before you "
            "press the button there."
        )

    def runs_table(self) -> MoneyTable[Run]:
        """The table of runs."""
        return self._runs

    def items_table(self) -> MoneyTable[RunItem] | None:
        """The items of the chosen run; None before there is one."""
        return self._items

    def show_known(self) -> None:
        self._make_items()
        before = self._runs.current_row()
        self._runs.set_rows(self.model.runs)
        if self.model.runs and (before is None or not self._runs.select_row(before.id)):
            self._runs.select_row(self.model.runs[0].id)
        current = self._runs.current_row()
        running = current is not None and current.outcome == "running"
        if current is not None and (current.id != self._shown or running):
            self._load(current)
        self._show_undo()

    def undo_button(self) -> ActionButton:
        """*Undo this run…*."""
        return self._undo

    def undo_dialog(self) -> UndoDialog | None:
        """D6 while it is open."""
        return self._dialog

    def undo_run(self) -> None:
        """D6 for the chosen run."""
        run = self._runs.current_row()
        if run is None or self._cannot_undo(run):
            return
        self._dialog = UndoDialog(run, self.model, self.window())
        self._dialog.finished.connect(self._on_undo_closed)
        self._dialog.decide_wanted.connect(self._on_decide)
        self._dialog.open()

    def _on_undo_closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _on_decide(self) -> None:
        self.turn_to.emit(PageKey.DECISIONS.value)

    def _show_undo(self) -> None:
        run = self._runs.current_row()
        why = self._cannot_undo(run) if run is not None else self.tr("Choose a run first.")
        self._undo.setEnabled(not why)
        self._undo.setToolTip(why)
        self._undo.setAccessibleDescription(why)

    def _cannot_undo(self, run: Run) -> str:
        """Why the button is off; empty where it is on."""
        if run.undoes:
            return self.tr(
                "An undo cannot be undone. To have the items again, answer their question under Decisions: Send again."
            )
        if run.outcome == "running" or self.model.is_busy():
            return self.tr("Something is running. Wait until it has ended.")
        if not self.model.connected:
            return self.tr("Splynx or Xero is not connected.")
        return ""

    # -- columns --

    def _run_columns(self) -> tuple[Column[Run], ...]:
        return (
            Column("when", self.tr("Started"), lambda run: local(run.started_at), ColumnKind.MOMENT, width_ch=22),
            Column(
                "outcome",
                self.tr("Ended"),
                self._ended,
                icon=lambda run: run_ending(run.outcome, run.reason).icon,
                accent=lambda run: run_ending(run.outcome, run.reason).accent,
                width_ch=24,
                stretch=True,
            ),
            Column("waiting", self.tr("Decisions"), lambda run: run.waiting, ColumnKind.NUMBER, width_ch=11),
            Column("calls", self.tr("Xero requests"), lambda run: run.calls_xero, ColumnKind.NUMBER, width_ch=15),
            Column("took", self.tr("Took"), duration_text, width_ch=15),
            Column("by", self.tr("Started by"), self._by, width_ch=26),
        )

    def _ended(self, run: Run) -> str:
        word = run_ending(run.outcome, run.reason).word
        if not run.undoes:
            return word
        undone = next((other for other in self.model.runs if other.id == run.undoes), None)
        if undone is None:
            return self.tr("Undo: {how}").format(how=word)
        time = moment_text(local(undone.started_at))
        return self.tr("Undo of the run of {time}: {how}").format(time=time, how=word)

    def _by(self, run: Run) -> str:
        who = self.tr("{user} on {machine}")
        if run.trigger == SCHEDULE:
            who = self.tr("Schedule of {user} on {machine}")
        return who.format(user=run.started_by, machine=run.machine)

    def _item_columns(self) -> tuple[Column[RunItem], ...]:
        currency = self.model.currency
        money = self.tr("Amount, {currency}").format(currency=currency) if currency else self.tr("Amount")
        return (
            Column(
                "what", self.tr("What"), lambda i: action_word(i.kind), icon=lambda i: action_icon(i.kind), width_ch=26
            ),
            Column("side", self.tr("Written to"), lambda i: side_name(i.side), width_ch=11),
            Column("subject", self.tr("Document"), lambda i: subject_title(i.subject), width_ch=26),
            Column("customer", self.tr("Customer"), lambda i: i.customer, width_ch=22),
            Column("date", self.tr("Date"), lambda i: i.date, ColumnKind.DATE),
            Column("amount", money, lambda i: i.amount if has_money(i.kind) else None, ColumnKind.MONEY, summed=True),
            Column(
                "result",
                self.tr("Result"),
                lambda i: item_ending(i.result).word,
                icon=lambda i: item_ending(i.result).icon,
                accent=lambda i: item_ending(i.result).accent,
                tool_tip=lambda i: i.message,
                width_ch=18,
            ),
            Column("message", self.tr("Note"), lambda i: i.message, width_ch=20),
            Column("splynx_id", self.tr("Splynx id"), lambda i: i.splynx_id or "", ColumnKind.CODE, width_ch=12),
            Column("xero_id", self.tr("Xero id"), lambda i: i.xero_id or "", ColumnKind.CODE, width_ch=38),
        )

    def _make_items(self) -> None:
        """The currency stands in a heading, so the table is made once it is known."""
        if self._currency == self.model.currency and self._items is not None:
            return
        self._currency = self.model.currency
        self._shown = ""
        model: RowsModel[RunItem] = RowsModel(self._item_columns(), _item_id)
        self._items = MoneyTable(model, "history.items", self.tr("What the run wrote"), parent=self)
        self._items.set_empty(IconName.DASH, Accent.QUIET, self.tr("This run wrote nothing."))
        states = (
            StateFilter[RunItem]("all", self.tr("All")),
            StateFilter[RunItem]("written", self.tr("Written"), lambda i: i.result in ("done", "adopted")),
            StateFilter[RunItem]("other", self.tr("Refused or unclear"), lambda i: i.result not in ("done", "adopted")),
        )
        below = QWidget(self)
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(FilterBar(self._items, states, "history"))
        column.addWidget(self._items, 1)
        self._split.replaceWidget(1, below)
        self._below.deleteLater()
        self._below = below
        self._split.setStretchFactor(0, 0)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([lines(self, 9), lines(self, 24)])

    # -- items --

    def _on_run(self) -> None:
        current = self._runs.current_row()
        if current is not None and current.id != self._shown:
            self._load(current)
        self._show_undo()

    def _load(self, run: Run) -> None:
        if self._task is not None:
            self._task.cancel()
        if run.outcome == "running" and self.model.work() is Work.SYNC:
            # Tens of thousands of entries, read again with every word of the sync, would double what it needs.
            self._shown = ""
            self._show_none(IconName.CLOCK, Accent.INFO, self.tr("What this sync writes is listed when it ends."))
            return
        self._shown = run.id
        if self._items is not None:
            self._items.set_empty(IconName.DASH, Accent.QUIET, self.tr("This run wrote nothing."))
        self._busy.start(self.tr("Reading the run of {time}…").format(time=moment_text(local(run.started_at))))
        self._task = self.model.background.start(session_job(partial(self._read, run.id)), "history items")
        self._task.deliver(result=self._on_items, failed=self._on_failed, finished=self._on_finished)

    def _read(self, run_id: str, _observer: Observer, _cancel: Cancel) -> ReadyRows[RunItem]:
        # A first sync has tens of thousands of entries: with what each wrote they would be 75 MB.
        items = tuple(self.model.session.run_items(run_id, contents=False))
        return ready_rows(items, _item_id, {"amount": total(item.amount for item in items if has_money(item.kind))})

    def _on_items(self, items: object) -> None:
        if self.sender() is self._task and isinstance(items, ReadyRows) and self._items is not None:
            self._items.set_rows(items)
            self._export.setEnabled(bool(items.rows))

    def _on_failed(self, error: object) -> None:
        if self.sender() is self._task:
            words = f"{error.title}. {error.what_to_do}" if isinstance(error, Failure) else self.tr("Not readable.")
            self._show_none(IconName.OCTAGON, Accent.DANGER, words)

    def _show_none(self, icon: IconName, accent: Accent, words: str) -> None:
        if self._items is not None:
            self._items.set_empty(icon, accent, words)
            self._items.set_rows([])
            self._export.setEnabled(False)

    def _on_finished(self) -> None:
        if self.sender() is self._task:
            self._task = None
            self._busy.finish()

    def _on_stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _on_export(self) -> None:
        if self._items is not None:
            self._items.ask_and_export()


def _run_id(run: Run) -> str:
    return run.id


def _item_id(item: RunItem) -> str:
    return f"{item.run_id}.{item.sequence}"
