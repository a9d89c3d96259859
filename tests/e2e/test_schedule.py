"""The schedule on the console, over both services and the files that this system's scheduler really keeps."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from splynx_xero_gui.bootstrap.scheduling import LocalScheduling, program
from splynx_xero_gui.cli.main import call
from splynx_xero_gui.domain.failures import Failure, Misconfigured
from splynx_xero_gui.domain.schedule import Rhythm, SchedulerKind
from splynx_xero_gui.engine.control import CancelSwitch
from tests.support.inprocess import Office, office
from tests.support.schedulers import System, small_system, use

SYSTEMD, CRON = SchedulerKind.SYSTEMD, SchedulerKind.CRON


@dataclass
class Desk:
    """A set-up office at a computer with its own schedulers, and the console there."""

    office: Office
    system: System
    capsys: pytest.CaptureFixture[str]

    def run(self, *arguments: str) -> tuple[int, str]:
        self.capsys.readouterr()
        code = call(["--profile", self.office.name, *arguments])
        said = self.capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out + said.err

    def json(self, *arguments: str) -> tuple[int, Any]:
        self.capsys.readouterr()
        code = call(["--json", "--profile", self.office.name, *arguments])
        return code, json.loads(self.capsys.readouterr().out)

    def entry(self, kind: SchedulerKind = SYSTEMD) -> tuple[str, ...] | None:
        """The command the scheduler would start."""
        found = self.system.scheduler(kind).installed(self.office.workplace.session(self.office.name).schedule._id())
        return found.command if found else None


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Desk]:
    system = small_system(tmp_path / "a computer", SYSTEMD, CRON)
    for name in ("PATH", "SPOOL", "HOME", "XDG_CONFIG_HOME", "USER", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.setenv(name, os.environ.get(name, "none"))
    use(system, os.environ)
    monkeypatch.setenv("HTTPS_PROXY", "http://thandi:proxy-secret@proxy.example.net:8080")
    with office(tmp_path / "my books") as made:
        monkeypatch.delenv("HTTPS_PROXY")
        monkeypatch.setattr("splynx_xero_gui.bootstrap.open_workplace", lambda **_options: made.workplace)
        yield Desk(made, system, capsys)


def test_a_schedule_from_switching_on_to_the_sync_it_starts_and_off_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, state = desk.json("schedule", "status")
    assert (code, state["installed"], state["results"]) == (0, False, [])

    # R35: on 950 requests a day 15 minutes are too often, and it says what would do.
    code, refused = desk.json("schedule", "install", "--every", "15m")
    assert (code, refused["error"]["id"]) == (2, "T3")
    assert "677 of the 950" in refused["error"]["message"]
    assert "Choose 30m or longer" in refused["error"]["what_to_do"]
    assert desk.entry() is None
    code, said = desk.run("schedule", "install", "--every", "45m")
    assert code == 2
    assert "cannot be kept" in said

    monkeypatch.setenv("HTTPS_PROXY", "http://thandi:proxy-secret@proxy.example.net:8080")
    code, state = desk.json("schedule", "install", "--every", "30m")
    monkeypatch.delenv("HTTPS_PROXY")
    assert code == 0
    assert (state["every"], state["scheduler"], state["problem"]) == ("30m", "systemd", None)
    assert (state["idle_calls_per_day"], state["calls_per_day"]) == (341, 950)
    assert state["next_run"].startswith("2026-11-20T")
    command = desk.entry()
    assert command is not None
    assert "--profile" in command
    assert desk.office.name in command
    assert f"--with=SPLYNX_XERO_HOME={os.environ['SPLYNX_XERO_HOME']}" in command
    kept = desk.system.kept()
    for secret in (desk.office.world.api_key, desk.office.world.api_secret, "proxy-secret"):
        assert secret not in kept

    # What the entry starts is a sync of the schedule, and it is told how it ended.
    desk.office.bill(desk.office.customer())
    assert call(list(command[command.index("--profile") :])) == 0
    assert [run.trigger for run in desk.office.session.runs()] == ["schedule"]
    code, state = desk.json("schedule", "status")
    assert (code, len(state["results"])) == (0, 1)
    assert (state["results"][0]["outcome"], state["results"][0]["written"]) == ("completed", 2)
    assert state["results"][0]["run_id"] == desk.office.session.runs()[0].id
    assert "every 30m, by systemd" in desk.run("schedule", "status")[1]

    code, state = desk.json("schedule", "install", "--every", "daily at 06:00")
    assert (code, state["every"]) == (0, "daily at 06:00")
    assert desk.json("schedule", "remove") == (0, {"removed": True})
    assert desk.json("schedule", "remove") == (0, {"removed": False})
    assert desk.entry() is None


def test_the_cut_over_keeps_the_schedule_off_and_a_sync_that_never_begins_is_told_of(desk: Desk) -> None:
    """Issue 4's gate: off until receivables agree, or the differences are signed for."""
    session = desk.office.session
    gate = {"as_of": "2026-08-31", "open": True, "difference": "115.00", "customers": 1, "signed_by": ""}
    with session._wiring.ledger(desk.office.profile()) as ledger:
        ledger.set_fact("cut-over", json.dumps(gate))
    code, refused = desk.json("schedule", "install", "--every", "1h")
    assert (code, refused["error"]["id"]) == (2, "C4")
    assert "`match --sign NAME`" in refused["error"]["what_to_do"]
    assert desk.entry() is None

    with session._wiring.ledger(desk.office.profile()) as ledger:
        ledger.set_fact("cut-over", json.dumps({**gate, "open": False, "signed_by": "Thandi M."}))
    assert desk.run("schedule", "install", "--every", "1h")[0] == 0
    # The key goes: a sync of the schedule cannot even begin, and leaves no run of history.
    session._wiring.vault.delete("splynx-key")
    command = desk.entry()
    assert command is not None
    assert call(list(command[command.index("--profile") :])) == 2
    assert not session.runs()
    result = desk.json("schedule", "status")[1]["results"][0]
    assert (result["reason"], result["title"], result["run_id"]) == ("authorisation", "Splynx is not connected", None)
    assert result["what_to_do"]


def test_a_moved_program_is_noticed_and_a_changed_entry_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.office.session.schedule.install(Rhythm(30))
    monkeypatch.setattr("splynx_xero_gui.bootstrap.scheduling.program", lambda: ("/bin/sh",))
    code, said = desk.run("schedule", "status")
    assert code == 2
    assert "starts another installation of the program" in said
    monkeypatch.setattr("splynx_xero_gui.bootstrap.scheduling.program", lambda: ("/opt/gone/splynx-xero",))
    desk.office.session.schedule.install(Rhythm(30))
    monkeypatch.setattr("splynx_xero_gui.bootstrap.scheduling.program", program)
    code, state = desk.json("schedule", "status")
    assert code == 2
    assert "/opt/gone/splynx-xero, which is not there any more" in state["problem"]
    assert state["next_run"] is None

    desk.office.session.schedule.install(Rhythm(30))
    assert desk.json("schedule", "status")[1]["problem"] is None
    timer = next(desk.system.units.glob("*.timer"))
    timer.write_text(timer.read_text().replace("*:00/30:00", "*:07:00"))
    state = desk.json("schedule", "status")[1]
    assert (state["every"], state["next_run"]) == (None, None)
    assert "changed by hand" in state["problem"]

    desk.office.session.schedule.install(Rhythm(30))
    desk.office.change_options(calls_per_day=100)
    assert "more than half" in desk.json("schedule", "status")[1]["problem"]


def test_the_entry_goes_where_the_profile_goes(desk: Desk) -> None:
    """Renamed with it, removed by disconnect and with the profile; other profiles keep theirs."""
    made = desk.office
    made.session.schedule.install(Rhythm(30))
    before = desk.entry()
    made.workplace.rename_profile(made.name, "renamed")
    after = made.workplace.session("renamed").schedule
    assert before is not None
    assert len(list(desk.system.units.glob("*.timer"))) == 1
    state = after.state()
    assert (state.rhythm, state.problem) == (Rhythm(30), "")

    made.workplace.session("renamed").disconnect(CancelSwitch())
    assert list(desk.system.units.glob("*.timer")) == []
    with pytest.raises(Failure) as refused:
        after.install(Rhythm(30))
    assert refused.value.title == "Xero is not connected"


def test_disconnecting_goes_on_where_the_scheduler_keeps_its_entry_and_says_so(desk: Desk) -> None:
    made = desk.office
    os.environ["PATH"] = str(desk.system.folder / "cron only")
    (desk.system.folder / "cron only").mkdir()
    for tool in (desk.system.folder / "bin").iterdir():
        if tool.name != "systemctl":
            (desk.system.folder / "cron only" / tool.name).symlink_to(tool)
    made.session.schedule.install(Rhythm(30))
    assert desk.entry(CRON) is not None
    desk.system.refuse_everything()
    with pytest.raises(Misconfigured) as kept:
        made.session.disconnect(CancelSwitch())
    assert kept.value.id == "T2"
    assert not made.session.splynx_key_stored()
    assert not made.session.xero_connected()


def test_demo_books_are_never_scheduled(desk: Desk) -> None:
    """They are gone when the program ends; the entry would not be."""
    demo = LocalScheduling(desk.office.session._wiring, desk.office.profile, demo=True)
    with pytest.raises(Misconfigured) as refused:
        demo.install(Rhythm(30))
    assert refused.value.id == "T5"
    assert (demo.state().demo, demo.state().installed, demo.remove()) == (True, False, False)
    assert desk.entry() is None


def test_without_a_scheduler_it_says_what_to_start_instead(desk: Desk) -> None:
    os.environ["PATH"] = str(desk.system.folder)
    code, refused = desk.json("schedule", "install", "--every", "30m")
    assert (code, refused["error"]["id"]) == (2, "T1")
    assert "sync --trigger schedule" in refused["error"]["details"]


def test_a_profile_that_is_removed_takes_its_schedule_along(desk: Desk) -> None:
    desk.office.session.schedule.install(Rhythm(30))
    desk.office.workplace.remove_profile(desk.office.name, CancelSwitch())
    assert list(desk.system.units.glob("*")) in ([], [desk.system.units / "timers.target.wants"])
