"""An office put back to where it was: both services' books and the product's own files, as often as wanted."""

import copy
import re
import shutil
from pathlib import Path
from typing import Any

from splynx_xero_gui.bootstrap import open_workplace
from splynx_xero_gui.sandbox.splynx import SplynxBooks
from splynx_xero_gui.sandbox.xero import DocKind, Status
from tests.support.inprocess import Office

_PART = re.compile(r"(SPX\w*-P\d+)\.\d+")
_DEAD = (Status.DELETED, Status.VOIDED)


class TimeMachine:
    """Keeps one moment of an office. Sign-ins and the clock go on: they belong to the services, not to the books."""

    def __init__(self, office: Office, home: Path) -> None:
        self._office, self._home = office, home
        self._kept = home.with_name(f"{home.name}-kept")
        shutil.copytree(home, self._kept)
        self._shared = {id(thing): thing for thing in (*self._locks(), office.clock)}
        self._books = self._copied(vars(self._splynx))
        self._org = self._copied(vars(office.desk.org))

    def back(self) -> None:
        """Everything is as it was; the product starts anew, as after a restart of the computer."""
        shutil.rmtree(self._home)
        shutil.copytree(self._kept, self._home)
        for living, kept in ((self._splynx, self._books), (self._office.desk.org, self._org)):
            vars(living).update(self._copied(kept))
        restart(self._office)

    @property
    def _splynx(self) -> SplynxBooks:
        return self._office.books

    def _locks(self) -> tuple[Any, ...]:
        return (self._splynx.lock, self._office.desk.org.lock)

    def _copied(self, state: dict[str, Any]) -> dict[str, Any]:
        with self._splynx.lock, self._office.desk.org.lock:
            return copy.deepcopy(state, dict(self._shared))


def restart(office: Office) -> None:
    """The program ends and is started again."""
    office.workplace = open_workplace(clock=office.clock)
    office.session = office.workplace.session(office.name)


def _payment_of(reference: str) -> str:
    """The reference without the number of the part: a part that may have been sent is never used again (R2)."""
    return _PART.sub(r"\1", reference)


def both_sides(office: Office) -> dict[str, list[Any]]:
    """What stands in both services' books, in words that do not depend on when or under which id it was made."""
    org = office.desk.org
    numbers = {c.contact_id: c.contact_number or c.name for c in org.contacts}
    documents = [d for kind in (DocKind.INVOICE, DocKind.CREDIT_NOTE) for d in org.documents[kind]]
    credits = [d for kind in (DocKind.OVERPAYMENT, DocKind.PREPAYMENT) for d in org.documents[kind]]
    called = {d.doc_id: d.number or _payment_of(d.reference) for d in (*documents, *credits)}
    living = [d for d in (*documents, *credits) if d.status not in _DEAD]
    return {
        "contacts": sorted((number, str(c.status)) for c in org.contacts if (number := numbers[c.contact_id])),
        "documents": sorted(
            (
                d.kind.value,
                called[d.doc_id],
                numbers[d.contact.contact_id],
                str(d.status),
                str(d.on),
                d.total,
                d.total_tax,
            )
            for d in living
        ),
        "open": sorted((called[d.doc_id], d.open_amount) for d in living),
        "payments": sorted(
            (_payment_of(p.reference), p.amount, str(p.on), called[p.target.doc_id])
            for p in org.payments
            if p.status not in _DEAD
        ),
        "allocations": sorted(
            (called[d.doc_id], called[a.invoice.doc_id], a.amount)
            for d in living
            for a in d.allocations
            if a.source is d
        ),
        "splynx": sorted((p.customer_id, p.amount, str(p.date), p.field_1) for p in office.books.payments),
        "relations": sorted((r.invoice_id, r.amount) for r in office.books.relations),
    }
