"""launchd's agents of the user (macOS): one property list each."""

import datetime as dt
import plistlib
from pathlib import Path
from typing import Any

from splynx_xero_gui.domain.schedule import MINUTES, Installed, Job, Rhythm, SchedulerKind
from splynx_xero_gui.scheduling.programs import Programs, refused

_NAME = "launchd"


class LaunchAgents:
    """Property lists in ~/Library/LaunchAgents, loaded into the user's session."""

    def __init__(self, programs: Programs, folder: Path, uid: int) -> None:
        self._programs = programs
        self._folder = folder
        self._domain = f"gui/{uid}"

    @property
    def kind(self) -> SchedulerKind:
        """launchd."""
        return SchedulerKind.LAUNCHD

    def usable(self) -> bool:
        """Every macOS has it."""
        return self._programs.find("launchctl") is not None

    def install(self, job: Job) -> None:
        """Write the list and load it; an earlier one is unloaded first."""
        file, label = self._file(job.id), _label(job.id)
        self._programs.run(["launchctl", "bootout", f"{self._domain}/{label}"])
        content = {
            "Label": label,
            "ProgramArguments": list(job.command),
            "StartCalendarInterval": starts(job.rhythm),
            "ProcessType": "Background",
            "StandardOutPath": "/dev/null",
            "StandardErrorPath": "/dev/null",
        }
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            file.write_bytes(plistlib.dumps(content))
        except OSError as error:
            raise refused(_NAME, f"{file}: {error.strerror or error}") from error
        answer = self._programs.run(["launchctl", "bootstrap", self._domain, str(file)])
        if answer.code:
            file.unlink(missing_ok=True)
            raise refused(_NAME, answer.words)

    def remove(self, job_id: str) -> bool:
        """Unload it and delete the list."""
        file = self._file(job_id)
        if not file.exists():
            return False
        self._programs.run(["launchctl", "bootout", f"{self._domain}/{_label(job_id)}"])
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise refused(_NAME, f"{file}: {error.strerror}") from error
        return True

    def installed(self, job_id: str) -> Installed | None:
        """Read back from the list; one that cannot be read has no rhythm."""
        file = self._file(job_id)
        try:
            content: dict[str, Any] = plistlib.loads(file.read_bytes())
        except OSError:
            return None
        except (plistlib.InvalidFileException, ValueError, KeyError):
            return Installed(self.kind, None, (), str(file))
        rhythm = None if content.get("Disabled") else rhythm_of(content.get("StartCalendarInterval"))
        command = tuple(map(str, content.get("ProgramArguments", ())))
        return Installed(self.kind, rhythm, command, str(file))

    def _file(self, job_id: str) -> Path:
        return self._folder / f"{_label(job_id)}.plist"


def starts(rhythm: Rhythm) -> list[dict[str, int]]:
    """`StartCalendarInterval`: unlike an interval in seconds it is made up for after sleep, once."""
    if rhythm.minutes is not None and rhythm.minutes < 60:
        return [{"Minute": minute} for minute in range(0, 60, rhythm.minutes)]
    return [{"Hour": time.hour, "Minute": time.minute} for time in rhythm.times()]


def rhythm_of(content: object) -> Rhythm | None:
    """The rhythm with these starts; None where it is none of ours."""
    known = next((rhythm for rhythm in map(Rhythm, MINUTES) if starts(rhythm) == content), None)
    if known is not None:
        return known
    match content:
        case [{"Hour": int(hour), "Minute": int(minute)}]:
            try:
                return Rhythm(at=dt.time(hour, minute))
            except ValueError:
                return None
    return None


def _label(job_id: str) -> str:
    return f"net.splynx-xero.{job_id}"
