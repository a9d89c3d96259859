"""Writes observations: what is equal stays, what differs is replaced and makes its customers dirty (R5, R33, R34)."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select, update

from splynx_xero_gui.domain.accounting import Contact
from splynx_xero_gui.domain.billing import Customer, CustomerDetails
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.records import Body, Observation
from splynx_xero_gui.ports.ledger import Stored
from splynx_xero_gui.storage import dirt
from splynx_xero_gui.storage.codec import decode_body, encode_body
from splynx_xero_gui.storage.rows import chunks, number_of, upsert
from splynx_xero_gui.storage.schema import observations

# A customer's partner is the one it has today; every other object keeps the one it was first seen with (R5).
FOLLOWS_PARTNER = (ObjectKind.CUSTOMER, ObjectKind.CUSTOMER_DETAILS)
NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_KEY = ("side", "kind", "id")


@dataclass(slots=True)
class _Group:
    """Observations of one side and kind, and what storing them found out."""

    side: Side
    kind: ObjectKind
    items: dict[str, Observation] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    owners: set[str] = field(default_factory=set)


def store(connection: Connection, found: Sequence[Observation], now: dt.datetime) -> Stored:
    """Store observations on an open transaction. An object that occurs twice counts as its last occurrence."""
    groups: dict[tuple[Side, ObjectKind], _Group] = {}
    for item in found:
        group = groups.setdefault((item.side, item.kind), _Group(item.side, item.kind))
        group.items[item.id] = item
    for group in groups.values():
        _compare(connection, group, now)
        upsert(connection, observations, group.rows, _KEY)
        _follow_up(connection, group, now)
    return Stored(len(found), sum(len(group.changed) for group in groups.values()))


def mark_gone(connection: Connection, side: Side, kind: ObjectKind, ids: Iterable[str], now: dt.datetime) -> None:
    """Confirmed absences. Details that never were there are kept as absent too, so that they are not due for ever."""
    table = observations.c
    wanted = list(dict.fromkeys(ids))
    owners: set[str] = set()
    changed: list[str] = []
    for chunk in chunks(wanted):
        these = (table.side == side, table.kind == kind, table.id.in_(chunk))
        for id, owner in connection.execute(select(table.id, table.owner).where(*these, table.gone.is_(False))):
            owners.add(owner)
            changed.append(id)
        connection.execute(update(observations).where(*these).values(gone=True, read_at=now))
    if (side, kind) == (Side.SPLYNX, ObjectKind.CUSTOMER_DETAILS):
        absent = [Observation(side, kind, id, id, CustomerDetails(id), gone=True) for id in wanted]
        upsert(connection, observations, [_row(o, _text(o), o.partner_id, now) for o in absent], _KEY, keep=True)
    dirt.mark(connection, _customers(connection, side, kind, changed, owners))


def _compare(connection: Connection, group: _Group, now: dt.datetime) -> None:
    """Find out what is new, what differs, what is the same."""
    table = observations.c
    texts = {id: _text(item) for id, item in group.items.items()}
    known: dict[str, Any] = {}
    for chunk in chunks(group.items):
        rows = connection.execute(
            select(table.id, table.owner, table.key, table.partner_id, table.gone, table.content).where(
                table.side == group.side, table.kind == group.kind, table.id.in_(chunk)
            )
        )
        known.update((row.id, row) for row in rows)
    rewritten = [id for id, row in known.items() if row.content != _hash(texts[id])]
    equal = _equal_in_meaning(connection, group, rewritten)
    for id, item in group.items.items():
        row = known.get(id)
        partner = item.partner_id
        if row is not None and row.partner_id is not None and item.kind not in FOLLOWS_PARTNER:
            partner = row.partner_id
        content_changed = row is None or (row.content != _hash(texts[id]) and id not in equal)
        if (
            row is not None
            and not content_changed
            and (row.owner, row.key, row.partner_id, row.gone) == (item.owner, item.key, partner, item.gone)
        ):
            group.same.append(id)
            continue
        group.rows.append(_row(item, texts[id], partner, now))
        group.changed.append(id)
        group.owners.add(item.owner)
        if row is not None:
            group.owners.add(row.owner)


def _equal_in_meaning(connection: Connection, group: _Group, ids: Sequence[str]) -> set[str]:
    """Of these, the ones that only look different: 2.0 is 2.00."""
    table = observations.c
    equal: set[str] = set()
    for chunk in chunks(ids):
        rows = connection.execute(
            select(table.id, table.body).where(table.side == group.side, table.kind == group.kind, table.id.in_(chunk))
        )
        equal.update(id for id, text in rows if decode_body(group.side, group.kind, text) == group.items[id].body)
    return equal


def _follow_up(connection: Connection, group: _Group, now: dt.datetime) -> None:
    table = observations.c
    customers = _customers(connection, group.side, group.kind, group.changed, group.owners)
    dirt.mark(connection, customers)
    details = (table.side == Side.SPLYNX, table.kind == ObjectKind.CUSTOMER_DETAILS)
    if group.kind is ObjectKind.CUSTOMER_DETAILS:
        for chunk in chunks(group.same):
            connection.execute(update(observations).where(*details, table.id.in_(chunk)).values(read_at=now))
    if group.kind is ObjectKind.CUSTOMER:
        # R34: a customer that changed has its details read again, whenever they were read last.
        for chunk in chunks(group.changed):
            connection.execute(update(observations).where(*details, table.id.in_(chunk)).values(read_at=NEVER))


def _customers(
    connection: Connection, side: Side, kind: ObjectKind, changed: Sequence[str], owners: set[str]
) -> set[str]:
    if side is Side.SPLYNX:
        return owners
    return dirt.of_contacts(connection, sorted(owners - {""})) | dirt.of_members(connection, kind, changed)


def _row(item: Observation, text: str, partner_id: str | None, now: dt.datetime) -> dict[str, Any]:
    return {
        "side": item.side,
        "kind": item.kind,
        "id": item.id,
        "owner": item.owner,
        "key": item.key,
        "partner_id": partner_id,
        "parent_id": _parent(item.body),
        "rank": number_of(item.id) if item.side is Side.SPLYNX else 0,
        "day": getattr(item.body, "date", None),
        "gone": item.gone,
        "content": _hash(text),
        "read_at": now,
        "body": text,
    }


def _parent(body: Body) -> str | None:
    if isinstance(body, Customer):
        return body.parent_id
    return body.merged_to if isinstance(body, Contact) else None


def _text(item: Observation) -> str:
    return encode_body(item.side, item.kind, item.body)


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
