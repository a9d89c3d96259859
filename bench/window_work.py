"""What a person does in the window, measured. Run by `bench.window`, which the engine's process imports as well."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Before PySide6, as in the program.
import splynx_xero_gui.gui  # noqa: F401  # isort: skip

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from bench import match_view
from bench.first_paint import FirstPaint
from bench.host import Services
from bench.meter import measured, peak
from bench.product import PROFILE, connect, prepare
from bench.pulse import Pulse
from splynx_xero_gui.gui.application import make_application
from splynx_xero_gui.gui.collector import Collector
from splynx_xero_gui.gui.main.page import PageKey
from splynx_xero_gui.gui.main_window import MainWindow
from splynx_xero_gui.gui.plan_table import PlanTable
from splynx_xero_gui.gui.warm_up import WarmUp
from splynx_xero_gui.remote.client import Engine

_TICK_MS = 5
_SETTLED = 0.2
_TURN_MS = 1500
_SIZE = (1600, 1000)
_MANY_ITEMS = 100
_QUESTIONS = 10_000
_MATCHED = 20_000


def measure_start(what: str, home: Path) -> None:
    """From the process's start to the first paint, best of three."""
    environment = {**os.environ, "SPLYNX_XERO_HOME": str(home)}
    took: list[tuple[float, float, str]] = []
    for _ in range(3):
        began = time.time()
        command = [sys.executable, "-m", "bench.first_sight"]
        told = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.split()
        took.append((float(told[0]) - began, float(told[1]), told[2]))
    wall, cpu, name = min(took)
    print(f"{what:<36} {wall:6.2f} s until {name} is seen ({cpu:.2f} s CPU)", flush=True)


def wait(seconds: float) -> None:
    """Let the window work for so long."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def wait_until(condition: Callable[[], bool]) -> None:
    """Let the window work."""
    loop, timer = QEventLoop(), QTimer()
    timer.timeout.connect(lambda: loop.quit() if condition() else None)
    timer.start(_TICK_MS)
    loop.exec()
    timer.stop()


def measure(
    name: str,
    start: Callable[[], object],
    done: Callable[[], bool] | None = None,
    engine: Engine | None = None,
    *,
    paints: bool = False,
) -> None:
    """Do something in the window's thread, wait until it is done and shown, and print what it cost; `paints`: and when
    its rows were seen first."""
    with ExitStack() as stack:
        paint = stack.enter_context(FirstPaint()) if paints else None
        wait(_SETTLED)
        cost = stack.enter_context(measured(engine.pid if engine is not None else None))
        pulse = stack.enter_context(Pulse())
        wait(_SETTLED)
        began = time.perf_counter()
        if paint is not None:
            paint.begin()
        start()
        if done is not None:
            wait_until(done)
        took = time.perf_counter() - began
        wait(_SETTLED)
    beside = f", engine {cost.peak_beside:4.0f} MB" if engine is not None else ""
    print(f"{name:<32} {cost.cpu:7.2f} s CPU {took:7.2f} s until done {cost.peak:6.0f} MB peak{beside}")
    if paint is not None:
        seen = f"{paint.seconds:.2f} s" if paint.seconds is not None else "never"
        print(f"    first paint of its rows {seen}")
    pulse.report()


class Work:
    """Every piece of work a person waits for, in the main window."""

    def __init__(self, window: MainWindow, engine: Engine, home: Path) -> None:
        self._window = window
        self._engine = engine
        self._model = window.model
        self._home = home

    def all(self, *, brief: bool, turning: bool) -> None:
        """Plan, look through the plan, sync, compare, decide; `brief` leaves looking and deciding out, `turning` turns
        to another page all the while a sync or comparison runs."""
        self._with_session("plan", self._model.make_plan)
        if not brief:
            self._through_the_plan()
        self._window.show_page(PageKey.SYNC)
        self._with_session("sync", self._window.sync_page.press_verb, pages=turning)
        self._with_session("plan again", self._model.make_plan)
        self._with_session("plan, nothing to do", self._model.make_plan)
        self._with_session("compare", lambda: self._model.compare(None), pages=turning)
        if not brief:
            self._look_back()
            self._decide()

    def _with_session(self, name: str, start: Callable[[], object], *, pages: bool = False) -> None:
        """Work of a worker; with `pages` the person turns to another page all the time."""
        turning = QTimer()
        turn = itertools.cycle(PageKey)
        turning.timeout.connect(lambda: self._window.show_page(next(turn)))
        if pages:
            turning.start(_TURN_MS)
        measure(name, start, lambda: not self._model.is_busy(), self._engine)
        turning.stop()
        if self._model.troubles:
            print(self._model.troubles)

    def _through_the_plan(self) -> None:
        window = self._window
        measure(
            "turn to the plan",
            partial(window.show_page, PageKey.SYNC),
            lambda: (made := window.sync_page.plan_table()) is not None and bool(made.table.model().rows()),
            paints=True,
        )
        shown = window.sync_page.plan_table()
        if shown is None:
            return
        table = shown.table
        print(f"  {len(table.model().rows())} rows")
        idle = table.proxy().is_settled
        for words in ("a", "ab", "no such words", ""):
            measure(f"search {words!r}", partial(table.set_search, words), idle)
        measure("filter amount >100", partial(table.proxy().set_cell_filter, "amount", ">100"), idle)
        measure("filter customer 'an'", partial(table.proxy().set_cell_filter, "customer", "an"), idle)
        measure("no filter", table.clear_filters, idle)
        for key in ("customer", "amount", "date"):
            measure(f"sort by {key}", partial(table.sort_by, key), idle)
        measure("sort by customer, then amount", partial(table.sort_by, "amount", add=True), idle)
        measure("select all", table.view.selectAll)
        measure("copy", table.copy_selection, table.is_settled)
        measure("export CSV", partial(table.export_to, str(self._home / "plan.csv")), table.is_settled)
        measure("to the end", table.view.scrollToBottom)
        self._leave_out(shown)
        for key in PageKey:
            measure(f"turn to {key.value}", partial(window.show_page, key))

    def _leave_out(self, shown: PlanTable) -> None:
        """One item that no other needs, then all of them."""
        table, review = shown.table, shown.review()
        if review is None:
            return
        ids = (row.action.id for row in reversed(table.shown_rows()))
        table.select_row(next(id for id in ids if not review.consequence(id).dependents))
        measure("leave one item out", table.view.toggle_ticks, shown.is_settled)
        measure("take it back", table.view.toggle_ticks, shown.is_settled)
        table.view.selectAll()
        measure("leave all items out", table.view.toggle_ticks, shown.is_settled)
        measure("take them back", table.view.toggle_ticks, shown.is_settled)
        measure("sort by number, all selected", partial(table.sort_by, "subject"), shown.is_settled)

    def _look_back(self) -> None:
        """What the first sync wrote."""
        window, history = self._window, self._window.history
        window.show_page(PageKey.OVERVIEW)
        first = max(self._model.runs, key=lambda run: run.calls_xero).id
        window.show_page(PageKey.HISTORY)
        wait(1)
        measure("open the run of the sync", partial(history.runs_table().select_row, first), self._has_items)

    def _has_items(self) -> bool:
        items = self._window.history.items_table()
        return items is not None and len(items.model().rows()) > _MANY_ITEMS and items.is_settled()

    def _has_read(self, count: int) -> bool:
        desk = self._window.decisions.desk
        return desk.count() == count and not desk.is_busy()

    def _decide(self) -> None:
        window, desk = self._window, self._window.decisions.desk
        window.show_page(PageKey.OVERVIEW)
        asking = f"from bench.questions import ask_many; ask_many({PROFILE!r}, {_QUESTIONS})"
        subprocess.run([sys.executable, "-c", asking], check=True)
        measure(f"learn that {_QUESTIONS} questions wait", self._model.look, lambda: self._has_read(_QUESTIONS))
        measure(
            f"open {_QUESTIONS} questions",
            partial(window.show_page, PageKey.DECISIONS),
            lambda: self._has_read(_QUESTIONS),
            paints=True,
        )
        groups, items = desk.group_table(), desk.item_table()
        if groups is None or items is None:
            return
        rows = groups.model().rows()
        largest = max(rows, key=lambda group: group.count)
        measure("largest cause", partial(groups.select_row, largest.key), items.is_settled)
        measure("another cause", partial(groups.select_row, rows[-1].key), items.is_settled)
        groups.select_row(largest.key)
        items.view.selectAll()
        measure("untick all its items", items.view.toggle_ticks, items.is_settled)


def measure_work(services: Services, home: Path, *, brief: bool, turning: bool) -> None:
    """What a person does in the main window."""
    prepare(home)
    engine = Engine()
    app = make_application(sys.argv[:1])
    collector = Collector(app)
    collector.start()
    workplace = engine.books.open_own()
    connect(services, home, workplace)
    window = MainWindow(workplace, PROFILE)
    window.show()
    warm_up = WarmUp(app)
    warm_up.start()
    window.resize(*_SIZE)  # a screen of today: the more cells are seen, the longer they take to paint
    wait_until(lambda: not window.model.is_busy() and window.model.known and warm_up.is_done())
    print(f"before any work: the window {peak():.0f} MB, the engine {peak(engine.pid or 0):.0f} MB")
    Work(window, engine, home).all(brief=brief, turning=turning)
    window.close()
    if not brief:
        for place, step in enumerate(match_view.steps(_MATCHED, _SIZE)):
            measure(*step, paints=place == 0)
    wait_until(lambda: not QApplication.topLevelWidgets() or not window.isVisible())
    collector.stop()
    engine.close()
