"""Which Splynx objects a plan concerns: partner, first day, whose contact (R5, R6, R18)."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from splynx_xero_gui.domain.billing import BilledDocument, Customer, DocumentStatus
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.domain.records import LinkState
from splynx_xero_gui.engine.reconcile.draft import Draft
from splynx_xero_gui.engine.reconcile.view import View, numeric

_MAX_PARENTS = 10


def contact_holder(view: View, customer_id: str) -> str:
    """Whose contact a customer's documents go to: its parent's where billing is aggregated (R6)."""
    seen = {customer_id}
    for _ in range(_MAX_PARENTS):
        parent = _aggregating_parent(view, customer_id)
        if parent is None or parent in seen:
            return customer_id
        seen.add(parent)
        customer_id = parent
    return customer_id


def _aggregating_parent(view: View, customer_id: str) -> str | None:
    customer = view.customers.get(customer_id)
    if customer is None or customer.parent_id is None:
        return None
    own = view.details.get(customer_id)
    aggregated = own.aggregated if own else None
    if aggregated is None:
        parents = view.details.get(customer.parent_id)
        aggregated = parents.aggregated if parents else None
    return customer.parent_id if aggregated else None


def is_removed(draft: Draft, document: BilledDocument) -> bool:
    """Deleted in Splynx, or confirmed absent there (R5)."""
    return document.status is DocumentStatus.DELETED or (document.kind, document.id) in draft.view.gone


def is_older(draft: Draft, document: BilledDocument) -> bool:
    """Dated before `documents_from` (R18)."""
    first = draft.inp.policy.options.documents_from
    return first is not None and document.date < first


def is_empty_credit(document: BilledDocument) -> bool:
    """Credit notes of zero are not sent (R10)."""
    return document.kind is ObjectKind.CREDIT_NOTE and document.total == 0


@dataclass(slots=True)
class Need:
    """What waits for a customer's contact: unsent documents with their sum; `payments` or linked objects."""

    documents: int = 0
    amount: Decimal = ZERO
    other: bool = False

    @property
    def any(self) -> bool:
        """Whether the contact is needed at all."""
        return self.other or self.documents > 0


@dataclass(slots=True)
class Scope:
    """Customers in order, the holder of each one's contact, and what each holder's contact is needed for."""

    customers: list[Customer] = field(default_factory=list)
    holder: dict[str, str] = field(default_factory=dict)
    needs: dict[str, Need] = field(default_factory=lambda: defaultdict(Need))


def build_scope(draft: Draft) -> Scope:
    """Look at every customer of the books once."""
    view, scope = draft.view, Scope()
    scope.customers = sorted(view.customers.values(), key=lambda customer: numeric(customer.id))
    for customer in scope.customers:
        scope.holder[customer.id] = contact_holder(view, customer.id)
    for (kind, id), document in view.documents.items():
        links = view.links_of.get((kind, id), ())
        if any(link.state is LinkState.ACTIVE for link in links):
            scope.needs[_holder(scope, document.customer_id)].other = True
        elif not any(link.state is LinkState.LEFT for link in links) and _is_to_be_sent(draft, document):
            need = scope.needs[_holder(scope, document.customer_id)]
            need.documents += 1
            need.amount += abs(document.total)
    for customer in scope.customers:
        if view.active_links(ObjectKind.CUSTOMER, customer.id):
            scope.needs[customer.id].other = True
    _count_payments(draft, scope)
    if draft.inp.policy.options.contacts == "all":
        for customer in scope.customers:
            if draft.inp.policy.owns(customer.partner_id):
                scope.needs[scope.holder[customer.id]].other = True
    return scope


def _count_payments(draft: Draft, scope: Scope) -> None:
    policy, view = draft.inp.policy, draft.view
    first = policy.options.payments_from
    for payment in view.payments.values():
        customer = view.customers.get(payment.customer_id)
        if customer is None or not policy.owns(customer.partner_id) or not policy.pushes(payment.method_id):
            continue
        if payment.amount and (first is None or payment.date >= first):
            scope.needs[_holder(scope, payment.customer_id)].other = True


def _is_to_be_sent(draft: Draft, document: BilledDocument) -> bool:
    if not draft.inp.policy.owns(draft.view.partner_of.get((document.kind, document.id))):
        return False
    return not (is_removed(draft, document) or is_older(draft, document) or is_empty_credit(document))


def _holder(scope: Scope, customer_id: str) -> str:
    return scope.holder.get(customer_id, customer_id)
