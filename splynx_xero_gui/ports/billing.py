"""The billing system as the engine needs it. Implementation: `splynx`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from splynx_xero_gui.domain.billing import (
    BilledDocument,
    BilledPayment,
    BilledTransaction,
    Customer,
    CustomerDetails,
    Relation,
)
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.payloads import SplynxPaymentPayload
from splynx_xero_gui.domain.reference import BilledTax, BillingReference, Category, PaymentMethod


@dataclass(frozen=True, slots=True)
class BillingInfo:
    """Answer of a connection test.

    `missing_permissions` are screen names ("Customers – view"); `missing_payment_writes` those that are needed only
    where payments are taken over from Xero. `customers` is the count.
    """

    company: str
    version: str
    partners: int
    customers: int
    missing_permissions: tuple[str, ...] = ()
    addon_mapped: int = 0
    missing_payment_writes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Absent:
    """An object that could not be read: really gone (404), or merely not visible (405, another partner; R5)."""

    id: str
    gone: bool


class BillingSystem(Protocol):
    """Reads and writes of the billing system. Raises failures.NotAuthorised, NetworkLost, ServiceDown, Cancelled.

    Iterators yield pages in ascending id (keyset paging), so that a page already stored need not be read again.
    Amounts are Decimal, dates are
    the server's calendar dates (R31). An item that cannot be understood raises ServiceDown naming it: never a wrong
    amount.
    """

    def check(self) -> BillingInfo:
        """Test the connection, credentials and permissions."""
        ...

    def reference(self) -> BillingReference:
        """Company, partners, categories, taxes, methods."""
        ...

    def company(self) -> BillingReference:
        """Company, country, currency, version, partners and locations only: one line of W3."""
        ...

    def categories(self) -> tuple[Category, ...]:
        """Transaction categories."""
        ...

    def taxes(self) -> tuple[BilledTax, ...]:
        """Taxes and tax groups."""
        ...

    def methods(self) -> tuple[PaymentMethod, ...]:
        """Payment methods."""
        ...

    def server_day(self) -> date:
        """Today at the server, from its clock (R34)."""
        ...

    def customers(self, *, updated_since: date | None = None, after_id: str = "0") -> Iterator[Sequence[Customer]]:
        """Customers changed since the day (all when None), with id above `after_id`."""
        ...

    def customers_by_id(self, ids: Sequence[str]) -> Sequence[Customer]:
        """Those of the given customers that exist and are visible."""
        ...

    def customer_details(self, customer_id: str) -> CustomerDetails | Absent:
        """customer-info and customer-billing: two calls."""
        ...

    def documents(
        self,
        kind: ObjectKind,
        *,
        updated_since: date | None = None,
        dated_from: date | None = None,
        after_id: str = "0",
    ) -> Iterator[Sequence[BilledDocument]]:
        """Invoices or credit notes changed since the day, or dated from a day on, with id above `after_id`."""
        ...

    def document(self, kind: ObjectKind, id: str) -> BilledDocument | Absent:
        """One invoice or credit note."""
        ...

    def payments(
        self, *, after_id: str = "0", up_to_id: str | None = None, dated_from: date | None = None
    ) -> Iterator[Sequence[BilledPayment]]:
        """Payments with ids in (after_id, up_to_id]."""
        ...

    def payment(self, id: str) -> BilledPayment | Absent:
        """One payment."""
        ...

    def payments_by_id(self, ids: Sequence[str]) -> Sequence[BilledPayment]:
        """Those of the given payments that exist and are visible."""
        ...

    def find_payment_by_key(self, key: str) -> Sequence[BilledPayment]:
        """Payments whose field_1 is exactly `key` (R2)."""
        ...

    def relations(self, *, after_id: str = "0", up_to_id: str | None = None) -> Iterator[Sequence[Relation]]:
        """Invoice relations with ids in (after_id, up_to_id].

        Raises RelationsUnavailable where this Splynx has none (R16).
        """
        ...

    def transactions(
        self, *, after_id: str = "0", dated_from: date | None = None
    ) -> Iterator[Sequence[BilledTransaction]]:
        """Customer transactions above an id: of documents and payments, and those without any (R10)."""
        ...

    def transactions_by_id(self, ids: Sequence[str]) -> Sequence[BilledTransaction]:
        """The given transactions:

        relations of type `transaction` lead to their payment or credit note through them (R16).
        """
        ...

    def count(self, kind: ObjectKind, *, after_id: str = "0", up_to_id: str) -> int:
        """HEAD count of payments or relations with ids in (after_id, up_to_id] (R34)."""
        ...

    def create_payment(self, payload: SplynxPaymentPayload) -> BilledPayment:
        """Create and read back. Never retried by the adapter."""
        ...

    def update_payment(self, payload: SplynxPaymentPayload) -> BilledPayment:
        """Re-point `field_1` and date of an existing payment (R26)."""
        ...

    def delete_payment(self, id: str) -> None:
        """Delete; already gone is success."""
        ...

    def document_pdf(self, kind: ObjectKind, id: str) -> bytes:
        """The document's PDF. Raises PdfUnavailable where this one cannot be had."""
        ...

    @property
    def calls_made(self) -> int:
        """HTTP requests since construction."""
        ...


class RelationsUnavailable(Exception):
    """This Splynx has no invoice relations (older version, 404)."""


NO_PDF = "Splynx gives no PDF"


class PdfUnavailable(Exception):
    """Splynx has no PDF of this document, or the key may not fetch it. The text begins with `NO_PDF`."""


class WriteRefused(Exception):
    """Refused by the service, for sure not written. `messages` are its own words, verbatim."""

    def __init__(self, messages: tuple[str, ...]) -> None:
        super().__init__("; ".join(messages))
        self.messages = messages
