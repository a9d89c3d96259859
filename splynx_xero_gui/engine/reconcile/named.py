"""Receipts of Xero that a person's answer names: `link` and `in-sync` for payments (R4, R20)."""

from collections.abc import Callable

from splynx_xero_gui.domain.accounting import Credit, Payment
from splynx_xero_gui.domain.conflict import Resolution
from splynx_xero_gui.engine.reconcile.already_there import Receipt
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
