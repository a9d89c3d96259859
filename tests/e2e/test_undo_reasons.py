"""Why a write cannot be taken back: a recipe in the sandbox for every reason, told beforehand and kept to (P10)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from splynx_xero_gui.domain.kinds import ActionKind, Flow, ScenarioKind, Side
from splynx_xero_gui.domain.undo import Obstacle, UndoPlan
from splynx_xero_gui.engine.control import Silent
from splynx_xero_gui.sandbox.splynx import Line
from splynx_xero_gui.sandbox.xero import DocKind
from tests.support.inprocess import BANK, CASH, Office
from tests.support.undo_history import in_xero

K = ActionKind
MakeOffice = Callable[..., Office]


def told(office: Office, run_id: str) -> UndoPlan:
    """What undo says beforehand; then it is done, and exactly that was written."""
    office.later(minutes=1)
    plan = office.session.undo_plan(run_id, Silent(), office.cancel)
    report = office.session.undo(run_id, plan.fingerprint, Silent(), office.cancel)
    assert report.reason is None, report
    items = office.session.run_items(report.run_id)
    assert sorted(i.action_id for i in items) == sorted(a.id for a in plan.actions)
    assert {i.result for i in items} <= {"done"}, [(i.subject, i.message) for i in items]
    assert office.sync() == {}
    return plan


def why(plan: UndoPlan, kind: ActionKind) -> tuple[Obstacle, str]:
    (one,) = [kept for kept in plan.kept if kept.kind is kind]
    return one.obstacle, one.why


def invoiced(office: Office) -> tuple[object, object, str]:
    customer = office.customer()
    invoice = office.bill(customer, "100")
    return customer, invoice, office.run().run_id


def paid(office: Office) -> str:
    customer = office.customer()
    invoice = office.bill(customer, "100")
    office.books.take_payment(customer.id, Decimal("115.00"), method=CASH, invoices=[invoice.id])
    return office.run().run_id


def credited(office: Office) -> tuple[object, str]:
    """A payment that pays no invoice yet."""
    customer = office.customer()
    office.books.take_payment(customer.id, Decimal("60.00"), method=BANK)
    return customer, office.run().run_id


def test_an_invoice_that_was_paid_since(make_office: MakeOffice) -> None:
    office = make_office()
    _, invoice, run_id = invoiced(office)
    office.desk.record_payment(office.desk.invoice(invoice.number), "15.00", "091", office.today)
    plan = told(office, run_id)
    assert why(plan, K.CREATE_INVOICE) == (Obstacle.PAID, "It has been paid or credited: 15.00.")
    assert why(plan, K.CREATE_CONTACT)[0] is Obstacle.CONTACT_IN_USE


def test_an_invoice_edited_in_xero_since(make_office: MakeOffice) -> None:
    office = make_office()
    _, invoice, run_id = invoiced(office)
    held = office.desk.invoice(invoice.number)
    line = {"LineItemID": held.lines[0].line_id, "Description": "By hand", "Quantity": Decimal(1),
            "AccountCode": "200", "UnitAmount": Decimal(7), "TaxType": "OUTPUT3"}  # fmt: skip
    office.desk.change_document(held, LineItems=[line])
    assert why(told_only(office, run_id), K.CREATE_INVOICE)[0] is Obstacle.CHANGED


def told_only(office: Office, run_id: str) -> UndoPlan:
    office.later(minutes=1)
    return office.session.undo_plan(run_id, Silent(), office.cancel)


def test_an_invoice_changed_by_a_later_sync(make_office: MakeOffice) -> None:
    office = make_office()
    _, invoice, run_id = invoiced(office)
    office.books.change_invoice(invoice.id, lines=[Line("Fibre", Decimal(70), tax_id=1)])
    office.sync()
    assert why(told(office, run_id), K.CREATE_INVOICE)[0] is Obstacle.CHANGED


def test_a_month_that_was_locked_since(make_office: MakeOffice) -> None:
    """R12, although an adviser's sign-in would not be stopped by Xero."""
    office = make_office()
    run_id = paid(office)
    office.desk.lock_dates(period=office.today)
    before = in_xero(office)
    plan = told_only(office, run_id)
    assert why(plan, K.CREATE_PAYMENT) == (
        Obstacle.LOCKED,
        f"The month is locked: it is dated {office.today}, the books are closed up to {office.today}.",
    )
    assert why(plan, K.CREATE_INVOICE)[0] is Obstacle.PAID
    assert plan.actions == ()
    assert in_xero(office) == before


def test_an_invoice_alone_in_a_locked_month(make_office: MakeOffice) -> None:
    office = make_office()
    _, _, run_id = invoiced(office)
    office.desk.lock_dates(period=office.today)
    assert why(told_only(office, run_id), K.CREATE_INVOICE)[0] is Obstacle.LOCKED


def test_a_receipt_that_was_reconciled(make_office: MakeOffice) -> None:
    """R21."""
    office = make_office()
    run_id = paid(office)
    office.desk.reconcile(office.receipts()[0])
    assert why(told(office, run_id), K.CREATE_PAYMENT) == (Obstacle.RECONCILED, "It is reconciled in Xero.")


def test_a_receipt_that_was_put_into_a_batch(make_office: MakeOffice) -> None:
    """R21. Xero's own batches are made of new payments: the recipe puts ours into one."""
    office = make_office()
    run_id = paid(office)
    other = office.desk.add_invoice(
        office.desk.org.contacts.get(office.receipts()[0].target.contact.contact_id),
        [{"Description": "x", "Quantity": 1, "UnitAmount": Decimal(10), "AccountCode": "200", "TaxType": "OUTPUT3"}],
        office.today,
        InvoiceNumber="HAND-1",
    )
    batch = office.desk.batch_deposit([(other, "5.00")], "090", office.today)
    mine = office.receipts()[0]
    with office.desk.org.lock:
        mine.batch, mine.updated = batch, office.desk.org.stamp()
    assert why(told_only(office, run_id), K.CREATE_PAYMENT)[0] is Obstacle.BATCHED


def test_a_receipt_that_somebody_deleted(make_office: MakeOffice) -> None:
    office = make_office()
    run_id = paid(office)
    office.desk.delete_payment(office.receipts()[0])
    plan = told_only(office, run_id)
    assert why(plan, K.CREATE_PAYMENT)[0] is Obstacle.GONE


def test_a_credit_that_pays_an_invoice_since(make_office: MakeOffice) -> None:
    office = make_office()
    customer, run_id = credited(office)
    invoice = office.bill(customer, "100")
    office.books.allocate_payment(1, invoice.id, Decimal("60.00"))
    office.sync()
    assert why(told(office, run_id), K.CREATE_OVERPAYMENT) == (
        Obstacle.USED, "Its credit is used for an invoice: 60.00.",
    )  # fmt: skip


def test_a_credit_that_was_paid_back_since(make_office: MakeOffice) -> None:
    office = make_office()
    customer, run_id = credited(office)
    office.books.refund(customer.id, Decimal("10.00"), method=BANK, payment_id=1)
    office.sync()
    assert why(told(office, run_id), K.CREATE_OVERPAYMENT)[0] is Obstacle.REFUNDED


def test_a_credit_whose_deposit_was_reconciled(make_office: MakeOffice) -> None:
    """Lists of credits do not tell: it is looked at before it is promised (P10)."""
    office = make_office()
    _, run_id = credited(office)
    (transaction,) = list(office.desk.org.transactions)
    office.desk.reconcile(transaction)
    assert why(told(office, run_id), K.CREATE_OVERPAYMENT)[0] is Obstacle.RECONCILED


def test_a_contact_that_was_archived_since(make_office: MakeOffice) -> None:
    office = make_office(contacts='"all"')
    customer = office.customer(phone="021 555 0100")
    run_id = office.run().run_id
    contact = next(iter(office.desk.org.contacts))
    office.books.change_customer(customer.id, phone="021 555 0199")
    changed = office.run().run_id
    office.later(minutes=1)
    office.desk.archive_contact(contact)
    assert why(told_only(office, changed), K.UPDATE_CONTACT)[0] is Obstacle.CONTACT_ARCHIVED
    assert why(told_only(office, run_id), K.CREATE_CONTACT)[0] is Obstacle.GONE


def test_a_contact_edited_in_xero_since(make_office: MakeOffice) -> None:
    office = make_office(contacts='"all"')
    customer = office.customer(phone="021 555 0100")
    office.sync()
    office.books.change_customer(customer.id, phone="021 555 0199")
    run_id = office.run().run_id
    contact = next(iter(office.desk.org.contacts))
    office.later(minutes=1)
    office.desk.edit_contact(contact, Phones=[{"PhoneType": "DEFAULT", "PhoneNumber": "021 555 0777"}])
    assert why(told_only(office, run_id), K.UPDATE_CONTACT)[0] is Obstacle.CHANGED


def test_a_void_is_final_and_was_said_to_be_beforehand(make_office: MakeOffice) -> None:
    office = make_office()
    _, invoice, _ = invoiced(office)
    office.books.delete_invoice(invoice.id)
    (shown,) = office.plan().actions
    assert (shown.kind, shown.undo) == (K.VOID_INVOICE, None)
    run_id = office.run().run_id
    assert why(told(office, run_id), K.VOID_INVOICE)[0] is Obstacle.VOID_IS_FINAL


def test_an_invoice_that_takes_a_deleted_receipt_no_more(make_office: MakeOffice) -> None:
    office = make_office()
    paid(office)
    office.books.delete_payment(1)
    run_id = office.run().run_id
    (held,) = office.desk.documents(DocKind.INVOICE)
    office.desk.record_payment(held, "115.00", "090", office.today)
    assert why(told_only(office, run_id), K.DELETE_PAYMENT)[0] is Obstacle.NO_ROOM


def test_an_account_that_was_archived_since(make_office: MakeOffice) -> None:
    office = make_office()
    paid(office)
    office.books.delete_payment(1)
    run_id = office.run().run_id
    office.desk.archive_account("091")
    office.later(days=1, minutes=5)
    assert why(told_only(office, run_id), K.DELETE_PAYMENT) == (
        Obstacle.ACCOUNT_UNUSABLE, "Account 091 cannot be used in Xero any more.",
    )  # fmt: skip


def test_an_invoice_of_an_account_that_was_archived_since(make_office: MakeOffice) -> None:
    office = make_office()
    _, _, run_id = invoiced(office)
    office.desk.archive_account("200")
    office.later(days=1, minutes=5)
    assert why(told_only(office, run_id), K.CREATE_INVOICE)[0] is Obstacle.ACCOUNT_UNUSABLE


# -- what was taken over into Splynx (R22–R26) --


@pytest.fixture
def pulling(make_office: MakeOffice) -> Office:
    office = make_office()
    methods = {name: replace(m, flow=Flow.FROM_XERO) for name, m in office.profile().mappings.payment_methods.items()}
    kept = {name: m for name, m in methods.items() if m.account == "090"}
    office.change_profile(
        scenario=ScenarioKind.XERO_PAYMENTS, mappings=replace(office.profile().mappings, payment_methods=kept)
    )
    return office


def test_a_receipt_taken_over_is_removed_in_splynx_and_taken_over_again_on_a_persons_word(pulling: Office) -> None:
    office = pulling
    invoice = office.bill(office.customer(), "100")
    office.sync()
    office.later(minutes=1)
    office.desk.record_payment(office.desk.invoice(invoice.number), "115.00", "090", office.today)
    run = office.run()
    assert {(w.side, w.kind) for w in run.written} == {(Side.SPLYNX, K.CREATE_PAYMENT)}
    plan = told(office, run.run_id)
    assert not plan.kept
    assert len(list(office.books.payments)) == 0
    office.answer("undone", "send-again")
    assert office.sync() == {"create-payment": 1}
    (again,) = list(office.books.payments)
    assert again.field_1.endswith("#2")
    office.equal()


def test_a_receipt_taken_over_and_changed_in_splynx_since(pulling: Office) -> None:
    office = pulling
    invoice = office.bill(office.customer(), "100")
    office.sync()
    office.later(minutes=1)
    office.desk.record_payment(office.desk.invoice(invoice.number), "115.00", "090", office.today)
    run_id = office.run().run_id
    (made,) = list(office.books.payments)
    office.books.change_payment(made.id, day=office.today - dt.timedelta(days=1))
    assert why(told_only(office, run_id), K.CREATE_PAYMENT)[0] is Obstacle.CHANGED
