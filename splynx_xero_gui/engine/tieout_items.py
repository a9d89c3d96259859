"""What each Splynx object amounts to on both sides on a day, and why it may differ (R36, R37)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from splynx_xero_gui.domain.accounting import Credit, Document, Payment, PaymentTarget
from splynx_xero_gui.domain.billing import BilledDocument, BilledPayment, DocumentStatus
from splynx_xero_gui.domain.kinds import Flow, ObjectKind
from splynx_xero_gui.domain.money import ZERO, cents
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.domain.policy import Policy, TaxKey
from splynx_xero_gui.domain.records import Link, Role
from splynx_xero_gui.engine.reconcile.view import View

WAIT_WORDS = {
    "left-out-this-time": "left out of this sync, asked again afterwards",
    "waiting-for-approval": "waits until the draft is approved in Xero",
    "waiting-for-invoice": "waits for its invoice",
    "waiting-for-decision": "waits for a decision it depends on",
}


@dataclass(slots=True)
class Item:
    """One object's share of receivables, tax and bank on each side. `reason` names a difference, empty = none known."""

    kind: ObjectKind
    id: str
    name: str
    customer_id: str
    splynx: Decimal = ZERO
    xero: Decimal = ZERO
    reason: str = ""
    tax_splynx: dict[str, Decimal] = field(default_factory=dict)
    tax_xero: dict[str, Decimal] = field(default_factory=dict)
    bank_splynx: dict[tuple[str, dt.date], Decimal] = field(default_factory=dict)
    bank_xero: dict[tuple[str, dt.date], Decimal] = field(default_factory=dict)
    method_id: str = ""

    @property
    def difference(self) -> Decimal:
        """Splynx minus Xero."""
        return self.splynx - self.xero


class Reasons:
    """Why an object may differ: an open question, a wait, a named exception, or a write that is still to come."""

    def __init__(self, plan: SyncPlan) -> None:
        self._by_object: dict[tuple[ObjectKind, str], str] = {}
        for action in plan.actions:
            for link in action.links:
                self._put(link.kind, link.splynx_id, "will be written by the next sync")
        for wait in plan.waiting:
            if wait.kind is not None:
                self._put(wait.kind, wait.splynx_id, WAIT_WORDS.get(wait.reason, wait.reason))
        for notice in plan.notices:
            if notice.subject_kind is not None:
                self._put(notice.subject_kind, notice.splynx_id, notice.text)
        for conflict in plan.conflicts:
            self._put(conflict.subject_kind, conflict.splynx_id or "", conflict.question)

    def _put(self, kind: ObjectKind, id: str, reason: str) -> None:
        self._by_object[kind, id] = reason

    def of(self, kind: ObjectKind, id: str) -> str:
        """The reason, empty when there is none."""
        return self._by_object.get((kind, id), "")


def document_items(view: View, policy: Policy, reasons: Reasons, day: dt.date) -> Iterator[Item]:
    """Invoices and credit notes in scope: owned by the profile, from documents_from on or linked."""
    since = policy.options.documents_from
    for (kind, id), document in view.documents.items():
        links = _members(view, kind, id)
        in_range = since is None or document.date >= since
        if not links and not (in_range and policy.owns(view.partner_of.get((kind, id)))):
            continue
        item = Item(kind, id, document_name(document), document.customer_id)
        alive = document.status is not DocumentStatus.DELETED and (kind, id) not in view.gone
        if alive and document.date <= day:
            sign = _sign(kind)
            item.splynx = sign * document.total
            item.tax_splynx = {rate: sign * tax for rate, tax in billed_tax(document, policy).items()}
        _add_members(item, links, view, day)
        item.reason = reasons.of(kind, id) or _timing(links, view, document.date)
        yield item


def _add_members(item: Item, links: list[Link], view: View, day: dt.date) -> None:
    for link in links:
        member = view.xero_documents.get(link.xero_id)
        if member is None or member.status.is_dead or member.status.is_draft or member.date > day:
            continue
        sign = _sign(member.kind)
        item.xero += sign * member.total
        for line in member.lines:
            item.tax_xero[line.tax_type] = item.tax_xero.get(line.tax_type, ZERO) + sign * line.tax_amount


def payment_items(
    view: View, policy: Policy, reasons: Reasons, day: dt.date, accounts: dict[str, str]
) -> Iterator[Item]:
    """Receipts and refunds in scope. `accounts` maps account codes and ids to account ids."""
    since = policy.options.payments_from
    for payment in view.payments.values():
        links = _members(view, ObjectKind.PAYMENT, payment.id)
        customer = view.customers.get(payment.customer_id)
        owned = policy.owns(customer.partner_id if customer else None)
        if not links and not (owned and (since is None or payment.date >= since)):
            continue
        item = Item(
            ObjectKind.PAYMENT, payment.id, payment_name(payment), payment.customer_id, method_id=payment.method_id
        )
        mapping = policy.method(payment.method_id)
        if (ObjectKind.PAYMENT, payment.id) not in view.gone and payment.date <= day:
            item.splynx = -payment.amount
            account = accounts.get(mapping.account, mapping.account) if mapping else ""
            item.bank_splynx = {(account, payment.date): payment.amount}
        _add_receipts(item, links, view, day)
        left_alone = "this payment method is left alone" if mapping and mapping.flow is Flow.IGNORE else ""
        item.reason = reasons.of(ObjectKind.PAYMENT, payment.id) or left_alone
        item.reason = item.reason or _timing(links, view, payment.date)
        yield item


def _add_receipts(item: Item, links: list[Link], view: View, day: dt.date) -> None:
    for link in links:
        member = view.xero_payments.get(link.xero_id) or view.credits.get(link.xero_id)
        if member is not None:
            add_receipt(item, member, day)


def add_receipt(item: Item, member: Payment | Credit, day: dt.date) -> None:
    """Count one Xero receipt or refund into the item, when it is alive and not after the day."""
    if member.status.is_dead or member.date > day:
        return
    amount = member.total if isinstance(member, Credit) else member.amount
    if isinstance(member, Payment) and member.target is not PaymentTarget.INVOICE:
        amount = -amount
    item.xero -= amount
    key = (member.account_id, member.date)
    item.bank_xero[key] = item.bank_xero.get(key, ZERO) + amount


def xero_only_items(view: View, day: dt.date) -> Iterator[Item]:
    """Documents, receipts and credits in Xero on linked contacts that no Splynx object is linked to (R28, R37)."""
    customer_of = {link.xero_id: link.splynx_id for link in view.links if link.kind is ObjectKind.CUSTOMER}
    linked = {link.xero_id for link in view.links if link.kind is not ObjectKind.CUSTOMER}
    for document in view.xero_documents.values():
        customer = customer_of.get(document.contact_id)
        if customer is None or document.id in linked or document.status.is_draft or document.status.is_dead:
            continue
        if document.date <= day:
            words = "credit note" if document.kind is ObjectKind.CREDIT_NOTE else "invoice"
            yield Item(
                document.kind,
                document.id,
                f"{words} {document.number}",
                customer,
                xero=_sign(document.kind) * document.total,
                reason="is in Xero only",
            )
    receipts: list[Payment | Credit] = [*view.xero_payments.values(), *view.credits.values()]
    for receipt in receipts:
        customer = customer_of.get(receipt.contact_id)
        if customer is None or receipt.id in linked:
            continue
        item = Item(ObjectKind.PAYMENT, receipt.id, f"receipt {receipt.reference or receipt.date}", customer)
        add_receipt(item, receipt, day)
        if item.xero:
            item.reason = "was recorded in Xero only"
            yield item


def billed_tax(document: BilledDocument, policy: Policy) -> dict[str, Decimal]:
    """Tax of a Splynx document per Xero TaxType, each half up to cents (R9); unmapped ones under their own name."""
    sums: dict[TaxKey, Decimal] = defaultdict(lambda: Decimal(0))
    for line in document.lines:
        sums[TaxKey.of_line(line.tax_id, line.tax_percent)] += line.tax_amount
    result: dict[str, Decimal] = {}
    for key, amount in sums.items():
        rate = policy.tax_of(key) or f"{key.tax_id}@{key.percent:f}"
        result[rate] = result.get(rate, ZERO) + cents(amount)
    return result


def document_name(document: BilledDocument) -> str:
    """As a person says it."""
    return f"{'credit note' if document.kind is ObjectKind.CREDIT_NOTE else 'invoice'} {document.number}"


def payment_name(payment: BilledPayment) -> str:
    """As a person says it: by receipt number, else by id."""
    return f"payment {payment.receipt_number or payment.id}"


def _members(view: View, kind: ObjectKind, id: str) -> list[Link]:
    """Links to objects of Xero that carry money of their own; an allocation only moves it (R36)."""
    return [link for link in view.links_of.get((kind, id), ()) if link.role is not Role.ALLOCATION]


def _sign(kind: ObjectKind) -> int:
    return -1 if kind is ObjectKind.CREDIT_NOTE else 1


def _timing(links: list[Link], view: View, billed: dt.date) -> str:
    """A document dated differently in Xero is a named timing difference between its two dates (R36)."""
    for link in links:
        member = (
            view.xero_documents.get(link.xero_id)
            or view.xero_payments.get(link.xero_id)
            or view.credits.get(link.xero_id)
        )
        if member is not None and not member.status.is_dead:
            if isinstance(member, Document) and member.status.is_draft:
                return "is a draft in Xero, which counts 0"
            if member.date != billed:
                return f"is dated {member.date.isoformat()} in Xero and {billed.isoformat()} in Splynx"
    return ""
