"""Brings a sync record to this program's schema: copies the file first, refuses a newer one (R2)."""

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, inspect, select, text, update

from splynx_xero_gui.storage import trouble
from splynx_xero_gui.storage.database import Database
from splynx_xero_gui.storage.schema import HEAD, facts

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_FACT = "migrated-by"


def bring_up_to_date(database: Database) -> None:
    """Create the tables, or migrate older ones. Raises failures.StorageTrouble (R1–R3)."""
    with database.read() as connection:
        revision = current_revision(connection)
    if revision == HEAD:
        return
    if revision is not None:
        _refuse_newer(database, revision)
        _copy_first(database, revision)
    with database.migrating() as connection:
        # Another program may have been faster while this one waited for the lock.
        if current_revision(connection) != HEAD:
            migrate(connection)


def current_revision(connection: Connection) -> str | None:
    """The schema's revision; None where there are no tables yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if revision is None else str(revision)


def migrate(connection: Connection, to: str = HEAD) -> None:
    """Run the revisions up to `to` on an open transaction, and note which version of the program did."""
    # Imported here because it takes a fifth of a second, and nearly every start has nothing to migrate.
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)
    row = {"name": VERSION_FACT, "value": version("splynx-xero-gui")}
    if connection.execute(update(facts).where(facts.c.name == VERSION_FACT).values(row)).rowcount == 0:
        connection.execute(insert(facts).values(row))


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    # ConfigParser would take a per cent sign in the path for its own.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _refuse_newer(database: Database, revision: str) -> None:
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision not in known:
        with database.read() as connection:
            by = connection.execute(select(facts.c.value).where(facts.c.name == VERSION_FACT)).scalar()
        database.close()
        raise trouble.newer(by or "newer than this one")


def _copy_first(database: Database, revision: str) -> None:
    """An older file stays beside the migrated one; a server has its own backups."""
    if database.file is None:
        return
    database.copy_to(database.sibling(f"before-{revision}"))
