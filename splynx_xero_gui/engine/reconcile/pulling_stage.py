"""What taking over from Xero reads: where receipts arrive, what they pay, whose they are (R6, R22, R24)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from splynx_xero_gui.domain.accounting import AccountingStatus, Credit, Payment, PaymentTarget
from splynx_xero_gui.domain.billing import BilledDocument, BilledPayment, DocumentStatus
from splynx_xero_gui.domain.kinds import Flow, ObjectKind
from splynx_xero_gui.domain.money import cents
from splynx_xero_gui.domain.policy import Policy
from splynx_xero_gui.domain.records import LinkState, Role
from splynx_xero_gui.domain.reference import AccountingReference
from splynx_xero_gui.engine.reconcile.already_there import Receipt
from splynx_xero_gui.engine.reconcile.draft import Draft, Placed, Subject
from splynx_xero_gui.engine.reconcile.stage import MoneyStage
from splynx_xero_gui.engine.reconcile.standing import COUNTING
from splynx_xero_gui.engine.reconcile.view import numeric

_LIVING = (AccountingStatus.AUTHORISED, AccountingStatus.PAID)


@dataclass(slots=True)
class PullStage:
    """One pass over the receipts of Xero.

    `invoice_of`: Xero invoice id → Splynx invoice; `customers_of`: contact → the customers linked to it; `linked`: Xero
    ids that links hold; `used`: Splynx payments that are a receipt's partner; `made`: Xero id → the action taking it
    over.
    """

    money: MoneyStage
    arrivals: Mapping[str, str]
    invoice_of: dict[str, str] = field(default_factory=dict)
    customers_of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    linked: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    made: dict[str, str] = field(default_factory=dict)

    @property
    def draft(self) -> Draft:
        """The plan being made."""
        return self.money.draft

    @classmethod
    def of(cls, draft: Draft) -> "PullStage":
        """Index the draft after everything that goes to Xero is planned."""
        stage = cls(MoneyStage.of(draft), arrivals_of(draft.inp.policy, draft.inp.accounting))
        links = [*draft.view.links, *draft.links]
        for link in links:
            if link.role is Role.ALLOCATION or not link.xero_id:
                continue
            stage.linked.add(link.xero_id)
            if link.kind is ObjectKind.INVOICE and link.xero_kind is ObjectKind.INVOICE:
                stage.invoice_of[link.xero_id] = link.splynx_id
            elif link.kind is ObjectKind.CUSTOMER and link.state is LinkState.ACTIVE:
                # A contact that was merged is where its money is now.
                now = draft.contacts.get(link.splynx_id)
                for contact in {link.xero_id, now.id if now else link.xero_id} - {""}:
                    if link.splynx_id not in stage.customers_of[contact]:
                        stage.customers_of[contact].append(link.splynx_id)
            elif link.kind is ObjectKind.PAYMENT and link.state in COUNTING:
                stage.used.add(link.splynx_id)
        for (kind, id), place in draft.places.items():
            if kind is ObjectKind.INVOICE and isinstance(place, Placed) and place.ref.id:
                stage.invoice_of[place.ref.id] = id
        for action in draft.actions:
            stage.used.update(link.splynx_id for link in action.links if link.kind is ObjectKind.PAYMENT)
        return stage

    def receipts(self) -> list[Receipt]:
        """Living receipts and refunds that nothing is linked to, not written from Splynx, not in question: money in
        first, by day.
        """
        view = self.draft.view
        every: Iterable[Receipt] = (*view.xero_payments.values(), *view.credits.values())
        chosen = [r for r in every if self.is_free(r)]
        return sorted(chosen, key=lambda r: (is_refund(r), r.date, r.id))

    def is_free(self, receipt: Receipt) -> bool:
        """Whether it may be taken over at all (P4)."""
        taken = receipt.id in self.linked or receipt.id in self.draft.claimed or receipt.id in self.draft.view.gone_xero
        return receipt.status in _LIVING and not taken and not self.money.there.is_marked(receipt)

    def method_of(self, receipt: Receipt) -> str | None:
        """The method under which receipts on its account arrive (R24); None where the account is not read."""
        return self.arrivals.get(receipt.account_id) or self.arrivals.get(receipt.account_code)

    def is_in_time(self, receipt: Receipt) -> bool:
        """From the first day on, and from the day on that its account is read (P4)."""
        return self.starts(receipt.date, self.draft.inp.policy.options.payments_from) and not self.is_before_turn(
            receipt
        )

    @staticmethod
    def starts(day: dt.date, since: dt.date | None) -> bool:
        """Whether it is not before the first day, if there is one."""
        return since is None or day >= since

    def is_before_turn(self, receipt: Receipt) -> bool:
        """Whether it is older than the day on which its account began to be read."""
        inp = self.draft.inp
        account = inp.accounting.account(receipt.account_code) or inp.accounting.account(receipt.account_id)
        return not self.starts(receipt.date, inp.pull_since.get(account.id if account else receipt.account_id))

    def invoice(self, invoice_id: str) -> BilledDocument | None:
        """The Splynx invoice where it can take money: alive and there."""
        document = self.draft.view.documents.get((ObjectKind.INVOICE, invoice_id))
        if document is None or document.status is DocumentStatus.DELETED:
            return None
        return None if (ObjectKind.INVOICE, invoice_id) in self.draft.view.gone else document

    def unlinked(self, customer_id: str, amount: Decimal) -> list[BilledPayment]:
        """Splynx payments of this customer and amount that have no partner and are not sent to Xero (R25)."""
        view, policy = self.draft.view, self.draft.inp.policy
        found = [
            p
            for p in view.payments.values()
            if p.customer_id == customer_id
            and cents(p.amount) == amount
            and p.id not in self.used
            and (ObjectKind.PAYMENT, p.id) not in view.gone
            and not policy.pushes(p.method_id)
        ]
        return sorted(found, key=lambda p: (p.date, numeric(p.id)))


def arrivals_of(policy: Policy, accounting: AccountingReference) -> dict[str, str]:
    """Account code and id → the method receipts on it arrive under: its only one, or the one marked `arrival` (R24)."""
    by_account: dict[str, list[str]] = defaultdict(list)
    for id in sorted(policy.methods, key=numeric):
        mapping = policy.methods[id]
        if mapping.flow is Flow.FROM_XERO and mapping.account:
            by_account[mapping.account].append(id)
    found: dict[str, str] = {}
    for account, ids in by_account.items():
        known = accounting.account(account)
        chosen = next((id for id in ids if policy.methods[id].arrival), ids[0])
        for word in {account, known.id, known.code} if known else {account}:
            if word:
                found[word] = chosen
    return found


def is_refund(receipt: Receipt) -> bool:
    """Money paid out again (R22)."""
    return isinstance(receipt, Payment) and receipt.target is not PaymentTarget.INVOICE


def amount_of(receipt: Receipt) -> Decimal:
    """What was received or paid out, positive."""
    return receipt.total if isinstance(receipt, Credit) else receipt.amount


def receipt_name(receipt: Receipt) -> str:
    """As a person says it: by its reference, else by its day."""
    word = "refund" if is_refund(receipt) else "receipt"
    return f"{word} {receipt.reference}" if receipt.reference else f"{word} of {receipt.date}"


def subject_of_receipt(receipt: Receipt, customer_id: str) -> Subject:
    """A receipt of Xero as subject of questions and actions."""
    return Subject(
        ObjectKind.PAYMENT,
        receipt_name(receipt),
        None,
        customer_id,
        amount_of(receipt),
        xero_id=receipt.id,
        date=receipt.date,
    )
