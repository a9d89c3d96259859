"""A session's work in the background: its events, its end, and the wish to stop cross over."""

from __future__ import annotations

import threading
from decimal import Decimal

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain import failures
from splynx_xero_gui.domain.kinds import ActionKind
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.worker import Background
from splynx_xero_gui.ports.control import Cancel, Event, ItemDone, Observer, StageStarted


def item(number: int) -> ItemDone:
    return ItemDone(ActionKind.CREATE_INVOICE, f"invoice {number}", "", Decimal(1), "done")


class Window(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.events: list[Event] = []
        self.ended = ""

    def on_events(self, events: tuple[Event, ...]) -> None:
        self.events += events

    def on_cancelled(self) -> None:
        self.ended = "cancelled"

    def on_result(self, result: object) -> None:
        self.ended = str(result)


def test_every_event_of_every_thread_arrives_before_the_result(qtbot: QtBot) -> None:
    background, window = Background(), Window()

    def work(observer: Observer, cancel: Cancel) -> str:
        def send(first: int) -> None:
            for number in range(first, first + 100):
                observer.notify(item(number))

        lanes = [threading.Thread(target=send, args=(lane * 100,)) for lane in range(5)]
        for lane in lanes:
            lane.start()
        for lane in lanes:
            lane.join()
        observer.notify(StageStarted("confirm"))
        return "done"

    task = background.start(session_job(work)).deliver(result=window.on_result, events=window.on_events)
    with qtbot.waitSignal(task.finished):
        pass
    numbers = [int(e.subject.split()[1]) for e in window.events if isinstance(e, ItemDone)]
    assert sorted(numbers) == list(range(500))
    for lane in range(5):
        own = [number for number in numbers if number // 100 == lane]
        assert own == sorted(own)
    assert window.events[-1] == StageStarted("confirm")
    assert window.ended == "done"
    background.shutdown()


def test_a_word_before_a_long_wait_is_seen_at_once(qtbot: QtBot) -> None:
    background, window = Background(), Window()
    go_on = threading.Event()

    def work(observer: Observer, cancel: Cancel) -> str:
        observer.notify(item(1))
        observer.notify(item(2))
        go_on.wait(20)
        return "done"

    task = background.start(session_job(work)).deliver(events=window.on_events)
    qtbot.waitUntil(lambda: len(window.events) == 2)
    with qtbot.waitSignal(task.finished):
        go_on.set()
    background.shutdown()


def test_the_wish_to_stop_ends_a_wait_of_the_session_as_cancelled(qtbot: QtBot) -> None:
    background, window = Background(), Window()
    waiting = threading.Event()

    def work(observer: Observer, cancel: Cancel) -> str:
        waiting.set()
        cancel.wait(60)
        return "never"

    task = background.start(session_job(work)).deliver(result=window.on_result, cancelled=window.on_cancelled)
    assert waiting.wait(5)
    with qtbot.waitSignal(task.finished):
        task.cancel()
    assert window.ended == "cancelled"
    background.shutdown()


def test_another_failure_is_handed_over_as_it_is(qtbot: QtBot) -> None:
    background = Background()
    failure = failures.NetworkLost("L2", "The connection broke", "Nothing is lost.", "Try again.")

    def work(observer: Observer, cancel: Cancel) -> str:
        raise failure

    task = background.start(session_job(work))
    with qtbot.waitSignal(task.failed) as failed:
        pass
    assert failed.args == [failure]
    background.shutdown()
