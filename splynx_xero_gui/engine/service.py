"""One profile's work from end to end: plan, sync, compare. Both faces drive this and nothing below it."""

import dataclasses
import datetime as dt
import logging
from collections.abc import Callable, Sequence

from splynx_xero_gui.domain.conflict import Conflict, ConflictKind
from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.kinds import Flow, Side
from splynx_xero_gui.domain.money import total
from splynx_xero_gui.domain.plan import SyncAction, SyncPlan
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.domain.records import Run
from splynx_xero_gui.domain.reference import AccountingReference, BillingReference
from splynx_xero_gui.domain.results import SyncReport, SyncRequest, TieOut, Written
from splynx_xero_gui.engine.concluding import Concluder
from splynx_xero_gui.engine.cost import SPLYNX_DATED_CALLS, estimate_calls
from splynx_xero_gui.engine.cut_over_gate import refuse_unsigned
from splynx_xero_gui.engine.decisions import unanswered
from splynx_xero_gui.engine.discover_credits import learn_credit_accounts
from splynx_xero_gui.engine.discover_splynx import SplynxDiscovery
from splynx_xero_gui.engine.discover_xero import XeroDiscovery
from splynx_xero_gui.engine.ending import ending
from splynx_xero_gui.engine.execute import ActionCodec, Execution, Executor
from splynx_xero_gui.engine.guards import (
    SCHEDULE_PAUSED,
    as_shown,
    first,
    refuse_other_currency,
    refuse_paused,
    refuse_second_workstation,
    too_many,
    without,
)
from splynx_xero_gui.engine.match_links import Accepted
from splynx_xero_gui.engine.matching import Matching
from splynx_xero_gui.engine.own_error import own_error
from splynx_xero_gui.engine.planning import Planning, names_unknown_settings
from splynx_xero_gui.engine.reconcile.holds import hold_of
from splynx_xero_gui.engine.recover import Recoverer, Recovery
from splynx_xero_gui.engine.roles import may_not_approve, needing_approval, role_notice
from splynx_xero_gui.engine.rulebook import note_ruled
from splynx_xero_gui.engine.tieout import compare_books
from splynx_xero_gui.engine.uncertain import Uncertain
from splynx_xero_gui.ports.accounting import AccountingSystem
from splynx_xero_gui.ports.billing import BillingSystem
from splynx_xero_gui.ports.control import Cancel, Clock, Observer, PlanReady, StageStarted
from splynx_xero_gui.ports.ledger import Ledger, SyncLock

REFERENCE_AGE = dt.timedelta(hours=24)

_log = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, slots=True)
class Who:
    """Who started the work, for history."""

    user: str
    machine: str


@dataclasses.dataclass(frozen=True, slots=True)
class Tools:
    """Everything a sync needs from outside."""

    ledger: Ledger
    accounting: AccountingSystem
    billing: BillingSystem
    lock: SyncLock
    clock: Clock
    observer: Observer
    cancel: Cancel
    codec: ActionCodec
    new_id: Callable[[], str]
    who: Who


@dataclasses.dataclass(slots=True)
class Work:
    """How far a run came."""

    execution: Execution | None = None
    recovery: Recovery = dataclasses.field(default_factory=Recovery)
    planned: int = 0
    stop: Failure | None = None


class SyncService:
    """Plans, syncs and compares one profile. Use one instance per piece of work, in the thread that made it."""

    def __init__(self, profile: Profile, tools: Tools) -> None:
        self._profile = profile
        self._t = tools
        self._tag = profile.splynx.tag
        self._planning = Planning(tools.ledger, tools.clock, profile)

    @property
    def ledger(self) -> Ledger:
        """The sync record this work uses."""
        return self._t.ledger

    @property
    def calls_left_today(self) -> int | None:
        """What Xero last said is left of the day."""
        return self._t.accounting.calls_left_today

    @property
    def calls_made(self) -> dict[Side, int]:
        """Calls to both sides by now."""
        return {Side.XERO: self._t.accounting.calls_made, Side.SPLYNX: self._t.billing.calls_made}

    def plan(self, allow_many: int | None = None) -> SyncPlan:
        """Read what changed on both sides and list every write. Writes to neither side; lost answers are looked up
        first.

        Raises Busy, Misconfigured, NotAuthorised, SecondWorkstation, TooManyChanges (a side lists nothing), Stopped.
        """
        with self._t.lock.acquire("plan"):
            self._prepare(allowed=allow_many)
            refuse_second_workstation(self._t.ledger, self._tag)
            return self._make(allow_many)

    def sync(self, request: SyncRequest, settings: str = "") -> SyncReport:
        """Run a sync. Never raises for what happens on the way: the report says how it ended (interface.md)."""
        run = self._new_run(request.trigger, settings)
        return self._alone(run, lambda: self._locked(run, request))

    def _new_run(self, trigger: str, settings: str) -> Run:
        return Run(
            id=self._t.new_id(),
            started_at=self._t.clock.now(),
            started_by=self._t.who.user,
            machine=self._t.who.machine,
            trigger=trigger,
            settings=settings,
        )

    def _alone(self, run: Run, work: Callable[[], SyncReport]) -> SyncReport:
        try:
            with self._t.lock.acquire(f"{self._t.who.user} on {self._t.who.machine}"):
                return work()
        except Failure as failure:
            # The lock was not had: nothing was begun, so nothing is recorded.
            return self._report(run, None, failure, Recovery(), 0)

    def _locked(self, run: Run, request: SyncRequest) -> SyncReport:
        def steps(work: Work) -> None:
            self._planning.by_hand = request.trigger == "hand"
            if request.trigger == "schedule":
                refuse_paused(self._t.ledger)
                refuse_unsigned(self._t.ledger)
            work.recovery = self._prepare(allowed=request.allow_many)
            refuse_second_workstation(self._t.ledger, self._tag)
            plan = self._make(request.allow_many)
            actions = self._chosen(plan, request)
            self._refuse_role(actions)
            work.planned = len(actions)
            work.execution = self._write(run.id, plan, actions)
            work.stop = work.execution.stop
            if request.trigger == "hand" and work.stop is None:
                self._t.ledger.set_fact(SCHEDULE_PAUSED, "")
            if work.execution.refused:
                # What was refused becomes a question now, not at the next sync.
                self._planning.make(allow_many=request.allow_many)

        return self._recorded(run, steps)

    def _recorded(self, run: Run, steps: Callable[[Work], None]) -> SyncReport:
        """Do the steps as a run of history, whatever happens on the way. Call it with the lock held."""
        ledger, work = self._t.ledger, Work()
        try:
            self._close_interrupted_runs()
            ledger.save_run(run)
            _log.info("run begun", extra={"run": run.id, "trigger": run.trigger})
            steps(work)
        except Failure as failure:
            work.stop = work.stop or failure
        except Exception as error:
            _log.exception("own error in a run")
            work.stop = own_error(error)
        report = self._report(run, work.execution, work.stop, work.recovery, work.planned)
        _log.info("run ended", extra=_facts(report))
        try:
            ledger.save_run(_finished(run, report, self._t.clock.now()))
        except Failure as failure:
            # The disk that stopped the run cannot take its end either: the next run closes it as interrupted.
            return self._report(run, work.execution, work.stop or failure, work.recovery, work.planned)
        return report

    def _close_interrupted_runs(self) -> None:
        """A run that never ended was killed: we hold the lock, so none can be under way."""
        for run in self._t.ledger.runs(20):
            if run.outcome == "running":
                ended = dataclasses.replace(run, outcome="stopped", reason="interrupted")
                self._t.ledger.save_run(ended)

    def look_up_lost(self) -> Recovery:
        """Look for every write whose answer was lost. What is found is adopted; what is not found stays open, one
        look-up older. Writes to neither side. Raises Busy and what reading raises.
        """
        with self._t.lock.acquire("look-up"):
            return self._recoverer().run(keep_absent=True)

    def it_is_there(self, intent_id: str, object_id: str) -> None:
        """A person points at what a lost write made. Raises Misconfigured (D1), Busy and what reading raises."""
        with self._t.lock.acquire("look-up"):
            who = f"{self._t.who.user} on {self._t.who.machine}"
            settling = Uncertain(self._t.ledger, self._t.codec, self._t.clock, who)
            settling.it_is_there(intent_id, object_id, self._t.accounting, self._t.billing, self._tag)

    def _recoverer(self) -> Recoverer:
        t = self._t
        concluder = Concluder(self._tag, t.ledger)
        return Recoverer(
            t.accounting, t.ledger, t.clock, t.observer, t.cancel, t.codec, concluder, self._tag, t.billing
        )

    def reconcile(self, as_of: dt.date | None = None, since: dt.date | None = None) -> TieOut:
        """Read both sides in full where they carry no stamp, and compare to the cent (R36–R38), over a period where its
        first day is given.

        Raises what reading raises.
        """
        with self._t.lock.acquire("compare"):
            self._prepare(full=True)
            plan = self._planning.make(everything=True)
            self._t.observer.notify(StageStarted("compare"))
            billing, accounting = self._planning.references()
            day = as_of or self._planning.today(accounting)
            return compare_books(
                self._t.ledger,
                self._planning.policy(),
                billing,
                accounting,
                plan,
                day,
                self._t.clock.now(),
                since if since is None or since <= day else day,
            )

    # -- matching of existing books (ui.md W8) --

    def find_matches(self, *, apply: bool = False) -> Accepted:
        """Read both sides and find what both hold already; with `apply` the certain ones become links. Writes to
        neither side. Raises what reading raises, SecondWorkstation.
        """
        with self._t.lock.acquire("match"):
            self._prepare()
            refuse_second_workstation(self._t.ledger, self._tag)
            self._t.observer.notify(StageStarted("match"))
            matching = self.matching()
            matching.find()
            return matching.accept(only_certain=True) if apply else Accepted()

    def matching(self) -> Matching:
        """The match over the record as it is, without reading either side."""
        t = self._t
        _, accounting = self._planning.references()
        by = f"{t.who.user} on {t.who.machine}"
        return Matching(t.ledger, t.clock, self._planning.policy(), accounting, t.observer, t.cancel, by)

    # -- steps --

    def _prepare(self, *, full: bool = False, allowed: int | None = None) -> Recovery:
        """Lock dates, lost answers, then everything that changed."""
        t = self._t
        t.observer.notify(StageStarted("connect"))
        self._refresh_settings()
        t.observer.notify(StageStarted("recover"))
        recovery = self._recoverer().run()
        self._discover(full=full, allowed=allowed)
        return recovery

    def _discover(self, *, full: bool = False, allowed: int | None = None) -> None:
        """Everything that changed on both sides."""
        t = self._t
        t.observer.notify(StageStarted("read-splynx"))
        since = self._profile.options.documents_from
        discovery = SplynxDiscovery(
            t.billing, t.ledger, t.clock, t.observer, t.cancel, full=full, allowed=allowed, documents_from=since
        )
        discovery.run()
        if not discovery.full:
            t.ledger.set_fact(SPLYNX_DATED_CALLS, str(discovery.dated_calls))
        t.observer.notify(StageStarted("read-xero"))
        in_xero = XeroDiscovery(t.accounting, t.ledger, t.clock, t.observer, t.cancel, self._tag, allowed=allowed)
        in_xero.run()
        if self._pulls:
            learn_credit_accounts(t.accounting, t.ledger, t.cancel, self._tag)
            asked = any(c.kind is ConflictKind.RECEIPT_NOT_ON_RECEIVABLES for c in t.ledger.conflicts())
            in_xero.run_received(self._profile.options.payments_from, now=full or asked)
        if not self._planning.by_hand:
            self._planning.watch.look_again(t.accounting, self._tag)

    @property
    def _pulls(self) -> bool:
        """Whether receipts are read from Xero."""
        return any(mapping.flow is Flow.FROM_XERO for mapping in self._profile.mappings.payment_methods.values())

    def _refresh_settings(self) -> None:
        """Settings once a day, lock dates each run (R12, R35)."""
        ledger, now = self._t.ledger, self._t.clock.now()
        billing = ledger.billing_reference()
        if billing is None or now - billing[1] >= REFERENCE_AGE or not _is_whole(billing[0]):
            ledger.save_reference(self._t.billing.reference(), None, now)
        self._refresh_accounting(now)
        read, held = ledger.billing_reference(), ledger.accounting_reference()
        if read is not None and held is not None:
            refuse_other_currency(read[0].currency, held[0].organisation)

    def _refresh_accounting(self, now: dt.datetime) -> None:
        ledger = self._t.ledger
        accounting = ledger.accounting_reference()
        if accounting is None or now - accounting[1] >= REFERENCE_AGE or not _is_whole(accounting[0]):
            ledger.save_reference(None, self._t.accounting.reference(), now)
            return
        reference, read_at = accounting
        organisation = self._t.accounting.organisation()
        known = reference.organisation
        organisation = dataclasses.replace(
            organisation,
            user_name=organisation.user_name or known.user_name,
            user_role=organisation.user_role or known.user_role,
            may_approve=known.may_approve,
        )
        if organisation != known:
            ledger.save_reference(None, dataclasses.replace(reference, organisation=organisation), read_at)

    def _make(self, allow_many: int | None) -> SyncPlan:
        self._t.observer.notify(StageStarted("compare"))
        self._planning.may_attach = self._t.accounting.may_attach
        plan = self._planning.make(allow_many=allow_many)
        if self._names_new_settings(plan):
            plan = self._planning.make(allow_many=allow_many)
        organisation = self._planning.references()[1].organisation
        if barred := needing_approval(plan.actions, organisation):
            plan = dataclasses.replace(plan, notices=(*plan.notices, role_notice(organisation, barred)))
        plan = dataclasses.replace(
            plan,
            calls=estimate_calls(plan, self._t.accounting, self._t.ledger, self._t.clock.now(), pulls=self._pulls),
        )
        self._t.ledger.save_plan(plan)
        self._t.observer.notify(PlanReady({t.kind: (t.count, t.amount) for t in plan.totals}))
        return plan

    def _refuse_role(self, actions: Sequence[SyncAction]) -> None:
        """X11 before the first write: the role is read once a day, so it is asked for again before it stops a sync."""
        _, accounting = self._planning.references()
        barred = needing_approval(actions, accounting.organisation)
        if not barred:
            return
        organisation = dataclasses.replace(accounting.organisation, may_approve=self._t.accounting.may_approve())
        read = self._t.ledger.accounting_reference()
        if read is not None:
            self._t.ledger.save_reference(None, dataclasses.replace(read[0], organisation=organisation), read[1])
        if organisation.may_approve is False:
            raise may_not_approve(organisation, barred)

    def _names_new_settings(self, plan: SyncPlan) -> bool:
        """Whether Splynx has categories, taxes or methods since its settings were read; they are read again then."""
        held = self._t.ledger.billing_reference()
        if held is None or not names_unknown_settings(plan, held[0]):
            return False
        self._t.ledger.save_reference(self._t.billing.reference(), None, self._t.clock.now())
        return True

    def _chosen(self, plan: SyncPlan, request: SyncRequest) -> tuple[SyncAction, ...]:
        questions = [c for c in plan.conflicts if c.kind is ConflictKind.TOO_MANY_CHANGES]
        if questions:
            raise too_many(questions[0])
        actions = plan.actions
        if request.plan is not None:
            actions = as_shown(plan, self._t.ledger.shown_plan(request.plan))
        return first(without(actions, request.leave_out), request.limit)

    def _write(self, run_id: str, plan: SyncPlan, actions: Sequence[SyncAction]) -> Execution:
        t = self._t
        t.ledger.save_links(plan.links)
        t.ledger.consume_resolutions(plan.consumed)
        note_ruled(t.ledger, plan.ruled, t.clock.now())
        if not actions:
            return Execution()
        t.ledger.forgive([action.id for action in actions])
        t.ledger.release([hold_of(action) for action in actions] if t.ledger.held() else ())
        return self._execute(run_id, actions)

    def _execute(self, run_id: str, actions: Sequence[SyncAction]) -> Execution:
        t = self._t
        t.observer.notify(StageStarted("write"))
        executor = Executor(
            t.accounting,
            t.billing,
            t.ledger,
            t.clock,
            t.observer,
            t.cancel,
            t.new_id,
            t.codec,
            Concluder(self._tag, t.ledger),
            self._tag,
            run_id,
        )
        return executor.run(actions)

    # -- report --

    def _report(
        self, run: Run, execution: Execution | None, stop: Failure | None, recovery: Recovery, planned: int
    ) -> SyncReport:
        done = execution or Execution()
        conflicts, uncertain = self._open(done)
        outcome, reason = ending(stop, uncertain=bool(done.uncertain), questions=bool(conflicts))
        return SyncReport(
            run_id=run.id,
            outcome=outcome,
            reason=reason,
            resume_at=getattr(stop, "resume_at", None),
            written=tuple(
                Written(side, kind, count, amount) for (side, kind), (count, amount) in sorted(done.written.items())
            ),
            planned=planned,
            waiting=len(conflicts),
            waiting_amount=total(abs(conflict.amount) for conflict in conflicts),
            skipped=done.blocked + done.not_tried,
            uncertain=uncertain,
            adopted=recovery.adopted,
            calls={Side.XERO: self._t.accounting.calls_made, Side.SPLYNX: self._t.billing.calls_made},
            seconds=(self._t.clock.now() - run.started_at).total_seconds(),
            failure_id=stop.id if stop else "",
            title=stop.title if stop else "",
            message=stop.message if stop else "",
            what_to_do=stop.what_to_do if stop else "",
            details=stop.details if stop else "",
        )

    def _open(self, done: Execution) -> tuple[tuple[Conflict, ...], int]:
        """Questions and lost answers; what this run knows by itself where the record cannot be read."""
        try:
            return unanswered(self._t.ledger), len(self._t.ledger.open_intents())
        except Failure:
            return (), done.uncertain


def _facts(report: SyncReport) -> dict[str, object]:
    """What the log may know of a run's end."""
    return {
        "run": report.run_id,
        "outcome": report.outcome.value,
        "reason": report.reason,
        "failure": report.failure_id or None,
        "items": sum(written.count for written in report.written),
        "waiting": report.waiting,
        "skipped": report.skipped,
        "uncertain": report.uncertain,
        "seconds": report.seconds,
    }


def _finished(run: Run, report: SyncReport, at: dt.datetime) -> Run:
    return dataclasses.replace(
        run,
        finished_at=at,
        outcome=report.outcome.value,
        reason=report.reason,
        resume_at=report.resume_at,
        waiting=report.waiting,
        skipped=report.skipped,
        uncertain=report.uncertain,
        calls_splynx=report.calls[Side.SPLYNX],
        calls_xero=report.calls[Side.XERO],
    )


def _is_whole(reference: BillingReference | AccountingReference) -> bool:
    """Whether everything was read: `fetch` keeps the good lines where others failed."""
    if isinstance(reference, AccountingReference):
        return bool(reference.accounts and reference.tax_rates)
    return bool(reference.categories and reference.methods)
