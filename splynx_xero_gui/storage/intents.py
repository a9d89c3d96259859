"""Intents: committed before each write, concluded after it, so that no write is ever forgotten (design.md §4)."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, exists, insert, select, update

from splynx_xero_gui.domain.records import Intent, IntentState
from splynx_xero_gui.ports.ledger import Conclusion
from splynx_xero_gui.storage import links, observing
from splynx_xero_gui.storage.part import LedgerPart
from splynx_xero_gui.storage.rows import chunks, fields_of, upsert
from splynx_xero_gui.storage.schema import intents, run_items

_OURS = ("seq", "forgiven")
OPEN = (IntentState.SENDING, IntentState.UNCERTAIN)


class IntentPart(LedgerPart):
    """Methods of ports.ledger.Ledger about intents."""

    def begin(self, intents: Sequence[Intent]) -> None:
        """Commit before the call is made. An intent that is sent again replaces itself."""
        with self._database.write() as connection:
            _begin(connection, intents)

    def conclude(self, conclusions: Sequence[Conclusion]) -> None:
        """Commit the answers of one call, all or none.

        A second UNCERTAIN in a row counts as one more look-up. Raises LookupError for an intent that never began.
        """
        with self._database.write() as connection:
            for conclusion in conclusions:
                self._end(connection, conclusion)
                links.save(connection, conclusion.links)
                if conclusion.item is not None:
                    connection.execute(insert(run_items).values(fields_of(conclusion.item)))
            seen = [item for conclusion in conclusions for item in conclusion.observations]
            observing.store(connection, seen, self._now())

    def open_intents(self) -> Sequence[Intent]:
        """SENDING and UNCERTAIN intents, oldest first."""
        wanted = select(intents).where(intents.c.state.in_(OPEN)).order_by(intents.c.seq)
        with self._database.read() as connection:
            return [
                Intent(**{name: value for name, value in row.items() if name not in _OURS})
                for row in connection.execute(wanted).mappings()
            ]

    def refusals(self) -> Mapping[str, str]:
        """Action ids whose newest intent was refused and not forgiven → the service's words."""
        newer = intents.alias("newer")
        superseded = exists().where(newer.c.action_id == intents.c.action_id, newer.c.seq > intents.c.seq)
        wanted = select(intents.c.action_id, intents.c.message).where(
            intents.c.state == IntentState.REFUSED, intents.c.forgiven.is_(False), ~superseded
        )
        with self._database.read() as connection:
            return {row.action_id: row.message for row in connection.execute(wanted.order_by(intents.c.seq))}

    def forgive(self, action_ids: Iterable[str]) -> None:
        """Forget these refusals: a person answered try-again."""
        with self._database.write() as connection:
            for chunk in chunks(action_ids):
                refused = (intents.c.action_id.in_(chunk), intents.c.state == IntentState.REFUSED)
                connection.execute(update(intents).where(*refused).values(forgiven=True))

    def _end(self, connection: Connection, conclusion: Conclusion) -> None:
        this = intents.c.id == conclusion.intent_id
        before = connection.execute(select(intents.c.state, intents.c.lookups).where(this)).first()
        if before is None:
            raise LookupError(f"Intent {conclusion.intent_id} was never begun")
        looked_up = before.state is conclusion.state is IntentState.UNCERTAIN
        connection.execute(
            update(intents)
            .where(this)
            .values(
                state=conclusion.state,
                xero_id=conclusion.xero_id,
                message=conclusion.message,
                concluded_at=None if conclusion.state in OPEN else self._now(),
                lookups=before.lookups + (1 if looked_up else 0),
            )
        )


def _begin(connection: Connection, new: Sequence[Intent]) -> None:
    upsert(connection, intents, [{**fields_of(intent), "forgiven": False} for intent in new], ["id"])
