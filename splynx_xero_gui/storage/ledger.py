"""The sync record over SQLAlchemy Core: implements ports.ledger.Ledger for SQLite files and PostgreSQL."""

from pathlib import Path

from splynx_xero_gui.ports.control import Clock
from splynx_xero_gui.storage.database import Database
from splynx_xero_gui.storage.decisions import DecisionPart
from splynx_xero_gui.storage.intents import IntentPart
from splynx_xero_gui.storage.links import LinkPart
from splynx_xero_gui.storage.observations import ObservationPart
from splynx_xero_gui.storage.runs import RunPart
from splynx_xero_gui.storage.upgrade import bring_up_to_date


class SqlLedger(ObservationPart, LinkPart, IntentPart, DecisionPart, RunPart):
    """One profile's sync record (ports.ledger.Ledger). Used in the thread that opened it; other threads open theirs."""

    def close(self) -> None:
        """Release the database."""
        self._database.close()

    def __enter__(self) -> "SqlLedger":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_ledger(location: str | Path, clock: Clock, *, password: str | None = None, check: bool = True) -> SqlLedger:
    """Open, create or migrate a sync record.

    `location` is a file or a database URL; `password` is that of the server, kept in the vault. `check` looks through a
    file for damage: once per process is enough. Raises failures.StorageTrouble (R1–R3), failures.Misconfigured for a
    URL that is none.
    """
    database = Database(location, clock, password=password)
    try:
        if check:
            database.check()
        bring_up_to_date(database)
    except BaseException:
        database.close()
        raise
    return SqlLedger(database)
