"""Writes into the billing system, one by one: looked up before they are made, read back afterwards (R2, R22–R27).

What the billing system did by itself with a new payment (its relations) comes along, as agreed state.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from splynx_xero_gui.domain.billing import BilledPayment, PayerKind, Relation
from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind
from splynx_xero_gui.domain.money import cents, money_text
from splynx_xero_gui.domain.payloads import DeletionPayload, SplynxPaymentPayload
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.ports.accounting import BatchAnswer, Done, NotSent, Outcome, Refused, Unknown
from splynx_xero_gui.ports.billing import Absent, BillingSystem, RelationsUnavailable, WriteRefused


@dataclass(frozen=True, slots=True)
class SplynxDone(Done):
    """Written into Splynx. `billed` is the payment as read back, None where it was deleted."""

    splynx_id: str = ""
    billed: BilledPayment | None = None
    relations: tuple[Relation, ...] = ()


class SplynxWriter:
    """Makes one write per call and never repeats one. Used from one thread at a time."""

    def __init__(self, billing: BillingSystem) -> None:
        self._billing = billing

    def write(self, action: SyncAction, relations_after: str) -> BatchAnswer:
        """Make the write. Never raises for what the service said.

        `relations_after` is the highest relation id known so far: what Splynx allocates by itself comes above it.
        """
        try:
            outcome = self._look_before(action, relations_after)
        except Failure as failure:
            return BatchAnswer((NotSent(action.id),), failure)
        if outcome is not None:
            return BatchAnswer((outcome,))
        try:
            return BatchAnswer((self._write(action, relations_after),))
        except WriteRefused as refused:
            return BatchAnswer((Refused(action.id, refused.messages),))
        except Failure as failure:
            # It may have arrived, whatever broke: the next run looks it up by its key.
            return BatchAnswer((Unknown(action.id, failure.message),), failure)

    def look_up(self, action: SyncAction, relations_after: str) -> SplynxDone | None:
        """The answer of a write that was lost, None where it did not arrive. Raises what the port's reads raise."""
        payload = action.payload
        if isinstance(payload, SplynxPaymentPayload) and payload.id:
            found = self._billing.payment(payload.id)
            if isinstance(found, BilledPayment) and _is_changed(found, payload):
                return self._done(action, found, self._paid_by(found, payload, relations_after))
            return None
        if isinstance(payload, SplynxPaymentPayload):
            ours = _equal(payload, self._billing.find_payment_by_key(payload.key))
            return self._done(action, ours, self._relations(ours, relations_after)) if ours else None
        if isinstance(payload, DeletionPayload):
            answer = self._billing.payment(payload.id)
            gone = isinstance(answer, Absent) and answer.gone
            return SplynxDone(action.id, action.xero_id or "", splynx_id=payload.id) if gone else None
        raise TypeError(f"{type(payload).__name__} is not written to the billing system")

    def _look_before(self, action: SyncAction, relations_after: str) -> Outcome | None:
        """A payment is made once per key: one that is there is taken as made, an unequal one forbids another."""
        payload = action.payload
        if action.kind not in _CREATES or not isinstance(payload, SplynxPaymentPayload):
            return None
        there = self._billing.find_payment_by_key(payload.key)
        ours = _equal(payload, there)
        if ours is not None:
            return self._done(action, ours, self._relations(ours, relations_after))
        if there:
            held = there[0]
            words = (
                f"Payment {held.receipt_number or held.id} over {money_text(held.amount)} of customer "
                f"{held.customer_id} already stands for this one of Xero."
            )
            return Refused(action.id, (words,))
        return None

    def _write(self, action: SyncAction, relations_after: str) -> SplynxDone:
        payload = action.payload
        if isinstance(payload, SplynxPaymentPayload) and payload.id:
            changed = self._billing.update_payment(payload)
            if not _is_changed(changed, payload):
                words = f"Payment {changed.receipt_number or changed.id} still does not pay what it was put on."
                raise WriteRefused((words,))
            return self._done(action, changed, self._paid_by(changed, payload, relations_after))
        if isinstance(payload, SplynxPaymentPayload):
            made = self._billing.create_payment(self._from_open(payload))
            return self._done(action, made, self._relations(made, relations_after))
        if isinstance(payload, DeletionPayload):
            self._billing.delete_payment(payload.id)
            return SplynxDone(action.id, action.xero_id or "", splynx_id=payload.id)
        raise TypeError(f"{type(payload).__name__} is not written to the billing system")

    def _from_open(self, payload: SplynxPaymentPayload) -> SplynxPaymentPayload:
        """What Splynx used otherwise meanwhile cannot be paid back from there: then it is from the balance."""
        if payload.refund_payment_id is not None:
            receipt = self._billing.payment(payload.refund_payment_id)
            if not isinstance(receipt, BilledPayment) or receipt.unallocated < -payload.amount:
                return replace(payload, refund_payment_id=None)
        elif payload.amount < 0 and payload.credit_note_id is not None:
            note = self._billing.document(ObjectKind.CREDIT_NOTE, payload.credit_note_id)
            if isinstance(note, Absent) or note.open < -payload.amount:
                return replace(payload, credit_note_id=None)
        return payload

    def _done(self, action: SyncAction, billed: BilledPayment, relations: Iterable[Relation] = ()) -> SplynxDone:
        return SplynxDone(
            action.id, action.xero_id or "", splynx_id=billed.id, billed=billed, relations=tuple(relations)
        )

    def _paid_by(self, changed: BilledPayment, payload: SplynxPaymentPayload, after: str) -> tuple[Relation, ...]:
        return self._relations(changed, after) if payload.invoice_id is not None else ()

    def _relations(self, made: BilledPayment, after: str) -> tuple[Relation, ...]:
        """What the payment pays, read back (R27)."""
        payers = {(PayerKind.PAYMENT, made.id), (PayerKind.TRANSACTION, made.transaction_id)}
        try:
            pages = self._billing.relations(after_id=after)
            return tuple(r for page in pages for r in page if (r.payer, r.payer_id) in payers)
        except RelationsUnavailable:
            return ()


_CREATES = (ActionKind.CREATE_PAYMENT, ActionKind.CREATE_REFUND)


def _is_changed(billed: BilledPayment, payload: SplynxPaymentPayload) -> bool:
    """Whether the payment is as the change wanted it; one put on an invoice has nothing left open (R27)."""
    same = (billed.fields[0], billed.date) == (payload.key, payload.date)
    return same and (payload.invoice_id is None or cents(billed.unallocated) == 0)


def _equal(payload: SplynxPaymentPayload, there: Sequence[BilledPayment]) -> BilledPayment | None:
    """R4: customer and amount are equal."""
    wanted = (payload.customer_id, cents(payload.amount))
    return next((p for p in there if (p.customer_id, cents(p.amount)) == wanted), None)
