"""systemd's timers of the user: two unit files each, which the user's own manager runs."""

from pathlib import Path

from splynx_xero_gui.domain.schedule import MINUTES, Installed, Job, Rhythm, SchedulerKind
from splynx_xero_gui.scheduling.programs import Programs, refused

_NAME = "systemd"
_SERVICE = """\
[Unit]
Description=Splynx Xero: sync of profile {profile}

[Service]
Type=oneshot
ExecStart={command}
# 3: something waits for a decision, 4: stopped early and safe to run again; neither is a failure of the service.
SuccessExitStatus=3 4
StandardOutput=null
"""
_TIMER = """\
[Unit]
Description=Splynx Xero: when profile {profile} is synced

[Timer]
OnCalendar={calendar}
# One sync after the computer was off or asleep at the time.
Persistent=true
AccuracySec=30s

[Install]
WantedBy=timers.target
"""


class SystemdTimers:
    """Unit files in the user's folder, named by the job's id."""

    def __init__(self, programs: Programs, folder: Path) -> None:
        """`folder` is where the user's manager looks: ~/.config/systemd/user."""
        self._programs = programs
        self._folder = folder

    @property
    def kind(self) -> SchedulerKind:
        """systemd."""
        return SchedulerKind.SYSTEMD

    def usable(self) -> bool:
        """Whether the user's manager answers."""
        return self._programs.run(["systemctl", "--user", "show-environment"]).code == 0

    def install(self, job: Job) -> None:
        """Write both units and start the timer; what is half done is taken back."""
        service, timer = self._files(job.id)
        profile = escaped(job.profile)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            service.write_text(_SERVICE.format(profile=profile, command=command_line(job.command)), encoding="utf-8")
            timer.write_text(_TIMER.format(profile=profile, calendar=calendar(job.rhythm)), encoding="utf-8")
        except OSError as error:
            raise refused(_NAME, f"{self._folder}: {error.strerror or error}") from error
        try:
            self._ask("daemon-reload")
            self._ask("enable", timer.name)
            # An entry that was there keeps its old times unless it is started anew.
            self._ask("restart", timer.name)
        except Exception:
            self.remove(job.id)
            raise

    def remove(self, job_id: str) -> bool:
        """Stop the timer and delete both units; a manager that does not answer keeps nobody from that."""
        service, timer = self._files(job_id)
        if not (service.exists() or timer.exists()):
            return False
        self._programs.run(["systemctl", "--user", "disable", "--now", timer.name])
        try:
            for file in (timer, service, self._folder / "timers.target.wants" / timer.name):
                file.unlink(missing_ok=True)
        except OSError as error:
            raise refused(_NAME, f"{error.filename}: {error.strerror}") from error
        self._programs.run(["systemctl", "--user", "daemon-reload"])
        return True

    def installed(self, job_id: str) -> Installed | None:
        """Read back from the unit files; a timer that is switched off has no rhythm."""
        service, timer = self._files(job_id)
        try:
            command = split_line(_value(service.read_text(encoding="utf-8"), "ExecStart"))
            rhythm = rhythm_of(_value(timer.read_text(encoding="utf-8"), "OnCalendar"))
        except OSError:
            return None
        if not (self._folder / "timers.target.wants" / timer.name).is_symlink():
            rhythm = None
        return Installed(self.kind, rhythm, command, str(timer))

    def _files(self, job_id: str) -> tuple[Path, Path]:
        return self._folder / f"{job_id}.service", self._folder / f"{job_id}.timer"

    def _ask(self, *arguments: str) -> None:
        answer = self._programs.run(["systemctl", "--user", *arguments])
        if answer.code:
            raise refused(_NAME, answer.words)


def calendar(rhythm: Rhythm) -> str:
    """`OnCalendar` of a rhythm."""
    if rhythm.at is not None:
        return f"*-*-* {rhythm.at:%H:%M}:00"
    assert rhythm.minutes is not None
    if rhythm.minutes < 60:
        return f"*-*-* *:00/{rhythm.minutes}:00"
    return f"*-*-* 00/{rhythm.minutes // 60}:00:00"


def rhythm_of(text: str) -> Rhythm | None:
    """The rhythm that is written so; None where none is."""
    try:
        candidates = [*map(Rhythm, MINUTES), Rhythm.parse(text.removeprefix("*-*-* ").removesuffix(":00"))]
    except ValueError:
        candidates = list(map(Rhythm, MINUTES))
    return next((rhythm for rhythm in candidates if calendar(rhythm) == text), None)


def escaped(text: str) -> str:
    """A value in a unit file: `%` begins a specifier there."""
    return text.replace("%", "%%")


def command_line(command: tuple[str, ...]) -> str:
    """`ExecStart`: every word in quotes, so that blanks, `%`, `$`, quotes and backslashes mean themselves."""

    def word(text: str) -> str:
        kept = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
        return f'"{escaped(kept)}"'

    return " ".join(map(word, command))


def split_line(line: str) -> tuple[str, ...]:
    """The words of such a line."""
    words: list[str] = []
    rest = line.strip()
    while rest.startswith('"'):
        word, place = [], 1
        while place < len(rest) and rest[place] != '"':
            if rest[place] == "\\":
                place += 1
            word.append(rest[place : place + 1])
            place += 1
        words.append("".join(word).replace("$$", "$").replace("%%", "%"))
        rest = rest[place + 1 :].lstrip()
    return tuple(words) if not rest else ()


def _value(text: str, key: str) -> str:
    return next((line.partition("=")[2] for line in text.splitlines() if line.startswith(f"{key}=")), "")
