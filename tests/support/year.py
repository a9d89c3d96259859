"""A generated year of an Internet provider: twelve billing runs, month ends, churn, and syncs at random moments.

`run_year(life, seed)` plays one and tells its figures. The acts are those of the shorter histories and of
`year_events`; a year is a list of steps as they are, so that a failing one can be shortened by leaving steps out.
"""

import datetime as dt
import os
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from splynx_xero_gui.domain.kinds import ScenarioKind, Side
from tests.support import year_events as y
from tests.support.bank_events import BANK_ACTS, CARD_ACTS
from tests.support.bank_history import SET_UP, BankHistory
from tests.support.histories import SYNC, Step
from tests.support.history_events import ACTS
from tests.support.history_scene import Act
from tests.support.inprocess import MORNING, office
from tests.support.promises import equal_amounts_stay_separate, nothing_unread_is_behind_a_mark
from tests.support.quick_disk import quick_folder
from tests.support.time_machine import both_sides

TURNING = "turning"
LIVES: tuple[str, ...] = (*ScenarioKind, TURNING)
CHECK = "check"
MONTHS = 12
STEPS = int(os.environ.get("YEAR_STEPS", "336"))
FEWEST_SYNCS = 15
SYNCS_OF_A_MONTH = (0, 1, 1, 2, 2, 3)
SYNCS_PER_CHECK = 8
# Of the moments of syncing: where something is in the way first, and where questions are answered and synced again.
TROUBLE, ANSWERED = 0.3, 0.6
# Xero's refresh token is dead when nobody used it for so long (xero-api.md §1).
SIGN_IN_LASTS = dt.timedelta(days=60)
BEGINNING: tuple[Act, ...] = (y.sign_up,) * 8

# The clock and the closed period of a year go forward by their own acts; the rest is as in the shorter histories.
_OWN = {"time_passes", "lock_in_xero", "archive_account_in_xero"}
_EVERY_LIFE: dict[Act, int] = {
    y.days_pass: 60, y.sign_up: 3, y.leaves: 3, y.comes_back: 2, y.other_plan: 3, y.prices_rise: 1, y.paid_out: 2,
    y.written_off: 2, y.books_close: 4, y.sign_in_anew: 1,
}  # fmt: skip
_SPLYNX_MONEY: dict[Act, int] = {y.cards_charged: 6, y.paid_late: 12}
_XERO_MONEY: dict[Act, int] = {y.statement_read: 6, y.bank_pays_late: 12}
# What people do to documents and customers, whatever becomes of payments.
_DOCUMENT_ACTS = {
    "change_customer", "change_lines", "change_terms", "redate", "add_sub_account", "change_billing", "move_partner",
    "merge_invoices", "spread_note", "refund_note", "chargeback", "bill_before", "bill_below_zero", "equal_payments",
    "write_off_in_xero", "void_in_xero", "change_in_xero", "edit_contact_in_xero", "correct",
}  # fmt: skip


def chances(life: str) -> dict[str, tuple[Act, int]]:
    """The acts of a life by name, with how often they happen."""
    found: dict[str, tuple[Act, int]] = {}
    for acts in _acts_of(life):
        found |= {act.__name__: (act, weight) for act, weight in acts.items() if act.__name__ not in _OWN}
    return found


def _acts_of(life: str) -> Sequence[Mapping[Act, int]]:
    if life == ScenarioKind.PUSH_ALL:
        return ACTS, _EVERY_LIFE, _SPLYNX_MONEY
    documents = {act: 1 for act in ACTS if act.__name__ in _DOCUMENT_ACTS}
    if life == ScenarioKind.XERO_PAYMENTS:
        return documents, BANK_ACTS, _EVERY_LIFE, _XERO_MONEY
    return documents, BANK_ACTS, CARD_ACTS, _EVERY_LIFE, _SPLYNX_MONEY, _XERO_MONEY


def year_story(life: str, seed: int, steps: int = STEPS) -> list[Step]:
    """The steps of a year: after each billing run the month's acts with syncs between them."""
    rng = random.Random(f"{life} {seed}")
    known = chances(life)
    names, weights = list(known), [weight for _, weight in known.values()]
    story = [_step(act, rng) for act in BEGINNING]
    turns = _turns(life, rng)
    per_month = _syncs(rng)
    syncs = 0
    for month, number in enumerate(per_month):
        acts = [Step(rng.choices(names, weights)[0], rng.getrandbits(32)) for _ in range(steps // MONTHS)]
        for place in sorted((rng.randrange(len(acts) + 1) for _ in range(number)), reverse=True):
            acts.insert(place, Step(SYNC, rng.getrandbits(32)))
        story += [*turns.get(month, ()), _step(y.billing_run, rng)]
        for act in acts:
            story.append(act)
            syncs += act.kind == SYNC
            if act.kind == SYNC and syncs % SYNCS_PER_CHECK == 0:
                story.append(Step(CHECK, 0))
        story.append(_step(y.month_ends, rng))
    return [*story, Step(SYNC, rng.getrandbits(32)), Step(CHECK, 0)]


def _syncs(rng: random.Random) -> list[int]:
    """How often each month is synced."""
    found = [rng.choice(SYNCS_OF_A_MONTH) for _ in range(MONTHS)]
    while sum(found) < FEWEST_SYNCS:
        found[rng.randrange(MONTHS)] += 1
    return found


def _step(act: Act, rng: random.Random) -> Step:
    return Step(act.__name__, rng.getrandbits(32))


def _turns(life: str, rng: random.Random) -> dict[int, list[Step]]:
    """P4: push-all, mixed and xero-payments one after the other, each from the beginning of a month."""
    if life != TURNING:
        return {}
    return {
        rng.randrange(3, 6): [Step(f"turn-{ScenarioKind.MIXED}", 0)],
        rng.randrange(7, 10): [Step(f"turn-{ScenarioKind.XERO_PAYMENTS}", 0)],
    }


@dataclass
class Year(BankHistory):
    """Plays a year. Steps are acts, moments of syncing, and moments at which all promises are checked."""

    shown_every: int = 6
    checks: int = 0
    signed_in: dt.datetime = MORNING

    def _step(self, step: Step) -> None:
        if step.kind == SYNC:
            self.sync_moment(random.Random(step.seed))
        elif step.kind == CHECK:
            self._sync_as_planned()
            self.check()
        else:
            super()._step(step)

    def act(self, step: Step) -> None:
        super().act(step)
        if step.kind == y.sign_in_anew.__name__:
            self.signed_in = self.office.clock.now()

    def _turn(self, scenario: ScenarioKind) -> None:
        self._keep_signed_in()
        super()._turn(scenario)

    def _keep_signed_in(self) -> None:
        """Whoever did nothing with Xero for sixty days is told so, and signs in again."""
        if self.office.clock.now() - self.signed_in >= SIGN_IN_LASTS:
            report = self.run()
            assert report.reason == "authorisation", report
            assert not report.written
            self.office.sign_in_again()
            self.told.append("-- nobody synced for two months: signed in to Xero again")
        self.signed_in = self.office.clock.now()

    def sync_moment(self, rng: random.Random) -> None:
        self._keep_signed_in()
        if rng.random() < TROUBLE:
            self._sync_with_trouble(rng)
        self._sync_as_planned()
        if rng.random() < ANSWERED and self._answer(rng):
            self._sync_as_planned()

    def check(self) -> None:
        """P1, P3–P6, P8 and P9, by the books of both services."""
        self.checks += 1
        super().check()
        equal_amounts_stay_separate(self.office)
        nothing_unread_is_behind_a_mark(self.office)
        before = both_sides(self.office)
        report = self.run()
        assert not report.written, f"a second sync wrote (P1): {report.written}"
        changed = [name for name, held in both_sides(self.office).items() if held != before[name]]
        assert not changed, f"a second sync changed {changed} (P1)"


@dataclass(frozen=True, slots=True)
class YearFigures:
    """What a year came to. `events` happened on either side, `syncs` were run; the promises held."""

    life: str
    seed: int
    events: int
    syncs: int
    checks: int
    invoices: int
    payments: int
    written: Mapping[Side, int] = field(default_factory=dict)
    answers: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        into = ", ".join(f"{self.written.get(side, 0)} writes into {side.value.capitalize()}" for side in Side)
        return (
            f"year {self.life} seed {self.seed}: {self.events} events, {self.syncs} syncs, {self.checks} checks, "
            f"{self.invoices} invoices, {self.payments} payments, {into}, {self.answers} questions answered, "
            f"{self.seconds:.1f} s"
        )


def run_year(life: str, seed: int, steps: int = STEPS) -> YearFigures:
    """Play the year in an office of its own. Raises BrokenPromise, which tells what led there."""
    started = time.process_time()
    year = play_year(life, year_story(life, seed, steps))
    with year.office.books.lock:
        invoices, payments = len(year.office.books.invoices), len(year.office.books.payments)
    return YearFigures(
        life, seed, year.events, year.syncs, year.checks, invoices, payments, dict(year.written), year.answers,
        time.process_time() - started,
    )  # fmt: skip


def play_year(life: str, story: Sequence[Step], _folder: Path | None = None) -> Year:
    """These steps in a fresh office, whose record is on a disk that keeps nobody waiting."""
    first = ScenarioKind.PUSH_ALL if life == TURNING else ScenarioKind(life)
    acts = {name: act for name, (act, _) in chances(life).items()}
    acts |= {act.__name__: act for act in (*BEGINNING, y.billing_run, y.month_ends)}
    with (
        quick_folder() as folder,
        patch.dict(os.environ, {"SPLYNX_XERO_HOME": str(folder / "home")}),
        office(folder / "books") as one,
    ):
        year = Year(SET_UP[first](one), acts=acts)
        year.play(story)
    return year
