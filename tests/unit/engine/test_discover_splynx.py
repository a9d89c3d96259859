"""Reading Splynx: marks only behind stored pages, counts, absences confirmed, details in rotation (R5, R16, R34)."""

import datetime as dt
from collections.abc import Callable

import pytest

from splynx_xero_gui.domain.billing import DocumentStatus, PayerKind
from splynx_xero_gui.domain.failures import Cancelled, TooManyChanges
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.engine.discover_splynx import SplynxDiscovery
from tests.support.fake_billing import network_lost
from tests.support.fakes import Office, money
from tests.support.planner import OCTOBER

CUSTOMER, INVOICE, PAYMENT = ObjectKind.CUSTOMER, ObjectKind.INVOICE, ObjectKind.PAYMENT
RELATION, DETAILS = ObjectKind.RELATION, ObjectKind.CUSTOMER_DETAILS
Read = Callable[..., SplynxDiscovery]


@pytest.fixture
def read(office: Office) -> Read:
    """Read Splynx once."""

    def run(*, full: bool = False, allowed: int | None = None) -> SplynxDiscovery:
        discovery = SplynxDiscovery(
            office.billing, office.ledger, office.clock, office, office.cancel, full=full, allowed=allowed
        )
        discovery.run()
        return discovery

    return run


def known(office: Office, kind: ObjectKind) -> list[str]:
    return [seen.id for seen in office.store.observations(Side.SPLYNX, kind)]


def gone(office: Office, kind: ObjectKind, id: str) -> bool:
    seen = office.store.observation(Side.SPLYNX, kind, id)
    return seen is not None and seen.gone


def stamp(office: Office, kind: ObjectKind) -> str | None:
    mark = office.store.marks().get(f"splynx:{kind}")
    return mark.stamp if mark else None


# -- marks --


def test_a_mark_moves_only_after_every_page_of_its_stream_is_stored(office: Office, read: Read) -> None:
    office.billing.page = 2
    for id in range(1, 6):
        office.world.customer(str(id))
    office.billing.fail("customers", network_lost(), after_pages=2)
    with pytest.raises(type(network_lost())):
        read()
    assert known(office, CUSTOMER) == ["1", "2", "3", "4"]  # what was read is kept
    assert stamp(office, CUSTOMER) is None
    read()
    assert known(office, CUSTOMER) == ["1", "2", "3", "4", "5"]
    assert stamp(office, CUSTOMER) == "2026-11-20"


def test_a_broken_stream_leaves_the_marks_of_the_streams_behind_it_alone(office: Office, read: Read) -> None:
    office.world.customer()
    office.world.invoice()
    office.billing.fail("documents", network_lost())
    with pytest.raises(type(network_lost())):
        read()
    assert stamp(office, CUSTOMER) == "2026-11-20"
    assert stamp(office, INVOICE) is None
    assert office.store.get_fact("splynx-full-read") is None


def test_cancelling_between_pages_keeps_pages_and_no_mark(office: Office, read: Read) -> None:
    office.billing.page = 1
    office.world.customer("1")
    office.world.customer("2")
    office.cancel.set()
    with pytest.raises(Cancelled):
        read()
    assert stamp(office, CUSTOMER) is None


def test_later_reads_ask_for_two_days_more_than_the_last_complete_one(office: Office, read: Read) -> None:
    office.world.customer()
    read()
    office.another_day()
    read()
    assert office.billing.asked_for("customers") == [(None,), (dt.date(2026, 11, 18),)]
    assert [call[1] for call in office.billing.asked_for("documents")][2:4] == [dt.date(2026, 11, 18)] * 2


def test_a_document_of_a_customer_not_listed_yet_is_stored_with_its_partner(office: Office, read: Read) -> None:
    read()
    office.world.customer("7", partner="2")  # made after the customers were listed; its update day is not told
    office.world.invoice("1", customer_id="7")
    office.billing.touch(INVOICE, "1")
    read()
    seen = office.store.observation(Side.SPLYNX, INVOICE, "1")
    assert seen is not None
    assert seen.partner_id == "2"
    assert office.billing.asked_for("customers_by_id") == [(("7",),)]


def test_a_documents_partner_does_not_follow_the_customer(office: Office, read: Read) -> None:
    office.world.customer("7", partner="1")
    office.world.invoice("1", customer_id="7")
    read()
    office.world.customer("7", partner="2")
    for kind, id in ((CUSTOMER, "7"), (INVOICE, "1")):
        office.billing.touch(kind, id)
    office.world.change(office.world.splynx[INVOICE, "1"].body, note="changed")
    read()
    seen = office.store.observation(Side.SPLYNX, INVOICE, "1")
    assert seen is not None
    assert (seen.partner_id, seen.body.note) == ("1", "changed")


# -- sudden emptiness --


@pytest.mark.parametrize("kind", [CUSTOMER, INVOICE])
def test_a_list_that_is_suddenly_empty_stops_before_anything_is_removed(
    office: Office, read: Read, kind: ObjectKind
) -> None:
    for id in ("1", "2"):
        office.world.customer(id)
        office.world.invoice(id, customer_id=id)
    read()
    office.store.forget_marks([f"splynx:{kind}"])
    for id in ("1", "2"):
        office.billing.remove(kind, id)
    with pytest.raises(TooManyChanges) as stopped:
        read()
    assert (stopped.value.id, stopped.value.count) == ("L6", 2)
    assert known(office, kind) == ["1", "2"]


@pytest.mark.parametrize("full", [False, True])
def test_all_that_was_known_is_replaced_by_newer_ones(office: Office, read: Read, full: bool) -> None:
    """Splynx lists payments: that each of the earlier ones is gone is confirmed one by one (R5), and stops nobody."""
    office.world.customer()
    for id in range(1, 7):
        office.world.payment(str(id), 10)
    read()
    for id in range(1, 7):
        office.billing.remove(PAYMENT, str(id))
    office.world.payment("7", 10)
    read(full=full)
    assert known(office, PAYMENT) == ["7"]


@pytest.mark.parametrize("full", [False, True])
def test_no_payment_where_there_were_many_stops_and_can_be_allowed_once(office: Office, read: Read, full: bool) -> None:
    office.world.customer()
    for id in range(1, 7):
        office.world.payment(str(id), 10)
    read()
    for id in range(1, 7):
        office.billing.remove(PAYMENT, str(id))
    with pytest.raises(TooManyChanges) as stopped:
        read(full=full)
    assert stopped.value.count == 6
    assert "lists no payments" in stopped.value.title
    assert len(known(office, PAYMENT)) == 6
    with pytest.raises(TooManyChanges):
        read(full=full, allowed=5)
    read(full=full, allowed=6)
    assert known(office, PAYMENT) == []


def test_few_payments_may_all_vanish_because_each_is_asked_for_by_itself(office: Office, read: Read) -> None:
    office.world.customer()
    office.world.payment("1", 10)
    read()
    office.billing.remove(PAYMENT, "1")
    read()
    assert gone(office, PAYMENT, "1")


# -- payments and relations --


def test_new_payments_are_read_by_id_and_the_old_ones_only_counted(office: Office, read: Read) -> None:
    office.world.customer()
    for id in (1, 2, 3):
        office.world.payment(str(id), 10)
    read()
    office.world.payment("4", 10)
    read()
    assert known(office, PAYMENT) == ["1", "2", "3", "4"]
    assert office.billing.asked_for("payments")[-1] == ("3", None)
    assert office.billing.asked_for("count") == [(PAYMENT, "0", "3")]


def test_a_difference_in_the_count_is_found_by_halving_and_confirmed(office: Office, read: Read) -> None:
    office.world.customer()
    for id in range(1, 4001):
        office.world.payment(str(id), 10)
    office.billing.page = 500
    read()
    office.billing.asked.clear()
    office.billing.remove(PAYMENT, "1234")
    read()
    assert gone(office, PAYMENT, "1234")
    assert len(known(office, PAYMENT)) == 3999
    assert office.billing.asked_for("payment") == [("1234",)]
    reread = [call for call in office.billing.asked_for("payments") if call[1] is not None]
    assert reread == [("1000", "1500")]
    assert len(office.billing.asked_for("count")) <= 4


def test_many_vanished_in_one_range_are_no_emptiness_of_the_whole(office: Office, read: Read) -> None:
    office.world.customer()
    for id in range(1, 1201):
        office.world.payment(str(id), 10)
    office.billing.page = 500
    read()
    for id in range(601, 901):
        office.billing.remove(PAYMENT, str(id))
    read()
    assert len(known(office, PAYMENT)) == 900


def test_a_payment_that_is_not_visible_any_more_is_no_deletion_and_not_looked_for_again(
    office: Office, read: Read
) -> None:
    office.world.customer()
    for id in (1, 2, 3):
        office.world.payment(str(id), 10)
    read()
    office.billing.hidden.add("2")
    read()
    assert known(office, PAYMENT) == ["1", "2", "3"]
    office.billing.asked.clear()
    read()
    assert office.billing.asked_for("payment") == []
    office.billing.hidden.clear()
    read()
    office.billing.remove(PAYMENT, "2")
    read()
    assert gone(office, PAYMENT, "2")


def test_a_payment_changed_without_a_trace_is_seen_in_the_nightly_read(office: Office, read: Read) -> None:
    office.world.customer()
    office.world.payment("1", 10)
    read()
    office.world.payment("1", 12)
    read()
    unchanged = office.store.observation(Side.SPLYNX, PAYMENT, "1")
    assert unchanged is not None
    assert unchanged.body.amount == money(10)
    office.another_day()
    assert read().full
    changed = office.store.observation(Side.SPLYNX, PAYMENT, "1")
    assert changed is not None
    assert changed.body.amount == money(12)


def test_a_relation_taken_back_in_splynx_is_gone_and_a_new_one_is_there(office: Office, read: Read) -> None:
    office.world.customer()
    office.world.payment("1", 10)
    first = office.world.relation(PayerKind.PAYMENT, "1", "5", 10)
    second = office.world.relation(PayerKind.PAYMENT, "1", "6", 10)
    read()
    office.billing.remove(RELATION, first.id)
    read()
    assert gone(office, RELATION, first.id)
    assert known(office, RELATION) == [second.id]


def test_a_splynx_without_relations_is_remembered_as_such(office: Office, read: Read) -> None:
    office.world.customer()
    office.billing.relations_available = False
    read()
    assert office.store.get_fact("splynx-relations") == "unavailable"
    office.billing.relations_available = True
    read()
    assert office.store.get_fact("splynx-relations") == "available"


def test_transactions_that_relations_lead_through_are_read_once(office: Office, read: Read) -> None:
    office.world.customer()
    office.world.transaction("70", total=money(10), payment_id="1")
    office.world.relation(PayerKind.TRANSACTION, "70", "5", 10)
    office.world.relation(PayerKind.TRANSACTION, "71", "5", 10)  # not there any more
    read()
    assert known(office, ObjectKind.TRANSACTION) == ["70"]
    assert office.billing.asked_for("transactions_by_id") == [(("70", "71"),)]
    read()
    assert len(office.billing.asked_for("transactions_by_id")) == 1
    office.world.transaction("72", total=money(10))
    office.world.relation(PayerKind.TRANSACTION, "72", "6", 10)
    read()
    assert known(office, ObjectKind.TRANSACTION) == ["70", "72"]
    assert office.billing.asked_for("transactions_by_id")[-1] == (("72",),)


def test_transactions_missed_by_a_run_that_broke_are_read_by_the_next(office: Office, read: Read) -> None:
    office.world.customer()
    read()
    office.world.transaction("70", total=money(10))
    office.world.relation(PayerKind.TRANSACTION, "70", "5", 10)
    office.billing.fail("transactions_by_id", network_lost())
    with pytest.raises(type(network_lost())):
        read()
    read()
    assert known(office, ObjectKind.TRANSACTION) == ["70"]


def test_a_payment_whose_allocation_moved_is_read_again_even_when_the_run_broke_in_between(
    office: Office, read: Read
) -> None:
    office.world.customer()
    office.world.payment("1", 10, unallocated=money(10))
    read()
    office.world.payment("1", 10)
    office.world.relation(PayerKind.PAYMENT, "1", "5", 10)
    office.billing.fail("payments_by_id", network_lost())
    with pytest.raises(type(network_lost())):
        read()
    read()
    seen = office.store.observation(Side.SPLYNX, PAYMENT, "1")
    assert seen is not None
    assert seen.body.unallocated == 0
    office.billing.asked.clear()
    read()
    assert office.billing.asked_for("payments_by_id") == []


# -- documents at night --


def test_the_nightly_read_goes_back_to_the_oldest_open_document(office: Office, read: Read) -> None:
    office.world.customer()
    office.world.invoice("1", date=dt.date(2026, 8, 1), status=DocumentStatus.PAID)
    open_one = office.world.invoice("2", date=OCTOBER)
    office.world.invoice("3", status=DocumentStatus.PAID)
    read()
    office.another_day(5)
    office.world.change(open_one, status=DocumentStatus.PAID)  # its update day did not move
    read()
    seen = office.store.observation(Side.SPLYNX, INVOICE, "2")
    assert seen is not None
    assert seen.body.status is DocumentStatus.PAID
    assert (INVOICE, None, OCTOBER) in office.billing.asked_for("documents")


def test_a_document_missing_at_night_is_gone_only_when_asking_for_it_says_so(office: Office, read: Read) -> None:
    office.world.customer()
    for id in ("1", "2", "3"):
        office.world.invoice(id)
    read()
    office.another_day()
    office.billing.remove(INVOICE, "1")
    office.billing.hidden.add("2")
    read()
    assert gone(office, INVOICE, "1")
    assert not gone(office, INVOICE, "2")
    assert sorted(call[1] for call in office.billing.asked_for("document")) == ["1", "2"]


def test_open_documents_that_all_disappear_at_night_stop_the_run(office: Office, read: Read) -> None:
    office.world.customer()
    for id in range(1, 7):
        office.world.invoice(str(id))
    read()
    office.another_day()
    for id in range(1, 7):
        office.billing.remove(INVOICE, str(id))
    with pytest.raises(TooManyChanges) as stopped:
        read()
    assert stopped.value.count == 6
    read(allowed=6)
    assert known(office, INVOICE) == []


def test_the_full_read_counts_as_done_only_when_it_ended(office: Office, read: Read) -> None:
    office.world.customer()
    office.world.invoice()
    office.billing.fail("customer_details", network_lost())
    with pytest.raises(type(network_lost())):
        read()
    assert office.store.get_fact("splynx-full-read") is None
    assert read().full
    assert not read().full


# -- details --


def test_details_are_read_at_first_use_and_only_of_customers_with_documents(office: Office, read: Read) -> None:
    office.world.customer("1")
    office.world.customer("2")
    office.world.details("1", vat_id="4012")
    office.world.invoice("10", customer_id="1")
    read()
    assert office.billing.asked_for("customer_details") == [("1",)]
    seen = office.store.observation(Side.SPLYNX, DETAILS, "1")
    assert seen is not None
    assert seen.body.vat_id == "4012"
    read()
    assert len(office.billing.asked_for("customer_details")) == 1


def test_details_of_a_changed_customer_are_read_again_at_once(office: Office, read: Read) -> None:
    office.world.customer("1")
    office.world.invoice("10", customer_id="1")
    read()
    office.world.customer("1", name="Another Name")
    office.billing.touch(CUSTOMER, "1")
    read()
    assert len(office.billing.asked_for("customer_details")) == 2


def test_details_are_read_again_in_rotation_over_seven_days(office: Office, read: Read) -> None:
    for id in range(1, 61):
        office.world.customer(str(id))
        office.world.invoice(str(id), customer_id=str(id))
    read()
    office.billing.asked.clear()
    office.another_day(6)
    read()
    assert office.billing.asked_for("customer_details") == []
    office.another_day(2)
    read()
    assert len(office.billing.asked_for("customer_details")) == 50
    read()
    assert len(set(office.billing.asked_for("customer_details"))) == 60


def test_one_sync_a_day_gets_round_many_customers_in_a_week(office: Office, read: Read) -> None:
    for id in range(1, 701):
        office.world.customer(str(id))
        office.world.invoice(str(id), customer_id=str(id))
    read()
    office.billing.asked.clear()
    office.another_day(8)
    read()
    assert len(office.billing.asked_for("customer_details")) == 100


def test_details_that_are_absent_are_not_asked_for_at_every_run(office: Office, read: Read) -> None:
    office.world.customer("1")
    office.world.invoice("10", customer_id="1")
    read()
    office.store.mark_gone(Side.SPLYNX, DETAILS, ["1"])
    office.billing.asked.clear()
    office.billing.remove(CUSTOMER, "1")
    office.another_day(8)
    read()
    read()
    assert len(office.billing.asked_for("customer_details")) == 1


def test_reading_tells_its_progress_per_stream(office: Office, read: Read) -> None:
    office.world.customer()
    office.world.invoice()
    office.world.payment("1", 10)
    read()
    told = {(event.stream, event.count) for event in office.events}
    assert {("customer", 1), ("invoice", 1), ("payment", 1), ("customer-details", 1)} <= told


def test_the_cost_of_reading_what_changed_by_day_is_told_apart(office: Office, read: Read) -> None:
    office.world.customer()
    office.world.invoice()
    first = read()
    counted, details = 3, 2
    assert office.billing.calls_made == first.dated_calls + counted + details
