"""Money from Xero to Splynx: what ended, then every receipt, then the refunds (R22–R29). Nothing is ever echoed."""

from splynx_xero_gui.domain.accounting import Credit, Payment, PaymentTarget
from splynx_xero_gui.domain.kinds import Birthplace, Flow, ObjectKind
from splynx_xero_gui.engine.reconcile.already_there import Receipt
from splynx_xero_gui.engine.reconcile.draft import Draft
from splynx_xero_gui.engine.reconcile.pulling_asked import (
    ask_account,
    ask_not_on_receivables,
    ask_older_invoice,
    ask_owner,
    ask_unexpected,
)
from splynx_xero_gui.engine.reconcile.pulling_removed import Removed
from splynx_xero_gui.engine.reconcile.pulling_stage import PullStage, is_refund, subject_of_receipt
from splynx_xero_gui.engine.reconcile.pulling_taking import Taking
from splynx_xero_gui.engine.reconcile.pulling_used import follow_uses
from splynx_xero_gui.engine.reconcile.terms import subject_of
from splynx_xero_gui.engine.reconcile.view import numeric


def plan_pull(draft: Draft) -> None:
    """Plan what is written into Splynx. Birthplace decides, so receipts taken over are followed in any scenario."""
    born = any(link.birthplace is Birthplace.XERO for link in draft.view.links)
    if not draft.inp.policy.pulls and not born:
        return
    stage = PullStage.of(draft)
    Removed(stage).plan()
    if not draft.inp.policy.pulls:
        return
    _place_strays(stage)
    for receipt in stage.receipts():
        if not stage.is_free(receipt):
            continue
        if isinstance(receipt, Credit) and not (receipt.account_id or receipt.account_code):
            _on_unknown_account(stage, receipt)
            continue
        method = stage.method_of(receipt)
        if method is None:
            _on_other_account(stage, receipt)
        elif stage.is_before_turn(receipt):
            about = subject_of_receipt(receipt, _owner(stage, receipt))
            draft.note("before-turn", about, "Dated before its account began to be read from Xero: not taken over.")
        elif stage.is_in_time(receipt):
            _take(stage, receipt, method)
    follow_uses(stage)
    ask_not_on_receivables(stage)
    _name_without_partner(stage)


def _place_strays(stage: PullStage) -> None:
    """Receipts on contacts that are no customer's: a person says whose they are."""
    receipts = [o.body for o in stage.draft.inp.strays if isinstance(o.body, (Credit, Payment))]
    for receipt in sorted(receipts, key=lambda r: (r.date, r.id)):
        method = stage.method_of(receipt)
        if method is not None and not is_refund(receipt) and stage.is_free(receipt) and stage.is_in_time(receipt):
            ask_owner(stage, receipt, method, "No customer of Splynx is linked to its contact in Xero.")


def _take(stage: PullStage, receipt: Receipt, method_id: str) -> None:
    if isinstance(receipt, Credit):
        _take_credit(stage, receipt, method_id)
    elif is_refund(receipt):
        _take_refund(stage, receipt, method_id)
    else:
        _take_payment(stage, receipt, method_id)


def _take_payment(stage: PullStage, receipt: Payment, method_id: str) -> None:
    invoice_id = stage.invoice_of.get(receipt.target_id)
    if invoice_id is None:
        _on_unlinked_invoice(stage, receipt, method_id)
        return
    document = stage.invoice(invoice_id)
    if document is None:
        stage.draft.wait(subject_of_receipt(receipt, _owner(stage, receipt)), "waiting-for-invoice")
        return
    Taking(stage, receipt, method_id, document.customer_id, pays=invoice_id, put_on=invoice_id).run()


def _on_unlinked_invoice(stage: PullStage, receipt: Payment, method_id: str) -> None:
    """Older than the first day it is asked about (R18); a newer one is itself a question, and its money waits."""
    invoice = stage.draft.view.xero_documents.get(receipt.target_id)
    first = stage.draft.inp.policy.options.documents_from
    customer_id = _owner(stage, receipt)
    if not customer_id:
        ask_owner(stage, receipt, method_id, "Its contact in Xero is shared by several customers.")
    elif invoice is None or (first is not None and invoice.date < first):
        ask_older_invoice(stage, receipt, method_id, customer_id, invoice)
    else:
        stage.draft.wait(subject_of_receipt(receipt, customer_id), "waiting-for-invoice")


def _take_credit(stage: PullStage, credit: Credit, method_id: str) -> None:
    """An over- or prepayment is received without an invoice, unless one invoice takes all of it (R27)."""
    customer_id = _owner(stage, credit)
    if not customer_id:
        ask_owner(stage, credit, method_id, "Its contact in Xero is shared by several customers; it pays no invoice.")
        return
    used = credit.allocations[0] if len(credit.allocations) == 1 else None
    invoice_id = stage.invoice_of.get(used.invoice_id) if used is not None and used.amount == credit.total else None
    document = stage.invoice(invoice_id) if invoice_id else None
    whole = document is not None and document.customer_id == customer_id and document.open >= credit.total
    pays = invoice_id if whole else None
    Taking(stage, credit, method_id, customer_id, pays=pays, put_on=pays).run()


def _take_refund(stage: PullStage, refund: Payment, method_id: str) -> None:
    """Paid back from a credit note, or from a receipt that Splynx has or is getting (R22)."""
    draft = stage.draft
    source = draft.view.link_by_xero.get(refund.target_id)
    made_by = stage.made.get(refund.target_id, "")
    if source is None and not made_by:
        reason = "waiting-for-credit-note" if refund.target is PaymentTarget.CREDIT_NOTE else "waiting-for-payment"
        draft.wait(subject_of_receipt(refund, _owner(stage, refund)), reason)
        return
    if source is None:
        Taking(stage, refund, method_id, _owner(stage, refund), refund_made_by=made_by).run()
        return
    is_note = source.kind is ObjectKind.CREDIT_NOTE
    note = draft.view.documents.get((ObjectKind.CREDIT_NOTE, source.splynx_id)) if is_note else None
    Taking(
        stage,
        refund,
        method_id,
        source.customer_id,
        # What Splynx used otherwise cannot be paid back from there: then it is paid back from the balance.
        credit_note_id=note.id if note is not None and note.open >= refund.amount else None,
        refund_payment_id=source.splynx_id if source.kind is ObjectKind.PAYMENT else None,
    ).run()


def _on_unknown_account(stage: PullStage, credit: Credit) -> None:
    """Xero does not tell where it came in: a person does, and then it is taken as any other (R22)."""
    if not stage.starts(credit.date, stage.draft.inp.policy.options.payments_from):
        return
    sharing = sorted(stage.customers_of.get(credit.contact_id, ()), key=numeric)
    owner = _owner(stage, credit) or (sharing[0] if sharing else "")
    placed = ask_account(stage, credit, owner)
    if placed is None:
        return
    method = stage.method_of(placed)
    about = subject_of_receipt(credit, owner)
    if method is None:
        stage.draft.note("left", about, f"Came into {placed.account_code or placed.account_id}, which is not read.")
    elif stage.is_in_time(placed):
        _take(stage, placed, method)
    else:
        stage.draft.note("before-turn", about, "Dated before its account began to be read from Xero: not taken over.")


def _on_other_account(stage: PullStage, receipt: Receipt) -> None:
    """R24: a receipt on a linked invoice, on an account that is not read."""
    if not isinstance(receipt, Payment) or receipt.target is not PaymentTarget.INVOICE:
        return
    invoice_id = stage.invoice_of.get(receipt.target_id)
    document = stage.invoice(invoice_id) if invoice_id else None
    if document is not None and stage.starts(receipt.date, stage.draft.inp.policy.options.payments_from):
        ask_unexpected(stage, receipt, document)


def _owner(stage: PullStage, receipt: Receipt) -> str:
    """The one customer of its contact; empty where there are several (R6)."""
    contact = receipt.contact_id
    if not contact and isinstance(receipt, Payment):
        view = stage.draft.view
        target = view.xero_documents.get(receipt.target_id) or view.credits.get(receipt.target_id)
        contact = target.contact_id if target else ""
    customers = stage.customers_of.get(contact, [])
    return customers[0] if len(customers) == 1 else ""


def _name_without_partner(stage: PullStage) -> None:
    """R25: entered in Splynx by hand although its money is seen in Xero."""
    draft = stage.draft
    policy = draft.inp.policy
    since = policy.options.payments_from
    for payment in draft.view.payments.values():
        mapping = policy.method(payment.method_id)
        if mapping is None or mapping.flow is not Flow.FROM_XERO or payment.id in stage.used or not payment.amount:
            continue
        gone = (ObjectKind.PAYMENT, payment.id) in draft.view.gone
        customer = draft.view.customers.get(payment.customer_id)
        owned = customer is not None and policy.owns(customer.partner_id)
        if not gone and owned and (since is None or payment.date >= since):
            draft.note("only-in-splynx", subject_of(payment), "Entered in Splynx; no receipt of Xero is linked to it.")
