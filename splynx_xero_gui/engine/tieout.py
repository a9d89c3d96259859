"""Do both sides agree? Receivables, tax per rate, and what moved per account and method, to the cent (R36–R38)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain

from splynx_xero_gui.domain.accounting import Credit, Document, Payment
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.domain.policy import Policy
from splynx_xero_gui.domain.reference import AccountingReference, BillingReference
from splynx_xero_gui.domain.results import Explained, TieOut
from splynx_xero_gui.engine.parts import in_parts
from splynx_xero_gui.engine.reconcile.view import View, build_view
from splynx_xero_gui.engine.tieout_items import Items, effect_on_receivables
from splynx_xero_gui.engine.tieout_reasons import Reasons
from splynx_xero_gui.engine.tieout_rows import Comparison
from splynx_xero_gui.ports.ledger import Ledger


def compare_books(
    ledger: Ledger,
    policy: Policy,
    billing: BillingReference,
    accounting: AccountingReference,
    plan: SyncPlan,
    day: dt.date,
    at: dt.datetime,
) -> TieOut:
    """Compare what both sides hold as of the day, as known now (R36).

    `plan` was made over everything and names what is open.
    """
    accounts = {a.code: a.id for a in accounting.accounts if a.code} | {a.id: a.id for a in accounting.accounts}
    reasons, comparison, ours = Reasons(plan), Comparison(day), _Linked()
    for books in in_parts(ledger, ledger.customers()):
        view = build_view(books)
        found = Items(view, policy, reasons, accounts, ours.counted)
        for item in chain(found.documents(), found.payments(), found.in_xero_only()):
            customer = view.customers.get(item.customer_id)
            comparison.add(item, customer.name if customer else item.customer_id)
        ours.add(view)
    rows = tuple(comparison.rows(billing, accounting))
    return TieOut(day, rows, tuple(_information(ledger, ours, day, comparison.receivables.xero)), at=at)


@dataclass(slots=True)
class _Linked:
    """Xero ids of what is linked. `counted` were compared already: each object counts once."""

    contacts: set[str] = field(default_factory=set)
    objects: set[str] = field(default_factory=set)
    counted: set[str] = field(default_factory=set)

    def add(self, view: View) -> None:
        for link in view.links:
            (self.contacts if link.kind is ObjectKind.CUSTOMER else self.objects).add(link.xero_id)


def _information(ledger: Ledger, ours: _Linked, day: dt.date, compared: Decimal) -> Iterable[Explained]:
    """Lines beside the comparison that lead to all of the debtors account (R37)."""
    others, drafts, prepayments = _Sum(), _Sum(), _Sum()
    for kind in (ObjectKind.INVOICE, ObjectKind.CREDIT_NOTE):
        for seen in ledger.observations(Side.XERO, kind):
            body = seen.body
            if not isinstance(body, Document) or body.status.is_dead or body.date > day:
                continue
            signed = -body.total if kind is ObjectKind.CREDIT_NOTE else body.total
            if body.status.is_draft:
                drafts.add(body.id, signed)
            elif body.contact_id not in ours.contacts and body.id not in ours.objects:
                others.add(body.contact_id, signed)
    for kind in (ObjectKind.PAYMENT, ObjectKind.OVERPAYMENT, ObjectKind.PREPAYMENT):
        for seen in ledger.observations(Side.XERO, kind):
            body = seen.body
            if not isinstance(body, (Credit, Payment)) or body.status.is_dead or body.date > day:
                continue
            if isinstance(body, Credit) and kind is ObjectKind.PREPAYMENT:
                prepayments.add(body.id, body.open)
            if seen.owner not in ours.contacts and body.id not in ours.objects:
                others.add(seen.owner, effect_on_receivables(body))
    yield Explained(f"not from Splynx ({len(others.of)} contacts)", others.amount, "receivables of contacts not linked")
    yield Explained(f"drafts ({len(drafts.of)})", drafts.amount, "count 0 until they are approved in Xero")
    yield Explained(
        "all receivables in Xero",
        compared + others.amount + drafts.amount,
        "what is compared above, not from Splynx, and drafts",
    )
    yield Explained("prepayments still open", prepayments.amount, "shown by themselves, inside receivables above")


@dataclass(slots=True)
class _Sum:
    amount: Decimal = ZERO
    of: set[str] = field(default_factory=set)

    def add(self, id: str, amount: Decimal) -> None:
        self.amount += amount
        self.of.add(id)
