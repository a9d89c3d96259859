"""What the organisation itself does not allow: plan, role, year lock, currency; said in plain words, nothing lost."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from splynx_xero_gui.sandbox.xero import DocKind, Status
from splynx_xero_gui.sandbox.xero.model import Role
from tests.support.inprocess import CASH, D, Office, row


def cap(office: Office, invoices: int | None) -> None:
    """The plan's monthly limit of approved invoices."""
    office.desk.org.spec = replace(office.desk.org.spec, invoice_cap=invoices)


# -- plan cap --


def test_invoices_over_the_monthly_limit_are_one_question_and_the_rest_goes_on(make_office) -> None:
    office: Office = make_office()
    cap(office, 3)
    bills = [office.bill(office.customer(f"Customer {n}")) for n in range(5)]
    for bill in bills:
        office.books.take_payment(bill.customer_id, D("115"), method=CASH, invoices=[bill.id])
    report = office.run()
    assert (report.outcome, report.reason) == ("needs-decisions", None)
    assert {w.kind.value: w.count for w in report.written} == {
        "create-contact": 5, "create-invoice": 3, "create-payment": 3,
    }  # fmt: skip
    questions = office.conflicts()
    assert {(q.kind, q.group_count) for q in questions} == {("rejected-by-xero", 2)}
    assert "monthly invoice limit of the Xero plan reached" in questions[0].question
    assert "You have reached the limit of invoices you can approve" in questions[0].why
    # Each unsent invoice is owed and its payment is not there: 115 less 115.
    assert office.settled().balanced
    cap(office, None)
    office.session.resolve(questions[0].id, "try-again", group=True)
    assert office.sync() == {"create-invoice": 2, "create-payment": 2}
    office.equal()


def test_after_the_limit_no_further_call_for_invoices_is_made_in_that_run(make_office) -> None:
    office: Office = make_office()
    cap(office, 10)
    anna = office.customer()
    for _ in range(700):
        office.bill(anna, "1")
    before = office.world.xero.log.count("PUT", r"/Invoices$")
    report = office.run()
    assert report.outcome == "needs-decisions"
    # Fourteen calls would be needed; those under way when the limit was met are at most five more.
    assert office.world.xero.log.count("PUT", r"/Invoices$") - before <= 6
    assert report.skipped > 0


def test_as_drafts_they_go_over_the_limit(make_office) -> None:
    office: Office = make_office()
    cap(office, 1)
    for n in range(3):
        office.bill(office.customer(f"Customer {n}"))
    office.run()
    assert len(office.conflicts()) == 2
    office.change_options(invoice_status="DRAFT")
    assert office.sync() == {"create-invoice": 2}
    assert not office.conflicts()
    statuses = sorted(d.status for d in office.desk.documents(DocKind.INVOICE))
    assert statuses == [Status.AUTHORISED, Status.DRAFT, Status.DRAFT]


# -- role --


def test_a_role_that_may_not_approve_is_told_with_the_settings_and_the_plan_and_before_the_first_write(
    make_office,
) -> None:
    office: Office = make_office()
    office.desk.org.user.may_approve = False
    office.desk.org.user.role = Role.READONLY
    office.fetch()
    _, read, _ = office.session.references()
    assert read is not None
    assert read.organisation.may_approve is False
    office.bill(office.customer())
    (notice,) = [n for n in office.plan().notices if n.kind == "may-not-approve"]
    assert notice.text.startswith("Your Xero user may not approve invoices:")
    assert "is Read only." in notice.text
    assert (notice.subject, notice.amount) == ("invoice 202601000001", D("115.00"))
    before = office.world.xero.log.count("PUT", r".")
    report = office.run()
    assert (report.outcome, report.reason, report.failure_id) == ("stopped", "authorisation", "X11")
    assert "Invoice 202601000001, 115.00, would have to be approved. Nothing was written" in report.message
    assert office.world.xero.log.count("PUT", r".") == before, "not even the contact"
    office.change_options(invoice_status="DRAFT")
    office.desk.org.user.role = Role.INVOICEONLY
    assert office.sync() == {"create-contact": 1, "create-invoice": 1}
    office.change_options(invoice_status="AUTHORISED")
    office.bill(office.customer("Ben Nel"))
    office.desk.org.user.may_approve = True
    assert office.sync() == {"create-contact": 1, "create-invoice": 1}, "asked again before it stops a sync"


def test_a_role_changed_since_the_settings_were_read_is_told_at_the_first_refused_write(make_office) -> None:
    office: Office = make_office()
    office.desk.org.user.may_approve = False
    office.desk.org.user.role = Role.INVOICEONLY
    office.bill(office.customer())
    report = office.run()
    assert (report.outcome, report.reason, report.failure_id) == ("stopped", "authorisation", "X11")
    assert report.title == "Your Xero user may not approve invoices"
    assert "drafts" in report.what_to_do
    assert not office.conflicts(), "a role is no question about a document"
    assert office.desk.documents(DocKind.INVOICE) == []
    office.desk.org.user.may_approve = True
    assert office.sync() == {"create-invoice": 1}
    office.equal()


def test_drafts_can_be_sent_by_a_user_who_may_not_approve(make_office) -> None:
    office: Office = make_office(invoice_status='"DRAFT"')
    office.desk.org.user.may_approve = False
    office.bill(office.customer())
    assert office.sync() == {"create-contact": 1, "create-invoice": 1}


@pytest.mark.parametrize("role", [Role.STANDARD, Role.FINANCIALADVISER])
@pytest.mark.parametrize("lock", ["period", "year"])
def test_no_role_writes_into_a_closed_period(make_office, role: Role, lock: str) -> None:
    """R12: also where Xero would let an adviser."""
    office: Office = make_office()
    office.desk.org.user.role = role
    day = dt.date(2026, 10, 31)
    office.desk.lock_dates(**{lock: day})
    invoice = office.bill(office.customer(), on=dt.date(2026, 10, 12))
    assert office.sync() == {"create-contact": 1}
    assert office.question("document-locked-period").question.count("2026-10-31") == 1
    office.answer("document-locked-period", "first-open-day")
    assert office.sync() == {"create-invoice": 1}
    assert office.desk.invoice(invoice.number).on == day + dt.timedelta(days=1)


def test_of_two_lock_dates_the_later_counts_and_the_profiles_own_is_joined(make_office) -> None:
    office: Office = make_office(closed_until="2026-11-05")
    office.desk.lock_dates(period=dt.date(2026, 10, 31), year=dt.date(2026, 2, 28))
    office.bill(office.customer(), on=dt.date(2026, 11, 4))
    assert office.sync() == {"create-contact": 1}
    assert "2026-11-05" in office.question("document-locked-period").question


# -- currency (R30) --


def test_a_linked_document_that_was_put_into_another_currency_waits(make_office) -> None:
    office: Office = make_office()
    invoice = office.bill(office.customer())
    office.sync()
    office.later(minutes=10)
    held = office.desk.invoice(invoice.number)
    with office.desk.org.lock:
        held.currency, held.updated = "EUR", office.desk.org.stamp()
    office.books.take_payment(invoice.customer_id, D("115"), method=CASH, invoices=[invoice.id])
    assert office.sync().get("update-invoice") is None
    question = office.question("currency-differs")
    assert question.question == f"Invoice {invoice.number} is in EUR; these books are in ZAR."
    office.answer("currency-differs", "wait")
    office.sync()
    office.later(minutes=10)
    with office.desk.org.lock:
        held.currency, held.updated = "ZAR", office.desk.org.stamp()
    office.sync()
    assert not office.conflicts()
    assert row(office.reconcile(), "receivables").difference == Decimal(0)
