"""The guards that every test relies on do catch what they promise to catch."""

from __future__ import annotations

import os
from pathlib import Path

import keyring
import pytest

from tests.support.memory_keyring import MemoryKeyring

pytest_plugins = ["pytester"]

HOUSE = Path(__file__).parents[1]


@pytest.fixture
def house(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A folder with our conftest in force, where small test files can be run."""
    pytester.makeconftest((HOUSE / "conftest.py").read_text(encoding="utf-8"))
    pytester.makeini("[pytest]\nqt_api = pyside6\nqt_log_level_fail = WARNING\nmarkers = realkeyring\n")
    monkeypatch.setenv("PYTHONPATH", str(HOUSE.parent))
    return pytester


def test_a_qthread_left_running_fails_its_test_and_not_the_next(house: pytest.Pytester) -> None:
    house.makepyfile("""
        from PySide6.QtCore import QThread

        kept = []

        def test_forgets_its_thread(qapp):
            kept.append(QThread())
            kept[0].setObjectName("forgotten")
            kept[0].start()

        def test_joins_its_thread(qapp):
            assert not kept[0].isRunning()
            thread = QThread()
            thread.start()
            thread.quit()
            assert thread.wait(5000)
    """)
    result = house.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*QThreads still running at the end of the test: forgotten*"])


def test_what_windows_leave_is_taken_apart_in_their_own_thread(house: pytest.Pytester) -> None:
    house.makepyfile("""
        import gc
        import threading
        import weakref

        from PySide6.QtWidgets import QWidget

        went_in = []

        def test_has_a_window(qapp):
            assert not gc.isenabled()
            widget = QWidget()
            widget.circle = [widget]
            weakref.finalize(widget, lambda: went_in.append(threading.current_thread()))

        def test_has_none():
            assert went_in == [threading.main_thread()]
            assert gc.isenabled()
    """)
    house.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=2)


def test_an_unexpected_qt_warning_fails_its_test(house: pytest.Pytester) -> None:
    house.makepyfile("""
        from PySide6.QtCore import QObject, qWarning

        def test_warns():
            qWarning("nobody expected this")
    """)
    result = house.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)


def test_each_test_has_its_own_home_and_it_is_passed_to_child_processes(app_home: Path) -> None:
    assert not list(app_home.parent.iterdir())
    assert Path.home() not in app_home.parents
    assert os.environ["SPLYNX_XERO_HOME"] == str(app_home)


def test_a_property_may_be_checked_with_the_guards_in_force(house: pytest.Pytester) -> None:
    house.makepyfile("""
        from hypothesis import given, strategies

        @given(strategies.integers())
        def test_holds(number):
            assert number == int(str(number))
    """)
    house.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)


def test_secrets_of_a_test_go_to_its_own_keyring_only(memory_keyring: MemoryKeyring) -> None:
    keyring.set_password("service", "who", "secret")
    assert memory_keyring.entries == {("service", "who"): "secret"}


def test_a_locked_keyring_refuses_every_secret(memory_keyring: MemoryKeyring) -> None:
    memory_keyring.locked = True
    with pytest.raises(keyring.errors.KeyringLocked):
        keyring.get_password("service", "who")
