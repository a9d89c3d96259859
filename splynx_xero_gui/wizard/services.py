"""What the window and the console ask of the product. `bootstrap` implements it; both faces know only this.

Every method of `Session` may block on the network or the disk: the window calls them from a worker thread. Each call
opens what it
needs in the calling thread, so that any thread may call. All raise `domain.failures.Failure` subclasses only.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from splynx_xero_gui.domain.conflict import FieldDiff
from splynx_xero_gui.domain.drill import DrillReport
from splynx_xero_gui.domain.kinds import ScenarioKind, Side
from splynx_xero_gui.domain.matching import Alone, CutOver, Gate, Match
from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.domain.records import Run, RunItem
from splynx_xero_gui.domain.reference import AccountingReference, BillingReference, Organisation, Usage
from splynx_xero_gui.domain.results import SyncReport, SyncRequest, TakenOver, TieOut
from splynx_xero_gui.domain.undo import UndoPlan
from splynx_xero_gui.engine.fetching import FetchedLine, FetchLine
from splynx_xero_gui.engine.flow_effect import FlowEffect as FlowEffect
from splynx_xero_gui.engine.match_compare import Candidate
from splynx_xero_gui.engine.match_links import Accepted
from splynx_xero_gui.engine.match_sheet import Change, Reading
from splynx_xero_gui.engine.matching import Answered
from splynx_xero_gui.ports.billing import BillingInfo
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.deciding import Deciding
from splynx_xero_gui.wizard.scheduling import Scheduling


@dataclass(frozen=True, slots=True)
class OrganisationChoice:
    """An organisation this sign-in may use. `used_by` is another profile that already syncs it."""

    tenant_id: str
    name: str
    used_by: str = ""
    chosen_in_consent: bool = False


class Consent(Protocol):
    """One sign-in in the browser (xero-api.md §1). The listener is already bound when this exists."""

    @property
    def authorise_url(self) -> str:
        """What to open in the browser."""
        ...

    @property
    def redirect_uris(self) -> tuple[str, ...]:
        """The return addresses to register, in the order they are tried."""
        ...

    def wait(self, cancel: Cancel, timeout: float) -> Sequence[OrganisationChoice]:
        """Wait for the browser and list the organisations; the sign-in is kept once one of them is chosen.

        Raises NotAuthorised (X1–X3).
        """
        ...

    def close(self) -> None:
        """Stop listening; safe at any time."""
        ...


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What `fetch` read.

    Good lines are stored even where others failed. `problems` are mistakes of the profile's mappings, if any.
    """

    lines: tuple[FetchedLine, ...]
    billing: BillingReference | None = None
    accounting: AccountingReference | None = None
    calls: Mapping[Side, int] = field(default_factory=dict)
    calls_left_today: int | None = None
    problems: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Everything but tracking categories was read (ui.md W3)."""
        return all(not line.failure or line.line is FetchLine.TRACKING for line in self.lines)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a range would bring (ui.md W4): counts and money from the range on and left before it, per partner too,
    and use per mapping (W5–W7).

    `usage` is as `Ledger.usage`. `calls` is the most a first sync would cost in requests to Xero. `example` are the
    words of one customer and document (id, login, name, email, number) that patterns are shown with, if there is one.
    """

    documents: int = 0
    amount: Decimal = ZERO
    left_alone: int = 0
    left_alone_amount: Decimal = ZERO
    partners: Mapping[str, tuple[int, Decimal]] = field(default_factory=dict)
    usage: Mapping[str, Mapping[str, Usage]] = field(default_factory=dict)
    calls: int = 0
    example: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Status:
    """What the main window's overview shows without asking the services; money None = never compared.

    `gate` None = books were never matched.
    """

    profile: str
    splynx_connected: bool = False
    xero_connected: bool = False
    organisation: Organisation | None = None
    company: str = ""
    last_run: Run | None = None
    decisions: int = 0
    decisions_amount: Decimal = ZERO
    uncertain: int = 0
    last_tie_out: TieOut | None = None
    calls_left_today: int | None = None
    demo: bool = False
    gate: Gate | None = None


@dataclass(frozen=True, slots=True)
class RecordMoved:
    """A sync record in its new place (a file or an address without password), and how many rows it has."""

    place: str
    rows: int


@dataclass(frozen=True, slots=True)
class MatchEstimate:
    """What *Find matches* would read (ui.md W8). `calls` are requests to Xero; `left` of today, None = not known."""

    customers: int
    documents: int
    calls: int
    left: int | None = None


@dataclass(frozen=True, slots=True)
class MatchReport:
    """The match as it stands. `accepted` are the links just made; `cut_over` compares what linked customers owe."""

    rows: Sequence[Match] = ()
    accepted: Accepted = field(default_factory=Accepted)
    cut_over: CutOver | None = None
    calls: Mapping[Side, int] = field(default_factory=dict)
    calls_left_today: int | None = None


class Matcher(Protocol):
    """What both sides hold already, of one profile (ui.md W8). Nothing here writes to either side."""

    def estimate(self) -> MatchEstimate:
        """What finding would read and cost. From the record alone."""
        ...

    def find(
        self, observer: Observer, cancel: Cancel, *, apply: bool = False, as_of: dt.date | None = None
    ) -> MatchReport:
        """Read both sides and find; with `apply` the certain ones become links. Raises what reading raises."""
        ...

    def rows(self) -> Sequence[Match]:
        """As last found and answered."""
        ...

    def alone(self) -> Sequence[Alone]:
        """Documents and payments of customers that have no counterpart, by the answers stored: they have no rows."""
        ...

    def compare(self, row: Match) -> Sequence[FieldDiff]:
        """A row side by side, field by field."""
        ...

    def candidates(self, row: Match, text: str) -> Sequence[Candidate]:
        """What else of Xero fits the words typed (D2)."""
        ...

    def answer(self, changes: Sequence[Change]) -> Answered:
        """Take a person's words; nothing is linked yet."""
        ...

    def accept(self) -> Accepted:
        """Link what is certain or answered so; leave alone what is answered so."""
        ...

    def export(self, file: Path) -> int:
        """Write a sheet, `.xlsx` or `.csv`; returns its rows. Raises Misconfigured, StorageTrouble."""
        ...

    def read_sheet(self, file: Path) -> Reading:
        """What a returned sheet would change, and which rows are refused. Nothing is stored (D3)."""
        ...

    def cut_over(self, as_of: dt.date | None = None) -> CutOver:
        """Aged receivables of linked customers on both sides, as of the day (None: the day before the first synced
        one). From the record alone.
        """
        ...

    def sign(self, by: str, as_of: dt.date | None = None) -> CutOver:
        """Sign for the differences by name. Raises Misconfigured without a name or without differences."""
        ...


@dataclass(frozen=True, slots=True)
class ProfileSummary:
    """A profile in one line. `trouble` is why it cannot be read; then nothing else is known. `partners` empty = all."""

    name: str
    splynx: str = ""
    organisation: str = ""
    scenario: ScenarioKind | None = None
    partners: tuple[str, ...] = ()
    last_run: dt.datetime | None = None
    documents: int = 0
    trouble: str = ""


class Session(Deciding, Protocol):
    """One profile's work."""

    @property
    def name(self) -> str:
        """The profile's name."""
        ...

    def profile(self) -> Profile | None:
        """The stored profile; None before set-up."""
        ...

    def save_profile(self, profile: Profile) -> None:
        """Validate and store it. Raises Misconfigured naming every mistake."""
        ...

    def change_profile(self, profile: Profile, *, include_older: bool = False) -> None:
        """Store a profile that a person changed on purpose: partners of another profile are refused, and the day of a
        change of payment flow is recorded, so that nothing crosses over (P4); with `include_older` older payments may.

        Raises Misconfigured naming every mistake.
        """
        ...

    def flow_effect(self, profile: Profile) -> FlowEffect:
        """What the payment flows of this profile would do to payments there are, compared with the stored one (D5).

        From the sync record; no request. Raises Misconfigured where the mappings cannot be resolved.
        """
        ...

    def synced_documents(self) -> int:
        """How many invoices and credit notes are linked: those a changed mapping leaves as they are."""
        ...

    def status(self) -> Status:
        """From the sync record alone; no request."""
        ...

    # -- connect --
    def connect_splynx(self, url: str, key: str, secret: str, cancel: Cancel) -> BillingInfo:
        """Test, then keep key and secret in the keyring.

        Raises NotAuthorised (S3, S4), NetworkLost (S1, S2), Misconfigured, VaultUnavailable.
        """
        ...

    def splynx_key_stored(self) -> bool:
        """Whether the keyring holds a key and secret."""
        ...

    def retest_splynx(self, cancel: Cancel) -> BillingInfo:
        """Test the stored key."""
        ...

    def check_payment_rights(self, cancel: Cancel) -> None:
        """Whether the stored key may add, change and delete payments in Splynx, as far as Splynx tells.

        Raises NotAuthorised S3 naming what is missing.
        """
        ...

    def begin_consent(self, profile: Profile) -> Consent:
        """Bind a return address and make the sign-in link. Raises NetworkLost (X8), Misconfigured."""
        ...

    def choose_organisation(self, tenant_id: str, cancel: Cancel) -> Organisation:
        """Pin the organisation and read it (lock dates, role). Raises Misconfigured (C1, X5)."""
        ...

    def xero_connected(self) -> bool:
        """Whether the keyring holds a sign-in and an organisation is pinned."""
        ...

    # -- settings --
    def fetch(self, observer: Observer, cancel: Cancel, only: Sequence[FetchLine] | None = None) -> FetchReport:
        """Read the settings of both sides (or the given lines again)."""
        ...

    def references(self) -> tuple[BillingReference | None, AccountingReference | None, dt.datetime | None]:
        """What was last read."""
        ...

    def read_scope(self, observer: Observer, cancel: Cancel) -> None:
        """Read Splynx's documents and payments into the sync record (no request to Xero), so that `scope` can count."""
        ...

    def scope(self, profile: Profile) -> Scope:
        """Counts for the profile's range and partners from the sync record."""
        ...

    @property
    def matcher(self) -> Matcher:
        """Matching of existing books."""
        ...

    @property
    def schedule(self) -> Scheduling:
        """Syncs that start by themselves."""
        ...

    # -- sync --
    def plan(self, observer: Observer, cancel: Cancel) -> SyncPlan:
        """Read what changed, compare, list every write. Writes to neither side."""
        ...

    def sync(self, request: SyncRequest, observer: Observer, cancel: Cancel) -> SyncReport:
        """Run it.

        Never raises for what a service did: the report says how it ended. Raises Misconfigured and NotAuthorised
        before the start.
        """
        ...

    def reconcile(
        self, as_of: dt.date | None, observer: Observer, cancel: Cancel, since: dt.date | None = None
    ) -> TieOut:
        """Read what changed and compare both sides to the cent; over the period from `since` on, where it is given."""
        ...

    # -- record --
    def runs(self, limit: int = 100) -> Sequence[Run]:
        """Newest first."""
        ...

    def run_items(self, run_id: str, *, contents: bool = True) -> Sequence[RunItem]:
        """Entries of one run; without `contents`, which are most of a large run, `before` and `after` are empty.

        Raises Misconfigured for an unknown run.
        """
        ...

    def move_record(self, address: str, password: str = "") -> RecordMoved:
        """Copy the sync record to a file or a PostgreSQL database, prove the copy, and use it from now on.

        The old one is kept, marked as moved. Raises Misconfigured (L12–L14, P1), Busy, StorageTrouble.
        """
        ...

    def keep_record_password(self, password: str) -> None:
        """Try the shared record with this password, then keep it. Raises Misconfigured (L15), StorageTrouble."""
        ...

    def take_over(self, observer: Observer, cancel: Cancel) -> TakenOver:
        """Read the links back from both sides into an empty sync record (R32, R1). Writes to neither side.

        Raises Misconfigured where the record holds links already.
        """
        ...

    def archive_record(self) -> str:
        """Set the sync record aside with its links and history, and begin an empty one; returns where it is kept.

        Afterwards the profile may be pointed to another organisation or Splynx (X5, S7). Raises StorageTrouble, Busy.
        """
        ...

    def undo_plan(self, run_id: str, observer: Observer, cancel: Cancel) -> UndoPlan:
        """Read what changed and say what undoing a run would write, and what it cannot take back and why (P10).

        Writes to neither side. Raises Misconfigured for an unknown run, or one that is an undo itself.
        """
        ...

    def undo(self, run_id: str, shown: str | None, observer: Observer, cancel: Cancel) -> SyncReport:
        """Undo a run: exactly the plan shown, where its fingerprint is given. A run of its own in the history.

        Never raises for what a service did. Raises Misconfigured as `undo_plan`, and NotAuthorised before the start.
        """
        ...

    def drill(self, observer: Observer, cancel: Cancel) -> DrillReport:
        """Kill, cut off and disturb syncs of simulated books on purpose, and judge P1–P10; stages are `DrillStep`s.

        Nothing of the profile is used. Raises Misconfigured D1 where its organisation is no demo company, Cancelled.
        """
        ...

    def disconnect(self, cancel: Cancel) -> bool:
        """Withdraw the access at Xero, clear the profile's secrets, remove its schedule; links and history stay.

        Returns whether Xero could be told: the secrets are gone in any case. Raises Misconfigured T2, at the end, where
        the system's scheduler keeps the entry.
        """
        ...


class Workplace(Protocol):
    """The product on this computer."""

    @property
    def demo(self) -> bool:
        """Demo books: nothing is real and nothing leaves this computer."""
        ...

    def profiles(self) -> Sequence[str]:
        """Names of stored profiles."""
        ...

    def session(self, name: str) -> Session:
        """The session of a profile, existing or new."""
        ...

    def summaries(self) -> Sequence[ProfileSummary]:
        """Every stored profile in one line; no request."""
        ...

    def rename_profile(self, name: str, new: str) -> None:
        """Give a profile another name: file, sync record and keys.

        Raises Misconfigured (P0, P2, P7), Busy while it syncs, StorageTrouble, VaultUnavailable.
        """
        ...

    def remove_profile(self, name: str, cancel: Cancel) -> Path:
        """Forget a profile on this computer, its keys too; both services stay as they are. The copy's folder (Q3).

        Raises Misconfigured P0, Busy while it syncs, StorageTrouble, VaultUnavailable.
        """
        ...

    def import_profile(self, name: str, file: Path) -> Profile:
        """Create or replace a profile from a TOML file. Raises Misconfigured naming every mistake at once."""
        ...

    def import_effect(self, name: str, file: Path) -> FlowEffect | None:
        """What importing this file would do to payments there are; None where no flow changes, or nothing was synced.

        Raises Misconfigured naming every mistake of the file.
        """
        ...

    def export_profile(self, name: str, file: Path) -> None:
        """Write a profile as TOML, no secrets in it. Raises Misconfigured, StorageTrouble."""
        ...

    def load_draft(self) -> Mapping[str, object] | None:
        """The half-done set-up, if any (no secrets in it)."""
        ...

    def save_draft(self, draft: Mapping[str, object] | None) -> None:
        """Keep a half-done set-up; None removes it."""
        ...

    @property
    def log_folder(self) -> Path:
        """Where log files are."""
        ...
