"""What syncs cost: `python -m bench.sync --customers 2000 --months 6` (from the repository, in its environment)."""

from __future__ import annotations

import argparse
import cProfile
import pstats
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TypeVar

from bench.host import Services
from bench.meter import Cost, Stages, measured
from bench.product import PROFILE, connected
from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.domain.results import SyncReport, SyncRequest
from splynx_xero_gui.engine.control import CancelSwitch, SystemClock
from splynx_xero_gui.engine.planning import Planning
from splynx_xero_gui.engine.tieout import compare_books
from splynx_xero_gui.storage.ledger import open_ledger
from splynx_xero_gui.storage.paths import Paths
from splynx_xero_gui.wizard.services import Session

T = TypeVar("T")

SECONDS_A_CALL = 1.0  # sixty calls a minute
BEYOND_OVERLAP = 600.0


class Bench:
    """Runs pieces of work, prints a line for each, and keeps the profile where one is asked for."""

    def __init__(self, session: Session, profile: str | None) -> None:
        self.session = session
        self.cancel = CancelSwitch()
        self.peak = 0.0
        self._profile = profile

    def work(self, name: str, work: Callable[[], T]) -> tuple[T, Cost]:
        """Run and measure."""
        profiler = cProfile.Profile() if self._profile == name else None
        with measured() as cost, profiler or nullcontext():
            result = work()
        self.peak = max(self.peak, cost.peak)
        print(f"{name:<28} {cost.cpu:8.2f} s CPU {cost.wall:8.2f} s clock {cost.peak:6.0f} MB peak", flush=True)
        if profiler is not None:
            pstats.Stats(profiler).sort_stats("cumulative").print_stats(70)
            pstats.Stats(profiler).sort_stats("tottime").print_stats(40)
        return result, cost

    def sync(self, name: str, *, per_kind: bool = False) -> SyncReport:
        """Run one sync and print what it cost."""
        stages = Stages()
        report, cost = self.work(name, lambda: self.session.sync(SyncRequest(), stages, self.cancel))
        stages.end()
        calls = report.calls[Side.XERO]
        bound = calls * SECONDS_A_CALL
        print(f"  {report.outcome}, {calls} calls to Xero, {report.calls[Side.SPLYNX]} to Splynx", end="")
        print(f"; CPU is {cost.cpu / bound:.1%} of the {bound:.0f} s these calls need at 60 a minute")
        print("  " + ", ".join(f"{stage} {cpu:.2f} s" for stage, cpu in stages.cpu.items()))
        if per_kind:
            for kind in stages.items:
                print(f"    {kind.value:<24} {stages.items[kind]:6} items {stages.calls[kind]:4} calls", end="")
                print(f"  ⌈n/50⌉ = {stages.needed(kind)}")
        return report


def measure_comparison(bench: Bench) -> None:
    """The planner and the tie-out over everything, by themselves."""
    paths = Paths.of_this_computer()
    profile = bench.session.profile()
    assert profile is not None
    with open_ledger(paths.ledger_file(PROFILE), SystemClock()) as ledger:
        planning = Planning(ledger, SystemClock(), profile)
        plan, _ = bench.work("planner over everything", lambda: planning.make(everything=True))
        billing, accounting = planning.references()
        day, now = planning.today(accounting), SystemClock().now()
        bench.work(
            "tie-out", lambda: compare_books(ledger, planning.policy(), billing, accounting, plan, day, now).balanced
        )


def measure_starts(home: Path) -> None:
    """How long the programs take to start, each the best of three."""
    entry = [sys.executable, "-c", "from splynx_xero_gui.cli.main import main; main()"]
    for arguments in (["--help"], ["--json", "conflicts"], ["--json", "history"]):
        print(f"{'splynx-xero ' + ' '.join(arguments):<28} {_seconds([*entry, *arguments], home):8.2f} s clock")


def _seconds(command: list[str], home: Path) -> float:
    environment = {"SPLYNX_XERO_HOME": str(home)}
    took = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run(command, env=environment, check=True, capture_output=True)
        took.append(time.perf_counter() - began)
    return min(took)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.sync", description=__doc__)
    parser.add_argument("--customers", type=int, default=2000)
    parser.add_argument("--months", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profile", metavar="NAME", help="print the profile of the piece of work of this name")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Services(wanted.customers, wanted.months, wanted.seed) as services:
        print(f"{wanted.customers} customers, {wanted.months} months")
        home = Path(folder)
        bench = Bench(connected(services, home).session(PROFILE), wanted.profile)
        session, cancel = bench.session, bench.cancel
        plan, _ = bench.work("first plan", lambda: session.plan(Stages(), cancel))
        print(f"  {len(plan.actions)} writes, {len(plan.conflicts)} questions, calls estimated: {dict(plan.calls)}")
        del plan
        bench.sync("first sync", per_kind=True)
        bench.sync("second sync")
        services.advance(BEYOND_OVERLAP)
        bench.sync("third sync")
        services.advance(BEYOND_OVERLAP)
        bench.sync("idle sync")
        tie_out, _ = bench.work("reconcile", lambda: session.reconcile(None, Stages(), cancel))
        print(f"  balanced: {tie_out.balanced}, equal: {tie_out.equal}")
        measure_comparison(bench)
        print(f"{'largest this process was':<28} {bench.peak:8.0f} MB")
        measure_starts(home)


if __name__ == "__main__":
    main()
