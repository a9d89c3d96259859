"""What holds for every test: no screen, no real keyring, no file outside its own folder, no thread left behind."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from hypothesis import settings

from tests.support.memory_keyring import MemoryKeyring
from tests.support.postgres import PostgresServer
from tests.support.qthreads import QThreadWatch
from tests.support.quick_disk import quick_folder

# Before the first QApplication; .ci/run sets xcb for the tests that want a real window.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_MANY = 20_000

# Two cores shared with other work: a slow example is no fault.
settings.register_profile("product", deadline=None, print_blob=True)
settings.load_profile("product")


@pytest.fixture(autouse=True)
def app_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The test's own SPLYNX_XERO_HOME, not yet created; child processes inherit it.

    In memory where the system has that: a sync commits some fifty times, and each commit would wait for the disk.
    """
    with quick_folder() as folder:
        monkeypatch.setenv("SPLYNX_XERO_HOME", str(folder / "home"))
        yield folder / "home"


@pytest.fixture(autouse=True)
def memory_keyring(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring | None:
    """The test's own empty keyring, in force in this process; None (the system's keyring) under `realkeyring`.

    A child process that forgets to choose a backend gets one that refuses, never the developer's own keyring.
    """
    if request.node.get_closest_marker("realkeyring"):
        return None
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    return backend


@pytest.fixture(autouse=True)
def no_collection_in_workers(request: pytest.FixtureRequest) -> Iterator[None]:
    """Python would otherwise take widgets of an earlier test apart in whatever thread allocates (gui/collector.py).

    Off while a test has windows; what they leave goes between tests, or before the next one without windows, in this
    thread.
    """
    if "qapp" in request.fixturenames:
        gc.disable()
        yield
        if gc.get_count()[0] > _MANY:
            gc.collect()
        return
    if not gc.isenabled():
        gc.collect()
        gc.enable()
    yield


@pytest.fixture(scope="session")
def _qthread_watch() -> QThreadWatch:
    return QThreadWatch.install()


@pytest.fixture(autouse=True)
def no_qthread_left_running(_qthread_watch: QThreadWatch) -> Iterator[None]:
    """Fails the test that leaves a QThread running (Qt would abort the process when such a thread is destroyed)."""
    yield
    left = _qthread_watch.end_all()
    if left:
        pytest.fail(f"QThreads still running at the end of the test: {', '.join(left)}")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL server, started for the first test that asks for it."""
    with PostgresServer() as server:
        yield server
