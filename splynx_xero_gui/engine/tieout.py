"""Do both sides agree? Receivables, tax per rate, and what moved per account and method, to the cent (R36–R38)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from splynx_xero_gui.domain.accounting import Credit, Document, Payment
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.money import ZERO, total
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.domain.policy import Policy
from splynx_xero_gui.domain.reference import AccountingReference, BillingReference
from splynx_xero_gui.domain.results import Explained, TieOut, TieOutRow
from splynx_xero_gui.engine.reconcile.view import View, build_view
from splynx_xero_gui.engine.tieout_items import Item, Items, Sums, effect_on_receivables
from splynx_xero_gui.engine.tieout_reasons import Reasons
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
    accounts = {a.code: a.id for a in accounting.accounts if a.code} | {a.id: a.id for a in accounting.accounts}
    found = Items(view, policy, Reasons(plan), accounts)
    items = [*found.documents(), *found.payments(), *found.in_xero_only()]
    rows = [
        *_receivables(items, view, day),
        *_tax(items, accounting, day),
        *_bank(items, billing, accounting, day),
    ]
    linked = rows[0].xero
    return TieOut(day, tuple(rows), tuple(_information(ledger, view, day, linked)), at=at)


def _receivables(items: Sequence[Item], view: View, day: dt.date) -> Iterable[TieOutRow]:
    """In total, and of each customer where they differ."""
    yield _receivables_row("receivables", "Receivables", items, day)
    by_customer: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_customer[item.customer_id].append(item)
    for customer_id in sorted(by_customer, key=lambda id: (len(id), id)):
        customer = view.customers.get(customer_id)
        name = customer.name if customer else customer_id
        row = _receivables_row(f"receivables:{customer_id}", name, by_customer[customer_id], day)
        if row.difference or row.explained:
            yield row


def _receivables_row(measure: str, label: str, items: Iterable[Item], day: dt.date) -> TieOutRow:
    splynx, xero = ZERO, ZERO
    explained: list[Explained] = []
    for item in items:
        here, there = item.receivable(day)
        splynx, xero = splynx + here, xero + there
        _explain(explained, item.name, here - there, item.why)
    return TieOutRow(measure, label, splynx, xero, tuple(explained))


def _explain(explained: list[Explained], name: str, difference: Decimal, why: str) -> None:
    if difference and why:
        explained.append(Explained(name, difference, why))


def _tax(items: Sequence[Item], accounting: AccountingReference, day: dt.date) -> Iterable[TieOutRow]:
    taxes = [(item, *item.tax(day)) for item in items]
    for rate in sorted({rate for _, here, there in taxes for rate in (*here, *there)}):
        known = accounting.tax_rate(rate)
        splynx = total(here.get(rate, ZERO) for _, here, _ in taxes)
        xero = total(there.get(rate, ZERO) for _, _, there in taxes)
        explained: list[Explained] = []
        for item, here, there in taxes:
            difference = here.get(rate, ZERO) - there.get(rate, ZERO)
            if difference:
                _explain(explained, item.name, difference, item.why_tax)
        yield TieOutRow(f"tax:{rate}", known.name if known else rate, splynx, xero, tuple(explained))


@dataclass(frozen=True, slots=True)
class _Moved:
    item: Item
    splynx: Sums
    xero: Sums


def _bank(
    items: Sequence[Item], billing: BillingReference, accounting: AccountingReference, day: dt.date
) -> Iterable[TieOutRow]:
    """Moved per account and method; a day is a row of its own only where it differs (R38)."""
    methods = {method.id: method.name for method in billing.methods}
    groups: dict[tuple[str, str], list[_Moved]] = defaultdict(list)
    for item in items:
        moved = _Moved(item, *item.bank(day))
        for used in {account for account, _ in (*moved.splynx, *moved.xero)}:
            groups[used, item.method_id].append(moved)
    for (account_id, method_id), chosen in sorted(groups.items(), key=lambda entry: entry[0]):
        account = accounting.account(account_id)
        name = (f"{account.code} {account.name}".strip() if account else "") or "no account"
        method = methods.get(method_id, method_id or "not from Splynx")
        measure = f"bank:{(account.code or account.id) if account else '-'}:{method}"
        label = f"{name}, {method}"
        yield _bank_row(measure, label, chosen, account_id, None)
        for day_moved in sorted({d for m in chosen for (a, d) in (*m.splynx, *m.xero) if a == account_id}):
            text = day_moved.isoformat()
            row = _bank_row(f"{measure}:{text}", f"{label}, {text}", chosen, account_id, day_moved)
            if row.difference or row.explained:
                yield row


def _bank_row(measure: str, label: str, moves: Sequence[_Moved], account: str, day: dt.date | None) -> TieOutRow:
    def moved(sums: Sums) -> Decimal:
        return total(amount for (a, d), amount in sums.items() if a == account and (day is None or d == day))

    splynx, xero = ZERO, ZERO
    explained: list[Explained] = []
    for one in moves:
        here, there = moved(one.splynx), moved(one.xero)
        splynx, xero = splynx + here, xero + there
        _explain(explained, one.item.name, here - there, one.item.why)
    return TieOutRow(measure, label, splynx, xero, tuple(explained))


def _information(ledger: Ledger, view: View, day: dt.date, compared: Decimal) -> Iterable[Explained]:
    """Lines beside the comparison that lead to all of the debtors account (R37)."""
    ours = {link.xero_id for link in view.links if link.kind is ObjectKind.CUSTOMER}
    linked = {link.xero_id for link in view.links if link.kind is not ObjectKind.CUSTOMER}
    others, drafts, prepayments = _Sum(), _Sum(), _Sum()
    for kind in (ObjectKind.INVOICE, ObjectKind.CREDIT_NOTE):
        for seen in ledger.observations(Side.XERO, kind):
            body = seen.body
            if not isinstance(body, Document) or body.status.is_dead or body.date > day:
                continue
            signed = -body.total if kind is ObjectKind.CREDIT_NOTE else body.total
            if body.status.is_draft:
                drafts.add(body.id, signed)
            elif body.contact_id not in ours and body.id not in linked:
                others.add(body.contact_id, signed)
    for kind in (ObjectKind.PAYMENT, ObjectKind.OVERPAYMENT, ObjectKind.PREPAYMENT):
        for seen in ledger.observations(Side.XERO, kind):
            body = seen.body
            if not isinstance(body, (Credit, Payment)) or body.status.is_dead or body.date > day:
                continue
            if isinstance(body, Credit) and kind is ObjectKind.PREPAYMENT:
                prepayments.add(body.id, body.open)
            if seen.owner not in ours and body.id not in linked:
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
