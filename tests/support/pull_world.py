"""The planner's world for money that is seen in Xero first: a Splynx that takes receipts over as Splynx does."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from splynx_xero_gui.domain.accounting import AccountingStatus, Payment, PaymentTarget
from splynx_xero_gui.domain.billing import BilledPayment, DocumentStatus, PayerKind, Relation
from splynx_xero_gui.domain.kinds import Birthplace, ObjectKind, Side
from splynx_xero_gui.domain.payloads import DeletionPayload, SplynxPaymentPayload
from splynx_xero_gui.domain.plan import SyncAction, SyncPlan
from splynx_xero_gui.domain.records import Link, Observation
from splynx_xero_gui.domain.reference import Account, PaymentMethod
from splynx_xero_gui.engine.concluding import finished_links, with_ids
from splynx_xero_gui.engine.reconcile.frame import Stage
from splynx_xero_gui.engine.reconcile.plan import STAGES
from splynx_xero_gui.engine.splynx_writes import SplynxDone
from tests.support.money_world import CLEARING, MoneyWorld, StrictXero
from tests.support.planner import ACCOUNTS, BILLING, TODAY
from tests.support.planner_xero import Refusal

BANK = Account("a091", "091", "Bank feed", "BANK", "ASSET")
CARD_METHOD, BANK_METHOD = "1", "4"


class BothSides(StrictXero):
    """Carries out writes into Splynx too; a payment without an invoice pays the oldest ones by itself (`auto_pay`)."""

    auto_pay = False

    def run(self, plan: SyncPlan, *, at_most: int | None = None) -> None:
        actions = plan.actions[:at_most]
        super().run(replace(plan, actions=tuple(a for a in actions if a.side is Side.XERO)))
        for action in (a for a in actions if a.side is Side.SPLYNX):
            done = self._in_splynx(with_ids(action, self.made))
            self.made[action.id] = done.splynx_id
            for link in finished_links(action, done):
                self.world.link(link)

    def _in_splynx(self, action: SyncAction) -> SplynxDone:
        payload, world = action.payload, self.world
        assert isinstance(world, PullWorld)
        if isinstance(payload, DeletionPayload):
            world.remove_payment(payload.id)
            return SplynxDone(action.id, action.xero_id or "", splynx_id=payload.id)
        assert isinstance(payload, SplynxPaymentPayload)
        if payload.id:
            fields = (payload.key, *world.billed(payload.id).fields[1:])
            world.alter(payload.id, date=payload.date, fields=fields)
            used = world.use(world.billed(payload.id), [payload.invoice_id] if payload.invoice_id else [])
            return SplynxDone(
                action.id, "", splynx_id=payload.id, billed=world.billed(payload.id), relations=tuple(used)
            )
        if any(p.fields[0] == payload.key for p in world.payments()):
            raise Refusal(f"{payload.key} is in Splynx already")
        id = str(1 + max((int(p.id) for p in world.every_payment()), default=0))
        billed = world.payment(
            id,
            payload.amount,
            customer=payload.customer_id,
            method_id=payload.method_id,
            date=payload.date,
            unallocated=max(payload.amount, Decimal(0)),
            receipt_number=payload.receipt_number,
            fields=(payload.key, "", "", "", ""),
            invoice_id=payload.invoice_id,
            credit_note_id=payload.credit_note_id,
            refund_payment_id=payload.refund_payment_id,
        )
        relations = world.use(billed, [payload.invoice_id] if payload.invoice_id else self._oldest(payload))
        return SplynxDone(
            action.id, action.xero_id or "", splynx_id=id, billed=world.billed(id), relations=tuple(relations)
        )

    def _oldest(self, payload: SplynxPaymentPayload) -> list[str]:
        assert isinstance(self.world, PullWorld)
        return self.world.open_invoices(payload.customer_id) if self.auto_pay and payload.amount > 0 else []


@dataclass
class PullWorld(MoneyWorld):
    """As MoneyWorld; account 091 is read from Xero (method 4). `since`: the day the account began to be read."""

    accounts: tuple[Account, ...] = (*ACCOUNTS, CLEARING, BANK)
    stages: Sequence[Stage] = STAGES
    billing: Any = field(
        default_factory=lambda: replace(
            BILLING, methods=(PaymentMethod("1", "Card"), PaymentMethod("4", "Bank transfer"))
        )
    )
    pull_since: dict[str, dt.date] = field(default_factory=dict)
    push_since: dict[str, dt.date] = field(default_factory=dict)
    unconfirmed: frozenset[str] = frozenset()
    strays: list[Observation] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.customer()
        self.service = BothSides(self)

    def input(self) -> Any:
        return replace(
            super().input(),
            pull_since=self.pull_since,
            push_since=self.push_since,
            unconfirmed=self.unconfirmed,
            strays=tuple(self.strays),
        )

    # -- Splynx --
    def every_payment(self) -> list[BilledPayment]:
        """Gone ones too."""
        return [seen.body for seen in self.splynx.values() if isinstance(seen.body, BilledPayment)]

    def payments(self) -> list[BilledPayment]:
        """Those that are there."""
        return [seen.body for seen in self.splynx.values() if isinstance(seen.body, BilledPayment) and not seen.gone]

    def billed(self, id: str) -> BilledPayment:
        body = self.splynx[ObjectKind.PAYMENT, id].body
        assert isinstance(body, BilledPayment)
        return body

    def due(self, invoice_id: str) -> Decimal:
        """What Splynx says is still owed."""
        return self.documents_by_id()[invoice_id].total - sum(
            (r.amount for r in self.living_relations() if r.invoice_id == invoice_id), Decimal(0)
        )

    def documents_by_id(self) -> dict[str, Any]:
        return {id: seen.body for (kind, id), seen in self.splynx.items() if kind is ObjectKind.INVOICE}

    def living_relations(self) -> list[Relation]:
        return [seen.body for seen in self.splynx.values() if isinstance(seen.body, Relation) and not seen.gone]

    def open_invoices(self, customer_id: str) -> list[str]:
        found = [d for d in self.documents_by_id().values() if d.customer_id == customer_id and self.due(d.id) > 0]
        return [d.id for d in sorted(found, key=lambda d: (d.date, int(d.id)))]

    def use(self, payment: BilledPayment, invoice_ids: Sequence[str]) -> list[Relation]:
        """Splynx lets the payment pay these invoices."""
        left, made = payment.unallocated, []
        for id in invoice_ids:
            amount = min(left, self.due(id))
            if amount > 0:
                left -= amount
                made.append(self.relation(PayerKind.PAYMENT, payment.id, id, amount, customer=payment.customer_id))
                due = self.due(id)
                paid = DocumentStatus.NOT_PAID if due else DocumentStatus.PAID
                self.change(self.documents_by_id()[id], open=due, status=paid)
        self.alter(payment.id, unallocated=left)
        return made

    def remove_payment(self, payment_id: str) -> None:
        """Gone, its relations with it; its invoices are due again."""
        paid = {r.invoice_id for r in self.living_relations() if r.payer_id == payment_id}
        super().remove_payment(payment_id)
        for id in paid:
            self.change(self.documents_by_id()[id], open=self.due(id), status=DocumentStatus.NOT_PAID)

    # -- Xero --
    def bank(self, invoice_id: str, amount: object, id: str = "x1", *, date: dt.date = TODAY, **more: Any) -> Payment:
        """The bank feed brings a payment of the invoice."""
        account = {"account_id": "a091", "account_code": "091"}
        return self.by_hand(invoice_id, amount, id=id, date=date, **{**account, **more})

    def bank_credit(self, amount: object, id: str = "o1", **more: Any) -> Any:
        """The bank feed brings money that pays no invoice."""
        return self.by_hand_credit(amount, id=id, **{"account_id": "a091", "account_code": "091", **more})

    def refund_credit(self, credit_id: str, amount: Decimal, id: str = "f1", **more: Any) -> Payment:
        """Money of a credit is paid back in Xero."""
        held: Any = self.xero[credit_id].body
        given = {"account_id": "a091", "account_code": "091", **more}
        kind: Any = getattr(held, "kind", ObjectKind.CREDIT_NOTE)
        refund = Payment(
            id,
            PaymentTarget(kind.value),
            credit_id,
            held.contact_id,
            AccountingStatus.AUTHORISED,
            given.pop("date", TODAY),
            amount,
            **given,
        )
        self.hold(refund)
        self.service._use(credit_id, amount)
        return refund

    def taken(self) -> list[Link]:
        """Links of receipts born in Xero."""
        return [link for link in self.links if link.birthplace is Birthplace.XERO]


def into_splynx(plan: SyncPlan) -> list[tuple[str, Decimal]]:
    """Writes into Splynx in order: kind and amount."""
    return [(a.kind.value, a.amount) for a in plan.actions if a.side is Side.SPLYNX]
