"""Undo of a run: both sides as before, told exactly beforehand, and nothing is sent again by itself (P10, R15)."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.kinds import ActionKind
from splynx_xero_gui.domain.results import SyncOutcome, SyncReport
from splynx_xero_gui.domain.undo import Obstacle, UndoPlan
from splynx_xero_gui.engine.control import Silent
from splynx_xero_gui.sandbox.splynx import Line
from splynx_xero_gui.sandbox.xero import DocKind
from tests.support.inprocess import BANK, CASH, Office, row
from tests.support.truth import assert_nothing_is_twice
from tests.support.undo_history import in_xero

MakeOffice = Callable[..., Office]


def plan_of(office: Office, run_id: str) -> UndoPlan:
    return office.session.undo_plan(run_id, Silent(), office.cancel)


def undo(office: Office, run_id: str, shown: str | None = None) -> SyncReport:
    return office.session.undo(run_id, shown, Silent(), office.cancel)


def paid_invoice(office: Office) -> tuple[object, object, str]:
    """One customer, one invoice, one receipt on it: synced in one run."""
    customer = office.customer()
    invoice = office.bill(customer, "100")
    office.books.take_payment(customer.id, Decimal("115.00"), method=CASH, invoices=[invoice.id])
    return customer, invoice, office.run().run_id


def status_of(office: Office, number: str) -> str:
    """The state of an invoice in Xero, dead ones too."""
    return next(d.status.value for d in office.desk.org.documents[DocKind.INVOICE] if d.number == number)


def reasons(plan: UndoPlan) -> dict[ActionKind, Obstacle]:
    return {one.kind: one.obstacle for one in plan.kept}


# -- the whole of it --


def test_a_first_sync_is_taken_back_and_sent_again_on_a_persons_word_only(make_office: MakeOffice) -> None:
    office = make_office()
    customer = office.customer()
    invoice = office.bill(customer, "100")
    office.bill(customer, "50")
    office.books.take_payment(customer.id, Decimal("115.00"), method=CASH, invoices=[invoice.id])
    office.books.take_payment(customer.id, Decimal("30.00"), method=BANK)
    before = in_xero(office)
    run_id = office.run().run_id

    told = plan_of(office, run_id)
    assert [action.kind.value for action in told.actions] == [
        "delete-payment", "delete-overpayment", "void-invoice", "void-invoice", "archive-contact",
    ]  # fmt: skip
    assert not told.kept
    report = undo(office, run_id, told.fingerprint)
    assert (report.outcome, report.reason, report.waiting) == (SyncOutcome.NEEDS_DECISIONS, None, 5)
    assert in_xero(office) == before
    assert status_of(office, f"{invoice.number}-UNDONE-{run_id}") == "VOIDED"

    assert office.sync() == {}
    assert {c.kind for c in office.conflicts()} == {ConflictKind.UNDONE}
    office.session.resolve(office.conflicts()[0].id, "send-again", group=True)
    office.sync()
    office.equal()
    assert office.due(invoice) == 0
    assert [p.reference.split()[-1] for p in office.receipts()] == ["SPX-P1.1.g2"]
    assert [c.contact_number for c in office.desk.org.contacts if c.status == "ACTIVE"] == ["SPX-1-2"]


def test_what_was_undone_can_be_left_out_for_good(make_office: MakeOffice) -> None:
    office = make_office()
    _, _, run_id = paid_invoice(office)
    undo(office, run_id)
    for conflict in office.conflicts():
        office.session.resolve(conflict.id, "leave")
    office.sync()
    tie_out = office.settled()
    assert not office.conflicts()
    assert row(tie_out, "tax:OUTPUT3").difference == Decimal("15.00")


def test_a_changed_invoice_gets_its_lines_back_and_is_changed_again_on_a_persons_word(make_office: MakeOffice) -> None:
    office = make_office()
    customer = office.customer()
    invoice = office.bill(customer, "100", "20")
    office.sync()
    before = in_xero(office)

    office.books.change_invoice(invoice.id, lines=[Line("Fibre 50 Mbps", Decimal("333.33"), tax_id=1)])
    run_id = office.run().run_id
    assert in_xero(office) != before

    told = plan_of(office, run_id)
    assert [action.kind.value for action in told.actions] == ["update-invoice"]
    undo(office, run_id, told.fingerprint)
    assert in_xero(office) == before
    assert office.sync() == {}
    office.answer("undone", "send-again")
    assert office.sync() == {"update-invoice": 1}
    office.equal()


def test_a_deleted_receipt_is_made_again_as_a_new_generation_and_deleted_again_on_a_persons_word(
    make_office: MakeOffice,
) -> None:
    office = make_office()
    _, invoice, _ = paid_invoice(office)
    before = in_xero(office)
    office.books.delete_payment(1)
    run_id = office.run().run_id
    assert office.receipts() == []

    undo(office, run_id)
    assert in_xero(office) == before
    assert [p.reference.split()[-1] for p in office.receipts()] == ["SPX-P1.1.g2"]
    assert office.due(invoice) == 0
    assert office.sync() == {}
    office.answer("undone", "send-again")
    assert office.sync() == {"delete-payment": 1}
    assert office.receipts() == []
    office.equal()


def test_a_changed_contact_gets_its_fields_back(make_office: MakeOffice) -> None:
    office = make_office()
    customer = office.customer(email="old@example.net", phone="021 555 0100")
    office.bill(customer)
    office.sync()
    before = in_xero(office)
    office.books.change_customer(customer.id, email="new@example.net", name="Anna Nel")
    run_id = office.run().run_id
    undo(office, run_id)
    assert in_xero(office) == before
    assert office.sync() == {}
    office.answer("undone", "send-again")
    assert office.sync() == {"update-contact": 1}


def test_a_run_of_five_hundred_writes_leaves_the_comparison_as_before(make_office: MakeOffice) -> None:
    office = make_office(customers=165, months=1, seed=3)
    sums = {r.measure: (r.splynx, r.xero) for r in office.reconcile().rows}
    before = in_xero(office)
    report = office.run()
    assert sum(written.count for written in report.written) >= 500
    told = plan_of(office, report.run_id)
    assert told.kept == ()
    done = undo(office, report.run_id, told.fingerprint)
    assert sum(written.count for written in done.written) == len(told.actions)
    after = office.reconcile()
    assert {r.measure: (r.splynx, r.xero) for r in after.rows} == sums
    assert after.balanced
    assert in_xero(office) == before
    assert office.sync() == {}


# -- history --


def test_an_undo_is_a_run_of_its_own_and_pauses_the_schedule(make_office: MakeOffice) -> None:
    office = make_office()
    _, _, run_id = paid_invoice(office)
    report = undo(office, run_id)
    newest = office.session.runs()[0]
    assert (newest.id, newest.undoes, newest.outcome) == (report.run_id, run_id, "needs-decisions")
    items = office.session.run_items(report.run_id)
    assert [(i.kind.value, i.result) for i in items] == [
        ("delete-payment", "done"), ("void-invoice", "done"), ("archive-contact", "done"),
    ]  # fmt: skip
    scheduled = office.run(trigger="schedule")
    assert (scheduled.reason, scheduled.failure_id) == ("configuration", "C5")
    assert office.sync() == {}
    assert office.run(trigger="schedule").reason is None


def test_an_undo_cannot_be_undone_and_says_how_the_items_come_back(make_office: MakeOffice) -> None:
    office = make_office()
    _, _, run_id = paid_invoice(office)
    report = undo(office, run_id)
    with pytest.raises(Misconfigured, match="An undo cannot be undone") as told:
        plan_of(office, report.run_id)
    assert "Send again" in told.value.what_to_do
    with pytest.raises(Misconfigured) as refused:
        undo(office, report.run_id)
    assert refused.value.id == "H2"


def test_undoing_twice_takes_nothing_back_twice(make_office: MakeOffice) -> None:
    office = make_office()
    _, _, run_id = paid_invoice(office)
    undo(office, run_id)
    again = plan_of(office, run_id)
    assert (again.actions, again.kept, again.already) == ((), (), 3)
    assert undo(office, run_id).written == ()


def test_an_unknown_run_is_said_to_be_unknown(make_office: MakeOffice) -> None:
    with pytest.raises(Misconfigured, match="There is no such run"):
        plan_of(make_office(), "nothing")


def test_a_plan_that_no_longer_stands_writes_nothing(make_office: MakeOffice) -> None:
    """P7."""
    office = make_office()
    _, _, run_id = paid_invoice(office)
    told = plan_of(office, run_id)
    office.later(minutes=1)
    office.desk.reconcile(office.receipts()[0])
    report = undo(office, run_id, told.fingerprint)
    assert (report.reason, report.written) == ("plan-changed", ())


def test_later_runs_are_not_touched(make_office: MakeOffice) -> None:
    office = make_office()
    customer, _, run_id = paid_invoice(office)
    later = office.bill(customer, "20")
    office.sync()
    told = plan_of(office, run_id)
    assert reasons(told) == {ActionKind.CREATE_CONTACT: Obstacle.CONTACT_IN_USE}
    undo(office, run_id, told.fingerprint)
    assert office.due(later) == Decimal("23.00")


# -- crash-safe (P2) --


@pytest.mark.parametrize("path", ["Payments", "Invoices", "Contacts"])
@pytest.mark.parametrize("how", ["drop_after", "drop_before"])
def test_an_undo_cut_off_anywhere_is_finished_by_the_next(make_office: MakeOffice, path: str, how: str) -> None:
    office = make_office()
    customer = office.customer()
    before = in_xero(office)
    for _ in range(3):
        invoice = office.bill(customer, "100")
        office.books.take_payment(customer.id, Decimal("115.00"), method=CASH, invoices=[invoice.id])
    run_id = office.run().run_id
    getattr(office.world.xero.faults, how)("POST", path, nth=1, times=8)
    first = undo(office, run_id)
    assert first.outcome is SyncOutcome.STOPPED
    office.world.xero.faults.clear()
    office.later(minutes=10)
    second = undo(office, run_id)
    assert second.reason is None, second
    assert in_xero(office) == before
    assert plan_of(office, run_id).already == 7
    assert office.sync() == {}
    assert_nothing_is_twice(office.world)


def test_killed_between_renaming_and_voiding_an_invoice_it_is_voided_by_the_next_undo(make_office: MakeOffice) -> None:
    """R15: two calls."""
    office = make_office()
    invoice = office.bill(office.customer(), "100")
    run_id = office.run().run_id
    office.world.xero.faults.drop_before("POST", "Invoices", nth=2, times=8)
    assert undo(office, run_id).outcome is SyncOutcome.STOPPED
    office.world.xero.faults.clear()
    assert status_of(office, f"{invoice.number}-UNDONE-{run_id}") == "AUTHORISED"
    office.later(minutes=10)
    assert undo(office, run_id).reason is None
    assert status_of(office, f"{invoice.number}-UNDONE-{run_id}") == "VOIDED"
    assert office.sync() == {}
