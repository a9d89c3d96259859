"""Enters books that both sides hold (`twofold`) into both services, as people did over the years."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from splynx_xero_gui.sandbox.splynx import CustomerBilling, CustomerInfo, Line, SplynxBooks
from splynx_xero_gui.sandbox.xero import XeroDesk
from splynx_xero_gui.sandbox.xero.model import Contact

from .generator import configure
from .markets import SOUTH_AFRICA
from .offers import BANK, VAT_15
from .twofold import Bill, Entry, Twofold

_ACCOUNT: Final = "090"
_SALES: Final = {"AccountCode": "200", "TaxType": "OUTPUT3"}


@dataclass(slots=True)
class Filled:
    """Where everything went: keys of the facts → ids on both sides. `payments` by the bill's place."""

    customers: dict[int, int] = field(default_factory=dict)
    contacts: dict[int, str] = field(default_factory=dict)
    invoices: dict[int, int] = field(default_factory=dict)
    xero_invoices: dict[int, str] = field(default_factory=dict)
    payments: dict[int, int] = field(default_factory=dict)
    xero_payments: dict[int, str] = field(default_factory=dict)


def fill_splynx(made: Twofold, books: SplynxBooks) -> Filled:
    """Customers, invoices and payments; `books` must be empty."""
    filled = Filled()
    configure(books, SOUTH_AFRICA)
    for entry in made.customers:
        filled.customers[entry.key] = _customer(books, entry)
    for place, bill in _by_day(made):
        if bill.customer is None:
            continue
        at = datetime.combine(bill.day, time(9))
        line = Line("Fibre 25 Mbps", bill.net, tax_id=VAT_15)
        invoice = books.create_invoice(
            filled.customers[bill.customer],
            [line],
            created=bill.day,
            due=bill.day + timedelta(days=14),
            number=bill.number,
            when=at,
        )
        filled.invoices[place] = invoice.id
        if bill.paid_on is not None:
            payment = books.take_payment(
                invoice.customer_id,
                invoice.total,
                method=BANK,
                invoices=[invoice.id],
                day=bill.paid_on,
                receipt_number=_receipt(place),
                when=datetime.combine(bill.paid_on, time(12)),
            )
            filled.payments[place] = payment.id
    return filled


def fill_xero(made: Twofold, desk: XeroDesk, filled: Filled) -> None:
    """Contacts, invoices and payments; archived and merged at the end, as it happens."""
    contacts: dict[int, Contact] = {}
    for entry in made.contacts:
        contacts[entry.key] = _contact(desk, entry)
        filled.contacts[entry.key] = contacts[entry.key].contact_id
    for place, bill in _by_day(made):
        if bill.contact is None:
            continue
        invoice = desk.add_invoice(
            contacts[bill.contact],
            [{"Description": "Internet", "Quantity": 1, "UnitAmount": bill.net, **_SALES}],
            bill.day,
            DueDate=(bill.day + timedelta(days=14)).isoformat(),
            InvoiceNumber=bill.xero_number,
            Reference=bill.reference,
        )
        filled.xero_invoices[place] = invoice.doc_id
        if bill.paid_on is not None:
            reference = _receipt(place) if bill.marked else ""
            paid = desk.record_payment(invoice, invoice.total, _ACCOUNT, bill.paid_on, reference)
            filled.xero_payments[place] = paid.payment_id
    for entry in made.contacts:
        if entry.merged_into is not None:
            desk.merge_contacts(contacts[entry.key], contacts[entry.merged_into])
        elif entry.archived:
            desk.archive_contact(contacts[entry.key])


def _by_day(made: Twofold) -> list[tuple[int, Bill]]:
    return sorted(enumerate(made.bills), key=lambda entry: (entry[1].day, entry[0]))


def _receipt(place: int) -> str:
    return f"R-2026-{place:06}"


def _customer(books: SplynxBooks, entry: Entry) -> int:
    more: dict[str, Any] = {
        "email": entry.email,
        "phone": entry.phone,
        "street_1": entry.street,
        "zip_code": entry.zip_code,
        "city": entry.city,
    }
    customer = books.add_customer(
        entry.name,
        category="company" if entry.company else "person",
        login=entry.account,
        info=CustomerInfo(vat_id=entry.tax),
        billing=CustomerBilling(billing_due=14, payment_method=BANK, min_balance=Decimal(0)),
        **more,
    )
    return customer.id


def _contact(desk: XeroDesk, entry: Entry) -> Contact:
    """Xero takes a name once only: who has it already is entered with a number behind it, as people do."""
    fields = {
        "EmailAddress": entry.email,
        "TaxNumber": entry.tax,
        "AccountNumber": entry.account,
        "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": entry.phone}] if entry.phone else [],
        "Addresses": [
            {
                "AddressType": "POBOX",
                "AddressLine1": entry.street,
                "City": entry.city,
                "PostalCode": entry.zip_code,
            }
        ]
        if entry.street or entry.city
        else [],
    }
    given = {name: value for name, value in fields.items() if value}
    name, count = " ".join(entry.name.split()), 1
    while True:
        try:
            desk.contact(name)
        except KeyError:
            return desk.add_contact(name, **given)
        count += 1
        name = f"{entry.name} {count}"
