"""Which writes share a call (xero-api.md §4, R35): 50 elements of a kind, the allocations of one source, or one."""

from collections.abc import Iterator, Sequence
from typing import Final

from splynx_xero_gui.domain.kinds import ActionKind
from splynx_xero_gui.domain.payloads import AllocationPayload, DocumentPayload
from splynx_xero_gui.domain.plan import SyncAction

ELEMENTS: Final = 50
_MOST_BYTES: Final = 3_000_000  # of the 3.5 MB Xero's older text names (§3)
_ELEMENT_BYTES: Final = 600
_LINE_BYTES: Final = 300
_MOST_ALLOCATIONS: Final = 50

BY_THE_BATCH: Final = frozenset(
    {
        ActionKind.CREATE_CONTACT,
        ActionKind.UPDATE_CONTACT,
        ActionKind.ARCHIVE_CONTACT,
        ActionKind.CREATE_INVOICE,
        ActionKind.UPDATE_INVOICE,
        ActionKind.VOID_INVOICE,
        ActionKind.CREATE_CREDIT_NOTE,
        ActionKind.UPDATE_CREDIT_NOTE,
        ActionKind.VOID_CREDIT_NOTE,
        ActionKind.CREATE_PAYMENT,
        ActionKind.CREATE_REFUND,
        ActionKind.CREATE_OVERPAYMENT,
        ActionKind.CREATE_PREPAYMENT,
    }
)


def batches(actions: Sequence[SyncAction]) -> list[tuple[SyncAction, ...]]:
    """Groups for one call each, in order. The actions are of one kind; where they are not, kinds never mix."""
    groups: list[tuple[SyncAction, ...]] = []
    for kind in dict.fromkeys(action.kind for action in actions):
        of_kind = [action for action in actions if action.kind is kind]
        if kind in BY_THE_BATCH:
            groups += _sized(of_kind)
        elif of_kind and all(isinstance(action.payload, AllocationPayload) for action in of_kind):
            groups += _by_source(of_kind)
        else:
            groups += [(action,) for action in of_kind]
    return groups


def _sized(actions: Sequence[SyncAction]) -> Iterator[tuple[SyncAction, ...]]:
    group: list[SyncAction] = []
    size = 0
    for action in actions:
        weight = _weight(action)
        if group and (len(group) >= ELEMENTS or size + weight > _MOST_BYTES):
            yield tuple(group)
            group, size = [], 0
        group.append(action)
        size += weight
    if group:
        yield tuple(group)


def _weight(action: SyncAction) -> int:
    """A careful guess of the element's JSON in bytes; an escaped character takes six."""
    if not isinstance(action.payload, DocumentPayload):
        return _ELEMENT_BYTES
    lines = action.payload.lines
    return _ELEMENT_BYTES + sum(_LINE_BYTES + 6 * len(line.description) for line in lines)


def _by_source(actions: Sequence[SyncAction]) -> Iterator[tuple[SyncAction, ...]]:
    """Per source in order of first appearance; one invoice twice never shares a call, or the answers could not be told
    apart.
    """
    groups: list[tuple[object, set[object], list[SyncAction]]] = []
    for action in actions:
        payload = action.payload
        if not isinstance(payload, AllocationPayload):
            continue
        source = (payload.source_kind, payload.source)
        for known, invoices, group in groups:
            if known == source and payload.invoice not in invoices and len(group) < _MOST_ALLOCATIONS:
                invoices.add(payload.invoice)
                group.append(action)
                break
        else:
            groups.append((source, {payload.invoice}, [action]))
    for _, _, group in groups:
        yield tuple(group)
