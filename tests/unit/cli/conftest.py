"""The console command in this process, over a product without services."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from splynx_xero_gui.cli.main import call
from splynx_xero_gui.domain.profile import Profile, SplynxSettings, XeroSettings
from splynx_xero_gui.storage.profile import read_profile
from tests.support.fake_session import FakeSession, FakeWorkplace
from tests.support.fake_settings import CLIENT_ID, URL


class Desk(FakeWorkplace):
    """A workplace that really reads profile files, with the default profile set up."""

    def __init__(self) -> None:
        super().__init__()
        self.default.stored = Profile(splynx=SplynxSettings(URL), xero=XeroSettings(CLIENT_ID))

    @property
    def default(self) -> FakeSession:
        return self.session("default")

    def import_profile(self, name: str, file: Path) -> Profile:
        profile = read_profile(file)
        self.session(name).stored = profile
        return profile


@dataclass(frozen=True)
class Answer:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on standard output; fails where there is more or less than one."""
        return json.loads(self.out)


Run = Callable[..., Answer]


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk()
    monkeypatch.setattr("splynx_xero_gui.bootstrap.open_workplace", lambda **_options: made)
    monkeypatch.setenv("SPLYNX_API_KEY", "key-1")
    monkeypatch.setenv("SPLYNX_API_SECRET", "secret-1")
    monkeypatch.setattr("webbrowser.open", lambda _address: True)
    return made


@pytest.fixture
def run(desk: Desk, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line; whatever happens, no traceback is printed."""

    def command(*arguments: str) -> Answer:
        code = call(arguments)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Answer(code, out, err)

    return command
