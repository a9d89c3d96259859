"""Links and the customers that wait to be planned: the part of the ledger the planner starts from."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Connection, insert, select

from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.records import Link, Observation
from splynx_xero_gui.ports.ledger import Books
from splynx_xero_gui.storage import books, dirt
from splynx_xero_gui.storage.observations import from_row, query
from splynx_xero_gui.storage.part import LedgerPart
from splynx_xero_gui.storage.rows import chunks, fields_of, in_order, upsert
from splynx_xero_gui.storage.schema import dirty_customers, links, observations


def save(connection: Connection, changed: Iterable[Link]) -> None:
    """Insert (id None) or replace on an open transaction; owners become dirty. Raises LookupError for an unknown id."""
    every = list(changed)
    replaced = {link.id: link for link in every if link.id is not None}
    owners = {link.customer_id for link in every}
    known: set[int] = set()
    for chunk in chunks(replaced):
        for id, owner in connection.execute(select(links.c.id, links.c.customer_id).where(links.c.id.in_(chunk))):
            known.add(id)
            owners.add(owner)
    unknown = replaced.keys() - known
    if unknown:
        raise LookupError(f"There is no link {min(unknown)} to replace")
    new = [
        {name: value for name, value in fields_of(link).items() if name != "id"} for link in every if link.id is None
    ]
    if new:
        connection.execute(insert(links), new)
    upsert(connection, links, [fields_of(link) for link in replaced.values()], ["id"])
    dirt.mark(connection, owners)


class LinkPart(LedgerPart):
    """Methods of ports.ledger.Ledger about links, dirty customers and books."""

    def dirty_customers(self) -> frozenset[str]:
        """Customers to be planned again."""
        with self._database.read() as connection:
            return frozenset(connection.execute(select(dirty_customers.c.customer_id)).scalars())

    def links_to(self, xero_kind: ObjectKind, xero_ids: Iterable[str]) -> Sequence[Link]:
        """Links that hold these objects of Xero, of all customers and states."""
        found: list[Link] = []
        with self._database.read() as connection:
            for chunk in chunks(xero_ids):
                wanted = select(links).where(links.c.xero_kind == xero_kind, links.c.xero_id.in_(chunk))
                found += [Link(**row) for row in connection.execute(wanted).mappings()]
        return found

    def mark_dirty(self, customers: Iterable[str] | None) -> None:
        """These customers must be planned again; None = all the record knows of."""
        with self._database.write() as connection:
            if customers is None:
                dirt.mark_all(connection)
            else:
                dirt.mark(connection, customers)

    def settle(self, customers: Iterable[str]) -> None:
        """Nothing is left to do for these customers."""
        with self._database.write() as connection:
            dirt.settle(connection, customers)

    def customers(self) -> frozenset[str]:
        """All customers the record knows of."""
        with self._database.read() as connection:
            return frozenset(dirt.known(connection))

    def books(self, customers: Iterable[str] | None) -> Books:
        """Observations, gone ones included, and links of these customers and of those they share a contact, a parent,
        a sub-account or a moved object with; None = all.
        """
        with self._database.read() as connection:
            return books.load_all(connection) if customers is None else books.load(connection, customers)

    def xero_of_contacts(self, contact_ids: Iterable[str]) -> Sequence[Observation]:
        """Everything observed that belongs to these contacts, linked or not, gone ones included."""
        table = observations.c
        found: list[Observation] = []
        with self._database.read() as connection:
            for chunk in chunks(in_order(contact_ids)):
                rows = connection.execute(query(table.side == Side.XERO, table.owner.in_(chunk)))
                found.extend(map(from_row, rows))
        return found

    def receipts_of_nobody(self, since: date | None) -> Sequence[Observation]:
        """Receipts of Xero on contacts that no customer is linked to, and to which nothing is linked."""
        with self._database.read() as connection:
            return books.receipts_of_nobody(connection, since)

    def links(
        self, *, customer_ids: Iterable[str] | None = None, kinds: Iterable[ObjectKind] | None = None
    ) -> Sequence[Link]:
        """Links in all states, in the order they were made."""
        wanted = select(links).order_by(links.c.id)
        if kinds is not None:
            wanted = wanted.where(links.c.kind.in_(list(kinds)))
        with self._database.read() as connection:
            if customer_ids is None:
                return [Link(**row) for row in connection.execute(wanted).mappings()]
            found: list[Link] = []
            for chunk in chunks(in_order(customer_ids)):
                rows = connection.execute(wanted.where(links.c.customer_id.in_(chunk))).mappings()
                found.extend(Link(**row) for row in rows)
            return found

    def save_links(self, links: Sequence[Link]) -> None:
        """Insert (id None) or replace; owners become dirty."""
        with self._database.write() as connection:
            save(connection, links)
