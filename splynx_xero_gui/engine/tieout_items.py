"""What each object amounts to on both sides, and what an unequal day, account or draft explains (R36–R38)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from splynx_xero_gui.domain.accounting import Credit, Document, Payment, PaymentTarget
from splynx_xero_gui.domain.billing import BilledDocument, BilledPayment, DocumentStatus
from splynx_xero_gui.domain.keys import carries_any_mark
from splynx_xero_gui.domain.kinds import Birthplace, Flow, ObjectKind
from splynx_xero_gui.domain.money import ZERO, cents, money_text, total
from splynx_xero_gui.domain.policy import Policy, TaxKey
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.engine.reconcile.agreement import agreement_of
from splynx_xero_gui.engine.reconcile.document_terms import splynx_hash, terms_of_link
from splynx_xero_gui.engine.reconcile.view import View
from splynx_xero_gui.engine.tieout_reasons import Reasons

_LEFT = "is left as it is, by a decision"
_WITHOUT = "is credit given in Splynx without a document, made a credit note in Xero by a decision"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one object adds on its day: to receivables, to tax per rate, to a bank account (its id). A draft adds
    nothing yet (R13).
    """

    date: dt.date
    receivable: Decimal
    tax: Mapping[str, Decimal] = field(default_factory=dict)
    account: str | None = None
    moved: Decimal = ZERO
    draft: bool = False


Sums = dict[tuple[str, dt.date], Decimal]


@dataclass(slots=True)
class Item:
    """One Splynx object and its members in Xero, or one object that is in Xero only. `reason` names any difference."""

    kind: ObjectKind
    id: str
    name: str
    customer_id: str
    method_id: str = ""
    reason: str = ""
    splynx: list[Entry] = field(default_factory=list)
    xero: list[Entry] = field(default_factory=list)

    def receivable(self, day: dt.date) -> tuple[Decimal, Decimal]:
        """Share of receivables on the day, Splynx and Xero."""
        return total(e.receivable for e in _on(self.splynx, day)), total(e.receivable for e in _on(self.xero, day))

    def tax(self, day: dt.date, since: dt.date | None = None) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
        """Tax per Xero TaxType, Splynx and Xero."""
        return _tax(_on(self.splynx, day, since)), _tax(_on(self.xero, day, since))

    def bank(self, day: dt.date, since: dt.date | None = None) -> tuple[Sums, Sums]:
        """Money moved per account id and day, Splynx and Xero."""
        return _bank(_on(self.splynx, day, since)), _bank(_on(self.xero, day, since))

    @property
    def why(self) -> str:
        """What names a difference of money: the reason; else, where the sums are equal, another day or account."""
        equal = total(e.receivable for e in self.splynx) == total(e.receivable for e in self.xero)
        return self.reason or (self._elsewhere() if equal else "")

    @property
    def why_tax(self) -> str:
        """What names a difference of tax: the reason; else, where the tax in all is equal, another day or rate."""
        here, there = _tax(self.splynx), _tax(self.xero)
        if self.reason or total(here.values()) != total(there.values()):
            return self.reason
        rates = {rate for rate in {*here, *there} if here.get(rate, ZERO) != there.get(rate, ZERO)}
        return "is taxed at another rate in Xero than the one mapped now" if rates else self._elsewhere()

    def _elsewhere(self) -> str:
        """How equal sums stand differently (R36: a re-dated document is a timing difference between its dates)."""
        if any(entry.draft for entry in self.xero):
            return "is a draft in Xero, which counts 0"
        here, there = {e.date for e in self.splynx}, {e.date for e in self.xero}
        if here != there and here and there:
            return f"is dated {_days(there)} in Xero and {_days(here)} in Splynx"
        if {e.account for e in self.splynx} != {e.account for e in self.xero}:
            return "is booked on another account in Xero than the one mapped now"
        return ""


def _on(entries: Iterable[Entry], day: dt.date, since: dt.date | None = None) -> Iterator[Entry]:
    first = since or dt.date.min
    return (entry for entry in entries if not entry.draft and first <= entry.date <= day)


def _tax(entries: Iterable[Entry]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for entry in entries:
        for rate, amount in entry.tax.items():
            sums[rate] += amount
    return dict(sums)


def _bank(entries: Iterable[Entry]) -> Sums:
    sums: Sums = defaultdict(lambda: ZERO)
    for entry in entries:
        if entry.account is not None:
            sums[entry.account, entry.date] += entry.moved
    return dict(sums)


def _days(days: Iterable[dt.date]) -> str:
    return ", ".join(day.isoformat() for day in sorted(days))


class Items:
    """Collects the items. Each Xero object counts once, with the first Splynx object that is linked to it: `counted`
    grows by those.
    """

    def __init__(
        self, view: View, policy: Policy, reasons: Reasons, accounts: Mapping[str, str], counted: set[str]
    ) -> None:
        self._view = view
        self._policy = policy
        self._reasons = reasons
        read = {m.account for m in policy.methods.values() if m.flow is Flow.FROM_XERO and m.account}
        ids = {accounts.get(account, account) for account in read}
        self._read = read | ids | {code for code, id in accounts.items() if id in ids}
        self._accounts = accounts
        self._counted = counted

    def documents(self) -> Iterator[Item]:
        """Invoices and credit notes in scope: owned by the profile, from documents_from on or linked."""
        view, since = self._view, self._policy.options.documents_from
        for (kind, id), document in view.documents.items():
            links = self._members(kind, id)
            in_range = since is None or document.date >= since
            if not links and not (in_range and self._policy.owns(view.partner_of.get((kind, id)))):
                continue
            item = Item(kind, id, document_name(document), document.customer_id)
            if document.status is not DocumentStatus.DELETED and (kind, id) not in view.gone:
                item.splynx.append(_billed_document(document, self._policy))
            for link in links:
                member = view.xero_documents.get(link.xero_id)
                if member is not None and self._take(member.id):
                    item.xero += _document(member)
            reason = self._reasons.of(kind, id) or _left(links) or _accepted(links, document)
            item.reason = reason or _taxed_otherwise(links, document, self._policy)
            yield item

    def payments(self) -> Iterator[Item]:
        """Receipts and refunds in scope."""
        view, since = self._view, self._policy.options.payments_from
        for payment in view.payments.values():
            links = self._members(ObjectKind.PAYMENT, payment.id)
            customer = view.customers.get(payment.customer_id)
            owned = self._policy.owns(customer.partner_id if customer else None)
            if not links and not (owned and (since is None or payment.date >= since)):
                continue
            item = Item(
                ObjectKind.PAYMENT, payment.id, payment_name(payment), payment.customer_id, method_id=payment.method_id
            )
            mapping = self._policy.method(payment.method_id)
            account = self._accounts.get(mapping.account, mapping.account) if mapping else ""
            if (ObjectKind.PAYMENT, payment.id) not in view.gone:
                item.splynx.append(Entry(payment.date, -payment.amount, account=account, moved=payment.amount))
            for link in links:
                member = view.xero_payments.get(link.xero_id) or view.credits.get(link.xero_id)
                if member is not None and self._take(member.id):
                    item.xero += _receipt(member, account)
            left_alone = "this payment method is left alone" if mapping and mapping.flow is Flow.IGNORE else ""
            reason = self._reasons.of(ObjectKind.PAYMENT, payment.id) or left_alone or _left(links)
            item.reason = reason or _said_to_be(links, payment, item.xero)
            yield item

    def without_document(self) -> Iterator[Item]:
        """Credit notes made in Xero, by a decision, for credit that Splynx gave without a document (R16).

        Splynx has no document of it, so nothing counts there (R10).
        """
        for link in self._view.links:
            member = self._view.xero_documents.get(link.xero_id)
            if link.kind is not ObjectKind.TRANSACTION or link.role is Role.ALLOCATION or member is None:
                continue
            if self._take(member.id):
                item = Item(link.kind, link.splynx_id, document_name(member), link.customer_id, reason=_WITHOUT)
                item.xero += _document(member)
                yield item

    def in_xero_only(self) -> Iterator[Item]:
        """Documents and receipts in Xero on linked contacts that no Splynx object is linked to (R28, R37)."""
        view = self._view
        customer_of = {link.xero_id: link.splynx_id for link in view.links if link.kind is ObjectKind.CUSTOMER}
        carried = (link for link in view.links if link.role is not Role.ALLOCATION)
        linked = {link.xero_id for link in carried if link.kind is not ObjectKind.CUSTOMER}
        for document in view.xero_documents.values():
            customer = customer_of.get(document.contact_id)
            if customer is None or document.id in linked or document.status.is_draft:
                continue
            if self._take(document.id):
                item = Item(document.kind, document.id, document_name(document), customer, reason="is in Xero only")
                item.xero += _document(document)
                yield item
        receipts: list[Payment | Credit] = [*view.xero_payments.values(), *view.credits.values()]
        for receipt in receipts:
            customer = customer_of.get(receipt.contact_id)
            if customer is None or receipt.id in linked or not self._take(receipt.id):
                continue
            name = name_in_xero(receipt)
            reason = self._reasons.of(ObjectKind.PAYMENT, receipt.id) or self._only_there(receipt)
            item = Item(ObjectKind.PAYMENT, receipt.id, name, customer, reason=reason)
            item.xero += entries_in_xero(receipt)
            yield item

    def _only_there(self, receipt: Payment | Credit) -> str:
        """Why a receipt is in Xero only. One that should have been taken over has no reason: it must show."""
        since = self._policy.options.payments_from
        awaited = {receipt.account_id, receipt.account_code} & self._read and not carries_any_mark(receipt.reference)
        in_time = since is None or receipt.date >= since
        return "" if awaited and in_time else "was recorded in Xero only"

    def _members(self, kind: ObjectKind, id: str) -> list[Link]:
        """Links to objects of Xero that carry money of their own; an allocation only moves it (R36)."""
        own = [link for link in self._view.links_of.get((kind, id), ()) if link.role is not Role.ALLOCATION]
        return [link for link in own if not self._is_anothers_now(link)]

    def _is_anothers_now(self, link: Link) -> bool:
        """Whether its object stands for another Splynx object since: made again there, or pointed to by a person."""
        holder = self._view.link_by_xero.get(link.xero_id)
        return (
            link.state is LinkState.RETIRED
            and holder is not None
            and holder.state in (LinkState.ACTIVE, LinkState.LEFT)
            and (holder.kind, holder.splynx_id) != (link.kind, link.splynx_id)
        )

    def _take(self, xero_id: str) -> bool:
        """Whether it was not counted yet."""
        if xero_id in self._counted:
            return False
        self._counted.add(xero_id)
        return True


def _left(links: Iterable[Link]) -> str:
    return _LEFT if any(link.state is LinkState.LEFT for link in links) else ""


def _accepted(links: Iterable[Link], document: BilledDocument) -> str:
    """A person let Xero keep another total, and Splynx did not change since (R11, R28)."""
    for link in links:
        terms = terms_of_link(link.agreed) if link.state is LinkState.ACTIVE else None
        if terms is not None and terms.total != terms.splynx and abs(terms.splynx) == abs(cents(document.total)):
            return f"is {money_text(terms.total)} in Xero, by a decision"
    return ""


def _taxed_otherwise(links: Iterable[Link], document: BilledDocument, policy: Policy) -> str:
    """A person linked it to a document of equal total and other tax (`in-sync`), and Splynx did not change since."""
    active = [link for link in links if link.state is LinkState.ACTIVE]
    terms = terms_of_link(active[0].agreed) if len(active) == 1 else None
    if terms is None or active[0].agreed_splynx != splynx_hash(document):
        return ""
    same = abs(terms.tax) == abs(total(billed_tax(document, policy).values()))
    return "" if same else f"is taxed {money_text(terms.tax)} in Xero, by a decision"


def _said_to_be(links: Iterable[Link], payment: BilledPayment, there: Iterable[Entry]) -> str:
    """A person linked it to money over another amount (`in-sync`), and Splynx did not change since (R7)."""
    moved = total(entry.moved for entry in there)
    pairs = [k for k in links if k.birthplace is Birthplace.BOTH and k.state is LinkState.ACTIVE]
    agreed = [agreement_of(link) for link in pairs]
    if moved != payment.amount and any(one is not None and one.amount == cents(payment.amount) for one in agreed):
        return f"is {money_text(abs(moved))} in Xero, linked by a decision"
    return ""


def _billed_document(document: BilledDocument, policy: Policy) -> Entry:
    sign = _sign(document.kind)
    tax = {rate: sign * amount for rate, amount in billed_tax(document, policy).items()}
    return Entry(document.date, sign * document.total, tax)


def _document(document: Document) -> list[Entry]:
    if document.status.is_dead:
        return []
    sign = _sign(document.kind)
    tax: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for line in document.lines:
        tax[line.tax_type] += sign * line.tax_amount
    return [Entry(document.date, sign * document.total, tax, draft=document.status.is_draft)]


def _receipt(member: Payment | Credit, account: str) -> list[Entry]:
    """A receipt or refund; where Xero does not tell the account (credits read from lists), it is the mapped one."""
    if member.status.is_dead:
        return []
    amount = -effect_on_receivables(member)
    return [Entry(member.date, -amount, account=member.account_id or account, moved=amount)]


def entries_in_xero(body: Document | Payment | Credit) -> list[Entry]:
    """What one object of Xero adds, by itself."""
    return _document(body) if isinstance(body, Document) else _receipt(body, "")


def name_in_xero(body: Document | Payment | Credit) -> str:
    """As a person finds it in Xero."""
    return document_name(body) if isinstance(body, Document) else f"receipt {body.reference or body.date}"


def effect_on_receivables(receipt: Credit | Payment) -> Decimal:
    """A receipt lowers what customers owe; a refund raises it."""
    if isinstance(receipt, Credit):
        return -receipt.total
    return -receipt.amount if receipt.target is PaymentTarget.INVOICE else receipt.amount


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


def document_name(document: BilledDocument | Document) -> str:
    """As a person says it."""
    return f"{'credit note' if document.kind is ObjectKind.CREDIT_NOTE else 'invoice'} {document.number}"


def payment_name(payment: BilledPayment) -> str:
    """As a person says it: by receipt number, else by id."""
    return f"payment {payment.receipt_number or payment.id}"


def _sign(kind: ObjectKind) -> int:
    return -1 if kind is ObjectKind.CREDIT_NOTE else 1
