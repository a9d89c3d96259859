"""The user's crontab: two lines each, the first of which names whose the second is. Other lines are never touched."""

import datetime as dt
import re
import shlex

from splynx_xero_gui.domain.schedule import Installed, Job, Rhythm, SchedulerKind
from splynx_xero_gui.scheduling.programs import Programs, refused

_NAME = "cron"
# Longer lines are cut by cron itself.
_LONGEST = 990
_LINE = re.compile(r"(\S+) (\S+) \* \* \* (.+) >/dev/null 2>&1")


class Crontab:
    """Goes through the program `crontab`, which keeps the file where cron wants it."""

    def __init__(self, programs: Programs) -> None:
        self._programs = programs

    @property
    def kind(self) -> SchedulerKind:
        """cron."""
        return SchedulerKind.CRON

    def usable(self) -> bool:
        """Whether the user may have a crontab."""
        if self._programs.find("crontab") is None:
            return False
        answer = self._programs.run(["crontab", "-l"])
        return answer.code == 0 or (_is_empty(answer.words) and not _is_denied(answer.words))

    def install(self, job: Job) -> None:
        """Replace the job's two lines, or add them at the end."""
        line = f"{fields(job.rhythm)} {command_line(job.command)} >/dev/null 2>&1"
        if len(line) > _LONGEST:
            raise refused(_NAME, f"the command has {len(line)} characters; cron takes {_LONGEST}")
        kept, _ = _without(self._lines(), job.id)
        self._write([*kept, _mark(job.id), line])

    def remove(self, job_id: str) -> bool:
        """Take the two lines out."""
        if self._programs.find("crontab") is None:
            return False
        kept, own = _without(self._lines(), job_id)
        if not own:
            return False
        self._write(kept)
        return True

    def installed(self, job_id: str) -> Installed | None:
        """Read back from the line; one that was commented out or changed has no rhythm."""
        if self._programs.find("crontab") is None:
            return None
        _, own = _without(self._lines(), job_id)
        if not own:
            return None
        found = _LINE.fullmatch(own[-1])
        if found is None:
            return Installed(self.kind, None, (), "crontab -l")
        return Installed(self.kind, rhythm_of(found[1], found[2]), split_line(found[3]), "crontab -l")

    def _lines(self) -> list[str]:
        answer = self._programs.run(["crontab", "-l"])
        if answer.code:
            if _is_empty(answer.words):
                return []
            # Never taken for an empty one: writing would lose what is there.
            raise refused(_NAME, answer.words)
        return answer.out.splitlines()

    def _write(self, lines: list[str]) -> None:
        answer = self._programs.run(["crontab", "-"], "".join(f"{line}\n" for line in lines))
        if answer.code:
            raise refused(_NAME, answer.words)


def fields(rhythm: Rhythm) -> str:
    """The five fields of a crontab line."""
    if rhythm.at is not None:
        return f"{rhythm.at.minute} {rhythm.at.hour} * * *"
    assert rhythm.minutes is not None
    if rhythm.minutes < 60:
        return f"*/{rhythm.minutes} * * * *"
    return f"0 */{rhythm.minutes // 60} * * *"


def rhythm_of(minute: str, hour: str) -> Rhythm | None:
    """The rhythm of the first two fields; None where it is none of ours."""
    try:
        if hour == "*":
            return Rhythm(int(minute.removeprefix("*/")))
        if hour.startswith("*/"):
            return Rhythm(60 * int(hour[2:])) if minute == "0" else None
        return Rhythm(at=dt.time(int(hour), int(minute)))
    except ValueError:
        return None


def command_line(command: tuple[str, ...]) -> str:
    """For cron's shell: words in quotes where they need them; `%` would end the line."""
    return shlex.join(command).replace("%", r"\%")


def split_line(line: str) -> tuple[str, ...]:
    """The words of such a line; none where it cannot be read."""
    try:
        return tuple(shlex.split(line.replace(r"\%", "%")))
    except ValueError:
        return ()


def _mark(job_id: str) -> str:
    return f"# {job_id} (made by Splynx Xero; change it there)"


def _without(lines: list[str], job_id: str) -> tuple[list[str], list[str]]:
    """The lines that are not the job's, and those that are."""
    if _mark(job_id) not in lines:
        return lines, []
    place = lines.index(_mark(job_id))
    return [*lines[:place], *lines[place + 2 :]], lines[place : place + 2]


def _is_empty(words: str) -> bool:
    """Whether it says that there is nothing: in Vixie's words, in BusyBox's, or because this user may have none."""
    said = words.casefold()
    return "no crontab for" in said or "no such file" in said or _is_denied(words)


def _is_denied(words: str) -> bool:
    return "not allowed" in words.casefold()
