"""Rules and the journal: what is decided is written down once, by the database itself for good (design.md §6)."""

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from splynx_xero_gui.domain.conflict import Conflict, ConflictKind
from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.journal import JournalEvent
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.engine.decisions import Decisions, unanswered
from splynx_xero_gui.engine.reconcile.draft import Subject
from splynx_xero_gui.engine.reconcile.questions import phrase
from splynx_xero_gui.engine.rulebook import Rulebook, note_ruled
from splynx_xero_gui.storage.ledger import SqlLedger, open_ledger
from tests.support.samples import FixedClock

D = Decimal


def below_zero(number: int, amount: str, customer: str) -> Conflict:
    about = Subject(ObjectKind.INVOICE, f"invoice {number}", str(number), customer, D(amount))
    return phrase(ConflictKind.NEGATIVE_INVOICE, about, {"no": str(number), "customer": f"Customer {customer}"})


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def ledger(tmp_path: Path, clock: FixedClock):
    with open_ledger(tmp_path / "ledger.sqlite", clock) as opened:
        yield opened


@pytest.fixture
def decisions(ledger: SqlLedger, clock: FixedClock) -> Decisions:
    ids = iter(f"rule-{n}" for n in range(1, 99))
    ledger.save_conflicts([below_zero(1, "-46", "1"), below_zero(2, "-80", "2"), below_zero(3, "-10", "1")], None)
    return Decisions(ledger, clock, lambda: next(ids), "Thandi on PC-1")


def test_every_answer_stands_in_the_journal_with_its_sentence(ledger: SqlLedger, decisions: Decisions) -> None:
    question = below_zero(1, "-46", "1")
    decisions.resolve(question.id, "as-credit-note")
    (entry,) = ledger.journal()
    assert (entry.event, entry.by, entry.choice) == (JournalEvent.ANSWERED, "Thandi on PC-1", "as-credit-note")
    assert entry.consequence == "Credit note 1 over 46.00 in Xero."
    assert (entry.subject, entry.amount, entry.group) == ("invoice 1", D("46"), question.group)


@pytest.mark.parametrize("table", ["decision_journal", "questions_asked"])
@pytest.mark.parametrize("what", ["DELETE FROM {}", "UPDATE {} SET kind = 'other'"])
def test_nobody_can_change_or_remove_an_entry(
    ledger: SqlLedger, decisions: Decisions, tmp_path: Path, table: str, what: str
) -> None:
    import sqlite3

    decisions.resolve(below_zero(1, "-46", "1").id, "as-credit-note")
    connection = sqlite3.connect(tmp_path / "ledger.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="never changed or removed"):
        connection.execute(what.format(table))
    connection.close()
    with pytest.raises(Exception, match="never changed or removed"), ledger._database.write() as open_one:
        open_one.execute(text(what.format(table)))
    assert len(ledger.journal()) == 1


def test_the_reach_counts_what_is_open_and_what_was_asked_in_twelve_months(
    ledger: SqlLedger, decisions: Decisions, clock: FixedClock
) -> None:
    question = below_zero(1, "-46", "1")
    book = Rulebook(ledger, clock, "Thandi")
    for scope, up_to, now, past in (
        ("customer", None, 2, 2),
        ("kind", None, 3, 3),
        ("kind", D("46"), 2, 2),
        ("customer", D("20"), 1, 1),
    ):
        rule = decisions.rule_of(question, "as-credit-note", "", scope, up_to)
        reach = book.reach(rule, unanswered(ledger))
        assert (reach.open_now, reach.past) == (now, past), (scope, up_to)
    ledger.save_conflicts([], None)
    rule = decisions.rule_of(question, "as-credit-note", "", "kind", None)
    reach = book.reach(rule, unanswered(ledger))
    assert (reach.open_now, reach.past, reach.past_amount) == (0, 3, D("136"))
    clock.pass_time(days=366)
    assert book.reach(rule, ()).past == 0
    assert ledger.rules() == []


def test_what_a_rule_answers_is_noted_once_and_counted(
    ledger: SqlLedger, decisions: Decisions, clock: FixedClock
) -> None:
    question = below_zero(1, "-46", "1")
    decisions.resolve(question.id, "as-credit-note", remember=True)
    book = Rulebook(ledger, clock, "Thandi on PC-1")
    (known,) = book.rules()
    assert (known.used, known.last_used, known.answer) == (0, None, "Send it as a credit note")
    other = below_zero(3, "-10", "1")
    note_ruled(ledger, [(known.rule.id, other)], clock.now())
    note_ruled(ledger, [(known.rule.id, other)], clock.now())
    (known,) = book.rules()
    assert (known.used, known.last_used) == (1, clock.now())
    assert [entry.subject for entry in book.answered_by(known.rule.id)] == ["invoice 3"]


def test_a_revoked_rule_answers_nothing_and_stays_listed(
    ledger: SqlLedger, decisions: Decisions, clock: FixedClock
) -> None:
    decisions.resolve(below_zero(1, "-46", "1").id, "as-credit-note", remember=True, scope="kind")
    book = Rulebook(ledger, clock, "Ben on PC-2")
    (known,) = book.rules()
    book.revoke(known.rule.id)
    (known,) = book.rules()
    assert known.rule.revoked_at == clock.now()
    assert book.reach(known.rule, unanswered(ledger)).open_now == 0
    newest = ledger.journal()[0]
    assert (newest.event, newest.by, newest.rule_id) == (JournalEvent.RULE_REVOKED, "Ben on PC-2", known.rule.id)
    with pytest.raises(Misconfigured):
        book.revoke("rule-77")


def test_an_answer_taken_back_takes_its_rule_along(ledger: SqlLedger, decisions: Decisions) -> None:
    question = below_zero(1, "-46", "1")
    decisions.resolve(question.id, "as-credit-note", remember=True)
    decisions.withdraw_all([question.id])
    assert [rule.revoked_at is not None for rule in ledger.rules()] == [True]
    assert question.id in {c.id for c in unanswered(ledger)}
    events = [entry.event for entry in ledger.journal()]
    assert events == [
        JournalEvent.RULE_REVOKED, JournalEvent.TAKEN_BACK, JournalEvent.ANSWERED, JournalEvent.RULE_MADE,
    ]  # fmt: skip


def test_what_is_about_one_case_alone_is_never_remembered(decisions: Decisions) -> None:
    with pytest.raises(Misconfigured, match="about this case alone"):
        decisions.resolve(below_zero(1, "-46", "1").id, "skip", remember=True)


def test_an_answer_for_the_group_leaves_what_was_answered_by_itself(ledger: SqlLedger, clock: FixedClock) -> None:
    def unmapped(number: int) -> Conflict:
        about = Subject(ObjectKind.INVOICE, f"invoice {number}", str(number), "1", D("115"))
        lock = {"lock": "2026-10-31", "effect": "Dated 2026-11-01 in Xero."}
        return phrase(ConflictKind.DOCUMENT_LOCKED_PERIOD, about, lock, cause="2026-10-31")

    one, two, three = questions = [unmapped(n) for n in (1, 2, 3)]
    ledger.save_conflicts(questions, None)
    decisions = Decisions(ledger, clock, lambda: "rule", "Thandi")
    decisions.resolve(one.id, "leave-out")
    assert decisions.resolve(two.id, "wait", group=True) == 2
    answers = ledger.resolutions()
    assert [answers[c.id].choice for c in questions] == ["leave-out", "wait", "wait"]
    assert decisions.resolve(three.id, "first-open-day", group=True) == 3
