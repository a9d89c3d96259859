"""The plan of a sync:

every write with its money, listed before anything is written (design.md §4, interface.md `plan`).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from splynx_xero_gui.domain.conflict import Conflict
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Side, Undo
from splynx_xero_gui.domain.payloads import Payload
from splynx_xero_gui.domain.records import Link


@dataclass(frozen=True, slots=True)
class SyncAction:
    """One write.

    `id` is a hash of what it does, so equal content has an equal id in the next plan (P7). `amount` is positive.
    `links` are the links as they stand once the write is done; an empty `xero_id` in them is filled from the answer,
    and so are `xero_part` and `agreed_xero`. `depends_on` names actions of the same plan; `before` is JSON of what an
    update or removal replaces, for history and undo. An action of an undo names in `undoes` the intent it takes back,
    and in `hold` what must not be written again by itself (R15).
    """

    id: str
    kind: ActionKind
    side: Side
    subject: str
    splynx_id: str | None
    xero_id: str | None
    customer_id: str
    customer_name: str
    date: dt.date | None
    amount: Decimal
    currency: str
    undo: Undo | None
    payload: Payload
    links: tuple[Link, ...] = ()
    depends_on: tuple[str, ...] = ()
    why: str = ""
    before: str = ""
    undoes: str = ""
    hold: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item that waits without a question (R13, R18): a draft to be approved, an invoice in question."""

    subject: str
    splynx_id: str
    customer_id: str
    amount: Decimal
    reason: str
    kind: ObjectKind | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something done or left that the person should see:

    a rounding line used (R9), an e-mail left out, a named exception.
    """

    kind: str
    subject: str
    amount: Decimal
    text: str
    customer_id: str = ""
    subject_kind: ObjectKind | None = None
    splynx_id: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """Count and money of one kind of action."""

    kind: ActionKind
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True, weakref_slot=True)
class SyncPlan:
    """What a sync would do, in dependency order.

    `links` are found, not made: adopted by key (R4) or named by a person; they are saved when the plan runs and
    nothing is
    written for them. `consumed` are conflict ids whose one-time answers this plan honours. `customers` were planned.
    `ruled` are questions that rules answered, each with its rule's id.
    `calls` counts every call the sync would make, reads included.
    """

    fingerprint: str
    actions: tuple[SyncAction, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    notices: tuple[Notice, ...] = ()
    links: tuple[Link, ...] = ()
    consumed: tuple[str, ...] = ()
    ruled: tuple[tuple[str, Conflict], ...] = ()
    customers: frozenset[str] = frozenset()
    totals: tuple[Total, ...] = ()
    calls: Mapping[Side, int] = field(default_factory=dict)
