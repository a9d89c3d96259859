"""Checks before the first write:

another workstation's marks (R32), and which part of a plan may run (P7, --limit, left out).
"""

from collections.abc import Iterable, Sequence

from splynx_xero_gui.domain.failures import PlanChanged, SecondWorkstation
from splynx_xero_gui.domain.keys import carries_any_mark
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.plan import SyncAction, SyncPlan
from splynx_xero_gui.ports.ledger import Ledger

TAKEN_OVER = "taken-over"


def refuse_second_workstation(ledger: Ledger) -> None:
    """Raises SecondWorkstation where this ledger holds no link but the books carry marks (R32, screen text R4)."""
    if ledger.get_fact(TAKEN_OVER) or any(ledger.facts().linked.values()):
        return
    kinds = (ObjectKind.CONTACT, ObjectKind.PAYMENT, ObjectKind.OVERPAYMENT, ObjectKind.PREPAYMENT)
    marked = sum(
        1 for kind in kinds for seen in ledger.observations(Side.XERO, kind) if seen.key and carries_any_mark(seen.key)
    )
    if marked:
        raise SecondWorkstation(
            "R4",
            "These books were already synced from another computer",
            f"{marked} customers and payments carry its marks. Nothing was written.",
            "Use its shared record, or take over (the links are read back), or close.",
        )


def as_shown(plan: SyncPlan, shown: frozenset[str] | None) -> tuple[SyncAction, ...]:
    """Exactly the shown actions, when each still stands (P7). Raises PlanChanged (L9)."""
    now = {action.id for action in plan.actions}
    gone = len(shown - now) if shown is not None else 0
    if shown is None or gone:
        what = (
            f"{gone} of the items shown have changed or are gone." if shown is not None else "It was never shown here."
        )
        raise PlanChanged(
            "L9",
            "The books changed since this plan",
            f"{what} Nothing was written.",
            "Look at the new plan, then sync that one.",
        )
    return tuple(action for action in plan.actions if action.id in shown)


def without(actions: Sequence[SyncAction], left_out: Iterable[str]) -> tuple[SyncAction, ...]:
    """The actions less those left out and everything that needs them (D4)."""
    dropped = set(left_out)
    kept: list[SyncAction] = []
    for action in actions:
        if action.id in dropped or dropped.intersection(action.depends_on):
            dropped.add(action.id)
        else:
            kept.append(action)
    return tuple(kept)


def first(actions: Sequence[SyncAction], limit: int | None) -> tuple[SyncAction, ...]:
    """At most `limit` actions; the plan is in dependency order, so what they need comes first."""
    return tuple(actions) if limit is None else tuple(actions[: max(limit, 0)])
