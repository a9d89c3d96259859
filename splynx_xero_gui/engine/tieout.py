"""Do both sides agree? Receivables, tax per rate, and what moved per account and method, to the cent (R36–R38)."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain

from splynx_xero_gui.domain.accounting import Credit, Document, Payment
from splynx_xero_gui.domain.kinds import CREDIT_KINDS, ObjectKind, Side
from splynx_xero_gui.domain.money import ZERO, total
from splynx_xero_gui.domain.plan import Notice, SyncPlan
from splynx_xero_gui.domain.policy import Policy
from splynx_xero_gui.domain.records import Role
from splynx_xero_gui.domain.reference import AccountingReference, BillingReference
from splynx_xero_gui.domain.results import Explained, TieOut
from splynx_xero_gui.engine.parts import in_parts
from splynx_xero_gui.engine.reconcile.uninvoiced import uninvoiced
from splynx_xero_gui.engine.reconcile.view import View, build_view
from splynx_xero_gui.engine.tieout_cents import Corrections
from splynx_xero_gui.engine.tieout_items import Item, Items, document_name, entries_in_xero, name_in_xero
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
    since: dt.date | None = None,
) -> TieOut:
    """Compare what both sides hold as of the day, as known now (R36); of a period where its first day is given.

    `plan` was made over everything and names what is open.
    """
    accounts = {a.code: a.id for a in accounting.accounts if a.code} | {a.id: a.id for a in accounting.accounts}
    reasons, comparison, ours = Reasons(plan), Comparison(day, since), _Linked()
    corrections, alone, otherwise = Corrections(accounting), list[Explained](), list[Explained]()
    differently = [notice for notice in plan.notices if notice.kind == "allocated-differently"]
    for books in in_parts(ledger, ledger.customers()):
        view = build_view(books)
        corrections.add(view, day)
        otherwise += [*_allocated_otherwise(differently, view), *_renumbered(view, day)]
        alone += [Explained(one.name, one.amount, one.text) for one in uninvoiced(view, policy, until=day)]
        found = Items(view, policy, reasons, accounts, ours.counted)
        for item in chain(found.documents(), found.payments(), found.without_document(), found.in_xero_only()):
            customer = view.customers.get(item.customer_id)
            comparison.add(item, customer.name if customer else item.customer_id)
        ours.add(view)
    beside = _Beside()
    for owner, body in _in_xero(ledger, day):
        if not beside.takes(owner, body, ours) and body.id not in ours.counted:
            # No customer's books led to it: it shows, and nothing explains it (R37).
            customer_id = ours.contacts[owner]
            item = Item(ObjectKind.INVOICE, body.id, name_in_xero(body), customer_id)
            item.xero += entries_in_xero(body)
            comparison.add(item, customer_id)
    rows = tuple(comparison.rows(billing, accounting))
    information = (*beside.lines(comparison.receivables.xero), *corrections.lines(), *alone, *otherwise)
    return TieOut(day, rows, information, at=at, since=since, run_id=_last_run(ledger))


def _last_run(ledger: Ledger) -> str:
    return next((run.id for run in ledger.runs(1)), "")


def _renumbered(view: View, day: dt.date) -> Iterator[Explained]:
    """Documents with another number in Xero, for theirs was taken or voided there (R14)."""
    for link in view.links:
        document, member = view.documents.get((link.kind, link.splynx_id)), view.xero_documents.get(link.xero_id)
        if document is None or member is None or link.role is not Role.MAIN or member.status.is_dead:
            continue
        if member.date <= day and member.number.startswith(f"{document.number}-"):
            yield Explained(
                document_name(document), ZERO, f"is {member.number} in Xero: its own number was taken there"
            )


def _allocated_otherwise(notices: Iterable[Notice], view: View) -> Iterator[Explained]:
    """What Xero uses for another invoice than Splynx: no cent of receivables (R27)."""
    for notice in notices:
        customer = view.customers.get(notice.customer_id)
        if customer is not None:
            yield Explained(f"{notice.subject} of {customer.name}", ZERO, f"allocated differently: {notice.text}")


@dataclass(slots=True)
class _Linked:
    """Xero contacts of customers, with the customer; `counted` objects were compared: each object counts once."""

    contacts: dict[str, str] = field(default_factory=dict)
    counted: set[str] = field(default_factory=set)

    def add(self, view: View) -> None:
        self.contacts |= {link.xero_id: link.splynx_id for link in view.links if link.kind is ObjectKind.CUSTOMER}


def _in_xero(ledger: Ledger, day: dt.date) -> Iterator[tuple[str, Document | Payment | Credit]]:
    """All that lives on Xero's debtors account on the day, each with its contact."""
    kinds = (ObjectKind.INVOICE, ObjectKind.CREDIT_NOTE, ObjectKind.PAYMENT, *CREDIT_KINDS[1:])
    for kind in kinds:
        for seen in ledger.observations(Side.XERO, kind):
            body = seen.body
            if isinstance(body, (Document, Payment, Credit)) and not body.status.is_dead and body.date <= day:
                yield seen.owner, body


@dataclass(slots=True)
class _Sum:
    amount: Decimal = ZERO
    of: set[str] = field(default_factory=set)

    def add(self, id: str, amount: Decimal) -> None:
        self.amount += amount
        self.of.add(id)


@dataclass(slots=True)
class _Beside:
    """Lines beside the comparison that lead to all of the debtors account (R37)."""

    others: _Sum = field(default_factory=_Sum)
    drafts: _Sum = field(default_factory=_Sum)
    prepayments: _Sum = field(default_factory=_Sum)

    def takes(self, owner: str, body: Document | Payment | Credit, ours: _Linked) -> bool:
        """Whether it is counted beside the comparison: a draft, or of a contact that is nobody's."""
        if isinstance(body, Credit) and body.kind is ObjectKind.PREPAYMENT:
            self.prepayments.add(body.id, body.open)
        if isinstance(body, Document) and body.status.is_draft:
            self.drafts.add(body.id, -body.total if body.kind is ObjectKind.CREDIT_NOTE else body.total)
            return True
        if body.id in ours.counted or owner in ours.contacts:
            return False
        self.others.add(owner, total(entry.receivable for entry in entries_in_xero(body)))
        return True

    def lines(self, compared: Decimal) -> Iterable[Explained]:
        """In the order they are read."""
        others, drafts, prepayments = self.others, self.drafts, self.prepayments
        yield Explained(
            f"not from Splynx ({len(others.of)} contacts)", others.amount, "receivables of contacts not linked"
        )
        yield Explained(f"drafts ({len(drafts.of)})", drafts.amount, "count 0 until they are approved in Xero")
        yield Explained(
            "all receivables in Xero",
            compared + others.amount + drafts.amount,
            "what is compared above, not from Splynx, and drafts",
        )
        yield Explained("prepayments still open", prepayments.amount, "shown by themselves, inside receivables above")
