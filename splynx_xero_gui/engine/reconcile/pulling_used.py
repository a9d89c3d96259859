"""Credit that Xero put on an invoice: what Splynx does with the same money (R27)."""

from collections.abc import Sequence

from splynx_xero_gui.domain.accounting import Allocation, Credit
from splynx_xero_gui.domain.billing import BilledDocument, BilledPayment
from splynx_xero_gui.domain.content import canonical
from splynx_xero_gui.domain.kinds import ActionKind, Birthplace, ObjectKind, Side, Undo
from splynx_xero_gui.domain.money import ZERO, cents
from splynx_xero_gui.domain.payloads import DeallocationPayload, SplynxPaymentPayload
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.engine.reconcile.allocating import unlinked_allocations
from splynx_xero_gui.engine.reconcile.draft import Draft
from splynx_xero_gui.engine.reconcile.pulling_stage import PullStage
from splynx_xero_gui.engine.reconcile.shown import invoice_name
from splynx_xero_gui.engine.reconcile.standing import Standing
from splynx_xero_gui.engine.reconcile.terms import subject_of
from splynx_xero_gui.engine.reconcile.view import numeric


def follow_uses(stage: PullStage) -> None:
    """Splynx follows where one invoice takes the whole payment and nothing of it is used there; else it is named."""
    draft = stage.draft
    busy = _busy(draft)
    off = {a.payload.allocation_id for a in draft.actions if isinstance(a.payload, DeallocationPayload)}
    for payment in sorted(draft.view.payments.values(), key=lambda p: numeric(p.id)):
        gone = (ObjectKind.PAYMENT, payment.id) in draft.view.gone
        if payment.amount <= 0 or gone or payment.id in busy:
            continue
        standing = stage.money.standing(payment)
        credits = _living_credits(stage, standing)
        unlinked = [(c, a) for c in credits for a in unlinked_allocations(stage.money, c.id, c.allocations)]
        found = [(credit, allocation) for credit, allocation in unlinked if allocation.id not in off]
        if not found:
            continue
        invoice = _taker(stage, standing, credits, [allocation for _, allocation in found])
        if invoice is None:
            about = subject_of(payment)
            draft.note("allocated-differently", about, "Xero uses this credit for an invoice, Splynx does not.", ZERO)
        else:
            _let_pay(stage, payment, invoice, *found[0])


def _busy(draft: Draft) -> frozenset[str]:
    """Payments that this plan writes, asks or already tells something about."""
    kind = ObjectKind.PAYMENT
    written = {link.splynx_id for action in draft.actions for link in action.links if link.kind is kind}
    asked = {c.splynx_id for c in draft.conflicts.values() if c.subject_kind is kind and c.splynx_id}
    named = {n.splynx_id for n in draft.notices if n.subject_kind is kind and n.kind == "allocated-differently"}
    return frozenset(written | asked | named | draft.halted)


def _living_credits(stage: PullStage, standing: Standing) -> list[Credit]:
    links = [link for link in standing.credits if link.state is LinkState.ACTIVE]
    found = (stage.draft.view.credits.get(link.xero_id) for link in links)
    return [credit for credit in found if credit is not None and not credit.status.is_dead]


def _taker(
    stage: PullStage, standing: Standing, credits: Sequence[Credit], used: Sequence[Allocation]
) -> BilledDocument | None:
    """The one invoice that takes all of it on both sides."""
    payment, shares = standing.payment, standing.shares
    amount = cents(payment.amount)
    untouched = not shares.parts and cents(payment.unallocated) == amount
    if not untouched or len(credits) != 1 or len(used) != 1 or standing.parts or standing.allocations:
        return None
    if used[0].amount != amount or credits[0].total != amount:
        return None
    document = stage.invoice(stage.invoice_of.get(used[0].invoice_id, ""))
    fits = document is not None and document.customer_id == payment.customer_id and document.open >= amount
    return document if fits else None


def _let_pay(
    stage: PullStage, payment: BilledPayment, invoice: BilledDocument, credit: Credit, used: Allocation
) -> None:
    """Both sides use it alike then: the allocation is linked, and neither side's is ever written to the other."""
    link = Link(
        ObjectKind.PAYMENT,
        payment.id,
        Role.ALLOCATION,
        credit.kind,
        credit.id,
        payment.customer_id,
        xero_part=used.id,
        invoice_id=invoice.id,
        amount=used.amount,
        date=used.date,
        birthplace=Birthplace.BOTH,
        partner_id=stage.draft.view.partner_of.get((ObjectKind.INVOICE, invoice.id)),
    )
    payload = SplynxPaymentPayload(
        payment.customer_id,
        payment.method_id,
        payment.date,
        payment.amount,
        payment.receipt_number,
        payment.fields[0],
        payment.comment,
        invoice_id=invoice.id,
        id=payment.id,
    )
    stage.draft.act(
        ActionKind.RELINK_PAYMENT,
        subject_of(payment),
        payload,
        side=Side.SPLYNX,
        undo=Undo.RESTORE,
        links=(link,),
        why=f"pays {invoice_name(stage.draft, invoice.id)} in Xero",
        before=canonical(payment),
    )
