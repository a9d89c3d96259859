"""The plan of an undo: everything the run wrote, taken back in the order in which it can be (design.md §7)."""

import dataclasses
from collections.abc import Callable, Iterable, Sequence

from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Side, Undo
from splynx_xero_gui.domain.payloads import DeallocationPayload
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.records import LinkState, Role
from splynx_xero_gui.domain.undo import Obstacle
from splynx_xero_gui.engine.undo import contacts, documents, in_splynx, putting_back, taking_off
from splynx_xero_gui.engine.undo.ground import Ground
from splynx_xero_gui.engine.undo.written import Written

_K = ActionKind
Handler = Callable[[Ground, Written], None]

# Money comes off before documents, documents before what is put back on them, contacts are archived last.
_IN_XERO: Sequence[tuple[ActionKind, Handler]] = (
    (_K.ALLOCATE_CREDIT_NOTE, taking_off.unallocate),
    (_K.ALLOCATE_OVERPAYMENT, taking_off.unallocate),
    (_K.ALLOCATE_PREPAYMENT, taking_off.unallocate),
    (_K.CREATE_REFUND, taking_off.delete_payment),
    (_K.CREATE_PAYMENT, taking_off.delete_payment),
    (_K.CREATE_OVERPAYMENT, taking_off.delete_credit),
    (_K.CREATE_PREPAYMENT, taking_off.delete_credit),
    (_K.CREATE_CREDIT_NOTE, documents.void),
    (_K.CREATE_INVOICE, documents.void),
    (_K.UPDATE_CREDIT_NOTE, documents.restore),
    (_K.UPDATE_INVOICE, documents.restore),
    (_K.DELETE_OVERPAYMENT, putting_back.credit_again),
    (_K.DELETE_PREPAYMENT, putting_back.credit_again),
    (_K.DELETE_PAYMENT, putting_back.pay_again),
    (_K.DEALLOCATE_CREDIT_NOTE, putting_back.allocate_again),
    (_K.DEALLOCATE_OVERPAYMENT, putting_back.allocate_again),
    (_K.DEALLOCATE_PREPAYMENT, putting_back.allocate_again),
    (_K.UPDATE_CONTACT, contacts.restore),
    (_K.CREATE_CONTACT, contacts.archive),
)
_IN_SPLYNX: Sequence[tuple[ActionKind, Handler]] = (
    (_K.CREATE_REFUND, in_splynx.delete),
    (_K.CREATE_PAYMENT, in_splynx.delete),
    (_K.DELETE_PAYMENT, in_splynx.make_again),
)
_FINAL: dict[ActionKind, Obstacle] = {
    _K.VOID_INVOICE: Obstacle.VOID_IS_FINAL,
    _K.VOID_CREDIT_NOTE: Obstacle.VOID_IS_FINAL,
    _K.ARCHIVE_CONTACT: Obstacle.ARCHIVED_IS_FINAL,
    _K.RELINK_PAYMENT: Obstacle.RELINKED,
    _K.ADD_NOTE: Obstacle.NOTE_STAYS,
    _K.ATTACH_FILE: Obstacle.FILE_STAYS,
}

# What the plan of a sync says beforehand (interface.md, `undo`): the way each kind is taken back.
WAYS: dict[ActionKind, Undo] = {
    _K.CREATE_CONTACT: Undo.ARCHIVE,
    _K.UPDATE_CONTACT: Undo.RESTORE,
    _K.CREATE_INVOICE: Undo.VOID,
    _K.UPDATE_INVOICE: Undo.RESTORE,
    _K.CREATE_CREDIT_NOTE: Undo.VOID,
    _K.UPDATE_CREDIT_NOTE: Undo.RESTORE,
    _K.CREATE_PAYMENT: Undo.DELETE,
    _K.CREATE_REFUND: Undo.DELETE,
    _K.DELETE_PAYMENT: Undo.RESTORE,
    _K.CREATE_OVERPAYMENT: Undo.DELETE,
    _K.DELETE_OVERPAYMENT: Undo.RESTORE,
    _K.CREATE_PREPAYMENT: Undo.DELETE,
    _K.DELETE_PREPAYMENT: Undo.RESTORE,
    _K.ALLOCATE_CREDIT_NOTE: Undo.UNALLOCATE,
    _K.ALLOCATE_OVERPAYMENT: Undo.UNALLOCATE,
    _K.ALLOCATE_PREPAYMENT: Undo.UNALLOCATE,
    _K.DEALLOCATE_CREDIT_NOTE: Undo.RESTORE,
    _K.DEALLOCATE_OVERPAYMENT: Undo.RESTORE,
    _K.DEALLOCATE_PREPAYMENT: Undo.RESTORE,
}


def plan_undo(ground: Ground, written: Iterable[Written]) -> None:
    """Plan the undo of these writes on the ground: every one is either taken back by one action or kept with a reason.

    `written` newest first.
    """
    every = list(written)
    for one in every:
        if one.kind in _FINAL:
            ground.keep(one, _FINAL[one.kind])
    for side, handlers in ((Side.XERO, _IN_XERO), (Side.SPLYNX, _IN_SPLYNX)):
        for kind, handle in handlers:
            for one in every:
                if one.side is side and one.kind is kind:
                    handle(ground, one)
    ground.actions[:] = [_settled(ground, action) for action in ground.actions]


def _settled(ground: Ground, action: SyncAction) -> SyncAction:
    """What was put on a credit or an invoice that goes too is asked about with it, not by itself (R15)."""
    payload = action.payload
    if not isinstance(payload, DeallocationPayload):
        return action
    if payload.source_id in ground.removed:
        own = payload.source_kind is not ObjectKind.CREDIT_NOTE
        links = tuple(
            dataclasses.replace(link, state=LinkState.UNDONE) if own and link.role is Role.ALLOCATION else link
            for link in action.links
        )
        return dataclasses.replace(action, links=links, hold="")
    allocated_to = [id for id, needs in ground.freeing.items() if action.id in needs]
    return dataclasses.replace(action, hold="") if ground.removed.intersection(allocated_to) else action
