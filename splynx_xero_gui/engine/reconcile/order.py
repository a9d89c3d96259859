"""The order of a plan's actions: what others depend on first, then by kind, day and id; the same for every input."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from splynx_xero_gui.domain.kinds import ActionKind
from splynx_xero_gui.domain.plan import SyncAction, Total
from splynx_xero_gui.engine.reconcile.view import numeric

_K = ActionKind
KIND_ORDER: Sequence[ActionKind] = (
    _K.CREATE_CONTACT,
    _K.UPDATE_CONTACT,
    _K.DEALLOCATE_CREDIT_NOTE,
    _K.DEALLOCATE_OVERPAYMENT,
    _K.DEALLOCATE_PREPAYMENT,
    _K.RELINK_PAYMENT,
    _K.DELETE_PAYMENT,
    _K.DELETE_OVERPAYMENT,
    _K.DELETE_PREPAYMENT,
    _K.VOID_INVOICE,
    _K.VOID_CREDIT_NOTE,
    _K.UPDATE_INVOICE,
    _K.UPDATE_CREDIT_NOTE,
    _K.CREATE_INVOICE,
    _K.CREATE_CREDIT_NOTE,
    _K.CREATE_OVERPAYMENT,
    _K.CREATE_PREPAYMENT,
    _K.CREATE_PAYMENT,
    _K.ALLOCATE_CREDIT_NOTE,
    _K.ALLOCATE_OVERPAYMENT,
    _K.ALLOCATE_PREPAYMENT,
    _K.CREATE_REFUND,
    _K.ADD_NOTE,
    _K.ATTACH_FILE,
    _K.ARCHIVE_CONTACT,
)

_Rank = tuple[int, str, tuple[int, str], str]


def ordered(actions: Iterable[SyncAction]) -> tuple[SyncAction, ...]:
    """Topological order with a stable tie-break; raises ValueError where actions depend on each other in a circle."""
    by_id = {action.id: action for action in actions}
    rank = {kind: position for position, kind in enumerate(KIND_ORDER)}
    waiting = {id: sum(1 for d in action.depends_on if d in by_id) for id, action in by_id.items()}
    followers: dict[str, list[str]] = defaultdict(list)
    for action in by_id.values():
        for needed in action.depends_on:
            if needed in by_id:
                followers[needed].append(action.id)
    ready = [(_rank(by_id[id], rank), id) for id, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    done = []
    while ready:
        _, id = heapq.heappop(ready)
        done.append(by_id[id])
        for follower in followers[id]:
            waiting[follower] -= 1
            if waiting[follower] == 0:
                heapq.heappush(ready, (_rank(by_id[follower], rank), follower))
    if len(done) != len(by_id):
        raise ValueError("Actions of the plan depend on each other in a circle.")
    return tuple(done)


def totals(actions: Iterable[SyncAction]) -> tuple[Total, ...]:
    """Count and money per kind, in the order of kinds."""
    counted: dict[ActionKind, Total] = {}
    for action in actions:
        before = counted.get(action.kind)
        count, amount = (before.count, before.amount) if before else (0, action.amount - action.amount)
        counted[action.kind] = Total(action.kind, count + 1, amount + action.amount)
    return tuple(counted[kind] for kind in KIND_ORDER if kind in counted)


def without_dropped(actions: Iterable[SyncAction], dropped: set[str]) -> tuple[list[SyncAction], list[SyncAction]]:
    """What stays, and what falls with the dropped ones because it depends on them (the dropped ones not included)."""
    kept, fallen, gone = [], [], set(dropped)
    for action in ordered(actions):
        if action.id in dropped:
            continue
        if gone.intersection(action.depends_on):
            gone.add(action.id)
            fallen.append(action)
        else:
            kept.append(action)
    return kept, fallen


def _rank(action: SyncAction, rank: Mapping[ActionKind, int]) -> _Rank:
    date = action.date.isoformat() if action.date else ""
    return rank[action.kind], date, numeric(action.splynx_id or ""), action.id
