"""The fields of a contact that Splynx owns, and their three-way comparison (design.md §5, xero-api.md §6)."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from splynx_xero_gui.domain.accounting import Address, Contact
from splynx_xero_gui.domain.billing import Customer, CustomerDetails
from splynx_xero_gui.domain.profile import Options
from splynx_xero_gui.engine.reconcile.patterns import customer_words, filled

NAME_LIMIT = 255
_SHORT_LIMIT = 50
_EMAIL = re.compile(r"[^@\s,;<>()\[\]\"']+@[^@\s,;<>()\[\]\"'.]+(?:\.[^@\s,;<>()\[\]\"'.]+)+")
_DETAIL_FIELDS = frozenset({"tax_number", "address"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What Splynx says a contact should hold. `known` are the fields it can speak for: without the customer's details
    neither tax number nor address. `left_out` are e-mail addresses that Xero would refuse.
    """

    name: str
    email: str
    phone: str
    tax_number: str
    account_number: str
    address: Address
    known: frozenset[str]
    left_out: tuple[str, ...] = ()

    def texts(self) -> dict[str, str]:
        """The known fields as text."""
        return {name: text for name, text in _texts(self).items() if name in self.known}


def wanted(customer: Customer, details: CustomerDetails | None, options: Options) -> Wanted:
    """The contact as Splynx describes the customer."""
    email, left_out = _first_valid((*customer.billing_emails, *customer.emails))
    words = customer_words(customer)
    name = clean_name(filled(options.contact_name, words)) or clean_name(customer.name) or clean_name(customer.login)
    account_number = filled(options.account_number, words)[:_SHORT_LIMIT] if options.account_number else ""
    known = {"name", "email", "phone"} | (_DETAIL_FIELDS if details else set())
    if options.account_number:
        known.add("account_number")
    return Wanted(
        name=name or f"Customer {customer.id}",
        email=email,
        phone=next((phone.strip()[:_SHORT_LIMIT] for phone in customer.phones if phone.strip()), ""),
        tax_number=details.vat_id.strip()[:_SHORT_LIMIT] if details else "",
        account_number=account_number,
        address=_address(customer, details),
        known=frozenset(known),
        left_out=left_out,
    )


def clean_name(name: str) -> str:
    """No angle brackets, no double, leading or trailing spaces, at most 255 characters (xero-api.md §6)."""
    return " ".join(name.replace("<", " ").replace(">", " ").split())[:NAME_LIMIT].rstrip()


def with_suffix(name: str, suffix: str) -> str:
    """`name (suffix)`, shortened to fit."""
    tail = f" ({suffix})"
    return name[: NAME_LIMIT - len(tail)].rstrip() + tail


def contact_texts(contact: Contact) -> dict[str, str]:
    """The same fields of a Xero contact as text."""
    return _texts(contact)


def address_text(address: Address) -> str:
    """One line per address, comparable."""
    parts = (address.street, address.postal_code, address.city, address.region, address.country)
    return ", ".join(" ".join(part.split()) for part in parts if part.strip())


def same_text(field: str, one: str, other: str) -> bool:
    """Equal but for what Xero writes in its own way: spaces, the case of an e-mail, the punctuation of a phone."""
    if field == "phone":
        return re.sub(r"\D", "", one) == re.sub(r"\D", "", other)
    left, right = " ".join(one.split()), " ".join(other.split())
    return left.casefold() == right.casefold() if field == "email" else left == right


@dataclass(frozen=True, slots=True)
class Agreed:
    """Each field as Splynx and as Xero had it when they last agreed."""

    splynx: Mapping[str, str]
    xero: Mapping[str, str]

    def json(self) -> str:
        """For `Link.agreed`."""
        return json.dumps(
            {"splynx": dict(sorted(self.splynx.items())), "xero": dict(sorted(self.xero.items()))},
            separators=(",", ":"),
            ensure_ascii=False,
        )

    def with_field(self, field: str, splynx: str, xero: str) -> "Agreed":
        """Agreed anew on one field."""
        return Agreed({**self.splynx, field: splynx}, {**self.xero, field: xero})


def agreed_of_link(text: str) -> Agreed | None:
    """What a link stores; None where nothing was stored."""
    try:
        stored = json.loads(text)
        return Agreed(
            {str(k): str(v) for k, v in stored["splynx"].items()}, {str(k): str(v) for k, v in stored["xero"].items()}
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Fields to send, fields both sides changed, and what is agreed after the silent ones."""

    send: tuple[str, ...]
    both: tuple[str, ...]
    agreed: Agreed


def compare(now: Wanted, contact: Contact, agreed: Agreed | None) -> Comparison:
    """Three-way, field by field. A field Splynx did not change stays as it is in Xero, whatever it is there.

    Never agreed before (found or linked by hand): what both hold now counts as agreed, nothing is written.
    The same for a single field that was never sent.
    """
    splynx, xero = now.texts(), contact_texts(contact)
    if agreed is None:
        return Comparison((), (), Agreed(splynx, {name: xero[name] for name in splynx}))
    send, both = [], []
    for name, value in splynx.items():
        if name in agreed.splynx and agreed.splynx[name] == value:
            continue
        if name not in agreed.xero:
            agreed = agreed.with_field(name, value, xero[name])
            continue
        then = agreed.xero[name]
        if same_text(name, xero[name], value):
            agreed = agreed.with_field(name, value, xero[name])
        elif same_text(name, xero[name], then):
            send.append(name)
        else:
            both.append(name)
    return Comparison(tuple(send), tuple(both), agreed)


def _texts(holder: Wanted | Contact) -> dict[str, str]:
    return {
        "name": holder.name,
        "email": holder.email,
        "phone": holder.phone,
        "tax_number": holder.tax_number,
        "account_number": holder.account_number,
        "address": address_text(holder.address),
    }


def _first_valid(emails: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """The first valid address; and those before it that are none (xero-api.md §15.2)."""
    refused: list[str] = []
    for email in emails:
        text = email.strip()
        if len(text) <= NAME_LIMIT and _EMAIL.fullmatch(text):
            return text, tuple(refused)
        if text:
            refused.append(text)
    return "", tuple(refused)


def _address(customer: Customer, details: CustomerDetails | None) -> Address:
    if details and (details.billing_street or details.billing_city or details.billing_zip_code):
        return Address(details.billing_street, details.billing_city, details.billing_zip_code)
    return Address(customer.street, customer.city, customer.zip_code)
