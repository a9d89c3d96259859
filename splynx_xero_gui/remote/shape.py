"""What can be asked, read off the protocols that the faces know."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, get_type_hints

from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.demo_books import Demo
from splynx_xero_gui.wizard.services import Workplace


class Books(Protocol):
    """What the engine's process offers to begin with."""

    def open_own(self) -> Workplace:
        """The product on this computer; always the same one."""
        ...

    def open_demo(self, edition: str, existing: bool = False) -> Demo:
        """New demo books of one edition of Xero, which is empty or holds the books already."""
        ...


# What these give is found again by asking again, in a new process too; everything else given is found by a handle.
FOUND_AGAIN = frozenset({("Books", "open_own"), ("Workplace", "session")})
# Windows ask for these in their own thread, which must not wait: nothing is asked of the engine yet.
AT_ONCE = frozenset({("Workplace", "session")})


@dataclass(frozen=True, slots=True)
class Method:
    """A method of a protocol. `gives`: the protocol of what it returns, None for a plain value."""

    name: str
    signature: inspect.Signature
    observers: frozenset[str]
    cancels: frozenset[str]
    gives: type | None


@dataclass(frozen=True, slots=True)
class Shape:
    """A protocol taken apart: `values` are its plain properties, `parts` properties with a protocol of their own."""

    name: str
    methods: Mapping[str, Method] = field(default_factory=dict)
    values: frozenset[str] = frozenset()
    parts: Mapping[str, type] = field(default_factory=dict)

    def is_found_again(self, name: str) -> bool:
        """Whether what the method gives needs no handle."""
        return (self.name, name) in FOUND_AGAIN

    def is_at_once(self, name: str) -> bool:
        """Whether the method is answered without asking."""
        return (self.name, name) in AT_ONCE


@functools.cache
def shape_of(protocol: type) -> Shape:
    """Take a protocol apart."""
    methods, parts, values = {}, {}, set()
    for name in dir(protocol):
        member = inspect.getattr_static(protocol, name)
        if name.startswith("_"):
            continue
        if isinstance(member, property):
            gives = _protocol(get_type_hints(member.fget).get("return"))
            if gives is None:
                values.add(name)
            else:
                parts[name] = gives
        elif inspect.isfunction(member):
            methods[name] = _method(name, member)
    return Shape(protocol.__name__, methods, frozenset(values), parts)


def _method(name: str, function: object) -> Method:
    hints = get_type_hints(function)
    return Method(
        name,
        inspect.signature(function),  # type: ignore[arg-type]
        frozenset(key for key, hint in hints.items() if hint is Observer),
        frozenset(key for key, hint in hints.items() if hint is Cancel),
        _protocol(hints.get("return")),
    )


def _protocol(hint: object) -> type | None:
    return hint if isinstance(hint, type) and getattr(hint, "_is_protocol", False) else None
