"""Running the console command as a user does: a process of its own, against the sandbox."""

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from splynx_xero_gui.sandbox.world import SandboxWorld
from tests.support.warm_console import MINUTES_AHEAD, REPOSITORY, WarmCommand

_COMMAND = [sys.executable, "-m", "splynx_xero_gui.cli"]


@dataclass(frozen=True)
class Answer:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


class ConsoleUser:
    """One person at one computer: a home folder, a keyring, and the world the profile points to."""

    def __init__(self, world: SandboxWorld, folder: Path) -> None:
        self.world = world
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.environment = {
            **os.environ,
            "SPLYNX_XERO_HOME": str(folder / "home"),
            "PYTHON_KEYRING_BACKEND": "tests.support.file_keyring.FileKeyring",
            "TEST_KEYRING_FILE": str(folder / "keyring.json"),
            "PYTHONPATH": str(REPOSITORY),
            "SPLYNX_API_KEY": world.api_key,
            "SPLYNX_API_SECRET": world.api_secret,
        }

    def later(self, minutes: int) -> None:
        """The commands begun from now on run so much later than it is (not those of `start`)."""
        self.environment[MINUTES_AHEAD] = str(minutes)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command as a shell does, from nothing, and leave it running."""
        return subprocess.Popen(
            [*_COMMAND, *arguments],
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def begin(self, *arguments: str) -> subprocess.Popen[str] | WarmCommand:
        """Start a command the quick way where this system can."""
        if hasattr(os, "fork"):
            return WarmCommand(arguments, self.environment, self.folder)
        return self.start(*arguments)

    def run(self, *arguments: str) -> Answer:
        """Run a command to its end."""
        process = self.begin(*arguments)
        out, err = process.communicate(timeout=110)
        assert "Traceback" not in out + err, err
        assert process.returncode is not None
        return Answer(process.returncode, out, err)

    def json(self, *arguments: str) -> Answer:
        """Run a command with --json; its standard output is exactly one document."""
        answer = self.run("--json", *arguments)
        json.loads(answer.out)
        return answer

    def connect_xero(self, organisation: str | None = None) -> Answer:
        """Sign in as a user with a browser: take the printed address, approve there."""
        process = self.begin("connect-xero", "--no-browser", "--timeout", "60")
        assert process.stderr is not None
        lines: list[str] = []
        for line in process.stderr:
            lines.append(line)
            if line.startswith("http"):
                approving = threading.Thread(target=self.world.approve, args=(line.strip(), organisation))
                approving.start()
                out, rest = process.communicate(timeout=60)
                approving.join(30)
                assert process.returncode is not None
                return Answer(process.returncode, out, "".join(lines) + rest)
        out, rest = process.communicate(timeout=60)
        assert process.returncode is not None
        return Answer(process.returncode, out, "".join(lines) + rest)

    def set_up(self, *, ledger: str = "", **options: str) -> None:
        """Profile, both connections, settings. `ledger`: the address of a shared sync record."""
        file = self.folder / "profile.toml"
        text = self.world.profile_toml
        if ledger:
            text += f'\n[ledger]\nurl = "{ledger}"\n'
        for name, value in options.items():
            text = text.replace("[options]", f"[options]\n{name} = {value}")
        file.write_text(text)
        for answer in (
            self.run("setup", "--from", str(file)),
            self.run("connect-splynx"),
            self.connect_xero(),
            self.run("fetch"),
        ):
            assert answer.code == 0, answer.out + answer.err
