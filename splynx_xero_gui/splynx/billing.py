"""`SplynxBilling`: Splynx REST 2.0 as the port `BillingSystem` (splynx-api.md)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date
from pathlib import Path
from typing import Self

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
from splynx_xero_gui.ports.billing import Absent, BillingInfo, RelationsUnavailable
from splynx_xero_gui.ports.control import Cancel, Clock
from splynx_xero_gui.splynx import translate, translate_people
from splynx_xero_gui.splynx.address import normalise_address
from splynx_xero_gui.splynx.auth import Authenticator
from splynx_xero_gui.splynx.changes import changed, every
from splynx_xero_gui.splynx.checking import check
from splynx_xero_gui.splynx.client import ApiRefused, Client
from splynx_xero_gui.splynx.counting import count
from splynx_xero_gui.splynx.fields import FieldCatalog
from splynx_xero_gui.splynx.nonce import FileNonces, MemoryNonces
from splynx_xero_gui.splynx.paths import (
    COLLECTIONS,
    CUSTOMER_BILLING,
    CUSTOMER_INFO,
    CUSTOMERS,
    NOUNS,
    PAYMENTS,
    RELATIONS,
    TRANSACTIONS,
)
from splynx_xero_gui.splynx.permissions import missing_payment_writes
from splynx_xero_gui.splynx.reading import (
    by_ids,
    collection,
    item,
    listing,
    refusal_of_read,
    translated,
    translated_all,
)
from splynx_xero_gui.splynx.reference import (
    CHECK,
    Locale,
    read_basics,
    read_categories,
    read_locale,
    read_methods,
    read_reference,
    read_taxes,
)
from splynx_xero_gui.splynx.scalars import Json
from splynx_xero_gui.splynx.search import Condition, build_query, equals, since
from splynx_xero_gui.splynx.wire import Timeouts, Wire
from splynx_xero_gui.splynx.writing import create_payment, delete_payment, document_pdf, update_payment

USER_AGENT = "splynx-xero-gui"
_LIGHT, _HEAVY = 500, 250  # objects per page: customers and money; documents with their lines


class SplynxBilling:
    """One Splynx server. Thread-safe, at most two requests at once; a context manager that closes its connections.

    Raises on construction Misconfigured (W1) for a bad address; later NotAuthorised S3/S4/S7, NetworkLost S1/S2/L2,
    ServiceDown S5/L8, StorageTrouble R3 (nonce file), Cancelled. The token is bound to the User-Agent (splynx-api.md
    §2.3): keep one. `nonce_folder`: where the growing nonce is kept for all processes; None keeps it in memory.
    """

    def __init__(
        self,
        url: str,
        key: str,
        secret: str,
        cancel: Cancel,
        clock: Clock,
        *,
        user_agent: str = USER_AGENT,
        on_call: Callable[[int], None] | None = None,
        nonce_folder: Path | None = None,
        timeouts: Timeouts | None = None,
    ) -> None:
        address = normalise_address(url)
        self._clock = clock
        self._wire = Wire(address, user_agent=user_agent, cancel=cancel, on_call=on_call, timeouts=timeouts)
        nonces = FileNonces(nonce_folder, address, key, clock, cancel) if nonce_folder else MemoryNonces(clock)
        self._auth = Authenticator(self._wire, key, secret, clock, nonces)
        self._client = Client(self._wire, self._auth, cancel)
        self._fields = FieldCatalog(self._client)
        self._locale: Locale | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._wire.close()

    @property
    def calls_made(self) -> int:
        """HTTP requests since construction."""
        return self._wire.calls

    # -- connection and settings --------------------------------------------------------------------------------------

    def check(self) -> BillingInfo:
        """Test the connection, credentials and permissions."""
        return check(self._client, self._auth)

    def missing_payment_writes(self) -> tuple[str, ...]:
        """Screen names of payment permissions that the sign-in denies (W9); empty also where it does not say."""
        self._client.head(CUSTOMERS)
        return missing_payment_writes(self._auth.permissions)

    def reference(self) -> BillingReference:
        """Company, partners, categories, taxes, methods."""
        return read_reference(self._client)

    def company(self) -> BillingReference:
        """Company, country, currency, version and partners only."""
        return read_basics(self._client)

    def categories(self) -> tuple[Category, ...]:
        """Transaction categories."""
        return read_categories(self._client)

    def taxes(self) -> tuple[BilledTax, ...]:
        """Taxes and tax groups."""
        return read_taxes(self._client)

    def methods(self) -> tuple[PaymentMethod, ...]:
        """Payment methods."""
        return read_methods(self._client)

    def server_day(self) -> date:
        """Today at the server: its Date header, in its own time zone where it tells it, else in UTC.

        Off by at most one day in the latter case, which the two days of overlap of R34 cover.
        """
        if self._locale is None:
            self._locale = read_locale(self._client)
        moment = self._client.served_at(CHECK) or self._clock.now()
        return moment.astimezone(self._locale.zone or UTC).date()

    # -- customers ----------------------------------------------------------------------------------------------------

    def customers(self, *, updated_since: date | None = None, after_id: str = "0") -> Iterator[Sequence[Customer]]:
        """Customers changed since the day (all when None), with id above `after_id`."""
        for page in self._pages(CUSTOMERS, [], updated_since, _LIGHT, after_id):
            yield translated_all("Customer", translate_people.customer, page)

    def customers_by_id(self, ids: Sequence[str]) -> Sequence[Customer]:
        """Those of the given customers that exist and are visible."""
        return translated_all("Customer", translate_people.customer, by_ids(self._client, CUSTOMERS, ids))

    def customer_details(self, customer_id: str) -> CustomerDetails | Absent:
        """customer-info and customer-billing: two calls. Absent where neither can be read."""
        info = item(self._client, CUSTOMER_INFO, customer_id)
        billing = item(self._client, CUSTOMER_BILLING, customer_id)
        if isinstance(info, Absent) and isinstance(billing, Absent):
            return Absent(customer_id, gone=info.gone and billing.gone)
        # A person may have no info row in some versions: nothing is known then.
        both: tuple[Json, Json] = (
            {} if isinstance(info, Absent) else info,
            {} if isinstance(billing, Absent) else billing,
        )
        return translated(
            "Customer", lambda _: translate_people.customer_details(customer_id, *both), {"id": customer_id}
        )

    # -- documents ----------------------------------------------------------------------------------------------------

    def documents(
        self,
        kind: ObjectKind,
        *,
        updated_since: date | None = None,
        dated_from: date | None = None,
        after_id: str = "0",
    ) -> Iterator[Sequence[BilledDocument]]:
        """Invoices or credit notes changed since the day, or dated from a day on, with id above `after_id`."""
        conditions = [] if dated_from is None else [since("date_created", dated_from)]
        for page in self._pages(COLLECTIONS[kind], conditions, updated_since, _HEAVY, after_id):
            found = [one for one in self._documents(kind, page) if dated_from is None or one.date >= dated_from]
            if found:
                yield tuple(found)

    def document(self, kind: ObjectKind, id: str) -> BilledDocument | Absent:
        """One invoice or credit note."""
        found = item(self._client, COLLECTIONS[kind], id)
        return found if isinstance(found, Absent) else self._documents(kind, [found])[0]

    def document_pdf(self, kind: ObjectKind, id: str) -> bytes:
        """The document's PDF."""
        return document_pdf(self._client, kind, id)

    # -- money --------------------------------------------------------------------------------------------------------

    def payments(
        self, *, after_id: str = "0", up_to_id: str | None = None, dated_from: date | None = None
    ) -> Iterator[Sequence[BilledPayment]]:
        """Payments with ids in (after_id, up_to_id]."""
        conditions = [] if dated_from is None else [since("date", dated_from)]
        for page in every(self._client, PAYMENTS, conditions, limit=_LIGHT, after_id=after_id, up_to_id=up_to_id):
            read = translated_all("Payment", translate.payment, page)
            found = tuple(one for one in read if dated_from is None or one.date >= dated_from)
            if found:
                yield found

    def payment(self, id: str) -> BilledPayment | Absent:
        """One payment."""
        found = item(self._client, PAYMENTS, id)
        return found if isinstance(found, Absent) else translated("Payment", translate.payment, found)

    def payments_by_id(self, ids: Sequence[str]) -> Sequence[BilledPayment]:
        """Those of the given payments that exist and are visible."""
        return translated_all("Payment", translate.payment, by_ids(self._client, PAYMENTS, ids))

    def find_payment_by_key(self, key: str) -> Sequence[BilledPayment]:
        """Payments whose field_1 is exactly `key` (R2)."""
        query = build_query([equals("field_1", key)], by_id=True)
        try:
            found = translated_all("Payment", translate.payment, listing(self._client, PAYMENTS, query))
        except ApiRefused as refused:
            raise refusal_of_read(refused) from refused
        return tuple(one for one in found if one.fields[0] == key)

    def relations(self, *, after_id: str = "0", up_to_id: str | None = None) -> Iterator[Sequence[Relation]]:
        """Invoice relations with ids in (after_id, up_to_id].

        Raises RelationsUnavailable where this Splynx has none (R16).
        """
        try:
            for page in collection(self._client, RELATIONS, limit=_LIGHT, after_id=after_id, up_to_id=up_to_id):
                yield translated_all("Invoice relation", translate.relation, page)
        except ApiRefused as refused:
            if refused.refusal.status == 404:
                raise RelationsUnavailable from refused
            raise refusal_of_read(refused) from refused

    def transactions(
        self, *, after_id: str = "0", dated_from: date | None = None
    ) -> Iterator[Sequence[BilledTransaction]]:
        """Customer transactions above an id, of documents and payments too."""
        conditions = [] if dated_from is None else [since("date", dated_from)]
        for page in every(self._client, TRANSACTIONS, conditions, limit=_LIGHT, after_id=after_id):
            read = translated_all("Transaction", translate.transaction, page)
            found = tuple(one for one in read if dated_from is None or one.date >= dated_from)
            if found:
                yield found

    def transactions_by_id(self, ids: Sequence[str]) -> Sequence[BilledTransaction]:
        """The given transactions that exist and are visible."""
        return translated_all("Transaction", translate.transaction, by_ids(self._client, TRANSACTIONS, ids))

    def count(self, kind: ObjectKind, *, after_id: str = "0", up_to_id: str) -> int:
        """How many objects of the kind have ids in (after_id, up_to_id] (R34). Raises RelationsUnavailable."""
        return count(self._client, kind, after_id, up_to_id)

    # -- writes -------------------------------------------------------------------------------------------------------

    def create_payment(self, payload: SplynxPaymentPayload) -> BilledPayment:
        """Create and read back; sent once. Raises WriteRefused; after any other failure it may have arrived."""
        return create_payment(self._client, payload)

    def update_payment(self, payload: SplynxPaymentPayload) -> BilledPayment:
        """Change key, date or paid invoice of an existing payment (R26, R27). Raises as `create_payment`."""
        return update_payment(self._client, payload)

    def delete_payment(self, id: str) -> None:
        """Delete; already gone is success. Raises as `create_payment`."""
        delete_payment(self._client, id)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _pages(
        self, path: str, conditions: Sequence[Condition], updated_since: date | None, limit: int, after_id: str
    ) -> Iterator[Sequence[Json]]:
        if updated_since is None:
            return every(self._client, path, conditions, limit=limit, after_id=after_id)
        return changed(self._client, self._fields, path, updated_since, conditions, limit=limit, after_id=after_id)

    def _documents(self, kind: ObjectKind, objects: Sequence[Json]) -> tuple[BilledDocument, ...]:
        read = translated_all(NOUNS[kind], lambda obj: translate.document(kind, obj), objects)
        unknown = {
            line.transaction_id
            for one in read
            for line in one.lines
            if line.category_id is None and line.transaction_id is not None
        }
        if not unknown:
            return read
        # The other way from a line to its category: its transaction (splynx-api.md §7.6).
        categories = {one.id: one.category_id for one in self.transactions_by_id(sorted(unknown))}
        return tuple(translate.with_categories(one, categories) for one in read)
