"""Every command: what it asks of the product, what it prints, how it ends (interface.md)."""

import io
import runpy
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from splynx_xero_gui.cli.main import cli, globals_first
from splynx_xero_gui.domain.kinds import ActionKind, Side
from splynx_xero_gui.domain.plan import SyncPlan, Total
from splynx_xero_gui.domain.results import SyncOutcome, SyncReport, SyncRequest, TieOut, TieOutRow
from splynx_xero_gui.wizard.services import OrganisationChoice
from tests.support.fake_settings import TENANT, organisation
from tests.support.fakes import money
from tests.support.samples import action, conflict, run_item
from tests.support.samples import run as a_run
from tests.unit.cli.conftest import Desk, Run

PROFILE = """
[splynx]
url = "https://isp.example.net"
[xero]
client_id = "0123456789ABCDEF0123456789ABCDEF"
[scenario]
kind = "push-all"
"""


@pytest.fixture
def profile_file(tmp_path: Path) -> Path:
    file = tmp_path / "profile.toml"
    file.write_text(PROFILE)
    return file


# -- set up --


def test_setup_stores_the_profile_under_its_name(run: Run, desk: Desk, profile_file: Path) -> None:
    answer = run("--profile", "north", "setup", "--from", str(profile_file))
    assert (answer.code, answer.out) == (0, "Profile north is set up.\n")
    assert desk.profiles() == ["default", "north"]
    assert run("--json", "setup", "--from", str(profile_file)).json == {"profile": "default"}


def test_setup_names_every_mistake_at_once_and_stores_nothing(run: Run, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(PROFILE.replace("push-all", "push-nothing") + '[options]\nunknown = 1\ntax_override = "yes"\n')
    answer = run("--json", "--profile", "north", "setup", "--from", str(file))
    assert answer.code == 2
    for mistake in ("push-nothing", "unknown", "tax_override"):
        assert mistake in answer.json["error"]["message"]
    assert desk.profiles() == ["default"]


def test_setup_from_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    answer = run("--json", "setup", "--from", str(tmp_path / "no.toml"))
    assert answer.code == 2
    assert "no.toml" in answer.json["error"]["message"]


def test_the_profile_is_written_to_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "out [1].toml"
    answer = run("profile", "export", str(file))
    assert answer.code == 0
    assert "out [1].toml" in answer.out.replace("\n", "")
    assert file.exists()


@pytest.mark.parametrize(
    "command",
    [
        ("profile", "export", "x.toml"),
        ("connect-splynx",),
        ("connect-xero",),
        ("fetch",),
        ("plan",),
        ("sync",),
        ("conflicts",),
        ("resolve", "q1", "skip"),
        ("reconcile",),
        ("history",),
        ("disconnect",),
    ],
    ids=lambda command: command[0],
)
def test_without_a_profile_every_command_says_how_to_make_one(run: Run, desk: Desk, command: tuple[str, ...]) -> None:
    answer = run("--json", "--profile", "south", *command)
    assert answer.code == 2
    error = answer.json["error"]
    assert "south" in error["title"]
    assert "default" in error["message"]
    assert "setup --from" in error["what_to_do"]
    assert desk.books.calls == []


# -- connect --


def test_connect_splynx_takes_key_and_secret_from_the_environment(run: Run, desk: Desk) -> None:
    answer = run("connect-splynx")
    assert answer.code == 0
    assert desk.default.key == ("https://isp.example.net", "key-1", "secret-1")
    assert "Connected to Example ISP" in answer.out
    assert "secret-1" not in answer.out + answer.err


@pytest.mark.parametrize(("typed", "missing"), [("", "SPLYNX_API_KEY"), ("key-2\n", "SPLYNX_API_SECRET")])
def test_connect_splynx_without_key_and_without_anybody_to_ask(
    run: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch, typed: str, missing: str
) -> None:
    monkeypatch.delenv("SPLYNX_API_KEY")
    monkeypatch.delenv("SPLYNX_API_SECRET")
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    answer = run("--json", "connect-splynx")
    assert answer.code == 2
    assert missing in answer.json["error"]["what_to_do"]
    assert desk.default.key is None


def test_connect_splynx_reads_key_and_secret_from_a_pipe(run: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPLYNX_API_KEY")
    monkeypatch.delenv("SPLYNX_API_SECRET")
    monkeypatch.setattr("sys.stdin", io.StringIO("key-2\nsecret-2\n"))
    assert run("connect-splynx").code == 0
    assert desk.default.key == ("https://isp.example.net", "key-2", "secret-2")


def test_the_official_add_on_is_warned_about_beside_the_document(run: Run, desk: Desk) -> None:
    desk.books.info = replace(desk.books.info, addon_mapped=7)
    answer = run("--json", "connect-splynx")
    assert (answer.code, answer.json["customers"]) == (0, 60)
    assert "7 categories, taxes or methods" in answer.err.replace("\n", " ")


def test_connect_xero_prints_the_address_on_a_line_of_its_own(run: Run, desk: Desk) -> None:
    answer = run("--json", "connect-xero", "--no-browser")
    assert answer.code == 0
    addresses = [line for line in answer.err.splitlines() if line.startswith("https://")]
    assert len(addresses) == 1
    assert answer.json["organisation"] == "Example ISP Ltd"
    assert answer.json["locked_up_to"] == "2026-10-31"
    assert desk.default.pinned == TENANT


def test_the_browser_is_opened_unless_told_not_to(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or False)
    assert "No browser opened" in run("connect-xero").err
    run("connect-xero", "--no-browser")
    assert len(opened) == 1


@pytest.mark.parametrize("named", ["North Ltd", "north ltd", "tenant-2"])
def test_the_organisation_the_profile_names_is_taken(run: Run, desk: Desk, named: str) -> None:
    north = organisation(id="tenant-2", name="North Ltd", period_lock=None, year_lock=None)
    desk.books.organisations["tenant-2"] = north
    desk.books.choices = (*desk.books.choices, OrganisationChoice("tenant-2", "North Ltd"))
    name_organisation(desk, named)
    assert run("connect-xero").code == 0
    assert desk.default.pinned == "tenant-2"


def name_organisation(desk: Desk, name: str) -> None:
    profile = desk.default.stored
    assert profile is not None
    desk.default.stored = replace(profile, xero=replace(profile.xero, organisation=name))


def test_another_organisation_than_the_profile_names_is_refused_before_anything_is_kept(run: Run, desk: Desk) -> None:
    name_organisation(desk, "North Ltd")
    answer = run("--json", "connect-xero")
    assert (answer.code, answer.json["error"]["id"]) == (2, "X5")
    assert "Example ISP Ltd" in answer.json["error"]["message"]
    assert "choose_organisation" not in desk.books.calls
    assert desk.default.pinned == ""


def test_of_several_organisations_one_must_be_named(run: Run, desk: Desk) -> None:
    desk.books.choices = (OrganisationChoice("t-1", "One"), OrganisationChoice("t-2", "Two"))
    answer = run("--json", "connect-xero")
    assert (answer.code, answer.json["error"]["id"]) == (2, "X12")
    assert "One (t-1), Two (t-2)" in answer.json["error"]["message"]


def test_no_organisation_at_all_is_told(run: Run, desk: Desk) -> None:
    desk.books.choices = ()
    assert run("connect-xero").code == 2


def test_an_organisation_of_another_profile_is_pointed_out(run: Run, desk: Desk) -> None:
    desk.books.choices = (replace(desk.books.choices[0], used_by="north"),)
    answer = run("connect-xero")
    assert answer.code == 0
    assert "Profile north syncs Example ISP Ltd too" in answer.err


def test_disconnect_says_whether_xero_could_be_told(run: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("--json", "disconnect").json == {"disconnected": True, "withdrawn_at_xero": True}
    monkeypatch.setattr(type(desk.default), "disconnect", lambda _self, _cancel: False)
    answer = run("disconnect")
    assert (answer.code, "Connected apps" in answer.out) == (0, True)


# -- plan, sync, compare --


def a_plan() -> SyncPlan:
    invoice = action(kind=ActionKind.CREATE_INVOICE, amount=money("115"))
    return SyncPlan("7F3A", (invoice,), totals=(Total(ActionKind.CREATE_INVOICE, 1, money("115")),))


def test_a_plan_is_shown_with_totals_cost_and_fingerprint(run: Run, desk: Desk) -> None:
    desk.books.plan = replace(a_plan(), calls={Side.XERO: 8, Side.SPLYNX: 11})
    answer = run("plan")
    assert answer.code == 0
    for words in ("Make invoices", "115.00", "1 of 1 can be undone.", "Xero requests: 8", "Plan 7F3A"):
        assert words in answer.out


def test_a_plan_with_questions_ends_with_three(run: Run, desk: Desk) -> None:
    desk.books.conflicts = (conflict(),)
    assert run("plan").code == 3
    assert run("--json", "plan").code == 3


def test_the_options_of_a_sync_reach_the_product(run: Run, desk: Desk) -> None:
    run("sync", "--plan", "7F3A", "--limit", "5", "--allow-many", "60")
    assert desk.books.requests == [SyncRequest(plan="7F3A", limit=5, allow_many=60)]


COMPLETED, DECIDE, STOPPED = SyncOutcome.COMPLETED, SyncOutcome.NEEDS_DECISIONS, SyncOutcome.STOPPED


@pytest.mark.parametrize(
    ("outcome", "reason", "code"),
    [
        (COMPLETED, None, 0),
        (DECIDE, None, 3),
        (DECIDE, "too-many-changes", 3),
        (STOPPED, "day-limit", 4),
        (STOPPED, "network", 4),
        (STOPPED, "service", 4),
        (STOPPED, "cancelled", 4),
        (STOPPED, "busy", 4),
        (STOPPED, "storage", 4),
        (STOPPED, "authorisation", 2),
        (STOPPED, "plan-changed", 2),
        (STOPPED, "second-workstation", 2),
        (STOPPED, "configuration", 2),
        (STOPPED, "internal", 1),
    ],
)
def test_the_exit_code_of_every_outcome(
    run: Run, desk: Desk, outcome: SyncOutcome, reason: str | None, code: int
) -> None:
    desk.books.report = SyncReport("run-1", outcome, reason)
    assert run("sync").code == code
    answer = run("--json", "sync")
    assert (answer.code, answer.json["reason"]) == (code, reason)


def test_what_a_sync_left_open_is_told_in_words(run: Run, desk: Desk) -> None:
    report = SyncReport("run-1", STOPPED, "network", uncertain=2, waiting=3, adopted=1, title="It broke", message="m")
    desk.books.report = replace(report, what_to_do="Try again.", details="timed out")
    out = run("sync").out
    for words in (
        "Stopped.",
        "It broke — m Try again.",
        "timed out",
        "2 items may have",
        "3 questions",
        "1 items whose",
    ):
        assert words in out


def test_conflicts_are_grouped_for_people(run: Run, desk: Desk) -> None:
    assert run("conflicts").out == "Nothing waits for you.\n"
    desk.books.conflicts = tuple(conflict(f"q{n}") for n in range(12))
    answer = run("conflicts")
    assert answer.code == 3
    assert "unmapped-category: 12 items, 1380.00" in answer.out
    assert "… and 2 more" in answer.out


def test_an_answer_reaches_the_product_with_all_its_options(
    run: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []
    monkeypatch.setattr(type(desk.default), "resolve", lambda _self, *values, **more: given.append((values, more)) or 4)
    answer = run("--json", "resolve", "q1", "ignore", "--group", "--remember", "--scope", "kind", "--up-to", "50.00")
    assert (answer.code, answer.json) == (0, {"answered": 4})
    expected = {"group": True, "remember": True, "scope": "kind", "up_to": money("50.00")}
    assert given == [(("q1", "ignore", ""), expected)]
    run("resolve", "q1", "map", "200")
    assert given[1][0] == ("q1", "map", "200")


def test_reconcile_ends_with_nought_only_when_balanced_and_nothing_waits(run: Run, desk: Desk) -> None:
    day = desk.books.tie_out.as_of
    assert run("reconcile").code == 0
    desk.books.tie_out = TieOut(day, (TieOutRow("receivables", "Receivables", money(1), money(0)),))
    answer = run("reconcile")
    assert (answer.code, "1.00 of receivables has no reason yet" in answer.out) == (3, True)
    desk.books.tie_out = TieOut(day, ())
    desk.books.conflicts = (conflict(),)
    assert run("reconcile").code == 3


def test_the_day_to_compare_reaches_the_product(run: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    days: list[Any] = []
    monkeypatch.setattr(
        type(desk.default), "reconcile", lambda _self, day, *_rest: days.append(day) or desk.books.tie_out
    )
    run("reconcile", "--as-of", "2026-10-31")
    run("reconcile")
    assert [str(day) for day in days] == ["2026-10-31", "None"]


def test_history_for_people(run: Run, desk: Desk) -> None:
    desk.books.runs = (replace(a_run("r1"), outcome="stopped", reason="network"),)
    desk.books.items = {"r1": (run_item(),)}
    assert "thandi on desk-1" in run("history").out
    assert "customer 1" in run("history", "r1").out


def test_markup_in_names_is_shown_as_it_is(run: Run, desk: Desk) -> None:
    desk.books.conflicts = (conflict(question="[bold]Which[/bold] of [these]?"),)
    assert "[bold]Which[/bold] of [these]?" in run("conflicts").out
    desk.books.items = {"r1": (run_item(subject="invoice [red]7", customer="[/]", message="[x"),)}
    assert "invoice [red]7" in run("history", "r1").out


# -- the program itself --


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["plan", "--json"], ["--json", "plan"]),
        (["sync", "-v", "--limit", "3", "--profile", "north"], ["-v", "--profile", "north", "sync", "--limit", "3"]),
        (["plan", "--profile=north"], ["--profile=north", "plan"]),
        (["resolve", "q1", "map", "--", "--json"], ["resolve", "q1", "map", "--", "--json"]),
        (["plan", "--profile"], ["plan", "--profile"]),
    ],
)
def test_options_of_the_program_may_stand_behind_the_command(given: Sequence[str], expected: list[str]) -> None:
    assert globals_first(given) == expected


def test_json_behind_the_command_works_too(run: Run) -> None:
    assert run("plan", "--json").json["fingerprint"] == "7F3A91C2"


def test_every_command_has_help(run: Run) -> None:
    names = [name for name in cli.commands if name != "profile"]
    for command in [[name] for name in names] + [["profile", "export"]]:
        answer = run(*command, "--help")
        assert answer.code == 0
        assert "Usage: splynx-xero" in answer.out


def test_the_module_is_the_program(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["splynx-xero", "plan", "--json"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("splynx_xero_gui.cli", run_name="__main__")
    assert ended.value.code == 0
