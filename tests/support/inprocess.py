"""The whole product against both services in one process: the life of the books in moments, and time at will."""

import datetime as dt
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from splynx_xero_gui.bootstrap import open_workplace
from splynx_xero_gui.domain.conflict import Conflict, ConflictKind
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.domain.results import SyncReport, SyncRequest, TieOut, TieOutRow
from splynx_xero_gui.engine.control import CancelSwitch, Silent
from splynx_xero_gui.ports.control import Observer
from splynx_xero_gui.sandbox.books import Market, generate, market_of
from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.splynx import Customer, Invoice, Line, SplynxBooks
from splynx_xero_gui.sandbox.world import SandboxWorld
from splynx_xero_gui.sandbox.xero import DocKind, Edition, OrganisationSpec, XeroDesk
from splynx_xero_gui.wizard.services import FetchReport, Session
from tests.support.truth import assert_nothing_is_twice, splynx_receivables, xero_receivables
from tests.support.xero_schema import SchemaWatch

MORNING = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)
FIRST_DAY = dt.date(2026, 9, 1)
VAT, OLD_VAT = 1, 2
SERVICE, INSTALLATION, EQUIPMENT = 1, 6, 7
CASH, BANK, CARD = 1, 2, 3
ZERO = Decimal("0.00")
D = Decimal


class Patience(CancelSwitch):
    """Waiting moves the clock of both services and the product, and takes no time."""

    def __init__(self, clock: SandboxClock) -> None:
        super().__init__()
        self._clock = clock

    def wait(self, seconds: float) -> None:
        """The time is over at once, unless stopping was asked for."""
        self.raise_if_requested()
        self._clock.advance(max(seconds, 0))

    def reset(self) -> None:
        """The wish to stop was followed: another piece of work may begin."""
        self._event.clear()


def connect(world: SandboxWorld, session: Session, cancel: CancelSwitch, organisation: str | None = None) -> None:
    """Sign in to both services; in the browser the organisation is chosen by name."""
    session.connect_splynx(world.splynx_url, world.api_key, world.api_secret, cancel)
    sign_in(world, session, cancel, organisation)


def sign_in(world: SandboxWorld, session: Session, cancel: CancelSwitch, organisation: str | None = None) -> None:
    """Xero's consent in the browser."""
    profile = session.profile()
    assert profile is not None
    consent = session.begin_consent(profile)
    approving = threading.Thread(target=world.approve, args=(consent.authorise_url, organisation))
    approving.start()
    chosen = consent.wait(CancelSwitch(), 20)
    approving.join()
    consent.close()
    session.choose_organisation(chosen[0].tenant_id, cancel)


class Office:
    """Who uses the product, with both services at hand: `books` is Splynx's desk, `desk` is Xero's.

    All three share `clock`, which stands still until it is moved.
    """

    def __init__(self, world: SandboxWorld, folder: Path, **options: str) -> None:
        self.world = world
        self.clock = world.clock
        self.cancel = Patience(world.clock)
        self.name = folder.name
        file = folder / "profile.toml"
        folder.mkdir(parents=True, exist_ok=True)
        text = world.profile_toml
        for name, value in options.items():
            lines = [line for line in text.splitlines() if not line.startswith(f"{name} = ")]
            text = "\n".join(lines).replace("[options]", f"[options]\n{name} = {value}")
        file.write_text(text)
        self.workplace = open_workplace(clock=world.clock)
        self.workplace.import_profile(self.name, file)
        self.session = self.workplace.session(self.name)
        self._connect()

    @classmethod
    def again(cls, other: "Office", profile: Path | None = None) -> "Office":
        """The program started anew over the same profile and record; from `profile` on another computer."""
        one = cls.__new__(cls)
        one.world, one.clock, one.cancel, one.name = other.world, other.clock, Patience(other.clock), other.name
        one.workplace = open_workplace(clock=other.clock)
        if profile is not None:
            one.workplace.import_profile(one.name, profile)
        one.session = one.workplace.session(one.name)
        return one

    def _connect(self) -> None:
        connect(self.world, self.session, self.cancel)
        fetched = self.fetch()
        assert not fetched.problems, fetched.problems

    def fetch(self) -> FetchReport:
        """Read the settings of both sides."""
        fetched = self.session.fetch(Silent(), self.cancel)
        assert fetched.complete, fetched.lines
        return fetched

    def sign_in_again(self) -> None:
        """Xero's consent in the browser, once more."""
        sign_in(self.world, self.session, self.cancel)

    # -- both sides --

    @property
    def books(self) -> SplynxBooks:
        """Splynx, to act as its user."""
        return self.world.books

    @property
    def desk(self) -> XeroDesk:
        """Xero, to act as its user."""
        return self.world.xero.desk()

    @property
    def today(self) -> dt.date:
        """The organisation's day."""
        return self.books.today()

    def customer(self, name: str = "Anna Botha", **fields: Any) -> Customer:
        """A new customer of Splynx."""
        return self.books.add_customer(name, **fields)

    def bill(
        self,
        customer: Customer,
        price: str | Decimal = "100",
        *more: str | Decimal,
        on: dt.date | None = None,
        **fields: Any,
    ) -> Invoice:
        """An invoice over net prices with 15 % of tax: 100 comes to 115.00."""
        lines = [Line("Fibre 25 Mbps", Decimal(p), tax_id=VAT) for p in (price, *more)]
        return self.books.create_invoice(customer.id, lines, created=on, **fields)

    def change_profile(self, **changes: Any) -> None:
        """Another scenario, other mappings."""
        profile = self.profile()
        self.session.save_profile(replace(profile, **changes))

    def change_options(self, **changes: Any) -> None:
        """Other options."""
        self.change_profile(options=replace(self.profile().options, **changes))

    def map_method(self, name: str, account: str) -> None:
        """A payment method gets its account."""
        mappings = self.profile().mappings
        methods = {**mappings.payment_methods}
        methods[name] = replace(next(iter(methods.values())), account=account)
        self.change_profile(mappings=replace(mappings, payment_methods=methods))

    def profile(self) -> Profile:
        """As stored."""
        profile = self.session.profile()
        assert profile is not None
        return profile

    def later(self, **time: float) -> None:
        """Time passes: minutes, hours, days."""
        self.clock.advance(**time)

    # -- the product --

    def plan(self) -> SyncPlan:
        """What a sync would do."""
        return self.session.plan(Silent(), self.cancel)

    def run(self, observer: Observer | None = None, **request: Any) -> SyncReport:
        """A sync, however it ends."""
        return self.session.sync(SyncRequest(**request), observer or Silent(), self.cancel)

    def sync(self, **request: Any) -> dict[str, int]:
        """A sync that does not stop early: how many it wrote of each kind."""
        report = self.run(**request)
        assert report.reason is None, f"{report.reason} {report.title}: {report.message} {report.details}"
        assert not report.uncertain
        return {written.kind.value: written.count for written in report.written}

    def reconcile(self, as_of: dt.date | None = None, since: dt.date | None = None) -> TieOut:
        """Both sides compared."""
        return self.session.reconcile(as_of, Silent(), self.cancel, since)

    def conflicts(self) -> Sequence[Conflict]:
        """What waits for a decision."""
        return self.session.conflicts()

    def question(self, kind: ConflictKind | str) -> Conflict:
        """The one open question, which is of this kind."""
        open_now = self.conflicts()
        assert [c.kind.value for c in open_now] == [kind], [(c.kind.value, c.question) for c in open_now]
        return open_now[0]

    def answer(self, kind: ConflictKind | str, choice: str, value: str = "", **how: Any) -> Conflict:
        """Answer the one open question."""
        question = self.question(kind)
        self.session.resolve(question.id, choice, value, **how)
        return question

    def settled(self, left: Collection[int] = ()) -> TieOut:
        """Nothing is left to write, nothing is there twice, and every cent of difference has a name (P1, P3, P5).

        The sums of the comparison are held against both services' own books. `left`: payments that a person left in
        Xero as they were.
        """
        assert self.sync() == {}
        assert_nothing_is_twice(self.world, left)
        tie_out = self.reconcile()
        assert tie_out.balanced, unexplained(tie_out)
        receivables = row(tie_out, "receivables")
        others = next(line for line in tie_out.information if line.subject.startswith("not from Splynx"))
        assert receivables.splynx == splynx_receivables(self.world), "Splynx's own sum is another"
        assert receivables.xero + others.amount == xero_receivables(self.world), "Xero's own sum is another"
        return tie_out

    def equal(self) -> TieOut:
        """As `settled`, and both sides agree without any exception."""
        tie_out = self.settled()
        assert tie_out.equal, [(r.label, r.difference, r.explained) for r in tie_out.rows if r.difference]
        assert not self.conflicts(), [c.question for c in self.conflicts()]
        return tie_out

    def differs_by(self, amount: str, left: Collection[int] = ()) -> str:
        """As `settled`; receivables differ by this (splynx − xero) for one reason alone, which is returned."""
        tie_out = self.settled(left)
        receivables = row(tie_out, "receivables")
        assert receivables.difference == Decimal(amount), (receivables.difference, receivables.explained)
        assert len(receivables.explained) == 1, receivables.explained
        return receivables.explained[0].why

    def due(self, invoice: Invoice) -> Decimal:
        """What is open on the invoice in Xero."""
        return self.desk.invoice(invoice.number).open_amount

    def credits(self) -> list[Any]:
        """Living over- and prepayments in Xero."""
        found = [d for kind in (DocKind.OVERPAYMENT, DocKind.PREPAYMENT) for d in self.desk.documents(kind)]
        return [d for d in found if d.status not in ("VOIDED", "DELETED")]

    def receipts(self) -> list[Any]:
        """Living payments in Xero."""
        return [p for p in self.desk.payments() if p.status != "DELETED"]


def row(tie_out: TieOut, measure: str) -> TieOutRow:
    """One measure."""
    return next(r for r in tie_out.rows if r.measure == measure)


def unexplained(tie_out: TieOut) -> list[tuple[object, ...]]:
    """Rows with money that has no name."""
    rows = [(r.label, r.splynx, r.xero, r.unexplained, r.explained) for r in tie_out.rows if r.unexplained]
    return [*rows, *((stream,) for stream in tie_out.incomplete)]


def empty_books(clock: SandboxClock, market: Market | None = None) -> SplynxBooks:
    """A Splynx without customers, with the settings of the generated books."""
    market = market or market_of(Edition.ZA)
    books = SplynxBooks(clock, market.zone)
    for partner in ("Main", "Coastal Reseller"):
        books.add_partner(partner)
    for place in ("Cape Town", "Durban"):
        books.add_location(place)
    market.add_taxes(books)
    books.add_method("Cash")
    books.add_method("Bank transfer", "Account", "Transaction ID")
    books.add_method("Credit card", "Transaction ID")
    books.add_method("PayPal", "Transaction ID")
    books.add_category("Installation")
    books.add_category("Equipment")
    return books


@contextmanager
def office(
    folder: Path,
    *,
    customers: int = 0,
    months: int = 1,
    seed: int = 1,
    at: dt.datetime = MORNING,
    first_day: dt.date = FIRST_DAY,
    day_limit: int = 1_000_000,
    minute_limit: int = 1_000_000,
    edition: Edition = Edition.ZA,
    organisations: Sequence[OrganisationSpec] = (),
    **options: str,
) -> Iterator[Office]:
    """A set-up office with both services running; `customers` fills the books. Time stands at `at`.

    Every request to Xero is held against Xero's OpenAPI file, where that is present.
    """
    clock = SandboxClock(at)
    market = market_of(edition)
    filled = customers and generate(seed, customers, months, at.date(), clock=clock, market=market)
    books = filled or empty_books(clock, market)
    world = SandboxWorld(
        books,
        clock,
        documents_from=first_day,
        minute_limit=minute_limit,
        day_limit=day_limit,
        edition=edition,
        organisations=organisations,
    )
    with world, SchemaWatch.over(world.xero.hooks, answers=False):
        yield Office(world, folder, **options)
