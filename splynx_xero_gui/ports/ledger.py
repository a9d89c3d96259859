"""The sync record: what was seen, what was agreed, what was about to be written. Implementation: `storage`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from splynx_xero_gui.domain.conflict import Conflict, Resolution, Rule
from splynx_xero_gui.domain.journal import Asked, JournalEntry, JournalEvent
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.matching import Match
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.domain.records import Intent, IntentState, Link, Mark, Observation, Run, RunItem, Undone
from splynx_xero_gui.domain.reference import AccountingReference, BillingReference, Usage


@dataclass(frozen=True, slots=True)
class Books:
    """Everything the ledger knows of a set of customers:

    their Splynx objects, their contacts' Xero objects, and the links between them.
    """

    splynx: tuple[Observation, ...] = ()
    xero: tuple[Observation, ...] = ()
    links: tuple[Link, ...] = ()
    customers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What one answered write changes, stored in one transaction:

    the intent's end, links, the object as answered (`answer` is its hash), the run's entry, what it took back.
    """

    intent_id: str
    state: IntentState
    xero_id: str = ""
    message: str = ""
    links: tuple[Link, ...] = ()
    observations: tuple[Observation, ...] = ()
    item: RunItem | None = None
    answer: str = ""
    undone: Undone | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """What `store_page` found: how many items, how many of them differ from what was known."""

    items: int
    changed: int


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """Counts for guards (R32, sudden emptiness): linked objects per kind, known live objects per side and kind.

    `ever_linked`: a link of any state is kept, that of an undone or retired object too.
    """

    linked: Mapping[ObjectKind, int] = field(default_factory=dict)
    known: Mapping[tuple[Side, ObjectKind], int] = field(default_factory=dict)
    ever_linked: bool = False


class Ledger(Protocol):
    """One profile's sync record.

    Every method is one transaction. Used from the thread that opened it. Raises failures.StorageTrouble.
    """

    # -- observations and marks (R33, R34) --
    def store_page(self, observations: Sequence[Observation], mark: Mark | None = None) -> Stored:
        """Store what was read and move the mark, in one transaction. Changed content marks the owner as dirty."""
        ...

    def mark_gone(self, side: Side, kind: ObjectKind, ids: Iterable[str]) -> None:
        """These objects are confirmed absent; their owners become dirty."""
        ...

    def marks(self) -> Mapping[str, Mark]:
        """All marks by stream."""
        ...

    def forget_marks(self, streams: Iterable[str]) -> None:
        """Read these streams from the start next time (full re-read, rebuild)."""
        ...

    def known_ids(
        self, side: Side, kind: ObjectKind, *, after_id: int = 0, up_to_id: int | None = None
    ) -> Sequence[str]:
        """Ids of live observations in (after_id, up_to_id] by numeric order (Splynx kinds; R34 bisecting)."""
        ...

    def highest_id(self, side: Side, kind: ObjectKind) -> int:
        """Highest numeric id ever seen, 0 when none."""
        ...

    def observation(self, side: Side, kind: ObjectKind, id: str) -> Observation | None:
        """One observation."""
        ...

    def observations(self, side: Side, kind: ObjectKind) -> Iterator[Observation]:
        """All live observations of a kind, by id, streamed (tie-out, search)."""
        ...

    def search(self, side: Side, kind: ObjectKind, words: Sequence[str], limit: int) -> Sequence[Observation]:
        """Live observations of a kind whose content may hold every word (type-ahead); at most `limit`."""
        ...

    def details_due(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Customers that own documents and whose details were never read, or before this moment (R34 rotation),
        oldest first.
        """
        ...

    def facts(self) -> LedgerFacts:
        """Counts for guards."""
        ...

    # -- planner input --
    def dirty_customers(self) -> frozenset[str]:
        """Customers whose objects, contact's objects, links, answers or mappings changed since they were last
        settled.
        """
        ...

    def mark_dirty(self, customers: Iterable[str] | None) -> None:
        """These customers must be planned again; None = all (a mapping, option or lock date changed)."""
        ...

    def settle(self, customers: Iterable[str]) -> None:
        """Nothing is left to do for these customers."""
        ...

    def customers(self) -> frozenset[str]:
        """All customers the record knows of: owners of Splynx objects and of links."""
        ...

    def books(self, customers: Iterable[str] | None) -> Books:
        """All observations and links of these customers and of those they share something with: a contact, a parent or
        sub-account, an object that moved from one to the other. None = all.
        """
        ...

    def xero_of_contacts(self, contact_ids: Iterable[str]) -> Sequence[Observation]:
        """Everything observed that belongs to these contacts of Xero, linked or not (a plan that links them first)."""
        ...

    def receipts_of_nobody(self, since: date | None) -> Sequence[Observation]:
        """Payments, over- and prepayments of Xero dated from this day on, whose contact is no customer's and that no
        link holds; deleted ones too.
        """
        ...

    def xero_by_key(self, kind: ObjectKind, keys: Iterable[str]) -> Mapping[str, Sequence[Observation]]:
        """Observed Xero objects whose natural key (number, ContactNumber, token) is one of these, dead ones too."""
        ...

    def contact_names(self) -> Mapping[str, str]:
        """Casefolded names of active contacts → contact id (name uniqueness, xero-api.md §6)."""
        ...

    def splynx_numbers(self, kind: ObjectKind, numbers: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """Splynx document ids per number, for duplicate numbers (R4)."""
        ...

    def usage(self, since: date, partners: Sequence[str]) -> Mapping[str, Mapping[str, Usage]]:
        """Use in the chosen range:

        {"categories": {id: Usage}, "taxes": {"id@percent": Usage}, "methods": {id: Usage}, "documents": {"": Usage}},
        and "documents by categories" and "documents by taxes", whose keys name all that one document uses together
        (`reference.together`): a document with several lines is counted once there.
        """
        ...

    # -- links --
    def links(
        self, *, customer_ids: Iterable[str] | None = None, kinds: Iterable[ObjectKind] | None = None
    ) -> Sequence[Link]:
        """Links, all states."""
        ...

    def links_to(self, xero_kind: ObjectKind, xero_ids: Iterable[str]) -> Sequence[Link]:
        """Links that hold these objects of the accounting system, of all customers and states."""
        ...

    def save_links(self, links: Sequence[Link]) -> None:
        """Insert (id None) or replace; owners become dirty."""
        ...

    def delete_links(self, ids: Iterable[int]) -> None:
        """Forget links that were made by matching and taken back before any sync used them; owners become dirty."""
        ...

    # -- matching of existing books --
    def replace_matches(self, rows: Sequence[Match], customers: Iterable[str] | None = None) -> None:
        """These rows instead of those of these customers (None = of all), one transaction."""
        ...

    def save_matches(self, rows: Sequence[Match]) -> None:
        """Insert or replace rows; their customers become dirty."""
        ...

    def matches(self, customers: Iterable[str] | None = None, *, only_open: bool = False) -> Sequence[Match]:
        """Rows in the order they were found, of these customers (None = all)."""
        ...

    def payments_said_new(self, customers: Iterable[str]) -> Sequence[Match]:
        """Rows of payments of these customers that a person said have no counterpart."""
        ...

    def matches_of(self, objects: Iterable[tuple[ObjectKind, str]]) -> Sequence[Match]:
        """Rows of these Splynx objects, as far as there are such."""
        ...

    def matches_holding(self, xero_ids: Iterable[str]) -> Sequence[Match]:
        """Rows that propose or hold one of these Xero ids. For a few: each is searched for in all rows."""
        ...

    # -- intents (intent first) --
    def begin(self, intents: Sequence[Intent]) -> None:
        """Commit before the call is made."""
        ...

    def conclude(self, conclusions: Sequence[Conclusion]) -> None:
        """Commit the answers of one call, all in one transaction."""
        ...

    def open_intents(self) -> Sequence[Intent]:
        """SENDING and UNCERTAIN intents, oldest first."""
        ...

    def refusals(self) -> Mapping[str, str]:
        """Action ids whose newest intent was refused → the service's words; not sent again unless a person says so."""
        ...

    def forgive(self, action_ids: Iterable[str]) -> None:
        """Forget these refusals: a person answered try-again."""
        ...

    # -- undo (design.md §7, R15) --
    def written(self, run_id: str) -> Sequence[Intent]:
        """Intents of a run that are DONE, in the order they were made."""
        ...

    def written_to(self, xero_ids: Iterable[str]) -> Sequence[Intent]:
        """DONE intents whose answer was one of these objects, in the order they were made."""
        ...

    def links_by_id(self, ids: Iterable[int]) -> Sequence[Link]:
        """These links as they stand."""
        ...

    def undone(self, run_id: str) -> Mapping[str, Undone]:
        """What was taken back of a run, by intent."""
        ...

    def held(self) -> frozenset[str]:
        """What was taken back and must not be written again before a person says so."""
        ...

    def release(self, holds: Iterable[str]) -> None:
        """A person said so."""
        ...

    # -- plans, decisions, runs --
    def save_plan(self, plan: SyncPlan) -> None:
        """Remember what was shown (fingerprint → action ids), for `sync --plan`."""
        ...

    def shown_plan(self, fingerprint: str) -> frozenset[str] | None:
        """Action ids of a plan shown earlier; None when unknown."""
        ...

    def save_conflicts(self, conflicts: Sequence[Conflict], planned_customers: Iterable[str] | None) -> None:
        """Replace the open conflicts of these customers (None = all) by the given ones."""
        ...

    def conflicts(self) -> Sequence[Conflict]:
        """Open conflicts with `group_count` filled in."""
        ...

    def conflict(self, id: str) -> Conflict | None:
        """One open conflict, without the count of its group."""
        ...

    def save_resolution(self, resolution: Resolution) -> None:
        """Store an answer (journal: kept for good, the newest counts); its customer becomes dirty."""
        ...

    def resolutions(self) -> Mapping[str, Resolution]:
        """Newest answer by conflict id, consumed ones left out."""
        ...

    def consume_resolutions(self, conflict_ids: Iterable[str]) -> None:
        """One-time answers (`skip`, `try-again`, `send-again`) that were honoured: asked again afterwards."""
        ...

    def save_rule(self, rule: Rule) -> None:
        """Insert or revoke a rule."""
        ...

    def rules(self) -> Sequence[Rule]:
        """All rules, revoked ones too."""
        ...

    # -- the journal of decisions: entries are added, never changed --
    def decide(
        self, entries: Sequence[JournalEntry], resolutions: Sequence[Resolution] = (), rule: Rule | None = None
    ) -> None:
        """Store answers and a rule with their entries in one transaction; whom they concern becomes dirty."""
        ...

    def journal(
        self, *, limit: int = 500, rule_id: str | None = None, event: JournalEvent | None = None
    ) -> Sequence[JournalEntry]:
        """Newest first; of one rule, of one event."""
        ...

    def asked(self, kind: str, since: datetime) -> Sequence[Asked]:
        """Questions of a kind that were first asked at or after a moment (the reach of a rule)."""
        ...

    def save_run(self, run: Run) -> None:
        """Insert or update."""
        ...

    def runs(self, limit: int = 100) -> Sequence[Run]:
        """Newest first."""
        ...

    def run(self, run_id: str) -> Run | None:
        """One run."""
        ...

    def run_items(self, run_id: str, *, contents: bool = True) -> Sequence[RunItem]:
        """Entries of one run in order; without `contents` what was there before and after is left empty."""
        ...

    def items_about(self, xero_ids: Iterable[str], since: datetime) -> Sequence[RunItem]:
        """Entries of any run that wrote these objects of Xero from a moment on, in the order they were made."""
        ...

    # -- reference data and small facts --
    def save_reference(
        self, billing: BillingReference | None, accounting: AccountingReference | None, at: datetime
    ) -> None:
        """Keep what `fetch` read; None keeps the earlier."""
        ...

    def billing_reference(self) -> tuple[BillingReference, datetime] | None:
        """Last read, with its moment."""
        ...

    def accounting_reference(self) -> tuple[AccountingReference, datetime] | None:
        """Last read, with its moment."""
        ...

    def get_fact(self, name: str) -> str | None:
        """A small named value (identity of the pair, settings hash, last full read)."""
        ...

    def set_fact(self, name: str, value: str) -> None:
        """Store a small named value."""
        ...

    def close(self) -> None:
        """Release the database."""
        ...


class SyncLock(Protocol):
    """One sync at a time per profile, across processes."""

    def acquire(self, who: str) -> AbstractContextManager[None]:
        """Hold the lock; raises failures.Busy naming the holder."""
        ...
