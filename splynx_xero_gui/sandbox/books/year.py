"""Plays the months: the billing run, then everybody's acts in the order of time."""

from __future__ import annotations

import random
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

from splynx_xero_gui.sandbox.splynx import Line, SplynxBooks

from .acts import EVENT_ACTS, HABIT_ACTS, Act, Acts
from .offers import Offer, discount_on
from .people import Event, Habit, Subscriber

_BILLING_RUN: Final = time(0, 10)
_UNCOMMON: Final = ("{no:06}_0.22966300 17564{no:05}", "INV/{year}/{no} A", "{year}-{no}.B")


class Months:
    """Acts on `books` month by month; nothing happens after `until`."""

    def __init__(self, books: SplynxBooks, rng: random.Random, subscribers: Sequence[Subscriber], until: date) -> None:
        self._books, self._rng, self._subscribers, self._until = books, rng, subscribers, until
        self._acts = Acts(books, rng)
        self._lines: dict[tuple[Offer, date], Line] = {}

    def play(self, first: date, month: int) -> None:
        """One month: `first` is its first day, `month` its number from 0."""
        planned: list[tuple[datetime, int, Act, Subscriber]] = []
        for subscriber in self._subscribers:
            if subscriber.joins <= month:
                if subscriber.offers:
                    self._bill(subscriber, first, month)
                for day, act in self._plan(subscriber, month):
                    moment = time(self._rng.randrange(8, 20), self._rng.randrange(60))
                    when = datetime.combine(first + timedelta(days=day - 1), moment)
                    planned.append((when, len(planned), act, subscriber))
        planned.sort(key=lambda step: step[:2])
        for when, _, act, subscriber in planned:
            if when.date() <= self._until:
                act(self._acts, subscriber, when)

    def _bill(self, subscriber: Subscriber, first: date, month: int) -> None:
        lines = [self._line(offer, first) for offer in subscriber.offers]
        lines += [replace(self._line(offer, first), sub_account_id=sub) for sub, offer in subscriber.billed_subs]
        number = None
        if month == subscriber.event_month and subscriber.event is Event.ZERO_TOTAL:
            plan = subscriber.offers[0]
            lines = [self._line(plan, first), self._line(discount_on(plan, 100), first)]
        elif month == subscriber.event_month and subscriber.event is Event.UNCOMMON_NUMBER:
            pattern = _UNCOMMON[subscriber.customer_id % len(_UNCOMMON)]
            number = pattern.format(no=subscriber.customer_id, year=first.year)
        invoice = self._books.create_invoice(
            subscriber.customer_id, lines, created=first, number=number, type="recurring",
            when=datetime.combine(first, _BILLING_RUN),
        )  # fmt: skip
        subscriber.last_invoice = invoice.id

    def _line(self, offer: Offer, first: date) -> Line:
        known = self._lines.get((offer, first))
        if known is None:
            last = first.replace(day=monthrange(first.year, first.month)[1])
            known = self._lines[offer, first] = replace(offer.line(), period_from=first, period_to=last)
        return known

    def _plan(self, subscriber: Subscriber, month: int) -> Iterator[tuple[int, Act]]:
        """The month's acts of one customer with their days."""
        day = self._rng.randrange(2, 26)
        if subscriber.offers:
            match subscriber.habit:
                case Habit.NEVER:
                    pass
                case Habit.EVERY_OTHER if month % 2 == 0:
                    pass
                case Habit.IN_ADVANCE:
                    yield 2, Acts.pay_in_advance
                case Habit.IN_PARTS:
                    yield min(day, 15), Acts.pay_part
                    yield min(day, 15) + 9, Acts.pay_invoice
                case Habit.WITHOUT_INVOICE:
                    yield min(day, 20), Acts.pay_on_account
                    if subscriber.customer_id % 2:
                        yield min(day, 20) + 4, Acts.use_open_receipts
                case habit:
                    yield day, HABIT_ACTS[habit]
        if month == subscriber.event_month:
            yield from EVENT_ACTS.get(subscriber.event, ())
