"""When a sync starts by itself, and what the system's scheduler holds of it (ui.md M6 Schedule)."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

_DAY = 24 * 60
# Only what divides an hour or a day: every system's scheduler says these alike, and each day is like the one before.
MINUTES = (5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 480, 720)
_EVERY = re.compile(r"(\d{1,4})\s*(m|min|h|d)")
_AT = re.compile(r"(?:daily\s*(?:at)?\s*)?(\d{1,2}):(\d{2})")


class SchedulerKind(StrEnum):
    """Who starts the sync."""

    SYSTEMD = "systemd"
    CRON = "cron"
    LAUNCHD = "launchd"
    TASKS = "task-scheduler"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every so many minutes (one of `MINUTES`), or daily at a time of this computer's day. Exactly one is given."""

    minutes: int | None = None
    at: dt.time | None = None

    def __post_init__(self) -> None:
        """Refuse what no scheduler could keep: ValueError."""
        if (self.minutes is None) is (self.at is None):
            raise ValueError("a rhythm is an interval or a time of day")
        if self.minutes is not None and self.minutes not in MINUTES:
            raise ValueError(f"{self.minutes} minutes divide neither an hour nor a day")

    @property
    def runs_per_day(self) -> int:
        """How often it starts a sync in a day."""
        return 1 if self.minutes is None else _DAY // self.minutes

    @property
    def text(self) -> str:
        """As it is written on the console: 15m, 2h, daily at 06:00."""
        if self.at is not None:
            return f"daily at {self.at:%H:%M}"
        assert self.minutes is not None
        return f"{self.minutes}m" if self.minutes < 60 else f"{self.minutes // 60}h"

    def times(self) -> tuple[dt.time, ...]:
        """The times of a day it starts at, in order."""
        if self.at is not None:
            return (self.at,)
        assert self.minutes is not None
        return tuple(dt.time(start // 60, start % 60) for start in range(0, _DAY, self.minutes))

    def next_after(self, now: dt.datetime) -> dt.datetime:
        """The first start after `now`, which carries this computer's zone."""
        for day in (now.date(), now.date() + dt.timedelta(days=1)):
            for time in self.times():
                start = dt.datetime.combine(day, time, now.tzinfo)
                if start > now:
                    return start
        raise AssertionError("a day has a start")

    @classmethod
    def parse(cls, text: str) -> "Rhythm":
        """`15m`, `1h`, `06:00`, `daily at 06:00`. ValueError where it is none."""
        said = text.strip().casefold()
        if found := _AT.fullmatch(said):
            return cls(at=dt.time(int(found[1]), int(found[2])))
        if found := _EVERY.fullmatch(said):
            minutes = int(found[1]) * {"m": 1, "min": 1, "h": 60, "d": _DAY}[found[2]]
            return cls(at=dt.time()) if minutes == _DAY else cls(minutes)
        raise ValueError(f"{text!r} is no rhythm")


@dataclass(frozen=True, slots=True)
class Job:
    """What to register: `id` is safe in file names, `profile` is for people, `command` starts the sync. No secrets."""

    id: str
    profile: str
    command: tuple[str, ...]
    rhythm: Rhythm


@dataclass(frozen=True, slots=True)
class Installed:
    """What a scheduler holds. `rhythm` None: somebody changed the entry by hand, and it is none of ours."""

    kind: SchedulerKind
    rhythm: Rhythm | None
    command: tuple[str, ...]
    place: str = ""


@dataclass(frozen=True, slots=True)
class ScheduledResult:
    """How a sync that the schedule started ended; those that never began are no runs of history, but are here too."""

    at: dt.datetime
    outcome: str
    reason: str | None = None
    run_id: str = ""
    written: int = 0
    waiting: int = 0
    title: str = ""
    message: str = ""
    what_to_do: str = ""
