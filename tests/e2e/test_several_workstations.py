"""An office shares one sync record on a PostgreSQL server (design.md §5; P1–P4)."""

import signal
import threading
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from splynx_xero_gui.domain.failures import Misconfigured, StorageTrouble
from splynx_xero_gui.sandbox.faults import FaultKind
from splynx_xero_gui.sandbox.splynx import Line
from splynx_xero_gui.sandbox.world import SandboxWorld
from splynx_xero_gui.storage.paths import Paths
from tests.support.console import ConsoleUser
from tests.support.inprocess import Office
from tests.support.postgres import PostgresServer
from tests.support.truth import assert_equal_to_the_cent, assert_nothing_is_twice

WRITES = r"/api\.xro/2\.0/(Contacts|Invoices|CreditNotes|Payments|BankTransactions|Overpayments)"
Workstation = Callable[[str], ConsoleUser]


@pytest.fixture
def world(make_world) -> SandboxWorld:
    return make_world(customers=12)


@pytest.fixture
def address(postgres: PostgresServer) -> str:
    return postgres.new_database()


@pytest.fixture
def workstation(world: SandboxWorld, address: str, tmp_path: Path) -> Workstation:
    """Makes a person at a computer of their own, with sign-ins of their own, on the shared record."""

    def make(name: str) -> ConsoleUser:
        user = ConsoleUser(world, tmp_path / name)
        user.set_up(ledger=address)
        return user

    return make


def bill(world: SandboxWorld, price: str) -> None:
    customer = next(iter(world.books.customers))
    world.books.create_invoice(customer.id, [Line("Fibre", Decimal(price), tax_id=1)])


def ends_equal(world: SandboxWorld, *users: ConsoleUser) -> None:
    for user in users:  # what never reached Xero is sent again once nothing can arrive any more (ADR 008)
        user.later(minutes=4)
    finished = users[0].json("sync")
    assert finished.code == 0, finished.out + finished.err
    assert_nothing_is_twice(world)
    assert_equal_to_the_cent(world)
    for user in users:
        assert user.json("sync").json["written"]["xero"] == {}


def test_two_workstations_sync_in_turn_and_write_each_thing_once(world, workstation) -> None:
    anna, bongani = workstation("anna"), workstation("bongani")
    assert anna.json("sync").code == 0
    assert bongani.json("sync").json["written"]["xero"] == {}
    bill(world, "100")
    assert bongani.json("sync").json["written"]["xero"] == {"create-invoice": 1}
    ends_equal(world, anna, bongani)
    assert anna.json("reconcile").json["balanced"] is True
    assert anna.json("history").json == bongani.json("history").json


def test_two_workstations_at_the_same_moment_do_the_work_once(world, workstation) -> None:
    anna, bongani = workstation("anna"), workstation("bongani")
    hanging = world.xero.faults.hang("PUT", WRITES, nth=1)
    process = anna.start("--json", "sync")
    assert hanging.wait_struck(60)
    busy = bongani.json("sync")
    assert (busy.code, busy.json["reason"]) == (4, "busy")
    hanging.release()
    process.communicate(timeout=60)
    ends_equal(world, bongani, anna)


def test_a_workstation_killed_in_mid_sync_is_followed_by_the_other(world, workstation, postgres, address) -> None:
    anna, bongani = workstation("anna"), workstation("bongani")
    hanging = world.xero.faults.hang("PUT", WRITES, nth=2)
    written = threading.Event()
    world.xero.hooks.append(lambda exchange: written.set() if exchange.fault is FaultKind.HANG else None)
    process = anna.start("sync")
    assert hanging.wait_struck(60)
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    process.communicate()
    hanging.release()
    assert written.wait(30)
    postgres.wait_until_alone(address)
    ends_equal(world, bongani, anna)


@pytest.mark.parametrize("trouble", ["break_connections", "restart"])
def test_a_server_lost_in_mid_sync_stops_it_safely(world, workstation, postgres, address, trouble: str) -> None:
    anna, bongani = workstation("anna"), workstation("bongani")
    hanging = world.xero.faults.hang("PUT", WRITES, nth=2)
    process = anna.start("--json", "sync")
    assert hanging.wait_struck(60)
    if trouble == "restart":
        postgres.restart()
    else:
        postgres.break_connections(address)
    hanging.release()
    out, err = process.communicate(timeout=60)
    assert process.returncode == 4, out + err
    assert '"storage"' in out
    ends_equal(world, bongani, anna)


def test_a_record_of_ones_own_is_told_before_anything_is_written(world, workstation, tmp_path) -> None:
    anna = workstation("anna")
    assert anna.json("sync").code == 0
    written = world.xero.log.count("PUT")
    stranger = ConsoleUser(world, tmp_path / "stranger")
    stranger.set_up()
    refused = stranger.json("sync")
    assert (refused.code, refused.json["reason"]) == (2, "second-workstation")
    assert world.xero.log.count("PUT") == written


def test_a_record_moves_to_the_server_and_a_colleague_joins(world, address, tmp_path) -> None:
    anna = ConsoleUser(world, tmp_path / "anna")
    anna.set_up()
    assert anna.json("sync").code == 0
    moved = anna.json("ledger", "move", address.replace("postgres@", "postgres:secret-word@"))
    assert moved.code == 0, moved.out + moved.err
    assert moved.json["place"] == address
    assert "secret-word" not in moved.out + moved.err
    assert not [f for f in (anna.folder / "home").rglob("*") if f.is_file() and b"secret-word" in f.read_bytes()]

    bongani = ConsoleUser(world, tmp_path / "bongani")
    bongani.set_up(ledger=address)
    bill(world, "70")
    assert bongani.json("sync").json["written"]["xero"] == {"create-invoice": 1}
    ends_equal(world, anna, bongani)


def test_what_is_left_behind_by_a_move_is_never_used_again(make_office, address: str, tmp_path: Path) -> None:
    office: Office = make_office()
    office.bill(office.customer())
    office.sync()
    before = tmp_path / "before.toml"
    office.workplace.export_profile(office.name, before)
    office.session.move_record(address)
    with pytest.raises(Misconfigured, match="was moved") as refused:
        office.workplace.import_profile(office.name, before)
    assert address in refused.value.message
    # Refused before anything was changed: the profile names the new place, and the work goes on there.
    assert office.profile().ledger_url == address
    office.bill(office.customer("Ben Nel"))
    assert office.sync() == {"create-contact": 1, "create-invoice": 1}
    office.equal()


def test_a_profile_that_names_what_was_left_behind_is_refused_and_cured_by_a_file(
    make_office, address: str, tmp_path: Path
) -> None:
    """As an older copy of the profile, put back by hand, would be."""
    office: Office = make_office()
    office.bill(office.customer())
    office.sync()
    stored = Paths.of_this_computer().profile_file(office.name)
    before, good = stored.read_text(), tmp_path / "good.toml"
    office.session.move_record(address)
    good.write_text(stored.read_text().replace('flow = "to-xero"', 'flow = "ignore"'))
    stored.write_text(before)
    written = office.world.xero.log.count("PUT")
    for work in (office.run, office.plan, office.reconcile):
        with pytest.raises(Misconfigured, match="was moved"):
            work()
    assert office.world.xero.log.count("PUT") == written
    # What `setup --from` asks and does, here with another payment flow as well.
    assert office.workplace.import_effect(office.name, good) is not None
    office.workplace.import_profile(office.name, good)
    assert office.sync() == {}


def test_a_profile_may_name_a_server_that_still_waits_for_its_password(
    make_office, address: str, tmp_path: Path
) -> None:
    office: Office = make_office()
    shared = tmp_path / "shared.toml"
    office.workplace.export_profile(office.name, shared)
    nobody = address.replace("postgres@", "nobody@")
    shared.write_text(f'{shared.read_text()}\n[ledger]\nurl = "{nobody}"\n'.replace('"to-xero"', '"ignore"'))
    assert office.workplace.import_effect(office.name, shared) is None
    office.workplace.import_profile(office.name, shared)
    assert office.profile().ledger_url == nobody
    with pytest.raises(StorageTrouble, match="refuses the sign-in"):
        office.run()
    # The same place once more, and it still cannot be opened: nothing may be changed unseen.
    with pytest.raises(StorageTrouble):
        office.session.change_profile(office.profile())
