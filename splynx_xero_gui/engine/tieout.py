"""Do both sides agree? Receivables, tax per rate, and what moved per account and method, to the cent (R36–R38)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from splynx_xero_gui.domain.accounting import Credit, Document, Payment, PaymentTarget
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.money import ZERO, total
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.domain.policy import Policy
from splynx_xero_gui.domain.reference import AccountingReference, BillingReference
from splynx_xero_gui.domain.results import Explained, TieOut, TieOutRow
from splynx_xero_gui.engine.reconcile.view import View, build_view
from splynx_xero_gui.engine.tieout_items import (
    Item,
    Reasons,
    document_items,
    payment_items,
    xero_only_items,
)
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
    view = build_view(ledger.books(None))
    reasons = Reasons(plan)
    accounts = {a.code: a.id for a in accounting.accounts if a.code} | {a.id: a.id for a in accounting.accounts}
    items = [
        *document_items(view, policy, reasons, day),
        *payment_items(view, policy, reasons, day, accounts),
        *xero_only_items(view, day),
    ]
    rows = [
        *_receivables(items, view),
        *_tax(items, accounting),
        *_bank(items, billing, accounting),
    ]
    return TieOut(day, tuple(rows), tuple(_information(ledger, view, day)), at=at)


def _receivables(items: Sequence[Item], view: View) -> Iterable[TieOutRow]:
    yield TieOutRow(
        "receivables",
        "Receivables",
        total(item.splynx for item in items),
        total(item.xero for item in items),
        tuple(Explained(item.name, item.difference, item.reason) for item in items if item.difference and item.reason),
    )
    by_customer: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_customer[item.customer_id].append(item)
    for customer_id in sorted(by_customer, key=lambda id: (len(id), id)):
        chosen = by_customer[customer_id]
        if any(item.difference for item in chosen):
            customer = view.customers.get(customer_id)
            yield TieOutRow(
                f"receivables:{customer_id}",
                customer.name if customer else customer_id,
                total(item.splynx for item in chosen),
                total(item.xero for item in chosen),
                tuple(Explained(i.name, i.difference, i.reason) for i in chosen if i.difference and i.reason),
            )


def _tax(items: Sequence[Item], accounting: AccountingReference) -> Iterable[TieOutRow]:
    rates = sorted({rate for item in items for rate in (*item.tax_splynx, *item.tax_xero)})
    for rate in rates:
        known = accounting.tax_rate(rate)
        splynx = total(item.tax_splynx.get(rate, ZERO) for item in items)
        xero = total(item.tax_xero.get(rate, ZERO) for item in items)
        explained: list[Explained] = []
        for item in items:
            difference = item.tax_splynx.get(rate, ZERO) - item.tax_xero.get(rate, ZERO)
            if difference and item.reason:
                explained.append(Explained(item.name, difference, item.reason))
        yield TieOutRow(f"tax:{rate}", known.name if known else rate, splynx, xero, tuple(explained))


def _bank(items: Sequence[Item], billing: BillingReference, accounting: AccountingReference) -> Iterable[TieOutRow]:
    """Moved per account and method; a day is a row of its own only where it differs (R38)."""
    methods = {method.id: method.name for method in billing.methods}
    groups: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        for used, _ in {*item.bank_splynx, *item.bank_xero}:
            group = groups[used, item.method_id]
            if not group or group[-1] is not item:
                group.append(item)
    for (account_id, method_id), chosen in sorted(groups.items()):
        account = accounting.account(account_id)
        name = (f"{account.code} {account.name}".strip() if account else "") or "no account"
        method = methods.get(method_id, method_id or "not from Splynx")
        measure = f"bank:{account.code or account.id if account else '-'}:{method}"
        yield _bank_row(measure, f"{name}, {method}", chosen, account_id, None)
        for day in sorted({day for i in chosen for (a, day) in (*i.bank_splynx, *i.bank_xero) if a == account_id}):
            row = _bank_row(
                f"{measure}:{day.isoformat()}", f"{name}, {method}, {day.isoformat()}", chosen, account_id, day
            )
            if row.difference:
                yield row


def _bank_row(measure: str, label: str, items: Sequence[Item], account: str, day: dt.date | None) -> TieOutRow:
    def moved(sums: dict[tuple[str, dt.date], Decimal]) -> Decimal:
        return total(amount for (a, d), amount in sums.items() if a == account and (day is None or d == day))

    explained: list[Explained] = []
    for item in items:
        difference = moved(item.bank_splynx) - moved(item.bank_xero)
        if difference and item.reason:
            explained.append(Explained(item.name, difference, item.reason))
    splynx = total(moved(item.bank_splynx) for item in items)
    xero = total(moved(item.bank_xero) for item in items)
    return TieOutRow(measure, label, splynx, xero, tuple(explained))


def _information(ledger: Ledger, view: View, day: dt.date) -> Iterable[Explained]:
    """Lines beside the comparison that lead to all of the debtors account (R37)."""
    ours = {link.xero_id for link in view.links if link.kind is ObjectKind.CUSTOMER}
    others, drafts, prepayments = _Sum(), _Sum(), _Sum()
    for kind in (ObjectKind.INVOICE, ObjectKind.CREDIT_NOTE):
        for seen in ledger.observations(Side.XERO, kind):
            body = seen.body
            if not isinstance(body, Document) or body.status.is_dead or body.date > day:
                continue
            signed = -body.total if kind is ObjectKind.CREDIT_NOTE else body.total
            if body.status.is_draft:
                drafts.add(body.id, signed)
            elif body.contact_id not in ours:
                others.add(body.contact_id, signed)
    for kind in (ObjectKind.PAYMENT, ObjectKind.OVERPAYMENT, ObjectKind.PREPAYMENT):
        for seen in ledger.observations(Side.XERO, kind):
            body = seen.body
            if not isinstance(body, (Credit, Payment)) or body.status.is_dead or body.date > day:
                continue
            if isinstance(body, Credit) and kind is ObjectKind.PREPAYMENT:
                prepayments.add(body.id, body.open)
            if seen.owner not in ours:
                others.add(seen.owner, _moved(body))
    yield Explained(f"not from Splynx ({len(others.of)} contacts)", others.amount, "receivables of contacts not linked")
    yield Explained(f"drafts ({len(drafts.of)})", drafts.amount, "count 0 until they are approved in Xero")
    yield Explained("prepayments still open", prepayments.amount, "shown by themselves, inside receivables above")


def _moved(receipt: Credit | Payment) -> Decimal:
    """What a receipt takes off receivables; a refund adds to them."""
    if isinstance(receipt, Credit):
        return -receipt.total
    return -receipt.amount if receipt.target is PaymentTarget.INVOICE else receipt.amount


@dataclass(slots=True)
class _Sum:
    amount: Decimal = ZERO
    of: set[str] = field(default_factory=set)

    def add(self, id: str, amount: Decimal) -> None:
        self.amount += amount
        self.of.add(id)
