"""What every ledger promises about links, intents, questions and history (design.md §4, R1)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from decimal import Decimal
from pathlib import Path

import pytest

from splynx_xero_gui.domain.conflict import Choice, ConflictKind, FieldDiff, Resolution, Rule
from splynx_xero_gui.domain.kinds import ActionKind, Birthplace, ObjectKind, Side
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.domain.records import IntentState, Link, LinkState, Role, Run, RunItem
from splynx_xero_gui.domain.reference import (
    Account,
    AccountingReference,
    BilledTax,
    BillingReference,
    Organisation,
    TaxRate,
)
from splynx_xero_gui.ports.ledger import Conclusion, Ledger
from tests.contract.conftest import LedgerMaker
from tests.support import samples
from tests.support.samples import intent, seen

ROOT = Path(__file__).resolve().parents[2]


def without_id(links: object) -> list[Link]:
    return [dataclasses.replace(link, id=None) for link in links]  # type: ignore[attr-defined]


# --- links ----------------------------------------------------------------------------------------------------------


def test_a_link_comes_back_with_every_field_and_an_id(ledger: Ledger) -> None:
    link = Link(
        ObjectKind.PAYMENT,
        "812",
        Role.PAYMENT,
        ObjectKind.PAYMENT,
        "p-1",
        "1",
        part=2,
        generation=3,
        xero_part="part",
        invoice_id="77",
        amount=Decimal("460.10"),
        date=samples.DAY,
        birthplace=Birthplace.BOTH,
        state=LinkState.LEFT,
        partner_id="4",
        agreed='{"amount":"460.10"}',
        agreed_splynx="aa",
        agreed_xero="bb",
    )
    ledger.save_links([link])
    (kept,) = ledger.links()
    assert kept.id is not None
    assert dataclasses.replace(kept, id=None) == link


def test_a_link_with_an_id_is_replaced(ledger: Ledger) -> None:
    ledger.save_links([samples.contact_link("1"), samples.contact_link("2")])
    first, second = ledger.links()
    ledger.save_links([dataclasses.replace(first, state=LinkState.RETIRED), samples.contact_link("3", "c-3")])
    assert [(link.splynx_id, link.state) for link in ledger.links()] == [
        ("1", LinkState.RETIRED),
        ("2", LinkState.ACTIVE),
        ("3", LinkState.ACTIVE),
    ]
    assert ledger.links()[1] == second


def test_replacing_a_link_that_never_was_is_refused_and_saves_nothing(ledger: Ledger) -> None:
    with pytest.raises(LookupError):
        ledger.save_links([samples.contact_link("1"), samples.contact_link("2", id=99)])
    assert ledger.links() == []


def test_two_equal_allocations_are_two_links(ledger: Ledger) -> None:
    part = samples.invoice_link(kind=ObjectKind.PAYMENT, role=Role.ALLOCATION, xero_kind=ObjectKind.OVERPAYMENT)
    ledger.save_links([part, part])
    assert len(ledger.links()) == 2


def test_links_are_chosen_by_customer_and_kind(ledger: Ledger) -> None:
    ledger.save_links([samples.contact_link("1"), samples.invoice_link("5", "d-5", "1"), samples.contact_link("2")])
    assert [link.kind for link in ledger.links(customer_ids=["1"])] == [ObjectKind.CUSTOMER, ObjectKind.INVOICE]
    assert [link.splynx_id for link in ledger.links(kinds=[ObjectKind.CUSTOMER])] == ["1", "2"]
    assert [link.splynx_id for link in ledger.links(customer_ids=["1"], kinds=[ObjectKind.INVOICE])] == ["5"]
    assert ledger.links(customer_ids=[]) == []


# --- intents --------------------------------------------------------------------------------------------------------


def test_an_intent_is_open_from_the_moment_it_began(ledgers: LedgerMaker) -> None:
    ledgers().begin([intent("i1"), intent("i2")])
    assert ledgers().open_intents() == [intent("i1"), intent("i2")]


def test_open_intents_come_in_the_order_they_began_even_at_one_moment(ledger: Ledger) -> None:
    for id in ("z", "a", "m"):
        ledger.begin([intent(id)])
    assert [item.id for item in ledger.open_intents()] == ["z", "a", "m"]


def test_a_program_killed_between_intent_and_answer_leaves_the_intent_sending(ledgers: LedgerMaker) -> None:
    script = (
        "import os, signal, sys\n"
        "from splynx_xero_gui.storage.ledger import open_ledger\n"
        "from tests.support import samples\n"
        "ledger = open_ledger(sys.argv[1], samples.FixedClock())\n"
        "ledger.begin([samples.intent('i1')])\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ledgers()
    ended = subprocess.run(
        [sys.executable, "-c", script, str(ledgers.location)], cwd=ROOT, env=os.environ, check=False, timeout=60
    )
    assert ended.returncode == -signal.SIGKILL
    assert ledgers().open_intents() == [intent("i1")]


@pytest.mark.parametrize("state", [IntentState.DONE, IntentState.REFUSED, IntentState.ABANDONED])
def test_a_concluded_intent_is_no_longer_open(ledger: Ledger, state: IntentState) -> None:
    ledger.begin([intent("i1"), intent("i2")])
    ledger.conclude([Conclusion("i1", state)])
    assert [item.id for item in ledger.open_intents()] == ["i2"]


def test_an_uncertain_intent_stays_open_with_what_is_known(ledger: Ledger) -> None:
    ledger.begin([intent("i1")])
    ledger.conclude([Conclusion("i1", IntentState.UNCERTAIN, xero_id="c-1", message="no answer")])
    (kept,) = ledger.open_intents()
    assert kept == intent("i1", state=IntentState.UNCERTAIN, xero_id="c-1", message="no answer")


def test_look_ups_that_settle_nothing_are_counted(ledger: Ledger) -> None:
    ledger.begin([intent("i1")])
    for expected in (0, 1, 2):
        ledger.conclude([Conclusion("i1", IntentState.UNCERTAIN)])
        assert ledger.open_intents()[0].lookups == expected


def test_an_answer_stores_links_object_and_entry_together(ledger: Ledger) -> None:
    ledger.begin([intent("i1")])
    ledger.conclude(
        [
            Conclusion(
                "i1",
                IntentState.DONE,
                "c-1",
                links=(samples.contact_link(),),
                observations=(seen(samples.contact()),),
                item=samples.run_item(),
            )
        ]
    )
    assert without_id(ledger.links()) == [samples.contact_link()]
    assert ledger.observation(Side.XERO, ObjectKind.CONTACT, "c-1") == seen(samples.contact())
    assert ledger.run_items("r1") == [samples.run_item()]
    assert ledger.dirty_customers() == {"1"}


def test_the_answers_of_one_call_are_stored_all_or_none(ledger: Ledger) -> None:
    ledger.begin([intent("i1")])
    good = Conclusion("i1", IntentState.DONE, links=(samples.contact_link(),), item=samples.run_item())
    with pytest.raises(LookupError, match="never begun"):
        ledger.conclude([good, Conclusion("unknown", IntentState.DONE)])
    assert ledger.open_intents() == [intent("i1")]
    assert ledger.links() == []
    assert ledger.run_items("r1") == []


def test_an_intent_sent_again_replaces_itself(ledger: Ledger) -> None:
    ledger.begin([intent("i1")])
    ledger.conclude([Conclusion("i1", IntentState.UNCERTAIN)])
    again = intent("i1", idempotency_key="key-2", lookups=1)
    ledger.begin([again])
    assert ledger.open_intents() == [again]


def test_a_refused_action_is_remembered_with_the_services_words(ledger: Ledger) -> None:
    ledger.begin([intent("i1", action_id="a1"), intent("i2", action_id="a2")])
    ledger.conclude([Conclusion("i1", IntentState.REFUSED, message="Name in use"), Conclusion("i2", IntentState.DONE)])
    assert ledger.refusals() == {"a1": "Name in use"}


def test_a_refusal_counts_only_while_it_is_the_newest_word(ledger: Ledger) -> None:
    ledger.begin([intent("i1")])
    ledger.conclude([Conclusion("i1", IntentState.REFUSED, message="Name in use")])
    ledger.begin([intent("i2")])
    assert ledger.refusals() == {}
    ledger.conclude([Conclusion("i2", IntentState.REFUSED, message="Again")])
    assert ledger.refusals() == {"a1": "Again"}


def test_a_forgiven_refusal_is_forgotten_until_the_next_one(ledger: Ledger) -> None:
    ledger.begin([intent("i1")])
    ledger.conclude([Conclusion("i1", IntentState.REFUSED, message="Name in use")])
    ledger.forgive(["a1", "never there"])
    assert ledger.refusals() == {}
    ledger.begin([intent("i2")])
    ledger.conclude([Conclusion("i2", IntentState.REFUSED, message="Still in use")])
    assert ledger.refusals() == {"a1": "Still in use"}


# --- plans shown ----------------------------------------------------------------------------------------------------


def test_a_plan_shown_is_known_by_its_fingerprint(ledgers: LedgerMaker) -> None:
    ledgers().save_plan(SyncPlan("7F3A", actions=(samples.action("a1"), samples.action("a2"))))
    assert ledgers().shown_plan("7F3A") == {"a1", "a2"}
    assert ledgers().shown_plan("0000") is None


def test_an_empty_plan_is_a_known_plan(ledger: Ledger) -> None:
    ledger.save_plan(SyncPlan("empty"))
    assert ledger.shown_plan("empty") == frozenset()


def test_a_plan_shown_again_stays_among_the_newest(ledger: Ledger) -> None:
    ledger.save_plan(SyncPlan("first"))
    for n in range(40):
        ledger.save_plan(SyncPlan(f"p{n}"))
    ledger.save_plan(SyncPlan("first", actions=(samples.action(),)))
    for n in range(40):
        ledger.save_plan(SyncPlan(f"q{n}"))
    assert ledger.shown_plan("first") == {"a1"}
    assert ledger.shown_plan("p0") is None


# --- questions and answers ------------------------------------------------------------------------------------------


def test_questions_know_how_many_share_their_cause(ledger: Ledger) -> None:
    ledger.save_conflicts(
        [samples.conflict("q1", group="a"), samples.conflict("q2", "2", "b"), samples.conflict("q3", "3", "a")], None
    )
    assert [(c.id, c.group_count) for c in ledger.conflicts()] == [("q1", 2), ("q2", 1), ("q3", 2)]


def test_questions_without_a_group_count_alone(ledger: Ledger) -> None:
    ledger.save_conflicts([samples.conflict("q1", group=""), samples.conflict("q2", group="")], None)
    assert [c.group_count for c in ledger.conflicts()] == [1, 1]


def test_questions_come_back_with_every_field(ledger: Ledger) -> None:
    question = samples.conflict(
        fields=(FieldDiff("name", None, "A", "B"),),
        choices=(Choice("leave", "Leave it", "Nothing changes."),),
        facts={"category": "2"},
    )
    ledger.save_conflicts([question], None)
    assert ledger.conflicts() == [question]


def test_questions_of_planned_customers_are_replaced_and_the_others_stay(ledger: Ledger) -> None:
    ledger.save_conflicts([samples.conflict("q1", "1"), samples.conflict("q2", "2"), samples.conflict("q3", "3")], None)
    ledger.save_conflicts([samples.conflict("q4", "1")], ["1", "2"])
    assert [c.id for c in ledger.conflicts()] == ["q3", "q4"]
    ledger.save_conflicts([], None)
    assert ledger.conflicts() == []


def test_the_same_question_found_again_is_there_once(ledger: Ledger) -> None:
    ledger.save_conflicts([samples.conflict("q1", "1")], None)
    ledger.save_conflicts([samples.conflict("q1", "1", why="Another reason.")], ["2"])
    assert [c.why for c in ledger.conflicts()] == ["Another reason."]


def test_the_question_about_a_whole_plan_goes_with_the_next_plan_and_keeps_its_count(ledger: Ledger) -> None:
    too_many = samples.conflict("q9", "", "all", kind=ConflictKind.TOO_MANY_CHANGES, group_count=120)
    ledger.save_conflicts([too_many, samples.conflict("q1", "1")], None)
    assert [c.group_count for c in ledger.conflicts()] == [120, 1]
    ledger.save_conflicts([], ["7"])
    assert [c.id for c in ledger.conflicts()] == ["q1"]


def answer(choice: str, id: str = "q1") -> Resolution:
    return Resolution(id, ConflictKind.UNMAPPED_CATEGORY, choice, "200", "e1", "thandi", samples.MOMENT)


def test_the_newest_answer_counts(ledgers: LedgerMaker) -> None:
    ledger = ledgers()
    for given in (answer("skip"), answer("account"), answer("ignore", "q2")):
        ledger.save_resolution(given)
    assert ledgers().resolutions() == {"q1": answer("account"), "q2": answer("ignore", "q2")}


def test_an_answer_used_up_no_longer_counts_nor_the_ones_before_it(ledger: Ledger) -> None:
    ledger.save_resolution(answer("account"))
    ledger.save_resolution(answer("skip"))
    ledger.save_resolution(answer("ignore", "q2"))
    ledger.consume_resolutions(["q1", "never asked"])
    assert ledger.resolutions() == {"q2": answer("ignore", "q2")}
    ledger.save_resolution(answer("leave"))
    assert ledger.resolutions()["q1"] == answer("leave")


def test_rules_are_kept_in_order_revoked_ones_too(ledger: Ledger) -> None:
    first = Rule("r1", ConflictKind.UNMAPPED_CATEGORY, "account", "200", "category", "2", Decimal("500.00"), "thandi")
    second = Rule("r2", ConflictKind.UNDONE, "leave", at=samples.MOMENT)
    ledger.save_rule(first)
    ledger.save_rule(second)
    revoked = dataclasses.replace(first, revoked_at=samples.MOMENT)
    ledger.save_rule(revoked)
    assert ledger.rules() == [revoked, second]


# --- history --------------------------------------------------------------------------------------------------------


def test_a_run_is_updated_as_it_goes(ledger: Ledger) -> None:
    ledger.save_run(samples.run())
    ended = Run(
        "r1",
        samples.MOMENT,
        "thandi",
        "desk-1",
        "hand",
        samples.MOMENT + dt.timedelta(seconds=3),
        "stopped",
        "day-limit",
        samples.MOMENT + dt.timedelta(hours=5),
        1,
        2,
        3,
        4,
        5,
        "[splynx]",
    )
    ledger.save_run(ended)
    assert ledger.run("r1") == ended
    assert ledger.runs() == [ended]
    assert ledger.run("r2") is None


def test_runs_come_newest_first_and_only_as_many_as_asked(ledger: Ledger) -> None:
    for n in (2, 3, 1):
        ledger.save_run(samples.run(f"r{n}", started_at=samples.MOMENT + dt.timedelta(hours=n)))
    assert [run.id for run in ledger.runs()] == ["r3", "r2", "r1"]
    assert [run.id for run in ledger.runs(limit=2)] == ["r3", "r2"]


def test_entries_of_a_run_come_in_order(ledger: Ledger) -> None:
    items = [
        samples.run_item(n, amount=Decimal("460.00"), before="{}", after='{"a":1}', message="ä") for n in (1, 2, 3)
    ]
    ledger.begin([intent(f"i{n}") for n in (1, 2, 3)])
    for n in (3, 1, 2):
        ledger.conclude([Conclusion(f"i{n}", IntentState.DONE, item=items[n - 1])])
    assert ledger.run_items("r1") == items
    bare_items = [dataclasses.replace(item, before="", after="") for item in items]
    assert ledger.run_items("r1", contents=False) == bare_items
    assert ledger.run_items("r2") == []


def test_an_entry_may_lack_what_is_not_known(ledger: Ledger) -> None:
    bare = RunItem(
        "r1", 1, "a1", ActionKind.ADD_NOTE, Side.XERO, "note", "", None, None, None, Decimal("0.00"), "ZAR", "refused"
    )
    ledger.begin([intent("i1")])
    ledger.conclude([Conclusion("i1", IntentState.REFUSED, item=bare)])
    assert ledger.run_items("r1") == [bare]


# --- settings and facts ---------------------------------------------------------------------------------------------


def test_reference_data_of_each_side_is_kept_with_its_moment(ledger: Ledger) -> None:
    assert ledger.billing_reference() is None
    assert ledger.accounting_reference() is None
    billing = BillingReference("ISP", taxes=(BilledTax("1", "VAT", Decimal("15.00")),))
    accounting = AccountingReference(
        Organisation("o-1", "ISP Ltd", "ZAR", period_lock=samples.DAY),
        (Account("a-1", "200", "Sales", "REVENUE", "REVENUE"),),
        (TaxRate("OUTPUT3", "VAT 15%", Decimal("15.0000"), classes=frozenset({"REVENUE", "ASSET"})),),
    )
    ledger.save_reference(billing, None, samples.MOMENT)
    later = samples.MOMENT + dt.timedelta(minutes=1)
    ledger.save_reference(None, accounting, later)
    assert ledger.billing_reference() == (billing, samples.MOMENT)
    assert ledger.accounting_reference() == (accounting, later)


def test_small_facts_are_stored_and_replaced(ledger: Ledger) -> None:
    assert ledger.get_fact("pair") is None
    ledger.set_fact("pair", "a")
    ledger.set_fact("pair", "b")
    assert ledger.get_fact("pair") == "b"


# --- threads and programs -------------------------------------------------------------------------------------------


def test_a_ledger_of_another_thread_is_refused(ledger: Ledger) -> None:
    told: list[BaseException] = []

    def use() -> None:
        try:
            ledger.marks()
        except RuntimeError as error:
            told.append(error)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert "thread" in str(told[0])


def test_two_programs_use_one_record_at_once(ledgers: LedgerMaker) -> None:
    window, console = ledgers(), ledgers()
    console.begin([intent("i1")])
    window.save_resolution(answer("skip"))
    console.conclude([Conclusion("i1", IntentState.DONE)])
    assert window.open_intents() == []
    assert console.resolutions() == {"q1": answer("skip")}


def test_two_programs_may_make_the_record_at_once(ledgers: LedgerMaker) -> None:
    script = (
        "import sys\n"
        "from splynx_xero_gui.storage.ledger import open_ledger\n"
        "from tests.support import samples\n"
        "print('ready', flush=True)\n"
        "sys.stdin.readline()\n"
        "open_ledger(sys.argv[1], samples.FixedClock()).mark_dirty([sys.argv[2]])\n"
    )
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(ledgers.location), str(n)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for n in range(3)
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    told = [program.communicate(timeout=60)[1] for program in programs]
    assert [program.returncode for program in programs] == [0, 0, 0], told
    assert ledgers().dirty_customers() == {"0", "1", "2"}
