"""What customers, staff and gateways do with one customer's documents; each act happens at a moment."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Final

from splynx_xero_gui.sandbox.splynx import Invoice, Line, Payment, SplynxBooks

from .offers import BANK, CARD, PAYPAL, WORK
from .people import Event, Habit, Subscriber

_CENT: Final = Decimal("0.01")
_FIFTY: Final = Decimal(50)
_GOODWILL: Final = Decimal("43.4783")

Act = Callable[["Acts", Subscriber, datetime], object]


class Acts:
    """The acts of everybody on `books`. Amounts paid follow from what is due at that moment."""

    def __init__(self, books: SplynxBooks, rng: random.Random) -> None:
        self._books, self._rng = books, rng
        self._reference = 0

    # -- paying -------------------------------------------------------------------------------------------------------

    def pay_invoice(self, who: Subscriber, at: datetime) -> None:
        """All that is due on the month's invoice."""
        invoice = self._books.invoice(who.last_invoice)
        if invoice.due > 0:
            self._pay(who, invoice.due, at, invoice.id)

    def pay_part(self, who: Subscriber, at: datetime) -> None:
        """Between four and seven tenths of it, to the cent."""
        invoice = self._books.invoice(who.last_invoice)
        part = (invoice.due * self._rng.randrange(40, 71) / 100).quantize(_CENT, ROUND_HALF_UP)
        if part > 0:
            self._pay(who, part, at, invoice.id)

    def pay_rounded_up(self, who: Subscriber, at: datetime) -> None:
        """Uses what is left of earlier payments, then pays the rest rounded up to fifty."""
        self.use_open_receipts(who, at)
        invoice = self._books.invoice(who.last_invoice)
        if invoice.due > 0:
            self._pay(who, _rounded_up(invoice.due), at, invoice.id)

    def pay_everything(self, who: Subscriber, at: datetime) -> None:
        """One payment for all open invoices."""
        invoices = self._open_invoices(who)
        if invoices:
            self._pay(who, sum((one.due for one in invoices), Decimal(0)), at, *(one.id for one in invoices))

    def pay_in_advance(self, who: Subscriber, at: datetime) -> None:
        """Puts money on the account when it is used up; the invoice is paid from the balance."""
        invoice = self._books.invoice(who.last_invoice)
        if invoice.due <= 0:
            return
        if sum((one.remind_amount for one in self._open_receipts(who)), Decimal(0)) < invoice.due:
            self._pay(who, _rounded_up(invoice.due * 3), at)
        self._books.pay_from_balance(invoice.id, as_transaction=bool(who.customer_id % 2), when=at)

    def pay_on_account(self, who: Subscriber, at: datetime) -> None:
        """The right amount, but for no invoice."""
        invoice = self._books.invoice(who.last_invoice)
        if invoice.due > 0:
            self._pay(who, invoice.due, at)

    def use_open_receipts(self, who: Subscriber, at: datetime) -> None:
        """Staff lets open receipts pay open invoices."""
        for receipt in self._open_receipts(who):
            for invoice in self._open_invoices(who):
                if receipt.remind_amount > 0 and invoice.due > 0:
                    self._books.allocate_payment(receipt.id, invoice.id, when=at)

    def pay_split(self, who: Subscriber, at: datetime) -> None:
        """One payment: half of the first open invoice and all of the last."""
        invoices = self._open_invoices(who)
        if len(invoices) < 2:
            return
        first, last = invoices[0], invoices[-1]
        half = (first.due / 2).quantize(_CENT, ROUND_HALF_UP)
        self._books.take_payment(
            who.customer_id, half + last.due, method=who.method, invoices=[(first.id, half), (last.id, last.due)],
            day=at.date(), fields=self._fields(who.method), when=at,
        )  # fmt: skip

    def pay_twice(self, who: Subscriber, at: datetime) -> None:
        """The month's invoice a second time; nothing is due, so that it stays open."""
        self._pay(who, self._books.invoice(who.last_invoice).total or _FIFTY, at)

    def refund_receipt(self, who: Subscriber, at: datetime) -> None:
        """Pays an open receipt back."""
        for receipt in self._open_receipts(who)[-1:]:
            self._books.refund(
                who.customer_id, receipt.remind_amount, method=BANK, payment_id=receipt.id, day=at.date(), when=at
            )

    # -- documents ----------------------------------------------------------------------------------------------------

    def bill_work(self, who: Subscriber, at: datetime) -> None:
        """A one-time invoice of one or two pieces of work."""
        self._work_invoice(who, at)

    def pay_work(self, who: Subscriber, at: datetime) -> None:
        """Pays the open one-time invoices."""
        for invoice in self._open_invoices(who):
            if invoice.type == "one_time":
                self._pay(who, invoice.due, at, invoice.id)

    def delete_work(self, who: Subscriber, at: datetime) -> None:
        """The one-time invoice was a mistake."""
        for invoice in self._open_invoices(who):
            if invoice.type == "one_time":
                self._books.delete_invoice(invoice.id, when=at)

    def ask_in_advance(self, who: Subscriber, at: datetime) -> None:
        """A proforma invoice for work to come."""
        self._books.create_proforma(who.customer_id, [self._rng.choice(WORK).line()], created=at.date(), when=at)

    def pay_proforma(self, who: Subscriber, at: datetime) -> None:
        """The money comes; no invoice yet."""
        for proforma in self._books.proformas.having("customer_id", who.customer_id):
            if not proforma.payment_id:
                self._books.take_payment(
                    who.customer_id, proforma.total, method=who.method, request_id=proforma.id, day=at.date(),
                    fields=self._fields(who.method), when=at,
                )  # fmt: skip

    def bill_proforma(self, who: Subscriber, at: datetime) -> None:
        """The invoice of what was asked in advance, paid by that money."""
        for proforma in self._books.proformas.having("customer_id", who.customer_id)[-1:]:
            invoice = self._books.create_invoice(
                who.customer_id, self._books.lines_of(proforma.items), created=at.date(), when=at
            )
            if proforma.payment_id:
                self._books.allocate_payment(proforma.payment_id, invoice.id, when=at)

    def credit_part(self, who: Subscriber, at: datetime) -> None:
        """Three tenths of the first line, at once used for its invoice."""
        invoice = self._books.invoice(who.last_invoice)
        credit_note = self._books.create_credit_note(
            who.customer_id,
            [self._share_of(invoice, Decimal("0.3"))],
            invoice_id=invoice.id,
            created=at.date(),
            when=at,
        )
        if invoice.due > 0:
            self._books.allocate_credit_note(credit_note.id, invoice.id, when=at)

    def credit_more(self, who: Subscriber, at: datetime) -> None:
        """The whole invoice and something for the trouble: the rest stays open."""
        invoice = self._books.invoice(who.last_invoice)
        lines = [*self._books.lines_of(invoice.items), Line("For your trouble", _GOODWILL, tax_id=1)]
        credit_note = self._books.create_credit_note(
            who.customer_id, lines, invoice_id=invoice.id, created=at.date(), when=at
        )
        if invoice.due > 0:
            self._books.allocate_credit_note(credit_note.id, invoice.id, when=at)

    def credit_paid(self, who: Subscriber, at: datetime) -> None:
        """Half of the first line of a paid invoice; the money goes back later."""
        invoice = self._books.invoice(who.last_invoice)
        self._books.create_credit_note(
            who.customer_id,
            [self._share_of(invoice, Decimal("0.5"))],
            invoice_id=invoice.id,
            created=at.date(),
            when=at,
        )

    def refund_credit(self, who: Subscriber, at: datetime) -> None:
        """Pays the open credit notes out."""
        for credit_note in self._books.credit_notes.having("customer_id", who.customer_id):
            if credit_note.remind_amount > 0:
                self._books.refund(
                    who.customer_id, credit_note.remind_amount, method=BANK, credit_note_id=credit_note.id,
                    day=at.date(), when=at,
                )  # fmt: skip

    def credit_goodwill(self, who: Subscriber, at: datetime) -> None:
        """A credit note for no invoice, used for none."""
        lines = [Line("For your trouble", _GOODWILL, tax_id=1)]
        self._books.create_credit_note(who.customer_id, lines, created=at.date(), when=at)

    # -- parts --------------------------------------------------------------------------------------------------------

    def _pay(self, who: Subscriber, amount: Decimal, at: datetime, *invoices: int) -> Payment:
        return self._books.take_payment(
            who.customer_id, amount, method=who.method, invoices=invoices, day=at.date(),
            fields=self._fields(who.method), added_by="api" if who.method in (CARD, PAYPAL) else "admin", when=at,
        )  # fmt: skip

    def _fields(self, method: int) -> Sequence[str]:
        """What gateways and banks leave on a payment; never the same twice."""
        self._reference += 1
        match method:
            case 3:
                return (f"ch_{self._reference * 7919:010x}",)
            case 4:
                return (f"{self._reference * 104729:015}X",)
            case 2:
                return ("", f"BT{self._reference:08}")
            case _:
                return ()

    def _work_invoice(self, who: Subscriber, at: datetime) -> Invoice:
        offers = self._rng.sample(WORK, self._rng.randrange(1, 3))
        lines = [offer.line() for offer in offers]
        return self._books.create_invoice(who.customer_id, lines, created=at.date(), added_by="admin", when=at)

    def _share_of(self, invoice: Invoice, share: Decimal) -> Line:
        line = self._books.lines_of(invoice.items)[0]
        price = (line.price * share).quantize(Decimal("0.0001"), ROUND_HALF_UP)
        return replace(line, price=price, invoice_item_id=invoice.items[0].id)

    def _open_invoices(self, who: Subscriber) -> list[Invoice]:
        invoices = self._books.invoices.having("customer_id", who.customer_id)
        return [one for one in invoices if one.status == "not_paid"]

    def _open_receipts(self, who: Subscriber) -> list[Payment]:
        receipts = self._books.payments.having("customer_id", who.customer_id)
        return [one for one in receipts if one.remind_amount > 0]


def _rounded_up(amount: Decimal) -> Decimal:
    return (amount / _FIFTY).to_integral_value(ROUND_CEILING) * _FIFTY


EVENT_ACTS: Final[dict[Event, tuple[tuple[int, Act], ...]]] = {
    Event.WORK: ((9, Acts.bill_work), (16, Acts.pay_work)),
    Event.DELETED_INVOICE: ((11, Acts.bill_work), (12, Acts.delete_work)),
    Event.PROFORMA: ((3, Acts.ask_in_advance), (8, Acts.pay_proforma), (12, Acts.bill_proforma)),
    Event.SPLIT: ((1, Acts.bill_work), (27, Acts.pay_split)),
    Event.CREDIT_FULLY_USED: ((14, Acts.credit_part),),
    Event.CREDIT_PARTLY_USED: ((1, Acts.credit_more),),
    Event.CREDIT_REFUNDED: ((26, Acts.credit_paid), (27, Acts.refund_credit)),
    Event.CREDIT_OPEN: ((20, Acts.credit_goodwill),),
    Event.RECEIPT_REFUNDED: ((26, Acts.pay_twice), (28, Acts.refund_receipt)),
}
"""Which day of its month an event's acts happen."""

HABIT_ACTS: Final[dict[Habit, Act]] = {
    Habit.PROMPT: Acts.pay_invoice,
    Habit.PARTLY: Acts.pay_part,
    Habit.TOO_MUCH: Acts.pay_rounded_up,
    Habit.EVERY_OTHER: Acts.pay_everything,
    Habit.IN_ADVANCE: Acts.pay_in_advance,
    Habit.IN_PARTS: Acts.pay_part,
    Habit.WITHOUT_INVOICE: Acts.pay_on_account,
}
