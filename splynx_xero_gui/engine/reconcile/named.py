"""Receipts of Xero and payments of Splynx that a person's answer names: `link` and `in-sync` for payments (R4, R20)."""

from collections.abc import Callable, Collection

from splynx_xero_gui.domain.accounting import Credit, Payment
from splynx_xero_gui.domain.billing import BilledPayment
from splynx_xero_gui.domain.conflict import Resolution
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.engine.reconcile.already_there import Receipt
from splynx_xero_gui.engine.reconcile.pulling_stage import PullStage, is_refund
from splynx_xero_gui.engine.reconcile.stage import MoneyStage


def named_receipt(stage: MoneyStage, customer_id: str, value: str) -> tuple[Receipt | None, str]:
    """The living, unlinked receipt of this customer with this Xero id, or None and why it may not be linked."""
    draft, id = stage.draft, value.strip()
    named = [o.body for o in draft.inp.named.get(id, ()) if isinstance(o.body, (Payment, Credit))]
    found: Receipt | None = draft.view.xero_payments.get(id) or draft.view.credits.get(id) or next(iter(named), None)
    if found is None:
        return None, f"Xero has no payment '{id}' that was read here."
    if found.status.is_dead:
        return None, "That payment is deleted in Xero."
    if not stage.there.belongs_to(customer_id, found):
        return None, "That payment belongs to another contact in Xero."
    if id in draft.claimed or id in draft.view.link_by_xero:
        return None, "That payment is linked to another one of Splynx."
    return found, ""


def in_sync_check(stage: MoneyStage, customer_id: str) -> Callable[[Resolution], str]:
    """For `usable`: an in-sync answer must name such a receipt."""

    def reason(answer: Resolution) -> str:
        return named_receipt(stage, customer_id, answer.value)[1] if answer.choice == "in-sync" else ""

    return reason


def named_billed(
    stage: PullStage, receipt: Receipt, value: str, customers: Collection[str] = ()
) -> tuple[BilledPayment | None, str]:
    """The Splynx payment with this id that a receipt of Xero is said to be, or None and why it cannot be.

    `customers`: those it may be of, none given = any. Amounts may differ: then the difference is named.
    """
    draft, id = stage.draft, value.strip()
    found = draft.view.payments.get(id)
    if found is None or (ObjectKind.PAYMENT, id) in draft.view.gone:
        return None, f"Splynx has no payment '{id}' that was read here."
    if (found.amount < 0) != is_refund(receipt):
        return None, f"Payment {id} goes the other way: one is money received, one money paid back."
    if customers and found.customer_id not in customers:
        return None, f"Payment {id} is another customer's."
    if id in stage.used:
        return None, f"Payment {id} is linked to another one of Xero."
    return found, ""
