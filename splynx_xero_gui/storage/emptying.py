"""Begin a sync record anew: all of it, or what was read from one side while nothing is linked yet (X5, S8)."""

from sqlalchemy import Connection, delete, or_, text

from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.storage.database import Database
from splynx_xero_gui.storage.schema import (
    conflicts,
    dirty_customers,
    marks,
    metadata,
    observations,
    reference_data,
)
from splynx_xero_gui.storage.upgrade import migrate


def empty(database: Database) -> None:
    """Make every table anew, in one transaction; the caller has a proven copy.

    Rows are not deleted one by one: journals refuse that, and they go with their tables into the copy.
    """
    with database.migrating() as connection:
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        migrate(connection)


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
