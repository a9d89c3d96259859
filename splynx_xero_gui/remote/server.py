"""The engine's end: every call in a thread of its own, until the window says so or is gone.

Then running work is asked to stop, as by a person, and what was opened is closed.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from time import monotonic

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.engine.control import CancelSwitch
from splynx_xero_gui.engine.own_error import own_error
from splynx_xero_gui.ports.control import Event
from splynx_xero_gui.remote.channel import Channel, Frame, Kind
from splynx_xero_gui.remote.messages import Address, Call, Given, Stand, books_gone, crossing
from splynx_xero_gui.remote.shape import Shape, shape_of

_log = logging.getLogger(__name__)
_EVENTS_EVERY_SECONDS = 0.05
# A call to a service ends after half of it at the latest; a thread that does not is left behind (R1 looks it up).
_LAST_CALL_SECONDS = 120.0
_CLOSE = "close"


@dataclass(slots=True)
class _Running:
    """A call under way: the wish to stop it, and what it told that was not passed on yet."""

    cancel: CancelSwitch = field(default_factory=CancelSwitch)
    told: deque[Event] = field(default_factory=deque)
    telling: threading.Lock = field(default_factory=threading.Lock)
    thread: threading.Thread | None = None


class _Telling:
    """The observer of one call."""

    def __init__(self, running: _Running, woken: threading.Event) -> None:
        self._running = running
        self._woken = woken

    def notify(self, event: Event) -> None:
        """Keep it until events are passed on."""
        self._running.told.append(event)
        self._woken.set()


class Server:
    """Serves one object, `root` with the protocol given, and everything its methods give."""

    def __init__(self, connection: Connection, root: object, protocol: type) -> None:
        self._channel = Channel(connection)
        self._root = (root, shape_of(protocol))
        self._given: dict[str, tuple[object, Shape]] = {}
        self._lock = threading.Lock()
        self._running: dict[int, _Running] = {}
        self._told = threading.Event()
        self._over = threading.Event()

    def serve(self) -> None:
        """Returns when the window is gone or said so, and everything has stopped."""
        threading.Thread(target=self._pass_on, name="engine-events", daemon=True).start()
        try:
            while (frame := self._channel.receive()).kind is not Kind.END:
                self._obey(frame)
        except (EOFError, OSError):
            _log.info("the window is gone")
        finally:
            self._end()

    def _obey(self, frame: Frame) -> None:
        if frame.kind is Kind.CANCEL:
            with self._lock:
                running = self._running.get(frame.number)
            if running is not None:
                running.cancel.set()
            return
        try:
            call = frame.load()
            assert isinstance(call, Call)
        except Exception as error:
            self._fail(frame.number, error)
            return
        running = _Running()
        running.thread = threading.Thread(
            target=self._run, args=(frame.number, call, running), name=f"engine-{call.name}", daemon=True
        )
        with self._lock:
            self._running[frame.number] = running
        running.thread.start()

    # -- one call, in its thread --

    def _run(self, number: int, call: Call, running: _Running) -> None:
        result: object = None
        error: BaseException | None = None
        try:
            result = self._result(call, running)
        except BaseException as caught:
            error = caught
        self._tell(number, running)
        if error is None:
            self._answer(number, result)
        else:
            self._fail(number, error)
        with self._lock:
            self._running.pop(number, None)

    def _answer(self, number: int, result: object) -> None:
        try:
            self._channel.send(Kind.RESULT, number, result)
        except OSError:
            return  # the window is gone
        except Exception as error:  # a result that cannot be sent is an error of the program's own
            self._fail(number, error)

    def _result(self, call: Call, running: _Running) -> object:
        if call.name == _CLOSE and call.address.handle and not call.address.steps:
            self._close(call.address.handle)
            return None
        made, shape = self._find(call.address)
        if call.positional is None:
            return getattr(made, call.name)
        stands = {Stand.OBSERVER: _Telling(running, self._told), Stand.CANCEL: running.cancel}
        positional = [stands[value] if isinstance(value, Stand) else value for value in call.positional]
        named = {name: stands[value] if isinstance(value, Stand) else value for name, value in call.named.items()}
        result = getattr(made, call.name)(*positional, **named)
        gives = shape.methods[call.name].gives
        if gives is None:
            return result
        return self._give(result, shape_of(gives), keep=not shape.is_found_again(call.name))

    def _give(self, made: object, shape: Shape, *, keep: bool) -> Given:
        handle = secrets.token_hex(8) if keep else ""
        if keep:
            with self._lock:
                self._given[handle] = (made, shape)
        return Given(handle, _values(made, shape))

    def _find(self, address: Address) -> tuple[object, Shape]:
        with self._lock:
            if address.handle and address.handle not in self._given:
                raise books_gone()
            made, shape = self._given[address.handle] if address.handle else self._root
        for step in address.steps:
            if step.arguments is None:
                made, shape = getattr(made, step.name), shape_of(shape.parts[step.name])
                continue
            gives = shape.methods[step.name].gives
            assert gives is not None
            made, shape = getattr(made, step.name)(*step.arguments), shape_of(gives)
        return made, shape

    def _close(self, handle: str) -> None:
        """Once: closing twice, or what ended with another process, is no mistake."""
        with self._lock:
            made, _ = self._given.pop(handle, (None, None))
        if made is not None:
            getattr(made, _CLOSE)()

    # -- answers --

    def _fail(self, number: int, error: BaseException) -> None:
        if not isinstance(error, Failure):
            _log.error("an error nobody caught", exc_info=error)
        failure = crossing(error if isinstance(error, Failure) else own_error(error))
        with suppress(OSError):
            self._channel.send(Kind.FAILURE, number, failure)

    def _tell(self, number: int, running: _Running) -> None:
        # The lock is kept while sending: nothing told later overtakes it.
        with running.telling:
            told = tuple(running.told.popleft() for _ in range(len(running.told)))
            if told:
                with suppress(OSError):
                    self._channel.send(Kind.EVENTS, number, told)

    def _pass_on(self) -> None:
        while self._told.wait() and not self._over.wait(_EVENTS_EVERY_SECONDS):
            self._told.clear()
            with self._lock:
                running = list(self._running.items())
            for number, one in running:
                self._tell(number, one)

    # -- the end --

    def _end(self) -> None:
        with self._lock:
            running = list(self._running.values())
        for one in running:
            one.cancel.set()
        last = monotonic() + _LAST_CALL_SECONDS
        for one in running:
            if one.thread is not None:
                one.thread.join(max(0.0, last - monotonic()))
        with self._lock:
            given = list(self._given)  # only now: what was being opened is open
        for handle in reversed(given):
            try:
                self._close(handle)
            except Exception:
                _log.exception("something could not be closed at the end")
        self._over.set()
        self._told.set()


def _values(made: object, shape: Shape) -> Mapping[str, object]:
    """Plain properties of an object, and those of its parts."""
    values: dict[str, object] = {name: getattr(made, name) for name in shape.values}
    for name, protocol in shape.parts.items():
        values[name] = _values(getattr(made, name), shape_of(protocol))
    return values
