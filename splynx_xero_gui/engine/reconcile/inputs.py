"""Everything the planner may look at. It does no I/O and knows no clock but `today` (design.md §4)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from splynx_xero_gui.domain.conflict import FieldDiff, Resolution, Rule
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.policy import Policy
from splynx_xero_gui.domain.records import Observation, RunItem
from splynx_xero_gui.domain.reference import AccountingReference, BillingReference
from splynx_xero_gui.ports.ledger import Books


@dataclass(frozen=True, slots=True)
class Owed:
    """The last write of a document, by an earlier run: what of its note and its file is still to come."""

    written: RunItem
    note: bool
    file: bool


@dataclass(frozen=True, slots=True)
class PlannerInput:
    """One planning problem.

    `taken`: observed Xero objects by (kind, natural key) for every number, ContactNumber and token that could
    collide, whoever owns them.
    `duplicates`: Splynx document ids by (kind, number) where more than one document has the number (R4).
    `contact_names`: casefolded names of active contacts → contact id. `today` is the organisation's day (R31).
    `named`: Xero objects that answers name, by the id or number written there (see `lookups.named_values`).
    `linked`: how many objects the whole ledger links, for the guard; None = those of these books.
    `refusals`: action ids the service refused before → its words. `allow_many`: the count of changes allowed once (L5).
    `pull_since`, `push_since`: the day from which an account (by id) is read, or a method sent, where it went otherwise
    before (P4). `unconfirmed`: Xero ids whose removal a second read has not shown yet (R26). `strays`: receipts on
    accounts that are read whose contact is no customer's, to be placed with these books; `hints`: whose they may be.
    `suspected`: what a match found likely for an unlinked object and nobody answered yet, best first (ui.md W8).
    `parted`: by Splynx payment, Xero ids that a person said are others (W8, *No match*): R20 does not ask again.
    `owed`: by Xero id, documents that earlier runs wrote and whose note or file is still to come. `may_attach`: whether
    the sign-in allows files.
    `held`: what an undo took back and nobody let be written again (R15, `holds`).
    `linked_elsewhere`: contacts in `taken` that are linked to customers outside these books.
    `holders`: names of the contacts that own what is in `taken`, by contact id.
    """

    books: Books
    policy: Policy
    accounting: AccountingReference
    billing: BillingReference
    today: dt.date
    contact_names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    taken: Mapping[tuple[ObjectKind, str], tuple[Observation, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    duplicates: Mapping[tuple[ObjectKind, str], tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    resolutions: Mapping[str, Resolution] = field(default_factory=lambda: MappingProxyType({}))
    rules: tuple[Rule, ...] = ()
    refusals: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    allow_many: int | None = None
    named: Mapping[str, tuple[Observation, ...]] = field(default_factory=lambda: MappingProxyType({}))
    linked: int | None = None
    pull_since: Mapping[str, dt.date] = field(default_factory=lambda: MappingProxyType({}))
    push_since: Mapping[str, dt.date] = field(default_factory=lambda: MappingProxyType({}))
    unconfirmed: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    strays: tuple[Observation, ...] = ()
    linked_elsewhere: frozenset[str] = frozenset()
    holders: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    hints: Mapping[str, tuple[FieldDiff, ...]] = field(default_factory=lambda: MappingProxyType({}))
    suspected: Mapping[tuple[ObjectKind, str], tuple[Observation, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    parted: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    owed: Mapping[str, Owed] = field(default_factory=lambda: MappingProxyType({}))
    may_attach: bool = True

    def are_parted(self, payment_id: str, xero_id: str) -> bool:
        """Whether a person said already that these two are different payments."""
        return xero_id in self.parted.get(payment_id, ())

    @property
    def closed_up_to(self) -> dt.date | None:
        """Latest of the organisation's lock dates and the profile's own (R12); None = nothing is closed."""
        dates = (self.accounting.organisation.locked_up_to, self.policy.options.closed_until)
        return max((d for d in dates if d), default=None)

    def is_closed(self, day: dt.date) -> bool:
        """Whether nothing may be written into Xero with this date (R12)."""
        limit = self.closed_up_to
        return limit is not None and day <= limit

    @property
    def first_open_day(self) -> dt.date | None:
        """The day after the closed period (R12); None when nothing is closed."""
        limit = self.closed_up_to
        return limit + dt.timedelta(days=1) if limit else None
