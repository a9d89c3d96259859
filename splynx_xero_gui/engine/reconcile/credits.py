"""What can still be allocated or refunded: credit notes, overpayments and prepayments with their open money."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from splynx_xero_gui.domain.accounting import Allocation, Credit, Document, PaymentTarget
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind
from splynx_xero_gui.domain.money import ZERO, total
from splynx_xero_gui.domain.payloads import Ref
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.engine.reconcile.draft import Draft, Placed
from splynx_xero_gui.engine.reconcile.payers import Payer
from splynx_xero_gui.engine.reconcile.planned import Planned, key_of

ALLOCATE = {
    ObjectKind.CREDIT_NOTE: ActionKind.ALLOCATE_CREDIT_NOTE,
    ObjectKind.OVERPAYMENT: ActionKind.ALLOCATE_OVERPAYMENT,
    ObjectKind.PREPAYMENT: ActionKind.ALLOCATE_PREPAYMENT,
}
DEALLOCATE = {
    ObjectKind.CREDIT_NOTE: ActionKind.DEALLOCATE_CREDIT_NOTE,
    ObjectKind.OVERPAYMENT: ActionKind.DEALLOCATE_OVERPAYMENT,
    ObjectKind.PREPAYMENT: ActionKind.DEALLOCATE_PREPAYMENT,
}
CREATE_CREDIT = {
    ObjectKind.OVERPAYMENT: ActionKind.CREATE_OVERPAYMENT,
    ObjectKind.PREPAYMENT: ActionKind.CREATE_PREPAYMENT,
}
DELETE_CREDIT = {
    ObjectKind.OVERPAYMENT: ActionKind.DELETE_OVERPAYMENT,
    ObjectKind.PREPAYMENT: ActionKind.DELETE_PREPAYMENT,
}
REFUND_TARGET = {
    ObjectKind.CREDIT_NOTE: PaymentTarget.CREDIT_NOTE,
    ObjectKind.OVERPAYMENT: PaymentTarget.OVERPAYMENT,
    ObjectKind.PREPAYMENT: PaymentTarget.PREPAYMENT,
}


@dataclass(frozen=True, slots=True)
class Source:
    """A credit in Xero and whose it is in Splynx. `open` is what this plan has not spent yet; `seen` is None where
    Xero was not read since it was made."""

    kind: ObjectKind
    ref: Ref
    payer: Payer
    customer_id: str
    date: dt.date
    open: Decimal
    seen: Document | Credit | None = None

    @property
    def allocations(self) -> tuple[Allocation, ...]:
        """What Xero says it is allocated to."""
        return self.seen.allocations if self.seen else ()


class Credits:
    """Finds credits and what is open on them after the actions planned so far."""

    def __init__(self, draft: Draft, planned: Planned) -> None:
        self._draft = draft
        self._planned = planned
        self._payers: dict[str, list[Payer]] | None = None

    def _by_customer(self) -> dict[str, list[Payer]]:
        found: dict[str, list[Payer]] = defaultdict(list)
        view = self._draft.view
        for payment in view.payments.values():
            found[payment.customer_id].append((ObjectKind.PAYMENT, payment.id))
        for document in view.documents.values():
            if document.kind is ObjectKind.CREDIT_NOTE:
                found[document.customer_id].append((ObjectKind.CREDIT_NOTE, document.id))
        return found

    def of_link(self, link: Link) -> Source | None:
        """The over- or prepayment of a payment's credit link; None where it is no credit in Xero, or a dead one."""
        if link.xero_kind not in DELETE_CREDIT or not link.xero_id:
            return None
        view = self._draft.view
        seen = view.credits.get(link.xero_id)
        if (seen is not None and seen.status.is_dead) or link.xero_id in view.gone_xero:
            return None
        ours = link.amount - total(a.amount for a in self._allocated(link)) - self._refunded(link.xero_id)
        theirs = seen.open + self._planned.freed(link.xero_id) if seen else ours
        open_now = min(ours, theirs) - self._planned.spent(link.xero_id)
        day = seen.date if seen else link.date or self._draft.inp.today
        payer = (link.kind, link.splynx_id)
        return Source(link.xero_kind, Ref(link.xero_id), payer, link.customer_id, day, max(open_now, ZERO), seen)

    def of_payment(self, payment_id: str) -> list[Source]:
        """The payment's credits, those found by this plan included, by part."""
        view = self._draft.view
        found = self._planned.found((ObjectKind.PAYMENT, payment_id))
        links = [*view.active_links(ObjectKind.PAYMENT, payment_id), *found]
        ordered = sorted(
            (link for link in links if link.role is Role.CREDIT and link.state is LinkState.ACTIVE),
            key=lambda link: (link.part, link.generation),
        )
        return [source for link in ordered if (source := self.of_link(link)) is not None]

    def of_credit_note(self, note_id: str) -> Source | None:
        """The credit note as the documents stage placed it; None while it is not there or a draft (R13)."""
        placed = self._draft.places.get((ObjectKind.CREDIT_NOTE, note_id))
        if not isinstance(placed, Placed) or placed.draft:
            return None
        document = self._draft.view.documents.get((ObjectKind.CREDIT_NOTE, note_id))
        payer = (ObjectKind.CREDIT_NOTE, note_id)
        customer_id = document.customer_id if document else ""
        return Source(
            ObjectKind.CREDIT_NOTE,
            placed.ref,
            payer,
            customer_id,
            placed.date,
            max(placed.open, ZERO),
            self._draft.view.xero_documents.get(placed.ref.id),
        )

    def of_customer(self, customer_id: str) -> list[Source]:
        """Everything open of a customer that is linked or made by this plan, oldest first (R19)."""
        if self._payers is None:
            self._payers = self._by_customer()
        sources: list[Source] = []
        for kind, id in self._payers.get(customer_id, ()):
            if kind is ObjectKind.CREDIT_NOTE:
                note = self.of_credit_note(id)
                sources += [note] if note else []
            else:
                sources += self.of_payment(id)
        sources += self._made_for(customer_id)
        open_ones = [source for source in sources if source.open > 0]
        return sorted(open_ones, key=lambda s: (s.date, s.kind, s.payer[1].zfill(20), key_of(s.ref)))

    def _made_for(self, customer_id: str) -> Iterable[Source]:
        """Over- and prepayments that this plan makes."""
        for action in self._planned.credits_of(customer_id):
            if action.date:
                kind = action.links[0].xero_kind
                open_now = action.amount - self._planned.spent(action.id)
                payer = (ObjectKind.PAYMENT, action.splynx_id or "")
                yield Source(kind, Ref(made_by=action.id), payer, customer_id, action.date, open_now)

    def _allocated(self, link: Link) -> list[Link]:
        payer = (link.kind, link.splynx_id)
        links = [*self._draft.view.active_links(*payer), *self._planned.found(payer)]
        return [
            a for a in links if a.role is Role.ALLOCATION and a.xero_id == link.xero_id and a.state is LinkState.ACTIVE
        ]

    def _refunded(self, credit_id: str) -> Decimal:
        """Refunds of this credit that we know of and that the plan does not take back."""
        return total(p.amount for p in self._draft.view.xero_payments_of.get(credit_id, ()) if not p.status.is_dead)
