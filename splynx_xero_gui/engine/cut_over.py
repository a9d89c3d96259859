"""The gate before the schedule: aged receivables of linked customers on both sides, and who signed for what differs.

Receivables are those of R36 by open document: what is not used of credits stands by itself. So the differences of open
documents and of unused credit add up to the customer's difference, to the cent.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from splynx_xero_gui.domain.accounting import AccountingStatus, Credit, Document, PaymentTarget
from splynx_xero_gui.domain.billing import BilledDocument, DocumentStatus
from splynx_xero_gui.domain.content import content_hash
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.matching import AgeBands, AgedDifference, AgedRow, CutOver
from splynx_xero_gui.domain.money import ZERO, cents, total
from splynx_xero_gui.domain.records import LinkState, Role
from splynx_xero_gui.engine.match_parties import linked_contacts
from splynx_xero_gui.engine.parts import in_parts
from splynx_xero_gui.engine.reconcile.payers import Payers
from splynx_xero_gui.engine.reconcile.scope import contact_holder
from splynx_xero_gui.engine.reconcile.view import View, build_view, numeric
from splynx_xero_gui.ports.ledger import Ledger

_MONTH = 30


@dataclass(frozen=True, slots=True)
class Open:
    """An open document on one side."""

    id: str
    name: str
    due: dt.date
    amount: Decimal


@dataclass(slots=True)
class Held:
    """What is open, and the credit not used."""

    documents: dict[str, Open] = field(default_factory=dict)
    credit: Decimal = ZERO

    def bands(self, day: dt.date) -> AgeBands:
        """By days past due."""
        sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
        for document in self.documents.values():
            late = (day - document.due).days
            names = ("current", "days30", "days60", "days90", "older")
            band = 0 if late <= 0 else min((late - 1) // _MONTH + 1, 4)
            sums[names[band]] += document.amount
        return AgeBands(**sums, credit=self.credit)


def compare_aged(ledger: Ledger, day: dt.date, open_matches: int = 0) -> CutOver:
    """Both sides as of the day, as known now, of customers that are linked to a contact. From the record only."""
    rows: list[AgedRow] = []
    for books in in_parts(ledger, ledger.customers()):
        rows += _rows(build_view(books), day)
    rows.sort(key=lambda row: numeric(row.customer_id))
    differing = [(row.customer_id, str(row.difference), row.differences) for row in rows if row.differences]
    return CutOver(
        as_of=day,
        rows=tuple(rows),
        splynx=total(row.splynx.total for row in rows),
        xero=total(row.xero.total for row in rows),
        open_matches=open_matches,
        evidence=content_hash([day, differing]),
    )


def _rows(view: View, day: dt.date) -> Iterator[AgedRow]:
    merged: Mapping[str, str] = {}
    contact_of = linked_contacts(view.links, merged)
    groups: dict[str, list[str]] = defaultdict(list)
    for customer in sorted(view.customers, key=numeric):
        contact = contact_of.get(contact_holder(view, customer), "")
        if contact:
            groups[contact].append(customer)
    here = _Splynx(view, day)
    there = _Xero(view, day)
    for contact, customers in groups.items():
        mine, theirs = here.of(customers), there.of(contact)
        names = " + ".join(view.customers[id].name for id in customers[:3])
        yield AgedRow(
            customers[0],
            names + (" …" if len(customers) > 3 else ""),
            mine.bands(day),
            theirs.bands(day),
            tuple(_differences(view, mine, theirs)),
        )


def _differences(view: View, mine: Held, theirs: Held) -> Iterator[AgedDifference]:
    left = dict(theirs.documents)
    for id, document in mine.documents.items():
        kind = ObjectKind.INVOICE
        members = [
            link.xero_id
            for link in view.links_of.get((kind, id), ())
            if link.state is LinkState.ACTIVE and link.role is not Role.ALLOCATION
        ]
        others = [left.pop(xero) for xero in members if xero in left]
        open_there = total(other.amount for other in others)
        if document.amount != open_there:
            why = _why(document.amount, open_there, bool(members))
            yield AgedDifference(f"invoice {document.name}", document.amount - open_there, why)
    for other in left.values():
        linked = view.link_by_xero.get(other.id)
        why = "is paid in Splynx and open in Xero" if linked is not None else "is open in Xero and not linked to Splynx"
        yield AgedDifference(f"invoice {other.name}", -other.amount, why)
    if mine.credit != theirs.credit:
        why = f"credit not used is {mine.credit:.2f} in Splynx and {theirs.credit:.2f} in Xero"
        yield AgedDifference("unused credit", theirs.credit - mine.credit, why)


def _why(here: Decimal, there: Decimal, linked: bool) -> str:
    if not linked:
        return "is open in Splynx and not linked to one in Xero"
    if there == 0:
        return "is open in Splynx and paid in Xero"
    return f"open is {here:.2f} in Splynx and {there:.2f} in Xero"


class _Splynx:
    """Open documents of customers as of the day: relations count when payer and invoice are dated by then."""

    def __init__(self, view: View, day: dt.date) -> None:
        self._view, self._day = view, day
        self._payers = Payers(view)
        self._paid: dict[str, Decimal] = defaultdict(lambda: ZERO)
        self._credit: dict[str, Decimal] = defaultdict(lambda: ZERO)
        self._invoices: dict[str, list[BilledDocument]] = defaultdict(list)
        for document in view.documents.values():
            if self._counts(document) and document.kind is ObjectKind.INVOICE:
                self._invoices[document.customer_id].append(document)
        self._spend()

    def _counts(self, document: BilledDocument) -> bool:
        gone = (document.kind, document.id) in self._view.gone
        return not gone and document.status is not DocumentStatus.DELETED and document.date <= self._day

    def _spend(self) -> None:
        standing = {d.id for found in self._invoices.values() for d in found}
        for payment in self._view.payments.values():
            if payment.date > self._day or (ObjectKind.PAYMENT, payment.id) in self._view.gone:
                continue
            used = ZERO
            if payment.amount > 0:
                for share in self._payers.of_payment(payment).parts:
                    if share.invoice_id in standing:
                        self._paid[share.invoice_id] += share.amount
                        used += share.amount
            self._credit[payment.customer_id] += cents(payment.amount) - used
        for document in self._view.documents.values():
            if document.kind is not ObjectKind.CREDIT_NOTE or not self._counts(document):
                continue
            used = ZERO
            for share in self._payers.of_credit_note(document).parts:
                if share.invoice_id in standing:
                    self._paid[share.invoice_id] += share.amount
                    used += share.amount
            self._credit[document.customer_id] += cents(document.total) - used

    def of(self, customers: Iterable[str]) -> Held:
        found = Held()
        for customer in customers:
            found.credit += self._credit[customer]
            for document in self._invoices[customer]:
                left = cents(document.total) - self._paid[document.id]
                if left:
                    due = document.due_date or document.date
                    found.documents[document.id] = Open(document.id, document.number, due, left)
        return found


class _Xero:
    """The same of contacts. Drafts count nothing (R13)."""

    def __init__(self, view: View, day: dt.date) -> None:
        self._view, self._day = view, day
        self._by_contact: dict[str, list[Document]] = defaultdict(list)
        self._credits: dict[str, list[Document | Credit]] = defaultdict(list)
        for document in view.xero_documents.values():
            if not self._counts(document.status) or document.date > day:
                continue
            if document.kind is ObjectKind.INVOICE:
                self._by_contact[document.contact_id].append(document)
            else:
                self._credits[document.contact_id].append(document)
        for credit in view.credits.values():
            if self._counts(credit.status) and credit.date <= day:
                self._credits[credit.contact_id].append(credit)

    def _counts(self, status: AccountingStatus) -> bool:
        return status in (AccountingStatus.AUTHORISED, AccountingStatus.PAID)

    def of(self, contact: str) -> Held:
        found = Held()
        standing = {document.id for document in self._by_contact[contact]}
        for document in self._by_contact[contact]:
            left = document.total - self._paid(document) - self._allocated(document.id)
            if left:
                due = document.due_date or document.date
                found.documents[document.id] = Open(document.id, document.number, due, left)
        for credit in self._credits[contact]:
            used = total(
                a.amount
                for a in credit.allocations
                if a.invoice_id in standing and (a.date or credit.date) <= self._day
            )
            found.credit += credit.total - used - self._refunded(credit.id)
        return found

    def _paid(self, document: Document) -> Decimal:
        return total(
            payment.amount
            for payment in self._view.xero_payments_of.get(document.id, ())
            if payment.target is PaymentTarget.INVOICE and not payment.status.is_dead and payment.date <= self._day
        )

    def _refunded(self, credit_id: str) -> Decimal:
        return total(
            payment.amount
            for payment in self._view.xero_payments_of.get(credit_id, ())
            if payment.target is not PaymentTarget.INVOICE and not payment.status.is_dead and payment.date <= self._day
        )

    def _allocated(self, invoice_id: str) -> Decimal:
        found = ZERO
        for _, source_id, allocation in self._view.allocations_of.get(invoice_id, ()):
            source = self._view.xero_documents.get(source_id) or self._view.credits.get(source_id)
            if source is not None and self._counts(source.status) and source.date <= self._day:
                if (allocation.date or source.date) <= self._day:
                    found += allocation.amount
        return found
