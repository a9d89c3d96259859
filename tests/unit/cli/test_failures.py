"""No failure prints a traceback; each has its exit code and, under --json, exactly one document (interface.md)."""

import signal
from typing import Any

import pytest

from splynx_xero_gui.cli.running import exit_code
from splynx_xero_gui.domain.failures import (
    Busy,
    Cancelled,
    DayLimitReached,
    Failure,
    Misconfigured,
    NetworkLost,
    NotAuthorised,
    PlanChanged,
    SecondWorkstation,
    ServiceDown,
    StorageTrouble,
    TooManyChanges,
    VaultUnavailable,
)
from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.domain.results import SyncReport
from splynx_xero_gui.engine.fetching import FetchedLine, FetchLine
from splynx_xero_gui.wizard.services import FetchReport
from tests.support.fake_session import FakeSession
from tests.unit.cli.conftest import Desk, Run

CODES: list[tuple[type[Failure], int]] = [
    (Misconfigured, 2),
    (NotAuthorised, 2),
    (VaultUnavailable, 2),
    (SecondWorkstation, 2),
    (PlanChanged, 2),
    (TooManyChanges, 3),
    (NetworkLost, 4),
    (ServiceDown, 4),
    (DayLimitReached, 4),
    (Busy, 4),
    (StorageTrouble, 4),
    (Failure, 1),
]


def failure(cls: type[Failure]) -> Failure:
    return cls("T1", "Title [x]", "Message.", "Do this.", details="the service's words")


@pytest.mark.parametrize(("cls", "code"), CODES)
@pytest.mark.parametrize("command", ["fetch", "plan", "reconcile", "conflicts"])
def test_every_failure_has_its_code_and_says_what_to_do(
    run: Run, desk: Desk, cls: type[Failure], code: int, command: str
) -> None:
    desk.books.fail[command] = failure(cls)
    assert exit_code(failure(cls)) == code
    shown = run(command)
    assert (shown.code, shown.out) == (code, "")
    assert [line.strip() for line in shown.err.splitlines()] == [
        "Title [x]",
        "Message.",
        "Do this.",
        "the service's words",
    ]
    answer = run("--json", command)
    assert answer.code == code
    assert answer.json == {
        "error": {
            "id": "T1",
            "title": "Title [x]",
            "message": "Message.",
            "what_to_do": "Do this.",
            "details": "the service's words",
        }
    }


@pytest.mark.parametrize(
    ("cls", "code", "reason"),
    [
        (NotAuthorised, 2, "authorisation"),
        (VaultUnavailable, 2, "authorisation"),
        (Misconfigured, 2, "configuration"),
        (Busy, 4, "busy"),
        (StorageTrouble, 4, "storage"),
        (TooManyChanges, 3, "too-many-changes"),
    ],
)
def test_a_sync_that_never_began_prints_its_document_without_a_run(
    run: Run, desk: Desk, cls: type[Failure], code: int, reason: str
) -> None:
    desk.books.fail["sync"] = failure(cls)
    answer = run("--json", "sync")
    assert answer.code == code
    assert (answer.json["run_id"], answer.json["reason"], answer.json["error"]["id"]) == (None, reason, "T1")
    assert run("sync").code == code
    del desk.books.fail["sync"]
    assert set(answer.json) == {*run("--json", "sync").json, "error"}


@pytest.mark.parametrize(
    "command",
    [("plan",), ("sync",), ("fetch",), ("conflicts",), ("reconcile",), ("history",), ("resolve", "q", "skip")],
)
def test_an_error_of_the_programs_own_is_no_traceback_but_one_in_the_log(
    run: Run, desk: Desk, caplog: pytest.LogCaptureFixture, command: tuple[str, ...]
) -> None:
    name = "runs" if command[0] == "history" else command[0]
    desk.books.fail[name] = ZeroDivisionError("a defect")  # type: ignore[assignment]
    answer = run("--json", *command)
    assert (answer.code, answer.json["error"]["id"]) == (1, "G1")
    assert "ZeroDivisionError: a defect" in answer.json["error"]["details"]
    assert "a defect" in caplog.text
    assert "ZeroDivisionError" not in run(*command).err
    assert "ZeroDivisionError" in run("-v", *command).err


@pytest.mark.parametrize("command", ["plan", "reconcile"])
def test_a_failure_after_the_work_still_prints_one_document(run: Run, desk: Desk, command: str) -> None:
    desk.books.fail["conflicts"] = failure(StorageTrouble)
    answer = run("--json", command)
    assert (answer.code, list(answer.json)) == (4, ["error"])


# -- wrong usage --


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "ommand"),
        (["nonsense"], "nonsense"),
        (["plan", "--nonsense"], "--nonsense"),
        (["setup"], "--from"),
        (["profile"], "Usage"),
        (["profile", "export"], "FILE"),
        (["resolve", "q1"], "CHOICE"),
        (["resolve", "q1", "skip", "--scope", "planet"], "planet"),
        (["resolve", "q1", "skip", "--up-to", "lots", "--remember"], "lots"),
        (["resolve", "q1", "skip", "--up-to", "-1", "--remember"], "-1"),
        (["resolve", "q1", "skip", "--up-to", "NaN", "--remember"], "NaN"),
        (["resolve", "q1", "skip", "--up-to", "5"], "--remember"),
        (["resolve", "q1", "skip", "--scope", "kind"], "--remember"),
        (["sync", "--limit", "many"], "many"),
        (["sync", "--limit", "-1"], "-1"),
        (["sync", "--allow-many", "0"], "0"),
        (["reconcile", "--as-of", "31.10.2026"], "31.10.2026"),
        (["reconcile", "--as-of", "2026-02-30"], "2026-02-30"),
        (["connect-xero", "--timeout", "0"], "0"),
        (["connect-xero", "--timeout", "soon"], "soon"),
        (["history", "r1", "r2"], "r2"),
        (["--profile"], "--profile"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_ends_with_two_and_names_what_is_wrong(
    run: Run, desk: Desk, arguments: list[str], words: str
) -> None:
    shown = run(*arguments)
    assert shown.code == 2
    assert words in shown.err
    answer = run("--json", *arguments)
    assert answer.code == 2
    assert answer.json["error"]["id"] == "U0"
    assert words in answer.json["error"]["message"]
    assert desk.books.calls == []


# -- a fetch that got half of it --


def half_read(error: Failure | None, line: FetchLine = FetchLine.ACCOUNTS) -> FetchReport:
    return FetchReport((FetchedLine(line, Side.XERO, None, "It broke.", error),), problems=())


@pytest.mark.parametrize(("cls", "code"), [(NetworkLost, 4), (NotAuthorised, 2), (ServiceDown, 4)])
def test_a_fetch_that_failed_has_the_code_of_its_cause_and_tells_every_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, cls: type[Failure], code: int
) -> None:
    monkeypatch.setattr(FakeSession, "fetch", lambda *_: half_read(failure(cls)))
    answer = run("--json", "fetch")
    assert answer.code == code
    assert answer.json["lines"] == [{"line": "accounts", "side": "xero", "count": None, "failure": "It broke."}]
    assert answer.json["error"]["id"] == "T1"
    assert "not read: It broke." in run("fetch").out


def test_missing_tracking_categories_are_no_failure(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeSession, "fetch", lambda *_: half_read(failure(NotAuthorised), FetchLine.TRACKING))
    answer = run("--json", "fetch")
    assert (answer.code, "error" in answer.json) == (0, False)


def test_mistakes_in_the_mappings_end_a_fetch_with_two(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    report = FetchReport((), problems=("Category “Servise”: Splynx has no category of that name.",))
    monkeypatch.setattr(FakeSession, "fetch", lambda *_: report)
    answer = run("--json", "fetch")
    assert (answer.code, answer.json["problems"]) == (2, list(report.problems))
    assert "Servise" in run("fetch").out


# -- stopping --


def test_ctrl_c_asks_the_work_to_stop_at_the_next_safe_place(
    run: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sync(_self: FakeSession, _request: object, _observer: object, cancel: Any) -> SyncReport:
        signal.raise_signal(signal.SIGINT)
        cancel.raise_if_requested()
        raise AssertionError("the wish to stop did not arrive")

    monkeypatch.setattr(FakeSession, "sync", sync)
    before = signal.getsignal(signal.SIGINT)
    answer = run("--json", "sync")
    assert (answer.code, answer.json["reason"]) == (4, "cancelled")
    assert "Stopping after the request under way" in answer.err
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_ctrl_c_ends_it_at_once_still_with_one_document(
    run: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plan(*_arguments: object) -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("the second one was swallowed")

    monkeypatch.setattr(FakeSession, "plan", plan)
    answer = run("--json", "plan")
    assert (answer.code, answer.json["error"]["id"]) == (4, Cancelled().id)
