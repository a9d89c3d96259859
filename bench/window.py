"""What the window costs: `python -m bench.window --customers 2000 --months 6` (no screen needed).

How long until it can be seen; and while it plans, syncs and compares: memory, processor time, and for how long its own
thread could not answer.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.window", description=__doc__)
    parser.add_argument("--customers", type=int, default=2000)
    parser.add_argument("--months", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--brief", action="store_true", help="plan, sync and compare only")
    parser.add_argument("--turning", action="store_true", help="turn pages all the while a sync or comparison runs")
    wanted = parser.parse_args()
    # Not at the top: the engine's process imports this file, and has no window.
    from bench.host import Services
    from bench.window_work import measure_start, measure_work

    print("load", *(f"{load:.0f}" for load in os.getloadavg()))
    with tempfile.TemporaryDirectory() as folder, Services(wanted.customers, wanted.months, wanted.seed) as services:
        print(f"{wanted.customers} customers, {wanted.months} months")
        measure_start("on a fresh computer", Path(folder) / "fresh")
        home = Path(folder) / "home"
        home.mkdir()
        measure_work(services, home, brief=wanted.brief, turning=wanted.turning)
        measure_start("with this profile", home)


if __name__ == "__main__":
    main()
