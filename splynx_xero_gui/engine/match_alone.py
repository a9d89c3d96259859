"""What customers without a counterpart have: no row of the match is about it, yet all of it will be made in Xero."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from splynx_xero_gui.domain.billing import DocumentStatus
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.matching import Alone, Match, MatchAnswer
from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.domain.policy import Policy
from splynx_xero_gui.engine.match.payments import split_id
from splynx_xero_gui.engine.parts import PART
from splynx_xero_gui.engine.reconcile.scope import contact_holder
from splynx_xero_gui.engine.reconcile.view import View, build_view, numeric
from splynx_xero_gui.ports.ledger import Ledger

_Key = tuple[ObjectKind, str]


def alone(ledger: Ledger, policy: Policy, rows: Iterable[Match]) -> list[Alone]:
    """Documents and payments, from the first day that is sent, of customers that are made new; by customer and kind."""
    new: set[str] = set()
    listed: set[_Key] = set()
    for row in rows:
        if row.kind is not ObjectKind.CUSTOMER:
            listed.add((row.kind, split_id(row.splynx_id)[0] if row.kind is ObjectKind.PAYMENT else row.splynx_id))
        elif row.splynx_id and row.effective is MatchAnswer.NEW:
            new.add(row.splynx_id)
    customers = sorted(new, key=numeric)
    found: list[Alone] = []
    for start in range(0, len(customers), PART):
        part = customers[start : start + PART]
        found += _counted(build_view(ledger.books(part)), policy, frozenset(part), listed)
    return found


def _counted(view: View, policy: Policy, customers: frozenset[str], listed: set[_Key]) -> list[Alone]:
    tally: dict[_Key, list[Match]] = defaultdict(list)
    for row in _of_view(view, policy):
        holder = contact_holder(view, row.customer_id)
        key = (row.kind, row.splynx_id)
        if holder in customers and key not in listed and key not in view.gone and not view.links_of.get(key):
            tally[row.kind, holder].append(row)
    return [
        Alone(holder, kind, len(items), sum((item.splynx_amount for item in items), ZERO))
        for (kind, holder), items in tally.items()
    ]


def _of_view(view: View, policy: Policy) -> Iterator[Match]:
    options = policy.options
    for document in view.documents.values():
        owned = policy.owns(view.partner_of.get((document.kind, document.id)))
        if owned and document.status is not DocumentStatus.DELETED and _from(document.date, options.documents_from):
            yield Match(document.kind, document.id, customer_id=document.customer_id, splynx_amount=document.total)
    for payment in view.payments.values():
        if payment.amount and _from(payment.date, options.payments_from):
            yield Match(ObjectKind.PAYMENT, payment.id, customer_id=payment.customer_id, splynx_amount=payment.amount)


def _from(day: dt.date, first: dt.date | None) -> bool:
    return first is None or day >= first
