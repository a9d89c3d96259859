"""Begin a sync record anew: all of it, or what was read from one side while nothing is linked yet (X5, S8)."""

from sqlalchemy import Connection, delete, or_

from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.storage.database import Database
from splynx_xero_gui.storage.schema import (
    conflicts,
    dirty_customers,
    facts,
    marks,
    metadata,
    observations,
    reference_data,
)
from splynx_xero_gui.storage.server_lock import HOLDER_FACT
from splynx_xero_gui.storage.upgrade import VERSION_FACT


def empty(database: Database) -> None:
    """Take every row out, in one transaction; the caller has a proven copy."""
    with database.write() as connection:
        for table in reversed(metadata.sorted_tables):
            if table is facts:
                connection.execute(delete(facts).where(facts.c.name.not_in((VERSION_FACT, HOLDER_FACT))))
            else:
                connection.execute(delete(table))


def forget_side(database: Database, side: Side) -> None:
    """What was read from this side, and what was concluded from it."""
    with database.write() as connection:
        connection.execute(delete(observations).where(observations.c.side == side))
        connection.execute(delete(reference_data).where(reference_data.c.side == side))
        _forget_marks(connection, side)
        connection.execute(delete(conflicts))
        connection.execute(delete(dirty_customers))


def _forget_marks(connection: Connection, side: Side) -> None:
    named = marks.c.stream
    connection.execute(delete(marks).where(or_(named.startswith(f"{side}:"), named.startswith(f"{side}-"))))
