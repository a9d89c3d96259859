"""Splynx follows Xero on a person's word: a payment that Xero keeps is made there once more (`restore`), one that was
deleted in Xero is removed there too (`remove-in-splynx`, R28).
"""

from dataclasses import replace

from splynx_xero_gui.domain.accounting import Payment
from splynx_xero_gui.domain.billing import BilledPayment
from splynx_xero_gui.domain.content import canonical
from splynx_xero_gui.domain.kinds import ActionKind, Birthplace, ObjectKind, Side, Undo
from splynx_xero_gui.domain.money import cents
from splynx_xero_gui.domain.payloads import DeletionPayload, SplynxPaymentPayload
from splynx_xero_gui.domain.records import Link
from splynx_xero_gui.engine.reconcile.agreement import Agreement
from splynx_xero_gui.engine.reconcile.draft import Subject
from splynx_xero_gui.engine.reconcile.shown import seen_in_xero
from splynx_xero_gui.engine.reconcile.stage import MoneyStage
from splynx_xero_gui.engine.reconcile.standing import Standing
from splynx_xero_gui.engine.reconcile.terms import subject_of


def restore_in_splynx(stage: MoneyStage, lost: BilledPayment, link: Link) -> None:
    """Plan the payment anew, on its invoice where that still stands, linked to the receipt that Xero kept.

    The new pair is written to neither side again (R7): both hold it already. Its key in `field_1` is the receipt's id
    (R2), so that a lost answer is found again.
    """
    found = seen_in_xero(stage.draft, link)
    if not isinstance(found, Payment):
        return
    invoice = stage.draft.view.documents.get((ObjectKind.INVOICE, link.invoice_id or ""))
    gone = (ObjectKind.INVOICE, link.invoice_id or "") in stage.draft.view.gone
    account = found.account_code or found.account_id
    pair = replace(
        link,
        id=None,
        splynx_id="",
        part=1,
        birthplace=Birthplace.BOTH,
        agreed=Agreement(lost.amount, found.date, lost.method_id, account).text(),
        agreed_splynx="",
    )
    payload = SplynxPaymentPayload(
        lost.customer_id,
        lost.method_id,
        found.date,
        lost.amount,
        f"{lost.receipt_number}-R" if lost.receipt_number else "",
        found.id,
        lost.comment,
        invoice_id=invoice.id if invoice is not None and not gone else None,
    )
    stage.draft.act(
        ActionKind.CREATE_PAYMENT,
        replace(subject_of(lost), xero_id=link.xero_id, amount=link.amount),
        payload,
        side=Side.SPLYNX,
        undo=Undo.DELETE,
        links=(stage.retire(link), pair),
        why="deleted in Splynx, kept in Xero",
    )


def may_remove_in_splynx(stage: MoneyStage, standing: Standing, link: Link) -> bool:
    """Whether the receipt deleted in Xero was all of the payment, and Splynx lets it go: it deletes no receipt that was
    paid back.
    """
    payment, view = standing.payment, stage.draft.view
    whole = len(standing.money) == 1 and link.amount == abs(cents(payment.amount))
    refunds = (p for p in view.payments.values() if p.refund_payment_id == payment.id)
    return whole and all((ObjectKind.PAYMENT, p.id) in view.gone for p in refunds)


def remove_in_splynx(stage: MoneyStage, standing: Standing, link: Link, about: Subject) -> None:
    """Plan the removal of a payment born in Splynx; its links end with it."""
    payment = standing.payment
    ended = [link, *(a for a in standing.allocations if a.xero_id == link.xero_id)]
    stage.draft.act(
        ActionKind.DELETE_PAYMENT,
        about,
        DeletionPayload(ObjectKind.PAYMENT, payment.id),
        side=Side.SPLYNX,
        links=tuple(stage.retire(one) for one in ended),
        why="deleted in Xero",
        before=canonical(payment),
    )
    standing.halted = True
