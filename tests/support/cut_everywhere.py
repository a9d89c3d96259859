"""P2 at every border of one sync: each state that a power cut can leave is gone on from, and ends where no cut ends.

The sync runs once. At each border with the disk or the network what a power cut would leave is kept: the sync record as
committed and what both services hold. Borders that leave the same, byte for byte, are the same case and are gone on
from once: after a reading, nothing on any disk tells that it took place.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from splynx_xero_gui.domain.results import SyncOutcome
from tests.support.bank_office import assert_no_echo
from tests.support.inprocess import Office
from tests.support.power_cut import Power
from tests.support.time_machine import Moment, TimeMachine, both_sides
from tests.support.truth import assert_nothing_is_twice

AT_ONCE, LATER = 0, 20
"""Minutes until the restart: while Xero still knows its idempotency keys, and when it has forgotten them."""


@dataclass(slots=True)
class Cut:
    """What a power cut leaves, and the borders at which it leaves that."""

    moment: Moment
    borders: list[str]

    @property
    def is_after_a_write(self) -> bool:
        """Whether a service holds something that the sync record has not heard of."""
        return any(" to " in border and "GET" not in border for border in self.borders)


@dataclass(slots=True)
class Tried:
    """Figures of one sync cut everywhere."""

    borders: int = 0
    restarts: int = 0


def cuts_of(office: Office, machine: TimeMachine, power: Power) -> tuple[list[Cut], object]:
    """A whole sync: what a cut at each border would leave, and where the sync ends."""
    found: dict[str, Cut] = {}

    def keep(border: str) -> None:
        moment = machine.now()
        found.setdefault(moment.key, Cut(moment, [])).borders.append(f"{power.crossings}: {border}")

    power.watch = keep
    try:
        office.sync()
    finally:
        power.watch = None
    return list(found.values()), both_sides(office)


def gone_on(office: Office, machine: TimeMachine, cut: Cut, minutes: int, end: object) -> None:
    """Restart after the cut and sync, until nothing is left to do: both sides are as if nothing had happened."""
    where = f"cut at {cut.borders[-1]}, started again after {minutes} minutes"
    machine.back_to(cut.moment)
    # What a service may still be working on is given the time that the product waits for it.
    for pause in (minutes, LATER):
        office.later(minutes=pause)
        report = office.run()
        assert report.outcome is not SyncOutcome.STOPPED, f"{where}: {report.reason} {report.title} {report.details}"
    assert not report.uncertain, where
    assert not report.written, f"{where}: a second sync wrote (P1)"
    assert both_sides(office) == end, where
    assert_nothing_is_twice(office.world, set(range(1, office.books.payments.next_id)))
    assert_no_echo(office)


def try_all(office: Office, home: Path, power: Power, drawn: int = 0) -> Tried:
    """Every border, or as many different cases as are to be drawn."""
    machine, tried = TimeMachine(office, home), Tried()
    cuts, end = cuts_of(office, machine, power)
    for cut in _drawn(cuts, drawn):
        tried.borders += len(cut.borders)
        for minutes in (AT_ONCE, LATER) if cut.is_after_a_write else (LATER,):
            gone_on(office, machine, cut, minutes, end)
            tried.restarts += 1
    return tried


def _drawn(cuts: Sequence[Cut], count: int) -> Iterable[Cut]:
    return random.Random(len(cuts)).sample(cuts, min(count, len(cuts))) if count else cuts
