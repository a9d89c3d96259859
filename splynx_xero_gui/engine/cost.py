"""What a sync will cost in calls, told before it runs (design.md §9, R35)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Side
from splynx_xero_gui.domain.payloads import SplynxPaymentPayload, VoidPayload
from splynx_xero_gui.domain.plan import SyncAction, SyncPlan
from splynx_xero_gui.engine.discover_credits import contacts_without_account
from splynx_xero_gui.engine.discover_splynx import details_due
from splynx_xero_gui.engine.discover_xero import received_is_due
from splynx_xero_gui.engine.streams import XERO_KINDS
from splynx_xero_gui.ports.accounting import AccountingSystem
from splynx_xero_gui.ports.ledger import Ledger

# Sign-in, server's day, customers, invoices and credit notes of a later reading, as it last was (R34).
SPLYNX_DATED_CALLS = "splynx-dated-calls"
_FIRST_GUESS = 12
_ONCE = 5  # of these: sign-in, time zone, and the fields of three lists are asked for once per connection


def estimate_calls(
    plan: SyncPlan,
    accounting: AccountingSystem,
    ledger: Ledger,
    now: dt.datetime,
    *,
    pulls: bool = False,
    read_after: bool = False,
) -> dict[Side, int]:
    """Calls per side of a sync that runs this plan now, reads included (interface.md).

    Xero: lock dates, one page per stream, what only receipts read from Xero need (`pulls`), and the writes in batches.
    Splynx: what changed by day, by count and by id, two calls for each customer whose details are due, the writes.
    `read_after`: both sides are read once more behind the writes, as an undo does.
    """
    to_xero = tuple(a for a in plan.actions if a.side is Side.XERO)
    batches = [batch for wave in waves(to_xero) for batch in accounting.batches(wave)]
    xero = 1 + len(XERO_KINDS) + len(batches) + sum(map(_renames, batches))
    if pulls:
        xero += _reads_of_receipts(plan, ledger, now)
    dated, counted = int(ledger.get_fact(SPLYNX_DATED_CALLS) or _FIRST_GUESS), _counted(ledger)
    splynx = dated + counted
    if read_after and plan.actions:
        xero += len(XERO_KINDS)
        splynx += dated - _ONCE + counted
    splynx += 2 * len(details_due(ledger, now)) + sum(map(_calls_to_splynx, plan.actions))
    return {Side.XERO: xero, Side.SPLYNX: splynx}


def _renames(batch: Sequence[SyncAction]) -> bool:
    """Documents that are voided under another number are renamed by a call before (R15)."""
    return any(isinstance(action.payload, VoidPayload) and action.payload.number for action in batch)


def _reads_of_receipts(plan: SyncPlan, ledger: Ledger, now: dt.datetime) -> int:
    """Money booked as income, read once a day and while it is asked about (R23); accounts of credits not told yet:
    bank transactions, overpayments and prepayments of each contact (R22).
    """
    asked = any(c.kind is ConflictKind.RECEIPT_NOT_ON_RECEIVABLES for c in plan.conflicts)
    return int(asked or received_is_due(ledger, now)) + 3 * len(contacts_without_account(ledger))


def _counted(ledger: Ledger) -> int:
    """Payments and relations: new ones by id, and a count of those known; transactions by id."""
    kinds = (ObjectKind.PAYMENT, ObjectKind.RELATION)
    return len(kinds) + sum(1 for kind in kinds if ledger.highest_id(Side.SPLYNX, kind)) + 1


def _calls_to_splynx(action: SyncAction) -> int:
    """Looked for by key, perhaps the credit it comes from; written, read back; and what it pays (R2, R27)."""
    payload = action.payload
    if action.side is Side.XERO:
        return 1 if action.kind is ActionKind.ATTACH_FILE else 0
    if not isinstance(payload, SplynxPaymentPayload):
        return 1
    if payload.id:
        return 2 + (payload.invoice_id is not None)
    from_credit = payload.amount < 0 and payload.credit_note_id is not None
    return 4 + (payload.refund_payment_id is not None or bool(payload.refund_made_by) or from_credit)


def waves(actions: Iterable[SyncAction]) -> list[list[SyncAction]]:
    """Actions that go out together: equal kind and equal depth of what they need."""
    depth: dict[str, int] = {}
    groups: Mapping[tuple[int, ActionKind], list[SyncAction]] = defaultdict(list)
    for action in actions:
        depth[action.id] = 1 + max((depth.get(need, 0) for need in action.depends_on), default=0)
        groups[depth[action.id], action.kind].append(action)
    return list(groups.values())
