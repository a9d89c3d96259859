"""Take payments, credits and allocations off again in Xero, and what forbids it (R12, R21)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from splynx_xero_gui.domain.accounting import Allocation, Credit, Payment
from splynx_xero_gui.domain.content import canonical
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Undo
from splynx_xero_gui.domain.payloads import DeallocationPayload, DeletionPayload
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.engine.reconcile.credits import DEALLOCATE, DELETE_CREDIT
from splynx_xero_gui.engine.reconcile.draft import Subject
from splynx_xero_gui.engine.reconcile.stage import MoneyStage

BATCHED, RECONCILED, CLOSED, REFUNDED = "batched", "reconciled", "closed", "refunded"


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why something may not be taken off: one of the words above, and how a person says it."""

    kind: str
    text: str


def hindrance(stage: MoneyStage, link: Link) -> Hindrance | None:
    """What forbids deleting the receipt or refund of this link; None when nothing does."""
    view = stage.draft.view
    payment = view.xero_payments.get(link.xero_id)
    credit = view.credits.get(link.xero_id)
    if payment is not None and payment.batch_id:
        return Hindrance(BATCHED, f"is part of the batch payment {payment.batch_id}")
    seen = payment or credit
    if seen is not None and seen.reconciled:
        return Hindrance(RECONCILED, "is reconciled")
    day = seen.date if seen else link.date
    days = [day, *(a.date for a in credit.allocations)] if credit else [day]
    if any(d is not None and stage.draft.inp.is_closed(d) for d in days):
        return Hindrance(CLOSED, "is dated in a closed period")
    if credit is not None:
        refunds = [p for p in view.xero_payments_of.get(credit.id, ()) if not p.status.is_dead]
        if any(stage.planned.deletion_of(p.id) is None for p in refunds):
            return Hindrance(REFUNDED, "was refunded")
    return None


def is_dead(stage: MoneyStage, link: Link) -> bool:
    """Whether Xero shows the link's object as deleted or voided; not read yet counts as alive."""
    view = stage.draft.view
    seen = view.xero_payments.get(link.xero_id) or view.credits.get(link.xero_id)
    return link.xero_id in view.gone_xero or (seen is not None and seen.status.is_dead)


def take_off(
    stage: MoneyStage,
    link: Link,
    about: Subject,
    why: str,
    *,
    state: LinkState = LinkState.RETIRED,
    and_links: Sequence[Link] = (),
) -> list[SyncAction]:
    """Delete a receipt or refund; of a credit its allocations first. The caller asked `hindrance` before.

    `and_links` are saved together with the deletion.
    """
    before: list[str] = []
    actions: list[SyncAction] = []
    view = stage.draft.view
    seen = view.xero_payments.get(link.xero_id) or view.credits.get(link.xero_id)
    if link.xero_kind in DELETE_CREDIT:
        actions += _clear(stage, link, about, why)
        refunds = [stage.planned.deletion_of(p.id) for p in view.xero_payments_of.get(link.xero_id, ())]
        before = [*(a.id for a in actions), *(id for id in refunds if id)]
    kind = DELETE_CREDIT.get(link.xero_kind, ActionKind.DELETE_PAYMENT)
    payload = DeletionPayload(link.xero_kind, link.xero_id)
    this = replace(about, xero_id=link.xero_id, amount=link.amount, date=seen.date if seen else link.date)
    text = canonical(seen) if seen else ""
    retired = stage.retire(link, state)
    action = stage.draft.act(
        kind, this, payload, undo=Undo.RESTORE, links=(retired, *and_links), depends_on=before, why=why, before=text
    )
    if isinstance(seen, Payment):
        stage.draft.free(seen.target_id, seen.amount, action.id)
    elif link.role is Role.PAYMENT:
        stage.use(link.invoice_id, -link.amount)
    return [*actions, action]


def _clear(stage: MoneyStage, link: Link, about: Subject, why: str) -> list[SyncAction]:
    """Take every allocation of a credit off, those made by hand in Xero too: the money never was there."""
    payer = (link.kind, link.splynx_id)
    linked = [a for a in stage.draft.view.active_links(*payer) if _is_allocation_of(a, link.xero_id)]
    actions = [action for a in linked if (action := deallocate(stage, a, about, why)) is not None]
    off = {action.payload.allocation_id for action in actions if isinstance(action.payload, DeallocationPayload)}
    credit = stage.draft.view.credits.get(link.xero_id)
    for allocation in credit.allocations if credit else ():
        if allocation.id and allocation.id not in off:
            actions.append(deallocate_unlinked(stage, credit_of(credit), allocation, about, why))
    return actions


def credit_of(credit: Credit | None) -> tuple[ObjectKind, str]:
    """Kind and id of a credit."""
    return (credit.kind, credit.id) if credit else (ObjectKind.OVERPAYMENT, "")


def _is_allocation_of(link: Link, source_id: str) -> bool:
    return link.role is Role.ALLOCATION and link.xero_id == source_id


def seen_allocations(stage: MoneyStage, source_id: str) -> tuple[Allocation, ...] | None:
    """What Xero says the credit is allocated to; None where it was not read."""
    view = stage.draft.view
    source = view.credits.get(source_id) or view.xero_documents.get(source_id)
    return source.allocations if source is not None else None


def find_allocation(stage: MoneyStage, link: Link) -> Allocation | None:
    """The allocation of a link in Xero, by its id, else by invoice and amount (some versions give no id)."""
    seen = seen_allocations(stage, link.xero_id) or ()
    by_id = next((a for a in seen if link.xero_part and a.id == link.xero_part), None)
    if by_id is not None or link.xero_part:
        return by_id
    targets = _targets(stage, link)
    return next((a for a in seen if a.amount == link.amount and a.invoice_id in targets), None)


def is_lost(stage: MoneyStage, link: Link) -> bool:
    """Whether Xero was read and does not show this allocation any more."""
    linked = link.role is Role.ALLOCATION and link.state is LinkState.ACTIVE
    return linked and seen_allocations(stage, link.xero_id) is not None and find_allocation(stage, link) is None


def _targets(stage: MoneyStage, link: Link) -> frozenset[str]:
    if not link.invoice_id:
        return frozenset()
    members = stage.draft.view.links_of.get((ObjectKind.INVOICE, link.invoice_id), [])
    return frozenset(member.xero_id for member in members if member.role is not Role.ALLOCATION)


def deallocate(stage: MoneyStage, link: Link, about: Subject, why: str) -> SyncAction | None:
    """Take a linked allocation off its invoice; None after waiting where Xero gives it no id or its day is closed, and
    where somebody took it off in Xero already.
    """
    if is_lost(stage, link):
        stage.release(link)
        return None
    found = find_allocation(stage, link)
    allocation_id = link.xero_part or (found.id if found else "")
    day = found.date if found and found.date else link.date
    this = replace(about, xero_id=link.xero_id, amount=link.amount, date=day)
    if not allocation_id:
        stage.draft.wait(this, "allocation-has-no-id")
        return None
    if day is not None and stage.draft.inp.is_closed(day):
        stage.draft.wait(this, "closed-period")
        return None
    action = stage.draft.act(
        DEALLOCATE[link.xero_kind],
        this,
        DeallocationPayload(link.xero_kind, link.xero_id, allocation_id),
        undo=Undo.RESTORE,
        links=(stage.retire(link),),
        why=why,
        before=canonical(found) if found else "",
    )
    if found is not None:
        stage.draft.free(found.invoice_id, found.amount, action.id)
    else:
        stage.use(link.invoice_id, -link.amount)
    stage.draft.free(link.xero_id, link.amount, action.id)
    return action


def deallocate_unlinked(
    stage: MoneyStage, source: tuple[ObjectKind, str], allocation: Allocation, about: Subject, why: str
) -> SyncAction:
    """Take an allocation off that was made by hand in Xero."""
    kind, source_id = source
    action = stage.draft.act(
        DEALLOCATE[kind],
        replace(about, xero_id=source_id, amount=allocation.amount, date=allocation.date),
        DeallocationPayload(kind, source_id, allocation.id),
        undo=Undo.RESTORE,
        why=why,
        before=canonical(allocation),
    )
    stage.draft.free(allocation.invoice_id, allocation.amount, action.id)
    stage.draft.free(source_id, allocation.amount, action.id)
    return action
