"""Rules, the journal and what may have arrived on the console: documents, tables and exit codes."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from splynx_xero_gui.domain.conflict import ConflictKind, Rule
from splynx_xero_gui.domain.journal import JournalEntry, JournalEvent
from splynx_xero_gui.domain.kinds import ActionKind, Side
from splynx_xero_gui.engine.rulebook import KnownRule
from splynx_xero_gui.engine.uncertain import MayHaveArrived
from tests.support.fake_session import MOMENT
from tests.unit.cli.conftest import Desk, Run

LOST = MayHaveArrived(
    "i-1", ActionKind.CREATE_PAYMENT, Side.XERO, "payment 812", "T. Mbeki", Decimal("460"), None, MOMENT
)
RULE = Rule("r-1", ConflictKind.NEGATIVE_INVOICE, "as-credit-note", scope="kind", by="Thandi on PC-1", at=MOMENT)
USED = JournalEntry(MOMENT, JournalEvent.BY_RULE, "rule of Thandi", "negative-invoice", "invoice 7", rule_id="r-1")


def test_what_may_have_arrived_waits_for_a_person(run: Run, desk: Desk) -> None:
    desk.books.lost = (LOST,)
    listed = run("--json", "conflicts", "--lost")
    assert listed.code == 3
    (one,) = listed.json
    assert (one["id"], one["amount"], one["looked_up"], one["choices"]) == ("i-1", "460.00", 0, ["is-there"])
    looked = run("--json", "conflicts", "--lost", "--look-up")
    assert (looked.json[0]["looked_up"], looked.json[0]["choices"]) == (1, ["is-there", "not-there"])
    assert run("--json", "resolve", "i-1", "not-there").json == {"answered": 1}
    assert desk.books.answered == [("i-1", "it is not there", "")]
    assert run("--json", "conflicts", "--lost").code == 0


def test_a_lost_write_is_pointed_at(run: Run, desk: Desk) -> None:
    desk.books.lost = (LOST,)
    assert run("resolve", "i-1", "is-there", "p-9").code == 0
    assert desk.books.answered == [("i-1", "it is there", "p-9")]


def test_looking_up_needs_lost(run: Run) -> None:
    assert run("conflicts", "--look-up").code == 2


def test_rules_are_listed_and_revoked(run: Run, desk: Desk) -> None:
    desk.books.rules = (KnownRule(RULE, "Send it as a credit note", "", 2, MOMENT),)
    (one,) = run("--json", "rules").json
    assert (one["id"], one["kind"], one["used"], one["revoked_at"]) == ("r-1", "negative-invoice", 2, None)
    assert "in force" in run("rules").out
    assert run("--json", "rules", "revoke", "r-1").json == {"revoked": "r-1"}
    assert run("--json", "rules").json[0]["revoked_at"] == MOMENT.isoformat()


def test_the_journal_is_listed_whole_or_by_rule(run: Run, desk: Desk) -> None:
    desk.books.journal = (USED, dataclasses.replace(USED, event=JournalEvent.ANSWERED, rule_id=""))
    assert [e["event"] for e in run("--json", "history", "--decisions").json] == ["by-rule", "answered"]
    assert [e["rule_id"] for e in run("--json", "rules", "answered", "r-1").json] == ["r-1"]
    assert run("history", "--decisions", "r1").code == 2
