"""D6: undo of a run as its own plan, shown first: what will happen, what cannot and why; then progress and result."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.records import Run
from splynx_xero_gui.domain.results import SyncReport
from splynx_xero_gui.domain.undo import Kept, UndoPlan
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.busy import BusyBar
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.formats import moment_text, number_text
from splynx_xero_gui.gui.kit.icons import IconName, set_button_icon
from splynx_xero_gui.gui.kit.labels import ActionButton, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, ch, lines, set_spacing
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.rows_model import RowsModel
from splynx_xero_gui.gui.kit.strip import MessageStrip, Severity, StripMessage
from splynx_xero_gui.gui.main.model import MainModel, Work
from splynx_xero_gui.gui.main.run_words import local
from splynx_xero_gui.gui.sync_result import DECIDE, SyncResult
from splynx_xero_gui.gui.sync_view import SyncView
from splynx_xero_gui.gui.sync_words import stage_text
from splynx_xero_gui.gui.undo_words import nothing_to_undo, undo_ending
from splynx_xero_gui.gui.wizard.counted import counted
from splynx_xero_gui.gui.words import action_icon, action_word, side_name, subject_title
from splynx_xero_gui.wizard.progress import SyncProgress, expected_progress, reduce_all
from splynx_xero_gui.wizard.review import has_money


class UndoDialog(QDialog):
    """Opened on a run. `decide_wanted`: the questions of what was undone are to be shown."""

    decide_wanted = Signal()

    def __init__(self, run: Run, model: MainModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._model = model
        self._plan: UndoPlan | None = None
        self._reading = SyncProgress()
        self.setObjectName("undo")
        self.setWindowTitle(self.tr("Undo a run"))
        self.setModal(True)
        self._head = TypeLabel("", TextRole.INSTRUCTION, None, self)
        self._head.setObjectName("undo.head")
        self._about = TypeLabel(self._of_run(), TextRole.BODY, Accent.QUIET, self)
        self._stack = QStackedWidget(self)
        self._waiting = QWidget(self)
        self._busy = BusyBar("undo.busy", self)
        self._busy.stop_requested.connect(model.stop)
        self._strip = MessageStrip("undo.message", self)
        column = QVBoxLayout(self._waiting)
        set_spacing(column, 0, 1)
        column.addWidget(self._busy)
        column.addWidget(self._strip)
        column.addStretch(1)
        self._shown = self._plan_face()
        self._view = SyncView("undo.sync", parent=self)
        self._view.stop_requested.connect(model.stop)
        self._result = SyncResult("undo", model.currency, self)
        self._result.action_wanted.connect(self._on_result)
        for face in (self._waiting, self._shown, self._view, self._result):
            self._stack.addWidget(face)
        outer = QVBoxLayout(self)
        set_spacing(outer, 3, 1.5)
        outer.addWidget(self._head)
        outer.addWidget(self._about)
        outer.addWidget(self._stack, 1)
        outer.addWidget(self._buttons())
        # Said here: Qt would take the height its sentences need at their narrowest, more than a small screen has.
        self.setMinimumSize(ch(self, 80), lines(self, 22))
        self.resize(ch(self, 150), lines(self, 36))
        model.happened.connect(self._on_events)
        model.undo_planned.connect(self._on_plan)
        model.undone.connect(self._on_undone)
        model.failed.connect(self._on_failed)
        self._begin()

    # -- building --

    def _of_run(self) -> str:
        time = moment_text(local(self._run.started_at))
        return self.tr("The run of {time}, started by {user} on {machine}").format(
            time=time, user=self._run.started_by, machine=self._run.machine
        )

    def _plan_face(self) -> QWidget:
        face = QWidget(self)
        column = QVBoxLayout(face)
        set_spacing(column, 0, 1)
        self._can = MoneyTable(
            RowsModel(self._can_columns(), lambda action: action.id),
            "undo.can",
            self.tr("What will happen"),
            parent=face,
        )
        self._can.set_empty(IconName.DASH, Accent.QUIET, self.tr("Nothing of this run can be undone."))
        self._can.set_sum_label(self.tr("Total"))
        self._can_title = TypeLabel(self.tr("What will happen"), TextRole.STRONG, None, face)
        self._cannot_title = TypeLabel(self.tr("What cannot be undone"), TextRole.STRONG, None, face)
        self._cannot = MoneyTable(
            RowsModel(self._cannot_columns(), lambda kept: kept.intent_id),
            "undo.cannot",
            self.tr("What cannot be undone"),
            parent=face,
        )
        self._cannot.set_sum_label(self.tr("Total"))
        text = self.tr(
            "Undo is itself written to the history. Later changes are not touched. The schedule pauses until you start "
            "it again. What was undone is not sent again by itself: it is asked about under Decisions."
        )
        column.addWidget(self._can_title)
        column.addWidget(self._can, 3)
        column.addWidget(self._cannot_title)
        column.addWidget(self._cannot, 2)
        column.addWidget(TypeLabel(text, TextRole.BODY, None, face))
        return face

    def _can_columns(self) -> tuple[Column[SyncAction], ...]:
        return (
            Column(
                "what", self.tr("What"), lambda a: action_word(a.kind), icon=lambda a: action_icon(a.kind), width_ch=26
            ),
            Column("side", self.tr("Written to"), lambda a: side_name(a.side), width_ch=11),
            Column("subject", self.tr("Document"), lambda a: subject_title(a.subject), width_ch=28),
            Column("customer", self.tr("Customer"), lambda a: a.customer_name, width_ch=20, stretch=True),
            Column("date", self.tr("Date"), lambda a: a.date, ColumnKind.DATE),
            Column(
                "amount",
                self._money_title(),
                lambda a: a.amount if has_money(a.kind) else None,
                ColumnKind.MONEY,
                summed=True,
            ),
        )

    def _cannot_columns(self) -> tuple[Column[Kept], ...]:
        return (
            Column(
                "subject",
                self.tr("Document"),
                lambda k: subject_title(k.subject),
                tool_tip=lambda k: action_word(k.kind),
                width_ch=24,
            ),
            Column(
                "why",
                self.tr("Why"),
                lambda k: k.why,
                icon=lambda _k: IconName.OCTAGON,
                accent=lambda _k: Accent.DANGER,
                tool_tip=lambda k: k.why,
                width_ch=46,
                stretch=True,
            ),
            Column("customer", self.tr("Customer"), lambda k: k.customer_name, width_ch=16),
            Column(
                "amount",
                self._money_title(),
                lambda k: k.amount if has_money(k.kind) else None,
                ColumnKind.MONEY,
                summed=True,
            ),
        )

    def _money_title(self) -> str:
        currency = self._model.currency
        return self.tr("Amount, {currency}").format(currency=currency) if currency else self.tr("Amount")

    def _buttons(self) -> QWidget:
        row = QWidget(self)
        flow = FlowLayout(row, trailing=True)
        self._close = ActionButton(self.tr("&Close"), row)
        self._close.setObjectName("undo.close")
        self._close.setDefault(True)
        self._close.clicked.connect(self.close)
        self._verb = ActionButton("", row)
        self._verb.setObjectName("undo.run")
        self._verb.setAutoDefault(False)
        set_button_icon(self._verb, IconName.UNDO)
        self._verb.clicked.connect(self._on_verb)
        self._verb.hide()
        for button in (self._close, self._verb):
            flow.addWidget(button)
        return row

    # -- what others use --

    def plan(self) -> UndoPlan | None:
        """The plan on show; None before it was made."""
        return self._plan

    def verb_button(self) -> ActionButton:
        """*Undo {a} items now*."""
        return self._verb

    def heading(self) -> str:
        """The sentence at the top."""
        return self._head.text()

    def tables(self) -> tuple[MoneyTable[SyncAction], MoneyTable[Kept]]:
        """What will happen, and what cannot."""
        return self._can, self._cannot

    def ending(self) -> SyncResult:
        """How it ended."""
        return self._result

    def message(self) -> MessageStrip:
        """Why there is no plan."""
        return self._strip

    # -- what happens --

    def _begin(self) -> None:
        self._head.setText(self.tr("Looking at what can be undone…"))
        self._stack.setCurrentWidget(self._waiting)
        self._busy.start(self.tr("Reading both sides…"))
        if not self._model.plan_undo(self._run.id):
            self._busy.finish()
            self._say(Severity.ATTENTION, self.tr("Something else is running"), self.tr("Wait until it has ended."))

    def _on_events(self, events: object) -> None:
        if not isinstance(events, tuple):
            return
        if self._model.work() is Work.UNDO:
            self._view.take(events)
        elif self._model.work() is Work.UNDO_PLAN:
            self._reading = reduce_all(self._reading, events, 0.0)
            self._busy.set_text(stage_text(self._reading))

    def _on_plan(self, plan: object) -> None:
        if not isinstance(plan, UndoPlan) or plan.run_id != self._run.id:
            return
        self._plan = plan
        self._busy.finish()
        can, count = len(plan.actions), plan.count
        if count == 0:
            self._head.setText(nothing_to_undo(plan))
            return
        head = self.tr("{a} of {n} can be undone, {b} cannot.").format(
            a=number_text(can), n=number_text(count), b=number_text(len(plan.kept))
        )
        whole = counted(can, self.tr("This item can be undone."), self.tr("All {n} items can be undone."))
        self._head.setText(head if plan.kept else whole)
        self._can.set_rows(plan.actions)
        self._cannot.set_rows(plan.kept)
        for widget in (self._cannot, self._cannot_title):
            widget.setVisible(bool(plan.kept))
        self._verb.setText(counted(can, self.tr("&Undo 1 item now"), self.tr("&Undo {n} items now")))
        self._verb.setVisible(can > 0)
        self._stack.setCurrentWidget(self._shown)
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_verb(self) -> None:
        plan = self._plan
        if plan is None:
            return
        self._view.start(expected_progress({line.kind: (line.count, line.amount) for line in plan.totals}))
        if self._model.undo(plan):
            self._verb.hide()
            self._close.setEnabled(False)
            self._head.setText(self.tr("Undoing"))
            self._stack.setCurrentWidget(self._view)
            self._view.stop_button().setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_undone(self, report: object) -> None:
        if not isinstance(report, SyncReport):
            return
        self._view.finish()
        ending = undo_ending(report, self._view.progress(), self._model.currency)
        self._head.setText(ending.headline)
        self._result.show_report(report, ending)
        self._show_end(self._result)

    def _on_failed(self, work: object, failure: object) -> None:
        if work in (Work.UNDO_PLAN, Work.UNDO) and isinstance(failure, Failure):
            self._busy.finish()
            self._view.finish()
            self._head.setText(failure.title)
            self._say(Severity.ATTENTION, failure.title, f"{failure.message} {failure.what_to_do}")
            self._show_end(self._waiting)

    def _show_end(self, face: QWidget) -> None:
        self._stack.setCurrentWidget(face)
        self._close.setEnabled(True)
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, severity: Severity, title: str, text: str) -> None:
        self._strip.clear()
        self._strip.show_message(StripMessage("undo", severity, title, text), insist=True)

    def _on_result(self, key: str) -> None:
        if key == DECIDE:
            self.decide_wanted.emit()
        self.close()

    def reject(self) -> None:
        """Esc: nothing while it writes; a reading is stopped."""
        if self._model.work() is not Work.UNDO:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._model.work() is Work.UNDO:
            event.ignore()
            return
        if self._model.work() is Work.UNDO_PLAN:
            self._model.stop()
        super().closeEvent(event)
