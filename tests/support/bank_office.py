"""An office whose bank payments are seen in Xero: the scenarios mixed and xero-payments (R22–R29)."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from typing import Any

from splynx_xero_gui.bootstrap.wiring import Wiring
from splynx_xero_gui.domain.kinds import Birthplace, Flow, ObjectKind, ScenarioKind
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.domain.profile import MethodMapping
from splynx_xero_gui.domain.records import Role
from splynx_xero_gui.domain.results import SyncReport
from splynx_xero_gui.engine.planning import Planning
from splynx_xero_gui.engine.reconcile.view import build_view
from splynx_xero_gui.engine.tieout_items import Items
from splynx_xero_gui.engine.tieout_reasons import Reasons
from splynx_xero_gui.sandbox.splynx import Invoice, Payment
from splynx_xero_gui.storage.paths import Paths
from tests.support.inprocess import Office

READ, SENT, LEFT_ALONE = Flow.FROM_XERO, Flow.TO_XERO, Flow.IGNORE
ACCOUNT_OF = {"Cash": "091", "Bank transfer": "090", "Credit card": "092", "PayPal": "092"}
BANK_ACCOUNT = "090"
MIXED = {"Cash": SENT, "Bank transfer": READ, "Credit card": SENT, "PayPal": SENT}
ONLY_XERO = {"Cash": LEFT_ALONE, "Bank transfer": READ, "Credit card": LEFT_ALONE, "PayPal": LEFT_ALONE}
ALL_SENT = dict.fromkeys(ACCOUNT_OF, SENT)


def flows(office: Office, scenario: ScenarioKind, chosen: Mapping[str, Flow]) -> None:
    """Another scenario, with its flows."""
    methods = {
        name: MethodMapping("" if flow is LEFT_ALONE else ACCOUNT_OF[name], flow, arrival=flow is READ)
        for name, flow in chosen.items()
    }
    mappings = replace(office.profile().mappings, payment_methods=methods)
    office.change_profile(scenario=scenario, mappings=mappings)


def mixed(office: Office) -> Office:
    """Bank payments are seen in Xero, everything else in Splynx."""
    flows(office, ScenarioKind.MIXED, MIXED)
    return office


def xero_payments(office: Office) -> Office:
    """All payments are seen in Xero."""
    flows(office, ScenarioKind.XERO_PAYMENTS, ONLY_XERO)
    return office


def push_all(office: Office) -> Office:
    """All payments are seen in Splynx."""
    flows(office, ScenarioKind.PUSH_ALL, ALL_SENT)
    return office


def bank_pays(
    office: Office, invoice: Invoice, amount: object, reference: str = "EFT", *, on: dt.date | None = None, **how: Any
) -> Any:
    """The bank feed brings a payment, and the accountant matches it with the invoice in Xero."""
    document = office.desk.invoice(invoice.number)
    account = how.pop("account", BANK_ACCOUNT)
    return office.desk.record_payment(document, Decimal(str(amount)), account, on or office.today, reference, **how)


def billed(office: Office) -> list[Payment]:
    """Splynx's payments, by id."""
    with office.books.lock:
        return sorted(office.books.payments, key=lambda p: p.id)


def relations(office: Office) -> list[tuple[int, int, Decimal]]:
    """Splynx's allocations: payer, invoice, amount."""
    with office.books.lock:
        return sorted((r.payer_id, r.invoice_id, r.amount) for r in office.books.relations)


def splynx_due(office: Office, invoice: Invoice) -> Decimal:
    """What Splynx says is still owed."""
    with office.books.lock:
        return office.books.invoice(invoice.id).due


def taken_over(office: Office) -> dict[str, int]:
    """How often each Xero id stands in `field_1` of a Splynx payment, generations apart."""
    known = {p.payment_id for p in office.desk.payments()} | {c.doc_id for c in office.credits()}
    found = Counter(p.field_1 for p in billed(office) if p.field_1.partition("#")[0] in known)
    return dict(found)


def assert_no_echo(office: Office, *, restored: bool = False) -> None:
    """P3, P4: no Xero receipt is in Splynx twice, none that was written from Splynx came back.

    `restored`: a person had a payment made again in Splynx that was deleted there. It has another id than its receipt
    names, and is there once.
    """
    twice = {key: count for key, count in taken_over(office).items() if count > 1}
    assert not twice, twice
    here = {str(p.id) for p in billed(office)}

    def is_ours(reference: str) -> bool:
        named = _payments_named(reference)
        return bool(named & here if restored else named)

    ours = {p.payment_id for p in office.desk.payments() if is_ours(p.reference)}
    ours |= {c.doc_id for c in office.credits() if is_ours(c.reference)}
    echoed = [p.field_1 for p in billed(office) if p.field_1.partition("#")[0] in ours]
    assert not echoed, echoed
    pulled = {str(p.id) for p in billed(office) if p.field_1.partition("#")[0] in _receipts_by_hand(office)}
    pushed = {id for receipt in _living(office) for id in _payments_named(receipt.reference)}
    assert not pulled & pushed, pulled & pushed


def _payments_named(reference: str) -> set[str]:
    """The Splynx payments whose tokens stand in a reference."""
    marks = [word for word in reference.split() if word.startswith("SPX-P")]
    return {mark.removeprefix("SPX-P").split(".")[0] for mark in marks}


def _living(office: Office) -> list[Any]:
    return [*office.receipts(), *office.credits()]


def _receipts_by_hand(office: Office) -> set[str]:
    return {getattr(r, "payment_id", "") or r.doc_id for r in _living(office) if "SPX-P" not in r.reference}


def scheduled(office: Office) -> SyncReport:
    """A run of the schedule."""
    return office.run(trigger="schedule")


def births(office: Office) -> dict[str, frozenset[Birthplace]]:
    """Where each payment of Splynx was born, by all links it ever had to money in Xero."""
    found: dict[str, set[Birthplace]] = defaultdict(set)
    with Wiring(Paths.of_this_computer(), office.name, office.clock).ledger(office.profile()) as ledger:
        for link in ledger.links(kinds=[ObjectKind.PAYMENT]):
            if link.role is not Role.ALLOCATION:
                found[link.splynx_id].add(link.birthplace)
    return {id: frozenset(places) for id, places in found.items()}


def assert_exceptions_cover(office: Office) -> None:
    """P5, item by item: what is on both sides differs by no more than the exceptions that name it come to."""
    with Wiring(Paths.of_this_computer(), office.name, office.clock).ledger(office.profile()) as ledger:
        planning = Planning(ledger, office.clock, office.profile())
        plan, policy = planning.make(everything=True), planning.policy()
        _, accounting = planning.references()
        view = build_view(ledger.books(ledger.customers()))
    accounts = {a.code: a.id for a in accounting.accounts if a.code} | {a.id: a.id for a in accounting.accounts}
    named: dict[tuple[Any, str], Decimal] = defaultdict(Decimal)
    for kind, id, amount in _named(plan):
        named[kind, id] += amount
    items = Items(view, policy, Reasons(plan), accounts, set())
    short = []
    for item in chain(items.documents(), items.payments()):
        here, there = item.receivable(dt.date.max)
        if here and there and abs(here - there) > named[item.kind, item.id] and "by a decision" not in item.reason:
            short.append((item.name, here, there, item.reason, named[item.kind, item.id]))
    assert not short, f"exceptions do not come to the difference (P5): {short}"


def _named(plan: SyncPlan) -> Iterator[tuple[ObjectKind, str, Decimal]]:
    for notice in plan.notices:
        if notice.subject_kind is not None:
            yield notice.subject_kind, notice.splynx_id, abs(notice.amount)
    for wait in plan.waiting:
        if wait.kind is not None:
            yield wait.kind, wait.splynx_id, abs(wait.amount)
    for conflict in plan.conflicts:
        yield conflict.subject_kind, conflict.splynx_id or conflict.xero_id or "", abs(conflict.amount)
