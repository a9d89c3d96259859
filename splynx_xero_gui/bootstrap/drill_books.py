"""What a drill works on: both services simulated on this computer, a profile on them, and what is true of their books.

Keys are made up and stay in memory, files are in a folder that is thrown away.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from splynx_xero_gui.bootstrap.workplace import LocalWorkplace
from splynx_xero_gui.domain.results import SyncReport, SyncRequest
from splynx_xero_gui.engine.control import CancelSwitch, Silent
from splynx_xero_gui.ports.control import Cancel
from splynx_xero_gui.sandbox.books import first_day, generate
from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.splynx import Customer, Invoice, Line, SplynxBooks
from splynx_xero_gui.sandbox.world import SandboxWorld
from splynx_xero_gui.sandbox.xero import DocKind, Status
from splynx_xero_gui.storage.memory_keyring import MemoryVault
from splynx_xero_gui.storage.paths import HOME_VARIABLE, Paths, write_private

PROFILE: Final = "Drill"
_CUSTOMERS, _MONTHS, _SEED = 24, 2, 1
_PART = re.compile(r"(?<=SPX-P)(\d+)\.\d+")
_DEAD = (Status.DELETED, Status.VOIDED)
_CREDITS = (DocKind.OVERPAYMENT, DocKind.PREPAYMENT)


class Hurry:
    """Waiting moves the clock of the services and of the product and takes no time; a person can still stop it."""

    def __init__(self, clock: SandboxClock, person: Cancel) -> None:
        self._clock, self._person = clock, person

    @property
    def requested(self) -> bool:
        """Whether the person asked to stop."""
        return self._person.requested

    def raise_if_requested(self) -> None:
        """Raises Cancelled where the person asked to stop."""
        self._person.raise_if_requested()

    def wait(self, seconds: float) -> None:
        """The time is over at once. Raises Cancelled."""
        self._person.raise_if_requested()
        self._clock.advance(max(seconds, 0))


class DrillBooks:
    """One office: `world` are both services, `session` is the product. Made by `drill_books`."""

    def __init__(self, world: SandboxWorld, folder: Path, cancel: Cancel) -> None:
        self.world, self._folder = world, folder
        self.hurry = Hurry(world.clock, cancel)
        self._paths = Paths.of_this_computer({HOME_VARIABLE: str(folder)})
        file = folder / "profile.toml"
        write_private(file, world.profile_toml)
        self._vault = MemoryVault()
        self.workplace = LocalWorkplace(self._paths, world.clock, demo=True, vault=self._vault)
        self.workplace.import_profile(PROFILE, file)
        self.session = self.workplace.session(PROFILE)
        self.session.connect_splynx(world.splynx_url, world.api_key, world.api_secret, self.hurry)
        self.sign_in()
        self.session.fetch(Silent(), self.hurry)

    def sign_in(self) -> None:
        """Allow access, as a person does in the browser."""
        profile = self.session.profile()
        assert profile is not None
        consent = self.session.begin_consent(profile)
        approving = threading.Thread(target=self.world.approve, args=(consent.authorise_url,), daemon=True)
        approving.start()
        try:
            chosen = consent.wait(CancelSwitch(), 30)
        finally:
            consent.close()
            approving.join(10)
        self.session.choose_organisation(chosen[0].tenant_id, self.hurry)

    @property
    def splynx(self) -> SplynxBooks:
        """Splynx's desk."""
        return self.world.books

    @property
    def lock(self) -> dt.date:
        """The books of Xero are closed up to this day: the end of the first month."""
        return (self.world.documents_from.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)

    def bill(self, customer: Customer, price: int) -> Invoice:
        """An invoice of today."""
        return self.splynx.create_invoice(customer.id, [Line("Drill", Decimal(price), tax_id=1)])

    def sync(self, **request: Any) -> SyncReport:
        """A sync in this process, however it ends."""
        return self.session.sync(SyncRequest(**request), Silent(), self.hurry)

    def later(self, minutes: int) -> None:
        """Time passes on all clocks."""
        self.world.clock.advance(minutes=minutes)

    def start_child(self) -> subprocess.Popen[bytes]:
        """A sync in a process of its own, which can be killed. It gets the made-up keys through a pipe."""
        child = subprocess.Popen(
            [*console_program(), "drill", "--as-child"],
            env={**os.environ, HOME_VARIABLE: str(self._folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        ahead = (self.world.clock.now() - dt.datetime.now(dt.UTC)).total_seconds()
        assert child.stdin is not None
        child.stdin.write(json.dumps({"ahead": ahead, "keys": self._vault.all()}).encode())
        child.stdin.close()
        return child

    # -- what is true, read from the services' own books --

    def state(self) -> list[tuple[str, ...]]:
        """All that lives in Xero, in words that do not depend on when or under which id it was made."""
        desk = self.world.xero.desk()
        found: list[tuple[str, ...]] = [
            (d.kind.value, d.number or d.reference, d.contact.name, str(d.on), str(d.total), str(d.open_amount))
            for kind in DocKind
            for d in desk.documents(kind)
            if d.status not in _DEAD
        ]
        # The number of the part is another after a lost answer: it is never used twice (R2).
        found += [
            ("payment", _PART.sub(r"\1", p.reference), str(p.on), str(p.amount))
            for p in desk.payments()
            if p.status not in _DEAD
        ]
        return sorted(found)

    def marks(self) -> Counter[str]:
        """How many living receipts of Xero carry each of our marks."""
        return Counter(word for receipt, _ in self._receipts() for word in receipt.split() if word.startswith("SPX-P"))

    def sent(self) -> Mapping[str, Decimal]:
        """What each payment of Splynx is worth in Xero."""
        sums: dict[str, Decimal] = {}
        for reference, amount in self._receipts():
            for word in reference.split():
                if word.startswith("SPX-P"):
                    payment = word.removeprefix("SPX-P").split(".")[0]
                    sums[payment] = sums.get(payment, Decimal(0)) + amount
        return sums

    def taken(self) -> Mapping[str, Decimal]:
        """What each payment of Splynx is worth there."""
        with self.splynx.lock:
            return {str(p.id): abs(p.amount) for p in self.splynx.payments}

    def has_invoice(self, invoice: Invoice) -> bool:
        """Whether it lives in Xero."""
        return any(d.number == invoice.number for d in self.world.xero.desk().documents(DocKind.INVOICE))

    def dated_in_closed_months(self) -> int:
        """How many things of Xero are dated where its books are closed."""
        desk = self.world.xero.desk()
        days = [d.on for kind in DocKind for d in desk.documents(kind)] + [p.on for p in desk.payments()]
        return sum(day <= self.lock for day in days)

    def _receipts(self) -> Iterator[tuple[str, Decimal]]:
        desk = self.world.xero.desk()
        yield from ((p.reference, p.amount) for p in desk.payments() if p.status not in _DEAD)
        for kind in _CREDITS:
            yield from ((d.reference, d.total) for d in desk.documents(kind) if d.status not in _DEAD)


@contextmanager
def drill_books(cancel: Cancel) -> Iterator[DrillBooks]:
    """An office, set up; the same books each time, so that two can be compared. All of it is gone afterwards."""
    clock = SandboxClock()
    today = clock.now().date()
    books = generate(_SEED, _CUSTOMERS, _MONTHS, today, clock=clock)
    begun = first_day(today, _MONTHS)
    with ExitStack() as made:
        folder = Path(tempfile.mkdtemp(prefix="splynx-xero-drill-"))
        made.callback(shutil.rmtree, folder, ignore_errors=True)
        world = made.enter_context(
            SandboxWorld(books, clock, documents_from=begun, minute_limit=100_000, day_limit=100_000)
        )
        office = DrillBooks(world, folder, cancel)
        world.xero.desk().lock_dates(period=office.lock)
        yield office


def sync_as_child() -> None:
    """The other end of `start_child`: one sync, with the keys that come through standard input."""
    given = json.loads(sys.stdin.buffer.read())
    clock = SandboxClock()
    clock.advance(given["ahead"])
    workplace = LocalWorkplace(Paths.of_this_computer(), clock, demo=True, vault=MemoryVault(given["keys"]))
    workplace.session(PROFILE).sync(SyncRequest(), Silent(), CancelSwitch())


def console_program() -> list[str]:
    """How the console command is started: as the window was, from its packages or from the folder they share."""
    if not getattr(sys, "frozen", False):
        return [sys.executable, "-m", "splynx_xero_gui.cli"]
    own = Path(sys.executable)
    return [str(own.with_name(f"splynx-xero{own.suffix}"))]
