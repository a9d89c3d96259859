"""Undo by processes: told in one, done in another (the rest of it is in `test_undo`, in one process)."""


def test_undo_is_told_by_one_command_and_done_by_another(make_world, user_of) -> None:
    world = make_world(2, 1)
    user = user_of(world)
    run_id = user.json("sync").json["run_id"]
    plan = user.json("undo", run_id, "--plan")
    assert plan.code == 0, plan.err
    done = user.json("undo", run_id)
    assert done.code == 3, done.err  # what was undone is asked about
    assert sum(done.json["written"]["xero"].values()) == len(plan.json["actions"]) > 0
    assert done.json["undoes"] == run_id
