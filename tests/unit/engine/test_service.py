"""A sync from end to end: outcomes and reasons of interface.md, shown plans, limits, guards, history (P1, P2, P7)."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from splynx_xero_gui.domain.accounting import Contact, Document, Payment
from splynx_xero_gui.domain.billing import PayerKind
from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.failures import (
    Busy,
    DayLimitReached,
    Failure,
    Misconfigured,
    NotAuthorised,
    SecondWorkstation,
    ServiceDown,
    StorageTrouble,
    TooManyChanges,
    VaultUnavailable,
)
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Side
from splynx_xero_gui.domain.results import SyncOutcome, SyncReport, SyncRequest
from splynx_xero_gui.engine.guards import TAKEN_OVER
from splynx_xero_gui.ports.control import PlanReady, StageStarted
from splynx_xero_gui.storage.lock import FileSyncLock
from tests.support.fake_billing import network_lost
from tests.support.fakes import Office, money
from tests.support.samples import run as a_run

COMPLETED, NEEDS_DECISIONS, STOPPED = SyncOutcome.COMPLETED, SyncOutcome.NEEDS_DECISIONS, SyncOutcome.STOPPED


def failure(cls: type[Failure], id: str = "T1") -> Failure:
    return cls(id, "Title", "Message.", "Do this.")


def ended(report: SyncReport) -> tuple[SyncOutcome, str | None]:
    return report.outcome, report.reason


def written(report: SyncReport) -> dict[str, int]:
    return {entry.kind.value: entry.count for entry in report.written}


def last_run(office: Office) -> Any:
    return office.store.runs(1)[0]


@pytest.fixture
def books(office: Office) -> Office:
    """One customer, an invoice paid in part, money left over."""
    office.world.customer("12")
    office.world.invoice("1203")
    office.world.payment("5", 150, unallocated=money(50))
    office.world.relation(PayerKind.PAYMENT, "5", "1203", 100)
    return office


# -- the usual --


def test_the_first_sync_writes_everything_and_the_second_nothing(books: Office) -> None:
    first = books.sync()
    assert ended(first) == (COMPLETED, None)
    assert written(first) == {"create-contact": 1, "create-invoice": 1, "create-overpayment": 1, "create-payment": 1}
    assert (first.planned, first.skipped, first.uncertain, first.waiting) == (4, 0, 0, 0)
    second = books.sync()
    assert ended(second) == (COMPLETED, None)
    assert second.written == ()


def test_a_sync_with_nothing_to_do_costs_seven_calls_to_xero(books: Office) -> None:
    books.sync()
    books.later()
    before = books.accounting.calls_made
    books.sync()
    assert books.accounting.calls_made - before == 7  # R35


def test_the_estimate_is_what_the_sync_then_really_costs(books: Office) -> None:
    books.sync()
    for id in range(20, 90):
        books.world.customer(str(id), name=f"Customer {id}")
        books.billing.touch(ObjectKind.CUSTOMER, str(id))
        books.world.invoice(str(id), customer_id=str(id))
        books.billing.touch(ObjectKind.INVOICE, str(id))
        books.world.payment(str(id), 115, customer=str(id))
        books.world.relation(PayerKind.PAYMENT, str(id), str(id), 115, customer=str(id))
    shown = books.plan()
    for method in ("xero", "splynx"):
        assert shown.calls[Side(method)] > 0
    xero, splynx = books.accounting.calls_made, books.billing.calls_made
    report = books.sync(plan=shown.fingerprint)
    assert written(report) == {"create-contact": 70, "create-invoice": 70, "create-payment": 70}
    assert books.accounting.calls_made - xero == shown.calls[Side.XERO] == 7 + 2 + 2 + 2
    assert books.billing.calls_made - splynx == shown.calls[Side.SPLYNX]


def test_the_stages_come_in_order_and_the_plan_is_told_before_writing(books: Office) -> None:
    books.sync()
    stages = [event.stage for event in books.events if isinstance(event, StageStarted)]
    assert stages == ["connect", "recover", "read-splynx", "read-xero", "compare", "write"]
    (ready,) = [event for event in books.events if isinstance(event, PlanReady)]
    assert ready.totals[ActionKind.CREATE_PAYMENT] == (1, money("100.00"))


def test_planning_writes_to_neither_side(books: Office) -> None:
    books.plan()
    assert [entry for entry in books.log if entry[0] in ("write", "begin")] == []
    assert books.store.runs() == []


def test_lost_answers_are_looked_up_before_anything_is_read(books: Office) -> None:
    books.accounting.fault("lost-after", "create-invoice")
    stopped = books.sync()
    assert ended(stopped) == (STOPPED, "network")
    assert (stopped.uncertain, stopped.skipped) == (1, 1)
    books.events.clear()
    finished = books.sync()
    assert ended(finished) == (COMPLETED, None)
    assert (finished.adopted, written(finished)) == (1, {"create-payment": 1})
    assert len(books.alive(Document)) == 1


def test_a_crash_after_the_answer_ends_where_no_crash_ends(books: Office) -> None:
    books.ledger.failing["conclude"] = StorageTrouble("R3", "The sync record cannot be written", "full", "")
    assert ended(books.sync()) == (STOPPED, "storage")
    books.ledger.failing.clear()
    for _ in range(4):
        books.sync()
    assert (len(books.alive(Contact)), len(books.alive(Document)), len(books.alive(Payment))) == (1, 1, 1)


# -- outcome and reason --


@pytest.mark.parametrize(
    ("stop", "expected"),
    [
        (network_lost(), (STOPPED, "network")),
        (failure(ServiceDown), (STOPPED, "service")),
        (failure(DayLimitReached), (STOPPED, "day-limit")),
        (failure(NotAuthorised), (STOPPED, "authorisation")),
        (failure(VaultUnavailable), (STOPPED, "authorisation")),
        (failure(Misconfigured), (STOPPED, "configuration")),
        (failure(SecondWorkstation), (STOPPED, "second-workstation")),
        (failure(StorageTrouble), (STOPPED, "storage")),
        (failure(TooManyChanges), (NEEDS_DECISIONS, "too-many-changes")),
        (failure(Failure), (STOPPED, "internal")),
        (ZeroDivisionError("a defect"), (STOPPED, "internal")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_whatever_stops_a_sync_has_an_outcome_and_a_reason(
    books: Office, stop: Exception, expected: tuple[SyncOutcome, str]
) -> None:
    books.accounting.reads_failing["organisation"] = stop  # type: ignore[assignment]
    books.store.save_reference(books.billing.reference(), books.accounting.reference(), books.clock.now())
    report = books.sync()
    assert ended(report) == expected
    assert report.title
    assert report.what_to_do
    run = last_run(books)
    assert (run.outcome, run.reason) == (expected[0].value, expected[1])
    assert run.finished_at is not None


def test_a_used_up_day_says_when_it_goes_on(books: Office) -> None:
    tomorrow = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
    stop = DayLimitReached("L1", "Xero's limit for today is reached", "…", "…", resume_at=tomorrow)
    books.accounting.fault("not-sent", "create-invoice", stop=stop)
    report = books.sync()
    assert ended(report) == (STOPPED, "day-limit")
    assert report.resume_at == last_run(books).resume_at == tomorrow
    assert (written(report), report.skipped) == ({"create-contact": 1, "create-overpayment": 1}, 2)


def test_uncertain_without_a_stop_is_stopped_by_the_service(books: Office) -> None:
    books.accounting.fault("silent", "create-payment")
    report = books.sync()
    assert ended(report) == (STOPPED, "service")
    assert report.uncertain == 1


def test_a_cancelled_sync_says_so_and_can_be_continued(books: Office) -> None:
    books.accounting.fault("cancel", "create-contact")
    report = books.sync()
    assert ended(report) == (STOPPED, "cancelled")
    assert (written(report), report.skipped) == ({"create-contact": 1}, 3)
    books.resume()
    assert ended(books.sync()) == (COMPLETED, None)
    assert books.sync().written == ()


def test_questions_that_wait_make_it_need_decisions(books: Office) -> None:
    books.world.payment("6", 20, customer="12", method_id="2", unallocated=money(20))  # Card is not mapped
    report = books.sync()
    assert ended(report) == (NEEDS_DECISIONS, None)
    assert (report.waiting, report.waiting_amount) == (1, money("20.00"))
    assert last_run(books).waiting == 1


def test_a_refusal_becomes_a_question_in_the_same_run_and_is_not_sent_again(books: Office) -> None:
    books.accounting.fault("refused", "create-invoice", words="The TaxType is not allowed.")
    report = books.sync()
    assert ended(report) == (NEEDS_DECISIONS, None)
    assert (report.waiting, report.skipped) == (1, 1)
    (question,) = books.store.conflicts()
    assert question.kind is ConflictKind.REJECTED_BY_XERO
    assert "TaxType is not allowed" in question.why
    assert books.sync().written == ()


def test_another_sync_of_the_profile_is_busy_and_leaves_no_trace(books: Office) -> None:
    other = FileSyncLock(books.folder / "sync.lock", books.clock)
    with other.acquire("sipho"):
        report = books.sync()
        with pytest.raises(Busy, match="sipho"):
            books.plan()
    assert ended(report) == (STOPPED, "busy")
    assert "sipho" in report.message
    assert books.store.runs() == []
    assert books.accounting.calls_made == 0


def test_a_disk_that_cannot_even_take_the_end_of_a_run_is_reported_not_raised(books: Office) -> None:
    books.ledger.failing["save_run"] = StorageTrouble("R3", "The sync record cannot be written", "full", "Free it.")
    report = books.sync()
    assert ended(report) == (STOPPED, "storage")
    assert report.failure_id == "R3"


# -- history --


def test_a_run_records_who_when_with_which_settings_and_what_it_cost(books: Office) -> None:
    books.service.sync(SyncRequest(trigger="schedule"), settings="[splynx]")
    run = last_run(books)
    assert (run.started_by, run.machine, run.trigger, run.settings) == ("thandi", "desk-1", "schedule", "[splynx]")
    assert (run.outcome, run.calls_xero, run.calls_splynx) == (
        "completed",
        books.accounting.calls_made,
        books.billing.calls_made,
    )
    assert len(books.store.run_items(run.id)) == 4


def test_a_run_that_was_killed_is_closed_as_interrupted_by_the_next(books: Office) -> None:
    books.store.save_run(a_run("killed"))
    books.store.save_run(replace(a_run("done"), outcome="completed"))
    books.sync()
    assert {r.id: (r.outcome, r.reason) for r in books.store.runs()} == {
        "killed": ("stopped", "interrupted"),
        "done": ("completed", None),
        "id-1": ("completed", None),
    }


# -- the plan shown (P7) --


def test_exactly_the_plan_shown_is_executed_and_new_items_wait(books: Office) -> None:
    shown = books.plan()
    books.world.customer("13", name="Late")
    books.world.invoice("1300", customer_id="13")
    for kind, id in ((ObjectKind.CUSTOMER, "13"), (ObjectKind.INVOICE, "1300")):
        books.billing.touch(kind, id)
    report = books.sync(plan=shown.fingerprint)
    assert ended(report) == (COMPLETED, None)
    assert report.planned == len(shown.actions)
    assert len(books.alive(Document)) == 1
    assert written(books.sync()) == {"create-contact": 1, "create-invoice": 1}


def test_a_plan_one_action_of_which_changed_is_refused_whole(books: Office) -> None:
    shown = books.plan()
    invoice = books.world.splynx[ObjectKind.INVOICE, "1203"].body
    books.world.change(invoice, due_date=dt.date(2026, 12, 1))
    books.billing.touch(ObjectKind.INVOICE, "1203")
    report = books.sync(plan=shown.fingerprint)
    assert ended(report) == (STOPPED, "plan-changed")
    assert "1 of the items shown" in report.message
    assert books.world.xero == {}


def test_a_plan_that_was_never_shown_is_refused(books: Office) -> None:
    report = books.sync(plan="0000-0000")
    assert ended(report) == (STOPPED, "plan-changed")
    assert books.world.xero == {}


def test_a_plan_shown_again_unchanged_has_the_same_fingerprint(books: Office) -> None:
    assert books.plan().fingerprint == books.plan().fingerprint


# -- part of a plan --


@pytest.mark.parametrize("limit", [0, 1, 2, 3, 4, 9])
def test_a_limit_writes_that_many_dependencies_first(books: Office, limit: int) -> None:
    report = books.sync(limit=limit)
    assert sum(written(report).values()) == min(limit, 4)
    assert ended(report) == (COMPLETED, None)
    assert sum(written(books.sync()).values()) == max(4 - limit, 0)


def test_what_is_left_out_takes_what_needs_it_along(books: Office) -> None:
    plan = books.plan()
    invoice = next(a for a in plan.actions if a.kind is ActionKind.CREATE_INVOICE)
    report = books.sync(leave_out=frozenset({invoice.id}))
    assert written(report) == {"create-contact": 1, "create-overpayment": 1}
    assert written(books.sync()) == {"create-invoice": 1, "create-payment": 1}


# -- guards --


def test_a_second_computer_is_recognised_before_anything_is_written(books: Office) -> None:
    books.world.contact("c1", name="Somebody", number="SPX-12")
    report = books.sync()
    assert ended(report) == (STOPPED, "second-workstation")
    assert "1 customers and payments carry its marks" in report.message
    assert [entry for entry in books.log if entry[0] == "write"] == []
    with pytest.raises(SecondWorkstation):
        books.plan()


@pytest.mark.parametrize(
    ("number", "tag", "expected"),
    [("SPX-12", "", "second-workstation"), ("SPXa-12", "", None), ("SPX-12", "b", None), ("ACME-1", "", None)],
)
def test_marks_of_another_splynx_in_the_same_organisation_are_no_second_computer(
    books: Office, number: str, tag: str, expected: str | None
) -> None:
    books.world.contact("c1", name="Somebody", number=number)
    profile = replace(books.profile, splynx=replace(books.profile.splynx, tag=tag))
    service = books.service
    service._profile, service._tag = profile, tag
    assert service.sync(SyncRequest(limit=0)).reason == expected


def test_taking_over_reads_the_links_back(books: Office) -> None:
    books.sync()
    there = dict(books.world.xero)
    fresh = Office(books.folder / "other", world=books.world, clock=books.clock)
    fresh.store.set_fact(TAKEN_OVER, "yes")
    report = fresh.sync()
    assert ended(report) == (COMPLETED, None)
    assert report.written == ()
    assert {id: seen.body for id, seen in books.world.xero.items()} == {id: seen.body for id, seen in there.items()}
    assert len(fresh.store.links()) == len(books.store.links())
    fresh.close()


@pytest.fixture
def many(office: Office) -> Office:
    """Six linked invoices, all changed in Splynx, where two changes are the limit."""
    office.options = {"too_many_items": 2, "too_many_percent": 1}
    for id in range(1, 7):
        office.world.customer(str(id), name=f"Customer {id}")
        office.world.invoice(str(id), customer_id=str(id))
    office.sync()
    for id in range(1, 7):
        body = office.world.splynx[ObjectKind.INVOICE, str(id)].body
        office.world.change(body, due_date=dt.date(2026, 12, 24))
        office.billing.touch(ObjectKind.INVOICE, str(id))
    return office


def test_a_plan_that_changes_too_much_stops_and_asks(many: Office) -> None:
    report = many.sync()
    assert ended(report) == (NEEDS_DECISIONS, "too-many-changes")
    assert report.failure_id == "L5"
    assert "6 of 12 linked items (50 %)" in report.message
    assert "exactly these 6" in report.what_to_do
    assert report.written == ()
    (question,) = many.store.conflicts()
    assert (question.kind, question.group_count) == (ConflictKind.TOO_MANY_CHANGES, 6)


def test_too_many_changes_are_allowed_for_exactly_that_number_once(many: Office) -> None:
    assert ended(many.sync(allow_many=5)) == (NEEDS_DECISIONS, "too-many-changes")
    allowed = many.sync(allow_many=6)
    assert ended(allowed) == (COMPLETED, None)
    assert written(allowed) == {"update-invoice": 6}
    assert many.store.conflicts() == []


def test_a_side_that_lists_nothing_stops_the_sync_and_can_be_allowed(office: Office) -> None:
    office.world.customer()
    for id in range(1, 7):
        office.world.payment(str(id), 10, unallocated=money(10))
    office.sync(limit=0)
    for id in range(1, 7):
        office.billing.remove(ObjectKind.PAYMENT, str(id))
    report = office.sync()
    assert ended(report) == (NEEDS_DECISIONS, "too-many-changes")
    assert report.failure_id == "L6"
    assert ended(office.sync(allow_many=6)) == (COMPLETED, None)


def test_another_currency_is_refused_even_where_settings_were_never_fetched(books: Office) -> None:
    books.world.organisation = replace(books.world.organisation, base_currency="NAD")
    report = books.sync()
    assert ended(report) == (STOPPED, "configuration")
    assert report.failure_id == "C1"


def test_a_profile_that_names_what_is_not_there_is_refused_naming_it(books: Office) -> None:
    books.world.accounts = tuple(a for a in books.world.accounts if a.code != "200")
    report = books.sync()
    assert ended(report) == (STOPPED, "configuration")
    assert "Xero has no account 200" in report.message


# -- settings --


def test_settings_are_read_once_a_day_and_lock_dates_at_every_run(books: Office) -> None:
    books.sync()
    assert (len(books.accounting.asked_for("reference")), len(books.billing.asked_for("reference"))) == (1, 1)
    books.sync()
    assert len(books.accounting.asked_for("organisation")) == 1
    books.another_day()
    books.sync()
    assert (len(books.accounting.asked_for("reference")), len(books.billing.asked_for("reference"))) == (2, 2)


def test_half_read_settings_are_read_again_instead_of_believed(books: Office) -> None:
    whole = books.accounting.reference()
    books.store.save_reference(books.billing.reference(), replace(whole, accounts=()), books.clock.now())
    assert ended(books.sync()) == (COMPLETED, None)
    kept = books.store.accounting_reference()
    assert kept is not None
    assert kept[0].accounts == whole.accounts


def test_a_lock_date_set_in_xero_concerns_every_customer_at_the_next_run(books: Office) -> None:
    books.sync(limit=0)
    books.world.organisation = replace(books.world.organisation, period_lock=dt.date(2026, 11, 30))
    report = books.sync()
    assert ended(report) == (NEEDS_DECISIONS, None)
    assert all(link.kind is ObjectKind.CUSTOMER for link in books.store.links())  # nothing dated was written
    books.world.organisation = replace(books.world.organisation, period_lock=None)
    assert ended(books.sync()) == (COMPLETED, None)
    assert len(books.alive(Payment)) == 1


def test_the_users_name_survives_runs_that_read_the_organisation_alone(books: Office) -> None:
    named = replace(books.world.organisation, user_name="Thandi M.", user_role="STANDARD")
    reference = replace(books.accounting.reference(), organisation=named)
    books.store.save_reference(books.billing.reference(), reference, books.clock.now())
    books.sync()
    kept = books.store.accounting_reference()
    assert kept is not None
    assert kept[0].organisation.user_name == "Thandi M."


def test_customers_in_agreement_are_not_planned_again(books: Office) -> None:
    books.sync()
    books.sync()
    assert books.store.dirty_customers() == frozenset()
    assert books.plan().customers == frozenset()
