"""M2: the plan with its money, the sync under way, and how it ended. Nothing is written that was not listed before."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.domain.money import total
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.results import SyncReport, TieOut
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.certificate.window import open_certificate
from splynx_xero_gui.gui.decisions.question_words import in_locale
from splynx_xero_gui.gui.item_dialog import ItemDialog
from splynx_xero_gui.gui.kit.dialogs import ButtonRole, DialogButton, MessageDialog, TypedConfirmation
from splynx_xero_gui.gui.kit.formats import moment_text, money_sentence, money_text, number_text
from splynx_xero_gui.gui.kit.icons import IconName, set_button_icon
from splynx_xero_gui.gui.kit.labels import ActionButton, LinkLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, set_spacing
from splynx_xero_gui.gui.kit.scrolling import Scrolling
from splynx_xero_gui.gui.kit.slices import Slices, Steps
from splynx_xero_gui.gui.kit.state_view import StateView
from splynx_xero_gui.gui.kit.strip import Severity
from splynx_xero_gui.gui.main.figures import FactRow, IconLine
from splynx_xero_gui.gui.main.model import MainModel, Work
from splynx_xero_gui.gui.main.page import MainPage, PageKey
from splynx_xero_gui.gui.main.run_words import local
from splynx_xero_gui.gui.plan_table import PlanTable
from splynx_xero_gui.gui.sync_result import AGAIN, CERTIFICATE, COMPARE, DECIDE, REVIEW, SIGN_IN, SyncResult
from splynx_xero_gui.gui.sync_view import SyncView
from splynx_xero_gui.gui.sync_words import ending_of, questions_text, stage_text
from splynx_xero_gui.gui.words import action_title, side_name
from splynx_xero_gui.wizard.certificate import is_certifiable
from splynx_xero_gui.wizard.progress import SyncProgress, expected_progress, reduce_all
from splynx_xero_gui.wizard.review import Review, fits_today


class SyncPage(MainPage):
    """Four faces in a stack: a word on why there is no plan, the plan, the sync under way, its result."""

    sign_in_wanted = Signal()

    def __init__(self, model: MainModel, parent: QWidget | None = None) -> None:
        super().__init__(PageKey.SYNC, "", model, parent)
        self.title = self.tr("Sync")
        self.setAccessibleName(self.title)
        self._question: MessageDialog | None = None
        self._table: PlanTable | None = None
        self._result: SyncResult | None = None
        self._shown: Review | None = None
        self._reading = SyncProgress()
        self._compare_next = False
        self._compares = False
        self._add_buttons()
        self._stack = QStackedWidget(self)
        self._state = StateView("plan.state", self)
        self._state.button_clicked.connect(self.plan_again)
        self._plan = QWidget(self)
        self._plan_column = QVBoxLayout(self._plan)
        set_spacing(self._plan_column, 0, 1)
        self._plan_column.setContentsMargins(0, 0, 0, 0)
        self._add_foot()
        self._view = SyncView("plan.sync", parent=self)
        self._view.stop_requested.connect(model.stop)
        self._running = Scrolling(parent=self)
        self._running.column().addWidget(self._view)
        self._running.column().addStretch(1)
        self._ended = Scrolling(parent=self)
        for widget in (self._state, self._plan, self._running, self._ended):
            self._stack.addWidget(widget)
        self.column().addWidget(self._stack, 1)
        model.happened.connect(self._on_events)
        model.synced.connect(self._on_synced)
        model.compared.connect(self._on_compared)
        model.failed.connect(self._on_failed)
        model.busy_changed.connect(self._on_busy)
        self._slices = Slices(self)
        model.changed.connect(self._get_ready)

    # -- building --

    def _add_buttons(self) -> None:
        row = QWidget(self)
        line = QHBoxLayout(row)
        set_spacing(line, 0, 1)
        self._again = ActionButton(self.tr("&Plan again"), row)
        self._again.setObjectName("plan.again")
        self._again.clicked.connect(self.plan_again)
        self._export = ActionButton(self.tr("&Export…"), row)
        self._export.setObjectName("plan.export")
        set_button_icon(self._export, IconName.EXPORT)
        self._export.clicked.connect(self._on_export)
        self._verb = ActionButton("", row)
        self._verb.setObjectName("plan.run")
        self._verb.clicked.connect(self.press_verb)
        for button in (self._again, self._export, self._verb):
            line.addWidget(button)
        self.head().addWidget(row, 0, Qt.AlignmentFlag.AlignTop)

    def _add_foot(self) -> None:
        self._sums = FactRow("plan.sums", TextRole.STRONG, None, self._plan)
        self._plan_column.addWidget(self._sums)
        self._table_holder = QVBoxLayout()
        self._plan_column.addLayout(self._table_holder, 1)
        self._questions = IconLine(parent=self._plan)
        self._look = LinkLabel(self.tr("Look"), self._plan)
        self._look.setObjectName("plan.look")
        self._look.setAccessibleName(self.tr("Look at the questions"))
        self._look.clicked.connect(self._on_look)
        self._question_row = QWidget(self._plan)
        line = QHBoxLayout(self._question_row)
        set_spacing(line, 0, 1)
        line.addWidget(self._questions, 1)
        line.addWidget(self._look)
        self._plan_column.addWidget(self._question_row)
        self._notes = IconLine(parent=self._plan)
        self._plan_column.addWidget(self._notes)
        self._facts = FactRow("plan.facts", TextRole.CAPTION, Accent.QUIET, self._plan)
        self._plan_column.addWidget(self._facts)

    # -- what others use --

    def verb_button(self) -> ActionButton:
        """*Sync {n} items now*."""
        return self._verb

    def view(self) -> SyncView:
        """The sync under way."""
        return self._view

    def result(self) -> SyncResult | None:
        """How the last sync of this window ended."""
        return self._result

    def plan_table(self) -> PlanTable | None:
        """The plan item by item; None before the first one."""
        return self._table

    def question(self) -> MessageDialog | None:
        """D8 while it is open."""
        return self._question

    def shows_plan(self) -> bool:
        """Whether the plan is what the person sees."""
        return self.isVisible() and self._stack.currentWidget() is self._plan

    def first_field(self) -> QWidget | None:
        if self._stack.currentWidget() is self._plan:
            return self._verb if self._verb.isEnabled() else self._look
        return None

    def entered(self) -> None:
        if self.model.plan_is_old() and self.model.may_read() and self.model.report is None:
            self.plan_again()

    def read_again(self) -> None:
        self.plan_again()

    def help_text(self) -> str:
        return self.tr(
            "This is everything the next sync would write, item by item. Space on a line leaves it out of this sync or "
            "takes it back. Nothing is written before you press Sync … items now; while it runs it can be stopped "
            "after the request under way, and continued later."
        )

    # -- filling --

    def show_known(self) -> None:
        work = self.model.work()
        review = self.model.review
        if work is Work.SYNC:
            self._stack.setCurrentWidget(self._running)
        elif self.model.report is not None and self._result is not None:
            self._stack.setCurrentWidget(self._ended)
        elif review is None or review.nothing_to_do or (work is Work.PLAN and not review.count):
            self._show_state(review)
        else:
            self._show_plan(review)
        self._show_title(review)
        self._show_buttons(review)

    def _show_title(self, review: Review | None) -> None:
        if self.model.work() is Work.SYNC:
            text = self.tr("Syncing")
        elif self.model.report is not None and self._result is not None:
            text = ending_of(self.model.report, self._view.progress(), self.model.currency).headline
        elif review is not None and review.count and self._stack.currentWidget() is self._plan:
            text = self.tr("What the next sync writes")
        else:
            text = self.title
        self.heading.setText(text)

    def _show_buttons(self, review: Review | None) -> None:
        busy = self.model.is_busy()
        planned = self._stack.currentWidget() is self._plan and review is not None
        self._again.setEnabled(not busy and self.model.connected)
        self._again.setVisible(self._stack.currentWidget() is not self._state)
        self._export.setVisible(planned)
        self._verb.setVisible(planned)
        if review is not None:
            self._verb.setText(self.tr("&Sync %n items now", "", review.count))
            runs = not busy and bool(review.count) and self.model.planned_at is not None
            self._verb.setEnabled(runs)

    def _show_state(self, review: Review | None) -> None:
        self._stack.setCurrentWidget(self._state)
        model = self.model
        if not model.known:
            self._state.set_state(IconName.CLOCK, Accent.QUIET, self.tr("Reading…"))
        elif not model.connected:
            text = self.tr("Splynx or Xero is not connected. See Connections.")
            self._state.set_state(IconName.CHAIN_BROKEN, Accent.DANGER, text)
        elif model.work() is Work.PLAN:
            self._state.set_state(IconName.CLOCK, Accent.INFO, self._reading_words(), "")
        elif review is not None:
            calls = review.plan.calls.get(Side.XERO, 0)
            time = moment_text(local(model.planned_at)) if model.planned_at is not None else ""
            text = self.tr("Both sides are equal. Checked {time} with %n Xero request(s).", "", calls)
            text = text.format(time=time) if time else self.tr("Both sides are equal.")
            self._state.set_state(IconName.TICK, Accent.OK, text, self.tr("&Plan again"))
        else:
            failed = Work.PLAN in model.troubles
            text = self.tr("There is no plan yet. Making one reads both sides and writes nothing.")
            if failed:
                text = self.tr("The plan could not be made. Nothing was written.")
            icon, accent = (IconName.OCTAGON, Accent.DANGER) if failed else (IconName.ARROW_RIGHT_BOX, Accent.QUIET)
            self._state.set_state(icon, accent, text, self.tr("&Make the plan"))

    def _reading_words(self) -> str:
        return stage_text(self._reading)

    def _show_plan(self, review: Review) -> None:
        table = self._made_table()
        if review is not self._shown:
            self._shown = review
            table.show_review(review)
        self._stack.setCurrentWidget(self._plan)
        self._sums.set_facts(self._sum_words(review))
        self._question_row.setVisible(bool(review.questions))
        waiting = questions_text(len(review.questions), review.questions_amount, self.model.currency)
        text = self.tr("{questions}, left out until answered").format(questions=waiting)
        self._questions.set_line(text, IconName.TRIANGLE, Accent.ATTENTION)
        note = self._note(review)
        self._notes.setVisible(bool(note))
        self._notes.set_line(note, IconName.CLOCK, Accent.INFO)
        self._facts.set_facts(self._fact_words(review))

    def _made_table(self) -> PlanTable:
        if self._table is None:
            self._table = PlanTable("plan", self.model.currency, self.model.background, parent=self)
            self._table.review_changed.connect(self._on_review)
            self._table.item_opened.connect(self._on_item)
            self._table_holder.addWidget(self._table)
        return self._table

    def _get_ready(self) -> None:
        """Make the table while nobody waits for it, as soon as the currency in its heading is known."""
        if self._table is None and self.model.currency and not self._slices.is_running():
            self._slices.start(self._readied(), self._on_ready)

    def _readied(self) -> Steps[None]:
        yield
        self._made_table()

    def _on_ready(self, _done: None) -> None:
        """The table waits for a plan."""

    def _sum_words(self, review: Review) -> tuple[str, ...]:
        parts = []
        for line in review.lines[:4]:
            what = self.tr("{what} ({side}): {n}").format(
                what=action_title(line.kind), side=side_name(line.side), n=number_text(line.count)
            )
            parts.append(f"{what}, {money_text(line.amount)}" if line.amount is not None else what)
        more = len(review.lines) - 4
        if more > 0:
            parts.append(self.tr("and %n more kind(s)", "", more))
        return tuple(parts)

    def _note(self, review: Review) -> str:
        if self.model.planned_at is None and not self.model.is_busy():
            return self.tr("Something was answered since this plan was made: plan again.")
        profile = self.model.profile
        reserve = profile.options.day_reserve if profile else 0
        fit = fits_today(review, self.model.status.calls_left_today, reserve)
        if fit is not None:
            return self.tr("About %n items fit today; the rest goes on when Xero allows more.", "", fit)
        waiting = review.plan.waiting
        if waiting:
            money = money_sentence(total(abs(item.amount) for item in waiting), self.model.currency)
            text = self.tr("%n item(s) wait for other items or for approval ({money}).", "", len(waiting))
            return text.format(money=money)
        return ""

    def _fact_words(self, review: Review) -> tuple[str, ...]:
        undo = self.tr("{n} of {total} can be undone").format(
            n=number_text(review.undoable), total=number_text(review.count)
        )
        calls = number_text(review.plan.calls.get(Side.XERO, 0))
        left = self.model.status.calls_left_today
        if left is None:
            requests = self.tr("Xero requests: {n}").format(n=calls)
        else:
            requests = self.tr("Xero requests: {n} of {left} left").format(n=calls, left=number_text(left))
        plan = self.tr("Plan {fingerprint}").format(fingerprint=review.short_fingerprint)
        return undo, requests, plan

    # -- what the person does --

    def plan_again(self) -> None:
        """Read what changed and show the new plan; the last result goes away."""
        self._reading = SyncProgress()
        if self.model.make_plan():
            self.model.report = None
            self.show_known()

    def press_verb(self) -> None:
        """Sync what is listed; very many changes are asked about first (D8), an old plan is made anew."""
        review = self.model.review
        if review is None or not review.count or self.model.is_busy():
            return
        if self._table is not None and self._table.is_deciding():
            return  # the button says in a moment how many items are left
        if not self.model.plan_may_run():
            self.plan_again()
        elif review.too_many is not None:
            self._ask_many(review)
        else:
            self._run(review, None)

    def _ask_many(self, review: Review) -> None:
        asked = review.too_many
        if asked is None:
            return
        count = asked.facts.get("count", str(review.count))
        self._question = MessageDialog(
            self.tr("This would change very much"),
            f"{in_locale(asked.question)} {in_locale(asked.why)} {self.tr('Nothing was written.')}",
            (
                DialogButton("nothing", self.tr("Do &nothing"), ButtonRole.SAFE),
                DialogButton("show", self.tr("Show the &plan")),
                DialogButton("allow", self.tr("Yes, &allow once"), ButtonRole.DANGER),
            ),
            Severity.ATTENTION,
            typed=TypedConfirmation("allow", self.tr("Type the number of items, {n}:").format(n=count), count),
            name="many",
            parent=self.window(),
        )
        self._question.answered.connect(self._on_many)
        self._question.open()

    def _on_many(self, key: str) -> None:
        dialog, self._question = self._question, None
        if dialog is not None:
            dialog.deleteLater()
        review = self.model.review
        if key == "allow" and review is not None and review.too_many is not None:
            self._run(review, int(review.too_many.facts.get("count", review.count)))

    def _run(self, review: Review, allow_many: int | None) -> None:
        self._view.start(expected_progress(review.totals()))
        if self.model.sync(allow_many):
            self._show_running()

    def go_on(self) -> None:
        """The rest of a sync that was parked; what it is turns up once both sides were read."""
        self._view.start(SyncProgress())
        if self.model.go_on():
            self._show_running()

    def _show_running(self) -> None:
        self._shown = None
        if self._table is not None:
            self._table.clear()
        self._stack.setCurrentWidget(self._running)
        self.show_known()
        self._view.stop_button().setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_review(self, review: object) -> None:
        if isinstance(review, Review):
            self._shown = review
            self.model.change_review(review)

    def _on_item(self, action: object) -> None:
        """D13."""
        if isinstance(action, SyncAction):
            dialog = ItemDialog(action, self.model.accounting, self.window())
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def _on_export(self) -> None:
        if self._table is not None:
            self._table.table.ask_and_export()

    def _on_look(self) -> None:
        self.turn_to.emit(PageKey.DECISIONS.value)

    # -- what happens --

    def _on_events(self, events: object) -> None:
        if not isinstance(events, tuple):
            return
        if self.model.work() is Work.SYNC:
            self._view.take(events)
        else:
            self._reading = reduce_all(self._reading, events, 0.0)
            if self._stack.currentWidget() is self._state and self.model.work() is Work.PLAN:
                self._state.set_state(IconName.CLOCK, Accent.INFO, self._reading_words())
            elif self._compares and self._result is not None:
                self._result.set_comparing_text(self._reading_words())

    def _on_synced(self, report: object) -> None:
        if not isinstance(report, SyncReport):
            return
        self._view.finish()
        self._shown = None
        self._drop_result()
        ending = ending_of(report, self._view.progress(), self.model.currency)
        self._result = SyncResult("plan", self.model.currency, self)
        self._result.action_wanted.connect(self._on_result_action)
        self._result.stop_wanted.connect(self.model.stop)
        self._result.show_report(report, ending)
        self._ended.column().addWidget(self._result)
        self._compare_next = not ending.stopped

    def _drop_result(self) -> None:
        """Another result takes the place of the last one."""
        if self._result is not None:
            self._ended.column().removeWidget(self._result)
            self._result.hide()
            self._result.deleteLater()
            self._result = None

    def _on_busy(self) -> None:
        """After a sync that nothing stopped both sides are compared; a comparison that was stopped says so."""
        if self.model.is_busy() or self._result is None:
            return
        if self._compare_next:
            self._compare_next = False
            self._compare()
        elif self._compares:
            self._compares = False
            self._result.show_not_compared()

    def _compare(self) -> None:
        if self._result is not None and self.model.compare(None):
            self._compares = True
            self._reading = SyncProgress()
            self._result.show_comparing()

    def _certificate(self) -> None:
        status = self.model.status
        if status.last_tie_out is not None and is_certifiable(status.last_tie_out):
            open_certificate(status.last_tie_out, status, self.model.profile, self)

    def _on_compared(self, result: object) -> None:
        if isinstance(result, TieOut) and self._result is not None:
            self._compares = False
            self._result.show_tie_out(result)

    def _on_failed(self, work: object, failure: object) -> None:
        if work is Work.COMPARE and self._compares and self._result is not None and isinstance(failure, Failure):
            self._compares = False
            self._result.show_not_compared(failure)
        elif work is Work.SYNC:
            self._view.finish()

    def _on_result_action(self, key: str) -> None:
        match key:
            case _ if key in (AGAIN, REVIEW):
                self.plan_again()
            case _ if key == DECIDE:
                self._on_look()
            case _ if key == SIGN_IN:
                self.sign_in_wanted.emit()
            case _ if key == COMPARE:
                self._compare()
            case _ if key == CERTIFICATE:
                self._certificate()
            case _:
                self.turn_to.emit(PageKey.HISTORY.value)
