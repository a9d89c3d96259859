"""What a sync and a comparison of both sides report (interface.md, JSON documents; R36–R38)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Side
from splynx_xero_gui.domain.money import ZERO

# Who started a sync (`SyncRequest.trigger`).
HAND, SCHEDULE = "hand", "schedule"


class SyncOutcome(StrEnum):
    """How a sync ended (interface.md)."""

    COMPLETED = "completed"
    NEEDS_DECISIONS = "needs-decisions"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class SyncRequest:
    """What to run. `plan` is a fingerprint shown before (P7); `limit` writes at most so many actions; `allow_many`
    answers too-many-changes
    for exactly that count, once; `leave_out` are action ids the person unticked (what depends on them stays out
    too)."""

    plan: str | None = None
    limit: int | None = None
    allow_many: int | None = None
    leave_out: frozenset[str] = frozenset()
    trigger: str = HAND


@dataclass(frozen=True, slots=True)
class Written:
    """Count and money written of one kind on one side."""

    side: Side
    kind: ActionKind
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class SyncReport:
    """The sync's result. `title`, `message`, `what_to_do` tell a person why it stopped, empty when it did not;

    `failure_id` is the message's id (ui.md §6).
    """

    run_id: str
    outcome: SyncOutcome
    reason: str | None = None
    resume_at: dt.datetime | None = None
    written: tuple[Written, ...] = ()
    planned: int = 0
    waiting: int = 0
    waiting_amount: Decimal = ZERO
    skipped: int = 0
    uncertain: int = 0
    adopted: int = 0
    calls: Mapping[Side, int] = field(default_factory=dict)
    seconds: float = 0.0
    failure_id: str = ""
    title: str = ""
    message: str = ""
    what_to_do: str = ""
    details: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """A named part of a difference."""

    subject: str
    amount: Decimal
    why: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where both sides stood on a day, and what names the difference."""

    splynx: Decimal = ZERO
    xero: Decimal = ZERO
    explained: tuple[Explained, ...] = ()

    @property
    def difference(self) -> Decimal:
        """Splynx minus Xero."""
        return self.splynx - self.xero

    @property
    def unexplained(self) -> Decimal:
        """The part of the difference without a name."""
        return self.difference - sum((e.amount for e in self.explained), ZERO)


@dataclass(frozen=True, slots=True)
class TieOutRow:
    """One measure: `receivables:<customer>`, `receivables`, `tax:<rate>`, `bank:<account>:<method>:<day>` … with its
    explained parts.

    Receivables are as they stand at the end of the day, `opening` is where they stood before a period, None where no
    period was asked for. Tax and bank are what moved (in the period, where there is one), and have no opening (R38).
    `difference` is splynx − xero; `unexplained` is what no explained part covers.
    """

    measure: str
    label: str
    splynx: Decimal
    xero: Decimal
    explained: tuple[Explained, ...] = ()
    opening: Standing | None = None

    @property
    def difference(self) -> Decimal:
        """Splynx minus Xero."""
        return self.splynx - self.xero

    @property
    def unexplained(self) -> Decimal:
        """The part of the difference without a name."""
        return self.difference - sum((e.amount for e in self.explained), ZERO)

    @property
    def largest(self) -> Decimal:
        """The difference, or that of the opening where it is the larger one."""
        before = self.opening.difference if self.opening is not None else ZERO
        return max(self.difference, before, key=abs)

    @property
    def loose(self) -> Decimal:
        """What has no name, or what of the opening has none where that is more."""
        before = self.opening.unexplained if self.opening is not None else ZERO
        return max(self.unexplained, before, key=abs)

    @property
    def parts(self) -> tuple[Explained, ...]:
        """What names the difference and that of the opening; what stands at both once."""
        before = self.opening.explained if self.opening is not None else ()
        return tuple(dict.fromkeys((*before, *self.explained)))

    @property
    def named(self) -> bool:
        """Whether every difference has a name, that of the opening too."""
        return not self.loose

    @property
    def agrees(self) -> bool:
        """Whether both sides are equal, at the opening too."""
        return not self.largest


@dataclass(frozen=True, slots=True)
class TieOut:
    """Both sides compared as of a day (R36–R38). `information` are lines that are no comparison (drafts, not from
    Splynx, prepayments).

    `since` is the first day of the period, None = from the first day on. `run_id` is the last sync before it.
    `incomplete` names streams that could not be read: then it is no proof.
    """

    as_of: dt.date
    rows: tuple[TieOutRow, ...]
    information: tuple[Explained, ...] = ()
    incomplete: tuple[str, ...] = ()
    at: dt.datetime | None = None
    since: dt.date | None = None
    run_id: str = ""

    @property
    def balanced(self) -> bool:
        """Whether every difference is named and nothing is missing."""
        return not self.incomplete and all(row.named for row in self.rows)

    @property
    def equal(self) -> bool:
        """Whether both sides agree to the cent without any exception."""
        return not self.incomplete and all(row.agrees for row in self.rows)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """Links read back from both sides (R32): how many per kind; what is asked, and what the next sync would write."""

    links: Mapping[ObjectKind, int]
    questions: int = 0
    writes: int = 0
