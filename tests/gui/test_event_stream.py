"""Events cross from worker threads into the window: all that count, in order, without a flood."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain import failures
from splynx_xero_gui.domain.kinds import ActionKind, Side
from splynx_xero_gui.gui.event_stream import EventStream
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.worker import Background
from splynx_xero_gui.ports.control import CallsUsed, Cancel, Event, ItemDone, ItemsRead, Observer, StageStarted


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def read(count: int, stream: str = "invoice") -> ItemsRead:
    return ItemsRead(Side.XERO, stream, count)


def item(number: int) -> ItemDone:
    return ItemDone(ActionKind.CREATE_INVOICE, f"invoice {number}", "", Decimal(1), "done")


@pytest.fixture
def told() -> list[Event]:
    return []


def stream_to(told: list[Event], clock: Clock) -> EventStream:
    return EventStream(told.append, every=1.0, clock=clock)


def test_counts_that_come_too_fast_are_thrown_together(told: list[Event]) -> None:
    stream = stream_to(told, Clock())
    for count in range(1, 1001):
        stream.notify(read(count))
    stream.finish()
    assert told == [read(1), read(1000)]


def test_each_stream_keeps_its_newest_count(told: list[Event]) -> None:
    stream = stream_to(told, Clock())
    for event in (read(1), read(2), read(5, "payment"), CallsUsed({Side.XERO: 1}), CallsUsed({Side.XERO: 2}), read(3)):
        stream.notify(event)
    stream.finish()
    assert told == [read(1), read(5, "payment"), CallsUsed({Side.XERO: 2}), read(3)]


def test_nothing_overtakes_a_count_that_was_held_back(told: list[Event]) -> None:
    stream = stream_to(told, Clock())
    for event in (read(1), read(2), StageStarted("compare"), read(7)):
        stream.notify(event)
    assert told == [read(1), read(2), StageStarted("compare")]
    stream.finish()
    assert told[-1] == read(7)


def test_counts_go_on_as_soon_as_the_window_can_draw_again(told: list[Event]) -> None:
    clock = Clock()
    stream = stream_to(told, clock)
    stream.notify(read(1))
    stream.notify(read(2))
    clock.now += 1.5
    stream.notify(read(3))
    assert told == [read(1), read(3)]


def test_every_item_arrives_from_many_threads(told: list[Event]) -> None:
    stream = stream_to(told, Clock())

    def send(first: int) -> None:
        for number in range(first, first + 100):
            stream.notify(item(number))

    lanes = [threading.Thread(target=send, args=(lane * 100,)) for lane in range(5)]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    assert sorted(int(e.subject.split()[1]) for e in told if isinstance(e, ItemDone)) == list(range(500))


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


def test_the_last_count_is_delivered_before_the_result(qtbot: QtBot) -> None:
    background, window = Background(), Window()

    def work(observer: Observer, cancel: Cancel) -> str:
        for count in range(200):
            observer.notify(read(count))
        return "done"

    task = background.start(session_job(work)).deliver(result=window.on_result, events=window.on_events)
    with qtbot.waitSignal(task.finished):
        pass
    assert window.events[-1] == read(199)
    assert window.ended == "done"
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
