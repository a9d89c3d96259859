"""Observations and marks (R33, R34): the part of the ledger that reading both sides fills."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select

from splynx_xero_gui.domain.accounting import Contact, ContactStatus
from splynx_xero_gui.domain.kinds import DOCUMENT_KINDS, ObjectKind, Side
from splynx_xero_gui.domain.records import LinkState, Mark, Observation
from splynx_xero_gui.domain.reference import Usage
from splynx_xero_gui.ports.ledger import LedgerFacts, Stored
from splynx_xero_gui.storage import observing, usage
from splynx_xero_gui.storage.codec import decode, decode_body
from splynx_xero_gui.storage.part import LedgerPart
from splynx_xero_gui.storage.rows import chunks, fields_of, number_of, upsert
from splynx_xero_gui.storage.schema import links, marks, observations

PAGE = 1000
_table = observations.c
_COLUMNS = (
    _table.side,
    _table.kind,
    _table.id,
    _table.owner,
    _table.key,
    _table.partner_id,
    _table.gone,
    _table.body,
)


def query(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Observations under conditions; rows are read with `from_row`."""
    return select(*_COLUMNS).where(*conditions)


def _pattern(word: str) -> str:
    """What LIKE looks for. Letters beyond ASCII are left open: SQLite does not know their capitals."""
    plain = word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return "%" + "".join(letter if letter.isascii() else "_" for letter in plain) + "%"


def from_row(row: Sequence[Any]) -> Observation:
    """The observation of a row of `query`."""
    side, kind, id, owner, key, partner_id, gone, body = row
    return Observation(side, kind, id, owner, decode_body(side, kind, body), key, partner_id, gone)


class ObservationPart(LedgerPart):
    """Methods of ports.ledger.Ledger about observations and marks."""

    def store_page(self, observations: Sequence[Observation], mark: Mark | None = None) -> Stored:
        """Store what was read and move the mark, both or neither."""
        with self._database.write() as connection:
            stored = observing.store(connection, observations, self._now())
            if mark is not None:
                upsert(connection, marks, [fields_of(mark)], ["stream"])
        return stored

    def mark_gone(self, side: Side, kind: ObjectKind, ids: Iterable[str]) -> None:
        """These objects are confirmed absent (R5)."""
        with self._database.write() as connection:
            observing.mark_gone(connection, side, kind, ids, self._now())

    def marks(self) -> Mapping[str, Mark]:
        """All marks by stream."""
        with self._database.read() as connection:
            return {row.stream: Mark(row.stream, row.stamp, row.at) for row in connection.execute(select(marks))}

    def forget_marks(self, streams: Iterable[str]) -> None:
        """Read these streams from the start next time."""
        with self._database.write() as connection:
            connection.execute(delete(marks).where(marks.c.stream.in_(list(streams))))

    def known_ids(
        self, side: Side, kind: ObjectKind, *, after_id: int = 0, up_to_id: int | None = None
    ) -> Sequence[str]:
        """Ids of live observations in (after_id, up_to_id], in numeric order."""
        wanted = select(_table.id).where(
            _table.side == side, _table.kind == kind, _table.gone.is_(False), _table.rank > after_id
        )
        if up_to_id is not None:
            wanted = wanted.where(_table.rank <= up_to_id)
        with self._database.read() as connection:
            return connection.execute(wanted.order_by(_table.rank)).scalars().all()

    def highest_id(self, side: Side, kind: ObjectKind) -> int:
        """Highest numeric id ever seen, gone ones included; 0 when none."""
        wanted = select(func.max(_table.rank)).where(_table.side == side, _table.kind == kind)
        with self._database.read() as connection:
            return connection.execute(wanted).scalar() or 0

    def observation(self, side: Side, kind: ObjectKind, id: str) -> Observation | None:
        """One observation, a gone one too."""
        with self._database.read() as connection:
            row = connection.execute(query(_table.side == side, _table.kind == kind, _table.id == id)).first()
        return None if row is None else from_row(row)

    def observations(self, side: Side, kind: ObjectKind) -> Iterator[Observation]:
        """All live observations of a kind by id. Each page is a transaction: the ledger may be used meanwhile."""
        rank, last = -1, ""
        while True:
            # Spelled out because row values in comparisons are not known to every SQLite in use.
            beyond = or_(_table.rank > rank, and_(_table.rank == rank, _table.id > last))
            wanted = query(_table.side == side, _table.kind == kind, _table.gone.is_(False), beyond)
            with self._database.read() as connection:
                page = connection.execute(wanted.order_by(_table.rank, _table.id).limit(PAGE)).all()
            yield from map(from_row, page)
            if len(page) < PAGE:
                return
            last = page[-1].id
            rank = number_of(last) if side is Side.SPLYNX else 0

    def search(self, side: Side, kind: ObjectKind, words: Sequence[str], limit: int) -> Sequence[Observation]:
        """Live observations that may hold every word, newest ids first; the reader decides what counts."""
        holding = [or_(_table.body.ilike(_pattern(word), escape="!"), _table.id == word) for word in words]
        wanted = query(_table.side == side, _table.kind == kind, _table.gone.is_(False), *holding)
        with self._database.read() as connection:
            found = connection.execute(wanted.order_by(_table.rank.desc(), _table.id).limit(limit)).all()
        return [from_row(row) for row in found]

    def details_due(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Customers with documents whose details were never read, or before this moment, or before the customer itself
        changed (R34); oldest first.
        """
        details = observations.alias("details")
        documents = observations.alias("documents")
        owns = exists().where(
            documents.c.side == Side.SPLYNX,
            documents.c.owner == _table.id,
            documents.c.kind.in_(DOCUMENT_KINDS),
            documents.c.gone.is_(False),
        )
        joined = observations.outerjoin(
            details,
            and_(
                details.c.side == Side.SPLYNX,
                details.c.kind == ObjectKind.CUSTOMER_DETAILS,
                details.c.id == _table.id,
            ),
        )
        wanted = (
            select(_table.id)
            .select_from(joined)
            .where(
                _table.side == Side.SPLYNX,
                _table.kind == ObjectKind.CUSTOMER,
                _table.gone.is_(False),
                or_(details.c.read_at.is_(None), details.c.read_at < before),
                owns,
            )
            .order_by(func.coalesce(details.c.read_at, observing.NEVER), _table.rank, _table.id)
            .limit(limit)
        )
        with self._database.read() as connection:
            return connection.execute(wanted).scalars().all()

    def facts(self) -> LedgerFacts:
        """Counts for guards: Splynx objects with an active link, live observations."""
        linked = (
            select(links.c.kind, func.count(links.c.splynx_id.distinct()).label("number"))
            .where(links.c.state == LinkState.ACTIVE)
            .group_by(links.c.kind)
        )
        known = (
            select(_table.side, _table.kind, func.count())
            .where(_table.gone.is_(False))
            .group_by(_table.side, _table.kind)
        )
        with self._database.read() as connection:
            return LedgerFacts(
                {row.kind: row.number for row in connection.execute(linked)},
                {(side, kind): count for side, kind, count in connection.execute(known)},
                connection.execute(select(links.c.id).limit(1)).first() is not None,
            )

    def xero_by_key(self, kind: ObjectKind, keys: Iterable[str]) -> Mapping[str, Sequence[Observation]]:
        """Observed Xero objects by natural key; voided and deleted ones too, confirmed absent ones not."""
        found: dict[str, list[Observation]] = {}
        with self._database.read() as connection:
            for chunk in chunks({key for key in keys if key}):
                wanted = query(
                    _table.side == Side.XERO, _table.kind == kind, _table.key.in_(chunk), _table.gone.is_(False)
                )
                for item in map(from_row, connection.execute(wanted.order_by(_table.id))):
                    found.setdefault(item.key, []).append(item)
        return found

    def contact_names(self) -> Mapping[str, str]:
        """Casefolded names of active contacts → contact id (xero-api.md §6)."""
        names: dict[str, str] = {}
        wanted = select(_table.id, _table.body).where(
            _table.side == Side.XERO, _table.kind == ObjectKind.CONTACT, _table.gone.is_(False)
        )
        with self._database.read() as connection:
            for id, body in connection.execute(wanted.order_by(_table.id)):
                contact = decode(Contact, body)
                if contact.status is ContactStatus.ACTIVE:
                    names.setdefault(contact.name.casefold(), id)
        return names

    def splynx_numbers(self, kind: ObjectKind, numbers: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """Ids of live Splynx documents per number, in numeric order (R4)."""
        found: dict[str, list[str]] = {}
        with self._database.read() as connection:
            for chunk in chunks({number for number in numbers if number}):
                wanted = select(_table.key, _table.id).where(
                    _table.side == Side.SPLYNX, _table.kind == kind, _table.key.in_(chunk), _table.gone.is_(False)
                )
                for key, id in connection.execute(wanted.order_by(_table.rank, _table.id)):
                    found.setdefault(key, []).append(id)
        return found

    def usage(self, since: date, partners: Sequence[str]) -> Mapping[str, Mapping[str, Usage]]:
        """Use of categories, taxes, methods and documents since a day; no partners = all (see `storage.usage`)."""
        with self._database.read() as connection:
            return usage.count(connection, since, frozenset(partners))
