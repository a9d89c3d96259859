"""What both faces ask about the schedule: who starts syncs by itself, how often, and how the last ones ended."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from splynx_xero_gui.domain.matching import Gate
from splynx_xero_gui.domain.schedule import Rhythm, ScheduledResult, SchedulerKind


@dataclass(frozen=True, slots=True)
class Offer:
    """A rhythm to choose, and what it costs in a day in which nothing happens. `fits`: no more than half (R35)."""

    rhythm: Rhythm
    calls: int
    fits: bool


@dataclass(frozen=True, slots=True)
class ScheduleState:
    """The schedule of one profile on this computer.

    `rhythm` None with `kind` set: the entry was switched off or changed by hand. `next_run` carries this computer's
    zone. `problem` says in plain words what keeps the entry from working, e.g. that the program was moved. `kind` is
    who has the entry, `offered_by` who would get a new one; None where this computer has no scheduler. `gate` holds the
    schedule where it says so; `paused` after an undo. `budget` is of Xero requests in a day.
    """

    rhythm: Rhythm | None = None
    kind: SchedulerKind | None = None
    place: str = ""
    next_run: dt.datetime | None = None
    problem: str = ""
    offered_by: SchedulerKind | None = None
    offers: tuple[Offer, ...] = ()
    budget: int = 0
    paused: bool = False
    gate: Gate | None = None
    results: tuple[ScheduledResult, ...] = ()
    demo: bool = False

    @property
    def installed(self) -> bool:
        """Whether there is an entry, working or not."""
        return self.kind is not None

    @property
    def held(self) -> bool:
        """Whether the cut-over keeps the schedule off."""
        return self.gate is not None and self.gate.holds

    @property
    def suggested(self) -> Rhythm | None:
        """The shortest rhythm from 15 minutes on that fits; what is installed where something is."""
        if self.rhythm is not None:
            return self.rhythm
        fitting = [o.rhythm for o in self.offers if o.fits]
        return next((r for r in fitting if r.minutes is None or r.minutes >= 15), None)


class Scheduling(Protocol):
    """Part of `Session`. Raises `domain.failures.Failure` subclasses only. Nothing here asks a service."""

    def state(self) -> ScheduleState:
        """As the system's scheduler holds it now."""
        ...

    def install(self, rhythm: Rhythm) -> ScheduleState:
        """Let the system start syncs by this rhythm.

        Raises Misconfigured: C4 while the cut-over holds it, T1 without a scheduler, T2 where it refuses, T3 for an
        interval that costs too much (R35), T5 for demo books; NotAuthorised where a side is not connected.
        """
        ...

    def remove(self) -> bool:
        """No sync starts by itself any more; False where none did. Raises Misconfigured T2."""
        ...
