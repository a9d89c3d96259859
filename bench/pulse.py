"""How long the window's thread could not answer, and why.

A stall is the time between two ticks of a timer in that thread. Three clocks part it: what the thread itself computed,
what it waited for a processor (other programs were running; Linux tells), and the rest: it waited for Python's lock
while another thread of ours computed, or for the disk. On a busy computer the first and the last are what counts.
"""

from __future__ import annotations

import gc
import sys
import threading
import time
import traceback
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QTimer

STALL = 0.05
_TICK_MS = 5


@dataclass(frozen=True, slots=True)
class Stall:
    """Seconds between two ticks: by the clock, computed by the thread, and spent waiting for a processor."""

    clock: float = 0.0
    own: float = 0.0
    queued: float = 0.0

    @property
    def ours(self) -> float:
        """What the program is to blame for: all but the wait for a processor."""
        return max(0.0, self.clock - self.queued)

    def __str__(self) -> str:
        return f"{self.clock * 1000:.0f} ms ({self.own * 1000:.0f} own, {self.queued * 1000:.0f} queued)"


class Collections:
    """The longest garbage collection of each generation (processor time), and how many ran in other threads."""

    def __init__(self) -> None:
        self.longest: dict[int, float] = {}
        self.elsewhere = 0
        self._thread = threading.get_ident()
        self._began = 0.0

    def __call__(self, phase: str, info: dict[str, int]) -> None:
        """What gc.callbacks calls."""
        if phase == "start":
            self._began = time.thread_time()
            return
        took = time.thread_time() - self._began
        self.longest[info["generation"]] = max(took, self.longest.get(info["generation"], 0.0))
        self.elsewhere += threading.get_ident() != self._thread

    def __str__(self) -> str:
        told = ", ".join(f"gen {g} {took * 1000:.0f} ms" for g, took in sorted(self.longest.items()))
        return f"collections: {told or 'none'}" + (f", {self.elsewhere} in workers" if self.elsewhere else "")


class Pulse:
    """Ticks in the window's thread; another thread sees when it stops ticking, and where it is then."""

    def __init__(self) -> None:
        self.worst = Stall()
        self.longest = Stall()
        self.over = 0
        self.causes: Counter[str] = Counter()
        self.collections = Collections()
        self._last = self._clocks()
        self._thread = threading.get_ident()
        self._over = threading.Event()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @staticmethod
    def _clocks() -> tuple[float, float, float]:
        return time.perf_counter(), time.thread_time(), _queued()

    def _tick(self) -> None:
        now = self._clocks()
        stall = Stall(*(after - before for after, before in zip(now, self._last, strict=True)))
        self._last = now
        self.over += stall.ours > STALL
        if stall.ours > self.worst.ours:
            self.worst = stall
        if stall.clock > self.longest.clock:
            self.longest = stall

    def _watch(self) -> None:
        told = 0.0
        while not self._over.wait(STALL / 5):
            last = self._last[0]
            if time.perf_counter() - last > STALL and told != last:
                told = last
                frame = sys._current_frames().get(self._thread)
                ours = [f for f in traceback.extract_stack(frame) if "splynx_xero_gui" in f.filename]
                self.causes[" > ".join(f"{Path(f.filename).stem}.{f.name}:{f.lineno}" for f in ours[-4:])] += 1

    def __enter__(self) -> Pulse:
        gc.callbacks.append(self.collections)
        self._last = self._clocks()
        self._watcher = threading.Thread(target=self._watch)
        self._watcher.start()
        self._timer.start(_TICK_MS)
        return self

    def __exit__(self, *_: object) -> None:
        self._tick()
        self._timer.stop()
        self._over.set()
        self._watcher.join()
        gc.callbacks.remove(self.collections)

    def report(self) -> None:
        """Print the worst stall, and where the thread was in those over 50 ms."""
        print(f"    worst stall {self.worst}, longest {self.longest}, {self.over} of ours over 50 ms", end="")
        print(f"; {self.collections}", flush=True)
        for cause, times in self.causes.most_common(6):
            print(f"      {times:3} × over {STALL * 1000:.0f} ms: {cause or 'Python or Qt itself'}")


def _queued() -> float:
    """Seconds this thread ever waited for a processor; 0 where the system does not tell."""
    try:
        text = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat").read_text()
    except OSError:
        return 0.0
    return int(text.split()[1]) / 1e9
