"""Money from Splynx to Xero: first what comes off, then every payment in the order of its id (R16–R21, R28)."""

from collections.abc import Sequence
from dataclasses import replace

from splynx_xero_gui.domain.billing import BilledPayment
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.engine.reconcile.draft import Draft
from splynx_xero_gui.engine.reconcile.lookalikes import held_back
from splynx_xero_gui.engine.reconcile.receipts import Sending
from splynx_xero_gui.engine.reconcile.removals import plan_removals
from splynx_xero_gui.engine.reconcile.stage import MoneyStage
from splynx_xero_gui.engine.reconcile.terms import subject_of
from splynx_xero_gui.engine.reconcile.view import numeric


def plan_payments(draft: Draft) -> None:
    """Plan receipts, and credits with their allocations; removals first where no earlier stage did.

    Reads `draft.contacts` and `draft.places`.
    """
    if not draft.took_off:
        plan_removals(draft)
    stage = MoneyStage.of(draft)
    every = (p for p in draft.view.payments.values() if (ObjectKind.PAYMENT, p.id) not in draft.view.gone)
    living = sorted(every, key=lambda p: numeric(p.id))
    receipts = {p.id: stage.standing(p) for p in living if p.amount > 0}
    doubtful = held_back(stage, receipts)
    for id, standing in receipts.items():
        if id not in draft.halted and id not in doubtful:
            Sending(stage, standing).run()
    _name_left_behind(stage, living)


def _name_left_behind(stage: MoneyStage, living: Sequence[BilledPayment]) -> None:
    """P4: a change of flow carries nothing over; what stays on one side is named."""
    policy = stage.draft.inp.policy
    for payment in living:
        standing = stage.standing(payment)
        if standing.money and standing.unsent and not standing.born_in_xero and not policy.pushes(payment.method_id):
            about = replace(subject_of(payment), amount=standing.unsent)
            stage.draft.note("before-turn", about, "This rest was not sent while its payment method was sent to Xero.")
        elif stage.is_left_behind(payment) and not standing.money:
            text = "Dated before its payment method began to be sent to Xero: not sent."
            stage.draft.note("before-turn", subject_of(payment), text)
