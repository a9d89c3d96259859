"""Reading transactions without a document (R10): one call where none is new, kept only where nothing carries them."""

import datetime as dt
from collections.abc import Callable

import pytest

from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.engine.discover_uninvoiced import UninvoicedDiscovery
from tests.support.fake_billing import network_lost
from tests.support.fakes import Office, money

TRANSACTION = ObjectKind.TRANSACTION
OCTOBER, NOVEMBER = dt.date(2026, 10, 31), dt.date(2026, 11, 1)
Read = Callable[..., None]


@pytest.fixture
def read(office: Office) -> Read:
    """Read once."""

    def run(*, full: bool = False, since: dt.date | None = None) -> None:
        UninvoicedDiscovery(
            office.billing, office.ledger, office.clock, office, office.cancel, full=full, since=since
        ).run()

    return run


def known(office: Office) -> list[str]:
    return [seen.id for seen in office.store.observations(Side.SPLYNX, TRANSACTION)]


def test_only_what_stands_alone_is_kept_and_each_is_read_once(office: Office, read: Read) -> None:
    office.world.transaction("1", invoice_id="7")
    office.world.transaction("2", total=money(5))
    office.world.transaction("3", payment_id="7")
    read()
    assert known(office) == ["2"]
    calls = office.billing.calls_made
    read()
    assert office.billing.calls_made == calls + 1
    assert office.billing.asked_for("transactions")[-1] == ("3",)


def test_a_reading_that_broke_goes_on_where_it_was(office: Office, read: Read) -> None:
    office.billing.page = 2
    for id in range(1, 6):
        office.world.transaction(str(id), total=money(5))
    office.billing.fail("transactions", network_lost(), after_pages=1)
    with pytest.raises(type(network_lost())):
        read()
    assert known(office) == ["1", "2"]
    read()
    assert known(office) == ["1", "2", "3", "4", "5"]
    assert office.billing.asked_for("transactions")[-1] == ("2",)


def test_a_full_reading_finds_what_was_invoiced_or_deleted_since(office: Office, read: Read) -> None:
    for id in ("1", "2", "3"):
        office.world.transaction(id, total=money(5))
    read()
    office.world.transaction("1", total=money(5), invoice_id="7")
    office.billing.hidden.add("2")
    read()
    assert known(office) == ["1", "2", "3"], "not looked at by every run"
    read(full=True)
    assert known(office) == ["1", "3"]
    assert office.billing.asked_for("transactions_by_id") == [(("1", "2", "3"),)]
    read(full=True)
    assert office.billing.asked_for("transactions_by_id")[-1] == (("3",),)


def test_an_earlier_first_day_is_read_for_from_the_beginning(office: Office, read: Read) -> None:
    office.world.transaction("1", total=money(5), date=OCTOBER)
    office.world.transaction("2", total=money(5), date=NOVEMBER)
    read(since=NOVEMBER)
    assert known(office) == ["2"]
    read(since=OCTOBER)
    assert known(office) == ["1", "2"]
    read(since=NOVEMBER)
    assert office.billing.asked_for("transactions")[-1] == ("2",), "a later first day needs nothing again"
