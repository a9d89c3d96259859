"""What a Splynx user does with customers."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime

from .records import Customer, CustomerBilling, CustomerInfo
from .store import BooksError, Store

_PERSON, _COMPANY = "person", "company"
_CUSTOMER_FIELDS = {field.name for field in fields(Customer)} - {"id", "info", "billing", "last_update"}
_INFO_FIELDS = {field.name for field in fields(CustomerInfo)} - {"updated_at"}
_BILLING_FIELDS = {field.name for field in fields(CustomerBilling)} - {"deposit"}


class CustomerActions(Store):
    """Customers, their info and their billing settings."""

    def add_customer(
        self,
        name: str,
        *,
        category: str = _PERSON,
        partner_id: int = 1,
        location_id: int = 1,
        status: str = "active",
        login: str = "",
        parent_id: int = 0,
        date_add: date | None = None,
        when: datetime | None = None,
        info: CustomerInfo | None = None,
        billing: CustomerBilling | None = None,
        **others: object,
    ) -> Customer:
        """A new customer; with `parent_id` a sub-account. `others` are further fields of `Customer`."""
        with self.lock:
            stamp = when or self.now()
            if self.partners.get(partner_id) is None or self.locations.get(location_id) is None:
                raise BooksError(f"Partner {partner_id} or location {location_id} does not exist.")
            if parent_id:
                self.customer(parent_id)
            number = self.customers.next_id
            customer = Customer(
                id=number,
                login=login or f"{number:06}",
                status=status,
                partner_id=partner_id,
                location_id=location_id,
                name=name,
                category=category,
                date_add=date_add or stamp.date(),
                last_update=stamp,
                parent_id=parent_id,
                info=info or CustomerInfo(),
                billing=billing or CustomerBilling(),
            )
            _assign(customer, others, _CUSTOMER_FIELDS)
            return self.customers.add(customer)

    def change_customer(self, customer_id: int, *, when: datetime | None = None, **changes: object) -> Customer:
        """Changes fields and bumps `last_update`."""
        with self.lock:
            customer = self.customer(customer_id)
            _assign(customer, changes, _CUSTOMER_FIELDS)
            customer.last_update = when or self.now()
            self.customers.moved(customer, "last_update")
            for name in changes:
                self.customers.moved(customer, name)
            return customer

    def change_customer_info(self, customer_id: int, *, when: datetime | None = None, **changes: object) -> Customer:
        """Changes `customer-info`; only its own stamp moves."""
        with self.lock:
            customer = self.customer(customer_id)
            _assign(customer.info, changes, _INFO_FIELDS)
            customer.info.updated_at = when or self.now()
            return customer

    def change_customer_billing(self, customer_id: int, **changes: object) -> Customer:
        """Changes `customer-billing`, which carries no stamp at all."""
        with self.lock:
            customer = self.customer(customer_id)
            _assign(customer.billing, changes, _BILLING_FIELDS)
            return customer

    def delete_customer(self, customer_id: int) -> None:
        """Removes a customer who has no documents, payments or sub-accounts."""
        with self.lock:
            self.customer(customer_id)
            tables = (self.invoices, self.credit_notes, self.payments, self.transactions, self.proformas)
            if any(table.having("customer_id", customer_id) for table in tables):
                raise BooksError(f"Customer {customer_id} has financial documents and cannot be deleted.")
            if self.customers.having("parent_id", customer_id):
                raise BooksError(f"Customer {customer_id} has sub-accounts and cannot be deleted.")
            self.customers.remove(customer_id)


def _assign(target: object, changes: dict[str, object], allowed: set[str]) -> None:
    unknown = sorted(set(changes) - allowed)
    if unknown:
        raise BooksError(f"Not a field that can be changed: {', '.join(unknown)}.")
    for name, value in changes.items():
        setattr(target, name, value)
