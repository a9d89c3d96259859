"""Customers and contacts in one form, ready to be compared."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from splynx_xero_gui.domain.accounting import Contact, ContactStatus
from splynx_xero_gui.domain.billing import Customer, CustomerDetails
from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.engine.match.words import (
    code_form,
    email_form,
    folded,
    name_tokens,
    phone_digits,
    street_form,
)

DocumentKey = tuple[str, str]
"""Number and total of an invoice or credit note, as text: compact, because a provider has hundreds of thousands."""


@dataclass(frozen=True, slots=True)
class Party:
    """A customer or contact. `canon` is its name's telling words; `number` the ContactNumber (of a customer: ours).

    `open` is what it owes now; `documents` are its documents' numbers with their totals. Only an `active` contact can
    be certain.
    """

    id: str
    name: str
    canon: str
    tokens: tuple[str, ...]
    number: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    taxes: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    street: str = ""
    place: str = ""
    open: Decimal = ZERO
    documents: Sequence[DocumentKey] = ()
    active: bool = True


def party_of_customer(
    customer: Customer,
    details: CustomerDetails | None,
    *,
    number: str,
    account: str = "",
    owed: Decimal = ZERO,
    documents: Sequence[DocumentKey] = (),
) -> Party:
    """A customer as its contact would look. `number` is our ContactNumber for it, `account` its account number in Xero
    by the profile's pattern; without one its login counts, which many providers use there.
    """
    tokens = name_tokens(customer.name)
    streets = [customer.street] + ([details.billing_street] if details else [])
    places = [customer.zip_code or customer.city]
    if details and details.billing_street:
        streets.reverse()
        places = [details.billing_zip_code or details.billing_city or places[0]]
    return Party(
        id=customer.id,
        name=customer.name,
        canon=" ".join(tokens),
        tokens=tokens,
        number=number.casefold(),
        emails=_each(email_form, (*customer.billing_emails, *customer.emails)),
        phones=_each(phone_digits, customer.phones),
        taxes=_each(code_form, (details.vat_id,) if details else ()),
        accounts=_each(code_form, (account or customer.login,)),
        street=next((form for street in streets if (form := street_form(street))), ""),
        place=folded(places[0]),
        open=owed,
        documents=documents,
    )


def party_of_contact(contact: Contact, *, owed: Decimal = ZERO, documents: Sequence[DocumentKey] = ()) -> Party:
    """A contact of Xero."""
    tokens = name_tokens(contact.name)
    return Party(
        id=contact.id,
        name=contact.name,
        canon=" ".join(tokens),
        tokens=tokens,
        number=contact.number.strip().casefold(),
        emails=_each(email_form, (contact.email,)),
        phones=_each(phone_digits, (contact.phone,)),
        taxes=_each(code_form, (contact.tax_number,)),
        accounts=_each(code_form, (contact.account_number,)),
        street=street_form(contact.address.street),
        place=folded(contact.address.postal_code or contact.address.city),
        open=owed,
        documents=documents,
        active=contact.status is ContactStatus.ACTIVE,
    )


def merged_targets(contacts: Iterable[Contact]) -> Mapping[str, str]:
    """Ids of merged contacts → the contact that everything of theirs is on now."""
    into = {contact.id: contact.merged_to for contact in contacts if contact.merged_to}
    found: dict[str, str] = {}
    for id in into:
        target, seen = id, {id}
        while (following := into.get(target)) is not None and following not in seen:
            seen.add(following)
            target = following
        found[id] = target
    return found


def _each(form: Callable[[str], str], values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(made for value in values if (made := form(value))))
