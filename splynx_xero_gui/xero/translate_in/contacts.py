"""Contacts (xero-api.md §6)."""

from splynx_xero_gui.domain.accounting import NO_ADDRESS, Address, Contact, ContactStatus
from splynx_xero_gui.xero.translate_in.values import Json, ident, needed_id, rows, text

BILLING_ADDRESS = "POBOX"
MAIN_PHONE = "DEFAULT"


def contact(item: Json) -> Contact:
    """One contact. Raises Unreadable without an id. Anything but ACTIVE is not usable."""
    status = text(item, "ContactStatus") or "ACTIVE"
    return Contact(
        id=needed_id(item, "ContactID"),
        name=text(item, "Name"),
        status=ContactStatus.ACTIVE if status == "ACTIVE" else ContactStatus.ARCHIVED,
        number=text(item, "ContactNumber"),
        account_number=text(item, "AccountNumber"),
        email=text(item, "EmailAddress"),
        phone=_phone(item),
        tax_number=text(item, "TaxNumber"),
        address=_address(item),
        merged_to=ident(item, "MergedToContactID") or None,
    )


def _phone(item: Json) -> str:
    for slot in rows(item, "Phones"):
        if text(slot, "PhoneType") == MAIN_PHONE:
            parts = (text(slot, "PhoneCountryCode"), text(slot, "PhoneAreaCode"), text(slot, "PhoneNumber"))
            return " ".join(part for part in parts if part)
    return ""


def _address(item: Json) -> Address:
    for slot in rows(item, "Addresses"):
        if text(slot, "AddressType") == BILLING_ADDRESS:
            lines = (text(slot, f"AddressLine{n}") for n in (1, 2, 3, 4))
            return Address(
                street="\n".join(line for line in lines if line),
                city=text(slot, "City"),
                postal_code=text(slot, "PostalCode"),
                region=text(slot, "Region"),
                country=text(slot, "Country"),
            )
    return NO_ADDRESS
