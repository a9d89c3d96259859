"""Who pays which invoice with how much, as Splynx says it (R16, R17)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from splynx_xero_gui.domain.billing import BilledDocument, BilledPayment, PayerKind, Relation
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.money import ZERO, cents, total
from splynx_xero_gui.engine.reconcile.view import View, numeric

Payer = tuple[ObjectKind, str]


@dataclass(frozen=True, slots=True)
class Share:
    """What one invoice takes of one payer. `order` is that of its first relation."""

    invoice_id: str
    amount: Decimal
    order: tuple[int, str]


@dataclass(frozen=True, slots=True)
class Shares:
    """The parts of a payer and the rest that pays no invoice.

    `exact` False: the parts do not add up with what Splynx calls unused, so that something was not read yet (R16).
    """

    parts: tuple[Share, ...]
    unallocated: Decimal
    exact: bool = True

    def of(self, invoice_id: str) -> Decimal:
        """What this invoice takes."""
        return next((share.amount for share in self.parts if share.invoice_id == invoice_id), ZERO)


@dataclass(slots=True)
class Payers:
    """Relations by who really pays: transactions are followed to their payment or credit note (R16).

    `gone` are relations that Splynx took off again; `taken_off` is their money. A payer that had any is never looked
    at without relations: the invoice it names may be one that it no longer pays.
    """

    view: View
    gone: Iterable[Relation] = ()
    taken_off: dict[Payer, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    relations: dict[Payer, list[Relation]] = field(default_factory=lambda: defaultdict(list))
    refunded: dict[Payer, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    invoices_paid_by: dict[str, list[BilledDocument]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Index relations, refunds, and invoices that name their payment."""
        payment_of = {p.transaction_id: p.id for p in self.view.payments.values() if p.transaction_id}
        for relation in sorted(self.view.relations, key=lambda r: numeric(r.id)):
            payer = self._payer(relation, payment_of)
            if payer is not None and (payer not in self.view.gone):
                self.relations[payer].append(relation)
        for relation in self.gone:
            payer = self._payer(relation, payment_of)
            if payer is not None:
                self.taken_off[payer] += relation.amount
        for payment in self.view.payments.values():
            if payment.amount < 0 and (ObjectKind.PAYMENT, payment.id) not in self.view.gone:
                if payment.credit_note_id:
                    self.refunded[ObjectKind.CREDIT_NOTE, payment.credit_note_id] -= cents(payment.amount)
                elif payment.refund_payment_id:
                    self.refunded[ObjectKind.PAYMENT, payment.refund_payment_id] -= cents(payment.amount)
        for document in self.view.documents.values():
            if document.kind is ObjectKind.INVOICE and document.payment_id:
                self.invoices_paid_by[document.payment_id].append(document)

    def _payer(self, relation: Relation, payment_of: Mapping[str, str]) -> Payer | None:
        if relation.payer is PayerKind.PAYMENT:
            return ObjectKind.PAYMENT, relation.payer_id
        if relation.payer is PayerKind.CREDIT_NOTE:
            return ObjectKind.CREDIT_NOTE, relation.payer_id
        transaction = self.view.transactions.get(relation.payer_id)
        payment_id = payment_of.get(relation.payer_id) or (transaction.payment_id if transaction else None)
        if payment_id:
            return ObjectKind.PAYMENT, payment_id
        if transaction is None:
            return None
        if transaction.credit_note_id:
            return ObjectKind.CREDIT_NOTE, transaction.credit_note_id
        return ObjectKind.TRANSACTION, transaction.id

    def of_payment(self, payment: BilledPayment) -> Shares:
        """Parts of a receipt. Relations decide; without any, the invoices that name the payment do (R16)."""
        payer = (ObjectKind.PAYMENT, payment.id)
        amount, unused = cents(payment.amount), cents(payment.unallocated)
        refunded = self.refunded.get(payer, ZERO)
        parts = _merged(self.relations.get(payer, ()))
        if not parts and payer not in self.taken_off and amount - unused - refunded > 0:
            return self._without_relations(payment, amount - unused - refunded)
        paid = total(share.amount for share in parts)
        raw = sum((relation.amount for relation in self.relations.get(payer, ())), ZERO)
        left = cents(payment.amount - raw)
        # What Splynx calls unused may be older than the relations: parts that are the whole payment need no more proof.
        # So may relations that ended: no stamp tells that the payment changed, so it is read again only later.
        came_off = unused < left <= unused + refunded + cents(self.taken_off.get(payer, ZERO))
        exact = left in (ZERO, unused, unused + refunded) or (payer in self.taken_off and came_off)
        return Shares(parts, amount - paid, exact and paid <= amount)

    def _without_relations(self, payment: BilledPayment, used: Decimal) -> Shares:
        named = {d.id: d for d in self.invoices_paid_by.get(payment.id, ())}
        first = payment.invoice_id
        if first and first not in named:
            found = self.view.documents.get((ObjectKind.INVOICE, first))
            if found is None:
                return Shares((Share(first, used, (0, "")),), cents(payment.amount) - used, not named)
            named[first] = found
        documents = sorted(named.values(), key=lambda d: (d.id != first, numeric(d.id)))
        if len(documents) == 1:
            paid = [used]
        else:
            paid = [cents(d.total) - cents(d.open) for d in documents]
        parts = tuple(
            Share(d.id, amount, (position, d.id))
            for position, (d, amount) in enumerate(zip(documents, paid, strict=True))
            if amount > 0
        )
        fits = all(part.amount <= cents(named[part.invoice_id].total) for part in parts)
        return Shares(parts, cents(payment.amount) - used, fits and total(paid) == used)

    def of_credit_note(self, note: BilledDocument) -> Shares:
        """What invoices take of a credit note; without relations, what is used of it goes to its linked invoice."""
        payer = (ObjectKind.CREDIT_NOTE, note.id)
        amount = cents(note.total)
        parts = _merged(self.relations.get(payer, ()))
        used = amount - cents(note.open) - self.refunded.get(payer, ZERO)
        if not parts and payer not in self.taken_off and note.invoice_id and used > 0:
            parts = (Share(note.invoice_id, used, (0, "")),)
        paid = total(share.amount for share in parts)
        return Shares(parts, amount - paid, paid <= amount)

    def undocumented(self) -> Iterable[tuple[str, tuple[Share, ...]]]:
        """Transactions without payment or credit note that pay invoices (R16), by id."""
        ids = sorted((id for kind, id in self.relations if kind is ObjectKind.TRANSACTION), key=numeric)
        return [(id, _merged(self.relations[ObjectKind.TRANSACTION, id])) for id in ids]


def _merged(relations: Iterable[Relation]) -> tuple[Share, ...]:
    """One share per invoice, in the order of their first relations.

    Splynx may split below a cent; running sums are rounded, so that the shares add up to what the payer gives.
    """
    amounts: dict[str, Decimal] = {}
    order: dict[str, tuple[int, str]] = {}
    for relation in relations:
        amounts[relation.invoice_id] = amounts.get(relation.invoice_id, ZERO) + relation.amount
        order.setdefault(relation.invoice_id, numeric(relation.id))
    shares, before = [], ZERO
    for id, amount in amounts.items():
        part = cents(before + amount) - cents(before)
        before += amount
        if part > 0:
            shares.append(Share(id, part, order[id]))
    return tuple(shares)
