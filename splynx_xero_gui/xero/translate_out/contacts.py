"""Contacts to write (xero-api.md §6): only the fields that Splynx owns."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from splynx_xero_gui.domain.accounting import NO_ADDRESS
from splynx_xero_gui.domain.payloads import ContactPayload
from splynx_xero_gui.xero.translate_in.contacts import BILLING_ADDRESS, MAIN_PHONE
from splynx_xero_gui.xero.translate_out.values import Body, Unwritable, known

_ADDRESS_LINES: Final = 4


def new_contact(payload: ContactPayload) -> Body:
    """For PUT /Contacts. What is unknown is left out."""
    if not payload.name:
        raise Unwritable("The contact has no name.")
    body: Body = {}
    for name, write in _FIELDS.items():
        if getattr(payload, name) not in ("", NO_ADDRESS):
            body |= write(payload)
    return body


def changed_contact(payload: ContactPayload) -> Body:
    """For POST /Contacts by ContactID: the named fields (none named: all), emptied where they are empty."""
    body: Body = {"ContactID": known(payload.id, "contact")}
    for name in payload.fields or tuple(_FIELDS):
        if name not in _FIELDS:
            raise Unwritable(f"Xero's contacts have no field {name}.")
        body |= _FIELDS[name](payload)
    return body


def archived_contact(contact_id: str) -> Body:
    """For POST /Contacts: out of sight, its documents stay."""
    return {"ContactID": known(contact_id, "contact"), "ContactStatus": "ARCHIVED"}


def _phones(payload: ContactPayload) -> Body:
    slot = {"PhoneType": MAIN_PHONE, "PhoneNumber": payload.phone, "PhoneAreaCode": "", "PhoneCountryCode": ""}
    return {"Phones": [slot]}


def _addresses(payload: ContactPayload) -> Body:
    where = payload.address
    lines = where.street.split("\n")
    if len(lines) > _ADDRESS_LINES:
        lines = [*lines[: _ADDRESS_LINES - 1], ", ".join(lines[_ADDRESS_LINES - 1 :])]
    slot = {
        "AddressType": BILLING_ADDRESS,
        **{f"AddressLine{n + 1}": lines[n] if n < len(lines) else "" for n in range(_ADDRESS_LINES)},
        "City": where.city,
        "PostalCode": where.postal_code,
        "Region": where.region,
        "Country": where.country,
    }
    return {"Addresses": [slot]}


_FIELDS: Final[Mapping[str, Callable[[ContactPayload], Body]]] = MappingProxyType(
    {
        "name": lambda p: {"Name": p.name},
        "number": lambda p: {"ContactNumber": p.number},
        "email": lambda p: {"EmailAddress": p.email},
        "phone": _phones,
        "tax_number": lambda p: {"TaxNumber": p.tax_number},
        "account_number": lambda p: {"AccountNumber": p.account_number},
        "address": _addresses,
    }
)
