"""Who holds the sync lock, for people to read. A note may be left over from a crash: only the lock is believed."""

import json
import platform
from dataclasses import dataclass
from datetime import datetime

from splynx_xero_gui.domain.failures import Busy


@dataclass(frozen=True, slots=True)
class Holder:
    """Who started the work, on which machine and when (aware)."""

    who: str
    machine: str
    since: datetime

    @classmethod
    def here(cls, who: str, now: datetime) -> "Holder":
        """Work that starts now on this machine."""
        return cls(who, platform.node(), now)

    def to_json(self) -> str:
        """The note."""
        return json.dumps({"who": self.who, "machine": self.machine, "since": self.since.isoformat()})

    def sentence(self) -> str:
        """ "Started {time} by {user} on {machine}." """
        on = "" if self.who.endswith(f" on {self.machine}") else f" on {self.machine}"
        return f"Started {self.since.astimezone():%Y-%m-%d %H:%M} by {self.who}{on}."


def told_by(note: str) -> str:
    """The sentence of a note, empty where nobody can read it."""
    try:
        said = json.loads(note)
        return Holder(str(said["who"]), str(said["machine"]), datetime.fromisoformat(said["since"])).sentence()
    except (ValueError, KeyError, TypeError):
        return ""


def busy(sentence: str) -> Busy:
    """L7."""
    return Busy(
        "L7",
        "A sync of this profile is already running",
        sentence or "Another program holds it.",
        "Wait until it has ended; its result will be in the history.",
    )
