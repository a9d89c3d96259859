"""Access lost, taken and renewed in mid-sync, and lists that move while they are read (docs/faults.md)."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from splynx_xero_gui.domain.failures import Failure, Misconfigured
from splynx_xero_gui.engine.control import Silent
from splynx_xero_gui.sandbox.log import Exchange
from splynx_xero_gui.sandbox.splynx import Line, access
from splynx_xero_gui.sandbox.xero import DEFAULT_SCOPES, OrganisationSpec
from tests.support.inprocess import Office, sign_in
from tests.support.memory_keyring import MemoryKeyring

TWO = (OrganisationSpec(name="Example ISP Ltd", is_demo=False), OrganisationSpec(name="Coastal ISP Ltd", is_demo=False))


@pytest.fixture
def office(make_office: Callable[..., Office]) -> Office:
    """Two customers with bills and money, nothing synced yet."""
    made: Office = make_office(organisations=TWO)
    for name in ("Anna Botha", "Ben Nel"):
        customer = made.customer(name)
        invoice = made.bill(customer)
        made.books.take_payment(customer.id, 160, invoices=[invoice.id])
    return made


def once(hooks: list[Any], method: str, path: str, act: Callable[[], object]) -> list[str]:
    """Act after the first such exchange; tells that it happened."""
    done: list[str] = []

    def hook(call: Exchange) -> None:
        if not done and call.method == method and path in call.path:
            done.append(call.path)
            act()

    hooks.append(hook)
    return done


def writes(office: Office) -> int:
    """What was written into Xero, sign-ins apart."""
    calls = office.world.xero.log.entries()
    return sum(call.method != "GET" and call.path.startswith("/api.xro/") for call in calls)


# -- access --


def test_access_withdrawn_in_mid_sync_stops_it_and_a_new_sign_in_goes_on(office: Office) -> None:
    xero = office.world.xero
    organisation = xero.books.organisation()
    done = once(xero.hooks, "PUT", "/Contacts", lambda: xero.identity.disconnect_organisation(organisation))
    report = office.run()
    assert done
    assert (report.outcome, report.reason) == ("stopped", "authorisation")
    assert report.uncertain == 0, "what Xero refused for its sign-in is known not to have been done"
    office.sign_in_again()
    office.sync()
    office.equal()


def test_another_organisation_chosen_in_the_browser_is_refused_and_the_work_goes_on_with_the_first(
    office: Office,
) -> None:
    office.sync()
    with pytest.raises(Misconfigured) as refused:
        sign_in(office.world, office.session, office.cancel, "Coastal ISP Ltd")
    assert refused.value.id == "X5"
    office.bill(office.customer("Carla Dlamini"))
    office.sync()
    office.equal()
    assert office.world.xero.desk("Coastal ISP Ltd").payments() == []


def test_another_organisation_written_into_the_profile_is_refused_before_anything_is_read(office: Office) -> None:
    office.sync()
    profile = office.profile()
    asked = office.world.xero.log.total
    office.change_profile(xero=replace(profile.xero, organisation="Coastal ISP Ltd"))
    with pytest.raises(Misconfigured) as refused:
        office.run()
    assert refused.value.id == "X5"
    assert office.world.xero.log.total == asked


@pytest.mark.parametrize("scope", ["accounting.payments", "accounting.contacts"])
def test_a_right_the_sign_in_lacks_stops_the_sync_and_a_full_one_goes_on(
    office: Office, memory_keyring: MemoryKeyring, scope: str
) -> None:
    xero = office.world.xero
    xero.identity.withdraw(xero.client)
    given = xero.tokens(scopes=tuple(s for s in DEFAULT_SCOPES if s != scope))
    memory_keyring.set_password(f"splynx-xero/{office.name}", "xero-refresh-token", given["refresh_token"])
    lacking = Office.again(office)
    report = lacking.run()
    assert (report.outcome, report.reason) == ("stopped", "authorisation")
    assert "sign in" in f"{report.message} {report.what_to_do}".lower()
    assert lacking.world.xero.desk().payments() == []
    lacking.sign_in_again()
    lacking.sync()
    lacking.equal()


def test_a_splynx_session_bound_to_the_old_network_is_renewed_in_mid_read(office: Office) -> None:
    splynx = office.world.splynx
    done = once(splynx.hooks, "GET", "/invoices", lambda: setattr(splynx, "apparent_ip", "198.51.100.7"))
    office.sync()
    assert done
    office.equal()


@pytest.mark.parametrize("what", ["ban_tokens", "forget_tokens"])
def test_a_splynx_that_ends_every_session_in_mid_read_is_signed_in_to_again(office: Office, what: str) -> None:
    splynx = office.world.splynx
    done = once(splynx.hooks, "GET", "/invoices", getattr(splynx, what))
    office.sync()
    assert done
    office.equal()


def test_a_right_taken_from_the_key_in_mid_read_is_named_and_given_back_goes_on(office: Office) -> None:
    splynx = office.world.splynx
    done = once(splynx.hooks, "GET", "/invoices", lambda: splynx.permissions.deny(access.PAYMENTS, "index"))
    report = office.run()
    assert done
    assert (report.outcome, report.reason) == ("stopped", "authorisation")
    assert "Payments" in f"{report.title} {report.message}"
    assert not report.written
    splynx.permissions.allow(access.PAYMENTS, "index")
    office.sync()
    office.equal()


def test_window_and_console_renew_the_sign_in_at_the_same_moment(office: Office) -> None:
    """Two token managers of two processes over one keyring: neither uses what the other has used up."""
    console = Office.again(office)
    office.later(minutes=31)
    start = threading.Barrier(2)
    ended: dict[str, object] = {}

    def work(name: str, call: Callable[[], object]) -> None:
        start.wait(20)
        try:
            ended[name] = call()
        except Failure as failure:
            ended[name] = failure

    threads = [
        threading.Thread(target=work, args=("window", office.run)),
        threading.Thread(target=work, args=("console", lambda: console.session.fetch(Silent(), console.cancel))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert ended["window"].reason is None, ended  # type: ignore[attr-defined]
    assert ended["console"].complete, ended  # type: ignore[attr-defined]
    renewals = [e.status for e in office.world.xero.log.entries() if e.path == "/connect/token"]
    assert renewals[-2:] == [200, 200]
    office.later(minutes=31)
    office.equal()
    console.later(minutes=31)
    assert console.sync() == {}


# -- lists --


@pytest.mark.parametrize("nothing", [r"/Contacts$", r"/(Invoices|Payments)$", r"/[A-Z]"])
def test_a_xero_that_suddenly_lists_nothing_removes_nothing(office: Office, nothing: str) -> None:
    office.sync()
    before = office.desk.receivables()
    body = '{"Status":"OK","pagination":{"page":1,"pageSize":1000,"pageCount":0,"itemCount":0}}'
    path = rf"/api\.xro/2\.0{nothing}"
    empty = office.world.xero.faults.fail(
        "GET", path, status=200, body=body, content_type="application/json", times=None
    )
    office.later(days=1)
    written = writes(office)
    office.run()
    with suppress(Failure):
        office.reconcile()
    assert empty.hits
    assert writes(office) == written
    assert office.desk.receivables() == before
    office.world.xero.faults.clear()
    office.equal()


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three to a page on both sides: a few documents are deep paging."""
    monkeypatch.setattr("splynx_xero_gui.xero.reads.PAGE", 3)
    for name in ("_LIGHT", "_HEAVY"):
        monkeypatch.setattr(f"splynx_xero_gui.splynx.billing.{name}", 3)


@pytest.mark.usefixtures("short_pages")
def test_many_pages_are_read_to_the_end(make_office: Callable[..., Office]) -> None:
    office = make_office(customers=7)
    office.sync()
    office.equal()
    office.later(days=40)  # a full reading of both sides
    office.equal()


@pytest.mark.usefixtures("short_pages")
@pytest.mark.parametrize("kind", ["made", "removed", "changed"])
def test_lists_that_move_while_they_are_read_lose_and_double_nothing(
    make_office: Callable[..., Office], kind: str
) -> None:
    office = make_office(customers=4)
    customer = office.customer("Zoe Late")
    doomed = office.bill(customer)

    def move() -> None:
        if kind == "made":
            office.bill(customer, "77")
        elif kind == "removed":
            office.books.delete_invoice(doomed.id)
        else:
            office.books.change_invoice(doomed.id, lines=[Line("Fibre 50 Mbps", Decimal(140), tax_id=1)])

    done = once(office.world.splynx.hooks, "GET", "/finance/invoices", move)
    office.sync()
    assert done
    office.later(minutes=10)
    office.sync()
    office.equal()
