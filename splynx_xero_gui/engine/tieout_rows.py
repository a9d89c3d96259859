"""The rows of a comparison, summed item by item, so that no item needs to be kept (R36–R38)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from splynx_xero_gui.domain.money import ZERO, total
from splynx_xero_gui.domain.reference import AccountingReference, BillingReference
from splynx_xero_gui.domain.results import Explained, Standing, TieOutRow
from splynx_xero_gui.engine.tieout_items import Item, Sums


@dataclass(slots=True)
class Measure:
    """One measure while it is summed."""

    splynx: Decimal = ZERO
    xero: Decimal = ZERO
    explained: list[Explained] = field(default_factory=list)

    def add(self, name: str, here: Decimal, there: Decimal, why: Callable[[], str]) -> None:
        """One item's share on both sides; `why` is asked only where they differ."""
        self.splynx += here
        self.xero += there
        if here != there and (reason := why()):
            self.explained.append(Explained(name, here - there, reason))

    def row(self, measure: str, label: str, opening: "Measure | None" = None) -> TieOutRow:
        """As it stands; `opening` is the same before the period."""
        before = Standing(opening.splynx, opening.xero, tuple(opening.explained)) if opening is not None else None
        return TieOutRow(measure, label, self.splynx, self.xero, tuple(self.explained), before)


@dataclass(slots=True)
class _Owed:
    """Receivables where the period ends, and before it begins."""

    closing: Measure = field(default_factory=Measure)
    opening: Measure = field(default_factory=Measure)


@dataclass(slots=True)
class _Account:
    """What moved on an account by a method: in all, and per day."""

    whole: Measure = field(default_factory=Measure)
    days: dict[dt.date, Measure] = field(default_factory=lambda: defaultdict(Measure))


class Comparison:
    """Takes items one by one. `day` is the last that counts; with `since` receivables have an opening, and tax and bank
    are what moved from that day on.
    """

    def __init__(self, day: dt.date, since: dt.date | None = None) -> None:
        self._day = day
        self._since = since
        self._all = _Owed()
        self._customers: dict[str, tuple[str, _Owed]] = {}
        self._taxes: dict[str, Measure] = defaultdict(Measure)
        self._accounts: dict[tuple[str, str], _Account] = defaultdict(_Account)

    def add(self, item: Item, customer_name: str) -> None:
        """One more item."""
        here, there = item.receivable(self._day)
        _, customer = self._customers.setdefault(item.customer_id, (customer_name, _Owed()))
        for owed in (self._all, customer):
            owed.closing.add(item.name, here, there, lambda: item.why)
        if self._since is not None:
            here, there = item.receivable(self._since - dt.timedelta(days=1))
            for owed in (self._all, customer):
                owed.opening.add(item.name, here, there, lambda: item.why)
        self._add_tax(item)
        self._add_bank(item)

    @property
    def receivables(self) -> Measure:
        """Of all customers, where the period ends."""
        return self._all.closing

    def _row(self, owed: _Owed, measure: str, label: str) -> TieOutRow:
        return owed.closing.row(measure, label, owed.opening if self._since is not None else None)

    def _add_tax(self, item: Item) -> None:
        here, there = item.tax(self._day, self._since)
        for rate in {*here, *there}:
            self._taxes[rate].add(item.name, here.get(rate, ZERO), there.get(rate, ZERO), lambda: item.why_tax)

    def _add_bank(self, item: Item) -> None:
        here, there = item.bank(self._day, self._since)
        for account in {account for account, _ in (*here, *there)}:
            moved = self._accounts[account, item.method_id]
            moved.whole.add(item.name, _moved(here, account), _moved(there, account), lambda: item.why)
            for day in {day for used, day in (*here, *there) if used == account}:
                key = account, day
                moved.days[day].add(item.name, here.get(key, ZERO), there.get(key, ZERO), lambda: item.why)

    def rows(self, billing: BillingReference, accounting: AccountingReference) -> Iterable[TieOutRow]:
        """Receivables in all; of each customer where they differ; tax per rate; what moved per account and method."""
        yield self._row(self._all, "receivables", "Receivables")
        for id in sorted(self._customers, key=lambda id: (len(id), id)):
            name, customer = self._customers[id]
            row = self._row(customer, f"receivables:{id}", name)
            if row.explained or customer.opening.explained or not row.agrees:
                yield row
        for rate in sorted(self._taxes):
            known = accounting.tax_rate(rate)
            yield self._taxes[rate].row(f"tax:{rate}", known.name if known else rate)
        yield from self._bank(billing, accounting)

    def _bank(self, billing: BillingReference, accounting: AccountingReference) -> Iterable[TieOutRow]:
        """Moved per account and method; a day is a row of its own only where it differs (R38)."""
        methods = {method.id: method.name for method in billing.methods}
        for (account_id, method_id), moved in sorted(self._accounts.items(), key=lambda entry: entry[0]):
            account = accounting.account(account_id)
            name = (f"{account.code} {account.name}".strip() if account else "") or "no account"
            method = methods.get(method_id, method_id or "not from Splynx")
            measure = f"bank:{(account.code or account.id) if account else '-'}:{method}"
            label = f"{name}, {method}"
            yield moved.whole.row(measure, label)
            for day in sorted(moved.days):
                text = day.isoformat()
                row = moved.days[day].row(f"{measure}:{text}", f"{label}, {text}")
                if row.difference or row.explained:
                    yield row


def _moved(sums: Sums, account: str) -> Decimal:
    return total(amount for (used, _), amount in sums.items() if used == account)
