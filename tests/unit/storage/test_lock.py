"""One sync at a time per profile, across processes (ui.md L7)."""

from __future__ import annotations

import datetime as dt
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

from splynx_xero_gui.domain.failures import Busy, StorageTrouble
from splynx_xero_gui.storage.lock import FileSyncLock
from tests.support.samples import MOMENT, FixedClock

ROOT = Path(__file__).resolve().parents[3]
HOLD = (
    "import pathlib, sys\n"
    "from splynx_xero_gui.storage.lock import FileSyncLock\n"
    "from tests.support.samples import FixedClock\n"
    "with FileSyncLock(pathlib.Path(sys.argv[1]), FixedClock()).acquire('thandi'):\n"
    "    print('held', flush=True)\n"
    "    sys.stdin.readline()\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "locks" / "default.lock"


def another_program(file: Path) -> subprocess.Popen[str]:
    """A program that holds the lock until it is told a line, or killed."""
    program = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "held\n"
    return program


def refusal(lock: FileSyncLock) -> Busy:
    with pytest.raises(Busy) as told, lock.acquire("me"):
        pass
    return told.value


def test_a_second_sync_is_told_who_runs_the_first(file: Path) -> None:
    with another_program(file) as program:
        told = refusal(FileSyncLock(file, FixedClock()))
        program.communicate("end\n", timeout=30)
    local = MOMENT.astimezone().strftime("%Y-%m-%d %H:%M")
    assert told.id == "L7"
    assert told.reason == "busy"
    assert told.title == "A sync of this profile is already running"
    assert told.message == f"Started {local} by thandi on {platform.node()}."


def test_the_lock_is_free_when_the_sync_has_ended(file: Path) -> None:
    lock = FileSyncLock(file, FixedClock())
    with lock.acquire("me"):
        assert refusal(FileSyncLock(file, FixedClock()))
    with lock.acquire("me"):
        assert lock.holder()
    assert lock.holder() == ""


def test_the_lock_is_free_when_the_sync_failed(file: Path) -> None:
    lock = FileSyncLock(file, FixedClock())
    with pytest.raises(PermissionError, match="from inside"), lock.acquire("me"):
        raise PermissionError("from inside")
    with lock.acquire("me"):
        pass


def test_a_killed_sync_leaves_no_lock_behind(file: Path) -> None:
    with another_program(file) as program:
        program.kill()
        program.wait(timeout=30)
    assert file.with_suffix(".json").exists()
    with FileSyncLock(file, FixedClock()).acquire("next"):
        assert "next" in FileSyncLock(file, FixedClock()).holder()


def test_profiles_do_not_wait_for_each_other(file: Path) -> None:
    with FileSyncLock(file, FixedClock()).acquire("me"):
        with FileSyncLock(file.with_name("other.lock"), FixedClock()).acquire("me"):
            pass


@pytest.mark.parametrize("left", ["", "{}", "[1]", '{"who": "a", "machine": "b", "since": "yesterday"}'])
def test_a_holder_that_nobody_can_read_is_no_reason_to_fail(file: Path, left: str) -> None:
    with FileSyncLock(file, FixedClock()).acquire("me"):
        file.with_suffix(".json").write_text(left)
        assert refusal(FileSyncLock(file, FixedClock())).message == "Another program holds it."


def test_who_already_says_the_machine_is_not_told_twice(file: Path) -> None:
    machine = platform.node()
    lock = FileSyncLock(file, FixedClock(dt.datetime(2026, 11, 1, 8, 0, tzinfo=dt.UTC)))
    with lock.acquire(f"thandi on {machine}"):
        assert re.fullmatch(rf"Started .{{16}} by thandi on {re.escape(machine)}\.", lock.holder())


def test_a_place_where_no_lock_can_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(StorageTrouble) as told, FileSyncLock(tmp_path / "taken" / "x.lock", FixedClock()).acquire("me"):
        pass
    assert told.value.id == "R3"
