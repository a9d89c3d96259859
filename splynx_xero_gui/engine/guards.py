"""Checks before the first write:

another workstation's marks (R32), and which part of a plan may run (P7, --limit, left out).
"""

from collections.abc import Iterable, Sequence

from splynx_xero_gui.domain.conflict import Conflict
from splynx_xero_gui.domain.failures import Misconfigured, PlanChanged, SecondWorkstation, TooManyChanges
from splynx_xero_gui.domain.keys import find_contact_key, find_payment_key
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.money import money_text
from splynx_xero_gui.domain.plan import SyncAction, SyncPlan
from splynx_xero_gui.domain.reference import Organisation
from splynx_xero_gui.ports.ledger import Ledger

TAKEN_OVER = "taken-over"
SCHEDULE_PAUSED = "schedule-paused"


def refuse_paused(ledger: Ledger) -> None:
    """Raises Misconfigured C5 for a run by the schedule after an undo, until a person starts a sync again (D6)."""
    if ledger.get_fact(SCHEDULE_PAUSED):
        raise Misconfigured(
            "C5",
            "The schedule is paused",
            "A run was undone. Nothing was read or written.",
            "Look at the questions about what was undone, then start a sync yourself: the schedule goes on after it.",
        )


_MARKED_KINDS = (ObjectKind.CONTACT, ObjectKind.PAYMENT, ObjectKind.OVERPAYMENT, ObjectKind.PREPAYMENT)


def refuse_second_workstation(ledger: Ledger, tag: str = "") -> None:
    """Raises SecondWorkstation where this ledger holds no link but the books carry marks of this profile's tag (R32,
    screen text R4). Marks of another tag belong to another Splynx (R2).
    """
    if ledger.get_fact(TAKEN_OVER) or ledger.facts().ever_linked:
        return
    marked = sum(
        1 for kind in _MARKED_KINDS for seen in ledger.observations(Side.XERO, kind) if _is_mark(kind, seen.key, tag)
    )
    if marked:
        raise SecondWorkstation(
            "R4",
            "These books were already synced from another computer",
            f"{marked} customers and payments carry its marks. Nothing was written.",
            "Use its shared record, or take over: the links are read back (`take-over`). Or close.",
        )


def _is_mark(kind: ObjectKind, key: str, tag: str) -> bool:
    if kind is ObjectKind.CONTACT:
        return find_contact_key(key, tag) is not None
    return find_payment_key(key, tag) is not None


def refuse_other_currency(billed_in: str | None, organisation: Organisation) -> None:
    """C1: one currency per Splynx, and it must be the organisation's (R30). Unknown currencies pass."""
    if billed_in and billed_in != organisation.base_currency:
        raise Misconfigured(
            "C1",
            "The currencies do not fit",
            f"Splynx bills in {billed_in}; {organisation.name} keeps its books in {organisation.base_currency}. "
            "These two cannot be connected. Nothing was written.",
            "Use another organisation.",
        )


def changes_asked(question: Conflict) -> int:
    """How many changes a too-many-changes question is about."""
    return int(question.facts["count"])


def too_many(question: Conflict) -> TooManyChanges:
    """L5: the plan's own question as the reason to write nothing."""
    count, facts = changes_asked(question), question.facts
    return TooManyChanges(
        "L5",
        "This would change very much",
        f"{count} of {facts['total']} linked items ({facts['percent']} %), {money_text(question.amount)}: "
        f"{facts['kinds']}. Often this means that one side was read incompletely or that settings changed. "
        "Nothing was written.",
        f"Look at the plan. If it is right, allow exactly these {count} changes once.",
        count=count,
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
