"""What a Splynx user does with invoices, proforma invoices and credit notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from .customers import CustomerActions
from .money import ZERO, LineMoney, document_total
from .records import CreditNote, Customer, Invoice, Item, Line, Proforma, Relation
from .store import BooksError
from .transactions import LineTransaction

NOT_PAID, PAID, PENDING, DELETED = "not_paid", "paid", "pending", "deleted"
NOT_REFUNDED, REFUNDED, CLOSED = "not_refunded", "refunded", "closed"
_CHARGING = "invoice"
_ASKING = "proforma"
_CREDITING = "credit-note"


class DocumentActions(CustomerActions):
    """Documents: every change keeps totals, dues, transactions and the customer's balance consistent."""

    # -- invoices -----------------------------------------------------------------------------------------------------

    def create_invoice(
        self,
        customer_id: int,
        lines: Sequence[Line],
        *,
        created: date | None = None,
        due: date | None = None,
        number: str | None = None,
        type: str = "one_time",
        note: str = "",
        memo: str = "",
        is_sent: bool = True,
        with_transactions: bool = True,
        added_by: str = "system",
        when: datetime | None = None,
    ) -> Invoice:
        """A new invoice: charges the customer and numbers itself unless `number` is given.

        Raises BooksError for a negative total (Splynx 4 and later refuse it).
        """
        with self.lock:
            customer = self.customer(customer_id)
            stamp = when or self.now()
            day = created or stamp.date()
            amounts = [self._line_money(line) for line in lines]
            total = self._pool.share(document_total(amounts))
            self._check_total(total)
            invoice_id = self.invoices.next_id
            items = self._items_of(_CHARGING, lines, amounts)
            invoice = Invoice(
                id=invoice_id,
                customer_id=customer_id,
                number=number if number is not None else self._number(_CHARGING, customer.partner_id, day),
                date_created=day,
                date_till=due or day + timedelta(days=customer.billing.billing_due),
                date_updated=stamp.date(),
                real_create_datetime=stamp,
                total=total,
                due=total,
                status=NOT_PAID if total > 0 else PAID,
                type=type,
                items=items,
                use_transactions=with_transactions,
                note=note,
                memo=memo,
                is_sent=is_sent,
                added_by=added_by,
            )
            self.invoices.add(invoice)
            if with_transactions:
                self._charge(customer, invoice)
            return invoice

    def change_invoice(
        self,
        invoice_id: int,
        *,
        lines: Sequence[Line] | None = None,
        number: str | None = None,
        created: date | None = None,
        due: date | None = None,
        status: str | None = None,
        note: str | None = None,
        memo: str | None = None,
        is_sent: bool | None = None,
        when: datetime | None = None,
    ) -> Invoice:
        """Changes what is given. New `lines` replace all; lines at an old position keep their item id.

        Where the new total is less than what is allocated, the excess goes back to its payers, last relation first.
        `status` may be not_paid, pending or deleted; paid follows from payments.
        """
        with self.lock:
            invoice = self._living_invoice(invoice_id)
            stamp = when or self.now()
            if status == DELETED:
                return self.delete_invoice(invoice_id, when=stamp)
            if status not in (None, NOT_PAID, PENDING, invoice.status):
                raise BooksError("An invoice becomes paid by payments, not by its status.")
            if lines is not None:
                self._replace_lines(invoice, lines, stamp)
            invoice.number = invoice.number if number is None else number
            invoice.date_created = created or invoice.date_created
            invoice.date_till = due or invoice.date_till
            invoice.note = invoice.note if note is None else note
            invoice.memo = invoice.memo if memo is None else memo
            invoice.is_sent = invoice.is_sent if is_sent is None else is_sent
            if status is not None and invoice.due > 0:
                invoice.status = status
            self._stamp(self.invoices, invoice, stamp)
            return invoice

    def delete_invoice(self, invoice_id: int, *, when: datetime | None = None) -> Invoice:
        """Marks the invoice deleted: its charges leave the account, what paid it becomes open credit again."""
        with self.lock:
            invoice = self._living_invoice(invoice_id)
            stamp = when or self.now()
            for relation in self.relations.having("invoice_id", invoice_id):
                self._release(relation, stamp)
            self._uncharge(invoice)
            invoice.status = DELETED
            invoice.due = ZERO
            self._stamp(self.invoices, invoice, stamp)
            return invoice

    def _living_invoice(self, invoice_id: int) -> Invoice:
        invoice = self.invoice(invoice_id)
        if invoice.status == DELETED:
            raise BooksError(f"Invoice {invoice.number} is deleted.")
        return invoice

    def _replace_lines(self, invoice: Invoice, lines: Sequence[Line], stamp: datetime) -> None:
        amounts = [self._line_money(line) for line in lines]
        total = self._pool.share(document_total(amounts))
        self._check_total(total)
        old = invoice.items
        if invoice.use_transactions:
            self._uncharge(invoice)
        invoice.items = self._items_of(_CHARGING, lines, amounts, [item.id for item in old])
        invoice.due = self._pool.share(invoice.due + total - invoice.total)
        invoice.total = total
        while invoice.due < 0:
            relation = self.relations.having("invoice_id", invoice.id)[-1]
            excess = min(relation.amount, -invoice.due)
            self._release(relation, stamp, excess)
        self._settle(invoice, stamp.date())
        if invoice.use_transactions:
            self._charge(self.customer(invoice.customer_id), invoice)

    def _charge(self, customer: Customer, invoice: Invoice) -> None:
        """One debit transaction per line; the balance falls by the total."""
        for item in invoice.items:
            item.transaction_id = self.transactions.next_id
            gross = self._pool.share(document_total([LineMoney(item.price * item.quantity, item.tax_amount)]))
            self.transactions.add(
                LineTransaction(item.transaction_id, customer.id, invoice.date_created, item, gross, invoice.id)
            )
        self._move_balance(customer, -invoice.total)

    def _uncharge(self, invoice: Invoice) -> None:
        for item in invoice.items:
            if item.transaction_id and self.transactions.get(item.transaction_id) is not None:
                self.transactions.remove(item.transaction_id)
        if invoice.use_transactions:
            self._move_balance(self.customer(invoice.customer_id), invoice.total)

    def _settle(self, invoice: Invoice, day: date, payment_id: int = 0) -> None:
        """Sets the status that follows from `due`; `pending` stays until paid."""
        if invoice.due <= 0 and invoice.status != PAID:
            invoice.status = PAID
            invoice.date_payment = day
            invoice.payment_id = payment_id or invoice.payment_id
        elif invoice.due > 0 and invoice.status == PAID:
            invoice.status = NOT_PAID
            invoice.date_payment = None
            invoice.payment_id = 0
            invoice.payd_from_deposit = False

    def _release(self, relation: Relation, stamp: datetime, amount: Decimal | None = None) -> None:
        """Gives an allocation back to its payer; told by the payments layer."""
        raise NotImplementedError

    # -- proforma invoices --------------------------------------------------------------------------------------------

    def create_proforma(
        self,
        customer_id: int,
        lines: Sequence[Line],
        *,
        created: date | None = None,
        due: date | None = None,
        number: str | None = None,
        when: datetime | None = None,
    ) -> Proforma:
        """A proforma invoice: no charge, no transaction."""
        with self.lock:
            customer = self.customer(customer_id)
            stamp = when or self.now()
            day = created or stamp.date()
            amounts = [self._line_money(line) for line in lines]
            proforma = Proforma(
                id=self.proformas.next_id,
                customer_id=customer_id,
                number=number if number is not None else self._number(_ASKING, customer.partner_id, day),
                date_created=day,
                date_till=due or day + timedelta(days=customer.billing.billing_due),
                date_updated=stamp.date(),
                real_create_datetime=stamp,
                total=self._pool.share(document_total(amounts)),
                status=NOT_PAID,
                items=self._items_of(_ASKING, lines, amounts),
            )
            return self.proformas.add(proforma)

    # -- credit notes -------------------------------------------------------------------------------------------------

    def create_credit_note(
        self,
        customer_id: int,
        lines: Sequence[Line],
        *,
        invoice_id: int | None = None,
        created: date | None = None,
        number: str | None = None,
        note: str = "",
        added_by: str = "admin",
        when: datetime | None = None,
    ) -> CreditNote:
        """A credit note, linked to an invoice where one is named. It pays nothing until it is allocated."""
        with self.lock:
            customer = self.customer(customer_id)
            stamp = when or self.now()
            day = created or stamp.date()
            if invoice_id is not None and self.invoice(invoice_id).customer_id != customer_id:
                raise BooksError("The credited invoice belongs to another customer.")
            amounts = [self._line_money(line) for line in lines]
            total = self._pool.share(document_total(amounts))
            if total < 0:
                raise BooksError("A credit note's total cannot be negative.")
            credit_note = CreditNote(
                id=self.credit_notes.next_id,
                customer_id=customer_id,
                number=number if number is not None else self._number(_CREDITING, customer.partner_id, day),
                date_created=day,
                date_updated=stamp.date(),
                real_create_datetime=stamp,
                total=total,
                remind_amount=total,
                status=NOT_REFUNDED if total > 0 else CLOSED,
                items=self._items_of(_CREDITING, lines, amounts),
                invoice_id=invoice_id,
                note=note,
                added_by=added_by,
            )
            self.credit_notes.add(credit_note)
            for item in credit_note.items:
                item.transaction_id = self.transactions.next_id
                gross = self._pool.share(document_total([LineMoney(item.price * item.quantity, item.tax_amount)]))
                self.transactions.add(
                    LineTransaction(item.transaction_id, customer_id, day, item, gross, credit_note_id=credit_note.id)
                )
            self._move_balance(customer, total)
            return credit_note

    def change_credit_note(
        self,
        credit_note_id: int,
        *,
        number: str | None = None,
        created: date | None = None,
        note: str | None = None,
        is_sent: bool | None = None,
        when: datetime | None = None,
    ) -> CreditNote:
        """Changes what is given."""
        with self.lock:
            credit_note = self._living_credit_note(credit_note_id)
            credit_note.number = credit_note.number if number is None else number
            credit_note.date_created = created or credit_note.date_created
            credit_note.note = credit_note.note if note is None else note
            credit_note.is_sent = credit_note.is_sent if is_sent is None else is_sent
            self._stamp(self.credit_notes, credit_note, when or self.now())
            return credit_note

    def delete_credit_note(self, credit_note_id: int, *, when: datetime | None = None) -> CreditNote:
        """Marks it deleted; invoices it paid are due again. Refused once money was paid out on it."""
        with self.lock:
            credit_note = self._living_credit_note(credit_note_id)
            if self.payments.having("credit_note_id", credit_note_id):
                raise BooksError(f"Credit note {credit_note.number} was refunded and cannot be deleted.")
            stamp = when or self.now()
            for relation in self.relations.having("payer_id", credit_note_id):
                if relation.type == "credit_note":
                    self._release(relation, stamp)
            for item in credit_note.items:
                self.transactions.remove(item.transaction_id)
            self._move_balance(self.customer(credit_note.customer_id), -credit_note.total)
            credit_note.status = DELETED
            credit_note.remind_amount = ZERO
            self._stamp(self.credit_notes, credit_note, stamp)
            return credit_note

    def _living_credit_note(self, credit_note_id: int) -> CreditNote:
        credit_note = self.credit_note(credit_note_id)
        if credit_note.status == DELETED:
            raise BooksError(f"Credit note {credit_note.number} is deleted.")
        return credit_note

    # -- lines --------------------------------------------------------------------------------------------------------

    def lines_of(self, items: Sequence[Item]) -> list[Line]:
        """Stored items as lines again, to be changed with `dataclasses.replace` and given back."""
        return [
            Line(
                item.description,
                item.price,
                item.quantity,
                item.tax_id,
                item.category_id,
                item.tax,
                item.period_from,
                item.period_to,
                item.sub_account_id,
                item.invoice_item_id,
            )
            for item in items
        ]

    def reprice(self, line: Line, price: Decimal | str) -> Line:
        """The same line at another price."""
        return replace(line, price=Decimal(price))

    def _percent(self, line: Line) -> Decimal:
        if line.tax_percent is not None:
            return line.tax_percent
        return self.tax(line.tax_id).rate if line.tax_id else ZERO

    def _line_money(self, line: Line) -> LineMoney:
        return self._pool.line(line.price, line.quantity, self._percent(line))

    def _items_of(
        self, kind: str, lines: Sequence[Line], amounts: Sequence[LineMoney], known_ids: Sequence[int] = ()
    ) -> tuple[Item, ...]:
        if not lines:
            raise BooksError("A document needs at least one line.")
        items = []
        for position, (line, money) in enumerate(zip(lines, amounts, strict=True)):
            self.category(line.category_id)
            items.append(
                Item(
                    id=known_ids[position] if position < len(known_ids) else self._next_item(kind),
                    pos=position + 1,
                    description=line.description,
                    quantity=line.quantity,
                    price=self._pool.share(line.price),
                    tax=self._pool.share(self._percent(line)),
                    tax_amount=money.tax,
                    tax_id=line.tax_id,
                    period_from=line.period_from,
                    period_to=line.period_to,
                    transaction_id=0,
                    category_id=line.category_id,
                    sub_account_id=line.sub_account_id,
                    invoice_item_id=line.invoice_item_id,
                )
            )
        return tuple(items)

    def _check_total(self, total: Decimal) -> None:
        if total < 0 and not self.negative_invoices_allowed:
            raise BooksError("An invoice's total cannot be negative; issue a credit note.")

    def _move_balance(self, customer: Customer, amount: Decimal) -> None:
        customer.billing.deposit = customer.billing.deposit + amount
