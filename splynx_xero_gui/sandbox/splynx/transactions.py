"""Transactions: the customer's account statement. Three light records with one shape.

A document line and a payment already hold nearly all of their transaction, so that theirs only point at them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .money import ZERO
from .records import Day, Item, Payment

DEBIT = "debit"
CREDIT = "credit"


@dataclass(slots=True, eq=False)
class LineTransaction:
    """What an invoice line charges (debit) or a credit note line gives back (credit)."""

    id: int
    customer_id: int
    date: Day
    item: Item
    total: Decimal
    invoice_id: int | None = None
    credit_note_id: int | None = None

    @property
    def type(self) -> str:
        """`debit` for invoice lines, `credit` for credit note lines."""
        return CREDIT if self.credit_note_id else DEBIT

    @property
    def quantity(self) -> Decimal:
        """The line's quantity."""
        return self.item.quantity

    @property
    def price(self) -> Decimal:
        """The line's price per unit without tax."""
        return self.item.price

    @property
    def tax_percent(self) -> Decimal:
        """The line's tax in percent."""
        return self.item.tax

    @property
    def tax_id(self) -> int:
        """The line's tax, 0 without one."""
        return self.item.tax_id

    @property
    def category(self) -> int:
        """The transaction category."""
        return self.item.category_id

    @property
    def description(self) -> str:
        """The line's text."""
        return self.item.description

    @property
    def period_from(self) -> Day | None:
        """First day billed."""
        return self.item.period_from

    @property
    def period_to(self) -> Day | None:
        """Last day billed."""
        return self.item.period_to

    @property
    def sub_account_id(self) -> int:
        """The sub-account billed on its parent, 0 without one."""
        return self.item.sub_account_id

    @property
    def invoiced_by_id(self) -> int | None:
        """The invoice that took this charge up."""
        return self.invoice_id

    @property
    def remind_amount(self) -> Decimal:
        """Credit of documents is told on the document."""
        return ZERO

    @property
    def payment_id(self) -> int | None:
        """Never a payment's."""
        return None

    @property
    def source(self) -> str:
        """Billing made it."""
        return "auto"

    @property
    def comment(self) -> str:
        """None is kept."""
        return ""


@dataclass(slots=True, eq=False)
class PaymentTransaction:
    """The credit of a receipt, or the debit of a refund."""

    id: int
    payment: Payment
    category: int
    description: str

    @property
    def customer_id(self) -> int:
        """The payer."""
        return self.payment.customer_id

    @property
    def date(self) -> Day:
        """The payment's day."""
        return self.payment.date

    @property
    def type(self) -> str:
        """`credit` for a receipt, `debit` for a refund."""
        return DEBIT if self.payment.amount < 0 else CREDIT

    @property
    def total(self) -> Decimal:
        """The amount, always positive; the type tells its direction."""
        return abs(self.payment.amount)

    @property
    def price(self) -> Decimal:
        """Same as the total."""
        return self.total

    @property
    def quantity(self) -> Decimal:
        """Always one."""
        return Decimal(1)

    @property
    def tax_percent(self) -> Decimal:
        """Payments carry no tax."""
        return ZERO

    @property
    def tax_id(self) -> int:
        """Payments carry no tax."""
        return 0

    @property
    def remind_amount(self) -> Decimal:
        """What of the payment pays no invoice yet."""
        return self.payment.remind_amount

    @property
    def period_from(self) -> Day | None:
        """A payment has no period."""
        return None

    @property
    def period_to(self) -> Day | None:
        """A payment has no period."""
        return None

    @property
    def payment_id(self) -> int | None:
        """The payment."""
        return self.payment.id

    @property
    def invoice_id(self) -> int | None:
        """The one invoice it was entered for."""
        return self.payment.invoice_id

    @property
    def credit_note_id(self) -> int | None:
        """The credit note a refund pays out."""
        return self.payment.credit_note_id

    @property
    def invoiced_by_id(self) -> int | None:
        """Payments are not invoiced."""
        return None

    @property
    def sub_account_id(self) -> int:
        """None."""
        return 0

    @property
    def source(self) -> str:
        """Entered with the payment."""
        return "manual"

    @property
    def comment(self) -> str:
        """The payment's comment."""
        return self.payment.comment


@dataclass(slots=True, eq=False)
class ManualTransaction:
    """A charge or a credit without any document: a correction, or prepaid billing."""

    id: int
    customer_id: int
    type: str
    date: Day
    category: int
    description: str
    total: Decimal
    remind_amount: Decimal
    price: Decimal
    quantity: Decimal = Decimal(1)
    tax_percent: Decimal = ZERO
    tax_id: int = 0
    period_from: Day | None = None
    period_to: Day | None = None
    payment_id: int | None = None
    invoice_id: int | None = None
    credit_note_id: int | None = None
    invoiced_by_id: int | None = None
    sub_account_id: int = 0
    source: str = "manual"
    comment: str = ""


Transaction = LineTransaction | PaymentTransaction | ManualTransaction
