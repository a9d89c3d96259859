"""What a Splynx user does with money: receipts, allocations, refunds, payment from the balance, corrections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from .documents import CLOSED, DELETED, NOT_PAID, NOT_REFUNDED, PAID, REFUNDED, DocumentActions
from .money import ZERO, four
from .records import CreditNote, Invoice, Payment, Relation
from .store import CORRECTION, PAYMENT, REFUND, BooksError
from .transactions import CREDIT, DEBIT, ManualTransaction, PaymentTransaction

Share = int | tuple[int, Decimal]
"""An invoice to pay: as much of it as possible, or exactly an amount."""

BY_PAYMENT, BY_TRANSACTION, BY_CREDIT_NOTE = "payment", "transaction", "credit_note"


class PaymentActions(DocumentActions):
    """Receipts and what they pay. Always: Σ relations of a payer = its amount - its `remind_amount`."""

    # -- receipts -----------------------------------------------------------------------------------------------------

    def take_payment(
        self,
        customer_id: int,
        amount: Decimal | str | int,
        *,
        method: int = 1,
        invoices: Sequence[Share] = (),
        day: date | None = None,
        receipt_number: str | None = None,
        request_id: int | None = None,
        fields: Sequence[str] = (),
        comment: str = "",
        note: str = "",
        memo: str = "",
        added_by: str = "admin",
        when: datetime | None = None,
    ) -> Payment:
        """Money received. Pays `invoices` in the order given; what is left stays on the customer's account.

        With exactly one invoice it is named on the payment, with several only the relations tell.
        Raises BooksError for an amount of zero or less, or an invoice of another customer.
        """
        with self.lock:
            value = four(Decimal(amount))
            if value <= 0:
                raise BooksError("A payment's amount must be positive; use refund for money paid out.")
            stamp = when or self.now()
            proforma = self.proforma(request_id) if request_id else None
            self._check_shares(customer_id, value, invoices)
            payment = self._enter(
                customer_id, value, method, day or stamp.date(), receipt_number, fields, comment, added_by, stamp
            )
            payment.note, payment.memo, payment.request_id = note, memo, request_id
            for share in invoices:
                invoice_id, part = share if isinstance(share, tuple) else (share, None)
                invoice = self._living_invoice(invoice_id)
                wanted = min(payment.remind_amount, invoice.due) if part is None else part
                if wanted > 0:
                    self._allocate(BY_PAYMENT, payment, invoice, wanted, payment.date, stamp)
            if len(invoices) == 1:
                payment.invoice_id = invoices[0][0] if isinstance(invoices[0], tuple) else invoices[0]
            if proforma is not None:
                proforma.status, proforma.payment_id, proforma.date_payment = PAID, payment.id, payment.date
                self._stamp(self.proformas, proforma, stamp)
            return payment

    def _check_shares(self, customer_id: int, amount: Decimal, shares: Sequence[Share]) -> None:
        """Refuses before anything is written."""
        left = amount
        named = [share[0] if isinstance(share, tuple) else share for share in shares]
        if len(set(named)) < len(named):
            raise BooksError("An invoice is named twice.")
        for share in shares:
            invoice_id, part = share if isinstance(share, tuple) else (share, None)
            invoice = self._living_invoice(invoice_id)
            if invoice.customer_id != customer_id:
                raise BooksError("Payer and invoice belong to different customers.")
            if part is not None and not 0 < part <= min(invoice.due, left):
                raise BooksError(f"{part} cannot be allocated to invoice {invoice.number}.")
            left -= min(left, invoice.due) if part is None else part

    def allocate_payment(
        self,
        payment_id: int,
        invoice_id: int,
        amount: Decimal | str | None = None,
        *,
        as_transaction: bool = False,
        when: datetime | None = None,
    ) -> Relation:
        """Lets the open part of a payment pay an invoice; without `amount` as much as possible.

        `as_transaction`: the relation names the payment's transaction instead, as payment from the balance does.
        """
        with self.lock:
            payment, invoice = self.payment(payment_id), self._living_invoice(invoice_id)
            value = min(payment.remind_amount, invoice.due) if amount is None else four(Decimal(amount))
            stamp = when or self.now()
            kind = BY_TRANSACTION if as_transaction else BY_PAYMENT
            return self._allocate(kind, payment, invoice, value, stamp.date(), stamp)

    def allocate_credit_note(
        self,
        credit_note_id: int,
        invoice_id: int,
        amount: Decimal | str | None = None,
        *,
        when: datetime | None = None,
    ) -> Relation:
        """Lets a credit note pay an invoice; without `amount` as much as possible. Fully used it is closed."""
        with self.lock:
            credit_note, invoice = self._living_credit_note(credit_note_id), self._living_invoice(invoice_id)
            value = min(credit_note.remind_amount, invoice.due) if amount is None else four(Decimal(amount))
            stamp = when or self.now()
            return self._allocate(BY_CREDIT_NOTE, credit_note, invoice, value, stamp.date(), stamp)

    def unallocate(self, relation_id: int, *, when: datetime | None = None) -> None:
        """Takes an allocation back: the invoice is due again, the payer has open credit again."""
        with self.lock:
            self._release(self._found(self.relations, relation_id, "relation"), when or self.now())

    def pay_from_balance(
        self, invoice_id: int, *, as_transaction: bool = True, when: datetime | None = None
    ) -> list[Relation]:
        """Pays an invoice from the customer's open receipts, oldest first, without a new payment.

        Raises BooksError where the open receipts do not suffice.
        """
        with self.lock:
            invoice = self._living_invoice(invoice_id)
            open_payments = [p for p in self.payments.having("customer_id", invoice.customer_id) if p.remind_amount > 0]
            if sum((p.remind_amount for p in open_payments), ZERO) < invoice.due:
                raise BooksError(f"The balance does not suffice to pay invoice {invoice.number}.")
            relations = []
            for payment in open_payments:
                if invoice.due > 0:
                    relations.append(
                        self.allocate_payment(payment.id, invoice_id, as_transaction=as_transaction, when=when)
                    )
            invoice.payd_from_deposit = True
            return relations

    def pay_open_invoices(self, payment_id: int, *, when: datetime | None = None) -> list[Relation]:
        """Lets the open part of a payment pay the customer's open invoices, oldest first (Splynx 4 and later)."""
        with self.lock:
            payment = self.payment(payment_id)
            relations = []
            for invoice in self.invoices.having("customer_id", payment.customer_id):
                if invoice.status == NOT_PAID and payment.remind_amount > 0:
                    relations.append(self.allocate_payment(payment_id, invoice.id, when=when))
            return relations

    # -- refunds ------------------------------------------------------------------------------------------------------

    def refund(
        self,
        customer_id: int,
        amount: Decimal | str | int,
        *,
        method: int = 1,
        credit_note_id: int | None = None,
        payment_id: int | None = None,
        day: date | None = None,
        receipt_number: str | None = None,
        fields: Sequence[str] = (),
        comment: str = "",
        added_by: str = "admin",
        when: datetime | None = None,
    ) -> Payment:
        """Money paid out: a payment with a negative amount. `amount` is given positive.

        Named credit note or receipt: its open part falls by the amount (BooksError where it is less).
        """
        with self.lock:
            value = four(Decimal(amount))
            if value <= 0:
                raise BooksError("A refund's amount is given positive.")
            source = self._refund_source(customer_id, value, credit_note_id, payment_id)
            stamp = when or self.now()
            refund = self._enter(
                customer_id, -value, method, day or stamp.date(), receipt_number, fields, comment, added_by, stamp
            )
            refund.credit_note_id, refund.refund_payment_id = credit_note_id, payment_id
            if source is not None:
                source.remind_amount = self._pool.share(source.remind_amount - value)
            if isinstance(source, CreditNote):
                self._settle_credit_note(source, stamp, paid_out=refund)
            return refund

    def _refund_source(
        self, customer_id: int, value: Decimal, credit_note_id: int | None, payment_id: int | None
    ) -> CreditNote | Payment | None:
        source: CreditNote | Payment | None = None
        if credit_note_id:
            source = self._living_credit_note(credit_note_id)
        elif payment_id:
            source = self.payment(payment_id)
        if source is not None and source.customer_id != customer_id:
            raise BooksError("What is refunded belongs to another customer.")
        if source is not None and source.remind_amount < value:
            raise BooksError("The refund is more than what is open.")
        return source

    # -- later changes ------------------------------------------------------------------------------------------------

    def change_payment(
        self,
        payment_id: int,
        *,
        amount: Decimal | str | None = None,
        method: int | None = None,
        day: date | None = None,
        receipt_number: str | None = None,
        invoice_id: int | None = None,
        fields: dict[int, str] | None = None,
        comment: str | None = None,
        note: str | None = None,
        memo: str | None = None,
        when: datetime | None = None,
    ) -> Payment:
        """Changes what is given. A new amount or invoice allocates the payment anew. No stamp tells of it."""
        with self.lock:
            payment = self.payment(payment_id)
            stamp = when or self.now()
            if method is not None:
                payment.payment_type = self.method(method).id
            payment.date = day or payment.date
            payment.receipt_number = payment.receipt_number if receipt_number is None else receipt_number
            payment.comment = payment.comment if comment is None else comment
            payment.note = payment.note if note is None else note
            payment.memo = payment.memo if memo is None else memo
            for number, text in (fields or {}).items():
                setattr(payment, f"field_{number}", text)
            if amount is not None or invoice_id is not None:
                value = payment.amount if amount is None else four(Decimal(amount))
                self._allocate_anew(payment, value, invoice_id, stamp)
            return payment

    def _allocate_anew(self, payment: Payment, amount: Decimal, invoice_id: int | None, stamp: datetime) -> None:
        if payment.amount < 0 or amount <= 0:
            raise BooksError("A refund's amount cannot be changed; delete it and enter it again.")
        relations = self._relations_of(payment)
        targets = [invoice_id] if invoice_id is not None else [relation.invoice_id for relation in relations]
        refunded = payment.amount - payment.remind_amount - sum((r.amount for r in relations), ZERO)
        if amount < refunded:
            raise BooksError("The payment was refunded by more than its new amount.")
        self._check_shares(payment.customer_id, amount, targets)
        for relation in relations:
            self._release(relation, stamp)
        self._move_balance(self.customer(payment.customer_id), amount - payment.amount)
        payment.amount = self._pool.share(amount)
        payment.remind_amount = self._pool.share(amount - refunded)
        for target in targets:
            invoice = self._living_invoice(target)
            wanted = min(payment.remind_amount, invoice.due)
            if wanted > 0:
                self._allocate(BY_PAYMENT, payment, invoice, wanted, payment.date, stamp)
        if invoice_id is not None:
            payment.invoice_id = invoice_id

    def delete_payment(self, payment_id: int, *, when: datetime | None = None) -> None:
        """Removes a payment without a trace: its transaction and relations go, its invoices are due again."""
        with self.lock:
            payment = self.payment(payment_id)
            if self.payments.having("refund_payment_id", payment_id):
                raise BooksError(f"Payment {payment.receipt_number} was refunded and cannot be deleted.")
            stamp = when or self.now()
            for relation in self._relations_of(payment):
                self._release(relation, stamp)
            if payment.amount < 0:
                self._give_back(payment, stamp)
            self.transactions.remove(payment.transaction_id)
            self._move_balance(self.customer(payment.customer_id), -payment.amount)
            proforma = self.proformas.get(payment.request_id or 0)
            if proforma is not None and proforma.payment_id == payment_id:
                proforma.status, proforma.payment_id, proforma.date_payment = NOT_PAID, 0, None
                self._stamp(self.proformas, proforma, stamp)
            self.payments.remove(payment_id)

    def _give_back(self, refund: Payment, stamp: datetime) -> None:
        if refund.credit_note_id:
            credit_note = self.credit_note(refund.credit_note_id)
            credit_note.remind_amount = self._pool.share(credit_note.remind_amount - refund.amount)
            self._settle_credit_note(credit_note, stamp)
        elif refund.refund_payment_id:
            payment = self.payment(refund.refund_payment_id)
            payment.remind_amount = self._pool.share(payment.remind_amount - refund.amount)

    # -- corrections --------------------------------------------------------------------------------------------------

    def correct_balance(
        self,
        customer_id: int,
        amount: Decimal | str | int,
        *,
        category: int = CORRECTION,
        description: str = "Correction",
        day: date | None = None,
        when: datetime | None = None,
    ) -> ManualTransaction:
        """A credit (positive) or a charge (negative) on the account without any document."""
        with self.lock:
            value = four(Decimal(amount))
            customer = self.customer(customer_id)
            transaction = ManualTransaction(
                id=self.transactions.next_id,
                customer_id=customer_id,
                type=CREDIT if value > 0 else DEBIT,
                date=day or (when or self.now()).date(),
                category=self.category(category).id,
                description=description,
                total=abs(value),
                remind_amount=value if value > 0 else ZERO,
                price=abs(value),
            )
            self.transactions.add(transaction)
            self._move_balance(customer, value)
            return transaction

    def allocate_correction(
        self, transaction_id: int, invoice_id: int, amount: Decimal | str | None = None, *, when: datetime | None = None
    ) -> Relation:
        """Lets a credit without a document pay an invoice."""
        with self.lock:
            transaction = self.transactions.get(transaction_id)
            if not isinstance(transaction, ManualTransaction) or transaction.type != CREDIT:
                raise BooksError(f"Transaction {transaction_id} is not an open credit.")
            invoice = self._living_invoice(invoice_id)
            value = min(transaction.remind_amount, invoice.due) if amount is None else four(Decimal(amount))
            stamp = when or self.now()
            return self._allocate(BY_TRANSACTION, transaction, invoice, value, stamp.date(), stamp)

    # -- the parts ----------------------------------------------------------------------------------------------------

    def _enter(
        self,
        customer_id: int,
        amount: Decimal,
        method: int,
        day: date,
        receipt_number: str | None,
        fields: Sequence[str],
        comment: str,
        added_by: str,
        stamp: datetime,
    ) -> Payment:
        """The payment with its transaction; the balance moves, nothing is allocated."""
        customer = self.customer(customer_id)
        number = self._number("receipt", customer.partner_id, day) if receipt_number is None else receipt_number
        value = self._pool.share(amount)
        payment = Payment(
            id=self.payments.next_id,
            customer_id=customer_id,
            payment_type=self.method(method).id,
            receipt_number=number,
            date=day,
            amount=value,
            remind_amount=value if value > 0 else ZERO,
            real_create_datetime=stamp,
            transaction_id=self.transactions.next_id,
            comment=comment,
            added_by=added_by,
        )
        for position, text in enumerate(fields, start=1):
            setattr(payment, f"field_{position}", text)
        self.payments.add(payment)
        category, text = (PAYMENT, "Payment") if value > 0 else (REFUND, "Refund")
        self.transactions.add(PaymentTransaction(payment.transaction_id, payment, category, text))
        self._move_balance(customer, value)
        return payment

    def _allocate(
        self,
        kind: str,
        payer: Payment | CreditNote | ManualTransaction,
        invoice: Invoice,
        amount: Decimal,
        day: date,
        stamp: datetime,
    ) -> Relation:
        if payer.customer_id != invoice.customer_id:
            raise BooksError("Payer and invoice belong to different customers.")
        if amount <= 0 or amount > invoice.due or amount > payer.remind_amount:
            raise BooksError(f"{amount} cannot be allocated: {payer.remind_amount} is open, {invoice.due} is due.")
        transaction_id = payer.items[0].transaction_id if isinstance(payer, CreditNote) else _transaction_of(payer)
        value = self._pool.share(amount)
        relation = Relation(
            id=self.relations.next_id,
            customer_id=invoice.customer_id,
            payer_id=transaction_id if kind == BY_TRANSACTION else payer.id,
            type=kind,
            invoice_id=invoice.id,
            transaction_id=transaction_id,
            amount=value,
        )
        self.relations.add(relation)
        payer.remind_amount = self._pool.share(payer.remind_amount - value)
        invoice.due = self._pool.share(invoice.due - value)
        self._settle(invoice, day, payer.id if isinstance(payer, Payment) else 0)
        self._stamp(self.invoices, invoice, stamp)
        if isinstance(payer, CreditNote):
            self._settle_credit_note(payer, stamp)
        return relation

    def _release(self, relation: Relation, stamp: datetime, amount: Decimal | None = None) -> None:
        value = relation.amount if amount is None else amount
        invoice = self.invoice(relation.invoice_id)
        payer = self._payer(relation)
        whole = value == relation.amount
        if whole:
            self.relations.remove(relation.id)
        else:
            relation.amount = self._pool.share(relation.amount - value)
        invoice.due = self._pool.share(invoice.due + value)
        self._settle(invoice, stamp.date())
        self._stamp(self.invoices, invoice, stamp)
        payer.remind_amount = self._pool.share(payer.remind_amount + value)
        if isinstance(payer, Payment) and payer.invoice_id == invoice.id and whole:
            payer.invoice_id = None
        if isinstance(payer, CreditNote):
            self._settle_credit_note(payer, stamp)

    def _payer(self, relation: Relation) -> Payment | CreditNote | ManualTransaction:
        if relation.type == BY_PAYMENT:
            return self.payment(relation.payer_id)
        if relation.type == BY_CREDIT_NOTE:
            return self.credit_note(relation.payer_id)
        transaction = self.transactions.get(relation.payer_id)
        if isinstance(transaction, ManualTransaction):
            return transaction
        if isinstance(transaction, PaymentTransaction):
            return transaction.payment
        raise BooksError(f"Relation {relation.id} has no payer.")

    def _relations_of(self, payment: Payment) -> list[Relation]:
        return [
            relation
            for relation in self.relations.having("transaction_id", payment.transaction_id)
            if relation.type != BY_CREDIT_NOTE
        ]

    def _settle_credit_note(self, credit_note: CreditNote, stamp: datetime, paid_out: Payment | None = None) -> None:
        if credit_note.status == DELETED:
            return
        if credit_note.remind_amount > 0:
            credit_note.status, credit_note.date_payment, credit_note.payment_id = NOT_REFUNDED, None, 0
        else:
            credit_note.status = REFUNDED if paid_out is not None else CLOSED
            credit_note.date_payment = stamp.date()
            credit_note.payment_id = paid_out.id if paid_out is not None else 0
        self._stamp(self.credit_notes, credit_note, stamp)


def _transaction_of(payer: Payment | ManualTransaction) -> int:
    return payer.transaction_id if isinstance(payer, Payment) else payer.id
