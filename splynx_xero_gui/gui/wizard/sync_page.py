"""W11 Sync: progress, then the result. The first page that writes to Xero."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget, QWizard

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.domain.results import SyncReport, SyncRequest, TieOut
from splynx_xero_gui.gui.certificate.window import open_certificate
from splynx_xero_gui.gui.decision_dialog import DecisionDialog
from splynx_xero_gui.gui.kit.announce import announce
from splynx_xero_gui.gui.kit.dialogs import ButtonRole, DialogButton, MessageDialog
from splynx_xero_gui.gui.kit.formats import number_text
from splynx_xero_gui.gui.kit.strip import Severity
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.sync_result import AGAIN, CERTIFICATE, COMPARE, DECIDE, REVIEW, SIGN_IN, SyncResult
from splynx_xero_gui.gui.sync_view import SyncView
from splynx_xero_gui.gui.sync_words import ending_of, stage_text
from splynx_xero_gui.gui.wizard.base import WizardPageBase
from splynx_xero_gui.gui.wizard.failure_words import unexpected_failure
from splynx_xero_gui.gui.wizard.model import SetupModel
from splynx_xero_gui.gui.wizard.page_words import page_instruction, page_title
from splynx_xero_gui.gui.wizard.schedule_offer import ScheduleOffer
from splynx_xero_gui.gui.worker import Task
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.progress import SyncProgress, expected_progress, reduce_all
from splynx_xero_gui.wizard.review import Review
from splynx_xero_gui.wizard.services import Session, Status
from splynx_xero_gui.wizard.state import SetupState

_Button = QWizard.WizardButton
# After these there is nothing to compare with, or no request left to compare by.
_NOT_COMPARED = frozenset(
    {"day-limit", "network", "authorisation", "plan-changed", "too-many-changes", "second-workstation", "busy"}
)


class SyncPage(WizardPageBase):
    """Starts the sync when it is entered. Closing meanwhile asks (D10); Stop takes effect between two requests."""

    def __init__(self, model: SetupModel) -> None:
        super().__init__(PageId.SYNC, page_title(PageId.SYNC), page_instruction(PageId.SYNC), model)
        self.setButtonText(_Button.FinishButton, self.tr("&Open overview"))
        self.setButtonText(_Button.CancelButton, self.tr("C&lose"))
        self._report: SyncReport | None = None
        self._sync: Task | None = None
        self._compare: Task | None = None
        self._comparing = SyncProgress()
        self._close_after = False
        self.view = SyncView("sync", parent=self)
        self.view.stop_requested.connect(self.stop_sync)
        self._result: SyncResult | None = None
        self._offer: ScheduleOffer | None = None
        self._tie_out: TieOut | None = None
        self.body().addWidget(self.view)
        self.body().addStretch(1)

    # -- page --

    def show_state(self, state: SetupState) -> None:
        if self._result is None:
            self._result = SyncResult("sync", state.currency, self)
            self._result.action_wanted.connect(self._on_action)
            self._result.stop_wanted.connect(self._stop_comparing)
            self._result.hide()
            self.body().insertWidget(0, self._result)

    def entered(self) -> None:
        review = self.model.review
        if self._sync is None and review is not None:
            self._start(review, review.request(self.model.allow_many))

    def left(self) -> None:
        # Leaving the page never ends a sync; `may_close` decides about that.
        self._stop_comparing()

    def first_field(self) -> QWidget | None:
        return self.view.stop_button()

    def isComplete(self) -> bool:
        return self._report is not None and not self.is_syncing()

    def may_close(self) -> bool:
        if not self.is_syncing():
            return True
        progress = self.view.progress()
        dialog = MessageDialog(
            self.tr("A sync is running"),
            self.tr("{a} of {n} written.").format(a=number_text(progress.written), n=number_text(progress.total)),
            (
                DialogButton("keep", self.tr("&Keep syncing"), ButtonRole.SAFE),
                DialogButton("stop", self.tr("&Stop after this step and close"), ButtonRole.DANGER),
            ),
            Severity.ATTENTION,
            name="sync.close",
            parent=self,
        )
        answer = dialog.ask()
        dialog.deleteLater()
        if answer != "stop":
            return False
        if not self.is_syncing():
            return True
        self._close_after = True
        self.view.stopping()
        self.stop_sync()
        return False

    def help_text(self) -> str:
        return self.tr(
            "Every item is written down before it is sent, so that nothing is sent twice, whatever happens to the "
            "connection or the computer. Stopping is safe at any time; the next sync goes on where this one stopped."
        )

    # -- the sync --

    def is_syncing(self) -> bool:
        """Whether a sync is under way."""
        return self._sync is not None and self._sync.is_running()

    def stop_sync(self) -> None:
        """Stop after the request under way."""
        if self._sync is not None and self._sync.is_running():
            self._sync.cancel()

    def report(self) -> SyncReport | None:
        """How the sync ended; None while it runs."""
        return self._report

    def _start(self, review: Review, request: SyncRequest | None) -> None:
        """Run it. Without a request the plan is made anew and what was reviewed is written, nothing else."""
        session = self.model.session

        def sync(observer: Observer, cancel: Cancel) -> SyncReport:
            asked = request if request is not None else _rest_of(review, session, observer, cancel)
            return session.sync(asked, observer, cancel)

        self._report = None
        self.set_title(page_title(PageId.SYNC), page_instruction(PageId.SYNC))
        self.strip.clear()
        for shown in (self._result, self._offer):
            if shown is not None:
                shown.hide()
        self.view.start(expected_progress(review.totals()))
        self.commit_started.emit()
        # A sync ends by its report, stopped or not: the engine hands back what was written (never raises for that).
        task = self.model.background.start(session_job(sync), "sync")
        self._sync = task
        task.deliver(
            result=self._on_synced, failed=self._on_sync_failed, cancelled=self._on_cancelled, events=self._on_events
        )
        self.completeChanged.emit()

    def _on_events(self, events: object) -> None:
        if isinstance(events, tuple):
            self.view.take(events)

    def _on_synced(self, report: object) -> None:
        if isinstance(report, SyncReport):
            self._end(report)

    def _on_sync_failed(self, error: object) -> None:
        """Before anything was begun: nothing was written."""
        failure = error if isinstance(error, Failure) else None
        if failure is None and isinstance(error, BaseException):
            failure = unexpected_failure(error)
        self.view.finish()
        self._to_review_possible()
        if failure is not None:
            self.show_failure(failure)

    def _on_cancelled(self) -> None:
        """Stopped while the rest was planned anew: what was written before stands."""
        self._sync = None
        self.view.finish()
        if self._close_after:
            self._close()

    def _end(self, report: SyncReport) -> None:
        self._report = report
        self._sync = None
        ending = ending_of(report, self.view.progress(), self.state.currency)
        self.view.finish(keep_bars=ending.stopped)
        self.set_title(ending.headline, self.tr("What was written is kept in the history."))
        if report.reason in ("plan-changed", "too-many-changes"):
            self._to_review_possible()
        if self._close_after:
            self._close()
            return
        if self._result is not None:
            self._result.show_report(report, ending)
            self._result.show()
        announce(self, f"{ending.headline}. {ending.title}", assertive=ending.stopped)
        self.completeChanged.emit()
        if report.reason in _NOT_COMPARED:
            return
        self._start_comparing()

    def _to_review_possible(self) -> None:
        self._sync = None
        self.commit_withdrawn.emit()

    def _close(self) -> None:
        self._close_after = False
        wizard = self.wizard()
        if wizard is not None:
            wizard.close()

    # -- afterwards --

    def _start_comparing(self) -> None:
        if self._result is None or (self._compare is not None and self._compare.is_running()):
            return
        session = self.model.session

        def compare(observer: Observer, cancel: Cancel) -> TieOut:
            return session.reconcile(None, observer, cancel)

        self._comparing = SyncProgress()
        self._result.show_comparing()
        task = self.model.background.start(session_job(compare), "compare")
        self._compare = task
        task.deliver(
            result=self._on_compared,
            failed=self._on_not_compared,
            cancelled=self._on_comparing_stopped,
            events=self._on_comparing,
        )

    def _stop_comparing(self) -> None:
        if self._compare is not None and self._compare.is_running():
            self._compare.cancel()

    def _on_comparing(self, events: object) -> None:
        if isinstance(events, tuple) and self._result is not None:
            self._comparing = reduce_all(self._comparing, events, monotonic())
            self._result.set_comparing_text(stage_text(self._comparing))

    def _on_compared(self, result: object) -> None:
        if isinstance(result, TieOut) and self._result is not None:
            self._tie_out = result
            self._result.show_tie_out(result)
            self._show_offer(result)
            announce(self, self._result.tie_out_line())

    def _show_offer(self, result: TieOut) -> None:
        """Both sides were read: syncs may start by themselves from now on."""
        if result.incomplete:
            return
        if self._offer is None:
            self._offer = ScheduleOffer(self.model.session, self.model.background, self.state.currency, self)
            self.body().insertWidget(1, self._offer)
        self._offer.show_tie_out(result)

    def _on_not_compared(self, error: object) -> None:
        if self._result is not None:
            failure = error if isinstance(error, Failure) else None
            if failure is None and isinstance(error, BaseException):
                failure = unexpected_failure(error)
            self._result.show_not_compared(failure)

    def _on_comparing_stopped(self) -> None:
        if self._result is not None:
            self._result.show_not_compared()

    def _on_action(self, key: str) -> None:
        review = self.model.review
        if key == AGAIN and review is not None and not self.is_syncing():
            self._start(review, None)
        elif key == DECIDE:
            dialog = DecisionDialog(self.model.session, self.model.background, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()
        elif key == REVIEW:
            self.jump.emit(PageId.REVIEW.value)
        elif key == SIGN_IN:
            self.commit_withdrawn.emit()
            self.jump.emit(PageId.XERO.value)
        elif key == COMPARE:
            self._start_comparing()
        elif key == CERTIFICATE:
            self._read_for_certificate()

    # -- the certificate --

    def _read_for_certificate(self) -> None:
        """What its head says comes from the record, which this thread does not ask."""
        session = self.model.session

        def read(_observer: Observer, _cancel: Cancel) -> tuple[Status, Profile | None]:
            return session.status(), session.profile()

        task = self.model.background.start(session_job(read), "certificate")
        task.deliver(result=self._on_certificate, failed=self._on_no_certificate)

    def _on_certificate(self, read: object) -> None:
        if self._tie_out is None or not isinstance(read, tuple):
            return
        status, profile = read
        open_certificate(self._tie_out, status, profile, self)

    def _on_no_certificate(self, error: object) -> None:
        failure = error if isinstance(error, Failure) else None
        if failure is None and isinstance(error, BaseException):
            failure = unexpected_failure(error)
        if failure is not None:
            self.show_failure(failure)


def _rest_of(review: Review, session: Session, observer: Observer, cancel: Cancel) -> SyncRequest:
    """What of a reviewed plan is still to be written: items nobody has seen stay out."""
    plan: SyncPlan = session.plan(observer, cancel)
    seen = {action.id for action in review.actions}
    unseen = [action.id for action in plan.actions if action.id not in seen]
    return Review(plan).without(unseen).request()
