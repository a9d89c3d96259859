"""Payments of one customer and its contact, part by part: by id or reference, by their invoice; else likely (R7).

Equal amounts on equal days are separate payments (R29): what tells them apart is an id or a reference, never order.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from splynx_xero_gui.domain.accounting import Credit, Payment, PaymentTarget
from splynx_xero_gui.domain.billing import BilledPayment
from splynx_xero_gui.domain.keys import find_payment_key
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.matching import HowSure, Match, Reason
from splynx_xero_gui.domain.money import cents
from splynx_xero_gui.engine.match.assigning import assign
from splynx_xero_gui.engine.match.documents import Sides
from splynx_xero_gui.engine.match.words import has_word
from splynx_xero_gui.engine.reconcile.already_there import NEAR
from splynx_xero_gui.engine.reconcile.payers import Shares

_ADDON_MARK = re.compile(r"Splynx payment id #(\d+)(?!\d)", re.IGNORECASE)
_SHORTEST_WORD = 5

Receipt = Payment | Credit


@dataclass(frozen=True, slots=True)
class Part:
    """What of a Splynx payment pays one invoice (`invoice_id`), or none (None). `number` from 1, `of` that many."""

    payment: BilledPayment
    number: int
    of: int
    amount: Decimal
    invoice_id: str | None = None
    account: str = ""

    @property
    def id(self) -> str:
        """`812`, or `812.2` where the payment has several parts."""
        return self.payment.id if self.of == 1 else f"{self.payment.id}.{self.number}"


def parts_of(payment: BilledPayment, shares: Shares, account: str = "") -> list[Part]:
    """A payment by the invoices it pays, and the rest. A refund is one part."""
    if payment.amount < 0:
        return [Part(payment, 1, 1, -cents(payment.amount), None, account)]
    amounts: list[tuple[str | None, Decimal]] = [(share.invoice_id, share.amount) for share in shares.parts]
    if shares.unallocated > 0:
        amounts.append((None, shares.unallocated))
    return [
        Part(payment, number, len(amounts), amount, invoice, account)
        for number, (invoice, amount) in enumerate(amounts, start=1)
    ]


def split_id(id: str) -> tuple[str, int]:
    """Payment id and part number of a row's `splynx_id`."""
    payment, _, part = id.partition(".")
    return payment, int(part) if part.isdigit() else 1


@dataclass(frozen=True, slots=True)
class Context:
    """What else is known: Splynx invoice → its Xero document, those of them that are sure, the profile's tag."""

    invoices: Mapping[str, str]
    sure_invoices: frozenset[str]
    tag: str = ""


def match_payments(sides: Sides, parts: Sequence[Part], receipts: Sequence[Receipt], context: Context) -> list[Match]:
    """A row for each part, then one for each receipt that nothing fits. Dead and linked ones must not be among them."""
    found = _Receipts(parts, receipts, context)
    chosen = assign({pair: weight for pair, (weight, _) in found.pairs.items()})
    rows = [_row(sides, part, found, chosen.get(part.id)) for part in parts]
    taken = set(chosen.values())
    return rows + [_only_in_xero(sides, receipt) for receipt in receipts if receipt.id not in taken]


class _Receipts:
    """What speaks for each pair of equal amounts."""

    def __init__(self, parts: Sequence[Part], receipts: Sequence[Receipt], context: Context) -> None:
        self.receipts = {receipt.id: receipt for receipt in receipts}
        self.pairs: dict[tuple[str, str], tuple[float, Reason]] = {}
        self._context = context
        of_amount: dict[Decimal, list[Receipt]] = {}
        for receipt in receipts:
            of_amount.setdefault(amount_of(receipt), []).append(receipt)
        self._words = Counter(word for part in parts for word in _telling_words(part))
        for part in parts:
            for receipt in of_amount.get(part.amount, ()):
                if is_refund(receipt) == (part.payment.amount < 0):
                    self._compare(part, receipt)

    def _compare(self, part: Part, receipt: Receipt) -> None:
        on_its_invoice = isinstance(receipt, Payment) and receipt.target_id == self._context.invoices.get(
            part.invoice_id or ""
        )
        if isinstance(receipt, Payment) and receipt.target is PaymentTarget.INVOICE and not on_its_invoice:
            # A receipt on another invoice pays that one: at most a person says that they are the same.
            if part.invoice_id is not None and part.invoice_id in self._context.invoices:
                return
        days = abs((receipt.date - part.payment.date).days)
        named = marked_payment(receipt.reference, self._context.tag)
        if named and part.payment.id not in named:
            return
        found = self._reason(part, receipt, bool(named), on_its_invoice, days)
        if found is not None:
            self.pairs[part.id, receipt.id] = found

    def _reason(
        self, part: Part, receipt: Receipt, marked: bool, on_its_invoice: bool, days: int
    ) -> tuple[float, Reason] | None:
        if marked:
            return 1000.0 - min(days, 300) + (300 if on_its_invoice else 0), Reason.MARK
        words = [word for word in _telling_words(part) if has_word(receipt.reference, word)]
        if any(self._words[word] == part.of for word in words):
            return 700.0 - min(days, 300) + (100 if on_its_invoice else 0), Reason.RECEIPT_IN_REFERENCE
        if on_its_invoice:
            return 350.0 - min(days, 300), Reason.INVOICE_AND_AMOUNT
        if days <= NEAR.days:
            return 40.0 - days, Reason.NEAR_DAY
        return None

    def others(self, part: str, chosen: str | None) -> tuple[str, ...]:
        """Further ones that fit, best first."""
        found = sorted((-weight, other) for (left, other), (weight, _) in self.pairs.items() if left == part)
        return tuple(other for _, other in found if other != chosen)[:5]

    def is_certain(self, part: Part, receipt: Receipt) -> bool:
        """By id or reference, no other pair of either having one; or the one payment of that amount on its invoice, on
        the same day and the mapped account.
        """
        _, reason = self.pairs[part.id, receipt.id]
        rivals = [r for (left, right), (_, r) in self.pairs.items() if (left == part.id) != (right == receipt.id)]
        if reason in (Reason.MARK, Reason.RECEIPT_IN_REFERENCE):
            return not any(rival in (Reason.MARK, Reason.RECEIPT_IN_REFERENCE) for rival in rivals)
        if reason is not Reason.INVOICE_AND_AMOUNT or part.invoice_id not in self._context.sure_invoices:
            return False
        accounts = {receipt.account_id, receipt.account_code} - {""}
        same_account = not part.account or not accounts or part.account in accounts
        return same_account and receipt.date == part.payment.date and not rivals


def _row(sides: Sides, part: Part, found: _Receipts, chosen: str | None) -> Match:
    payment = part.payment
    row = Match(
        ObjectKind.PAYMENT,
        splynx_id=part.id,
        splynx_name=payment.receipt_number or f"#{payment.id}",
        customer_id=sides.customer_id,
        contact_id=sides.contact_id,
        invoice_id=part.invoice_id,
        splynx_amount=part.amount if payment.amount >= 0 else -part.amount,
        splynx_date=payment.date,
        others=found.others(part.id, chosen),
    )
    if chosen is None:
        return row
    receipt, (_, reason) = found.receipts[chosen], found.pairs[part.id, chosen]
    reasons = [reason]
    certain = sides.sure and found.is_certain(part, receipt)
    if not certain and row.others:
        reasons.append(Reason.SEVERAL_FIT)
    if not sides.sure:
        reasons.append(Reason.CUSTOMER_NOT_LINKED)
    return replace(
        row,
        xero_id=receipt.id,
        xero_name=receipt_name(receipt),
        xero_kind=receipt.kind if isinstance(receipt, Credit) else ObjectKind.PAYMENT,
        xero_amount=-amount_of(receipt) if is_refund(receipt) else amount_of(receipt),
        xero_date=receipt.date,
        how_sure=HowSure.CERTAIN if certain else HowSure.LIKELY,
        reasons=tuple(reasons),
    )


def _only_in_xero(sides: Sides, receipt: Receipt) -> Match:
    return Match(
        ObjectKind.PAYMENT,
        xero_id=receipt.id,
        xero_name=receipt_name(receipt),
        reasons=(Reason.ONLY_IN_XERO,),
        customer_id=sides.customer_id,
        contact_id=sides.contact_id,
        xero_kind=receipt.kind if isinstance(receipt, Credit) else ObjectKind.PAYMENT,
        xero_amount=-amount_of(receipt) if is_refund(receipt) else amount_of(receipt),
        xero_date=receipt.date,
    )


def amount_of(receipt: Receipt) -> Decimal:
    """What was received or paid back."""
    return receipt.total if isinstance(receipt, Credit) else receipt.amount


def is_refund(receipt: Receipt) -> bool:
    """Money paid back: a payment of a credit (R22)."""
    return isinstance(receipt, Payment) and receipt.target is not PaymentTarget.INVOICE


def receipt_name(receipt: Receipt) -> str:
    """As a person finds it again."""
    return receipt.reference or _day(receipt.date)


def marked_payment(reference: str, tag: str) -> frozenset[str]:
    """Ids of the Splynx payments that a reference names: by our mark, or the official add-on's (R2)."""
    key = find_payment_key(reference, tag)
    return frozenset(({key.payment_id} if key else set()) | set(_ADDON_MARK.findall(reference)))


def _telling_words(part: Part) -> Iterable[str]:
    """Receipt number and what gateway or bank left on it, where it is long enough to be no coincidence."""
    words = (part.payment.receipt_number, *part.payment.fields)
    return {word.strip() for word in words if len(word.strip()) >= _SHORTEST_WORD and any(c.isdigit() for c in word)}


def _day(day: date) -> str:
    return day.isoformat()
