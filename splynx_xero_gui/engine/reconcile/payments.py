"""Money from Splynx to Xero: first what comes off, then every payment in the order of its id (R16–R21, R28)."""

from splynx_xero_gui.engine.reconcile.draft import Draft
from splynx_xero_gui.engine.reconcile.lookalikes import held_back
from splynx_xero_gui.engine.reconcile.receipts import Sending
from splynx_xero_gui.engine.reconcile.removals import plan_removals
from splynx_xero_gui.engine.reconcile.stage import MoneyStage


def plan_payments(draft: Draft) -> None:
    """Plan removals, receipts, and credits with their allocations. Reads `draft.contacts` and `draft.places`."""
    stage = MoneyStage.of(draft)
    standings = plan_removals(stage)
    receipts = {id: standing for id, standing in standings.items() if standing.payment.amount > 0}
    doubtful = held_back(stage, receipts)
    for id, standing in receipts.items():
        if not standing.halted and id not in doubtful:
            Sending(stage, standing).run()
