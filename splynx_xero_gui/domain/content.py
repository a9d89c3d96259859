"""Canonical text and hash of domain objects: equal content, equal text, on every machine (plan fingerprints, R34)."""

import dataclasses
import datetime as dt
import functools
import hashlib
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def plain(value: object) -> Any:
    """The value as JSON-able data: Decimal as normalised text (2.0 equals 2.00), dates as ISO text."""
    cls: Any = type(value)  # mypy does not take a class for hashable
    return _converter(cls)(value)


def canonical(value: object) -> str:
    """Canonical JSON text of a domain object."""
    return _ENCODER.encode(plain(value))


def content_hash(value: object) -> str:
    """SHA-256 of the canonical text, 32 hex digits."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()[:32]


@functools.cache
def _converter(cls: type) -> Callable[[Any], Any]:
    """How values of this class become plain: found out once per class, because plans ask it a million times."""
    if dataclasses.is_dataclass(cls):
        names = tuple(field.name for field in dataclasses.fields(cls))
        return lambda value: {name: plain(getattr(value, name)) for name in names}
    for kind, convert in _CONVERTERS:
        if issubclass(cls, kind):
            return convert
    return lambda value: value


def _decimal(value: Decimal) -> str:
    return format(value.normalize() if value else Decimal(0), "f")


# In this order: an enum may be text too, and a moment is a date.
_CONVERTERS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (Enum, lambda value: value.value),
    (Decimal, _decimal),
    (dt.date, lambda value: value.isoformat()),
    (Mapping, lambda value: {str(key): plain(member) for key, member in value.items()}),
    ((frozenset, set), lambda value: sorted(map(plain, value))),
    ((tuple, list), lambda value: list(map(plain, value))),
)
