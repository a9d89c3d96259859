"""Money paid back: refunds of credit notes, overpayments and prepayments (R19)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from splynx_xero_gui.domain.accounting import Payment, PaymentTarget
from splynx_xero_gui.domain.billing import BilledPayment
from splynx_xero_gui.domain.conflict import ConflictKind, FieldDiff
from splynx_xero_gui.domain.kinds import ActionKind, Birthplace, ObjectKind, Undo
from splynx_xero_gui.domain.money import cents, money_text, total
from splynx_xero_gui.domain.payloads import PaymentPayload
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.engine.reconcile.credits import REFUND_TARGET, Source
from splynx_xero_gui.engine.reconcile.draft import Placed, Subject
from splynx_xero_gui.engine.reconcile.linking import key_of_link, link_receipt, new_link
from splynx_xero_gui.engine.reconcile.lookalikes import held_back
from splynx_xero_gui.engine.reconcile.named import in_sync_check, named_receipt
from splynx_xero_gui.engine.reconcile.planned import key_of
from splynx_xero_gui.engine.reconcile.removals import was_edited
from splynx_xero_gui.engine.reconcile.shown import candidate
from splynx_xero_gui.engine.reconcile.stage import MoneyStage
from splynx_xero_gui.engine.reconcile.standing import Standing
from splynx_xero_gui.engine.reconcile.taking_off import hindrance, is_dead, take_off
from splynx_xero_gui.engine.reconcile.terms import Terms, receipt, reference_of, subject_of, terms_of
from splynx_xero_gui.engine.reconcile.view import numeric

_TARGETS = (PaymentTarget.CREDIT_NOTE, PaymentTarget.OVERPAYMENT, PaymentTarget.PREPAYMENT)


def plan_refunds(stage: MoneyStage) -> None:
    """Plan every refund. Their removals and edits were planned with the payments."""
    standings: dict[str, Standing] = {}
    for payment in sorted(stage.draft.view.payments.values(), key=_named_source_first):
        if payment.amount < 0 and (ObjectKind.PAYMENT, payment.id) not in stage.draft.view.gone:
            standings[payment.id] = stage.standing(payment)
    doubtful = held_back(stage, standings)
    for id, standing in standings.items():
        due = standing.unsent > 0 and stage.is_in_scope(standing.payment)
        if due and id not in doubtful and not was_edited(stage, standing):
            Refunding(stage, standing).run()


def _named_source_first(refund: BilledPayment) -> tuple[bool, tuple[int, str]]:
    """Refunds that name their credit take it before others take what is oldest."""
    return not (refund.credit_note_id or refund.refund_payment_id), numeric(refund.id)


@dataclass(slots=True)
class Refunding:
    """One refund's way to Xero."""

    stage: MoneyStage
    standing: Standing

    @property
    def about(self) -> Subject:
        """The refund as subject, with what is unsent of it."""
        payment = self.standing.payment
        name = f"refund {receipt(payment)}"
        return replace(subject_of(payment), name=name, amount=self.standing.unsent)

    def run(self) -> None:
        """Find it in Xero, else refund open credit, else ask."""
        sources = self._sources()
        if not self._adopt_marked() or self.standing.unsent == 0 or self._is_there():
            return
        if reason := self._waits_for():
            self.stage.draft.wait(self.about, reason)
        elif total(source.open for source in sources) < self.standing.unsent:
            self._without_credit()
        elif (terms := terms_of(self.stage.draft, self.standing.payment)) is not None:
            self._refund(sources, terms)

    def _waits_for(self) -> str:
        """Why the refund waits for the very credit it names; empty where that is there or will never be."""
        payment, draft = self.standing.payment, self.stage.draft
        if payment.credit_note_id:
            place = draft.places.get((ObjectKind.CREDIT_NOTE, payment.credit_note_id))
            if isinstance(place, Placed):
                return "waiting-for-approval" if place.draft else ""
            return "waiting-for-credit-note" if place is not None and place.reason == "question" else ""
        first = draft.view.payments.get(payment.refund_payment_id or "")
        if first is None or not self.stage.is_in_scope(first):
            return ""
        made = {action.splynx_id for action in self.stage.planned.credits_of(payment.customer_id)}
        unsent = self.stage.standing(first).unsent > 0 and first.id not in made
        return "waiting-for-payment" if unsent and not self.stage.planned.receipts_of(first.id) else ""

    def _sources(self) -> list[Source]:
        """Named credit note, open credit of the named receipt, then the customer's open credits, oldest first."""
        payment, credits = self.standing.payment, self.stage.credits
        ordered: list[Source] = []
        if payment.credit_note_id:
            note = credits.of_credit_note(payment.credit_note_id)
            ordered += [note] if note else []
        everything = credits.of_customer(payment.customer_id)
        if payment.refund_payment_id:
            named = (ObjectKind.PAYMENT, payment.refund_payment_id)
            ordered += [source for source in everything if source.payer == named]
        seen: set[str] = set()
        chosen = []
        for source in (*ordered, *everything):
            if key_of(source.ref) not in seen and source.open > 0:
                seen.add(key_of(source.ref))
                chosen.append(source)
        return chosen

    def _refund(self, sources: Sequence[Source], terms: Terms) -> None:
        draft, payment = self.stage.draft, self.standing.payment
        left = self.standing.unsent
        for source in sources:
            amount = min(left, source.open)
            if amount == 0:
                continue
            left -= amount
            link = new_link(self.stage, self.standing, Role.REFUND, ObjectKind.PAYMENT, amount, account=terms.account)
            key = key_of_link(self.stage, link)
            payload = PaymentPayload(
                REFUND_TARGET[source.kind],
                source.ref,
                terms.account,
                terms.date,
                amount,
                reference_of(draft, payment, key),
                str(key),
                draft.inp.policy.options.export_reconciled,
            )
            draft.act(
                ActionKind.CREATE_REFUND,
                replace(self.about, amount=amount, date=terms.date),
                payload,
                undo=Undo.DELETE,
                links=(replace(link, date=terms.date),),
                depends_on=self.stage.planned.before((ObjectKind.PAYMENT, payment.id), None, (source.ref,)),
                why="paid back in Splynx",
            )
            if source.payer in draft.places:
                draft.use(*source.payer, amount)

    # -- perhaps Xero has it already (R2, R20) --

    def _adopt_marked(self) -> bool:
        """Link refunds with our token that together are exactly what is unsent; ask about others."""
        found = [m for m in self.stage.there.with_token(self.standing.payment.id) if isinstance(m.receipt, Payment)]
        if not found:
            return True
        amounts = [m.receipt.amount for m in found if isinstance(m.receipt, Payment)]
        ours = all(self.stage.there.belongs_to(self.standing.payment.customer_id, m.receipt) for m in found)
        if ours and total(amounts) == self.standing.unsent:
            for marked, amount in zip(found, amounts, strict=True):
                link_receipt(self.stage, self.standing, marked.receipt, Role.REFUND, amount, marked=marked)
            return True
        answers = [self._decide(m.receipt) for m in found if isinstance(m.receipt, Payment)]
        return all(answers)

    def _is_there(self) -> bool:
        there = self.stage.there
        payment, parted = self.standing.payment, self.stage.draft.inp.are_parted
        found = there.alike(payment, self.standing.unsent, targets=_TARGETS, credits=False)
        asked = [refund for refund in found if isinstance(refund, Payment) and not parted(payment.id, refund.id)]
        return any(not self._decide(refund) for refund in asked)

    def _decide(self, found: Payment) -> bool:
        """Ask whether it is this refund; True when it is another one and this one is to be sent."""
        answer = self.stage.draft.ask(
            ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED,
            replace(self.about, xero_id=found.id),
            facts={"no": receipt(self.standing.payment), "side": "Xero"},
            fields=candidate(self.stage.draft, self.standing.payment, found),
            usable=in_sync_check(self.stage, self.about.customer_id),
        )
        if answer is None:
            self.stage.ask_no_other(found.id, replace(self.about, xero_id=found.id))
            return False
        if answer.choice == "separate":
            return True
        named = named_receipt(self.stage, self.about.customer_id, answer.value)[0]
        chosen = found if answer.choice == "link" else named or found
        link_receipt(self.stage, self.standing, chosen, Role.REFUND, self.standing.unsent)
        return False

    # -- nothing open to refund (R19) --

    def _without_credit(self) -> None:
        draft, payment = self.stage.draft, self.standing.payment
        original = self._original()
        customer = draft.view.customers.get(payment.customer_id)
        answer = draft.ask(
            ConflictKind.REFUND_WITHOUT_CREDIT,
            self.about,
            facts={"no": receipt(payment), "customer": customer.name if customer else payment.customer_id},
            fields=[
                FieldDiff("refund", None, money_text(-payment.amount)),
                FieldDiff("date", None, payment.date.isoformat()),
                FieldDiff("original payment", None, payment.refund_payment_id),
            ],
            without=() if original else ("un-pay",),
            usable=in_sync_check(self.stage, payment.customer_id),
        )
        if answer is None:
            return
        if answer.choice == "un-pay":
            self._un_pay(original)
        elif answer.choice == "wait-for-credit-note":
            draft.wait(self.about, "waiting-for-credit-note")
        elif answer.choice == "in-sync":
            found, _ = named_receipt(self.stage, payment.customer_id, answer.value)
            if found is not None:
                link_receipt(self.stage, self.standing, found, Role.REFUND, self.standing.unsent)
        else:
            draft.note("left", self.about, "Paid back in Splynx only.", -self.standing.unsent)

    def _original(self) -> list[Link]:
        """Receipts in Xero of the payment that is paid back, where taking them off undoes exactly this refund:
        same amount, same open month, nothing that holds them fast."""
        view, payment = self.stage.draft.view, self.standing.payment
        first = view.payments.get(payment.refund_payment_id or "")
        if first is None or cents(first.amount) != -cents(payment.amount) or self.standing.money:
            return []
        links = [k for k in view.active_links(ObjectKind.PAYMENT, first.id) if k.role in (Role.PAYMENT, Role.CREDIT)]
        months = {(day.year, day.month) for day in (payment.date, *(k.date or first.date for k in links))}
        whole = total(k.amount for k in links) == cents(first.amount)
        free = all(
            k.birthplace is Birthplace.SPLYNX
            and k.role is Role.PAYMENT
            and not is_dead(self.stage, k)
            and hindrance(self.stage, k) is None
            for k in links
        )
        return links if whole and free and len(months) == 1 and not self.stage.draft.inp.is_closed(payment.date) else []

    def _un_pay(self, original: Sequence[Link]) -> None:
        """Take the receipt off; receipt and refund then stand as left, so that neither is ever sent again."""
        first = self.stage.draft.view.payments[original[0].splynx_id]
        refund = new_link(self.stage, self.standing, Role.REFUND, ObjectKind.PAYMENT, self.standing.unsent)
        left = replace(refund, xero_id=original[-1].xero_id, state=LinkState.LEFT)
        for link in original:
            also = (left,) if link is original[-1] else ()
            take_off(self.stage, link, subject_of(first), "paid back in Splynx", state=LinkState.LEFT, and_links=also)
