"""Turns a call of a Session into a job of gui.worker: events and the wish to stop cross over in one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from splynx_xero_gui.domain import failures
from splynx_xero_gui.engine.control import CancelSwitch
from splynx_xero_gui.gui.event_stream import EventStream
from splynx_xero_gui.gui.worker import Cancelled, Job, TaskContext
from splynx_xero_gui.ports.control import Cancel, Observer

T = TypeVar("T")


def session_job(call: Callable[[Observer, Cancel], T]) -> Job[T]:
    """A job that runs `call(observer, cancel)` in the worker thread.

    Events arrive through `Task.deliver(events=…)` as tuples of `ports.control.Event`. A `failures.Cancelled` ends the
    task as cancelled; every other failure arrives in `failed`.
    """

    def job(context: TaskContext) -> T:
        switch = CancelSwitch()
        stream = EventStream(context.event)
        context.token.on_cancel(switch.set)
        try:
            return call(stream, switch)
        except failures.Cancelled as stopped:
            raise Cancelled from stopped
        finally:
            stream.finish()

    return job
