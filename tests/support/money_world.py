"""The planner's world for money: payments with their relations, all stages, and a Xero that refuses like Xero."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from splynx_xero_gui.domain.accounting import (
    AccountingStatus,
    Allocation,
    Credit,
    Document,
    Payment,
    PaymentTarget,
)
from splynx_xero_gui.domain.billing import BilledPayment, PayerKind, Relation
from splynx_xero_gui.domain.conflict import Conflict, ConflictKind
from splynx_xero_gui.domain.kinds import Flow, ObjectKind
from splynx_xero_gui.domain.payloads import DeletionPayload
from splynx_xero_gui.domain.plan import SyncAction, SyncPlan
from splynx_xero_gui.domain.profile import MethodMapping
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.domain.reference import Account
from splynx_xero_gui.engine.reconcile.allocations import plan_allocations
from splynx_xero_gui.engine.reconcile.contacts import plan_contacts
from splynx_xero_gui.engine.reconcile.documents import plan_documents
from splynx_xero_gui.engine.reconcile.doubled import plan_doubled
from splynx_xero_gui.engine.reconcile.frame import Stage
from splynx_xero_gui.engine.reconcile.payments import plan_payments
from splynx_xero_gui.engine.reconcile.removals import plan_removals
from tests.support.planner import ACCOUNTS, TODAY, World, line, money
from tests.support.planner_xero import MiniXero, Refusal

MONEY_STAGES: tuple[Stage, ...] = (
    plan_contacts,
    plan_removals,
    plan_documents,
    plan_payments,
    plan_allocations,
    plan_doubled,
)
CLEARING = Account("a610", "610", "Card clearing", "CURRENT", "ASSET", payments_enabled=True)
ARCHIVED = Account("a999", "999", "Old bank", "BANK", "ASSET", active=False)
MONEY_ACTIONS = frozenset({"payment", "overpayment", "prepayment", "refund", "allocate", "deallocate"})


class StrictXero(MiniXero):
    """Deletes credits as Xero does: only unallocated, unrefunded, unreconciled ones, in an open period.

    With `mixed`, actions run in any order that their dependencies allow, as the executor may run them.
    """

    mixed: random.Random | None = None

    def run(self, plan: SyncPlan, *, at_most: int | None = None) -> None:
        super().run(replace(plan, actions=self._in_some_order(plan)), at_most=at_most)

    def _in_some_order(self, plan: SyncPlan) -> tuple[SyncAction, ...]:
        if self.mixed is None:
            return plan.actions
        left, done = list(plan.actions), list[SyncAction]()
        while left:
            waiting_for = {action.id for action in left}
            ready = [action for action in left if not waiting_for.intersection(action.depends_on)]
            chosen = self.mixed.choice(ready)
            left.remove(chosen)
            done.append(chosen)
        return tuple(done)

    def _delete(self, payload: DeletionPayload) -> str:
        held = self.world.xero[payload.id].body
        assert isinstance(held, Payment | Credit)
        if held.status.is_dead:
            raise Refusal("deleted already")
        self._open_day(held.date)
        if held.reconciled or (isinstance(held, Payment) and held.batch_id):
            raise Refusal("reconciled or batched")
        if isinstance(held, Credit):
            if held.allocations or held.open != held.total:
                raise Refusal("allocated or refunded")
            self.world.amend(payload.id, status=AccountingStatus.DELETED, open=Decimal(0))
            return payload.id
        changes: dict[str, object] = {}
        target = self.world.xero[held.target_id].body
        if isinstance(target, Document):
            changes = {"paid": target.paid - held.amount}
        self._use(held.target_id, -held.amount, **changes)
        self.world.amend(payload.id, status=AccountingStatus.DELETED)
        return payload.id


@dataclass
class MoneyWorld(World):
    """Customer 12 with a contact; methods 1 (bank), 2 (clearing account), 3 (left alone), 4 (read from Xero)."""

    accounts: tuple[Account, ...] = (*ACCOUNTS, CLEARING, ARCHIVED)
    methods: dict[str, MethodMapping] = field(
        default_factory=lambda: {
            "1": MethodMapping("090", Flow.TO_XERO),
            "2": MethodMapping("610", Flow.TO_XERO),
            "3": MethodMapping("", Flow.IGNORE),
            "4": MethodMapping("a091", Flow.FROM_XERO, arrival=True),
        }
    )
    stages: Sequence[Stage] = MONEY_STAGES

    def __post_init__(self) -> None:
        self.customer()
        self.service = StrictXero(self)

    # -- Splynx --
    def bill(self, id: str, total: object, **more: Any) -> None:
        """An invoice without tax."""
        self.invoice(id, line("Internet", total, percent=0), **more)

    def credit(self, id: str, total: object, **more: Any) -> None:
        """A credit note without tax."""
        self.credit_note(id, line("Credit", total, percent=0), **more)

    def pay(self, id: str, amount: object, *shares: tuple[str, object], **more: Any) -> BilledPayment:
        """A payment with its relations; what they leave is unallocated."""
        rest = money(amount) - sum((money(part) for _, part in shares), Decimal(0))
        given = {"receipt_number": f"R{id}", "unallocated": rest if money(amount) > 0 else Decimal(0), **more}
        payment = self.payment(id, amount, **given)
        for invoice_id, part in shares:
            self.relation(PayerKind.PAYMENT, id, invoice_id, part, customer=payment.customer_id)
        return payment

    def unrelate(self, payer_id: str, invoice_id: str) -> None:
        """Splynx takes the payer off the invoice."""
        for key, seen in self.splynx.items():
            body = seen.body
            if isinstance(body, Relation) and (body.payer_id, body.invoice_id) == (payer_id, invoice_id):
                self.splynx[key] = replace(seen, gone=True)

    def alter(self, payment_id: str, **changes: Any) -> None:
        """A payment is edited in Splynx."""
        seen = self.splynx[ObjectKind.PAYMENT, payment_id]
        self.splynx[ObjectKind.PAYMENT, payment_id] = replace(seen, body=replace(seen.body, **changes))  # type: ignore[type-var]

    def remove_payment(self, payment_id: str) -> None:
        """A payment is deleted in Splynx, its relations with it."""
        key = (ObjectKind.PAYMENT, payment_id)
        self.splynx[key] = replace(self.splynx[key], gone=True)
        for key, seen in self.splynx.items():
            if isinstance(seen.body, Relation) and seen.body.payer_id == payment_id:
                self.splynx[key] = replace(seen, gone=True)

    # -- Xero --
    def xero_invoice(self, invoice_id: str) -> Document:
        """Where an invoice is in Xero."""
        wanted = (ObjectKind.INVOICE, invoice_id, Role.MAIN)
        link = next(k for k in self.links if (k.kind, k.splynx_id, k.role) == wanted)
        return self.document(link.xero_id)

    def by_hand(
        self, invoice_id: str, amount: object, *, date: dt.date = TODAY, id: str = "hand", **more: Any
    ) -> Payment:
        """Somebody records a payment in Xero."""
        target = self.xero_invoice(invoice_id)
        status = AccountingStatus.AUTHORISED
        given = {"account_id": "a090", "account_code": "090", **more}
        held = Payment(id, PaymentTarget.INVOICE, target.id, target.contact_id, status, date, money(amount), **given)
        self.hold(held)
        self.service._use(target.id, money(amount), paid=target.paid + money(amount))
        return held

    def by_hand_credit(self, amount: object, *, date: dt.date = TODAY, id: str = "hand-credit", **more: Any) -> Credit:
        """Somebody records an overpayment in Xero."""
        contact = next(k.xero_id for k in self.links if k.kind is ObjectKind.CUSTOMER)
        status, total = AccountingStatus.AUTHORISED, money(amount)
        return self.hold(Credit(ObjectKind.OVERPAYMENT, id, contact, status, date, total, total, **more))

    def delete_by_hand(self, xero_id: str) -> None:
        """Somebody deletes a payment or credit in Xero."""
        held = self.xero[xero_id].body
        assert isinstance(held, Payment | Credit)
        if isinstance(held, Payment):
            self.service._delete(DeletionPayload(ObjectKind.PAYMENT, xero_id))
        else:
            for part in held.allocations:
                self.deallocate_by_hand(xero_id, part)
            self.amend(xero_id, status=AccountingStatus.DELETED, open=Decimal(0))

    def deallocate_by_hand(self, source_id: str, part: Allocation) -> None:
        """Somebody takes an allocation off in Xero."""
        source = self.xero[source_id].body
        assert isinstance(source, Credit | Document)
        kept = tuple(a for a in source.allocations if a != part)
        self.service._use(source_id, -part.amount, allocations=kept)
        invoice = self.document(part.invoice_id)
        self.service._use(invoice.id, -part.amount, credited=invoice.credited - part.amount)

    def allocate_by_hand(self, source_id: str, invoice_id: str, amount: object, *, id: str = "hand-allocation") -> None:
        """Somebody allocates a credit in Xero."""
        source, invoice = self.xero[source_id].body, self.xero_invoice(invoice_id)
        assert isinstance(source, Credit | Document)
        part = Allocation(id, invoice.id, money(amount), TODAY)
        self.service._use(source_id, part.amount, allocations=(*source.allocations, part))
        self.service._use(invoice.id, part.amount, credited=invoice.credited + part.amount)

    # -- syncing --
    def sync(self) -> SyncPlan:
        """Plan and write; afterwards nothing is left to write (P1)."""
        plan = self.plan()
        self.service.run(plan)
        again = self.plan()
        assert not again.actions, [(a.kind.value, a.subject, a.amount) for a in again.actions]
        assert not again.links
        return plan

    def decide(self, kind: ConflictKind, choice: str, value: str = "") -> None:
        """Answer the only open question of this kind."""
        self.answer(self.question(kind), choice, value)

    def question(self, kind: ConflictKind) -> Conflict:
        """The only open question of this kind."""
        plan = self.plan()
        found = [c for c in plan.conflicts if c.kind is kind]
        assert len(found) == 1, [c.kind.value for c in plan.conflicts]
        return found[0]

    def active(self, role: Role, payment_id: str | None = None) -> list[Link]:
        """Links that count, of one role."""
        return [
            link
            for link in self.links
            if link.role is role and link.state is LinkState.ACTIVE and payment_id in (None, link.splynx_id)
        ]

    def receipts(self) -> list[tuple[str, Decimal, str]]:
        """Living payments in Xero: number of what they pay, amount, reference."""
        found = []
        for seen in self.xero.values():
            if isinstance(seen.body, Payment) and not seen.body.status.is_dead:
                target = self.xero[seen.body.target_id].body
                name = target.number if isinstance(target, Document) else target.reference  # type: ignore[union-attr]
                found.append((name, seen.body.amount, seen.body.reference))
        return sorted(found)

    def credits(self) -> list[tuple[str, Decimal, Decimal]]:
        """Living over- and prepayments: reference, total, open."""
        bodies = [seen.body for seen in self.xero.values()]
        return sorted((b.reference, b.total, b.open) for b in bodies if isinstance(b, Credit) and not b.status.is_dead)


def written(plan: SyncPlan) -> list[tuple[str, Decimal]]:
    """Money writes of a plan in order: kind and amount."""
    return [(a.kind.value, a.amount) for a in plan.actions if MONEY_ACTIONS & set(a.kind.value.split("-"))]


def waits(plan: SyncPlan) -> list[tuple[str, Decimal]]:
    """What waits: reason and amount."""
    return [(w.reason, w.amount) for w in plan.waiting]
