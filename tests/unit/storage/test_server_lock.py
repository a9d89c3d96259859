"""One sync at a time for everybody who shares a record on a server (ui.md L7; design.md §5)."""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from splynx_xero_gui.domain.failures import Busy, StorageTrouble
from splynx_xero_gui.storage.ledger import SqlLedger, open_ledger
from tests.support import samples
from tests.support.postgres import PostgresServer
from tests.support.samples import FixedClock

ROOT = Path(__file__).resolve().parents[3]
HOLD = (
    "import pathlib, sys\n"
    "from splynx_xero_gui.storage.ledger import open_ledger\n"
    "from tests.support.samples import FixedClock\n"
    "record = open_ledger(sys.argv[1], FixedClock())\n"
    "with record.sync_lock(pathlib.Path('unused')).acquire('thandi'):\n"
    "    print('held', flush=True)\n"
    "    sys.stdin.readline()\n"
)


@pytest.fixture
def address(postgres: PostgresServer) -> str:
    return postgres.new_database()


@pytest.fixture
def record(address: str) -> Iterator[SqlLedger]:
    with open_ledger(address, FixedClock()) as ledger:
        yield ledger


@pytest.fixture
def another(address: str) -> Iterator[SqlLedger]:
    with open_ledger(address, FixedClock()) as ledger:
        yield ledger


def unused() -> Path:
    return Path("unused.lock")


def another_workstation(address: str) -> subprocess.Popen[str]:
    program = subprocess.Popen(
        [sys.executable, "-c", HOLD, address], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "held\n"
    return program


def refusal(ledger: SqlLedger) -> Busy:
    with pytest.raises(Busy) as told, ledger.sync_lock(unused()).acquire("me"):
        pass
    return told.value


def test_a_second_workstation_is_told_who_syncs(address: str, record: SqlLedger) -> None:
    with another_workstation(address) as program:
        told = refusal(record)
        program.communicate("end\n", timeout=60)
    assert told.id == "L7"
    assert told.reason == "busy"
    assert "by thandi on " + platform.node() in told.message


def test_a_killed_workstation_frees_the_record(address: str, record: SqlLedger, postgres: PostgresServer) -> None:
    with another_workstation(address) as program:
        program.kill()
        program.wait(timeout=30)
    postgres.wait_until_alone(address, but=1)
    with record.sync_lock(unused()).acquire("next"):
        pass


def test_the_lock_is_free_when_the_sync_has_ended_or_failed(record: SqlLedger, another: SqlLedger) -> None:
    with record.sync_lock(unused()).acquire("me"):
        assert refusal(another)
    with pytest.raises(PermissionError), record.sync_lock(unused()).acquire("me"):
        raise PermissionError("from inside")
    with another.sync_lock(unused()).acquire("you"):
        assert refusal(record)


def test_one_connection_does_not_get_its_own_lock_twice(record: SqlLedger) -> None:
    lock = record.sync_lock(unused())
    with lock.acquire("me"), pytest.raises(Busy), lock.acquire("me again"):
        pass


def test_whoever_lost_the_connection_can_begin_no_write(
    record: SqlLedger, another: SqlLedger, postgres: PostgresServer, address: str
) -> None:
    another.close()
    with record.sync_lock(unused()).acquire("me"):
        postgres.break_connections(address)
        for _ in range(2):  # a driver would make a new connection the second time, without the lock
            with pytest.raises(StorageTrouble) as told:
                record.begin([samples.intent()])
            assert told.value.title == "The shared sync record cannot be reached"
        with open_ledger(address, FixedClock()) as next_one, next_one.sync_lock(unused()).acquire("next"):
            assert next_one.open_intents() == []


def test_a_server_that_restarts_is_told_and_serves_the_next_sync(postgres: PostgresServer) -> None:
    address = postgres.new_database()
    with open_ledger(address, FixedClock()) as ledger, ledger.sync_lock(unused()).acquire("me"):
        ledger.begin([samples.intent()])
        postgres.restart()
        with pytest.raises(StorageTrouble):
            ledger.open_intents()
    with open_ledger(address, FixedClock()) as ledger, ledger.sync_lock(unused()).acquire("me"):
        assert [intent.id for intent in ledger.open_intents()] == ["i1"]


def test_records_in_two_schemas_of_one_database_do_not_wait_for_each_other(postgres: PostgresServer) -> None:
    address = postgres.new_database()
    postgres.execute("CREATE SCHEMA other", str(make_url(address).database))
    joined = f"{address}{'&' if '?' in address else '?'}options=-csearch_path%3Dother"
    with open_ledger(address, FixedClock()) as one, open_ledger(joined, FixedClock()) as two:
        with one.sync_lock(unused()).acquire("me"), two.sync_lock(unused()).acquire("me"):
            two.set_fact("a", "two")
            assert one.get_fact("a") is None
