"""The JSON documents, key by key as interface.md writes them down."""

import datetime as dt
from dataclasses import replace

import pytest

from splynx_xero_gui.domain.conflict import Choice, FieldDiff, Needs
from splynx_xero_gui.domain.kinds import ActionKind, Side, Undo
from splynx_xero_gui.domain.plan import Notice, SyncPlan, Total, Waiting
from splynx_xero_gui.domain.results import Explained, SyncOutcome, SyncReport, TieOut, TieOutRow, Written
from tests.support.fakes import money
from tests.support.samples import MOMENT, action, conflict, run_item
from tests.support.samples import run as a_run
from tests.unit.cli.conftest import Desk, Run

DAY = dt.date(2026, 11, 1)


def test_a_plan(run: Run, desk: Desk) -> None:
    desk.books.plan = SyncPlan(
        "7F3A-91C2",
        actions=(
            action(
                "a1",
                kind=ActionKind.CREATE_INVOICE,
                subject="invoice 202611010003",
                splynx_id="1203",
                date=DAY,
                amount=money("115"),
                undo=Undo.VOID,
            ),
            action("a2", undo=None, xero_id="c-1", why="new"),
        ),
        waiting=(Waiting("payment 5", "5", "1", money("7.5"), "waiting-for-invoice"),),
        notices=(Notice("rounding", "invoice 3", money("0.01"), "A rounding line."),),
        totals=(Total(ActionKind.CREATE_INVOICE, 1, money("115")),),
        calls={Side.XERO: 9, Side.SPLYNX: 12},
    )
    document = run("--json", "plan").json
    assert document == {
        "fingerprint": "7F3A-91C2",
        "actions": [
            {
                "id": "a1",
                "kind": "create-invoice",
                "side": "xero",
                "subject": "invoice 202611010003",
                "customer": "Customer 1",
                "splynx_id": "1203",
                "xero_id": None,
                "date": "2026-11-01",
                "amount": "115.00",
                "currency": "ZAR",
                "undo": "void",
                "why": "",
            },
            {
                "id": "a2",
                "kind": "create-contact",
                "side": "xero",
                "subject": "customer 1",
                "customer": "Customer 1",
                "splynx_id": "1",
                "xero_id": "c-1",
                "date": None,
                "amount": "0.00",
                "currency": "ZAR",
                "undo": None,
                "why": "new",
            },
        ],
        "conflicts": [],
        "waiting": [{"subject": "payment 5", "splynx_id": "5", "amount": "7.50", "reason": "waiting-for-invoice"}],
        "notices": [{"kind": "rounding", "subject": "invoice 3", "amount": "0.01", "text": "A rounding line."}],
        "totals": [{"kind": "create-invoice", "count": 1, "amount": "115.00"}],
        "estimated_calls": {"xero": 9, "splynx": 12},
    }


def test_a_sync(run: Run, desk: Desk) -> None:
    desk.books.report = SyncReport(
        "run-7",
        SyncOutcome.COMPLETED,
        written=(Written(Side.XERO, ActionKind.CREATE_INVOICE, 1, money("115")),),
        calls={Side.XERO: 2, Side.SPLYNX: 5},
        seconds=3.21,
    )
    assert run("--json", "sync").json == {
        "run_id": "run-7",
        "outcome": "completed",
        "reason": None,
        "resume_at": None,
        "written": {"xero": {"create-invoice": 1}, "splynx": {}},
        "waiting": 0,
        "skipped": 0,
        "uncertain": 0,
        "calls": {"xero": 2, "splynx": 5},
        "seconds": 3.2,
    }


def test_a_stopped_sync_is_the_same_document_with_the_cause(run: Run, desk: Desk) -> None:
    desk.books.report = SyncReport(
        "run-8",
        SyncOutcome.STOPPED,
        reason="day-limit",
        resume_at=dt.datetime(2026, 11, 13, tzinfo=dt.UTC),
        skipped=4,
        uncertain=1,
        failure_id="L1",
        title="Xero's limit for today is reached",
        message="The rest waits.",
        what_to_do="Nothing.",
    )
    answer = run("--json", "sync")
    assert answer.code == 4
    assert answer.json["resume_at"] == "2026-11-13T00:00:00+00:00"
    assert (answer.json["reason"], answer.json["skipped"], answer.json["uncertain"]) == ("day-limit", 4, 1)
    assert answer.json["error"] == {
        "id": "L1",
        "title": "Xero's limit for today is reached",
        "message": "The rest waits.",
        "what_to_do": "Nothing.",
    }


def test_conflicts(run: Run, desk: Desk) -> None:
    one = conflict(
        "q1",
        fields=(FieldDiff("total", None, "115.00", "100.00"),),
        choices=(
            Choice("map", "Choose an account…", "All use it.", Needs.ACCOUNT),
            Choice("skip", "Leave out", "Asked again."),
        ),
        group_count=3,
    )
    desk.books.conflicts = (one, replace(one, id="q2", fields=(), choices=()))
    answer = run("--json", "conflicts")
    assert answer.code == 3
    first, second = answer.json
    assert first == {
        "id": "q1",
        "kind": "unmapped-category",
        "group": "unmapped-category:2",
        "count": 3,
        "subject": "invoice 2026000001",
        "customer": None,
        "splynx_id": "1",
        "xero_id": None,
        "amount": "115.00",
        "question": "Which account takes it?",
        "why": "Its category has no account.",
        "default": "later",
        "fields": [{"name": "total", "agreed": None, "splynx": "115.00", "xero": "100.00"}],
        "choices": [
            {"id": "map", "label": "Choose an account…", "consequence": "All use it.", "needs": "account"},
            {"id": "skip", "label": "Leave out", "consequence": "Asked again.", "needs": None},
        ],
    }
    assert second["id"] == "q2"


def test_reconcile(run: Run, desk: Desk) -> None:
    named = Explained("invoice 7", money("15"), "Which account takes it?")
    desk.books.tie_out = TieOut(
        DAY,
        (
            TieOutRow("receivables", "Receivables", money("115"), money("100"), (named,)),
            TieOutRow("bank:090:Cash", "090 Bank, Cash", money("0"), money("0.01")),
        ),
        information=(Explained("drafts (0)", money("0"), "count 0"),),
    )
    answer = run("--json", "reconcile")
    assert answer.code == 3
    assert answer.json == {
        "as_of": "2026-11-01",
        "balanced": False,
        "rows": [
            {
                "measure": "receivables",
                "label": "Receivables",
                "splynx": "115.00",
                "xero": "100.00",
                "difference": "15.00",
                "unexplained": "0.00",
                "explained": [{"subject": "invoice 7", "amount": "15.00", "why": "Which account takes it?"}],
            },
            {
                "measure": "bank:090:Cash",
                "label": "090 Bank, Cash",
                "splynx": "0.00",
                "xero": "0.01",
                "difference": "-0.01",
                "unexplained": "-0.01",
                "explained": [],
            },
        ],
        "information": [{"subject": "drafts (0)", "amount": "0.00", "why": "count 0"}],
        "incomplete": [],
        "cut_over": None,
    }


def test_history_and_one_runs_entries(run: Run, desk: Desk) -> None:
    ended = replace(a_run("r1"), finished_at=MOMENT, outcome="stopped", reason="network", calls_xero=7, waiting=2)
    desk.books.runs = (ended,)
    desk.books.items = {"r1": (run_item(amount=money("115"), message="done late"),)}
    assert run("--json", "history").json == [
        {
            "run_id": "r1",
            "started_at": "2026-11-01T08:30:00+00:00",
            "finished_at": "2026-11-01T08:30:00+00:00",
            "started_by": "thandi",
            "machine": "desk-1",
            "trigger": "hand",
            "undoes": None,
            "outcome": "stopped",
            "reason": "network",
            "waiting": 2,
            "skipped": 0,
            "uncertain": 0,
            "calls": {"xero": 7, "splynx": 0},
        }
    ]
    assert run("--json", "history", "r1").json == {
        "run_id": "r1",
        "items": [
            {
                "kind": "create-contact",
                "side": "xero",
                "subject": "customer 1",
                "customer": "Customer 1",
                "splynx_id": "1",
                "xero_id": "c-1",
                "date": "2026-11-01",
                "amount": "115.00",
                "currency": "ZAR",
                "result": "done",
                "message": "done late",
                "at": "2026-11-01T08:30:00+00:00",
            }
        ],
    }


def test_fetch(run: Run) -> None:
    answer = run("--json", "fetch")
    assert answer.code == 0
    document = answer.json
    assert (document["complete"], document["problems"]) == (True, [])
    assert document["lines"][0] == {"line": "company", "side": "splynx", "count": 2, "failure": None}
    assert document["calls"] == {"xero": 5, "splynx": 6}
    assert "error" not in document


@pytest.mark.parametrize("amount", ["0.005", "1E+3", "-0", "1234567.891"])
def test_money_is_always_text_with_two_decimals(run: Run, desk: Desk, amount: str) -> None:
    desk.books.tie_out = TieOut(DAY, (TieOutRow("receivables", "R", money(amount), money(amount)),))
    text = run("--json", "reconcile").json["rows"][0]["splynx"]
    assert text == {"0.005": "0.01", "1E+3": "1000.00", "-0": "0.00", "1234567.891": "1234567.89"}[amount]


def test_names_of_the_world_go_through_unescaped(run: Run, desk: Desk) -> None:
    desk.books.conflicts = (conflict(subject='invoice "ŠČ" 発票', question="Čí?"),)
    answer = run("--json", "conflicts")
    assert "発票" in answer.out
    assert answer.json[0]["subject"] == 'invoice "ŠČ" 発票'
