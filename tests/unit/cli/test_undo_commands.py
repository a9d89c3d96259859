"""`undo`, `take-over` and `ledger archive` at the console: documents, tables, exit codes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Side
from splynx_xero_gui.domain.payloads import VoidPayload
from splynx_xero_gui.domain.plan import SyncAction, Total
from splynx_xero_gui.domain.results import SyncOutcome, SyncReport, Written
from splynx_xero_gui.domain.undo import Kept, Obstacle, UndoPlan
from tests.unit.cli.conftest import Desk, Run

DAY = dt.date(2026, 11, 12)
WHY = "It has been paid or credited: 60.00."


@pytest.fixture(autouse=True)
def undoable(desk: Desk) -> None:
    void = SyncAction(
        "a1", ActionKind.VOID_INVOICE, Side.XERO, "invoice 202611010003", "3", "x3", "12", "Anna Botha", DAY,
        Decimal("115.00"), "ZAR", None, VoidPayload(ObjectKind.INVOICE, "x3", "VOIDED", "N"), undoes="i3",
    )  # fmt: skip
    paid = Kept(
        "i4", ActionKind.CREATE_INVOICE, Side.XERO, "invoice 202611010004", "Ben Nel", "4", "x4", DAY,
        Decimal("460.00"), "ZAR", Obstacle.PAID, WHY,
    )  # fmt: skip
    totals = (Total(ActionKind.VOID_INVOICE, 1, Decimal("115.00")),)
    desk.books.undo_plan = UndoPlan("r1", "7F3A-91C2", (void,), (paid,), 2, totals, {Side.XERO: 9})
    desk.books.report = SyncReport(
        "u1",
        SyncOutcome.NEEDS_DECISIONS,
        written=(Written(Side.XERO, ActionKind.VOID_INVOICE, 1, Decimal("115.00")),),
        waiting=1,
        calls={Side.XERO: 16, Side.SPLYNX: 8},
    )


def test_the_plan_of_an_undo_is_one_document_and_writes_nothing(run: Run, desk: Desk) -> None:
    answer = run("--json", "undo", "r1", "--plan")
    assert answer.code == 0
    plan = answer.json
    assert (plan["run_id"], plan["fingerprint"], plan["already_undone"]) == ("r1", "7F3A-91C2", 2)
    assert [(a["kind"], a["amount"], a["undo"]) for a in plan["actions"]] == [("void-invoice", "115.00", None)]
    assert plan["cannot"] == [
        {
            "kind": "create-invoice", "side": "xero", "subject": "invoice 202611010004", "customer": "Ben Nel",
            "splynx_id": "4", "xero_id": "x4", "date": "2026-11-12", "amount": "460.00", "currency": "ZAR",
            "reason": "paid", "why": WHY,
        }
    ]  # fmt: skip
    assert plan["totals"] == [{"kind": "void-invoice", "count": 1, "amount": "115.00"}]
    assert plan["estimated_calls"] == {"xero": 9, "splynx": 0}
    assert desk.books.undone == []


def test_undo_runs_exactly_the_plan_it_told_and_ends_as_a_sync_does(run: Run, desk: Desk) -> None:
    answer = run("--json", "undo", "r1")
    assert answer.code == 3
    assert (answer.json["run_id"], answer.json["undoes"]) == ("u1", "r1")
    assert answer.json["written"]["xero"] == {"void-invoice": 1}
    assert [one["reason"] for one in answer.json["cannot"]] == ["paid"]
    assert desk.books.undone == [("r1", "7F3A-91C2")]


def test_people_see_what_happens_and_what_stays_with_its_reason(run: Run) -> None:
    told = run("undo", "r1", "--plan").out
    words = " ".join(told.split())
    for text in ("1 of 2 can be undone, 1 cannot.", "2 were undone before.", "Void invoices", "115.00", "460.00", WHY):
        assert text in words


@pytest.mark.parametrize("plan_only", [("--plan",), ()])
def test_a_run_that_cannot_be_undone_at_all_is_wrong_usage(run: Run, desk: Desk, plan_only: tuple[str, ...]) -> None:
    desk.books.fail["undo_plan"] = Misconfigured("H2", "An undo cannot be undone", "It is one.", "Send again.")
    answer = run("--json", "undo", "u1", *plan_only)
    assert (answer.code, answer.json["error"]["id"]) == (2, "H2")
    assert desk.books.undone == []


def test_taking_over_says_what_was_linked_and_what_waits(run: Run) -> None:
    answer = run("--json", "take-over")
    assert answer.code == 3
    assert answer.json == {"links": {"customer": 12, "invoice": 30}, "questions": 1, "writes": 0}
    assert "1 questions wait" in run("take-over").out


def test_a_record_is_set_aside_only_when_it_is_meant(run: Run, desk: Desk) -> None:
    unsure = run("--json", "ledger", "archive")
    assert (unsure.code, unsure.json["error"]["id"]) == (2, "U1")
    assert "archive_record" not in desk.books.calls
    assert run("--json", "ledger", "archive", "--yes").json == {"kept": "records/main.archived.sqlite"}
