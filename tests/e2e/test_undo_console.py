"""`undo`, `take-over` and `ledger archive` as a person at a console uses them: documents, tables, exit codes."""

import json
import shutil

from splynx_xero_gui.sandbox.xero import DocKind


def test_undo_is_told_then_done_and_named_in_the_history(make_world, user_of) -> None:
    world = make_world(6, 1)
    user = user_of(world)
    run_id = user.json("sync").json["run_id"]

    told = user.json("undo", run_id, "--plan")
    assert told.code == 0, told.err
    plan = told.json
    assert plan["run_id"] == run_id
    assert plan["cannot"] == []
    assert plan["already_undone"] == 0
    assert {action["kind"] for action in plan["actions"]} >= {"void-invoice", "archive-contact"}
    assert all(action["undo"] is None for action in plan["actions"])
    assert plan["estimated_calls"]["xero"] > 0
    assert sum(line["count"] for line in plan["totals"]) == len(plan["actions"])

    done = user.json("undo", run_id)
    assert done.code == 3, done.err  # what was undone is asked about
    assert done.json["undoes"] == run_id
    assert sum(done.json["written"]["xero"].values()) == len(plan["actions"])
    newest = user.json("history").json[0]
    assert (newest["run_id"], newest["undoes"]) == (done.json["run_id"], run_id)
    assert user.json("sync").json["written"]["xero"] == {}

    refused = user.json("undo", newest["run_id"], "--plan")
    assert refused.code == 2
    assert refused.json["error"]["id"] == "H2"
    assert user.json("undo", "no-such-run").code == 2
    first = user.json("conflicts").json[0]
    assert (first["kind"], first["choices"][0]["id"]) == ("undone", "send-again")
    assert user.run("resolve", first["id"], "send-again", "--group").code == 0
    assert sum(user.json("sync").json["written"]["xero"].values()) == len(plan["actions"])


def test_undo_speaks_to_people_in_two_tables(make_world, user_of) -> None:
    world = make_world(4, 1)
    user = user_of(world)
    run_id = user.json("sync").json["run_id"]
    invoice = next(d for d in world.xero.desk().documents(DocKind.INVOICE) if d.status == "AUTHORISED")
    world.xero.desk().record_payment(invoice, "1.00", "091", invoice.on)
    told = user.run("undo", run_id, "--plan")
    assert told.code == 0
    assert "can be undone" in told.out
    assert "It has been paid or credited: 1.00." in " ".join(told.out.split())
    assert "Later changes are not touched." in told.out


def test_another_computer_takes_over_and_a_record_is_set_aside(make_world, user_of) -> None:
    world = make_world(6, 1)
    first = user_of(world)
    assert first.run("sync").code == 0
    world.clock.advance(minutes=1)
    second = user_of(world, "two")
    refused = second.json("sync")
    assert (refused.code, refused.json["reason"]) == (2, "second-workstation")
    taken = second.json("take-over")
    assert taken.code == 0, taken.out + taken.err
    assert taken.json["writes"] == 0
    assert taken.json["links"]["customer"] > 0
    assert second.json("plan").json["actions"] == []
    assert second.json("take-over").code == 2

    unsure = second.json("ledger", "archive")
    assert (unsure.code, unsure.json["error"]["id"]) == (2, "U1")
    kept = second.json("ledger", "archive", "--yes")
    assert kept.code == 0
    assert kept.json["kept"].endswith(".sqlite")
    assert json.loads(second.json("history").out) == []


def test_a_profile_and_its_record_go_to_another_computer(make_world, user_of, tmp_path) -> None:
    world = make_world(5, 1)
    here = user_of(world)
    assert here.run("sync").code == 0
    file = tmp_path / "moved.toml"
    assert here.run("profile", "export", str(file)).code == 0
    assert world.api_secret not in file.read_text()

    world.clock.advance(minutes=1)
    there = user_of(world, "there")
    assert there.run("setup", "--from", str(file)).code == 0
    records = list((here.folder / "home").rglob("*.sqlite"))
    assert len(records) == 1
    target = there.folder / "home" / records[0].relative_to(here.folder / "home")
    for old in target.parent.glob("default.sqlite*"):
        old.unlink()
    shutil.copy(records[0], target)
    synced = there.json("sync")
    assert synced.code == 0, synced.out
    assert synced.json["written"] == {"xero": {}, "splynx": {}}
    assert len(there.json("history").json) == 2
