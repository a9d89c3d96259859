"""The engine in a process of its own, over real books: it answers as in this process, and a window works with it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import keyring
import pytest
from pytestqt.qtbot import QtBot

from splynx_xero_gui.__main__ import entry_of
from splynx_xero_gui.bootstrap import open_workplace
from splynx_xero_gui.domain.failures import Failure, NotAuthorised
from splynx_xero_gui.domain.results import SyncOutcome, SyncRequest
from splynx_xero_gui.engine.control import CancelSwitch, Silent
from splynx_xero_gui.gui.main.page import PageKey
from splynx_xero_gui.gui.main_window import MainWindow
from splynx_xero_gui.remote.client import Engine
from splynx_xero_gui.sandbox.world import SandboxWorld
from splynx_xero_gui.wizard.services import Session, Workplace
from tests.support.console import ConsoleUser
from tests.support.file_keyring import FileKeyring

PROFILE = "default"
PATIENCE = 60_000


@pytest.fixture
def user(
    make_world: Callable[..., SandboxWorld],
    user_of: Callable[[SandboxWorld], ConsoleUser],
    monkeypatch: pytest.MonkeyPatch,
) -> ConsoleUser:
    """Somebody who has set everything up, at this computer: the engine's process inherits the surroundings."""
    user = user_of(make_world())
    for name, value in user.environment.items():
        monkeypatch.setenv(name, value)
    keyring.set_keyring(FileKeyring())  # type: ignore[no-untyped-call]
    return user


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.close()


def asked(session: Session) -> dict[str, object]:
    """What can be asked without writing anything."""
    profile = session.profile()
    assert profile is not None
    runs = session.runs()
    return {
        "profile": profile,
        "status": session.status(),
        "references": session.references(),
        "scope": session.scope(profile),
        "flow effect": session.flow_effect(profile),
        "documents": session.synced_documents(),
        "conflicts": list(session.conflicts()),
        "rules": list(session.rules()),
        "journal": list(session.journal()),
        "lost": list(session.may_have_arrived()),
        "rows": list(session.matcher.rows()),
        "estimate": session.matcher.estimate(),
        "schedule": session.schedule.state(),
        "runs": list(runs),
        "entries": [list(session.run_items(run.id)) for run in runs],
    }


def refusal(workplace: Workplace) -> tuple[object, ...]:
    with pytest.raises(Failure) as raised:
        workplace.session(PROFILE).run_items("no such run")
    return type(raised.value), vars(raised.value)


@pytest.mark.usefixtures("user")
def test_it_answers_as_in_this_process_before_and_after_a_sync(engine: Engine) -> None:
    remote, local = engine.books.open_own(), open_workplace()
    there, here = remote.session(PROFILE), local.session(PROFILE)
    assert (remote.demo, remote.log_folder, list(remote.profiles())) == (False, local.log_folder, [PROFILE])
    before = here.plan(Silent(), CancelSwitch())
    plan = there.plan(Silent(), CancelSwitch())
    assert len(plan.actions) > 100
    assert (plan.fingerprint, plan.actions) == (before.fingerprint, before.actions)
    assert asked(there) == asked(here)
    report = there.sync(SyncRequest(plan.fingerprint), Silent(), CancelSwitch())
    assert report.outcome in (SyncOutcome.COMPLETED, SyncOutcome.NEEDS_DECISIONS)
    assert there.reconcile(None, Silent(), CancelSwitch()).balanced
    assert asked(there) == asked(here)
    assert list(remote.summaries()) == list(local.summaries())
    run = there.runs()[0].id
    assert there.undo_plan(run, Silent(), CancelSwitch()) == here.undo_plan(run, Silent(), CancelSwitch())
    assert there.plan(Silent(), CancelSwitch()).actions == ()
    assert refusal(remote) == refusal(local)


def test_a_demo_that_was_closed_leaves_no_folder(engine: Engine) -> None:
    demo = engine.books.open_demo("AU")
    folder = demo.workplace.log_folder.parent
    assert folder.exists()
    assert demo.workplace.demo
    with pytest.raises(NotAuthorised):
        demo.workplace.session("Demo").connect_splynx(demo.url, "wrong", "wrong", CancelSwitch())
    info = demo.workplace.session("Demo").connect_splynx(demo.url, demo.api_key, demo.api_secret, CancelSwitch())
    assert info.company
    demo.close()
    demo.close()
    assert not folder.exists()


def test_a_demo_still_open_at_the_end_leaves_no_folder(engine: Engine) -> None:
    folder = engine.books.open_demo("ZA").workplace.log_folder.parent
    assert folder.exists()
    engine.close()
    assert not folder.exists()


def test_a_demo_that_was_still_opening_at_the_end_leaves_no_folder(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(tmp_path))
    engine = Engine()

    def opening() -> None:
        with suppress(Failure):
            engine.books.open_demo("ZA")

    worker = threading.Thread(target=opening)
    worker.start()
    qtbot.waitUntil(lambda: any(tmp_path.glob("splynx-xero-demo-*")), timeout=PATIENCE)
    engine.close()
    worker.join()
    assert not list(tmp_path.glob("splynx-xero-demo-*"))


@pytest.mark.usefixtures("user")
def test_a_window_plans_syncs_and_compares_in_the_engines_process(qtbot: QtBot, engine: Engine) -> None:
    workplace = entry_of(engine).open_own()
    window = MainWindow(workplace, PROFILE)
    window.show()
    model = window.model

    def idle() -> bool:
        return model.known and not model.is_busy() and not window.background.tasks()

    qtbot.waitUntil(idle, timeout=PATIENCE)
    model.make_plan()
    qtbot.waitUntil(lambda: idle() and model.review is not None and model.review.count > 100, timeout=PATIENCE)
    window.show_page(PageKey.SYNC)
    window.sync_page.press_verb()
    qtbot.waitUntil(lambda: idle() and bool(model.runs), timeout=PATIENCE)
    model.compare(None)
    qtbot.waitUntil(lambda: idle() and model.status.last_tie_out is not None, timeout=PATIENCE)
    assert model.status.last_tie_out is not None
    assert model.status.last_tie_out.balanced
    assert not model.troubles

    assert engine.pid is not None
    os.kill(engine.pid, 9)  # as the system does that has no memory left
    qtbot.waitUntil(lambda: engine.pid is None)
    model.make_plan()
    qtbot.waitUntil(lambda: idle() and model.review is not None and model.review.count == 0, timeout=PATIENCE)
    assert not model.troubles
    window.background.shutdown()
    window.close()
    assert {"splynx-xero.log", "splynx-xero-window.log"} <= {file.name for file in workplace.log_folder.iterdir()}
