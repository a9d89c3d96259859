"""A product without services, for states of the window: implements wizard.services.Workplace, Session and Consent.

Everything it answers stands in `FakeBooks`. A method named in `books.fail` raises that failure; one named in
`books.held` waits until `books.release(name)` or until it is told to stop. `books.calls` names what was called.
"""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from splynx_xero_gui.domain.conflict import Conflict, Needs
from splynx_xero_gui.domain.drill import DrillReport, DrillStep
from splynx_xero_gui.domain.failures import Failure, Misconfigured, NotAuthorised
from splynx_xero_gui.domain.journal import JournalEntry
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.domain.records import Run, RunItem
from splynx_xero_gui.domain.reference import (
    AccountingReference,
    BillingReference,
    Organisation,
)
from splynx_xero_gui.domain.results import SyncOutcome, SyncReport, SyncRequest, TakenOver, TieOut
from splynx_xero_gui.domain.undo import UndoPlan
from splynx_xero_gui.engine.fetching import SPLYNX_LINES, FetchedLine, FetchLine
from splynx_xero_gui.engine.picking import Pick
from splynx_xero_gui.engine.rulebook import KnownRule, Reach
from splynx_xero_gui.engine.uncertain import MayHaveArrived
from splynx_xero_gui.ports.billing import BillingInfo
from splynx_xero_gui.ports.control import Cancel, Event, ItemsRead, Observer, StageStarted
from splynx_xero_gui.wizard.services import (
    FetchReport,
    FlowEffect,
    OrganisationChoice,
    ProfileSummary,
    RecordMoved,
    Scope,
    Status,
)
from tests.support.fake_scheduling import FakeScheduling
from tests.support.fake_settings import CLIENT_ID, MOMENT, TENANT, accounting, billing, organisation, scope


@dataclass
class FakeBooks:
    """What the product answers, to be changed by a test before or between calls."""

    info: BillingInfo = field(default_factory=lambda: BillingInfo("Example ISP", "4.2", 2, 60))
    choices: tuple[OrganisationChoice, ...] = (OrganisationChoice(TENANT, "Example ISP Ltd", "", True),)
    organisations: dict[str, Organisation] = field(default_factory=lambda: {TENANT: organisation()})
    billing: BillingReference = field(default_factory=billing)
    accounting: AccountingReference = field(default_factory=accounting)
    scope: Scope = field(default_factory=scope)
    scope_calls: int = 0
    broken_lines: dict[FetchLine, str] = field(default_factory=dict)
    plan: SyncPlan = field(default_factory=lambda: SyncPlan("7F3A91C2"))
    report: SyncReport = field(default_factory=lambda: SyncReport("run-1", SyncOutcome.COMPLETED))
    events: tuple[Event, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    lost: tuple[MayHaveArrived, ...] = ()
    picks: tuple[Pick, ...] = ()
    reach: Reach = field(default_factory=Reach)
    rules: tuple[KnownRule, ...] = ()
    journal: tuple[JournalEntry, ...] = ()
    runs: tuple[Run, ...] = ()
    items: dict[str, tuple[RunItem, ...]] = field(default_factory=dict)
    tie_out: TieOut = field(default_factory=lambda: TieOut(MOMENT.date(), ()))
    status: Status | None = None
    calls_left: int | None = 947
    flow_effect: FlowEffect = field(default_factory=FlowEffect)
    included: list[bool] = field(default_factory=list)
    synced: int = 180
    fail: dict[str, Failure] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    held: dict[str, threading.Event] = field(default_factory=dict)
    answered: list[tuple[str, str, str]] = field(default_factory=list)
    requests: list[SyncRequest] = field(default_factory=list)
    undo_plan: UndoPlan = field(default_factory=lambda: UndoPlan("run-1", "AB12"))
    drill: DrillReport = field(default_factory=DrillReport)
    undone: list[tuple[str, str | None]] = field(default_factory=list)
    periods: list[tuple[dt.date | None, dt.date | None]] = field(default_factory=list)

    def hold(self, name: str) -> None:
        """Let the method wait until `release`."""
        self.held[name] = threading.Event()

    def release(self, name: str) -> None:
        """Let it go on."""
        self.held[name].set()

    def called(self, name: str, cancel: Cancel | None = None) -> None:
        """Note the call, wait if held, fail if told to."""
        self.calls.append(name)
        gate = self.held.get(name)
        while gate is not None and not gate.wait(0.01):
            if cancel is not None:
                cancel.raise_if_requested()
        if name in self.fail:
            raise self.fail[name]


class FakeConsent:
    """A browser that answers when the test says so."""

    def __init__(self, books: FakeBooks) -> None:
        self._books = books
        self.closed = False

    @property
    def authorise_url(self) -> str:
        return f"https://login.example.net/identity/connect/authorize?response_type=code&client_id={CLIENT_ID}&state=s"

    @property
    def redirect_uris(self) -> tuple[str, ...]:
        return ("http://localhost:8888/callback",)

    def wait(self, cancel: Cancel, timeout: float) -> Sequence[OrganisationChoice]:
        self._books.called("wait", cancel)
        return self._books.choices

    def close(self) -> None:
        self.closed = True


class FakeSession:
    """One profile. Nothing is stored but in this object."""

    def __init__(self, name: str, books: FakeBooks, *, demo: bool = False) -> None:
        self._name = name
        self.books = books
        self._demo = demo
        self.stored: Profile | None = None
        self.key: tuple[str, str, str] | None = None
        self.pinned: str = ""
        self.signed_in = False
        self.schedule = FakeScheduling(books.called)
        self.schedule.now = dataclasses.replace(self.schedule.now, demo=demo)
        self.read: tuple[BillingReference | None, AccountingReference | None, dt.datetime | None] = (None, None, None)

    @property
    def name(self) -> str:
        return self._name

    def profile(self) -> Profile | None:
        return self.stored

    def save_profile(self, profile: Profile) -> None:
        self.books.called("save_profile")
        self.stored = profile

    def change_profile(self, profile: Profile, *, include_older: bool = False) -> None:
        self.books.called("change_profile")
        self.books.included.append(include_older)
        self.stored = profile

    def flow_effect(self, profile: Profile) -> FlowEffect:
        self.books.called("flow_effect")
        return self.books.flow_effect

    def synced_documents(self) -> int:
        return self.books.synced

    def check_payment_rights(self, cancel: Cancel) -> None:
        self.books.called("check_payment_rights", cancel)

    def status(self) -> Status:
        accounts = self.read[1]
        usual = Status(
            self._name,
            splynx_connected=self.key is not None,
            xero_connected=bool(self.pinned),
            organisation=accounts.organisation if accounts else None,
            company=self.books.info.company,
            last_run=self.books.runs[0] if self.books.runs else None,
            decisions=len(self.books.conflicts),
            calls_left_today=self.books.calls_left,
            demo=self._demo,
        )
        return self.books.status or usual

    def connect_splynx(self, url: str, key: str, secret: str, cancel: Cancel) -> BillingInfo:
        self.books.called("connect_splynx", cancel)
        self.key = (url, key, secret)
        return self.books.info

    def splynx_key_stored(self) -> bool:
        return self.key is not None

    def retest_splynx(self, cancel: Cancel) -> BillingInfo:
        self.books.called("retest_splynx", cancel)
        if self.key is None:
            raise NotAuthorised("S4", "There is no key", "No key is stored.", "Enter it.")
        return self.books.info

    def begin_consent(self, profile: Profile) -> FakeConsent:
        self.books.called("begin_consent")
        return FakeConsent(self.books)

    def choose_organisation(self, tenant_id: str, cancel: Cancel) -> Organisation:
        self.books.called("choose_organisation", cancel)
        if self.stored is None:
            raise Misconfigured("P0", "There is no profile", "It was not stored.", "Store it.")
        chosen = self.books.organisations[tenant_id]
        self.pinned, self.signed_in = tenant_id, True
        self.read = (self.read[0], AccountingReference(chosen), self.read[2])
        return chosen

    def xero_connected(self) -> bool:
        return self.signed_in and bool(self.pinned)

    def fetch(self, observer: Observer, cancel: Cancel, only: Sequence[FetchLine] | None = None) -> FetchReport:
        self.books.called("fetch", cancel)
        lines = []
        for line in only or tuple(FetchLine):
            self.books.called(f"fetch {line.value}", cancel)
            side = Side.SPLYNX if line in SPLYNX_LINES else Side.XERO
            if line in self.books.broken_lines:
                lines.append(FetchedLine(line, side, None, self.books.broken_lines[line]))
                continue
            count = self._count(line)
            observer.notify(ItemsRead(side, line.value, count, count))
            lines.append(FetchedLine(line, side, count))
        accounts = dataclasses.replace(self.books.accounting, organisation=self._organisation())
        self.read = (self.books.billing, accounts, MOMENT)
        used = {Side.SPLYNX: 6, Side.XERO: 5}
        return FetchReport(tuple(lines), self.read[0], self.read[1], used, self.books.calls_left)

    def _organisation(self) -> Organisation:
        return self.books.organisations.get(self.pinned, self.books.accounting.organisation)

    def _count(self, line: FetchLine) -> int:
        known, accounts = self.books.billing, self.books.accounting
        return {
            FetchLine.COMPANY: len(known.partners),
            FetchLine.CATEGORIES: len(known.categories),
            FetchLine.TAXES: len(known.taxes),
            FetchLine.METHODS: len(known.methods),
            FetchLine.ORGANISATION: 1,
            FetchLine.ACCOUNTS: len(accounts.accounts),
            FetchLine.TAX_RATES: len(accounts.tax_rates),
            FetchLine.TRACKING: len(accounts.tracking),
        }[line]

    def references(self) -> tuple[BillingReference | None, AccountingReference | None, dt.datetime | None]:
        return self.read

    def read_scope(self, observer: Observer, cancel: Cancel) -> None:
        self.books.called("read_scope", cancel)
        observer.notify(ItemsRead(Side.SPLYNX, "invoice", 1200, 1980))

    def scope(self, profile: Profile) -> Scope:
        self.books.called("scope")
        self.books.scope_calls += 1
        locked = self._organisation().locked_up_to
        since = profile.options.documents_from
        if locked is not None and since is not None and since <= locked:
            more = self.books.scope
            return dataclasses.replace(more, documents=more.documents + 60, amount=more.amount + Decimal("27600.00"))
        return self.books.scope

    def plan(self, observer: Observer, cancel: Cancel) -> SyncPlan:
        self.books.called("plan", cancel)
        return self.books.plan

    def sync(self, request: SyncRequest, observer: Observer, cancel: Cancel) -> SyncReport:
        self.books.requests.append(request)
        for event in self.books.events:
            observer.notify(event)
        self.books.called("sync", cancel)
        return self.books.report

    def conflicts(self) -> Sequence[Conflict]:
        self.books.called("conflicts")
        return self.books.conflicts

    def resolve(
        self,
        conflict_id: str,
        choice: str,
        value: str = "",
        *,
        group: bool = False,
        remember: bool = False,
        scope: str = "customer",
        up_to: Decimal | None = None,
    ) -> int:
        self.books.called("resolve")
        self.books.answered.append((conflict_id, choice, value))
        asked = next((c for c in self.books.conflicts if c.id == conflict_id), None)
        if asked is None:
            return 0
        gone = {c.id for c in self.books.conflicts if c.id == asked.id or (group and c.group == asked.group)}
        self.books.conflicts = tuple(c for c in self.books.conflicts if c.id not in gone)
        return len(gone)

    def reconcile(
        self, as_of: dt.date | None, observer: Observer, cancel: Cancel, since: dt.date | None = None
    ) -> TieOut:
        self.books.periods.append((since, as_of))
        self.books.called("reconcile", cancel)
        return self.books.tie_out

    def runs(self, limit: int = 100) -> Sequence[Run]:
        self.books.called("runs")
        return self.books.runs[:limit]

    def run_items(self, run_id: str, *, contents: bool = True) -> Sequence[RunItem]:
        self.books.called("run_items")
        return self.books.items.get(run_id, ())

    def take_over(self, observer: Observer, cancel: Cancel) -> TakenOver:
        self.books.called("take_over", cancel)
        return TakenOver({ObjectKind.CUSTOMER: 12, ObjectKind.INVOICE: 30}, 1, 0)

    def archive_record(self) -> str:
        self.books.called("archive_record")
        return "records/main.archived.sqlite"

    def drill(self, observer: Observer, cancel: Cancel) -> DrillReport:
        for step in DrillStep:
            observer.notify(StageStarted(step.value))
        self.books.called("drill", cancel)
        return self.books.drill

    def undo_plan(self, run_id: str, observer: Observer, cancel: Cancel) -> UndoPlan:
        self.books.called("undo_plan", cancel)
        return dataclasses.replace(self.books.undo_plan, run_id=run_id)

    def undo(self, run_id: str, shown: str | None, observer: Observer, cancel: Cancel) -> SyncReport:
        self.books.undone.append((run_id, shown))
        for event in self.books.events:
            observer.notify(event)
        self.books.called("undo", cancel)
        return self.books.report

    def withdraw_all(self, conflict_ids: Sequence[str]) -> None:
        for id in conflict_ids:
            self.withdraw(id)

    def find(self, needs: Needs, conflict_id: str, text: str) -> Sequence[Pick]:
        self.books.called("find")
        words = text.casefold().split()
        return [p for p in self.books.picks if all(w in f"{p.number} {p.name} {p.detail}".casefold() for w in words)]

    def reach(self, conflict_id: str, choice: str, value: str, scope: str, up_to: Decimal | None) -> Reach:
        self.books.called("reach")
        return self.books.reach

    def rules(self) -> Sequence[KnownRule]:
        self.books.called("rules")
        return self.books.rules

    def revoke_rule(self, rule_id: str) -> None:
        self.books.called("revoke_rule")
        self.books.rules = tuple(
            dataclasses.replace(k, rule=dataclasses.replace(k.rule, revoked_at=MOMENT)) if k.rule.id == rule_id else k
            for k in self.books.rules
        )

    def answered_by_rule(self, rule_id: str) -> Sequence[JournalEntry]:
        return [entry for entry in self.books.journal if entry.rule_id == rule_id]

    def journal(self, limit: int = 500) -> Sequence[JournalEntry]:
        self.books.called("journal")
        return self.books.journal[:limit]

    def may_have_arrived(self) -> Sequence[MayHaveArrived]:
        self.books.called("may_have_arrived")
        return self.books.lost

    def look_up(self, observer: Observer, cancel: Cancel) -> Sequence[MayHaveArrived]:
        self.books.called("look_up", cancel)
        self.books.lost = tuple(dataclasses.replace(x, looked_up=x.looked_up + 1) for x in self.books.lost)
        return self.books.lost

    def it_is_there(self, intent_id: str, object_id: str, observer: Observer, cancel: Cancel) -> None:
        self.books.called("it_is_there", cancel)
        self.books.answered.append((intent_id, "it is there", object_id))
        self.books.lost = tuple(x for x in self.books.lost if x.id != intent_id)

    def it_is_not_there(self, intent_id: str) -> None:
        self.books.called("it_is_not_there")
        self.books.answered.append((intent_id, "it is not there", ""))
        self.books.lost = tuple(x for x in self.books.lost if x.id != intent_id)

    def withdraw(self, conflict_id: str) -> None:
        self.books.called("withdraw")
        self.books.answered.append((conflict_id, "withdraw", ""))

    def move_record(self, address: str, password: str = "") -> RecordMoved:
        self.books.called("move_record")
        return RecordMoved(address, 0)

    def keep_record_password(self, password: str) -> None:
        self.books.called("keep_record_password")

    def disconnect(self, cancel: Cancel) -> bool:
        self.books.called("disconnect", cancel)
        self.key, self.pinned, self.signed_in = None, "", False
        return True


class FakeWorkplace:
    """A computer with any number of profiles, all over the same books."""

    def __init__(self, books: FakeBooks | None = None, *, demo: bool = False) -> None:
        self.books = books or FakeBooks()
        self._demo = demo
        self.sessions: dict[str, FakeSession] = {}
        self.draft: Mapping[str, object] | None = None

    @property
    def demo(self) -> bool:
        return self._demo

    def profiles(self) -> Sequence[str]:
        return sorted(name for name, session in self.sessions.items() if session.stored is not None)

    def session(self, name: str) -> FakeSession:
        if name not in self.sessions:
            self.sessions[name] = FakeSession(name, self.books, demo=self._demo)
        return self.sessions[name]

    def summaries(self) -> Sequence[ProfileSummary]:
        self.books.called("summaries")
        return [self._summary(name, self.sessions[name].stored) for name in self.profiles()]

    def _summary(self, name: str, profile: Profile | None) -> ProfileSummary:
        assert profile is not None
        return ProfileSummary(
            name,
            profile.splynx.url,
            profile.xero.organisation,
            profile.scenario,
            profile.options.partners,
            MOMENT,
            self.books.synced,
        )

    def rename_profile(self, name: str, new: str) -> None:
        self.books.called("rename_profile")
        moved = copy.copy(self.sessions.pop(name))
        moved._name = new
        self.sessions[new] = moved

    def remove_profile(self, name: str, cancel: Cancel) -> Path:
        self.books.called("remove_profile", cancel)
        self.sessions.pop(name)
        return Path("removed") / name

    def import_effect(self, name: str, file: Path) -> FlowEffect | None:
        self.books.called("import_effect")
        return self.books.flow_effect if self.books.flow_effect.begun else None

    def import_profile(self, name: str, file: Path) -> Profile:
        raise Misconfigured("P1", "The profile cannot be read", f"{file}: It does not exist.", "Check the file's name.")

    def export_profile(self, name: str, file: Path) -> None:
        self.books.called("export_profile")
        file.write_text("[splynx]\n", encoding="utf-8")

    def load_draft(self) -> Mapping[str, object] | None:
        return self.draft

    def save_draft(self, draft: Mapping[str, object] | None) -> None:
        self.books.called("save_draft")
        self.draft = draft

    @property
    def log_folder(self) -> Path:
        return Path("logs")
