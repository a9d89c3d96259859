"""One sync at a time for everybody who shares a record on a server (ports.ledger.SyncLock; design.md §5)."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import select

from splynx_xero_gui.domain.failures import StorageTrouble
from splynx_xero_gui.storage.database import Database
from splynx_xero_gui.storage.holder import Holder, busy, told_by
from splynx_xero_gui.storage.rows import upsert
from splynx_xero_gui.storage.schema import facts

HOLDER_FACT = "sync-lock"


class ServerSyncLock:
    """The lock is the database's, held by the very connection that the sync writes its intents with.

    So whoever lost the lock cannot begin another write: a killed or unplugged workstation frees it without having to
    say so, and a connection that broke stays broken (`Database`).
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held = False

    @contextmanager
    def acquire(self, who: str) -> Iterator[None]:
        """Hold the lock while the block runs.

        Raises failures.Busy (L7) naming the holder, failures.StorageTrouble (R3) where the server does not answer.
        """
        # The server would give the same connection its own lock again.
        if self._held or not self._database.take_sync_lock():
            raise busy(self.holder())
        self._held = True
        try:
            self._sign(Holder.here(who, self._database.clock.now()).to_json())
            yield
        finally:
            self._held = False
            with suppress(StorageTrouble):  # a server that is gone has freed it
                self._sign("")
                self._database.free_sync_lock()

    def holder(self) -> str:
        """ "Started {time} by {user} on {machine}.", empty where nobody says so."""
        with self._database.read() as connection:
            note = connection.execute(select(facts.c.value).where(facts.c.name == HOLDER_FACT)).scalar()
        return told_by(note or "")

    def _sign(self, note: str) -> None:
        with self._database.write() as connection:
            upsert(connection, facts, [{"name": HOLDER_FACT, "value": note}], ["name"])
