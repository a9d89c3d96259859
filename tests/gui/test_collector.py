"""Garbage collection while windows exist: in their thread only, and never over what lived before (gui/collector.py)."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from splynx_xero_gui.gui import collector as module
from splynx_xero_gui.gui.collector import Collector

MANY = 3 * module._MANY


class Knot:
    """An object that refers to itself, as long as nobody cuts it."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[Collector]:
    made = Collector()
    made.start()
    yield made
    made.stop()
    gc.disable()  # as the tests around have it


def let_go() -> weakref.ref[Knot]:
    return weakref.ref(Knot())


def test_python_collects_nothing_by_itself_while_windows_exist(collector: Collector) -> None:
    assert not gc.isenabled()
    threads: set[int] = set()
    note = lambda phase, info: threads.add(threading.get_ident())  # noqa: E731
    gc.callbacks.append(note)
    worker = threading.Thread(target=lambda: [[] for _ in range(MANY)])
    worker.start()
    worker.join()
    gc.callbacks.remove(note)
    assert threads == set()


def test_a_cycle_let_go_is_collected_in_the_windows_thread(collector: Collector) -> None:
    gone = let_go()
    kept = [[] for _ in range(MANY)]
    collector.look()
    assert gone() is None
    assert len(kept) == MANY


def test_what_survived_a_look_at_many_objects_is_not_looked_at_again(collector: Collector) -> None:
    plan = [[] for _ in range(MANY)]
    collector.look()
    assert len(gc.get_objects()) < MANY
    assert gc.get_freeze_count() > MANY
    frozen = gc.get_freeze_count()
    plan.clear()
    assert gc.get_freeze_count() <= frozen - MANY, "without a cycle it goes when nobody holds it"


def test_what_was_set_aside_in_use_is_found_when_the_person_is_elsewhere(
    collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    knot = Knot()
    gone = weakref.ref(knot)
    kept = [[] for _ in range(MANY)]
    collector.look()
    del knot
    gc.collect()
    assert gone() is not None
    monkeypatch.setattr(module, "_EVERYTHING_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(
        QGuiApplication, "applicationState", staticmethod(lambda: Qt.ApplicationState.ApplicationInactive)
    )
    while gone() is not None and gc.get_count()[0] > gc.get_threshold()[0]:
        collector.look()
    collector.look()
    assert gone() is None
    assert len(kept) == MANY


def test_the_end_gives_collection_back_and_leaves_nothing_aside(qapp: QCoreApplication) -> None:
    gc.enable()
    made = Collector()
    made.start()
    gone = let_go()
    made.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    assert gone() is None
    gc.disable()
