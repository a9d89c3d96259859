"""Patterns a person writes: contact name, reference, account number (interface.md, options)."""

import datetime as dt
import re
from collections.abc import Mapping

from splynx_xero_gui.domain.billing import Customer

_WORD = re.compile(r"\{(\w*)\}")

CONTACT_WORDS = frozenset({"id", "login", "name", "email"})
DOCUMENT_WORDS = frozenset({"number", "date", "id", "login", "name", "email"})
PAYMENT_WORDS = frozenset(
    {"receipt_number", "id", "method", "comment", "field_1", "field_2", "field_3", "field_4", "field_5"}
)


def unknown_words(pattern: str, known: frozenset[str]) -> tuple[str, ...]:
    """Words in braces that mean nothing here."""
    return tuple(word for word in _WORD.findall(pattern) if word not in known)


def filled(pattern: str, words: Mapping[str, str]) -> str:
    """The pattern with its words replaced and spaces collapsed; an unknown word becomes empty."""
    return " ".join(_WORD.sub(lambda found: words.get(found[1], ""), pattern).split())


def customer_words(customer: Customer) -> dict[str, str]:
    """What {id}, {login}, {name} and {email} stand for."""
    return {
        "id": customer.id,
        "login": customer.login,
        "name": customer.name,
        "email": next(iter(customer.emails), ""),
    }


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def document_words(number: str, date: dt.date) -> dict[str, str]:
    """What {number} and {date} stand for; the date as the official add-on writes it, "Dec 2021" (splynx-api.md §11)."""
    return {"number": number, "date": f"{_MONTHS[date.month - 1]} {date.year}"}
