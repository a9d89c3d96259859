"""Receipts of Xero that carry our token but no link: written by us, then forgotten (R2, R4)."""

from collections import defaultdict
from dataclasses import replace

from splynx_xero_gui.domain.accounting import Credit, Payment, PaymentTarget
from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.money import total
from splynx_xero_gui.domain.records import Role
from splynx_xero_gui.engine.reconcile.already_there import Marked
from splynx_xero_gui.engine.reconcile.draft import Placed
from splynx_xero_gui.engine.reconcile.linking import link_receipt
from splynx_xero_gui.engine.reconcile.shown import candidate
from splynx_xero_gui.engine.reconcile.stage import MoneyStage
from splynx_xero_gui.engine.reconcile.standing import Standing
from splynx_xero_gui.engine.reconcile.terms import receipt, subject_of


def adopt_marked(stage: MoneyStage, standing: Standing) -> bool:
    """Link what invoice and amount confirm; ask about the rest. False while an answer is missing: nothing is sent."""
    found = stage.there.with_token(standing.payment.id)
    if not found:
        return True
    doubtful = _adopt_receipts(stage, standing, found)
    doubtful += _adopt_credits(stage, standing, [m for m in found if isinstance(m.receipt, Credit)])
    answered = [_decide(stage, standing, marked) for marked in doubtful]
    return all(answered)


def _adopt_receipts(stage: MoneyStage, standing: Standing, found: list[Marked]) -> list[Marked]:
    """Receipts on an invoice that together are exactly what it needs of the payment."""
    needs = {share.invoice_id: need for share, need in standing.needs(stage.payable(standing))}
    invoice_at = {place.ref.id: id for id in needs if isinstance(place := stage.place(id), Placed) and place.ref.id}
    groups: dict[str, list[Marked]] = defaultdict(list)
    for marked in found:
        if isinstance(marked.receipt, Payment):
            groups[marked.receipt.target_id].append(marked)
    doubtful: list[Marked] = []
    for target, group in groups.items():
        invoice_id = invoice_at.get(target)
        paid = total(m.receipt.amount for m in group if isinstance(m.receipt, Payment))
        if invoice_id is None or needs[invoice_id] != paid:
            doubtful += group
            continue
        for marked in group:
            if isinstance(marked.receipt, Payment):
                amount = marked.receipt.amount
                link_receipt(
                    stage, standing, marked.receipt, Role.PAYMENT, amount, invoice_id=invoice_id, marked=marked
                )
    return doubtful


def _adopt_credits(stage: MoneyStage, standing: Standing, found: list[Marked]) -> list[Marked]:
    """Credits that hold at least what pays no invoice and at most what is unsent (part may be allocated by now)."""
    if not found:
        return []
    there = total(m.receipt.total for m in found if isinstance(m.receipt, Credit))
    least = standing.split(stage.payable(standing)).to_credit
    own = all(stage.there.belongs_to(standing.payment.customer_id, m.receipt) for m in found)
    if not own or not least <= there <= standing.unsent:
        return found
    for marked in found:
        if isinstance(marked.receipt, Credit):
            link_receipt(stage, standing, marked.receipt, Role.CREDIT, marked.receipt.total, marked=marked)
    return []


def _decide(stage: MoneyStage, standing: Standing, marked: Marked) -> bool:
    """Ask whether it is this payment's; True once that is answered."""
    found = marked.receipt
    amount = found.total if isinstance(found, Credit) else found.amount
    answer = stage.draft.ask(
        ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED,
        replace(subject_of(standing.payment), amount=amount, xero_id=found.id),
        facts={"no": receipt(standing.payment), "side": "Xero", "token": str(marked.key)},
        fields=candidate(stage.draft, standing.payment, found),
        first="link",
        without=("in-sync",),
    )
    if answer is None:
        return False
    if answer.choice == "link":
        on_invoice = isinstance(found, Payment) and found.target is PaymentTarget.INVOICE
        owner = stage.draft.view.link_by_xero.get(found.target_id) if isinstance(found, Payment) else None
        invoice_id = owner.splynx_id if owner else None
        role = Role.PAYMENT if on_invoice and invoice_id else Role.CREDIT
        link_receipt(stage, standing, found, role, min(amount, standing.unsent), invoice_id=invoice_id, marked=marked)
    return True
