"""Contacts as Xero writes them: full, paged, and the few fields other answers carry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from splynx_xero_gui.sandbox.xero import wire
from splynx_xero_gui.sandbox.xero.model import ZERO, Contact, DocKind, Document, Status

Json = dict[str, Any]
_PHONE_TYPES: Final = ("DEFAULT", "DDI", "FAX", "MOBILE")
_ADDRESS_TYPES: Final = ("STREET", "POBOX")
_OPEN: Final = (Status.AUTHORISED, Status.PAID)


def contact_stub(contact: Contact) -> Json:
    """A contact inside a listed document."""
    return {
        "ContactID": contact.contact_id,
        "Name": contact.name,
        "Addresses": [],
        "Phones": [],
        "ContactGroups": [],
        "ContactPersons": [],
        "HasValidationErrors": False,
    }


def contact_full(contact: Contact) -> Json:
    """A contact inside an answer to a write; always four phone and two address slots (seen)."""
    shown: Json = {
        "ContactID": contact.contact_id,
        "ContactStatus": contact.status.value,
        "Name": contact.name,
        **contact.texts,
    }
    if contact.contact_number:
        shown["ContactNumber"] = contact.contact_number
    if contact.account_number:
        shown["AccountNumber"] = contact.account_number
    shown.setdefault("EmailAddress", "")
    shown.setdefault("BankAccountDetails", "")
    return shown | {
        "Addresses": [
            {
                "AddressType": kind,
                "City": "",
                "Region": "",
                "PostalCode": "",
                "Country": "",
                **contact.addresses.get(kind, {}),
            }
            for kind in _slots(_ADDRESS_TYPES, contact.addresses)
        ],
        "Phones": [
            {
                "PhoneType": kind,
                "PhoneNumber": "",
                "PhoneAreaCode": "",
                "PhoneCountryCode": "",
                **contact.phones.get(kind, {}),
            }
            for kind in _slots(_PHONE_TYPES, contact.phones)
        ],
        "UpdatedDateUTC": wire.ms_stamp(contact.updated),
        "UpdatedDateUTCString": wire.stamp_string(contact.updated),
        "ContactGroups": [],
        "IsSupplier": contact.is_supplier,
        "IsCustomer": contact.is_customer,
        "SalesTrackingCategories": [],
        "PurchasesTrackingCategories": [],
        "ContactPersons": [
            {
                "FirstName": p.first_name,
                "LastName": p.last_name,
                "EmailAddress": p.email,
                "IncludeInEmails": p.include_in_emails,
            }
            for p in contact.persons
        ],
        "HasValidationErrors": False,
    }


def contact_detailed(contact: Contact, documents: Iterable[Document], today: date) -> Json:
    """A contact of a single GET or a page: with balances, and where it was merged to."""
    shown = contact_full(contact) | {"HasAttachments": False}
    if contact.website:
        shown["Website"] = contact.website
    if contact.merged_to is not None:
        shown["MergedToContactID"] = contact.merged_to
    outstanding = overdue = ZERO
    for doc in documents:
        if doc.status not in _OPEN:
            continue
        if doc.kind is DocKind.INVOICE:
            outstanding += doc.open_amount
            overdue += doc.open_amount if doc.due is not None and doc.due < today else ZERO
        else:
            outstanding -= doc.open_amount
    if outstanding or overdue:
        shown["Balances"] = {
            "AccountsReceivable": {"Outstanding": outstanding, "Overdue": overdue},
            "AccountsPayable": {"Outstanding": ZERO, "Overdue": ZERO},
        }
    return shown


def contact_listed(contact: Contact) -> Json:
    """A contact of a list without page=: persons, groups and balances are left out."""
    shown = contact_full(contact)
    shown["ContactPersons"] = []
    return shown


def contact_summary(contact: Contact) -> Json:
    """A contact with summaryOnly=true."""
    shown = contact_stub(contact) | {
        "ContactStatus": contact.status.value,
        "IsCustomer": contact.is_customer,
        "IsSupplier": contact.is_supplier,
        "UpdatedDateUTC": wire.ms_stamp(contact.updated),
        "UpdatedDateUTCString": wire.stamp_string(contact.updated),
    }
    if contact.contact_number:
        shown["ContactNumber"] = contact.contact_number
    return shown


def _slots(standard: tuple[str, ...], given: Iterable[str]) -> list[str]:
    return [*standard, *(kind for kind in given if kind not in standard)]
