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
from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.kinds import Flow, ObjectKind, ScenarioKind, Side
from splynx_xero_gui.domain.plan import SyncAction, SyncPlan
from splynx_xero_gui.domain.profile import Mappings, MethodMapping, Options, Profile, SplynxSettings
from splynx_xero_gui.domain.reference import AccountingReference, Organisation
from splynx_xero_gui.domain.results import SyncReport, SyncRequest, TieOut
from splynx_xero_gui.engine.control import CancelSwitch
from splynx_xero_gui.engine.service import SyncService, Tools, Who
from splynx_xero_gui.ports.accounting import BatchAnswer, Done, NotSent, Page, Refused, Unknown
from splynx_xero_gui.ports.control import Event, Pausing
from splynx_xero_gui.storage.codec import JsonActionCodec
from splynx_xero_gui.storage.ledger import SqlLedger, open_ledger
from splynx_xero_gui.storage.lock import FileSyncLock
from splynx_xero_gui.xero.batches import batches
from tests.support.fake_billing import FakeBilling, network_lost
from tests.support.planner import World, money
from tests.support.planner_xero import MiniXero, Refusal
from tests.support.samples import FixedClock


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

    def may_approve(self) -> bool | None:
        self._read("may_approve")
        return None

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


__all__ = ["FakeAccounting", "Fault", "Office", "RecordingLedger", "money", "profile_of"]
