"""Finding a write again by its natural key (design.md §4, table; R1, R2, R4)."""

import dataclasses
from collections.abc import Sequence

from splynx_xero_gui.domain.accounting import (
    Allocation,
    Contact,
    ContactStatus,
    Credit,
    Document,
    DocumentLine,
    Payment,
)
from splynx_xero_gui.domain.keys import find_payment_key
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind
from splynx_xero_gui.domain.payloads import (
    AllocationPayload,
    ContactPayload,
    CreditPayload,
    DeallocationPayload,
    DeletionPayload,
    DocumentPayload,
    FilePayload,
    LinePayload,
    NotePayload,
    PaymentPayload,
    VoidPayload,
)
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.ports.accounting import AccountingBody, AccountingSystem, Done
from splynx_xero_gui.ports.ledger import Ledger


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """What a look-up gave: `done` is the answer that was lost, None where the write did not arrive; `seen` is what
    stands there now.
    """

    done: Done | None = None
    seen: tuple[AccountingBody, ...] = ()


NOTHING = Found()


class LookUp:
    """Asks the accounting system whether writes arrived. Raises what the port's reads raise."""

    def __init__(self, accounting: AccountingSystem, ledger: Ledger, tag: str) -> None:
        self._accounting = accounting
        self._ledger = ledger
        self._tag = tag

    def __call__(self, actions: Sequence[SyncAction]) -> list[Found]:
        """One result per action. Several only where all create contacts, or documents of one kind."""
        payloads = [action.payload for action in actions]
        contacts = [p for p in payloads if isinstance(p, ContactPayload) and not p.id]
        documents = [p for p in payloads if isinstance(p, DocumentPayload) and not p.id]
        if contacts:
            return self._new_contacts(actions, contacts)
        if documents:
            return self._new_documents(actions, documents)
        return [self._single(action) for action in actions]

    def _new_contacts(self, actions: Sequence[SyncAction], payloads: Sequence[ContactPayload]) -> list[Found]:
        read = self._accounting.contacts_by_number([payload.number for payload in payloads])
        found = {contact.number: contact for contact in read}
        return [_as_done(action, found.get(payload.number)) for action, payload in zip(actions, payloads, strict=True)]

    def _new_documents(self, actions: Sequence[SyncAction], payloads: Sequence[DocumentPayload]) -> list[Found]:
        read = self._accounting.by_numbers(payloads[0].kind, [payload.number for payload in payloads])
        results = []
        for action, payload in zip(actions, payloads, strict=True):
            there = [document for document in read if document.number == payload.number]
            ours = [d for d in there if _is_ours(d, payload) and not self._is_held(action, d)]
            results.append(_as_done(action, ours[0]) if ours else Found(seen=tuple(there)))
        return results

    def _is_held(self, action: SyncAction, document: Document) -> bool:
        """Whether another Splynx object is linked to it already (R4)."""
        return any(
            link.xero_id == document.id
            and link.state in (LinkState.ACTIVE, LinkState.LEFT)
            and link.splynx_id != action.splynx_id
            for link in self._links(action)
        )

    def _links(self, action: SyncAction) -> Sequence[Link]:
        """Links of the customer and of those it shares a contact with (R6)."""
        return self._ledger.books([action.customer_id]).links

    def _single(self, action: SyncAction) -> Found:
        payload = action.payload
        if isinstance(payload, PaymentPayload):
            return self._payment(action, payload)
        if isinstance(payload, CreditPayload):
            return self._credit(action, payload)
        if isinstance(payload, AllocationPayload):
            return self._allocation(action, payload)
        if isinstance(payload, DeallocationPayload):
            source = self._one(payload.source_kind, payload.source_id)
            taken_off = source is not None and payload.allocation_id not in {a.id for a in _allocations(source)}
            return _as_done(action, source) if taken_off else _as_seen(source)
        if isinstance(payload, (DeletionPayload, VoidPayload)):
            body = self._one(payload.kind, payload.id)
            dead = body is not None and not isinstance(body, Contact) and body.status.is_dead
            return _as_done(action, body) if dead else _as_seen(body)
        if isinstance(payload, ContactPayload):
            contact = self._one(ObjectKind.CONTACT, payload.id)
            archiving = action.kind is ActionKind.ARCHIVE_CONTACT
            same = isinstance(contact, Contact) and (
                contact.status is ContactStatus.ARCHIVED if archiving else _has_values(contact, payload)
            )
            return _as_done(action, contact) if same else _as_seen(contact)
        if isinstance(payload, DocumentPayload):
            document = self._one(payload.kind, payload.id)
            same = isinstance(document, Document) and _is_updated(document, payload)
            return _as_done(action, document) if same else _as_seen(document)
        if isinstance(payload, NotePayload):
            # Its text names the run and the document: no other note is the same.
            there = payload.text in self._accounting.notes_of(payload.kind, payload.target.id)
            return Found(Done(action.id, payload.target.id)) if there else NOTHING
        if isinstance(payload, FilePayload):
            there = payload.file_name in self._accounting.files_of(payload.kind, payload.target.id)
            return Found(Done(action.id, payload.target.id)) if there else NOTHING
        raise TypeError(f"{type(payload).__name__} is not written to the accounting system")

    def _payment(self, action: SyncAction, payload: PaymentPayload) -> Found:
        kind = ObjectKind(payload.target.value)
        there = [
            payment
            for payment in self._accounting.payments_of(kind, payload.target_ref.id)
            if self._carries(payment, payload.token)
        ]
        ours = [payment for payment in there if not payment.status.is_dead and payment.amount == payload.amount]
        return _as_done(action, ours[0]) if ours else Found(seen=tuple(there))

    def _credit(self, action: SyncAction, payload: CreditPayload) -> Found:
        there = [
            self._with_account(credit, payload)
            for credit in self._accounting.credits_of(payload.contact.id)
            if self._carries(credit, payload.token)
        ]
        ours = [
            credit
            for credit in there
            if not credit.status.is_dead and credit.kind is payload.kind and credit.total == payload.amount
        ]
        return _as_done(action, ours[0]) if ours else Found(seen=tuple(there))

    def _with_account(self, credit: Credit, payload: CreditPayload) -> Credit:
        """Lists of credits do not tell the bank account; we know which one we sent."""
        reference = self._ledger.accounting_reference()
        account = reference[0].account(payload.account) if reference else None
        if credit.account_id or account is None:
            return credit
        return dataclasses.replace(credit, account_id=account.id, account_code=account.code)

    def _carries(self, body: Payment | Credit, token: str) -> bool:
        return str(find_payment_key(body.reference, self._tag)) == token

    def _allocation(self, action: SyncAction, payload: AllocationPayload) -> Found:
        """Allocations carry no key: of the equal ones, those that are linked already are others (R29)."""
        source = self._one(payload.source_kind, payload.source.id)
        if source is None:
            return NOTHING
        splynx_invoices = {link.invoice_id for link in action.links if link.role is Role.ALLOCATION}
        known = [
            link
            for link in self._links(action)
            if link.role is Role.ALLOCATION and link.state is LinkState.ACTIVE and link.xero_id == payload.source.id
        ]
        parts = {link.xero_part for link in known if link.xero_part}
        # Where Xero gave no id, a link stands for any one of its equals.
        without_id = sum(
            1
            for link in known
            if not link.xero_part and link.amount == payload.amount and link.invoice_id in splynx_invoices
        )
        free = [
            allocation
            for allocation in _allocations(source)
            if allocation.invoice_id == payload.invoice.id
            and allocation.amount == payload.amount
            and not (allocation.id and allocation.id in parts)
        ]
        if len(free) <= without_id:
            return _as_seen(source)
        ours = free[without_id]
        return Found(Done(action.id, payload.source.id, source, part_id=ours.id), (source,))

    def _one(self, kind: ObjectKind, id: str) -> AccountingBody | None:
        found = self._accounting.by_ids(kind, [id])
        return found[0] if found else None


def _as_done(action: SyncAction, body: AccountingBody | None) -> Found:
    return Found(Done(action.id, body.id, body), (body,)) if body is not None else NOTHING


def _as_seen(body: AccountingBody | None) -> Found:
    return Found(seen=(body,)) if body is not None else NOTHING


def _is_ours(document: Document, payload: DocumentPayload) -> bool:
    """R4: contact, date sent and total are equal, and it is alive."""
    return (
        document.contact_id == payload.contact.id
        and document.date == payload.date
        and document.total == payload.total
        and document.total_tax == payload.total_tax
        and not document.status.is_dead
    )


def _is_updated(document: Document, payload: DocumentPayload) -> bool:
    """Whether it reads as the update would have left it; sending an update again does no harm, so any doubt is no."""
    return (
        _is_ours(document, payload)
        and (document.number, document.reference, document.due_date)
        == (payload.number, payload.reference, payload.due_date)
        and len(document.lines) == len(payload.lines)
        and all(_same_line(x, y) for x, y in zip(document.lines, payload.lines, strict=True))
    )


def _same_line(held: DocumentLine, sent: LinePayload) -> bool:
    return (held.description, held.quantity, held.unit_amount, held.account_code, held.tax_type) == (
        sent.description,
        sent.quantity,
        sent.unit_amount,
        sent.account_code,
        sent.tax_type,
    )


def _has_values(contact: Contact, payload: ContactPayload) -> bool:
    names = payload.fields or ("name", "email", "phone", "tax_number", "account_number", "address")
    return all(getattr(contact, name) == getattr(payload, name) for name in names)


def _allocations(body: AccountingBody) -> tuple[Allocation, ...]:
    return body.allocations if isinstance(body, (Document, Credit)) else ()
