"""Writes into Splynx whose answer is lost, refused or never sent: nothing is twice, nothing is missing (P2, P3, R2)."""

from decimal import Decimal

import pytest

from splynx_xero_gui.domain.results import SyncReport
from splynx_xero_gui.sandbox.splynx import Invoice
from tests.support.bank_office import assert_no_echo, bank_pays, billed, mixed, splynx_due
from tests.support.inprocess import Office

PAYMENTS = r"/finance/payments"
ONE = r"/finance/payments/\d+"


@pytest.fixture
def office(make_office) -> Office:
    return mixed(make_office())


@pytest.fixture
def invoices(office: Office) -> list[Invoice]:
    """Three invoices of two customers, each paid by the bank in Xero."""
    anna, ben = office.customer(), office.customer("Ben")
    made = [office.bill(anna), office.bill(anna, 200), office.bill(ben, 300)]
    office.sync()
    for invoice in made:
        bank_pays(office, invoice, invoice.total)
    return made


def ends_equal(office: Office, invoices: list[Invoice]) -> None:
    """One payment for each receipt, all invoices paid, both sides equal."""
    assert len(billed(office)) == len(invoices)
    assert [splynx_due(office, invoice) for invoice in invoices] == [0] * len(invoices)
    office.equal()
    assert_no_echo(office)


def stopped(report: SyncReport) -> SyncReport:
    assert report.outcome.value == "stopped", report
    return report


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_payment_whose_answer_is_lost_is_found_by_its_key(office: Office, invoices: list[Invoice], nth: int) -> None:
    fault = office.world.splynx.faults.drop_after("POST", PAYMENTS, nth=nth)
    report = stopped(office.run())
    assert (fault.hits, report.uncertain, len(billed(office))) == (1, 1, nth)
    report = office.run()
    assert (report.adopted, report.uncertain) == (1, 0)
    ends_equal(office, invoices)


@pytest.mark.parametrize("nth", [1, 3])
def test_a_payment_that_never_arrived_is_made_by_the_next_sync(
    office: Office, invoices: list[Invoice], nth: int
) -> None:
    office.world.splynx.faults.drop_before("POST", PAYMENTS, nth=nth)
    assert stopped(office.run()).uncertain == 1
    report = office.run()
    assert report.adopted == 0
    ends_equal(office, invoices)


def test_a_payment_that_cannot_be_read_back_is_found_by_its_key(office: Office, invoices: list[Invoice]) -> None:
    office.world.splynx.faults.fail("GET", ONE, status=503, times=None)
    assert stopped(office.run()).uncertain == 1
    office.world.splynx.faults.clear()
    assert office.run().adopted == 1
    ends_equal(office, invoices)


def test_an_error_after_splynx_wrote_is_no_refusal(office: Office, invoices: list[Invoice]) -> None:
    office.world.splynx.faults.error_after_commit("POST", PAYMENTS, status=500)
    assert stopped(office.run()).uncertain == 1
    assert office.run().adopted == 1
    ends_equal(office, invoices)


def test_what_splynx_refuses_is_asked_about_and_sent_again_on_request(office: Office, invoices: list[Invoice]) -> None:
    refusal = '{"error":{"message":[{"field":"date","message":"The month is closed."}],"internal_code":"X"}}'
    fault = office.world.splynx.faults.fail("POST", PAYMENTS, status=422, body=refusal, content_type="application/json")
    report = office.run()
    assert (report.reason, fault.hits, len(billed(office))) == (None, 1, 2)
    question = office.question("rejected-by-splynx")
    assert "The month is closed." in question.why
    assert office.sync() == {}
    office.answer("rejected-by-splynx", "try-again")
    assert office.sync() == {"create-payment": 1}
    ends_equal(office, invoices)


def test_a_deletion_whose_answer_is_lost_is_seen_done(office: Office, invoices: list[Invoice]) -> None:
    office.sync()
    office.later(minutes=10)
    office.desk.delete_payment(office.receipts()[0])
    office.world.splynx.faults.drop_after("DELETE", ONE)
    assert stopped(office.run()).uncertain == 1
    assert office.run().adopted == 1
    assert len(billed(office)) == 2
    office.equal()


def test_a_deletion_that_never_arrived_is_done_by_the_next_sync(office: Office, invoices: list[Invoice]) -> None:
    office.sync()
    office.later(minutes=10)
    office.desk.delete_payment(office.receipts()[0])
    office.world.splynx.faults.drop_before("DELETE", ONE)
    stopped(office.run())
    assert office.sync() == {"delete-payment": 1}
    office.equal()


@pytest.mark.parametrize("how", ["drop_after", "drop_before"])
def test_a_relink_whose_answer_is_lost_ends_pointing_to_the_new_receipt(
    office: Office, invoices: list[Invoice], how: str
) -> None:
    office.sync()
    office.later(minutes=10)
    gone = next(r for r in office.receipts() if r.amount == Decimal("115.00"))
    office.desk.delete_payment(gone)
    again = bank_pays(office, invoices[0], 115)
    getattr(office.world.splynx.faults, how)("PUT", ONE)
    assert stopped(office.run()).uncertain == 1
    office.run()
    assert again.payment_id in {p.field_1 for p in billed(office)}
    ends_equal(office, invoices)


def test_a_credit_whose_answer_is_lost_keeps_what_splynx_did_by_itself(office: Office) -> None:
    anna = office.customer()
    invoice = office.bill(anna)
    office.sync()
    contact = office.desk.contact(f"SPX-{anna.id}")
    office.desk.receive_overpayment(contact, 80, "090", office.today)
    office.world.splynx.faults.drop_after("POST", PAYMENTS)
    stopped(office.run())
    assert office.run().adopted == 1
    assert (splynx_due(office, invoice), office.due(invoice)) == (35, 115)
    office.equal()


def test_stopping_between_two_payments_leaves_whole_ones(office: Office, invoices: list[Invoice]) -> None:
    class AfterOne:
        def notify(self, event: object) -> None:
            if type(event).__name__ == "ItemDone":
                office.cancel.set()

    report = stopped(office.run(AfterOne()))
    assert (report.reason, report.uncertain, len(billed(office))) == ("cancelled", 0, 1)
    office.cancel.reset()
    office.sync()
    ends_equal(office, invoices)
