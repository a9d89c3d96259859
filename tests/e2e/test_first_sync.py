"""The main job on the console: set up, connect, fetch, plan, sync, sync again, compare (issue: "Shown by")."""

import pytest

from tests.support.inprocess import Office
from tests.support.truth import assert_equal_to_the_cent, assert_nothing_is_twice, splynx_receivables


def test_a_first_sync_writes_everything_a_second_writes_nothing_and_both_sides_agree(make_world, user_of) -> None:
    world = make_world(customers=30, months=3)
    user = user_of(world)

    plan = user.json("plan")
    assert plan.code == 0, plan.err
    assert plan.json["conflicts"] == []
    planned = sum(total["count"] for total in plan.json["totals"])
    assert planned == len(plan.json["actions"]) > 100
    assert world.xero.log.count("PUT") == world.xero.log.count("POST", r"/api\.xro/") == 0

    first = user.json("sync", "--plan", plan.json["fingerprint"])
    assert first.code == 0, first.out + first.err
    assert first.json["outcome"] == "completed"
    assert sum(first.json["written"]["xero"].values()) == planned
    assert first.json["calls"]["xero"] == plan.json["estimated_calls"]["xero"]
    assert_nothing_is_twice(world)
    assert_equal_to_the_cent(world)

    second = user.json("sync")
    assert second.code == 0
    assert second.json["written"] == {"xero": {}, "splynx": {}}
    assert second.json["calls"]["xero"] <= 7  # R35

    reconciled = user.json("reconcile")
    assert reconciled.code == 0, reconciled.out
    assert reconciled.json["balanced"] is True
    receivables = next(row for row in reconciled.json["rows"] if row["measure"] == "receivables")
    assert receivables["difference"] == "0.00"
    assert receivables["splynx"] == f"{splynx_receivables(world):.2f}"
    assert all(row["difference"] == "0.00" for row in reconciled.json["rows"])

    runs = user.json("history").json
    assert [run["outcome"] for run in runs] == ["completed", "completed"]
    entries = user.json("history", runs[-1]["run_id"]).json["items"]
    assert len(entries) == planned
    assert all(entry["xero_id"] for entry in entries)


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_other_books_agree_to_the_cent_too(make_office, seed: int) -> None:
    office: Office = make_office(customers=30, months=3, seed=seed)
    office.sync()
    office.equal()


def test_the_plan_shown_is_the_plan_executed_or_the_run_stops(make_office) -> None:
    office: Office = make_office(customers=20, months=2)
    shown = office.plan()
    invoice = next(i for i in office.books.invoices if i.status == "not_paid")
    office.books.delete_invoice(invoice.id)

    refused = office.run(plan=shown.fingerprint)
    assert (refused.outcome, refused.reason) == ("stopped", "plan-changed")
    assert office.world.xero.log.count("PUT") == 0
    assert office.run(plan="0000-0000").reason == "plan-changed"


def test_what_is_new_since_the_plan_was_shown_waits_for_the_next_sync(make_office) -> None:
    office: Office = make_office(customers=20, months=2)
    shown = office.plan()
    office.bill(office.customer("Somebody new"))
    wrote = office.sync(plan=shown.fingerprint)
    assert sum(wrote.values()) == len(shown.actions)
    assert office.sync() == {"create-contact": 1, "create-invoice": 1}
    office.equal()


def test_a_limit_writes_that_many_actions_dependencies_first(make_office) -> None:
    office: Office = make_office(customers=20, months=2)
    assert sum(office.sync(limit=5).values()) == 5
    assert sum(office.sync(limit=7).values()) == 7
    office.sync()
    office.equal()
