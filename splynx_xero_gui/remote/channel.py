"""Frames between the two processes: `send` and `receive`, with large values in slices.

A value goes over as a pickle: both ends are the same program, and nobody else holds an end. A sequence or mapping of
more than 100 entries goes ahead of the value it is part of, so many entries to a frame: whoever reads never computes
for long in one go, and neither side holds the pickle of a whole plan.
"""

from __future__ import annotations

import copyreg
import enum
import io
import itertools
import pickle
import struct
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import MappingProxyType
from typing import Any

SLICE = 100
_HEAD = struct.Struct("!BQQ")
_MAKERS = {"tuple": tuple, "list": list, "dict": dict, "set": set, "frozenset": frozenset}
_Cut = tuple[str, int]


class Kind(enum.IntEnum):
    """What a frame says."""

    CALL = 1
    CANCEL = 2
    END = 3
    EVENTS = 4
    RESULT = 5
    FAILURE = 6
    SLICE = 7


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of the call `number`. `load` gives its value once; it raises whatever unpickling raises."""

    kind: Kind
    number: int
    _data: memoryview
    _slices: dict[int, list[object]]

    def load(self) -> object:
        """The value sent."""
        return _Joiner(self._data, self._slices).load()


class Channel:
    """One end. Any thread may send; one thread receives."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sending = threading.Lock()
        self._slice_numbers = itertools.count(1)
        self._arrived: dict[int, dict[int, list[object]]] = {}

    def send(self, kind: Kind, number: int, value: object = None) -> None:
        """Raises OSError where the other side is gone, and what pickling raises; then nothing of `kind` was sent."""
        self._post(kind, number, 0, self._pickled(number, value))

    def receive(self) -> Frame:
        """The next frame that is not a slice. Raises EOFError or OSError where the other side is gone."""
        while True:
            data = memoryview(self._connection.recv_bytes())
            kind, number, slice_number = _HEAD.unpack_from(data)
            rest = data[_HEAD.size :]
            slices = self._arrived.setdefault(number, {})
            if kind != Kind.SLICE:
                if kind != Kind.EVENTS:  # these come between the slices of an answer
                    del self._arrived[number]
                return Frame(Kind(kind), number, rest, slices)
            # A slice that cannot be read is missed by the value it belongs to, whose reading then fails.
            try:
                entries = _Joiner(rest, slices).load()
            except Exception:
                slices.pop(slice_number, None)
                continue
            if isinstance(entries, list):
                slices.setdefault(slice_number, []).extend(entries)

    def close(self) -> None:
        """Give the connection back. Not while a thread receives: it would not be woken."""
        self._connection.close()

    def _pickled(self, number: int, value: object) -> bytes:
        file = io.BytesIO()
        _Cutter(file, self, number).dump(value)
        return file.getvalue()

    def cut(self, number: int, entries: Iterable[object]) -> int:
        """Send entries ahead; what they are found by."""
        slice_number = next(self._slice_numbers)
        left = iter(entries)
        while some := list(itertools.islice(left, SLICE)):
            self._post(Kind.SLICE, number, slice_number, self._pickled(number, some))
        return slice_number

    def _post(self, kind: Kind, number: int, slice_number: int, data: bytes) -> None:
        with self._sending:
            self._connection.send_bytes(_HEAD.pack(kind, number, slice_number) + data)


def _read_only(mapping: MappingProxyType[Any, Any]) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    return _view, (dict(mapping),)


def _view(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


class _Cutter(pickle.Pickler):
    """Pickles a value whose large parts went ahead."""

    def __init__(self, file: io.BytesIO, channel: Channel, number: int) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        # Profiles hold read-only mappings, which Python pickles no more than any other view.
        self.dispatch_table = {**copyreg.dispatch_table, MappingProxyType: _read_only}
        self._channel = channel
        self._number = number

    def persistent_id(self, obj: object) -> _Cut | None:
        """What stands for a part that went ahead; asked about every object."""
        if isinstance(obj, (tuple, list, dict, frozenset, set)) and len(obj) > SLICE and type(obj).__name__ in _MAKERS:
            entries = obj.items() if isinstance(obj, dict) else obj
            return type(obj).__name__, self._channel.cut(self._number, entries)
        return None


class _Joiner(pickle.Unpickler):
    """Unpickles a value and puts the parts in that went ahead."""

    def __init__(self, data: memoryview, slices: dict[int, list[object]]) -> None:
        super().__init__(io.BytesIO(data))
        self._slices = slices

    def persistent_load(self, cut: _Cut) -> object:
        """The part something stands for."""
        maker, slice_number = cut
        return _MAKERS[maker](self._slices.pop(slice_number))
