"""The drill: the product is stopped mid-sync, loses answers and reads pages again; then P1–P10 are judged.

A promise is judged by what the two services' own books say, not by what the product believes.
"""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from splynx_xero_gui.bootstrap.drill_books import DrillBooks, drill_books
from splynx_xero_gui.domain.drill import DrillReport, DrillStep, Promise
from splynx_xero_gui.domain.failures import PlanChanged
from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.domain.money import money_text
from splynx_xero_gui.domain.results import SyncOutcome, SyncReport
from splynx_xero_gui.engine.control import Silent
from splynx_xero_gui.ports.control import Cancel, Observer, StageStarted
from splynx_xero_gui.sandbox.faults import FaultRule, Malformation

WRITES: Final = r"/api\.xro/2\.0/(Contacts|Invoices|CreditNotes|Payments|BankTransactions|Overpayments)"
LOSING: Final = ("Invoices", "CreditNotes", "Payments", "BankTransactions")
_STRUCK_WITHIN = 60.0  # seconds of real time a process gets to reach the call it is killed in
_LOOK = 0.1
_MOST_SYNCS = 6


@dataclass(slots=True)
class _Course:
    """One drill under way."""

    office: DrillBooks
    observer: Observer
    promises: list[Promise] = field(default_factory=list)
    kills: int = 0
    answers_lost: int = 0
    pages_read_again: int = 0
    syncs: int = 0

    def say(self, step: DrillStep) -> None:
        self.office.hurry.raise_if_requested()
        self.observer.notify(StageStarted(step.value))

    def judge(self, id: str, words: str, held: bool, seen: str) -> None:
        self.promises.append(Promise(id, words, held, seen))

    def sync(self, **request: object) -> SyncReport:
        self.syncs += 1
        return self.office.sync(**request)


def run_drill(observer: Observer, cancel: Cancel) -> DrillReport:
    """Run it on simulated services; the observer is told a `DrillStep` as the stage.

    Takes half a minute. Raises Cancelled, Failure.
    """
    begun = time.monotonic()
    cancel.raise_if_requested()
    observer.notify(StageStarted(DrillStep.CALM.value))
    with drill_books(cancel) as calm:
        calm.sync()
        undisturbed = calm.state()
    with drill_books(cancel) as office:
        course = _Course(office, observer)
        _disturb(course)
        _judge_end(course, undisturbed)
        course.say(DrillStep.JUDGE)
        _judge_closed_months(course)
        _judge_marks(course)
        _judge_plan(course)
        _judge_undo(course)
    ordered = tuple(sorted(course.promises, key=lambda promise: int(promise.id[1:])))
    seconds = time.monotonic() - begun
    return DrillReport(
        ordered, course.kills, course.answers_lost, course.pages_read_again, course.syncs, round(seconds, 1)
    )


# -- what is done to it --


def _disturb(course: _Course) -> None:
    """Kill it twice, lose answers, cut pages short."""
    for nth in (1, 2):
        _kill(course, nth)
    course.say(DrillStep.LOSE)
    faults = course.office.world.xero.faults
    rules = [faults.drop_after("PUT", rf"/{path}$") for path in LOSING]
    rules += [faults.error_after_commit("PUT", WRITES, nth=2)]
    for _ in range(_MOST_SYNCS):
        report = course.sync()
        course.office.later(minutes=10)
        if report.outcome is not SyncOutcome.STOPPED:
            break
    faults.clear()
    course.answers_lost = sum(rule.hits for rule in rules)


def _kill(course: _Course, nth: int) -> None:
    """A sync in a process of its own is killed while a call that writes is under way; Xero does its work."""
    office = course.office
    course.say(DrillStep.KILL)
    hanging = office.world.xero.faults.hang("PUT", WRITES, nth=nth)
    child = office.start_child()
    course.syncs += 1
    try:
        course.kills += _has_struck(course, hanging, child)
    finally:
        child.kill()
        child.wait(_STRUCK_WITHIN)
    hanging.release()
    office.world.xero.faults.clear()
    office.later(minutes=10)
    office.sign_in()  # the process that is gone had renewed it for itself


def _has_struck(course: _Course, hanging: FaultRule, child: subprocess.Popen[bytes]) -> bool:
    """Whether the child's write reached Xero before it ended or the time was over. Raises Cancelled."""
    until = time.monotonic() + _STRUCK_WITHIN
    while not hanging.wait_struck(_LOOK):
        course.office.hurry.raise_if_requested()
        if child.poll() is not None or time.monotonic() > until:
            return False
    return True


# -- what is looked at --


def _judge_end(course: _Course, undisturbed: list[tuple[str, ...]]) -> None:
    """P9, then the end: P2, P1, P5."""
    office = course.office
    course.say(DrillStep.BREAK)
    rule = office.world.splynx.faults.malformed("GET", r"/invoices", Malformation.TRUNCATED, times=None)
    stopped = course.sync()
    course.pages_read_again += rule.hits
    office.world.splynx.faults.clear()
    office.later(minutes=10)
    for _ in range(_MOST_SYNCS):
        report = course.sync()
        office.later(minutes=10)
        if report.outcome is not SyncOutcome.STOPPED and not report.written and not report.uncertain:
            break
    end = office.state()
    gap = len(set(end) ^ set(undisturbed))
    course.judge(
        "P2",
        "A crash at any point and a restart end where no crash ends",
        end == undisturbed and course.kills > 0 and course.answers_lost > 0,
        f"{len(end)} things in Xero, {gap} differ, after {course.kills} kills, {course.answers_lost} lost answers",
    )
    course.judge(
        "P9",
        "Nothing unread is passed by",
        stopped.outcome is SyncOutcome.STOPPED and end == undisturbed,
        "a sync that met a broken page stopped, and the next one read it",
    )
    again = course.sync()
    count = sum(line.count for line in again.written)
    held = not again.written and again.outcome is not SyncOutcome.STOPPED
    course.judge("P1", "A second sync writes nothing", held, f"{count} writes")
    tie_out = office.session.reconcile(None, Silent(), office.hurry)
    receivables = next(row for row in tie_out.rows if row.measure == "receivables")
    others = sum((line.amount for line in tie_out.information if "not from Splynx" in line.subject), Decimal(0))
    truly = office.world.xero.desk().receivables()
    course.judge(
        "P5",
        "Both sides differ by the named exceptions alone, to the cent",
        tie_out.balanced and receivables.xero + others == truly,
        f"{money_text(receivables.difference)} apart: {len(receivables.explained)} exceptions named, "
        f"{money_text(receivables.unexplained)} without a name",
    )


def _judge_closed_months(course: _Course) -> None:
    found = course.office.dated_in_closed_months()
    lock = course.office.lock.isoformat()
    course.judge("P6", "Nothing is written into a closed month", found == 0, f"{found} things up to {lock}")


def _judge_marks(course: _Course) -> None:
    """P3, P4, P8, with two equal amounts of one customer on one day among them."""
    office = course.office
    customer = office.splynx.add_customer("Equal Amounts")
    invoices = [office.bill(customer, 100) for _ in range(2)]
    pair = [office.splynx.take_payment(customer.id, 50, invoices=[invoice.id]) for invoice in invoices]
    before = len(office.taken())
    course.sync()
    marks, sent, taken = office.marks(), office.sent(), office.taken()
    twice = [mark for mark, count in marks.items() if count > 1]
    too_much = [payment for payment, amount in sent.items() if amount > taken.get(payment, Decimal(0))]
    course.judge(
        "P3",
        "No payment is there twice",
        not twice and not too_much and len(sent) > 2,
        f"{len(marks)} receipts in Xero, {len(twice)} twice, {len(too_much)} worth more than in Splynx",
    )
    strange = [payment for payment in sent if payment not in taken]
    grown = len(taken) - before
    course.judge(
        "P4",
        "What came from one side is never sent back to it",
        not strange and grown == 0,
        f"{grown} payments came back to Splynx, {len(strange)} receipts belong to no payment",
    )
    apart = {str(payment.id) for payment in pair} & set(sent)
    course.judge("P8", "Equal amounts stay separate", len(apart) == 2, f"{len(apart)} receipts for two equal payments")


def _judge_plan(course: _Course) -> None:
    """P7: what was shown runs, what came after waits; a plan that no longer stands is refused."""
    office = course.office
    customer = office.splynx.add_customer("Seen in the plan")
    seen = office.bill(customer, 70)
    plan = office.session.plan(Silent(), office.hurry)
    unseen = office.bill(customer, 80)
    report = course.sync(plan=plan.fingerprint)
    written = sum(line.count for line in report.written)
    exact = written == len(plan.actions) and office.has_invoice(seen) and not office.has_invoice(unseen)
    shown = office.session.plan(Silent(), office.hurry)
    office.splynx.delete_invoice(unseen.id)
    refused = _is_refused(course, shown.fingerprint)
    course.judge(
        "P7",
        "The plan shown is the plan executed, or the sync stops",
        exact and refused,
        f"{written} of {len(plan.actions)} planned writes made; an outdated plan {'was refused' if refused else 'ran'}",
    )


def _is_refused(course: _Course, fingerprint: str) -> bool:
    before = course.office.state()
    try:
        report = course.sync(plan=fingerprint)
    except PlanChanged:
        return True
    return report.reason == "plan-changed" and course.office.state() == before


def _judge_undo(course: _Course) -> None:
    """P10: what an undo says beforehand is what it does."""
    office = course.office
    course.sync()
    before = office.state()
    customer = office.splynx.add_customer("To be undone")
    office.bill(customer, 90)
    run = course.sync()
    plan = office.session.undo_plan(run.run_id, Silent(), office.hurry)
    undone = office.session.undo(run.run_id, plan.fingerprint, Silent(), office.hurry)
    written = sum(line.count for line in undone.written if line.side is Side.XERO)
    made = sum(line.count for line in run.written)
    course.judge(
        "P10",
        "What an undo says beforehand is exact",
        plan.count == made and written == len(plan.actions) and (bool(plan.kept) or office.state() == before),
        f"{made} writes: {len(plan.actions)} said to be undone, {written} undone, {len(plan.kept)} said to stay",
    )
