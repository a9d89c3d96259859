"""What Xero already holds that no link holds: ours by token, or perhaps entered by hand (R2, R4, R20)."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from splynx_xero_gui.domain.accounting import Credit, Payment, PaymentTarget
from splynx_xero_gui.domain.billing import BilledPayment
from splynx_xero_gui.domain.keys import PaymentKey, carries_any_mark, find_payment_key
from splynx_xero_gui.domain.kinds import Flow, ObjectKind
from splynx_xero_gui.engine.reconcile.draft import Draft

NEAR = dt.timedelta(days=5)
_ADDON_MARK = re.compile(r"Splynx payment id #(\d+)(?!\d)", re.IGNORECASE)
_TOKEN_KINDS = (ObjectKind.PAYMENT, ObjectKind.OVERPAYMENT, ObjectKind.PREPAYMENT)

Receipt = Payment | Credit


@dataclass(frozen=True, slots=True)
class Marked:
    """A living Xero receipt that carries our token."""

    key: PaymentKey
    receipt: Receipt


@dataclass(slots=True)
class AlreadyThere:
    """Living receipts of Xero that nothing is linked to. Each is used once, by `Draft.claimed`.

    `used_parts` are the part numbers that tokens in Xero use up, dead ones too, so that none is given out twice.
    """

    draft: Draft
    marked: dict[str, list[Marked]] = field(default_factory=lambda: defaultdict(list))
    by_amount: dict[Decimal, list[Receipt]] = field(default_factory=lambda: defaultdict(list))
    used_parts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _pulled_accounts: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Index what is alive and not linked."""
        self._pulled_accounts = self._accounts_read_from_xero()
        for receipt in self._receipts():
            key = find_payment_key(receipt.reference, self.draft.inp.policy.tag)
            if key is not None:
                self.used_parts[key.payment_id] = max(self.used_parts[key.payment_id], key.part)
            if receipt.status.is_dead or self._is_linked(receipt.id):
                continue
            if key is not None:
                self.marked[key.payment_id].append(Marked(key, receipt))
            elif not carries_any_mark(receipt.reference):
                self.by_amount[_amount(receipt)].append(receipt)
        for found in self.marked.values():
            found.sort(key=lambda m: (m.key.part, m.key.generation, m.receipt.id))

    def _receipts(self) -> Iterable[Receipt]:
        view = self.draft.view
        seen: dict[str, Receipt] = {**view.xero_payments, **view.credits}
        for (kind, _), observations in self.draft.inp.taken.items():
            if kind in _TOKEN_KINDS:
                for observation in observations:
                    if isinstance(observation.body, (Payment, Credit)):
                        seen.setdefault(observation.id, observation.body)
        return [receipt for id, receipt in sorted(seen.items()) if id not in view.gone_xero]

    def _is_linked(self, xero_id: str) -> bool:
        return xero_id in self.draft.view.link_by_xero

    def _accounts_read_from_xero(self) -> frozenset[str]:
        """Codes and ids of accounts whose receipts travel the other way (R24)."""
        accounting = self.draft.inp.accounting
        words: set[str] = set()
        for mapping in self.draft.inp.policy.methods.values():
            if mapping.flow is Flow.FROM_XERO and mapping.account:
                account = accounting.account(mapping.account)
                words |= {account.code, account.id} if account else {mapping.account}
        return frozenset(words - {""})

    def with_token(self, payment_id: str) -> list[Marked]:
        """Receipts that carry a token of this payment and are not taken yet, by part."""
        return [m for m in self.marked.get(payment_id, ()) if m.receipt.id not in self.draft.claimed]

    def is_marked(self, receipt: Receipt) -> bool:
        """Whether it was written from Splynx: by this product for any Splynx system, or by the official add-on (R2)."""
        return carries_any_mark(receipt.reference) or bool(_ADDON_MARK.search(receipt.reference))

    def alike(
        self,
        payment: BilledPayment,
        amount: Decimal,
        *,
        invoice: str = "",
        targets: Sequence[PaymentTarget] = (PaymentTarget.INVOICE,),
        credits: bool = True,
    ) -> list[Receipt]:
        """Receipts of the customer over this amount that may be this payment, best first (R20).

        On the same invoice (Xero id) any day counts, else five days. What the official add-on marked for this
        payment counts on any day, what it marked for another one never does.
        """
        found = []
        for receipt in self.by_amount.get(amount, ()):
            if receipt.id in self.draft.claimed or not self.belongs_to(payment.customer_id, receipt):
                continue
            if isinstance(receipt, Credit):
                if not credits:
                    continue
            elif receipt.target not in targets:
                continue
            marks = _ADDON_MARK.findall(receipt.reference)
            if marks and payment.id not in marks:
                continue
            same_invoice = bool(invoice) and isinstance(receipt, Payment) and receipt.target_id == invoice
            days = abs(receipt.date - payment.date)
            near = days <= NEAR and not self._is_pulled(receipt)
            if marks or same_invoice or near:
                found.append((not marks, not same_invoice, days, receipt.id, receipt))
        return [entry[-1] for entry in sorted(found, key=lambda entry: entry[:-1])]

    def _is_pulled(self, receipt: Receipt) -> bool:
        return bool({receipt.account_id, receipt.account_code} & self._pulled_accounts)

    def belongs_to(self, customer_id: str, receipt: Receipt) -> bool:
        """Whether the receipt is on this customer's contact."""
        contact = self.draft.contacts.get(customer_id)
        if contact is None or not contact.id:
            return False
        if receipt.contact_id or isinstance(receipt, Credit):
            return self.draft.contact_now(receipt.contact_id) == contact.id
        target = self.draft.view.xero_documents.get(receipt.target_id) or self.draft.view.credits.get(receipt.target_id)
        return target is not None and self.draft.contact_now(target.contact_id) == contact.id


def _amount(receipt: Receipt) -> Decimal:
    return receipt.total if isinstance(receipt, Credit) else receipt.amount
