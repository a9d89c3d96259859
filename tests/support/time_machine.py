"""An office put back to where it was: both services' books, the product's own files and the time, whenever wanted."""

import contextlib
import hashlib
import io
import pickle
import re
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from splynx_xero_gui.bootstrap import open_workplace
from splynx_xero_gui.sandbox.xero import DocKind, Status
from tests.support.inprocess import Office

_PART = re.compile(r"(SPX\w*-P\d+)\.\d+")
_DEAD = (Status.DELETED, Status.VOIDED)
_NOT_STATE = (".log", ".nonce", ".lock")
"""Endings of files that say when something was done, or what number comes next, and nothing of what was done."""


@dataclass(frozen=True)
class Moment:
    """What outlives a power cut, at one moment. The sync record is as committed, whatever was being written into it."""

    at: datetime
    services: bytes
    files: dict[str, bytes]

    @cached_property
    def key(self) -> str:
        """Equal for moments from which a restart cannot tell one from the other."""
        digest = hashlib.sha256(self.at.isoformat().encode() + self.services)
        for name, content in sorted(self.files.items()):
            digest.update(name.encode() + content)
        return digest.hexdigest()


class TimeMachine:
    """Looks at an office, and puts it back. Sign-ins go on: they belong to the services, not to the books."""

    def __init__(self, office: Office, home: Path) -> None:
        self._office, self._home = office, home
        shared = (office.books.lock, office.desk.org.lock, office.clock)
        self._name_of = {id(thing): place for place, thing in enumerate(shared)}
        self._shared = shared

    def now(self) -> Moment:
        """The present, as another process would find it. May be called from any thread."""
        books, org = self._office.books, self._office.desk.org
        with books.lock, org.lock:
            services = _Kept(self._name_of).of((vars(books), vars(org)))
            files = {str(f.relative_to(self._home)): _content(f) for f in self._home.rglob("*") if _is_kept(f)}
        return Moment(self._office.clock.now(), services, files)

    def back_to(self, moment: Moment) -> None:
        """Everything is as it was; the product starts anew, as after a restart of the computer."""
        books, org = self._office.books, self._office.desk.org
        restored = _Restored(moment.services, self._shared)
        with books.lock, org.lock:
            for living, kept in zip((books, org), restored.load(), strict=True):
                vars(living).update(kept)
        for file in self._home.rglob("*"):
            if file.is_file() and not file.name.endswith(_NOT_STATE):
                file.unlink()
        for name, content in moment.files.items():
            file = self._home / name
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file.write_bytes(content)
            file.chmod(0o600)
        self._office.clock.set(moment.at)
        restart(self._office)


class _Kept(pickle.Pickler):
    """Books as bytes: equal bytes are equal books. Locks and the clock are named, not copied."""

    def __init__(self, name_of: dict[int, int]) -> None:
        self._into = io.BytesIO()
        super().__init__(self._into, pickle.HIGHEST_PROTOCOL)
        self._name_of = name_of

    def persistent_id(self, obj: object) -> int | None:
        return self._name_of.get(id(obj))

    def of(self, state: object) -> bytes:
        self.dump(state)
        return self._into.getvalue()


class _Restored(pickle.Unpickler):
    def __init__(self, content: bytes, shared: tuple[object, ...]) -> None:
        super().__init__(io.BytesIO(content))
        self._things = shared

    def persistent_load(self, pid: Any) -> object:
        return self._things[pid]


def _is_kept(file: Path) -> bool:
    return file.is_file() and not file.name.endswith(("-wal", "-shm", *_NOT_STATE))


def _content(file: Path) -> bytes:
    if file.suffix != ".sqlite":
        return file.read_bytes()
    with contextlib.closing(sqlite3.connect(file)) as record:
        return record.serialize()


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
