"""Undo by processes: told, done, named in the history, and nothing sent again by itself."""


def test_undo_is_told_then_done_and_named_in_the_history(make_world, user_of) -> None:
    world = make_world(2, 1)
    user = user_of(world)
    run_id = user.json("sync").json["run_id"]
    plan = user.json("undo", run_id, "--plan")
    assert plan.code == 0, plan.err
    done = user.json("undo", run_id)
    assert done.code == 3, done.err  # what was undone is asked about
    assert sum(done.json["written"]["xero"].values()) == len(plan.json["actions"]) > 0
    newest = user.json("history").json[0]
    assert (newest["run_id"], newest["undoes"]) == (done.json["run_id"], run_id)
    assert user.json("sync").json["written"]["xero"] == {}
