"""Random lives of a provider with everything in them: acts on both sides, settings and scenarios changed, clocks that
jump, every kind of fault, cancels, power cuts, a second window; after every sync all ten promises of design.md §8.

P2 is held by trying: the sync is made undisturbed first, everything is put back, and what is left after the trouble and
a restart is held against it. P10 likewise: the sync is undone on the side, and everything is put back.
"""

import contextlib
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from unittest.mock import patch

import pytest

from splynx_xero_gui.bootstrap import open_workplace
from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.failures import Misconfigured, TooManyChanges
from splynx_xero_gui.domain.kinds import ScenarioKind
from splynx_xero_gui.domain.results import SyncOutcome
from splynx_xero_gui.sandbox.log import Exchange
from tests.support.bank_events import BANK_ACTS, BANK_BEGINNING, CARD_ACTS
from tests.support.bank_history import SET_UP, TURNS, BankHistory
from tests.support.histories import SYNC, History, Step, story
from tests.support.history_events import ACTS
from tests.support.history_scene import Act
from tests.support.inprocess import office
from tests.support.power_cut import Power, power_of
from tests.support.promises import equal_amounts_stay_separate, nothing_unread_is_behind_a_mark
from tests.support.quick_disk import quick_folder
from tests.support.time_machine import Moment, TimeMachine, both_sides
from tests.support.undo_history import Undoing
from tests.support.whole_changes import CHANGES, OwnClock, jump
from tests.support.whole_troubles import TROUBLES

SETTINGS, CLOCK = "settings", "clock"
WHOLE_ACTS: Final[Mapping[Act, int]] = {**dict.fromkeys(ACTS, 1), **BANK_ACTS, **CARD_ACTS}
# An undo tried on the side takes as long as some syncs: not every time, unless that is asked for.
_UNDO: Final = 1.0 if os.environ.get("SPLYNX_XERO_EVERY_UNDO") else 0.35


@dataclass
class WholeHistory(BankHistory):
    """`counts`: how often each thing happened, and each promise was checked."""

    machine: TimeMachine = field(kw_only=True)
    power: Power = field(kw_only=True)
    clock: OwnClock = field(kw_only=True)
    counts: Counter[str] = field(default_factory=Counter)

    def _step(self, step: Step) -> None:
        self.counts["steps"] += 1
        rng = random.Random(step.seed)
        if step.kind == SETTINGS:
            self._change_settings(rng)
        elif step.kind == CLOCK:
            self.told.append(f"== {jump(self.office, self.clock, rng)}")
            self.counts["clock jumps"] += 1
            self.restart()
        else:
            if step.kind == SYNC or step.kind in TURNS:
                self._say_that_it_is_right()
            if step.kind == SYNC and random.Random(step.seed + 1).random() < _UNDO:
                self._check_undo()
            super()._step(step)

    def _say_that_it_is_right(self) -> None:
        """Where all of a kind was removed in small books, a person confirms it once (L6)."""
        try:
            self.office.plan()
        except TooManyChanges as asked:
            self.office.run(allow_many=asked.count)
            self.told.append(f"-- sync: {asked.title}, and that is right")

    def restart(self) -> None:
        """The program is started anew, by this computer's own clock."""
        self.office.workplace = open_workplace(clock=self.clock)
        self.office.session = self.office.workplace.session(self.office.name)

    def _turn(self, scenario: ScenarioKind) -> None:
        super()._turn(scenario)
        self.counts["scenarios changed"] += 1
        self.counts["P4"] += 1

    def _change_settings(self, rng: random.Random) -> None:
        """What the profile refuses (R17, R24) stays as it was."""
        change = rng.choice(CHANGES)
        try:
            told = change(self.office, rng)
        except Misconfigured as refused:
            told = f"{change.__name__} refused: {refused.message}"
        if told:
            self.told.append(f"== {told}")
            self.counts["settings changed"] += 1

    # -- syncs --

    def _sync_as_planned(self) -> None:
        """P1, P6 and P7 every time."""
        History._sync_as_planned(self)
        self.counts["syncs"] += 1
        self.counts.update(("P1", "P6", "P7"))

    def _sync_with_trouble(self, rng: random.Random) -> None:
        """P2: trouble, a restart and a sync end where two undisturbed syncs end."""
        trouble = rng.choice(TROUBLES)
        start, alone = self.machine.now(), self._undisturbed()
        self._back_to(start)
        before = self._closed()
        told = trouble(self, rng)
        self.told.append(f"-- sync while {told}")
        self.office.cancel.reset()
        self.restart()
        after = self._undisturbed()
        self._check_closed(before)
        self.counts[f"trouble: {trouble.__name__.replace('_', ' ')}"] += 1
        if alone is not None and after is not None:
            different = {name: (alone[name], after[name]) for name in alone if alone[name] != after[name]}
            assert not different, f"not as without the trouble (P2): {_told(different)}"
            self.counts["P2"] += 1

    def _undisturbed(self) -> dict[str, list[object]] | None:
        """Where this and the next sync end; None where a person is asked about very many changes first."""
        for minutes in (20, 20):
            self.office.later(minutes=minutes)
            report = self.office.run()
            if report.outcome is SyncOutcome.STOPPED or self._is_asked_about_many():
                assert report.reason in (None, "too-many-changes"), f"{report.title} {report.message} {report.details}"
                return None
        return both_sides(self.office)

    def _is_asked_about_many(self) -> bool:
        return any(c.kind is ConflictKind.TOO_MANY_CHANGES for c in self.office.conflicts())

    def _back_to(self, moment: Moment) -> None:
        self.machine.back_to(moment)
        self.restart()

    # -- promises --

    def check(self) -> None:
        """P3, P4, P5, P8 and P9."""
        nothing_unread_is_behind_a_mark(self.office)
        super().check()
        equal_amounts_stay_separate(self.office)
        self.counts.update(("P3", "P4", "P5", "P8", "P9"))

    def _check_undo(self) -> None:
        """P10, on the side: everything is put back afterwards."""
        start = self.machine.now()
        Undoing(self.office, born_in_xero=True).sync_and_undo()
        self.counts["P10"] += 1
        self._back_to(start)


def _told(different: Mapping[str, tuple[list[object], list[object]]]) -> str:
    parts = []
    for name, (alone, troubled) in different.items():
        gone, new = [x for x in alone if x not in troubled], [x for x in troubled if x not in alone]
        parts.append(f"{name}: without {gone or alone}, with {new or troubled}")
    return "; ".join(parts)


def whole_story(seed: int, length: int) -> tuple[list[Step], ScenarioKind]:
    """The steps of one history and the scenario it begins in."""
    rng = random.Random(seed)
    scenario = tuple(ScenarioKind)[seed % len(ScenarioKind)]
    planned = story(seed, length, WHOLE_ACTS, BANK_BEGINNING)
    begin = len(BANK_BEGINNING)
    steps = [*planned[:begin], Step(SYNC, rng.getrandbits(32))]
    for step in planned[begin:]:
        steps.append(step)
        kind = rng.choices(("", SETTINGS, CLOCK, rng.choice(sorted(TURNS))), (16, 3, 2, 1))[0]
        if kind:
            steps.append(Step(kind, rng.getrandbits(32)))
    return steps, scenario


@contextlib.contextmanager
def whole_office(scenario: ScenarioKind) -> Iterator[WholeHistory]:
    """A fresh office with a home of its own in memory, ready to be played in."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(quick_folder())
        stack.enter_context(patch.dict(os.environ, {"SPLYNX_XERO_HOME": str(folder / "home")}))
        one = stack.enter_context(office(folder / "default"))
        power = power_of(stack.enter_context(pytest.MonkeyPatch.context()))
        history = WholeHistory(
            SET_UP[scenario](one),
            acts={act.__name__: act for act in WHOLE_ACTS},
            machine=TimeMachine(one, folder / "home"),
            power=power,
            clock=OwnClock(one.clock),
        )
        for hooks in (one.world.xero.hooks, one.world.splynx.hooks):
            hooks.append(_counting(history.counts))
        yield history


def _counting(counts: Counter[str]) -> Callable[[Exchange], None]:
    def see(exchange: Exchange) -> None:
        if exchange.fault is not None:
            counts["faults injected"] += 1

    return see


def run_whole_history(steps: Sequence[Step], _folder: Path, scenario: ScenarioKind) -> WholeHistory:
    """Play the steps in a fresh office. Raises BrokenPromise."""
    with whole_office(scenario) as history:
        history.play(steps)
        return history
