"""What every part of the ledger has: the database and the time."""

import datetime as dt

from splynx_xero_gui.storage.database import Database


class LedgerPart:
    """Base of the parts that `storage.ledger` puts together. Every public method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def _now(self) -> dt.datetime:
        return self._database.clock.now()
