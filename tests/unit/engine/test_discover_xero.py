"""Reading Xero: marks from the server's clock in the transaction of the last page, owners and keys (R2, R33)."""

import datetime as dt
from collections.abc import Callable

import pytest

from splynx_xero_gui.domain.accounting import AccountingStatus, Payment, PaymentTarget
from splynx_xero_gui.domain.failures import NetworkLost, TooManyChanges
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.engine.discover_xero import XeroDiscovery, observe_xero
from tests.support.fake_billing import network_lost
from tests.support.fakes import Office, money
from tests.support.samples import credit, document, payment

Read = Callable[..., None]


@pytest.fixture
def read(office: Office) -> Read:
    """Read Xero once."""

    def run(*, tag: str = "", allowed: int | None = None) -> None:
        XeroDiscovery(office.accounting, office.ledger, office.clock, office, office.cancel, tag, allowed=allowed).run()

    return run


def pages_stored(office: Office) -> list[tuple[tuple[str, ...], str | None]]:
    return [(entry[1], entry[2]) for entry in office.log if entry[0] == "store_page"]


def test_the_mark_moves_in_the_transaction_of_the_last_page(office: Office, read: Read) -> None:
    office.accounting.page = 2
    for id in ("c1", "c2", "c3", "c4", "c5"):
        office.world.contact(id, name=id)
    read()
    assert pages_stored(office)[:3] == [
        (("c1", "c2"), None),
        (("c3", "c4"), None),
        (("c5",), "xero:contact"),
    ]


def test_the_mark_is_the_servers_clock_at_the_first_page_less_five_minutes(office: Office, read: Read) -> None:
    office.accounting.page = 1
    office.world.contact("c1", name="a")
    office.world.contact("c2", name="b")
    began = office.clock.now()
    office.notify = lambda event: office.clock.pass_time(hours=1)  # type: ignore[method-assign]
    read()
    stamp = office.store.marks()["xero:contact"].stamp
    assert dt.datetime.fromisoformat(stamp) == began - dt.timedelta(minutes=5)


def test_a_stream_that_breaks_keeps_its_pages_and_its_old_mark(office: Office, read: Read) -> None:
    read()
    before = office.store.marks()["xero:contact"].stamp
    office.later()
    office.accounting.page = 1
    for id in ("c1", "c2", "c3"):
        office.world.contact(id, name=id)
    asked = office.accounting._read

    def break_at_the_third(method: str, *arguments: object) -> None:
        asked(method, *arguments)
        if sum(1 for entry in office.log if entry[0] == "changed" and entry[2] is not None) == 3:
            raise network_lost()

    office.accounting._read = break_at_the_third  # type: ignore[method-assign]
    with pytest.raises(NetworkLost):
        read()
    assert office.store.marks()["xero:contact"].stamp == before
    assert [seen.id for seen in office.store.observations(Side.XERO, ObjectKind.CONTACT)] == ["c1"]


def test_an_idle_read_costs_one_call_per_stream(office: Office, read: Read) -> None:
    read()
    before = office.accounting.calls_made
    office.later()
    read()
    assert office.accounting.calls_made - before == 6


def test_a_contact_list_that_is_suddenly_empty_stops_and_can_be_allowed_once(office: Office, read: Read) -> None:
    office.world.contact()
    read()
    office.store.forget_marks(["xero:contact"])
    office.world.xero.clear()
    with pytest.raises(TooManyChanges) as stopped:
        read()
    assert (stopped.value.id, stopped.value.count) == ("L6", 1)
    read(allowed=1)
    assert "xero:contact" in office.store.marks()


def test_an_empty_answer_to_what_changed_is_nothing_to_worry_about(office: Office, read: Read) -> None:
    office.world.contact()
    read()
    office.later(60)
    read()
    assert len(list(office.store.observations(Side.XERO, ObjectKind.CONTACT))) == 1


def test_a_payment_without_contact_belongs_to_the_contact_of_what_it_pays(office: Office, read: Read) -> None:
    office.world.hold(document("d-1", "c-9"))
    office.world.hold(payment("p-1", "", reference="R1 SPX-P1.0"))
    read()
    seen = office.store.observation(Side.XERO, ObjectKind.PAYMENT, "p-1")
    assert seen is not None
    assert (seen.owner, seen.key) == ("c-9", "SPX-P1.0")


def test_a_refund_finds_its_owner_through_its_credit(office: Office) -> None:
    office.store.store_page([observe_xero(credit("o-1", "c-9"), "")])
    refund = Payment(
        "p-2", PaymentTarget.OVERPAYMENT, "o-1", "", AccountingStatus.AUTHORISED, dt.date(2026, 11, 1), money(5), "a"
    )
    assert observe_xero(refund, "", office.store).owner == "c-9"
    unknown = Payment(
        "p-3", PaymentTarget.PREPAYMENT, "o-9", "", AccountingStatus.AUTHORISED, dt.date(2026, 11, 1), money(5), "a"
    )
    assert observe_xero(unknown, "", office.store).owner == ""


def test_a_token_of_another_tag_is_no_key_of_ours() -> None:
    assert observe_xero(payment(reference="SPXa-P1.0"), "").key == ""
    assert observe_xero(payment(reference="SPXa-P1.0"), "a").key == "SPXa-P1.0"


def test_a_credit_read_from_a_list_keeps_the_account_its_creation_told(office: Office) -> None:
    told = credit("o-1", account_id="a090", account_code="090", bank_transaction_id="b-1")
    office.store.store_page([observe_xero(told, "")])
    seen = observe_xero(credit("o-1"), "", office.store)
    assert (seen.body.account_id, seen.body.bank_transaction_id) == ("a090", "b-1")
