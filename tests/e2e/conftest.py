"""A world per test: both services with an Internet provider's books, and a person at a console."""

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from splynx_xero_gui.sandbox.books import first_day, generate
from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.world import SandboxWorld
from tests.support.console import ConsoleUser
from tests.support.inprocess import Office, office
from tests.support.quick_disk import quick_folder
from tests.support.xero_schema import SchemaWatch

MakeWorld = Callable[..., SandboxWorld]


@pytest.fixture
def make_world() -> Iterator[MakeWorld]:
    """Start worlds; all are stopped after the test."""
    with ExitStack() as running:

        def make(
            customers: int = 20, months: int = 2, *, seed: int = 1, minute_limit: int = 100_000, **limits: Any
        ) -> SandboxWorld:
            clock = SandboxClock()
            today = clock.now().date()
            books = generate(seed, customers, months, today, clock=clock)
            world = SandboxWorld(
                books, clock, documents_from=first_day(today, months), minute_limit=minute_limit, **limits
            )
            running.enter_context(world)
            running.enter_context(SchemaWatch.over(world.xero.hooks, answers=False))
            return world

        yield make


@pytest.fixture
def user_of(tmp_path: Path) -> Callable[[SandboxWorld], ConsoleUser]:
    """A person who has set everything up."""

    def make(world: SandboxWorld, name: str = "one", **options: str) -> ConsoleUser:
        user = ConsoleUser(world, tmp_path / name)
        user.set_up(**options)
        return user

    return make


@pytest.fixture
def make_office(tmp_path: Path) -> Iterator[Callable[..., Office]]:
    """Offices in this process, set up on books of their own."""
    with ExitStack() as running:

        def make(name: str = "default", **settings: Any) -> Office:
            return running.enter_context(office(tmp_path / name, **settings))

        yield make


@pytest.fixture
def quick_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """SPLYNX_XERO_HOME for tests that start the program hundreds of times: neither disk nor collector is waited for."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, *usual[1:])
    with quick_folder() as folder:
        monkeypatch.setenv("SPLYNX_XERO_HOME", str(folder / "home"))
        yield folder / "home"
    gc.set_threshold(*usual)
    gc.unfreeze()
