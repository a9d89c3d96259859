"""Loads the planner's input: the books of some customers with their families, or everything."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.records import Link, LinkState, Observation
from splynx_xero_gui.ports.ledger import Books
from splynx_xero_gui.storage import dirt
from splynx_xero_gui.storage.observations import from_row, query
from splynx_xero_gui.storage.rows import chunks, in_order
from splynx_xero_gui.storage.schema import links, observations

_table = observations.c
_YIELD = 500


def load_all(connection: Connection) -> Books:
    """Everything the record holds."""
    splynx = tuple(map(from_row, connection.execute(_streamed(query(_table.side == Side.SPLYNX)))))
    xero = tuple(map(from_row, connection.execute(_streamed(query(_table.side == Side.XERO)))))
    rows = connection.execute(_streamed(select(links).order_by(links.c.id))).mappings()
    every = tuple(Link(**row) for row in rows)
    customers = {item.owner for item in splynx} | {link.customer_id for link in every}
    return Books(splynx, xero, every, frozenset(customers - {""}))


def load(connection: Connection, customers: Iterable[str]) -> Books:
    """The books of these customers and of those sharing a contact, parent, sub-account or moved object with them."""
    family = _family(connection, customers)
    splynx = _observed(connection, family, lambda ids: [_table.side == Side.SPLYNX, _table.owner.in_(ids)])
    found: list[Link] = []
    for chunk in chunks(family):
        rows = connection.execute(select(links).where(links.c.customer_id.in_(chunk)).order_by(links.c.id)).mappings()
        found.extend(Link(**row) for row in rows)
    contacts = _contacts(connection, found)
    xero = {
        (item.kind, item.id): item
        for item in _observed(connection, contacts, lambda ids: [_table.side == Side.XERO, _table.owner.in_(ids)])
    }
    # A linked object may have been given to another contact in Xero: it still belongs to its customer.
    missing = [link.xero_id for link in found if link.xero_id and (link.xero_kind, link.xero_id) not in xero]
    for item in _observed(connection, missing, lambda ids: [_table.side == Side.XERO, _table.id.in_(ids)]):
        xero.setdefault((item.kind, item.id), item)
    return Books(tuple(splynx), tuple(xero.values()), tuple(found), frozenset(family))


def receipts_of_nobody(connection: Connection, since: date | None) -> list[Observation]:
    """Receipts of Xero on contacts that no customer is linked to, and to which nothing is linked."""
    kinds = (ObjectKind.PAYMENT, ObjectKind.OVERPAYMENT, ObjectKind.PREPAYMENT)
    ours = select(links.c.xero_id).where(links.c.xero_kind == ObjectKind.CONTACT, links.c.state == LinkState.ACTIVE)
    linked = select(links.c.xero_id).where(links.c.xero_kind.in_(kinds))
    wanted = [_table.side == Side.XERO, _table.kind.in_(kinds), _table.gone.is_(False)]
    wanted += [_table.owner.not_in(ours), _table.id.not_in(linked)]
    if since is not None:
        wanted.append(_table.day >= since)
    return list(map(from_row, connection.execute(query(*wanted).order_by(_table.kind, _table.id))))


def _streamed(wanted: Select[Any]) -> Select[Any]:
    """Rows in small lots: the text of all of them at once would double the memory."""
    return wanted.execution_options(yield_per=_YIELD)


def _observed(
    connection: Connection, ids: Iterable[str], conditions: Callable[[list[str]], list[ColumnElement[bool]]]
) -> list[Observation]:
    found: list[Observation] = []
    for chunk in chunks(in_order(ids)):
        found.extend(map(from_row, connection.execute(query(*conditions(chunk)))))
    return found


def _family(connection: Connection, customers: Iterable[str]) -> list[str]:
    """Customers reached over shared contacts, parents, sub-accounts and moved objects, however far."""
    reached: set[str] = set()
    frontier = {customer for customer in customers if customer}
    while frontier:
        reached |= frontier
        found: set[str] = set()
        for chunk in chunks(in_order(frontier)):
            found |= _sharing_a_contact(connection, chunk) | _parents_and_sub_accounts(connection, chunk)
            found |= _between_whom_something_moved(connection, chunk)
        frontier = found - reached
    return in_order(reached)


def _sharing_a_contact(connection: Connection, customers: list[str]) -> set[str]:
    is_contact = (links.c.kind == ObjectKind.CUSTOMER, links.c.xero_kind == ObjectKind.CONTACT, links.c.xero_id != "")
    theirs = select(links.c.xero_id).where(*is_contact, links.c.customer_id.in_(customers))
    return set(
        connection.execute(select(links.c.customer_id).where(*is_contact, links.c.xero_id.in_(theirs))).scalars()
    )


def _parents_and_sub_accounts(connection: Connection, customers: list[str]) -> set[str]:
    related = select(_table.id, _table.parent_id).where(
        _table.side == Side.SPLYNX,
        _table.kind == ObjectKind.CUSTOMER,
        _table.parent_id.is_not(None),
        or_(_table.id.in_(customers), _table.parent_id.in_(customers)),
    )
    return {id for row in connection.execute(related) for id in row}


def _between_whom_something_moved(connection: Connection, customers: list[str]) -> set[str]:
    """A link names one customer; its object now belongs to another in Splynx, or is on another's contact in Xero."""
    mine, in_splynx, in_xero = links.c.customer_id.in_(customers), _table.side == Side.SPLYNX, _table.side == Side.XERO
    same_splynx = (_table.kind == links.c.kind, _table.id == links.c.splynx_id)
    same_xero = (_table.kind == links.c.xero_kind, _table.id == links.c.xero_id)
    # Looked up link by link: as a join SQLite, which knows no sizes, would begin with all that was ever read.
    owner = select(_table.owner).where(in_splynx, *same_splynx).scalar_subquery()
    contact = select(_table.owner).where(in_xero, *same_xero).scalar_subquery()
    found = set(connection.execute(select(owner).where(mine).distinct()).scalars())
    found |= dirt.of_contacts(connection, connection.execute(select(contact).where(mine).distinct()).scalars())
    linked = select(links.c.customer_id).distinct()
    found.update(connection.execute(linked.where(in_splynx, _table.owner.in_(customers), *same_splynx)).scalars())
    contacts = select(links.c.xero_id).where(mine, links.c.xero_kind == ObjectKind.CONTACT).distinct()
    for chunk in chunks(connection.execute(contacts).scalars()):
        found.update(connection.execute(linked.where(in_xero, _table.owner.in_(chunk), *same_xero)).scalars())
    return {customer for customer in found if customer}


def _contacts(connection: Connection, found: Iterable[Link]) -> set[str]:
    """Linked contacts, those they were merged into, and those merged into them: what was read may still name these."""
    contacts = {link.xero_id for link in found if link.xero_kind is ObjectKind.CONTACT and link.xero_id}
    frontier = contacts
    is_contact = (_table.side == Side.XERO, _table.kind == ObjectKind.CONTACT, _table.parent_id.is_not(None))
    while frontier:
        merged: set[str] = set()
        for chunk in chunks(sorted(frontier)):
            either = or_(_table.id.in_(chunk), _table.parent_id.in_(chunk))
            pairs = connection.execute(select(_table.id, _table.parent_id).where(*is_contact, either))
            merged.update(id for pair in pairs for id in pair)
        frontier = merged - contacts
        contacts = contacts | merged
    return contacts
