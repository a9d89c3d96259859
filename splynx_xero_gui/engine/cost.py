"""What a sync will cost in calls, told before it runs (design.md §9, R35)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from splynx_xero_gui.domain.kinds import ActionKind, Side
from splynx_xero_gui.domain.plan import SyncAction, SyncPlan
from splynx_xero_gui.engine.discover_splynx import details_due
from splynx_xero_gui.engine.streams import XERO_KINDS
from splynx_xero_gui.ports.accounting import AccountingSystem
from splynx_xero_gui.ports.ledger import Ledger

SPLYNX_IDLE_CALLS = "splynx-idle-calls"
_FIRST_GUESS = 10


def estimate_calls(plan: SyncPlan, accounting: AccountingSystem, ledger: Ledger, now: dt.datetime) -> dict[Side, int]:
    """Calls per side of a sync that runs this plan now: lock dates, one page per stream, and the writes in batches.

    For Splynx: what the last reading cost, and two calls for each customer whose details are due.
    """
    xero = 1 + len(XERO_KINDS) + sum(len(accounting.batches(wave)) for wave in waves(plan.actions))
    splynx = int(ledger.get_fact(SPLYNX_IDLE_CALLS) or _FIRST_GUESS) + 2 * len(details_due(ledger, now))
    splynx += sum(1 for a in plan.actions if a.side is Side.SPLYNX or a.kind is ActionKind.ATTACH_FILE)
    return {Side.XERO: xero, Side.SPLYNX: splynx}


def waves(actions: tuple[SyncAction, ...]) -> list[list[SyncAction]]:
    """Actions that go out together: equal kind and equal depth of what they need."""
    depth: dict[str, int] = {}
    groups: Mapping[tuple[int, ActionKind], list[SyncAction]] = defaultdict(list)
    for action in actions:
        depth[action.id] = 1 + max((depth.get(need, 0) for need in action.depends_on), default=0)
        groups[depth[action.id], action.kind].append(action)
    return list(groups.values())
