"""What matching costs and how good it is: `python -m bench.match --people 20000 --seeds 901 902 903`.

Books are made on both sides beforehand (`sandbox.books.twofold`): 15 % misspelt, 5 % there twice, 3 % archived or
merged. Printed per seed: time, the peak of this process, the share of *certain* links that are right (must be 100 %),
and how many of the pairs that exist are certain or the first suggestion (must be 97 % or more).
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections import defaultdict
from decimal import Decimal

from bench.meter import Cost, measured
from splynx_xero_gui.domain.accounting import Address, Contact, ContactStatus
from splynx_xero_gui.domain.billing import Customer, CustomerDetails
from splynx_xero_gui.domain.keys import contact_number
from splynx_xero_gui.domain.matching import HowSure
from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.engine.match.customers import Pair, match_customers
from splynx_xero_gui.engine.match.parties import DocumentKey, Party, party_of_contact, party_of_customer
from splynx_xero_gui.sandbox.books.twofold import Entry, Twofold, owed, twofold

DAY = dt.date(2026, 10, 31)


def parties(made: Twofold) -> tuple[list[Party], list[Party]]:
    """Both sides as the engine takes them; merged contacts are looked through before (`merged_targets`)."""
    here, there = owed(made)
    documents: dict[tuple[str, int], list[DocumentKey]] = defaultdict(list)
    for bill in made.bills:
        if bill.customer is not None:
            documents["c", bill.customer].append((bill.number, str(bill.total)))
        if bill.contact is not None:
            documents["x", bill.contact].append((bill.xero_number, str(bill.total)))
    customers = [_customer(entry, here.get(entry.key, ZERO), documents["c", entry.key]) for entry in made.customers]
    contacts = [
        _contact(entry, there.get(entry.key, ZERO), documents["x", entry.key])
        for entry in made.contacts
        if entry.merged_into is None
    ]
    return customers, contacts


def _customer(entry: Entry, amount: Decimal, documents: list[DocumentKey]) -> Party:
    customer = Customer(
        id=str(entry.key),
        name=entry.name,
        login=entry.account,
        status="active",
        category="company" if entry.company else "person",
        partner_id="1",
        emails=(entry.email,) if entry.email else (),
        phones=(entry.phone,) if entry.phone else (),
        street=entry.street,
        zip_code=entry.zip_code,
        city=entry.city,
    )
    details = CustomerDetails(customer.id, vat_id=entry.tax)
    return party_of_customer(
        customer, details, number=contact_number(customer.id), owed=amount, documents=tuple(documents)
    )


def _contact(entry: Entry, amount: Decimal, documents: list[DocumentKey]) -> Party:
    contact = Contact(
        id=f"{entry.key:08}",
        name=entry.name,
        status=ContactStatus.ARCHIVED if entry.archived else ContactStatus.ACTIVE,
        account_number=entry.account,
        email=entry.email,
        phone=entry.phone,
        tax_number=entry.tax,
        address=Address(entry.street, entry.city, entry.zip_code),
    )
    return party_of_contact(contact, owed=amount, documents=tuple(documents))


class Quality:
    """How good the pairs are."""

    def __init__(self, made: Twofold, pairs: dict[str, Pair]) -> None:
        truth = {str(customer): f"{contact:08}" for customer, contact in made.truth.items()}
        certain = {id: pair.contact for id, pair in pairs.items() if pair.how_sure is HowSure.CERTAIN}
        self.certain = len(certain)
        self.wrong = sorted(id for id, contact in certain.items() if truth.get(id) != contact)
        self.right = sum(1 for id, contact in truth.items() if pairs[id].contact == contact)
        self.missed = sorted(id for id, contact in truth.items() if pairs[id].contact != contact)
        self.existing = len(truth)
        likely = [id for id, pair in pairs.items() if pair.how_sure is HowSure.LIKELY]
        self.likely = len(likely)
        self.likely_right = sum(1 for id in likely if truth.get(id) == pairs[id].contact)

    @property
    def precision(self) -> float:
        """Share of certain links that are right."""
        return 1 - len(self.wrong) / max(self.certain, 1)

    @property
    def recall(self) -> float:
        """Share of existing pairs that are certain or the first suggestion."""
        return self.right / max(self.existing, 1)


def run(seed: int, people: int) -> tuple[Quality, Cost, Twofold, dict[str, Pair]]:
    """Make books and match them; only the matching is measured."""
    made = twofold(seed, people, DAY)
    customers, contacts = parties(made)
    with measured() as cost:
        pairs = match_customers(customers, contacts)
    return Quality(made, pairs), cost, made, pairs


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.match", description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[901, 902, 903])
    parser.add_argument("--show", type=int, default=0, help="print so many that were missed or wrong")
    wanted = parser.parse_args()
    failed = False
    for seed in wanted.seeds:
        quality, cost, made, pairs = run(seed, wanted.people)
        print(
            f"seed {seed}: {len(made.customers)} customers, {len(made.contacts)} contacts, {quality.existing} pairs;"
            f" {cost.wall:.1f} s clock, {cost.cpu:.1f} s CPU, {cost.peak:.0f} MB peak;"
            f" certain {quality.certain}, precision {quality.precision:.3%};"
            f" certain or first suggestion {quality.recall:.2%};"
            f" likely {quality.likely}, of which right {quality.likely_right}",
            flush=True,
        )
        failed |= bool(quality.wrong) or quality.recall < 0.97
        for title, ids in (("wrong", quality.wrong), ("missed", quality.missed)):
            for id in ids[: wanted.show]:
                _print(title, id, made, pairs)
    sys.exit(1 if failed else 0)


def _print(title: str, id: str, made: Twofold, pairs: dict[str, Pair]) -> None:
    by_key = {entry.key: entry for entry in made.contacts}
    print(f"  {title}: {next(entry for entry in made.customers if str(entry.key) == id)}")
    true = made.truth.get(int(id))
    print(f"    is    {by_key[true] if true else 'nobody'}")
    pair = pairs[id]
    print(f"    found {by_key[int(pair.contact)] if pair.contact else 'nobody'} {pair.reasons} {pair.bits:.1f}")


if __name__ == "__main__":
    main()
