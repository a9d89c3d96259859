"""Customers and contacts as the sync record knows them, with what they owe and the numbers of their documents."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from splynx_xero_gui.domain.accounting import AccountingStatus, Contact, Document
from splynx_xero_gui.domain.billing import BilledDocument, Customer, CustomerDetails, DocumentStatus
from splynx_xero_gui.domain.keys import contact_number
from splynx_xero_gui.domain.kinds import DOCUMENT_KINDS, ObjectKind, Side
from splynx_xero_gui.domain.money import ZERO, cents, money_text
from splynx_xero_gui.domain.policy import Policy
from splynx_xero_gui.domain.records import Link, LinkState
from splynx_xero_gui.engine.match.parties import (
    DocumentKey,
    Party,
    merged_targets,
    party_of_contact,
    party_of_customer,
)
from splynx_xero_gui.engine.match.words import number_form
from splynx_xero_gui.engine.reconcile.patterns import customer_words, filled
from splynx_xero_gui.engine.reconcile.scope import contact_holder
from splynx_xero_gui.engine.reconcile.view import View, build_view
from splynx_xero_gui.ports.ledger import Ledger

COUNTING = (LinkState.ACTIVE, LinkState.LEFT)


@dataclass(slots=True)
class Parties:
    """Everybody. `linked` is customer → contact ("" where it was left alone); `holder` whose contact serves a customer
    (R6); `owing` the contacts that have documents of ours to receive.
    """

    customers: dict[str, Customer] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    details: dict[str, CustomerDetails] = field(default_factory=dict)
    linked: dict[str, str] = field(default_factory=dict)
    holder: dict[str, str] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)
    owed_here: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    owed_there: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    owing: set[str] = field(default_factory=set)
    _numbers_here: dict[str, list[DocumentKey]] = field(default_factory=lambda: defaultdict(list))
    _numbers_there: dict[str, list[DocumentKey]] = field(default_factory=lambda: defaultdict(list))

    def here(self, policy: Policy) -> list[Party]:
        """Customers of the profile's partners without a link, whose contact is their own."""
        pattern = policy.options.account_number
        return [
            party_of_customer(
                customer,
                self.details.get(id),
                number=contact_number(id, policy.tag),
                account=filled(pattern, customer_words(customer)) if pattern else "",
                owed=self.owed_here[id],
                documents=tuple(self._numbers_here.get(id, ())),
            )
            for id, customer in self.customers.items()
            if id not in self.linked and self.holder[id] == id and policy.owns(customer.partner_id)
        ]

    def there(self) -> list[Party]:
        """Contacts that no customer is linked to; merged ones live on in another."""
        taken = set(self.linked.values())
        return [
            party_of_contact(contact, owed=self.owed_there[id], documents=tuple(self._numbers_there.get(id, ())))
            for id, contact in self.contacts.items()
            if id not in taken and id not in self.merged
        ]


def read_parties(ledger: Ledger) -> Parties:
    """One pass over the record. What is kept of documents is what both sides have numbers of."""
    found = Parties()
    for seen in ledger.observations(Side.SPLYNX, ObjectKind.CUSTOMER):
        if isinstance(seen.body, Customer):
            found.customers[seen.id] = seen.body
    for seen in ledger.observations(Side.SPLYNX, ObjectKind.CUSTOMER_DETAILS):
        if isinstance(seen.body, CustomerDetails):
            found.details[seen.body.customer_id] = seen.body
    for seen in ledger.observations(Side.XERO, ObjectKind.CONTACT):
        if isinstance(seen.body, Contact):
            found.contacts[seen.id] = seen.body
    found.merged = merged_targets(found.contacts.values())
    found.linked = linked_contacts(ledger.links(kinds=[ObjectKind.CUSTOMER]), found.merged)
    view = View(customers=found.customers, details=found.details)
    found.holder = {id: contact_holder(view, id) for id in found.customers}
    _read_documents(ledger, found)
    return found


def parties_of(ledger: Ledger, customers: Iterable[str]) -> Parties:
    """Only these customers and their families: enough to find anew what hangs on them, not to match them."""
    books = ledger.books(customers)
    view = build_view(books)
    found = Parties(customers=view.customers, contacts=view.contacts, details=view.details)
    found.linked = linked_contacts(books.links, {})
    found.holder = {id: contact_holder(view, id) for id in view.customers}
    return found


def linked_contacts(links: Iterable[Link], merged: Mapping[str, str]) -> dict[str, str]:
    """Customer → the contact in use that it is linked to; "" where a person left it alone."""
    return {
        link.splynx_id: merged.get(link.xero_id, link.xero_id) if link.state is LinkState.ACTIVE else ""
        for link in links
        if link.kind is ObjectKind.CUSTOMER and link.state in COUNTING
    }


def _read_documents(ledger: Ledger, found: Parties) -> None:
    known: set[int] = set()
    for kind in DOCUMENT_KINDS:
        sign = -1 if kind is ObjectKind.CREDIT_NOTE else 1
        for seen in ledger.observations(Side.SPLYNX, kind):
            body = seen.body
            if isinstance(body, BilledDocument) and body.status is not DocumentStatus.DELETED:
                holder = found.holder.get(body.customer_id, body.customer_id)
                found.owed_here[holder] += sign * cents(body.open)
                if body.number and holder not in found.linked:
                    key = number_form(body.number), money_text(cents(body.total))
                    known.add(hash(key))
                    found._numbers_here[holder].append(key)
    both: set[int] = set()
    for kind in DOCUMENT_KINDS:
        sign = -1 if kind is ObjectKind.CREDIT_NOTE else 1
        for seen in ledger.observations(Side.XERO, kind):
            body = seen.body
            if not isinstance(body, Document) or body.status.is_dead or body.status is AccountingStatus.UNKNOWN:
                continue
            contact = found.merged.get(body.contact_id, body.contact_id)
            found.owing.add(contact)
            found.owed_there[contact] += sign * body.open
            key = number_form(body.number), money_text(body.total)
            if hash(key) in known:
                both.add(hash(key))
                found._numbers_there[contact].append(key)
    for holder, keys in found._numbers_here.items():
        found._numbers_here[holder] = [key for key in keys if hash(key) in both]
