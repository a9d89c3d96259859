"""Plans as the engine makes them, for tests of review and progress."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from splynx_xero_gui.domain.conflict import Conflict, ConflictKind
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Side, Undo
from splynx_xero_gui.domain.payloads import ContactPayload
from splynx_xero_gui.domain.plan import SyncAction, SyncPlan, Total
from splynx_xero_gui.engine.reconcile.frame import fingerprint

DAY = dt.date(2026, 11, 1)
_UNDO = {
    ActionKind.CREATE_CONTACT: Undo.ARCHIVE,
    ActionKind.CREATE_INVOICE: Undo.VOID,
    ActionKind.CREATE_PAYMENT: Undo.DELETE,
}


def action(
    id: str,
    kind: ActionKind = ActionKind.CREATE_INVOICE,
    amount: str = "460.00",
    needs: Sequence[str] = (),
    side: Side = Side.XERO,
    undo: Undo | None = None,
    customer: str = "J. Smith",
    subject: str = "",
) -> SyncAction:
    return SyncAction(
        id=id,
        kind=kind,
        side=side,
        subject=subject or f"{kind.value.split('-')[-1]} {id}",
        splynx_id=id,
        xero_id=None,
        customer_id=customer,
        customer_name=customer,
        date=DAY,
        amount=Decimal(amount),
        currency="ZAR",
        undo=undo or _UNDO.get(kind),
        payload=ContactPayload(customer, "SPX-1"),
        depends_on=tuple(needs),
    )


def conflict(id: str, kind: ConflictKind = ConflictKind.INVOICE_NUMBER_TAKEN, amount: str = "383.34") -> Conflict:
    return Conflict(
        id=id,
        kind=kind,
        group=kind.value,
        subject=f"invoice {id}",
        subject_kind=ObjectKind.INVOICE,
        splynx_id=id,
        xero_id=None,
        customer_id="118",
        amount=Decimal(amount),
        why="",
        question=f"Xero already has an invoice {id}. Is it the same one?",
    )


def plan(actions: Sequence[SyncAction], conflicts: Sequence[Conflict] = (), calls: int = 6) -> SyncPlan:
    totals: dict[ActionKind, list[SyncAction]] = {}
    for one in actions:
        totals.setdefault(one.kind, []).append(one)
    return SyncPlan(
        fingerprint=fingerprint(actions),
        actions=tuple(actions),
        conflicts=tuple(conflicts),
        totals=tuple(
            Total(kind, len(group), sum((a.amount for a in group), Decimal(0))) for kind, group in totals.items()
        ),
        calls={Side.XERO: calls, Side.SPLYNX: 10},
    )


def first_sync() -> SyncPlan:
    """Two customers, three invoices, two payments on one of them, and a file that cannot be undone."""
    return plan(
        [
            action("c1", ActionKind.CREATE_CONTACT, "0.00"),
            action("c2", ActionKind.CREATE_CONTACT, "0.00", customer="A. Moyo"),
            action("i1", amount="460.00", needs=["c1"]),
            action("i2", amount="230.00", needs=["c1"]),
            action("i3", amount="115.00", needs=["c2"], customer="A. Moyo"),
            action("p1", ActionKind.CREATE_PAYMENT, "300.00", needs=["i1"]),
            action("p2", ActionKind.CREATE_PAYMENT, "160.00", needs=["i1"]),
            action("f1", ActionKind.ATTACH_FILE, "0.00", needs=["i3"], customer="A. Moyo"),
        ],
        [conflict("q1"), conflict("q2", amount="-383.33")],
    )
