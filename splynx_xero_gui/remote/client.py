"""The window's end: `Engine` starts the engine's process, and gives `Books` whose every method is asked there.

Every call blocks its thread until the answer is here; one more thread reads what the engine says.
"""

from __future__ import annotations

import functools
import inspect
import itertools
import logging
import multiprocessing
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import cast

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.engine.own_error import own_error
from splynx_xero_gui.ports.control import Cancel, Event, Observer
from splynx_xero_gui.remote import child
from splynx_xero_gui.remote.channel import Channel, Frame, Kind
from splynx_xero_gui.remote.messages import Address, Call, Given, Stand, engine_gone, no_engine
from splynx_xero_gui.remote.shape import Books, Method, Shape, shape_of

_log = logging.getLogger(__name__)
# How soon a wish to stop is passed on.
_LOOK_SECONDS = 0.05
Program = Callable[[Connection], None]


class Engine:
    """The engine's process as long as the window's lives: one that ended is followed by another with the next call.

    `close` ends it. The process ends by itself when this one does.
    """

    def __init__(self, program: Program = child.main) -> None:
        self._program = program
        self._lock = threading.Lock()
        self._link: _Link | None = None
        self._closed = False

    @property
    def books(self) -> Books:
        """What can be opened."""
        return cast(Books, Proxy(self, shape_of(Books), Address(), {}))

    @property
    def pid(self) -> int | None:
        """The process there is."""
        link = self._link
        return link.pid if link is not None and not link.is_broken else None

    def start(self) -> None:
        """Start the process already: it gets ready while the window does. Raises Failure G2."""
        self._current()

    def call(self, call: Call, observer: Observer | None = None, cancel: Cancel | None = None) -> object:
        """Ask and wait. Raises Failure only."""
        return self._current().call(call, observer, cancel)

    def close(self) -> None:
        """Stop what runs at its next safe place and wait for the process to end."""
        with self._lock:
            self._closed = True
            link, self._link = self._link, None
        if link is not None:
            link.end()

    def _current(self) -> _Link:
        with self._lock:
            if self._closed:
                raise engine_gone("closed")
            if self._link is None or self._link.is_broken:
                try:
                    self._link = _Link(self._program)
                except OSError as error:
                    _log.exception("the engine's process cannot be started")
                    raise no_engine(error) from error
            return self._link


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A call without an answer yet."""

    observer: Observer | None
    answer: Future[object] = field(default_factory=Future)


class _Link:
    """One process and what was asked of it."""

    def __init__(self, program: Program) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(target=program, args=(theirs,), name="engine", daemon=True)
        self._process.start()
        theirs.close()  # else nobody would notice that the process ended
        self._channel = Channel(ours)
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._waiting: dict[int, _Waiting] = {}
        self._ended = threading.Event()
        self.is_broken = False
        threading.Thread(target=self._read, name="engine-answers", daemon=True).start()

    @property
    def pid(self) -> int | None:
        """The process."""
        return self._process.pid

    def call(self, call: Call, observer: Observer | None, cancel: Cancel | None) -> object:
        """Ask and wait."""
        waiting = _Waiting(observer)
        with self._lock:
            if self.is_broken:
                raise engine_gone()
            number = next(self._numbers)
            self._waiting[number] = waiting
        try:
            self._send(number, call)
            return self._answer(number, waiting, cancel)
        except OSError as error:
            raise engine_gone() from error
        finally:
            with self._lock:
                self._waiting.pop(number, None)

    def _send(self, number: int, call: Call) -> None:
        try:
            self._channel.send(Kind.CALL, number, call)
        except OSError:
            raise
        except Exception as error:  # arguments that cannot be sent are an error of the program's own
            _log.exception("a call cannot be sent to the engine")
            raise own_error(error) from error

    def _answer(self, number: int, waiting: _Waiting, cancel: Cancel | None) -> object:
        while cancel is not None and not waiting.answer.done():
            if cancel.requested:
                self._channel.send(Kind.CANCEL, number)
                break
            try:
                return waiting.answer.result(_LOOK_SECONDS)
            except TimeoutError:
                continue
        return waiting.answer.result()

    def end(self) -> None:
        """Ask it to end, and wait: what it writes to a service right now is finished first."""
        with suppress(OSError):
            self._channel.send(Kind.END, 0)
        self._process.join()
        self._ended.wait()
        self._channel.close()
        self._process.close()

    # -- the reading thread --

    def _read(self) -> None:
        try:
            while True:
                self._take(self._channel.receive())
        except (EOFError, OSError):
            pass
        finally:
            with self._lock:
                self.is_broken = True
                left, self._waiting = self._waiting, {}
            for waiting in left.values():
                waiting.answer.set_exception(engine_gone())
            self._ended.set()

    def _take(self, frame: Frame) -> None:
        with self._lock:
            waiting = self._waiting.get(frame.number)
        if waiting is None:
            return
        try:
            value = frame.load()
        except Exception as error:  # an answer nobody can read is an error of the program's own
            _log.exception("an answer of the engine cannot be read")
            waiting.answer.set_exception(own_error(error))
            return
        if frame.kind is Kind.EVENTS:
            self._tell(waiting.observer, cast(tuple[Event, ...], value))
        elif frame.kind is Kind.RESULT:
            waiting.answer.set_result(value)
        else:
            waiting.answer.set_exception(cast(Failure, value))

    def _tell(self, observer: Observer | None, events: tuple[Event, ...]) -> None:
        if observer is None:
            return
        try:
            for event in events:
                observer.notify(event)
        except Exception:  # a window that is being taken down; the other calls still want their answers
            _log.exception("an observer failed")


class Proxy:
    """An object of the engine's process. `known` are plain properties that came along with it."""

    def __init__(self, engine: Engine, shape: Shape, address: Address, known: Mapping[str, object]) -> None:
        self._engine = engine
        self._shape = shape
        self._address = address
        self._known = known

    def __getattr__(self, name: str) -> object:
        shape = self._shape
        if name in shape.methods:
            return functools.partial(self._invoke, shape.methods[name])
        if name in shape.parts:
            known = cast(Mapping[str, object], self._known.get(name, {}))
            return Proxy(self._engine, shape_of(shape.parts[name]), self._address.then(name), known)
        if name in shape.values:
            return self._known[name] if name in self._known else self._engine.call(Call(self._address, name))
        raise AttributeError(f"{shape.name} has no {name}")

    def __repr__(self) -> str:
        return f"<{self._shape.name} in the engine's process>"

    def _invoke(self, method: Method, *positional: object, **named: object) -> object:
        bound = method.signature.bind(self, *positional, **named)
        if self._shape.is_at_once(method.name):
            return self._found(method, bound)
        observer = cancel = None
        for name, value in bound.arguments.items():
            if name in method.observers:
                observer, bound.arguments[name] = cast(Observer, value), Stand.OBSERVER
            elif name in method.cancels:
                cancel, bound.arguments[name] = cast(Cancel, value), Stand.CANCEL
        call = Call(self._address, method.name, bound.args[1:], bound.kwargs)
        result = self._engine.call(call, observer, cancel)
        if method.gives is None or not isinstance(result, Given):
            return result
        if result.handle:
            return Proxy(self._engine, shape_of(method.gives), Address(result.handle), result.values)
        return self._found(method, bound, result.values)

    def _found(
        self, method: Method, bound: inspect.BoundArguments, values: Mapping[str, object] | None = None
    ) -> Proxy:
        assert method.gives is not None
        shape = shape_of(method.gives)
        known = {**{name: bound.arguments[name] for name in shape.values & set(bound.arguments)}, **(values or {})}
        return Proxy(self._engine, shape, self._address.then(method.name, bound.args[1:]), known)
