"""Finds what both sides of a profile hold already: customers first, then what hangs on them. Reads the record only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from splynx_xero_gui.domain.accounting import Contact, Credit, Document, Payment
from splynx_xero_gui.domain.billing import BilledDocument, BilledPayment, DocumentStatus
from splynx_xero_gui.domain.kinds import DOCUMENT_KINDS, ObjectKind, Side
from splynx_xero_gui.domain.matching import HowSure, Match, MatchAnswer, Reason
from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.domain.policy import Policy
from splynx_xero_gui.domain.records import LinkState, Role
from splynx_xero_gui.domain.reference import AccountingReference
from splynx_xero_gui.engine.match.customers import Pair, match_customers
from splynx_xero_gui.engine.match.documents import Sides, match_documents
from splynx_xero_gui.engine.match.payments import Context, Part, match_payments, parts_of
from splynx_xero_gui.engine.match_parties import COUNTING, Parties, read_parties
from splynx_xero_gui.engine.parts import PART
from splynx_xero_gui.engine.reconcile.payers import Payers
from splynx_xero_gui.engine.reconcile.view import View, build_view, numeric
from splynx_xero_gui.ports.control import Cancel, ItemsRead, Observer
from splynx_xero_gui.ports.ledger import Books, Ledger


@dataclass(slots=True)
class Group:
    """A contact with the customers whose books are on it. `sure`: linked, or accepted as one."""

    contact: str
    customers: list[str] = field(default_factory=list)
    sure: bool = True


class MatchBooks:
    """Makes rows from the record. `earlier` rows keep what a person said, as long as they are about the same pair."""

    def __init__(
        self, ledger: Ledger, policy: Policy, accounting: AccountingReference, observer: Observer, cancel: Cancel
    ) -> None:
        self._ledger = ledger
        self._policy = policy
        self._accounting = accounting
        self._observer = observer
        self._cancel = cancel

    def find(self) -> list[Match]:
        """Rows of everything that is not linked yet. Raises Cancelled."""
        parties = read_parties(self._ledger)
        self._cancel.raise_if_requested()
        earlier = {row.key: row for row in self._ledger.matches()}
        rows = [kept(row, earlier) for row in _party_rows(parties, self._policy)]
        rows += self.of_customers(parties, rows, earlier)
        return rows

    def of_customers(
        self,
        parties: Parties,
        party_rows: Iterable[Match],
        earlier: Mapping[tuple[ObjectKind, str, str], Match],
        only: frozenset[str] | None = None,
    ) -> list[Match]:
        """Rows of documents and payments of customers that have a contact, linked or proposed; of `only` these."""
        groups = _groups(parties, party_rows)
        if only is not None:
            groups = [group for group in groups if only & set(group.customers)]
        rows: list[Match] = []
        waiting = iter(groups)
        done = 0
        while chosen := list(islice(waiting, PART)):
            self._cancel.raise_if_requested()
            rows += self._of_groups(chosen, parties, earlier)
            done += sum(len(group.customers) for group in chosen)
            self._observer.notify(ItemsRead(Side.XERO, "match", done, len(parties.customers)))
        return rows

    def _of_groups(
        self, groups: list[Group], parties: Parties, earlier: Mapping[tuple[ObjectKind, str, str], Match]
    ) -> Iterator[Match]:
        wanted = {customer for group in groups for customer in group.customers}
        books = self._ledger.books(sorted(wanted, key=numeric))
        known = {(seen.kind, seen.id) for seen in books.xero}
        old = [id for id, into in parties.merged.items() if into in {group.contact for group in groups}]
        more = self._ledger.xero_of_contacts([*(group.contact for group in groups), *sorted(old)])
        xero = (*books.xero, *(seen for seen in more if (seen.kind, seen.id) not in known))
        view = build_view(Books(books.splynx, xero, books.links, books.customers))
        contents = _Contents(view, parties, self._policy, self._accounting)
        for group in groups:
            yield from contents.rows(group, earlier)


def kept(row: Match, earlier: Mapping[tuple[ObjectKind, str, str], Match]) -> Match:
    """The row with what a person said of it before. Who chose another counterpart chose for good; who said of a payment
    that it has no match did not speak of what came since (R20).
    """
    before = earlier.get(row.key)
    if before is None or before.answer is None:
        return row
    if row.kind is ObjectKind.PAYMENT and before.answer is MatchAnswer.NEW:
        seen = {before.xero_id, *before.others}
        if row.xero_id and row.xero_id not in seen:
            return row
        others = sorted(seen - {"", row.xero_id})
        return replace(row, others=(*row.others, *(id for id in others if id not in row.others))).answered(
            before.answer, before.by, before.at
        )
    if before.answer is MatchAnswer.LINK and before.xero_id != row.xero_id:
        row = replace(row, xero_id=before.xero_id, xero_name=before.xero_name, contact_id=before.contact_id)
        row = replace(row, how_sure=HowSure.LIKELY, xero_kind=before.xero_kind, xero_amount=before.xero_amount)
    return row.answered(before.answer, before.by, before.at)


def _party_rows(parties: Parties, policy: Policy) -> list[Match]:
    pairs = match_customers(parties.here(policy), parties.there())
    rows = [_party_row(parties, pairs[id]) for id in sorted(pairs, key=numeric)]
    taken = {row.xero_id for row in rows} | set(parties.linked.values())
    rows += [
        Match(
            ObjectKind.CUSTOMER,
            xero_id=contact.id,
            xero_name=contact.name,
            reasons=(Reason.ONLY_IN_XERO,),
            contact_id=contact.id,
            xero_kind=ObjectKind.CONTACT,
            xero_amount=parties.owed_there[contact.id],
        )
        for contact in sorted(parties.contacts.values(), key=lambda contact: (contact.name.casefold(), contact.id))
        if contact.id in parties.owing and contact.id not in taken and contact.id not in parties.merged
    ]
    return rows


def _party_row(parties: Parties, pair: Pair) -> Match:
    customer = parties.customers[pair.customer]
    contact: Contact | None = parties.contacts.get(pair.contact)
    return Match(
        ObjectKind.CUSTOMER,
        splynx_id=customer.id,
        splynx_name=customer.name,
        xero_id=pair.contact,
        xero_name=contact.name if contact else "",
        how_sure=pair.how_sure,
        reasons=pair.reasons,
        others=pair.others,
        customer_id=customer.id,
        contact_id=pair.contact,
        xero_kind=ObjectKind.CONTACT if contact else None,
        splynx_amount=parties.owed_here[customer.id],
        xero_amount=parties.owed_there[pair.contact] if contact else ZERO,
    )


def _groups(parties: Parties, rows: Iterable[Match]) -> list[Group]:
    """Contacts with their customers: linked ones, and those proposed here that nobody refused."""
    contact_of = {id: (contact, True) for id, contact in parties.linked.items() if contact}
    for row in rows:
        refused = row.answer in (MatchAnswer.NEW, MatchAnswer.LEAVE)
        if row.kind is ObjectKind.CUSTOMER and row.splynx_id and row.xero_id and not refused:
            contact_of[row.splynx_id] = row.xero_id, row.effective is MatchAnswer.LINK
    groups: dict[str, Group] = {}
    for customer in sorted(parties.customers, key=numeric):
        contact, sure = contact_of.get(parties.holder[customer], ("", False))
        if contact:
            group = groups.setdefault(contact, Group(contact))
            group.customers.append(customer)
            group.sure = group.sure and sure
    return list(groups.values())


class _Contents:
    """Documents and payments of some groups, from one view."""

    def __init__(self, view: View, parties: Parties, policy: Policy, accounting: AccountingReference) -> None:
        self._view = view
        self._policy = policy
        self._payers = Payers(view)
        self._payments: dict[str, list[BilledPayment]] = defaultdict(list)
        for payment in view.payments.values():
            if payment.amount and self._is_free(ObjectKind.PAYMENT, payment.id):
                self._payments[payment.customer_id].append(payment)
        self._codes = {account.id: account.code or account.id for account in accounting.accounts}
        self._documents: dict[tuple[ObjectKind, str], list[BilledDocument]] = defaultdict(list)
        for document in view.documents.values():
            if self._is_free(document.kind, document.id) and document.status is not DocumentStatus.DELETED:
                if policy.owns(view.partner_of.get((document.kind, document.id))):
                    self._documents[document.kind, document.customer_id].append(document)
        held = {link.xero_id for link in view.links if link.state in COUNTING and link.xero_id}
        self._linked: dict[str, dict[str, str]] = defaultdict(dict)
        for link in view.links:
            if link.kind is ObjectKind.INVOICE and link.state is LinkState.ACTIVE and link.role is not Role.ALLOCATION:
                self._linked[link.customer_id][link.splynx_id] = link.xero_id
        self._theirs: dict[tuple[ObjectKind, str], list[Document]] = defaultdict(list)
        for other in view.xero_documents.values():
            if other.id not in held and not other.status.is_dead and other.id not in view.gone_xero:
                contact = parties.merged.get(other.contact_id, other.contact_id)
                self._theirs[other.kind, contact].append(other)
        self._receipts: dict[str, list[Payment | Credit]] = defaultdict(list)
        receipts: list[Payment | Credit] = [*view.xero_payments.values(), *view.credits.values()]
        for receipt in receipts:
            if receipt.id not in held and not receipt.status.is_dead and receipt.id not in view.gone_xero:
                contact = receipt.contact_id or self._contact_of_target(receipt)
                self._receipts[parties.merged.get(contact, contact)].append(receipt)

    def _contact_of_target(self, receipt: Payment | Credit) -> str:
        if isinstance(receipt, Credit):
            return ""
        target = self._view.xero_documents.get(receipt.target_id) or self._view.credits.get(receipt.target_id)
        return target.contact_id if target else ""

    def _is_free(self, kind: ObjectKind, id: str) -> bool:
        return (kind, id) not in self._view.gone and not self._view.links_of.get((kind, id))

    def rows(self, group: Group, earlier: Mapping[tuple[ObjectKind, str, str], Match]) -> list[Match]:
        """Documents, then payments, which go by the documents found."""
        rows: list[Match] = []
        for kind in DOCUMENT_KINDS:
            mine = [document for id in group.customers for document in self._documents.get((kind, id), ())]
            theirs = self._theirs.get((kind, group.contact), [])
            sides = Sides(group.customers[0], group.contact, group.sure)
            owner = {document.id: document.customer_id for document in mine}
            found = match_documents(kind, sides, mine, theirs)
            rows += [
                kept(replace(row, customer_id=owner.get(row.splynx_id, row.customer_id)), earlier) for row in found
            ]
        rows += self._payment_rows(group, rows, earlier)
        return rows

    def _payment_rows(
        self, group: Group, documents: list[Match], earlier: Mapping[tuple[ObjectKind, str, str], Match]
    ) -> list[Match]:
        parts = [part for id in group.customers for part in self._parts_of(id)]
        owner = {part.id: part.payment.customer_id for part in parts}
        sides = Sides(group.customers[0], group.contact, group.sure)
        context = self._context(group, documents)
        rows = match_payments(sides, parts, self._receipts.get(group.contact, []), context)
        return [kept(replace(row, customer_id=owner.get(row.splynx_id, row.customer_id)), earlier) for row in rows]

    def _parts_of(self, customer: str) -> Iterator[Part]:
        for payment in self._payments.get(customer, ()):
            mapping = self._policy.method(payment.method_id)
            account = self._codes.get(mapping.account, mapping.account) if mapping and mapping.account else ""
            yield from parts_of(payment, self._payers.of_payment(payment), account)

    def _context(self, group: Group, documents: list[Match]) -> Context:
        invoices = {id: xero for customer in group.customers for id, xero in self._linked.get(customer, {}).items()}
        sure = set(invoices)
        for row in documents:
            if row.kind is ObjectKind.INVOICE and row.splynx_id and row.xero_id:
                if row.answer in (MatchAnswer.NEW, MatchAnswer.LEAVE):
                    continue
                invoices[row.splynx_id] = row.xero_id
                if row.effective is MatchAnswer.LINK:
                    sure.add(row.splynx_id)
        return Context(invoices, frozenset(sure), self._policy.tag)
