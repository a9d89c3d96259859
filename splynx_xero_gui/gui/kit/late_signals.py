"""Signals that a child still sends while Qt takes its parent apart."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

from shiboken6 import isValid


def while_alive(method: Callable[..., None]) -> Callable[..., None]:
    """A slot that calls the method of a QObject, and does nothing once Qt has begun to destroy that object.

    A tab widget tells that its current tab changed as its pages go, a field that its editing is finished as it loses
    the focus. The widget that holds them has lost its Python half by then, and a direct connection would end in
    "Slot … not found".
    """
    kept = weakref.WeakMethod(method)

    def call(*arguments: Any) -> None:
        alive = kept()
        if alive is not None and isValid(getattr(alive, "__self__", None)):
            alive(*arguments)

    return call
