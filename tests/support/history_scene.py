"""The books an act of a random history happens in, and chance."""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from splynx_xero_gui.sandbox.splynx import CreditNote, Customer, Invoice, Line, Payment
from splynx_xero_gui.sandbox.xero import DocKind
from splynx_xero_gui.sandbox.xero.model import Allocation, Contact
from splynx_xero_gui.sandbox.xero.model import Document as XeroDocument
from splynx_xero_gui.sandbox.xero.model import Payment as XeroPayment
from tests.support.inprocess import EQUIPMENT, INSTALLATION, OLD_VAT, SERVICE, VAT, Office

CENT = Decimal("0.01")
HELD = ("AUTHORISED", "PAID")
NAMES = ("Anna Botha", "Ben Nel", "Carl Zulu", "Dina Patel", "Ben Nel", "Eve O'Brien", "Müller & Söhne CC")
X = TypeVar("X")


def in_order(things: Sequence[X]) -> list[X]:
    """By what they say instead of by when they were made: that differs from run to run, for calls go side by side."""
    return sorted(things, key=_said)


def _said(thing: object) -> tuple[object, ...]:
    match thing:
        case XeroDocument():
            return (thing.kind, thing.number, thing.on, thing.reference, thing.total, _said(thing.contact))
        case XeroPayment():
            return (thing.on, thing.reference, thing.amount, _said(thing.target))
        case Allocation():
            return (thing.on, thing.amount, _said(thing.source), _said(thing.invoice))
        case Contact():
            return (thing.contact_number, thing.name)
    return ()


@dataclass(slots=True)
class Scene:
    """The books an act happens in, and chance."""

    office: Office
    rng: random.Random

    def one(self, things: Sequence[X]) -> X | None:
        """Any of them; which one does not depend on which of several calls at once Xero answered first."""
        return self.rng.choice(in_order(things)) if things else None

    def some(self, things: Sequence[X], count: int) -> list[X]:
        """Some of them, fewer where there are not so many."""
        return self.rng.sample(in_order(things), min(len(things), count))

    def day(self) -> dt.date:
        """Mostly today, sometimes earlier this month, rarely in an earlier month."""
        today = self.office.today
        chance = self.rng.random()
        if chance < 0.6:
            return today
        if chance < 0.85:
            return today.replace(day=self.rng.randrange(1, today.day + 1))
        return today - dt.timedelta(days=self.rng.randrange(20, 75))

    def part(self, amount: Decimal) -> Decimal:
        """Some cents of it, at least one."""
        share = (amount * self.rng.randrange(10, 100) / 100).quantize(CENT, ROUND_HALF_UP)
        return min(max(share, CENT), amount)

    def lines(self) -> list[Line]:
        """One to three lines as an Internet provider bills them: four decimals, three kinds of tax, discounts."""
        found = []
        for _ in range(self.rng.randrange(1, 4)):
            price = Decimal(self.rng.randrange(1, 900_0000)) / 10_000
            quantity = self.rng.choice((Decimal(1), Decimal(1), Decimal(3), Decimal("2.5"), Decimal(137)))
            if quantity > 3:
                price /= 100
            tax, percent = self.rng.choice(((VAT, None), (VAT, None), (OLD_VAT, None), (0, None), (VAT, Decimal(14))))
            category = self.rng.choice((SERVICE, SERVICE, INSTALLATION, EQUIPMENT))
            found.append(Line("Service", price.quantize(Decimal("0.0001")), quantity, tax, category, percent))
        if self.rng.random() < 0.2:
            first = found[0]
            off = (-first.price / 10).quantize(Decimal("0.0001"))
            found.append(replace(first, description="Discount", price=off, category_id=2))
        return found

    # -- what is there --

    def customer(self) -> Customer | None:
        """Any customer."""
        return self.one(list(self.office.books.customers))

    def invoice(self, *, open_only: bool = False) -> Invoice | None:
        """A living invoice, mostly a recent one."""
        living = [i for i in self.office.books.invoices if i.status != "deleted" and (i.due > 0 or not open_only)]
        return self.one(living[-8:] if self.rng.random() < 0.7 else living)

    def payment(self, *, open_only: bool = False, refunds: bool = False) -> Payment | None:
        """A receipt (or refund)."""
        wanted = [p for p in self.office.books.payments if (p.amount < 0) == refunds]
        return self.one([p for p in wanted if p.remind_amount > 0 or not open_only])

    def note(self, *, open_only: bool = False) -> CreditNote | None:
        """A living credit note."""
        living = [n for n in self.office.books.credit_notes if n.status != "deleted"]
        return self.one([n for n in living if n.remind_amount > 0 or not open_only])

    def held(self, kind: DocKind = DocKind.INVOICE) -> XeroDocument | None:
        """A living document of Xero."""
        return self.one([d for d in self.office.desk.documents(kind) if d.status in HELD])

    def contact(self) -> Contact | None:
        """A contact of ours in Xero."""
        marked = [c for c in self.office.desk.org.contacts if c.contact_number.startswith("SPX-")]
        return self.one([c for c in marked if c.status == "ACTIVE"])


Act = Callable[[Scene], str | None]
