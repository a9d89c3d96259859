"""Both services in a process of their own, so that their work is not taken for ours.

Prints one line of JSON when they can be called, then obeys lines on standard input: `advance SECONDS` moves their
clock, `approve ADDRESS` gives consent as a person at a browser would; the end of the input ends the process.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from types import TracebackType
from typing import IO, Any, Self

NO_LIMIT = 1_000_000


class Services:
    """The services as the benchmark sees them: addresses, credentials, and their clock. A context manager."""

    def __init__(self, customers: int, months: int, seed: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.host", str(customers), str(months), str(seed)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        told = _pipe(self._process.stdout).readline()
        if not told:
            raise RuntimeError(f"the services did not start, exit code {self._process.wait()}")
        self.told: dict[str, Any] = json.loads(told)

    def advance(self, seconds: float) -> None:
        """Move their clock."""
        self._tell(f"advance {seconds}")

    def approve(self, address: str) -> None:
        """Give consent."""
        self._tell(f"approve {address}")

    def _tell(self, line: str) -> None:
        """Returns when it is done."""
        _pipe(self._process.stdin).write(f"{line}\n")
        _pipe(self._process.stdin).flush()
        if not _pipe(self._process.stdout).readline():
            raise RuntimeError(f"the services ended at: {line}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _pipe(self._process.stdin).close()
        self._process.wait()


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("customers", "months", "seed"):
        parser.add_argument(name, type=int)
    wanted = parser.parse_args()
    # Not at the top: the process that is measured imports this module too, and must not grow by a web server.
    from splynx_xero_gui.sandbox.books import first_day, generate
    from splynx_xero_gui.sandbox.clock import SandboxClock
    from splynx_xero_gui.sandbox.world import SandboxWorld

    clock = SandboxClock()
    today = clock.now().date()
    books = generate(wanted.seed, wanted.customers, wanted.months, today, clock=clock)
    world = SandboxWorld(
        books, clock, documents_from=first_day(today, wanted.months), minute_limit=NO_LIMIT, day_limit=NO_LIMIT
    )
    with world:
        print(json.dumps({**world.description(), "profile": world.profile_toml}), flush=True)
        for line in sys.stdin:
            what, _, value = line.strip().partition(" ")
            if what == "approve":
                world.approve(value)
            else:
                clock.advance(float(value))
            print("done", flush=True)


if __name__ == "__main__":
    main()
