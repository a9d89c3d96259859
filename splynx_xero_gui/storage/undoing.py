"""What runs wrote and what undos took back (design.md §7, R15)."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, select, update

from splynx_xero_gui.domain.records import Intent, IntentState, Link, Undone
from splynx_xero_gui.storage.intents import from_row
from splynx_xero_gui.storage.part import LedgerPart
from splynx_xero_gui.storage.rows import chunks
from splynx_xero_gui.storage.schema import intents, links, undone


class UndoPart(LedgerPart):
    """Methods of ports.ledger.Ledger about undo."""

    def written(self, run_id: str) -> Sequence[Intent]:
        """Intents of a run that are DONE, in the order they were made."""
        return self._done(intents.c.run_id == run_id)

    def written_to(self, xero_ids: Iterable[str]) -> Sequence[Intent]:
        """DONE intents whose answer was one of these objects, in the order they were made."""
        return [found for chunk in chunks(sorted(set(xero_ids))) for found in self._done(intents.c.xero_id.in_(chunk))]

    def _done(self, which: ColumnElement[bool]) -> list[Intent]:
        wanted = select(intents).where(which, intents.c.state == IntentState.DONE).order_by(intents.c.seq)
        with self._database.read() as connection:
            return [from_row(row) for row in connection.execute(wanted).mappings()]

    def links_by_id(self, ids: Iterable[int]) -> Sequence[Link]:
        """These links as they stand."""
        with self._database.read() as connection:
            return [
                Link(**row)
                for chunk in chunks(sorted(set(ids)))
                for row in connection.execute(select(links).where(links.c.id.in_(chunk))).mappings()
            ]

    def undone(self, run_id: str) -> Mapping[str, Undone]:
        """What was taken back of a run, by intent."""
        of_run = select(intents.c.id).where(intents.c.run_id == run_id)
        wanted = select(undone.c.intent_id, undone.c.by_run, undone.c.hold).where(undone.c.intent_id.in_(of_run))
        with self._database.read() as connection:
            return {row.intent_id: Undone(*row) for row in connection.execute(wanted)}

    def held(self) -> frozenset[str]:
        """What was taken back and must not be written again before a person says so."""
        wanted = select(undone.c.hold).where(undone.c.released.is_(False), undone.c.hold != "")
        with self._database.read() as connection:
            return frozenset(connection.execute(wanted).scalars())

    def release(self, holds: Iterable[str]) -> None:
        """A person said so."""
        with self._database.write() as connection:
            for chunk in chunks(sorted(set(holds))):
                connection.execute(update(undone).where(undone.c.hold.in_(chunk)).values(released=True))
