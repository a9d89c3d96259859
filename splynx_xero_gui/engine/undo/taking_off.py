"""Take back what put money on something in Xero: allocations, payments, refunds, over- and prepayments (R12, R21)."""

from splynx_xero_gui.domain.accounting import Allocation, Credit, Document, Payment
from splynx_xero_gui.domain.content import canonical
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind
from splynx_xero_gui.domain.money import money_text, total
from splynx_xero_gui.domain.payloads import AllocationPayload, CreditPayload, DeallocationPayload, DeletionPayload
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.domain.undo import Obstacle
from splynx_xero_gui.engine.reconcile.credits import DEALLOCATE, DELETE_CREDIT
from splynx_xero_gui.engine.reconcile.holds import hold_of
from splynx_xero_gui.engine.undo.ground import Ground, undone_links
from splynx_xero_gui.engine.undo.written import Written


def unallocate(ground: Ground, written: Written) -> None:
    """Take an allocation off its invoice again."""
    payload = written.payload
    if not isinstance(payload, AllocationPayload):
        return
    source = ground.view.credits.get(written.xero_id) or ground.view.xero_documents.get(written.xero_id)
    rows = ground.rows_of(written)
    row = next((link for link in rows if link.role is Role.ALLOCATION), None)
    if source is None or row is None or row.state is not LinkState.ACTIVE:
        ground.keep(written, Obstacle.GONE)
        return
    found = _allocation(ground, source, row, payload)
    if found is None:
        ground.keep(written, Obstacle.NO_ID if _nameless(source) else Obstacle.GONE)
        return
    closed = ground.is_closed(found.date or row.date)
    if closed is not None:
        ground.keep_closed(written, closed)
        return
    action = ground.act(
        written,
        DEALLOCATE[payload.source_kind],
        DeallocationPayload(payload.source_kind, source.id, found.id),
        links=undone_links(written, rows, LinkState.RETIRED),
        hold=hold_of(written.action),
        before=canonical(found),
    )
    ground.removed.add(found.id)
    ground.free(source.id, found.amount, action)
    ground.free(found.invoice_id, found.amount, action)


def _allocation(ground: Ground, source: Credit | Document, row: Link, payload: AllocationPayload) -> Allocation | None:
    """By its id, else an equal one that no other link names."""
    free = [a for a in source.allocations if a.id and a.id not in ground.removed]
    if row.xero_part:
        return next((a for a in free if a.id == row.xero_part), None)
    named = {link.xero_part for link in ground.view.links if link.xero_id == source.id and link.xero_part}
    equal = (a for a in free if a.amount == payload.amount and a.id not in named)
    return next((a for a in equal if a.invoice_id == payload.invoice.id), None)


def _nameless(source: Credit | Document) -> bool:
    return any(not allocation.id for allocation in source.allocations)


def delete_payment(ground: Ground, written: Written) -> None:
    """Delete a receipt or refund again."""
    rows = ground.rows_of(written)
    payment = ground.view.xero_payments.get(written.xero_id)
    obstacle = _no_deletion(ground, written, payment, rows)
    if payment is None or obstacle is not None:
        if obstacle is not None:
            ground.keep(written, obstacle)
        return
    closed = ground.is_closed(payment.date)
    if closed is not None:
        ground.keep_closed(written, closed)
        return
    action = ground.act(
        written,
        ActionKind.DELETE_PAYMENT,
        DeletionPayload(ObjectKind.PAYMENT, payment.id),
        links=undone_links(written, rows),
        before=canonical(payment),
    )
    ground.removed.add(payment.id)
    ground.free(payment.target_id, payment.amount, action)


def _no_deletion(ground: Ground, written: Written, payment: Payment | None, rows: list[Link]) -> Obstacle | None:
    if payment is None or payment.status.is_dead or payment.id in ground.view.gone_xero:
        return Obstacle.GONE
    if payment.batch_id:
        return Obstacle.BATCHED
    if payment.reconciled:
        return Obstacle.RECONCILED
    return _moved_on(written, rows)


def _moved_on(written: Written, rows: list[Link]) -> Obstacle | None:
    """Whether its link stands otherwise than the write left it: then a later run or a decision changed it."""
    own = [row for row in rows if row.xero_id == written.xero_id and written.before(row) is None]
    if not own or any(row.state is not LinkState.ACTIVE for row in own):
        return Obstacle.CHANGED
    return None


def delete_credit(ground: Ground, written: Written) -> None:
    """Delete an over- or prepayment again; its allocations of this run come off before."""
    payload = written.payload
    credit = ground.view.credits.get(written.xero_id)
    rows = ground.rows_of(written)
    if not isinstance(payload, CreditPayload) or credit is None or credit.status.is_dead:
        ground.keep(written, Obstacle.GONE)
        return
    obstacle, facts = _no_credit_deletion(ground, written, credit, rows)
    if obstacle is not None:
        ground.keep(written, obstacle, **facts)
        return
    closed = ground.is_closed(credit.date)
    if closed is not None:
        ground.keep_closed(written, closed)
        return
    ground.act(
        written,
        DELETE_CREDIT[credit.kind],
        DeletionPayload(credit.kind, credit.id),
        links=undone_links(written, rows),
        depends_on=ground.freeing[credit.id],
        before=canonical(credit),
    )
    ground.removed.add(credit.id)


def _no_credit_deletion(
    ground: Ground, written: Written, credit: Credit, rows: list[Link]
) -> tuple[Obstacle | None, dict[str, str]]:
    if credit.reconciled:
        return Obstacle.RECONCILED, {}
    refunds = [p for p in ground.view.xero_payments_of.get(credit.id, ()) if not p.status.is_dead]
    if any(payment.id not in ground.removed for payment in refunds):
        return Obstacle.REFUNDED, {}
    staying = [a for a in credit.allocations if a.id not in ground.removed]
    if staying:
        return Obstacle.USED, {"money": money_text(total(a.amount for a in staying))}
    return _moved_on(written, rows), {}
