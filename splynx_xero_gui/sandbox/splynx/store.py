"""The tables of one Splynx installation, its clock and its reference data."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Protocol, TypeVar
from zoneinfo import ZoneInfo

from splynx_xero_gui.sandbox.clock import SandboxClock

from .money import ZERO, AmountPool
from .records import (
    AdditionalField,
    Administrator,
    CompanyInfo,
    CreditNote,
    Customer,
    Invoice,
    Location,
    Partner,
    Payment,
    PaymentMethod,
    Proforma,
    Relation,
    Tax,
    TaxPart,
    TransactionCategory,
)
from .table import Row, T, Table
from .transactions import Transaction

SERVICE, DISCOUNT, PAYMENT, REFUND, CORRECTION = 1, 2, 3, 4, 5
"""Ids of the base transaction categories."""
_HUNDRED: Final = Decimal(100)


class _Dated(Row, Protocol):
    """A document with its change stamp."""

    date_updated: date


D = TypeVar("D", bound=_Dated)


class BooksError(ValueError):
    """Splynx would not let a user do this; the text says why."""


class Store:
    """Tables, clock and reference data. `lock` guards everything: a server reads while a test acts as a user.

    Args:
        clock: the sandbox's clock; the stamps made of it are server-local (`zone`), as Splynx writes them.
        zone: the server's time zone, an IANA name.
    """

    def __init__(self, clock: SandboxClock | None = None, zone: str = "Africa/Johannesburg") -> None:
        self.lock = threading.RLock()
        self.clock = clock or SandboxClock()
        self.zone = ZoneInfo(zone)
        self.negative_invoices_allowed = False
        """True is Splynx 3.1: an invoice may total less than zero (splynx-api.md §7.2)."""
        self.customers: Table[Customer] = Table("date_add", "last_update")
        self.invoices: Table[Invoice] = Table("date_updated")
        self.proformas: Table[Proforma] = Table("date_updated")
        self.credit_notes: Table[CreditNote] = Table("date_updated")
        self.payments: Table[Payment] = Table()
        self.transactions: Table[Transaction] = Table()
        self.relations: Table[Relation] = Table()
        self.taxes: Table[Tax] = Table()
        self.methods: Table[PaymentMethod] = Table()
        self.categories: Table[TransactionCategory] = Table()
        self.partners: Table[Partner] = Table()
        self.locations: Table[Location] = Table()
        self.administrators: Table[Administrator] = Table()
        self.companies: Table[CompanyInfo] = Table()
        self.additional_fields: Table[AdditionalField] = Table()
        self.category_defaults: dict[str, int] = {}
        self._pool = AmountPool()
        self._items = {"invoice": 0, "proforma": 0, "credit-note": 0}
        self._numbers: dict[tuple[str, int], int] = {}
        for name in ("Service", "Discount", "Payment", "Refund", "Correction"):
            self.categories.add(TransactionCategory(self.categories.next_id, name, is_base=True))
        for service in ("internet_service", "voice_service", "custom_service", "bundle_service", "one_time"):
            self.category_defaults[f"transaction_type_{service}"] = SERVICE
        self.administrators.add(
            Administrator(1, "admin", "Administrator", "admin@isp.example", "super-administrator", 1)
        )

    # -- time ---------------------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """The server's wall clock: local time without a zone, whole seconds."""
        return self.clock.now().astimezone(self.zone).replace(tzinfo=None, microsecond=0)

    def today(self) -> date:
        """The server's calendar day."""
        return self.now().date()

    # -- looking up ---------------------------------------------------------------------------------------------------

    def customer(self, customer_id: int) -> Customer:
        """The customer; BooksError where there is none. The same holds for the methods below."""
        return self._found(self.customers, customer_id, "customer")

    def invoice(self, invoice_id: int) -> Invoice:
        return self._found(self.invoices, invoice_id, "invoice")

    def proforma(self, proforma_id: int) -> Proforma:
        return self._found(self.proformas, proforma_id, "proforma invoice")

    def credit_note(self, credit_note_id: int) -> CreditNote:
        return self._found(self.credit_notes, credit_note_id, "credit note")

    def payment(self, payment_id: int) -> Payment:
        return self._found(self.payments, payment_id, "payment")

    def tax(self, tax_id: int) -> Tax:
        return self._found(self.taxes, tax_id, "tax")

    def method(self, method_id: int) -> PaymentMethod:
        return self._found(self.methods, method_id, "payment method")

    def category(self, category_id: int) -> TransactionCategory:
        return self._found(self.categories, category_id, "transaction category")

    @staticmethod
    def _found(table: Table[T], row_id: int, what: str) -> T:
        row = table.get(row_id)
        if row is None:
            raise BooksError(f"There is no {what} {row_id}.")
        return row

    # -- reference data -----------------------------------------------------------------------------------------------

    def add_partner(self, name: str, company: str = "") -> Partner:
        """A partner with its company details."""
        with self.lock:
            partner = self.partners.add(Partner(self.partners.next_id, name))
            self.companies.add(CompanyInfo(partner.id, company or name))
            return partner

    def add_location(self, name: str) -> Location:
        with self.lock:
            return self.locations.add(Location(self.locations.next_id, name))

    def add_tax(self, name: str, rate: Decimal | str | int, *, archived: bool = False) -> Tax:
        """A single tax, `rate` in percent."""
        with self.lock:
            return self.taxes.add(Tax(self.taxes.next_id, name, self._pool.share(Decimal(rate)), archived))

    def make_tax_group(self, tax_id: int, parts: Sequence[TaxPart]) -> Tax:
        """Makes a tax a group of single ones; its rate is what they come to on the net amount, four decimals."""
        with self.lock:
            tax = self.tax(tax_id)
            rate = ZERO
            for part in sorted(parts, key=lambda one: one.position):
                base = _HUNDRED + (rate if part.apply_to_all_previous else ZERO)
                rate += base * self.tax(part.id).rate / _HUNDRED
            tax.items, tax.rate = tuple(parts), self._pool.share(rate)
            return tax

    def add_method(self, name: str, *labels: str, active: bool = True) -> PaymentMethod:
        """A payment method; `labels` name its first fields."""
        with self.lock:
            method = PaymentMethod(self.methods.next_id, name, active)
            for position, label in enumerate(labels, start=1):
                setattr(method, f"name_{position}", label)
            return self.methods.add(method)

    def add_category(self, name: str) -> TransactionCategory:
        with self.lock:
            return self.categories.add(TransactionCategory(self.categories.next_id, name))

    def change_tax(self, tax_id: int, *, rate: Decimal | str | int) -> Tax:
        """Changes the rate of new documents; lines already billed keep theirs."""
        with self.lock:
            tax = self.tax(tax_id)
            tax.rate = self._pool.share(Decimal(rate))
            return tax

    # -- stamps and numbers -------------------------------------------------------------------------------------------

    def _next_item(self, kind: str) -> int:
        self._items[kind] += 1
        return self._items[kind]

    def _number(self, kind: str, partner_id: int, day: date) -> str:
        """The default formats: {year}{partner_id|2}{next|6} for invoices, receipts as 2022-01-00215."""
        following = self._numbers[kind, partner_id] = self._numbers.get((kind, partner_id), 0) + 1
        if kind == "receipt":
            return f"{day.year}-{partner_id:02}-{following:05}"
        prefix = {"invoice": "", "proforma": "PF", "credit-note": "CN"}[kind]
        return f"{prefix}{day.year}{partner_id:02}{following:06}"

    @staticmethod
    def _stamp(table: Table[D], row: D, when: datetime) -> None:
        """Bumps `date_updated`, the day-only change stamp of documents."""
        if row.date_updated != when.date():
            row.date_updated = when.date()
            table.moved(row, "date_updated")
