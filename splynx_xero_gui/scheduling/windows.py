"""Windows Task Scheduler: one task each, given to `schtasks` as XML, run as the person while they are signed in."""

import datetime as dt
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from splynx_xero_gui.domain.schedule import MINUTES, Installed, Job, Rhythm, SchedulerKind
from splynx_xero_gui.scheduling.programs import Programs, refused
from splynx_xero_gui.scheduling.windows_words import split_words

_NAME = "Windows Task Scheduler"
_FOLDER = "Splynx Xero"
_SPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"
# Which day does not matter: the task repeats every day from then on.
_FIRST_DAY = dt.date(2026, 1, 1)
_TASK = """\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="{space}">
  <RegistrationInfo>
    <Description>{description}</Description>
    <URI>{uri}</URI>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>{repetition}
      <StartBoundary>{start}</StartBoundary>
      <Enabled>true</Enabled>
      <ScheduleByDay>
        <DaysInterval>1</DaysInterval>
      </ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">{user}
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <AllowHardTerminate>true</AllowHardTerminate>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>true</RunOnlyIfNetworkAvailable>
    <AllowStartOnDemand>true</AllowStartOnDemand>
    <Enabled>true</Enabled>
    <Hidden>false</Hidden>
    <ExecutionTimeLimit>PT12H</ExecutionTimeLimit>
    <Priority>7</Priority>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{command}</Command>
      <Arguments>{arguments}</Arguments>
    </Exec>
  </Actions>
</Task>
"""
_REPETITION = """
      <Repetition>
        <Interval>PT{minutes}M</Interval>
        <Duration>P1D</Duration>
        <StopAtDurationEnd>false</StopAtDurationEnd>
      </Repetition>"""


class WindowsTasks:
    """Tasks in a folder of our own."""

    def __init__(self, programs: Programs) -> None:
        self._programs = programs

    @property
    def kind(self) -> SchedulerKind:
        """Windows Task Scheduler."""
        return SchedulerKind.TASKS

    def usable(self) -> bool:
        """Every Windows has it."""
        return self._programs.find("schtasks") is not None

    def install(self, job: Job) -> None:
        """Register the task, or replace it."""
        text = task_xml(job, self._programs.environment)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "task.xml"
            file.write_text(text, encoding="utf-16")
            answer = self._programs.run(["schtasks", "/Create", "/TN", _task(job.id), "/XML", str(file), "/F"])
        if answer.code:
            raise refused(_NAME, answer.words)

    def remove(self, job_id: str) -> bool:
        """Delete the task."""
        if self.installed(job_id) is None:
            return False
        answer = self._programs.run(["schtasks", "/Delete", "/TN", _task(job_id), "/F"])
        if answer.code:
            raise refused(_NAME, answer.words)
        return True

    def installed(self, job_id: str) -> Installed | None:
        """Read back from the task's XML; a task that is switched off or changed has no rhythm."""
        answer = self._programs.run(["schtasks", "/Query", "/TN", _task(job_id), "/XML", "ONE"])
        if answer.code:
            return None
        return read_task(answer.out, _task(job_id))


def task_xml(job: Job, environment: Mapping[str, str]) -> str:
    """The task. No password is stored: it runs while the person is signed in, when the password store is open too."""
    domain, name = environment.get("USERDOMAIN", ""), environment.get("USERNAME", "")
    who = f"{domain}\\{name}" if domain and name else name
    minutes = job.rhythm.minutes
    start = dt.datetime.combine(_FIRST_DAY, job.rhythm.at or dt.time())
    return _TASK.format(
        space=_SPACE,
        description=escape(f"Splynx Xero: sync of profile {job.profile}"),
        uri=escape(f"\\{_task(job.id)}"),
        repetition=_REPETITION.format(minutes=minutes) if minutes is not None else "",
        start=start.isoformat(),
        user=f"\n      <UserId>{escape(who)}</UserId>" if who else "",
        command=escape(job.command[0]),
        arguments=escape(subprocess.list2cmdline(job.command[1:])),
    )


def read_task(text: str, place: str) -> Installed:
    """What a task says; its text may carry the mark of another encoding than it has by now."""
    names = {"t": _SPACE}
    try:
        task = ET.fromstring(text.partition("?>")[2].strip() or text)  # noqa: S314 the system's own answer
    except ET.ParseError:
        return Installed(SchedulerKind.TASKS, None, (), place)
    command = task.findtext("t:Actions/t:Exec/t:Command", "", names)
    arguments = split_words(task.findtext("t:Actions/t:Exec/t:Arguments", "", names))
    on = task.findtext("t:Settings/t:Enabled", "true", names) == "true"
    return Installed(SchedulerKind.TASKS, _rhythm(task, names) if on else None, (command, *arguments), place)


def _rhythm(task: ET.Element, names: dict[str, str]) -> Rhythm | None:
    triggers = task.findall("t:Triggers/*", names)
    if len(triggers) != 1 or triggers[0].findtext("t:Enabled", "true", names) != "true":
        return None
    interval = triggers[0].findtext("t:Repetition/t:Interval", "", names)
    start = triggers[0].findtext("t:StartBoundary", "", names)
    if interval:
        # Windows keeps PT60M, and says PT1H where it was set in its own window.
        spoken = {f"PT{m}M": m for m in MINUTES} | {f"PT{m // 60}H": m for m in MINUTES if m >= 60}
        return Rhythm(spoken[interval]) if interval in spoken else None
    try:
        return Rhythm(at=dt.datetime.fromisoformat(start).time().replace(second=0, tzinfo=None))
    except ValueError:
        return None


def _task(job_id: str) -> str:
    return f"{_FOLDER}\\{job_id}"
