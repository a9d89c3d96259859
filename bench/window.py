"""What the window costs: `python -m bench.window --customers 2000 --months 6` (no screen needed).

How long until it can be seen; and while it plans, syncs and compares: memory, processor time, and for how long its own
thread could not answer.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Before PySide6, as in the program.
import splynx_xero_gui.gui  # noqa: F401  # isort: skip

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from bench.host import Services
from bench.meter import measured
from bench.product import PROFILE, connected

_STALL = 0.05
_TICK_MS = 5


class FirstSight(QObject):
    """Ends the program when a window was painted for the first time."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Paint and isinstance(watched, QWidget) and watched.window().isVisible():
            print(time.time(), time.process_time(), watched.window().objectName() or "a window", flush=True)
            os._exit(0)
        return False


def show() -> None:
    """What the started process does: the program itself, until its first window is seen."""
    from splynx_xero_gui.__main__ import open_demo, open_own
    from splynx_xero_gui.gui.application import Application, Entry, make_application

    app = make_application(sys.argv[:1])
    first = FirstSight()
    app.installEventFilter(first)
    application = Application(app, Entry(open_own, open_demo))
    application.start()
    app.exec()


def measure_start(what: str, home: Path) -> None:
    """From the process's start to the first paint, best of three."""
    environment = {**os.environ, "SPLYNX_XERO_HOME": str(home)}
    took: list[tuple[float, float, str]] = []
    for _ in range(3):
        began = time.time()
        command = [sys.executable, "-m", "bench.window", "--show"]
        told = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.split()
        took.append((float(told[0]) - began, float(told[1]), told[2]))
    wall, cpu, name = min(took)
    print(f"{what:<36} {wall:6.2f} s until {name} is seen ({cpu:.2f} s CPU)", flush=True)


class Pulse:
    """Ticks in the window's thread; another thread sees when it stops ticking, and where it is then."""

    def __init__(self) -> None:
        self.longest = 0.0
        self.causes: Counter[str] = Counter()
        self._last = time.perf_counter()
        self._thread = threading.get_ident()
        self._over = threading.Event()
        self._timer = QTimer()
        self._timer.timeout.connect(self._tick)

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now

    def _watch(self) -> None:
        told = 0.0
        while not self._over.wait(_STALL / 5):
            last = self._last
            if time.perf_counter() - last > _STALL and told != last:
                told = last
                frame = sys._current_frames().get(self._thread)
                ours = [f for f in traceback.extract_stack(frame) if "splynx_xero_gui" in f.filename]
                self.causes[" > ".join(f"{Path(f.filename).stem}.{f.name}:{f.lineno}" for f in ours[-3:])] += 1

    def __enter__(self) -> Pulse:
        self._last = time.perf_counter()
        self._watcher = threading.Thread(target=self._watch)
        self._watcher.start()
        self._timer.start(_TICK_MS)
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.stop()
        self._over.set()
        self._watcher.join()


def wait_until(condition: Callable[[], bool]) -> None:
    """Let the window work."""
    loop, timer = QEventLoop(), QTimer()
    timer.timeout.connect(lambda: loop.quit() if condition() else None)
    timer.start(_TICK_MS)
    loop.exec()
    timer.stop()


def measure_work(services: Services, home: Path) -> None:
    """Plan, sync, plan, compare in the main window."""
    from splynx_xero_gui.gui.application import make_application
    from splynx_xero_gui.gui.collector import Collector
    from splynx_xero_gui.gui.main_window import MainWindow

    app = make_application(sys.argv[:1])
    collector = Collector(app)
    collector.start()
    window = MainWindow(connected(services, home), PROFILE)
    window.show()
    model = window.model
    wait_until(lambda: not model.is_busy() and model.known)
    steps: tuple[tuple[str, Callable[[], object]], ...] = (
        ("plan", model.make_plan),
        ("sync", model.sync),
        ("plan again", model.make_plan),
        ("plan, nothing to do", model.make_plan),
        ("compare", lambda: model.compare(None)),
    )
    for name, start in steps:
        with measured() as cost, Pulse() as pulse:
            start()
            wait_until(lambda: not model.is_busy())
        if model.troubles:
            print(model.troubles)
        print(f"{name:<22} {cost.cpu:8.2f} s CPU {cost.wall:8.2f} s clock {cost.peak:6.0f} MB peak", end="")
        print(f"  longest stall {pulse.longest * 1000:.0f} ms", flush=True)
        for cause, times in pulse.causes.most_common(6):
            print(f"    {times:3} × over {_STALL * 1000:.0f} ms: {cause or 'Python or Qt itself'}")
    window.close()
    wait_until(lambda: not QApplication.topLevelWidgets() or not window.isVisible())
    collector.stop()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.window", description=__doc__)
    parser.add_argument("--customers", type=int, default=2000)
    parser.add_argument("--months", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.show:
        show()
        return
    with tempfile.TemporaryDirectory() as folder, Services(wanted.customers, wanted.months, wanted.seed) as services:
        print(f"{wanted.customers} customers, {wanted.months} months")
        measure_start("on a fresh computer", Path(folder) / "fresh")
        home = Path(folder) / "home"
        home.mkdir()
        measure_work(services, home)
        measure_start("with this profile", home)


if __name__ == "__main__":
    main()
