"""The planner: from the books of some customers to everything a sync would write, ask and name (design.md §4)."""

from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.engine.reconcile.allocations import plan_allocations
from splynx_xero_gui.engine.reconcile.contacts import plan_contacts
from splynx_xero_gui.engine.reconcile.documents import plan_documents
from splynx_xero_gui.engine.reconcile.doubled import plan_doubled
from splynx_xero_gui.engine.reconcile.extras import plan_extras
from splynx_xero_gui.engine.reconcile.frame import Stage, assemble
from splynx_xero_gui.engine.reconcile.inputs import PlannerInput
from splynx_xero_gui.engine.reconcile.payments import plan_payments
from splynx_xero_gui.engine.reconcile.pulling import plan_pull
from splynx_xero_gui.engine.reconcile.refused import link_refused
from splynx_xero_gui.engine.reconcile.removals import plan_removals
from splynx_xero_gui.engine.reconcile.uninvoiced import plan_uninvoiced

STAGES: tuple[Stage, ...] = (
    plan_contacts,
    plan_removals,
    plan_documents,
    plan_payments,
    plan_allocations,
    plan_doubled,
    plan_pull,
    plan_uninvoiced,
    plan_extras,
    link_refused,
)


def reconcile(inp: PlannerInput) -> SyncPlan:
    """The plan for these books: a pure function, the same for any order of the input.

    `calls` is left empty: only the adapter knows how it batches. Too many changes are a question in the plan
    (`too-many-changes`); the caller writes nothing while it stands.
    """
    return assemble(inp, STAGES)
