"""What the two processes say to each other."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from splynx_xero_gui.domain.failures import Failure, revived

_PLAIN = (str, int, datetime, type(None))


class Stand(enum.Enum):
    """Stands in a call's arguments for what stays where it is."""

    OBSERVER = 1
    CANCEL = 2


@dataclass(frozen=True, slots=True)
class Step:
    """One step from an object to the next: a property, or a method with these arguments."""

    name: str
    arguments: tuple[object, ...] | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """An object in the engine's process: steps from a handle, without one from the process's `Books`."""

    handle: str = ""
    steps: tuple[Step, ...] = ()

    def then(self, name: str, arguments: tuple[object, ...] | None = None) -> Address:
        """One step further."""
        return Address(self.handle, (*self.steps, Step(name, arguments)))


@dataclass(frozen=True, slots=True)
class Call:
    """Call the method `name`, or read the property (`positional` None)."""

    address: Address
    name: str
    positional: tuple[object, ...] | None = None
    named: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Given:
    """An object given by a method: its handle (empty where it is found again by asking again), and its plain
    properties, those of its parts by the part's name."""

    handle: str
    values: Mapping[str, object]


def crossing(failure: Failure) -> Failure:
    """The failure as both processes know it: of the nearest class in `domain`, with its plain fields.

    An adapter's own subclass would bring the adapter along.
    """
    known = next(kind for kind in type(failure).__mro__ if kind.__module__ == Failure.__module__)
    plain = {
        name: value for name, value in vars(failure).items() if isinstance(value, (str, int, datetime, type(None)))
    }
    return revived(known, failure.args, plain)


def engine_gone(details: str = "") -> Failure:
    """The engine's process is not there any more."""
    return Failure(
        "G2",
        "The part of the program that syncs has ended unexpectedly",
        "Nothing is lost: what was sent without an answer is looked up at the start of the next sync.",
        "Please try again.",
        details=details,
    )


def books_gone() -> Failure:
    """What was open in an engine's process that is not there any more."""
    return Failure(
        "G2",
        "The part of the program that syncs has ended unexpectedly",
        "What was open in it is closed: demo books, or a sign-in that had begun. Nothing else is lost.",
        "Open the demo again, or sign in again.",
    )


def no_engine(error: BaseException) -> Failure:
    """The engine's process cannot be started."""
    return Failure(
        "G2",
        "The part of the program that syncs cannot be started",
        "Nothing was read or changed.",
        "Close other programs and try again.",
        details=f"{type(error).__name__}: {error}",
    )
