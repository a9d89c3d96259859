"""Turns a call of a Session into a job of gui.worker: events and the wish to stop cross over in one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from splynx_xero_gui.domain import failures
from splynx_xero_gui.engine.control import CancelSwitch
from splynx_xero_gui.gui.worker import Cancelled, Job, TaskContext
from splynx_xero_gui.ports.control import Cancel, Event, Observer

T = TypeVar("T")


class _Telling:
    """An observer for every thread of the engine: events are handed over in order, and reach the window at most every
    50 ms, several at a time (gui.worker).
    """

    def __init__(self, context: TaskContext) -> None:
        self._context = context

    def notify(self, event: Event) -> None:
        """Hand one event over; returns at once."""
        self._context.event(event)


def session_job(call: Callable[[Observer, Cancel], T]) -> Job[T]:
    """A job that runs `call(observer, cancel)` in the worker thread.

    Events arrive through `Task.deliver(events=…)` as tuples of `ports.control.Event`. A `failures.Cancelled` ends the
    task as cancelled; every other failure arrives in `failed`.
    """

    def job(context: TaskContext) -> T:
        switch = CancelSwitch()
        context.token.on_cancel(switch.set)
        try:
            return call(_Telling(context), switch)
        except failures.Cancelled as stopped:
            raise Cancelled from stopped

    return job
