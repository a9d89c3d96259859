"""Many open questions in the sync record, as a first sync of untidy books would leave them."""

from __future__ import annotations

from decimal import Decimal

from splynx_xero_gui.domain.conflict import Conflict, ConflictKind
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.engine.control import SystemClock
from splynx_xero_gui.engine.reconcile.draft import Subject
from splynx_xero_gui.engine.reconcile.questions import phrase
from splynx_xero_gui.storage.ledger import open_ledger
from splynx_xero_gui.storage.paths import Paths


def ask_many(profile: str, count: int) -> None:
    """Put `count` questions into the record: most of one cause, the others each a cause of its own."""
    with open_ledger(Paths.of_this_computer().ledger_file(profile), SystemClock()) as ledger:
        customers = sorted(ledger.customers())
        made = tuple(_question(place, customers[place % len(customers)], count) for place in range(count))
        ledger.save_conflicts(made, None)


def _question(place: int, customer: str, count: int) -> Conflict:
    number, amount = f"2026{place:08}", Decimal(place % 90_000 + 100) / 100
    about = Subject(ObjectKind.INVOICE, f"invoice {number}", str(10**7 + place), customer, amount)
    facts = {"number": number, "no": number, "customer": f"Customer {customer}", "lock": "2026-05-31", "date": "x"}
    if place < count * 9 // 10:
        return phrase(ConflictKind.DOCUMENT_LOCKED_PERIOD, about, facts, cause="2026-05-31")
    return phrase(ConflictKind.INVOICE_DIFFERS, about, {**facts, "diff": "1.00", "a": "2.00", "b": "3.00"})
