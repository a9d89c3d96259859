"""Look up every write whose answer was lost, before anything else (design.md §4).

Never just resend: adopt what is found.
"""

import dataclasses
from collections.abc import Callable, Iterable

from splynx_xero_gui.domain.accounting import AccountingStatus, Allocation, Contact, Credit, Document, Payment
from splynx_xero_gui.domain.keys import find_payment_key
from splynx_xero_gui.domain.kinds import DOCUMENT_KINDS, ObjectKind
from splynx_xero_gui.domain.payloads import (
    AllocationPayload,
    ContactPayload,
    CreditPayload,
    DeallocationPayload,
    DeletionPayload,
    DocumentPayload,
    PaymentPayload,
    VoidPayload,
)
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.records import Intent, IntentState
from splynx_xero_gui.engine.concluding import Concluder
from splynx_xero_gui.engine.discover_xero import observe_xero
from splynx_xero_gui.engine.execute import ActionCodec
from splynx_xero_gui.ports.accounting import AccountingBody, AccountingSystem, Done
from splynx_xero_gui.ports.control import Cancel, Clock, ItemDone, Observer
from splynx_xero_gui.ports.ledger import Ledger


@dataclasses.dataclass(slots=True)
class Recovery:
    """How many were found on the other side (`adopted`) and how many never arrived (`absent`)."""

    adopted: int = 0
    absent: int = 0


class Recoverer:
    """Resolves open intents by natural key:

    number, ContactNumber, token, or allocation read back (design.md §4, table).
    """

    def __init__(
        self,
        accounting: AccountingSystem,
        ledger: Ledger,
        clock: Clock,
        observer: Observer,
        cancel: Cancel,
        codec: ActionCodec,
        concluder: Concluder,
        tag: str,
    ) -> None:
        self._accounting = accounting
        self._ledger = ledger
        self._clock = clock
        self._observer = observer
        self._cancel = cancel
        self._codec = codec
        self._concluder = concluder
        self._tag = tag

    def run(self) -> Recovery:
        """Resolve all open intents. Raises what the port's reads raise; what is not resolved stays open."""
        result = Recovery()
        intents = [(intent, self._codec.decode(intent.action)) for intent in self._ledger.open_intents()]
        for finder, chosen in self._by_lookup(intents):
            self._cancel.raise_if_requested()
            finder(chosen, result)
        return result

    def _by_lookup(
        self, intents: Iterable[tuple[Intent, SyncAction]]
    ) -> Iterable[tuple[Callable[["list[_Open]", Recovery], None], "list[_Open]"]]:
        """Group what one lookup call can answer: contacts and documents by the forty, the rest one by one."""
        contacts: list[_Open] = []
        documents: dict[ObjectKind, list[_Open]] = {kind: [] for kind in DOCUMENT_KINDS}
        rest: list[_Open] = []
        for intent, action in intents:
            payload = action.payload
            if isinstance(payload, ContactPayload) and not payload.id:
                contacts.append(_Open(intent, action))
            elif isinstance(payload, DocumentPayload) and not payload.id:
                documents[payload.kind].append(_Open(intent, action))
            else:
                rest.append(_Open(intent, action))
        groups: list[tuple[Callable[[list[_Open], Recovery], None], list[_Open]]] = []
        groups += [(self._contacts, chunk) for chunk in _chunks(contacts)]
        for chosen in documents.values():
            groups += [(self._documents, chunk) for chunk in _chunks(chosen)]
        # Allocations of equal content on one source are told apart only when looked at together.
        groups += [(self._single, [item]) for item in rest]
        return groups

    def _contacts(self, items: "list[_Open]", result: Recovery) -> None:
        payloads = [item.action.payload for item in items]
        numbers = [p.number for p in payloads if isinstance(p, ContactPayload)]
        found = {contact.number: contact for contact in self._accounting.contacts_by_number(numbers)}
        for item in items:
            payload = item.action.payload
            contact = found.get(payload.number) if isinstance(payload, ContactPayload) else None
            self._settle(item, Done(item.action.id, contact.id, contact) if contact else None, contact, result)

    def _documents(self, items: "list[_Open]", result: Recovery) -> None:
        payloads = [item.action.payload for item in items if isinstance(item.action.payload, DocumentPayload)]
        found = {d.number: d for d in self._accounting.by_numbers(payloads[0].kind, [p.number for p in payloads])}
        for item, payload in zip(items, payloads, strict=True):
            document = found.get(payload.number)
            ours = document is not None and _is_ours(document, payload)
            done = Done(item.action.id, document.id, document) if document and ours else None
            self._settle(item, done, document, result)

    def _single(self, items: "list[_Open]", result: Recovery) -> None:
        item = items[0]
        body, done = self._look_up(item.action)
        self._settle(item, done, body, result)

    def _look_up(self, action: SyncAction) -> tuple[AccountingBody | None, Done | None]:
        """What is there now, and the answer it amounts to; (anything, None) when the write did not arrive."""
        payload = action.payload
        if isinstance(payload, PaymentPayload):
            return self._payment(action, payload)
        if isinstance(payload, CreditPayload):
            return self._credit(action, payload)
        if isinstance(payload, AllocationPayload):
            return self._allocation(action, payload)
        if isinstance(payload, DeallocationPayload):
            source = self._one(payload.source_kind, payload.source_id)
            gone = source is not None and payload.allocation_id not in {a.id for a in _allocations(source)}
            return source, Done(action.id, payload.source_id, source) if gone else None
        if isinstance(payload, (DeletionPayload, VoidPayload)):
            body = self._one(payload.kind, payload.id)
            dead = body is not None and not isinstance(body, Contact) and body.status.is_dead
            return body, Done(action.id, payload.id, body) if dead else None
        if isinstance(payload, ContactPayload):
            contact = self._one(ObjectKind.CONTACT, payload.id)
            same = isinstance(contact, Contact) and _has_values(contact, payload)
            return contact, Done(action.id, payload.id, contact) if same else None
        if isinstance(payload, DocumentPayload):
            document = self._one(payload.kind, payload.id)
            same = isinstance(document, Document) and _is_ours(document, payload)
            return document, Done(action.id, payload.id, document) if same else None
        # Notes and files carry no money and no key: what may have arrived is not sent a second time.
        return None, Done(action.id, action.xero_id or "")

    def _payment(self, action: SyncAction, payload: PaymentPayload) -> tuple[Payment | None, Done | None]:
        kind = ObjectKind(payload.target.value)
        for payment in self._accounting.payments_of(kind, payload.target_ref.id):
            key = find_payment_key(payment.reference, self._tag)
            alive = not payment.status.is_dead
            if key is not None and str(key) == payload.token and alive and payment.amount == payload.amount:
                return payment, Done(action.id, payment.id, payment)
        return None, None

    def _credit(self, action: SyncAction, payload: CreditPayload) -> tuple[Credit | None, Done | None]:
        for credit in self._accounting.credits_of(payload.contact.id):
            key = find_payment_key(credit.reference, self._tag)
            if key is not None and str(key) == payload.token and not credit.status.is_dead:
                if credit.total == payload.amount:
                    return credit, Done(action.id, credit.id, credit)
        return None, None

    def _allocation(self, action: SyncAction, payload: AllocationPayload) -> tuple[AccountingBody | None, Done | None]:
        source = self._one(payload.source_kind, payload.source.id)
        if source is None:
            return None, None
        known = {link.xero_part for link in self._ledger.links(customer_ids=[action.customer_id]) if link.xero_part}
        for allocation in _allocations(source):
            fits = allocation.invoice_id == payload.invoice.id and allocation.amount == payload.amount
            if fits and allocation.id not in known:
                return source, Done(action.id, payload.source.id, source, part_id=allocation.id)
        return source, None

    def _one(self, kind: ObjectKind, id: str) -> AccountingBody | None:
        found = self._accounting.by_ids(kind, [id])
        return found[0] if found else None

    def _settle(self, item: "_Open", done: Done | None, seen: AccountingBody | None, result: Recovery) -> None:
        now = self._clock.now()
        if done is not None:
            result.adopted += 1
            conclusion = self._concluder.done(item.intent.id, item.action, done, now, result="adopted")
        else:
            result.absent += 1
            conclusion = self._concluder.failed(
                item.intent.id, item.action, IntentState.ABANDONED, "looked up: not there", now
            )
            if seen is not None:
                seen_now = (observe_xero(seen, self._tag, self._ledger),)
                conclusion = dataclasses.replace(conclusion, observations=seen_now)
        self._ledger.conclude([conclusion])
        action = item.action
        if done is not None:
            self._observer.notify(ItemDone(action.kind, action.subject, action.customer_name, action.amount, "adopted"))


@dataclasses.dataclass(frozen=True, slots=True)
class _Open:
    intent: Intent
    action: SyncAction


def _chunks(items: list[_Open], size: int = 40) -> list[list[_Open]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def _is_ours(document: Document, payload: DocumentPayload) -> bool:
    """R4: contact, date sent and total are equal, and it is alive."""
    return (
        document.contact_id == payload.contact.id
        and document.date == payload.date
        and document.total == payload.total
        and document.total_tax == payload.total_tax
        and document.status not in (AccountingStatus.VOIDED, AccountingStatus.DELETED)
    )


def _has_values(contact: Contact, payload: ContactPayload) -> bool:
    names = payload.fields or ("name", "email", "phone", "tax_number", "account_number", "address")
    return all(getattr(contact, name) == getattr(payload, name) for name in names)


def _allocations(body: AccountingBody) -> tuple[Allocation, ...]:
    return body.allocations if isinstance(body, (Document, Credit)) else ()
