"""A payment deleted in Splynx that Xero keeps is made in Splynx once more (ui.md §7, choice `restore`)."""

from dataclasses import replace

from splynx_xero_gui.domain.accounting import Payment
from splynx_xero_gui.domain.billing import BilledPayment
from splynx_xero_gui.domain.kinds import ActionKind, Birthplace, ObjectKind, Side, Undo
from splynx_xero_gui.domain.payloads import SplynxPaymentPayload
from splynx_xero_gui.domain.records import Link
from splynx_xero_gui.engine.reconcile.agreement import Agreement
from splynx_xero_gui.engine.reconcile.shown import seen_in_xero
from splynx_xero_gui.engine.reconcile.stage import MoneyStage
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
