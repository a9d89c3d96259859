"""Killed, cut off and slowed down: another sync ends where an undisturbed one would (P2, P3)."""

import signal

import pytest

from tests.support.truth import assert_equal_to_the_cent, assert_nothing_is_twice

WRITES = r"/api\.xro/2\.0/(Contacts|Invoices|CreditNotes|Payments|BankTransactions|Overpayments)"


def ends_equal(world, user) -> None:
    """The next sync finishes the work, the one after has none."""
    finished = user.json("sync")
    assert finished.code == 0, finished.out + finished.err
    assert_nothing_is_twice(world)
    assert_equal_to_the_cent(world)
    assert user.json("sync").json["written"]["xero"] == {}
    assert user.json("reconcile").json["balanced"] is True


@pytest.mark.parametrize("call", [1, 2, 3, 4])
def test_a_sync_killed_while_a_call_is_under_way_is_finished_by_the_next(make_world, user_of, call: int) -> None:
    world = make_world()
    user = user_of(world)
    hanging = world.xero.faults.hang("PUT", WRITES, nth=call)
    process = user.start("sync")
    assert hanging.wait_struck(60)
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    process.communicate()
    hanging.release()

    ends_equal(world, user)
    assert any(run["reason"] == "interrupted" for run in user.json("history").json)


@pytest.mark.parametrize("path", ["Contacts", "Invoices", "CreditNotes", "Payments", "BankTransactions"])
def test_an_answer_lost_after_xero_committed_is_looked_up_and_adopted(make_world, user_of, path: str) -> None:
    world = make_world(customers=30, months=3)
    user = user_of(world)
    lost = world.xero.faults.drop_after("PUT", rf"/api\.xro/2\.0/{path}$", times=3)
    stopped = user.json("sync")
    assert lost.hits
    assert stopped.code == 4, stopped.out
    assert stopped.json["reason"] == "network"
    assert stopped.json["uncertain"] > 0
    world.xero.faults.clear()

    ends_equal(world, user)


@pytest.mark.parametrize("path", ["Invoices", "Payments"])
def test_an_error_500_after_the_commit_is_not_taken_for_a_failure(make_world, user_of, path: str) -> None:
    world = make_world(customers=30, months=3)
    user = user_of(world)
    world.xero.faults.error_after_commit("PUT", rf"/api\.xro/2\.0/{path}$", times=3)
    assert user.json("sync").code == 4
    world.xero.faults.clear()
    ends_equal(world, user)


def test_a_used_up_day_parks_the_run_and_says_when_it_goes_on(make_world, user_of) -> None:
    world = make_world(customers=30, months=3, day_limit=75)
    user = user_of(world)
    parked = user.json("sync")
    assert parked.code == 4, parked.out
    assert parked.json["reason"] == "day-limit"
    assert parked.json["resume_at"]
    assert parked.json["written"]["xero"]
    made = world.xero.log.total
    assert user.json("sync").code == 4
    assert world.xero.log.total - made <= 2, "calls were wasted on a day that is used up"


def test_ctrl_c_stops_between_calls_and_the_next_sync_goes_on(make_world, user_of) -> None:
    world = make_world()
    user = user_of(world)
    hanging = world.xero.faults.hang("PUT", WRITES, nth=2)
    process = user.start("--json", "sync")
    assert hanging.wait_struck(60)
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    assert "Stopping" in process.stderr.readline()
    hanging.release()
    out, err = process.communicate(timeout=60)
    assert process.returncode == 4, out + err
    assert '"cancelled"' in out

    ends_equal(world, user)


def test_two_syncs_at_once_do_the_work_once(make_world, user_of) -> None:
    world = make_world()
    user = user_of(world)
    hanging = world.xero.faults.hang("PUT", WRITES, nth=1)
    process = user.start("--json", "sync")
    assert hanging.wait_struck(60)
    busy = user.json("sync")
    assert (busy.code, busy.json["reason"]) == (4, "busy")
    hanging.release()
    process.communicate(timeout=60)
    ends_equal(world, user)


def test_another_computer_without_the_sync_record_is_recognised(make_world, user_of) -> None:
    world = make_world()
    user_of(world).json("sync")
    other = user_of(world, "two")
    written = world.xero.log.count("PUT")
    refused = other.json("sync")
    assert (refused.code, refused.json["reason"]) == (2, "second-workstation")
    assert world.xero.log.count("PUT") == written
