"""Which collections the API has, what they show, and what may be written to them (splynx-api.md §6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import access, schemas, writes
from .books import SplynxBooks
from .schema import Schema
from .table import Table
from .writes import Body

PartnerOf = Callable[[SplynxBooks, Any], int | None]


@dataclass(frozen=True, slots=True)
class Collection:
    """One collection.

    Attributes:
        partner_of: the partner an object belongs to, for keys restricted to partners.
        filters: plain query parameters that are documented as filters.
        create, change, delete: what the verbs do; None answers METHOD_DISABLED.
        item_only: there is no list, only `/{id}`.
    """

    path: str
    controller: str
    schema: Schema
    table: Callable[[SplynxBooks], Table[Any]]
    partner_of: PartnerOf
    filters: tuple[str, ...] = ()
    create: Callable[[SplynxBooks, Body], int] | None = None
    change: Callable[[SplynxBooks, int, Body], None] | None = None
    delete: Callable[[SplynxBooks, int], None] | None = None
    item_only: bool = False


def _of_customer(books: SplynxBooks, row: Any) -> int | None:
    customer = books.customers.get(row.customer_id)
    return customer.partner_id if customer is not None else None


def _own(_books: SplynxBooks, row: Any) -> int | None:
    return int(row.partner_id)


def _itself(_books: SplynxBooks, row: Any) -> int | None:
    return int(row.id)


def _of_nobody(_books: SplynxBooks, _row: Any) -> int | None:
    return None


def all_collections(*, auto_pay: bool) -> dict[str, Collection]:
    """Every collection by its path below `admin/`."""
    found = (
        Collection(
            "customers/customer",
            access.CUSTOMER,
            schemas.CUSTOMER,
            lambda books: books.customers,
            _own,
            create=writes.create_customer,
            change=writes.change_customer,
            delete=writes.delete_customer,
        ),
        Collection(
            "customers/customer-info",
            access.CUSTOMER_INFO,
            schemas.CUSTOMER_INFO,
            lambda books: books.customers,
            _own,
            change=writes.change_info,
            item_only=True,
        ),
        Collection(
            "customers/customer-billing",
            access.CUSTOMER_BILLING,
            schemas.CUSTOMER_BILLING,
            lambda books: books.customers,
            _own,
            change=writes.change_billing,
            item_only=True,
        ),
        Collection(
            "finance/invoices",
            access.INVOICES,
            schemas.INVOICE,
            lambda books: books.invoices,
            _of_customer,
            create=writes.create_invoice,
            change=writes.change_invoice,
            delete=writes.delete_invoice,
        ),
        Collection(
            "finance/proforma-invoices",
            access.PROFORMA,
            schemas.PROFORMA,
            lambda books: books.proformas,
            _of_customer,
        ),
        Collection(
            "finance/credit-notes",
            access.CREDIT_NOTES,
            schemas.CREDIT_NOTE,
            lambda books: books.credit_notes,
            _of_customer,
            create=writes.create_credit_note,
            change=writes.change_credit_note,
            delete=writes.delete_credit_note,
        ),
        Collection(
            "finance/payments",
            access.PAYMENTS,
            schemas.PAYMENT,
            lambda books: books.payments,
            _of_customer,
            create=writes.create_payment(auto_pay=auto_pay),
            change=writes.change_payment,
            delete=writes.delete_payment,
        ),
        Collection(
            "finance/transactions",
            access.TRANSACTIONS,
            schemas.TRANSACTION,
            lambda books: books.transactions,
            _of_customer,
        ),
        Collection(
            "finance/invoice-relations",
            access.RELATIONS,
            schemas.RELATION,
            lambda books: books.relations,
            _of_customer,
            filters=("customer_id", "invoice_id"),
        ),
        Collection("finance/payment-methods", access.METHODS, schemas.METHOD, lambda books: books.methods, _of_nobody),
        Collection(
            "finance/transaction-categories",
            access.CATEGORIES,
            schemas.CATEGORY,
            lambda books: books.categories,
            _of_nobody,
        ),
        Collection("config/taxes", access.TAXES, schemas.TAX, lambda books: books.taxes, _of_nobody),
        Collection(
            "config/company-info", access.COMPANY_INFO, schemas.COMPANY_INFO, lambda books: books.companies, _itself
        ),
        Collection("administration/partners", access.PARTNERS, schemas.PARTNER, lambda books: books.partners, _itself),
        Collection(
            "administration/locations", access.LOCATIONS, schemas.LOCATION, lambda books: books.locations, _of_nobody
        ),
        Collection(
            "administration/administrators",
            access.ADMINISTRATORS,
            schemas.ADMINISTRATOR,
            lambda books: books.administrators,
            _own,
        ),
    )
    return {collection.path: collection for collection in found}  # fmt: skip


NOT_MODELLED_WRITES = frozenset(
    {
        "finance/proforma-invoices", "finance/transactions", "finance/payment-methods",
        "finance/transaction-categories", "administration/partners", "administration/locations",
        "administration/administrators", "config/company-info",
    }
)  # fmt: skip
"""Collections that really can be written, which the sandbox does not do: a loud 501 instead of METHOD_DISABLED."""
