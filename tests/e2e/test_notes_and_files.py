"""A note in Xero's history and the PDF on every document: one call each, after the money (options, R35, P1, P2)."""

import re
from dataclasses import replace

import pytest

from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.sandbox.splynx import Line
from splynx_xero_gui.sandbox.xero import Limits
from tests.support.inprocess import CASH, VAT, D, Office

ON = {"history_note": "true", "attach_pdf": "true"}
DOWNLOAD = r"api\admin\config\Download"


def notes(office: Office, number: str) -> list[str]:
    """What Xero's history says about the invoice, oldest first."""
    return [note.details for note in office.desk.org.history.get(office.desk.invoice(number).doc_id, [])]


def files(office: Office, number: str) -> dict[str, bytes]:
    """Files on the invoice in Xero."""
    return {f.file_name: f.content for f in office.desk.org.attachments.get(office.desk.invoice(number).doc_id, [])}


def test_each_document_gets_a_note_with_the_run_and_its_pdf_and_a_second_sync_writes_nothing(make_office) -> None:
    office: Office = make_office(**ON)
    invoice = office.bill(office.customer())
    office.books.take_payment(invoice.customer_id, D("15"), method=CASH, invoices=[invoice.id])
    plan = office.plan()
    report = office.run()
    assert report.outcome == "completed"
    assert {w.kind.value: w.count for w in report.written} == {
        "create-contact": 1, "create-invoice": 1, "create-payment": 1, "add-note": 1, "attach-file": 1,
    }  # fmt: skip
    assert notes(office, invoice.number) == [
        f"Sent from Splynx: invoice {invoice.number}, 115.00. Sync run {report.run_id}."
    ]
    assert [(name, content[:4]) for name, content in files(office, invoice.number).items()] == [
        (f"{invoice.number}.pdf", b"%PDF")
    ]
    assert report.calls[Side.XERO] == plan.calls[Side.XERO], "the estimate counts one call for each (R35)"
    office.equal()


def test_a_change_and_a_void_are_noted_and_the_pdf_follows_the_change(make_office) -> None:
    office: Office = make_office(**ON)
    invoice = office.bill(office.customer())
    office.sync()
    office.later(minutes=1)
    office.books.change_invoice(invoice.id, lines=[Line("Fibre 25 Mbps", D("120"), tax_id=VAT)])
    assert office.sync() == {"update-invoice": 1, "add-note": 1, "attach-file": 1}
    office.later(minutes=1)
    office.books.delete_invoice(invoice.id)
    assert office.sync() == {"void-invoice": 1, "add-note": 1}
    assert [note.split()[0] for note in notes(office, invoice.number)] == ["Sent", "Changed", "Voided"]
    assert len(files(office, invoice.number)) == 1
    office.equal()


def test_an_invoice_below_zero_brings_the_pdf_of_the_invoice_to_its_credit_note(make_office) -> None:
    office: Office = make_office(**ON, negative_invoice='"as-credit-note"')
    office.books.negative_invoices_allowed = True
    invoice = office.bill(office.customer(), "-100", number="INV/2026/7 A")
    assert office.sync() == {"create-contact": 1, "create-credit-note": 1, "add-note": 1, "attach-file": 1}
    held = office.desk.credit_note(invoice.number)
    assert [f.file_name for f in office.desk.org.attachments[held.doc_id]] == ["INV-2026-7 A.pdf"]
    office.equal()


def test_an_option_holds_for_what_is_written_while_it_is_on(make_office) -> None:
    office: Office = make_office()
    before = office.bill(office.customer())
    office.sync()
    office.later(minutes=1)
    office.change_options(history_note=True)
    assert office.sync() == {}
    after = office.bill(office.customer("Ben Nel"))
    assert office.sync() == {"create-contact": 1, "create-invoice": 1, "add-note": 1}
    assert (notes(office, before.number), len(notes(office, after.number))) == ([], 1)
    office.change_options(history_note=False)
    office.bill(office.customer("Cleo Abel"))
    assert office.sync() == {"create-contact": 1, "create-invoice": 1}


@pytest.mark.parametrize("path", [r"/History$", r"/Attachments/"])
@pytest.mark.parametrize("arrived", [True, False])
def test_a_note_or_file_whose_answer_was_lost_is_there_once_after_the_next_sync(
    make_office, path: str, arrived: bool
) -> None:
    office: Office = make_office(**ON)
    invoice = office.bill(office.customer())
    faults = office.world.xero.faults
    struck = (faults.drop_after if arrived else faults.drop_before)("PUT", path, times=None)
    stopped = office.run()
    assert struck.hits
    assert (stopped.outcome, stopped.reason, stopped.uncertain) == ("stopped", "network", 1)
    faults.clear()
    office.run()
    office.run()
    assert len(notes(office, invoice.number)) == 1
    assert stopped.run_id in notes(office, invoice.number)[0], "the note names the run that wrote the invoice"
    assert len(files(office, invoice.number)) == 1
    office.equal()


def test_money_comes_first_when_the_day_ends_and_the_notes_follow(make_office) -> None:
    # Set-up takes 7 calls, reading 7, 50 are kept back; contacts, invoices and payments take three, two notes fit.
    office: Office = make_office(history_note="true", day_limit=69)
    bills = [office.bill(office.customer(name)) for name in ("Anna Botha", "Ben Nel", "Cleo Abel", "Dan Smit")]
    for bill in bills:
        office.books.take_payment(bill.customer_id, D("115"), method=CASH, invoices=[bill.id])
    parked = office.run()
    assert (parked.outcome, parked.reason) == ("stopped", "day-limit")
    assert {w.kind.value: w.count for w in parked.written}["create-payment"] == 4
    office.clock.set(parked.resume_at)
    office.world.xero.limiter.limits = Limits(per_minute=1_000, per_day=1_000)
    office.sync()
    for bill in bills:
        (note,) = notes(office, bill.number)
        assert parked.run_id in note
    office.equal()


def test_a_pdf_that_splynx_will_not_give_is_a_question_and_holds_nothing_up(make_office) -> None:
    office: Office = make_office(**ON)
    office.world.splynx.permissions.deny(DOWNLOAD, "view")
    invoice = office.bill(office.customer())
    office.books.take_payment(invoice.customer_id, D("115"), method=CASH, invoices=[invoice.id])
    report = office.run()
    assert (report.outcome, report.reason, report.waiting) == ("needs-decisions", None, 1)
    question = office.question("rejected-by-splynx")
    assert "Config › Download – view" in question.why + question.question
    assert office.due(invoice) == 0
    office.world.splynx.permissions.allow(DOWNLOAD, "view")
    office.answer("rejected-by-splynx", "try-again")
    assert office.sync() == {"attach-file": 1}
    office.equal()


def test_a_sign_in_without_the_permission_says_so_and_the_files_follow_a_new_sign_in(make_office) -> None:
    office: Office = make_office()
    office.change_options(attach_pdf=True)
    invoice = office.bill(office.customer())
    plan = office.plan()
    assert [n.kind for n in plan.notices] == ["attachments-not-allowed"]
    assert "Sign in to Xero again" in plan.notices[0].text
    assert office.sync() == {"create-contact": 1, "create-invoice": 1}
    office.sign_in_again()
    assert office.sync() == {"attach-file": 1}
    assert list(files(office, invoice.number)) == [f"{invoice.number}.pdf"]
    office.equal()


def test_notes_stay_within_the_shortest_limit_that_xero_is_known_by(make_office) -> None:
    office: Office = make_office(**ON)
    invoice = office.bill(office.customer(), number="N" * 240)
    office.sync()
    (note,) = notes(office, invoice.number)
    assert len(note) <= 250
    assert re.search(r"Sync run \w{16}\.$", note)


def test_the_requests_told_before_count_a_note_and_a_file_for_each_document(make_office) -> None:
    office: Office = make_office()
    for n in range(3):
        office.bill(office.customer(f"Customer {n}"))
    office.plan()
    profile = office.profile()
    along = replace(profile, options=replace(profile.options, history_note=True, attach_pdf=True))
    assert office.session.scope(along).calls - office.session.scope(profile).calls == 6
