"""Each system's scheduler keeps a job as it was given, gives it back, and touches nothing else.

Every adapter runs over a program that keeps the real file; beside that systemd's own tools and the readers of the other
formats are asked where they are on this computer.
"""

from __future__ import annotations

import datetime as dt
import plistlib
import shlex
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.schedule import MINUTES, Job, Rhythm, SchedulerKind
from splynx_xero_gui.ports.scheduler import Scheduler
from splynx_xero_gui.scheduling import crontab, systemd
from splynx_xero_gui.scheduling.launchd import rhythm_of, starts
from splynx_xero_gui.scheduling.programs import Programs
from splynx_xero_gui.scheduling.windows import read_task, task_xml
from splynx_xero_gui.scheduling.windows_words import split_words
from tests.support.schedulers import System, small_system

RHYTHMS = (*map(Rhythm, MINUTES), Rhythm(at=dt.time(6)), Rhythm(at=dt.time(23, 45)))
# Blanks, and all that one of the four formats reads as something else.
ODD = ("/opt/my tools/splynx-xero", "--profile", "Süd & Co. 9% $HOME", "--with=A=\"b\" 'c' \\", "<d>", "", "%%", "e\\")


def job(name: str = "splynx-xero-main-1a2b3c4d", rhythm: Rhythm = RHYTHMS[3], *command: str) -> Job:
    return Job(name, "Süd & Co. 100%", command or ODD, rhythm)


@pytest.fixture
def system(tmp_path: Path) -> System:
    return small_system(tmp_path / "a computer")


@pytest.fixture(params=SchedulerKind)
def scheduler(system: System, request: pytest.FixtureRequest) -> Scheduler:
    made: Scheduler = system.scheduler(request.param)
    return made


def test_a_job_is_given_back_as_it_was_installed_and_can_be_replaced_and_removed(scheduler: Scheduler) -> None:
    assert scheduler.usable()
    assert scheduler.installed("splynx-xero-main-1a2b3c4d") is None
    assert not scheduler.remove("splynx-xero-main-1a2b3c4d")
    for rhythm in (Rhythm(15), Rhythm(120), Rhythm(at=dt.time(6, 30))):
        scheduler.install(job(rhythm=rhythm))
        found = scheduler.installed("splynx-xero-main-1a2b3c4d")
        assert found is not None
        assert (found.kind, found.rhythm, found.command) == (scheduler.kind, rhythm, ODD)
        assert found.place
    assert scheduler.remove("splynx-xero-main-1a2b3c4d")
    assert scheduler.installed("splynx-xero-main-1a2b3c4d") is None


def test_profiles_have_an_entry_each(scheduler: Scheduler) -> None:
    scheduler.install(job("splynx-xero-one-00000001", Rhythm(30), "/bin/one"))
    scheduler.install(job("splynx-xero-one-00000002", Rhythm(60), "/bin/two"))
    scheduler.remove("splynx-xero-one-00000001")
    left = scheduler.installed("splynx-xero-one-00000002")
    assert scheduler.installed("splynx-xero-one-00000001") is None
    assert left is not None
    assert (left.rhythm, left.command) == (Rhythm(60), ("/bin/two",))


def test_a_scheduler_that_refuses_is_told_of_in_its_own_words_and_nothing_half_done_stays(
    scheduler: Scheduler, system: System
) -> None:
    system.refuse_everything()
    with pytest.raises(Misconfigured) as refused:
        scheduler.install(job())
    assert refused.value.id == "T2"
    assert "read-only" in refused.value.details
    (system.spool / "broken").unlink()
    assert scheduler.installed("splynx-xero-main-1a2b3c4d") is None
    assert "my tools" not in system.kept()


def test_a_scheduler_that_is_not_there_is_not_usable(tmp_path: Path) -> None:
    nothing = Programs({"PATH": str(tmp_path)})
    system = System(tmp_path, {"PATH": str(tmp_path)})
    for kind in SchedulerKind:
        one = system.scheduler(kind)
        assert not one.usable()
        assert one.installed("x") is None
        assert not one.remove("x")
    assert nothing.run(["crontab"]).code == 127


# -- the formats, rhythm by rhythm --


def test_every_rhythm_is_said_in_every_format() -> None:
    for rhythm in RHYTHMS:
        assert systemd.rhythm_of(systemd.calendar(rhythm)) == rhythm
        minute, hour, *_ = crontab.fields(rhythm).split()
        assert crontab.rhythm_of(minute, hour) == rhythm
        assert rhythm_of(starts(rhythm)) == rhythm
        assert read_task(task_xml(job(rhythm=rhythm), {}), "").rhythm == rhythm


def test_what_was_changed_by_hand_is_no_rhythm_of_ours() -> None:
    assert systemd.rhythm_of("Mon *-*-* 00:00:00") is None
    assert crontab.rhythm_of("*/7", "*") is None
    assert crontab.rhythm_of("0", "8-17") is None
    assert rhythm_of([{"Minute": 7}]) is None
    changed = task_xml(job(), {}).replace("PT20M", "PT7M")
    assert read_task(changed, "").rhythm is None
    off = task_xml(job(), {}).replace("<Enabled>true</Enabled>", "<Enabled>false</Enabled>")
    assert read_task(off, "").rhythm is None


def test_systemd_itself_finds_nothing_wrong_with_the_units(system: System, tmp_path: Path) -> None:
    program = tmp_path / "with 50% blanks" / "splynx-xero"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    system.scheduler(SchedulerKind.SYSTEMD).install(job("x", Rhythm(15), str(program), *ODD[1:]))
    service, timer = system.units / "x.service", system.units / "x.timer"
    assert "Persistent=true" in timer.read_text()
    analyze = shutil.which("systemd-analyze")
    if analyze is not None:
        verified = subprocess.run([analyze, "verify", "--man=no", service, timer], capture_output=True, text=True)
        assert (verified.returncode, verified.stderr) == (0, "")
        said = [systemd.calendar(rhythm) for rhythm in RHYTHMS]
        understood = subprocess.run([analyze, "calendar", *said], capture_output=True, text=True)
        assert understood.returncode == 0, understood.stderr
        assert understood.stdout.count("Next elapse") == len(RHYTHMS)


def test_the_shell_of_cron_hands_on_every_word_as_it_is(system: System, tmp_path: Path) -> None:
    program = tmp_path / "with 50% blanks" / "splynx-xero"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {shlex.quote(str(tmp_path / "said"))}\n')
    program.chmod(0o755)
    system.scheduler(SchedulerKind.CRON).install(job("x", Rhythm(15), str(program), *ODD[1:]))
    line = (system.spool / "crontab").read_text().splitlines()[-1]
    assert line.startswith("*/15 * * * * ")
    # As cron does: a bare % would begin standard input, \% is a percent sign.
    assert "%" not in line.replace(r"\%", "")
    subprocess.run(["/bin/sh", "-c", line.split(" ", 5)[5].replace(r"\%", "%")], check=True)
    assert (tmp_path / "said").read_text().splitlines() == list(ODD[1:])


def test_lines_of_others_in_the_crontab_stay_to_the_letter(system: System) -> None:
    before = 'MAILTO=""\n# m h dom mon dow command\n*/5  * * * *  backup "a  b" 50\\%\n\n'
    (system.spool / "crontab").write_text(before)
    cron = system.scheduler(SchedulerKind.CRON)
    cron.install(job())
    assert (system.spool / "crontab").read_text().startswith(before)
    cron.remove(job().id)
    assert (system.spool / "crontab").read_text() == before


@pytest.mark.parametrize(
    ("words", "usable"),
    [
        ("no crontab for thandi", True),
        ("crontab: can't open 'thandi': No such file or directory", True),
        ("You (thandi) are not allowed to use this program (crontab)", False),
    ],
)
def test_who_has_no_crontab_or_may_have_none_has_no_entry_there(system: System, words: str, usable: bool) -> None:
    """A scheduler that is beside another one must not stop it."""
    program = system.folder / "bin" / "crontab"
    program.write_text(f"#!/bin/sh\necho {shlex.quote(words)} >&2\nexit 1\n")
    cron = system.scheduler(SchedulerKind.CRON)
    assert cron.usable() is usable
    assert cron.installed("x") is None
    assert not cron.remove("x")


def test_a_crontab_that_cannot_be_read_is_never_taken_for_an_empty_one(system: System) -> None:
    (system.spool / "crontab").write_text("0 1 * * * backup\n")
    system.refuse_everything()
    with pytest.raises(Misconfigured):
        system.scheduler(SchedulerKind.CRON).install(job())
    assert (system.spool / "crontab").read_text() == "0 1 * * * backup\n"


def test_a_property_list_starts_the_program_at_the_minutes_of_the_clock(system: System) -> None:
    system.scheduler(SchedulerKind.LAUNCHD).install(job("x", Rhythm(15)))
    file = system.folder / "home dir" / "Library" / "LaunchAgents" / "net.splynx-xero.x.plist"
    content = plistlib.loads(file.read_bytes())
    assert content["Label"] == "net.splynx-xero.x"
    assert content["ProgramArguments"] == list(ODD)
    assert content["StartCalendarInterval"] == [{"Minute": m} for m in (0, 15, 30, 45)]
    assert "RunAtLoad" not in content


def test_a_task_of_windows_keeps_no_password_and_does_not_start_twice_at_once(system: System) -> None:
    system.scheduler(SchedulerKind.TASKS).install(job("x", Rhythm(60)))
    file = system.spool / "Splynx Xero+x.xml"
    assert file.read_bytes().startswith(b"\xff\xfe")
    names = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    task = ET.fromstring(file.read_text("utf-16").partition("?>")[2])
    said = {e.tag.partition("}")[2]: e.text for e in task.iter()}
    assert said["UserId"] == "OFFICE\\thandi"
    assert said["LogonType"] == "InteractiveToken"
    assert said["MultipleInstancesPolicy"] == "IgnoreNew"
    assert said["StartWhenAvailable"] == "true"
    assert [e.tag.partition("}")[2] for e in task] == [
        "RegistrationInfo",
        "Triggers",
        "Principals",
        "Settings",
        "Actions",
    ]
    arguments = task.findtext("t:Actions/t:Exec/t:Arguments", "", names)
    assert (said["Command"], split_words(arguments)) == (ODD[0], ODD[1:])


def test_a_command_line_of_windows_is_taken_apart_as_it_was_put_together() -> None:
    for words in (ODD, ("a b\\", 'c"d', '\\"', "\t", "e\\\\f"), ()):
        assert split_words(subprocess.list2cmdline(words)) == tuple(words)
