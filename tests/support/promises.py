"""P8 and P9 of design.md §8, read from both services' own state and the sync record, after a sync that went well."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.records import LinkState, Role
from splynx_xero_gui.ports.ledger import Ledger
from splynx_xero_gui.sandbox.xero import DocKind
from splynx_xero_gui.storage.ledger import open_ledger
from splynx_xero_gui.storage.paths import Paths
from tests.support.bank_office import taken_over
from tests.support.inprocess import Office
from tests.support.truth import DEAD, living_receipts

_KINDS = {
    DocKind.INVOICE: ObjectKind.INVOICE,
    DocKind.CREDIT_NOTE: ObjectKind.CREDIT_NOTE,
    DocKind.OVERPAYMENT: ObjectKind.OVERPAYMENT,
    DocKind.PREPAYMENT: ObjectKind.PREPAYMENT,
}


def equal_amounts_stay_separate(office: Office) -> None:
    """P8: each receipt stands for one receipt of the other side, however equal amounts, days and customers are."""
    marked = {
        id(r): [word for word in r.reference.split() if word.startswith("SPX-P")] for r in living_receipts(office.world)
    }
    several = [marks for marks in marked.values() if len(marks) > 1]
    assert not several, f"one receipt in Xero stands for several payments (P8): {several}"
    shared = {key: count for key, count in taken_over(office).items() if count > 1}
    assert not shared, f"one receipt of Xero is several payments in Splynx (P8): {shared}"
    payments_of: dict[str, set[str]] = defaultdict(set)
    with _record(office) as ledger:
        for link in ledger.links(kinds=[ObjectKind.PAYMENT]):
            if link.state is LinkState.ACTIVE and link.role in (Role.PAYMENT, Role.CREDIT):
                payments_of[link.xero_id].add(link.splynx_id)
    mixed_up = {key: ids for key, ids in payments_of.items() if len(ids) > 1}
    assert not mixed_up, f"one receipt in Xero is linked to several payments (P8): {mixed_up}"


def nothing_unread_is_behind_a_mark(office: Office) -> None:
    """P9: what the marks say was read is in the record as the services hold it, object by object."""
    with _record(office) as ledger:
        missed = [*_unread_in_xero(office, ledger), *_unread_in_splynx(office, ledger)]
    assert not missed, f"behind a mark and not read (P9): {missed}"


def _record(office: Office) -> Any:
    return open_ledger(Paths.of_this_computer().ledger_file(office.name), office.clock)


def _unread_in_xero(office: Office, ledger: Ledger) -> Iterable[str]:
    org = office.desk.org
    for kind, seen_as in _KINDS.items():
        living = {d.doc_id: (d.total, d.open_amount) for d in org.documents[kind] if d.status not in (*DEAD, "DRAFT")}
        yield from _unread(ledger, Side.XERO, seen_as, living, lambda body: (body.total, body.open))
    paid = {p.payment_id: p.amount for p in org.payments if p.status not in DEAD}
    yield from _unread(ledger, Side.XERO, ObjectKind.PAYMENT, paid, lambda body: body.amount)


def _unread_in_splynx(office: Office, ledger: Ledger) -> Iterable[str]:
    books, since = office.books, office.profile().options.documents_from
    with books.lock:
        customers = {str(c.id): None for c in books.customers}
        invoices = {str(i.id): i.total for i in books.invoices if i.status != "deleted" and i.date_created >= since}
        notes = {str(n.id): n.total for n in books.credit_notes if n.status != "deleted" and n.date_created >= since}
        payments = {str(p.id): p.amount for p in books.payments}
    yield from _unread(ledger, Side.SPLYNX, ObjectKind.CUSTOMER, customers, lambda _: None)
    yield from _unread(ledger, Side.SPLYNX, ObjectKind.INVOICE, invoices, lambda body: body.total)
    yield from _unread(ledger, Side.SPLYNX, ObjectKind.CREDIT_NOTE, notes, lambda body: body.total)
    yield from _unread(ledger, Side.SPLYNX, ObjectKind.PAYMENT, payments, lambda body: body.amount)


def _unread(
    ledger: Ledger, side: Side, kind: ObjectKind, there: dict[str, Any], fact: Callable[[Any], Any]
) -> Iterable[str]:
    known = {seen.id: fact(seen.body) for seen in ledger.observations(side, kind)}
    for id, truth in there.items():
        if id not in known:
            yield f"{side} {kind} {id} was never read"
        elif known[id] != truth:
            yield f"{side} {kind} {id} is {_words(truth)}, read as {_words(known[id])}"


def _words(fact: Decimal | tuple[Decimal, ...]) -> str:
    return "/".join(map(str, fact)) if isinstance(fact, tuple) else str(fact)
