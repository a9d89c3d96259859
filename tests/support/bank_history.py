"""Random lives of a provider whose bank payments are seen in Xero: `histories` with acts and answers of their own."""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from splynx_xero_gui.domain.conflict import Choice, Needs
from splynx_xero_gui.domain.kinds import ScenarioKind
from tests.support.bank_events import BANK_ACTS, BANK_BEGINNING, CARD_ACTS
from tests.support.bank_office import assert_exceptions_cover, assert_no_echo, mixed, push_all, xero_payments
from tests.support.histories import History, Step, story
from tests.support.history_scene import Act
from tests.support.inprocess import Office, office

SET_UP = {
    ScenarioKind.MIXED: mixed,
    ScenarioKind.XERO_PAYMENTS: xero_payments,
    ScenarioKind.PUSH_ALL: push_all,
}
ALL_ACTS: Mapping[Act, int] = {**BANK_ACTS, **CARD_ACTS}


class BankHistory(History):
    """Syncs by hand and by the schedule; nothing may come back from where it was written to (P3, P4)."""

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
        report = self.office.run(trigger="schedule")
        wrote = {written.kind.value: written.count for written in report.written}
        self.told.append(f"-- sync by the schedule: {report.outcome.value} {report.reason or ''} wrote {wrote}")
        self._check_closed(before)
        assert_no_echo(self.office)

    def _sync_without_answer(self, rng: random.Random) -> None:
        """What was written into Splynx is there, but nobody hears of it (P2)."""
        faults = self.office.world.splynx.faults
        faults.drop_after("POST", r"finance/payments", nth=rng.randrange(1, 3), times=6)
        report = self.office.run()
        faults.clear()
        self.told.append(f"-- sync, answers of Splynx are lost: {report.outcome.value} {report.reason or ''}")
        assert report.reason not in ("internal", "configuration", "authorisation", "second-workstation"), report

    def _value(self, choice: Choice, rng: random.Random) -> str | None:
        if choice.needs is Needs.CUSTOMER:
            return str(rng.choice(list(self.office.books.customers)).id)
        if choice.id == "take-over":
            return rng.choice(("Cash", "Bank transfer"))
        return super()._value(choice, rng)

    def _check(self) -> None:
        assert_no_echo(self.office)
        super()._check()
        assert_exceptions_cover(self.office)


def bank_story(seed: int, length: int, scenario: ScenarioKind) -> list[Step]:
    """Cards are taken in Splynx where the scenario sends them."""
    chances = BANK_ACTS if scenario is ScenarioKind.XERO_PAYMENTS else ALL_ACTS
    begin: Sequence[Act] = BANK_BEGINNING
    return [*story(seed, length, chances, begin)]


def run_bank_history(steps: Sequence[Step], folder: Path, scenario: ScenarioKind) -> BankHistory:
    """Play the steps in a fresh office. Raises BrokenPromise."""
    with office(folder) as one:
        return played(SET_UP[scenario](one), steps)


def played(one: Office, steps: Sequence[Step]) -> BankHistory:
    """The steps in this office."""
    history = BankHistory(one, acts={act.__name__: act for act in ALL_ACTS})
    history.play(steps)
    return history
