"""The drill in a demo company of Xero: the profile's own sync, killed and cut off, judged by a fresh reading.

It writes what a sync of the profile would write, into an organisation that reports itself as a demo company and nowhere
else. P8 and P10 are tried on simulated books: they need equal payments made on purpose, and an undo of what was sent.
"""

from __future__ import annotations

import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, cast

from splynx_xero_gui.bootstrap.drill_books import console_program
from splynx_xero_gui.bootstrap.refusals import drill_on_real_books
from splynx_xero_gui.bootstrap.session import LocalSession
from splynx_xero_gui.bootstrap.workplace import LocalWorkplace
from splynx_xero_gui.domain.accounting import Credit, Payment
from splynx_xero_gui.domain.billing import BilledPayment
from splynx_xero_gui.domain.drill import DrillReport, DrillStep, Promise
from splynx_xero_gui.domain.failures import Misconfigured, NetworkLost, PlanChanged
from splynx_xero_gui.domain.keys import PaymentKey, find_payment_key
from splynx_xero_gui.domain.kinds import Flow, ObjectKind, Side
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.results import SyncOutcome, SyncReport, SyncRequest
from splynx_xero_gui.ports.accounting import AccountingSystem, BatchAnswer, Page, Unknown
from splynx_xero_gui.ports.control import Cancel, Observer, StageStarted

_MOST_SYNCS = 6
_SHARE = 25  # items for the sync that is killed: a call or two
_LOOK, _PATIENCE = 0.02, 120.0  # seconds of real time
_DEAD = ("DELETED", "VOIDED")
_RECEIPTS: Final = (ObjectKind.PAYMENT, ObjectKind.OVERPAYMENT, ObjectKind.PREPAYMENT)


@dataclass
class Disturbance:
    """What lies between the engine and Xero: loses the first answer of each kind of write, cuts the first reading."""

    lose: bool = True
    cut: bool = False
    lost: int = 0
    cuts: int = 0
    repeated: int = 0
    _kinds: set[str] = field(default_factory=set)

    def around(self, real: AccountingSystem) -> AccountingSystem:
        """The accounting system, disturbed."""
        return cast(AccountingSystem, _Disturbed(real, self))


class _Disturbed:
    """Passes everything on but answers to writes and pages. Xero has done the work when its answer is lost."""

    def __init__(self, real: AccountingSystem, how: Disturbance) -> None:
        self._real, self._how = real, how

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def write(self, batch: list[SyncAction], idempotency_key: str) -> BatchAnswer:
        """The real write; the first answer of its kind is lost."""
        answer = self._real.write(batch, idempotency_key)
        kind = batch[0].kind.value
        if not self._how.lose or kind in self._how._kinds or answer.stop is not None:
            return answer
        self._how._kinds.add(kind)
        self._how.lost += 1
        return BatchAnswer(tuple(Unknown(action.id, "the drill lost the answer") for action in batch), _cut_off())

    def changed(self, kind: ObjectKind, since: datetime | None, *, dated_from: date | None = None) -> Iterator[Page]:
        """The real pages, each of them twice; or the connection breaks before the last one."""
        for page in self._real.changed(kind, since, dated_from=dated_from):
            yield page
            if self._how.cut:
                self._how.cuts += 1
                raise _cut_off()
            self._how.repeated += 1
            yield page


def _cut_off() -> NetworkLost:
    return NetworkLost("L2", "The connection broke", "The drill cut it.", "It goes on by itself.")


@dataclass
class _Course:
    """One drill under way, on the session of the profile."""

    workplace: LocalWorkplace
    name: str
    observer: Observer
    cancel: Cancel
    promises: list[Promise] = field(default_factory=list)
    reports: list[SyncReport] = field(default_factory=list)
    kills: int = 0

    def say(self, step: DrillStep) -> None:
        self.cancel.raise_if_requested()
        self.observer.notify(StageStarted(step.value))

    def session(self, how: Disturbance | None = None) -> LocalSession:
        return self.workplace.disturbed(self.name, how.around) if how else self.workplace.session(self.name)

    def sync(self, how: Disturbance | None = None, **request: Any) -> SyncReport:
        report = self.session(how).sync(SyncRequest(**request), self.observer, self.cancel)
        self.reports.append(report)
        self.cancel.raise_if_requested()
        return report

    def judge(self, id: str, words: str, held: bool, seen: str) -> None:
        self.promises.append(Promise(id, words, held, seen))


def run_drill_here(workplace: LocalWorkplace, name: str, observer: Observer, cancel: Cancel) -> DrillReport:
    """Run it on the profile's organisation.

    Raises Misconfigured D1 (no demo company), D2 (nothing to send), D3 (would write into Splynx), Cancelled, Failure.
    """
    begun = time.monotonic()
    course = _Course(workplace, name, observer, cancel)
    course.say(DrillStep.CALM)
    _refuse(course)
    course.say(DrillStep.KILL)
    _kill(course)
    course.say(DrillStep.LOSE)
    losing = Disturbance()
    for _ in range(_MOST_SYNCS):
        if course.sync(losing).outcome is not SyncOutcome.STOPPED:
            break
    course.say(DrillStep.BREAK)
    cutting = Disturbance(lose=False, cut=True)
    cut = course.sync(cutting)
    course.say(DrillStep.JUDGE)
    _judge_plan(course)
    for _ in range(_MOST_SYNCS):
        last = course.sync()
        if not last.written:
            break
    _judge_end(course, losing, cutting, cut, last)
    _judge_receipts(course)
    ordered = tuple(sorted(course.promises, key=lambda promise: int(promise.id[1:])))
    syncs = len(course.reports) + 1
    seconds = round(time.monotonic() - begun, 1)
    return DrillReport(ordered, course.kills, losing.lost, cutting.cuts + losing.repeated, syncs, seconds)


def _refuse(course: _Course) -> None:
    """Asked of Xero anew: what the record says may be of another day."""
    session = course.session()
    profile = session.profile()
    if profile is not None and any(m.flow is Flow.FROM_XERO for m in profile.mappings.payment_methods.values()):
        raise Misconfigured(
            "D3",
            "This drill would write into Splynx",
            f"Profile {course.name} takes payments over from Xero, and those of a demo company are made up. Nothing "
            "was read or written.",
            "Run `drill` without naming a profile: it brings its own simulated books.",
        )
    plan = session.plan(course.observer, course.cancel)  # reads the organisation as it is now
    accounting = session.references()[1]
    if accounting is None or not accounting.organisation.is_demo:
        raise drill_on_real_books(course.name, accounting.organisation.name if accounting else "")
    if not plan.actions:
        raise Misconfigured(
            "D2",
            "There is nothing to try it on",
            f"A sync of profile {course.name} would write nothing, so there is nothing to interrupt.",
            "Make an invoice in Splynx, or run `drill` without naming a profile.",
        )


def _kill(course: _Course) -> None:
    """A sync in a process of its own, killed as soon as a write of it is under way."""
    command = [*console_program(), "--profile", course.name, "--json", "sync", "--limit", str(_SHARE)]
    quiet = subprocess.DEVNULL
    child = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)
    until = time.monotonic() + _PATIENCE
    try:
        while child.poll() is None and time.monotonic() < until:
            if course.session().status().uncertain:
                child.kill()
                child.wait()
                course.kills += int(course.session().status().uncertain > 0)
                break
            course.cancel.raise_if_requested()
            time.sleep(_LOOK)
    finally:
        if child.poll() is None:
            child.kill()
        child.wait()


def _judge_plan(course: _Course) -> None:
    """P7: an unknown plan is refused; the one shown is what runs."""
    session = course.session()
    plan = session.plan(course.observer, course.cancel)
    written = sum(line.count for line in course.sync(plan=plan.fingerprint).written) if plan.actions else 0
    try:
        refused = course.sync(plan="0000-0000").reason == "plan-changed"
    except PlanChanged:
        refused = True
    course.judge(
        "P7",
        "The plan shown is the plan executed, or the sync stops",
        refused and written <= len(plan.actions),
        f"{written} of {len(plan.actions)} planned writes made; an unknown plan {'was refused' if refused else 'ran'}",
    )


def _judge_end(course: _Course, losing: Disturbance, cutting: Disturbance, cut: SyncReport, last: SyncReport) -> None:
    session = course.session()
    open_writes, left = session.status().uncertain, session.plan(course.observer, course.cancel).actions
    count = sum(line.count for line in last.written)
    course.judge("P1", "A second sync writes nothing", not count, f"{count} writes")
    course.judge(
        "P2",
        "A crash at any point and a restart end where no crash ends",
        not open_writes and not left and course.kills + losing.lost > 0,
        f"{open_writes} open writes, {len(left)} left to do, after {course.kills} kills, {losing.lost} lost answers",
    )
    course.judge(
        "P9",
        "Nothing unread is passed by",
        cut.outcome is SyncOutcome.STOPPED and cutting.cuts > 0 and not left,
        f"a reading that was cut stopped the sync, the next read it; {losing.repeated} pages came twice",
    )
    tie_out = session.reconcile(None, course.observer, course.cancel)
    unexplained = sum((abs(row.unexplained) for row in tie_out.rows), Decimal(0))
    named = sum(len(row.explained) for row in tie_out.rows)
    course.judge(
        "P5",
        "Both sides differ by the named exceptions alone, to the cent",
        tie_out.balanced,
        f"{named} exceptions named, {unexplained:.2f} without a name",
    )
    accounting = session.references()[1]
    lock = accounting.organisation.locked_up_to if accounting is not None else None
    items = [item for report in course.reports for item in session.run_items(report.run_id) if report.run_id]
    closed = sum(lock is not None and item.date is not None and item.date <= lock for item in items)
    up_to = lock.isoformat() if lock else "no lock date is set"
    course.judge("P6", "Nothing is written into a closed month", closed == 0, f"{closed} things up to {up_to}")
    back = sum(item.side is Side.SPLYNX for item in items)
    course.judge("P4", "What came from one side is never sent back to it", back == 0, f"{back} writes into Splynx")


def _judge_receipts(course: _Course) -> None:
    """P3, by what Xero itself lists now."""
    wiring = course.workplace.wiring(course.name)
    profile = course.session().profile()
    assert profile is not None
    with wiring.ledger(profile) as ledger:
        pinned = wiring.pinned(ledger)
        assert pinned is not None
        with wiring.xero(profile, pinned.tenant_id, course.observer, course.cancel, ledger) as xero:
            sent = _receipts(xero, profile.splynx.tag)
        paid = {
            seen.id: abs(seen.body.amount)
            for seen in ledger.observations(Side.SPLYNX, ObjectKind.PAYMENT)
            if isinstance(seen.body, BilledPayment)
        }
    marks = Counter(str(key) for key, _ in sent)
    sums: dict[str, Decimal] = {}
    for key, amount in sent:
        sums[key.payment_id] = sums.get(key.payment_id, Decimal(0)) + amount
    twice = [mark for mark, count in marks.items() if count > 1]
    too_much = [id for id, amount in sums.items() if amount > paid.get(id, Decimal(0))]
    course.judge(
        "P3",
        "No payment is there twice",
        not twice and not too_much,
        f"{len(marks)} receipts in Xero, {len(twice)} twice, {len(too_much)} worth more than in Splynx",
    )


def _receipts(xero: AccountingSystem, tag: str) -> list[tuple[PaymentKey, Decimal]]:
    """Living receipts of Xero that carry our mark, with what they are worth."""
    found: list[tuple[PaymentKey, Decimal]] = []
    for kind in _RECEIPTS:
        for page in xero.changed(kind, None):
            for body in page.items:
                if isinstance(body, Payment | Credit) and str(body.status) not in _DEAD:
                    key = find_payment_key(body.reference, tag)
                    if key is not None:
                        found.append((key, body.amount if isinstance(body, Payment) else body.total))
    return found
