"""The schedule of one profile: implements wizard.scheduling.Scheduling over the system's own scheduler."""

import hashlib
import os
import re
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from splynx_xero_gui.bootstrap.refusals import not_connected
from splynx_xero_gui.bootstrap.wiring import SPLYNX_KEY, Wiring
from splynx_xero_gui.domain.failures import Failure, Misconfigured, NotAuthorised
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.domain.results import SyncReport
from splynx_xero_gui.domain.schedule import MINUTES, Installed, Job, Rhythm, ScheduledResult
from splynx_xero_gui.engine.cut_over_gate import gate_of
from splynx_xero_gui.engine.ending import ending
from splynx_xero_gui.engine.guards import SCHEDULE_PAUSED
from splynx_xero_gui.engine.schedule_gate import day_budget, idle_calls, is_affordable, refuse_schedule
from splynx_xero_gui.ports.scheduler import Scheduler
from splynx_xero_gui.storage.paths import HOME_VARIABLE
from splynx_xero_gui.storage.schedule_results import ScheduleResults
from splynx_xero_gui.wizard.scheduling import Offer, ScheduleState

# What the program reads from its surroundings and a scheduler would not hand on. Never a secret: a proxy with a
# password in it is left out.
CARRIED = (
    HOME_VARIABLE,
    "PYTHON_KEYRING_BACKEND",
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "NO_PROXY",
    "no_proxy",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_FILE",
    "CURL_CA_BUNDLE",
)


def schedulers_of_this_computer(environment: Mapping[str, str] | None = None) -> tuple[Scheduler, ...]:
    """Those this system may have, the first that is usable goes first. Imported here: most commands need none."""
    from splynx_xero_gui.scheduling.programs import Programs

    programs = Programs(environment)
    if sys.platform == "win32":
        from splynx_xero_gui.scheduling.windows import WindowsTasks

        return (WindowsTasks(programs),)
    home = Path(programs.environment.get("HOME") or Path.home())
    if sys.platform == "darwin":
        from splynx_xero_gui.scheduling.launchd import LaunchAgents

        return (LaunchAgents(programs, home / "Library" / "LaunchAgents", os.getuid()),)
    from splynx_xero_gui.scheduling.crontab import Crontab
    from splynx_xero_gui.scheduling.systemd import SystemdTimers

    config = Path(programs.environment.get("XDG_CONFIG_HOME") or home / ".config")
    return SystemdTimers(programs, config / "systemd" / "user"), Crontab(programs)


class LocalScheduling:
    """One profile on this computer. Every call opens what it needs in the calling thread."""

    def __init__(
        self,
        wiring: Wiring,
        profile: Callable[[], Profile],
        *,
        demo: bool,
        schedulers: Callable[[], Sequence[Scheduler]] = schedulers_of_this_computer,
    ) -> None:
        self._wiring = wiring
        self._profile = profile
        self._demo = demo
        self._schedulers = schedulers
        self._results = ScheduleResults(wiring.paths, wiring.name)

    def state(self) -> ScheduleState:
        """As the system's scheduler holds it now."""
        profile = self._profile()
        with self._wiring.ledger(profile) as ledger:
            gate, paused = gate_of(ledger), bool(ledger.get_fact(SCHEDULE_PAUSED))
        known = ScheduleState(
            budget=day_budget(profile.options),
            gate=gate,
            paused=paused,
            results=self._results.last(),
            demo=self._demo,
            offers=tuple(_offer(rhythm, profile) for rhythm in (*map(Rhythm, MINUTES), Rhythm.parse("06:00"))),
        )
        return known if self._demo else self._with_entry(known)

    def _with_entry(self, known: ScheduleState) -> ScheduleState:
        schedulers = self._schedulers()
        found = self._found(schedulers)
        if found is None:
            usable = next((one for one in schedulers if one.usable()), None)
            return replace(known, offered_by=usable.kind if usable else None)
        one, entry = found
        there = bool(entry.command) and shutil.which(entry.command[0]) is not None
        works = there and not known.held and not known.paused
        now = self._wiring.clock.now().astimezone()
        return replace(
            known,
            offered_by=one.kind,
            kind=entry.kind,
            rhythm=entry.rhythm,
            place=entry.place,
            next_run=entry.rhythm.next_after(now) if works and entry.rhythm is not None else None,
            problem=_problem(entry, self.command()) or _too_dear(entry, known),
        )

    def install(self, rhythm: Rhythm) -> ScheduleState:
        """Let the system start syncs by this rhythm."""
        profile = self._profile()
        if self._demo:
            raise _demo_books()
        self._refuse_unconnected(profile)
        with self._wiring.ledger(profile) as ledger:
            refuse_schedule(ledger, profile.options, rhythm)
        schedulers = self._schedulers()
        chosen = next((one for one in schedulers if one.usable()), None)
        if chosen is None:
            raise _no_scheduler(self.command())
        chosen.install(Job(self._id(), self._wiring.name, self.command(), rhythm))
        for other in schedulers:
            if other is not chosen:
                other.remove(self._id())
        return self.state()

    def remove(self) -> bool:
        """From every scheduler of this computer."""
        if self._demo:
            return False
        removed = [one.remove(self._id()) for one in self._schedulers()]
        return any(removed)

    def moved_to(self, other: "LocalScheduling") -> None:
        """The profile is called otherwise: its entry goes along."""
        found = None if self._demo else self._found(self._schedulers())
        if found is None:
            return
        self.remove()
        if found[1].rhythm is not None:
            found[0].install(Job(other._id(), other._wiring.name, other.command(), found[1].rhythm))

    def forget(self) -> None:
        """The profile is gone, and its entry goes. Raises Misconfigured T2 where a scheduler keeps it."""
        with suppress(OSError):
            self._results.forget()
        self.remove()

    def note(self, ended: SyncReport | Failure) -> None:
        """Keep how a sync of the schedule ended. A disk that takes no note stops nothing: the report tells already."""
        with suppress(OSError):
            self._results.add(_result(ended, self._wiring))

    def command(self) -> tuple[str, ...]:
        """What starts a sync of this profile by this installation."""
        carried = ((name, os.environ.get(name, "")) for name in CARRIED)
        given = [f"--with={name}={value}" for name, value in carried if value and "@" not in value]
        return (*program(), "--profile", self._wiring.name, "sync", "--trigger", "schedule", *given)

    def _found(self, schedulers: Sequence[Scheduler]) -> tuple[Scheduler, Installed] | None:
        for one in schedulers:
            entry = one.installed(self._id())
            if entry is not None:
                return one, entry
        return None

    def _id(self) -> str:
        """Told apart by name and place: two portable homes may have profiles of one name."""
        place = str(self._wiring.paths.profile_file(self._wiring.name))
        slug = re.sub(r"[^a-z0-9]+", "-", self._wiring.name.casefold()).strip("-")
        return f"splynx-xero-{slug or 'profile'}-{hashlib.sha256(place.encode()).hexdigest()[:8]}"

    def _refuse_unconnected(self, profile: Profile) -> None:
        with self._wiring.ledger(profile) as ledger:
            pinned = self._wiring.pinned(ledger)
        if pinned is None or not self._wiring.tokens(profile).signed_in:
            raise not_connected()
        if not self._wiring.vault.get(SPLYNX_KEY):
            raise NotAuthorised(
                "S6",
                "Splynx is not connected",
                "There is no API key in this computer's password store. The schedule was not changed.",
                "Connect Splynx first (`connect-splynx`).",
            )


def program() -> tuple[str, ...]:
    """The console command of this installation: the program beside this one, else this Python with our module."""
    name = "splynx-xero.exe" if sys.platform == "win32" else "splynx-xero"
    beside = Path(sys.executable).parent / name
    if beside.is_file():
        return (str(beside),)
    return (sys.executable, "-m", "splynx_xero_gui.cli")


def _offer(rhythm: Rhythm, profile: Profile) -> Offer:
    return Offer(rhythm, idle_calls(rhythm), is_affordable(rhythm, profile.options))


def _problem(entry: Installed, command: tuple[str, ...]) -> str:
    """What keeps the entry from doing what it should; empty where nothing does."""
    if entry.rhythm is None or not entry.command:
        return "The entry was switched off or changed by hand. Switch it on here again, or remove it."
    if _fixed(entry.command) == _fixed(command):
        return ""
    started = entry.command[0]
    if shutil.which(started) is None:
        return f"The entry starts {started}, which is not there any more. Switch it on here again."
    if started != command[0]:
        return f"The entry starts another installation of the program, {started}. Switch it on here again to use this."
    return "The entry starts the program otherwise than this version does. Switch it on here again."


def _too_dear(entry: Installed, known: ScheduleState) -> str:
    """The requests a day were lowered after it was switched on (R35)."""
    if entry.rhythm is None or 2 * idle_calls(entry.rhythm) <= known.budget:
        return ""
    return (
        f"With nothing to do it uses {idle_calls(entry.rhythm)} of {known.budget} Xero requests a day, more than half. "
        "Choose a longer interval."
    )


def _fixed(command: Sequence[str]) -> list[str]:
    """Without what was carried along: a window and a terminal may have other surroundings."""
    return [word for word in command if not word.startswith("--with=")]


def _result(ended: SyncReport | Failure, wiring: Wiring) -> ScheduledResult:
    now = wiring.clock.now()
    if isinstance(ended, Failure):
        outcome, reason = ending(ended)
        return ScheduledResult(
            now, outcome.value, reason, title=ended.title, message=ended.message, what_to_do=ended.what_to_do
        )
    return ScheduledResult(
        now,
        ended.outcome.value,
        ended.reason,
        ended.run_id,
        sum(entry.count for entry in ended.written),
        ended.waiting,
        ended.title,
        ended.message,
        ended.what_to_do,
    )


def _no_scheduler(command: Sequence[str]) -> Misconfigured:
    return Misconfigured(
        "T1",
        "This computer has no scheduler",
        "Neither systemd's user timers nor cron can be used here. Nothing starts by itself.",
        "Install cron, or let whatever starts programs on this computer run the command below.",
        details=" ".join(command),
    )


def _demo_books() -> Misconfigured:
    return Misconfigured(
        "T5",
        "Demo books are not synced by themselves",
        "They are gone when the program ends. Nothing was changed.",
        "Connect your own books, then switch the schedule on.",
    )
