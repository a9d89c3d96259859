"""Settings changed at random, and clocks that jump: what a person and a computer do between two syncs."""

import calendar
import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from splynx_xero_gui.domain.kinds import Flow, ScenarioKind
from splynx_xero_gui.sandbox.clock import SandboxClock
from tests.support.bank_office import ACCOUNT_OF
from tests.support.inprocess import Office


@dataclass(slots=True)
class OwnClock:
    """This computer's clock: wrong by `wrong` against both services'."""

    services: SandboxClock
    wrong: dt.timedelta = dt.timedelta()

    def now(self) -> dt.datetime:
        """What this computer takes for the time."""
        return self.services.now() + self.wrong


def jump(office: Office, clock: OwnClock, rng: random.Random) -> str:
    """Time goes on by much, or this computer's clock is set."""
    kind = rng.randrange(5)
    if kind == 0:
        office.later(days=7)
        return f"a week later: {office.today}"
    if kind == 1:
        today = office.today
        last = calendar.monthrange(today.year, today.month)[1]
        office.later(days=last - today.day, hours=rng.randrange(30))
        return f"the end of the month: {office.today}"
    if kind == 2:
        office.later(hours=rng.randrange(1, 26))
        return f"some hours later: {office.clock.now():%Y-%m-%d %H:%M}"
    clock.wrong = rng.choice((dt.timedelta(), dt.timedelta(hours=-1), dt.timedelta(hours=1), dt.timedelta(minutes=-40)))
    return f"this computer's clock is wrong by {clock.wrong}"


Change = Callable[[Office, random.Random], str | None]


def map_category(office: Office, rng: random.Random) -> str:
    """New documents are booked elsewhere."""
    mappings = office.profile().mappings
    name, account = rng.choice(sorted(mappings.categories)), rng.choice(("200", "201", "202", "203", "260"))
    office.change_profile(mappings=replace(mappings, categories={**mappings.categories, name: account}))
    return f"category {name} goes to {account}"


def map_tax(office: Office, rng: random.Random) -> str:
    """A tax is mapped to one of another percentage, or put right again."""
    mappings = office.profile().mappings
    name, kind = rng.choice((("VAT 14%", "OUTPUT2"), ("VAT 14%", "OUTPUT3"), ("VAT 15%@14", "OUTPUT2")))
    office.change_profile(mappings=replace(mappings, taxes={**mappings.taxes, name: kind}))
    return f"tax {name} is {kind}"


def map_method(office: Office, rng: random.Random) -> str:
    """A method's payments go to, or are read from, another account."""
    mappings = office.profile().mappings
    name = rng.choice(sorted(mappings.payment_methods))
    method = mappings.payment_methods[name]
    account = rng.choice(("090", "091", "092"))
    methods = {**mappings.payment_methods, name: replace(method, account=account if method.account else "")}
    office.change_profile(mappings=replace(mappings, payment_methods=methods))
    return f"method {name} uses account {account}"


def turn_flow(office: Office, rng: random.Random) -> str | None:
    """One method is sent, read or left alone from now on: accounts are entered and left."""
    profile = office.profile()
    if profile.scenario is not ScenarioKind.MIXED:
        return None
    name, flow = rng.choice(("Cash", "Bank transfer", "Credit card")), rng.choice(tuple(Flow))
    method = replace(
        profile.mappings.payment_methods[name],
        account="" if flow is Flow.IGNORE else ACCOUNT_OF[name],
        flow=flow,
        arrival=flow is Flow.FROM_XERO,
    )
    methods = {**profile.mappings.payment_methods, name: method}
    office.change_profile(mappings=replace(profile.mappings, payment_methods=methods))
    return f"method {name} is {flow}"


def change_option(office: Office, rng: random.Random) -> str:
    """What is synced, how it is called, how cents are made equal."""
    prepaid = {"prepayment_account": "825", "prepayment_tax": "NONE"}
    changes: dict[str, object] = rng.choice(
        (
            {"contact_name": rng.choice(("{name}", "{name} ({login})", "{id} {name}"))},
            {"invoice_reference": rng.choice(("{number}", "Invoice {number}", ""))},
            {"payment_reference": rng.choice(("{receipt_number}", "{method} {receipt_number}", "{comment}"))},
            {"account_number": rng.choice(("", "{id}"))},
            {"contacts": rng.choice(("with-documents", "all"))},
            {"tax_override": rng.choice((True, False))},
            {"negative_invoice": rng.choice(("ask", "as-credit-note"))},
            {"earlier_months": rng.choice(("ask", "allow"))},
            {"history_note": rng.choice((True, False))},
            {"export_reconciled": rng.choice((True, False))},
            {"unallocated": rng.choice(("overpayment", "prepayment")), **prepaid},
            {"proforma": rng.choice(("overpayment", "prepayment")), **prepaid},
            {"closed_until": rng.choice((None, office.today - dt.timedelta(days=rng.randrange(20, 60))))},
        )
    )
    office.change_options(**changes)
    return f"settings: {changes}"


CHANGES: tuple[Change, ...] = (map_category, map_tax, map_method, turn_flow, change_option, change_option)
