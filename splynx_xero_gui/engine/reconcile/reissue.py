"""Credit and reissue: what is paid is taken off, the invoice credited in full and made anew (R11, R14)."""

from dataclasses import replace
from decimal import Decimal

from splynx_xero_gui.domain.accounting import Allocation, Payment
from splynx_xero_gui.domain.content import canonical
from splynx_xero_gui.domain.kinds import ActionKind, Birthplace, ObjectKind, Undo
from splynx_xero_gui.domain.money import ZERO, money_text, total
from splynx_xero_gui.domain.payloads import DeallocationPayload, DeletionPayload
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.engine.reconcile.corrections import book_correction, correction_of, finish_allocations
from splynx_xero_gui.engine.reconcile.document_new import create
from splynx_xero_gui.engine.reconcile.draft import Draft, Subject
from splynx_xero_gui.engine.reconcile.linked import Linked, is_nothing_left
from splynx_xero_gui.engine.reconcile.numbers import next_number

DEALLOCATE = {
    ObjectKind.CREDIT_NOTE: ActionKind.DEALLOCATE_CREDIT_NOTE,
    ObjectKind.OVERPAYMENT: ActionKind.DEALLOCATE_OVERPAYMENT,
    ObjectKind.PREPAYMENT: ActionKind.DEALLOCATE_PREPAYMENT,
}


def can_reissue(linked: Linked) -> bool:
    """Only where all that is on the invoice is ours, known, unreconciled, in no batch, in no closed period (R21) and
    in no question of its own.
    """
    if linked.existing.kind is not ObjectKind.INVOICE or linked.case.document.kind is not ObjectKind.INVOICE:
        return False
    if linked.case.total < 0 or not linked.existing.lines:
        return False
    payments, allocations = _payments(linked), _allocations(linked)
    if payments is None or allocations is None:
        return False
    held = total(payment.amount for _, payment in payments) + total(use[2].amount for _, use in allocations)
    return held + linked.freed == linked.existing.paid + linked.existing.credited


def why_no_reissue(linked: Linked) -> str:
    """Why the person is not offered to credit it and make it anew, as a sentence; empty where nothing on it is why."""
    view, inp = linked.case.draft.view, linked.case.draft.inp
    for payment in view.xero_payments_of.get(linked.existing.id, ()):
        if payment.status.is_dead:
            continue
        link = view.link_by_xero.get(payment.id)
        found = _hindered(payment, link)
        name = _payment_name(linked.case.draft, link) if link else f"the payment of {money_text(payment.amount)}"
        if found is None and inp.is_closed(payment.date):
            found = "is dated in a closed period"
        if found is not None:
            return f"It is not offered to make it anew: {name} {found}."
        if link is not None and link.splynx_id in linked.case.draft.halted:
            asked = any(
                c.splynx_id == link.splynx_id and c.subject_kind is ObjectKind.PAYMENT
                for c in linked.case.draft.conflicts.values()
            )
            if asked:
                return f"It is offered to make it anew once the question about {name} is answered."
            return (
                f"It is not offered to make it anew while {name} is left in Xero as it was; "
                "it is again once both sides say the same about that payment."
            )
    if _allocations(linked) is None:
        return "It is not offered to make it anew: credit on it was put there in Xero, or in a closed period."
    return ""


def _hindered(payment: Payment, link: Link | None) -> str | None:
    if payment.reconciled:
        return "is reconciled"
    if payment.batch_id:
        return "is part of a batch payment"
    ours = link is not None and link.state is LinkState.ACTIVE and link.birthplace is Birthplace.SPLYNX
    return None if ours else "was made in Xero"


def _payment_name(draft: Draft, link: Link) -> str:
    seen = draft.view.payments.get(link.splynx_id)
    return f"payment {(seen.receipt_number if seen else '') or link.splynx_id}"


def plan_reissue(linked: Linked) -> None:
    """Plan every step that is still missing; an interrupted one is finished."""
    case, draft, existing = linked.case, linked.case.draft, linked.existing
    if is_nothing_left(linked):
        finish_allocations(linked)
    else:
        freed, removals = _take_off(linked)
        date = existing.date if not linked.is_earlier_month else linked.correction_day()
        credit = correction_of(linked, ())
        if credit is None:
            return
        book_correction(linked, credit, date, settles=False, freed=freed, after=removals)
    number = next_number(draft, ObjectKind.INVOICE, case.document.number)
    date = linked.correction_day() if linked.is_earlier_month else linked.date
    if draft.inp.is_closed(date):
        date = linked.correction_day()
    case.generation = linked.bearer.generation + 1
    create(case, number, date, role=Role.REISSUE)


def _payments(linked: Linked) -> list[tuple[Link, Payment]] | None:
    """Its payments with their links; None where one may not be taken off."""
    view, inp = linked.case.draft.view, linked.case.draft.inp
    found = []
    for payment in view.xero_payments_of.get(linked.existing.id, ()):
        if payment.status.is_dead:
            continue
        link = view.link_by_xero.get(payment.id)
        if link is None or link.state is not LinkState.ACTIVE or link.birthplace is not Birthplace.SPLYNX:
            return None
        if payment.reconciled or payment.batch_id or inp.is_closed(payment.date):
            return None
        if link.splynx_id in linked.case.draft.halted:
            # Something is asked about it, or a person ignored it: what is taken off could not be put on again.
            return None
        found.append((link, payment))
    return found


def _allocations(linked: Linked) -> list[tuple[Link, tuple[ObjectKind, str, Allocation]]] | None:
    view, inp = linked.case.draft.view, linked.case.draft.inp
    ours = [link for link in view.links if link.role is Role.ALLOCATION and link.state is LinkState.ACTIVE]
    planned = (action.payload for action in linked.case.draft.actions)
    taken_off = {payload.allocation_id for payload in planned if isinstance(payload, DeallocationPayload)}
    found = []
    for use in view.allocations_of.get(linked.existing.id, ()):
        _, source_id, allocation = use
        if allocation.id in taken_off:
            continue
        link = next((x for x in ours if x.xero_id == source_id and x.xero_part == allocation.id), None)
        if link is None or not allocation.id or (allocation.date and inp.is_closed(allocation.date)):
            return None
        found.append((link, use))
    return found


def _take_off(linked: Linked) -> tuple[Decimal, list[str]]:
    """Plan the removal of every payment and allocation; how much of the invoice becomes open by it, and by what."""
    draft, freed, removals = linked.case.draft, ZERO, []
    payments, allocations = _payments(linked) or (), _allocations(linked) or ()
    for link, payment in payments:
        freed += payment.amount
        removals.append(_delete_payment(draft, link, payment))
    for link, (kind, source_id, allocation) in allocations:
        freed += allocation.amount
        removals.append(_deallocate(draft, link, kind, source_id, allocation))
    return freed, removals


def _delete_payment(draft: Draft, link: Link, payment: Payment) -> str:
    name = _payment_name(draft, link)
    about = Subject(
        link.kind, name, link.splynx_id, link.customer_id, payment.amount, xero_id=payment.id, date=payment.date
    )
    action = draft.act(
        ActionKind.DELETE_PAYMENT,
        about,
        DeletionPayload(ObjectKind.PAYMENT, payment.id),
        undo=Undo.RESTORE,
        links=(replace(link, state=LinkState.RETIRED),),
        why="credit-reissue",
        before=canonical(payment),
    )
    draft.view.retire(link)
    return action.id


def _deallocate(draft: Draft, link: Link, kind: ObjectKind, source_id: str, allocation: Allocation) -> str:
    about = Subject(
        link.kind,
        f"allocation of {money_text(allocation.amount)}",
        link.splynx_id,
        link.customer_id,
        allocation.amount,
        xero_id=source_id,
        date=allocation.date,
    )
    action = draft.act(
        DEALLOCATE[kind],
        about,
        DeallocationPayload(kind, source_id, allocation.id),
        undo=Undo.RESTORE,
        links=(replace(link, state=LinkState.RETIRED),),
        why="credit-reissue",
        before=canonical(allocation),
    )
    draft.free(source_id, allocation.amount, action.id)
    draft.view.retire(link)
    return action.id
