"""A write whose answer was lost: shown as such, looked up without sending, settled by what is found (ui.md M3)."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.journal import JournalEvent
from splynx_xero_gui.engine.control import Silent
from splynx_xero_gui.engine.uncertain import MayHaveArrived
from tests.support.inprocess import BANK, Office

D = Decimal
PAYMENTS = "/api.xro/2.0/Payments"


@pytest.fixture
def office(make_office: Callable[..., Office]) -> Office:
    """An invoice that is on both sides, and a payment of it that is in Splynx only."""
    office = make_office()
    anna = office.customer()
    invoice = office.bill(anna)
    office.sync()
    office.later(hours=1)
    office.books.take_payment(anna.id, 115, method=BANK, invoices=[invoice.id])
    return office


def looked_up(office: Office) -> tuple[MayHaveArrived, ...]:
    return tuple(office.session.look_up(Silent(), office.cancel))


def lose_the_answer(office: Office, *, arrived: bool) -> MayHaveArrived:
    """The connection breaks around the payment, whether or not Xero took it."""
    faults = office.world.xero.faults
    (faults.drop_after if arrived else faults.drop_before)("PUT", PAYMENTS, times=None)
    assert office.run().uncertain == 1
    faults.clear()
    (lost,) = office.session.may_have_arrived()
    return lost


def test_what_may_still_be_carried_out_counts_as_not_looked_up(office: Office) -> None:
    lose_the_answer(office, arrived=False)
    (still,) = looked_up(office)
    assert still.looked_up == 0


def test_it_is_listed_with_its_money_and_not_called_failed(office: Office) -> None:
    lost = lose_the_answer(office, arrived=True)
    assert (lost.amount, lost.customer, lost.looked_up) == (D("115.00"), "Anna Botha", 0)
    assert office.session.status().uncertain == 1


def test_what_arrived_is_found_by_a_look_up_that_sends_nothing(office: Office) -> None:
    lose_the_answer(office, arrived=True)
    assert looked_up(office) == ()
    assert len(office.receipts()) == 1
    assert office.sync() == {}
    office.equal()


def test_what_did_not_arrive_stays_open_until_a_person_says_so(office: Office) -> None:
    lost = lose_the_answer(office, arrived=False)
    with pytest.raises(Misconfigured, match="looked for"):
        office.session.it_is_not_there(lost.id)
    office.later(minutes=4)
    (still,) = looked_up(office)
    assert still.looked_up == 1
    (still,) = looked_up(office)
    assert still.looked_up == 2
    assert office.receipts() == []
    office.session.it_is_not_there(lost.id)
    assert office.session.may_have_arrived() == ()
    assert office.sync() == {"create-payment": 1}
    office.equal()
    assert office.session.journal()[0].event is JournalEvent.NOT_THERE


def test_a_person_points_at_what_it_became(office: Office) -> None:
    lost = lose_the_answer(office, arrived=True)
    (receipt,) = office.receipts()
    office.session.it_is_there(lost.id, receipt.payment_id, Silent(), office.cancel)
    assert office.session.may_have_arrived() == ()
    assert office.session.journal()[0].event is JournalEvent.FOUND
    assert office.sync() == {}
    office.equal()


def test_something_else_is_never_taken_for_it(office: Office) -> None:
    lost = lose_the_answer(office, arrived=False)
    other = office.customer("Ben Nel")
    held = office.desk.add_contact("Ben Nel")
    assert other.id
    elsewhere = office.desk.receive_overpayment(held, 115, "090", office.today)
    for id in (elsewhere.doc_id, "no-such-id"):
        with pytest.raises(Misconfigured, match="nothing with the id"):
            office.session.it_is_there(lost.id, id, Silent(), office.cancel)
    assert len(office.session.may_have_arrived()) == 1


def test_the_next_sync_settles_it_by_itself_if_nobody_does(office: Office) -> None:
    lose_the_answer(office, arrived=True)
    looked = office.run()
    assert looked.adopted == 1
    assert len(office.receipts()) == 1
    office.equal()
