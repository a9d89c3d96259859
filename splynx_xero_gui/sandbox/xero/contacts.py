"""Contacts: made, changed, archived, found (xero-api.md §6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from splynx_xero_gui.sandbox.http import NotModelled
from splynx_xero_gui.sandbox.xero import messages
from splynx_xero_gui.sandbox.xero.books import Organisation
from splynx_xero_gui.sandbox.xero.errors import Refused
from splynx_xero_gui.sandbox.xero.model import Contact, ContactPerson, State

Json = Mapping[str, Any]

_LENGTHS: Final = {
    "Name": 255,
    "ContactNumber": 50,
    "AccountNumber": 50,
    "FirstName": 255,
    "LastName": 255,
    "EmailAddress": 255,
    "TaxNumber": 50,
    "CompanyNumber": 50,
}
_ADDRESS_LENGTHS: Final = {
    "AddressLine1": 500,
    "AddressLine2": 500,
    "AddressLine3": 500,
    "AddressLine4": 500,
    "City": 255,
    "Region": 255,
    "PostalCode": 50,
    "Country": 50,
    "AttentionTo": 255,
}
_PHONE_LENGTHS: Final = {"PhoneNumber": 50, "PhoneAreaCode": 10, "PhoneCountryCode": 20}
_TEXTS: Final = ("FirstName", "LastName", "CompanyNumber", "EmailAddress", "BankAccountDetails", "TaxNumber")
_EMAIL: Final = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_WEBSITE: Final = re.compile(r"https?://[^\s]+\.[^\s]+")
_MAX_PERSONS: Final = 5


def create(org: Organisation, el: Json) -> Contact:
    """Make a contact. Raises Refused with everything that is wrong."""
    if not any(el.get(key) for key in ("Name", "ContactNumber")):
        raise Refused(messages.CONTACT_NAME_EMPTY if "Name" in el else messages.CONTACT_MISSING)
    if el.get("ContactStatus", "ACTIVE") != "ACTIVE":
        raise NotModelled("a new contact that is archived from the start")
    errors = _problems(org, el, None)
    if not el.get("Name"):
        errors.append(messages.CONTACT_NAME_EMPTY)
    if errors:
        raise Refused(*errors)
    contact = Contact(org.new_id(), el["Name"], org.stamp())
    _apply(contact, el)
    org.contacts.add(contact)
    org.index_contact(contact)
    return contact


def find_for_upsert(org: Organisation, el: Json) -> Contact | None:
    """The contact a POST means: by ContactID, else ContactNumber, else Name. Raises Refused for an unknown id."""
    if "ContactID" in el:
        contact = org.contacts.get(el["ContactID"])
        if contact is None:
            raise Refused(messages.CONTACT_UNKNOWN)
        return contact
    if el.get("ContactNumber"):
        if (found := org.index.contact_numbers.get(el["ContactNumber"].lower())) is not None:
            return found
    name = el.get("Name", "").lower()
    if (active := org.index.active_names.get(name)) is not None:
        return active
    return next((c for c in org.contacts if c.status is not State.ACTIVE and c.name.lower() == name), None)


def update(org: Organisation, contact: Contact, el: Json) -> None:
    """Change a contact as `el` says; what is not named stays. Raises Refused."""
    if contact.status is not State.ACTIVE:
        raise Refused(messages.CONTACT_ARCHIVED)
    errors = _problems(org, el, contact)
    if "Name" in el and not el["Name"]:
        errors.append(messages.CONTACT_NAME_EMPTY)
    if contact.website and _WEBSITE.fullmatch(contact.website) is None:
        errors.append(messages.WEBSITE_INVALID)
    if errors:
        raise Refused(*errors)
    org.unindex_contact(contact)
    _apply(contact, el)
    if el.get("ContactStatus") == "ARCHIVED":
        contact.status = State.ARCHIVED
    contact.updated = org.stamp()
    org.index_contact(contact)


def contact_for_document(org: Organisation, ref: Json, errors: list[str]) -> Contact | None:
    """The contact a document names, by ContactID; what is wrong with it goes to `errors`.

    Raises NotModelled where more than the id is sent: real Xero would then change the contact (xero-api.md §6).
    """
    if not any(ref.get(key) for key in ("ContactID", "Name", "ContactNumber")):
        errors.append(messages.CONTACT_MISSING)
        return None
    if set(ref) != {"ContactID"}:
        raise NotModelled(f"a document's Contact with {', '.join(sorted(ref))}: send the ContactID only")
    contact = org.contacts.get(ref["ContactID"])
    if contact is None:
        errors.append(messages.CONTACT_UNKNOWN)
    elif contact.status is not State.ACTIVE:
        errors.append(messages.CONTACT_ARCHIVED_ON_DOCUMENT)
    return contact


def _problems(org: Organisation, el: Json, own: Contact | None) -> list[str]:
    errors = [messages.too_long(key, limit) for key, limit in _LENGTHS.items() if len(el.get(key, "")) > limit]
    for parts, lengths in ((el.get("Addresses", []), _ADDRESS_LENGTHS), (el.get("Phones", []), _PHONE_LENGTHS)):
        errors += [
            messages.too_long(key, limit)
            for part in parts
            for key, limit in lengths.items()
            if len(part.get(key, "")) > limit
        ]
    name = el.get("Name", "")
    if name and (re.search(r"[<>]|  ", name) or name != name.strip()):
        errors.append(messages.name_malformed(name))
    index = org.index
    if name and index.active_names.get(name.lower(), own) is not own:
        errors.append(messages.name_taken(name))
    if (number := el.get("ContactNumber", "")) and index.contact_numbers.get(number.lower(), own) is not own:
        errors.append(messages.CONTACT_NUMBER_TAKEN)
    if (number := el.get("AccountNumber", "")) and index.account_numbers.get(number.lower(), own) is not own:
        errors.append(messages.ACCOUNT_NUMBER_TAKEN)
    persons = el.get("ContactPersons", [])
    emails = [el.get("EmailAddress", ""), *(person.get("EmailAddress", "") for person in persons)]
    if any(email and _EMAIL.fullmatch(email) is None for email in emails):
        errors.append(messages.EMAIL_INVALID)
    if len(persons) > _MAX_PERSONS:
        errors.append(messages.TOO_MANY_PERSONS)
    if el.get("DefaultCurrency", org.country.currency) not in org.currencies:
        errors.append(messages.currency_missing(el["DefaultCurrency"]))
    return errors


def _apply(contact: Contact, el: Json) -> None:
    contact.name = el.get("Name", contact.name)
    contact.contact_number = el.get("ContactNumber", contact.contact_number)
    contact.account_number = el.get("AccountNumber", contact.account_number)
    for key in _TEXTS:
        if key in el:
            contact.texts[key] = el[key]
    if "DefaultCurrency" in el:
        contact.texts["DefaultCurrency"] = el["DefaultCurrency"]
    for address in el.get("Addresses", []):
        contact.addresses[address["AddressType"]] = dict(address)
    for phone in el.get("Phones", []):
        contact.phones[phone["PhoneType"]] = dict(phone)
    if "ContactPersons" in el:  # those not listed are gone
        contact.persons = [
            ContactPerson(
                p.get("FirstName", ""),
                p.get("LastName", ""),
                p.get("EmailAddress", ""),
                p.get("IncludeInEmails", False),
            )
            for p in el["ContactPersons"]
        ]
