"""The drill: syncs of simulated books are killed and disturbed, then each promise is listed as kept or broken (M6)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from splynx_xero_gui.domain.drill import DrillReport, DrillStep, Promise
from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.announce import announce
from splynx_xero_gui.gui.kit.busy import BusyBar
from splynx_xero_gui.gui.kit.columns import Column
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.labels import ActionButton, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, ch, lines, set_spacing
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.rows_model import RowsModel
from splynx_xero_gui.gui.kit.strip import MessageStrip
from splynx_xero_gui.gui.main.drill_words import counts_text, headline, promise_words, step_words
from splynx_xero_gui.gui.main.figures import IconLine
from splynx_xero_gui.gui.main.model import MainModel
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.wizard.failure_words import failure_message, unexpected_failure
from splynx_xero_gui.gui.worker import Task
from splynx_xero_gui.ports.control import StageStarted


def may_drill(model: MainModel) -> bool:
    """Only with demo books, or where the organisation reports itself as a demo company (D1)."""
    organisation = model.status.organisation
    return model.workplace.demo or (organisation is not None and organisation.is_demo)


class DrillDialog(QDialog):
    """Says what it will do, does it in a worker's thread, shows what came out. Closing stops it."""

    def __init__(self, model: MainModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._background = model.session, model.background
        self._task: Task | None = None
        self.setObjectName("drill")
        self.setWindowTitle(self.tr("Drill"))
        self.setModal(True)
        self._head = TypeLabel(self.tr("See for yourself that nothing is lost"), TextRole.INSTRUCTION, None, self)
        self._head.setObjectName("drill.head")
        self._stack = QStackedWidget(self)
        self._strip = MessageStrip("drill.message", self)
        self._strip.action_triggered.connect(self._on_strip)
        self._steps: dict[str, IconLine] = {}
        self._work = self._work_face()
        self._result = self._result_face()
        for face in (self._work, self._result):
            self._stack.addWidget(face)
        outer = QVBoxLayout(self)
        set_spacing(outer, 3, 1.5)
        outer.addWidget(self._head)
        outer.addWidget(self._stack, 1)
        outer.addWidget(self._strip)
        outer.addWidget(self._buttons())
        self.setMinimumSize(ch(self, 80), lines(self, 20))
        self.resize(ch(self, 150), lines(self, 33))
        self._start.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- building --

    def _work_face(self) -> QWidget:
        face = QWidget(self)
        column = QVBoxLayout(face)
        set_spacing(column, 0, 1)
        text = self.tr(
            "Made-up books are synced while the program is stopped in the middle of its work, answers get lost and "
            "pages are cut short. Afterwards both sides are counted, and each promise is listed as kept or broken. "
            "Your own books, keys and organisation are not used. It takes about half a minute."
        )
        self._about = TypeLabel(text, TextRole.BODY, None, face)
        column.addWidget(self._about)
        for step in DrillStep:
            line = IconLine(parent=face)
            line.setObjectName(f"drill.{step.name.lower()}")
            self._steps[step.value] = line
            column.addWidget(line)
        self._show_step("")
        self._busy = BusyBar("drill.busy", face)
        self._busy.stop_requested.connect(self._on_stop)
        column.addWidget(self._busy)
        column.addStretch(1)
        return face

    def _result_face(self) -> QWidget:
        face = QWidget(self)
        column = QVBoxLayout(face)
        set_spacing(column, 0, 1)
        self._table = MoneyTable(
            RowsModel(self._columns(), lambda p: p.id), "drill.table", self.tr("Promises"), parent=face
        )
        self._counts = TypeLabel("", TextRole.BODY, Accent.QUIET, face)
        self._counts.setObjectName("drill.counts")
        column.addWidget(self._table, 1)
        column.addWidget(self._counts)
        return face

    def _columns(self) -> tuple[Column[Promise], ...]:
        kept, broken = self.tr("Kept"), self.tr("Broken")
        return (
            Column(
                "held",
                self.tr("Result"),
                lambda p: kept if p.held else broken,
                icon=lambda p: IconName.TICK if p.held else IconName.OCTAGON,
                accent=lambda p: Accent.OK if p.held else Accent.DANGER,
                width_ch=16,
            ),
            Column("promise", self.tr("Promise"), promise_words, tool_tip=promise_words, width_ch=52),
            Column(
                "seen", self.tr("What was seen"), lambda p: p.seen, tool_tip=lambda p: p.seen, width_ch=40, stretch=True
            ),
        )

    def _buttons(self) -> QWidget:
        row = QWidget(self)
        flow = FlowLayout(row, trailing=True)
        self._start = ActionButton(self.tr("&Start the drill"), row)
        self._start.setObjectName("drill.start")
        self._start.setDefault(True)
        self._start.clicked.connect(self.start)
        self._close = ActionButton(self.tr("&Close"), row)
        self._close.setObjectName("drill.close")
        self._close.setAutoDefault(False)
        self._close.clicked.connect(self.reject)
        flow.addWidget(self._start)
        flow.addWidget(self._close)
        return row

    # -- what others use --

    def heading(self) -> str:
        """The sentence at the top."""
        return self._head.text()

    def table(self) -> MoneyTable[Promise]:
        """The promises."""
        return self._table

    def counts(self) -> str:
        """What was done to the program."""
        return self._counts.text()

    def message(self) -> MessageStrip:
        """Why there is no result."""
        return self._strip

    def step_line(self, step: DrillStep) -> IconLine:
        """The line of one step."""
        return self._steps[step.value]

    # -- what happens --

    def start(self) -> None:
        """Do it, again too."""
        if self._task is not None:
            return
        self._strip.clear()
        self._stack.setCurrentWidget(self._work)
        self._head.setText(self.tr("The drill is running"))
        self._start.setEnabled(False)
        self._show_step("")
        self._busy.start(self.tr("Setting up made-up books…"))
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)
        self._task = self._background.start(session_job(self._session.drill), "drill")
        self._task.deliver(
            result=self._on_done,
            failed=self._on_failed,
            cancelled=self._on_cancelled,
            events=self._on_events,
            finished=self._on_finished,
        )

    def _on_events(self, events: object) -> None:
        for event in events if isinstance(events, tuple) else ():
            if isinstance(event, StageStarted) and event.stage in self._steps:
                self._show_step(event.stage)
                self._busy.set_text(self._steps[event.stage].text())

    def _show_step(self, current: str) -> None:
        """What is done, what is being done, what is to come; nothing of it before the start."""
        order = list(self._steps)
        place = order.index(current) if current else -1
        for number, step in enumerate(order):
            words = step_words(DrillStep(step))
            if number < place:
                self._steps[step].set_line(words, IconName.TICK, Accent.OK)
            elif number == place:
                self._steps[step].set_line(words, IconName.POINTER, Accent.INFO)
            else:
                self._steps[step].set_line(words, IconName.CIRCLE, Accent.QUIET)

    def _on_done(self, report: object) -> None:
        if not isinstance(report, DrillReport):
            return
        self._head.setText(headline(report))
        self._table.set_rows(report.promises)
        self._counts.setText(counts_text(report))
        self._stack.setCurrentWidget(self._result)
        announce(self, f"{headline(report)} {counts_text(report)}")

    def _on_failed(self, error: object) -> None:
        failure = error if isinstance(error, Failure) else unexpected_failure(error)  # type: ignore[arg-type]
        self._head.setText(failure.title)
        self._strip.show_message(failure_message(failure), insist=True)

    def _on_cancelled(self) -> None:
        self._head.setText(self.tr("The drill was stopped. Its made-up books are gone."))
        self._show_step("")

    def _on_finished(self) -> None:
        self._task = None
        self._busy.finish()
        self._start.setText(self.tr("&Start the drill again"))
        self._start.setEnabled(True)
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_strip(self, _message: str, _action: str) -> None:
        self.start()

    def _on_stop(self) -> None:
        if self._task is not None:
            self._busy.set_text(self.tr("Stopping…"))
            self._task.cancel()

    def reject(self) -> None:
        """Esc and Close: what runs is stopped, its books are thrown away."""
        self._on_stop()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._on_stop()
        super().closeEvent(event)
