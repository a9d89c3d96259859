"""Writes whose answer was lost, as a person sees and settles them (ui.md M3, "May have arrived")."""

import dataclasses
import datetime as dt
from decimal import Decimal

from splynx_xero_gui.domain.accounting import Credit, Document, Payment
from splynx_xero_gui.domain.billing import BilledPayment
from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.journal import JournalEntry, JournalEvent
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Side
from splynx_xero_gui.domain.money import ZERO, cents, money_text
from splynx_xero_gui.domain.payloads import (
    ContactPayload,
    CreditPayload,
    DocumentPayload,
    PaymentPayload,
    SplynxPaymentPayload,
)
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.records import Intent, IntentState
from splynx_xero_gui.engine.answer_values import wrong
from splynx_xero_gui.engine.concluding import Concluder
from splynx_xero_gui.engine.execute import ActionCodec
from splynx_xero_gui.engine.splynx_writes import SplynxDone
from splynx_xero_gui.ports.accounting import AccountingSystem, Done
from splynx_xero_gui.ports.billing import BillingSystem
from splynx_xero_gui.ports.control import Clock
from splynx_xero_gui.ports.ledger import Conclusion, Ledger


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """Something on the other side that the lost write may have made."""

    id: str
    number: str
    date: dt.date | None
    amount: Decimal
    reference: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class MayHaveArrived:
    """A write whose answer was lost. `looked_up` counts look-ups that found nothing.

    `candidates` are objects of the right kind and customer that the sync record knows on that side and nothing is
    linked to; only those that equal the write may stand for it.
    """

    id: str
    kind: ActionKind
    side: Side
    subject: str
    customer: str
    amount: Decimal
    date: dt.date | None
    sent_at: dt.datetime
    looked_up: int = 0
    candidates: tuple[Candidate, ...] = ()


class Uncertain:
    """Lists and settles open intents. Settling asks the service once for what a person points at."""

    def __init__(self, ledger: Ledger, codec: ActionCodec, clock: Clock, who: str) -> None:
        self._ledger = ledger
        self._decode = codec.decode
        self._clock = clock
        self._who = who

    def lost(self) -> tuple[MayHaveArrived, ...]:
        """Oldest first, from the sync record alone."""
        opened = [(intent, self._decode(intent.action)) for intent in self._ledger.open_intents()]
        return tuple(self._seen(intent, action) for intent, action in opened)

    def _seen(self, intent: Intent, action: SyncAction) -> MayHaveArrived:
        return MayHaveArrived(
            intent.id,
            action.kind,
            action.side,
            action.subject,
            action.customer_name,
            action.amount,
            action.date,
            intent.created_at,
            intent.lookups,
            tuple(self._candidates(action)),
        )

    def _candidates(self, action: SyncAction) -> list[Candidate]:
        if not action.customer_id:
            return []
        books = self._ledger.books([action.customer_id])
        linked = {link.xero_id for link in books.links} | {link.splynx_id for link in books.links}
        seen = books.xero if action.side is Side.XERO else books.splynx
        found = [_candidate(o.body) for o in seen if not o.gone and o.id not in linked and fits(action, o.body)]
        return [candidate for candidate in found if candidate is not None]

    def it_is_there(
        self, intent_id: str, object_id: str, accounting: AccountingSystem, billing: BillingSystem, tag: str
    ) -> None:
        """The write arrived: it is the object of this id, read now and linked.

        Raises Misconfigured where nothing open has the id, or the object does not equal what was sent (R4).
        """
        intent, action = self._open(intent_id)
        done = self._read(action, object_id.strip(), accounting, billing)
        now = self._clock.now()
        conclusion = Concluder(tag, self._ledger).done(intent, action, done, now, result="adopted")
        self._ledger.conclude([conclusion])
        self._note(JournalEvent.FOUND, action, object_id, "It is there", f"Linked to {object_id}; nothing is sent.")

    def _read(self, action: SyncAction, object_id: str, accounting: AccountingSystem, billing: BillingSystem) -> Done:
        held = {link.xero_id for link in self._ledger.links(customer_ids=[action.customer_id])}
        if action.side is Side.SPLYNX:
            billed = billing.payment(object_id)
            if isinstance(billed, BilledPayment) and fits(action, billed):
                return SplynxDone(action.id, action.xero_id or "", splynx_id=billed.id, billed=billed)
            raise _another(action, "Splynx", object_id)
        kind = kind_of(action)
        found = accounting.by_ids(kind, [object_id]) if kind is not None else ()
        body = found[0] if found else None
        if body is None or not fits(action, body) or body.id in held:
            raise _another(action, "Xero", object_id)
        return Done(action.id, body.id, body)

    def it_is_not_there(self, intent_id: str) -> None:
        """The write did not arrive: the next plan makes it again.

        Raises Misconfigured where nothing open has the id, or no look-up found nothing yet.
        """
        intent, action = self._open(intent_id)
        if intent.lookups == 0:
            raise wrong(
                "It was not looked up yet",
                f"{action.subject} over {money_text(action.amount)} may be there already. Nothing is sent again before "
                "it was looked for.",
                "Look it up first.",
            )
        self._ledger.conclude([Conclusion(intent.id, IntentState.ABANDONED, message="a person said: not there")])
        self._ledger.mark_dirty([action.customer_id])
        self._note(JournalEvent.NOT_THERE, action, "", "It is not there - send again", "Sent once more.")

    def _open(self, intent_id: str) -> tuple[Intent, SyncAction]:
        intent = next((one for one in self._ledger.open_intents() if one.id == intent_id), None)
        if intent is None:
            raise wrong(
                "This is settled already", f"Nothing that may have arrived has the id {intent_id}.", "List them again."
            )
        return intent, self._decode(intent.action)

    def _note(self, event: JournalEvent, action: SyncAction, value: str, answer: str, consequence: str) -> None:
        entry = JournalEntry(
            self._clock.now(),
            event,
            self._who,
            action.kind.value,
            subject=action.subject,
            customer_id=action.customer_id,
            customer=action.customer_name,
            amount=action.amount,
            question=f"The answer to {action.subject} was lost. Did it arrive?",
            choice=event.value,
            answer=answer,
            consequence=consequence,
            value=value,
        )
        self._ledger.decide([entry])


def kind_of(action: SyncAction) -> ObjectKind | None:
    """What the write makes in Xero; None for allocations, deletions and updates, which a look-up alone can settle."""
    payload = action.payload
    if isinstance(payload, ContactPayload) and not payload.id:
        return ObjectKind.CONTACT
    if isinstance(payload, DocumentPayload) and not payload.id:
        return payload.kind
    if isinstance(payload, CreditPayload):
        return payload.kind
    return ObjectKind.PAYMENT if isinstance(payload, PaymentPayload) else None


def fits(action: SyncAction, body: object) -> bool:
    """Whether this object is what the write would have made: kind, contact and money equal, and alive (R4)."""
    payload = action.payload
    match payload, body:
        case DocumentPayload(), Document():
            same = body.kind is payload.kind and body.contact_id == payload.contact.id
            return not payload.id and same and body.total == payload.total and not body.status.is_dead
        case PaymentPayload(), Payment():
            same = body.target_id == payload.target_ref.id and body.amount == payload.amount
            return same and not body.status.is_dead
        case CreditPayload(), Credit():
            same = body.kind is payload.kind and body.contact_id == payload.contact.id
            return same and body.total == payload.amount and not body.status.is_dead
        case SplynxPaymentPayload(), BilledPayment():
            return not payload.id and (body.customer_id, cents(body.amount)) == (
                payload.customer_id,
                cents(payload.amount),
            )
    return False


def _candidate(body: object) -> Candidate | None:
    match body:
        case Document():
            return Candidate(body.id, body.number, body.date, body.total, body.reference)
        case Payment():
            return Candidate(body.id, "", body.date, body.amount, body.reference)
        case Credit():
            return Candidate(body.id, "", body.date, body.total, body.reference)
        case BilledPayment():
            return Candidate(body.id, body.receipt_number, body.date, cents(body.amount) or ZERO, body.comment)
    return None


def _another(action: SyncAction, side: str, object_id: str) -> Misconfigured:
    return wrong(
        "This is something else",
        f"{side} has nothing with the id {object_id} that equals {action.subject} over {money_text(action.amount)} and "
        "is free. Nothing was linked or sent.",
        "Pick another one, or look it up again.",
    )
