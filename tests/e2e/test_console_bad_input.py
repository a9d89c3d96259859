"""Wrong addresses, keys, consents, files and keyrings, as a user meets them: what to do is said, the exit code is
right, and nothing is half-written (interface.md, ui.md §6).
"""

import json
import re
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from splynx_xero_gui.sandbox.world import SandboxWorld
from splynx_xero_gui.sandbox.xero import OrganisationSpec
from splynx_xero_gui.sandbox.xero.charts import Edition
from splynx_xero_gui.storage.paths import Paths
from splynx_xero_gui.storage.profile import parse_profile, write_profile
from tests.support.console import Answer, ConsoleUser


@pytest.fixture
def world(make_world: Callable[..., SandboxWorld]) -> SandboxWorld:
    return make_world(customers=3, months=1)


@pytest.fixture
def user(world: SandboxWorld, tmp_path: Path) -> ConsoleUser:
    """A person with a profile and nothing connected."""
    made = ConsoleUser(world, tmp_path / "one")
    store(made, world.profile_toml)
    return made


def store(user: ConsoleUser, text: str) -> None:
    """What `setup` does, without a process of its own."""
    write_profile(Paths.of_this_computer(user.environment).profile_file("default"), parse_profile(text))


def set_up(user: ConsoleUser, text: str) -> Answer:
    file = user.folder / "profile.toml"
    file.write_text(text)
    return user.json("setup", "--from", str(file))


def kept(user: ConsoleUser) -> dict[str, str]:
    """What the keyring holds, by entry."""
    file = Path(user.environment["TEST_KEYRING_FILE"])
    entries: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    return {name.split("\n")[1]: secret for name, secret in entries.items()}


def refused(answer: Answer, code: int, id: str) -> dict[str, Any]:
    """The failure's document, after checking that people are told the same on standard error."""
    assert answer.code == code, answer.out + answer.err
    error: dict[str, Any] = answer.json["error"]
    assert error["id"] == id
    assert error["what_to_do"]
    for text in (error["title"], error["message"], error["what_to_do"]):
        assert text.splitlines()[0] in answer.err
    return error


def consent(user: ConsoleUser, in_the_browser: Callable[[str], object] | None, *, timeout: float = 60) -> Answer:
    """`connect-xero` with a person who does this with the printed address; None closes the browser."""
    process = user.start("--json", "connect-xero", "--no-browser", "--timeout", str(timeout))
    assert process.stderr is not None
    lines: list[str] = []
    for line in process.stderr:
        lines.append(line)
        if line.startswith("http"):
            break
    person = threading.Thread(target=in_the_browser, args=(lines[-1].strip(),)) if in_the_browser else None
    if person is not None:
        person.start()
    out, rest = process.communicate(timeout=90)
    if person is not None:
        person.join(30)
    err = "".join(lines) + rest
    assert "Traceback" not in out + err, err
    return Answer(process.returncode, out, err)


# -- Splynx --


def test_an_address_nobody_answers_at(user: ConsoleUser, world: SandboxWorld) -> None:
    world.splynx.stop()
    error = refused(user.json("connect-splynx"), 4, "S1")
    assert "127.0.0.1" in error["message"]
    assert kept(user) == {}


def test_an_address_of_something_that_is_no_splynx(user: ConsoleUser, world: SandboxWorld) -> None:
    world.splynx.faults.fail("POST", ".*", status=200, body="<html>Welcome to our shop</html>", times=None)
    refused(user.json("connect-splynx"), 4, "S5")
    assert kept(user) == {}


@pytest.mark.parametrize("wrong", ["SPLYNX_API_KEY", "SPLYNX_API_SECRET"])
def test_a_wrong_key_or_secret(user: ConsoleUser, wrong: str) -> None:
    user.environment[wrong] = "0" * 32
    answer = user.json("connect-splynx")
    refused(answer, 2, "S4")
    assert kept(user) == {}
    assert user.world.api_secret not in answer.out + answer.err


def test_missing_permissions_are_named_as_splynx_names_them(user: ConsoleUser, world: SandboxWorld) -> None:
    world.splynx.permissions.deny("api\\admin\\finance\\Payments")
    answer = user.json("connect-splynx")
    error = refused(answer, 2, "S3")
    assert "Finance › Payments – view" in error["message"]
    assert "Permissions" in error["what_to_do"]
    assert kept(user) == {}


def test_a_wrong_key_leaves_the_one_that_worked(user: ConsoleUser) -> None:
    assert user.json("connect-splynx").code == 0
    before = kept(user)
    user.environment["SPLYNX_API_SECRET"] = "0" * 32
    assert user.json("connect-splynx").code == 2
    assert kept(user) == before


def test_nobody_to_ask_for_the_key(user: ConsoleUser) -> None:
    del user.environment["SPLYNX_API_KEY"]
    error = refused(user.json("connect-splynx"), 2, "S0")
    assert "SPLYNX_API_KEY" in error["what_to_do"]


# -- consent --


def test_consent_denied(user: ConsoleUser, world: SandboxWorld) -> None:
    answer = consent(user, world.xero.deny)
    refused(answer, 2, "X2")
    assert kept(user) == {}


def test_consent_abandoned(user: ConsoleUser) -> None:
    refused(consent(user, None, timeout=1), 2, "X1")
    assert kept(user) == {}


def test_consent_to_another_organisation_than_the_profile_names(user: ConsoleUser, world: SandboxWorld) -> None:
    store(user, world.profile_toml.replace("[xero]", '[xero]\norganisation = "Somebody Else Ltd"'))
    answer = consent(user, world.approve)
    error = refused(answer, 2, "X5")
    assert "Somebody Else Ltd" in error["message"]
    assert kept(user) == {}
    error = refused(user.json("plan"), 2, "X0")
    assert "connect-xero" in error["what_to_do"]


def test_a_wrong_organisation_leaves_the_sign_in_that_worked(
    user_of: Callable[[SandboxWorld], ConsoleUser], world: SandboxWorld
) -> None:
    user = user_of(world)
    assert user.json("sync").code == 0
    before = kept(user)
    world.xero.books.add(OrganisationSpec("Another (Pty) Ltd"))
    answer = consent(user, lambda address: world.approve(address, "Another (Pty) Ltd"))
    refused(answer, 2, "X5")
    assert kept(user) == before
    assert user.json("sync").code == 0


def test_an_organisation_in_another_currency_is_refused_and_nothing_is_kept(
    user_of: Callable[[SandboxWorld], ConsoleUser], world: SandboxWorld
) -> None:
    told = json.dumps({"currency_code": "ZAR"})
    world.splynx.faults.fail(
        "GET", ".*/config/config.*", status=200, body=told, content_type="application/json", times=None
    )
    user = user_of(world)  # nothing is linked yet, so another organisation may be chosen
    before = kept(user)
    world.xero.books.add(OrganisationSpec("Pound Ltd", Edition.UK))
    answer = consent(user, lambda address: world.approve(address, "Pound Ltd"))
    error = refused(answer, 2, "C1")
    assert "GBP" in error["message"]
    assert kept(user) == before
    assert user.json("plan").code in (0, 3)


def test_all_return_addresses_taken(user: ConsoleUser, world: SandboxWorld) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        store(user, re.sub(r"redirect_ports = .*", f"redirect_ports = [{port}]", world.profile_toml))
        error = refused(user.json("connect-xero", "--no-browser"), 2, "X8")
        assert str(port) in error["message"]


# -- before everything is connected --


@pytest.mark.parametrize("command", [("fetch",), ("plan",), ("reconcile",)])
def test_work_before_xero_is_connected_says_what_to_do(user: ConsoleUser, command: tuple[str, ...]) -> None:
    assert "connect-xero" in refused(user.json(*command), 2, "X0")["what_to_do"]


def test_a_sync_before_anything_is_connected_prints_its_document(user: ConsoleUser) -> None:
    answer = user.json("sync")
    refused(answer, 2, "X0")
    assert (answer.code, answer.json["outcome"], answer.json["reason"]) == (2, "stopped", "authorisation")
    assert answer.json["run_id"] is None


def test_an_access_withdrawn_in_xero_asks_to_sign_in_again(
    user_of: Callable[[SandboxWorld], ConsoleUser], world: SandboxWorld
) -> None:
    user = user_of(world)
    assert user.json("disconnect").json == {"disconnected": True, "withdrawn_at_xero": True}
    assert kept(user) == {}
    assert user.json("history").code == 0  # the record stays
    answer = user.json("sync")
    assert (answer.code, answer.json["reason"]) == (2, "authorisation")


# -- profile files --

MANY_MISTAKES = """
[splynx]
url = "ftp://isp.example.net"
colour = "red"
[xero]
client_id = "short"
redirect_ports = ["8888"]
[scenario]
kind = "push-everything"
[options]
documents_from = "yesterday"
invoice_status = "SENT"
too_many_percent = 200
[mapping.payment_methods]
"Cash" = { account = "091", flow = "both-ways" }
[sunshine]
"""


def test_a_profile_file_with_many_mistakes_names_them_all_and_changes_nothing(user: ConsoleUser) -> None:
    home = Path(user.environment["SPLYNX_XERO_HOME"])
    before = {file: file.read_bytes() for file in home.rglob("*.toml")}
    answer = set_up(user, MANY_MISTAKES)
    assert answer.code == 2
    message = answer.json["error"]["message"]
    for mistake in (
        "splynx.url",
        "splynx.colour",
        "xero.client_id",
        "xero.redirect_ports",
        "push-everything",
        "documents_from",
        "SENT",
        "too_many_percent",
        "both-ways",
        "sunshine",
    ):
        assert mistake in message, mistake
    assert {file: file.read_bytes() for file in home.rglob("*.toml")} == before


@pytest.mark.parametrize("text", ["this is not TOML", "[splynx\nurl = 1", "\x00"], ids=["words", "cut off", "binary"])
def test_a_profile_file_that_is_none(user: ConsoleUser, text: str) -> None:
    answer = set_up(user, text)
    assert answer.code == 2
    assert "not TOML" in answer.json["error"]["message"]


def test_names_that_neither_side_knows_are_all_told_when_the_settings_are_read(
    user: ConsoleUser, world: SandboxWorld
) -> None:
    text = world.profile_toml.replace('"Service" = "200"', '"Servise" = "200"')
    text = text.replace('"VAT 14%" = "OUTPUT2"', '"VAT 14%" = "OUTPUT99"').replace('account = "092"', 'account = "999"')
    store(user, text)
    assert user.json("connect-splynx").code == 0
    assert consent(user, world.approve).code == 0
    answer = user.json("fetch")
    assert answer.code == 2
    problems = "\n".join(answer.json["problems"])
    for words in ("Servise", "OUTPUT99", "999"):
        assert words in problems
    answer = user.json("sync")
    assert (answer.code, answer.json["reason"]) == (2, "configuration")
    assert "Servise" in answer.json["error"]["message"]
    assert world.xero.log.count("PUT") == 0


@pytest.mark.parametrize("name", ["../other", "con", ""])
def test_a_profile_name_that_cannot_be_a_file(user: ConsoleUser, name: str) -> None:
    assert user.json("--profile", name, "plan").code == 2


# -- keyring --


@pytest.mark.parametrize("command", ["connect-splynx", "connect-xero", "plan"])
def test_without_a_keyring_nothing_is_kept_and_nothing_travels(
    user: ConsoleUser, world: SandboxWorld, command: str
) -> None:
    user.environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    answer = user.json(command)
    assert answer.code == 2
    assert kept(user) == {}
    if command != "plan":  # which finds out first that nothing is connected
        assert "never kept in a file" in refused(answer, 2, "K1")["message"]
    home = Path(user.environment["SPLYNX_XERO_HOME"])
    written = b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())
    for secret in (world.api_key, world.api_secret):
        assert secret.encode() not in written
    assert world.splynx.log.total == world.xero.log.total == 0


# -- the folder --


def test_a_home_that_cannot_be_written_is_said_and_no_traceback(user: ConsoleUser, tmp_path: Path) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("not a folder")
    user.environment["SPLYNX_XERO_HOME"] = str(blocked)
    answer = set_up(user, user.world.profile_toml)
    assert answer.code == 4
    assert answer.json["error"]["id"] == "R3"
