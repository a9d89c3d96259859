"""The customers: persons and companies, same names, partners, locations, sub-accounts, and how each of them pays."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Final, Generic, TypeVar

from splynx_xero_gui.sandbox.splynx import CustomerBilling, CustomerInfo, SplynxBooks

from .markets import SOUTH_AFRICA, Market
from .offers import (
    BANK,
    BUSINESS_PLANS,
    CARD,
    CASH,
    EXTRAS,
    HOME_PLANS,
    OLD_CONTRACT,
    OLD_RATE_ON_NEW_TAX,
    PAYPAL,
    UNTAXED,
    Offer,
    discount_on,
)
from .words import (
    COMPANY_FORMS,
    COMPANY_TRADES,
    COMPANY_WORDS,
    FIRST_NAMES,
    LAST_NAMES,
    STREETS,
)


class Habit(Enum):
    """How a customer pays."""

    PROMPT = "pays each invoice in full"
    IN_PARTS = "pays an invoice in two parts"
    EVERY_OTHER = "pays two invoices with one payment every other month"
    TOO_MUCH = "rounds up; the rest is used for the next invoice"
    IN_ADVANCE = "pays in advance; invoices are paid from the balance"
    WITHOUT_INVOICE = "pays without naming an invoice"
    PARTLY = "pays less than is due and never the rest"
    NEVER = "does not pay"


class Event(Enum):
    """Something that happens to a customer once."""

    NOTHING = "nothing"
    CREDIT_FULLY_USED = "credit note that pays part of its own invoice"
    CREDIT_PARTLY_USED = "credit note larger than what is due"
    CREDIT_REFUNDED = "credit note on a paid invoice, paid out"
    CREDIT_OPEN = "credit note on no invoice, unused"
    RECEIPT_REFUNDED = "too much paid, paid back"
    DELETED_INVOICE = "invoice made by mistake and deleted"
    UNCOMMON_NUMBER = "invoice with an uncommon number"
    ZERO_TOTAL = "free month: an invoice of zero"
    WORK = "one-time work"
    PROFORMA = "proforma invoice, paid; its money pays a later invoice"
    SPLIT = "one payment shared over two invoices by exact amounts"


class Contract(Enum):
    """What is special about a customer's services."""

    PLAIN = "plain"
    DISCOUNTED = "discounted"
    OLD_TAX = "taxed by the old tax"
    OLD_RATE = "the present tax at the old rate"
    UNTAXED_EXTRA = "with a line that bears no tax"


_HABITS: Final = (
    (Habit.PROMPT, 27), (Habit.IN_PARTS, 4), (Habit.EVERY_OTHER, 5), (Habit.TOO_MUCH, 3), (Habit.IN_ADVANCE, 3),
    (Habit.WITHOUT_INVOICE, 3), (Habit.PARTLY, 2), (Habit.NEVER, 3),
)  # fmt: skip
_EVENTS: Final = (
    (Event.NOTHING, 32), (Event.WORK, 7), *((event, 1) for event in Event if event not in (Event.NOTHING, Event.WORK)),
    (Event.DELETED_INVOICE, 1),
)  # fmt: skip
_CONTRACTS: Final = (
    (Contract.PLAIN, 36), (Contract.DISCOUNTED, 8), (Contract.OLD_TAX, 2), (Contract.OLD_RATE, 1),
    (Contract.UNTAXED_EXTRA, 3),
)  # fmt: skip
_METHODS: Final = ((BANK, 22), (CARD, 16), (CASH, 7), (PAYPAL, 5))
_SUB_ACCOUNT_EVERY: Final = 25
_COMPANY_EVERY: Final = 5
_NAMESAKE_EVERY, _NAMESAKE_AT = 40, 13


C = TypeVar("C")


class Deck(Generic[C]):
    """Cards dealt in random order and shuffled anew when used up: every card comes, even among few customers."""

    def __init__(self, rng: random.Random, cards: tuple[tuple[C, int], ...]) -> None:
        self._rng = rng
        self._cards = [card for card, copies in cards for _ in range(copies)]
        self._left: list[C] = []

    def deal(self) -> C:
        """The next card."""
        if not self._left:
            self._left = self._cards.copy()
            self._rng.shuffle(self._left)
        return self._left.pop()


@dataclass(slots=True)
class Subscriber:
    """A customer as the simulation sees it. `joins` is the month (0 = the first) of the first invoice."""

    customer_id: int
    offers: tuple[Offer, ...]
    habit: Habit
    event: Event
    method: int
    joins: int
    billed_subs: tuple[tuple[int, Offer], ...] = ()
    event_month: int = 0
    last_invoice: int = 0


class People:
    """Makes customers into `books`."""

    def __init__(
        self, books: SplynxBooks, rng: random.Random, first_day: date, months: int, market: Market = SOUTH_AFRICA
    ) -> None:
        self._books, self._rng, self._first, self._months = books, rng, first_day, months
        self._market = market
        self._habits = Deck(rng, _HABITS)
        self._events = Deck(rng, _EVENTS)
        self._contracts = Deck(rng, _CONTRACTS)
        self._methods = Deck(rng, _METHODS)
        self._names: list[str] = []

    def settle(self, count: int) -> list[Subscriber]:
        """Exactly `count` customers, sub-accounts among them; those with own invoices are returned."""
        subscribers: list[Subscriber] = []
        while len(self._books.customers) < count:
            number = len(self._books.customers) + 1
            if number % _SUB_ACCOUNT_EVERY == 0 and subscribers:
                aggregated = number % (2 * _SUB_ACCOUNT_EVERY) != 0
                subscribers.extend(self._sub_account(subscribers[-1], aggregated=aggregated))
            else:
                subscribers.append(self._main_account(number))
        return subscribers

    def _main_account(self, number: int) -> Subscriber:
        rng = self._rng
        company = number % _COMPANY_EVERY == 0
        partner = 2 if rng.random() < 0.2 else 1
        location = rng.randrange(len(self._market.places))
        name = self._company_name() if company else self._person_name(number)
        plan = rng.choice(BUSINESS_PLANS if company else HOME_PLANS)
        joins = rng.randrange(1, self._months) if self._months > 1 and rng.random() < 0.06 else 0
        customer_id = self._add(number, name, partner, location, company=company, joins=joins)
        return self._subscriber(customer_id, plan, joins, company=company)

    def _subscriber(self, customer_id: int, plan: Offer, joins: int, *, company: bool) -> Subscriber:
        rng = self._rng
        offers = [plan]
        match self._contracts.deal():
            case Contract.DISCOUNTED:
                offers.append(discount_on(plan, rng.choice((5, 10, 15))))
            case Contract.OLD_TAX:
                offers = [OLD_CONTRACT]
            case Contract.OLD_RATE:
                offers = [replace(OLD_RATE_ON_NEW_TAX, tax_percent=self._market.lower)]
            case Contract.UNTAXED_EXTRA:
                offers.append(UNTAXED)
            case _:
                pass
        extras = rng.randrange(3) if company else int(rng.random() < 0.25)
        offers.extend(rng.sample(EXTRAS, extras))
        habit, event, method = self._habits.deal(), self._events.deal(), self._methods.deal()
        if event in (Event.CREDIT_FULLY_USED, Event.CREDIT_PARTLY_USED, Event.SPLIT):
            habit = Habit.NEVER if event is Event.CREDIT_FULLY_USED else Habit.EVERY_OTHER
        elif event in (Event.CREDIT_REFUNDED, Event.RECEIPT_REFUNDED, Event.PROFORMA):
            habit = Habit.PROMPT
        event_month = max(joins, rng.randrange(max(1, self._months - 1)))  # not in the month that may be cut short
        return Subscriber(customer_id, tuple(offers), habit, event, method, joins, event_month=event_month)

    def _sub_account(self, parent: Subscriber, *, aggregated: bool) -> list[Subscriber]:
        """A second site of the customer before: billed on the parent, or on its own."""
        rng, number = self._rng, len(self._books.customers) + 1
        main = self._books.customer(parent.customer_id)
        plan = rng.choice(HOME_PLANS)
        customer_id = self._add(
            number,
            f"{main.name} - site {rng.randrange(2, 9)}",
            main.partner_id,
            main.location_id - 1,
            company=main.category == "company",
            joins=parent.joins,
            parent_id=main.id,
            mode="aggregated" if aggregated else "independent",
        )
        if not aggregated:
            return [self._subscriber(customer_id, plan, parent.joins, company=False)]
        parent.billed_subs = (*parent.billed_subs, (customer_id, plan))
        work = Subscriber(
            customer_id, (), Habit.PROMPT, Event.WORK, parent.method, parent.joins, event_month=parent.joins
        )
        return [work]

    def _add(
        self, number: int, name: str, partner: int, location: int, *, company: bool, joins: int,
        parent_id: int = 0, mode: str = "independent",
    ) -> int:  # fmt: skip
        rng = self._rng
        city, code = self._market.places[location]
        street = f"{rng.randrange(1, 240)} {rng.choice(STREETS)}"
        since = self._first + timedelta(days=30 * joins - 3 if joins else -rng.randrange(30, 1200))
        mail = f"customer{number}@{self._market.mail if company else 'example.net'}"
        customer = self._books.add_customer(
            name,
            category="company" if company else "person",
            partner_id=partner,
            location_id=location + 1,
            parent_id=parent_id,
            date_add=since,
            when=datetime.combine(since, time(9, number % 60)),
            email=f"{mail}, accounts{number}@{self._market.mail}" if company and number % 3 == 0 else mail,
            phone=f"0{rng.randrange(21, 84)} 555 {number % 10000:04}",
            street_1=street,
            zip_code=code,
            city=city,
            status="blocked" if number % 97 == 0 else "active",
            info=CustomerInfo(company_id=f"2019/{number:06}/07", vat_id=self._market.vat_id.format(number=number))
            if company
            else CustomerInfo(),
            billing=CustomerBilling(
                billing_due=30 if company else 14,
                payment_method=BANK,
                billing_person=name if company else "",
                billing_street_1=street if number % 4 == 0 else "",
                billing_zip_code=code if number % 4 == 0 else "",
                billing_city=city if number % 4 == 0 else "",
                sub_billing_mode=mode,
                min_balance=Decimal(0),
            ),
        )
        return customer.id

    def _person_name(self, number: int) -> str:
        if number % _NAMESAKE_EVERY == _NAMESAKE_AT and self._names:
            return self._rng.choice(self._names)
        name = f"{self._rng.choice(FIRST_NAMES)} {self._rng.choice(LAST_NAMES)}"
        if len(self._names) < 1000:
            self._names.append(name)
        return name

    def _company_name(self) -> str:
        rng = self._rng
        return f"{rng.choice(COMPANY_WORDS)} {rng.choice(COMPANY_TRADES)} {rng.choice(COMPANY_FORMS)}"
