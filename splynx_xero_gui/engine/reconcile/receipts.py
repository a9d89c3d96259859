"""Send what is unsent of one payment: a receipt per invoice, a credit for the rest (R16, R17)."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from splynx_xero_gui.domain.accounting import Credit, Payment, PaymentTarget
from splynx_xero_gui.domain.conflict import ConflictKind, FieldDiff, Resolution
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Undo
from splynx_xero_gui.domain.money import ZERO, money_text, total
from splynx_xero_gui.domain.payloads import CreditPayload, PaymentPayload, Ref
from splynx_xero_gui.domain.records import Role
from splynx_xero_gui.engine.reconcile.agreement import EXCEEDS, OLDER, Held
from splynx_xero_gui.engine.reconcile.allocating import Allocating, Wish
from splynx_xero_gui.engine.reconcile.already_there import Receipt
from splynx_xero_gui.engine.reconcile.credits import CREATE_CREDIT
from splynx_xero_gui.engine.reconcile.draft import NotPlaced, Placed, Subject
from splynx_xero_gui.engine.reconcile.linking import key_of_link, link_receipt, new_link
from splynx_xero_gui.engine.reconcile.marked import adopt_marked
from splynx_xero_gui.engine.reconcile.named import in_sync_check, named_receipt
from splynx_xero_gui.engine.reconcile.older import ask_older, older_target
from splynx_xero_gui.engine.reconcile.payers import Share
from splynx_xero_gui.engine.reconcile.shown import candidate, invoice_name
from splynx_xero_gui.engine.reconcile.stage import MoneyStage
from splynx_xero_gui.engine.reconcile.standing import Standing
from splynx_xero_gui.engine.reconcile.terms import (
    Terms,
    credit_account,
    day_on_invoice,
    receipt,
    reference_of,
    subject_of,
    terms_of,
)


@dataclass(slots=True)
class Sending:
    """One payment's way to Xero. Questions hold back only the money they are about."""

    stage: MoneyStage
    standing: Standing
    _held: list[Held] = field(default_factory=list)
    _terms: list[Terms | None] = field(default_factory=list)
    _wishes: list[Wish] = field(default_factory=list)

    @property
    def about(self) -> Subject:
        """The payment as subject."""
        return subject_of(self.standing.payment)

    def run(self) -> None:
        """Plan everything that is still to be done for this payment."""
        standing, stage = self.standing, self.stage
        sendable = self._is_sendable()
        if sendable and standing.unsent > 0 and not adopt_marked(stage, standing):
            return
        split = standing.split(stage.payable(standing))
        if sendable and standing.unsent > 0 and not standing.shares.exact:
            stage.draft.wait(replace(self.about, amount=standing.unsent), "parts-do-not-add-up")
        elif sendable:
            self._send(split.fresh, split.to_credit)
        for share, amount in split.from_credit:
            self._wish(share, amount)
        if self._wishes:
            Allocating(stage, self.about, stage.credits.of_payment(standing.payment.id)).fulfil(self._wishes)

    def _is_sendable(self) -> bool:
        """In scope, or begun before and still of a method that is sent."""
        payment = self.standing.payment
        if self.stage.is_in_scope(payment):
            return True
        return bool(self.standing.money) and self.stage.draft.inp.policy.pushes(payment.method_id)

    def _send(self, fresh: tuple[tuple[Share, Decimal], ...], to_credit: Decimal) -> None:
        older: list[tuple[Share, Decimal]] = []
        for share, amount in fresh:
            place = self.stage.place(share.invoice_id)
            if isinstance(place, NotPlaced) and place.reason == "older":
                older.append((share, amount))
            elif isinstance(place, Placed) and not place.draft:
                self._on_invoice(share, place, amount)
            else:
                reason = "waiting-for-approval" if isinstance(place, Placed) else "waiting-for-invoice"
                self.stage.draft.wait(replace(self.about, amount=amount), reason)
        if older:
            self._on_older(older)
        credit = to_credit + total(held.amount for held in self._held)
        if credit > 0:
            self._as_credit(credit)

    def _wish(self, share: Share, amount: Decimal) -> None:
        """Serve an invoice from the payment's credit; what is not in Xero yet waits with its invoice (R18)."""
        place = self.stage.place(share.invoice_id)
        if isinstance(place, Placed) and not place.draft:
            self._wishes.append(Wish(share.invoice_id, place, amount))
        elif isinstance(place, Placed) or place.reason != "older":
            reason = "waiting-for-approval" if isinstance(place, Placed) else "waiting-for-invoice"
            self.stage.draft.wait(replace(self.about, amount=amount), reason)

    # -- a receipt on an invoice --

    def _on_invoice(self, share: Share, place: Placed, amount: Decimal) -> None:
        if self._is_there(amount, share, place):
            return
        if amount > place.open:
            answer = self._ask_excess(share, place, amount)
            if answer is None:
                return
            if answer.choice == "in-sync":
                self._link_named(answer, Role.PAYMENT, amount, share.invoice_id)
                return
            on_invoice = max(place.open, ZERO) if answer.choice == "overpayment" else ZERO
            self._held.append(Held(share.invoice_id, amount - on_invoice, EXCEEDS))
            amount = on_invoice
        if amount > 0:
            self._create_receipt(share.invoice_id, place.ref, amount, place)

    def _ask_excess(self, share: Share, place: Placed, amount: Decimal) -> Resolution | None:
        payment, room = self.standing.payment, max(place.open, ZERO)
        customer = self.stage.draft.view.customers.get(payment.customer_id)
        without = () if room > 0 else ("overpayment",)
        return self.stage.draft.ask(
            ConflictKind.PAYMENT_EXCEEDS_DUE,
            replace(self.about, amount=amount, xero_id=place.ref.id or share.invoice_id),
            facts={
                "no": receipt(payment),
                "a": money_text(amount),
                "b": money_text(room),
                "rest": money_text(amount - room),
                "invoice": invoice_name(self.stage.draft, share.invoice_id),
                "customer": customer.name if customer else payment.customer_id,
            },
            fields=[FieldDiff("amount", None, money_text(amount)), FieldDiff("due", None, None, money_text(room))],
            without=without,
            usable=in_sync_check(self.stage, payment.customer_id),
        )

    def _create_receipt(self, invoice_id: str, ref: Ref, amount: Decimal, place: Placed | None) -> None:
        terms = self._agree_terms()
        if terms is None:
            return
        draft, payment = self.stage.draft, self.standing.payment
        day = day_on_invoice(draft, terms, invoice_id, place) if place else terms.date
        link = new_link(
            self.stage,
            self.standing,
            Role.PAYMENT,
            ObjectKind.PAYMENT,
            amount,
            account=terms.account,
            invoice_id=invoice_id,
        )
        key = key_of_link(self.stage, link)
        payload = PaymentPayload(
            PaymentTarget.INVOICE,
            ref,
            terms.account,
            day,
            amount,
            reference_of(draft, payment, key),
            str(key),
            draft.inp.policy.options.export_reconciled,
        )
        payer = (ObjectKind.PAYMENT, payment.id)
        draft.act(
            ActionKind.CREATE_PAYMENT,
            replace(self.about, amount=amount, date=day),
            payload,
            undo=Undo.DELETE,
            links=(replace(link, date=day),),
            depends_on=self.stage.planned.before(payer, invoice_id, (ref,)),
            why=f"pays {invoice_name(draft, invoice_id)}",
        )
        self.stage.use(invoice_id, amount)

    def _agree_terms(self) -> Terms | None:
        """Asked for once, and only where something is to be made."""
        if not self._terms:
            self._terms.append(terms_of(self.stage.draft, self.standing.payment))
        return self._terms[0]

    # -- an invoice from before the first day (R18) --

    def _on_older(self, older: list[tuple[Share, Decimal]]) -> None:
        amount = total(part for _, part in older)
        answer = ask_older(self.stage, replace(self.about, amount=amount), [share.invoice_id for share, _ in older])
        if answer is None:
            return
        if answer.choice == "as-credit":
            self._held += [Held(share.invoice_id, part, OLDER) for share, part in older]
        elif answer.choice == "outside":
            self.stage.draft.note("outside", replace(self.about, amount=amount), "Pays an older invoice: left out.")
        elif answer.choice == "in-sync":
            for share, part in older:
                self._link_named(answer, Role.PAYMENT, part, share.invoice_id)
        else:
            target, _ = older_target(self.stage, self.about, answer.value, amount)
            if target is not None:
                for share, part in older:
                    self._create_receipt(share.invoice_id, Ref(target.id), part, None)

    # -- the rest (R17) --

    def _as_credit(self, amount: Decimal) -> None:
        if self._is_there(amount, None, None):
            return
        draft, payment = self.stage.draft, self.standing.payment
        options = draft.inp.policy.options
        contact = draft.contacts.get(payment.customer_id)
        if contact is not None and draft.is_archived(contact.id):
            draft.wait(replace(self.about, amount=amount), "contact-archived")
            return
        # Asked before a contact is waited for: a payment of an unmapped method alone needs none yet.
        terms = self._agree_terms()
        if terms is None:
            return
        if contact is None:
            draft.wait(replace(self.about, amount=amount), "waiting-for-contact")
            return
        account = credit_account(draft, replace(self.about, amount=amount), terms.account)
        if account is None:
            return
        wanted = options.proforma if payment.proforma_id else options.unallocated
        kind = ObjectKind.PREPAYMENT if wanted == "prepayment" else ObjectKind.OVERPAYMENT
        link = new_link(self.stage, self.standing, Role.CREDIT, kind, amount, account=account, held=self._held)
        key = key_of_link(self.stage, link)
        is_prepayment = kind is ObjectKind.PREPAYMENT
        payload = CreditPayload(
            kind,
            contact,
            account,
            terms.date,
            amount,
            reference_of(draft, payment, key),
            str(key),
            draft.inp.accounting.organisation.base_currency,
            options.prepayment_account if is_prepayment else "",
            options.prepayment_tax if is_prepayment else "",
        )
        draft.act(
            CREATE_CREDIT[kind],
            replace(self.about, amount=amount, date=terms.date),
            payload,
            undo=Undo.DELETE,
            links=(replace(link, date=terms.date),),
            depends_on=self.stage.planned.before((ObjectKind.PAYMENT, payment.id)),
            why="pays no invoice yet",
        )

    # -- perhaps Xero has it already (R20) --

    def _is_there(self, amount: Decimal, share: Share | None, place: Placed | None) -> bool:
        """Whether a receipt entered by hand is this one, or may be: then nothing is sent for it now."""
        invoice = place.ref.id if place else ""
        for found in self.stage.there.alike(self.standing.payment, amount, invoice=invoice):
            if self.stage.draft.inp.are_parted(self.standing.payment.id, found.id):
                continue
            answer = self._ask_same(found, amount)
            if answer is None:
                self.stage.ask_no_other(found.id, replace(self.about, amount=amount, xero_id=found.id))
                return True
            if answer.choice != "separate":
                named = named_receipt(self.stage, self.about.customer_id, answer.value)[0]
                self._link(found if answer.choice == "link" else named or found, amount, share, place)
                return True
        return False

    def _ask_same(self, found: Receipt, amount: Decimal) -> Resolution | None:
        return self.stage.draft.ask(
            ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED,
            replace(self.about, amount=amount, xero_id=found.id),
            facts={"no": receipt(self.standing.payment), "side": "Xero"},
            fields=candidate(self.stage.draft, self.standing.payment, found),
            usable=in_sync_check(self.stage, self.about.customer_id),
        )

    def _link_named(self, answer: Resolution, role: Role, amount: Decimal, invoice_id: str | None) -> None:
        found, _ = named_receipt(self.stage, self.about.customer_id, answer.value)
        if found is None and self.standing.parts and self.standing.parts[-1].xero_id == answer.value.strip():
            found = self.stage.draft.view.xero_payments.get(answer.value.strip())
        if found is not None:
            actual = Role.CREDIT if isinstance(found, Credit) else role
            link_receipt(self.stage, self.standing, found, actual, amount, invoice_id=invoice_id)

    def _link(self, found: Receipt, amount: Decimal, share: Share | None, place: Placed | None) -> None:
        """Link a receipt. One that Xero holds as credit serves the invoice by allocation."""
        if isinstance(found, Payment) and share is not None:
            link_receipt(self.stage, self.standing, found, Role.PAYMENT, amount, invoice_id=share.invoice_id)
            return
        link_receipt(self.stage, self.standing, found, Role.CREDIT, amount)
        if share is not None and place is not None:
            self._wishes.append(Wish(share.invoice_id, place, amount))
