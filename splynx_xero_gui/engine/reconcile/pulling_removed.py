"""Receipts taken over that one side has no longer: followed, re-pointed or asked about (R26, R28)."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal

from splynx_xero_gui.domain.accounting import Payment, PaymentTarget
from splynx_xero_gui.domain.billing import BilledPayment
from splynx_xero_gui.domain.conflict import ConflictKind, Resolution
from splynx_xero_gui.domain.content import canonical
from splynx_xero_gui.domain.kinds import ActionKind, Birthplace, ObjectKind, Side, Undo
from splynx_xero_gui.domain.money import money_text
from splynx_xero_gui.domain.payloads import DeletionPayload, SplynxPaymentPayload
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.engine.agreed import agreed_xero
from splynx_xero_gui.engine.reconcile.agreement import agreement_of
from splynx_xero_gui.engine.reconcile.already_there import Receipt
from splynx_xero_gui.engine.reconcile.draft import Subject
from splynx_xero_gui.engine.reconcile.named import named_billed
from splynx_xero_gui.engine.reconcile.pulling_stage import PullStage, is_refund
from splynx_xero_gui.engine.reconcile.pulling_taking import Taking, equals, key_of_receipt
from splynx_xero_gui.engine.reconcile.shown import edited, seen_in_xero, sent
from splynx_xero_gui.engine.reconcile.taking_off import is_dead
from splynx_xero_gui.engine.reconcile.terms import receipt, subject_of
from splynx_xero_gui.engine.reconcile.view import numeric

_MONEY = (Role.PAYMENT, Role.CREDIT, Role.REFUND)
_Spot = tuple[str, Decimal, str]


@dataclass(slots=True)
class Removed:
    """Looks at every receipt taken over. `_deletions`: Splynx payment → the action that removes it."""

    stage: PullStage
    _deletions: dict[str, str] = field(default_factory=dict)
    _fresh: dict[_Spot, list[Payment]] = field(default_factory=lambda: defaultdict(list))

    def plan(self) -> None:
        """Refunds first: Splynx deletes no receipt that was paid back."""
        view = self.stage.draft.view
        for found in self.stage.receipts():
            if isinstance(found, Payment) and found.target is PaymentTarget.INVOICE and self.stage.is_in_time(found):
                method = self.stage.method_of(found)
                if method is not None:
                    self._fresh[found.target_id, found.amount, method].append(found)
        born = [
            link
            for link in view.links
            if link.kind is ObjectKind.PAYMENT
            and link.birthplace is Birthplace.XERO
            and link.state in (LinkState.ACTIVE, LinkState.UNDONE)
            and link.role in _MONEY
            and link.splynx_id in view.payments
        ]
        for link in sorted(born, key=lambda k: (k.role is not Role.REFUND, numeric(k.splynx_id), k.xero_id)):
            self._follow(link, view.payments[link.splynx_id])

    def _follow(self, link: Link, billed: BilledPayment) -> None:
        in_splynx = (ObjectKind.PAYMENT, billed.id) not in self.stage.draft.view.gone
        in_xero = not is_dead(self.stage.money, link)
        if not in_splynx and not in_xero:
            self.stage.money.release(link)
        elif link.state is LinkState.UNDONE:
            self._undone(link, billed)
        elif not in_xero:
            self._gone_in_xero(link, billed)
        elif not in_splynx:
            self._gone_in_splynx(link, billed)
        elif not equals(billed, link):
            self._edited(link, billed)

    # -- removed in Xero (R26) --

    def _gone_in_xero(self, link: Link, billed: BilledPayment) -> None:
        about = self._about(link, billed)
        new = self._replacement(link, billed)
        if new is not None:
            self._relink(link, billed, new)
        elif link.xero_id in self.stage.draft.inp.unconfirmed:
            self.stage.draft.wait(about, "removal-not-confirmed")
        elif self._is_refunded(billed):
            self.stage.draft.wait(about, "was-paid-back-in-splynx")
        else:
            refunds = [id for p, id in self._deletions.items() if self._refunded_by(p) == billed.id]
            retired = self.stage.money.retire(link)
            action = self.stage.draft.act(
                ActionKind.DELETE_PAYMENT,
                about,
                DeletionPayload(ObjectKind.PAYMENT, billed.id),
                side=Side.SPLYNX,
                undo=Undo.RESTORE,
                links=(retired,),
                depends_on=refunds,
                why="deleted in Xero",
                before=canonical(billed),
            )
            self._deletions[billed.id] = action.id

    def _is_refunded(self, billed: BilledPayment) -> bool:
        """Whether a refund of it stays: Splynx deletes no receipt that was paid back."""
        view = self.stage.draft.view
        return any(
            refund.refund_payment_id == billed.id
            and refund.id not in self._deletions
            and (ObjectKind.PAYMENT, refund.id) not in view.gone
            for refund in view.payments.values()
        )

    def _refunded_by(self, payment_id: str) -> str | None:
        return self.stage.draft.view.payments[payment_id].refund_payment_id

    def _replacement(self, link: Link, billed: BilledPayment) -> Payment | None:
        """A new receipt on the same invoice over the same money under the same method, the one of the nearest day."""
        dead = seen_in_xero(self.stage.draft, link)
        if link.role is not Role.PAYMENT or not isinstance(dead, Payment) or not equals(billed, link):
            return None
        spot = (dead.target_id, link.amount, billed.method_id)
        free = [p for p in self._fresh.get(spot, ()) if p.id not in self.stage.linked]
        return min(free, key=lambda p: (abs(p.date - dead.date), p.date, p.id), default=None)

    def _relink(self, link: Link, billed: BilledPayment, new: Payment) -> None:
        """The payment in Splynx stands for the new receipt from now on, so that no customer is cut off."""
        draft = self.stage.draft
        agreed = agreement_of(link)
        account = new.account_code or new.account_id
        pointed = replace(
            link,
            id=None,
            xero_id=new.id,
            generation=1,
            date=new.date,
            agreed=replace(agreed, date=new.date, account=account).text() if agreed else "",
            agreed_xero=agreed_xero(new),
        )
        payload = SplynxPaymentPayload(
            billed.customer_id,
            billed.method_id,
            new.date,
            billed.amount,
            billed.receipt_number,
            key_of_receipt(new, 1),
            billed.comment,
            id=billed.id,
        )
        about = replace(self._about(link, billed), xero_id=new.id, date=new.date)
        draft.act(
            ActionKind.RELINK_PAYMENT,
            about,
            payload,
            side=Side.SPLYNX,
            links=(self.stage.money.retire(link), pointed),
            why="deleted and entered again in Xero",
            before=canonical(billed),
        )
        self.stage.linked.add(new.id)

    # -- removed or changed in Splynx (R28) --

    def _gone_in_splynx(self, link: Link, billed: BilledPayment) -> None:
        draft = self.stage.draft
        found = seen_in_xero(draft, link)
        about = self._about(link, billed)
        answer = draft.ask(
            ConflictKind.REMOVED_IN_SPLYNX,
            about,
            facts={"no": receipt(billed)},
            fields=sent(draft, link, None),
            without=() if found is not None else ("in-sync",),
            usable=lambda given: self._why_not_named(given, link, found),
        )
        if answer is None:
            return
        if answer.choice == "in-sync":
            self._point_to(link, found, answer.value)
            return
        if answer.choice == "leave" or found is None:
            draft.note("left", about, "Removed in Splynx; Xero keeps it, and that is left so.", -about.amount)
            return
        self._make_again(link, billed, found)

    def _why_not_named(self, answer: Resolution, link: Link, found: Receipt | None) -> str:
        if answer.choice != "in-sync" or found is None:
            return ""
        return named_billed(self.stage, found, answer.value, (link.customer_id,))[1]

    def _point_to(self, link: Link, found: Receipt | None, value: str) -> None:
        """It was entered in Splynx by hand once more: that one is the receipt's from now on, as a matched pair (R7)."""
        named, _ = named_billed(self.stage, found, value) if found is not None else (None, "")
        if found is not None and named is not None:
            self.stage.money.release(link)
            Taking(self.stage, found, named.method_id, link.customer_id, pays=link.invoice_id).take_as(named)

    def _undone(self, link: Link, billed: BilledPayment) -> None:
        """Taken back by an undo: taken over again, as a new generation, on a person's word only (R15)."""
        draft, about, found = self.stage.draft, self._about(link, billed), seen_in_xero(self.stage.draft, link)
        answer = draft.ask(ConflictKind.UNDONE, about, facts={}, cause="undone", without=("in-sync",))
        if answer is None:
            return
        if answer.choice == "leave" or found is None:
            draft.note("left", about, "Undone in Splynx; Xero keeps it, and that is left so.", -about.amount)
            return
        self._make_again(link, billed, found)

    def _make_again(self, link: Link, billed: BilledPayment, found: Receipt) -> None:
        draft = self.stage.draft
        again = Taking(
            self.stage,
            found,
            billed.method_id,
            billed.customer_id,
            pays=link.invoice_id,
            put_on=self._still_there(link.invoice_id),
            credit_note_id=billed.credit_note_id,
            refund_payment_id=billed.refund_payment_id if is_refund(found) else None,
            generation=1 + max(k.generation for k in draft.view.links if k.xero_id == link.xero_id),
        )
        again.make((self.stage.money.retire(link),))

    def _still_there(self, invoice_id: str | None) -> str | None:
        document = self.stage.invoice(invoice_id) if invoice_id else None
        return document.id if document else None

    def _edited(self, link: Link, billed: BilledPayment) -> None:
        """Xero's money cannot become what Splynx says now: the difference is named until one side is put right."""
        draft, agreed = self.stage.draft, agreement_of(link)
        differs = abs(billed.amount) - link.amount
        answer = draft.ask(
            ConflictKind.PAYMENT_EDITED,
            replace(self._about(link, billed), amount=abs(differs)),
            facts={
                "no": receipt(billed),
                "a": money_text(link.amount),
                "b": money_text(abs(billed.amount)),
                "hindered": "it came from Xero",
                "named": money_text(abs(abs(billed.amount) - link.amount)),
            },
            fields=edited(draft, link, agreed, billed) if agreed else (),
            without=("replace",),
        )
        if answer is not None:
            text = f"Xero keeps {money_text(link.amount)}."
            draft.note("left", self._about(link, billed), text, differs)

    def _about(self, link: Link, billed: BilledPayment) -> Subject:
        return replace(subject_of(billed), xero_id=link.xero_id, amount=link.amount)
