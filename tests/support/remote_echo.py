"""A program for the engine's process that answers every call with what it was asked. Imported by that process."""

from __future__ import annotations

import os
import signal
import sys
import threading
from dataclasses import dataclass
from decimal import Decimal
from multiprocessing.connection import Connection
from types import MappingProxyType

from splynx_xero_gui.domain import failures
from splynx_xero_gui.domain.kinds import ActionKind
from splynx_xero_gui.ports.control import Cancel, ItemDone, Observer, StageStarted
from splynx_xero_gui.remote.server import Server
from splynx_xero_gui.remote.shape import Books, Method, shape_of

EVENTS = tuple(ItemDone(ActionKind.CREATE_CONTACT, f"item {n}", "c", Decimal(n), "done") for n in range(350))
LARGE = {
    "plan": tuple((n, {"lines": tuple(range(n % 3))}) for n in range(1234)),
    "nested": [tuple(range(301)), {f"key {n}": [n] for n in range(450)}, frozenset(range(101))],
    "view": MappingProxyType({"a": 1}),
    "small": (1, [2], {"three": 3}, ()),
}
# Words for a profile's name that make the answer to `profile` something else.
FAIL, BREAK, UNSENDABLE, DIE, MODULES, BIG, TALK, WAIT = (
    "fail", "break", "unsendable", "die", "modules", "big", "talk", "wait"
)  # fmt: skip


class AdaptersOwn(failures.DayLimitReached):
    """A failure that only an adapter knows."""

    def __init__(self, reply: object) -> None:
        super().__init__("X9", "Title", "Message", "What to do", details="words", resume_at=None)
        self.reply = reply


@dataclass(frozen=True)
class Asked:
    """What a method was asked, and of whom."""

    whom: tuple[str, ...]
    method: str
    positional: tuple[object, ...]
    named: dict[str, object]


class Echo:
    """Has whatever its protocol has."""

    def __init__(self, protocol: type, whom: tuple[str, ...]) -> None:
        self._shape = shape_of(protocol)
        self._whom = whom

    def __getattr__(self, name: str) -> object:
        shape = self._shape
        if name in shape.methods:
            return lambda *positional, **named: self._answer(shape.methods[name], positional, named)
        if name in shape.parts:
            return Echo(shape.parts[name], (*self._whom, name))
        if name in shape.values:
            return f"{name} of {self._whom[-1]}"
        raise AttributeError(name)

    def _answer(self, method: Method, positional: tuple[object, ...], named: dict[str, object]) -> object:
        if method.gives is not None:
            return Echo(method.gives, (*self._whom, method.name, *map(str, positional)))
        for value in (*positional, *named.values()):
            if hasattr(value, "notify"):
                for event in EVENTS if TALK in self._whom else (StageStarted(method.name),):
                    value.notify(event)
        if method.name == "take_over" and WAIT in self._whom:
            positional[1].wait(60)  # type: ignore[attr-defined]
        if method.name == "profile":
            return self._special(self._whom[-1])
        return Asked(self._whom, method.name, tuple(map(_named, positional)), {k: _named(v) for k, v in named.items()})

    def _special(self, word: str) -> object:
        if word == FAIL:
            raise AdaptersOwn(sys.stderr)
        if word == BREAK:
            raise ZeroDivisionError("one by none")
        if word == DIE:
            os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        answers = {UNSENDABLE: threading.Lock(), MODULES: frozenset(sys.modules), BIG: LARGE}
        return answers.get(word, os.getpid())


def _named(value: object) -> object:
    """The observer and the wish to stop by their protocol: they stay here."""
    if hasattr(value, "notify"):
        return Observer.__name__
    return Cancel.__name__ if hasattr(value, "raise_if_requested") else value


def main(connection: Connection) -> None:
    """Serve until the tests' process says so or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Server(connection, Echo(Books, ()), Books).serve()
