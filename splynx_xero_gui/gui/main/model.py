"""What the main window's pages share: one profile, what is known of it, and the one piece of work that may run.

Everything asked of the session runs in a worker's thread and comes back here, in the window's thread. Pages follow the
signals and keep nothing of their own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial

from PySide6.QtCore import QObject, Signal

from splynx_xero_gui.domain.failures import Failure, NetworkLost
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.domain.records import Run
from splynx_xero_gui.domain.reference import AccountingReference
from splynx_xero_gui.domain.results import SyncReport, SyncRequest, TakenOver, TieOut
from splynx_xero_gui.domain.undo import UndoPlan
from splynx_xero_gui.engine.control import SystemClock
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.wizard.failure_words import unexpected_failure
from splynx_xero_gui.gui.wizard.model import Opener, open_in_browser
from splynx_xero_gui.gui.worker import Background, Task
from splynx_xero_gui.ports.control import Cancel, Clock, Observer
from splynx_xero_gui.wizard.review import Review
from splynx_xero_gui.wizard.scheduling import ScheduleState
from splynx_xero_gui.wizard.services import Session, Status, Workplace

_FRESH = dt.timedelta(minutes=15)
_RUNNABLE = dt.timedelta(minutes=10)
_ENOUGH_CALLS = 50
_RUNS = 200


class Work(Enum):
    """What may run, one at a time; LOOK reads the sync record only and may run beside."""

    LOOK = "look"
    PLAN = "plan"
    SYNC = "sync"
    COMPARE = "compare"
    DISCONNECT = "disconnect"
    UNDO_PLAN = "undo plan"
    UNDO = "undo"
    TAKE_OVER = "take over"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Known:
    """What the sync record says, read in one go. `result` is what the work before it brought, `review` its plan as it
    is shown."""

    status: Status
    runs: tuple[Run, ...] = ()
    result: object = None
    review: Review | None = None
    profile: Profile | None = None
    profiles: tuple[str, ...] = ()
    accounting: AccountingReference | None = None
    schedule: ScheduleState | None = None

    @property
    def currency(self) -> str:
        """The books' currency, empty before an organisation is known."""
        organisation = self.status.organisation
        return organisation.base_currency if organisation else ""


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo brought: apart from the result of a sync, which the sync page shows."""

    report: SyncReport


@dataclass(frozen=True, slots=True)
class Archived:
    """Where the record that was set aside is kept."""

    file: str


class MainModel(QObject):
    """One profile in the main window.

    `changed`: status, runs or plan are other than before. `busy_changed`: work began or ended. `failed(Work, Failure)`.
    `happened(events)`: of plan, sync and compare. `synced(SyncReport)`, `compared(TieOut)`, `planned(SyncPlan)`;
    of an undo `undo_planned(UndoPlan)` and `undone(SyncReport)`. `taken_over(TakenOver)`: the links were read back.
    `archived(file)`: the record was set aside.
    """

    changed = Signal()
    busy_changed = Signal()
    failed = Signal(object, object)
    happened = Signal(object)
    planned = Signal(object)
    synced = Signal(object)
    compared = Signal(object)
    disconnected = Signal()
    undo_planned = Signal(object)
    undone = Signal(object)
    taken_over = Signal(object)
    archived = Signal(str)

    def __init__(
        self,
        workplace: Workplace,
        session: Session,
        background: Background,
        opener: Opener = open_in_browser,
        clock: Clock | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.workplace = workplace
        self.session = session
        self.background = background
        self.opener = opener
        self.clock = clock or SystemClock()
        self.status = Status(session.name, demo=workplace.demo)
        self.runs: tuple[Run, ...] = ()
        self.review: Review | None = None
        self.planned_at: dt.datetime | None = None
        self.report: SyncReport | None = None
        self.currency = ""
        self.profile: Profile | None = None
        self.profiles: tuple[str, ...] = ()
        self.accounting: AccountingReference | None = None
        self.schedule: ScheduleState | None = None
        self.known = False
        self.troubles: dict[Work, Failure] = {}
        self._work: Work | None = None
        self._task: Task | None = None
        self._left_out: frozenset[str] = frozenset()
        self._look_again = False
        self._looking: Task | None = None

    # -- what is known --

    @property
    def plan(self) -> SyncPlan | None:
        """The newest plan, None before one was made or after it was used up."""
        return self.review.plan if self.review is not None else None

    @property
    def connected(self) -> bool:
        """Whether both sides can be asked."""
        return self.status.splynx_connected and self.status.xero_connected

    @property
    def offline(self) -> bool:
        """Whether the last work found no connection."""
        return any(isinstance(trouble, NetworkLost) for trouble in self.troubles.values())

    def work(self) -> Work | None:
        """What runs now."""
        return self._work

    def is_busy(self) -> bool:
        """Whether something runs that reads or writes the services."""
        return self._work is not None

    def plan_is_old(self) -> bool:
        """Whether the books should be read again when the window opens (ui.md M1)."""
        return self.planned_at is None or self.clock.now() - self.planned_at > _FRESH

    def plan_may_run(self) -> bool:
        """Whether the plan on show may be written as it is: nothing was answered since, and it is not too old."""
        return self.planned_at is not None and self.clock.now() - self.planned_at <= _RUNNABLE

    def may_read(self) -> bool:
        """Whether reading by itself is allowed: both sides connected and requests to spare."""
        left = self.status.calls_left_today
        return self.connected and (left is None or left > _ENOUGH_CALLS)

    # -- work --

    def look(self) -> None:
        """Read the sync record again; no request to either side."""
        if self._looking is not None:
            self._look_again = True
            return
        self._looking = self.background.start(session_job(partial(self._known, None)), "look")
        self._looking.deliver(result=self._on_known, failed=self._on_look_failed, finished=self._on_looked)

    def make_plan(self) -> bool:
        """Read what changed and compare; False when something runs already."""
        return self._start(Work.PLAN, self._plan)

    def sync(self, allow_many: int | None = None) -> bool:
        """Write the plan on show; False when there is none or something runs."""
        if self.review is None:
            return False
        self._left_out = self.review.left_out
        return self._start(Work.SYNC, partial(self._sync, self.review.request(allow_many)))

    def go_on(self) -> bool:
        """Write what the last sync left when it was parked, less what the person had left out of it."""
        return self._start(Work.SYNC, partial(self._sync, SyncRequest(leave_out=self._left_out)))

    def compare(self, as_of: dt.date | None, since: dt.date | None = None) -> bool:
        """Compare both sides to the cent, over a period from `since` on; False when something runs already."""
        return self._start(Work.COMPARE, partial(self._compare, as_of, since))

    def disconnect_profile(self) -> bool:
        """Withdraw the access at Xero and clear the keys (Q2)."""
        return self._start(Work.DISCONNECT, self._disconnect)

    def take_over(self) -> bool:
        """Read the links back from both sides (R32); False when something runs already."""
        return self._start(Work.TAKE_OVER, self._take_over)

    def archive_record(self) -> bool:
        """Set the record aside with its links (X5); False when something runs already."""
        return self._start(Work.ARCHIVE, self._archive)

    def plan_undo(self, run_id: str) -> bool:
        """Look at what of a run can be undone; False when something runs already."""
        return self._start(Work.UNDO_PLAN, partial(self._plan_undo, run_id))

    def undo(self, plan: UndoPlan) -> bool:
        """Undo what was shown; False when something runs already."""
        return self._start(Work.UNDO, partial(self._undo, plan))

    def stop(self) -> None:
        """Ask the work to stop at the next safe place."""
        if self._task is not None:
            self._task.cancel()

    def change_review(self, review: Review) -> None:
        """Take over what a person left out of the plan."""
        self.review = review
        self.changed.emit()

    def outdate_plan(self) -> None:
        """Something was answered: the plan on show is not what a sync would do now."""
        self.planned_at = None
        self.look()

    # -- in the worker's thread --

    def _known(self, result: object, _observer: Observer, _cancel: Cancel) -> Known:
        status = self.session.status()
        profile = self.session.profile()
        profiles = tuple(self.workplace.profiles())
        if profile is None:
            return Known(status, (), result, None, None, profiles)
        accounting = self.session.references()[1]
        # Counted here: over a first plan that would stall the window.
        review = Review(result).counted() if isinstance(result, SyncPlan) else None
        runs, schedule = tuple(self.session.runs(_RUNS)), self._schedule_known()
        return Known(status, runs, result, review, profile, profiles, accounting, schedule)

    def _schedule_known(self) -> ScheduleState | None:
        """A scheduler that does not answer keeps nothing else from being shown; its page tells of it."""
        try:
            return self.session.schedule.state()
        except Failure:
            return None

    def _plan(self, observer: Observer, cancel: Cancel) -> Known:
        return self._known(self.session.plan(observer, cancel), observer, cancel)

    def _sync(self, request: SyncRequest, observer: Observer, cancel: Cancel) -> Known:
        return self._known(self.session.sync(request, observer, cancel), observer, cancel)

    def _compare(self, as_of: dt.date | None, since: dt.date | None, observer: Observer, cancel: Cancel) -> Known:
        return self._known(self.session.reconcile(as_of, observer, cancel, since), observer, cancel)

    def _take_over(self, observer: Observer, cancel: Cancel) -> Known:
        return self._known(self.session.take_over(observer, cancel), observer, cancel)

    def _archive(self, observer: Observer, cancel: Cancel) -> Known:
        return self._known(Archived(self.session.archive_record()), observer, cancel)

    def _plan_undo(self, run_id: str, observer: Observer, cancel: Cancel) -> Known:
        return self._known(self.session.undo_plan(run_id, observer, cancel), observer, cancel)

    def _undo(self, plan: UndoPlan, observer: Observer, cancel: Cancel) -> Known:
        report = self.session.undo(plan.run_id, plan.fingerprint, observer, cancel)
        return self._known(Undone(report), observer, cancel)

    def _disconnect(self, observer: Observer, cancel: Cancel) -> Known:
        self.session.disconnect(cancel)
        return self._known(None, observer, cancel)

    # -- in the window's thread --

    def _start(self, work: Work, call: Callable[[Observer, Cancel], Known]) -> bool:
        if self._work is not None:
            return False
        self._work = work
        self.troubles.pop(work, None)
        self._task = self.background.start(session_job(call), work.value)
        self._task.deliver(
            result=self._on_result,
            failed=self._on_failed,
            finished=self._on_finished,
            events=self._on_events,
        )
        self.busy_changed.emit()
        return True

    def _on_events(self, events: object) -> None:
        self.happened.emit(events)

    def _on_known(self, known: object) -> None:
        if isinstance(known, Known):
            self.status, self.runs, self.known = known.status, known.runs, True
            self.profile, self.profiles = known.profile, known.profiles
            self.accounting, self.schedule = known.accounting, known.schedule
            self.currency = known.currency or self.currency
            self.troubles.pop(Work.LOOK, None)
            self.changed.emit()

    def _on_look_failed(self, error: object) -> None:
        self._fail(Work.LOOK, error)

    def _on_looked(self) -> None:
        self._looking = None
        if self._look_again:
            self._look_again = False
            self.look()

    def _on_result(self, known: object) -> None:
        if not isinstance(known, Known):
            return
        match known.result:
            case SyncPlan():
                self._take_plan(known.review or Review(known.result))
            case SyncReport():
                self.report = known.result
                self.review = None
                self.planned_at = None
            case Undone() | TakenOver() | Archived():
                self.report = None
                self.review = None
                self.planned_at = None
        self._on_known(known)
        self._tell(known.result)

    def _tell(self, result: object) -> None:
        """One signal per kind of result."""
        match result:
            case SyncPlan():
                self.planned.emit(result)
            case SyncReport():
                self.synced.emit(result)
            case TieOut():
                self.compared.emit(result)
            case UndoPlan():
                self.undo_planned.emit(result)
            case Undone(report):
                self.undone.emit(report)
            case TakenOver():
                for work in (Work.PLAN, Work.SYNC, Work.COMPARE):
                    self.troubles.pop(work, None)
                self.taken_over.emit(result)
            case Archived(file):
                self.archived.emit(file)
            case _ if self._work is Work.DISCONNECT:
                self.review = None
                self.disconnected.emit()

    def _take_plan(self, review: Review) -> None:
        self.review = review if self.review is None else self.review.over(review)
        self.planned_at = self.clock.now()
        self.report = None
        for work in (Work.PLAN, Work.SYNC, Work.COMPARE):
            self.troubles.pop(work, None)

    def _on_failed(self, error: object) -> None:
        if self._work is not None:
            self._fail(self._work, error)

    def _fail(self, work: Work, error: object) -> None:
        failure = error if isinstance(error, Failure) else None
        if failure is None and isinstance(error, BaseException):
            failure = unexpected_failure(error)
        if failure is not None:
            self.troubles[work] = failure
            self.failed.emit(work, failure)

    def _on_finished(self) -> None:
        self._work = None
        self._task = None
        self.busy_changed.emit()
        self.changed.emit()
