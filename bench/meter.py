"""Processor time, memory and calls of pieces of work in this process."""

from __future__ import annotations

import gc
import math
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from splynx_xero_gui.domain.kinds import ActionKind
from splynx_xero_gui.ports.control import BatchStarted, Event, StageStarted


@dataclass(slots=True)
class Cost:
    """What one piece of work took: seconds of our processor and of the clock, and the peak of this process in MB."""

    cpu: float = 0.0
    wall: float = 0.0
    peak: float = 0.0
    peak_beside: float = 0.0


class Stages:
    """An observer: processor time per stage, and per kind of write the items and calls."""

    def __init__(self) -> None:
        self.cpu: dict[str, float] = defaultdict(float)
        self.calls: Counter[ActionKind] = Counter()
        self.items: dict[ActionKind, int] = {}
        self._stage, self._began = "begin", time.process_time()

    def notify(self, event: Event) -> None:
        """Take note."""
        if isinstance(event, StageStarted):
            self.end()
            self._stage = event.stage
        elif isinstance(event, BatchStarted):
            self.calls[event.kind] += 1
            self.items[event.kind] = max(event.last, self.items.get(event.kind, 0))

    def end(self) -> None:
        """The last stage ended."""
        now = time.process_time()
        self.cpu[self._stage] += now - self._began
        self._began = now

    def needed(self, kind: ActionKind) -> int:
        """Calls that so many items need at fifty to a call."""
        return math.ceil(self.items[kind] / 50)


@contextmanager
def measured(beside: int | None = None) -> Iterator[Cost]:
    """Measure a block; `beside` is another process whose peak is told too (Linux)."""
    gc.collect()
    if not gc.isenabled():
        gc.freeze()  # the window collects by itself and sets aside what survived: else it would look at all of it again
    for process in filter(None, ("self", beside)):
        _forget_peak(process)
    cost, cpu, wall = Cost(), time.process_time(), time.perf_counter()
    try:
        yield cost
    finally:
        cost.cpu, cost.wall = time.process_time() - cpu, time.perf_counter() - wall
        cost.peak = peak()
        cost.peak_beside = peak(beside) if beside else 0.0


def peak(process: int | str = "self") -> float:
    """The largest a process was since the last `measured` began (elsewhere than on Linux: this one since it started),
    MB."""
    status = Path(f"/proc/{process}/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _forget_peak(process: int | str) -> None:
    clear = Path(f"/proc/{process}/clear_refs")
    if clear.exists():
        clear.write_text("5")
