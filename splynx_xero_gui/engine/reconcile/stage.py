"""What the money stages share: the draft, who pays what, what Xero holds, and how each payment stands."""

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal

from splynx_xero_gui.domain.billing import BilledPayment, Relation
from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.engine.reconcile.already_there import AlreadyThere
from splynx_xero_gui.engine.reconcile.credits import Credits
from splynx_xero_gui.engine.reconcile.draft import Draft, NotPlaced, Placed, Subject
from splynx_xero_gui.engine.reconcile.payers import Payer, Payers
from splynx_xero_gui.engine.reconcile.planned import Planned
from splynx_xero_gui.engine.reconcile.standing import Standing, standing_of


@dataclass(slots=True)
class MoneyStage:
    """One pass over the money of the books."""

    draft: Draft
    payers: Payers
    planned: Planned
    credits: Credits
    there: AlreadyThere
    allocation_links: dict[str, list[Link]]

    @classmethod
    def of(cls, draft: Draft) -> "MoneyStage":
        """Index the draft as it stands now. `allocation_links` are by the credit's Xero id, all states."""
        planned = Planned(draft)
        by_source: dict[str, list[Link]] = defaultdict(list)
        for link in (*draft.view.links, *draft.links):
            if link.role is Role.ALLOCATION:
                by_source[link.xero_id].append(link)
        gone = [o.body for o in draft.inp.books.splynx if o.gone and isinstance(o.body, Relation)]
        return cls(draft, Payers(draft.view, gone), planned, Credits(draft, planned), AlreadyThere(draft), by_source)

    def standing(self, payment: BilledPayment) -> Standing:
        """How the payment stands before this stage plans anything for it."""
        links = self.draft.view.links_of.get((ObjectKind.PAYMENT, payment.id), [])
        return standing_of(payment, self.payers.of_payment(payment), links)

    def is_in_scope(self, payment: BilledPayment) -> bool:
        """Whether the payment is ours to send: method, partner and day (R5, R10)."""
        policy = self.draft.inp.policy
        mapping = policy.method(payment.method_id)
        if payment.amount == 0 or (mapping is not None and not policy.pushes(payment.method_id)):
            return False
        since = policy.options.payments_from
        if since is not None and payment.date < since:
            return False
        return not self._is_before_turn(payment) and self._is_of_partner(payment)

    def is_left_behind(self, payment: BilledPayment) -> bool:
        """Whether it is not sent only because its method began to be sent later (P4)."""
        policy = self.draft.inp.policy
        since = policy.options.payments_from
        asked_for = payment.amount != 0 and policy.pushes(payment.method_id) and self._is_of_partner(payment)
        return asked_for and (since is None or payment.date >= since) and self._is_before_turn(payment)

    def _is_before_turn(self, payment: BilledPayment) -> bool:
        turned = self.draft.inp.push_since.get(payment.method_id)
        return turned is not None and payment.date < turned

    def _is_of_partner(self, payment: BilledPayment) -> bool:
        view, policy = self.draft.view, self.draft.inp.policy
        payer: Payer = (ObjectKind.PAYMENT, payment.id)
        customer = view.customers.get(payment.customer_id)
        partner = view.partner_of.get(payer) or (customer.partner_id if customer else None)
        if policy.owns(partner):
            return True
        # The customer may have moved to another partner since; its documents did not (R5).
        invoices = (relation.invoice_id for relation in self.payers.relations.get(payer, ()))
        return any(isinstance(self.place(id), Placed) for id in invoices)

    def place(self, invoice_id: str) -> Placed | NotPlaced:
        """Where the invoice is in Xero, or why it is not."""
        return self.draft.places.get((ObjectKind.INVOICE, invoice_id), NotPlaced("unknown"))

    def payable(self, standing: Standing) -> list[str]:
        """Invoices of the payment that are in Xero and take payments (R13)."""
        places = {share.invoice_id: self.place(share.invoice_id) for share in standing.shares.parts}
        return [id for id, place in places.items() if isinstance(place, Placed) and not place.draft]

    def ask_no_other(self, xero_id: str, about: Subject) -> None:
        """Somebody is asked whether this receipt is that payment: no other one may ask about it too. Where a person
        ignores the payment the receipt is free again.
        """
        if not self.draft.is_ignored(ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED, about):
            self.draft.claimed.add(xero_id)

    def use(self, invoice_id: str | None, amount: Decimal) -> None:
        """Lower what is open on an invoice of these books (negative raises it again)."""
        if invoice_id and isinstance(self.place(invoice_id), Placed):
            self.draft.use(ObjectKind.INVOICE, invoice_id, amount)

    def retire(self, link: Link, state: LinkState = LinkState.RETIRED) -> Link:
        """The link as it stands once its object is off; from here on stages see it so."""
        if link in self.draft.view.links:
            self.draft.view.retire(link)
        return replace(link, state=state)

    def release(self, link: Link) -> None:
        """The object is gone already: only the link is saved."""
        retired = self.retire(link)
        self.draft.adopt(retired)
