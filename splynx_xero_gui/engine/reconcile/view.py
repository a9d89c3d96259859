"""Indexes over the books of one planning problem, so that stages read instead of search."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from splynx_xero_gui.domain.accounting import (
    AccountingStatus,
    Allocation,
    Contact,
    Credit,
    Document,
    MoneyReceived,
    Payment,
)
from splynx_xero_gui.domain.billing import (
    BilledDocument,
    BilledPayment,
    BilledTransaction,
    Customer,
    CustomerDetails,
    Relation,
)
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.records import Link, LinkState, Observation, Role
from splynx_xero_gui.ports.ledger import Books


def numeric(id: str) -> tuple[int, str]:
    """Sort key of Splynx ids: by number, so that plans do not depend on the order of input."""
    return (int(id), "") if id.isdigit() else (0, id)


@dataclass(slots=True)
class View:
    """Typed, ordered indexes. `gone` holds (kind, id) of Splynx objects confirmed absent (R5), `gone_xero` Xero ids.

    `link_by_xero` prefers links that count. `allocations_of` is by Xero invoice id: source kind, source id, allocation.
    """

    customers: dict[str, Customer] = field(default_factory=dict)
    details: dict[str, CustomerDetails] = field(default_factory=dict)
    documents: dict[tuple[ObjectKind, str], BilledDocument] = field(default_factory=dict)
    partner_of: dict[tuple[ObjectKind, str], str | None] = field(default_factory=dict)
    numbers: set[tuple[ObjectKind, str]] = field(default_factory=set)
    payments: dict[str, BilledPayment] = field(default_factory=dict)
    transactions: dict[str, BilledTransaction] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    relations_of_payer: dict[tuple[str, str], list[Relation]] = field(default_factory=lambda: defaultdict(list))
    relations_of_invoice: dict[str, list[Relation]] = field(default_factory=lambda: defaultdict(list))
    gone: set[tuple[ObjectKind, str]] = field(default_factory=set)
    gone_xero: set[str] = field(default_factory=set)
    contacts: dict[str, Contact] = field(default_factory=dict)
    xero_documents: dict[str, Document] = field(default_factory=dict)
    xero_payments: dict[str, Payment] = field(default_factory=dict)
    xero_payments_of: dict[str, list[Payment]] = field(default_factory=lambda: defaultdict(list))
    credits: dict[str, Credit] = field(default_factory=dict)
    received: dict[str, MoneyReceived] = field(default_factory=dict)
    allocations_of: dict[str, list[tuple[ObjectKind, str, Allocation]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    links: list[Link] = field(default_factory=list)
    links_of: dict[tuple[ObjectKind, str], list[Link]] = field(default_factory=lambda: defaultdict(list))
    link_by_xero: dict[str, Link] = field(default_factory=dict)

    def active_links(self, kind: ObjectKind, splynx_id: str) -> list[Link]:
        """Links of a Splynx object that still count, by part and generation."""
        return [link for link in self.links_of.get((kind, splynx_id), ()) if link.state is LinkState.ACTIVE]

    def retire(self, link: Link) -> None:
        """From here on stages see this link as retired and its Xero payment as deleted: the plan takes it off."""
        retired = replace(link, state=LinkState.RETIRED)
        for links in (self.links, self.links_of[link.kind, link.splynx_id]):
            links[links.index(link)] = retired
        payment = self.xero_payments.get(link.xero_id)
        if payment is not None and link.kind is ObjectKind.PAYMENT:
            dead = replace(payment, status=AccountingStatus.DELETED)
            self.xero_payments[payment.id] = dead
            of_target = self.xero_payments_of[payment.target_id]
            of_target[of_target.index(payment)] = dead


def build_view(books: Books) -> View:
    """Index the books. Order of input does not matter."""
    view = View()
    for seen in sorted(books.splynx, key=lambda o: (o.kind, numeric(o.id))):
        _add_splynx(view, seen)
    for seen in sorted(books.xero, key=lambda o: (o.kind, o.id)):
        _add_xero(view, seen)
    ordered = sorted(books.links, key=lambda k: (k.kind, numeric(k.splynx_id), k.role, k.part, k.generation, k.xero_id))
    _add_links(view, ordered)
    return view


def _add_splynx(view: View, seen: Observation) -> None:
    body = seen.body
    if seen.gone:
        view.gone.add((seen.kind, seen.id))
    if isinstance(body, BilledDocument):
        view.documents[body.kind, body.id] = body
        view.partner_of[body.kind, body.id] = seen.partner_id
        view.numbers.add((body.kind, body.number))
    elif isinstance(body, Customer):
        view.customers[body.id] = body
    elif isinstance(body, CustomerDetails):
        view.details[body.customer_id] = body
    elif isinstance(body, BilledPayment):
        view.payments[body.id] = body
    elif isinstance(body, BilledTransaction):
        view.transactions[body.id] = body
    elif isinstance(body, Relation) and not seen.gone:
        view.relations.append(body)
        view.relations_of_payer[body.payer, body.payer_id].append(body)
        view.relations_of_invoice[body.invoice_id].append(body)


def _add_xero(view: View, seen: Observation) -> None:
    body = seen.body
    if seen.gone:
        view.gone_xero.add(seen.id)
    if isinstance(body, Contact):
        view.contacts[body.id] = body
    elif isinstance(body, Document):
        view.xero_documents[body.id] = body
        _add_allocations(view, body)
    elif isinstance(body, Payment):
        view.xero_payments[body.id] = body
        view.xero_payments_of[body.target_id].append(body)
    elif isinstance(body, MoneyReceived):
        view.received[body.id] = body
    elif isinstance(body, Credit):
        view.credits[body.id] = body
        _add_allocations(view, body)


def _add_allocations(view: View, source: Document | Credit) -> None:
    for allocation in source.allocations:
        view.allocations_of[allocation.invoice_id].append((source.kind, source.id, allocation))


def _add_links(view: View, links: Iterable[Link]) -> None:
    for link in links:
        view.links.append(link)
        view.links_of[link.kind, link.splynx_id].append(link)
        if link.xero_id and link.role is not Role.ALLOCATION and not _counts(view.link_by_xero.get(link.xero_id)):
            view.link_by_xero[link.xero_id] = link


def _counts(link: Link | None) -> bool:
    return link is not None and link.state in (LinkState.ACTIVE, LinkState.LEFT)
