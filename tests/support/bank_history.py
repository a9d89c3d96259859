"""Random lives of a provider whose bank payments are seen in Xero: `histories` with acts and answers of their own."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from splynx_xero_gui.domain.conflict import Choice, ConflictKind, Needs
from splynx_xero_gui.domain.kinds import ActionKind, Birthplace, Flow, ScenarioKind, Side
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.results import SyncOutcome
from tests.support.bank_events import BANK_ACTS, BANK_BEGINNING, CARD_ACTS
from tests.support.bank_office import assert_exceptions_cover, assert_no_echo, births, mixed, push_all, xero_payments
from tests.support.histories import SYNC, History, Step, story
from tests.support.history_scene import Act
from tests.support.inprocess import Office, office

SET_UP = {
    ScenarioKind.MIXED: mixed,
    ScenarioKind.XERO_PAYMENTS: xero_payments,
    ScenarioKind.PUSH_ALL: push_all,
}
ALL_ACTS: Mapping[Act, int] = {**BANK_ACTS, **CARD_ACTS}


TURNS = {f"turn-{scenario}": scenario for scenario in ScenarioKind}
RECEIPTS = frozenset(
    {
        ActionKind.CREATE_PAYMENT,
        ActionKind.CREATE_OVERPAYMENT,
        ActionKind.CREATE_PREPAYMENT,
        ActionKind.CREATE_REFUND,
    }
)


@dataclass
class BankHistory(History):
    """Syncs by hand and by the schedule; nothing may come back from where it was written to (P3, P4).

    `births`: where each payment of Splynx was first seen. `shown_every` so many syncs one is shown before.
    """

    shown_every: int = 3
    births: dict[str, frozenset[Birthplace]] = field(default_factory=dict)

    def _sync_as_planned(self) -> None:
        """Now and then with all that is promised of a plan (P1, P7): that costs two readings more, and `check`
        sees by itself whether anything is left to write.
        """
        if self.syncs % self.shown_every == 0:
            super()._sync_as_planned()
            return
        self.syncs += 1
        before = self._closed()
        report = self.run()
        wrote = {written.kind.value: written.count for written in report.written}
        self.told.append(f"-- sync: {report.outcome.value} wrote {wrote}")
        self._check_closed(before)
        if any(c.kind is ConflictKind.TOO_MANY_CHANGES for c in self.office.conflicts()):
            super()._sync_as_planned()
            return
        assert report.outcome is not SyncOutcome.STOPPED, f"{report.title} {report.message} {report.details}"
        refused = [i for i in self.office.session.run_items(report.run_id) if i.result != "done"]
        assert not refused, f"not written: {[(i.kind.value, i.subject, i.amount, i.message) for i in refused]}"

    def _sync_with_trouble(self, rng: random.Random) -> None:
        kind = rng.randrange(4)
        if kind == 0:
            self._sync_by_schedule()
        elif kind == 1:
            self._sync_without_answer(rng)
        else:
            super()._sync_with_trouble(rng)

    def _sync_by_schedule(self) -> None:
        """R26: it follows removals only when it saw them twice."""
        before = self._closed()
        report = self.run(trigger="schedule")
        wrote = {written.kind.value: written.count for written in report.written}
        self.told.append(f"-- sync by the schedule: {report.outcome.value} {report.reason or ''} wrote {wrote}")
        self._check_closed(before)
        assert_no_echo(self.office, restored="restore" in self.choices)

    def _sync_without_answer(self, rng: random.Random) -> None:
        """What was written into Splynx is there, but nobody hears of it (P2)."""
        faults = self.office.world.splynx.faults
        faults.drop_after("POST", r"finance/payments", nth=rng.randrange(1, 3), times=6)
        report = self.run()
        faults.clear()
        self.told.append(f"-- sync, answers of Splynx are lost: {report.outcome.value} {report.reason or ''}")
        assert report.reason not in ("internal", "configuration", "authorisation", "second-workstation"), report

    def _value(self, choice: Choice, rng: random.Random) -> str | None:
        if choice.needs is Needs.CUSTOMER:
            return str(rng.choice(list(self.office.books.customers)).id)
        if choice.id == "take-over":
            return rng.choice(("Cash", "Bank transfer"))
        return super()._value(choice, rng)

    def _step(self, step: Step) -> None:
        if step.kind in TURNS:
            self._turn(TURNS[step.kind])
        else:
            super()._step(step)

    def _turn(self, scenario: ScenarioKind) -> None:
        """P4: another scenario carries nothing over of what is older than today."""
        shown = {_written_of(action) for action in self.office.plan().actions}
        flows = {name: mapping.flow for name, mapping in self.office.profile().mappings.payment_methods.items()}
        SET_UP[scenario](self.office)
        today = self.office.today
        older = [a for a in self.office.plan().actions if a.kind in RECEIPTS and a.date and a.date < today]
        new = [a for a in older if _written_of(a) not in shown and self._other_way(a, flows)]
        crossed = [(a.kind.value, a.subject, a.amount) for a in new]
        assert not crossed, f"the change to {scenario} carries over (P4): {crossed}"
        self.told.append(f"== {scenario}")

    def _other_way(self, action: SyncAction, flows: Mapping[str, Flow]) -> bool:
        """Whether this receipt did not go this way before. One that did, and only waited for an answer that is no
        longer asked for, crosses nothing over.
        """
        if action.side is Side.SPLYNX:
            return Flow.FROM_XERO not in flows.values()
        books = self.office.books
        payment = next(p for p in books.payments if str(p.id) == action.splynx_id)
        method = next(m.name for m in books.methods if m.id == payment.payment_type)
        return flows.get(method) is not Flow.TO_XERO

    def check(self) -> None:
        assert_no_echo(self.office, restored="restore" in self.choices)
        self._check_births()
        super().check()
        assert_exceptions_cover(self.office)

    def _check_births(self) -> None:
        """P4: where a payment was born is recorded once, whatever the scenario is later."""
        for id, places in births(self.office).items():
            known = self.births.setdefault(id, places - {Birthplace.BOTH})
            born = (known | places) - {Birthplace.BOTH}
            assert len(born) <= 1, f"payment {id} was born in {sorted(known)}, and now in {sorted(places)}"
            self.births[id] = born


def bank_story(seed: int, length: int, scenario: ScenarioKind) -> list[Step]:
    """Cards are taken in Splynx where the scenario sends them."""
    chances = BANK_ACTS if scenario is ScenarioKind.XERO_PAYMENTS else ALL_ACTS
    begin: Sequence[Act] = BANK_BEGINNING
    return [*story(seed, length, chances, begin)]


def turning_story(seed: int, length: int) -> list[Step]:
    """All acts, and now and then another scenario, mostly on another day; a change counts once something is synced."""
    rng = random.Random(seed)
    planned = story(seed, length, ALL_ACTS, BANK_BEGINNING)
    begin = len(BANK_BEGINNING)
    steps = [*planned[:begin], Step(SYNC, rng.getrandbits(32))]
    for step in planned[begin:]:
        steps.append(step)
        if rng.random() < 0.12:
            if rng.random() < 0.7:
                steps.append(Step("time_passes", rng.getrandbits(32)))
            steps.append(Step(rng.choice(sorted(TURNS)), 0))
    return steps


def _written_of(action: SyncAction) -> tuple[object, ...]:
    return action.side, action.kind, action.splynx_id, action.xero_id, action.amount


def run_bank_history(steps: Sequence[Step], folder: Path, scenario: ScenarioKind) -> BankHistory:
    """Play the steps in a fresh office. Raises BrokenPromise."""
    with office(folder) as one:
        return played(SET_UP[scenario](one), steps)


def played(one: Office, steps: Sequence[Step]) -> BankHistory:
    """The steps in this office."""
    history = BankHistory(one, acts={act.__name__: act for act in ALL_ACTS})
    history.play(steps)
    return history
