"""Both services in memory, as the engine's ports: a `World` of tests.support.planner behind `BillingSystem` and
`AccountingSystem`, with faults, a shared log of what happened, and an office that runs the engine on them.
"""

import datetime as dt
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from splynx_xero_gui.domain.accounting import AccountingStatus, Contact, Credit, Document, Payment
from splynx_xero_gui.domain.billing import (
    BilledDocument,
    BilledPayment,
    BilledTransaction,
    Customer,
    CustomerDetails,
    Relation,
)
from splynx_xero_gui.domain.failures import Failure, NetworkLost
from splynx_xero_gui.domain.kinds import Flow, ObjectKind, ScenarioKind, Side
from splynx_xero_gui.domain.plan import SyncAction, SyncPlan
from splynx_xero_gui.domain.profile import Mappings, MethodMapping, Options, Profile, SplynxSettings
from splynx_xero_gui.domain.reference import AccountingReference, BillingReference, Organisation
from splynx_xero_gui.domain.results import SyncReport, SyncRequest, TieOut
from splynx_xero_gui.engine.control import CancelSwitch
from splynx_xero_gui.engine.service import SyncService, Tools, Who
from splynx_xero_gui.ports.accounting import BatchAnswer, Done, NotSent, Page, Refused, Unknown
from splynx_xero_gui.ports.billing import Absent, BillingInfo, RelationsUnavailable
from splynx_xero_gui.ports.control import Event, Pausing
from splynx_xero_gui.storage.codec import JsonActionCodec
from splynx_xero_gui.storage.ledger import SqlLedger, open_ledger
from splynx_xero_gui.storage.lock import FileSyncLock
from splynx_xero_gui.xero.batches import batches
from tests.support.planner import World, money
from tests.support.planner_xero import MiniXero, Refusal
from tests.support.samples import FixedClock

LONG_AGO = dt.date(2026, 1, 1)


def network_lost() -> NetworkLost:
    return NetworkLost("L2", "The connection broke", "No answer came.", "Try again.")


class FakeBilling:
    """ports.billing.BillingSystem over a world. `page` objects to a page; every page and every look-up is a call.

    `updated` holds update days (others were updated long ago); `hidden` are ids the key may not see; `failing` names
    methods that raise once, iterators after the given number of pages.
    """

    def __init__(self, world: World, *, page: int = 100) -> None:
        self.world = world
        self.page = page
        self.updated: dict[tuple[ObjectKind, str], dt.date] = {}
        self.hidden: set[str] = set()
        self.relations_available = True
        self.failing: dict[str, tuple[int, Failure]] = {}
        self.asked: list[tuple[Any, ...]] = []
        self.calls_made = 0

    # -- what a test does --
    def remove(self, kind: ObjectKind, id: str) -> None:
        """It disappears for good."""
        del self.world.splynx[kind, id]

    def touch(self, kind: ObjectKind, id: str) -> None:
        """Its update day is today."""
        self.updated[kind, id] = self.world.today

    def fail(self, method: str, failure: Failure, *, after_pages: int = 0) -> None:
        self.failing[method] = (after_pages, failure)

    def asked_for(self, method: str) -> list[tuple[Any, ...]]:
        """Arguments of the calls of a method."""
        return [call[1:] for call in self.asked if call[0] == method]

    def _call(self, method: str, *arguments: Any, page: int = 0) -> None:
        self.calls_made += 1
        if page == 0:
            self.asked.append((method, *arguments))
        if method in self.failing and self.failing[method][0] <= page:
            raise self.failing.pop(method)[1]

    def _bodies(self, kind: ObjectKind) -> list[Any]:
        found = [
            seen.body
            for (k, id), seen in self.world.splynx.items()
            if k is kind and not seen.gone and id not in self.hidden
        ]
        return sorted(found, key=lambda body: int(getattr(body, "id", 0)))

    def _pages(self, method: str, found: list[Any], *arguments: Any) -> Iterator[tuple[Any, ...]]:
        self._call(method, *arguments)
        for number, start in enumerate(range(0, len(found), self.page), start=1):
            yield tuple(found[start : start + self.page])
            if start + self.page < len(found):
                self._call(method, *arguments, page=number)

    def _changed(self, kind: ObjectKind, since: dt.date | None) -> list[Any]:
        found = self._bodies(kind)
        if since is None:
            return found
        return [body for body in found if self.updated.get((kind, body.id), LONG_AGO) >= since]

    # -- settings --
    def check(self) -> BillingInfo:
        self._call("check")
        return BillingInfo("Example ISP", "4.2", 2, len(self._bodies(ObjectKind.CUSTOMER)))

    def reference(self) -> BillingReference:
        self._call("reference")
        return self.world.billing

    def company(self) -> BillingReference:
        self._call("company")
        return replace(self.world.billing, categories=(), taxes=(), methods=())

    def categories(self) -> tuple[Any, ...]:
        self._call("categories")
        return self.world.billing.categories

    def taxes(self) -> tuple[Any, ...]:
        self._call("taxes")
        return self.world.billing.taxes

    def methods(self) -> tuple[Any, ...]:
        self._call("methods")
        return self.world.billing.methods

    def server_day(self) -> dt.date:
        self._call("server_day")
        return self.world.today

    # -- reading --
    def customers(self, *, updated_since: dt.date | None = None, after_id: str = "0") -> Iterator[tuple[Customer, ...]]:
        return self._pages("customers", self._changed(ObjectKind.CUSTOMER, updated_since), updated_since)

    def customers_by_id(self, ids: Sequence[str]) -> Sequence[Customer]:
        self._call("customers_by_id", tuple(ids))
        return [body for body in self._bodies(ObjectKind.CUSTOMER) if body.id in ids]

    def customer_details(self, customer_id: str) -> CustomerDetails | Absent:
        self._call("customer_details", customer_id)
        self.calls_made += 1
        seen = self.world.splynx.get((ObjectKind.CUSTOMER_DETAILS, customer_id))
        if seen is not None and isinstance(seen.body, CustomerDetails):
            return seen.body
        known = (ObjectKind.CUSTOMER, customer_id) in self.world.splynx
        return CustomerDetails(customer_id) if known else Absent(customer_id, gone=True)

    def documents(
        self,
        kind: ObjectKind,
        *,
        updated_since: dt.date | None = None,
        dated_from: dt.date | None = None,
        after_id: str = "0",
    ) -> Iterator[tuple[BilledDocument, ...]]:
        found = self._changed(kind, updated_since)
        found = [body for body in found if dated_from is None or body.date >= dated_from]
        return self._pages("documents", found, kind, updated_since, dated_from)

    def document(self, kind: ObjectKind, id: str) -> BilledDocument | Absent:
        self._call("document", kind, id)
        return self._one(kind, id)

    def payments(
        self, *, after_id: str = "0", up_to_id: str | None = None, dated_from: dt.date | None = None
    ) -> Iterator[tuple[BilledPayment, ...]]:
        return self._pages("payments", self._range(ObjectKind.PAYMENT, after_id, up_to_id), after_id, up_to_id)

    def payment(self, id: str) -> BilledPayment | Absent:
        self._call("payment", id)
        return self._one(ObjectKind.PAYMENT, id)

    def payments_by_id(self, ids: Sequence[str]) -> Sequence[BilledPayment]:
        self._call("payments_by_id", tuple(ids))
        return [body for body in self._bodies(ObjectKind.PAYMENT) if body.id in ids]

    def _one(self, kind: ObjectKind, id: str) -> Any:
        seen = self.world.splynx.get((kind, id))
        if seen is None or seen.gone:
            return Absent(id, gone=True)
        return Absent(id, gone=False) if id in self.hidden else seen.body

    def find_payment_by_key(self, key: str) -> Sequence[BilledPayment]:
        self._call("find_payment_by_key", key)
        return [body for body in self._bodies(ObjectKind.PAYMENT) if body.fields[0] == key]

    def relations(self, *, after_id: str = "0", up_to_id: str | None = None) -> Iterator[tuple[Relation, ...]]:
        self._need_relations()
        return self._pages("relations", self._range(ObjectKind.RELATION, after_id, up_to_id), after_id, up_to_id)

    def _need_relations(self) -> None:
        if not self.relations_available:
            self._call("relations")
            raise RelationsUnavailable

    def _range(self, kind: ObjectKind, after_id: str, up_to_id: str | None) -> list[Any]:
        high = int(up_to_id) if up_to_id is not None else 10**12
        return [body for body in self._bodies(kind) if int(after_id) < int(body.id) <= high]

    def transactions(
        self, *, after_id: str = "0", credits_only: bool = True
    ) -> Iterator[tuple[BilledTransaction, ...]]:
        found = [b for b in self._range(ObjectKind.TRANSACTION, after_id, None) if b.is_credit or not credits_only]
        return self._pages("transactions", found, after_id)

    def transactions_by_id(self, ids: Sequence[str]) -> Sequence[BilledTransaction]:
        self._call("transactions_by_id", tuple(ids))
        return [body for body in self._bodies(ObjectKind.TRANSACTION) if body.id in ids]

    def count(self, kind: ObjectKind, *, after_id: str = "0", up_to_id: str) -> int:
        if kind is ObjectKind.RELATION:
            self._need_relations()
        self._call("count", kind, after_id, up_to_id)
        return len(self._range(kind, after_id, up_to_id))

    def document_pdf(self, kind: ObjectKind, id: str) -> bytes:
        self._call("document_pdf", kind, id)
        return b"%PDF-1.4"

    # -- writing: no scenario of these tests writes to Splynx --
    def create_payment(self, payload: Any) -> BilledPayment:
        raise AssertionError("nothing is written to Splynx here")

    def update_payment(self, payload: Any) -> BilledPayment:
        raise AssertionError("nothing is written to Splynx here")

    def delete_payment(self, id: str) -> None:
        raise AssertionError("nothing is written to Splynx here")


@dataclass
class Fault:
    """What goes wrong with the `nth` write of a kind (None = any kind), `times` times.

    `how`: lost-after and lost-before (no answer; the write was or was not made), half (the first half is made and
    answered, the rest made and not answered), refused, not-sent, raises, silent (answered without mentioning it),
    pause (asks to wait first), cancel (somebody presses Cancel while it is under way).
    """

    how: str
    kind: str | None = None
    nth: int = 1
    times: int = 1
    stop: Failure | None = None
    words: str = "Xero said no."
    hits: int = 0
    seen: int = 0

    def strikes(self, kind: str) -> bool:
        if self.kind not in (None, kind):
            return False
        self.seen += 1
        if self.seen < self.nth or self.hits >= self.times:
            return False
        self.hits += 1
        return True


class FakeAccounting:
    """ports.accounting.AccountingSystem over a world, by the rules of `MiniXero`. Thread-safe; each method that a real
    one makes a request for counts as a call.
    """

    def __init__(self, world: World, clock: FixedClock, log: list[tuple[Any, ...]] | None = None) -> None:
        self.world = world
        self.clock = clock
        self.log = log if log is not None else []
        self.page = 1000
        self.faults: list[Fault] = []
        self.reads_failing: dict[str, Failure] = {}
        self.office: Office | None = None
        self.before_answer: Callable[[Sequence[SyncAction]], Any] | None = None
        self.most_at_once = 0
        self.calls_made = 0
        self.calls_left_today: int | None = None
        self._at_once = 0
        self._lock = threading.RLock()
        self._xero = MiniXero(world)
        self.notes = self._xero.notes
        self.files = self._xero.files
        self._known: dict[str, Any] = {}
        self._touched: dict[str, dt.datetime] = {}

    def fault(self, how: str, kind: str | None = None, **more: Any) -> Fault:
        fault = Fault(how, kind, **more)
        self.faults.append(fault)
        return fault

    def asked_for(self, method: str) -> list[tuple[Any, ...]]:
        return [entry[1:] for entry in self.log if entry[0] == method]

    def _read(self, method: str, *arguments: Any) -> None:
        self.calls_made += 1
        self.log.append((method, *arguments))
        if method in self.reads_failing:
            raise self.reads_failing.pop(method)

    def _notice(self) -> None:
        """Stamp what changed since the last look, as Xero would have when it changed."""
        for id, seen in self.world.xero.items():
            if self._known.get(id) != seen.body:
                self._known[id] = seen.body
                self._touched[id] = self.clock.now()

    # -- settings --
    def organisation(self) -> Organisation:
        self._read("organisation")
        return self.world.organisation

    def reference(self) -> AccountingReference:
        self._read("reference")
        return AccountingReference(self.world.organisation, self.world.accounts, self.world.tax_rates)

    def accounts(self) -> tuple[Any, ...]:
        self._read("accounts")
        return self.world.accounts

    def tax_rates(self) -> tuple[Any, ...]:
        self._read("tax_rates")
        return self.world.tax_rates

    def tracking(self) -> tuple[Any, ...]:
        self._read("tracking")
        return ()

    def connected_user(self) -> tuple[str, str]:
        self._read("connected_user")
        return "Thandi M.", "STANDARD"

    # -- reading --
    def changed(
        self, kind: ObjectKind, since: dt.datetime | None, *, dated_from: dt.date | None = None
    ) -> Iterator[Page]:
        self._notice()
        found = [
            _as_listed(seen.body)
            for id, seen in sorted(self.world.xero.items())
            if seen.kind is kind and (since is None or self._touched[id] >= since)
        ]
        for start in range(0, max(len(found), 1), self.page):
            self._read("changed", kind, since)
            yield Page(tuple(found[start : start + self.page]), self.clock.now(), len(found))

    def by_ids(self, kind: ObjectKind, ids: Sequence[str]) -> Sequence[Any]:
        self._read("by_ids", kind, tuple(ids))
        return [_as_listed(s.body) for id, s in sorted(self.world.xero.items()) if s.kind is kind and id in ids]

    def by_numbers(self, kind: ObjectKind, numbers: Sequence[str]) -> Sequence[Document]:
        self._read("by_numbers", kind, tuple(numbers))
        found = [seen.body for seen in self.world.xero.values() if seen.kind is kind]
        return [body for body in found if isinstance(body, Document) and body.number in numbers]

    def contacts_by_number(self, numbers: Sequence[str]) -> Sequence[Contact]:
        self._read("contacts_by_number", tuple(numbers))
        found = [seen.body for seen in self.world.xero.values()]
        return [body for body in found if isinstance(body, Contact) and body.number in numbers]

    def payments_of(self, kind: ObjectKind, id: str) -> Sequence[Payment]:
        self._read("payments_of", kind, id)
        return [s.body for s in self.world.xero.values() if isinstance(s.body, Payment) and s.body.target_id == id]

    def credits_of(self, contact_id: str) -> Sequence[Credit]:
        self._read("credits_of", contact_id)
        found = [seen.body for seen in self.world.xero.values()]
        return [_as_listed(body) for body in found if isinstance(body, Credit) and body.contact_id == contact_id]

    may_attach = True

    def notes_of(self, kind: ObjectKind, id: str) -> Sequence[str]:
        self._read("notes_of", kind, id)
        return self.notes.get(id, ())

    def files_of(self, kind: ObjectKind, id: str) -> Sequence[str]:
        self._read("files_of", kind, id)
        return self.files.get(id, ())

    # -- writing --
    def batches(self, actions: Sequence[SyncAction]) -> Sequence[Sequence[SyncAction]]:
        return batches(actions)

    def upload(self, action: SyncAction, content: bytes) -> BatchAnswer:
        return self.write([action], "")

    def write(self, batch: Sequence[SyncAction], idempotency_key: str) -> BatchAnswer:
        kind = batch[0].kind.value
        with self._lock:
            self.calls_made += 1
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            self.log.append(("write", kind, tuple(action.id for action in batch), idempotency_key))
        try:
            if self.before_answer is not None:
                self.before_answer(batch)
            with self._lock:
                return self._answer(batch, next((f for f in self.faults if f.strikes(kind)), None))
        finally:
            with self._lock:
                self._at_once -= 1

    def _answer(self, batch: Sequence[SyncAction], fault: Fault | None) -> BatchAnswer:
        how = fault.how if fault else ""
        stop = fault.stop if fault else None
        if how == "raises":
            raise stop or ZeroDivisionError("a defect of the adapter")
        if how == "not-sent":
            return BatchAnswer(tuple(NotSent(a.id) for a in batch), stop)
        if how == "lost-before":
            return BatchAnswer(tuple(Unknown(a.id, "no answer") for a in batch), stop or network_lost())
        if how == "refused":
            assert fault is not None
            return BatchAnswer(tuple(Refused(a.id, (fault.words,)) for a in batch), stop)
        if how in ("pause", "cancel"):
            assert self.office is not None
            if how == "pause":
                self.office.notify(Pausing(Side.XERO, 21.0, "minute"))
            else:
                self.office.cancel.set()
        outcomes = [self._do(action) for action in batch]
        if how == "lost-after":
            return BatchAnswer(tuple(Unknown(a.id, "no answer") for a in batch), stop or network_lost())
        if how == "half":
            outcomes = outcomes[: len(outcomes) // 2]
        if how == "silent":
            outcomes = []
        return BatchAnswer(tuple(outcomes), stop)

    def _do(self, action: SyncAction) -> Done | Refused:
        before = dict(self.world.xero)
        try:
            xero_id, part = self._xero._do(action)
        except Refusal as refusal:
            self.world.xero = before
            return Refused(action.id, (str(refusal),))
        seen = self.world.xero.get(xero_id)
        body: Any = seen.body if seen else None
        if isinstance(body, (Payment, Credit)) and body.account_code:
            account = next(a for a in self.world.accounts if body.account_code in (a.code, a.id))
            body = self.world.hold(replace(body, account_id=account.id))
        self._notice()
        return Done(action.id, xero_id, None if part else body, part)


def _as_listed(body: Any) -> Any:
    """Lists of credits do not tell the bank account."""
    return replace(body, account_id="", account_code="") if isinstance(body, Credit) else body


class RecordingLedger:
    """A ledger that writes its commits into the same log as the calls."""

    def __init__(self, ledger: SqlLedger, log: list[tuple[Any, ...]]) -> None:
        self._ledger = ledger
        self._log = log
        self.failing: dict[str, Failure] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    def _record(self, name: str, *what: Any) -> None:
        if name in self.failing:
            raise self.failing[name]
        self._log.append((name, *what))

    def begin(self, intents: Sequence[Any]) -> None:
        self._record("begin", tuple(intent.action_id for intent in intents))
        self._ledger.begin(intents)

    def conclude(self, conclusions: Sequence[Any]) -> None:
        self._record("conclude", tuple(c.state.value for c in conclusions))
        self._ledger.conclude(conclusions)

    def save_run(self, run: Any) -> None:
        self._record("save_run", run.outcome)
        self._ledger.save_run(run)

    def store_page(self, observations: Sequence[Any], mark: Any = None) -> Any:
        self._record("store_page", tuple(o.id for o in observations), mark.stream if mark else None)
        return self._ledger.store_page(observations, mark)


def profile_of(world: World, **options: Any) -> Profile:
    """A profile that maps what a world of tests.support.planner uses."""
    return Profile(
        splynx=SplynxSettings("https://isp.example.net"),
        scenario=ScenarioKind.PUSH_ALL,
        options=replace(world.options, **options),
        mappings=Mappings(
            {"Service": "200", "Installation": "260"},
            {"VAT 15%": "OUTPUT15", "VAT 14%": "OUTPUT14", "none": "NONE"},
            {"Cash": MethodMapping("090", Flow.TO_XERO)},
        ),
    )


class Patience(CancelSwitch):
    """Waiting moves the clock, and takes no time."""

    def __init__(self, clock: FixedClock) -> None:
        super().__init__()
        self._clock = clock

    def wait(self, seconds: float) -> None:
        self.raise_if_requested()
        self._clock.pass_time(seconds=seconds)


@dataclass
class Office:
    """A world, its sync record and the engine on them."""

    folder: Path
    world: World = field(default_factory=lambda: World(options=Options(documents_from=dt.date(2026, 1, 1))))
    clock: FixedClock = field(default_factory=lambda: FixedClock(dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)))
    log: list[tuple[Any, ...]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.store = open_ledger(self.folder / "ledger.sqlite", self.clock)
        self.ledger = RecordingLedger(self.store, self.log)
        self.billing = FakeBilling(self.world)
        self.accounting = FakeAccounting(self.world, self.clock, self.log)
        self.accounting.office = self
        self.cancel: CancelSwitch = Patience(self.clock)
        self._ids = 0

    def close(self) -> None:
        self.store.close()

    def notify(self, event: Event) -> None:
        self.events.append(event)

    def new_id(self) -> str:
        self._ids += 1
        return f"id-{self._ids}"

    @property
    def profile(self) -> Profile:
        return profile_of(self.world, **self.options)

    @property
    def service(self) -> SyncService:
        """A fresh one, as every piece of work gets; with the cancel switch as it is."""
        return SyncService(
            self.profile,
            Tools(
                ledger=self.ledger,  # type: ignore[arg-type]
                accounting=self.accounting,
                billing=self.billing,
                lock=FileSyncLock(self.folder / "sync.lock", self.clock),
                clock=self.clock,
                observer=self,
                cancel=self.cancel,
                codec=JsonActionCodec(),
                new_id=self.new_id,
                who=Who("thandi", "desk-1"),
            ),
        )

    def plan(self) -> SyncPlan:
        return self.service.plan()

    def sync(self, **request: Any) -> SyncReport:
        return self.service.sync(SyncRequest(**request))

    def reconcile(self, as_of: dt.date | None = None) -> TieOut:
        return self.service.reconcile(as_of)

    def another_day(self, days: int = 1) -> None:
        """Time passes; what happens from now on has the new day."""
        self.accounting._notice()
        self.clock.pass_time(days=days)
        self.world.today += dt.timedelta(days=days)

    def later(self, minutes: float = 10) -> None:
        """So long that Xero's overlap is past."""
        self.accounting._notice()
        self.clock.pass_time(minutes=minutes)

    def resume(self) -> None:
        """The person starts again after pressing Cancel."""
        self.cancel = Patience(self.clock)

    def alive(self, kind: type) -> list[Any]:
        """Live objects of a class in Xero."""
        found = [seen.body for seen in self.world.xero.values() if isinstance(seen.body, kind)]
        dead = (AccountingStatus.VOIDED, AccountingStatus.DELETED)
        return [body for body in found if getattr(body, "status", None) not in dead]


__all__ = ["FakeAccounting", "FakeBilling", "Fault", "Office", "RecordingLedger", "money", "network_lost", "profile_of"]
