"""Books that both sides hold already, as they are after years of typing everything twice; and which belong together.

Part of the names is misspelt, part of the entries is there twice, some contacts are archived or merged. `Twofold` is
plain facts, so that tens of thousands are made in a second; `fill` enters them into both services.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from .mistakes import misspelt, typed_otherwise
from .words import COMPANY_FORMS, COMPANY_TRADES, COMPANY_WORDS, FIRST_NAMES, LAST_NAMES, PLACES, STREETS

_CENT: Final = Decimal("0.01")
_VAT: Final = Decimal("0.15")
_ONSETS: Final = (
    "b", "br", "d", "f", "g", "h", "k", "kl", "kr", "l", "m", "n", "p", "r", "s", "sch", "st", "t", "v", "w",
    "z", "mb", "nd", "ng", "th", "kh",
)  # fmt: skip
_VOWELS: Final = (
    "a", "e", "i", "o", "u", "aa", "ee", "oo", "ie",
)  # fmt: skip
_CODAS: Final = (
    "n", "r", "l", "s", "k", "t", "nd", "rg", "mann", "sen", "son", "wana", "zi", "le", "ba", "stra", "veld",
)  # fmt: skip
_PRICES: Final = ("346.96", "433.91", "607.83", "781.74", "1303.48", "173.04", "868.70", "2607.83")
_MAILS: Final = ("gmail.example", "mweb.example.co.za", "outlook.example", "telkom.example.net", "icloud.example")


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of what is wrong, of 1."""

    misspelt: float = 0.15
    twice: float = 0.05
    archived_or_merged: float = 0.03
    only_in_splynx: float = 0.06
    only_in_xero: float = 0.06
    families: float = 0.05
    branches: float = 0.06
    same_numbers: float = 0.35
    unpaid: float = 0.3


@dataclass(frozen=True, slots=True)
class Entry:
    """A customer or contact as entered on one side. `merged_into` is the key of another contact."""

    key: int
    name: str
    company: bool = False
    email: str = ""
    phone: str = ""
    tax: str = ""
    account: str = ""
    street: str = ""
    zip_code: str = ""
    city: str = ""
    archived: bool = False
    merged_into: int | None = None


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice. `customer` or `contact` None = on the other side only. `paid_on` is the day it was paid in full;
    `marked`: Xero's payment names the receipt.
    """

    number: str
    xero_number: str
    customer: int | None
    contact: int | None
    day: date
    net: Decimal
    reference: str = ""
    paid_on: date | None = None
    marked: bool = False

    @property
    def total(self) -> Decimal:
        """With tax, half up."""
        return self.net + (self.net * _VAT).quantize(_CENT, ROUND_HALF_UP)


@dataclass(slots=True)
class Twofold:
    """Both sides. `truth`: customer → the contact it is; customers without one are in Splynx only."""

    customers: list[Entry] = field(default_factory=list)
    contacts: list[Entry] = field(default_factory=list)
    bills: list[Bill] = field(default_factory=list)
    truth: dict[int, int] = field(default_factory=dict)


def twofold(seed: int, people: int, until: date, *, bills_each: int = 2, shares: Shares | None = None) -> Twofold:
    """About `people` customers and as many contacts, the same for the same seed."""
    return _Maker(random.Random(seed), until, bills_each, shares or Shares()).make(people)


class _Maker:
    def __init__(self, rng: random.Random, until: date, bills_each: int, shares: Shares) -> None:
        self._rng, self._until, self._bills_each, self._shares = rng, until, bills_each, shares
        self._surnames = [*LAST_NAMES, *sorted({self._surname() for _ in range(900)})]
        self._made = Twofold()
        self._number = 0

    def make(self, people: int) -> Twofold:
        rng, shares, made = self._rng, self._shares, self._made
        for _ in range(people):
            at = rng.random()
            if at < shares.only_in_splynx:
                customer = self._customer()
                self._bill(customer, None)
            elif at < shares.only_in_splynx + shares.only_in_xero:
                self._bill(None, self._contact(self._anybody(), typed=False))
            else:
                self._both()
        rng.shuffle(made.contacts)
        return made

    def _both(self) -> None:
        rng, shares, made = self._rng, self._shares, self._made
        customer = self._customer()
        contact = self._contact(customer, typed=True)
        made.truth[customer.key] = contact.key
        self._bill(customer, contact)
        if rng.random() < shares.twice:
            self._twice(customer, contact)
        if rng.random() < shares.archived_or_merged:
            self._leave(contact)

    def _twice(self, customer: Entry, contact: Entry) -> None:
        """The same person was entered a second time, on one of the sides, with part of what is known."""
        if self._rng.random() < 0.5:
            again = replace(self._poorer(customer), key=len(self._made.customers) + 1)
            self._made.customers.append(replace(again, account=f"{again.key:06}"))
        else:
            again = replace(self._poorer(contact), key=len(self._made.contacts) + 1, account="")
            self._made.contacts.append(replace(again, name=misspelt(self._rng, again.name)))

    def _leave(self, contact: Entry) -> None:
        """Archived, or merged into a contact made for that."""
        place = contact.key - 1
        if self._rng.random() < 0.5:
            self._made.contacts[place] = replace(self._made.contacts[place], archived=True)
            return
        into = replace(self._poorer(contact), key=len(self._made.contacts) + 1, tax=contact.tax)
        self._made.contacts.append(into)
        self._made.contacts[place] = replace(
            self._made.contacts[place], archived=True, merged_into=into.key, account=""
        )
        for customer, known in self._made.truth.items():
            if known == contact.key:
                self._made.truth[customer] = into.key
                break
        self._made.bills = [replace(b, contact=into.key) if b.contact == contact.key else b for b in self._made.bills]

    def _poorer(self, entry: Entry) -> Entry:
        """Without some of what was known of it."""
        lost: dict[str, Any] = {name: "" for name in ("email", "phone", "street", "tax") if self._rng.random() < 0.35}
        if len(lost) == 4:
            del lost["email"]
        return replace(entry, **lost)

    # -- persons --

    def _customer(self) -> Entry:
        entry = replace(self._anybody(), key=len(self._made.customers) + 1)
        entry = replace(entry, account=f"{entry.key:06}")
        self._made.customers.append(entry)
        return entry

    def _contact(self, person: Entry, *, typed: bool) -> Entry:
        """The person as somebody entered it in Xero."""
        rng = self._rng
        entry = replace(person, key=len(self._made.contacts) + 1, account=person.account if rng.random() < 0.15 else "")
        if typed:
            entry = replace(entry, name=typed_otherwise(rng, person.name, company=person.company))
            if rng.random() < self._shares.misspelt:
                entry = replace(entry, name=misspelt(rng, entry.name))
            entry = self._details_typed(entry)
        self._made.contacts.append(entry)
        return entry

    def _details_typed(self, entry: Entry) -> Entry:
        rng = self._rng
        if rng.random() < 0.2:
            entry = replace(entry, email="" if rng.random() < 0.7 else self._mail(entry.name, entry.company))
        elif rng.random() < 0.03:
            entry = replace(entry, email=misspelt(rng, entry.email))
        if rng.random() < 0.25:
            entry = replace(entry, phone="" if rng.random() < 0.6 else self._phone())
        elif entry.phone and rng.random() < 0.5:
            entry = replace(entry, phone="+27 " + entry.phone.lstrip("0"))
        if rng.random() < 0.3:
            entry = replace(entry, tax="")
        if rng.random() < 0.25:
            entry = replace(entry, street="", zip_code="", city="")
        elif rng.random() < 0.3:
            entry = replace(entry, street=entry.street.replace("Street", "St").replace("Road", "Rd"))
        if not (entry.email or entry.phone or entry.tax or entry.street):
            entry = replace(entry, email=self._mail(entry.name, entry.company))
        return entry

    def _anybody(self) -> Entry:
        rng = self._rng
        self._number += 1
        company = rng.random() < 0.25
        known = self._made.customers
        if known and rng.random() < (self._shares.branches if company else self._shares.families):
            return self._related(rng.choice(known))
        city, code = rng.choice(PLACES)
        name = self._company() if company else self._person()
        return Entry(
            key=0,
            name=name,
            company=company,
            email=self._mail(name, company) if rng.random() < 0.9 else "",
            phone=self._phone() if rng.random() < 0.85 else "",
            tax=f"4{rng.randrange(10**9):09}" if company and rng.random() < 0.7 else "",
            street=f"{rng.randrange(1, 400)} {rng.choice(STREETS)}",
            zip_code=code,
            city=city,
        )

    def _related(self, known: Entry) -> Entry:
        """Another branch of a company, with its tax number and mail; another member of a family, with their address,
        and often their mail and phone. Not the same customer.
        """
        rng = self._rng
        if known.company:
            words = known.name.split(" ")
            name = " ".join([*words[:2], rng.choice(("North", "Harbour", "Airport", "Central", "East")), *words[2:]])
            mail = known.email if rng.random() < 0.5 else self._mail(name, True)
            street = f"{rng.randrange(400, 800)} High Street"
            return replace(known, key=0, account="", name=name, email=mail, phone=self._phone(), street=street)
        name = f"{rng.choice(FIRST_NAMES)} {' '.join(known.name.split(' ')[1:])}"
        if name == known.name:
            name = f"{name} Jnr"
        mail = known.email if rng.random() < 0.5 else self._mail(name, False)
        phone = known.phone if rng.random() < 0.5 else self._phone()
        return replace(known, key=0, account="", name=name, email=mail, phone=phone)

    def _person(self) -> str:
        rng = self._rng
        given = rng.choice(FIRST_NAMES) + (f" {rng.choice(FIRST_NAMES)}" if rng.random() < 0.2 else "")
        return f"{given} {rng.choice(self._surnames)}"

    def _company(self) -> str:
        rng = self._rng
        first = rng.choice(COMPANY_WORDS) if rng.random() < 0.4 else rng.choice(self._surnames)
        place = f" {rng.choice(PLACES)[0]}" if rng.random() < 0.2 else ""
        return f"{first} {rng.choice(COMPANY_TRADES)}{place} {rng.choice(COMPANY_FORMS)}"

    def _surname(self) -> str:
        rng = self._rng
        parts = [rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(rng.randrange(1, 3))]
        return ("".join(parts) + rng.choice(_CODAS)).capitalize()

    def _mail(self, name: str, company: bool) -> str:
        word = "".join(c for c in name.split()[0 if company else -1].casefold() if c.isascii() and c.isalpha())
        if company and self._rng.random() < 0.3:
            return f"accounts@{word}{self._number}.example.co.za"
        return f"{word or 'mail'}{self._rng.randrange(10, 99999)}@{self._rng.choice(_MAILS)}"

    def _phone(self) -> str:
        return f"0{self._rng.randrange(21, 84)} {self._rng.randrange(200, 999)} {self._rng.randrange(10000):04}"

    # -- documents --

    def _bill(self, customer: Entry | None, contact: Entry | None) -> None:
        rng = self._rng
        by_number = rng.random() < self._shares.same_numbers
        for _ in range(self._bills_each):
            count = len(self._made.bills) + 1
            day = self._until - timedelta(days=rng.randrange(5, 150))
            number = f"{day:%Y%m}{count:06}"
            paid = rng.random() >= self._shares.unpaid
            self._made.bills.append(
                Bill(
                    number=number,
                    xero_number=number if by_number else f"INV-{count:05}",
                    customer=customer.key if customer else None,
                    contact=contact.key if contact else None,
                    day=day,
                    net=Decimal(rng.choice(_PRICES)) + Decimal(rng.randrange(0, 40)),
                    reference=number if not by_number and rng.random() < 0.3 else "",
                    paid_on=day + timedelta(days=rng.randrange(1, 5)) if paid else None,
                    marked=rng.random() < 0.5,
                )
            )


def owed(made: Twofold) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
    """What each customer and each contact owes."""
    here: dict[int, Decimal] = {}
    there: dict[int, Decimal] = {}
    for bill in open_bills(made):
        if bill.customer is not None:
            here[bill.customer] = here.get(bill.customer, Decimal("0.00")) + bill.total
        if bill.contact is not None:
            there[bill.contact] = there.get(bill.contact, Decimal("0.00")) + bill.total
    return here, there


def open_bills(made: Twofold) -> Iterator[Bill]:
    """What is not paid."""
    return (bill for bill in made.bills if bill.paid_on is None)
