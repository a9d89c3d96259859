"""Take back what was made or removed in Splynx: payments taken over from Xero (R22–R26)."""

from dataclasses import replace

from splynx_xero_gui.domain.billing import BilledPayment, DocumentStatus
from splynx_xero_gui.domain.content import canonical
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Side
from splynx_xero_gui.domain.money import cents
from splynx_xero_gui.domain.payloads import DeletionPayload, SplynxPaymentPayload
from splynx_xero_gui.domain.records import Link, LinkState
from splynx_xero_gui.domain.undo import Obstacle
from splynx_xero_gui.engine.reconcile.holds import hold_of
from splynx_xero_gui.engine.undo.ground import Ground, undone_links
from splynx_xero_gui.engine.undo.written import Written


def delete(ground: Ground, written: Written) -> None:
    """Remove a payment or refund that was made in Splynx."""
    payload = written.payload
    rows = ground.rows_of(written)
    made = next((row for row in rows if written.before(row) is None), None)
    payment = ground.view.payments.get(made.splynx_id) if made else None
    gone = payment is None or (ObjectKind.PAYMENT, payment.id) in ground.view.gone
    if not isinstance(payload, SplynxPaymentPayload) or made is None or payment is None or gone:
        ground.keep(written, Obstacle.GONE)
    elif made.state is not LinkState.ACTIVE or _was_changed(payload, payment):
        ground.keep(written, Obstacle.CHANGED)
    elif any(id not in ground.removed for id in _refunds_of(ground, payment.id)):
        ground.keep(written, Obstacle.REFUNDED)
    else:
        action = ground.act(
            written,
            ActionKind.DELETE_PAYMENT,
            DeletionPayload(ObjectKind.PAYMENT, payment.id),
            side=Side.SPLYNX,
            links=undone_links(written, rows),
            depends_on=ground.freeing[_key(payment.id)],
            before=canonical(payment),
        )
        ground.removed.add(_key(payment.id))
        if payment.refund_payment_id:
            ground.freeing[_key(payment.refund_payment_id)].append(action.id)


def _key(payment_id: str) -> str:
    return f"splynx-payment-{payment_id}"


def _refunds_of(ground: Ground, payment_id: str) -> list[str]:
    """Splynx deletes no receipt that was paid back."""
    gone = ground.view.gone
    refunds = [p for p in ground.view.payments.values() if p.refund_payment_id == payment_id]
    return [_key(p.id) for p in refunds if (ObjectKind.PAYMENT, p.id) not in gone]


def _was_changed(payload: SplynxPaymentPayload, payment: BilledPayment) -> bool:
    """Amount, day, method and key as written; what Splynx pays with it is Splynx's own business (R27)."""
    wrote = (cents(payload.amount), payload.date, payload.method_id, payload.key, payload.customer_id)
    return wrote != (cents(payment.amount), payment.date, payment.method_id, payment.fields[0], payment.customer_id)


def make_again(ground: Ground, written: Written) -> None:
    """A payment that was removed in Splynx because its receipt in Xero was deleted: as a new generation."""
    before = ground.decode_before(BilledPayment, written.action.before)
    link = next((one for one in written.replaced if one.kind is ObjectKind.PAYMENT), None)
    if not isinstance(before, BilledPayment) or link is None:
        ground.keep(written, Obstacle.NOT_RECORDED)
        return
    if before.credit_note_id or before.refund_payment_id:
        # What it paid back may be used otherwise by now, and Splynx would choose for itself.
        ground.keep(written, Obstacle.NO_ROOM)
        return
    generation = 1 + max(k.generation for k in ground.view.links if k.xero_id == link.xero_id)
    short = link.xero_id.replace("-", "")[:12].upper()
    payload = SplynxPaymentPayload(
        before.customer_id,
        before.method_id,
        before.date,
        before.amount,
        f"X-{short}-{generation}",
        f"{link.xero_id}#{generation}",
        before.comment,
        invoice_id=_still_there(ground, before.invoice_id),
    )
    again: Link = replace(link, id=None, splynx_id="", generation=generation, state=LinkState.ACTIVE)
    ground.act(
        written,
        ActionKind.CREATE_PAYMENT,
        payload,
        side=Side.SPLYNX,
        links=(again,),
        hold=hold_of(written.action),
        xero_id=link.xero_id,
    )


def _still_there(ground: Ground, invoice_id: str | None) -> str | None:
    document = ground.view.documents.get((ObjectKind.INVOICE, invoice_id or ""))
    alive = document is not None and document.status is not DocumentStatus.DELETED
    return invoice_id if alive and (ObjectKind.INVOICE, invoice_id or "") not in ground.view.gone else None
