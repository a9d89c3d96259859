"""Both services together: started, described, stopped."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.demo import DemoWorld


def test_the_demo_world_gives_everything_to_connect_both_sides() -> None:
    with DemoWorld(SandboxClock(datetime(2026, 11, 23, 8, tzinfo=UTC))) as world:
        answer = requests.get(f"{world.splynx_url}/api/2.0/admin/api/check", timeout=10)
        assert answer.json()["status"] == "ok"
        profile = tomllib.loads(world.profile_toml)
        assert profile["splynx"]["url"] == world.splynx_url
        assert profile["xero"]["api_url"] == profile["xero"]["login_url"] == world.xero_url
        assert profile["xero"]["client_id"] == world.client_id
        assert profile["options"]["documents_from"].isoformat() == "2026-09-01"
        assert len(world.books.customers) == 60
        url = world.splynx_url
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{url}/api/2.0/admin/api/check", timeout=10)


def test_the_console_start_prints_one_line_and_stops_when_asked(tmp_path: Path) -> None:
    profile = tmp_path / "profile.toml"
    command = [sys.executable, "-m", "splynx_xero_gui.sandbox", "--customers", "5", "--months", "2",
               "--as-of", "2026-10-31", "--profile-out", str(profile)]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        told = json.loads(running.stdout.readline())
        assert requests.get(f"{told['splynx_url']}/api/2.0/admin/api/check", timeout=10).ok
        assert requests.get(f"{told['xero_url']}/connections", timeout=10).status_code == 401
        assert tomllib.loads(profile.read_text(encoding="utf-8"))["splynx"]["url"] == told["splynx_url"]
        assert told["documents_from"] == "2026-09-01"
        running.send_signal(signal.SIGTERM)
        rest, errors = running.communicate(timeout=20)
    assert (running.returncode, rest, errors) == (0, "", "")


def test_wrong_usage_of_the_console_start_exits_with_2() -> None:
    command = [sys.executable, "-m", "splynx_xero_gui.sandbox", "--customers", "many"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "many" in done.stderr
