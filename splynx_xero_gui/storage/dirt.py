"""Which customers must be planned again: those whose side of the books changed since they were last settled."""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, select, union

from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.storage.rows import chunks, in_order, upsert
from splynx_xero_gui.storage.schema import dirty_customers, links, observations


def mark(connection: Connection, customers: Iterable[str]) -> None:
    """These customers must be planned again."""
    rows = [{"customer_id": customer} for customer in in_order(customers) if customer]
    upsert(connection, dirty_customers, rows, ["customer_id"], keep=True)


def known(connection: Connection) -> set[str]:
    """Every customer the record knows of."""
    every = union(
        select(observations.c.owner).where(observations.c.side == Side.SPLYNX).distinct(),
        select(links.c.customer_id).distinct(),
    )
    return {customer for customer in connection.execute(every).scalars() if customer}


def mark_all(connection: Connection) -> None:
    """Every customer the record knows of must be planned again."""
    mark(connection, known(connection))


def of_contacts(connection: Connection, contact_ids: Iterable[str]) -> set[str]:
    """Customers linked to these contacts."""
    found: set[str] = set()
    for chunk in chunks(contact_ids):
        found.update(
            connection.execute(
                select(links.c.customer_id).where(links.c.xero_kind == ObjectKind.CONTACT, links.c.xero_id.in_(chunk))
            ).scalars()
        )
    return found


def of_members(connection: Connection, kind: ObjectKind, xero_ids: Iterable[str]) -> set[str]:
    """Customers one of whose objects is linked to one of these: its contact may have been changed in Xero."""
    found: set[str] = set()
    for chunk in chunks(xero_ids):
        found.update(
            connection.execute(
                select(links.c.customer_id).where(links.c.xero_kind == kind, links.c.xero_id.in_(chunk))
            ).scalars()
        )
    return found


def settle(connection: Connection, customers: Iterable[str]) -> None:
    """Nothing is left to do for these."""
    for chunk in chunks(customers):
        connection.execute(delete(dirty_customers).where(dirty_customers.c.customer_id.in_(chunk)))
