"""The undo of a run as a plan that is shown first: what it takes back, what it cannot and why (design.md §7, P10)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from splynx_xero_gui.domain.kinds import ActionKind, Side
from splynx_xero_gui.domain.money import ZERO, total
from splynx_xero_gui.domain.plan import SyncAction, Total


class Obstacle(StrEnum):
    """Why a write cannot be taken back. The first group is known before the run, the rest depends on the books."""

    VOID_IS_FINAL = "void-is-final"
    ARCHIVED_IS_FINAL = "archived-is-final"
    RELINKED = "relinked"
    NOTE_STAYS = "note-stays"
    FILE_STAYS = "file-stays"

    PAID = "paid"
    USED = "used"
    REFUNDED = "refunded"
    LOCKED = "locked"
    RECONCILED = "reconciled"
    BATCHED = "batched"
    CHANGED = "changed"
    GONE = "gone"
    CONTACT_IN_USE = "contact-in-use"
    CONTACT_ARCHIVED = "contact-archived"
    NO_ROOM = "no-room"
    ACCOUNT_UNUSABLE = "account-unusable"
    NO_ID = "no-id"
    NOT_RECORDED = "not-recorded"
    DEPENDS = "depends"


@dataclass(frozen=True, slots=True)
class Kept:
    """A write of the run that stays, and why, in a sentence."""

    intent_id: str
    kind: ActionKind
    side: Side
    subject: str
    customer_name: str
    splynx_id: str | None
    xero_id: str | None
    date: dt.date | None
    amount: Decimal
    currency: str
    obstacle: Obstacle
    why: str


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What undoing run `run_id` would write, in dependency order, and what it cannot take back.

    `already` counts what an earlier undo took back. `calls` counts every call it would make, reads included.
    """

    run_id: str
    fingerprint: str
    actions: tuple[SyncAction, ...] = ()
    kept: tuple[Kept, ...] = ()
    already: int = 0
    totals: tuple[Total, ...] = ()
    calls: Mapping[Side, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many writes of the run are looked at: those that can and those that cannot be taken back."""
        return len(self.actions) + len(self.kept)

    @property
    def kept_amount(self) -> Decimal:
        """Money of what stays."""
        return total(one.amount for one in self.kept) if self.kept else ZERO
