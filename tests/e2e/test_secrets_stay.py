"""Secrets are in the keyring and nowhere else, and what is on disk is its owner's alone (docs/threat-model.md).

A whole life through real processes: set-up, sync with `-v`, a renewed sign-in, failures whose answers quote secrets,
an export, a removed profile. Then every file, every word printed and every command line is searched.
"""

import json
import os
import stat
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from splynx_xero_gui.gui.support import error_text, save_support_file
from splynx_xero_gui.sandbox.world import SandboxWorld
from tests.support.console import Answer, ConsoleUser
from tests.support.inprocess import Office
from tests.support.memory_keyring import MemoryKeyring
from tests.support.secrets import Secrets, files_below, quoting

LINUX = sys.platform == "linux"


def kept_by(user: ConsoleUser) -> Iterable[str]:
    return json.loads(Path(user.environment["TEST_KEYRING_FILE"]).read_text()).values()


def command_line(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes() if LINUX else b""


@pytest.fixture
def user(make_world, user_of) -> ConsoleUser:
    return user_of(make_world(8, 1))


def a_whole_life(user: ConsoleUser, secrets: Secrets) -> list[Answer]:
    """All that a person does, with what goes wrong; every answer is one to search."""
    world: SandboxWorld = user.world
    secrets.take(kept_by(user))
    hanging = world.xero.faults.hang("PUT", r"/Invoices$")
    process = user.start("-v", "sync")
    assert hanging.wait_struck(60)
    assert not secrets.found_in(command_line(process.pid))
    hanging.release()
    out, err = process.communicate(timeout=110)
    told = [Answer(process.returncode, out, err)]
    assert process.returncode in (0, 3), err
    world.clock.advance(hours=1)
    told.append(user.run("-v", "sync"))
    secrets.take(kept_by(user))
    refusing = world.xero.faults.fail("*", r"/api\.xro/", status=401, body=quoting(secrets), times=None)
    told.append(user.run("-v", "sync"))
    assert refusing.hits
    world.xero.faults.clear()
    told += [user.run(*words) for words in (["history"], ["--json", "conflicts"], ["reconcile"], ["plan"])]
    told.append(user.run("profile", "export", str(user.folder / "exported.toml")))
    return told


@pytest.mark.timeout(300)
def test_no_secret_is_anywhere_but_in_the_keyring(user: ConsoleUser, tmp_path: Path) -> None:
    secrets = Secrets(user.world)
    told = a_whole_life(user, secrets)
    assert len(secrets.values) >= 5, "key, secret, and the tokens of two renewals at least"

    for answer in told:
        assert not secrets.found_in(answer.out.encode()), answer.out
        assert not secrets.found_in(answer.err.encode()), answer.err
    home = Path(user.environment["SPLYNX_XERO_HOME"])
    searched = [*files_below(home), user.folder / "exported.toml"]
    assert {file.suffix for file in searched} >= {".toml", ".sqlite", ".log"}
    assert [file for file in searched if secrets.found_in(file.read_bytes())] == []
    # What the services were sent in addresses is kept by proxies and their logs.
    for server in (user.world.xero, user.world.splynx):
        seen = [f"{e.path}?{e.query}".encode() for e in server.log.entries() if "/authorize" not in e.path]
        assert seen
        assert not any(secrets.found_in(address) for address in seen)
    # What a person sends to support, an error that quotes all of them included.
    try:
        raise ValueError(" ".join(secrets.values))
    except ValueError as error:
        words = error_text(type(error), error, error.__traceback__)
    archive = tmp_path / "support.zip"
    save_support_file(archive, home / "logs", words)
    with zipfile.ZipFile(archive) as packed:
        assert any(name.startswith("logs/") for name in packed.namelist())
        assert [name for name in packed.namelist() if secrets.found_in(packed.read(name))] == []


@pytest.mark.parametrize("status", [400, 401, 403, 500])
@pytest.mark.parametrize("side", ["splynx", "xero", "sign-in"])
def test_an_answer_that_quotes_secrets_is_shown_and_kept_without_them(
    make_office, memory_keyring: MemoryKeyring, app_home: Path, side: str, status: int
) -> None:
    office: Office = make_office()
    office.bill(office.customer())
    office.sync()
    office.bill(office.customer("Ben Nel"))
    secrets = Secrets(office.world)
    secrets.take(memory_keyring.entries.values())
    server, method, path = {
        "splynx": (office.world.splynx, "*", r"/admin/"),
        "xero": (office.world.xero, "*", r"/api\.xro/"),
        "sign-in": (office.world.xero, "POST", r"/connect/token"),
    }[side]
    if side == "sign-in":
        office.later(hours=1)
    struck = server.faults.fail(
        method, path, status=status, body=quoting(secrets), content_type="application/json", times=None
    )
    report = office.run()
    assert struck.hits
    assert report.outcome == "stopped"
    told = " ".join((report.title, report.message, report.what_to_do, report.details))
    assert not secrets.found_in(told.encode()), told
    for found in files_below(app_home):
        assert not secrets.found_in(found.read_bytes()), found


@pytest.mark.skipif(os.name != "posix", reason="rights of this kind are POSIX's")
@pytest.mark.timeout(300)
def test_whatever_was_written_is_for_its_owner_only(user: ConsoleUser) -> None:
    before = os.umask(0)  # the most careless computer; child processes inherit it
    try:
        assert user.run("-v", "sync").code in (0, 3)
        exported = user.folder / "exported.toml"
        assert user.run("profile", "export", str(exported)).code == 0
        assert user.run("profile", "rename", "Renamed").code == 0
        assert user.run("--profile", "Renamed", "-v", "sync").code in (0, 3)
        assert user.run("--profile", "Renamed", "profile", "remove", "--confirm", "Renamed").code == 0
    finally:
        os.umask(before)
    home = Path(user.environment["SPLYNX_XERO_HOME"])
    assert list(home.rglob("record.sqlite")), "the copy of a removed profile was to be looked at too"
    # The four folders close everything below them; SPLYNX_XERO_HOME itself is the person's own.
    open_to_others = [
        (str(found.relative_to(user.folder)), oct(stat.S_IMODE(found.stat().st_mode)))
        for found in [exported, *home.rglob("*")]
        if found.stat().st_mode & 0o077
    ]
    assert open_to_others == []
