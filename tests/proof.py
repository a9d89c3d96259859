"""`python3 dev.py proof`: tries to break the ten promises in every way the tests know, and writes what came of it.

All figures on the page are counted while it runs. Exit code 1 where any promise was broken.
"""

import argparse
import gc
import inspect
import os
import platform
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial, wraps
from itertools import count
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import patch

import keyring
import pytest

from splynx_xero_gui.bootstrap.drill import run_drill
from splynx_xero_gui.engine.control import CancelSwitch, Silent
from tests.support.bank_history import bank_story, run_bank_history, turning_story
from tests.support.cut_everywhere import try_all
from tests.support.histories import BrokenPromise, run_history, story
from tests.support.inprocess import Office, office
from tests.support.lost_exchanges import Exchanges
from tests.support.memory_keyring import MemoryKeyring
from tests.support.power_cut import power_of
from tests.support.quick_disk import quick_folder
from tests.support.small_books import SCENARIOS, beginnings, changes
from tests.support.undo_history import Broken, run_undo_history
from tests.support.whole_history import run_whole_history, whole_story

PAGE = Path(__file__).resolve().parent.parent / "docs" / "proof.md"
FIRST_SEED = 1000
"""Those of the tests that always run are below."""
LENGTH = 30
_EXCHANGES, _LEAST = 0.4, 12
"""The share of the time that is left for lost exchanges, and how many are lost in any case."""
CASES = ("first sync", *SCENARIOS)
PROMISES = {
    "P1": "a second sync writes nothing",
    "P2": "trouble, a crash and a restart end where no trouble ends",
    "P3": "no payment is there twice",
    "P4": "what was taken over is never sent, what was sent is never taken over",
    "P5": "both sides differ by exactly what is named, to the cent",
    "P6": "nothing in a closed period is changed",
    "P7": "what was shown is what is done",
    "P8": "equal amounts stay separate",
    "P9": "no mark passes what was not read",
    "P10": "what undo says beforehand is what it does",
}


@dataclass(slots=True)
class Proof:
    """What was tried so far, by part of the page, and what broke."""

    until: float
    seed: int = FIRST_SEED
    tried: dict[str, Counter[str]] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, part: str, **counted: int) -> None:
        """More of it; words are joined by underscores."""
        self.tried.setdefault(part, Counter()).update({name.replace("_", " "): n for name, n in counted.items()})

    def broken(self, where: str, error: BaseException) -> None:
        """One more violation."""
        print(f"BROKEN: {where}: {error}", flush=True)
        self.violations.append(f"{where}\n{error}")

    @property
    def is_over(self) -> bool:
        """Whether the time is used up."""
        return time.monotonic() > self.until


# -- the parts --


def drill(proof: Proof) -> None:
    """A real process killed twice."""
    report = run_drill(Silent(), CancelSwitch())
    proof.add(
        "drill", processes_killed=report.kills, answers_lost=report.answers_lost, promises_judged=len(report.promises)
    )
    for promise in report.promises:
        if not promise.held:
            proof.broken(f"drill: {promise.id}", AssertionError(promise.seen))


def power_cuts(proof: Proof) -> None:
    """Every border of a sync, in each case."""
    for case in CASES:
        with _small_books(case) as (one, home), pytest.MonkeyPatch.context() as patching:
            try:
                tried = try_all(one, home, power_of(patching))
            except AssertionError as error:
                proof.broken(f"power cut, {case}", error)
                continue
            proof.add(f"power cuts: {case}", borders=tried.borders, restarts=tried.restarts)


def lost_exchanges(proof: Proof) -> None:
    """Exchanges of a sync with every trouble, in each case: all of them, or those drawn until their time is over."""
    left = proof.until - time.monotonic()
    for number, case in enumerate(CASES):
        until = time.monotonic() + left * _EXCHANGES / len(CASES)
        with _small_books(case) as (one, home):
            exchanges = Exchanges(one, home)
            every = [(place, trouble) for place in exchanges.places for trouble in place.troubles]
            random.Random(proof.seed + number).shuffle(every)
            lost = 0
            for place, trouble in every:
                if time.monotonic() > until and lost >= _LEAST:
                    break
                try:
                    exchanges.lose(place, trouble)
                except AssertionError as error:
                    proof.broken(f"lost exchange, {case}, {place}, {trouble}", error)
                lost += 1
            readings = exchanges.break_every_reading()
            proof.add(f"lost exchanges: {case}", of=len(every), troubles=lost, connections_broken=readings)


def bad_input(proof: Proof, examples: int) -> None:
    """Files and answers mutated by Hypothesis."""
    with patch.dict(os.environ, {"SPLYNX_XERO_BAD_INPUT": str(examples)}), tempfile.TemporaryDirectory() as folder:
        from tests.properties import test_bad_input

        places: dict[str, Any] = {"tmp_path_factory": SimpleNamespace(getbasetemp=lambda: Path(folder))}
        for name, test in _properties(test_bad_input):
            counted = _counting(test)
            wanted = {key: value for key, value in places.items() if key in inspect.signature(test).parameters}
            try:
                test(**wanted)
            except Exception as error:
                proof.broken(f"bad input: {name}", error)
            proof.add("bad input", inputs_tried=counted[0], kinds_of_input=1)


def _properties(module: ModuleType) -> Iterator[tuple[str, Any]]:
    return ((name, test) for name, test in vars(module).items() if hasattr(test, "hypothesis"))


def _counting(test: Any) -> list[int]:
    """A count of the examples that this property is tried with from now on."""
    inner, counted = test.hypothesis.inner_test, [0]

    @wraps(inner)
    def counting(*args: Any, **named: Any) -> Any:
        counted[0] += 1
        return inner(*args, **named)

    test.hypothesis.inner_test = counting
    return counted


def histories(proof: Proof) -> None:
    """Seeds in turn, a history of each kind, until the time is over; each kind at least once."""
    for seed in count(proof.seed):
        for name, play in _kinds(seed).items():
            if proof.is_over and seed > proof.seed:
                return
            keyring.set_keyring(MemoryKeyring())
            with quick_folder() as folder, patch.dict(os.environ, {"SPLYNX_XERO_HOME": str(folder / "home")}):
                try:
                    counted = play(folder / "default")
                except (BrokenPromise, Broken) as broken:
                    proof.broken(f"history {seed}, {name}", broken)
                    counted = Counter()
            proof.add(f"histories: {name}", histories=1)
            proof.tried[f"histories: {name}"].update(counted)
        print(f"histories of seed {seed} played", flush=True)


def _kinds(seed: int) -> dict[str, Callable[[Path], Counter[str]]]:
    steps, scenario = whole_story(seed, LENGTH)
    banking = tuple(SCENARIOS)[1:]
    kind = next(k for k in type(scenario) if k.value == banking[seed % 2])

    def everything(folder: Path) -> Counter[str]:
        return run_whole_history(steps, folder, scenario).counts

    def syncs(run: Callable[..., Any], *args: Any) -> Callable[[Path], Counter[str]]:
        return lambda folder: Counter(syncs=run(args[0], folder, *args[1:]).syncs)

    def undone(folder: Path) -> Counter[str]:
        with office(folder) as one:
            run_undo_history(seed, one)
        return Counter(P10=1)

    return {
        f"everything, begun as {scenario}": everything,
        f"bank payments, {kind}": syncs(run_bank_history, bank_story(seed, LENGTH, kind), kind),
        "scenarios in any order": syncs(run_bank_history, turning_story(seed, LENGTH), next(iter(type(scenario)))),
        "push-all": syncs(run_history, story(seed, LENGTH)),
        "undo": undone,
    }


# -- the books --


@contextmanager
def _small_books(case: str) -> Iterator[tuple[Office, Path]]:
    """Before the sync that is to be disturbed."""
    scenario = case if case in SCENARIOS else "push-all"
    keyring.set_keyring(MemoryKeyring())
    with ExitStack() as stack:
        folder = stack.enter_context(quick_folder())
        stack.enter_context(patch.dict(os.environ, {"SPLYNX_XERO_HOME": str(folder / "home")}))
        one = SCENARIOS[scenario](stack.enter_context(office(folder / "default")))
        beginnings(one, scenario)
        if case in SCENARIOS:
            one.sync()
            changes(one, scenario)
            one.later(minutes=10)
        yield one, folder / "home"
        print(f"{case} done", flush=True)


# -- the page --


def page(proof: Proof) -> str:
    """All of it in Markdown."""
    total: Counter[str] = Counter()
    for counted in proof.tried.values():
        total.update(counted)
    lines = [
        "# What was tried to break the promises, and what broke",
        "",
        "Written by `python3 dev.py proof`: every figure on this page was counted while it ran, by what both services'",
        "own books said. It can be run again anywhere; with another seed it tries other histories. What is tried, and",
        "what the product does then, is in [faults.md](faults.md).",
        "",
        f"**Violations: {len(proof.violations)}**",
        "",
        "| what | how many |",
        "|---|---:|",
        *(f"| {words} | {total[name]:,} |" for name, words in _TOTALS.items()),
        "",
        "## Part by part",
        "",
        "| part | figures |",
        "|---|---|",
        *(f"| {part} | {_figures(counted)} |" for part, counted in proof.tried.items()),
        "",
        "## Promise by promise",
        "",
        "How often each was held against both services' books in the histories:",
        "",
        "| promise | | checked |",
        "|---|---|---:|",
        *(f"| {id} | {words} | {_checked(proof, id):,} |" for id, words in PROMISES.items()),
        "",
        f"Seeds of the histories: {proof.seed} to {proof.seed + _most_seeds(proof) - 1}, {LENGTH} steps and more each. "
        f"It took {proof.seconds / 60:.0f} minutes with Python {platform.python_version()} on {platform.system()}.",
        "",
        "## Violations",
        "",
        *(["None."] if not proof.violations else [f"```\n{text}\n```\n" for text in proof.violations]),
        "",
    ]
    return "\n".join(lines)


_TOTALS = {
    "borders": "borders with disk or network, what a power cut leaves kept at each",
    "restarts": "restarts from what a cut leaves; borders that leave the same, byte for byte, count once",
    "troubles": "answers to single exchanges lost, halved or replaced by a 500",
    "histories": "random histories",
    "steps": "steps in the histories in which everything happens",
    "syncs": "syncs in histories, with promises checked after them",
    "faults injected": "faults that struck in the histories in which everything happens",
    "trouble: power cut": "power cuts in those histories",
    "inputs tried": "bad inputs: files and answers of both services",
    "processes killed": "processes killed",
}


def _figures(counted: Counter[str]) -> str:
    named = sorted((name, n) for name, n in counted.items() if name not in PROMISES)
    return ", ".join(f"{name} {n:,}" for name, n in named)


def _checked(proof: Proof, id: str) -> int:
    return sum(counted[id] for part, counted in proof.tried.items() if part.startswith("histories"))


def _most_seeds(proof: Proof) -> int:
    whole = [counted["histories"] for part, counted in proof.tried.items() if "everything" in part]
    return max(sum(whole), 1)


def main(arguments: list[str]) -> int:
    """Everything, for about so many minutes; 1 where a promise was broken."""
    parser = argparse.ArgumentParser(prog="dev.py proof", description=__doc__)
    parser.add_argument("--minutes", type=float, default=20, help="about how long (default 20)")
    parser.add_argument(
        "--seed", type=int, default=FIRST_SEED, help=f"first seed of the histories (default {FIRST_SEED})"
    )
    parser.add_argument("--page", type=Path, default=PAGE, help="where the page is written (default docs/proof.md)")
    asked = parser.parse_args(arguments)
    begun = time.monotonic()
    proof = Proof(until=begun + asked.minutes * 60, seed=asked.seed)
    gc.freeze()
    gc.set_threshold(100_000)
    examples = max(100, round(100 * asked.minutes))
    parts: tuple[Callable[[Proof], None], ...] = (
        drill,
        power_cuts,
        lost_exchanges,
        partial(bad_input, examples=examples),
        histories,
    )
    for part in parts:
        keyring.set_keyring(MemoryKeyring())
        try:
            part(proof)
        except Exception as error:
            traceback.print_exc()
            proof.broken(str(getattr(part, "__name__", "bad input")), error)
    for promise in PROMISES:
        if not _checked(proof, promise):
            proof.broken(promise, AssertionError("was never checked in a history: this run proves nothing of it"))
    proof.seconds = time.monotonic() - begun
    asked.page.write_text(page(proof), encoding="utf-8")
    print(f"{asked.page}: {len(proof.violations)} violations in {proof.seconds:.0f} s")
    return 1 if proof.violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
