"""What the planner does not adopt by itself: later generations, renumbered, reissued and undone objects (R2, R3, R14).

Everything else carries its key as it was first sent, and the planner links it as it links an interrupted write (R4).
Nothing here links by name or amount alone: the key, the contact and the money must agree.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeVar

from splynx_xero_gui.domain.accounting import (
    Allocation,
    Contact,
    ContactStatus,
    Credit,
    Document,
    Payment,
    PaymentTarget,
)
from splynx_xero_gui.domain.billing import BilledDocument, BilledPayment, DocumentStatus
from splynx_xero_gui.domain.keys import find_contact_key, find_payment_key
from splynx_xero_gui.domain.kinds import DOCUMENT_KINDS, Birthplace, ObjectKind, Side
from splynx_xero_gui.domain.money import ZERO, cents, total
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.engine.agreed import agreed_xero
from splynx_xero_gui.engine.reconcile.agreement import Agreement, billed_hash
from splynx_xero_gui.engine.reconcile.document_terms import splynx_hash, terms_of_xero
from splynx_xero_gui.ports.ledger import Ledger

_UNDONE = re.compile(r"-UNDONE-[0-9a-zA-Z]+$")
_SUFFIX = re.compile(r"-(\d+)$")
_CREDIT = re.compile(r"-CR(?:-(\d+))?$")
_CORRECTION = re.compile(r"Correction of (\S+)")
Receipt = Payment | Credit
B = TypeVar("B")


@dataclass(slots=True)
class ReadBack:
    """Builds links from what the ledger observed. `contact_of`: customer → contact."""

    ledger: Ledger
    tag: str
    contact_of: dict[str, str] = field(default_factory=dict)
    _undone_contacts: set[str] = field(default_factory=set)

    def links(self) -> list[Link]:
        """Contacts first: documents are only taken from the customer's own contact."""
        documents = self._documents_by_base()
        contacts = self._contacts(documents)
        return [*contacts, *self._documents(documents), *self._dead_receipts(), *self._taken_over_again()]

    # -- contacts --

    def _contacts(self, documents: "_ByBase") -> list[Link]:
        keyed: dict[str, list[tuple[int, Contact]]] = defaultdict(list)
        for contact in self._of(ObjectKind.CONTACT, Contact):
            key = find_contact_key(contact.number, self.tag)
            if key is not None:
                keyed[key[0]].append((key[1], contact))
        found = []
        for customer_id, generations in sorted(keyed.items()):
            generations.sort(key=lambda entry: (entry[0], entry[1].id))
            last, newest = generations[-1]
            self.contact_of[customer_id] = newest.id
            plain = last == 1 and newest.status is ContactStatus.ACTIVE
            if plain or newest.merged_to:
                continue  # linked by the planner, which also follows merges
            archived = newest.status is not ContactStatus.ACTIVE
            undone = archived and newest.id in documents.undone_contacts
            state = LinkState.UNDONE if undone else LinkState.ACTIVE
            found.append(_contact_link(customer_id, newest, last, state))
            found += [_contact_link(customer_id, old, n, LinkState.RETIRED) for n, old in generations[:-1]]
        return found

    # -- documents --

    def _documents_by_base(self) -> "_ByBase":
        index = _ByBase()
        for kind in DOCUMENT_KINDS:
            for document in self._of(kind, Document):
                index.add(document)
        return index

    def _documents(self, index: "_ByBase") -> list[Link]:
        found: list[Link] = []
        for kind in DOCUMENT_KINDS:
            for seen in self.ledger.observations(Side.SPLYNX, kind):
                if isinstance(seen.body, BilledDocument) and seen.body.number:
                    found += self._members(seen.body, index, seen.partner_id)
        return found

    def _members(self, document: BilledDocument, index: "_ByBase", partner: str | None) -> list[Link]:
        contact = self.contact_of.get(document.customer_id)
        family = [d for d in index.family(document.number) if d.contact_id == contact]
        living = [d for d in family if not d.status.is_dead]
        if not living:
            return self._undone(document, family, partner)
        if [d.number for d in living] == [document.number] and living[0].kind is document.kind:
            return []  # certain or a question: both are the planner's (R4)
        net = total(-d.total if d.kind is ObjectKind.CREDIT_NOTE else d.total for d in living)
        wanted = -document.total if document.kind is ObjectKind.CREDIT_NOTE else document.total
        if document.status is DocumentStatus.DELETED:
            wanted = ZERO
        if net != cents(wanted):
            return []
        return _family_links(document, _in_order(living, document), partner)

    def _undone(self, document: BilledDocument, family: Sequence[Document], partner: str | None) -> list[Link]:
        """Taken back by an undo: not sent again by itself (R15)."""
        undone = [d for d in family if _UNDONE.search(d.number)]
        if not undone or document.status is DocumentStatus.DELETED:
            return []
        last = max(undone, key=lambda d: d.id)
        return [replace(_document_link(document, last, 1, partner), state=LinkState.UNDONE)]

    # -- money --

    def _dead_receipts(self) -> list[Link]:
        """Receipts of ours that Xero has no more, while Splynx has the payment: asked about, never sent again alone."""
        by_payment: dict[str, list[tuple[int, int, Receipt]]] = defaultdict(list)
        for receipt in self._receipts():
            key = find_payment_key(receipt.reference, self.tag)
            if key is not None:
                by_payment[key.payment_id].append((key.part, key.generation, receipt))
        found = []
        for payment_id, marked in sorted(by_payment.items()):
            seen = self.ledger.observation(Side.SPLYNX, ObjectKind.PAYMENT, payment_id)
            if seen is not None and isinstance(seen.body, BilledPayment) and not seen.gone:
                found += self._missing(seen.body, marked)
        return found

    def _missing(self, payment: BilledPayment, marked: Sequence[tuple[int, int, Receipt]]) -> list[Link]:
        alive = {part for part, _, receipt in marked if not receipt.status.is_dead}
        missing = abs(cents(payment.amount)) - total(_money(r) for _, _, r in marked if not r.status.is_dead)
        dead = [entry for entry in marked if entry[2].status.is_dead and entry[0] not in alive]
        newest: dict[int, tuple[int, int, Receipt]] = {}
        for entry in sorted(dead, key=lambda entry: (entry[0], entry[1])):
            newest[entry[0]] = entry
        found = []
        for part, generation, receipt in newest.values():
            if _money(receipt) > missing:
                continue
            missing -= _money(receipt)
            link = _receipt_link(payment, receipt, part, generation, self._invoice_of(receipt))
            found.append(replace(link, state=LinkState.UNDONE))
        return found

    def _taken_over_again(self) -> list[Link]:
        """Payments of Splynx that stand for a receipt of Xero in a later generation (`PaymentID#2`, R2)."""
        found = []
        for seen in self.ledger.observations(Side.SPLYNX, ObjectKind.PAYMENT):
            payment = seen.body
            if not isinstance(payment, BilledPayment) or "#" not in payment.fields[0]:
                continue
            xero_id, _, generation = payment.fields[0].partition("#")
            receipt = self._receipt(xero_id)
            if receipt is None or not generation.isdigit():
                continue
            link = _receipt_link(payment, receipt, 1, int(generation), self._invoice_of(receipt))
            found.append(replace(link, birthplace=Birthplace.XERO))
        return found

    def _receipt(self, xero_id: str) -> Receipt | None:
        for kind in (ObjectKind.PAYMENT, ObjectKind.OVERPAYMENT, ObjectKind.PREPAYMENT):
            seen = self.ledger.observation(Side.XERO, kind, xero_id)
            if seen is not None and isinstance(seen.body, (Payment, Credit)):
                return seen.body
        return None

    def _receipts(self) -> Iterable[Receipt]:
        yield from self._of(ObjectKind.PAYMENT, Payment)
        for kind in (ObjectKind.OVERPAYMENT, ObjectKind.PREPAYMENT):
            yield from self._of(kind, Credit)

    def _invoice_of(self, receipt: Receipt) -> str | None:
        """The Splynx invoice with the number of the Xero invoice it pays."""
        if not isinstance(receipt, Payment) or receipt.target is not PaymentTarget.INVOICE:
            return None
        target = self.ledger.observation(Side.XERO, ObjectKind.INVOICE, receipt.target_id)
        if target is None or not isinstance(target.body, Document):
            return None
        numbers = {target.body.number, *_bases(target.body.number)}
        for ids in self.ledger.splynx_numbers(ObjectKind.INVOICE, sorted(numbers)).values():
            return ids[0]
        return None

    def _of(self, kind: ObjectKind, cls: type[B]) -> Iterable[B]:
        for seen in self.ledger.observations(Side.XERO, kind):
            if isinstance(seen.body, cls):
                yield seen.body


@dataclass(slots=True)
class _ByBase:
    """Documents of Xero by every Splynx number their own number may come from (R14, R15)."""

    by_number: dict[str, list[Document]] = field(default_factory=lambda: defaultdict(list))
    undone_contacts: set[str] = field(default_factory=set)

    def add(self, document: Document) -> None:
        """`n`, `n-2`, `n-CR`, `n-CR-2`, `n-UNDONE-run` all may be document n."""
        for number in {document.number, *_bases(document.number)}:
            self.by_number[number].append(document)
        if _UNDONE.search(document.number):
            self.undone_contacts.add(document.contact_id)

    def family(self, number: str) -> list[Document]:
        """All that may be this document. A number that only looks like a suffix is told apart by the reference."""
        return [d for d in self.by_number.get(number, ()) if d.number == number or _is_of(d, number)]


def _bases(number: str) -> list[str]:
    """What a number may have been made of."""
    found = []
    plain = _UNDONE.sub("", number)
    for text in {number, plain}:
        found += [text, _SUFFIX.sub("", text), _CREDIT.sub("", text), _CREDIT.sub("", _SUFFIX.sub("", text))]
    return [text for text in dict.fromkeys(found) if text and text != number]


def _is_of(document: Document, number: str) -> bool:
    """An undone document carries the number in front; a renumbered one and a correction name it, or an issue (R14)."""
    if _UNDONE.search(document.number) or _SUFFIX.sub("", _corrected(document)) == number:
        return True
    return number in re.split(r"\s+", document.reference)


def _corrected(document: Document) -> str:
    """The number that a correction of ours corrects, empty where it is none (R11)."""
    found = _CORRECTION.fullmatch(document.reference)
    return found[1] if found else ""


def _in_order(living: Sequence[Document], document: BilledDocument) -> list[Document]:
    """Issues by their number, then corrections."""
    return sorted(living, key=lambda d: (bool(_corrected(d)), d.number != document.number, d.number))


def _family_links(document: BilledDocument, family: Sequence[Document], partner: str | None) -> list[Link]:
    """Each issue is a generation; a correction belongs to the issue it corrects, and so do its allocations (R3)."""
    issues = [d for d in family if not _corrected(d)]
    generation_of = {issue.number: n for n, issue in enumerate(issues, 1)}
    ids = {d.id for d in family}
    found = [_document_link(document, issue, n, partner) for n, issue in enumerate(issues, 1)]
    for correction in family:
        if _corrected(correction):
            generation = generation_of.get(_corrected(correction), 1)
            link = replace(_document_link(document, correction, generation, partner), role=Role.CORRECTION)
            found.append(replace(link, agreed_splynx=""))
    for credit in family:
        for allocation in credit.allocations if credit.kind is ObjectKind.CREDIT_NOTE else ():
            if allocation.invoice_id in ids:
                made = next(link for link in found if link.xero_id == credit.id)
                found.append(_allocation_link(made, allocation))
    return found


def _allocation_link(credit: Link, allocation: Allocation) -> Link:
    return replace(
        credit,
        role=Role.ALLOCATION,
        xero_kind=ObjectKind.CREDIT_NOTE,
        xero_part=allocation.id,
        invoice_id=credit.splynx_id,
        amount=allocation.amount,
        date=allocation.date,
        agreed="",
        agreed_splynx="",
        agreed_xero="",
    )


def _contact_link(customer_id: str, contact: Contact, generation: int, state: LinkState) -> Link:
    return Link(
        ObjectKind.CUSTOMER, customer_id, Role.MAIN, ObjectKind.CONTACT, contact.id, customer_id,
        generation=generation, state=state,
    )  # fmt: skip


def _document_link(document: BilledDocument, held: Document, place: int, partner: str | None) -> Link:
    signed = document.total if held.kind is document.kind else -document.total
    terms = replace(
        terms_of_xero(held),
        contact=held.contact_id,
        splynx=signed,
        splynx_date=document.date,
        splynx_number=document.number,
    )
    return Link(
        document.kind,
        document.id,
        Role.MAIN if place == 1 else Role.REISSUE,
        held.kind,
        held.id,
        document.customer_id,
        generation=place,
        amount=held.total,
        date=held.date,
        partner_id=partner,
        agreed=terms.json(),
        agreed_splynx=splynx_hash(document),
        agreed_xero=agreed_xero(held),
    )


def _receipt_link(payment: BilledPayment, receipt: Receipt, part: int, generation: int, invoice_id: str | None) -> Link:
    account = receipt.account_code or receipt.account_id
    agreement = Agreement(cents(payment.amount), payment.date, payment.method_id, account)
    refund = isinstance(receipt, Payment) and receipt.target is not PaymentTarget.INVOICE
    return Link(
        ObjectKind.PAYMENT,
        payment.id,
        Role.REFUND if refund else Role.CREDIT if isinstance(receipt, Credit) else Role.PAYMENT,
        receipt.kind if isinstance(receipt, Credit) else ObjectKind.PAYMENT,
        receipt.id,
        payment.customer_id,
        part=part,
        generation=generation,
        invoice_id=invoice_id,
        amount=_money(receipt),
        date=receipt.date,
        agreed=agreement.text(),
        agreed_splynx=billed_hash(payment),
        agreed_xero=agreed_xero(receipt),
    )


def _money(receipt: Receipt) -> Decimal:
    return receipt.total if isinstance(receipt, Credit) else receipt.amount
