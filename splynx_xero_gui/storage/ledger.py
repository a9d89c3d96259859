"""The sync record over SQLAlchemy Core: implements ports.ledger.Ledger for SQLite files and PostgreSQL."""

from pathlib import Path

from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.ports.control import Clock
from splynx_xero_gui.ports.ledger import SyncLock
from splynx_xero_gui.storage.database import Database
from splynx_xero_gui.storage.decisions import DecisionPart
from splynx_xero_gui.storage.emptying import empty, forget_side
from splynx_xero_gui.storage.intents import IntentPart
from splynx_xero_gui.storage.journal import JournalPart
from splynx_xero_gui.storage.links import LinkPart
from splynx_xero_gui.storage.lock import FileSyncLock
from splynx_xero_gui.storage.matches import MatchPart
from splynx_xero_gui.storage.moving import copy_record, is_retired, refuse_retired, retire
from splynx_xero_gui.storage.observations import ObservationPart
from splynx_xero_gui.storage.runs import RunPart
from splynx_xero_gui.storage.server_lock import ServerSyncLock
from splynx_xero_gui.storage.undoing import UndoPart
from splynx_xero_gui.storage.upgrade import bring_up_to_date


class SqlLedger(ObservationPart, LinkPart, IntentPart, DecisionPart, JournalPart, RunPart, UndoPart, MatchPart):
    """One profile's sync record (ports.ledger.Ledger). Used in the thread that opened it; other threads open theirs."""

    def sync_lock(self, file: Path) -> SyncLock:
        """One sync at a time: held by the server of a shared record, by the operating system on `file` of another."""
        database = self._database
        return FileSyncLock(file, database.clock) if database.is_sqlite else ServerSyncLock(database)

    def copy_into(self, location: str | Path, *, password: str | None = None) -> int:
        """Copy the whole record into an empty database; returns how many rows. Hold the sync lock meanwhile.

        Raises failures.Misconfigured (L12: there is a record already; P1: no such database), failures.StorageTrouble.
        """
        target = Database(location, self._database.clock, password=password)
        try:
            bring_up_to_date(target)
            if target.file and is_retired(target):
                # It comes home: what it left behind when it moved away is kept, under another name.
                target.put_aside("moved")
                target = Database(location, self._database.clock)
                bring_up_to_date(target)
            return copy_record(self._database, target)
        finally:
            target.close()

    def retire(self, moved_to: str) -> None:
        """Never open this record again: it was moved to that address (L13)."""
        retire(self._database, moved_to)

    def empty(self) -> None:
        """Begin anew: nothing is left in it. The caller has made a copy. Hold the sync lock meanwhile."""
        empty(self._database)

    def forget_side(self, side: Side) -> None:
        """What was read from this side, while nothing is linked yet."""
        forget_side(self._database, side)

    def archive_file(self, own_file: Path) -> Path:
        """A free name beside the profile's own file, for what is set aside."""
        stamp = self._database.clock.now().strftime("%Y%m%d-%H%M%S")
        return own_file.with_name(f"{own_file.stem}.archived-{stamp}{own_file.suffix}")

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
    URL that is none (P1) and for a record that was moved elsewhere (L13).
    """
    database = Database(location, clock, password=password)
    try:
        if check:
            database.check()
        bring_up_to_date(database)
        refuse_retired(database)
    except BaseException:
        database.close()
        raise
    return SqlLedger(database)
