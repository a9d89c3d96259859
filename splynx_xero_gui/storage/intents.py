"""Intents: committed before each write, concluded after it, so that no write is ever forgotten (design.md §4)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, exists, insert, select, update

from splynx_xero_gui.domain.records import Intent, IntentState, Undone
from splynx_xero_gui.ports.ledger import Conclusion
from splynx_xero_gui.storage import links, observing
from splynx_xero_gui.storage.part import LedgerPart
from splynx_xero_gui.storage.rows import chunks, fields_of, upsert
from splynx_xero_gui.storage.schema import intents, run_items, undone

_OURS = ("seq", "forgiven")
OPEN = (IntentState.SENDING, IntentState.UNCERTAIN)


def from_row(row: RowMapping) -> Intent:
    """An intent as it is kept."""
    return Intent(**{str(name): value for name, value in row.items() if name not in _OURS})


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
            self._end(connection, conclusions)
            links.save(connection, [link for conclusion in conclusions for link in conclusion.links])
            items = [fields_of(conclusion.item) for conclusion in conclusions if conclusion.item is not None]
            if items:
                connection.execute(insert(run_items), items)
            seen = [item for conclusion in conclusions for item in conclusion.observations]
            observing.store(connection, seen, self._now())
            _save_undone(connection, [c.undone for c in conclusions if c.undone is not None])

    def open_intents(self) -> Sequence[Intent]:
        """SENDING and UNCERTAIN intents, oldest first."""
        wanted = select(intents).where(intents.c.state.in_(OPEN)).order_by(intents.c.seq)
        with self._database.read() as connection:
            return [from_row(row) for row in connection.execute(wanted).mappings()]

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

    def _end(self, connection: Connection, conclusions: Sequence[Conclusion]) -> None:
        """One statement for all: a call answers fifty."""
        before: dict[str, tuple[IntentState, int]] = {}
        for chunk in chunks(conclusion.intent_id for conclusion in conclusions):
            wanted = select(intents.c.id, intents.c.state, intents.c.lookups).where(intents.c.id.in_(chunk))
            before.update((id, (state, lookups)) for id, state, lookups in connection.execute(wanted))
        rows: list[dict[str, Any]] = []
        for conclusion in conclusions:
            if conclusion.intent_id not in before:
                raise LookupError(f"Intent {conclusion.intent_id} was never begun")
            state, lookups = before[conclusion.intent_id]
            lookups += 1 if state is conclusion.state is IntentState.UNCERTAIN else 0
            before[conclusion.intent_id] = conclusion.state, lookups
            rows.append(
                {
                    "this": conclusion.intent_id,
                    "state": conclusion.state,
                    "xero_id": conclusion.xero_id,
                    "message": conclusion.message,
                    "answer": conclusion.answer,
                    "concluded_at": None if conclusion.state in OPEN else self._now(),
                    "lookups": lookups,
                }
            )
        if rows:
            connection.execute(update(intents).where(intents.c.id == bindparam("this")), rows)


def _begin(connection: Connection, new: Sequence[Intent]) -> None:
    upsert(connection, intents, [{**fields_of(intent), "forgiven": False} for intent in new], ["id"])


def _save_undone(connection: Connection, taken_back: Sequence[Undone]) -> None:
    upsert(connection, undone, [{**fields_of(one), "released": False} for one in taken_back], ["intent_id"])
