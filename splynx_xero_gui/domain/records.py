"""What the ledger keeps:

observations, links, intents, runs, marks. The schema of `storage` mirrors these (R1–R7, R33–R34).
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from splynx_xero_gui.domain.accounting import Contact, Credit, Document, MoneyReceived, Payment
from splynx_xero_gui.domain.billing import (
    BilledDocument,
    BilledPayment,
    BilledTransaction,
    Customer,
    CustomerDetails,
    Relation,
)
from splynx_xero_gui.domain.kinds import ActionKind, Birthplace, ObjectKind, Side

Body = (
    Customer
    | CustomerDetails
    | BilledDocument
    | BilledPayment
    | BilledTransaction
    | Relation
    | Contact
    | Document
    | Payment
    | Credit
    | MoneyReceived
)


@dataclass(frozen=True, slots=True)
class Observation:
    """One object as last read. `owner` is the customer id (Splynx) or contact id (Xero); `key` is the natural key
    (number, ContactNumber, token);
    `partner_id` of a document is recorded at first sight and never follows the customer (R5). `gone`: a confirmed
    absence."""

    side: Side
    kind: ObjectKind
    id: str
    owner: str
    body: Body
    key: str = ""
    partner_id: str | None = None
    gone: bool = False


class Role(StrEnum):
    """What a member is to its Splynx object (R3)."""

    MAIN = "main"
    REISSUE = "reissue"
    CORRECTION = "correction"
    PAYMENT = "payment"
    CREDIT = "credit"
    REFUND = "refund"
    ALLOCATION = "allocation"


class LinkState(StrEnum):
    """ACTIVE counts; RETIRED was voided, deleted or taken off by us; LEFT was answered "leave" or "ignore":

    named, never written again.
    """

    ACTIVE = "active"
    RETIRED = "retired"
    LEFT = "left"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Link:
    """A Splynx object and its member in Xero.

    For payments `part` numbers the parts (token `SPX-P<splynx_id>.<part>`), `invoice_id` is the Splynx invoice the
    part pays (None = credit).
    For allocations `splynx_id` is the relation's payer id, `kind` its payer kind, `invoice_id` the Splynx invoice,
    `xero_id` the credit's id and
    `xero_part` the AllocationID. `agreed` is JSON of what both sides agreed on, `agreed_splynx`/`agreed_xero` the
    content hashes at that moment.
    """

    kind: ObjectKind
    splynx_id: str
    role: Role
    xero_kind: ObjectKind
    xero_id: str
    customer_id: str
    part: int = 0
    generation: int = 1
    xero_part: str = ""
    invoice_id: str | None = None
    amount: Decimal = Decimal("0.00")
    date: dt.date | None = None
    birthplace: Birthplace = Birthplace.SPLYNX
    state: LinkState = LinkState.ACTIVE
    partner_id: str | None = None
    agreed: str = ""
    agreed_splynx: str = ""
    agreed_xero: str = ""
    id: int | None = None


class IntentState(StrEnum):
    """SENDING:

    committed before the call; DONE/REFUSED: answer committed; UNCERTAIN: no answer, to be looked up; ABANDONED:
    looked up, not there.
    """

    SENDING = "sending"
    DONE = "done"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class Intent:
    """A write that was about to be made.

    `action` is the action's JSON, enough to look it up by its natural key or to send it again. For undo (design §7):
    `replaced` is JSON of the links that this write replaces, as they stood before it; `answer` is the hash of the
    object as answered, so that a later change shows.
    """

    id: str
    run_id: str
    action_id: str
    kind: ActionKind
    side: Side
    action: str
    state: IntentState
    created_at: dt.datetime
    idempotency_key: str = ""
    xero_id: str = ""
    message: str = ""
    concluded_at: dt.datetime | None = None
    lookups: int = 0
    replaced: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Undone:
    """A write that was taken back: `intent_id` made it, run `by_run` took it back.

    `hold` names what must not be written again by itself (R15), empty where the links alone say so.
    """

    intent_id: str
    by_run: str
    hold: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a stream was read:

    `stamp` in the form the stream needs (UTC ISO for Xero, server day or id for Splynx), see R33, R34.
    """

    stream: str
    stamp: str
    at: dt.datetime = field(default_factory=lambda: dt.datetime(1970, 1, 1, tzinfo=dt.UTC))


@dataclass(frozen=True, slots=True)
class Run:
    """One sync, or the undo of one (`undoes` is that one's id).

    `outcome` and `reason` are those of interface.md; `settings` is the profile as TOML at the start.
    """

    id: str
    started_at: dt.datetime
    started_by: str
    machine: str
    trigger: str
    finished_at: dt.datetime | None = None
    outcome: str = "running"
    reason: str | None = None
    resume_at: dt.datetime | None = None
    waiting: int = 0
    skipped: int = 0
    uncertain: int = 0
    calls_splynx: int = 0
    calls_xero: int = 0
    settings: str = ""
    undoes: str = ""


@dataclass(frozen=True, slots=True)
class RunItem:
    """One write of a run, with what was before and after (JSON), for history and undo."""

    run_id: str
    sequence: int
    action_id: str
    kind: ActionKind
    side: Side
    subject: str
    customer: str
    splynx_id: str | None
    xero_id: str | None
    date: dt.date | None
    amount: Decimal
    currency: str
    result: str
    message: str = ""
    before: str = ""
    after: str = ""
    at: dt.datetime | None = None
