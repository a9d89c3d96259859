"""Random histories of the books: acts on both sides, syncs at random moments with random faults, answers at random.

After every sync the promises of design.md §8 are checked. A history is a list of steps, each with a seed of its own,
so that a failing one can be shortened by leaving steps out.
"""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from splynx_xero_gui.domain.conflict import Choice, Conflict, ConflictKind, Needs
from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.domain.results import SyncOutcome, SyncReport, TieOut
from splynx_xero_gui.ports.control import BatchStarted, Event, Observer
from splynx_xero_gui.sandbox.xero import DocKind, Role
from tests.support.history_events import ACTS, add_customer, bill, pay, play
from tests.support.history_scene import Act, Scene
from tests.support.inprocess import FIRST_DAY, Office, office, row, unexplained
from tests.support.truth import DEAD, assert_nothing_is_twice, splynx_receivables, xero_receivables

SYNC = "sync"
WRITES = ("Contacts", "Invoices", "CreditNotes", "Payments", "BankTransactions", "Overpayments", "Allocations")
BEGINNING = (add_customer, add_customer, add_customer, bill, pay)
_UNDECIDED = 0.25
# What a person could type where an answer needs a value; what does not fit is refused and nothing is answered.
VALUES = {Needs.ACCOUNT: ("200", "090", "091"), Needs.TAX: ("OUTPUT3", "NONE")}


@dataclass(frozen=True, slots=True)
class Step:
    """One act, or a sync."""

    kind: str
    seed: int


def story(
    seed: int, length: int, chances: Mapping[Act, int] = ACTS, beginning: Sequence[Act] = BEGINNING
) -> list[Step]:
    """The steps of one history, after what it begins with."""
    rng = random.Random(seed)
    acts, weights = list(chances), list(chances.values())
    steps = [Step(act.__name__, rng.getrandbits(32)) for act in beginning]
    while len(steps) < length:
        if rng.random() < 0.16:
            steps.append(Step(SYNC, rng.getrandbits(32)))
        else:
            steps.append(Step(rng.choices(acts, weights)[0].__name__, rng.getrandbits(32)))
    return [*steps, Step(SYNC, rng.getrandbits(32))]


class BrokenPromise(AssertionError):
    """A promise does not hold; the text is what led there."""


@dataclass(slots=True)
class History:
    """Plays steps in an office and checks. `told` is what happened, one line each; `acts` are those it knows."""

    office: Office
    acts: Mapping[str, Act] = field(default_factory=lambda: {act.__name__: act for act in ACTS})
    told: list[str] = field(default_factory=list)
    left: set[int] = field(default_factory=set)
    syncs: int = 0
    answers: int = 0
    events: int = 0
    written: Counter[Side] = field(default_factory=Counter)
    choices: set[str] = field(default_factory=set)

    def play(self, steps: Sequence[Step]) -> None:
        """Raises BrokenPromise telling the steps up to there."""
        # Xero does not stop an adviser in a closed period: that we stay out is our own promise (R12).
        self.office.desk.org.user.role = Role.FINANCIALADVISER
        for step in steps:
            try:
                self._step(step)
            except Exception as error:
                raise BrokenPromise("\n".join([*self.told, "", f"{type(error).__name__}: {error}"])) from error

    def _step(self, step: Step) -> None:
        if step.kind == SYNC:
            self.sync_moment(random.Random(step.seed))
            self.check()
        else:
            self.act(step)

    def act(self, step: Step) -> None:
        """Let it happen on either side, where there is something it can happen to."""
        what = play(self.acts[step.kind], Scene(self.office, random.Random(step.seed)))
        if what is not None:
            self.events += 1
            self.told.append(what)
            if what.startswith("payment") and ("becomes" in what):
                self.left.add(int(what.split()[1].rstrip(":")))

    def sync_moment(self, rng: random.Random) -> None:
        """Somebody syncs, perhaps while something is in the way, and answers questions until that is done with."""
        if rng.random() < 0.4:
            self._sync_with_trouble(rng)
        self._sync_as_planned()
        for _ in range(2):
            if not self._answer(rng):
                break
            self._sync_as_planned()

    # -- syncs --

    def run(self, observer: Observer | None = None, **request: Any) -> SyncReport:
        """A sync, however it ends; what it wrote is counted."""
        report = self.office.run(observer, **request)
        if report.failure_id == "L6":  # all of a kind was removed in small books: a person says that this is right
            count = int(report.message.split("were ")[1].split(".")[0])
            self.told.append(f"-- sync: {report.title}, and that is right")
            report = self.office.run(observer, **{**request, "allow_many": count})
        for written in report.written:
            self.written[written.side] += written.count
        return report

    def _sync_with_trouble(self, rng: random.Random) -> None:
        world, nth = self.office.world, rng.randrange(1, 4)
        path = rng.choice(WRITES)
        faults = world.xero.faults
        observer: _Stopper | None = None
        match rng.randrange(6):
            case 0:
                text = f"answers to {path} are lost"
                faults.drop_after("*", path, nth=nth, times=6)
            case 1:
                text = f"error 500 after {path} were written"
                faults.error_after_commit("PUT", path, nth=nth, times=6)
            case 2:
                text = f"error 500 for {path}"
                faults.fail("*", path, nth=nth, times=6)
            case 3:
                text = f"no way to {path}"
                faults.drop_before("*", path, nth=nth, times=6)
            case 4:
                text = f"cancelled at call {nth}"
                observer = _Stopper(self.office, nth)
            case _:
                text = "Splynx breaks off"
                world.splynx.faults.drop_after("GET", r"finance", nth=nth, times=6)
        self.told.append(f"-- sync while {text}")
        before = self._closed()
        report = self.run(observer)
        faults.clear()
        world.splynx.faults.clear()
        self.office.cancel.reset()
        self.told.append(f"   {report.outcome.value} {report.reason or ''} wrote {_written(report)}")
        assert report.reason not in ("internal", "configuration", "authorisation", "second-workstation"), report
        self._check_closed(before)

    def _sync_as_planned(self) -> None:
        """P7: what runs is what was shown; P1: the next sync writes nothing."""
        self.syncs += 1
        before = self._closed()
        shown = self.office.plan()
        report = self.run(plan=shown.fingerprint, allow_many=allowed_changes(shown.conflicts))
        self.told.append(f"-- sync: {report.outcome.value} wrote {_written(report)}")
        assert report.outcome is not SyncOutcome.STOPPED, f"{report.title} {report.message} {report.details}"
        assert not report.uncertain
        self._check_closed(before)
        run = self.office.session.run_items(report.run_id)
        done = sorted(item.action_id for item in run if item.result == "done")
        if not allowed_changes(shown.conflicts):
            left_over = [f"{a.kind} {a.subject} {a.amount}" for a in shown.actions if a.id not in done]
            refused = [f"{item.subject}: {item.result} {item.message}" for item in run if item.result != "done"]
            assert done == sorted(a.id for a in shown.actions), (
                f"what ran is not what was shown (P7): {left_over} {refused}"
            )
        again = self.office.plan()
        if any(action.id not in done for action in again.actions) or again.actions:
            if not allowed_changes(again.conflicts):
                texts = [f"{a.kind} {a.subject} {a.amount} ({a.why})" for a in again.actions]
                raise AssertionError(f"a second sync would write (P1): {texts}")

    # -- answers --

    def _answer(self, rng: random.Random) -> int:
        """Answer some of the open questions; returns how many."""
        given, moment = 0, rng.getrandbits(32)
        for conflict in sorted(
            self.office.conflicts(), key=lambda c: (c.kind, c.subject, c.splynx_id or "", c.question)
        ):
            chance = random.Random(f"{moment} {conflict.question}")
            if chance.random() < _UNDECIDED or conflict.kind is ConflictKind.TOO_MANY_CHANGES:
                continue
            choices = [(c.id, value) for c in conflict.choices if (value := self._value(c, chance)) is not None]
            if not choices:
                continue
            choice, value = chance.choice(choices)
            try:
                self.office.session.resolve(conflict.id, choice, value)
            except Misconfigured:
                continue  # what the value names does not fit this question
            self.told.append(f"   {conflict.question} -> {choice} {value}".rstrip())
            self.choices.add(choice)
            given += 1
        self.answers += given
        return given

    def _value(self, choice: Choice, rng: random.Random) -> str | None:
        """What is typed along with a choice; None where this history does not take it."""
        if choice.needs is None:
            return ""
        return rng.choice(VALUES[choice.needs]) if choice.needs in VALUES else None

    # -- promises --

    def check(self) -> None:
        """Both services' own books keep the promises."""
        world = self.office.world
        with world.books.lock:
            deleted = set(range(1, world.books.payments.next_id)) - {p.id for p in world.books.payments}
        assert_nothing_is_twice(world, deleted | self.left)
        tie_out = self.office.reconcile()
        if _coming(tie_out):
            # Splynx changed something without a stamp, and only this full reading found it (R34).
            self._sync_as_planned()
            tie_out = self.office.reconcile()
        assert tie_out.balanced, f"differences without a name (P5): {unexplained(tie_out)}"
        receivables = row(tie_out, "receivables")
        others = next(line for line in tie_out.information if line.subject.startswith("not from Splynx"))
        assert receivables.splynx == splynx_receivables(world, FIRST_DAY), "Splynx's own sum is another"
        assert receivables.xero + others.amount == xero_receivables(world), (
            f"Xero's own sum is another: {receivables.xero} + {others.amount} is not {xero_receivables(world)}"
        )
        assert not _coming(tie_out), f"still to be written after a sync: {_coming(tie_out)}"
        refused = [c for c in self.office.conflicts() if c.kind is ConflictKind.REJECTED_BY_XERO]
        assert not refused, f"Xero refused: {[(c.question, c.why) for c in refused]}"

    def _closed(self) -> dict[str, tuple[Any, ...]]:
        """Everything in Xero that is dated in a closed period, as far as its figures go."""
        org = self.office.desk.org
        lock = org.period_lock
        found: dict[str, tuple[Any, ...]] = {"lock": (lock,)}
        if lock is None:
            return found
        for kind in DocKind:
            for document in org.documents[kind]:
                if document.on <= lock and document.status != "DRAFT":
                    lines = [(x.line_amount, x.tax_amount) for x in document.lines]
                    facts = (document.number, document.on, document.total, document.total_tax, lines)
                    found[document.doc_id] = (*facts, document.status in DEAD)
                for allocation in document.allocations:
                    if allocation.on <= lock:
                        found[allocation.allocation_id] = (allocation.amount, allocation.on)
        for payment in org.payments:
            if payment.on <= lock:
                found[payment.payment_id] = (payment.amount, payment.on, payment.status in DEAD)
        return found

    def _check_closed(self, before: dict[str, tuple[Any, ...]]) -> None:
        after = self._closed()
        keys = {*before, *after}
        changed = {key: (before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)}
        assert not changed, f"a closed period was changed (P6): {changed}"


class _Stopper:
    """Asks to stop when the nth call is under way."""

    def __init__(self, office: Office, nth: int) -> None:
        self._office = office
        self._left = nth

    def notify(self, event: Event) -> None:
        if isinstance(event, BatchStarted):
            self._left -= 1
            if self._left == 0:
                self._office.cancel.set()


def _coming(tie_out: TieOut) -> list[tuple[str, Decimal]]:
    return [(e.subject, e.amount) for r in tie_out.rows for e in r.explained if "will be written" in e.why]


def _written(report: Any) -> dict[str, int]:
    return {written.kind.value: written.count for written in report.written}


def allowed_changes(conflicts: Sequence[Conflict]) -> int | None:
    """The number of changes that a too-many-changes question asks for."""
    asked = [c for c in conflicts if c.kind is ConflictKind.TOO_MANY_CHANGES]
    return int(asked[0].facts["count"]) if asked else None


def run_history(steps: Sequence[Step], folder: Path) -> History:
    """Play the steps in a fresh office. Raises BrokenPromise."""
    with office(folder) as one:
        history = History(one)
        history.play(steps)
        return history


Run = Callable[[Sequence[Step], Path], object]


def shortened(
    steps: Sequence[Step], folder: Path, run: Run = run_history, tries: int = 200
) -> tuple[list[Step], BrokenPromise]:
    """A shorter history that breaks a promise of the same kind: blocks of steps are left out as long as it does."""
    best, told = list(steps), _broken(run, steps, folder / "whole")
    assert told is not None, "this history breaks nothing"
    kind = _kind(told)
    size, number = max(len(best) // 2, 1), 0
    while size and number < tries:
        position = 0
        while position < len(best) and number < tries:
            number += 1
            candidate = best[:position] + best[position + size :]
            found = _broken(run, candidate, folder / str(number))
            if found is not None and _kind(found) == kind:
                best, told = candidate, found
            else:
                position += size
        size //= 2
    return best, told


def _broken(run: Run, steps: Sequence[Step], folder: Path) -> BrokenPromise | None:
    try:
        run(steps, folder)
    except BrokenPromise as broken:
        return broken
    return None


def _kind(broken: BrokenPromise) -> str:
    return str(broken).splitlines()[-1][:40]
